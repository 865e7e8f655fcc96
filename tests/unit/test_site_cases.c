// SPDX-License-Identifier: GPL-3.0-or-later
/* Robots, reports, and what people decide of them. */
#include "site_fixture.h"

static struct world world;

static int set_up(void **state)
{
	(void)state;
	world_begin(&world);
	joins(&world, "ann", 1990);
	joins(&world, "bob", 1990);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	world_end(&world);
	return 0;
}

/* Old accounts that share nothing, each joined on a day of its own. */
static void old_members(int from, int to)
{
	for (int i = from; i < to; i++)
		does(&world, "member",
		     "{'id':'r%d','birth_year':1990,'joined':'2020-%02d-%02dT00:00:00Z'}", i,
		     1 + i / 25, 1 + i % 25);
}

static void report(const char *from, const char *about, const char *offence)
{
	does(&world, "report", "{'from':'%s','about':'%s','kind':'member','offence':'%s'}", from,
	     about, offence);
}

/* ---- robots ---- */

static uint32_t friend_of_ann(int number)
{
	char id[8];

	snprintf(id, sizeof id, "f%d", number);
	joins(&world, id, 1990);
	befriend(&world, "ann", id);
	return world.came.contact;
}

/* Links to pay to two members: the second is held. Returns the item. */
static uint64_t ann_sends_links(const char *prefix)
{
	for (int i = 0; i < 2; i++) {
		world.heard = (struct heard){.payment_link = true};
		does(&world, "message",
		     "{'id':'%s%d','from':'ann','to':'f%d','where':'direct','text':'pay here'}",
		     prefix, i, i);
	}
	came_to(&world, SITE_HOLD, REASON_ROBOT);
	return world.came.item;
}

static void make_friends(void)
{
	friend_of_ann(0);
	friend_of_ann(1);
}

static void a_robot_suspends_and_says_why(void **state)
{
	const struct ruling *ruling;
	const struct happened *robot;
	uint32_t member;
	uint64_t event, item;
	const char *text;

	(void)state;
	make_friends();
	item = ann_sends_links("m");
	stands(&world, "ann", STATE_SUSPENDED, 0);
	robot = told(&world, SITE_EFFECT_ROBOT);
	assert_non_null(robot);
	assert_int_equal(robot->alarm.robot, ROBOT_PAYMENT);
	assert_true(strlen(robot->sentence) > 10);
	assert_int_equal(robot->item, item);
	assert_int_equal(robot->member, 1);
	assert_int_equal(world.came.statement, robot->statement);
	assert_string_equal(told(&world, SITE_EFFECT_STATEMENT)->code, "suspension");
	assert_int_equal(told(&world, SITE_EFFECT_STANDING)->state, STATE_SUSPENDED);
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->item_kind, QUEUE_ROBOT);
	assert_int_equal(told_times(&world, SITE_EFFECT_QUEUED), 1);
	assert_true(site_statement(world.site, robot->statement, &ruling, &member, &event, &text));
	assert_int_equal(ruling->kind, RULING_SUSPEND);
	assert_int_equal(ruling->about, world.came.message);
	assert_int_equal(member, 1);
	assert_int_equal(event, world.event);
	assert_string_equal(text, robot->sentence);
	assert_int_equal(site_statement_of(world.site, 1, ruling->number), robot->statement);
	assert_false(site_statement(world.site, 2, &ruling, &member, &event, &text));
}

static void confirmed_it_is_a_ban(void **state)
{
	uint64_t item;

	(void)state;
	make_friends();
	item = ann_sends_links("m");
	decides(&world, "anna", item, "confirm", ",'text':'all of them'");
	verdict_is(&world, SITE_DONE);
	stands(&world, "ann", STATE_BANNED, 0);
	assert_int_equal(told(&world, SITE_EFFECT_WITHHELD)->member, 1);
	assert_non_null(told(&world, SITE_EFFECT_SETTLED));
	assert_int_equal(told(&world, SITE_EFFECT_STANDING)->state, STATE_BANNED);
	assert_int_equal(site_queue(world.site)->count, 0);
	assert_int_equal(site_year_find(world.site, 2026)->bans, 1);
}

