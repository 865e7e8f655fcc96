// SPDX-License-Identifier: GPL-3.0-or-later
/* How fast money may go: against what the header promises, worked out anew from the curve and from
 * a list of spends. */
#include "flow/budget/pace.h"

#include "base/mem.h"
#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CENT = 10000, PRICE = 8 * CENT };
#define T_DAY INT64_C(1772409600000) /* 2026-03-02T00:00:00Z */

struct desk {
	struct ledger line, house;
	struct curve curve;
	ms_t now;
};

/* Caps in answers; 0: none. */
static int64_t cap(double answers)
{
	return answers > 0 ? (int64_t)(answers * PRICE) : INT64_MAX;
}

static struct desk *made(double hour, double day, double house, double a_day)
{
	struct desk *desk = mem_alloc(1, sizeof *desk);

	assert_int_equal(ledger_init(&desk->line, cap(hour), cap(day), 0), ERR_NONE);
	assert_int_equal(ledger_init(&desk->house, INT64_MAX, cap(house), LEDGER_KEEPS_NOTHING), ERR_NONE);
	curve_init(&desk->curve, a_day);
	desk->now = T_DAY + 10 * MS_HOUR;
	return desk;
}

static void finish(struct desk *desk)
{
	ledger_finish(&desk->line);
	ledger_finish(&desk->house);
	mem_free(desk);
}

static void spend(struct desk *desk, ms_t at, double answers)
{
	ledger_spend(&desk->line, at, (int64_t)(answers * PRICE), false);
	ledger_spend(&desk->house, at, (int64_t)(answers * PRICE), false);
}

static struct pace pace_at(struct desk *desk, int64_t price)
{
	struct pace pace;
	const struct pace_of of = {.line = &desk->line,
				   .house = &desk->house,
				   .curve = &desk->curve,
				   .price = price,
				   .answers_left = INFINITY,
				   .now = desk->now,
				   .of_day = desk->now % MS_DAY};

	memset(&pace, 0xa5, sizeof pace);
	pace_find(&of, &pace);
	return pace;
}

static struct pace pace_of(struct desk *desk)
{
	return pace_at(desk, PRICE);
}

static double expected_now(const struct desk *desk)
{
	return curve_expected(&desk->curve, RATE_FIRSTS, desk->now % MS_DAY);
}

static void assert_near(double value, double truth, double within)
{
	if (!(fabs(value - truth) <= within))
		fail_msg("%g is not within %g of %g", value, within, truth);
}

static void check_sane(const struct pace *pace)
{
	assert_true(pace->reserve >= 0 && pace->held_back >= 0);
	assert_true(pace->usual >= 0 && isfinite(pace->usual));
	assert_true(pace->extra >= 0 && pace->hour_left >= 0 && pace->day_left >= 0);
	assert_true(pace->scale >= 0 && pace->scale <= 1);
	assert_true(pace->spare == pace->spare); /* a number */
	if (isfinite(pace->day_left))
		assert_near(pace->spare, pace->day_left - pace->reserve, 0.001);
}

/* ---- without caps ---- */

static void without_caps_all_may_go(void **state)
{
	struct desk *desk = made(0, 0, 0, 480);
	struct pace pace = pace_of(desk);

	(void)state;
	check_sane(&pace);
	assert_true(isinf(pace.hour_left) && isinf(pace.day_left) && isinf(pace.spare) &&
		    isinf(pace.extra));
	assert_true(pace.usual >= expected_now(desk));
	assert_true(pace.scale == 1);
	finish(desk);
}

static void answers_that_cost_nothing_may_all_go(void **state)
{
	struct desk *desk = made(10, 100, 100, 4800);
	struct pace pace = pace_at(desk, 0);

	(void)state;
	check_sane(&pace);
	assert_true(isinf(pace.spare) && isinf(pace.extra) && isinf(pace.hour_left));
	finish(desk);
}

