// SPDX-License-Identifier: GPL-3.0-or-later
/* A member's standing: percentages, bans, suspensions, reversals and appeals. */
#include "standing_fixture.h"

static void an_insult_is_ten_per_cent(void **state)
{
	struct site site;
	char text[RULING_TEXT];

	site_start(&site);
	assert_int_equal(act(&site, T0, OFFENCE_INSULT), ERR_NONE);
	assert_int_equal(member_percent(&site.member, T0), 1000);
	assert_false(site.member.banned);
	assert_string_equal(ruling_code(&site.last), "penalty");
	assert_true(site.last.reversible);
	assert_string_equal(ruling_sentence(&site.last, text),
			    "An insult: +10 %, from 0.00 % to 10.00 %.");
	site_stop(&site);
}

static void ten_at_once_are_a_ban(void **state)
{
	struct site site;

	site_start(&site);
	for (int i = 0; i < 9; i++)
		assert_int_equal(act(&site, T0, OFFENCE_INSULT), ERR_NONE);
	assert_false(site.member.banned);
	assert_int_equal(act(&site, T0, OFFENCE_INSULT), ERR_NONE);
	assert_true(site.member.banned);
	assert_string_equal(ruling_code(&site.last), "ban_threshold");
	/* It stays one when the percentage has fallen. */
	assert_int_equal(member_percent(&site.member, T0 + 365 * MS_DAY), 0);
	assert_true(site.member.banned);
	site_stop(&site);
}

static void severe_acts_ban_at_once(void **state)
{
	struct site site;

	site_start(&site);
	assert_int_equal(act(&site, T0, OFFENCE_WEBCAM_REQUEST), ERR_NONE);
	assert_true(site.member.banned);
	assert_string_equal(ruling_code(&site.last), "ban_act");
	site_stop(&site);
}

static void a_percentage_fades(void **state)
{
	struct site site;

	site_start(&site);
	assert_int_equal(act(&site, T0, OFFENCE_INSULT), ERR_NONE);
	assert_int_equal(member_percent(&site.member, T0 + MS_DAY), 950);
	assert_int_equal(member_percent(&site.member, T0 + 10 * MS_DAY), 500);
	assert_int_equal(member_clear_at(&site.member), T0 + 20 * MS_DAY);
	assert_int_equal(member_percent(&site.member, T0 + 20 * MS_DAY - 1), 1);
	assert_int_equal(member_percent(&site.member, T0 + 20 * MS_DAY), 0);
	assert_int_equal(member_percent(&site.member, MS_NEVER), 0);
	site_stop(&site);
}

static void changed_rules_change_nothing_decided(void **state)
{
	struct site site;

	site_start(&site);
	assert_int_equal(act(&site, T0, OFFENCE_INSULT), ERR_NONE);
	site.rules.decay.value = 0;
	site.rules.ban_at.value = 5;
	site.rules.offences[0].percent = 99;
	assert_int_equal(suspend(&site, T0 + MS_DAY, ROBOT_REFUSED), ERR_NONE);
	assert_int_equal(member_percent(&site.member, T0 + 2 * MS_DAY), 900);
	assert_false(site.member.banned);
	site_stop(&site);
}

static void no_rule_no_decision(void **state)
{
	struct site site;

	site_start(&site);
	assert_int_equal(act(&site, T0, OFFENCE_SPAM), ERR_ABSENT);
	assert_string_equal(site.error.text, "offence: no rule for spam (forum)");
	assert_int_equal(site.member.count, 0);
	site_stop(&site);
}

static void a_person_confirms_or_lifts_a_robot(void **state)
{
	struct site site;
	char text[RULING_TEXT];

	site_start(&site);
	assert_int_equal(suspend(&site, T0, ROBOT_MINORS), ERR_NONE);
	assert_true(site.member.suspended);
	assert_false(site.member.banned);
	assert_string_equal(ruling_sentence(&site.last, text),
			    "Suspended by the robot many_minors until a person has looked.");
	assert_int_equal(about(&site, T0, RULING_LIFT, ANNA, 1), ERR_NONE);
	assert_false(site.member.suspended);
	assert_int_equal(about(&site, T0, RULING_CONFIRM, ANNA, 1), ERR_STATE);

	assert_int_equal(suspend(&site, T0 + 1, ROBOT_MINORS), ERR_NONE);
	assert_int_equal(about(&site, T0 + 2, RULING_CONFIRM, 0, 3), ERR_INPUT);
	assert_int_equal(about(&site, T0 + 2, RULING_CONFIRM, BORIS, 3), ERR_NONE);
	assert_false(site.member.suspended);
	assert_true(site.member.banned);
	assert_int_equal(about(&site, T0 + 3, RULING_LIFT, BORIS, 4), ERR_NONE);
	assert_false(site.member.banned);
	site_stop(&site);
}

