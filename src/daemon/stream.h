// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A connection to a carrier: TCP with TCP_NODELAY, TLS on top when asked. Non-blocking; all that has arrived is read at
 * once and all that is queued is written in one call. Name look-up blocks: only the bearer's own process waits.
 */
#ifndef DAEMON_STREAM_H
#define DAEMON_STREAM_H

#include "base/bytes.h"
#include "base/error.h"

#include <event2/event.h>

struct stream;

struct stream_hooks {
	void *context;
	void (*connected)(void *context);
	/* Bytes arrived; returns how many were taken, the rest is given again with what follows, and when all that was
	 * queued has been written. While much is left, nothing more is read. SIZE_MAX: close. */
	size_t (*received)(void *context, struct bytes bytes);
	/* The connection failed or ended; `why` says it for a person, NULL when it was received() that wanted it. The hook may
	 * destroy the stream. */
	void (*closed)(void *context, const char *why);
};

struct stream_options {
	const char *host;
	uint16_t port;
	bool tls;          /* the carrier's certificate must be valid for `host` */
	const char *ca;    /* PEM file of the authorities to believe; NULL: the system's */
};

/* What TLS needs from disk, loaded once before the jail. NULL in *ret when options->tls is false. */
struct stream_tls;
enum err stream_tls_create(const struct stream_options *options, struct stream_tls **ret_tls,
			   struct error *error_r);
void stream_tls_destroy(struct stream_tls *tls);

/* Begins to connect, to each of the host's addresses until one takes it; the outcome comes through the hooks. ERR_IO when
 * it fails at once. */
enum err stream_open(struct event_base *base, const struct stream_options *options,
		     struct stream_tls *tls, const struct stream_hooks *hooks,
		     struct stream **ret_stream, struct error *error_r);
void stream_destroy(struct stream *stream);
/* Writes as much of `out` as the connection takes, and takes it off; the rest follows by itself from the same
 * buffer, which must live as long as the stream. */
void stream_write(struct stream *stream, struct buf *out);

#endif
