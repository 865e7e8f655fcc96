// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Calling a webhook: one POST at a time, by libcurl in the process's own loop. Nothing that it does waits: connections and
 * TLS are events, names are looked up in a thread of libcurl's.
 *
 * A request says what the Standard Webhooks headers say, what its body is, and "User-Agent: webhook": neither who we are,
 * nor what runs here. No redirect is followed, no proxy used, no cookie or answer kept; the server's certificate must be
 * valid for its name; no connection outlives its request.
 */
#ifndef DAEMON_ERRAND_POST_H
#define DAEMON_ERRAND_POST_H

#include "base/error.h"
#include "daemon/webhook.h"

#include <event2/event.h>

enum { POST_MOST = 10 }; /* s for everything, from the name to the status */

struct post_options {
	const char *url;
	struct webhook_secret secret;
	const char *ca; /* a PEM file, read now; NULL: the system's authorities, read with each call */
	void *context;
	/* The request that post_begin() began has ended. */
	void (*done)(void *context, enum alarm_outcome outcome, uint32_t detail);
};

struct post;

/* A webhook's secret from its file, without leaving a copy behind. */
enum err post_read_secret(const char *path, struct webhook_secret *ret_secret, struct error *error_r);
/* Before the jail closes: reads, and loads, what will be needed. */
enum err post_create(struct event_base *base, const struct post_options *options,
		     struct post **ret_post, struct error *error_r);
void post_destroy(struct post *post);
/* `seconds`: the moment, since 1970. The body is copied. */
void post_begin(struct post *post, const uint8_t id[ALARM_ID], struct bytes body, int64_t seconds);

#endif
