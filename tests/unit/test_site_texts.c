// SPDX-License-Identifier: GPL-3.0-or-later
/* Texts and pictures on a site: delivered, held or refused, what the same again gets, and keys that make repeating harmless. */
#include "site_fixture.h"

static struct world world;

static int set_up(void **state)
{
	(void)state;
	world_begin(&world);
	joins(&world, "ann", 1990);
	joins(&world, "bob", 1990);
	joins(&world, "kim", 2011);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	world_end(&world);
	return 0;
}

static void post(const char *id, const char *from)
{
	does(&world, "message", "{'id':'%s','from':'%s','where':'forum','text':'hello'}", id, from);
}

static void reads_as(enum offence offence, unsigned sure)
{
	world.heard = (struct heard){.is_offence = true, .offence = (uint8_t)offence,
				     .sure = (uint16_t)sure};
}

/* ---- deliver, hold, refuse ---- */

static void an_ordinary_text_is_delivered(void **state)
{
	struct site_text text;

	(void)state;
	post("m1", "ann");
	verdict_is(&world, SITE_DELIVER);
	assert_int_equal(world.came.message, 1);
	assert_int_equal(world.came.member, 1);
	assert_true(world.came.is_new);
	assert_int_equal(world.happened.count, 0);
	assert_true(site_text(world.site, 1, &text));
	assert_int_equal(text.event, world.event);
	assert_int_equal(text.from, 1);
	assert_int_equal(text.to, 0);
	assert_int_equal(text.where, WHERE_FORUM);
	assert_false(text.photo);
	assert_false(text.withheld);
	assert_false(site_text(world.site, 2, &text));
	assert_false(site_text(world.site, 0, &text));
	fails(&world, ERR_ABSENT, "from", "message",
	      "{'id':'m2','from':'who','where':'forum','text':'x'}");
	fails(&world, ERR_ABSENT, "to", "message",
	      "{'id':'m2','from':'ann','to':'who','where':'direct','text':'x'}");
}

static void a_text_that_reads_as_an_act_waits(void **state)
{
	int32_t sure = world.rules.hold_reading[OFFENCE_THREAT].value;

	(void)state;
	assert_true(sure > 0 && sure <= 1000);
	reads_as(OFFENCE_THREAT, (unsigned)sure - 1);
	post("m1", "ann");
	verdict_is(&world, SITE_DELIVER);
	reads_as(OFFENCE_THREAT, (unsigned)sure);
	post("m2", "ann");
	came_to(&world, SITE_HOLD, REASON_OFFENCE + OFFENCE_THREAT);
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->item, world.came.item);
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->item_kind, QUEUE_TEXT);
	stands(&world, "ann", STATE_OK, 0); /* nobody has looked yet */
}

static void what_was_held_is_released_or_withheld(void **state)
{
	struct site_text text;

	(void)state;
	reads_as(OFFENCE_THREAT, 1000);
	post("m1", "ann");
	decides(&world, "anna", world.came.item, "lift", "");
	assert_int_equal(told(&world, SITE_EFFECT_RELEASED)->message, 1);
	assert_false(told(&world, SITE_EFFECT_RELEASED)->photo);
	assert_non_null(told(&world, SITE_EFFECT_SETTLED));
	assert_null(told(&world, SITE_EFFECT_STATEMENT));
	assert_true(site_text(world.site, 1, &text));
	assert_int_equal(text.verdict, SITE_DELIVER);
	assert_string_equal(text.id, "m1");
	reads_as(OFFENCE_INSULT, 1000);
	post("m2", "ann");
	verdict_is(&world, SITE_HOLD);
	decides(&world, "anna", world.came.item, "confirm", "");
	assert_int_equal(told(&world, SITE_EFFECT_WITHHELD)->message, 2);
	assert_non_null(told(&world, SITE_EFFECT_STATEMENT));
	assert_true(site_text(world.site, 2, &text));
	assert_true(text.withheld);
	stands(&world, "ann", STATE_OK, 1000);
	assert_int_equal(site_queue(world.site)->count, 0);
}

static void the_person_may_name_another_act(void **state)
{
	(void)state;
	reads_as(OFFENCE_THREAT, 1000);
	post("m1", "ann");
	decides(&world, "anna", world.came.item, "confirm", ",'offence':'insult'");
	stands(&world, "ann", STATE_OK, 1000);
}

