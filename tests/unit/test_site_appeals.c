// SPDX-License-Identifier: GPL-3.0-or-later
/* Appeals, bans that are over, decisions that were wrong, notices to the police, and the year's report. */
#include "site_fixture.h"

static struct world world;

static int set_up(void **state)
{
	(void)state;
	world_begin(&world);
	does(&world, "member",
	     "{'id':'ann','birth_year':1990,'email':'ann@example.org','address':'192.0.2.7'}");
	joins(&world, "bob", 1990);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	world_end(&world);
	return 0;
}

/* `anna` bans her: s1. */
static void ban_ann(void)
{
	finds(&world, "ann", "harassment");
	assert_int_equal(world.came.statement, 1);
	stands(&world, "ann", STATE_BANNED, 0);
}

static uint64_t ann_appeals(const char *statement)
{
	does(&world, "appeal", "{'member':'ann','statement':'%s','text':'that was not me'}", statement);
	verdict_is(&world, SITE_DONE);
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->item_kind, QUEUE_APPEAL);
	return world.came.item;
}

#define ANSWERED ",'text':'we looked again'"

static void registers(const char *id, const char *email, const char *address, bool freely)
{
	does(&world, "member", "{'id':'%s','email':'%s'}", id, email);
	stands(&world, id, freely ? STATE_OK : STATE_SUSPENDED, 0);
	does(&world, "member", "{'id':'%s-2','address':'%s'}", id, address);
	verdict_is(&world, freely ? SITE_ACCEPTED : SITE_REFUSE);
}

/* ---- once ---- */

static void a_decision_is_appealed_once(void **state)
{
	uint64_t item;

	(void)state;
	ban_ann();
	item = ann_appeals("s1");
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->severity, SEVERITY_HIGH);
	fails(&world, ERR_STATE, "statement", "appeal",
	      "{'member':'ann','statement':'s1','text':'again'}");
	decides(&world, "boris", item, "confirm", ANSWERED);
	fails(&world, ERR_STATE, "statement", "appeal",
	      "{'member':'ann','statement':'s1','text':'again'}");
	assert_int_equal(site_queue(world.site)->count, 0);
}

static void only_ones_own_decisions(void **state)
{
	(void)state;
	ban_ann();
	fails(&world, ERR_ABSENT, "statement", "appeal",
	      "{'member':'bob','statement':'s1','text':'let her in'}");
	fails(&world, ERR_ABSENT, "statement", "appeal",
	      "{'member':'ann','statement':'s2','text':'let me in'}");
	fails(&world, ERR_ABSENT, "statement", "appeal",
	      "{'member':'ann','statement':'q1','text':'let me in'}");
	fails(&world, ERR_ABSENT, "member", "appeal",
	      "{'member':'who','statement':'s1','text':'let me in'}");
	assert_int_equal(site_queue(world.site)->count, 0);
}

/* ---- who judges ---- */

static void who_decided_does_not_judge(void **state)
{
	uint64_t item;

	(void)state;
	ban_ann();
	item = ann_appeals("s1");
	fails(&world, ERR_STATE, "item", "claim", "{'person':'anna','item':'q%d'}", (int)item);
	claims(&world, "boris", item);
	assert_null(queue_next(site_queue(world.site),
			       site_staff_find(world.site, bytes_of_text("anna")), world.now));
}

static void who_restored_it_after_the_appeal_does_not_judge_either(void **state)
{
	uint64_t item;

	(void)state;
	ban_ann();
	item = ann_appeals("s1");
	does(&world, "reverse", "{'person':'boris','statement':'s1','text':'a slip'}");
	does(&world, "reverse", "{'person':'boris','statement':'s%u','text':'no slip'}",
	     world.came.statement);
	stands(&world, "ann", STATE_BANNED, 0);
	if (asks(&world, "claim", "{'person':'boris','item':'q%d'}", (int)item) == ERR_NONE)
		fails(&world, ERR_STATE, "item", "decision",
		      "{'person':'boris','item':'q%d','opinion':'confirm'" ANSWERED "}", (int)item);
	/* It still waits for somebody who may. */
	world.now += QUEUE_CLAIM;
	decides(&world, "chloe", item, "lift", ANSWERED);
	stands(&world, "ann", STATE_OK, 0);
}

