// SPDX-License-Identifier: GPL-3.0-or-later
/* train/examples: what a file may say, and that every mistake is named with its place and what to
 * write. */
#include "train/examples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char whole[] = "# a remark\n"
			    "hand: somebody\n"
			    "kinds:\n"
			    "  dealer:\n"
			    "    - \"white or green, all night\"\n"
			    "    - green only\n"
			    "  distress:\n"
			    "    - \"j'en peux plus \xf0\x9f\x98\xa2\"\n"
			    "acts:\n"
			    "  ask_place: [\"where?\"]\n"
			    "conversations:\n"
			    "  - kind: wrong_number\n"
			    "    turns:\n"
			    "      - them: hello Bea\n"
			    "      - us: who is this\n"
			    "      - them: \"sorry, not you\"\n"
			    "  - {kind: ordinary, turns: [{them: see you at six}]}\n";

static void a_whole_file_is_read(void **state)
{
	struct examples examples = {0};
	struct error error = {""};

	(void)state;
	if (examples_read(&examples, LANGUAGE_FR, bytes_of_text(whole), "a.yaml", &error) !=
	    ERR_NONE)
		fail_msg("%s", error.text);
	assert_int_equal(examples.count, 6);
	assert_int_equal(examples.hand_count, 1);
	assert_string_equal(examples.hands[0], "somebody");
	for (size_t i = 0; i < examples.count; i++) {
		assert_int_equal(examples.all[i].language, LANGUAGE_FR);
		assert_int_equal(examples.all[i].hand, 0);
		assert_true((examples.all[i].kind == KIND_UNCLEAR) !=
			    (examples.all[i].act == ACT_UNCLEAR));
	}
	assert_int_equal(examples.all[0].kind, KIND_DEALER);
	assert_string_equal(examples.all[1].turns[0], "green only");
	assert_int_equal(examples.all[2].kind, KIND_DISTRESS);
	assert_int_equal(examples.all[3].act, ACT_ASK_PLACE);
	assert_int_equal(examples.all[4].kind, KIND_WRONG_NUMBER);
	/* what the other side wrote; the last is judged */
	assert_int_equal(examples.all[4].turn_count, 2);
	assert_string_equal(examples.all[4].turns[1], "sorry, not you");
	assert_int_equal(examples.all[5].turn_count, 1);
	examples_finish(&examples);
	assert_int_equal(examples.count, 0);
}

static void hands_are_told_apart_and_shared(void **state)
{
	static const char one[] = "hand: a\nkinds: {stop: [stop it]}\n";
	static const char two[] = "hand: b\nkinds: {stop: [no more]}\n";
	struct examples examples = {0};

	(void)state;
	assert_int_equal(examples_read(&examples, LANGUAGE_EN, bytes_of_text(one), "1", NULL), 0);
	assert_int_equal(examples_read(&examples, LANGUAGE_EN, bytes_of_text(two), "2", NULL), 0);
	assert_int_equal(examples_read(&examples, LANGUAGE_NL, bytes_of_text(one), "3", NULL), 0);
	assert_int_equal(examples.hand_count, 2);
	assert_int_equal(examples.all[0].hand, examples.all[2].hand);
	assert_int_not_equal(examples.all[0].hand, examples.all[1].hand);
	examples_finish(&examples);
}

static void assert_wrong(const char *yaml, const char *where, const char *what)
{
	struct examples examples = {0};
	struct error error = {""};

	assert_int_equal(
		examples_read(&examples, LANGUAGE_NL, bytes_of_text(yaml), "x.yaml", &error),
		ERR_INPUT);
	if (strncmp(error.text, where, strlen(where)) != 0 || strstr(error.text, what) == NULL)
		fail_msg("expected %s ... %s, not: %s", where, what, error.text);
	examples_finish(&examples);
}

static void what_is_unknown_is_named(void **state)
{
	(void)state;
	assert_wrong("hand: a\nkinds:\n  deeler: [x]\n", "x.yaml:3:3: ", "wrong_number, distress");
	assert_wrong("hand: a\nkinds: {unclear: [x]}\n", "x.yaml:2:9: ", "write dealer");
	assert_wrong("hand: a\nacts:\n  shout: [x]\n", "x.yaml:3:3: ", "ask_place");
	assert_wrong("hand: a\nacts: {unclear: [x]}\n", "x.yaml:2:8: ", "goodbye");
	assert_wrong("hand: a\nsorts: {}\n", "x.yaml:2:1: ", "write hand, kinds, acts or conv");
	assert_wrong("hand: a\nconversations:\n  - kind: nice\n    turns: [{them: x}]\n",
		     "x.yaml:3:11: ", "write dealer");
	assert_wrong("hand: a\nconversations: [{kind: stop, turns: [{he: x}]}]\n",
		     "x.yaml:2:39: ", "write them or us");
	assert_wrong("hand: a\nconversations: [{kind: [stop], turns: [{them: x}]}]\n",
		     "x.yaml:2:24: ", "write dealer");
}