static void lifted_he_is_restored_and_his_text_released(void **state)
{
	uint64_t item;

	(void)state;
	make_friends();
	item = ann_sends_links("m");
	decides(&world, "anna", item, "lift", "");
	stands(&world, "ann", STATE_OK, 0);
	assert_int_equal(told(&world, SITE_EFFECT_RELEASED)->member, 1);
	assert_int_equal(site_year_find(world.site, 2026)->suspensions[ROBOT_PAYMENT], 1);
	assert_int_equal(site_year_find(world.site, 2026)->suspensions_lifted[ROBOT_PAYMENT], 1);
	/* What was looked at does not suspend again; what is new may. */
	world.heard = (struct heard){.payment_link = true};
	does(&world, "message",
	     "{'id':'n0','from':'ann','to':'f0','where':'direct','text':'pay here'}");
	verdict_is(&world, SITE_DELIVER);
	world.heard = (struct heard){.payment_link = true};
	does(&world, "message",
	     "{'id':'n1','from':'ann','to':'f1','where':'direct','text':'pay here'}");
	came_to(&world, SITE_HOLD, REASON_ROBOT);
}

static void a_claim_lasts_a_quarter_of_an_hour(void **state)
{
	uint64_t item;

	(void)state;
	make_friends();
	item = ann_sends_links("m");
	fails(&world, ERR_STATE, "item", "decision", "{'person':'anna','item':'q%d','opinion':'lift'}",
	      (int)item);
	fails(&world, ERR_STATE, "item", "show", "{'person':'anna','item':'q%d'}", (int)item);
	claims(&world, "anna", item);
	fails(&world, ERR_STATE, "item", "claim", "{'person':'boris','item':'q%d'}", (int)item);
	does(&world, "show", "{'person':'anna','item':'q%d'}", (int)item);
	assert_false(queue_is_blurred(queue_find(site_queue(world.site), item),
				      site_staff_find(world.site, bytes_of_text("anna")),
				      world.now));
	world.now += QUEUE_CLAIM;
	fails(&world, ERR_STATE, "item", "decision", "{'person':'anna','item':'q%d','opinion':'lift'}",
	      (int)item);
	claims(&world, "boris", item);
	does(&world, "release", "{'person':'boris','item':'q%d'}", (int)item);
	claims(&world, "anna", item);
	assert_true(queue_is_blurred(queue_find(site_queue(world.site), item),
				     site_staff_find(world.site, bytes_of_text("anna")), world.now));
	fails(&world, ERR_ABSENT, "item", "claim", "{'person':'anna','item':'q99'}");
	fails(&world, ERR_ABSENT, "item", "claim", "{'person':'anna','item':'s1'}");
}

/* Once he is banned, no robot says that it suspended him. */
static void robots_are_silent_about_who_is_banned(void **state)
{
	(void)state;
	for (int i = 0; i < 12; i++) {
		char id[8];

		snprintf(id, sizeof id, "p%d", i);
		joins(&world, id, 1990);
		does(&world, "contact", "{'from':'ann','to':'%s'}", id);
		verdict_is(&world, SITE_PENDING);
	}
	finds(&world, "ann", "harassment");
	for (uint32_t i = 0; i < 12; i++) {
		does(&world, "answer", "{'contact':'c%u','member':'p%u','answer':'refuse'}", i + 1, i);
		assert_null(told(&world, SITE_EFFECT_ROBOT));
		assert_null(told(&world, SITE_EFFECT_QUEUED));
	}
	stands(&world, "ann", STATE_BANNED, 0);
}

/* ---- reports ---- */

static void a_report_brings_a_person_to_look(void **state)
{
	(void)state;
	report("bob", "ann", "spam");
	verdict_is(&world, SITE_DONE);
	assert_int_equal(world.came.member, 1);
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->item_kind, QUEUE_REPORTS);
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->severity, SEVERITY_LOW);
	stands(&world, "ann", STATE_OK, 0);
	fails(&world, ERR_INPUT, "about", "report",
	      "{'from':'ann','about':'ann','kind':'member','offence':'spam'}");
	fails(&world, ERR_ABSENT, "about", "report",
	      "{'from':'ann','about':'who','kind':'member','offence':'spam'}");
	fails(&world, ERR_ABSENT, "about", "report",
	      "{'from':'ann','about':'bob','kind':'message','offence':'spam'}");
	fails(&world, ERR_ABSENT, "from", "report",
	      "{'from':'who','about':'bob','kind':'member','offence':'spam'}");
}

static void all_reports_on_one_are_one_item(void **state)
{
	uint64_t item;

	(void)state;
	old_members(0, 4);
	report("r0", "ann", "insult");
	item = world.came.item;
	report("r1", "ann", "insult");
	assert_int_equal(world.came.item, item);
	assert_null(told(&world, SITE_EFFECT_QUEUED));
	assert_int_equal(queue_find(site_queue(world.site), item)->severity, SEVERITY_LOW);
	report("r2", "ann", "insult"); /* three voices: looked at before others */
	assert_int_equal(queue_find(site_queue(world.site), item)->severity, SEVERITY_MIDDLE);
	report("r3", "ann", "threat");
	assert_int_equal(queue_find(site_queue(world.site), item)->severity, SEVERITY_HIGH);
	assert_int_equal(site_queue(world.site)->count, 1);
}

