// SPDX-License-Identifier: GPL-3.0-or-later
/* What the keeper's rooms share: keeper.c (batches), keeper_peers.c (bearers), keeper_desk.c (operators). */
#ifndef DAEMON_KEEPER_H
#define DAEMON_KEEPER_H

#include "base/mem.h"
#include "daemon/child.h"
#include "daemon/packs.h"
#include "flow/driver.h"

/* An acknowledgement that waits for the commit. */
struct keeper_ack {
	struct keeper_bearer *bearer;
	struct ipc_accept accept;
};

/* A connection to a carrier, as the keeper sees it. `fake` and `handset` have no process: nothing leaves. */
struct keeper_bearer {
	struct keeper *keeper;
	char name[LINE_NAME_MAX];
	bool built_in;
	struct channel *channel; /* NULL while its process is not there */
	uint64_t generation;     /* of the bind; 0: not bound */
	uint64_t credits;
	bool gone;               /* its channel closed: clean up after the batch */
};

struct keeper {
	struct child *child;
	struct packs *packs;
	struct store *store;
	struct keys keys;
	struct random random;
	struct flow *flow;
	struct arena arena; /* of one batch's messages */
	struct keeper_bearer bearers[BEARERS_MAX + 2];
	size_t bearer_count;
	struct keeper_bearer *of_line[LINES_MAX];
	struct channel *desk;
	bool followed;
	struct event *commit;  /* ends the batch, after all that has arrived was read */
	struct event *timer;   /* what is due next */
	struct event *lazy;    /* commits that only say what became of answers may wait a little */
	bool open;             /* a batch is open */
	bool failed;           /* the store is over: nothing more is taken */
	size_t taken;          /* messages in the batch */
	struct keeper_ack *acks;
	size_t ack_count, ack_room;
	struct buf scratch;
	/* for /metrics */
	uint64_t batches, batch_messages, refused;
};

/* keeper.c */
/* Opens the batch if none is open; false when the store is over. */
bool keeper_open_batch(struct keeper *keeper);
/* The batch ends when all that has arrived has been read (`soon`), or with the next one that does. */
void keeper_close_soon(struct keeper *keeper, bool soon);
void keeper_fail(struct keeper *keeper, const struct error *error);
/* One arrival into the batch. Its bytes are copied. */
enum err keeper_take(struct keeper *keeper, const struct message *message, struct error *error_r);
void keeper_acknowledge(struct keeper *keeper, struct keeper_bearer *bearer, uint64_t generation,
			uint32_t sequence, uint32_t status);

/* keeper_peers.c */
void keeper_bearer_peer(struct keeper *keeper, const char *name, int fd);
bool keeper_claim(void *context, uint32_t line_index);
void keeper_submit(struct keeper *keeper, const struct effect *effect);
void keeper_flush_bearers(struct keeper *keeper);

/* keeper_desk.c */
void keeper_desk_peer(struct keeper *keeper, int fd);
void keeper_tell(struct keeper *keeper, const struct effect *effect);

/* keeper_metrics.c */
void keeper_metrics(struct keeper *keeper, struct buf *out);

#endif
