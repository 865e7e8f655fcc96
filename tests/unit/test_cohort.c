// SPDX-License-Identifier: GPL-3.0-or-later
/* Who is known, who looks calm, and how many an hour a price lets through. */
#include "cohort_fixture.h"

/* ---- who is known ---- */

static void nobody_has_a_place_without_a_snapshot(void **state)
{
	struct crowd *crowd = *state;
	uint32_t contact = come(crowd, 0, 300);

	assert_int_equal(cohort_snapshot(crowd->cohort), 0);
	assert_false(is_known(crowd, contact));
	refresh(crowd->cohort, crowd->now + 1, 40);
	assert_int_not_equal(cohort_snapshot(crowd->cohort), 0);
	assert_true(is_known(crowd, contact));
	assert_false(is_known(crowd, contact + 1));
	assert_false(is_known(crowd, 0));
	assert_false(is_known(crowd, UINT32_MAX));
}

static void there_is_no_snapshot_of_nobody(void **state)
{
	struct crowd *crowd = *state;

	refresh(crowd->cohort, T0, 40);
	assert_int_equal(cohort_snapshot(crowd->cohort), 0);
	assert_true(cohort_below(crowd->cohort, 100) == 0);
	assert_true(isnan(cohort_price(crowd->cohort, 10)));
}

static void a_snapshot_is_renewed_as_it_ages(void **state)
{
	struct crowd *crowd = *state;
	uint32_t before;

	siege_hour(crowd, 100, 2);
	refresh(crowd->cohort, crowd->now, 40);
	before = cohort_snapshot(crowd->cohort);
	refresh(crowd->cohort, crowd->now + 1, 40);
	assert_int_equal(cohort_snapshot(crowd->cohort), before);
	refresh(crowd->cohort, crowd->now + MS_HOUR / 2, 40);
	assert_int_not_equal(cohort_snapshot(crowd->cohort), before);
}

/* ---- who looks calm ---- */

static void who_writes_as_in_calm_stands_before_the_attack(void **state)
{
	struct crowd *crowd = *state;
	int before = 0, pairs = 0;
	uint32_t first;

	calm_days(crowd, 300);
	first = siege_hour(crowd, 800, 20);
	refresh(crowd->cohort, crowd->now, 40);
	for (uint32_t i = 0; i < 800; i += 20)
		for (uint32_t k = 1; k < 800; k += 20, pairs++)
			before += place_of(crowd, first + i).position <
				  place_of(crowd, first + k).position;
	assert_true(before > 0.95 * pairs);
	assert_int_equal(place_of(crowd, first).cluster, CALM_WORDS + 1);
	assert_int_equal(place_of(crowd, first + 1).cluster, ATTACK_WORDS + 1);
}

/* With nothing of the line's own, the shipped texts say what calm is. */
static void a_new_line_has_the_shipped_texts(void **state)
{
	struct crowd *crowd = *state;
	int before = 0, pairs = 0;
	uint32_t first;

	for (int i = 0; i < 200; i++) {
		struct features features = features_of(&crowd->random, CALM_WORDS, 300);

		cohort_prior(crowd->cohort, &features);
	}
	first = siege_hour(crowd, 800, 20);
	refresh(crowd->cohort, crowd->now, 40);
	for (uint32_t i = 0; i < 800; i += 20, pairs++)
		before += place_of(crowd, first + i).position <
			  place_of(crowd, first + i + 1).position;
	assert_true(before > 0.9 * pairs);
}

/* Words of his own that nobody else has: what the model has learnt by heart about those it was
 * trained on must not tell them from one who comes a moment later, who is like them in all else. */
static void nobody_is_judged_by_what_was_learnt_about_himself(void **state)
{
	struct crowd *crowd = *state;
	double old[FOLDS] = {NAN, NAN};
	int compared = 0;

	calm_days(crowd, 100);
	siege_hour(crowd, 600, 20);
	for (uint32_t i = 0; i < 40; i++) {
		struct features own = {.count = 10, .words = 10};
		struct message message;

		for (uint32_t k = 0; k < 10; k++)
			own.ids[k] = OWN_WORDS + 10 * i + k;
		crowd->now += MS_MINUTE; /* in no gust, and in the same rhythm */
		message = message_of(crowd, &own);
		memcpy(message.from, "+999123456789", 14);
		if (i == 20)
			refresh(crowd->cohort, crowd->now, 40);
		cohort_add(crowd->cohort, &message);
	}
	for (uint32_t i = 0; i < 40; i++) {
		uint32_t contact = crowd->last - 39 + i;
		int fold = cohort_fold(contact);
		double score = place_of(crowd, contact).score;

		if (i < 20)
			old[fold] = score;
		else if (!isnan(old[fold]))
			compared += fabs(score - old[fold]) < 0.3;
	}
	assert_int_equal(compared, 20);
}

/* ---- positions and prices ---- */

static void crowd_of_one_kind(struct crowd *crowd, int count)
{
	for (int i = 0; i < count; i++) {
		crowd->now += MS_HOUR / count;
		come(crowd, ATTACK_WORDS, 3000);
	}
	refresh(crowd->cohort, crowd->now, 40);
}

