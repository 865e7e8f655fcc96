// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/decide/stall/pairs.h"

#define A(move) (UINT32_C(1) << MOVE_##move)

/* Moves of a kind, as pairs.tbl names them. */
#define ALONE A(REACT)
#define ASKS (A(ASK_MENU) | A(ASK_PRICE) | A(ASK_QUALITY) | A(HAGGLE) | A(ASK_REPEAT))
#define NAMES (A(NAME_QUANTITY) | A(NAME_PLACE) | A(NAME_TIME))
#define CONFIRMS A(CONFIRM)
#define LEAVES A(ON_THE_WAY)
#define LATE (A(ON_THE_WAY) | A(BE_LATE) | A(WRONG_CORNER))
#define MENDS (A(APOLOGISE) | A(EXCUSE))
#define MOVES_IT A(RESCHEDULE)
#define CALLS A(ASK_CALL)
#define CHATS A(DIGRESS)
#define ENDS A(LET_GO)

enum rule { MAY, MUST };
static const struct pair {
	uint8_t rule;
	uint32_t moves; /* bits 1 << move */
} pairs[REACTION_COUNT] = {
#define P(reaction, rule, moves) [REACT_##reaction] = {rule, moves},
#include "flow/decide/stall/pairs.tbl"
#undef P
};

static bool fits(enum reaction reaction, enum move move)
{
	return (pairs[reaction].moves & UINT32_C(1) << move) != 0;
}

void pairs_narrow(enum reaction reaction, struct options *options)
{
	size_t kept = 0;

	if (pairs[reaction].rule != MUST)
		return;
	for (size_t i = 0; i < options->count; i++) {
		if (!fits(reaction, (enum move)options->ids[i]))
			continue;
		options->ids[kept] = options->ids[i];
		options->prior[kept++] = options->prior[i];
	}
	options->count = kept;
}

enum reaction pairs_keep(enum reaction reaction, enum move move)
{
	bool twice = (pairs_answers(move) & UINT32_C(1) << reaction) != 0;

	return fits(reaction, move) && !twice ? reaction : REACT_NONE;
}

#define ASKED(reaction) (UINT32_C(1) << REACT_##reaction)

uint32_t pairs_answers(enum move move)
{
	switch (move) {
	case MOVE_NAME_QUANTITY:
		return ASKED(ASK_QUANTITY);
	case MOVE_NAME_PLACE:
	case MOVE_WRONG_CORNER:
		return ASKED(ASK_PLACE) | ASKED(PROPOSE_PLACE);
	case MOVE_NAME_TIME:
		return ASKED(ASK_TIME) | ASKED(PROPOSE_TIME) | ASKED(ASK_DELAY);
	case MOVE_CONFIRM:
	case MOVE_RESCHEDULE: /* "five minutes. Can we say 22:45?" would be both */
		return ASKED(ASK_PLACE) | ASKED(PROPOSE_PLACE) | ASKED(ASK_TIME) | ASKED(PROPOSE_TIME) |
		       ASKED(ASK_DELAY);
	case MOVE_BE_LATE:
	case MOVE_ON_THE_WAY:
		return ASKED(ASK_DELAY);
	default:
		return 0;
	}
}
