// SPDX-License-Identifier: GPL-3.0-or-later
/* The report on what was learnt: intervals and estimates on data whose answers are known, and what
 * is told in words. */
#include "daemon/learning_report.h"
#include "flow/decide/stall/credit.h"
#include "flow/driver.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static double means[LIFT_RESAMPLES], other_means[LIFT_RESAMPLES];

static void assert_near(double got, double wanted, double most)
{
	if (!(fabs(got - wanted) <= most))
		fail_msg("%g instead of %g", got, wanted);
}

static void resample(const double *values, size_t count, uint64_t seed, double *ret_means)
{
	struct random random;

	random_from_seed(&random, seed, "test");
	lift_resample(values, count, &random, ret_means);
}

static double mean_of(const double *values, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += values[i];
	return sum / (double)count;
}

static double spread_of(const double *values, size_t count)
{
	double mean = mean_of(values, count), sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += (values[i] - mean) * (values[i] - mean);
	return sqrt(sum / (double)count);
}

/* ---- the bootstrap ---- */

static void equal_values_leave_no_doubt(void **state)
{
	double tens[40], twenties[50];
	struct lift lift;

	(void)state;
	for (int i = 0; i < 50; i++)
		twenties[i] = 20;
	for (int i = 0; i < 40; i++)
		tens[i] = 10;
	resample(twenties, 50, 1, means);
	resample(tens, 40, 2, other_means);
	lift = lift_ratio(twenties, 50, means, tens, 40, other_means);
	assert_true(lift.enough);
	assert_near(lift.ratio, 2, 1e-9);
	assert_near(lift.low, 2, 1e-9);
	assert_near(lift.high, 2, 1e-9);
}

/* A mean of n coins has a standard error of 1/(2√n), however many groups they are drawn in. */
static void means_spread_as_they_should(void **state)
{
	static const size_t counts[] = {100, LIFT_GROUPS, 4000};
	struct random random;

	(void)state;
	random_from_seed(&random, 4, "coins");
	for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
		double *coins = calloc(counts[c], sizeof *coins), error;

		assert_non_null(coins);
		for (size_t i = 0; i < counts[c]; i++)
			coins[i] = random_unit(&random) < 0.5;
		resample(coins, counts[c], c, means);
		error = 0.5 / sqrt((double)counts[c]);
		assert_near(mean_of(means, LIFT_RESAMPLES), mean_of(coins, counts[c]), error / 8);
		assert_near(spread_of(means, LIFT_RESAMPLES), error, error / 8);
		free(coins);
	}
}

static void same_seed_same_means(void **state)
{
	double values[33];

	(void)state;
	for (int i = 0; i < 33; i++)
		values[i] = i;
	resample(values, 33, 5, means);
	resample(values, 33, 5, other_means);
	assert_memory_equal(means, other_means, sizeof means);
	resample(values, 33, 6, other_means);
	assert_memory_not_equal(means, other_means, sizeof means);
}

static void too_few_say_nothing(void **state)
{
	double values[LIFT_LEAST] = {0};

	(void)state;
	values[0] = 1;
	resample(values, LIFT_LEAST, 1, means);
	assert_false(lift_ratio(values, LIFT_LEAST - 1, means, values, LIFT_LEAST, means).enough);
	assert_false(lift_ratio(values, LIFT_LEAST, means, values, LIFT_LEAST - 1, means).enough);
	assert_true(lift_ratio(values, LIFT_LEAST, means, values, LIFT_LEAST, means).enough);
	values[0] = 0; /* nothing is no measure of anything */
	assert_false(lift_ratio(values, LIFT_LEAST, means, values, LIFT_LEAST, means).enough);
}

/* Heavy-tailed, as minutes are; the true ratio of the means is 1.5. */
static void draw(struct random *random, double scale, double *ret_values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ret_values[i] = -scale * log(1 - random_unit(random));
}

static void intervals_hold_the_truth_as_often_as_they_say(void **state)
{
	enum { TRIALS = 200, COUNT = 60 };
	double values[COUNT], others[COUNT];
	struct random random;
	int held = 0;

	(void)state;
	random_from_seed(&random, 3, "trials");
	for (uint64_t trial = 0; trial < TRIALS; trial++) {
		struct lift lift;

		draw(&random, 30, values, COUNT);
		draw(&random, 20, others, COUNT);
		resample(values, COUNT, 2 * trial, means);
		resample(others, COUNT, 2 * trial + 1, other_means);
		lift = lift_ratio(values, COUNT, means, others, COUNT, other_means);
		assert_true(lift.low <= lift.ratio && lift.ratio <= lift.high);
		held += lift.low <= 1.5 && 1.5 <= lift.high;
	}
	assert_in_range(held, TRIALS * 90 / 100, TRIALS * 99 / 100);
}

/* ---- inverse propensity ---- */

