// SPDX-License-Identifier: GPL-3.0-or-later
/* A site's answers, effects and views as JSON (docs/SITE.md): the same for the API, for those who follow, and for rehearse. */
#ifndef DAEMON_SITE_PUT_H
#define DAEMON_SITE_PUT_H

#include "base/jsonout.h"
#include "flow/sites.h"

/* "c12" and so on. */
enum { SITE_NAME_MAX = 24 };
const char *site_name(char letter, uint64_t number, char ret_name[SITE_NAME_MAX]);

/* Members of the open object: what an effect says, beside its moment, name and line. */
void site_put_told(const struct site_told *told, struct jsonout *json);
/* "verdict", "standing", ... */
const char *site_told_name(const struct site_told *told);

/* The answer to a call that changed something, as one object. */
void site_put_answer(const struct site *site, const struct call *call,
		     const struct site_answer *answer, struct jsonout *json);

#endif
