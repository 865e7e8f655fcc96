// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/packs_talk: what is wrong is named where it stands. */
#include "talk_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct bad {
	const char *yaml, *error;
};

static void expect_refused(const struct bad *bad, size_t count, bool fill)
{
	for (size_t i = 0; i < count; i++) {
		struct pack pack = {.language = LANGUAGE_EN};
		struct error error = {""};

		assert_int_equal(talk_build(bad[i].yaml, fill, &pack, &error), ERR_INPUT);
		assert_string_equal(error.text, bad[i].error);
		assert_null(pack.talk);
	}
}

static void names_that_nobody_knows(void **state)
{
	static const struct bad cases[] = {
		{"texts: {}\n", "t.yaml:1:1: \"texts\" is unknown here; write moves, answers, "
				"parts, words, filter or writer"},
		{"moves:\n  hello: [x]\n",
		 "t.yaml:2:3: \"hello\" is no move; write one of the table in packs/README.md"},
		{"moves:\n  go_silent: [x]\n",
		 "t.yaml:2:3: \"go_silent\" is no move; write one of the table in packs/README.md"},
		{"answers:\n  none: [x]\n",
		 "t.yaml:2:3: \"none\" is nothing that is answered; write one of the table in "
		 "packs/README.md"},
		{"moves:\n  open:\n    - \"hi {you}\"\n",
		 "t.yaml:3:11: there is no part \"you\"; write it under parts:, or another name"},
		{"moves:\n  open:\n    - \"\303\251\303\251 {WHO}\"\n",
		 "t.yaml:3:11: {WHO} is no fact; write QUANTITY, PRICE, OFFER, PRODUCT, PLACE, "
		 "TIME, DAY, "
		 "DELAY, NAME or FRIEND"},
		{"moves:\n  open:\n    - {say: hi, if: [street, not posh]}\n",
		 "t.yaml:3:30: \"posh\" is no tag; write one of street plain polite first again "
		 "soon "
		 "today tomorrow evening morning waiting late2 asked gram pill bag other full half "
		 "quarter to "
		 "euro pound quarrel missed, or \"not \" before it"},
		{"moves:\n  open:\n    - \"hi {call=maybe}\"\n",
		 "t.yaml:3:11: {call=maybe} is no claim; write call=wanted, call=cannot, call=never"},
		{"moves:\n  open:\n    - {say: hi, if: [street, not call=maybe]}\n",
		 "t.yaml:3:30: \"call=maybe\" is no claim; write call=wanted, call=cannot, call=never"},
		{"moves:\n  open:\n    - {say: hi, if: [street, not street]}\n",
		 "t.yaml:3:30: \"street\" is here twice; leave one out"},
		{"moves:\n  open:\n    - {say: hi, when: [street]}\n",
		 "t.yaml:3:17: \"when\" is unknown here; write say or if"},
		{"moves:\n  open:\n    - {if: [street]}\n",
		 "t.yaml:3:7: no text; write {say: \"...\", if: [...]}"},
		{"parts:\n  Hey: [x]\n", "t.yaml:2:3: \"Hey\" is no name for a part; write 1 to 31 "
					 "small letters, digits and _"},
		{"words:\n  towns: [x]\n", "t.yaml:2:3: \"towns\" is unknown here; write names, "
					   "friends, products or shorten"},
		{"filter:\n  towns: [x]\n", "t.yaml:2:3: \"towns\" is no list of the filter; write "
					    "one of those in packs/README.md"},
	};

	(void)state;
	expect_refused(cases, COUNT(cases), true);
}

static void signs_that_do_not_close(void **state)
{
	static const struct bad cases[] = {
		{"moves:\n  open: [\"a (b|c\"]\n", "t.yaml:2:13: ( without ); write (one|two)"},
		{"moves:\n  open: [\"a b|c)\"]\n",
		 "t.yaml:2:14: | outside of ( ); write (one|two)"},
		{"moves:\n  open: [\"a b) c\"]\n", "t.yaml:2:14: ) without (; write (one|two)"},
		{"moves:\n  open: [\"a {NAME b\"]\n", "t.yaml:2:13: { without }; write {name}"},
		{"moves:\n  open: [\"a NAME} b\"]\n", "t.yaml:2:17: } without {; write {name}"},
		{"moves:\n  open: [\"a {} b\"]\n",
		 "t.yaml:2:13: nothing between { and }; write {name}"},
		{"moves:\n  open: [\"((((((((a))))))))\"]\n",
		 "t.yaml:2:17: more than 6 groups within each other; use a part"},
		{"moves:\n  open: []\n",
		 "t.yaml:2:9: nothing in the list; write at least one text, or \"\""},
		{"parts:\n  hey: []\n",
		 "t.yaml:2:8: nothing in the list; write at least one text, or \"\""},
	};

	(void)state;
	expect_refused(cases, COUNT(cases), true);
}

