// SPDX-License-Identifier: GPL-3.0-or-later
/* Who joins a site: ages, what is brought up to date, and those who were banned and come back. */
#include "site_fixture.h"

static struct world world;

static int set_up(void **state)
{
	(void)state;
	world_begin(&world);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	world_end(&world);
	return 0;
}

/* ---- joining ---- */

static void somebody_joins(void **state)
{
	(void)state;
	does(&world, "member", "{'id':'noor','birth_year':2000,'address':'192.0.2.7','device':'d'}");
	verdict_is(&world, SITE_ACCEPTED);
	assert_true(world.came.is_new);
	assert_int_equal(world.came.member, 1);
	assert_int_equal(world.came.reason_count, 0);
	assert_int_equal(world.happened.count, 0);
	assert_int_equal(site_member_count(world.site), 1);
	assert_string_equal(site_member_id(world.site, 1), "noor");
	stands(&world, "noor", STATE_OK, 0);
	assert_int_equal(site_member_find(world.site, bytes_of_text("Noor")), 0);
}

static void an_age_may_be_missing(void **state)
{
	(void)state;
	does(&world, "member", "{'id':'noor'}");
	verdict_is(&world, SITE_ACCEPTED);
}

static void ages_are_ten_to_ninety_nine(void **state)
{
	(void)state;
	fails(&world, ERR_INPUT, "birth_year", "member", "{'id':'a','birth_year':2020}");
	fails(&world, ERR_INPUT, "birth_year", "member", "{'id':'a','birth_year':1920}");
	fails(&world, ERR_INPUT, "birth_year", "member", "{'id':'a','birth_year':2100}");
	fails(&world, ERR_INPUT, "age_from", "member", "{'id':'a','age_from':9,'age_to':20}");
	fails(&world, ERR_INPUT, "age_from", "member", "{'id':'a','age_from':90,'age_to':100}");
	assert_int_equal(site_member_count(world.site), 0);
	does(&world, "member", "{'id':'a','birth_year':1930}");
	verdict_is(&world, SITE_ACCEPTED);
}

static void who_is_too_young_does_not_register(void **state)
{
	(void)state;
	world.rules.youngest.value = 13;
	site_use_rules(world.site, &world.rules);
	does(&world, "member", "{'id':'a','age_from':10,'age_to':12}");
	came_to(&world, SITE_REFUSE, REASON_REGISTRATION);
	assert_int_equal(site_member_count(world.site), 0);
	assert_int_equal(world.came.member, 0);
	assert_false(world.came.is_new);
	does(&world, "member", "{'id':'a','age_from':12,'age_to':13}");
	verdict_is(&world, SITE_ACCEPTED);
}

static void nobody_joined_in_the_future(void **state)
{
	(void)state;
	fails(&world, ERR_INPUT, "joined", "member", "{'id':'a','joined':'2026-03-02T20:15:00.001Z'}");
	does(&world, "member", "{'id':'a','joined':'2026-03-02T20:15:00Z'}");
	does(&world, "member", "{'id':'b','joined':'2019-03-02T20:15:00Z'}");
	assert_true(site_member_standing(world.site, 2)->joined < T0 - 6 * 365 * MS_DAY);
}

static void addresses_and_emails_are_checked(void **state)
{
	(void)state;
	fails(&world, ERR_INPUT, "address", "member", "{'id':'a','address':'192.0.2.256'}");
	fails(&world, ERR_INPUT, "address", "member", "{'id':'a','address':'192.0.2.0/24'}");
	fails(&world, ERR_INPUT, "email", "member", "{'id':'a','email':'nobody'}");
	fails(&world, ERR_INPUT, "email", "member", "{'id':'a','email':'@example.org'}");
	does(&world, "member", "{'id':'a','address':'2001:db8::7','email':'a@example.org'}");
	verdict_is(&world, SITE_ACCEPTED);
}

/* ---- again ---- */

