// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Calling the writer: up to WRITER_AT_ONCE requests, each its own POST in the errand's loop (errand_calls.h). A request
 * carries the JSON that the keeper made and the key of `writer.key_file`, and says nothing of who calls. Of the answer at
 * most WRITER_ANSWER_MAX bytes are taken; what is longer ends the connection.
 */
#ifndef DAEMON_ERRAND_WRITE_H
#define DAEMON_ERRAND_WRITE_H

#include "base/error.h"
#include "daemon/settings.h"
#include "daemon/writer.h"

#include <event2/event.h>

struct write_options {
	const struct settings *settings;
	void *context;
	/* The request that was begun under this token has ended; `text`: with WRITER_TEXT. From the loop. */
	void (*done)(void *context, uint64_t token, enum writer_outcome outcome, uint32_t detail,
		     struct bytes text);
};

struct writes;

/* Before the jail closes: reads, and loads, what will be needed. */
enum err writes_create(struct event_base *base, const struct write_options *options,
		       struct writes **ret_writes, struct error *error_r);
void writes_destroy(struct writes *writes);
/* The body is copied. False: too many are under way, or there is no memory; done() is not called. */
bool writes_begin(struct writes *writes, uint64_t token, struct bytes body);
/* Whoever asked is gone: nobody is told how these end. */
void writes_forget(struct writes *writes);

#endif
