// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * answer.h - as much of HTTP/1.1 and JSON as the load generator needs to judge an answer.
 *
 * Written apart from src/desk/ on purpose: a generator that shared the program's code would share
 * its mistakes.
 */
#ifndef FAUXBOND_BENCH_SITE_ANSWER_H
#define FAUXBOND_BENCH_SITE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

struct answer {
	int status;
	bool closes; /* the server will end the connection after it */
	const char *body;
	size_t body_len;
	size_t total_len; /* with its head */
};

enum answer_take {
	ANSWER_MORE, /* not all there yet */
	ANSWER_BAD,  /* not an answer that this parser takes: close */
	ANSWER_WHOLE,
};

/* RFC 9112 §4 and §6.2. A body has to have a Content-Length; a chunked one is ANSWER_BAD. The
 * result points into `data`. */
enum answer_take answer_take(const char *data, size_t len, struct answer *ret_answer);

/* The string that is the value of member `name` of the object in `json` itself, not of one inside
 * it. False where there is none, or it is no string, or does not fit into `size` with its end.
 * Escapes are left as they are: ids and verdicts have none. */
bool answer_member(const char *json, size_t len, const char *name, char *ret_value, size_t size);

#endif
