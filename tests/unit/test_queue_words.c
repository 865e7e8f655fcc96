// SPDX-License-Identifier: GPL-3.0-or-later
/* `fauxbond queue` on sites: which call its words make, and how an answer is put for a person. */
#include "daemon/queue_site.h"
#include "daemon/queue_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef void words_fn(const json_t *answer, struct buf *out);

static void expect(words_fn *words, const char *json, const char *expected)
{
	json_t *answer = json_loads(json, 0, NULL);
	struct buf out = {0};

	assert_non_null(answer);
	words(answer, &out);
	assert_string_equal(buf_text(&out), expected);
	buf_finish(&out);
	json_decref(answer);
}

static void words_make_a_call(void **state)
{
	static const struct {
		struct queue_ask ask;
		const char *call;
	} cases[] = {
		{{.action = "take", .target = "q3", .by = "anna"}, "{\"verb\":\"claim\",\"item\":\"q3\"}"},
		{{.action = "confirm", .target = "q3", .by = "anna",
		  .value = {[CALL_OFFENCE] = "insult", [CALL_WHERE] = "forum", [CALL_TEXT] = "because"}},
		 "{\"verb\":\"decision\",\"opinion\":\"confirm\",\"item\":\"q3\",\"where\":\"forum\",\"text\":\"because\","
		 "\"offence\":\"insult\"}"},
		{{.action = "lift", .target = "q3", .by = "anna"}, "{\"verb\":\"decision\",\"opinion\":\"lift\",\"item\":\"q3\"}"},
		{{.action = "over", .target = "s4", .by = "anna", .value = {[CALL_TEXT] = "a year"}},
		 "{\"verb\":\"lift\",\"statement\":\"s4\",\"text\":\"a year\"}"},
		{{.action = "report", .target = "2026", .as_csv = true},
		 "{\"verb\":\"get_transparency\",\"format\":\"csv\",\"year\":2026}"},
		{{.action = "report", .target = "last"}, "{\"verb\":\"get_transparency\",\"year\":\"last\"}"},
		{{.action = "notices"}, "{\"verb\":\"get_notices\"}"},
		{{.action = "ban-address", .target = "192.0.2.0/24", .by = "anna", .value = {[CALL_UNTIL] = "2027-01-01"}},
		 "{\"verb\":\"ban_address\",\"address\":\"192.0.2.0/24\",\"until\":\"2027-01-01T00:00:00Z\"}"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};
		json_t *call;
		char *text;

		assert_int_equal(queue_call(&cases[i].ask, &call, &error), ERR_NONE);
		text = json_dumps(call, JSON_COMPACT);
		assert_string_equal(text, cases[i].call);
		free(text);
		json_decref(call);
	}
}

static void words_that_make_none_say_what_to_write(void **state)
{
	static const struct {
		struct queue_ask ask;
		const char *says;
	} cases[] = {
		{{.action = "dance"}, "there is take, show, release"},
		{{.action = "take"}, "say which: fauxbond queue take ITEM"},
		{{.action = "take", .target = "q1"}, "by: is missing"},
		{{.action = "notices", .target = "q1"}, "takes no \"q1\""},
		{{.action = "take", .target = "q1", .by = "anna", .value = {[CALL_UNTIL] = "2027-01-01"}},
		 "--until is not for `queue take`"},
		{{.action = "member", .target = "sam", .as_csv = true}, "--csv is for"},
		{{.action = "member", .target = "\xff"}, "member: is not UTF-8"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};
		json_t *call;

		assert_int_equal(queue_call(&cases[i].ask, &call, &error), ERR_INPUT);
		if (strstr(error.text, cases[i].says) == NULL)
			fail_msg("\"%s\" is not in \"%s\"", cases[i].says, error.text);
	}
}

static void what_waits_is_put_in_words(void **state)
{
	(void)state;
	expect(queue_words_site, "{\"line\":\"forum\",\"waiting\":0,\"items\":[],\"next\":null}", "");
	expect(queue_words_site,
	       "{\"line\":\"forum\",\"waiting\":3,\"items\":["
	       "{\"item\":\"q2\",\"kind\":\"robot\",\"severity\":\"grave\",\"member\":\"sam\",\"since\":\"2026-03-02T20:15:00Z\","
	       "\"claimed\":\"yes\",\"claimed_by\":\"anna\",\"opinions\":1,\"sentence\":\"Approached 5 minors.\"},"
	       "{\"item\":\"q1\",\"kind\":\"reports\",\"severity\":\"low\",\"member\":null,\"since\":\"2026-03-02T20:15:00Z\","
	       "\"claimed\":\"no\",\"opinions\":0,\"sentence\":\"A member\\u001b[2J reported him.\"}],\"next\":\"q1\"}",
	       "site forum: 3 wait for a person, the gravest first\n"
	       "  q2  grave: suspended by a robot, member sam, since 2026-03-02 20:15; anna has it; 1 said something, "
	       "another person is needed\n"
	       "      Approached 5 minors.\n"
	       "  q1  low: reported by members, member -, since 2026-03-02 20:15; nobody has it\n"
	       "      A member?[2J reported him.\n"
	       "  the first 2 are shown\n");
}