static void a_cap_of_nothing_lets_nothing_go(void **state)
{
	struct desk *desk = mem_alloc(1, sizeof *desk);
	struct pace pace;

	(void)state;
	assert_int_equal(ledger_init(&desk->line, 0, 0, 0), ERR_NONE);
	assert_int_equal(ledger_init(&desk->house, INT64_MAX, 0, LEDGER_KEEPS_NOTHING), ERR_NONE);
	curve_init(&desk->curve, 480);
	desk->now = T_DAY;
	pace = pace_of(desk);
	check_sane(&pace);
	assert_true(pace.hour_left == 0 && pace.day_left == 0 && pace.spare <= 0);
	assert_near(pace.usual, 0, 0.001);
	finish(desk);
}

/* ---- reserve and spare ---- */

/* All that will leave in the next hours, hour by hour: how far the expected senders are ahead of it
 * at most. */
static double reserve_by_hand(const struct desk *desk, const ms_t *times, const double *answers,
			      size_t count, double scale)
{
	double ahead = 0, most = 0;

	for (int hour = 0; hour < 24; hour++) {
		ms_t from = desk->now + hour * MS_HOUR;

		ahead += scale *
			 curve_expected(&desk->curve, RATE_FIRSTS, (from + MS_HOUR / 2) % MS_DAY);
		for (size_t i = 0; i < count; i++)
			if (times[i] + MS_DAY >= from && times[i] + MS_DAY < from + MS_HOUR)
				ahead -= answers[i];
		most = fmax(most, ahead);
	}
	return most;
}

static void nothing_spent_the_whole_day_is_reserved(void **state)
{
	struct desk *desk = made(0, 2000, 0, 480);
	struct pace pace = pace_of(desk);

	(void)state;
	check_sane(&pace);
	assert_true(pace.scale == 1);
	assert_near(pace.reserve, 480, 20);
	assert_near(pace.day_left, 1800, 1); /* a tenth is for people in distress */
	assert_near(pace.spare, 1800 - 480, 20);
	finish(desk);
}

static void what_comes_free_meanwhile_need_not_be_reserved(void **state)
{
	struct desk *none = made(0, 2000, 0, 480), *yesterday = made(0, 2000, 0, 480);
	struct desk *now = made(0, 2000, 0, 480);
	struct pace whole = pace_of(none), free, gone;

	(void)state;
	/* Yesterday at this time a crowd was answered: its money comes back within the hour. */
	spend(yesterday, yesterday->now - 23 * MS_HOUR - MS_HOUR / 2, 700);
	free = pace_of(yesterday);
	check_sane(&free);
	assert_true(free.reserve < whole.reserve / 4);
	/* Just now: it comes back when the day is over, too late. */
	spend(now, now->now - MS_MINUTE, 700);
	gone = pace_of(now);
	assert_true(gone.reserve > whole.reserve * 0.9);
	finish(none);
	finish(yesterday);
	finish(now);
}

static void the_reserve_is_the_most_that_senders_are_ahead(void **state)
{
	struct random random;

	(void)state;
	random_from_seed(&random, 1, "pace");
	for (int round = 0; round < 60; round++) {
		double a_day = 50 + (double)random_below(&random, 2000);
		struct desk *desk = made(0, 100 + (double)random_below(&random, 4000), 0, a_day);
		ms_t times[40], at = desk->now - MS_DAY + 1;
		double answers[40];
		struct pace pace;

		for (size_t i = 0; i < 40; i++) {
			at += (ms_t)random_below(&random, 35 * 60000) + 7;
			answers[i] = (double)random_below(&random, 60);
			times[i] = at;
			spend(desk, at, answers[i]);
		}
		desk->now = at > desk->now ? at : desk->now;
		pace = pace_of(desk);
		check_sane(&pace);
		assert_near(pace.reserve, reserve_by_hand(desk, times, answers, 40, pace.scale),
			    0.02 * a_day + 1);
		finish(desk);
	}
}

/* ---- a cap that does not pay for a usual day ---- */

static void a_cap_below_a_usual_day_is_spread_over_it(void **state)
{
	struct desk *desk = made(0, 200, 0, 480);
	struct pace pace = pace_of(desk);

	(void)state;
	check_sane(&pace);
	assert_near(pace.scale, 180.0 / 480, 0.03);
	/* Nothing spent yet: the day's money is just what the scaled day needs. */
	assert_near(pace.reserve, 180, 12);
	assert_near(pace.spare, 0, 12);
	assert_true(pace.usual < expected_now(desk));
	assert_true(pace.usual >= 0.9 * pace.scale * expected_now(desk));
	finish(desk);
}

