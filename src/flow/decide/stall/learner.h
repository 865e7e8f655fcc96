// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a line has learnt: which move keeps a dealer busy where, how long to let him wait, how many words to make.
 *
 * Thompson sampling over Beta distributions in three storeys: the hand-set prior of moves.tbl, worth PRIOR_WORTH
 * conversations; what was seen in this phase; what was seen in this phase after this act in this band of suspicion. Each
 * storey is the prior of the next. Rewards lie in [0, 1] (credit.c). Spreads are halved: with few data a full one explores
 * too long (Chapelle and Li, 2011). Old observations fade, so that it follows when its dealers change.
 *
 * A choice's distribution is estimated by sampling and then drawn from, so the propensity that is recorded with each choice
 * is exact: it is the probability with which that choice was made.
 */
#ifndef FLOW_DECIDE_STALL_LEARNER_H
#define FLOW_DECIDE_STALL_LEARNER_H

#include "base/bytes.h"
#include "base/random.h"
#include "flow/decide/stall/conversation.h"

/* Sums of rewards and of what they fell short of 1, over what was observed. */
struct tally_pair {
	float won, lost;
};

enum { STYLE_COUNT = 3, CELL_COUNT = PHASE_COUNT * BAND_COUNT };

struct learner {
	struct tally_pair phase_moves[PHASE_COUNT][MOVE_COUNT];
	struct tally_pair cell_moves[CELL_COUNT][ACT_COUNT][MOVE_COUNT];
	/* Of all phases together, and by phase. */
	struct tally_pair all_delays[DELAY_COUNT], delays[PHASE_COUNT][DELAY_COUNT];
	struct tally_pair all_styles[STYLE_COUNT], styles[PHASE_COUNT][STYLE_COUNT];
	/* Choices that were made and are not rewarded yet: they count as observed half, so that a burst of conversations does
	 * not try the same thing all at once. */
	uint16_t flying[PHASE_COUNT][MOVE_COUNT];
	double observations; /* all so far */
};

/* What may be chosen: options of one kind, with the prior of each. */
enum { OPTIONS_MAX = MOVE_COUNT };
struct options {
	size_t count;
	uint8_t ids[OPTIONS_MAX];
	float prior[OPTIONS_MAX]; /* mean reward, by hand */
};

struct pick {
	uint8_t id;
	double propensity;
};

enum what { WHAT_MOVE, WHAT_DELAY, WHAT_STYLE };

/* Chooses among the options (at least one). `random` is drawn from a fixed number of times a call for the same options and
 * arm. */
struct pick learner_pick(const struct learner *learner, enum what what, enum arm arm,
			 enum phase phase, enum band band, enum act act,
			 const struct options *options, struct random *random);
/* With which probability an arm would choose this move among the options. */
double learner_share(const struct learner *learner, enum arm arm, enum phase phase, enum band band,
		     enum act act, const struct options *options, uint8_t id, struct random *random);
/* A move was chosen: until its reward comes it is in flight. */
void learner_fly(struct learner *learner, const struct choice *choice);
/* The reward of a choice, in [0, 1], counted `weight` times (0 to 1). */
void learner_reward(struct learner *learner, const struct choice *choice, double reward,
		    double weight);
/* What it expects of a move in a phase now, and how many observations that rests on; for people to read. */
void learner_mean(const struct learner *learner, enum phase phase, enum move move, double prior,
		  double *ret_mean, double *ret_count);

void learner_save(const struct learner *learner, struct buf *out);
/* ERR_INPUT: not what learner_save() wrote; the learner is then as new. */
enum err learner_load(struct learner *learner, struct bytes saved);

#endif
