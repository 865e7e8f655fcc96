// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/decide/stall/credit: what a choice earned, when it is settled, and that it is settled once. */
#include "stall_fixture.h"

#include <math.h>

static struct choice choice_at(ms_t at, enum move move)
{
	return (struct choice){.cell = PHASE_MENU * BAND_COUNT,
			       .act = ACT_STOCK,
			       .move = (uint8_t)move,
			       .delay = DELAY_EASY,
			       .p = 0.5F,
			       .p_prior = 0.25F,
			       .p_uniform = 0.25F,
			       .at = at};
}

/* A turn of ours. */
static void turn(struct stall_desk *desk, enum move move)
{
	struct choice choice = choice_at(desk->now, move);

	credit_gap(&desk->stall, desk->now);
	credit_turn(&desk->stall, &desk->stalling, &choice);
	desk->stall.said_at = desk->now;
}

/* A word of his, so long after the last of either. */
static void word(struct stall_desk *desk, ms_t after)
{
	desk->now += after;
	credit_gap(&desk->stall, desk->now);
	desk->stall.heard_at = desk->now;
}

static size_t waiting(const struct stall_desk *desk)
{
	size_t count = 0;

	for (int i = 0; i < CHOICES_MAX; i++)
		count += desk->stall.choices[i].used != 0;
	return count;
}

static const struct choice *choice_of(const struct stall_desk *desk, enum move move)
{
	for (int i = 0; i < CHOICES_MAX; i++)
		if (desk->stall.choices[i].used != 0 && desk->stall.choices[i].move == (uint8_t)move)
			return &desk->stall.choices[i];
	fail_msg("%s is not in flight", move_name(move));
	return NULL;
}

static double settled(const struct stall_desk *desk)
{
	return desk->stalling.estimates[POLICY_LOGGED].count;
}

/* What a move was rewarded with, over all that was observed of it. */
static double reward_of(const struct stall_desk *desk, enum move move)
{
	const struct tally_pair *pair = &desk->stalling.learner.phase_moves[PHASE_MENU][move];

	return (double)pair->won / ((double)pair->won + (double)pair->lost);
}

static void a_gap_counts_as_ten_minutes_at_most(void **state)
{
	static const struct {
		ms_t gap;
		double minutes;
	} rows[] = {{0, 0},		  {MS_SECOND * 30, 0.5}, {4 * MS_MINUTE, 4},
		    {10 * MS_MINUTE, 10}, {11 * MS_MINUTE, 10},	 {9 * MS_HOUR, 10},
		    {30 * MS_DAY, 10},	  {-MS_HOUR, 0}};
	struct stall_desk *desk = desk_create();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		desk_anew(desk);
		turn(desk, MOVE_ASK_MENU);
		word(desk, rows[i].gap);
		assert_true(fabs((double)choice_of(desk, MOVE_ASK_MENU)->minutes - rows[i].minutes) < 1e-4);
		assert_true(fabs((double)desk->stall.active - rows[i].minutes) < 1e-4);
	}
	desk_destroy(desk);
}

/* Nobody spoke yet: there is no gap. */
static void before_the_first_word_there_is_no_gap(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	word(desk, MS_HOUR);
	assert_true(desk->stall.active == 0);
	desk_destroy(desk);
}

static void what_comes_after_later_turns_weighs_less(void **state)
{
	struct stall_desk *desk = desk_create();
	double last = 0, first, after_one, after_two;

	(void)state;
	turn(desk, MOVE_ASK_MENU);
	word(desk, 5 * MS_MINUTE);
	first = (double)choice_of(desk, MOVE_ASK_MENU)->minutes - last;
	last += first;
	turn(desk, MOVE_ASK_PRICE);
	word(desk, 5 * MS_MINUTE);
	after_one = (double)choice_of(desk, MOVE_ASK_MENU)->minutes - last;
	last += after_one;
	assert_true(fabs((double)choice_of(desk, MOVE_ASK_PRICE)->minutes - 5) < 1e-4);
	turn(desk, MOVE_HAGGLE);
	word(desk, 5 * MS_MINUTE);
	after_two = (double)choice_of(desk, MOVE_ASK_MENU)->minutes - last;
	assert_true(fabs(first - 5) < 1e-4);
	assert_true(after_one < first && after_two < after_one && after_two > 0);
	desk_destroy(desk);
}

