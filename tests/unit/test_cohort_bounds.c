// SPDX-License-Identifier: GPL-3.0-or-later
/* What the cohort keeps is bounded, comes back from the store, and is short of nothing but places
 * when memory is short. */
#include "cohort_fixture.h"

/* ---- bounds ---- */

static void the_oldest_are_forgotten_when_the_log_is_full(void **state)
{
	enum { MORE = 500 };
	struct crowd *crowd = *state;

	for (int i = 0; i < COHORT_LOG_MOST + MORE; i++) {
		crowd->now += 50;
		come(crowd, ATTACK_WORDS, 300);
	}
	refresh(crowd->cohort, crowd->now, 40);
	for (uint32_t contact = 1; contact <= MORE; contact++)
		assert_false(is_known(crowd, contact));
	for (uint32_t contact = MORE + 1; contact <= crowd->last; contact += 321)
		assert_true(is_known(crowd, contact));
	assert_true(is_known(crowd, crowd->last));
	cohort_learn(crowd->cohort, 1); /* of whom nothing is known any more */
}

static void save(const struct crowd *crowd, struct buf *out)
{
	cohort_save(crowd->cohort, out);
}

static void the_calm_memory_keeps_the_last(void **state)
{
	struct crowd *crowd = *state, other;
	struct buf one = {0}, two = {0};
	struct random random;

	/* The other one has only ever seen the last ones. */
	calm_days(crowd, COHORT_CALM_MOST / 2);
	crowd_init(&other, 1);
	other.random = crowd->random, other.now = crowd->now, other.last = crowd->last;
	random = crowd->random;
	calm_days(crowd, COHORT_CALM_MOST);
	other.random = random;
	calm_days(&other, COHORT_CALM_MOST);
	save(crowd, &one);
	save(&other, &two);
	assert_int_equal(one.size, two.size);
	assert_memory_equal(one.data, two.data, one.size);
	cohort_destroy(other.cohort);
	buf_finish(&one);
	buf_finish(&two);
}

static void more_prior_texts_than_there_is_room_for(void **state)
{
	struct crowd *crowd = *state;
	uint32_t contact;

	for (int i = 0; i < 3000; i++) {
		struct features features = features_of(&crowd->random, CALM_WORDS, 300);

		cohort_prior(crowd->cohort, &features);
	}
	contact = come(crowd, 0, 300);
	refresh(crowd->cohort, crowd->now, 40);
	assert_true(is_known(crowd, contact));
}

/* ---- to and from the store ---- */

static void saved_and_loaded_they_judge_alike(void **state)
{
	struct crowd *crowd = *state, other;
	struct buf saved = {0}, again = {0};
	struct reader reader;

	calm_days(crowd, 150);
	save(crowd, &saved);
	crowd_init(&other, 1);
	reader = reader_of(buf_bytes(&saved));
	assert_int_equal(cohort_load(other.cohort, &reader), ERR_NONE);
	assert_int_equal(reader_left(&reader), 0);
	save(&other, &again);
	assert_int_equal(saved.size, again.size);
	assert_memory_equal(saved.data, again.data, saved.size);
	other.random = crowd->random, other.now = crowd->now, other.last = crowd->last;
	siege_hour(crowd, 300, 10);
	siege_hour(&other, 300, 10);
	refresh(crowd->cohort, crowd->now, 40);
	refresh(other.cohort, other.now, 40);
	for (uint32_t k = 0; k < 300; k += 30)
		assert_true((place_of(crowd, crowd->last - k).score < 0) ==
			    (place_of(&other, crowd->last - k).score < 0));
	cohort_destroy(other.cohort);
	buf_finish(&saved);
	buf_finish(&again);
}

static void refuses(struct crowd *crowd, struct bytes bytes, const struct buf *before)
{
	struct reader reader = reader_of(bytes);
	struct buf after = {0};

	assert_int_equal(cohort_load(crowd->cohort, &reader), ERR_INPUT);
	save(crowd, &after);
	assert_int_equal(after.size, before->size);
	assert_memory_equal(after.data, before->data, after.size);
	buf_finish(&after);
}

/* They are in stores: another hash, and all who come would differ from all who are known. */
static void hashes_stay_what_they_were(void **state)
{
	(void)state;
	assert_int_equal(cohort_bucket(80, 3), 240280);
	assert_int_equal(cohort_bucket(90, 0x00010203), 67758);
}

static void what_is_damaged_is_refused(void **state)
{
	struct crowd *crowd = *state, other;
	struct buf saved = {0}, before = {0};

	calm_days(crowd, 3);
	save(crowd, &before);
	crowd_init(&other, 9);
	calm_days(&other, 5);
	save(&other, &saved);
	for (size_t size = 0; size < saved.size; size++)
		refuses(crowd, (struct bytes){saved.data, size}, &before);
	saved.data[0] = 0xff; /* more of them than there is room for */
	refuses(crowd, buf_bytes(&saved), &before);
	saved.data[0] = 0;
	/* The last one's last feature: one beyond the model's buckets. */
	memcpy(saved.data + saved.size - 4, (uint8_t[]){0, MODEL_BUCKETS >> 16, 0, 0}, 4);
	refuses(crowd, buf_bytes(&saved), &before);
	cohort_destroy(other.cohort);
	buf_finish(&saved);
	buf_finish(&before);
}

/* ---- memory ---- */

static void without_memory_there_is_no_cohort(void **state)
{
	struct cohort *cohort = NULL;
	uint64_t nth = 0;

	(void)state;
	while (cohort == NULL) {
		mem_fail_nth(++nth);
		cohort = cohort_create();
		mem_fail_nth(0);
		assert_true(nth < 20);
	}
	assert_true(nth > 1);
	cohort_destroy(cohort);
	cohort_destroy(NULL);
}

/* Whoever finds no room is not known; the others are, and so is he who comes when there is memory
 * again. */
static void without_memory_somebody_is_not_known(void **state)
{
	struct crowd *crowd = *state;
	uint32_t last;

	for (int i = 0; i < 3000; i++) {
		crowd->now += MS_SECOND;
		mem_fail_nth(1);
		come(crowd, ATTACK_WORDS, 300);
	}
	mem_fail_nth(0);
	last = come(crowd, ATTACK_WORDS, 300);
	refresh(crowd->cohort, crowd->now, 40);
	assert_true(is_known(crowd, last));
}

static void without_memory_there_is_no_snapshot_until_there_is(void **state)
{
	struct crowd *crowd = *state;
	uint32_t contact;
	uint64_t nth = 0;

	calm_days(crowd, 20);
	siege_hour(crowd, 60, 10);
	contact = crowd->last;
	for (;;) {
		uint32_t snapshot;

		mem_fail_nth(++nth);
		refresh(crowd->cohort, crowd->now, 40);
		mem_fail_nth(0);
		snapshot = cohort_snapshot(crowd->cohort);
		assert_int_equal(is_known(crowd, contact), snapshot != 0);
		if (snapshot != 0)
			break;
		assert_true(isnan(cohort_price(crowd->cohort, 10)));
		assert_true(nth < 40);
	}
	assert_true(nth > 2);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(the_oldest_are_forgotten_when_the_log_is_full),
		CASE(the_calm_memory_keeps_the_last),
		CASE(more_prior_texts_than_there_is_room_for),
		CASE(saved_and_loaded_they_judge_alike),
		CASE(hashes_stay_what_they_were),
		CASE(what_is_damaged_is_refused),
		CASE(without_memory_there_is_no_cohort),
		CASE(without_memory_somebody_is_not_known),
		CASE(without_memory_there_is_no_snapshot_until_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