static void an_appeal_gets_a_written_answer(void **state)
{
	const struct ruling *ruling;
	uint32_t member;
	uint64_t event, item;
	const char *text;

	(void)state;
	ban_ann();
	item = ann_appeals("s1");
	claims(&world, "boris", item);
	fails(&world, ERR_INPUT, "text", "decision", "{'person':'boris','item':'q%d','opinion':'lift'}",
	      (int)item);
	does(&world, "decision", "{'person':'boris','item':'q%d','opinion':'confirm'" ANSWERED "}",
	     (int)item);
	stands(&world, "ann", STATE_BANNED, 0);
	assert_string_equal(told(&world, SITE_EFFECT_STATEMENT)->code, "appeal_refused");
	assert_true(site_statement(world.site, world.came.statement, &ruling, &member, &event, &text));
	assert_string_equal(text, "we looked again");
	assert_int_equal(ruling->kind, RULING_UPHELD);
	assert_int_equal(event, world.event);
	assert_int_equal(site_year_find(world.site, 2026)->appeals, 1);
	assert_int_equal(site_year_find(world.site, 2026)->appeals_refused, 1);
}

/* ---- granted ---- */

static void granted_it_is_as_if_it_had_not_been(void **state)
{
	uint64_t item;

	(void)state;
	finds(&world, "ann", "insult");
	world.now += 10 * MS_DAY;
	finds(&world, "ann", "harassment");
	stands(&world, "ann", STATE_BANNED, 500);
	registers("new", "ANN@example.org", "192.0.2.7", false);
	item = ann_appeals("s2");
	decides(&world, "boris", item, "lift", ANSWERED);
	stands(&world, "ann", STATE_OK, 500);
	assert_string_equal(told(&world, SITE_EFFECT_STATEMENT)->code, "appeal_granted");
	assert_int_equal(told(&world, SITE_EFFECT_STANDING)->state, STATE_OK);
	registers("other", "ANN@example.org", "192.0.2.7", true);
	does(&world, "message", "{'id':'m1','from':'ann','where':'forum','text':'back'}");
	verdict_is(&world, SITE_DELIVER);
	assert_int_equal(site_year_find(world.site, 2026)->appeals_granted, 1);
	world.now += 10 * MS_DAY;
	stands(&world, "ann", STATE_OK, 0);
}

static void a_ban_by_percentage_goes_with_what_it_rests_on(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		finds(&world, "ann", "insult");
	stands(&world, "ann", STATE_BANNED, 10000);
	/* The third of ten: without it there are ninety per cent. */
	decides(&world, "boris", ann_appeals("s3"), "lift", ANSWERED);
	stands(&world, "ann", STATE_HELD, 9000);
	registers("new", "ann@example.org", "192.0.2.7", true);
}

static void a_suspension_may_be_appealed(void **state)
{
	uint64_t item;

	(void)state;
	for (int i = 0; i < 3; i++)
		does(&world, "member", "{'id':'%s','device':'d'}", i == 0   ? "a"
								   : i == 1 ? "b"
									    : "ann");
	stands(&world, "ann", STATE_SUSPENDED, 0);
	item = ann_appeals("s1");
	decides(&world, "anna", item, "lift", ANSWERED);
	stands(&world, "ann", STATE_OK, 0);
}

static void an_appeal_about_what_was_reversed_meanwhile_settles(void **state)
{
	uint64_t item;

	(void)state;
	ban_ann();
	item = ann_appeals("s1");
	does(&world, "reverse", "{'person':'anna','statement':'s1','text':'a slip'}");
	stands(&world, "ann", STATE_OK, 0);
	if (queue_find(site_queue(world.site), item) != NULL)
		decides(&world, "boris", item, "lift", ANSWERED);
	assert_int_equal(site_queue(world.site)->count, 0);
	stands(&world, "ann", STATE_OK, 0);
}

/* ---- lifting and reversing ---- */

