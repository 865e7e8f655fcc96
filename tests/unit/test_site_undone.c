// SPDX-License-Identifier: GPL-3.0-or-later
/* What comes back when a decision is undone, who has to agree before one is taken, and what a refused call leaves behind. */
#include "site_fixture.h"
#include "standing/site_save.h"

static struct world world;

#define BECAUSE ",'text':'we looked again'"
#define PHOTO "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static int set_up(void **state)
{
	(void)state;
	world_begin(&world);
	joins(&world, "ann", 1990);
	joins(&world, "bob", 1990);
	joins(&world, "cat", 1990);
	befriend(&world, "ann", "bob");
	befriend(&world, "ann", "cat");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	world_end(&world);
	return 0;
}

static void sends_link(const char *id, const char *to)
{
	world.heard = (struct heard){.payment_link = true};
	does(&world, "message", "{'id':'%s','from':'ann','to':'%s','where':'direct','text':'pay'}", id, to);
}

/* Two links to pay: the second one is held, and she is suspended by s1. Returns the item. */
static uint64_t suspend_ann(void)
{
	sends_link("m1", "bob");
	sends_link("m2", "cat");
	came_to(&world, SITE_HOLD, REASON_ROBOT);
	stands(&world, "ann", STATE_SUSPENDED, 0);
	return world.came.item;
}

/* What the same text under the same id is told now. */
static void text_is(const char *id, const char *where, enum site_verdict verdict)
{
	does(&world, "message", "{'id':'%s','from':'ann',%s,'text':'pay'}", id, where);
	assert_true(world.came.again);
	verdict_is(&world, verdict);
}

static uint64_t ann_appeals(uint32_t statement)
{
	does(&world, "appeal", "{'member':'ann','statement':'s%u','text':'no'}", statement);
	return world.came.item;
}

/* ---- what comes back ---- */

static void a_suspension_that_was_wrong_leaves_nothing_waiting(void **state)
{
	(void)state;
	suspend_ann();
	decides(&world, "boris", ann_appeals(world.came.statement), "lift", BECAUSE);
	stands(&world, "ann", STATE_OK, 0);
	assert_non_null(told(&world, SITE_EFFECT_RELEASED));
	assert_int_equal(site_queue(world.site)->count, 0);
	text_is("m2", "'to':'cat','where':'direct'", SITE_DELIVER);
	/* And the robot speaks again of what is new. */
	sends_link("n1", "bob");
	verdict_is(&world, SITE_DELIVER);
	sends_link("n2", "cat");
	came_to(&world, SITE_HOLD, REASON_ROBOT);
}

static void a_suspension_that_stands_again_waits_for_a_person(void **state)
{
	uint64_t again;

	(void)state;
	decides(&world, "anna", suspend_ann(), "confirm", "");
	stands(&world, "ann", STATE_BANNED, 0);
	decides(&world, "boris", ann_appeals(world.came.statement), "lift", BECAUSE);
	stands(&world, "ann", STATE_SUSPENDED, 0);
	assert_int_equal(site_queue(world.site)->count, 1);
	assert_int_equal(site_queue(world.site)->items[0].kind, QUEUE_ROBOT);
	again = site_queue(world.site)->items[0].number;
	text_is("m2", "'to':'cat','where':'direct'", SITE_HOLD);
	decides(&world, "boris", again, "lift", "");
	stands(&world, "ann", STATE_OK, 0);
	text_is("m2", "'to':'cat','where':'direct'", SITE_DELIVER);
}

static void a_text_comes_back_with_the_reversal(void **state)
{
	uint32_t reversal;

	(void)state;
	does(&world, "message", "{'id':'p1','from':'ann','where':'forum','text':'pay'}");
	does(&world, "offence",
	     "{'person':'anna','member':'ann','offence':'insult','where':'forum','about':'p1','kind':'message'}");
	text_is("p1", "'where':'forum'", SITE_REFUSE);
	does(&world, "reverse", "{'person':'boris','statement':'s1','text':'a quotation'}");
	reversal = world.came.statement;
	assert_int_equal(told(&world, SITE_EFFECT_RELEASED)->message, 1);
	text_is("p1", "'where':'forum'", SITE_DELIVER);
	does(&world, "reverse", "{'person':'boris','statement':'s%u','text':'none'}", reversal);
	text_is("p1", "'where':'forum'", SITE_REFUSE);
}

