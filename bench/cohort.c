// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cohort.c - how long the keeper is busy with a line under siege, each minute, and answers nobody
 * meanwhile: a new snapshot of the model, and everybody who waits judged by it. The line knows as
 * many calm people as it ever does.
 *
 *   bench_cohort [RUNS]
 *
 * One JSON object a case: the median and the longest of RUNS runs (11), CPU time. All features are
 * drawn from the whole model, so that hardly two of them share a line of the cache: real texts
 * share most of theirs.
 */
#include "base/mem.h"
#include "base/random.h"
#include "base/seal.h"
#include "flow/budget/cohort.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 11, RUNS_MAX = 101, PRIORS = 600 };
#define START INT64_C(1772482500000)

struct bench_case {
	const char *name;
	uint32_t waiting, features;
	ms_t over; /* they came in so long */
};

static const struct bench_case cases[] = {
	{"a siege that has just begun", 100, 40, 3 * MS_MINUTE},
	{"a small one", 1250, 40, 30 * MS_MINUTE},
	{"an evening's flood", 25000, 40, 30 * MS_MINUTE},
	{"the longest texts", 25000, FEATURES_MAX, 30 * MS_MINUTE},
	{"the same, over half a day", 25000, FEATURES_MAX, 12 * MS_HOUR},
};

static double spent_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void draw(struct random *random, uint32_t count, struct features *ret_features)
{
	*ret_features = (struct features){.cluster = (uint32_t)random_u64(random),
					  .words = (uint8_t)(count / 4),
					  .pieces = (uint8_t)(count / 2),
					  .count = (uint8_t)count};
	for (uint32_t i = 0; i < count; i++)
		ret_features->ids[i] = (uint32_t)(random_u64(random) >> (64 - FEATURE_BITS));
}

static void come(struct cohort *cohort, struct random *random, const struct bench_case *c,
		 uint32_t contact, ms_t at)
{
	struct message message = {.at = at, .contact = {.number = contact}};

	snprintf(message.from, sizeof message.from, "+999%09u", (unsigned)random_below(random, 1000000000));
	snprintf(message.to, sizeof message.to, "+33639980021");
	draw(random, c->features, &message.features);
	cohort_add(cohort, &message);
}

/* Those of calm first, then who waits. */
static struct cohort *fill(const struct bench_case *c, struct random *random)
{
	struct cohort *cohort = cohort_create();
	struct features features;
	uint32_t contact = 1;

	if (cohort == NULL)
		exit(1);
	for (int i = 0; i < PRIORS; i++) {
		draw(random, c->features, &features);
		cohort_prior(cohort, &features);
	}
	for (; contact <= COHORT_CALM_MOST; contact++) {
		come(cohort, random, c, contact, START - MS_DAY + contact * MS_SECOND);
		cohort_learn(cohort, contact);
	}
	for (uint32_t i = 0; i < c->waiting; i++)
		come(cohort, random, c, contact++, START + (ms_t)i * c->over / c->waiting);
	return cohort;
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static void measure(const struct bench_case *c, const struct random *seed, int runs)
{
	double trained[RUNS_MAX], judged[RUNS_MAX];
	struct random random = *seed;
	struct cohort *cohort = fill(c, &random);
	struct curve curve;
	struct cohort_siege siege = {.now = START + c->over, .since = START, .curve = &curve};

	curve_init(&curve, 960);
	for (int i = 0; i < runs; i++) {
		struct cohort_place place;
		uint32_t known = 0;

		siege.now += 10 * MS_MINUTE; /* then it is renewed in any case */
		trained[i] = spent_ms();
		cohort_refresh(cohort, &siege);
		judged[i] = spent_ms();
		trained[i] = judged[i] - trained[i];
		for (uint32_t k = 1; k <= c->waiting; k++)
			known += cohort_judge(cohort, COHORT_CALM_MOST + k, &place) == ERR_NONE;
		judged[i] = spent_ms() - judged[i];
		if (cohort_snapshot(cohort) != (uint32_t)i + 1 || known != c->waiting) {
			fprintf(stderr, "bench_cohort: nothing was measured\n");
			exit(1);
		}
	}
	cohort_destroy(cohort);
	qsort(trained, (size_t)runs, sizeof *trained, by_value);
	qsort(judged, (size_t)runs, sizeof *judged, by_value);
	printf("{\"case\": \"%s\", \"waiting\": %u, \"features\": %u, \"train_ms\": %.1f, "
	       "\"train_ms_most\": %.1f, \"judge_ms\": %.1f, \"judge_ms_most\": %.1f, \"runs\": %d}\n",
	       c->name, c->waiting, c->features, trained[runs / 2], trained[runs - 1],
	       judged[runs / 2], judged[runs - 1], runs);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int runs = argc > 1 ? atoi(argv[1]) : RUNS;
	struct random random;

	if (argc > 2 || runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: bench_cohort [RUNS]\n");
		return 2;
	}
	if (seal_start(NULL) != ERR_NONE)
		return 1;
	random_from_seed(&random, 1, "bench");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		measure(&cases[i], &random, runs);
	return 0;
}