static void lifted_it_is_over_and_the_percentage_stays(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		finds(&world, "ann", "insult");
	does(&world, "lift", "{'person':'boris','statement':'s10','text':'long enough'}");
	verdict_is(&world, SITE_DONE);
	stands(&world, "ann", STATE_HELD, 10000);
	assert_string_equal(told(&world, SITE_EFFECT_STATEMENT)->code, "lifting");
	registers("new", "ann@example.org", "192.0.2.7", true);
	fails(&world, ERR_STATE, "statement", "lift",
	      "{'person':'boris','statement':'s10','text':'again'}");
	assert_int_equal(site_year_find(world.site, 2026)->lifted, 1);
}

static void a_reversal_can_be_reversed(void **state)
{
	(void)state;
	ban_ann();
	does(&world, "reverse", "{'person':'boris','statement':'s1','text':'a slip'}");
	stands(&world, "ann", STATE_OK, 0);
	registers("new", "ann@example.org", "192.0.2.7", true);
	does(&world, "reverse", "{'person':'boris','statement':'s2','text':'it was right'}");
	stands(&world, "ann", STATE_BANNED, 0);
	registers("other", "ann@example.org", "192.0.2.7", false);
	fails(&world, ERR_ABSENT, "statement", "reverse",
	      "{'person':'boris','statement':'s99','text':'x'}");
	assert_int_equal(site_year_find(world.site, 2026)->reversed, 2);
}

static void reversing_a_suspension_settles_its_item(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		does(&world, "member", "{'id':'d%d','device':'d'}", i);
	assert_int_equal(site_queue(world.site)->count, 3);
	does(&world, "reverse", "{'person':'anna','statement':'s1','text':'a family'}");
	assert_non_null(told(&world, SITE_EFFECT_SETTLED));
	assert_int_equal(site_queue(world.site)->count, 2);
	stands(&world, site_member_id(world.site, told(&world, SITE_EFFECT_STANDING)->member), STATE_OK, 0);
}

/* What was taken away for it is shown again; and is gone again when the reversal is undone. */
static void a_reversal_restores_the_text(void **state)
{
	struct site_text text;

	(void)state;
	does(&world, "message", "{'id':'m1','from':'ann','where':'forum','text':'you fool'}");
	does(&world, "report", "{'from':'bob','about':'m1','kind':'message','offence':'insult'}");
	decides(&world, "anna", world.came.item, "confirm", "");
	assert_int_equal(told(&world, SITE_EFFECT_WITHHELD)->message, 1);
	decides(&world, "boris", ann_appeals("s1"), "lift", ANSWERED);
	assert_int_equal(told(&world, SITE_EFFECT_RELEASED)->message, 1);
	assert_true(site_text(world.site, 1, &text));
	assert_int_equal(text.verdict, SITE_DELIVER);
	assert_false(text.withheld);
	does(&world, "reverse", "{'person':'boris','statement':'s%u','text':'a slip'}",
	     world.came.statement);
	assert_int_equal(told(&world, SITE_EFFECT_WITHHELD)->message, 1);
	stands(&world, "ann", STATE_OK, 1000);
}

static void a_text_with_two_decisions_needs_both_reversed(void **state)
{
	(void)state;
	does(&world, "message", "{'id':'m1','from':'ann','where':'forum','text':'you fool'}");
	for (int i = 0; i < 2; i++)
		does(&world, "offence",
		     "{'person':'anna','member':'ann','offence':'%s','where':'forum','about':'m1',"
		     "'kind':'message'}",
		     i == 0 ? "insult" : "hate");
	does(&world, "reverse", "{'person':'boris','statement':'s1','text':'x'}");
	assert_null(told(&world, SITE_EFFECT_RELEASED));
	does(&world, "reverse", "{'person':'boris','statement':'s2','text':'x'}");
	assert_non_null(told(&world, SITE_EFFECT_RELEASED));
}

