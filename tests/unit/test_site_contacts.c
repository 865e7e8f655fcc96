// SPDX-License-Identifier: GPL-3.0-or-later
/* Who may write to whom on a site, and what a refusal tells: nothing. */
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

static void ask(const char *from, const char *to)
{
	does(&world, "contact", "{'from':'%s','to':'%s'}", from, to);
}

static void answer(const char *member, const char *word)
{
	does(&world, "answer", "{'contact':'c1','member':'%s','answer':'%s'}", member, word);
}

static void write_to(const char *from, const char *to)
{
	does(&world, "message", "{'id':'m%llu','from':'%s','to':'%s','where':'direct','text':'hey'}",
	     (unsigned long long)world.event, from, to);
}

static void asked_and_accepted(void **state)
{
	(void)state;
	ask("ann", "bob");
	verdict_is(&world, SITE_PENDING);
	assert_int_equal(world.came.contact, 1);
	assert_int_equal(world.came.member, 1);
	assert_true(world.came.is_new);
	write_to("ann", "bob");
	came_to(&world, SITE_REFUSE, REASON_NOT_OPEN);
	write_to("bob", "ann");
	came_to(&world, SITE_REFUSE, REASON_NOT_OPEN);
	answer("bob", "accept");
	verdict_is(&world, SITE_OPEN);
	assert_int_equal(world.came.contact, 1);
	write_to("ann", "bob");
	verdict_is(&world, SITE_DELIVER);
	write_to("bob", "ann");
	verdict_is(&world, SITE_DELIVER);
	ask("ann", "bob");
	verdict_is(&world, SITE_OPEN);
	assert_int_equal(world.came.contact, 1);
}

static void both_ask(void **state)
{
	(void)state;
	ask("ann", "bob");
	ask("bob", "ann");
	verdict_is(&world, SITE_OPEN);
	assert_int_equal(world.came.contact, 1);
	assert_false(world.came.is_new);
	write_to("ann", "bob");
	verdict_is(&world, SITE_DELIVER);
}

static void who_asked_does_not_answer(void **state)
{
	(void)state;
	ask("ann", "bob");
	fails(&world, ERR_STATE, "member", "answer",
	      "{'contact':'c1','member':'ann','answer':'accept'}");
	joins(&world, "cleo", 1990);
	fails(&world, ERR_STATE, "member", "answer",
	      "{'contact':'c1','member':'cleo','answer':'accept'}");
	fails(&world, ERR_ABSENT, "contact", "answer",
	      "{'contact':'c2','member':'bob','answer':'accept'}");
	fails(&world, ERR_ABSENT, "contact", "answer",
	      "{'contact':'c01','member':'bob','answer':'accept'}");
	fails(&world, ERR_ABSENT, "contact", "answer",
	      "{'contact':'q1','member':'bob','answer':'accept'}");
	fails(&world, ERR_ABSENT, "contact", "answer",
	      "{'contact':'c99999999999999999999','member':'bob','answer':'accept'}");
	fails(&world, ERR_ABSENT, "member", "answer",
	      "{'contact':'c1','member':'who','answer':'accept'}");
	fails(&world, ERR_ABSENT, "to", "contact", "{'from':'ann','to':'who'}");
	fails(&world, ERR_ABSENT, "from", "contact", "{'from':'who','to':'ann'}");
}

static void who_was_refused_does_not_ask_again(void **state)
{
	(void)state;
	ask("ann", "bob");
	answer("bob", "refuse");
	verdict_is(&world, SITE_DONE);
	ask("ann", "bob");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	write_to("ann", "bob");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	/* Who refused may think better of it. */
	ask("bob", "ann");
	verdict_is(&world, SITE_PENDING);
	answer("ann", "accept");
	verdict_is(&world, SITE_OPEN);
	write_to("ann", "bob");
	verdict_is(&world, SITE_DELIVER);
}

static void who_refused_may_still_accept(void **state)
{
	(void)state;
	ask("ann", "bob");
	answer("bob", "refuse");
	answer("bob", "accept");
	verdict_is(&world, SITE_OPEN);
	write_to("bob", "ann");
	verdict_is(&world, SITE_DELIVER);
}

