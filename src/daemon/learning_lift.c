// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/learning_lift.h"

#include <math.h>
#include <stdlib.h>

struct group {
	double sum;
	size_t count;
};

/* Every thousandth value into one group: neighbours, which began at about the same time, lie in
 * different ones. */
static size_t group_values(const double *values, size_t count, struct group groups[LIFT_GROUPS])
{
	size_t group_count = count < LIFT_GROUPS ? count : LIFT_GROUPS;

	for (size_t i = 0; i < group_count; i++)
		groups[i] = (struct group){0};
	for (size_t i = 0; i < count; i++) {
		groups[i % group_count].sum += values[i];
		groups[i % group_count].count++;
	}
	return group_count;
}

/* splitmix64: millions of draws, of which none guards anything. */
static uint64_t next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* Below `bound`, which is at most LIFT_GROUPS: the bias is a fourth of a millionth. */
static size_t below(uint64_t *state, size_t bound)
{
	return (size_t)((next(state) >> 32) * bound >> 32);
}

void lift_resample(const double *values, size_t count, struct random *random, double *ret_means)
{
	struct group groups[LIFT_GROUPS];
	size_t group_count = group_values(values, count, groups);
	uint64_t state = random_u64(random);

	for (int resample = 0; resample < LIFT_RESAMPLES; resample++) {
		struct group all = {0};

		for (size_t i = 0; i < group_count; i++) {
			const struct group *drawn = &groups[below(&state, group_count)];

			all.sum += drawn->sum;
			all.count += drawn->count;
		}
		ret_means[resample] = all.sum / (double)all.count;
	}
}

static double mean_of(const double *values, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += values[i];
	return sum / (double)count;
}

static int ascending(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return (one > other) - (one < other);
}

struct lift lift_ratio(const double *values, size_t count, const double *means,
		       const double *others, size_t other_count, const double *other_means)
{
	const size_t tail = LIFT_RESAMPLES / 40; /* 2.5 % */
	double ratios[LIFT_RESAMPLES], other_mean;

	if (count < LIFT_LEAST || other_count < LIFT_LEAST)
		return (struct lift){0};
	other_mean = mean_of(others, other_count);
	if (!(other_mean > 0))
		return (struct lift){0};
	for (int i = 0; i < LIFT_RESAMPLES; i++)
		ratios[i] = other_means[i] > 0 ? means[i] / other_means[i] : INFINITY;
	qsort(ratios, LIFT_RESAMPLES, sizeof ratios[0], ascending);
	return (struct lift){.enough = true,
			     .ratio = mean_of(values, count) / other_mean,
			     .low = ratios[tail],
			     .high = ratios[LIFT_RESAMPLES - 1 - tail]};
}

/*
 * The variance of a self-normalised mean v is the sum of w²(r - v)² over the square of the sum of w
 * (delta method), that is (Σw²r² - 2vΣw²r + v²Σw²) / (Σw)². The middle sum is not kept. As rewards
 * lie in [0, 1] it is at least Σw²r², so the interval is at least as wide as it should be. For what
 * was really done all weights are 1, and the sum is Σr.
 */
static double variance_of(const struct estimate *estimate, enum policy policy, double mean)
{
	double middle = policy == POLICY_LOGGED ? estimate->reward : estimate->reward_squares;
	double sum = estimate->reward_squares - 2 * mean * middle + mean * mean * estimate->squares;

	return sum > 0 ? sum / (estimate->weight * estimate->weight) : 0;
}

struct lift_policy lift_policy(const struct estimate *estimate, enum policy policy)
{
	struct lift_policy result = {
		.choices = estimate->count, .reward = NAN, .low = NAN, .high = NAN};
	double spread;

	if (!(estimate->weight > 0) || !(estimate->squares > 0))
		return result;
	result.effective = estimate->weight * estimate->weight / estimate->squares;
	result.reward = estimate->reward / estimate->weight;
	spread = 1.96 * sqrt(variance_of(estimate, policy, result.reward));
	result.low = result.reward > spread ? result.reward - spread : 0;
	result.high = result.reward + spread < 1 ? result.reward + spread : 1;
	return result;
}