/* Who spends at the usual pace all day has spent about the cap in the end, and has something left
 * in the evening. */
static void at_the_usual_pace_the_money_lasts_the_day(void **state)
{
	struct desk *desk = made(0, 240, 0, 480);
	double spent = 0, evening = 0;

	(void)state;
	for (desk->now = T_DAY + 5 * MS_HOUR; desk->now < T_DAY + 29 * MS_HOUR;
	     desk->now += 10 * MS_MINUTE) {
		struct pace pace = pace_of(desk);
		double now = fmin(fmin(pace.usual, expected_now(desk)) / 6, pace.day_left);

		check_sane(&pace);
		spend(desk, desk->now, now);
		spent += now;
		if (desk->now >= T_DAY + 20 * MS_HOUR)
			evening += now;
	}
	assert_true(spent <= 216.01);
	assert_true(spent > 150);
	assert_true(evening > 216 * 0.2);
	finish(desk);
}

/* Whoever stands first is paid; for others there is spare money, the last of it for who looks calm.
 */
static void spare_money_raises_the_prices(void **state)
{
	struct desk *desk = made(0, 4000, 0, 480);
	struct pace rich = pace_of(desk), poor;
	struct pace_prices many = pace_prices(&rich, &desk->curve, 1, 20), few;

	(void)state;
	assert_true(many.first > 20 && many.first < 40);
	assert_true(many.other > many.first + 20);
	assert_true(many.calm > many.other);
	spend(desk, desk->now, 3600 - rich.reserve);
	poor = pace_of(desk);
	few = pace_prices(&poor, &desk->curve, 1, 20);
	assert_true(few.first >= 19.9 && few.first < 21);
	assert_true(few.other < few.first + 1 && few.calm < few.first + 1);
	finish(desk);
}

static void chance_makes_less_of_a_longer_time(void **state)
{
	struct desk *desk = made(0, 4000, 0, 480);
	struct pace pace = pace_of(desk);
	double minutes = pace_prices(&pace, &desk->curve, 0.1, 20).first;
	double hour = pace_prices(&pace, &desk->curve, 1, 20).first;
	double hours = pace_prices(&pace, &desk->curve, 9, 20).first;

	(void)state;
	assert_true(minutes > hour && hour > hours && hours > 20);
	finish(desk);
}

static void no_price_is_above_what_the_day_pays(void **state)
{
	struct desk *desk = made(0, 400, 0, 480);
	struct pace pace;
	struct pace_prices prices;

	(void)state;
	spend(desk, desk->now, 360);
	pace = pace_of(desk);
	prices = pace_prices(&pace, &desk->curve, 1, 20);
	assert_true(prices.calm <= 0.001 && prices.other <= 0.001 && prices.first <= 0.001);
	finish(desk);
	desk = made(0, 0, 0, 480); /* no cap: whoever */
	pace = pace_of(desk);
	prices = pace_prices(&pace, &desk->curve, 1, 20);
	assert_true(isinf(prices.calm) && isinf(prices.other));
	finish(desk);
}

static void with_enough_money_the_usual_has_a_margin(void **state)
{
	struct desk *desk = made(0, 4000, 0, 480);
	struct pace rich = pace_of(desk), poor;

	(void)state;
	assert_true(rich.usual >= expected_now(desk) + sqrt(expected_now(desk)));
	spend(desk, desk->now, 3600 - rich.reserve);
	poor = pace_of(desk);
	assert_true(poor.usual < rich.usual);
	assert_true(poor.usual >= 0.9 * expected_now(desk));
	finish(desk);
}

static void more_is_usual_when_more_is_expected(void **state)
{
	struct desk *few = made(0, 9000, 0, 100), *many = made(0, 9000, 0, 1000);

	(void)state;
	assert_true(pace_of(few).usual < pace_of(many).usual);
	few->now = many->now = T_DAY + 4 * MS_HOUR;
	many->now =
		T_DAY + 21 * MS_HOUR; /* the shipped shape: nobody at night, most in the evening */
	assert_true(pace_of(few).usual < pace_of(many).usual);
	finish(few);
	finish(many);
}

/* ---- extra ---- */

