// SPDX-License-Identifier: GPL-3.0-or-later
/* The curve learns what was planted, and nothing of a siege. Bounds are wide: what is tuned may be
 * tuned. */
#include "traffic_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static double expected_at(const struct traffic *traffic, int hour)
{
	return curve_expected(&traffic->curve, RATE_FIRSTS, hour * MS_HOUR + MS_HOUR / 2);
}

static void assert_near(double value, double truth, double factor)
{
	if (!(value <= truth * factor && value >= truth / factor))
		fail_msg("%g is not within %g times of %g", value, factor, truth);
}

/* ---- what is learnt ---- */

/* Nothing like the shipped shape: a line that people write to in the morning. */
static void plant_morning(struct traffic *traffic)
{
	for (int hour = 0; hour < CURVE_HOURS; hour++)
		traffic->hours[hour] = hour >= 7 && hour < 12 ? 60 : 8;
}

static void a_planted_day_is_learnt_within_days(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 1, 440);
	traffic.trusted = true;
	traffic.more = 1;
	plant_morning(&traffic);
	traffic_until(&traffic, T_DAY + 10 * MS_DAY);
	assert_true(curve_is_learnt(&traffic.curve));
	for (int hour = 8; hour < 11; hour++) {
		assert_near(expected_at(&traffic, hour), 60, 1.35);
		assert_near(
			curve_expected(&traffic.curve, RATE_MESSAGES, hour * MS_HOUR + MS_HOUR / 2),
			120, 1.35);
	}
	for (int hour = 14; hour < 24; hour++)
		assert_near(expected_at(&traffic, hour), 8, 1.6);
	assert_near(curve_mean(&traffic.curve, RATE_FIRSTS), (5 * 60 + 19 * 8) / 24.0, 1.25);
}

/* Settings suggested a twentieth of what comes. */
static void the_level_follows_within_hours(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 2, 48);
	traffic_flat(&traffic, 12); /* few enough to be no siege at once, six times the mean */
	traffic.now = T_DAY + 8 * MS_HOUR;
	traffic_until(&traffic, traffic.now + 10 * MS_HOUR);
	assert_near(expected_at(&traffic, 15), 12, 2);
}

/* Most lines are quiet: somebody every two hours. That nobody writes is an observation, whoever
 * asks. */
static void a_quiet_line_is_expected_to_be_quiet(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 3, 48);
	traffic.trusted = true;
	traffic_flat(&traffic, 0.5);
	traffic_until(&traffic, T_DAY + 20 * MS_DAY);
	assert_near(curve_mean(&traffic.curve, RATE_FIRSTS), 0.5, 2);
}

static void the_quiet_hours_of_a_busy_line_are_quiet(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 4, 960);
	traffic.trusted = true;
	for (int hour = 0; hour < CURVE_HOURS; hour++)
		traffic.hours[hour] = hour < 7 ? 0.7 : 50;
	traffic_until(&traffic, T_DAY + 14 * MS_DAY);
	assert_true(expected_at(&traffic, 3) < 4);
	assert_near(expected_at(&traffic, 15), 50, 1.3);
}

static void what_is_expected_is_never_nothing(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 5, 0);
	for (ms_t at = T_DAY; at < T_DAY + 3 * MS_DAY; at += 5 * MS_MINUTE)
		curve_advance(&traffic.curve, at, traffic_of_day(at), CURVE_LEARN);
	for (ms_t of_day = 0; of_day < MS_DAY; of_day += 7 * MS_MINUTE)
		for (int rate = 0; rate < RATES; rate++) {
			assert_true(curve_expected(&traffic.curve, (enum curve_rate)rate, of_day) >
				    0);
			assert_true(curve_doubt(&traffic.curve, (enum curve_rate)rate, of_day) >=
				    0);
		}
}

/* No step at the full hour nor at midnight. */
static void the_expectation_has_no_steps(void **state)
{
	struct traffic traffic;
	double before;

	(void)state;
	traffic_init(&traffic, 6, 440);
	plant_morning(&traffic);
	traffic_until(&traffic, T_DAY + 4 * MS_DAY);
	before = curve_expected(&traffic.curve, RATE_FIRSTS, MS_DAY - MS_MINUTE);
	for (ms_t of_day = 0; of_day < MS_DAY; of_day += MS_MINUTE) {
		double now = curve_expected(&traffic.curve, RATE_FIRSTS, of_day);

		assert_true(fabs(now - before) < 2);
		before = now;
	}
}

