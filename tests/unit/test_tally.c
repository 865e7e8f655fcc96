// SPDX-License-Identifier: GPL-3.0-or-later
/* Who is in conversation: exact while there is room, never above the truth when there is none, and
 * robots. */
#include "flow/budget/tally.h"

#include "base/mem.h"
#include "flow/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T0 (INT64_C(1772482500000) / MS_HOUR * MS_HOUR)

struct bench {
	struct sketch answers;
	struct tally tally;
};

static void setup(struct bench *bench, uint32_t room, int64_t limit)
{
	struct random random;
	struct keyed keyed;

	random_from_seed(&random, 1, "tally");
	keyed_derive(&random, "tally", &keyed);
	assert_int_equal(sketch_init(&bench->answers, 8, 30 * MS_MINUTE, &keyed, 99), ERR_NONE);
	assert_int_equal(tally_init(&bench->tally, room, limit, 0, &keyed, &bench->answers),
			 ERR_NONE);
}

static void teardown(struct bench *bench)
{
	tally_finish(&bench->tally);
	sketch_finish(&bench->answers);
}

static enum why refusal(struct bench *bench, uint32_t contact, ms_t now)
{
	return tally_refusal(&bench->tally, contact, now);
}

static void answered(struct bench *bench, uint32_t contact, ms_t now, int times)
{
	while (times-- > 0)
		tally_answered(&bench->tally, contact, now);
}

static void says(struct bench *bench, uint32_t contact, const char *text, ms_t now)
{
	tally_message(&bench->tally, contact, bytes_of_text(text), now);
}

/* ---- the limit ---- */

static void the_limit_is_of_any_sixty_minutes(void **state)
{
	struct bench bench;

	(void)state;
	setup(&bench, 64, 3);
	assert_int_equal(refusal(&bench, 1, T0), WHY_NONE);
	answered(&bench, 1, T0, 1);
	answered(&bench, 1, T0 + 10, 1);
	assert_int_equal(refusal(&bench, 1, T0 + 10), WHY_NONE);
	answered(&bench, 1, T0 + 20, 1);
	assert_int_equal(refusal(&bench, 1, T0 + 20), WHY_LIMIT);
	assert_int_equal(refusal(&bench, 2, T0 + 20), WHY_NONE);
	assert_int_equal(refusal(&bench, 1, T0 + MS_HOUR - 1), WHY_LIMIT);
	assert_int_equal(refusal(&bench, 1, T0 + MS_HOUR), WHY_NONE);
	answered(&bench, 1, T0 + MS_HOUR, 1);
	assert_int_equal(refusal(&bench, 1, T0 + MS_HOUR + 9), WHY_LIMIT);
	assert_int_equal(refusal(&bench, 1, T0 + MS_HOUR + 10), WHY_NONE);
	assert_int_equal(refusal(&bench, 1, T0 + 3 * MS_HOUR), WHY_NONE);
	teardown(&bench);
}

/* Random answers to a few, against a list of them all. */
static void counts_are_exact_while_there_is_room(void **state)
{
	enum { CONTACTS = 40, EVENTS = 3000, LIMIT = 7 };
	static ms_t at[CONTACTS + 1][EVENTS];
	size_t count[CONTACTS + 1] = {0}, first[CONTACTS + 1] = {0};
	struct random random;
	struct bench bench;
	ms_t now = T0;

	(void)state;
	setup(&bench, 4096, LIMIT);
	random_from_seed(&random, 1, "events");
	for (int i = 0; i < EVENTS; i++) {
		uint32_t contact = 1 + (uint32_t)random_below(&random, CONTACTS);

		now += (ms_t)random_below(&random, 30 * MS_SECOND);
		while (first[contact] < count[contact] &&
		       at[contact][first[contact]] <= now - MS_HOUR)
			first[contact]++;
		assert_int_equal(refusal(&bench, contact, now),
				 count[contact] - first[contact] >= LIMIT ? WHY_LIMIT : WHY_NONE);
		tally_answered(&bench.tally, contact, now);
		at[contact][count[contact]++] = now;
	}
	assert_int_equal(bench.tally.unplaced, 0);
	teardown(&bench);
}