static void again_he_is_brought_up_to_date(void **state)
{
	(void)state;
	does(&world, "member", "{'id':'noor'}");
	does(&world, "member", "{'id':'noor','birth_year':2000,'device':'d-1'}");
	verdict_is(&world, SITE_ACCEPTED);
	assert_false(world.came.is_new);
	assert_int_equal(world.came.member, 1);
	assert_int_equal(site_member_count(world.site), 1);
	assert_int_equal(site_member_standing(world.site, 1)->age.birth_year, 2000);
	/* What is not given stays. */
	does(&world, "member", "{'id':'noor','device':'d-2'}");
	assert_int_equal(site_member_standing(world.site, 1)->age.birth_year, 2000);
}

static void an_age_is_given_once(void **state)
{
	(void)state;
	joins(&world, "noor", 2000);
	fails(&world, ERR_STATE, "birth_year", "member", "{'id':'noor','birth_year':2001}");
	fails(&world, ERR_STATE, "age_from", "member", "{'id':'noor','age_from':25,'age_to':26}");
	does(&world, "member", "{'id':'noor','birth_year':2000}");
	does(&world, "member", "{'id':'noor','birth_year':2001,'verified':true}");
	assert_int_equal(site_member_standing(world.site, 1)->age.birth_year, 2001);
	assert_true(site_member_standing(world.site, 1)->age.verified);
}

/* Who says the same again neither grows younger nor loses that it was checked. */
static void the_same_age_again_changes_nothing(void **state)
{
	const struct age_given *age;

	(void)state;
	does(&world, "member", "{'id':'noor','age_from':16,'age_to':17,'verified':true}");
	world.now += 3 * 366 * MS_DAY;
	does(&world, "member", "{'id':'noor','age_from':16,'age_to':17}");
	age = &site_member_standing(world.site, 1)->age;
	assert_int_equal(age->at, T0);
	assert_true(age->verified);
	assert_true(age_at(age, world.now).least >= 18);
}

/* ---- who shares what ---- */

static void accounts_on_one_device_suspend(void **state)
{
	(void)state;
	does(&world, "member", "{'id':'a','device':'d'}");
	does(&world, "member", "{'id':'b','device':'d'}");
	assert_null(told(&world, SITE_EFFECT_ROBOT));
	does(&world, "member", "{'id':'c','device':'d'}");
	verdict_is(&world, SITE_ACCEPTED);
	assert_non_null(told(&world, SITE_EFFECT_ROBOT));
	assert_int_equal(told(&world, SITE_EFFECT_ROBOT)->alarm.robot, ROBOT_SAME_DEVICE);
	assert_true(strlen(told(&world, SITE_EFFECT_ROBOT)->sentence) > 0);
	/* They are one person's: none of them goes on. */
	stands(&world, "c", STATE_SUSPENDED, 0);
	stands(&world, "a", STATE_SUSPENDED, 0);
	stands(&world, "b", STATE_SUSPENDED, 0);
}

static void who_moves_to_another_address_counts_there(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++)
		does(&world, "member", "{'id':'m%d','address':'192.0.2.7'}", i);
	does(&world, "member", "{'id':'m0','address':'192.0.2.8'}");
	does(&world, "member", "{'id':'m4','address':'192.0.2.7'}");
	assert_null(told(&world, SITE_EFFECT_ROBOT));
	does(&world, "member", "{'id':'m0','address':'192.0.2.7'}");
	assert_non_null(told(&world, SITE_EFFECT_ROBOT));
	assert_int_equal(told(&world, SITE_EFFECT_ROBOT)->alarm.count, 5);
}

/* ---- who was banned ---- */

#define PHOTO "8f8f8f8f0123456789abcdef0123456789abcdef0123456789abcdef01234567"
#define PHOTO_LIKE_IT "8f8f8f8e0123456789abcdef0123456789abcdef0123456789abcdef01234567"
#define PHOTO_OTHER "707070708f23456789abcd0f012345f789abcdef0ff34567f9a0cd1ff1234560"

static void ban_sam(void)
{
	does(&world, "member",
	     "{'id':'sam','email':'sam.example@gmail.com','address':'192.0.2.7','photo':'" PHOTO
	     "','quality':90}");
	finds(&world, "sam", "harassment");
	stands(&world, "sam", STATE_BANNED, 0);
}