static void every_decision_says_why(void **state)
{
	char text[RULING_TEXT];
	const struct member *member;

	(void)state;
	ban_ann();
	decides(&world, "boris", ann_appeals("s1"), "lift", ANSWERED);
	finds(&world, "ann", "insult");
	does(&world, "reverse", "{'person':'boris','statement':'s%u','text':'x'}",
	     world.came.statement);
	member = site_member_standing(world.site, 1);
	assert_int_equal(member->count, 5);
	for (uint32_t i = 1; i <= member->count; i++) {
		const struct ruling *ruling = member_ruling(member, i);

		assert_true(strlen(ruling_sentence(ruling, text)) > 10);
		assert_true(strlen(ruling_code(ruling)) > 0);
		assert_int_not_equal(site_statement_of(world.site, 1, i), 0);
	}
	assert_int_equal(site_statement_of(world.site, 1, 0), 0);
	assert_int_equal(site_statement_of(world.site, 1, 6), 0);
}

/* ---- two people, and a third ---- */

static uint64_t grave_item(void)
{
	does(&world, "member", "{'id':'sam','birth_year':1980}");
	for (int i = 0; i < 5; i++) {
		does(&world, "member", "{'id':'p%d','birth_year':2011}", i);
		does(&world, "contact", "{'from':'sam','to':'p%d'}", i);
	}
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->severity, SEVERITY_GRAVE);
	return told(&world, SITE_EFFECT_QUEUED)->item;
}

static void two_people_say_the_same(void **state)
{
	uint64_t item = grave_item();

	(void)state;
	decides(&world, "anna", item, "confirm", "");
	verdict_is(&world, SITE_PENDING);
	stands(&world, "sam", STATE_SUSPENDED, 0);
	fails(&world, ERR_STATE, "item", "claim", "{'person':'anna','item':'q%d'}", (int)item);
	decides(&world, "boris", item, "confirm", "");
	verdict_is(&world, SITE_DONE);
	stands(&world, "sam", STATE_BANNED, 0);
}

static void when_two_differ_a_third_decides(void **state)
{
	uint64_t item = grave_item();

	(void)state;
	decides(&world, "anna", item, "confirm", "");
	decides(&world, "boris", item, "lift", "");
	verdict_is(&world, SITE_PENDING);
	stands(&world, "sam", STATE_SUSPENDED, 0);
	decides(&world, "chloe", item, "lift", "");
	verdict_is(&world, SITE_DONE);
	stands(&world, "sam", STATE_OK, 0);
}

/* ---- notices ---- */

static void a_threat_prepares_a_notice(void **state)
{
	struct site_notice notice;

	(void)state;
	does(&world, "message", "{'id':'m1','from':'ann','where':'forum','text':'I know where'}");
	does(&world, "report", "{'from':'bob','about':'m1','kind':'message','offence':'threat'}");
	assert_null(told(&world, SITE_EFFECT_NOTICE));
	decides(&world, "anna", world.came.item, "confirm", "");
	assert_non_null(told(&world, SITE_EFFECT_NOTICE));
	assert_int_equal(told(&world, SITE_EFFECT_NOTICE)->statement, world.came.statement);
	assert_true(site_notice_at(world.site, 0, &notice));
	assert_int_equal(notice.member, 1);
	assert_int_equal(notice.statement, world.came.statement);
	assert_false(notice.sealed);
	assert_int_equal(site_year_find(world.site, 2026)->notices, 1);
}

static void an_insult_prepares_none(void **state)
{
	struct site_notice notice;

	(void)state;
	does(&world, "report", "{'from':'bob','about':'ann','kind':'member','offence':'insult'}");
	decides(&world, "anna", world.came.item, "confirm", "");
	assert_null(told(&world, SITE_EFFECT_NOTICE));
	assert_false(site_notice_at(world.site, 0, &notice));
}

/* ---- the year ---- */

