// SPDX-License-Identifier: GPL-3.0-or-later
/* The conversation after a turn of ours. */
#include "flow/decide/stall/credit.h"
#include "flow/decide/stall/pairs.h"
#include "flow/decide/stall/permit.h"

#include <string.h>

/* So often he is told that we are nearly there; then we were not. */
enum { STRETCHES_LEAST = 4, STRETCHES_SPREAD = 4, MEETINGS_MOST = 5 };

static void count(uint8_t *counter)
{
	if (*counter < UINT8_MAX)
		(*counter)++;
}

static void take_promises(struct stall *stall, struct stalling *stalling, const struct turn *turn)
{
	const struct saying *saying = &turn->saying;

	if ((saying->known & TALK_QUANTITY) != 0) {
		stall->quantity = (float)saying->quantity;
		if (strlen(saying->unit) < sizeof stall->unit)
			strcpy(stall->unit, saying->unit);
		stall->known |= KNOWN_QUANTITY;
	}
	if (turn->place != 0) {
		if (stall->place != turn->place)
			stall->last_place = stall->place;
		stall->place = stalling->last_place = turn->place;
		stall->known |= KNOWN_PLACE;
	}
	if (turn->meeting != 0) {
		stall->meeting = turn->meeting;
		stall->known |= KNOWN_TIME;
	}
	stall->story |= turn->claims;
	if (saying->move == MOVE_BE_LATE || saying->move == MOVE_ON_THE_WAY)
		stall->promised = (int16_t)saying->delay;
}

/* A new meeting: its delays and corners are still to come. */
static void new_meeting(struct stall *stall)
{
	static const uint8_t anew[] = {MOVE_BE_LATE,	MOVE_WRONG_CORNER, MOVE_ON_THE_WAY,
				       MOVE_CONFIRM,	MOVE_AGREE_VAGUELY, MOVE_DIGRESS,
				       MOVE_APOLOGISE};

	for (size_t i = 0; i < sizeof anew; i++)
		stall->counts[anew[i]] = 0;
	stall->there_at = 0;
	stall->story = story_after_meeting(stall->story);
	stall->known &= ~(uint32_t)KNOWN_AGREED;
	stall->insults = 0;
	count(&stall->meetings);
}

static unsigned stretches(const struct stall *stall)
{
	return (unsigned)stall->counts[MOVE_BE_LATE] + stall->counts[MOVE_WRONG_CORNER] +
	       stall->counts[MOVE_APOLOGISE];
}

static void leave_waiting(struct stall *stall, ms_t now)
{
	unsigned most = STRETCHES_LEAST + (unsigned)(stall->voice >> 40) % (unsigned)STRETCHES_SPREAD;

	if (stall->phase != PHASE_WAITING || stall->meeting > now || stretches(stall) < most)
		return;
	count(&stall->missed);
	stall->phase = PHASE_EXCUSE;
}

static void move_on(struct stall *stall, const struct turn *turn, ms_t now)
{
	switch (turn->saying.move) {
	case MOVE_RESCHEDULE:
		if (stall->phase == PHASE_WAITING)
			count(&stall->missed);
		new_meeting(stall);
		stall->known |= KNOWN_PUT_OFF;
		stall->phase = stall->meetings > MEETINGS_MOST ? PHASE_EXCUSE : PHASE_ARRANGE;
		break;
	case MOVE_CONFIRM:
		if (stall->meetings == 0)
			count(&stall->meetings);
		stall->known |= KNOWN_AGREED;
		stall->phase = PHASE_WAITING;
		break;
	case MOVE_NAME_PLACE:
	case MOVE_NAME_TIME:
		if (stall->phase < PHASE_ARRANGE)
			stall->phase = PHASE_ARRANGE;
		break;
	case MOVE_NAME_QUANTITY:
		if (stall->phase < PHASE_HAGGLE)
			stall->phase = PHASE_HAGGLE;
		break;
	case MOVE_ON_THE_WAY:
	case MOVE_BE_LATE:
	case MOVE_WRONG_CORNER:
		stall->phase = PHASE_WAITING;
		break;
	case MOVE_LET_GO:
		stall->phase = PHASE_OVER;
		break;
	default:
		break;
	}
	leave_waiting(stall, now);
}

