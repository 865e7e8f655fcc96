// SPDX-License-Identifier: GPL-3.0-or-later
/* The rules as data: the defaults, rows that take their place, and what contradicts itself. */
#include "standing_fixture.h"

static void put(struct rules *rules, enum offence offence, enum where where, bool ban,
		int32_t percent, unsigned line)
{
	assert_int_equal(rules_put_offence(
				 rules, &(struct offence_rule){offence, where, ban, percent, line}),
			 ERR_NONE);
}

static void defaults_are_the_articles(void **state)
{
	static const enum offence severe[] = {OFFENCE_SEXUAL_REQUEST, OFFENCE_WEBCAM_REQUEST,
					      OFFENCE_HARASSMENT};
	struct rules rules;

	rules_default(&rules);
	assert_int_equal(rules_offence(&rules, OFFENCE_INSULT, WHERE_FORUM)->percent, 10);
	assert_false(rules_offence(&rules, OFFENCE_INSULT, WHERE_FORUM)->ban);
	for (size_t i = 0; i < COUNT(severe); i++)
		assert_true(rules_offence(&rules, severe[i], WHERE_DIRECT)->ban);
	assert_int_equal(rules.ban_at.value, 100);
	assert_int_equal(rules.age_gap.value, 2);
	assert_null(rules_offence(&rules, OFFENCE_SPAM, WHERE_FORUM));
	assert_int_equal(rules_check(&rules, NULL, 0), 0);
}

static void every_robot_has_a_condition(void **state)
{
	struct rules rules;
	struct robot_rule off = {.robot = ROBOT_QUICK, .off = true, .line = 9};

	rules_default(&rules);
	for (int robot = 0; robot < ROBOT_COUNT; robot++)
		assert_non_null(rules_robot(&rules, (enum robot)robot));
	assert_int_equal(rules_put_robot(&rules, &off), ERR_NONE);
	assert_null(rules_robot(&rules, ROBOT_QUICK));
	assert_int_equal(rules_check(&rules, NULL, 0), 0);
}

static void a_written_row_takes_the_defaults_place(void **state)
{
	struct rules rules;

	rules_default(&rules);
	put(&rules, OFFENCE_INSULT, WHERE_ANY, false, 25, 7);
	put(&rules, OFFENCE_INSULT, WHERE_PROFILE, true, 0, 8);
	assert_int_equal(rules_offence(&rules, OFFENCE_INSULT, WHERE_FORUM)->percent, 25);
	assert_true(rules_offence(&rules, OFFENCE_INSULT, WHERE_PROFILE)->ban);
	assert_int_equal(rules_check(&rules, NULL, 0), 0);
}

/* Exactly one thing is wrong, and both its lines are told. */
static void is_contradiction(const struct rules *rules, unsigned first, unsigned second,
			     const char *text)
{
	struct contradiction found[4];

	assert_int_equal(rules_check(rules, found, COUNT(found)), 1);
	assert_int_equal(found[0].first, first);
	assert_int_equal(found[0].second, second);
	assert_non_null(strstr(found[0].text, text));
}

static void two_rules_for_one_act(void **state)
{
	struct rules rules;
	struct robot_rule robot = {.robot = ROBOT_REFUSED, .count = 3, .span = MS_DAY, .line = 5};

	rules_default(&rules);
	put(&rules, OFFENCE_SPAM, WHERE_FORUM, false, 20, 4);
	put(&rules, OFFENCE_SPAM, WHERE_FORUM, true, 0, 11);
	is_contradiction(&rules, 4, 11, "two rules for spam (forum)");

	rules_default(&rules);
	assert_int_equal(rules_put_robot(&rules, &robot), ERR_NONE);
	robot.line = 6;
	assert_int_equal(rules_put_robot(&rules, &robot), ERR_NONE);
	is_contradiction(&rules, 5, 6, "many_refused");
}

static void what_an_act_cannot_be(void **state)
{
	static const int32_t percents[] = {-1, 101, INT32_MAX, INT32_MIN};
	struct rules rules;

	for (size_t i = 0; i < COUNT(percents); i++) {
		rules_default(&rules);
		put(&rules, OFFENCE_SPAM, WHERE_ANY, false, percents[i], 3);
		is_contradiction(&rules, 3, 3, "not between 0 and 100");
	}
	rules_default(&rules);
	put(&rules, OFFENCE_SPAM, WHERE_ANY, true, 40, 3);
	is_contradiction(&rules, 3, 3, "a ban and has a percentage");
}

