// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/story, and the words that carry it: nobody who tells a story contradicts it. */
#include "flow/decide/stall/pairs.h"
#include "flow/reply/say.h"
#include "packs_fixture.h"
#include "talk_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { TALKS = 120, TURNS = 40, TRIES = 100 };

static uint64_t claim(const char *name)
{
	unsigned bit = claim_of(name, strlen(name));

	assert_int_not_equal(bit, CLAIM_BITS);
	return UINT64_C(1) << bit;
}

/* ---- the claims themselves ---- */

static void one_rules_the_others_out(void **state)
{
	uint64_t against = claim_against(claim_of("travel=bus", 10));

	(void)state;
	assert_true(against & claim("travel=car"));
	assert_false(against & claim("travel=bus"));
	assert_false(against & claim("way=there"));
	assert_true(story_contradicts(claim("travel=bus") | claim("travel=car")));
	assert_false(story_contradicts(claim("travel=bus") | claim("way=road") | claim("way=there")));
}

static void steps_do_not_go_back(void **state)
{
	uint64_t against = claim_against(claim_of("way=road", 8));

	(void)state;
	assert_true(against & claim("way=there"));
	assert_false(against & claim("way=home"));
	assert_true(claim_against(claim_of("why=work", 8)) == claim("why=work"));
}

static void a_new_meeting_begins_anew(void **state)
{
	uint64_t story = claim("travel=bus") | claim("way=there") | claim("call=cannot") | claim("call=never");

	(void)state;
	assert_true(story_after_meeting(story) == (claim("travel=bus") | claim("call=never")));
	assert_true(story_bars_call(claim("call=never")));
	assert_false(story_bars_call(claim("call=wanted")));
}

static void written_and_read(void **state)
{
	char text[STORY_TEXT_MAX];
	uint64_t story = claim("travel=bus") | claim("why=keys");

	(void)state;
	story_write(story, text);
	assert_string_equal(text, "travel=bus+why=keys");
	assert_true(story_parse(text) == story);
	assert_true(story_parse("travel=bus+travel=kite+why=keys") == story);
	story_write(0, text);
	assert_string_equal(text, "");
	story_write(UINT64_MAX, text);
	assert_true(strlen(text) < STORY_TEXT_MAX);
}

/* ---- words that claim ---- */

static struct pack build(const char *yaml)
{
	struct pack pack = {.language = LANGUAGE_EN};
	struct error error = {""};

	assert_int_equal(talk_build(yaml, true, &pack, &error), ERR_NONE);
	return pack;
}

/* How often it is said; *ret_claims is what the last such text claimed. */
static int times(const struct pack *pack, struct saying saying, const char *expected, uint64_t *ret_claims)
{
	int count = 0;

	for (saying.seed = 0; saying.seed < TRIES; saying.seed++) {
		struct phrase phrase;

		if (grammar_phrase(pack, &saying, "EUR", &phrase, NULL) != ERR_NONE ||
		    phrase.size != strlen(expected) || memcmp(phrase.text, expected, phrase.size) != 0)
			continue;
		count++;
		*ret_claims = phrase.claims;
	}
	return count;
}

static void what_contradicts_is_not_said(void **state)
{
	struct pack pack = build("moves:\n  be_late: [\"(tyre is flat {travel=bike}|tram is stuck {travel=tram}{way=road})\"]\n");
	struct saying saying = {.move = MOVE_BE_LATE};
	uint64_t claims = 0;

	(void)state;
	assert_in_range(times(&pack, saying, "tyre is flat", &claims), 30, 70);
	assert_true(claims == claim("travel=bike"));
	saying.story = claim("travel=tram");
	assert_int_equal(times(&pack, saying, "tram is stuck", &claims), TRIES);
	assert_true(claims == (claim("travel=tram") | claim("way=road")));
	saying.story = claim("travel=car");
	assert_int_equal(times(&pack, saying, "tyre is flat", &claims), 0);
	assert_int_equal(times(&pack, saying, "tram is stuck", &claims), 0);
	pack_finish(&pack);
}

static void nor_within_one_text(void **state)
{
	struct pack pack = build("moves:\n  be_late: [\"{how}, {how}\"]\n"
				 "parts:\n  how: [\"by bus {travel=bus}\", \"by car {travel=car}\"]\n");
	struct saying saying = {.move = MOVE_BE_LATE};
	uint64_t claims = 0;

	(void)state;
	assert_int_equal(times(&pack, saying, "by bus, by bus", &claims) +
				 times(&pack, saying, "by car, by car", &claims),
			 TRIES);
	pack_finish(&pack);
}

static void conditions_ask_what_was_claimed(void **state)
{
	struct pack pack = build("moves:\n  be_late: [{say: still no bus, if: [travel=bus]}, {say: coming, if: [not travel=bus]}]\n");
	struct saying saying = {.move = MOVE_BE_LATE};
	uint64_t claims = 0;

	(void)state;
	assert_int_equal(times(&pack, saying, "coming", &claims), TRIES);
	saying.story = claim("travel=bus");
	assert_int_equal(times(&pack, saying, "still no bus", &claims), TRIES);
	pack_finish(&pack);
}