static void without_a_limit_nobody_is_limited(void **state)
{
	struct bench bench;

	(void)state;
	setup(&bench, 8, INT64_MAX);
	answered(&bench, 1, T0, 100000);
	assert_int_equal(refusal(&bench, 1, T0), WHY_NONE);
	assert_int_equal(refusal(&bench, 2, T0), WHY_NONE);
	teardown(&bench);
}

static void a_tally_does_not_follow_a_clock_back(void **state)
{
	struct bench bench;

	(void)state;
	setup(&bench, 64, 2);
	answered(&bench, 1, T0 + MS_HOUR, 1);
	answered(&bench, 1, T0, 1);
	assert_int_equal(refusal(&bench, 1, T0), WHY_LIMIT);
	assert_int_equal(refusal(&bench, 1, T0 + 2 * MS_HOUR - 1), WHY_LIMIT);
	assert_int_equal(refusal(&bench, 1, T0 + 2 * MS_HOUR), WHY_NONE);
	teardown(&bench);
}

/* ---- full tables ---- */

/* With one set only, all are neighbours. */
static void who_was_answered_longest_ago_gives_way(void **state)
{
	struct bench bench;

	(void)state;
	setup(&bench, TALLY_WAYS, 3);
	for (uint32_t contact = 1; contact <= TALLY_WAYS; contact++)
		answered(&bench, contact, T0 + contact, 2);
	answered(&bench, 9, T0 + 100, 2); /* in the place of 1 */
	for (uint32_t contact = 2; contact <= 9; contact++) {
		assert_int_equal(refusal(&bench, contact, T0 + 100), WHY_NONE);
		answered(&bench, contact, T0 + 100, 1);
		assert_int_equal(refusal(&bench, contact, T0 + 100), WHY_LIMIT);
	}
	assert_int_equal(refusal(&bench, 1, T0 + 100), WHY_NONE);
	teardown(&bench);
}

static void what_was_counted_for_another_is_not_counted_off(void **state)
{
	struct bench bench;

	(void)state;
	setup(&bench, TALLY_WAYS, 3);
	for (uint32_t contact = 1; contact <= 9; contact++)
		answered(&bench, contact, T0 + contact, 1);
	answered(&bench, 1, T0 + 20, 2);
	/* The answer that 1 had before he lost his place leaves the hour: it counts no more anyway.
	 */
	assert_int_equal(refusal(&bench, 1, T0 + MS_HOUR + 9), WHY_NONE);
	answered(&bench, 1, T0 + MS_HOUR + 10, 1);
	assert_int_equal(refusal(&bench, 1, T0 + MS_HOUR + 19), WHY_LIMIT);
	assert_int_equal(refusal(&bench, 1, T0 + MS_HOUR + 20), WHY_NONE);
	teardown(&bench);
}

static void who_is_limited_keeps_his_place(void **state)
{
	struct bench bench;

	(void)state;
	setup(&bench, TALLY_WAYS, 3);
	answered(&bench, 1, T0, 3);
	for (uint32_t contact = 2; contact <= 1000; contact++)
		answered(&bench, contact, T0 + 1, 2);
	assert_int_equal(refusal(&bench, 1, T0 + 1), WHY_LIMIT);
	assert_int_equal(refusal(&bench, 1, T0 + MS_HOUR), WHY_NONE);
	for (uint32_t contact = 2; contact <= 1000; contact++)
		assert_int_equal(refusal(&bench, contact, T0 + MS_HOUR), WHY_NONE);
	teardown(&bench);
}

/* All places belong to limited ones: a newcomer is counted by the sketch, and limited by what he
 * surely had. */
