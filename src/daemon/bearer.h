// SPDX-License-Identifier: GPL-3.0-or-later
/* What the bearer process's rooms share: bearer.c (session and connection), bearer_arrive.c (what comes),
 * bearer_submit.c (answers on their way). */
#ifndef DAEMON_BEARER_H
#define DAEMON_BEARER_H

#include "base/map.h"
#include "base/mem.h"
#include "base/phone.h"
#include "base/random.h"
#include "daemon/child.h"
#include "daemon/stream.h"
#include "flow/bearer/smpp.h"

enum { BEARER_RECENT = 16384 };

/* What was received lately, to name what the carrier may deliver again. */
struct recent_wire {
	uint64_t generation;
	uint32_t sequence;
	uint8_t wire[WIRE_HASH];
};

/* An answer the keeper handed over and that has had no end yet. */
struct bearer_answer {
	uint64_t token;
	ms_t at;       /* when the keeper handed it over, and counted its money */
	bool returned; /* the bind broke before a byte of it left */
	char from[NUMBER_MAX], to[NUMBER_MAX];
	size_t size;
	uint8_t text[];
};

struct bearer {
	struct child *child;
	const struct bearer_settings *settings;
	struct stream_options target;
	struct stream_tls *tls;
	struct stream *stream;  /* NULL: not connected */
	struct smpp *smpp;
	struct random random;
	struct channel *keeper; /* NULL: it is not there */
	bool keeper_gone;
	struct event *timer, *cleanup, *deadline;
	ms_t connect_by;        /* when a connection that does not come about is given up */
	uint64_t generation;    /* of the newest bind */
	bool bound;             /* the bind stands: acknowledgements go out by it */
	bool attached;          /* the keeper wants it bound */
	bool stopping;
	bool last_answer;       /* the bind is to end: the keeper hands over no more */
	uint32_t granted;       /* credits the keeper holds */
	struct bearer_answer **answers;
	uint32_t answer_room, next_answer;
	uint32_t returned;      /* of these: not with the session, for want of a bind or of room */
	struct map index;       /* token -> place in answers */
	struct recent_wire *recent;
	uint32_t next_recent;
	struct buf text, septets;
};

/* bearer_arrive.c */
/* For struct smpp_hooks. */
void bearer_arrived(void *context, const struct smpp_arrival *arrival);
void bearer_receipt(void *context, uint32_t sequence, const struct smpp_receipt *receipt,
		    const struct smpp_arrival *arrival);
/* Tells the keeper that the carrier may deliver this one again. */
void bearer_suspect(struct bearer *bearer, uint32_t sequence);

/* bearer_submit.c */
void bearer_submit(struct bearer *bearer, const struct ipc_submit *submit);
/* The answer had its end. */
void bearer_forget(struct bearer *bearer, uint64_t token);
void bearer_returned(struct bearer *bearer, uint64_t token);
/* What was returned goes out as soon as there is a bind and room. */
void bearer_resubmit(struct bearer *bearer);
/* Stopping: what never left is reported as failed. */
void bearer_give_up(struct bearer *bearer);
void bearer_drop_all(struct bearer *bearer);

#endif