static void a_price_lets_so_many_an_hour_through(void **state)
{
	static const double prices[] = {30, 100, 300, 700};
	enum { COUNT = 1000 };
	struct crowd *crowd = *state;

	calm_days(crowd, 200);
	crowd_of_one_kind(crowd, COUNT);
	for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++) {
		int under = 0, below = 0;

		for (uint32_t k = 0; k < COUNT; k++) {
			struct cohort_place place = place_of(crowd, crowd->last - k);

			under += place.position <= prices[i];
			below += place.score < cohort_price(crowd->cohort, prices[i]);
		}
		assert_true(under > 0.85 * prices[i] - 5 && under < 1.15 * prices[i] + 5);
		assert_true(below > 0.7 * prices[i] - 10 && below < 1.3 * prices[i] + 10);
	}
}

/* Ten times as many in an hour: the same price lets the same number through, a tenth of the share.
 */
static void it_is_so_of_more_people_than_a_snapshot_takes(void **state)
{
	enum { COUNT = 9000 };
	struct crowd *crowd = *state;
	int under = 0;

	crowd_of_one_kind(crowd, COUNT);
	for (uint32_t k = 0; k < COUNT; k++)
		under += place_of(crowd, crowd->last - k).position <= 500;
	assert_true(under > 350 && under < 650);
}

static void who_looks_worse_stands_behind(void **state)
{
	struct crowd *crowd = *state;
	double least = INFINITY, most = -INFINITY;

	calm_days(crowd, 100);
	crowd_of_one_kind(crowd, 400);
	for (uint32_t i = 0; i < 400; i++)
		for (uint32_t k = i + 1; k < 400; k += 7) {
			struct cohort_place one = place_of(crowd, crowd->last - i);
			struct cohort_place other = place_of(crowd, crowd->last - k);

			if (cohort_fold(crowd->last - i) != cohort_fold(crowd->last - k))
				continue; /* judged by two models, ranked apart */
			assert_true(one.score >= other.score || one.position <= other.position);
			assert_true(one.score != other.score || one.position == other.position);
			least = fmin(least, one.score);
			most = fmax(most, one.score);
		}
	assert_true(cohort_below(crowd->cohort, least - 1) == 0);
	assert_true(fabs(cohort_below(crowd->cohort, most + 1) - 400) < 40);
}

/* A thousand copies cannot be told apart: either all of them are under a price, or none is. */
static void who_looks_the_same_stands_at_the_same_place(void **state)
{
	struct crowd *crowd = *state;
	struct features same = features_of(&crowd->random, ATTACK_WORDS, 300);
	int under = 0;

	calm_days(crowd, 100);
	crowd->now -= crowd->now % MS_MINUTE; /* the rhythm is a feature too */
	for (int i = 0; i < 1000; i++) {
		struct message message = message_of(crowd, &same);

		memcpy(message.from, "+999123456789", 14);
		message.at = crowd->now;
		cohort_add(crowd->cohort, &message);
	}
	refresh(crowd->cohort, crowd->now + MS_HOUR / 2, 40);
	for (uint32_t k = 0; k < 1000; k++)
		under += place_of(crowd, crowd->last - k).position <= 900;
	assert_int_equal(under, 0);
}

static void the_same_people_have_the_same_places(void **state)
{
	struct crowd *crowd = *state, other;

	crowd_init(&other, 1);
	for (int i = 0; i < 2; i++) {
		struct crowd *one = i == 0 ? crowd : &other;

		calm_days(one, 100);
		siege_hour(one, 500, 10);
		refresh(one->cohort, one->now, 40);
	}
	for (uint32_t contact = 1; contact <= crowd->last; contact++) {
		struct cohort_place a = place_of(crowd, contact), b = place_of(&other, contact);

		assert_true(a.score == b.score && a.position == b.position &&
			    a.cluster == b.cluster);
	}
	cohort_destroy(other.cohort);
}

static void nothing_strange_is_expected_of_a_strange_expectation(void **state)
{
	static const double expected[] = {0.01, 0, 1e9};
	struct crowd *crowd = *state;

	calm_days(crowd, 20);
	siege_hour(crowd, 100, 10);
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		crowd->now += 11 * MS_MINUTE;
		refresh(crowd->cohort, crowd->now, expected[i]);
		for (uint32_t k = 0; k < 100; k++) {
			struct cohort_place place = place_of(crowd, crowd->last - k);

			assert_true(isfinite(place.score) && place.position >= 0);
		}
	}
}

static void a_snapshot_of_one_person(void **state)
{
	struct crowd *crowd = *state;
	struct cohort_place place;
	uint32_t contact = come(crowd, 0, 300);

	refresh(crowd->cohort, crowd->now, 40);
	place = place_of(crowd, contact);
	assert_true(isfinite(place.score) && isfinite(place.position) && place.position >= 0);
}

/* ---- who writes again ---- */