static void an_act_must_be_named_when_nothing_says_it(void **state)
{
	uint64_t item;

	(void)state;
	world.heard = (struct heard){.unreadable = true};
	post("m1", "ann");
	came_to(&world, SITE_HOLD, REASON_UNREADABLE);
	item = world.came.item;
	claims(&world, "anna", item);
	fails(&world, ERR_INPUT, "offence", "decision",
	      "{'person':'anna','item':'q%d','opinion':'confirm'}", (int)item);
	does(&world, "decision", "{'person':'anna','item':'q%d','opinion':'confirm','offence':'spam'}",
	     (int)item);
	assert_non_null(told(&world, SITE_EFFECT_WITHHELD));
}

static void a_conversation_with_signs_waits_for_two_people(void **state)
{
	uint64_t item;

	(void)state;
	joins(&world, "lee", 2011);
	does(&world, "member", "{'id':'sam','age_from':18,'age_to':18}");
	does(&world, "member", "{'id':'noor','age_from':16,'age_to':17}");
	befriend(&world, "sam", "noor");
	world.heard = (struct heard){.grooming = 1000};
	does(&world, "message",
	     "{'id':'m1','from':'sam','to':'noor','where':'direct','text':'hey'}");
	came_to(&world, SITE_HOLD, REASON_GROOMING);
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->severity, SEVERITY_GRAVE);
	item = world.came.item;
	decides(&world, "anna", item, "lift", "");
	verdict_is(&world, SITE_PENDING);
	assert_null(told(&world, SITE_EFFECT_RELEASED));
	fails(&world, ERR_STATE, "item", "claim", "{'person':'anna','item':'q%d'}", (int)item);
	decides(&world, "boris", item, "lift", "");
	verdict_is(&world, SITE_DONE);
	assert_non_null(told(&world, SITE_EFFECT_RELEASED));
	/* Between two of an age it is not that. */
	befriend(&world, "kim", "lee");
	world.heard = (struct heard){.grooming = 1000};
	does(&world, "message", "{'id':'m2','from':'kim','to':'lee','where':'direct','text':'hey'}");
	verdict_is(&world, SITE_DELIVER);
}

static void distress_is_told(void **state)
{
	(void)state;
	world.heard = (struct heard){.distress = true};
	post("m1", "ann");
	verdict_is(&world, SITE_DELIVER);
	assert_int_equal(told(&world, SITE_EFFECT_CARE)->member, 1);
	assert_false(told(&world, SITE_EFFECT_CARE)->minor);
	world.heard = (struct heard){.age = 11, .minor = true};
	post("m2", "kim");
	assert_true(told(&world, SITE_EFFECT_CARE)->minor);
}

static void who_is_banned_or_suspended_posts_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		does(&world, "member", "{'id':'s%d','device':'d'}", i);
	post("m1", "s2");
	came_to(&world, SITE_REFUSE, REASON_SUSPENDED);
	finds(&world, "bob", "harassment");
	post("m2", "bob");
	came_to(&world, SITE_REFUSE, REASON_BANNED);
	/* A ban while he is suspended is a ban. */
	finds(&world, "s2", "harassment");
	post("m3", "s2");
	came_to(&world, SITE_REFUSE, REASON_BANNED);
}

static void from_eighty_per_cent_on_everything_waits(void **state)
{
	(void)state;
	for (int i = 0; i < 8; i++) {
		post("m0", "ann");
		finds(&world, "ann", "insult");
	}
	stands(&world, "ann", STATE_HELD, 8000);
	post("m1", "ann");
	came_to(&world, SITE_HOLD, REASON_PERCENT);
	assert_int_not_equal(world.came.item, 0);
	does(&world, "photo",
	     "{'id':'f1','from':'ann','quality':60,"
	     "'photo':'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}");
	came_to(&world, SITE_HOLD, REASON_PERCENT);
	/* It fades. */
	world.now += MS_HOUR;
	post("m2", "ann");
	verdict_is(&world, SITE_DELIVER);
}

/* ---- the same again ---- */

static void the_same_id_and_words_get_the_same_answer(void **state)
{
	uint64_t item;

	(void)state;
	reads_as(OFFENCE_THREAT, 1000);
	post("m1", "ann");
	came_to(&world, SITE_HOLD, REASON_OFFENCE + OFFENCE_THREAT);
	item = world.came.item;
	post("m1", "ann"); /* whatever it reads as by now */
	came_to(&world, SITE_HOLD, REASON_OFFENCE + OFFENCE_THREAT);
	assert_true(world.came.again);
	assert_false(world.came.is_new);
	assert_int_equal(world.came.item, item);
	assert_int_equal(world.came.message, 1);
	assert_int_equal(world.happened.count, 0);
	assert_int_equal(site_queue(world.site)->count, 1);
	decides(&world, "anna", item, "lift", "");
	post("m1", "ann");
	verdict_is(&world, SITE_DELIVER);
	assert_int_equal(world.came.reason_count, 0);
	assert_true(world.came.again);
}