static void a_picture_that_is_suspected_does_not(void **state)
{
	struct site_notice notice;
	uint64_t item;

	(void)state;
	does(&world, "photo", "{'id':'f1','from':'ann','photo':'" PHOTO "','quality':90,'suspected':true}");
	came_to(&world, SITE_HOLD, REASON_SUSPECTED);
	item = world.came.item;
	decides(&world, "anna", item, "confirm", "");
	verdict_is(&world, SITE_PENDING);
	decides(&world, "boris", item, "confirm", "");
	verdict_is(&world, SITE_DONE);
	/* One picture is one notice, which says by now what was decided. */
	assert_int_equal(site_year_find(world.site, 2026)->notices, 1);
	assert_true(site_notice_at(world.site, 0, &notice));
	assert_int_equal(notice.statement, world.came.statement);
	assert_false(site_notice_at(world.site, 1, &notice));
	does(&world, "reverse", "{'person':'chloe','statement':'s%u','text':'no'}", world.came.statement);
	assert_null(told(&world, SITE_EFFECT_RELEASED));
	does(&world, "photo", "{'id':'f1','from':'ann','photo':'" PHOTO "','quality':90,'suspected':true}");
	verdict_is(&world, SITE_REFUSE);
}

/* A robot speaks at the same moment, of something that one person would settle. */
static void nor_does_one_that_a_robots_item_holds(void **state)
{
	struct rules rules = world.rules;
	uint64_t item;

	(void)state;
	for (size_t i = 0; i < rules.robot_count; i++)
		if (rules.robots[i].robot == ROBOT_QUICK)
			rules.robots[i].count = 1;
	site_use_rules(world.site, &rules);
	does(&world, "photo",
	     "{'id':'f1','from':'ann','to':'bob','photo':'" PHOTO "','quality':90,'suspected':true}");
	stands(&world, "ann", STATE_SUSPENDED, 0);
	item = world.came.item;
	assert_true(queue_find(site_queue(world.site), item)->sealed);
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->severity, SEVERITY_GRAVE);
	does(&world, "lift", "{'person':'anna','statement':'s%u','text':'no'}", world.came.statement);
	stands(&world, "ann", STATE_OK, 0);
	assert_null(told(&world, SITE_EFFECT_RELEASED));
	assert_int_equal(queue_find(site_queue(world.site), item)->kind, QUEUE_PHOTO);
	decides(&world, "anna", item, "lift", "");
	verdict_is(&world, SITE_PENDING);
	decides(&world, "boris", item, "lift", "");
	assert_non_null(told(&world, SITE_EFFECT_RELEASED));
}

/* ---- who agrees ---- */

/* The second names another act than the first, the third agrees with the first. */
static void a_ban_takes_two_who_name_the_act(void **state)
{
	uint64_t item;

	(void)state;
	does(&world, "report", "{'from':'bob','about':'ann','kind':'member','offence':'insult'}");
	item = world.came.item;
	decides(&world, "anna", item, "confirm", ",'offence':'harassment'");
	verdict_is(&world, SITE_PENDING);
	/* Another report makes it no lighter. */
	does(&world, "report", "{'from':'cat','about':'ann','kind':'member','offence':'insult'}");
	assert_int_equal(queue_find(site_queue(world.site), item)->severity, SEVERITY_GRAVE);
	decides(&world, "boris", item, "confirm", "");
	verdict_is(&world, SITE_PENDING);
	decides(&world, "dirk", item, "confirm", ",'offence':'threat'");
	verdict_is(&world, SITE_PENDING);
	stands(&world, "ann", STATE_OK, 0);
	decides(&world, "chloe", item, "confirm", ",'offence':'harassment'");
	verdict_is(&world, SITE_DONE);
	stands(&world, "ann", STATE_BANNED, 0);
	/* Both of them decided: neither judges the appeal. */
	item = ann_appeals(world.came.statement);
	fails(&world, ERR_STATE, "item", "claim", "{'person':'anna','item':'q%d'}", (int)item);
	fails(&world, ERR_STATE, "item", "claim", "{'person':'chloe','item':'q%d'}", (int)item);
	decides(&world, "boris", item, "lift", BECAUSE);
	stands(&world, "ann", STATE_OK, 0);
}

static void it_is_known_how_an_act_was_found(void **state)
{
	const struct member *standing = site_member_standing(world.site, 1);

	(void)state;
	finds(&world, "ann", "insult");
	assert_int_equal(member_ruling(standing, 1)->found_by, FOUND_BY_PERSON);
	does(&world, "report", "{'from':'bob','about':'ann','kind':'member','offence':'insult'}");
	decides(&world, "anna", world.came.item, "confirm", "");
	assert_int_equal(member_ruling(standing, 2)->found_by, FOUND_BY_REPORT);
	world.heard = (struct heard){.is_offence = true, .offence = OFFENCE_INSULT, .sure = 1000};
	does(&world, "message", "{'id':'p1','from':'ann','where':'forum','text':'pay'}");
	verdict_is(&world, SITE_HOLD);
	decides(&world, "anna", world.came.item, "confirm", "");
	assert_int_equal(member_ruling(standing, 3)->found_by, FOUND_BY_MACHINE);
}

