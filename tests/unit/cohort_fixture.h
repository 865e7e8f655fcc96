// SPDX-License-Identifier: GPL-3.0-or-later
/* A cohort and a crowd around it: people made of features, without texts; some write as in calm,
 * some as robots do. */
#ifndef TESTS_UNIT_COHORT_FIXTURE_H
#define TESTS_UNIT_COHORT_FIXTURE_H

#include "flow/budget/cohort_private.h"

#include "base/mem.h"
#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T0 INT64_C(1772482500000)

enum { CALM_WORDS = 0, ATTACK_WORDS = 50000, OWN_WORDS = 100000 };

struct crowd {
	struct cohort *cohort;
	struct random random;
	ms_t now;
	uint32_t last; /* contact */
};

static inline void crowd_init(struct crowd *crowd, uint64_t seed)
{
	*crowd = (struct crowd){.cohort = cohort_create(), .now = T0};
	assert_non_null(crowd->cohort);
	random_from_seed(&crowd->random, seed, "crowd");
}

static inline int set_up(void **state)
{
	struct crowd *crowd = mem_alloc(1, sizeof *crowd);

	crowd_init(crowd, 1);
	*state = crowd;
	return 0;
}

static inline int tear_down(void **state)
{
	struct crowd *crowd = *state;

	mem_fail_nth(0);
	cohort_destroy(crowd->cohort);
	mem_free(crowd);
	return 0;
}

/* Words out of so many from `from` on. */
static inline struct features features_of(struct random *random, uint32_t from, uint32_t choice)
{
	struct features features = {.cluster = from + 1, .words = 10, .pieces = 6, .count = 20};

	for (int i = 0; i < features.count; i++)
		features.ids[i] = from + (uint32_t)random_below(random, choice);
	return features;
}

static inline struct message message_of(struct crowd *crowd, const struct features *features)
{
	struct message message = {
		.arrival = ARRIVAL_MESSAGE, .at = crowd->now, .features = *features};

	message.contact.number = ++crowd->last;
	snprintf(message.from, sizeof message.from, "+9991%08llu",
		 (unsigned long long)random_below(&crowd->random, 100000000));
	snprintf(message.to, sizeof message.to, "+33639980020");
	return message;
}

/* Somebody comes; returns his contact. */
static inline uint32_t come(struct crowd *crowd, uint32_t from, uint32_t choice)
{
	struct features features = features_of(&crowd->random, from, choice);
	struct message message = message_of(crowd, &features);

	cohort_add(crowd->cohort, &message);
	return crowd->last;
}

/* `count` are answered in calm, some minutes apart. */
static inline void calm_days(struct crowd *crowd, int count)
{
	for (int i = 0; i < count; i++) {
		crowd->now += 2 * MS_MINUTE;
		cohort_learn(crowd->cohort, come(crowd, CALM_WORDS, 300));
	}
	crowd->now += 6 * MS_HOUR;
}

/* An hour of `count`, of whom one in `each` is genuine: contacts first + 0, each, 2 each, ... */
static inline uint32_t siege_hour(struct crowd *crowd, int count, int each)
{
	uint32_t first = crowd->last + 1;

	for (int i = 0; i < count; i++) {
		crowd->now += MS_HOUR / count;
		if (i % each == 0)
			come(crowd, CALM_WORDS, 300);
		else
			come(crowd, ATTACK_WORDS, 300);
	}
	return first;
}

static inline struct cohort_place place_of(const struct crowd *crowd, uint32_t contact)
{
	struct cohort_place place = {0};

	assert_int_equal(cohort_judge(crowd->cohort, contact, &place), ERR_NONE);
	return place;
}

static inline bool is_known(const struct crowd *crowd, uint32_t contact)
{
	struct cohort_place place = {.score = 7, .position = 7, .cluster = 7};
	enum err err = cohort_judge(crowd->cohort, contact, &place);

	if (err == ERR_NONE)
		return true;
	assert_int_equal(err, ERR_ABSENT);
	assert_true(place.score == 7 && place.position == 7 && place.cluster == 7);
	return false;
}

/* A snapshot as a line would have it that expects so many an hour, at three in the afternoon, when that is its mean. */
static inline void refresh(struct cohort *cohort, ms_t now, double expected)
{
	struct curve curve;
	const struct cohort_siege siege = {
		.now = now, .of_day = 15 * MS_HOUR, 
		.since = now - MS_HOUR - MS_MINUTE, .curve = &curve};

	curve_init(&curve, expected * 24);
	cohort_refresh(cohort, &siege);
}

#endif
