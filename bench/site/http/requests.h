// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * requests.h - the requests of the load, as bytes. Which request number k is follows from k and
 * the options alone, so that a later run can ask for the same again.
 *
 * Members come in pairs of one age who have contact with each other and nobody else; one pair in
 * eight is of minors. One member in fifty is rude in half of what he writes.
 */
#ifndef FAUXBOND_BENCH_SITE_REQUESTS_H
#define FAUXBOND_BENCH_SITE_REQUESTS_H

#include <stddef.h>
#include <stdint.h>

enum { REQUEST_MAX = 2048, REQUEST_CONTACT_MAX = 24, REQUEST_TOKEN_MAX = 512 };

enum request_kind {
	REQUEST_MEMBER,	 /* k below the number of members */
	REQUEST_CONTACT, /* k below half of it: the first of the pair asks the second */
	REQUEST_ACCEPT,	 /* the same k; needs its contact's name */
	REQUEST_MESSAGE, /* any k */
	REQUEST_PROBE,	 /* message k with other words, without its key: 409 where it is stored */
};

struct request_piece;

struct requests {
	uint32_t members;	/* even, 2 at least */
	uint32_t forum_percent; /* of the messages; the rest is direct */
	char prefix[17];	/* of the messages' ids, so that runs on one store differ */
	char (*contacts)[REQUEST_CONTACT_MAX]; /* a pair's, as the server named it; "" unknown */
	unsigned year;			       /* now: members have an age, not a year */
	/* Rendered before the load begins. */
	char head[REQUEST_TOKEN_MAX + 128]; /* the fields that every request has */
	size_t head_len;
	struct request_piece *direct, *forum; /* a member's */
	struct request_piece *texts;
};

/* The caller has set members, forum_percent and prefix. The token has no line's end. */
void requests_init(struct requests *requests, const char *token);
void requests_finish(struct requests *requests);

/* Writes the whole request, and says how long it is. */
size_t requests_render(const struct requests *requests, enum request_kind kind, uint64_t k,
		       char ret_request[REQUEST_MAX]);

#endif
