// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/decide/stall/credit.h"

/* A gap counts as no more: what happens at night, or while he does something else, is not his time. */
static const double gap_most = 10;
/* What follows after one more turn of ours is owed to an earlier choice so much less. */
static const float later = 0.9F;
/* After so many turns more a choice is settled. */
enum { TURNS_WAITED = CHOICES_MAX - 1 };
/* One sender's choices teach in full up to this many, and a twentieth each from then on: nobody can teach it alone. */
static const float taught_most = 30;
static const double taught_rest = 0.05;

static double minutes_of(ms_t span)
{
	double minutes = (double)span / (double)MS_MINUTE;

	return minutes < 0 ? 0 : minutes < gap_most ? minutes : gap_most;
}

static float share_of(const struct choice *choice)
{
	float share = 1;

	for (int i = 0; i < choice->turns; i++)
		share *= later;
	return share;
}

void credit_event(struct stall *stall, double minutes)
{
	for (int i = 0; i < CHOICES_MAX; i++) {
		struct choice *choice = &stall->choices[i];

		if (choice->used != 0)
			choice->minutes += share_of(choice) * (float)minutes;
	}
}

void credit_gap(struct stall *stall, ms_t now)
{
	ms_t last = stall->heard_at > stall->said_at ? stall->heard_at : stall->said_at;
	double minutes = last != 0 ? minutes_of(now - last) : 0;

	stall->active += (float)minutes;
	credit_event(stall, minutes);
}

/* A weight is cut at ten: a rare choice must not decide alone. */
static void count_for(struct estimate *estimate, double weight, double reward)
{
	weight = weight > 10 ? 10 : weight;
	estimate->count++;
	estimate->weight += weight;
	estimate->squares += weight * weight;
	estimate->reward += weight * reward;
	estimate->reward_squares += weight * weight * reward * reward;
}

static void estimate(struct stalling *stalling, const struct choice *choice, double reward)
{
	double p = (double)choice->p;

	if (!(p > 0))
		return;
	count_for(&stalling->estimates[POLICY_LOGGED], 1, reward);
	count_for(&stalling->estimates[POLICY_PRIOR], (double)choice->p_prior / p, reward);
	count_for(&stalling->estimates[POLICY_UNIFORM], (double)choice->p_uniform / p, reward);
}

static void settle(struct stall *stall, struct stalling *stalling, struct choice *choice)
{
	double reward = (double)choice->minutes / CREDIT_FULL;
	double weight = stall->weight < taught_most ? 1 : taught_rest;

	reward = reward < 0 ? 0 : reward > 1 ? 1 : reward;
	learner_reward(&stalling->learner, choice, reward, weight);
	if (weight >= 1)
		estimate(stalling, choice, reward);
	stall->weight += (float)weight;
	*choice = (struct choice){0};
}

void credit_settle(struct stall *stall, struct stalling *stalling, ms_t now, bool all)
{
	for (int i = 0; i < CHOICES_MAX; i++) {
		struct choice *choice = &stall->choices[i];

		if (choice->used != 0 && (all || choice->turns >= TURNS_WAITED ||
					  now - choice->at > MS_DAY))
			settle(stall, stalling, choice);
	}
}

void credit_turn(struct stall *stall, struct stalling *stalling, const struct choice *choice)
{
	struct choice *place = NULL;

	for (int i = 0; i < CHOICES_MAX; i++)
		if (stall->choices[i].used != 0)
			stall->choices[i].turns++;
	credit_settle(stall, stalling, choice->at, false);
	for (int i = 0; i < CHOICES_MAX && place == NULL; i++)
		if (stall->choices[i].used == 0)
			place = &stall->choices[i];
	if (place == NULL)
		return; /* cannot be: TURNS_WAITED leaves one free */
	*place = *choice;
	place->used = 1;
	learner_fly(&stalling->learner, choice);
}