static void other_words_need_another_id(void **state)
{
	(void)state;
	post("m1", "ann");
	fails(&world, ERR_EXISTS, "id", "message",
	      "{'id':'m1','from':'ann','where':'forum','text':'hello!'}");
	fails(&world, ERR_EXISTS, "id", "message",
	      "{'id':'m1','from':'ann','where':'comment','text':'hello'}");
	fails(&world, ERR_EXISTS, "id", "message",
	      "{'id':'m1','from':'bob','where':'forum','text':'hello'}");
	fails(&world, ERR_EXISTS, "id", "message",
	      "{'id':'m1','from':'ann','to':'bob','where':'direct','text':'hello'}");
	/* A picture has ids of its own. */
	does(&world, "photo",
	     "{'id':'m1','from':'ann','quality':60,"
	     "'photo':'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}");
	verdict_is(&world, SITE_DELIVER);
	assert_false(world.came.again);
}

/* What nobody refused has no reason that says so. */
static void what_was_taken_away_says_so_without_a_false_reason(void **state)
{
	(void)state;
	post("m1", "ann");
	does(&world, "report", "{'from':'bob','about':'m1','kind':'message','offence':'insult'}");
	decides(&world, "anna", world.came.item, "confirm", "");
	assert_non_null(told(&world, SITE_EFFECT_WITHHELD));
	post("m1", "ann");
	verdict_is(&world, SITE_REFUSE);
	assert_true(world.came.again);
	for (size_t i = 0; i < world.came.reason_count; i++)
		assert_int_not_equal(world.came.reasons[i], REASON_NOT_AVAILABLE);
}

/* ---- keys ---- */

static void a_key_makes_repeating_harmless(void **state)
{
	(void)state;
	does(&world, "contact", "{'from':'ann','to':'bob','key':'k1'}");
	verdict_is(&world, SITE_PENDING);
	does(&world, "contact", "{'from':'ann','to':'bob','key':'k1'}");
	verdict_is(&world, SITE_PENDING);
	assert_true(world.came.again);
	assert_int_equal(world.came.contact, 1);
	does(&world, "answer", "{'contact':'c1','member':'bob','answer':'refuse'}");
	/* What came of it then. */
	does(&world, "contact", "{'from':'ann','to':'bob','key':'k1'}");
	verdict_is(&world, SITE_PENDING);
	assert_true(world.came.again);
}

static void a_report_with_a_key_weighs_once(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		does(&world, "report",
		     "{'from':'ann','about':'bob','kind':'member','offence':'spam','key':'k'}");
	assert_true(world.came.again);
	assert_int_equal(site_year_find(world.site, 2026)->reports[OFFENCE_SPAM], 1);
}

static void a_key_is_of_one_request_and_one_sender(void **state)
{
	(void)state;
	does(&world, "contact", "{'from':'ann','to':'bob','key':'k1','person':'p1'}");
	fails(&world, ERR_EXISTS, "key", "contact",
	      "{'from':'bob','to':'ann','key':'k1','person':'p1'}");
	fails(&world, ERR_EXISTS, "key", "member", "{'id':'dirk','key':'k1','person':'p1'}");
	does(&world, "contact", "{'from':'bob','to':'ann','key':'k1','person':'p2'}");
	assert_false(world.came.again);
	does(&world, "contact", "{'from':'bob','to':'ann','key':'k1'}");
	assert_false(world.came.again);
	assert_int_equal(site_member_find(world.site, bytes_of_text("dirk")), 0);
}

static void a_refused_request_uses_up_no_key(void **state)
{
	(void)state;
	fails(&world, ERR_ABSENT, "to", "contact", "{'from':'ann','to':'dirk','key':'k1'}");
	joins(&world, "dirk", 1990);
	does(&world, "contact", "{'from':'ann','to':'dirk','key':'k1'}");
	verdict_is(&world, SITE_PENDING);
	assert_false(world.came.again);
}

/* ---- pictures ---- */

#define PHOTO "8f8f8f8f0123456789abcdef0123456789abcdef0123456789abcdef01234567"