static void thresholds_out_of_order(void **state)
{
	struct rules rules;

	rules_default(&rules);
	rules.hold_at = (struct rule_value){40, 12};
	rules.warn_at = (struct rule_value){50, 14};
	is_contradiction(&rules, 14, 12, "warn_at (50) is above hold_at (40)");

	rules_default(&rules);
	rules.ban_at = (struct rule_value){70, 3};
	is_contradiction(&rules, 0, 3, "hold_at (80) is above ban_at (70)");

	rules_default(&rules);
	rules.decay = (struct rule_value){10000, 8};
	is_contradiction(&rules, 8, 0, "decay");

	rules_default(&rules);
	rules.decay = (struct rule_value){-1, 8};
	is_contradiction(&rules, 8, 8, "decay");
}

static void absurd_ages(void **state)
{
	static const int32_t gaps[] = {-1, 6, 80};
	struct rules rules;

	for (size_t i = 0; i < COUNT(gaps); i++) {
		rules_default(&rules);
		rules.age_gap = (struct rule_value){gaps[i], 21};
		is_contradiction(&rules, 21, 21, "age_gap");
	}
	rules_default(&rules);
	rules.youngest = (struct rule_value){26, 2};
	rules.oldest = (struct rule_value){25, 3};
	is_contradiction(&rules, 2, 3, "youngest (26) is above oldest (25)");

	rules_default(&rules);
	rules.adult_at = (struct rule_value){12, 5};
	is_contradiction(&rules, 5, 5, "adult_at");
}

static void what_a_robot_cannot_count(void **state)
{
	static const struct {
		struct robot_rule row;
		const char *text;
	} cases[] = {
		{{.robot = ROBOT_REFUSED, .count = 0, .span = MS_DAY, .line = 2}, "everybody"},
		{{.robot = ROBOT_REFUSED, .count = 17, .span = MS_DAY, .line = 2}, "16 at most"},
		{{.robot = ROBOT_REFUSED, .count = 5, .span = 0, .line = 2}, "needs a span"},
		{{.robot = ROBOT_REFUSED, .count = 5, .span = 91 * MS_DAY, .line = 2}, "90 days"},
		{{.robot = ROBOT_OPENER, .count = 5, .span = MS_DAY, .level = -1, .line = 2},
		 "level"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rules rules;

		rules_default(&rules);
		assert_int_equal(rules_put_robot(&rules, &cases[i].row), ERR_NONE);
		is_contradiction(&rules, 2, 2, cases[i].text);
	}
}

static void all_are_counted_though_few_fit(void **state)
{
	struct rules rules;
	struct contradiction one;

	rules_default(&rules);
	put(&rules, OFFENCE_SPAM, WHERE_ANY, true, 101, 3);
	put(&rules, OFFENCE_SPAM, WHERE_ANY, true, 101, 4);
	assert_int_equal(rules_check(&rules, &one, 1), 5);
	assert_int_equal(one.first, 3);
}

static void rows_are_limited(void **state)
{
	struct rules rules;
	struct offence_rule row = {OFFENCE_SPAM, WHERE_ANY, false, 1, 1};

	rules_default(&rules);
	while (rules.offence_count < RULES_OFFENCES_MAX)
		assert_int_equal(rules_put_offence(&rules, &row), ERR_NONE);
	assert_int_equal(rules_put_offence(&rules, &row), ERR_FULL);
	row.offence = OFFENCE_COUNT;
	assert_int_equal(rules_put_offence(&rules, &row), ERR_INPUT);
}

static void codes_read_back(void **state)
{
	for (int i = 0; i < OFFENCE_COUNT; i++) {
		enum offence offence;

		assert_true(offence_parse(offence_code((enum offence)i), &offence));
		assert_int_equal(offence, i);
	}
	for (int i = 0; i < WHERE_COUNT; i++) {
		enum where where;

		assert_true(where_parse(where_code((enum where)i), &where));
		assert_int_equal(where, i);
	}
	for (int i = 0; i < ROBOT_COUNT; i++) {
		enum robot robot;

		assert_true(robot_parse(robot_code((enum robot)i), &robot));
		assert_int_equal(robot, i);
	}
	assert_false(offence_parse("nothing", &(enum offence){0}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_the_articles),
		cmocka_unit_test(every_robot_has_a_condition),
		cmocka_unit_test(a_written_row_takes_the_defaults_place),
		cmocka_unit_test(two_rules_for_one_act),
		cmocka_unit_test(what_an_act_cannot_be),
		cmocka_unit_test(thresholds_out_of_order),
		cmocka_unit_test(absurd_ages),
		cmocka_unit_test(what_a_robot_cannot_count),
		cmocka_unit_test(all_are_counted_though_few_fit),
		cmocka_unit_test(rows_are_limited),
		cmocka_unit_test(codes_read_back),
	};

	return cmocka_run_group_tests_name("standing_rules", tests, NULL, NULL);
}
