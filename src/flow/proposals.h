// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Turns of stalling lines that are decided and whose words somebody outside was asked for, in memory alone: after a
 * restart such a turn is decided anew, as if nobody had been asked. A table of fixed size; a conversation has one place at
 * most.
 */
#ifndef FLOW_PROPOSALS_H
#define FLOW_PROPOSALS_H

#include "flow/decide/stall/stall.h"
#include "flow/driver.h"
#include "flow/reply/filter.h"

enum { PROPOSALS_MAX = 32 };
/* So long after its time a decided turn is still as good: while the carrier has no room, or the caps. Then it is decided
 * anew, since what it says of times may not hold any more. */
#define PROPOSAL_KEPT (2 * MS_MINUTE)

struct proposal {
	uint64_t token; /* 0: free */
	uint32_t line_index, contact;
	uint64_t about, event; /* the entry's, and the conversation's last message: others mean that he wrote since */
	ms_t until;
	struct turn turn;
	bool answered;
	enum proposal_end end;	/* as far as it is known */
	enum filter_rule rule;	/* with PROPOSAL_REFUSED */
	uint16_t size;
	uint8_t text[PROPOSAL_TEXT_MAX];
};

struct proposals {
	uint64_t last; /* token */
	struct proposal places[PROPOSALS_MAX];
	uint64_t ends[PROPOSAL_END_COUNT], refused[FILTER_RULE_COUNT];
};

/* `seed`: tokens count up from it, so that answers to an earlier start fit nothing. */
struct proposals *proposals_create(uint64_t seed);
void proposals_destroy(struct proposals *proposals);

/* A place with a token of its own; NULL: none is free. Those that nobody came back for make room. */
struct proposal *proposals_begin(struct proposals *proposals, ms_t now);
struct proposal *proposals_of(struct proposals *proposals, uint32_t line_index, uint32_t contact);
struct proposal *proposals_by_token(struct proposals *proposals, uint64_t token);
/* It ended: counted, and its place is free. */
void proposals_end(struct proposals *proposals, struct proposal *proposal, enum proposal_end end);

#endif