static void however_many_reports_never_ban(void **state)
{
	(void)state;
	old_members(0, 150);
	for (int i = 0; i < 150; i++) {
		char id[8];

		snprintf(id, sizeof id, "r%d", i);
		report(id, "ann", i % 2 != 0 ? "threat" : "harassment");
		assert_null(told(&world, SITE_EFFECT_STANDING));
		assert_null(told(&world, SITE_EFFECT_STATEMENT));
	}
	stands(&world, "ann", STATE_OK, 0);
	assert_int_equal(site_member_standing(world.site, 1)->count, 0);
	/* And one person settles it. */
	assert_int_equal(site_queue(world.site)->count, 1);
	decides(&world, "anna", world.came.item, "lift", "");
	verdict_is(&world, SITE_DONE);
	stands(&world, "ann", STATE_OK, 0);
}

static void a_brigade_is_told_once(void **state)
{
	(void)state;
	for (int i = 0; i < 7; i++) {
		char id[8];

		snprintf(id, sizeof id, "n%d", i);
		joins(&world, id, 1990);
		report(id, "ann", "spam");
		if (i == 4) {
			assert_non_null(told(&world, SITE_EFFECT_BRIGADE));
			assert_int_equal(told(&world, SITE_EFFECT_BRIGADE)->member, 1);
			assert_true(strlen(told(&world, SITE_EFFECT_BRIGADE)->sentence) > 10);
		} else {
			assert_null(told(&world, SITE_EFFECT_BRIGADE));
		}
	}
	assert_int_equal(queue_find(site_queue(world.site), world.came.item)->severity, SEVERITY_LOW);
	assert_int_equal(site_year_find(world.site, 2026)->brigades, 1);
}

/* What the person confirms is the heaviest report, and that text goes: not another one's. */
static void the_act_and_its_text_belong_together(void **state)
{
	(void)state;
	old_members(0, 1);
	joins(&world, "new", 1990);
	does(&world, "message", "{'id':'m1','from':'ann','where':'forum','text':'hello'}");
	does(&world, "message", "{'id':'m2','from':'ann','where':'forum','text':'I know where'}");
	/* A new account first, about a harmless text; then somebody who weighs more, about the other. */
	does(&world, "report", "{'from':'new','about':'m1','kind':'message','offence':'insult'}");
	does(&world, "report", "{'from':'r0','about':'m2','kind':'message','offence':'threat'}");
	decides(&world, "anna", world.came.item, "confirm", "");
	assert_int_equal(site_year_find(world.site, 2026)->offences[OFFENCE_THREAT], 1);
	assert_int_equal(told_times(&world, SITE_EFFECT_WITHHELD), 1);
	assert_int_equal(told(&world, SITE_EFFECT_WITHHELD)->message, 2);
}

/* Whose reports were wrong weighs less than who is old. */
static void a_reporters_record_counts(void **state)
{
	(void)state;
	old_members(0, 4);
	joins(&world, "cleo", 1990);
	for (int i = 0; i < 3; i++) {
		report("r0", "bob", "insult");
		decides(&world, "anna", world.came.item, "lift", "");
		assert_non_null(told(&world, SITE_EFFECT_SETTLED));
	}
	for (int i = 0; i < 8; i++) {
		report("r1", "cleo", "spam");
		decides(&world, "anna", world.came.item, "confirm", "");
	}
	/* Two whose voice is trusted, or three: r1 weighs 0.9, r2 and r3 half, r0 a fifth. */
	report("r1", "ann", "insult");
	report("r0", "ann", "insult");
	assert_int_equal(queue_find(site_queue(world.site), world.came.item)->severity, SEVERITY_LOW);
	report("r2", "ann", "insult");
	assert_int_equal(queue_find(site_queue(world.site), world.came.item)->severity,
			 SEVERITY_MIDDLE);
}

static void who_is_banned_says_nothing_that_weighs(void **state)
{
	(void)state;
	finds(&world, "bob", "harassment");
	report("bob", "ann", "spam");
	verdict_is(&world, SITE_DONE);
	assert_null(told(&world, SITE_EFFECT_QUEUED));
	assert_int_equal(site_queue(world.site)->count, 0);
}

/* ---- offences ---- */