static void a_ban_by_percentage_falls_with_any_of_its_acts(void **state)
{
	struct site site;

	site_start(&site);
	for (int i = 0; i < 10; i++)
		assert_int_equal(act(&site, T0, OFFENCE_INSULT), ERR_NONE);
	assert_true(site.member.banned);
	assert_int_equal(about(&site, T0 + MS_DAY, RULING_REVERSE, BORIS, 4), ERR_NONE);
	assert_false(site.member.banned);
	assert_int_equal(member_percent(&site.member, T0 + MS_DAY), 8950);
	assert_int_equal(about(&site, T0 + MS_DAY, RULING_REVERSE, BORIS, 4), ERR_STATE);
	/* The reversal was wrong itself: all is as it was. */
	assert_int_equal(about(&site, T0 + 2 * MS_DAY, RULING_REVERSE, CHLOE, 11), ERR_NONE);
	assert_true(site.member.banned);
	assert_int_equal(member_percent(&site.member, T0 + 2 * MS_DAY), 9900);
	site_stop(&site);
}

static void what_rests_on_a_reversed_decision_falls_too(void **state)
{
	struct site site;

	site_start(&site);
	assert_int_equal(suspend(&site, T0, ROBOT_OPENER), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_CONFIRM, ANNA, 1), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_APPEAL, MEMBER, 2), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_REVERSE, BORIS, 1), ERR_NONE);
	assert_false(site.member.banned);
	assert_false(site.member.suspended);
	assert_int_equal(member_appeal(&site.member, 2), APPEAL_NONE);
	site_stop(&site);
}

static void one_appeal_never_judged_by_who_decided(void **state)
{
	struct site site;
	uint64_t people[4];

	site_start(&site);
	assert_int_equal(suspend(&site, T0, ROBOT_OPENER), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_CONFIRM, ANNA, 1), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_APPEAL, BORIS, 2), ERR_INPUT);
	assert_int_equal(about(&site, T0, RULING_UPHELD, BORIS, 2), ERR_STATE);
	assert_int_equal(about(&site, T0, RULING_APPEAL, MEMBER, 2), ERR_NONE);
	assert_false(site.last.reversible);
	assert_int_equal(member_appeal(&site.member, 2), APPEAL_OPEN);
	assert_int_equal(about(&site, T0, RULING_APPEAL, MEMBER, 2), ERR_STATE);
	assert_int_equal(member_judges_not(&site.member, 2, people, COUNT(people)), 1);
	assert_int_equal(people[0], ANNA);
	assert_int_equal(about(&site, T0, RULING_UPHELD, ANNA, 2), ERR_STATE);
	assert_string_equal(site.error.text, "by: who decided does not judge the appeal");
	assert_int_equal(about(&site, T0, RULING_UPHELD, BORIS, 2), ERR_NONE);
	assert_int_equal(member_appeal(&site.member, 2), APPEAL_REFUSED);
	assert_true(site.member.banned);
	assert_int_equal(about(&site, T0, RULING_APPEAL, MEMBER, 2), ERR_STATE);
	assert_int_equal(about(&site, T0, RULING_GRANTED, CHLOE, 2), ERR_STATE);
	/* It was upheld; who sees now that it was wrong can still reverse it. */
	assert_int_equal(about(&site, T0, RULING_REVERSE, CHLOE, 2), ERR_NONE);
	assert_false(site.member.banned);
	site_stop(&site);
}

/* The confirmation was hers, so the suspension's appeal is not hers to judge either. */
static void who_confirmed_judges_no_part_of_it(void **state)
{
	struct site site;

	site_start(&site);
	assert_int_equal(suspend(&site, T0, ROBOT_OPENER), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_CONFIRM, ANNA, 1), ERR_NONE);
	assert_false(member_may_judge(&site.member, 1, ANNA));
	assert_true(member_may_judge(&site.member, 1, BORIS));
	assert_false(member_may_judge(&site.member, 1, 0));
	assert_false(member_may_judge(&site.member, 9, BORIS));
	site_stop(&site);
}

static void who_lost_an_appeal_cannot_take_it_back(void **state)
{
	struct site site;

	site_start(&site);
	assert_int_equal(act(&site, T0, OFFENCE_HARASSMENT), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_APPEAL, MEMBER, 1), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_GRANTED, BORIS, 1), ERR_NONE);
	assert_false(site.member.banned);
	assert_int_equal(member_appeal(&site.member, 1), APPEAL_GRANTED);
	assert_int_equal(about(&site, T0, RULING_REVERSE, ANNA, 3), ERR_STATE);
	assert_int_equal(about(&site, T0, RULING_REVERSE, BORIS, 3), ERR_NONE);
	assert_true(site.member.banned);
	assert_int_equal(member_appeal(&site.member, 1), APPEAL_OPEN);
	/* Boris undid what had undone it, and so has had a hand in it. */
	assert_int_equal(about(&site, T0, RULING_UPHELD, BORIS, 1), ERR_STATE);
	assert_int_equal(about(&site, T0, RULING_GRANTED, CHLOE, 1), ERR_NONE);
	assert_false(site.member.banned);
	site_stop(&site);
}