static void what_was_long_ago_fades(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 7, 960);
	traffic_until(&traffic, T_DAY + 14 * MS_DAY);
	assert_near(expected_at(&traffic, 20), 40, 1.3);
	traffic_flat(&traffic, 12);
	traffic_until(&traffic, T_DAY + 44 * MS_DAY);
	assert_near(expected_at(&traffic, 20), 12, 1.4);
}

static void it_is_learnt_after_a_day_of_calm(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 8, 480);
	assert_false(curve_is_learnt(&traffic.curve));
	traffic_until(&traffic, T_DAY + 20 * MS_HOUR);
	assert_false(curve_is_learnt(&traffic.curve));
	traffic_until(&traffic, T_DAY + 27 * MS_HOUR);
	assert_true(curve_is_learnt(&traffic.curve));
}

/* ---- sieges ---- */

/* Two curves with one past: one has an attack, of which the siege is told after `unseen`. */
static void attack(struct curve *curve, ms_t *at, ms_t unseen, ms_t length)
{
	for (ms_t end = *at + length, known = *at + unseen; *at < end; *at += 500) {
		curve_advance(curve, *at, traffic_of_day(*at), *at >= known ? CURVE_FORGET : CURVE_LEARN);
		curve_count(curve, true);
	}
	curve_advance(curve, *at, traffic_of_day(*at), CURVE_FORGET);
}

static void assert_same_expectation(const struct curve *one, const struct curve *other,
				    double factor)
{
	for (int hour = 0; hour < CURVE_HOURS; hour++)
		for (int rate = 0; rate < RATES; rate++) {
			ms_t of_day = hour * MS_HOUR;

			assert_near(curve_expected(one, (enum curve_rate)rate, of_day),
				    curve_expected(other, (enum curve_rate)rate, of_day), factor);
		}
	assert_near(curve_bin_spread(one, RATE_FIRSTS), curve_bin_spread(other, RATE_FIRSTS),
		    factor);
	assert_near(curve_hour_spread(one, RATE_FIRSTS), curve_hour_spread(other, RATE_FIRSTS),
		    factor);
}

static void nothing_of_a_siege_is_learnt(void **state)
{
	static const ms_t unseen[] = {MS_SECOND, MS_MINUTE, 10 * MS_MINUTE, 29 * MS_MINUTE};
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 9, 480);
	traffic_until(&traffic, T_DAY + 4 * MS_DAY + 7 * MS_HOUR + 123456);
	for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
		struct curve curve = traffic.curve;
		ms_t at = traffic.now;

		attack(&curve, &at, unseen[i], 3 * MS_HOUR);
		assert_same_expectation(&curve, &traffic.curve, 1.1);
		/* Nor when it is over. */
		for (ms_t end = at + 2 * MS_HOUR; at < end; at += 30 * MS_SECOND)
			curve_advance(&curve, at, traffic_of_day(at), CURVE_LEARN);
		assert_same_expectation(&curve, &traffic.curve, 1.35);
		assert_true(expected_at(&(struct traffic){.curve = curve}, 10) <=
			    1.1 * expected_at(&traffic, 10));
	}
}

/* A line that is attacked before it has learnt anything does not take that for its days. */
static void a_siege_is_no_day_of_calm(void **state)
{
	struct curve curve;
	ms_t at = T_DAY;

	(void)state;
	curve_init(&curve, 480);
	attack(&curve, &at, 5 * MS_MINUTE, 40 * MS_HOUR);
	assert_false(curve_is_learnt(&curve));
	assert_near(curve_mean(&curve, RATE_FIRSTS), 20, 1.2);
}

/* Between two sieges it goes on learning. */
static void after_a_siege_it_learns_again(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 10, 960);
	for (int day = 0; day < 8; day++) {
		ms_t at = traffic.now;

		attack(&traffic.curve, &at, MS_MINUTE, MS_HOUR);
		traffic.now = at;
		traffic_flat(&traffic, 10);
		traffic_until(&traffic, T_DAY + (day + 1) * MS_DAY);
	}
	assert_near(expected_at(&traffic, 18), 10, 1.4);
}

/* ---- doubt and chance ---- */

