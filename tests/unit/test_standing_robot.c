// SPDX-License-Identifier: GPL-3.0-or-later
/* The robots: when each speaks, when it must not, and what it says. */
#include "standing/robot.h"
#include "standing_fixture.h"

static const struct age adult = {30, 30, false}, teen = {15, 15, false};

struct watch {
	struct rules rules;
	struct behaviour behaviour;
	struct alarm alarms[ROBOT_COUNT];
};

static void start(struct watch *watch)
{
	rules_default(&watch->rules);
	behaviour_init(&watch->behaviour);
}

static size_t see(struct watch *watch, struct sight sight)
{
	return behaviour_see(&watch->behaviour, &watch->rules, &sight, watch->alarms);
}

/* The one robot that speaks, and its sentence. */
static void speaks(struct watch *watch, struct sight sight, enum robot robot, const char *words)
{
	char text[ALARM_TEXT];

	assert_int_equal(see(watch, sight), 1);
	assert_int_equal(watch->alarms[0].robot, robot);
	assert_string_equal(alarm_sentence(&watch->alarms[0], text), words);
}

/* A request by `own` to somebody new each time. */
static struct sight request(int number, struct age own, struct age other)
{
	return (struct sight){.kind = SIGHT_REQUEST,
			      .at = T0 + number * MS_MINUTE,
			      .peer = (uint64_t)number + 1,
			      .own = own,
			      .other = other};
}

static void an_adult_approaches_many_minors(void **state)
{
	struct watch watch;

	start(&watch);
	for (int i = 0; i < 4; i++)
		assert_int_equal(see(&watch, request(i, adult, teen)), 0);
	/* The same one again is no other. */
	assert_int_equal(see(&watch, request(3, adult, teen)), 0);
	speaks(&watch, request(4, adult, teen), ROBOT_MINORS,
	       "An adult approached 5 minors within 7 days.");
	assert_int_equal(watch.alarms[0].peer, 5);
	/* It has spoken. */
	assert_int_equal(see(&watch, request(5, adult, teen)), 0);
}

static void those_of_an_age_may(void **state)
{
	struct age eighteen = {18, 18, false}, sixteen = {16, 16, false};
	struct watch watch;

	start(&watch);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(see(&watch, request(i, eighteen, sixteen)), 0);
		assert_int_equal(see(&watch, request(i, teen, sixteen)), 0);
		assert_int_equal(see(&watch, request(i, adult, eighteen)), 0);
		assert_int_equal(see(&watch, request(i, teen, adult)), 0);
	}
}

static void a_window_slides(void **state)
{
	struct watch watch;

	start(&watch);
	for (int i = 0; i < 200; i++) {
		struct sight sight = request(i, adult, teen);

		/* Four within any seven days: never five. */
		sight.at = T0 + i * 42 * MS_HOUR;
		assert_int_equal(see(&watch, sight), 0);
	}
}

static void exactly_at_the_windows_edge(void **state)
{
	for (int late = 0; late < 2; late++) {
		struct watch watch;
		struct sight last = request(4, adult, teen);

		start(&watch);
		for (int i = 0; i < 4; i++) {
			struct sight sight = request(i, adult, teen);

			sight.at = T0;
			assert_int_equal(see(&watch, sight), 0);
		}
		last.at = T0 + 7 * MS_DAY - 1 + late;
		assert_int_equal(see(&watch, last), late == 0);
	}
}

static void a_clock_that_steps_back_hides_nothing(void **state)
{
	struct watch watch;

	start(&watch);
	for (int i = 0; i < 5; i++) {
		struct sight sight = request(i, adult, teen);

		sight.at = T0 - i * 10 * MS_DAY;
		assert_int_equal(see(&watch, sight), i == 4);
	}
}

static void many_refusals(void **state)
{
	struct watch watch;

	start(&watch);
	for (int i = 0; i < 9; i++)
		assert_int_equal(see(&watch, (struct sight){.kind = SIGHT_REFUSAL,
							    .at = T0,
							    .peer = (uint64_t)i + 1}),
				 0);
	speaks(&watch, (struct sight){.kind = SIGHT_REFUSAL, .at = T0, .peer = 50}, ROBOT_REFUSED,
	       "10 members refused this member's contact within 24 hours.");
}

static struct sight first_message(int number, uint64_t text, uint32_t size)
{
	return (struct sight){.kind = SIGHT_MESSAGE,
			      .at = T0 + number,
			      .peer = (uint64_t)number + 1,
			      .own = teen,
			      .other = teen,
			      .first = true,
			      .after = MS_HOUR,
			      .text = text,
			      .text_size = size};
}

static void the_same_opener(void **state)
{
	struct watch watch;

	start(&watch);
	for (int i = 0; i < 100; i++) {
		/* Everybody says hello; and nobody is asked twice with other words. */
		assert_int_equal(see(&watch, first_message(i, 7, 10)), 0);
		assert_int_equal(see(&watch, first_message(i, 1000 + (uint64_t)i, 60)), 0);
	}
	for (int i = 0; i < 7; i++)
		assert_int_equal(see(&watch, first_message(200 + i, 8, 60)), 0);
	speaks(&watch, first_message(300, 8, 60), ROBOT_OPENER,
	       "The same first message went to 8 members within 24 hours.");
}

