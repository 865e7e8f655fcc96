// SPDX-License-Identifier: GPL-3.0-or-later
/* Which moves are permitted in a situation: moves.tbl, and what no table may override. */
#include "flow/decide/stall/permit.h"

struct row {
	enum phase phase;
	enum move move;
	uint32_t needs, bars;
	uint8_t most;
	float prior;
};

static const struct row rows[] = {
#define M(phase, move, needs, bars, most, prior)                                                   \
	{PHASE_##phase, MOVE_##move, needs, bars, most, (float)prior},
#include "flow/decide/stall/moves.tbl"
#undef M
};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* Moves that only make a wary man warier. */
static bool makes_wary(enum move move)
{
	return move == MOVE_DIGRESS || move == MOVE_ASK_REPEAT || move == MOVE_HAGGLE ||
	       move == MOVE_ASK_QUALITY || move == MOVE_ASK_CALL;
}

static bool mends(enum move move)
{
	return move == MOVE_APOLOGISE || move == MOVE_EXCUSE || move == MOVE_RESCHEDULE ||
	       move == MOVE_GO_SILENT;
}

static bool fits(const struct row *row, const struct stall *stall, const struct situation *situation)
{
	if (row->phase != situation->phase || (row->needs & ~situation->known) != 0 ||
	    (row->bars & situation->known) != 0 || stall->counts[row->move] >= row->most)
		return false;
	if (row->move == (enum move)stall->last_move && row->move != MOVE_REACT)
		return false; /* the same again, in other words, is what robots do */
	/* Whoever breaks it off hears that we are sorry, or nothing: no small talk, no "nearly there". */
	if ((situation->known & KNOWN_LEFT) != 0 && !mends(row->move))
		return false;
	/* He was told that we cannot talk. */
	if (row->move == MOVE_ASK_CALL && story_bars_call(stall->story))
		return false;
	if (row->move == MOVE_GO_SILENT && (stall->asked & PERMIT_QUESTIONS) != 0)
		return false;
	return situation->band != BAND_HIGH || !makes_wary(row->move);
}

static void add(struct options *options, enum move move, float prior)
{
	for (size_t i = 0; i < options->count; i++)
		if (options->ids[i] == move)
			return;
	options->ids[options->count] = (uint8_t)move;
	options->prior[options->count] = prior;
	options->count++;
}

/* What must be said now, whatever was learnt; MOVE_NONE: nothing must. */
static enum move forced(const struct stall *stall, const struct situation *situation)
{
	bool tip = (situation->known & KNOWN_TIP) != 0;

	if (tip)
		return MOVE_OPEN;
	if ((situation->known & KNOWN_BYE) != 0 && situation->must == MOVE_NONE)
		return MOVE_REACT;
	switch (situation->must) {
	case MOVE_NAME_PLACE:
	case MOVE_NAME_TIME:
		return (situation->known & KNOWN_PLACES) != 0 ? situation->must : MOVE_NONE;
	default:
		(void)stall;
		return situation->must;
	}
}

void permit_moves(const struct stall *stall, const struct situation *situation,
		  struct options *ret_options)
{
	enum move must = forced(stall, situation);

	ret_options->count = 0;
	if (must != MOVE_NONE) {
		add(ret_options, must, 0.3F);
		return;
	}
	for (size_t i = 0; i < ROWS; i++)
		if (fits(&rows[i], stall, situation))
			add(ret_options, rows[i].move, rows[i].prior);
}

double permit_prior(enum phase phase, enum move move)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].phase == phase && rows[i].move == move)
			return (double)rows[i].prior;
	return 0;
}