static void doubt_shrinks_with_what_is_seen(void **state)
{
	struct traffic traffic;
	double first, day, fortnight;

	(void)state;
	traffic_init(&traffic, 11, 480);
	first = curve_doubt(&traffic.curve, RATE_FIRSTS, 12 * MS_HOUR);
	traffic_until(&traffic, T_DAY + 30 * MS_HOUR);
	day = curve_doubt(&traffic.curve, RATE_FIRSTS, 12 * MS_HOUR);
	traffic_until(&traffic, T_DAY + 14 * MS_DAY);
	fortnight = curve_doubt(&traffic.curve, RATE_FIRSTS, 12 * MS_HOUR);
	assert_true(day < first);
	assert_true(fortnight < 0.7 * day);
	assert_true(fortnight > 0 && fortnight < 10);
}

static void pure_chance_has_a_spread_of_one(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 12, 960);
	traffic_until(&traffic, T_DAY + 20 * MS_DAY);
	assert_true(curve_bin_spread(&traffic.curve, RATE_FIRSTS) >= 1);
	assert_true(curve_hour_spread(&traffic.curve, RATE_FIRSTS) >= 1);
	assert_true(curve_bin_spread(&traffic.curve, RATE_FIRSTS) < 1.3);
	assert_true(curve_hour_spread(&traffic.curve, RATE_FIRSTS) < 1.6);
}

static void bursts_have_a_larger_one(void **state)
{
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 13, 960);
	traffic.clump = 6;
	traffic_until(&traffic, T_DAY + 10 * MS_DAY);
	assert_true(curve_bin_spread(&traffic.curve, RATE_FIRSTS) > 2);
	assert_true(curve_hour_spread(&traffic.curve, RATE_FIRSTS) > 2);
}

/* ---- clocks ---- */

static void a_clock_that_steps_back_is_not_followed(void **state)
{
	struct traffic traffic;
	struct curve before;

	(void)state;
	traffic_init(&traffic, 14, 480);
	traffic_until(&traffic, T_DAY + 3 * MS_DAY);
	before = traffic.curve;
	for (ms_t back = MS_SECOND; back < 5 * MS_DAY; back *= 3) {
		ms_t at = traffic.now - back;

		curve_advance(&traffic.curve, at, traffic_of_day(at), CURVE_LEARN);
		curve_count(&traffic.curve, true);
	}
	assert_same_expectation(&before, &traffic.curve, 1.0001);
	traffic_until(&traffic, T_DAY + 5 * MS_DAY);
	assert_near(expected_at(&traffic, 12), 20, 1.5);
}

/* A year of nobody counting is not a year of silence, and takes no time. */
static void a_clock_that_jumps_far_forwards_teaches_little(void **state)
{
	static const ms_t jumps[] = {365 * MS_DAY, 3000 * 365 * MS_DAY, INT64_MAX / 4};
	struct traffic traffic;

	(void)state;
	traffic_init(&traffic, 15, 480);
	traffic_until(&traffic, T_DAY + 3 * MS_DAY);
	for (size_t i = 0; i < sizeof jumps / sizeof jumps[0]; i++) {
		struct curve curve = traffic.curve;
		ms_t at = traffic.now + jumps[i];

		curve_advance(&curve, at, traffic_of_day(at), CURVE_LEARN);
		curve_count(&curve, true);
		assert_same_expectation(&curve, &traffic.curve, 1.25);
	}
}

/* The wall clock jumps by an hour in March and October, by half of one elsewhere; the moment does
 * not. */
static void clocks_change_and_the_curve_goes_on(void **state)
{
	static const ms_t offsets[] = {MS_HOUR, 2 * MS_HOUR, MS_HOUR, 10 * MS_HOUR + MS_HOUR / 2,
				       11 * MS_HOUR};
	struct curve curve;
	ms_t at = T_DAY;

	(void)state;
	curve_init(&curve, 480);
	for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++)
		for (ms_t end = at + 3 * MS_DAY + 20 * MS_MINUTE; at < end; at += 3 * MS_MINUTE) {
			curve_advance(&curve, at, traffic_of_day(at + offsets[i]), CURVE_LEARN);
			curve_count(&curve, true);
		}
	for (int hour = 0; hour < CURVE_HOURS; hour++)
		assert_near(curve_expected(&curve, RATE_FIRSTS, hour * MS_HOUR), 20, 1.3);
}

