// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a stalling line's conversations were and what it learnt of them, for people to read: copied
 * from the driver, nothing is changed. Without numbers and texts of anybody but the line itself.
 */
#ifndef FLOW_REPORT_H
#define FLOW_REPORT_H

#include "base/error.h"
#include "flow/decide/stall/stall.h"

struct flow;

/* One conversation that is remembered; a contact has one, however often he begins anew. */
struct flow_talk {
	ms_t began;
	uint32_t contact;
	enum arm arm;
	float minutes;		  /* of his time, gaps capped (credit.h) */
	uint16_t theirs, ours;	  /* messages */
	uint8_t calls, accused;	  /* calls of his; times he took us for a robot */
	uint8_t meetings, missed; /* agreed; passed without us */
	uint8_t number;		  /* index in the line's numbers; may be none of them any more */
};

/* What is believed of one option in one phase. Means are rewards in [0, 1]. */
struct flow_belief {
	double mean;
	double count; /* observations, the older ones faded */
};

struct flow_learning {
	ms_t at;		 /* the latest moment that the flow has seen */
	const struct line *line; /* the flow's */
	struct flow_talk *talks; /* in the order in which they began; owned */
	size_t talk_count;
	double observations; /* all so far */
	struct {
		double prior;		   /* 0: the move is not made in this phase */
		struct flow_belief learnt; /* with the prior in it */
	} moves[PHASE_COUNT][MOVE_COUNT];
	struct flow_belief delays[PHASE_COUNT][DELAY_COUNT]; /* as observed, without a prior */
	struct flow_belief styles[PHASE_COUNT][STYLE_COUNT]; /* likewise */
	struct estimate estimates[POLICY_COUNT];
	struct own_number numbers[LINE_NUMBERS_MAX]; /* the line's first ones are used */
};

/* ERR_STATE: the line does not stall; ERR_MEMORY. */
enum err flow_learning(const struct flow *flow, uint32_t line_index,
		       struct flow_learning *ret_learning, struct error *error_r);
void flow_learning_finish(struct flow_learning *learning);

#endif
