// SPDX-License-Identifier: GPL-3.0-or-later
/* Whether a siege is told soon, never without one, and over when it is over: by chance, over many
 * runs of one seed. */
#include "traffic_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A line that has known `an_hour` for a week; each run begins at a moment of its own. */
static void learn_week(struct traffic *traffic, double an_hour)
{
	traffic_init(traffic, 1, an_hour * CURVE_HOURS);
	traffic->trusted = true;
	traffic->more = 0.5;
	traffic_until(traffic, T_DAY + 7 * MS_DAY);
	traffic->trusted = false;
}

static void start_run(struct traffic *run, const struct traffic *learnt, uint64_t seed)
{
	*run = *learnt;
	random_from_seed(&run->random, seed, "run");
	traffic_until(run, run->now + 2 * MS_HOUR + (ms_t)random_below(&run->random, 20 * MS_HOUR));
}

/* Seconds from the step to the alarm, on average. */
static double mean_delay(double an_hour, double attack)
{
	enum { RUNS = 60 };
	struct traffic learnt;
	double sum = 0;

	learn_week(&learnt, an_hour);
	for (uint64_t seed = 1; seed <= RUNS; seed++) {
		struct traffic run;
		ms_t step;

		start_run(&run, &learnt, seed);
		assert_false(run.siege.on);
		step = run.now;
		traffic_flat(&run, attack);
		traffic_until(&run, step + 15 * MS_MINUTE);
		assert_true(run.began > step);
		sum += (double)(run.began - step) / 1000;
	}
	return sum / RUNS;
}

static void ten_times_is_told_within_a_minute_on_average(void **state)
{
	(void)state;
	assert_true(mean_delay(80, 800) <= 60);
}

static void ten_times_of_little_takes_little_longer(void **state)
{
	(void)state;
	assert_true(mean_delay(40, 400) <= 2 * 60);
	assert_true(mean_delay(20, 200) <= 4 * 60);
}

static void a_flood_is_told_at_once(void **state)
{
	(void)state;
	assert_true(mean_delay(40, 3600) <= 15);
	assert_true(mean_delay(2, 3600) <= 15);
}

/* Few write here; all of them send twenty messages: the other rate says so. */
static void a_flood_of_messages_from_few_is_told_too(void **state)
{
	struct traffic traffic;

	(void)state;
	learn_week(&traffic, 20);
	traffic.more = 60;
	traffic_until(&traffic, traffic.now + 30 * MS_MINUTE);
	assert_true(traffic.siege.on);
	assert_int_equal(traffic.report.rate, RATE_MESSAGES);
}

static void the_report_says_how_many_and_how_many_were_expected(void **state)
{
	struct traffic traffic;

	(void)state;
	learn_week(&traffic, 40);
	traffic_flat(&traffic, 1200);
	traffic_until(&traffic, traffic.now + 10 * MS_MINUTE);
	assert_true(traffic.begun == 1);
	assert_true(traffic.report.an_hour > 2 * traffic.report.expected);
	assert_true(traffic.report.expected > 20 && traffic.report.expected < 120);
	assert_true(traffic.report.high > traffic.report.low);
	assert_true(traffic.report.low >= traffic.report.expected);
}

/* ---- calm ---- */

static void a_month_of_chance_is_no_siege(void **state)
{
	static const double rates[] = {0.5, 5, 40};
	int begun = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
		struct traffic traffic;

		traffic_init(&traffic, 20 + i, rates[i] * CURVE_HOURS);
		traffic.more = 0.6;
		traffic_until(&traffic, T_DAY + 30 * MS_DAY);
		begun += traffic.begun;
	}
	assert_true(begun <= 1);
}

/* An evening that is six times the morning is what the line knows, not a siege; not even while it
 * learns it. */
static void a_day_like_every_day_is_no_siege(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 31, 20 * CURVE_HOURS);
	for (int hour = 0; hour < CURVE_HOURS; hour++)
		traffic.hours[hour] = hour < 8 ? 5 : hour < 18 ? 20 : 38;
	traffic_until(&traffic, T_DAY + 14 * MS_DAY);
	assert_true(traffic.begun <= 1);
}

/* Settings suggested a fifth of what comes: the level follows, one day it is no siege any more. */
static void a_line_that_is_busier_than_was_thought_gets_to_know_itself(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 60, 40 * CURVE_HOURS);
	traffic.more = 0.6;
	traffic_flat(&traffic, 200);
	traffic_until(&traffic, T_DAY + 20 * MS_DAY);
	assert_true(curve_is_learnt(&traffic.curve));
	assert_false(traffic.siege.on);
}

static void nothing_is_looked_at_in_calm(void **state)
{
	struct traffic traffic;

	(void)state;
	learn_week(&traffic, 40);
	assert_true(siege_next(&traffic.siege) == MS_NEVER);
	traffic_flat(&traffic, 2000);
	traffic_until(&traffic, traffic.now + 5 * MS_MINUTE);
	assert_true(siege_next(&traffic.siege) > traffic.now - MS_MINUTE);
	assert_true(siege_next(&traffic.siege) <= traffic.now + 5 * MS_MINUTE);
}