static void who_has_no_place_is_limited_by_the_least_he_had(void **state)
{
	struct bench bench;

	(void)state;
	setup(&bench, TALLY_WAYS, 20);
	for (uint32_t contact = 1; contact <= TALLY_WAYS; contact++)
		answered(&bench, contact, T0, 20);
	answered(&bench, 9, T0, 19);
	assert_int_equal(bench.tally.unplaced, 19);
	assert_int_equal(refusal(&bench, 9, T0), WHY_NONE);
	assert_int_equal(refusal(&bench, 10, T0), WHY_NONE);
	answered(&bench, 9, T0, 10); /* of 189: the sketch takes off two */
	assert_int_equal(refusal(&bench, 9, T0), WHY_LIMIT);
	assert_int_equal(refusal(&bench, 10, T0), WHY_NONE);
	assert_int_equal(refusal(&bench, 9, T0 + MS_HOUR), WHY_NONE);
	answered(&bench, 9, T0 + MS_HOUR, 1);
	assert_int_equal(bench.tally.unplaced, 29);
	teardown(&bench);
}

static void a_full_log_lets_its_oldest_go(void **state)
{
	enum { LOG = 2048 };
	struct bench bench;

	(void)state;
	setup(&bench, TALLY_WAYS, LOG);
	answered(&bench, 1, T0, LOG - 1);
	answered(&bench, 2, T0, 1);
	answered(&bench, 1, T0 + 1, 1);
	assert_int_equal(refusal(&bench, 1, T0 + 1),
			 WHY_NONE); /* he had as many, but one was forgotten */
	answered(&bench, 1, T0 + 1, LOG - 1);
	assert_int_equal(refusal(&bench, 1, T0 + 1), WHY_LIMIT);
	assert_int_equal(refusal(&bench, 2, T0 + 1), WHY_NONE);
	teardown(&bench);
}

/* Whatever a million others do, and however small the tables. */
static void nobody_below_the_limit_is_limited(void **state)
{
	enum { OTHERS = 1000000, HONEST = 500, LIMIT = 30 };
	uint32_t rooms[] = {TALLY_WAYS, 1024, 65536};

	(void)state;
	for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++) {
		uint8_t had[HONEST + 1] = {0};
		struct random random;
		struct bench bench;
		ms_t now = T0;

		setup(&bench, rooms[r], LIMIT);
		random_from_seed(&random, r, "others");
		for (uint32_t i = 0; i < OTHERS; i++) {
			/* Half of the others write once, half of what they write comes from a
			 * thousand. */
			uint32_t other = i % 2 == 0 ? 10000 + i : 1000 + i / 2 % 1000;
			uint32_t honest = 1 + i % HONEST;

			if (i % 1000 == 0)
				now++;
			answered(&bench, other, now, 1);
			says(&bench, other, "the same", now + 1);
			if (random_below(&random, 100) == 0 && had[honest] < LIMIT - 1) {
				answered(&bench, honest, now, 1);
				had[honest]++;
			}
			assert_int_equal(refusal(&bench, honest, now), WHY_NONE);
		}
		teardown(&bench);
	}
}

/* ---- robots ---- */

/* An answer to 1 at `at`, and what he says `after` ms later. */
static ms_t turn(struct bench *bench, ms_t at, ms_t after, const char *text)
{
	tally_answered(&bench->tally, 1, at);
	says(bench, 1, text, at + after);
	return at + after;
}

static const char *nth(int n)
{
	static char text[32];

	snprintf(text, sizeof text, "text %d", n);
	return text;
}

static void four_times_at_once_is_a_robot(void **state)
{
	struct bench bench;
	ms_t now = T0;

	(void)state;
	setup(&bench, 64, 1000);
	for (int n = 0; n < 3; n++) {
		now = turn(&bench, now + MS_MINUTE, LIMIT_LOOP_SPAN, nth(n));
		assert_int_equal(refusal(&bench, 1, now), WHY_NONE);
		assert_false(tally_tell(&bench.tally, 1));
	}
	now = turn(&bench, now + MS_MINUTE, LIMIT_LOOP_SPAN, nth(3));
	assert_int_equal(refusal(&bench, 1, now), WHY_LOOP);
	assert_int_equal(refusal(&bench, 2, now), WHY_NONE);
	assert_true(tally_tell(&bench.tally, 1));
	assert_false(tally_tell(&bench.tally, 1));
	assert_int_equal(refusal(&bench, 1, now + LIMIT_LOOP_REST - 1), WHY_LOOP);
	assert_int_equal(refusal(&bench, 1, now + LIMIT_LOOP_REST), WHY_NONE);
	teardown(&bench);
}

