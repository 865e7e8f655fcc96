// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Messages between our own processes, over a socketpair: framing, limits and direction (ipc.tbl). A channel reads
 * all that has arrived at once, and writes all that was queued in one call: batches are what makes the line fast.
 */
#ifndef DAEMON_IPC_H
#define DAEMON_IPC_H

#include "base/bytes.h"
#include "base/error.h"

#include <event2/event.h>

enum role {
	ROLE_PARENT,
	ROLE_KEEPER,
	ROLE_BEARER,
	ROLE_DESK,
	ROLE_ERRAND,
	ROLE_CLERK,
	ROLE_COUNT,
	ROLE_ANY = 100
};
const char *role_name(enum role role);

enum ipc_code {
#define I(name, code, from, to, most, what) IPC_##name = code,
#include "daemon/ipc.tbl"
#undef I
};

struct channel;

struct channel_hooks {
	void *context;
	/* One message. An error closes the channel as if its peer had. `fd` rides with PEER and MODEL, else -1; the hook owns it. */
	enum err (*message)(void *context, struct channel *channel, enum ipc_code code,
			    struct bytes payload, int fd);
	/* All that one read brought was passed on: flush what it brought about. May be NULL. */
	void (*read_over)(void *context, struct channel *channel);
	/* The peer is gone, or broke the rules. The hook may destroy the channel. */
	void (*closed)(void *context, struct channel *channel);
};

/* Takes the descriptor over (non-blocking is set). `self` and `peer` decide which rows of the table are allowed. */
struct channel *channel_create(struct event_base *base, int fd, enum role self, enum role peer,
			       const struct channel_hooks *hooks);
void channel_destroy(struct channel *channel);

/* Starts a frame; what is added to the returned buffer is its payload, until channel_end(). */
struct buf *channel_begin(struct channel *channel, enum ipc_code code);
void channel_end(struct channel *channel);
/* Writes what is queued, as far as the socket takes it; the rest follows by itself. */
void channel_flush(struct channel *channel);
/* Bytes that are queued and not written. */
size_t channel_queued(const struct channel *channel);
/* Stops or starts reading: back-pressure. */
void channel_pause(struct channel *channel, bool paused);

/* Sends one message with a descriptor at once; closes nothing. ERR_IO when earlier ones still wait or the socket is full. */
enum err channel_send_fd(struct channel *channel, enum ipc_code code, struct bytes payload, int fd);

/* Sends one message with a descriptor on a socket of the parent's, blocking; closes nothing. */
enum err ipc_send_fd(int socket, enum ipc_code code, struct bytes payload, int fd);

#endif