/* ---- the patient attack ---- */

static void a_slow_attack_is_told_within_hours(void **state)
{
	struct traffic learnt;

	(void)state;
	learn_week(&learnt, 40);
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct traffic run;
		ms_t step;

		start_run(&run, &learnt, seed);
		step = run.now;
		traffic_flat(&run, 140);
		traffic_until(&run, step + 2 * MS_HOUR);
		assert_true(run.begun >= 1);
	}
}

/* ---- the end ---- */

static void it_ends_after_the_attack_and_once(void **state)
{
	struct traffic learnt;

	(void)state;
	learn_week(&learnt, 40);
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct traffic run;
		ms_t over;

		start_run(&run, &learnt, seed);
		traffic_flat(&run, 1500);
		traffic_until(&run, run.now + 90 * MS_MINUTE);
		over = run.now;
		traffic_flat(&run, 40);
		traffic_until(&run, over + 10 * MS_HOUR);
		assert_false(run.siege.on);
		assert_int_equal(run.begun, 1);
		assert_true(run.ended >= over + 20 * MS_MINUTE);
		assert_true(run.ended <= over + 4 * MS_HOUR);
	}
}

/* Waves with half an hour between them are one siege. */
static void a_pause_in_the_attack_is_not_its_end(void **state)
{
	struct traffic traffic;

	(void)state;
	learn_week(&traffic, 40);
	for (int wave = 0; wave < 4; wave++) {
		traffic_flat(&traffic, 2000);
		traffic_until(&traffic, traffic.now + 10 * MS_MINUTE);
		traffic_flat(&traffic, 40);
		traffic_until(&traffic, traffic.now + 30 * MS_MINUTE);
	}
	assert_int_equal(traffic.begun, 1);
	assert_true(traffic.siege.on);
}

static void it_ends_although_nobody_writes(void **state)
{
	struct traffic traffic;
	ms_t over;

	(void)state;
	learn_week(&traffic, 40);
	traffic_flat(&traffic, 3000);
	traffic_until(&traffic, traffic.now + 30 * MS_MINUTE);
	assert_true(traffic.siege.on);
	over = traffic.now;
	traffic_wait(&traffic, over + 3 * MS_HOUR);
	assert_false(traffic.siege.on);
	assert_true(siege_next(&traffic.siege) == MS_NEVER);
	assert_true(traffic.ended >= over + 20 * MS_MINUTE);
}

/* ---- the last hour ---- */

static void arrivals_are_those_of_the_span(void **state)
{
	static const ms_t spans[] = {MS_MINUTE, 5 * MS_MINUTE, 20 * MS_MINUTE, MS_HOUR};
	struct traffic traffic;
	ms_t times[2000];
	size_t count = 0;

	(void)state;
	traffic_init(&traffic, 40, 480);
	for (ms_t at = T_DAY; at < T_DAY + 3 * MS_HOUR; at += traffic_gap(&traffic, 400)) {
		siege_count(&traffic.siege, &traffic.curve, at, traffic_of_day(at), true);
		times[count++] = at;
	}
	for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
		ms_t now = times[count - 1];
		double least = 0, most = 0,
		       counted = siege_arrivals(&traffic.siege, RATE_FIRSTS, now, spans[i]);

		/* Counted in tens of seconds. */
		for (size_t k = 0; k < count; k++) {
			least += times[k] > now - spans[i] + 10 * MS_SECOND;
			most += times[k] > now - spans[i] - 10 * MS_SECOND;
		}
		assert_true(counted >= least && counted <= most);
		assert_true(siege_arrivals(&traffic.siege, RATE_FIRSTS, now + 2 * MS_HOUR,
					   spans[i]) == 0);
	}
}

/* ---- clocks ---- */

static void a_clock_that_steps_back_is_not_followed(void **state)
{
	struct traffic traffic;

	(void)state;
	learn_week(&traffic, 40);
	for (ms_t back = MS_SECOND; back < 40 * MS_DAY; back *= 4) {
		struct traffic run = traffic;
		struct siege_report report;
		ms_t at = run.now - back;

		siege_count(&run.siege, &run.curve, at, traffic_of_day(at), true);
		assert_int_equal(
			siege_judge(&run.siege, &run.curve, at, traffic_of_day(at), &report),
			SIEGE_SAME);
		traffic_until(&run, run.now + 6 * MS_HOUR);
		assert_int_equal(run.begun, 0);
		traffic_flat(&run, 3000);
		traffic_until(&run, run.now + 5 * MS_MINUTE);
		assert_int_equal(run.begun, 1);
	}
}