/* One choice that was made with .5 and earned so many minutes; the prior would have made it with
 * `p_prior`. */
static void settle(struct stalling *stalling, double minutes, double p_prior)
{
	struct stall stall = {0};

	stall.choices[0] = (struct choice){.used = 1,
					   .move = MOVE_ASK_PRICE,
					   .delay = DELAY_COUNT,
					   .minutes = (float)minutes,
					   .p = 0.5F,
					   .p_prior = (float)p_prior,
					   .p_uniform = 0.5F};
	credit_settle(&stall, stalling, 0, true);
}

/* Two moves that earn .8 and .2, each made half of the time. Who makes the better one in nine of
 * ten earns .74. */
static void what_was_not_done_is_reckoned(void **state)
{
	static struct stalling stalling;
	struct lift_policy logged, prior, uniform;

	(void)state;
	stalling = (struct stalling){0};
	for (int i = 0; i < 50; i++) {
		settle(&stalling, 0.8F * CREDIT_FULL, 0.9);
		settle(&stalling, 0.2F * CREDIT_FULL, 0.1);
	}
	logged = lift_policy(&stalling.estimates[POLICY_LOGGED], POLICY_LOGGED);
	prior = lift_policy(&stalling.estimates[POLICY_PRIOR], POLICY_PRIOR);
	uniform = lift_policy(&stalling.estimates[POLICY_UNIFORM], POLICY_UNIFORM);
	assert_near(logged.reward, 0.5, 1e-6);
	assert_near(uniform.reward, 0.5, 1e-6);
	assert_near(prior.reward, 0.74, 1e-6);
	assert_near(logged.choices, 100, 0);
	assert_near(logged.effective, 100, 1e-6);
	assert_near(prior.effective, 1e4 / 164, 1e-3);
	/* A hundred of spread .3 each: 1.96 times .03. */
	assert_near(logged.high - logged.reward, 0.0588, 1e-6);
	assert_near(logged.reward - logged.low, 0.0588, 1e-6);
	/* Exactly it would be 1.96 times the root of 50 (1.8² .06² + .2² .54²) over 100, that is
	 * .0216. */
	assert_true(prior.high - prior.reward >= 0.0216);
	assert_true(prior.high <= 1 && prior.low >= 0);
}

static void no_choices_tell_nothing(void **state)
{
	struct estimate none = {0};
	struct lift_policy policy = lift_policy(&none, POLICY_PRIOR);

	(void)state;
	assert_true(isnan(policy.reward) && isnan(policy.low) && isnan(policy.high));
	assert_near(policy.effective, 0, 0);
}

/* ---- what was learnt ---- */

static char numbers[2][NUMBER_MAX] = {"+33639980001", "+33639980002"};
static struct line line = {
	.name = "antwerp", .kind = LINE_STALL, .numbers = numbers, .number_count = 2};

static void learn(struct flow_learning *learning, enum phase phase, enum move move, double prior,
		  double mean, double count)
{
	learning->moves[phase][move].prior = prior;
	learning->moves[phase][move].learnt = (struct flow_belief){mean, count};
}

static void what_was_learnt_is_told_in_words(void **state)
{
	static struct flow_learning learning;
	static struct learning_report report;
	struct buf words = {0};

	(void)state;
	learning = (struct flow_learning){.line = &line};
	learn(&learning, PHASE_WAITING, MOVE_WRONG_CORNER, 0.38, 0.52, 143.2);
	learn(&learning, PHASE_MENU, MOVE_ASK_REPEAT, 0.20, 0.60, 19.9); /* too few */
	learn(&learning, PHASE_MENU, MOVE_DIGRESS, 0.22, 0.24, 400);	 /* too little */
	learn(&learning, PHASE_HAGGLE, MOVE_HAGGLE, 0.44, 0.24, 90);
	learning.delays[PHASE_ARRANGE][DELAY_LONG] = (struct flow_belief){0.5, 100};
	learning.delays[PHASE_ARRANGE][DELAY_EASY] = (struct flow_belief){0.3, 15};
	learning.delays[PHASE_ARRANGE][DELAY_SLOW] = (struct flow_belief){0.2, 15};
	learning.styles[PHASE_MENU][STYLE_SHORT] = (struct flow_belief){0.5, 100};
	learning_report_make(&learning, &report);
	assert_int_equal(report.moves.count, 2);
	learning_say(&report.moves.list[0], &words);
	assert_string_equal(
		buf_text(&words),
		"While the talk is of price and amount, haggling keeps him less long than was "
		"thought: 0.24 instead of 0.44 (90 times lately)");
	buf_clear(&words);
	learning_say(&report.moves.list[1], &words);
	assert_string_equal(
		buf_text(&words),
		"When a meeting is agreed and he waits, being at the wrong corner keeps him longer "
		"than was thought: 0.52 instead of 0.38 (143 times lately)");
	buf_clear(&words);
	assert_int_equal(report.delays.count, 1);
	learning_say(&report.delays.list[0], &words);
	assert_string_equal(
		buf_text(&words),
		"While a meeting is being arranged, answering after ten to forty minutes keeps him "
		"longer than other delays do: 0.50 instead of 0.25 (100 times lately)");
	assert_int_equal(report.styles.count, 0); /* there is nothing to compare it with */
	buf_finish(&words);
}

