// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/decide/stall/numbers: how the line's own numbers fare. */
#include "stall_fixture.h"

/* So many conversations with a number, in a share of which it is taken for a robot's. */
static void fare(struct stall_desk *desk, size_t number, int conversations, int accused_of_ten)
{
	for (int i = 0; i < conversations; i++) {
		struct stall stall = {.theirs = 1};

		stall_number_heard(&stall, &desk->stalling, &desk->line, number, false, desk->now);
		stall.theirs = 4;
		if (i % 10 < accused_of_ten)
			stall_number_heard(&stall, &desk->stalling, &desk->line, number, true, desk->now);
		desk->now += MS_HOUR;
	}
}

static void a_number_that_is_known_rests_and_is_retired(void **state)
{
	struct stall_desk *desk = desk_create();
	int rests = 0;

	(void)state;
	fare(desk, 0, 300, 0);
	assert_false(stall_number_rests(&desk->stalling, 0, desk->now)); /* nobody complains */
	fare(desk, 0, 300, 1);
	assert_false(stall_number_rests(&desk->stalling, 0, desk->now)); /* one of ten is no rule */
	while (!desk->stalling.numbers[0].retired && rests++ < 20) {
		for (int i = 0; i < 1000 && !stall_number_rests(&desk->stalling, 0, desk->now); i++)
			fare(desk, 0, 1, 10);
		assert_true(stall_number_rests(&desk->stalling, 0, desk->now));
		assert_int_not_equal(stall_number(&desk->stalling, &desk->line, desk->now), 0);
		desk->now += 30 * MS_DAY;
	}
	assert_in_range(rests, 2, 10);
	assert_true(stall_number_rests(&desk->stalling, 0, desk->now + 1000 * MS_DAY));
	desk_destroy(desk);
}

/* However all of them fare, one goes on. */
static void the_last_number_never_rests(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int i = 0; i < 6000; i++) {
		size_t number = (size_t)random_below(&desk->random, DESK_NUMBERS);

		fare(desk, number, 1, 10);
		assert_int_not_equal(stall_number(&desk->stalling, &desk->line, desk->now), SIZE_MAX);
	}
	assert_true(desk->stalling.numbers[0].rests + desk->stalling.numbers[1].rests +
			    desk->stalling.numbers[2].rests > 2);
	desk_destroy(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_that_is_known_rests_and_is_retired),
		cmocka_unit_test(the_last_number_never_rests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