static void letters_that_are_not_sent(void **state)
{
	static const struct bad cases[] = {
		{"moves:\n  open: [\"\303\247a va\"]\n",
		 "t.yaml:2:11: \"\303\247\" is not among the letters of old telephones (GSM 7); "
		 "write c instead"},
		{"moves:\n  open: [\"5 \342\202\254\"]\n",
		 "t.yaml:2:13: \"\342\202\254\" is not among the letters of old telephones (GSM "
		 "7); write euro "
		 "instead"},
		{"moves:\n  open: [\"a [b\"]\n", "t.yaml:2:13: \"[\" is not among the letters of "
						 "old telephones (GSM 7); write another word "
						 "instead"},
		{"moves:\n  open: [\"see www.x\"]\n",
		 "t.yaml:2:15: what looks like a link; a line never sends one"},
		{"moves:\n  open: [\"on shop.be now\"]\n",
		 "t.yaml:2:18: what looks like a link; a line never sends one"},
		{"moves:\n  open: [\"me@x\"]\n", "t.yaml:2:13: an @; write the word instead"},
		{"moves:\n  open: [\"ring 12345\"]\n",
		 "t.yaml:2:16: a number of five digits or more; leave it out"},
		{"moves:\n  open: [\"ring 04 70 12 34\"]\n",
		 "t.yaml:2:16: a number of five digits or more; leave it out"},
		{"moves:\n  open: [\"a\\nb\"]\n",
		 "t.yaml:2:12: a new line in a text; write it in one"},
	};

	(void)state;
	expect_refused(cases, COUNT(cases), true);
}

static void numbers_where_they_do_not_belong(void **state)
{
	static const struct bad cases[] = {
		{"moves:\n  open: [\"at {HOUR}\"]\n", "t.yaml:2:14: {HOUR} stands only in the part "
						      "time; write a fact such as {TIME} here"},
		{"parts:\n  time: [\"{N}\"]\n", "t.yaml:2:11: {N} stands only in the parts "
						"quantity, price and delay; write a fact such as "
						"{QUANTITY} here"},
		{"parts:\n  time: [\"{DAY} {HOUR}\"]\n",
		 "t.yaml:2:11: {DAY} in a part that writes a fact; write {N}, or {HOUR} and its "
		 "like"},
		{"moves:\n  open: [\"at {time}\"]\n",
		 "t.yaml:2:14: the part \"time\" needs a number; write the fact in capitals"},
	};

	(void)state;
	expect_refused(cases, COUNT(cases), true);
}

static void what_only_the_whole_shows(void **state)
{
	static const struct bad cases[] = {
		{"parts:\n  a: [\"x {b}\"]\n  b: [y, \"{c}\"]\n  c: [\"{a}\"]\n",
		 "t.yaml:4:8: the part \"a\" leads back to itself here; write it out"},
		{"parts:\n  time: [\"{x}\"]\n  x: [\"{TIME}\"]\n",
		 "t.yaml:3:8: the part \"time\" leads back to itself here; write it out"},
		{"answers:\n  stock: [\"{ten}{ten}{ten}{ten}{ten}{ten}(abcde|)\"]\nparts:\n  ten: "
		 "[\"tenletters\", \"\"]\n",
		 "t.yaml:2:12: up to 65 characters, with its longest parts; write at most 64"},
		{"moves:\n  open: [\"{PLACE}{PLACE}{PLACE}{PLACE}{PLACE}{PLACE}\"]\n",
		 "t.yaml:2:11: up to 108 characters, with its longest parts; write at most 100"},
		{"parts:\n  a: [\"{b}{b}{b}{b}{b}{b}{b}{b}\"]\n  b: "
		 "[\"{c}{c}{c}{c}{c}{c}{c}{c}\"]\n"
		 "  c: [\"{d}{d}{d}{d}{d}{d}{d}{d}\"]\n  d: [\"\"]\n",
		 "t.yaml:2:8: more than 500 pieces, with those of its parts; write it simpler"},
	};
	static const struct bad missing[] = {
		{"moves:\n  open: [x]\n",
		 "talk: no text for \"ask_menu\"; write some under moves:"},
	};

	(void)state;
	expect_refused(cases, COUNT(cases), true);
	expect_refused(missing, COUNT(missing), false);
}

static void words_that_are_off(void **state)
{
	static const struct bad cases[] = {
		{"words:\n  names: [Sam, Sam]\n",
		 "t.yaml:2:16: the same name twice; leave one out"},
		{"words:\n  names: [\"\"]\n",
		 "t.yaml:2:11: an empty word, or spaces around it; write the word alone"},
		{"words:\n  friends: [\"Mo(e)\"]\n",
		 "t.yaml:2:13: ( ) { } or | in a word; write the word alone"},
		{"words:\n  friends: [Mo2]\n",
		 "t.yaml:2:13: digits or signs in a name; write letters only"},
		{"words:\n  friends: [Maximiliaantje]\n",
		 "t.yaml:2:13: more than 12 letters; write a shorter one"},
		{"words:\n  products: [[weed, weed], [weed, wiet]]\n",
		 "t.yaml:2:28: \"weed\" is here twice; leave one out"},
		{"words:\n  products: [[weed]]\n",
		 "t.yaml:2:14: not two words; write [one, other]"},
		{"words:\n  shorten: [[you, u], [you, u]]\n",
		 "t.yaml:2:23: \"you\" is here twice; leave one out"},
		{"words:\n  shorten: [[you, you]]\n",
		 "t.yaml:2:13: both words are the same; leave the pair out"},
		{"filter:\n  money: [\"!\"]\n", "t.yaml:2:11: no letters in it; write words"},
	};

	(void)state;
	expect_refused(cases, COUNT(cases), true);
}

