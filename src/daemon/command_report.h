// SPDX-License-Identifier: GPL-3.0-or-later
/* For the commands that report on a line: the running program is asked; when none runs, or a rehearsal's store is named, that is
 * read, and nothing is written to it. */
#ifndef DAEMON_COMMAND_REPORT_H
#define DAEMON_COMMAND_REPORT_H

#include "daemon/control_client.h"
#include "daemon/settings.h"

/* Appends the answer that the running program would give, from a store. */
typedef enum err report_read_fn(void *context, const struct settings *settings, struct buf *out,
				struct error *error_r);

/* `words`: for the program. `db`: a rehearsal's store; NULL: the settings'. EXIT_DONE with the answer (json_decref() it), or
 * EXIT_FAILED, said. */
int report_ask(const char *config, const char *db, const struct control_words *words,
	       report_read_fn *read, void *context, json_t **ret_answer);

/* Whether all that was printed got out: EXIT_DONE, or EXIT_FAILED, said. */
int report_end(void);

#endif