/* Counted before any time was told: nothing to count it in, and no harm. */
static void a_count_before_the_first_moment_does_no_harm(void **state)
{
	struct curve curve, fresh;

	(void)state;
	curve_init(&curve, 480);
	curve_init(&fresh, 480);
	curve_count(&curve, true);
	assert_same_expectation(&curve, &fresh, 1.0001);
}

/* ---- to and from the snapshot ---- */

static void saved_and_loaded_it_is_the_same(void **state)
{
	struct traffic traffic;
	struct curve loaded;
	struct buf saved = {0}, again = {0};
	struct reader reader;

	(void)state;
	traffic_init(&traffic, 16, 440);
	plant_morning(&traffic);
	traffic_until(&traffic, T_DAY + 4 * MS_DAY);
	curve_save(&traffic.curve, &saved);
	curve_init(&loaded, 1);
	reader = reader_of(buf_bytes(&saved));
	assert_int_equal(curve_load(&loaded, &reader), ERR_NONE);
	assert_int_equal(reader_left(&reader), 0);
	assert_same_expectation(&loaded, &traffic.curve, 1.0000001);
	assert_int_equal(curve_is_learnt(&loaded), curve_is_learnt(&traffic.curve));
	curve_save(&loaded, &again);
	assert_int_equal(saved.size, again.size);
	assert_memory_equal(saved.data, again.data, saved.size);
	/* The program was off for ten hours: nobody counted, nothing is learnt of that. */
	curve_advance(&loaded, traffic.now + 10 * MS_HOUR,
		      traffic_of_day(traffic.now + 10 * MS_HOUR), CURVE_LEARN);
	assert_same_expectation(&loaded, &traffic.curve, 1.0001);
	buf_finish(&saved);
	buf_finish(&again);
}

static void refuses(const struct curve *like, struct bytes bytes)
{
	struct curve curve = *like;
	struct reader reader = reader_of(bytes);

	assert_int_equal(curve_load(&curve, &reader), ERR_INPUT);
	assert_memory_equal(&curve, like, sizeof curve);
}

static void what_is_damaged_is_refused(void **state)
{
	static const double bad[] = {-1, NAN, INFINITY, -INFINITY, 1e300};
	struct traffic traffic;
	struct buf saved = {0};

	(void)state;
	traffic_init(&traffic, 17, 480);
	traffic_until(&traffic, T_DAY + 2 * MS_DAY);
	curve_save(&traffic.curve, &saved);
	for (size_t size = 0; size < saved.size; size++)
		refuses(&traffic.curve, (struct bytes){saved.data, size});
	for (size_t at = 0; at < saved.size; at += 8)
		for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
			uint8_t kept[8];
			uint64_t bits;

			memcpy(kept, saved.data + at, 8);
			memcpy(&bits, &bad[i], 8);
			for (int k = 0; k < 8; k++)
				saved.data[at + (size_t)k] = (uint8_t)(bits >> (56 - 8 * k));
			refuses(&traffic.curve, buf_bytes(&saved));
			memcpy(saved.data + at, kept, 8);
		}
	buf_finish(&saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_planted_day_is_learnt_within_days),
		cmocka_unit_test(the_level_follows_within_hours),
		cmocka_unit_test(a_quiet_line_is_expected_to_be_quiet),
		cmocka_unit_test(the_quiet_hours_of_a_busy_line_are_quiet),
		cmocka_unit_test(what_is_expected_is_never_nothing),
		cmocka_unit_test(the_expectation_has_no_steps),
		cmocka_unit_test(what_was_long_ago_fades),
		cmocka_unit_test(it_is_learnt_after_a_day_of_calm),
		cmocka_unit_test(nothing_of_a_siege_is_learnt),
		cmocka_unit_test(a_siege_is_no_day_of_calm),
		cmocka_unit_test(after_a_siege_it_learns_again),
		cmocka_unit_test(doubt_shrinks_with_what_is_seen),
		cmocka_unit_test(pure_chance_has_a_spread_of_one),
		cmocka_unit_test(bursts_have_a_larger_one),
		cmocka_unit_test(a_clock_that_steps_back_is_not_followed),
		cmocka_unit_test(a_clock_that_jumps_far_forwards_teaches_little),
		cmocka_unit_test(clocks_change_and_the_curve_goes_on),
		cmocka_unit_test(a_count_before_the_first_moment_does_no_harm),
		cmocka_unit_test(saved_and_loaded_it_is_the_same),
		cmocka_unit_test(what_is_damaged_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
