// SPDX-License-Identifier: GPL-3.0-or-later
/* `fauxbond queue take q3 …`: what people who decide about members of a site do and look up. The same calls as the API's. */
#ifndef DAEMON_QUEUE_SITE_H
#define DAEMON_QUEUE_SITE_H

#include "standing/call.h"

#include <stdbool.h>

struct queue_ask {
	const char *config, *line, *by; /* NULL: not given */
	const char *action, *target;	/* "take", "q3"; the target may be NULL */
	const char *value[CALL_FIELDS]; /* what options gave; NULL: not given */
	bool as_json, as_csv;
};

/* Makes the call that is asked for, as JSON with its verb (json_decref() it). ERR_INPUT: the words make none, and the error says
 * what to write. */
enum err queue_call(const struct queue_ask *ask, json_t **ret_call, struct error *error_r);

/* Asks, and prints what came. Gives the command's exit code. */
int queue_site(const struct queue_ask *ask);

/* The actions, for --help: a line each, of stdout. */
void queue_site_help(void);

#endif
