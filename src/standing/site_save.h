// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A site's whole state as bytes and back, so that a restart reads the tail of the record and not its past, and so that what was
 * decided stays decided whatever the rules, or the program, are by then. The rules it was judged by are in it: what is replayed
 * behind it is replayed under them.
 */
#ifndef STANDING_SITE_SAVE_H
#define STANDING_SITE_SAVE_H

#include "standing/site.h"

enum { SITE_SAVE_VERSION = 2 };

/* Whether two sets of rules say the same, down to the lines they were written on. */
bool site_same_rules(const struct rules *a, const struct rules *b);
void site_save(const struct site *site, struct buf *out);
/* Into a site that nothing has happened to yet. ERR_INPUT: damaged, or of another version; then the site is of no use. */
enum err site_load(struct site *site, struct bytes saved);

#endif