/* A call and a meeting that he keeps add, an accusation costs, and all of it is shared likewise. */
static void events_add_and_cost(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	desk_engage(desk);
	turn(desk, MOVE_ASK_MENU);
	turn(desk, MOVE_ASK_PRICE);
	credit_event(&desk->stall, 10);
	assert_true(fabs((double)choice_of(desk, MOVE_ASK_PRICE)->minutes - 10) < 1e-4);
	assert_true((double)choice_of(desk, MOVE_ASK_MENU)->minutes < 10);
	credit_event(&desk->stall, -25);
	assert_true((double)choice_of(desk, MOVE_ASK_PRICE)->minutes < 0);
	assert_true(desk->stall.active == 0); /* it is no time of his */
	desk_destroy(desk);
}

/* By what he says: that he is there, and that we are a robot. */
static double earned_by(const char *text, enum act act)
{
	struct stall_desk *desk = desk_create();
	double minutes;

	desk_engage(desk);
	turn(desk, MOVE_ASK_MENU);
	desk->now += MS_MINUTE;
	desk_hear(desk, text, act);
	minutes = (double)choice_of(desk, MOVE_ASK_MENU)->minutes;
	desk_destroy(desk);
	return minutes;
}

static void accusations_cost_and_arrivals_are_worth_more(void **state)
{
	double plain = earned_by("ok", ACT_SMALLTALK), call;
	struct stall_desk *desk = desk_create();

	(void)state;
	assert_true(earned_by("t es un robot", ACT_SUSPICIOUS) < plain);
	assert_true(earned_by("tu me fais peur la", ACT_SUSPICIOUS) < plain);
	assert_true(earned_by("t es un robot", ACT_SUSPICIOUS) < earned_by("tu me fais peur la", ACT_SUSPICIOUS));
	assert_true(earned_by("chui la", ACT_ARRIVED) > plain);
	desk_engage(desk);
	turn(desk, MOVE_ASK_MENU);
	desk->now += MS_MINUTE;
	hear_call(&desk->stall, desk->now);
	call = (double)choice_of(desk, MOVE_ASK_MENU)->minutes;
	assert_true(call > plain);
	desk_destroy(desk);
}

/* Worth something only once for a meeting, however often he says it. */
static void he_arrives_once(void **state)
{
	struct stall_desk *desk = desk_create();
	double once, twice;

	(void)state;
	desk_engage(desk);
	turn(desk, MOVE_ASK_MENU);
	desk_hear(desk, "chui la", ACT_ARRIVED);
	once = (double)choice_of(desk, MOVE_ASK_MENU)->minutes;
	desk_hear(desk, "jsuis la", ACT_ARRIVED);
	twice = (double)choice_of(desk, MOVE_ASK_MENU)->minutes;
	assert_true(once > 0 && fabs(twice - once) < 1e-4);
	desk_destroy(desk);
}

static void settled_after_some_turns(void **state)
{
	struct stall_desk *desk = desk_create();
	int turns = 0;

	(void)state;
	turn(desk, MOVE_ASK_MENU);
	for (; settled(desk) < 1 && turns < 50; turns++) {
		word(desk, MS_MINUTE);
		turn(desk, MOVE_HAGGLE);
		assert_true(waiting(desk) <= CHOICES_MAX);
	}
	assert_in_range(turns, 2, 20);
	/* It was the first, and alone. */
	assert_int_equal(desk->stalling.learner.flying[PHASE_MENU][MOVE_ASK_MENU], 0);
	assert_true(settled(desk) == 1);
	desk_destroy(desk);
}

static void settled_after_a_day(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	turn(desk, MOVE_ASK_MENU);
	credit_settle(&desk->stall, &desk->stalling, desk->now + MS_HOUR, false);
	assert_int_equal(waiting(desk), 1);
	credit_settle(&desk->stall, &desk->stalling, desk->now + MS_DAY + MS_MINUTE, false);
	assert_int_equal(waiting(desk), 0);
	assert_true(settled(desk) == 1);
	turn(desk, MOVE_ASK_MENU);
	credit_settle(&desk->stall, &desk->stalling, desk->now, true);
	assert_int_equal(waiting(desk), 0);
	assert_true(settled(desk) == 2);
	desk_destroy(desk);
}

