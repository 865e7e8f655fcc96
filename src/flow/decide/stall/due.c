// SPDX-License-Identifier: GPL-3.0-or-later
/* When he is answered: what the learner chooses among, and what it may not choose. */
#include "flow/decide/stall/due.h"

#include "flow/decide/stall/pace.h"
#include "flow/decide/stall/permit.h"
#include "flow/limits.h"

/* Bursts are answered about ten seconds after their last. */
#define BURST_LEAST (8 * MS_SECOND)
#define BURST_SPREAD (9 * MS_SECOND)
/* What comes so long after the first of them is not the same breath. */
#define BREATH (90 * MS_SECOND)

static const struct options delays = {
	.count = DELAY_COUNT,
	.ids = {DELAY_QUICK, DELAY_EASY, DELAY_SLOW, DELAY_LONG},
	.prior = {0.28F, 0.32F, 0.31F, 0.20F},
};
/* He stands there: nobody leaves him for half an hour without a word who wants him to stay. */
static const struct options delays_there = {
	.count = DELAY_COUNT - 1,
	.ids = {DELAY_QUICK, DELAY_EASY, DELAY_SLOW},
	.prior = {0.30F, 0.34F, 0.28F},
};

/* Whoever asks whether he talks to a robot is not left alone with the question. */
static const struct options delays_doubt = {
	.count = 2,
	.ids = {DELAY_QUICK, DELAY_EASY},
	.prior = {0.28F, 0.32F},
};

static const struct options *delays_for(const struct stall *stall)
{
	if ((stall->asked & (1U << REACT_ROBOT | 1U << REACT_TEST | 1U << REACT_SUSPICIOUS)) != 0)
		return &delays_doubt;
	/* Nor from whoever asks something: by then he has left. */
	return stall->there_at != 0 || (stall->asked & PERMIT_QUESTIONS) != 0 ? &delays_there : &delays;
}

/* When a pending answer is due now that he wrote again: in the same breath nothing changes; a minute later he is waiting for it,
 * and whoever sees two texts answers them. */
static ms_t sooner(const struct message *message, uint64_t seed)
{
	ms_t due = message->contact.due, soon;

	if (message->at - message->stall->waits_from < BREATH)
		return due;
	soon = pace_answer(message->stalling, message->line, DELAY_EASY, message->at, seed);
	return soon < due ? soon : due;
}

void due_schedule(struct message *message, bool burst, uint64_t chance)
{
	struct stall *stall = message->stall;
	struct decision *decision = &message->decision;
	struct random random;
	enum band band = stall->suspicion < 0.25F ? BAND_LOW : BAND_MIDDLE;
	ms_t least;

	random_from_seed(&random, chance, "delay");
	least = message->at + BURST_LEAST + (ms_t)random_below(&random, (uint64_t)BURST_SPREAD);
	decision->verdict = VERDICT_ANSWER;
	decision->move = MOVE_NONE; /* chosen when it is due, with all that came until then */
	if (burst && message->contact.due != 0) {
		decision->due = sooner(message, random_u64(&random));
		if (decision->due < least)
			decision->due = least;
	} else {
		struct pick pick = learner_pick(&message->stalling->learner, WHAT_DELAY,
						(enum arm)stall->arm, (enum phase)stall->phase, band,
						(enum act)stall->last_act,
						delays_for(stall), &random);

		stall->delay = pick.id;
		decision->propensity = pick.propensity;
		decision->due = pace_answer(message->stalling, message->line, (enum delay)pick.id,
					    message->at, random_u64(&random));
	}
	decision->until = decision->due + LIMIT_TURN_WAIT;
}