static void grooming_has_no_examples(void **state)
{
	(void)state;
	assert_wrong("hand: a\nkinds:\n  stop: [x]\n  grooming: [x]\n",
		     "x.yaml:4:3: ", "take them out");
	assert_wrong("hand: a\nconversations: [{kind: grooming, turns: [{them: x}]}]\n",
		     "x.yaml:2:24: ", "take them out");
}

static void texts_have_something_in_them_and_an_end(void **state)
{
	static char yaml[EXAMPLE_BYTES_MAX + 100];
	char *at = yaml + sprintf(yaml, "hand: a\nkinds:\n  stop:\n    - ");
	struct examples examples = {0};

	(void)state;
	assert_wrong("hand: a\nkinds:\n  stop:\n    - \"\"\n", "x.yaml:4:7: ", "write");
	assert_wrong("hand: a\nkinds:\n  stop:\n    - x\n    - \" \\t\\n\"\n",
		     "x.yaml:5:7: ", "write what somebody might send");
	assert_wrong("hand: a\nkinds:\n  stop:\n    -\n", "x.yaml:4:", "");
	assert_wrong("hand: a\nkinds: {stop: [[x]]}\n", "x.yaml:2:16: ", "");
	assert_wrong("hand: a\nconversations: [{kind: stop, turns: [{them: \"\"}]}]\n",
		     "x.yaml:2:45: ", "write");
	memset(at, 'a', EXAMPLE_BYTES_MAX);
	assert_int_equal(examples_read(&examples, LANGUAGE_NL, bytes_of_text(yaml), "x", NULL), 0);
	examples_finish(&examples);
	at[EXAMPLE_BYTES_MAX] = 'a';
	assert_wrong(yaml, "x.yaml:4:7: ", "write at most 1600");
}