static void a_single_pause_is_human(void **state)
{
	struct bench bench;
	ms_t now = T0;

	(void)state;
	setup(&bench, 64, 1000);
	for (int n = 0; n < 100; n++) {
		now = turn(&bench, now + MS_MINUTE, n % 4 == 3 ? LIMIT_LOOP_SPAN + 1 : 1, nth(n));
		assert_int_equal(refusal(&bench, 1, now), WHY_NONE);
	}
	teardown(&bench);
}

static void four_times_the_same_is_a_robot(void **state)
{
	struct bench bench;
	ms_t now = T0;

	(void)state;
	setup(&bench, 64, 1000);
	for (int n = 0; n < 3; n++) {
		now = turn(&bench, now, 10 * MS_MINUTE, "I am not here");
		assert_int_equal(refusal(&bench, 1, now), WHY_NONE);
	}
	now = turn(&bench, now, 10 * MS_MINUTE, "I am here");
	for (int n = 0; n < 4; n++) {
		assert_int_equal(refusal(&bench, 1, now), WHY_NONE);
		now = turn(&bench, now, 10 * MS_MINUTE, "I am not here");
	}
	assert_int_equal(refusal(&bench, 1, now), WHY_LOOP);
	teardown(&bench);
}

/* Only the first after an answer counts: parts of a long message, and whoever writes five in a row.
 */
static void what_follows_no_answer_does_not_count(void **state)
{
	struct bench bench;
	ms_t now = T0;

	(void)state;
	setup(&bench, 64, 1000);
	for (int n = 0; n < 10; n++)
		says(&bench, 1, "hello", now);
	now = turn(&bench, now, MS_SECOND, "hello");
	for (int n = 0; n < 10; n++)
		says(&bench, 1, "hello", now + 1);
	assert_int_equal(refusal(&bench, 1, now), WHY_NONE);
	/* Nor do they break the run. */
	for (int n = 0; n < 2; n++) {
		now = turn(&bench, now + MS_MINUTE, MS_SECOND, nth(n));
		says(&bench, 1, nth(100 + n), now + 10 * MS_SECOND);
		assert_int_equal(refusal(&bench, 1, now), WHY_NONE);
	}
	now = turn(&bench, now + MS_MINUTE, MS_SECOND, nth(3));
	assert_int_equal(refusal(&bench, 1, now), WHY_LOOP);
	teardown(&bench);
}

static ms_t loop(struct bench *bench, ms_t now, const char *text)
{
	for (int n = 0; n < LIMIT_LOOP_RUN; n++)
		now = turn(bench, now + MS_MINUTE, text != NULL ? MS_MINUTE : 1,
			   text != NULL ? text : nth(n));
	assert_int_equal(refusal(bench, 1, now), WHY_LOOP);
	return now;
}

static void a_robot_that_goes_on_is_left_alone_for_longer(void **state)
{
	struct bench bench;
	ms_t now;

	(void)state;
	setup(&bench, 64, 1000);
	now = loop(&bench, T0, "the same");
	says(&bench, 1, "other", now + MS_MINUTE);
	assert_int_equal(refusal(&bench, 1, now + LIMIT_LOOP_REST - 1), WHY_LOOP);
	says(&bench, 1, "the same", now + LIMIT_LOOP_REST - 1);
	assert_int_equal(refusal(&bench, 1, now + 2 * LIMIT_LOOP_REST - 2), WHY_LOOP);
	assert_int_equal(refusal(&bench, 1, now + 2 * LIMIT_LOOP_REST - 1), WHY_NONE);
	teardown(&bench);
}

