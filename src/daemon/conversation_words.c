// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/conversation_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const words[][SPOKEN_COUNT] = {
#define W(id, nl, fr, en)                                                                          \
	[CONVERSATION_WORD_##id] = {[SPOKEN_NL] = nl, [SPOKEN_FR] = fr, [SPOKEN_EN] = en},
#include "daemon/conversation_words.tbl"
#undef W
};

#define M(move, nl, fr, en)
#define R(reaction, nl, fr, en)                                                                    \
	[REACT_##reaction] = {[SPOKEN_NL] = nl, [SPOKEN_FR] = fr, [SPOKEN_EN] = en},
static const char *const reactions[REACTION_COUNT][SPOKEN_COUNT] = {
#include "daemon/conversation_why.tbl"
};
#undef M
#undef R

#define R(reaction, nl, fr, en)
#define M(move, nl, fr, en) [MOVE_##move] = {[SPOKEN_NL] = nl, [SPOKEN_FR] = fr, [SPOKEN_EN] = en},
static const char *const moves[MOVE_COUNT][SPOKEN_COUNT] = {
#include "daemon/conversation_why.tbl"
};
#undef M
#undef R

const char *conversation_say(enum spoken language, enum conversation_word word)
{
	return words[word][language];
}

void conversation_say_of(enum spoken language, enum conversation_word word, const char *first,
			 const char *second, struct buf *out)
{
	const char *const filled[] = {first, second};

	spoken_fill(conversation_say(language, word), filled, second != NULL ? 2 : 1, out);
}

/* Those of which his act is told and nothing is said to them. */
static bool is_silent(enum reaction reaction)
{
	return reaction == REACT_NONE || reaction == REACT_ADVERT || reaction == REACT_PRICE ||
	       reaction == REACT_STOCK || reaction == REACT_UNCLEAR;
}

/* How the move was chosen. Rarer than by lot: what it does not think best, and tries nevertheless.
 */
static enum conversation_word chosen(const struct turn *turn)
{
	if (turn->p > 0.995)
		return CONVERSATION_WORD_ONLY;
	if (turn->arm == ARM_UNIFORM)
		return CONVERSATION_WORD_BY_LOT;
	if (turn->arm == ARM_PRIOR)
		return CONVERSATION_WORD_BY_HAND;
	return turn->p < turn->p_uniform ? CONVERSATION_WORD_TRIED : CONVERSATION_WORD_EXPECTED;
}

static void put_choice(enum spoken language, const struct turn *turn, struct buf *out)
{
	long share = lround(100 * turn->p);
	char number[24];

	snprintf(number, sizeof number, "%ld", share < 1 ? 1 : share);
	buf_add_text(out, ", ");
	conversation_say_of(language, chosen(turn), number, NULL, out);
}

static void put_move(enum spoken language, enum move move, struct buf *out)
{
	buf_add_text(out, moves[move][language] != NULL ? moves[move][language] : move_name(move));
}

void conversation_why(enum spoken language, const struct turn *turn, struct buf *out)
{
	enum reaction reaction = turn->saying.reaction;
	enum move move = turn->saying.move;

	/* Of himself nothing is taken up in these. */
	if (move == MOVE_PROBE || move == MOVE_OPEN || move == MOVE_LET_GO) {
		put_move(language, move, out);
		return;
	}
	buf_add_text(out, reactions[reaction][language] != NULL ? reactions[reaction][language]
								: reaction_name(reaction));
	buf_add_text(out, conversation_say(language, is_silent(reaction) || move == MOVE_REACT
							     ? CONVERSATION_WORD_ALONE
							     : CONVERSATION_WORD_THEN));
	put_move(language, move, out);
	put_choice(language, turn, out);
}

static enum move move_of(const char *name)
{
	for (int move = 0; move < MOVE_COUNT; move++)
		if (strcmp(move_name((enum move)move), name) == 0)
			return (enum move)move;
	return MOVE_NONE;
}

bool conversation_turn(const char *move, const char *reason, const struct line *line,
		       struct turn *ret_turn)
{
	if (move == NULL || reason == NULL || move_of(move) == MOVE_NONE ||
	    !turn_parse(bytes_of_text(reason), line, ret_turn))
		return false;
	ret_turn->saying.move = move_of(move);
	return true;
}