static void a_hand_is_named(void **state)
{
	(void)state;
	assert_wrong("kinds: {stop: [x]}\n", "x.yaml:1:1: ", "begin with hand:");
	assert_wrong("hand: \"\"\nkinds: {stop: [x]}\n", "x.yaml:1:7: ", "1 to 31");
	assert_wrong("hand: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "x.yaml:1:7: ", "1 to 31");
	assert_wrong("hand: [a]\n", "x.yaml:1:7: ", "");
	assert_wrong("hand:\n", "x.yaml:1:", "");
}

static void parts_have_their_shape(void **state)
{
	(void)state;
	assert_wrong("- hand\n", "x.yaml:1:1: ", "");
	assert_wrong("just words\n", "x.yaml:1:1: ", "");
	assert_wrong("hand: a\nkinds: [dealer]\n", "x.yaml:2:8: ", "");
	assert_wrong("hand: a\nkinds:\n  stop: one text\n", "x.yaml:3:9: ", "list");
	assert_wrong("hand: a\nkinds: {stop: {a: b}}\n", "x.yaml:2:15: ", "list");
	assert_wrong("hand: a\nacts:\n  price: 12\n", "x.yaml:3:10: ", "list");
	assert_wrong("hand: a\nconversations: {kind: stop}\n", "x.yaml:2:16: ", "list");
	assert_wrong("hand: a\nkinds: {stop: [x]}\nkinds: {stop: [y]}\n", "x.yaml:3:1: ", "");
}

static void conversations_have_turns(void **state)
{
	(void)state;
	assert_wrong("hand: a\nconversations:\n  - kind: stop\n",
		     "x.yaml:3:5: ", "write kind: and turns:");
	assert_wrong("hand: a\nconversations:\n  - turns: [{them: x}]\n",
		     "x.yaml:3:5: ", "write kind: and turns:");
	assert_wrong("hand: a\nconversations: [{kind: stop, turns: [{them: x}], more: x}]\n",
		     "x.yaml:2:17: ", "write kind: and turns:");
	assert_wrong("hand: a\nconversations: [{kind: stop, turns: []}]\n",
		     "x.yaml:2:37: ", "write them:");
	assert_wrong("hand: a\nconversations: [{kind: stop, turns: [{us: x}, {us: y}]}]\n",
		     "x.yaml:2:37: ", "write them:");
	assert_wrong("hand: a\nconversations: [{kind: stop, turns: x}]\n", "x.yaml:2:37: ", "list");
	assert_wrong("hand: a\nconversations: [{kind: stop, turns: [x]}]\n", "x.yaml:2:38: ", "");
	assert_wrong("hand: a\nconversations: [stop]\n", "x.yaml:2:17: ", "");
}

static void conversations_have_an_end(void **state)
{
	struct examples examples = {0};
	struct buf yaml = {0};

	(void)state;
	buf_add_text(&yaml, "hand: a\nconversations:\n  - kind: stop\n    turns:\n");
	for (int i = 0; i < EXAMPLE_TURNS_MAX; i++)
		buf_add_text(&yaml, "      - them: x\n      - us: y\n");
	assert_int_equal(examples_read(&examples, LANGUAGE_NL, buf_bytes(&yaml), "x", NULL), 0);
	assert_int_equal(examples.all[0].turn_count, EXAMPLE_TURNS_MAX);
	examples_finish(&examples);
	buf_add_text(&yaml, "      - them: x\n");
	assert_wrong(buf_text(&yaml), "x.yaml:85:15: ", "write fewer");
	buf_finish(&yaml);
}

static void more_hands_than_there_is_room_are_refused(void **state)
{
	char *turns[] = {(char[]){"x"}};
	struct example example = {.kind = KIND_STOP, .turns = turns, .turn_count = 1, .weight = 1};
	struct examples examples = {0};
	struct error error = {""};
	char hand[32];

	(void)state;
	for (int i = 0; i < HANDS_MAX; i++) {
		snprintf(hand, sizeof hand, "hand %d", i);
		assert_int_equal(examples_add(&examples, &example, hand, &error), ERR_NONE);
	}
	assert_int_equal(examples_add(&examples, &example, "one more", &error), ERR_FULL);
	assert_int_not_equal(error.text[0], '\0');
	assert_int_equal(examples_add(&examples, &example, "hand 3", &error), ERR_NONE);
	assert_int_equal(examples.count, HANDS_MAX + 1);
	assert_true(examples.all[0].turns[0] != turns[0]); /* copied */
	examples_finish(&examples);
}

static void the_programs_own_are_whole(void **state)
{
	struct examples examples = {0};
	struct error error = {""};
	size_t languages[LANGUAGE_COUNT] = {0}, acts = 0;

	(void)state;
	if (examples_load(NULL, &examples, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	for (size_t i = 0; i < examples.count; i++) {
		assert_int_not_equal(examples.all[i].kind, KIND_GROOMING);
		languages[examples.all[i].language]++;
		acts += examples.all[i].act != ACT_UNCLEAR;
	}
	assert_int_equal(languages[LANGUAGE_UNKNOWN], 0);
	for (int l = LANGUAGE_UNKNOWN + 1; l < LANGUAGE_COUNT; l++)
		assert_true(languages[l] > 0);
	assert_true(acts > 0);
	examples_finish(&examples);
}

/* ---- folders ---- */

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void folders_are_read_in_order_and_may_be_empty(void **state)
{
	char folder[] = "examples-XXXXXX";
	struct examples examples = {0};
	struct error error = {""};

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(examples_load(".", &examples, &error), ERR_NONE);
	assert_int_equal(examples.count, 0);
	assert_int_equal(mkdir("en", 0700) + mkdir("en/examples", 0700), 0);
	write_file("en/examples/b.yaml", "hand: b\nkinds: {stop: [second]}\n");
	write_file("en/examples/a.yaml", "hand: a\nkinds: {stop: [first]}\n");
	write_file("en/examples/notes.txt", "not ours");
	assert_int_equal(examples_load(".", &examples, &error), ERR_NONE);
	assert_int_equal(examples.count, 2);
	assert_string_equal(examples.all[0].turns[0], "first");
	examples_finish(&examples);
	write_file("en/examples/b.yaml", "hand: b\nkinds: {stopp: [second]}\n");
	assert_int_equal(examples_load(".", &examples, &error), ERR_INPUT);
	assert_non_null(strstr(error.text, "./en/examples/b.yaml:2:9: "));
	assert_int_equal(examples.count, 0);
	unlink("en/examples/a.yaml");
	unlink("en/examples/b.yaml");
	unlink("en/examples/notes.txt");
	rmdir("en/examples");
	rmdir("en");
	assert_int_equal(chdir(".."), 0);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_file_is_read),
		cmocka_unit_test(hands_are_told_apart_and_shared),
		cmocka_unit_test(what_is_unknown_is_named),
		cmocka_unit_test(grooming_has_no_examples),
		cmocka_unit_test(texts_have_something_in_them_and_an_end),
		cmocka_unit_test(a_hand_is_named),
		cmocka_unit_test(parts_have_their_shape),
		cmocka_unit_test(conversations_have_turns),
		cmocka_unit_test(conversations_have_an_end),
		cmocka_unit_test(more_hands_than_there_is_room_are_refused),
		cmocka_unit_test(the_programs_own_are_whole),
		cmocka_unit_test(folders_are_read_in_order_and_may_be_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
