// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * For the commands that talk to a running program: connect to the control socket that the settings
 * name, say a request, read what comes back. Everything blocks; everything that fails is said on
 * stderr in words for the operator, and becomes the command's exit code.
 */
#ifndef DAEMON_CONTROL_CLIENT_H
#define DAEMON_CONTROL_CLIENT_H

#include "base/jsonout.h"
#include "daemon/command.h"
#include "daemon/control_request.h"

struct control_client {
	int fd;
	size_t taken; /* bytes of `in` that the last line was */
	struct buf in;
};

/* `config`: as --config gave it, or NULL. EXIT_DONE or EXIT_FAILED. */
int control_client_open(struct control_client *client, const char *config);
void control_client_finish(struct control_client *client);

/* Whether somebody serves with these settings; also when we may not ask him, which is said by whoever
 * asks. */
bool control_is_served(const struct settings *settings);

/* Sends one line. */
enum err control_client_say(struct control_client *client, struct bytes json,
			    struct error *error_r);
/* The next line, until the next call. Waits at most `seconds` (0: as long as it takes). ERR_ABSENT
 * when the program ended. */
enum err control_client_hear(struct control_client *client, int seconds, struct bytes *ret_line,
			     struct error *error_r);

/* A request: {"verb":…} with those members that are not NULL. The sightings are JSON that is written: a
 * list. */
struct control_words {
	enum control_verb verb;
	const char *member[CONTROL_MEMBER_COUNT];
};
void control_put_request(struct buf *out, const struct control_words *words);

/* Says one more request and hears its answer: for who has several. ERR_STATE: the answer says a problem,
 * which is the text. ERR_IO, ERR_ABSENT: nobody can tell whether it was done. */
enum err control_client_ask(struct control_client *client, const struct control_words *words,
			    json_t **ret_answer, struct error *error_r);

/* The whole conversation for one request. EXIT_DONE with the answer (json_decref() it), or
 * EXIT_FAILED when it could not be had or says a problem. */
int control_ask(const char *config, const struct control_words *words, json_t **ret_answer);

/* Text of strangers for a terminal: control characters become '?'. */
void control_print(const char *text);

#endif