static void further_messages_count(void **state)
{
	struct crowd *crowd = *state;
	double before, after;
	uint32_t contact;
	struct features more;

	calm_days(crowd, 200);
	siege_hour(crowd, 500, 10);
	contact = come(crowd, CALM_WORDS, 300);
	refresh(crowd->cohort, crowd->now, 40);
	before = place_of(crowd, contact).score;
	for (int i = 0; i < 300; i++) { /* more than a byte counts, more than he has room for */
		more = features_of(&crowd->random, ATTACK_WORDS, 300);
		cohort_more(crowd->cohort, contact, &more);
		cohort_more(crowd->cohort, 0, &more);
		cohort_more(crowd->cohort, contact + 1, &more);
	}
	after = place_of(crowd, contact).score;
	assert_true(isfinite(after));
	assert_true(after > before);
	assert_int_equal(place_of(crowd, contact).cluster, CALM_WORDS + 1);
}

/* ---- who repeats himself, who practised ---- */

/* Somebody writes a text of this cluster, in words of calm. */
static uint32_t come_with(struct crowd *crowd, uint32_t cluster)
{
	struct features features = features_of(&crowd->random, CALM_WORDS, 300);
	struct message message;

	features.cluster = cluster;
	message = message_of(crowd, &features);
	cohort_add(crowd->cohort, &message);
	return crowd->last;
}

static void what_more_write_than_people_would_stands_behind(void **state)
{
	enum { COUNT = 600, EACH = 15, FLOOD = 77u << 20, OWN = 1u << 16 };
	struct crowd *crowd = *state;
	double robots = 0, people = 0;
	uint32_t first;

	for (uint32_t i = 0; i < 300; i++) {
		crowd->now += 2 * MS_MINUTE;
		cohort_learn(crowd->cohort, come_with(crowd, OWN * (1 + i)));
	}
	crowd->now += 6 * MS_HOUR;
	first = crowd->last + 1;
	for (uint32_t i = 0; i < COUNT; i++) {
		crowd->now += MS_HOUR / COUNT;
		come_with(crowd, i % EACH == 0 ? OWN * (400 + i) : FLOOD);
	}
	refresh(crowd->cohort, crowd->now, COUNT / EACH);
	assert_int_equal(cohort_excess(crowd->cohort, FLOOD), 3);
	assert_int_equal(cohort_excess(crowd->cohort, OWN * 400), 0);
	for (uint32_t i = 0; i < COUNT; i++) {
		double position = place_of(crowd, first + i).position;

		*(i % EACH == 0 ? &people : &robots) += position;
	}
	assert_true(people / (COUNT / EACH) < robots / (COUNT - COUNT / EACH) / 2);
}

static void what_many_write_in_calm_too_is_no_excess(void **state)
{
	struct crowd *crowd = *state;

	calm_days(crowd, 300); /* one cluster */
	siege_hour(crowd, 400, 10);
	refresh(crowd->cohort, crowd->now, 40);
	assert_int_equal(cohort_excess(crowd->cohort, CALM_WORDS + 1), 0);
	assert_int_equal(cohort_excess(crowd->cohort, ATTACK_WORDS + 1), 3);
}

/* One in eight of the calm ones was a robot. */
static void who_practised_does_not_pass_for_calm(void **state)
{
	enum { COUNT = 800, EACH = 20 };
	struct crowd *crowd = *state;
	double robots = 0;
	uint32_t first;

	for (int i = 0; i < 400; i++) {
		crowd->now += 2 * MS_MINUTE;
		cohort_learn(crowd->cohort,
			     come(crowd, i % 8 == 0 ? ATTACK_WORDS : CALM_WORDS, 300));
	}
	crowd->now += 6 * MS_HOUR;
	first = siege_hour(crowd, COUNT, EACH);
	refresh(crowd->cohort, crowd->now, COUNT / EACH);
	for (uint32_t i = 0; i < COUNT; i++)
		if (i % EACH != 0)
			robots += place_of(crowd, first + i).score / (COUNT - COUNT / EACH);
	assert_true(robots > 6.2);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(nobody_has_a_place_without_a_snapshot),
		CASE(there_is_no_snapshot_of_nobody),
		CASE(a_snapshot_is_renewed_as_it_ages),
		CASE(who_writes_as_in_calm_stands_before_the_attack),
		CASE(a_new_line_has_the_shipped_texts),
		CASE(nobody_is_judged_by_what_was_learnt_about_himself),
		CASE(a_price_lets_so_many_an_hour_through),
		CASE(it_is_so_of_more_people_than_a_snapshot_takes),
		CASE(who_looks_worse_stands_behind),
		CASE(who_looks_the_same_stands_at_the_same_place),
		CASE(the_same_people_have_the_same_places),
		CASE(nothing_strange_is_expected_of_a_strange_expectation),
		CASE(a_snapshot_of_one_person),
		CASE(further_messages_count),
		CASE(what_more_write_than_people_would_stands_behind),
		CASE(what_many_write_in_calm_too_is_no_excess),
		CASE(who_practised_does_not_pass_for_calm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
