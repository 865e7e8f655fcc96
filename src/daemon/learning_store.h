// SPDX-License-Identifier: GPL-3.0-or-later
/* The report on a store that no program serves from: of one that is stopped, or of a rehearsal.
 * Nothing is written to it. */
#ifndef DAEMON_LEARNING_STORE_H
#define DAEMON_LEARNING_STORE_H

#include "base/bytes.h"
#include "daemon/settings.h"

/* Appends what the running program would answer to the verb `learning`. `db`: a rehearsal's file,
 * with its `seed`; NULL: the settings' store. `line`: NULL: all that stall. ERR_ABSENT: no such
 * line, or no store. */
enum err learning_of_store(const struct settings *settings, const char *db, const char *seed,
			   const char *line, struct buf *out, struct error *error_r);

#endif