static void a_reward_lies_between_nothing_and_one(void **state)
{
	static const double events[] = {-1000, -1, 0, 30, 100000};
	struct stall_desk *desk = desk_create();
	double last = -1;

	(void)state;
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
		double reward;

		desk_anew(desk);
		turn(desk, MOVE_ASK_MENU);
		credit_event(&desk->stall, events[i]);
		credit_settle(&desk->stall, &desk->stalling, desk->now, true);
		reward = reward_of(desk, MOVE_ASK_MENU);
		assert_true(reward >= 0 && reward <= 1);
		assert_true(reward >= last);
		last = reward;
	}
	assert_true(last == 1);
	desk_destroy(desk);
}

/* Whatever happens in which order: what was chosen was in flight, and is settled, once. */
static void every_choice_is_settled_exactly_once(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int life = 0; life < 300; life++) {
		size_t made = 0, flying = 0;

		desk_anew(desk);
		for (uint64_t steps = 1 + random_below(&desk->random, 29); steps > 0; steps--) { /* fewer than count in full */
			switch (random_below(&desk->random, 4)) {
			case 0:
				word(desk, (ms_t)random_below(&desk->random, 3 * MS_HOUR));
				break;
			case 1:
				credit_event(&desk->stall, (double)random_below(&desk->random, 40) - 20);
				break;
			case 2:
				desk->now += (ms_t)random_below(&desk->random, 2 * MS_DAY);
				credit_settle(&desk->stall, &desk->stalling, desk->now, false);
				break;
			default:
				turn(desk, (enum move)(MOVE_OPEN + random_below(&desk->random, 20)));
				made++;
			}
			assert_true((size_t)settled(desk) + waiting(desk) == made);
		}
		credit_settle(&desk->stall, &desk->stalling, desk->now, true);
		credit_settle(&desk->stall, &desk->stalling, desk->now + 9 * MS_DAY, true);
		assert_true((size_t)settled(desk) == made);
		assert_true((size_t)desk->stalling.learner.observations <= made);
		for (int move = 0; move < MOVE_COUNT; move++)
			flying += desk->stalling.learner.flying[PHASE_MENU][move];
		assert_int_equal(flying, 0);
	}
	desk_destroy(desk);
}

/* The other policies' estimates: a choice counts by how likely they would have made it. */
static void estimates_are_weighted_by_propensity(void **state)
{
	struct stall_desk *desk = desk_create();
	const struct estimate *logged = &desk->stalling.estimates[POLICY_LOGGED];
	const struct estimate *prior = &desk->stalling.estimates[POLICY_PRIOR];

	(void)state;
	for (int i = 0; i < 10; i++) {
		turn(desk, MOVE_ASK_MENU); /* p .5, the prior would have had .25 */
		credit_event(&desk->stall, 20);
		credit_settle(&desk->stall, &desk->stalling, desk->now, true);
	}
	assert_true(logged->count == 10 && prior->count == 10);
	assert_true(fabs(logged->weight - 10) < 1e-6 && fabs(prior->weight - 5) < 1e-6);
	assert_true(fabs(prior->reward / prior->weight - logged->reward / logged->weight) < 1e-6);
	desk_destroy(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gap_counts_as_ten_minutes_at_most),
		cmocka_unit_test(before_the_first_word_there_is_no_gap),
		cmocka_unit_test(what_comes_after_later_turns_weighs_less),
		cmocka_unit_test(events_add_and_cost),
		cmocka_unit_test(accusations_cost_and_arrivals_are_worth_more),
		cmocka_unit_test(he_arrives_once),
		cmocka_unit_test(settled_after_some_turns),
		cmocka_unit_test(settled_after_a_day),
		cmocka_unit_test(a_reward_lies_between_nothing_and_one),
		cmocka_unit_test(every_choice_is_settled_exactly_once),
		cmocka_unit_test(estimates_are_weighted_by_propensity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