static void a_hundred_per_cent_is_a_ban(void **state)
{
	(void)state;
	for (int i = 1; i <= 10; i++) {
		finds(&world, "ann", "insult");
		assert_int_equal(told(&world, SITE_EFFECT_STANDING)->percent, 1000 * i);
		stands(&world, "ann",
		       i < 5    ? STATE_OK
		       : i < 8  ? STATE_WARNED
		       : i < 10 ? STATE_HELD
				: STATE_BANNED,
		       1000 * i);
		assert_string_equal(told(&world, SITE_EFFECT_STATEMENT)->code,
				    i < 10 ? "penalty" : "ban_threshold");
	}
	world.now += 300 * MS_DAY;
	stands(&world, "ann", STATE_BANNED, 0);
}

static void an_act_without_a_price_is_noted(void **state)
{
	(void)state;
	does(&world, "message", "{'id':'m1','from':'ann','where':'forum','text':'buy'}");
	does(&world, "offence",
	     "{'person':'anna','member':'ann','offence':'spam','where':'forum','about':'m1',"
	     "'kind':'message'}");
	stands(&world, "ann", STATE_OK, 0);
	assert_string_equal(told(&world, SITE_EFFECT_STATEMENT)->code, "noted");
	assert_int_equal(told(&world, SITE_EFFECT_WITHHELD)->message, 1);
	fails(&world, ERR_ABSENT, "about", "offence",
	      "{'person':'anna','member':'bob','offence':'spam','where':'forum','about':'m1',"
	      "'kind':'message'}");
	fails(&world, ERR_ABSENT, "member", "offence",
	      "{'person':'anna','member':'who','offence':'spam','where':'forum'}");
}

static void rules_may_price_a_place(void **state)
{
	const struct offence_rule row = {OFFENCE_INSULT, WHERE_PROFILE, false, 40, 1};

	(void)state;
	assert_int_equal(rules_put_offence(&world.rules, &row), ERR_NONE);
	site_use_rules(world.site, &world.rules);
	finds(&world, "ann", "insult");
	stands(&world, "ann", STATE_OK, 1000);
	does(&world, "offence",
	     "{'person':'anna','member':'ann','offence':'insult','where':'profile'}");
	stands(&world, "ann", STATE_WARNED, 5000);
}

static void changed_rules_change_nothing_that_was_decided(void **state)
{
	const struct offence_rule row = {OFFENCE_INSULT, WHERE_ANY, false, 90, 1};

	(void)state;
	finds(&world, "ann", "insult");
	assert_int_equal(rules_put_offence(&world.rules, &row), ERR_NONE);
	world.rules.decay.value = 1000;
	site_use_rules(world.site, &world.rules);
	stands(&world, "ann", STATE_OK, 1000);
	world.now += 2 * MS_DAY;
	stands(&world, "ann", STATE_OK, 900);
	finds(&world, "bob", "insult");
	stands(&world, "bob", STATE_HELD, 9000);
}

static void a_members_decisions_are_full_one_day(void **state)
{
	const struct offence_rule row = {OFFENCE_INSULT, WHERE_ANY, false, 0, 1};

	(void)state;
	assert_int_equal(rules_put_offence(&world.rules, &row), ERR_NONE);
	site_use_rules(world.site, &world.rules);
	for (int i = 0; i < MEMBER_RULINGS_MAX; i++)
		finds(&world, "ann", "insult");
	fails(&world, ERR_FULL, "member", "offence",
	      "{'person':'anna','member':'ann','offence':'insult','where':'forum'}");
	report("bob", "ann", "insult");
	claims(&world, "anna", world.came.item);
	fails(&world, ERR_FULL, "item", "decision", "{'person':'anna','item':'q1','opinion':'confirm'}");
	fails(&world, ERR_FULL, "statement", "reverse",
	      "{'person':'anna','statement':'s1','text':'x'}");
	/* Nobody else is touched. */
	finds(&world, "bob", "insult");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_robot_suspends_and_says_why),
		TEST(confirmed_it_is_a_ban),
		TEST(lifted_he_is_restored_and_his_text_released),
		TEST(a_claim_lasts_a_quarter_of_an_hour),
		TEST(robots_are_silent_about_who_is_banned),
		TEST(a_report_brings_a_person_to_look),
		TEST(all_reports_on_one_are_one_item),
		TEST(however_many_reports_never_ban),
		TEST(a_brigade_is_told_once),
		TEST(the_act_and_its_text_belong_together),
		TEST(a_reporters_record_counts),
		TEST(who_is_banned_says_nothing_that_weighs),
		TEST(a_hundred_per_cent_is_a_ban),
		TEST(an_act_without_a_price_is_noted),
		TEST(rules_may_price_a_place),
		TEST(changed_rules_change_nothing_that_was_decided),
		TEST(a_members_decisions_are_full_one_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