static void there_is_no_extra_when_the_hour_is_spent(void **state)
{
	struct desk *desk = made(100, 5000, 0, 480);
	double full, half;

	(void)state;
	full = pace_of(desk).extra;
	spend(desk, desk->now - 10 * MS_MINUTE, 45);
	half = pace_of(desk).extra;
	spend(desk, desk->now - 10 * MS_MINUTE, 45);
	assert_true(full > half && half > 0);
	assert_near(pace_of(desk).extra, 0, 0.001);
	assert_near(pace_of(desk).hour_left, 0, 0.001);
	finish(desk);
}

static void what_comes_free_soon_is_extra_soon(void **state)
{
	struct desk *desk = made(100, 5000, 0, 480);

	(void)state;
	spend(desk, desk->now - MS_HOUR + MS_MINUTE, 90);
	assert_true(pace_of(desk).extra > 0);
	finish(desk);
}

/* ---- the house ---- */

static void the_house_binds_when_it_has_less(void **state)
{
	struct desk *line = made(0, 1000, 200, 480), *house = made(0, 200, 1000, 480);
	struct pace by_house, by_line;

	(void)state;
	by_house = pace_of(line);
	by_line = pace_of(house);
	check_sane(&by_house);
	check_sane(&by_line);
	assert_near(by_house.day_left, 200, 0.1); /* a house keeps nothing back for distress */
	assert_near(by_house.scale, 200.0 / 480, 0.03);
	assert_near(by_line.day_left, 180, 0.1);
	finish(line);
	finish(house);
}

static void a_house_alone_has_a_cap(void **state)
{
	struct desk *desk = made(0, 0, 300, 480);
	struct pace pace = pace_of(desk);

	(void)state;
	check_sane(&pace);
	assert_near(pace.day_left, 300, 0.1);
	assert_true(pace.scale < 1);
	spend(desk, desk->now, 300);
	pace = pace_of(desk);
	check_sane(&pace);
	assert_near(pace.day_left, 0, 0.1);
	assert_true(pace.spare <= 0);
	finish(desk);
}

/* ---- anything ---- */

static void nothing_is_ever_out_of_its_bounds(void **state)
{
	struct random random;

	(void)state;
	random_from_seed(&random, 2, "pace");
	for (int round = 0; round < 150; round++) {
		struct desk *desk = made(
			(double)random_below(&random, 60), (double)random_below(&random, 300),
			(double)random_below(&random, 300), (double)random_below(&random, 3000));

		for (int i = 0; i < 30; i++) {
			struct pace pace;

			desk->now += (ms_t)random_below(&random, 3 * 3600000);
			spend(desk, desk->now - (ms_t)random_below(&random, 60000),
			      (double)random_below(&random, 20));
			pace = pace_at(desk, (int64_t)random_below(&random, 3) * PRICE);
			check_sane(&pace);
		}
		finish(desk);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_caps_all_may_go),
		cmocka_unit_test(answers_that_cost_nothing_may_all_go),
		cmocka_unit_test(a_cap_of_nothing_lets_nothing_go),
		cmocka_unit_test(nothing_spent_the_whole_day_is_reserved),
		cmocka_unit_test(what_comes_free_meanwhile_need_not_be_reserved),
		cmocka_unit_test(the_reserve_is_the_most_that_senders_are_ahead),
		cmocka_unit_test(a_cap_below_a_usual_day_is_spread_over_it),
		cmocka_unit_test(at_the_usual_pace_the_money_lasts_the_day),
		cmocka_unit_test(with_enough_money_the_usual_has_a_margin),
		cmocka_unit_test(spare_money_raises_the_prices),
		cmocka_unit_test(chance_makes_less_of_a_longer_time),
		cmocka_unit_test(no_price_is_above_what_the_day_pays),
		cmocka_unit_test(more_is_usual_when_more_is_expected),
		cmocka_unit_test(there_is_no_extra_when_the_hour_is_spent),
		cmocka_unit_test(what_comes_free_soon_is_extra_soon),
		cmocka_unit_test(the_house_binds_when_it_has_less),
		cmocka_unit_test(a_house_alone_has_a_cap),
		cmocka_unit_test(nothing_is_ever_out_of_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