static void a_reaction_that_leaves_the_move_no_words_is_left_out(void **state)
{
	struct pack pack = build("moves:\n  be_late: [\"bus is late {travel=bus}\"]\n"
				 "answers:\n  confirm: [\"my car is here {travel=car}\"]\n");
	struct saying saying = {.move = MOVE_BE_LATE, .reaction = REACT_CONFIRM};
	struct buf text = {0};

	(void)state;
	assert_int_equal(grammar_say(&pack, &saying, "EUR", &text, NULL), ERR_NONE);
	assert_string_equal(buf_text(&text), "bus is late");
	buf_finish(&text);
	pack_finish(&pack);
}

/* ---- one text says one thing ---- */

static void pairs_that_fit(void **state)
{
	(void)state;
	assert_int_equal(pairs_keep(REACT_ARRIVED, MOVE_BE_LATE), REACT_ARRIVED);
	assert_int_equal(pairs_keep(REACT_ARRIVED, MOVE_RESCHEDULE), REACT_NONE);
	assert_int_equal(pairs_keep(REACT_GOODBYE, MOVE_RESCHEDULE), REACT_NONE);
	assert_int_equal(pairs_keep(REACT_SMALLTALK, MOVE_AGREE_VAGUELY), REACT_NONE);
	/* the move says the hour itself */
	assert_int_equal(pairs_keep(REACT_ASK_TIME, MOVE_CONFIRM), REACT_NONE);
	assert_int_equal(pairs_keep(REACT_ASK_TIME, MOVE_NAME_PLACE), REACT_ASK_TIME);
	for (int reaction = REACT_NONE + 1; reaction < REACTION_COUNT; reaction++)
		assert_int_equal(pairs_keep((enum reaction)reaction, MOVE_REACT), reaction);
}

static void what_must_be_heard_narrows_the_choice(void **state)
{
	struct options options = {.count = 3, .ids = {MOVE_ASK_CALL, MOVE_BE_LATE, MOVE_DIGRESS}, .prior = {.1F, .2F, .3F}};

	(void)state;
	pairs_narrow(REACT_CONFIRM, &options);
	assert_int_equal(options.count, 3);
	pairs_narrow(REACT_CALLED, &options);
	assert_int_equal(options.count, 1);
	assert_int_equal(options.ids[0], MOVE_BE_LATE);
	assert_true(options.prior[0] == .2F);
}

/* ---- the packs that ship ---- */

/* One conversation in any order of moves: what each text claims never contradicts what was claimed before. */
static void tell(const struct packs *packs, const struct pack *pack, uint64_t seed)
{
	struct line line = {.kind = LINE_STALL, .languages = {(enum language)pack->language}, .language_count = 1};
	uint64_t story = 0, chance = seed << 32;

	for (int turn = 0; turn < TURNS; turn++) {
		uint64_t drawn = grammar_mix(chance++, 1), claims = 0;
		struct saying saying = {.move = (enum move)(MOVE_OPEN + drawn % (MOVE_GO_SILENT - MOVE_OPEN)),
					.reaction = (enum reaction)((drawn >> 8) % REACTION_COUNT),
					.language = (enum language)pack->language,
					.voice = seed, .seed = drawn, .story = story, .unit = "g", .quantity = 2,
					.price = 20, .offer = 15, .place = "x", .time = 1200, .delay = 10, .product = 1,
					.tags = TAG_TODAY | TAG_EVENING | (drawn >> 20 & 1 ? TAG_FIRST : TAG_AGAIN | TAG_MISSED),
					.known = UINT32_MAX};
		enum language language;
		struct buf text = {0};

		if (words_say(packs, &line, &saying, "EUR", NULL, 0, 1, 0, &text, &language, &claims, NULL) == ERR_NONE) {
			for (unsigned bit = 0; bit < CLAIM_BITS; bit++)
				if (claims >> bit & 1 && (claim_against(bit) & story) != 0)
					fail_msg("\"%s\" contradicts what was said before: %s", buf_text(&text), claim_name(bit));
			story |= claims;
			if (story_contradicts(story))
				fail_msg("\"%s\" contradicts itself", buf_text(&text));
		}
		if (saying.move == MOVE_RESCHEDULE)
			story = story_after_meeting(story);
		buf_finish(&text);
	}
}

static void no_conversation_contradicts_itself(void **state)
{
	const struct packs *packs = packs_without_concepts();

	(void)state;
	for (uint64_t seed = 0; seed < TALKS; seed++)
		tell(packs, &packs->packs[seed % packs->count], seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_rules_the_others_out),
		cmocka_unit_test(steps_do_not_go_back),
		cmocka_unit_test(a_new_meeting_begins_anew),
		cmocka_unit_test(written_and_read),
		cmocka_unit_test(what_contradicts_is_not_said),
		cmocka_unit_test(nor_within_one_text),
		cmocka_unit_test(conditions_ask_what_was_claimed),
		cmocka_unit_test(a_reaction_that_leaves_the_move_no_words_is_left_out),
		cmocka_unit_test(pairs_that_fit),
		cmocka_unit_test(what_must_be_heard_narrows_the_choice),
		cmocka_unit_test(no_conversation_contradicts_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
