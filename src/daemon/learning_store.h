// SPDX-License-Identifier: GPL-3.0-or-later
/* Reports on a store that no program serves from: of one that is stopped, or of a rehearsal. Nothing is
 * written to it. */
#ifndef DAEMON_LEARNING_STORE_H
#define DAEMON_LEARNING_STORE_H

#include "base/bytes.h"
#include "base/jsonout.h"
#include "daemon/settings.h"

struct flow;

/* Puts the report into the open object. `line_index`: SIZE_MAX: all lines. */
typedef enum err store_report_fn(void *context, struct jsonout *json, struct flow *flow,
				 size_t line_index, struct error *error_r);

/* Appends an answer, {"ok":true, ...} with what `fn` puts. `db`: a rehearsal's file, with its `seed`; NULL:
 * the settings' store. `line`: NULL: all. ERR_ABSENT: no such line, or no store. */
enum err store_report(const struct settings *settings, const char *db, const char *seed,
		      const char *line, store_report_fn *fn, void *context, struct buf *out,
		      struct error *error_r);

/* Appends what the running program would answer to the verb `learning`. `db`: a rehearsal's file,
 * with its `seed`; NULL: the settings' store. `line`: NULL: all that stall. ERR_ABSENT: no such
 * line, or no store. */
enum err learning_of_store(const struct settings *settings, const char *db, const char *seed,
			   const char *line, struct buf *out, struct error *error_r);

#endif