static void nobody_registers_from_a_banned_ones_address(void **state)
{
	(void)state;
	ban_sam();
	does(&world, "member", "{'id':'new','address':'192.0.2.7'}");
	came_to(&world, SITE_REFUSE, REASON_REGISTRATION);
	assert_int_equal(site_member_find(world.site, bytes_of_text("new")), 0);
	does(&world, "member", "{'id':'near','address':'192.0.2.8'}");
	verdict_is(&world, SITE_ACCEPTED);
	/* Others share it: who is there already is not touched. */
	does(&world, "member", "{'id':'near','address':'192.0.2.7'}");
	verdict_is(&world, SITE_ACCEPTED);
	world.now += 367 * MS_DAY;
	does(&world, "member", "{'id':'new','address':'192.0.2.7'}");
	verdict_is(&world, SITE_ACCEPTED);
}

static void his_email_is_known_however_it_is_written(void **state)
{
	static const char *const spellings[] = {"sam.example@gmail.com", "SAM.EXAMPLE@GMAIL.COM",
						"samexample@gmail.com", "s.a.m.example@gmail.com",
						"sam.example+new@gmail.com",
						"sam.example@googlemail.com"};

	(void)state;
	ban_sam();
	for (size_t i = 0; i < COUNT(spellings); i++) {
		char id[16];

		snprintf(id, sizeof id, "new%zu", i);
		does(&world, "member", "{'id':'%s','email':'%s'}", id, spellings[i]);
		verdict_is(&world, SITE_ACCEPTED);
		stands(&world, id, STATE_SUSPENDED, 0);
		assert_non_null(told(&world, SITE_EFFECT_EVASION));
		assert_non_null(strstr(told(&world, SITE_EFFECT_EVASION)->sentence, "e-mail"));
		assert_int_equal(told(&world, SITE_EFFECT_ROBOT)->alarm.robot, ROBOT_BANNED_EMAIL);
		assert_non_null(told(&world, SITE_EFFECT_QUEUED));
	}
	does(&world, "member", "{'id':'other','email':'sam.example@example.org'}");
	stands(&world, "other", STATE_OK, 0);
	assert_int_equal(world.happened.count, 0);
}

/* One that only looks the same is a hint for a person, who may find that it is nobody else's. */
static void a_lookalike_is_shown_to_a_person(void **state)
{
	uint64_t item;

	(void)state;
	ban_sam();
	does(&world, "member", "{'id':'new','email':'s\\u0430m.example@gmail.com'}");
	verdict_is(&world, SITE_ACCEPTED);
	stands(&world, "new", STATE_OK, 0);
	assert_non_null(told(&world, SITE_EFFECT_EVASION));
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->item_kind, QUEUE_EVASION);
	item = told(&world, SITE_EFFECT_QUEUED)->item;
	decides(&world, "anna", item, "lift", "");
	stands(&world, "new", STATE_OK, 0);
	assert_int_equal(told(&world, SITE_EFFECT_SETTLED)->item, item);
}

static void a_photo_is_shown_to_a_person_who_may_ban(void **state)
{
	(void)state;
	ban_sam();
	does(&world, "member", "{'id':'new','photo':'" PHOTO_LIKE_IT "','quality':90}");
	stands(&world, "new", STATE_OK, 0);
	assert_non_null(told(&world, SITE_EFFECT_EVASION));
	decides(&world, "anna", told(&world, SITE_EFFECT_QUEUED)->item, "confirm", "");
	stands(&world, "new", STATE_BANNED, 0);
	assert_int_not_equal(world.came.statement, 0);
	does(&world, "member", "{'id':'other','photo':'" PHOTO_OTHER "','quality':90}");
	assert_null(told(&world, SITE_EFFECT_EVASION));
	does(&world, "member", "{'id':'blur','photo':'" PHOTO "','quality':10}");
	assert_null(told(&world, SITE_EFFECT_EVASION));
}

static void his_own_email_again_is_no_evasion(void **state)
{
	(void)state;
	ban_sam();
	does(&world, "member", "{'id':'sam','email':'samexample@gmail.com'}");
	assert_null(told(&world, SITE_EFFECT_EVASION));
}

/* ---- addresses that a person bans ---- */

