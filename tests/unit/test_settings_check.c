// SPDX-License-Identifier: GPL-3.0-or-later
/* The settings file: what serving needs, what is printed of it, the examples, the manual. */
#include "daemon/packs.h"
#include "daemon/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct settings settings; /* large: not on the stack */

static void parse_well(const char *text)
{
	struct error error = {""};

	if (settings_parse(bytes_of_text(text), "/srv/house/s.yaml", &settings, &error) != ERR_NONE)
		fail_msg("%s", error.text);
}

#define WATCH	"lines: [{name: w, kind: watch}]\n"
#define DECLINE "lines:\n- {name: a, kind: decline, numbers: [\"+99912345\"]"
#define STALL	"lines:\n- {name: a, kind: stall, numbers: [\"+99912345\"]"
#define SMPP	"bearers:\n- {name: s, kind: smpp, system_id: x, address: "

/* ---- serving, describing ---- */

static void serving_needs_more(void **state)
{
	static const struct {
		const char *yaml, *place, *says; /* NULL: serves */
	} cases[] = {
		{WATCH, NULL, NULL},
		{STALL "}\n", NULL, NULL},
		{"store: postgresql://h/d\n" WATCH, "1:8", "SQLite only"},
		{SMPP "\"h:1\"}\n" STALL ", bearer: s}\n", "4:58", "agreement of the police"},
		{SMPP "\"h:1\"}\n" STALL ", bearer: s, agreement: {with: a, on: 2026-01-05, "
		      "reference: b}}\n",
		 NULL, NULL},
		{SMPP "\"localhost:1\", practice: true}\n" STALL ", bearer: s}\n", NULL, NULL},
		{STALL ", deconflict: absent.txt}\n", "2:62", "cannot be read"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};
		char place[64];
		enum err err;

		parse_well(cases[i].yaml);
		err = settings_check_serve(&settings, &error);
		settings_finish(&settings);
		if (cases[i].place == NULL) {
			assert_int_equal(err, ERR_NONE);
			continue;
		}
		assert_int_equal(err, ERR_INPUT);
		snprintf(place, sizeof place, "/srv/house/s.yaml:%s: ", cases[i].place);
		if (strncmp(error.text, place, strlen(place)) != 0 ||
		    strstr(error.text, cases[i].says) == NULL)
			fail_msg("%s\nis: %s\nnot: %s%s", cases[i].yaml, error.text, place,
				 cases[i].says);
	}
}

/* What is printed of a file; to be freed with buf_finish. */
static struct buf described(const char *yaml, size_t *ret_warnings)
{
	struct buf out = {0};

	parse_well(yaml);
	settings_describe(&settings, &out, ret_warnings);
	settings_finish(&settings);
	return out;
}

static bool says(struct buf *out, const char *text)
{
	return strstr(buf_text(out), text) != NULL;
}

static const char stalling[] = "lines:\n"
			       "- name: stall\n"
			       "  kind: stall\n"
			       "  numbers: [\"+99912345\"]\n"
			       "  hours:\n"
			       "  - 08:00-01:30\n"
			       "  caps: {hour: 50.00}\n";

static void values_say_where_they_came_from(void **state)
{
	size_t warnings;
	struct buf out = described(stalling, &warnings);
	const char *line = strstr(buf_text(&out), "lines.stall.caps.hour ");

	(void)state;
	assert_non_null(line);
	assert_memory_equal(strpbrk(line, "5"), "50.00 ", 6);
	assert_non_null(strstr(line, " s.yaml:7\n"));
	assert_true(says(&out, "desk.listen "));
	assert_true(says(&out, "127.0.0.1:8642 "));
	assert_true(says(&out, "default\n"));
	assert_true(says(&out, "[08:00-01:30] "));
	assert_true(says(&out, " s.yaml:5\n"));
	buf_finish(&out);
}

static void a_databases_password_is_not_shown(void **state)
{
	size_t warnings;
	struct buf out = described("store: postgresql://u:hunter2@h/d\n" WATCH, &warnings);

	(void)state;
	assert_false(says(&out, "hunter2"));
	assert_true(says(&out, "postgresql://…"));
	buf_finish(&out);
}