/* After its rest it has one answer, not four; and it was told of already. One who behaves begins
 * anew. */
static void a_robot_is_known_at_once_when_it_comes_back(void **state)
{
	struct bench bench;
	ms_t now;

	(void)state;
	setup(&bench, 64, 1000);
	now = loop(&bench, T0, NULL);
	assert_true(tally_tell(&bench.tally, 1));
	now += 2 * LIMIT_LOOP_REST;
	says(&bench, 1, "back", now);
	assert_int_equal(refusal(&bench, 1, now), WHY_NONE);
	now = turn(&bench, now, 1, "quick");
	assert_int_equal(refusal(&bench, 1, now), WHY_LOOP);
	assert_false(tally_tell(&bench.tally, 1));
	now = turn(&bench, now + 2 * LIMIT_LOOP_REST, MS_MINUTE, "sorry, a robot answered");
	assert_int_equal(refusal(&bench, 1, now), WHY_NONE);
	now = loop(&bench, now, NULL);
	assert_true(tally_tell(&bench.tally, 1));
	teardown(&bench);
}

static void a_robot_keeps_its_place(void **state)
{
	struct bench bench;
	ms_t now;

	(void)state;
	setup(&bench, TALLY_WAYS, 1000);
	now = loop(&bench, T0, NULL);
	for (uint32_t contact = 2; contact <= 1000; contact++)
		answered(&bench, contact, now, 1);
	assert_int_equal(refusal(&bench, 1, now), WHY_LOOP);
	assert_false(tally_tell(&bench.tally, 2));
	teardown(&bench);
}

/* While the clock is behind, nobody can say how fast he was. */
static void a_clock_that_stepped_back_makes_no_robots(void **state)
{
	struct bench bench;

	(void)state;
	setup(&bench, 64, 1000);
	answered(&bench, 1, T0 + MS_HOUR, 1);
	for (int n = 0; n < 10; n++)
		turn(&bench, T0 + n * MS_MINUTE, 1, nth(n));
	assert_int_equal(refusal(&bench, 1, T0 + MS_HOUR), WHY_NONE);
	teardown(&bench);
}

static void runs_do_not_overflow(void **state)
{
	struct bench bench;
	ms_t now = T0;

	(void)state;
	setup(&bench, 64, INT64_MAX);
	for (int n = 0; n < 1000; n++)
		now = turn(&bench, now, 1, "the same");
	assert_int_equal(refusal(&bench, 1, now), WHY_LOOP);
	teardown(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_limit_is_of_any_sixty_minutes),
		cmocka_unit_test(counts_are_exact_while_there_is_room),
		cmocka_unit_test(without_a_limit_nobody_is_limited),
		cmocka_unit_test(a_tally_does_not_follow_a_clock_back),
		cmocka_unit_test(who_was_answered_longest_ago_gives_way),
		cmocka_unit_test(what_was_counted_for_another_is_not_counted_off),
		cmocka_unit_test(who_is_limited_keeps_his_place),
		cmocka_unit_test(who_has_no_place_is_limited_by_the_least_he_had),
		cmocka_unit_test(a_full_log_lets_its_oldest_go),
		cmocka_unit_test(nobody_below_the_limit_is_limited),
		cmocka_unit_test(four_times_at_once_is_a_robot),
		cmocka_unit_test(a_single_pause_is_human),
		cmocka_unit_test(four_times_the_same_is_a_robot),
		cmocka_unit_test(what_follows_no_answer_does_not_count),
		cmocka_unit_test(a_robot_that_goes_on_is_left_alone_for_longer),
		cmocka_unit_test(a_robot_is_known_at_once_when_it_comes_back),
		cmocka_unit_test(a_robot_keeps_its_place),
		cmocka_unit_test(a_clock_that_stepped_back_makes_no_robots),
		cmocka_unit_test(runs_do_not_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