static void faster_than_a_person(void **state)
{
	struct watch watch;
	struct sight sight;

	start(&watch);
	for (int i = 0; i < 3; i++) {
		sight = first_message(i, 0, 5);
		sight.after = 3000;
		assert_int_equal(see(&watch, sight), 0);
	}
	sight = first_message(5, 0, 5);
	sight.after = 3001;
	assert_int_equal(see(&watch, sight), 0);
	sight = first_message(6, 0, 5);
	sight.after = 0;
	speaks(&watch, sight, ROBOT_QUICK,
	       "First messages went to 4 members faster than a person types, within 1 hour.");
}

static void links_to_pay(void **state)
{
	struct watch watch;
	struct sight sight = first_message(1, 0, 5);

	start(&watch);
	sight.payment_link = true;
	assert_int_equal(see(&watch, sight), 0);
	sight.peer = 98;
	assert_int_equal(see(&watch, sight), 0);
	sight.peer = 99;
	speaks(&watch, sight, ROBOT_PAYMENT, "Links to pay went to 3 members within 7 days.");
}

static void another_app(void **state)
{
	struct watch watch;

	start(&watch);
	for (int i = 0; i < 10; i++) {
		struct sight sight = first_message(i, 0, 5);

		/* Teenagers ask each other all the time. */
		sight.other_app = true;
		assert_int_equal(see(&watch, sight), 0);
	}
	for (int i = 0; i < 3; i++) {
		struct sight sight = first_message(i, 0, 5);

		sight.own = adult;
		sight.other_app = true;
		if (i < 2)
			assert_int_equal(see(&watch, sight), 0);
		else
			speaks(&watch, sight, ROBOT_OTHER_APP,
			       "3 minors were asked by an adult to go on in another app within 7 "
			       "days.");
	}
}

static struct sight score(uint64_t peer, int32_t value)
{
	return (struct sight){.kind = SIGHT_MESSAGE,
			      .at = T0,
			      .peer = peer,
			      .own = teen,
			      .other = teen,
			      .score = value};
}

static void a_score_that_rises(void **state)
{
	struct watch watch;

	start(&watch);
	assert_int_equal(see(&watch, score(1, 0)), 0);
	assert_int_equal(see(&watch, score(1, 300)), 0);
	assert_int_equal(see(&watch, score(1, 310)), 0);
	assert_int_equal(see(&watch, score(1, 790)), 0);
	speaks(&watch, score(1, 850), ROBOT_GROOMING,
	       "The signs of grooming in a conversation rose 3 times, from 300 to 850 of 1000.");
}

static void one_high_score_is_not_a_rise(void **state)
{
	struct watch watch;

	start(&watch);
	for (uint64_t peer = 1; peer < 30; peer++)
		assert_int_equal(see(&watch, score(peer, 900)), 0);
	/* Many conversations without a sign drive out none that has one. */
	for (uint64_t peer = 100; peer < 200; peer++)
		assert_int_equal(see(&watch, score(peer, 0)), 0);
	assert_int_equal(see(&watch, score(29, 950)), 1);
}

static void shared_accounts(void **state)
{
	struct watch watch;
	struct sight sight = {.kind = SIGHT_ACCOUNTS,
			      .at = T0,
			      .same_address = 2,
			      .same_device = 1,
			      .same_photo = 1};

	start(&watch);
	assert_int_equal(see(&watch, sight), 0);
	sight.same_device = 2;
	speaks(&watch, sight, ROBOT_SAME_DEVICE,
	       "2 accounts that asked younger strangers for contact use the same device.");
	sight.same_photo = 2;
	speaks(&watch, sight, ROBOT_SAME_PHOTO, "2 accounts use the same photo.");
	sight.same_address = 3;
	speaks(&watch, sight, ROBOT_SAME_ADDRESS,
	       "3 accounts that asked younger strangers for contact use the same address.");
	/* A family: a person let these pass, and a fourth is news. */
	behaviour_lifted(&watch.behaviour, ROBOT_SAME_ADDRESS);
	assert_int_equal(see(&watch, sight), 0);
	sight.same_address = 4;
	assert_int_equal(see(&watch, sight), 1);
}

/* Rules may count any account. */
static void any_accounts(void **state)
{
	struct watch watch;
	struct sight sight = {.kind = SIGHT_ACCOUNTS, .at = T0, .same_device = 2};

	start(&watch);
	for (size_t i = 0; i < watch.rules.robot_count; i++)
		if (watch.rules.robots[i].robot == ROBOT_SAME_DEVICE)
			watch.rules.robots[i].level = 0;
	speaks(&watch, sight, ROBOT_SAME_DEVICE, "2 accounts use the same device.");
}

static struct sight asks(uint64_t peer, bool stranger, uint8_t own, uint8_t other)
{
	return (struct sight){.kind = SIGHT_REQUEST,
			      .at = T0,
			      .peer = peer,
			      .stranger = stranger,
			      .own = {.least = own, .most = own},
			      .other = {.least = other, .most = other}};
}

