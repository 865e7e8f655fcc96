// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * libcurl in the errand's loop, and the manners of all its calls: nothing waits (connections and TLS are events, names are
 * looked up in a thread of libcurl's), no redirect is followed, no proxy used, nothing is taken from the environment, no
 * cookie is kept, and no connection outlives its request.
 */
#ifndef DAEMON_ERRAND_CALLS_H
#define DAEMON_ERRAND_CALLS_H

#include "base/bytes.h"
#include "base/error.h"

#include <curl/curl.h>
#include <event2/event.h>

struct calls;

/* `ended`: a request of calls_begin() is over; its handle is to be given to calls_let_go(). From the loop. */
enum err calls_create(struct event_base *base, void *context,
		       void (*ended)(void *context, CURL *easy, CURLcode code),
		       struct calls **ret_calls, struct error *error_r);
void calls_destroy(struct calls *calls);

/* A handle with the manners on it, and so much time for everything from the name to the end; `ca`: the authorities to believe, a
 * PEM file's content that outlives the handle, empty: the system's. NULL: no memory. */
CURL *calls_handle(struct bytes ca, long milliseconds);
void calls_begin(struct calls *calls, CURL *easy);
void calls_let_go(struct calls *calls, CURL *easy);

/* Reads the PEM file of `tls_ca`; NULL: nothing. */
enum err calls_read_ca(const char *path, struct buf *out, struct error *error_r);

#endif