static void the_ten_strongest_are_told_in_order(void **state)
{
	static struct flow_learning learning;
	static struct learning_report report;

	(void)state;
	learning = (struct flow_learning){.line = &line};
	for (int i = 0; i < 15; i++)
		learn(&learning, PHASE_MENU, (enum move)(MOVE_OPEN + i), 0.3,
		      0.5 + 0.01 * (i * 7 % 15), 200);
	learning_report_make(&learning, &report);
	assert_int_equal(report.moves.count, FINDINGS_MAX);
	for (int i = 0; i < FINDINGS_MAX; i++)
		assert_near(report.moves.list[i].mean, 0.64 - 0.01 * i, 1e-9);
}

/* Every move, delay and style that may be told has words of its own. */
static void nothing_is_without_words(void **state)
{
	struct buf words = {0};

	(void)state;
	for (int phase = 0; phase < PHASE_COUNT; phase++) {
		for (int move = MOVE_OPEN; move < MOVE_COUNT; move++) {
			buf_clear(&words);
			learning_say(&(struct learning_finding){WHAT_MOVE, (enum phase)phase,
								(uint8_t)move, 0.5, 0.3, 30},
				     &words);
			assert_null(strchr(buf_text(&words), '_'));
			assert_null(strstr(buf_text(&words), "null"));
		}
	}
	buf_finish(&words);
}

/* ---- the whole ---- */

static void put(const struct flow_learning *learning, struct buf *out)
{
	static struct learning_report report;
	struct jsonout json;

	learning_report_make(learning, &report);
	jsonout_init(&json, out);
	learning_put_line(&json, learning, &report);
}

static void conversations_are_told_arm_beside_arm(void **state)
{
	struct flow_talk talks[] = {
		{.began = 1000,
		 .contact = 1,
		 .arm = ARM_LEARNING,
		 .minutes = 10,
		 .theirs = 4,
		 .calls = 1},
		{.began = 2000,
		 .contact = 2,
		 .arm = ARM_PRIOR,
		 .minutes = 6,
		 .accused = 2,
		 .number = 1},
		{.began = 3000,
		 .contact = 3,
		 .arm = ARM_LEARNING,
		 .minutes = 20,
		 .meetings = 2,
		 .missed = 1,
		 .number = 9},
	};
	static struct flow_learning learning;
	struct buf once = {0}, twice = {0};
	const json_t *arm;
	json_t *told;

	(void)state;
	learning =
		(struct flow_learning){.at = 5000, .line = &line, .talks = talks, .talk_count = 3};
	learning.numbers[1] = (struct own_number){.opened = 1, .rests_until = 6000, .rests = 1};
	put(&learning, &once);
	put(&learning, &twice);
	assert_true(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	told = json_loadb((const char *)once.data, once.size, 0, NULL);
	assert_non_null(told);
	arm = json_object_get(json_object_get(json_object_get(told, "all"), "arms"), "learning");
	assert_int_equal(json_integer_value(json_object_get(arm, "conversations")), 2);
	assert_near(json_number_value(json_object_get(arm, "minutes")), 15, 1e-9);
	assert_near(json_number_value(json_object_get(arm, "missed")), 0.5, 1e-9);
	arm = json_object_get(json_object_get(json_object_get(told, "later_half"), "arms"),
			      "prior");
	assert_near(json_number_value(json_object_get(arm, "robot")), 1, 1e-9);
	arm = json_array_get(json_object_get(told, "numbers"), 1);
	assert_int_equal(json_integer_value(json_object_get(arm, "robot")), 1);
	assert_string_equal(json_string_value(json_object_get(arm, "rests_until")),
			    "1970-01-01T00:00:06Z");
	json_decref(told);
	buf_finish(&once);
	buf_finish(&twice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_values_leave_no_doubt),
		cmocka_unit_test(means_spread_as_they_should),
		cmocka_unit_test(same_seed_same_means),
		cmocka_unit_test(too_few_say_nothing),
		cmocka_unit_test(intervals_hold_the_truth_as_often_as_they_say),
		cmocka_unit_test(what_was_not_done_is_reckoned),
		cmocka_unit_test(no_choices_tell_nothing),
		cmocka_unit_test(what_was_learnt_is_told_in_words),
		cmocka_unit_test(the_ten_strongest_are_told_in_order),
		cmocka_unit_test(nothing_is_without_words),
		cmocka_unit_test(conversations_are_told_arm_beside_arm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