static void warnings_are_given(void **state)
{
	static const struct {
		const char *yaml, *says; /* NULL: none */
	} cases[] = {
		{"key: ask\n" WATCH, NULL},
		{"key: credential:k\n" WATCH, NULL},
		{WATCH, ":1:1: a key file beside the data opens a stolen disk"},
		{"key: ask\n" DECLINE ", answer: {between: [0s, 0s]}}\n",
		 ":3:61: answers at once, each alone, without a cohort"},
		{"key: ask\ndesk: {listen: \"0.0.0.0:80\"}\n" WATCH, ":2:16: the console"},
		{"key: ask\n" SMPP "\"h:1\"}\n" WATCH, ":3:10: no line uses this bearer"},
		{"key: ask\n" SMPP "\"h:1\"}\n" WATCH, "in clear"},
		{"key: ask\nlines: [{name: w, kind: watch, cost: {out: 1}}]\n",
		 ":2:44: cost.out does nothing for kind watch"},
		{"key: ask\n" DECLINE ", cost: {out: 1}, caps: {hour: 20, day: 1}}\n",
		 ":3:90: a tenth"},
		{"key: ask\n" DECLINE ", cost: {out: 0.08}, caps: {hour: 0.79}}\n",
		 ":3:84: a tenth of this cap, which would be kept for people in distress, pays for "
		 "no help line, at 0.08 each: nothing is kept, and in a flood they wait with the "
		 "others; write 0.80 or more"},
		{"key: ask\n" DECLINE ", cost: {out: 0.0049}, caps: {day: 0.02}}\n",
		 "at 0.0049 each: nothing is kept, and in a flood they wait with the others; write 0.05 or more"},
		{"key: ask\n" DECLINE ", cost: {out: 0.08}, caps: {hour: 0.80, day: 0.80}}\n",
		 NULL},
		{"key: ask\n" STALL
		 ", places: [{name: x}, {name: y}], cost: {out: 0.08}, caps: {hour: 0.14}}\n",
		 NULL},
		{"key: ask\n" STALL
		 ", places: [{name: x}, {name: y}], cost: {out: 0.08}, caps: {hour: 0.08}}\n",
		 ":3:114: the caps pay for 1.92 a day, and a conversation that goes well takes 40 answers, 3.20"},
		{"key: ask\nhouse: {caps: {day: 3}}\n" STALL
		 ", places: [{name: x}, {name: y}], cost: {out: 0.08}}\n",
		 "the caps pay for 3.00 a day"},
		{"key: ask\n" DECLINE ", cost: {out: 0.08}, caps: {hour: 12, day: 11.99}}\n",
		 ":3:84: the cap of the day, 11.99, is spent before this one"},
		{"key: ask\n" DECLINE ", receive_limit: 5}\n",
		 ":3:67: cost.in is 0, so that nothing ever passes this limit"},
		{"key: ask\n" SMPP "\"localhost:1\"}\n" DECLINE ", bearer: s}\n",
		 ":5:10: cost.out is 0 on a real carrier"},
		{"key: ask\nlines: [{name: w, kind: watch, limits: {answers: 5}, expect: 3}]\n",
		 ":2:50: limits.answers does nothing for kind watch"},
		{"key: ask\n" STALL ", places: [{name: x}, {name: y}], expect: 3}\n",
		 ":3:90: expect does nothing for kind stall"},
		{"key: ask\n" STALL ", places: [{name: Hall 4}, {name: y}]}\n",
		 "looks like an address"},
		{"key: ask\n" STALL ", places: [{name: x}]}\n", ":3:50: only one place"},
		{"key: ask\n" STALL "}\n", "no places"},
		{"key: ask\nstore: postgresql://h/d\n" WATCH, "SQLite only"},
		{"key: ask\npacks: absent\n" WATCH, "cannot be read"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t warnings = 99;
		struct buf out = described(cases[i].yaml, &warnings);
		const char *wanted = cases[i].says;

		if (wanted == NULL ? warnings != 0 || says(&out, "warning")
				   : warnings == 0 || !says(&out, wanted))
			fail_msg("%s%s\n%s", cases[i].yaml,
				 says(&out, "warning") ? strstr(buf_text(&out), "warning") : "",
				 wanted != NULL ? wanted : "no warning");
		buf_finish(&out);
	}
}

static void a_flat_rate_is_held_by_a_count(void **state)
{
	size_t warnings;
	struct buf out = described("key: ask\n" SMPP "\"localhost:1\"}\n" DECLINE
				   ", bearer: s, limits: {answers: 40}}\n",
				   &warnings);

	(void)state;
	assert_false(says(&out, "cost.out is 0"));
	buf_finish(&out);
}

/* A pack whose longest text takes two parts, and one of one part. */
static const struct packs *two_parts(void)
{
	static char text[] = "012345678901234567890123456789012345678901234567890123456789"
			     "012345678901234567890123456789012345678901234567890123456789"
			     "0123456789012345678901234567890123456789.";
	static char brief[] = "No.";
	static struct pack_answer longer[] = {{.move = MOVE_DECLINE, .text = brief},
					      {.move = MOVE_HELP_LINE, .text = text}};
	static const struct packs packs = {
		.packs = {{.language = LANGUAGE_FR, .answers = longer, .answer_count = 2},
			  {.language = LANGUAGE_EN, .answers = longer, .answer_count = 1}},
		.count = 2};

	return &packs;
}

static void warnings_beside_the_packs_are_given(void **state)
{
	static const struct {
		const char *yaml, *says; /* NULL: none */
	} cases[] = {
		{DECLINE ", languages: [en]}\n", NULL},
		{DECLINE ", languages: [en, nl]}\n",
		 ":2:52: this line speaks nl, but there is no pack"},
		{DECLINE "}\n", ":2:10: this line speaks nl, but there is no pack"},
		{DECLINE ", languages: [fr, en]}\n",
		 ":2:10: this line may say texts of 2 parts, which cost 2 times as much"},
		{STALL ", languages: [fr, en]}\n",
		 ":2:50: the pack of en has no talk/: a stalling line has nothing to say in it"},
		{DECLINE ", languages: [fr], expect: 960, cost: {out: 0.08}, caps: {hour: 12}}\n",
		 ":2:114: at its busiest hour 80 answers are expected, at 0.16 each: 12.80, but "
		 "the "
		 "cap leaves 10.80"},
		{DECLINE ", languages: [en], expect: 960, cost: {out: 0.08}, caps: {hour: 12}}\n",
		 NULL},
		{DECLINE ", languages: [en], expect: 960, cost: {out: 0.08}, caps: {day: 80}}\n",
		 ":2:113: on an ordinary day 960 answers are expected, at 0.08 each: 76.80, but "
		 "the "
		 "cap leaves 72.00"},
		{DECLINE ", languages: [en], expect: 1.5, cost: {out: 0.08}, caps: {day: 0.15}}\n",
		 "on an ordinary day 2 answers are expected, at 0.08 each: 0.16, but the cap "
		 "leaves "
		 "0.15"},
		{DECLINE ", languages: [en], cost: {out: 0.08}, caps: {hour: 0.10}}\n", NULL},
		{DECLINE ", languages: [en], expect: 960, limits: {answers: 79}}\n",
		 ":2:100: at its busiest hour 80 answers are expected, but this limit lets 79 out"},
		{DECLINE ", languages: [en], expect: 960, limits: {answers: 80}}\n", NULL},
		{"house: {currency: HUF}\n" DECLINE
		 ", languages: [en], expect: 1000000, cost: {out: "
		 "100000}, caps: {day: 999999999}}\n",
		 "at 100000.00 each: 100000000000.00, but"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *wanted = cases[i].says;
		struct buf out = {0};
		size_t warnings;

		parse_well(cases[i].yaml);
		warnings = settings_warn_packs(&settings, two_parts(), &out);
		if (wanted == NULL ? warnings != 0 || out.size != 0
				   : warnings == 0 || !says(&out, wanted))
			fail_msg("%s%s%s", cases[i].yaml, buf_text(&out),
				 wanted != NULL ? wanted : "no warning");
		settings_finish(&settings);
		buf_finish(&out);
	}
}

/* ---- files of the project ---- */

/* The project's folder, from where this file was compiled; tests run in the build folder. */
static void project_path(const char *name, char ret_path[512])
{
	const char *end = strstr(__FILE__, "tests/unit/");

	snprintf(ret_path, 512, "%.*s%s", end != NULL ? (int)(end - __FILE__) : 0, __FILE__, name);
}

static void examples_are_right(void **state)
{
	static const char *const names[] = {"examples/decline.yaml", "examples/watch.yaml",
					    "examples/house.yaml", "examples/stall.yaml",
					    "examples/site.yaml"};

	struct packs *packs;

	(void)state;
	assert_int_equal(packs_load(NULL, &packs, NULL), ERR_NONE);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct error error = {""};
		struct buf out = {0};
		char path[512];
		size_t warnings;

		project_path(names[i], path);
		if (settings_load(path, &settings, &error) != ERR_NONE)
			fail_msg("%s", error.text);
		settings_describe(&settings, &out, &warnings);
		warnings += settings_warn_packs(&settings, packs, &out);
		if (warnings != 0 || settings_check_serve(&settings, &error) != ERR_NONE)
			fail_msg("%s%s", buf_text(&out), error.text);
		settings_finish(&settings);
		buf_finish(&out);
	}
	packs_destroy(packs);
}

/* FAUXBOND_WRITE_MANUAL=1 writes docs/SETTINGS.md anew. */
static void the_manual_is_the_tables(void **state)
{
	struct buf manual = {0}, written = {0};
	char path[512];
	FILE *file;

	(void)state;
	settings_manual(&manual);
	project_path("docs/SETTINGS.md", path);
	if (getenv("FAUXBOND_WRITE_MANUAL") != NULL) {
		file = fopen(path, "w");
		assert_non_null(file);
		assert_int_equal(fwrite(manual.data, 1, manual.size, file), manual.size);
		assert_int_equal(fclose(file), 0);
	}
	file = fopen(path, "r");
	assert_non_null(file);
	written.size = fread(buf_room(&written, 1 << 20), 1, 1 << 20, file);
	fclose(file);
	if (!bytes_equal(buf_bytes(&manual), buf_bytes(&written)))
		fail_msg("docs/SETTINGS.md differs from the tables: run this test once with "
			 "FAUXBOND_WRITE_MANUAL=1");
	buf_finish(&manual);
	buf_finish(&written);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serving_needs_more),
		cmocka_unit_test(values_say_where_they_came_from),
		cmocka_unit_test(a_databases_password_is_not_shown),
		cmocka_unit_test(warnings_are_given),
		cmocka_unit_test(a_flat_rate_is_held_by_a_count),
		cmocka_unit_test(warnings_beside_the_packs_are_given),
		cmocka_unit_test(examples_are_right),
		cmocka_unit_test(the_manual_is_the_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