static void a_range_is_closed_to_new_members(void **state)
{
	(void)state;
	does(&world, "ban_address",
	     "{'person':'anna','address':'192.0.2.0/24','until':'2026-04-02T00:00:00Z'}");
	verdict_is(&world, SITE_DONE);
	does(&world, "member", "{'id':'a','address':'192.0.2.255'}");
	came_to(&world, SITE_REFUSE, REASON_REGISTRATION);
	does(&world, "member", "{'id':'b','address':'198.51.100.1'}");
	verdict_is(&world, SITE_ACCEPTED);
	world.now += 32 * MS_DAY;
	does(&world, "member", "{'id':'a','address':'192.0.2.255'}");
	verdict_is(&world, SITE_ACCEPTED);
}

static void no_address_is_closed_for_ever(void **state)
{
	(void)state;
	fails(&world, ERR_INPUT, "until", "ban_address",
	      "{'person':'anna','address':'192.0.2.7','until':'2027-04-02T00:00:00Z'}");
	fails(&world, ERR_INPUT, "until", "ban_address",
	      "{'person':'anna','address':'192.0.2.7','until':'2026-03-01T00:00:00Z'}");
	fails(&world, ERR_INPUT, "address", "ban_address",
	      "{'person':'anna','address':'somewhere','until':'2026-04-02T00:00:00Z'}");
	fails(&world, ERR_ABSENT, "statement", "ban_address",
	      "{'person':'anna','address':'192.0.2.7','until':'2026-04-02T00:00:00Z',"
	      "'statement':'s1'}");
	does(&world, "member", "{'id':'a','address':'192.0.2.7'}");
	verdict_is(&world, SITE_ACCEPTED);
}

/* What rests on a decision falls with it. */
static void a_ban_of_addresses_falls_with_its_decision(void **state)
{
	(void)state;
	joins(&world, "sam", 2000);
	finds(&world, "sam", "insult");
	does(&world, "ban_address",
	     "{'person':'anna','address':'192.0.2.0/24','until':'2026-04-02T00:00:00Z',"
	     "'statement':'s1'}");
	does(&world, "member", "{'id':'a','address':'192.0.2.255'}");
	came_to(&world, SITE_REFUSE, REASON_REGISTRATION);
	does(&world, "reverse", "{'person':'boris','statement':'s1','text':'it was a quotation'}");
	does(&world, "member", "{'id':'a','address':'192.0.2.255'}");
	verdict_is(&world, SITE_ACCEPTED);
}

/* Two bans, of which one is reversed: he is banned still, and so are his e-mail and photo. */
static void what_rests_on_the_other_ban_stays(void **state)
{
	(void)state;
	ban_sam();
	finds(&world, "sam", "harassment");
	does(&world, "reverse", "{'person':'boris','statement':'s1','text':'it was somebody else'}");
	stands(&world, "sam", STATE_BANNED, 0);
	does(&world, "member", "{'id':'new','email':'samexample@gmail.com'}");
	stands(&world, "new", STATE_SUSPENDED, 0);
}

static void a_clock_that_steps_back_is_not_followed(void **state)
{
	(void)state;
	joins(&world, "a", 2000);
	world.now -= MS_DAY;
	joins(&world, "b", 2000);
	assert_int_equal(site_now(world.site), T0);
	assert_int_equal(site_member_standing(world.site, 2)->joined, T0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(somebody_joins),
		TEST(an_age_may_be_missing),
		TEST(ages_are_ten_to_ninety_nine),
		TEST(who_is_too_young_does_not_register),
		TEST(nobody_joined_in_the_future),
		TEST(addresses_and_emails_are_checked),
		TEST(again_he_is_brought_up_to_date),
		TEST(an_age_is_given_once),
		TEST(the_same_age_again_changes_nothing),
		TEST(accounts_on_one_device_suspend),
		TEST(who_moves_to_another_address_counts_there),
		TEST(nobody_registers_from_a_banned_ones_address),
		TEST(his_email_is_known_however_it_is_written),
		TEST(a_lookalike_is_shown_to_a_person),
		TEST(a_photo_is_shown_to_a_person_who_may_ban),
		TEST(his_own_email_again_is_no_evasion),
		TEST(a_range_is_closed_to_new_members),
		TEST(no_address_is_closed_for_ever),
		TEST(a_ban_of_addresses_falls_with_its_decision),
		TEST(what_rests_on_the_other_ban_stays),
		TEST(a_clock_that_steps_back_is_not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