static void remember(struct stall *stall, struct stalling *stalling, const struct turn *turn, ms_t now)
{
	struct choice choice = {
		.cell = (uint8_t)(turn->situation.phase * BAND_COUNT + turn->situation.band),
		.act = turn->situation.act,
		.move = (uint8_t)turn->saying.move,
		.delay = stall->heard != 0 ? stall->delay : DELAY_COUNT,
		.style = (uint8_t)turn->saying.style,
		.p = (float)turn->p,
		.p_prior = (float)turn->p_prior,
		.p_uniform = (float)turn->p_uniform,
		.at = now,
	};
	ms_t waited = now - stall->waits_from;

	/* He waited for it: that much of his time is its own. */
	if (stall->heard != 0)
		choice.minutes = waited < 10 * MS_MINUTE ? (float)waited / (float)MS_MINUTE : 10;
	credit_gap(stall, now);
	credit_turn(stall, stalling, &choice);
}

#define ASKED(reaction) (1U << REACT_##reaction)

/* A turn has room for two answers: in front of the move, and the move. What else he asked still stands. */
static uint32_t left_open(const struct stall *stall, const struct turn *turn)
{
	uint32_t answered = 1U << turn->saying.reaction | pairs_answers(turn->saying.move);

	if (turn->saying.reaction == REACT_PROPOSE_PLACE)
		answered |= ASKED(ASK_PLACE);
	if (turn->saying.reaction == REACT_ASK_PLACE)
		answered |= ASKED(PROPOSE_PLACE);
	if (turn->saying.reaction == REACT_PROPOSE_TIME)
		answered |= ASKED(ASK_TIME);
	if (turn->saying.reaction == REACT_ASK_TIME)
		answered |= ASKED(PROPOSE_TIME) | ASKED(ASK_DELAY);
	if (turn->saying.reaction == REACT_ASK_WHAT) /* there is none to name: that was dodged */
		answered |= ASKED(ASK_PLACE) | ASKED(PROPOSE_PLACE) | ASKED(ASK_TIME) | ASKED(PROPOSE_TIME) |
			    ASKED(ASK_DELAY);
	return stall->asked & PERMIT_QUESTIONS & ~answered;
}

/* Our last word in this silence: nobody is written to for ever. */
static void end_of_silence(struct stall *stall, struct stalling *stalling, ms_t now)
{
	stall->phase = PHASE_OVER;
	credit_settle(stall, stalling, now, true);
}

void stall_said(struct stall *stall, struct stalling *stalling, const struct line *line,
		const struct turn *turn, ms_t now)
{
	bool quiet = stall->heard == 0 && stall->theirs != 0;

	(void)line;
	remember(stall, stalling, turn, now);
	stall->arm = (uint8_t)turn->arm;
	if (turn->result == TURN_SAY) {
		take_promises(stall, stalling, turn);
		stall->ours++;
	}
	count(&stall->counts[turn->saying.move]);
	if (quiet && turn->situation.phase == PHASE_REVIVE) {
		if (turn->result == TURN_SILENT)
			end_of_silence(stall, stalling, now);
		count(&stall->revivals);
		if (stall->phase != PHASE_OVER)
			stall->phase = PHASE_REVIVE;
	} else if (quiet) {
		count(&stall->alone);
	}
	stall->last_move = (uint8_t)turn->saying.move;
	if (stall->phase != PHASE_OVER)
		move_on(stall, turn, now);
	stall->asked = turn->result == TURN_SAY ? left_open(stall, turn) : stall->asked & PERMIT_QUESTIONS;
	stall->heard = 0;
	stall->said_at = stall->touched = now;
	stall->turns++;
}

void stall_settle(struct stall *stall, struct stalling *stalling, ms_t now)
{
	credit_settle(stall, stalling, now, true);
}
