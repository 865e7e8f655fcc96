// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * traffic.h - what the generator sends, what came back, and when. No socket in here.
 *
 * Message i comes from sender i mod S, so that the first message of sender s is message s. Its
 * deliver_sm carries sequence number i + 1 on every attempt; receipts count on from N + 1.
 * All times are nanoseconds of CLOCK_MONOTONIC; 0 means "never".
 */
#ifndef FAUXBOND_BENCH_TRAFFIC_H
#define FAUXBOND_BENCH_TRAFFIC_H

#include "wire.h"

#include <stdio.h>

#define NS_PER_S 1000000000ull

struct traffic_options {
	const char *to;	   /* the line's number, digits only */
	uint32_t messages; /* N */
	uint32_t senders;  /* S */
	uint32_t expect;   /* senders that should get an answer */
	uint32_t first;	   /* the first sender's counter: its number is 999 and 9 digits */
	uint32_t window;   /* deliver_sm outstanding, at most */
	uint32_t rate; /* messages a second on a fixed schedule; 0: as fast as the window lets */
	uint32_t throttle; /* submit_sm accepted in a second; 0: all */
	bool receipts;
};

struct traffic_counts {
	uint32_t acked;
	uint32_t nacked;      /* deliver_sm_resp with an error: the peer did not take it */
	uint32_t redelivered; /* sent again because the link broke before the acknowledgement */
	uint32_t stray;	      /* acknowledgements and replies that belong to nothing */
	uint32_t replies;     /* senders answered */
	uint32_t duplicates;  /* accepted submit_sm to a sender that had one already */
	uint32_t further_parts;
	uint32_t throttled; /* submit_sm refused with ESME_RTHROTTLED */
	uint32_t receipts;
	uint32_t receipts_acked;
	uint32_t peak_unacked;
	uint32_t peak_backlog; /* senders asked and not answered yet */
};

struct traffic {
	struct traffic_options options;
	struct traffic_counts counts;
	uint64_t *sent_at;    /* by message; on a schedule: when it should have been sent */
	uint64_t *acked_at;   /* by message */
	uint64_t *replied_at; /* by sender */
	uint32_t next;	      /* the first message that was never sent */
	uint32_t oldest;      /* no unacknowledged message is before this one */
	uint32_t unacked;
	uint32_t settled; /* acked or nacked */
	uint32_t *again;  /* to deliver again: a stack */
	uint32_t again_len;
	uint64_t started_at;
	uint64_t last_ack_at;
	uint64_t last_reply_at;	 /* the last first reply */
	uint64_t last_submit_at; /* any submit_sm, refused ones too */
	uint64_t window_second;	 /* the second the throttle counts in */
	uint32_t window_accepted;
};

void traffic_init(struct traffic *t, const struct traffic_options *options);
void traffic_finish(struct traffic *t);
void traffic_start(struct traffic *t, uint64_t now);

/* Puts what may be sent now on the receiver's queue. */
void traffic_pump(struct traffic *t, uint64_t now, struct wire_out *out);

/* When the schedule wants the next message; 0 without a schedule or when all were sent. */
uint64_t traffic_due(const struct traffic *t);

/* The peer's deliver_sm_resp, its submit_sm, and the end of its receiving link. */
void traffic_ack(struct traffic *t, uint64_t now, const struct wire_pdu *pdu);
enum wire_status traffic_submit(struct traffic *t, uint64_t now, const struct wire_heard *submit);
void traffic_link_lost(struct traffic *t);

/* The sequence number for one more receipt. */
uint32_t traffic_receipt(struct traffic *t);

/* All messages settled, all expected replies and receipts in. */
bool traffic_complete(const struct traffic *t);

/* One JSON object, one line. `ended` says why it ended, `extra` is further members or "". */
void traffic_print(const struct traffic *t, FILE *to, const char *ended, const char *extra);

#endif