static void what_was_taken_back_is_not_accepted(void **state)
{
	(void)state;
	ask("ann", "bob");
	answer("ann", "refuse");
	fails(&world, ERR_STATE, "contact", "answer",
	      "{'contact':'c1','member':'bob','answer':'accept'}");
	/* Not by saying no in between either. */
	answer("bob", "refuse");
	fails(&world, ERR_STATE, "contact", "answer",
	      "{'contact':'c1','member':'bob','answer':'accept'}");
	answer("bob", "block");
	fails(&world, ERR_STATE, "contact", "answer",
	      "{'contact':'c1','member':'bob','answer':'accept'}");
}

static void either_may_block(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		const char *blocker = i == 0 ? "ann" : "bob", *other = i == 0 ? "bob" : "ann";

		tear_down(state);
		set_up(state);
		befriend(&world, "ann", "bob");
		answer(blocker, "block");
		verdict_is(&world, SITE_DONE);
		write_to(other, blocker);
		came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
		write_to(blocker, other);
		verdict_is(&world, SITE_REFUSE);
		ask(other, blocker);
		came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
		assert_int_equal(world.came.contact, 0);
	}
}

/* However the other one turns it, a block holds. */
static void nobody_opens_what_the_other_blocks(void **state)
{
	(void)state;
	ask("ann", "bob");
	answer("ann", "block");
	answer("bob", "refuse");
	if (asks(&world, "answer", "{'contact':'c1','member':'bob','answer':'accept'}") == ERR_NONE)
		verdict_is(&world, SITE_REFUSE);
	answer("bob", "block");
	if (asks(&world, "answer", "{'contact':'c1','member':'bob','answer':'accept'}") == ERR_NONE)
		verdict_is(&world, SITE_REFUSE);
	ask("bob", "ann");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	write_to("bob", "ann");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
}

static void accepting_does_not_undo_the_others_block(void **state)
{
	(void)state;
	befriend(&world, "ann", "bob");
	answer("bob", "refuse");
	answer("ann", "block");
	if (asks(&world, "answer", "{'contact':'c1','member':'bob','answer':'accept'}") == ERR_NONE)
		came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	write_to("bob", "ann");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
}

/* Who asks whom he blocks, blocks him no more: what is open is open. */
static void who_blocked_may_ask_himself(void **state)
{
	(void)state;
	befriend(&world, "ann", "bob");
	for (int i = 0; i < 2; i++) {
		const char *blocker = i == 0 ? "ann" : "bob", *other = i == 0 ? "bob" : "ann";

		answer(blocker, "block");
		ask(blocker, other);
		verdict_is(&world, SITE_PENDING);
		answer(other, "accept");
		verdict_is(&world, SITE_OPEN);
		write_to(other, blocker);
		verdict_is(&world, SITE_DELIVER);
		write_to(blocker, other);
		verdict_is(&world, SITE_DELIVER);
	}
}

/* ---- by age ---- */

/* As young as the machine knows; its default does not let them join. */
static void let_all_ages_in(void)
{
	world.rules.youngest.value = AGE_LEAST;
	site_use_rules(world.site, &world.rules);
}

static bool may(int a, int b)
{
	return (a < 18) == (b < 18) || abs(a - b) <= 2;
}

/* Each pair of ages, through the whole machine: a band of one year is an age that is known. */
static void each_pair_of_ages(void **state)
{
	(void)state;
	let_all_ages_in();
	for (int age = 10; age <= 99; age++)
		does(&world, "member", "{'id':'p%d','age_from':%d,'age_to':%d}", age, age, age);
	for (int a = 10; a <= 99; a++)
		for (int b = 10; b <= 99; b++) {
			char from[8], to[8];
			enum err err;

			if (a == b)
				continue;
			snprintf(from, sizeof from, "p%d", a);
			snprintf(to, sizeof to, "p%d", b);
			err = asks(&world, "contact", "{'from':'%s','to':'%s'}", from, to);
			assert_int_equal(err, ERR_NONE);
			/* Robots have their own tests: whom one suspends here goes on after a new start. */
			if (world.came.reason_count != 0 &&
			    world.came.reasons[0] == REASON_SUSPENDED)
				continue;
			if (site_member_state(world.site, number_of(&world, to), world.now, NULL) ==
			    STATE_SUSPENDED) {
				came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
			} else if (!may(a, b)) {
				came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
				assert_int_equal(world.came.contact, 0);
			} else if (world.came.verdict != SITE_PENDING &&
				   world.came.verdict != SITE_OPEN) {
				fail_msg("%d may ask %d", a, b);
			}
		}
}