static void a_clock_that_jumps_forwards_is_no_siege_and_ends_one(void **state)
{
	static const ms_t jumps[] = {61 * MS_MINUTE, MS_DAY, 365 * MS_DAY, INT64_MAX / 4};
	struct traffic calm, siege;

	(void)state;
	learn_week(&calm, 40);
	siege = calm;
	traffic_flat(&siege, 3000);
	traffic_until(&siege, siege.now + 10 * MS_MINUTE);
	for (size_t i = 0; i < sizeof jumps / sizeof jumps[0]; i++) {
		struct traffic run = calm;

		traffic_message(&run, run.now + jumps[i], true);
		assert_int_equal(run.begun, 0);
		run = siege;
		run.now += jumps[i];
		traffic_judge(&run);
		traffic_wait(&run, run.now + 2 * MS_HOUR);
		assert_false(run.siege.on);
	}
}

/* ---- to and from the snapshot ---- */

static void reload(struct siege *siege)
{
	struct buf saved = {0}, again = {0};
	struct reader reader;

	siege_save(siege, &saved);
	reader = reader_of(buf_bytes(&saved));
	siege_init(siege);
	assert_int_equal(siege_load(siege, &reader), ERR_NONE);
	assert_int_equal(reader_left(&reader), 0);
	siege_save(siege, &again);
	assert_int_equal(saved.size, again.size);
	assert_memory_equal(saved.data, again.data, saved.size);
	buf_finish(&saved);
	buf_finish(&again);
}

static void a_restart_in_a_siege_goes_on_and_ends_as_if_nothing_had_been(void **state)
{
	struct traffic one, other;

	(void)state;
	learn_week(&one, 40);
	traffic_flat(&one, 1500);
	traffic_until(&one, one.now + 40 * MS_MINUTE);
	other = one;
	reload(&other.siege);
	assert_true(other.siege.on);
	assert_int_equal(other.siege.since, one.siege.since);
	assert_true(siege_next(&other.siege) <= one.now + 5 * MS_MINUTE);
	for (int i = 0; i < 2; i++) {
		struct traffic *traffic = i == 0 ? &one : &other;

		traffic_flat(traffic, 40);
		traffic_until(traffic, traffic->now + 45 * MS_MINUTE);
		if (i == 1)
			reload(&traffic->siege);
		traffic_until(traffic, traffic->now + 5 * MS_HOUR);
		assert_false(traffic->siege.on);
	}
	assert_int_equal(one.ended, other.ended);
}

static void a_restart_in_calm_is_no_siege(void **state)
{
	struct traffic traffic;

	(void)state;
	learn_week(&traffic, 40);
	for (int i = 0; i < 20; i++) {
		reload(&traffic.siege);
		traffic_until(&traffic, traffic.now + MS_HOUR);
	}
	assert_int_equal(traffic.begun, 0);
}

/* Saved before anybody had written: the first who does is no siege. */
static void a_restart_before_the_first_message_is_no_siege(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 50, 480);
	reload(&traffic.siege);
	traffic_message(&traffic, T_DAY, true);
	assert_int_equal(traffic.begun, 0);
	assert_true(siege_next(&traffic.siege) == MS_NEVER);
}

static void what_is_damaged_is_refused(void **state)
{
	struct traffic traffic;
	struct siege kept;
	struct buf saved = {0};

	(void)state;
	learn_week(&traffic, 40);
	siege_save(&traffic.siege, &saved);
	kept = traffic.siege;
	for (size_t size = 0; size < saved.size; size++) {
		struct reader reader = reader_of((struct bytes){saved.data, size});

		assert_int_equal(siege_load(&traffic.siege, &reader), ERR_INPUT);
		assert_memory_equal(&traffic.siege, &kept, sizeof kept);
	}
	buf_finish(&saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_times_is_told_within_a_minute_on_average),
		cmocka_unit_test(ten_times_of_little_takes_little_longer),
		cmocka_unit_test(a_flood_is_told_at_once),
		cmocka_unit_test(a_flood_of_messages_from_few_is_told_too),
		cmocka_unit_test(the_report_says_how_many_and_how_many_were_expected),
		cmocka_unit_test(a_month_of_chance_is_no_siege),
		cmocka_unit_test(a_day_like_every_day_is_no_siege),
		cmocka_unit_test(a_line_that_is_busier_than_was_thought_gets_to_know_itself),
		cmocka_unit_test(nothing_is_looked_at_in_calm),
		cmocka_unit_test(a_slow_attack_is_told_within_hours),
		cmocka_unit_test(it_ends_after_the_attack_and_once),
		cmocka_unit_test(a_pause_in_the_attack_is_not_its_end),
		cmocka_unit_test(it_ends_although_nobody_writes),
		cmocka_unit_test(arrivals_are_those_of_the_span),
		cmocka_unit_test(a_clock_that_steps_back_is_not_followed),
		cmocka_unit_test(a_clock_that_jumps_forwards_is_no_siege_and_ends_one),
		cmocka_unit_test(a_restart_in_a_siege_goes_on_and_ends_as_if_nothing_had_been),
		cmocka_unit_test(a_restart_in_calm_is_no_siege),
		cmocka_unit_test(a_restart_before_the_first_message_is_no_siege),
		cmocka_unit_test(what_is_damaged_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