static void a_shortening_may_be_one_of_several(void **state)
{
	struct pack pack = {.language = LANGUAGE_EN};
	struct error error = {""};

	(void)state;
	assert_int_equal(
		talk_build("words:\n  shorten: [[you, u], [you, ya]]\n", true, &pack, &error),
		ERR_NONE);
	assert_int_equal(pack.talk->shorten_count, 2);
	pack_finish(&pack);
}

static void ways_are_counted(void **state)
{
	struct pack pack = {.language = LANGUAGE_EN};
	struct error error = {""};

	(void)state;
	assert_int_equal(talk_build("moves:\n  open: [\"{a}(x|y|{a})\", \"z {TIME}\"]\nparts:\n  "
				    "a: [\"1\", \"2\"]\n",
				    true, &pack, &error),
			 ERR_NONE);
	assert_true(grammar_surfaces(pack.talk, MOVE_OPEN) == 2 * 4 + 1);
	pack_finish(&pack);
}

static void what_could_be_better_is_said(void **state)
{
	static const char yaml[] =
		"moves:\n  open: [x]\nparts:\n  unused: [x]\n  time: [{say: x, if: [full]}]\n";
	struct talk_reader reader;
	struct grammar *grammar = NULL;
	struct error error = {""};
	struct buf out = {0};

	(void)state;
	talk_begin(&reader);
	assert_int_equal(talk_read(&reader, bytes_of_text(yaml), "t.yaml", &error), ERR_NONE);
	grammar = reader.grammar;
	assert_true(talk_warn(&reader, grammar, &out) > 3);
	assert_non_null(
		strstr(buf_text(&out), "t.yaml:4:3: warning: the part \"unused\" is never used\n"));
	assert_non_null(strstr(buf_text(&out), "warning: words: names: 0; write 40\n"));
	assert_non_null(strstr(buf_text(&out),
			       "t.yaml:5:3: warning: the part \"time\" has nothing for half hours, "
			       "polite\n"));
	buf_finish(&out);
	talk_finish(&reader);
}

/* Whoever wrote only of buses has nothing to say on foot. */
static void stories_without_words_are_said(void **state)
{
	static const char yaml[] = "moves:\n  be_late: [\"bus is late {travel=bus}\"]\n";
	struct talk_reader reader;
	struct grammar *grammar = NULL;
	struct error error = {""};
	struct buf out = {0};

	(void)state;
	talk_begin(&reader);
	assert_int_equal(talk_read(&reader, bytes_of_text(yaml), "t.yaml", &error), ERR_NONE);
	assert_int_equal(talk_compile(&reader, &error), ERR_NONE);
	grammar = reader.grammar;
	talk_warn(&reader, grammar, &out);
	assert_non_null(strstr(buf_text(&out),
			       "t.yaml:2:3: warning: move \"be_late\": nothing that does not contradict what "
			       "was said on foot, without credit\n"));
	assert_null(strstr(buf_text(&out), "what was said on the way"));
	buf_finish(&out);
	talk_finish(&reader);
}

/* A line of the packs' loader: talk/ is one of the folders it reads. */
static void what_ships_has_words(void **state)
{
	struct packs *packs = NULL;
	struct error error = {""};

	(void)state;
	assert_int_equal(packs_load(NULL, &packs, &error), ERR_NONE);
	for (size_t i = 0; i < packs->count; i++) {
		assert_non_null(packs->packs[i].talk);
		for (int move = MOVE_OPEN; move < MOVE_GO_SILENT; move++)
			assert_true(grammar_surfaces(packs->packs[i].talk, (enum move)move) >=
				    30000);
	}
	packs_destroy(packs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_nobody_knows),
		cmocka_unit_test(signs_that_do_not_close),
		cmocka_unit_test(letters_that_are_not_sent),
		cmocka_unit_test(numbers_where_they_do_not_belong),
		cmocka_unit_test(what_only_the_whole_shows),
		cmocka_unit_test(words_that_are_off),
		cmocka_unit_test(a_shortening_may_be_one_of_several),
		cmocka_unit_test(ways_are_counted),
		cmocka_unit_test(what_could_be_better_is_said),
		cmocka_unit_test(stories_without_words_are_said),
		cmocka_unit_test(what_ships_has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