static void younger_strangers(void **state)
{
	struct watch watch;

	start(&watch);
	/* Classmates are of one age, friends of friends have somebody in common, and who is grown up is nobody's prey. */
	for (uint64_t i = 1; i < 20; i++) {
		assert_int_equal(see(&watch, asks(i, true, 14, 15)), 0);
		assert_int_equal(see(&watch, asks(i + 20, false, 16, 14)), 0);
		assert_int_equal(see(&watch, asks(i + 40, true, 25, 22)), 0);
	}
	for (uint64_t i = 60; i < 65; i++)
		assert_int_equal(see(&watch, asks(i, true, 15, 14)), 0);
	assert_int_equal(see(&watch, asks(64, true, 15, 14)), 0); /* the same one again */
	speaks(&watch, asks(65, true, 15, 14), ROBOT_YOUNGER,
	       "Asked 6 younger members for contact within 7 days, with whom there is nobody in common.");
}

static void many_strangers(void **state)
{
	struct watch watch;

	start(&watch);
	for (uint64_t i = 1; i < 10; i++)
		assert_int_equal(see(&watch, asks(i, true, 15, 15)), 0);
	speaks(&watch, asks(10, true, 15, 15), ROBOT_STRANGERS,
	       "Asked 10 minors who are not older for contact within 24 hours, with whom there is nobody in common.");
}

static void a_banned_email(void **state)
{
	struct watch watch;

	start(&watch);
	speaks(&watch, (struct sight){.kind = SIGHT_EMAIL, .at = T0}, ROBOT_BANNED_EMAIL,
	       "The e-mail is a banned member's, written otherwise.");
}

static void another_age_is_heard(void **state)
{
	struct watch watch;
	struct sight sight = {
		.kind = SIGHT_AGE_CLAIM, .at = T0, .peer = 1, .own = teen, .other = teen};

	start(&watch);
	/* Two years off are a slip, a joke or a birthday. */
	for (uint64_t peer = 1; peer < 20; peer++) {
		sight.peer = peer;
		sight.heard = 17;
		assert_int_equal(see(&watch, sight), 0);
	}
	sight.heard = 34;
	assert_int_equal(see(&watch, sight), 0);
	assert_int_equal(see(&watch, sight), 0);
	sight.peer = 99;
	speaks(&watch, sight, ROBOT_AGE_CLAIM,
	       "In 2 conversations within 30 days what was said is another age's: 15 was given, "
	       "34 heard.");
}

static void what_a_person_let_pass_begins_anew(void **state)
{
	struct watch watch;

	start(&watch);
	for (int i = 0; i < 5; i++)
		assert_int_equal(see(&watch, request(i, adult, teen)), i == 4);
	behaviour_lifted(&watch.behaviour, ROBOT_MINORS);
	for (int i = 5; i < 10; i++)
		assert_int_equal(see(&watch, request(i, adult, teen)), i == 9);
}

static void a_robot_that_is_off_is_silent(void **state)
{
	struct watch watch;
	struct robot_rule off = {.robot = ROBOT_MINORS, .off = true, .line = 3};

	start(&watch);
	assert_int_equal(rules_put_robot(&watch.rules, &off), ERR_NONE);
	for (int i = 0; i < 50; i++)
		assert_int_equal(see(&watch, request(i, adult, teen)), 0);
}

static void every_robot_explains_itself(void **state)
{
	for (int robot = 0; robot < ROBOT_COUNT; robot++) {
		struct alarm alarm = {.robot = (enum robot)robot,
				      .count = UINT32_MAX,
				      .span = ROBOT_SPAN_MAX,
				      .from = INT32_MIN,
				      .to = INT32_MIN};
		char text[ALARM_TEXT];

		alarm_sentence(&alarm, text);
		assert_int_equal(text[strlen(text) - 1], '.');
		assert_null(strpbrk(text, "{}%"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_adult_approaches_many_minors),
		cmocka_unit_test(those_of_an_age_may),
		cmocka_unit_test(a_window_slides),
		cmocka_unit_test(exactly_at_the_windows_edge),
		cmocka_unit_test(a_clock_that_steps_back_hides_nothing),
		cmocka_unit_test(many_refusals),
		cmocka_unit_test(the_same_opener),
		cmocka_unit_test(faster_than_a_person),
		cmocka_unit_test(links_to_pay),
		cmocka_unit_test(another_app),
		cmocka_unit_test(a_score_that_rises),
		cmocka_unit_test(one_high_score_is_not_a_rise),
		cmocka_unit_test(shared_accounts),
		cmocka_unit_test(any_accounts),
		cmocka_unit_test(younger_strangers),
		cmocka_unit_test(many_strangers),
		cmocka_unit_test(a_banned_email),
		cmocka_unit_test(another_age_is_heard),
		cmocka_unit_test(what_a_person_let_pass_begins_anew),
		cmocka_unit_test(a_robot_that_is_off_is_silent),
		cmocka_unit_test(every_robot_explains_itself),
	};

	return cmocka_run_group_tests_name("standing_robot", tests, NULL, NULL);
}