/* ---- who comes back ---- */

static void ban_bob(void)
{
	does(&world, "member", "{'id':'bob','email':'bob@example.org','photo':'" PHOTO "','quality':90}");
	finds(&world, "bob", "harassment");
	stands(&world, "bob", STATE_BANNED, 0);
}

static void an_email_that_was_looked_at_is_let_pass(void **state)
{
	(void)state;
	ban_bob();
	does(&world, "member", "{'id':'new','email':'BOB@example.org'}");
	stands(&world, "new", STATE_SUSPENDED, 0);
	decides(&world, "anna", world.came.item, "lift", "");
	does(&world, "member", "{'id':'new','email':'BOB@example.org'}");
	stands(&world, "new", STATE_OK, 0);
	assert_int_equal(site_year_find(world.site, 2026)->evasions, 1);
	/* Another one, and the banned one's once more: that is new. */
	does(&world, "member", "{'id':'new','email':'somebody@example.org'}");
	does(&world, "member", "{'id':'new','email':'bob@example.org'}");
	stands(&world, "new", STATE_SUSPENDED, 0);
}

static void one_item_asks_however_often_he_shows_it(void **state)
{
	uint64_t item;
	size_t waiting;

	(void)state;
	ban_bob();
	does(&world, "member", "{'id':'new','photo':'" PHOTO "','quality':90}");
	item = told(&world, SITE_EFFECT_EVASION)->item;
	waiting = site_queue(world.site)->count;
	for (int i = 0; i < 3; i++) {
		does(&world, "member", "{'id':'new','photo':'" PHOTO "','quality':90}");
		assert_int_equal(told(&world, SITE_EFFECT_EVASION)->item, item);
	}
	assert_int_equal(site_queue(world.site)->count, waiting);
	assert_int_equal(site_year_find(world.site, 2026)->evasions, 1);
}

/* ---- rules, and calls that are refused ---- */

/* Who did not count by the old rules is not taken off a count by the new ones. */
static void other_rules_count_accounts_anew(void **state)
{
	struct rules strict = world.rules;

	(void)state;
	for (size_t i = 0; i < strict.robot_count; i++)
		strict.robots[i].level += 3;
	site_use_rules(world.site, &strict);
	does(&world, "member", "{'id':'ann','address':'192.0.2.7','device':'d1'}");
	site_use_rules(world.site, &world.rules);
	for (int i = 0; i < 2; i++) {
		does(&world, "member", "{'id':'ann','address':'192.0.2.8','device':'d2'}");
		does(&world, "member", "{'id':'bob','address':'192.0.2.7','device':'d1'}");
		does(&world, "member", "{'id':'cat','address':'192.0.2.7','device':'d1'}");
	}
	stands(&world, "ann", STATE_OK, 0);
	stands(&world, "cat", STATE_OK, 0);
}

static void a_refused_call_leaves_nothing_behind(void **state)
{
	struct buf before = {0}, after = {0};

	(void)state;
	does(&world, "report", "{'from':'bob','about':'ann','kind':'member','offence':'insult'}");
	does(&world, "message", "{'id':'p1','from':'ann','where':'forum','text':'pay'}");
	site_save(world.site, &before);
	world.now += MS_DAY;
	fails(&world, ERR_STATE, "item", "decision", "{'person':'zoe','item':'q1','opinion':'lift'}");
	fails(&world, ERR_ABSENT, "to", "contact", "{'from':'ann','to':'who'}");
	fails(&world, ERR_EXISTS, "id", "message",
	      "{'id':'p1','from':'ann','where':'forum','text':'other'}");
	text_is("p1", "'where':'forum'", SITE_DELIVER); /* nor does one that was taken before */
	site_save(world.site, &after);
	assert_int_equal(before.size, after.size);
	assert_memory_equal(before.data, after.data, before.size);
	buf_finish(&before);
	buf_finish(&after);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_suspension_that_was_wrong_leaves_nothing_waiting),
		TEST(a_suspension_that_stands_again_waits_for_a_person),
		TEST(a_text_comes_back_with_the_reversal),
		TEST(a_picture_that_is_suspected_does_not),
		TEST(nor_does_one_that_a_robots_item_holds),
		TEST(a_ban_takes_two_who_name_the_act),
		TEST(it_is_known_how_an_act_was_found),
		TEST(an_email_that_was_looked_at_is_let_pass),
		TEST(one_item_asks_however_often_he_shows_it),
		TEST(other_rules_count_accounts_anew),
		TEST(a_refused_call_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