/* Without robots, each pair alone. */
static void each_pair_of_ages_without_robots(void **state)
{
	(void)state;
	for (size_t i = 0; i < world.rules.robot_count; i++)
		world.rules.robots[i].off = true;
	let_all_ages_in();
	for (int age = 10; age <= 99; age++)
		for (int copy = 0; copy < 2; copy++)
			does(&world, "member", "{'id':'p%d-%d','age_from':%d,'age_to':%d}", age, copy,
			     age, age);
	for (int a = 10; a <= 99; a++)
		for (int b = 10; b <= 99; b++) {
			does(&world, "contact", "{'from':'p%d-0','to':'p%d-1'}", a, b);
			if (may(a, b)) {
				verdict_is(&world, SITE_PENDING);
			} else {
				came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
			}
		}
}

static void who_gave_no_age_contacts_nobody(void **state)
{
	(void)state;
	does(&world, "member", "{'id':'cleo'}");
	ask("ann", "cleo");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	ask("cleo", "ann");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	does(&world, "member", "{'id':'cleo','birth_year':1991}");
	ask("cleo", "ann");
	verdict_is(&world, SITE_PENDING);
}

/* An age that was corrected closes what was open. */
static void an_age_that_is_verified_closes_what_was_open(void **state)
{
	(void)state;
	joins(&world, "kim", 2010);
	joins(&world, "lee", 2010);
	befriend(&world, "kim", "lee");
	write_to("kim", "lee");
	verdict_is(&world, SITE_DELIVER);
	does(&world, "member", "{'id':'lee','birth_year':1990,'verified':true}");
	write_to("lee", "kim");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	write_to("kim", "lee");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	/* Parting and asking anew changes nothing. */
	answer("kim", "refuse");
	ask("kim", "lee");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
}

static void what_was_asked_for_is_not_accepted_when_ages_forbid_it_now(void **state)
{
	(void)state;
	joins(&world, "kim", 2010);
	joins(&world, "lee", 2010);
	ask("lee", "kim");
	does(&world, "member", "{'id':'lee','birth_year':1990,'verified':true}");
	answer("kim", "accept");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	write_to("kim", "lee");
	verdict_is(&world, SITE_REFUSE);
}

/* ---- what a refusal tells ---- */

/* All that is told of the last call, as bytes, but for whom it was about. */
static void put_all(struct buf *out)
{
	buf_add_u8(out, (uint8_t)world.came.verdict);
	buf_add_u8(out, (uint8_t)world.came.reason_count);
	for (size_t i = 0; i < world.came.reason_count; i++)
		buf_add_u8(out, world.came.reasons[i]);
	buf_add_u32(out, world.came.member);
	buf_add_u32(out, world.came.contact);
	buf_add_u32(out, world.came.statement);
	buf_add_u64(out, world.came.item);
	buf_add_u8(out, world.came.is_new);
	buf_add_u8(out, world.came.again);
	buf_add_u32(out, (uint32_t)world.happened.count);
	for (size_t i = 0; i < world.happened.count; i++)
		buf_add_u32(out, (uint32_t)world.happened.list[i].effect);
}

/* Whoever refuses ann, and why. */
static void make_refusers(void)
{
	joins(&world, "young", 2012);		  /* by age */
	does(&world, "member", "{'id':'noage'}"); /* by an age that is not known */
	joins(&world, "blocker", 1990);
	joins(&world, "refuser", 1990);
	joins(&world, "banned", 1990);
	finds(&world, "banned", "harassment");
	for (int i = 0; i < 2; i++)
		does(&world, "member", "{'id':'same%d','birth_year':1990,'device':'d'}", i);
	does(&world, "member", "{'id':'suspended','birth_year':1990,'device':'d'}");
	stands(&world, "suspended", STATE_SUSPENDED, 0);
	ask("ann", "blocker");
	does(&world, "answer", "{'contact':'c1','member':'blocker','answer':'block'}");
	ask("ann", "refuser");
	does(&world, "answer", "{'contact':'c2','member':'refuser','answer':'refuse'}");
	joins(&world, "both", 2012); /* too young, and banned */
	finds(&world, "both", "harassment");
}

