// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/report.h"

#include "flow/decide/stall/permit.h"
#include "flow/driver_private.h"

#include <stdlib.h>
#include <string.h>

static int by_beginning(const void *a, const void *b)
{
	const struct flow_talk *one = a, *other = b;

	if (one->began != other->began)
		return one->began < other->began ? -1 : 1;
	return one->contact < other->contact ? -1 : one->contact > other->contact;
}

static struct flow_talk talk_of(uint32_t contact, const struct stall *stall)
{
	return (struct flow_talk){.began = stall->began,
				  .contact = contact,
				  .arm = (enum arm)stall->arm,
				  .minutes = stall->active,
				  .theirs = stall->theirs,
				  .ours = stall->ours,
				  .calls = stall->calls,
				  .accused = stall->accused,
				  .meetings = stall->meetings,
				  .missed = stall->missed,
				  .number = stall->number};
}

/* Who never became a conversation has a place, too, but no beginning. */
static enum err copy_talks(const struct flow *flow, uint32_t line_index,
			   struct flow_learning *learning)
{
	const struct stall *stall;
	uint32_t at = 0, contact;
	size_t count = 0;

	while ((stall = stalls_walk(flow->stalls, line_index, &at, &contact)) != NULL)
		count += stall->began != 0;
	if (count == 0)
		return ERR_NONE;
	learning->talks = mem_try_alloc(count, sizeof learning->talks[0]);
	if (learning->talks == NULL)
		return ERR_MEMORY;
	at = 0;
	while ((stall = stalls_walk(flow->stalls, line_index, &at, &contact)) != NULL)
		if (stall->began != 0)
			learning->talks[learning->talk_count++] = talk_of(contact, stall);
	qsort(learning->talks, count, sizeof learning->talks[0], by_beginning);
	return ERR_NONE;
}

static struct flow_belief belief_of(const struct tally_pair *seen)
{
	double count = (double)seen->won + (double)seen->lost;

	return (struct flow_belief){count > 0 ? (double)seen->won / count : 0, count};
}

static void copy_phase(const struct learner *learner, enum phase phase,
		       struct flow_learning *learning)
{
	for (int move = 0; move < MOVE_COUNT; move++) {
		double prior = permit_prior(phase, (enum move)move);
		struct flow_belief *learnt = &learning->moves[phase][move].learnt;

		learning->moves[phase][move].prior = prior;
		if (prior > 0)
			learner_mean(learner, phase, (enum move)move, prior, &learnt->mean,
				     &learnt->count);
	}
	for (int delay = 0; delay < DELAY_COUNT; delay++)
		learning->delays[phase][delay] = belief_of(&learner->delays[phase][delay]);
	for (int style = 0; style < STYLE_COUNT; style++)
		learning->styles[phase][style] = belief_of(&learner->styles[phase][style]);
}

enum err flow_learning(const struct flow *flow, uint32_t line_index,
		       struct flow_learning *ret_learning, struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	struct flow_learning learning = {.at = flow->now, .line = lane->line};

	if (lane->stalling == NULL)
		return error_set(error_r, ERR_STATE,
				 "line %s does not stall: it learns nothing of conversations",
				 lane->line->name);
	if (copy_talks(flow, line_index, &learning) != ERR_NONE)
		return error_set(error_r, ERR_MEMORY, "no memory for a report on line %s",
				 lane->line->name);
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		copy_phase(&lane->stalling->learner, (enum phase)phase, &learning);
	learning.observations = lane->stalling->learner.observations;
	memcpy(learning.estimates, lane->stalling->estimates, sizeof learning.estimates);
	memcpy(learning.numbers, lane->stalling->numbers, sizeof learning.numbers);
	*ret_learning = learning;
	return ERR_NONE;
}

void flow_learning_finish(struct flow_learning *learning)
{
	mem_free(learning->talks);
	*learning = (struct flow_learning){0};
}