/* Of two reversals of one decision the first counts: without it there was nothing to appeal
 * against. */
static void an_appeal_against_what_was_reversed_before(void **state)
{
	struct site site;

	site_start(&site);
	assert_int_equal(suspend(&site, T0, ROBOT_OPENER), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_REVERSE, ANNA, 1), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_REVERSE, BORIS, 2), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_APPEAL, MEMBER, 1), ERR_NONE);
	assert_int_equal(about(&site, T0, RULING_GRANTED, CHLOE, 1), ERR_NONE);
	assert_int_equal(member_appeal(&site.member, 1), APPEAL_GRANTED);
	assert_int_equal(about(&site, T0, RULING_REVERSE, DIRK, 3), ERR_NONE);
	assert_int_equal(member_appeal(&site.member, 1), APPEAL_NONE);
	assert_false(site.member.suspended);
	site_stop(&site);
}

static void nonsense_changes_nothing(void **state)
{
	static const struct ruling_request cases[] = {
		{.kind = RULING_KINDS, .at = T0 + 1},
		{.kind = RULING_OFFENCE, .at = T0 - 1},
		{.kind = RULING_OFFENCE, .at = MS_NEVER},
		{.kind = RULING_OFFENCE, .at = T0 + 1, .offence = OFFENCE_COUNT},
		{.kind = RULING_OFFENCE, .at = T0 + 1, .where = WHERE_COUNT},
		{.kind = RULING_OFFENCE, .at = T0 + 1, .target = 1},
		{.kind = RULING_SUSPEND, .at = T0 + 1, .robot = ROBOT_COUNT},
		{.kind = RULING_SUSPEND, .at = T0 + 1, .by = ANNA},
		{.kind = RULING_LIFT, .at = T0 + 1, .by = ANNA, .target = 0},
		{.kind = RULING_LIFT, .at = T0 + 1, .by = ANNA, .target = 2},
		{.kind = RULING_LIFT, .at = T0 + 1, .by = ANNA, .target = 1},
		{.kind = RULING_CONFIRM, .at = T0 + 1, .by = ANNA, .target = 1},
		{.kind = RULING_REVERSE, .at = T0 + 1, .by = 0, .target = 1},
		{.kind = RULING_REVERSE, .at = T0 + 1, .by = ANNA, .target = UINT32_MAX},
	};
	struct site site;

	site_start(&site);
	assert_int_equal(act(&site, T0, OFFENCE_INSULT), ERR_NONE);
	for (size_t i = 0; i < COUNT(cases); i++) {
		site.error.text[0] = '\0';
		assert_int_not_equal(decide(&site, cases[i]), ERR_NONE);
		assert_int_not_equal(site.error.text[0], '\0');
		assert_int_equal(site.member.count, 1);
		assert_int_equal(member_percent(&site.member, T0), 1000);
	}
	site_stop(&site);
}

static void decisions_are_limited(void **state)
{
	struct site site;

	site_start(&site);
	for (int i = 0; i < MEMBER_RULINGS_MAX; i++)
		assert_int_equal(act(&site, T0 + i, OFFENCE_INSULT), ERR_NONE);
	assert_int_equal(act(&site, T0 + MS_DAY, OFFENCE_INSULT), ERR_FULL);
	assert_true(site.member.banned);
	site_stop(&site);
}

static void every_decision_says_what_it_is(void **state)
{
	for (int kind = 0; kind < RULING_KINDS; kind++) {
		struct ruling decision = {.kind = (enum ruling_kind)kind, .target = 7};
		char text[RULING_TEXT];

		assert_true(strlen(ruling_code(&decision)) > 0);
		assert_true(strlen(ruling_sentence(&decision, text)) > 10);
		assert_int_equal(text[strlen(text) - 1], '.');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_insult_is_ten_per_cent),
		cmocka_unit_test(ten_at_once_are_a_ban),
		cmocka_unit_test(severe_acts_ban_at_once),
		cmocka_unit_test(a_percentage_fades),
		cmocka_unit_test(changed_rules_change_nothing_decided),
		cmocka_unit_test(no_rule_no_decision),
		cmocka_unit_test(a_person_confirms_or_lifts_a_robot),
		cmocka_unit_test(a_ban_by_percentage_falls_with_any_of_its_acts),
		cmocka_unit_test(what_rests_on_a_reversed_decision_falls_too),
		cmocka_unit_test(one_appeal_never_judged_by_who_decided),
		cmocka_unit_test(who_confirmed_judges_no_part_of_it),
		cmocka_unit_test(who_lost_an_appeal_cannot_take_it_back),
		cmocka_unit_test(an_appeal_against_what_was_reversed_before),
		cmocka_unit_test(nonsense_changes_nothing),
		cmocka_unit_test(decisions_are_limited),
		cmocka_unit_test(every_decision_says_what_it_is),
	};

	return cmocka_run_group_tests_name("standing_member", tests, NULL, NULL);
}