static const char *const refusers[] = {"young",	    "noage", "blocker", "refuser", "banned",
				       "suspended", "both"};

static void every_refusal_looks_the_same(void **state)
{
	struct buf first = {0}, other = {0};

	(void)state;
	make_refusers();
	for (size_t i = 0; i < COUNT(refusers); i++) {
		ask("ann", refusers[i]);
		came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
		buf_clear(&other);
		put_all(i == 0 ? &first : &other);
		if (i != 0 && !bytes_equal(buf_bytes(&first), buf_bytes(&other)))
			fail_msg("%s refuses otherwise", refusers[i]);
	}
	buf_finish(&first);
	buf_finish(&other);
}

/* Writing without a contact tells no more than asking for one. */
static void every_refused_message_looks_the_same(void **state)
{
	struct buf first = {0}, other = {0};

	(void)state;
	make_refusers();
	for (size_t i = 0; i < COUNT(refusers); i++) {
		write_to("ann", refusers[i]);
		verdict_is(&world, SITE_REFUSE);
		buf_clear(&other);
		put_all(i == 0 ? &first : &other);
		if (i != 0 && !bytes_equal(buf_bytes(&first), buf_bytes(&other)))
			fail_msg("%s refuses otherwise", refusers[i]);
	}
	buf_finish(&first);
	buf_finish(&other);
}

static void who_is_banned_or_suspended_is_told_so(void **state)
{
	(void)state;
	make_refusers();
	ask("banned", "ann");
	came_to(&world, SITE_REFUSE, REASON_BANNED);
	ask("suspended", "ann");
	came_to(&world, SITE_REFUSE, REASON_SUSPENDED);
	/* Whatever stands against the other one. */
	ask("banned", "young");
	came_to(&world, SITE_REFUSE, REASON_BANNED);
	ask("suspended", "blocker");
	came_to(&world, SITE_REFUSE, REASON_SUSPENDED);
}

static void ten_refusals_in_a_day_suspend(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++) {
		char id[8];

		snprintf(id, sizeof id, "p%d", i);
		joins(&world, id, 1990);
		ask("ann", id);
		verdict_is(&world, SITE_PENDING);
		stands(&world, "ann", STATE_OK, 0);
		does(&world, "answer", "{'contact':'c%u','member':'%s','answer':'refuse'}",
		     world.came.contact, id);
	}
	assert_int_equal(told(&world, SITE_EFFECT_ROBOT)->alarm.robot, ROBOT_REFUSED);
	assert_int_equal(told(&world, SITE_EFFECT_ROBOT)->member, number_of(&world, "ann"));
	stands(&world, "ann", STATE_SUSPENDED, 0);
}

static void five_minors_asked_suspend_an_adult(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		char id[8];

		snprintf(id, sizeof id, "p%d", i);
		joins(&world, id, 2011);
		stands(&world, "ann", STATE_OK, 0);
		ask("ann", id);
		came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	}
	stands(&world, "ann", STATE_SUSPENDED, 0);
	assert_int_equal(told(&world, SITE_EFFECT_ROBOT)->alarm.robot, ROBOT_MINORS);
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->severity, SEVERITY_GRAVE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(asked_and_accepted),
		TEST(both_ask),
		TEST(who_asked_does_not_answer),
		TEST(who_was_refused_does_not_ask_again),
		TEST(who_refused_may_still_accept),
		TEST(what_was_taken_back_is_not_accepted),
		TEST(either_may_block),
		TEST(nobody_opens_what_the_other_blocks),
		TEST(accepting_does_not_undo_the_others_block),
		TEST(who_blocked_may_ask_himself),
		TEST(each_pair_of_ages),
		TEST(each_pair_of_ages_without_robots),
		TEST(who_gave_no_age_contacts_nobody),
		TEST(an_age_that_is_verified_closes_what_was_open),
		TEST(what_was_asked_for_is_not_accepted_when_ages_forbid_it_now),
		TEST(every_refusal_looks_the_same),
		TEST(every_refused_message_looks_the_same),
		TEST(who_is_banned_or_suspended_is_told_so),
		TEST(ten_refusals_in_a_day_suspend),
		TEST(five_minors_asked_suspend_an_adult),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