static void a_year_is_counted(void **state)
{
	const struct site_year *year;

	(void)state;
	assert_null(site_year_find(world.site, 2025));
	assert_null(site_year_find(world.site, 0));
	does(&world, "contact", "{'from':'ann','to':'bob'}");
	does(&world, "message", "{'id':'m1','from':'ann','where':'forum','text':'hello'}");
	does(&world, "message",
	     "{'id':'m2','from':'ann','to':'bob','where':'direct','text':'hello'}");
	does(&world, "report", "{'from':'bob','about':'m1','kind':'message','offence':'insult'}");
	decides(&world, "anna", world.came.item, "confirm", "");
	year = site_year_find(world.site, 2026);
	assert_int_equal(year->members, 2);
	assert_int_equal(year->contacts, 1);
	assert_int_equal(year->contacts_refused, 0);
	assert_int_equal(year->texts, 2);
	assert_int_equal(year->refused, 1);
	assert_int_equal(year->reports[OFFENCE_INSULT], 1);
	assert_int_equal(year->offences[OFFENCE_INSULT], 1);
	assert_int_equal(year->withheld, 1);
	assert_int_equal(year->bans, 0);
	world.now = T0 + 304 * MS_DAY - 20 * MS_HOUR - 15 * MS_MINUTE; /* 2026-12-31T00:00:00Z */
	joins(&world, "cleo", 1990);
	assert_int_equal(site_year_find(world.site, 2026)->members, 3);
	world.now += MS_DAY;
	joins(&world, "dirk", 1990);
	assert_int_equal(site_year_find(world.site, 2026)->members, 3);
	assert_int_equal(site_year_find(world.site, 2027)->members, 1);
	for (int i = 0; i < 2; i++) {
		world.now += 366 * MS_DAY;
		does(&world, "member", "{'id':'e%d','birth_year':1990}", i);
	}
	assert_null(site_year_find(world.site, 2026)); /* the oldest gives way */
	assert_int_equal(site_year_find(world.site, 2027)->members, 1);
	assert_int_equal(site_year_find(world.site, 2029)->members, 1);
}

static void the_median_is_a_bound_of_its_class(void **state)
{
	static const int64_t waits[] = {0, 1, 2, 3, 10, 100, 3600, 86400, 604800, 8640000};

	(void)state;
	for (size_t i = 0; i < COUNT(waits); i++) {
		int64_t median;

		tear_down(state);
		set_up(state);
		does(&world, "report",
		     "{'from':'bob','about':'ann','kind':'member','offence':'insult'}");
		assert_int_equal(site_year_median(site_year_find(world.site, 2026)), -1);
		world.now += waits[i] * MS_SECOND;
		decides(&world, "anna", world.came.item, "lift", "");
		median = site_year_median(site_year_find(world.site, 2026));
		if (median < waits[i] || median > 2 + waits[i] * 3 / 2)
			fail_msg("%lld s: %lld", (long long)waits[i], (long long)median);
	}
}

static void half_waited_less_than_the_median(void **state)
{
	static const int waits[] = {10, 20, 60, 3600, 86400};
	int64_t median;

	(void)state;
	for (size_t i = 0; i < COUNT(waits); i++) {
		does(&world, "report",
		     "{'from':'bob','about':'ann','kind':'member','offence':'insult'}");
		world.now += waits[i] * MS_SECOND;
		decides(&world, "anna", world.came.item, "lift", "");
	}
	median = site_year_median(site_year_find(world.site, 2026));
	assert_true(median >= 60 && median < 100);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_decision_is_appealed_once),
		TEST(only_ones_own_decisions),
		TEST(who_decided_does_not_judge),
		TEST(who_restored_it_after_the_appeal_does_not_judge_either),
		TEST(an_appeal_gets_a_written_answer),
		TEST(granted_it_is_as_if_it_had_not_been),
		TEST(a_ban_by_percentage_goes_with_what_it_rests_on),
		TEST(a_suspension_may_be_appealed),
		TEST(an_appeal_about_what_was_reversed_meanwhile_settles),
		TEST(lifted_it_is_over_and_the_percentage_stays),
		TEST(a_reversal_can_be_reversed),
		TEST(reversing_a_suspension_settles_its_item),
		TEST(a_reversal_restores_the_text),
		TEST(a_text_with_two_decisions_needs_both_reversed),
		TEST(every_decision_says_why),
		TEST(two_people_say_the_same),
		TEST(when_two_differ_a_third_decides),
		TEST(a_threat_prepares_a_notice),
		TEST(an_insult_prepares_none),
		TEST(a_year_is_counted),
		TEST(the_median_is_a_bound_of_its_class),
		TEST(half_waited_less_than_the_median),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
