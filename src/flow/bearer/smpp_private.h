// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the files of a bind share. smpp.c: its life. smpp_receive.c: what comes in. smpp_submit.c:
 * messages going out. smpp_link.c: requests of ours, their responses, output. smpp_acks.c:
 * acknowledgements.
 *
 * Invariants: `flying` submits have a request each; a slot is in the queue exactly while it is
 * QUEUED; a message has its slots until its end is reported; closed means no request, no message,
 * nothing waiting.
 */
#ifndef FLOW_BEARER_SMPP_PRIVATE_H
#define FLOW_BEARER_SMPP_PRIVATE_H

#include "flow/bearer/rate.h"
#include "flow/bearer/smpp.h"

enum {
	REQUESTS = 8192, /* a power of two, above SMPP_WINDOW_MAX and a few */
	NONE = 0xffff,
	SUBMIT_MAX = 400, /* octets of a submit_sm without optional parameters: 364 at most */
	PROOF_EVERY =
		1000, /* unconfirmed acknowledgements after which an enquire_link asks for proof */
};

/* One request of ours that waits for its response, at index sequence % REQUESTS. */
struct request {
	uint32_t sequence; /* 0: free */
	uint32_t command_id;
	uint16_t older, newer; /* in order of writing: the order of their deadlines */
	uint16_t slot;	       /* of a submit_sm */
	uint32_t epoch;	       /* for rate.h */
	ms_t written_at;
	uint64_t start, end; /* its octets, counted from the first this connection produced */
};

enum slot_state { SLOT_FREE, SLOT_QUEUED, SLOT_FLYING, SLOT_ENDED };

/* One part of a message: a submit_sm, encoded when it was handed in. */
struct slot {
	enum slot_state state;
	uint16_t next; /* in the queue, or in the list of free slots */
	uint16_t message;
	uint64_t order;
	ms_t since;
	uint16_t size;
	uint8_t pdu[SUBMIT_MAX];
	char id[SMPP_ID_MAX + 1];
};

/* How a part ended. */
enum ending { END_ACCEPTED, END_REFUSED, END_LOST, END_UNSENT, ENDINGS };

struct outgoing {
	uint64_t token;
	uint16_t next; /* in the list of free ones */
	uint16_t slots[SMPP_PARTS_MAX];
	uint8_t parts;
	uint8_t ended[ENDINGS];
	uint32_t status; /* of the refusal */
};

/* A message of the SMSC that waits to be acknowledged. */
struct waiting {
	uint32_t sequence;
	uint32_t command_id;
	bool done;
};

struct unconfirmed {
	uint32_t sequence;
	uint64_t end; /* as in struct request */
};

struct smpp {
	struct smpp_config config;
	char system_id[16], password[9], system_type[13], address_range[41];
	struct smpp_hooks hooks;
	struct random *random;
	struct smpp_counters counters;
	enum smpp_state state;

	struct buf output;
	uint64_t produced; /* octets ever put into `output` on this connection */
	ms_t received_at, bound_at;

	uint32_t sequence; /* last used */
	struct request requests[REQUESTS];
	uint16_t oldest, newest;
	uint32_t asked; /* requests without a response */
	bool enquiring;

	struct rate rate;
	uint32_t room; /* slots, and messages: window + SMPP_PARTS_MAX - 1 */
	struct slot *slots;
	struct outgoing *messages;
	uint16_t free_slot, free_message;
	uint16_t queue, queue_end; /* QUEUED slots by `order` */
	uint32_t used, flying;
	uint64_t order;

	struct waiting *waiting; /* ring of config.arrivals */
	uint64_t waiting_first, waiting_end, waiting_open;
	struct unconfirmed *unconfirmed; /* ring of SMPP_ARRIVALS_MAX */
	uint64_t unconfirmed_first, unconfirmed_end;

	bool leaving;  /* smpp_unbind was called: never again */
	ms_t leave_by; /* while unbinding: the unbind goes out by then; MS_NEVER once it has */
	uint32_t bind_status; /* what the last bind was refused with */
	bool settled;	      /* closed, and retry_at is set for that */
	uint32_t failures;    /* in a row */
	ms_t retry_at;
};

/* smpp.c */
void smpp_move(struct smpp *smpp, enum smpp_state to);
/* Ends everything. `flushed`: what stands in the output will still be written. */
void smpp_close(struct smpp *smpp, ms_t now, bool flushed);
/* What is to be done after anything happened: submits, enquire_link for proof, the unbind. */
void smpp_settle(struct smpp *smpp, ms_t now);

/* smpp_link.c */
void smpp_put(struct smpp *smpp, const struct smpp_pdu *pdu);
void smpp_answer(struct smpp *smpp, uint32_t command_id, uint32_t status, uint32_t sequence);
struct request *smpp_ask(struct smpp *smpp, const struct smpp_pdu *pdu, ms_t now);
struct request *smpp_request_open(struct smpp *smpp, uint32_t command_id, ms_t now);
void smpp_request_close(struct smpp *smpp, struct request *request);
struct request *smpp_request_find(struct smpp *smpp, uint32_t sequence, uint32_t command_id);
struct request *smpp_request_oldest(struct smpp *smpp);
void smpp_enquire(struct smpp *smpp, ms_t now);

/* smpp_submit.c */
void smpp_slots_init(struct smpp *smpp);
void smpp_pump(struct smpp *smpp, ms_t now);
/* A response to a submit_sm, whose request is closed by the caller. */
void smpp_answered(struct smpp *smpp, const struct request *request, uint32_t status,
		   struct bytes message_id, ms_t now);
void smpp_part_lost(struct smpp *smpp, const struct request *request, enum ending ending, ms_t now);
void smpp_return_queued(struct smpp *smpp);

/* smpp_acks.c */
bool smpp_wait_add(struct smpp *smpp, uint32_t sequence, uint32_t command_id);
/* The peer has read all we wrote before octet `start`. */
void smpp_confirm(struct smpp *smpp, uint64_t start);
/* Without requests of our own nothing would ever prove the acknowledgements. */
bool smpp_wants_proof(const struct smpp *smpp);
void smpp_acks_close(struct smpp *smpp);

#endif
