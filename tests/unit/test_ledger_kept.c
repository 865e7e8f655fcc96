// SPDX-License-Identifier: GPL-3.0-or-later
/* The tenth of a cap that is kept for people in distress. */
#include "ledger_fixture.h"

static void ordinary_answers_leave_the_kept_tenth_alone(void **state)
{
	struct ledger ledger = made(100 * CENT, INT64_MAX, true);
	int ordinary = 0, distress = 0;

	(void)state;
	for (; allows(&ledger, T0, 10 * CENT, false); ordinary++)
		ledger_spend(&ledger, T0, 10 * CENT, false);
	for (; allows(&ledger, T0, 10 * CENT, true); distress++)
		ledger_spend(&ledger, T0, 10 * CENT, true);
	assert_int_equal(ordinary, 9);
	assert_int_equal(distress, 1);
	assert_int_equal(ledger_spent(&ledger, T0, LEDGER_HOUR), 100 * CENT);
	ledger_finish(&ledger);
}

static void distress_beyond_the_tenth_competes_with_the_others(void **state)
{
	struct ledger ledger = made(100 * CENT, INT64_MAX, true);

	(void)state;
	for (int i = 0; i < 10; i++) {
		assert_true(allows(&ledger, T0, 10 * CENT, true));
		ledger_spend(&ledger, T0, 10 * CENT, true);
	}
	assert_false(allows(&ledger, T0, 10 * CENT, true));
	assert_false(allows(&ledger, T0, 10 * CENT, false));
	ledger_finish(&ledger);
}

static void the_kept_part_must_have_room_in_every_window(void **state)
{
	struct ledger ledger = made(100 * CENT, 100 * CENT, true);

	(void)state;
	for (int i = 0; i < 9; i++)
		ledger_spend(&ledger, T0, 10 * CENT, false);
	ledger_spend(&ledger, T0, 10 * CENT, true);
	/* An hour later the hour has room for both; the day for neither. */
	assert_false(allows(&ledger, T0 + MS_HOUR, 10 * CENT, true));
	assert_false(allows(&ledger, T0 + MS_HOUR, 10 * CENT, false));
	assert_int_equal(ledger_room_at(&ledger, T0 + MS_HOUR, 10 * CENT, true), T0 + MS_DAY);
	ledger_finish(&ledger);
}

static int count_ordinary(int64_t hour, int64_t day, int64_t price)
{
	struct ledger ledger;
	int count = 0;

	assert_int_equal(ledger_init(&ledger, hour, day, price), ERR_NONE);
	for (; allows(&ledger, T0, price, false); count++)
		ledger_spend(&ledger, T0, price, false);
	ledger_finish(&ledger);
	return count;
}

static void a_tenth_that_pays_for_no_help_line_is_not_kept(void **state)
{
	(void)state;
	assert_int_equal(count_ordinary(8 * CENT, INT64_MAX, 8 * CENT), 1);
	assert_int_equal(count_ordinary(INT64_MAX, 8 * CENT, 8 * CENT), 1);
	assert_int_equal(count_ordinary(79 * CENT, INT64_MAX, 8 * CENT), 9);
	assert_int_equal(count_ordinary(80 * CENT, INT64_MAX, 8 * CENT), 9); /* and a help line */
	/* Distress is paid from both tenths or from none. */
	assert_int_equal(count_ordinary(INT64_MAX, 160 * CENT, 8 * CENT), 18);
	assert_int_equal(count_ordinary(79 * CENT, 160 * CENT, 8 * CENT), 9);
	assert_int_equal(count_ordinary(160 * CENT, 79 * CENT, 8 * CENT), 9);
	assert_false(ledger_keeps_tenths(79 * CENT, 160 * CENT, 8 * CENT));
	assert_true(ledger_keeps_tenths(80 * CENT, INT64_MAX, 8 * CENT));
}

/* The same ordinary answers asked for with help lines among them that the kept part pays, and without. */
static void one_pair(uint64_t seed)
{
	struct ledger with, without;
	struct random random;
	int64_t hour, day;
	ms_t now = T0;
	double left;

	random_from_seed(&random, seed, "help");
	hour = (int64_t)random_below(&random, 4) == 0 ? INT64_MAX : (int64_t)random_below(&random, 200 * CENT);
	day = (int64_t)random_below(&random, 4) == 0 ? INT64_MAX : (int64_t)random_below(&random, 900 * CENT);
	with = made(hour, day, true);
	without = made(hour, day, true);
	for (int i = 0; i < 500; i++) {
		int64_t price = (int64_t)random_below(&random, 8 * CENT);

		now += random_gap(&random) / 8;
		if (random_below(&random, 3) == 0) {
			/* However many write it. */
			for (int k = 0; k < 20 && ledger_keeps(&with, now, price, &left); k++)
				ledger_spend(&with, now, price, true);
			continue;
		}
		assert_int_equal(allows(&with, now, price, false), allows(&without, now, price, false));
		assert_int_equal(ledger_room_at(&with, now, price, false),
				 ledger_room_at(&without, now, price, false));
		for (int w = 0; w < LEDGER_WINDOWS; w++)
			assert_int_equal(ledger_left(&with, now, w), ledger_left(&without, now, w));
		if (!allows(&with, now, price, false))
			continue;
		ledger_spend(&with, now, price, false);
		ledger_spend(&without, now, price, false);
	}
	ledger_finish(&with);
	ledger_finish(&without);
}

/* Paid with what is kept first, a help line takes nothing from anybody else. */
static void help_from_the_kept_tenth_costs_the_others_nothing(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++)
		one_pair(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_answers_leave_the_kept_tenth_alone),
		cmocka_unit_test(distress_beyond_the_tenth_competes_with_the_others),
		cmocka_unit_test(a_tenth_that_pays_for_no_help_line_is_not_kept),
		cmocka_unit_test(the_kept_part_must_have_room_in_every_window),
		cmocka_unit_test(help_from_the_kept_tenth_costs_the_others_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