static void a_banned_ones_picture_waits(void **state)
{
	(void)state;
	does(&world, "member", "{'id':'sam','photo':'" PHOTO "','quality':90}");
	finds(&world, "sam", "harassment");
	does(&world, "photo", "{'id':'f1','from':'ann','photo':'" PHOTO "','quality':80}");
	came_to(&world, SITE_HOLD, REASON_BANNED_PHOTO);
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->item_kind, QUEUE_PHOTO);
	decides(&world, "anna", world.came.item, "lift", "");
	assert_true(told(&world, SITE_EFFECT_RELEASED)->photo);
	does(&world, "photo", "{'id':'f2','from':'ann','photo':'" PHOTO "','quality':49}");
	verdict_is(&world, SITE_DELIVER);
}

/* Sealed: only its facts are shown, to two people, and a notice is prepared at once. */
static void a_suspected_picture_is_sealed(void **state)
{
	struct site_notice notice;
	uint64_t item;

	(void)state;
	does(&world, "photo",
	     "{'id':'f1','from':'ann','photo':'" PHOTO "','quality':80,'suspected':true}");
	came_to(&world, SITE_HOLD, REASON_SUSPECTED);
	item = world.came.item;
	assert_int_equal(told(&world, SITE_EFFECT_QUEUED)->severity, SEVERITY_GRAVE);
	assert_non_null(told(&world, SITE_EFFECT_NOTICE));
	assert_true(site_notice_at(world.site, 0, &notice));
	assert_true(notice.sealed);
	assert_int_equal(notice.member, 1);
	assert_int_equal(notice.event, world.event);
	assert_false(site_notice_at(world.site, 1, &notice));
	claims(&world, "anna", item);
	fails(&world, ERR_STATE, "item", "show", "{'person':'anna','item':'q%d'}", (int)item);
	assert_true(queue_is_blurred(queue_find(site_queue(world.site), item),
				     site_staff_find(world.site, bytes_of_text("anna")), world.now));
	does(&world, "decision", "{'person':'anna','item':'q%d','opinion':'confirm'}", (int)item);
	verdict_is(&world, SITE_PENDING);
	decides(&world, "boris", item, "confirm", "");
	verdict_is(&world, SITE_DONE);
	assert_non_null(told(&world, SITE_EFFECT_WITHHELD));
}

/* Whoever has it looked at later must not be told that it was delivered. */
static void a_picture_that_is_suspected_later_is_not_the_same(void **state)
{
	(void)state;
	does(&world, "photo", "{'id':'f1','from':'ann','photo':'" PHOTO "','quality':80}");
	verdict_is(&world, SITE_DELIVER);
	fails(&world, ERR_EXISTS, "id", "photo",
	      "{'id':'f1','from':'ann','photo':'" PHOTO "','quality':80,'suspected':true}");
	does(&world, "photo",
	     "{'id':'f1','from':'ann','photo':'" PHOTO "','quality':80,'suspected':false}");
	assert_true(world.came.again);
}

static void a_picture_to_somebody_needs_a_contact(void **state)
{
	(void)state;
	does(&world, "photo", "{'id':'f1','from':'ann','to':'bob','photo':'" PHOTO "','quality':80}");
	came_to(&world, SITE_REFUSE, REASON_NOT_OPEN);
	does(&world, "photo", "{'id':'f2','from':'ann','to':'kim','photo':'" PHOTO "','quality':80}");
	came_to(&world, SITE_REFUSE, REASON_NOT_AVAILABLE);
	befriend(&world, "ann", "bob");
	does(&world, "photo", "{'id':'f3','from':'ann','to':'bob','photo':'" PHOTO "','quality':80}");
	verdict_is(&world, SITE_DELIVER);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_ordinary_text_is_delivered),
		TEST(a_text_that_reads_as_an_act_waits),
		TEST(what_was_held_is_released_or_withheld),
		TEST(the_person_may_name_another_act),
		TEST(an_act_must_be_named_when_nothing_says_it),
		TEST(a_conversation_with_signs_waits_for_two_people),
		TEST(distress_is_told),
		TEST(who_is_banned_or_suspended_posts_nothing),
		TEST(from_eighty_per_cent_on_everything_waits),
		TEST(the_same_id_and_words_get_the_same_answer),
		TEST(other_words_need_another_id),
		TEST(what_was_taken_away_says_so_without_a_false_reason),
		TEST(a_key_makes_repeating_harmless),
		TEST(a_report_with_a_key_weighs_once),
		TEST(a_key_is_of_one_request_and_one_sender),
		TEST(a_refused_request_uses_up_no_key),
		TEST(a_banned_ones_picture_waits),
		TEST(a_suspected_picture_is_sealed),
		TEST(a_picture_that_is_suspected_later_is_not_the_same),
		TEST(a_picture_to_somebody_needs_a_contact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