static void content_is_told_only_when_it_was_given(void **state)
{
	const char *head = "q1: a text that is held, high\nmember: sam\nsince: 2026-03-02 20:15\n"
			   "why: It reads as a threat.\nwho has it: anna\n"
			   "about: message m1 from sam to noor, direct, now: hold\n";
	const char *json = "{\"item\":\"q1\",\"kind\":\"text\",\"severity\":\"high\",\"member\":\"sam\",\"since\":\"2026-03-02T20:15:00Z\","
			   "\"claimed\":\"by_you\",\"claimed_by\":\"anna\",\"opinions\":0,\"blurred\":%s,\"sealed\":%s,"
			   "\"sentence\":\"It reads as a threat.\",\"about\":{\"kind\":\"message\",\"id\":\"m1\",\"from\":\"sam\","
			   "\"to\":\"noor\",\"where\":\"direct\",\"verdict\":\"hold\"}%s}";
	static const char *const cases[][4] = {
		{"true", "false", "", "content: blurred until whoever has it asks to see it\n"},
		{"true", "true", "", "content: sealed; it is shown to nobody, decide by the facts\n"},
		{"false", "false", ",\"text\":\"two\\nlines\\u202e\"", "content:\n  | two\n  | lines?\n"},
		{"false", "false", ",\"text\":\"\"", "content:\n  | \n"},
		{"false", "false", ",\"text\":null", "content: its words were erased\n"},
		/* Whatever the program sends beside it: what is sealed is not printed. */
		{"true", "true", ",\"text\":\"words\"", "content: sealed; it is shown to nobody, decide by the facts\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char item[1024], expected[1024];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(item, sizeof item, json, cases[i][0], cases[i][1], cases[i][2]);
#pragma GCC diagnostic pop
		snprintf(expected, sizeof expected, "%s%s", head, cases[i][3]);
		expect(queue_words_item, item, expected);
	}
}

static void a_long_line_is_cut_between_characters(void **state)
{
	struct buf text = {0}, out = {0};
	json_t *item;

	(void)state;
	for (int i = 0; i < 400; i++)
		buf_add_text(&text, "\303\251");
	item = json_pack("{s:s}", "text", buf_text(&text));
	queue_words_item(item, &out);
	assert_null(strstr(buf_text(&out), "\357\277\275"));
	assert_null(strchr(buf_text(&out), '?'));
	buf_finish(&text);
	buf_finish(&out);
	json_decref(item);
}

static void members_and_counts_are_put_in_words(void **state)
{
	(void)state;
	expect(queue_words_member,
	       "{\"id\":\"kim\",\"joined\":\"2026-02-01T10:00:00Z\",\"state\":\"warned\",\"percent\":50.5,\"clear_at\":null,\"decisions\":["
	       "{\"statement\":\"s1\",\"at\":\"2026-03-02T20:15:00Z\",\"sentence\":\"An insult.\",\"stands\":false}]}",
	       "member: kim\nnow: warned: told how far his percentage is\npercentage: 50.50 %\njoined: 2026-02-01 10:00\n"
	       "decisions:\n  s1  2026-03-02 20:15  An insult. (stands no more)\n");
	expect(queue_words_report, "{\"year\":2026,\"members_new\":3,\"median_seconds\":null,\"reports\":{\"insult\":2,\"spam\":0}}",
	       "year: 2026\nmembers new: 3\nmedian seconds: -\nreports, insult: 2\n");
	expect(queue_words_notices, "{\"items\":[],\"next\":null}", "no notice was prepared\n");
}

static void a_problem_says_what_to_do_next(void **state)
{
	struct buf out = {0};

	(void)state;
	queue_words_hint("item: claim it first", "q3", "anna", &out);
	assert_string_equal(buf_text(&out), "fauxbond queue take q3 --by anna");
	buf_clear(&out);
	queue_words_hint("by: is missing", NULL, NULL, &out);
	assert_string_equal(buf_text(&out), "add --by NAME: each person who decides has a name of his own");
	buf_clear(&out);
	queue_words_hint("something else", "q3", "anna", &out);
	assert_int_equal(out.size, 0);
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_make_a_call),
		cmocka_unit_test(words_that_make_none_say_what_to_write),
		cmocka_unit_test(what_waits_is_put_in_words),
		cmocka_unit_test(content_is_told_only_when_it_was_given),
		cmocka_unit_test(a_long_line_is_cut_between_characters),
		cmocka_unit_test(members_and_counts_are_put_in_words),
		cmocka_unit_test(a_problem_says_what_to_do_next),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
