// SPDX-License-Identifier: GPL-3.0-or-later
/* Which moves are permitted in a situation. */
#ifndef FLOW_DECIDE_STALL_PERMIT_H
#define FLOW_DECIDE_STALL_PERMIT_H

#include "flow/decide/stall/learner.h"

/* What a move is chosen by: where the conversation stands at this moment. */
struct situation {
	enum phase phase;
	enum band band;
	enum act act;	  /* what he did last, the weightiest of a burst; ACT_UNCLEAR when the word is ours */
	uint32_t known;	  /* enum known */
	enum move must;	  /* a second question of his that only this move answers; MOVE_NONE: none */
};

/* What he asks that is answered or dodged, however late, and never ignored; as bits of stall->asked. */
enum {
	PERMIT_QUESTIONS = 1 << REACT_ASK_QUANTITY | 1 << REACT_ASK_PLACE | 1 << REACT_PROPOSE_PLACE |
			   1 << REACT_ASK_TIME | 1 << REACT_PROPOSE_TIME | 1 << REACT_ASK_DELAY |
			   1 << REACT_ASK_WHO |
			   1 << REACT_PAYMENT | 1 << REACT_WANTS_OTHER_APP | 1 << REACT_WANTS_CALL,
};

/* Fills in what may be said; none: nothing may, beyond a reaction. */
void permit_moves(const struct stall *stall, const struct situation *situation,
		  struct options *ret_options);
/* What a move was thought to be worth in a phase; 0: it is not permitted there. */
double permit_prior(enum phase phase, enum move move);

#endif
