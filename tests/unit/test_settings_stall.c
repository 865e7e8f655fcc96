// SPDX-License-Identifier: GPL-3.0-or-later
/* What is asked of a stalling line's settings: its places, its hours, its control, the police's
 * list. */
#include "daemon/settings.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
#define STALL	    "lines:\n- {name: a, kind: stall, numbers: [\"+99912345\"], places: "
#define TWO	    "[{name: x}, {name: y}]"

static struct settings settings;

static enum err parse(const char *text, const char *path, struct error *error_r)
{
	return settings_parse(bytes_of_text(text), path, &settings, error_r);
}

static void what_cannot_be_kept_is_refused(void **state)
{
	static const struct {
		const char *yaml, *place, *says; /* NULL: is read */
	} cases[] = {
		{STALL TWO "}\n", NULL, NULL},
		{STALL "[{name: Kerkstraat 12}]}\n", "2:66", "never an address"},
		{STALL "[{name: 3 rue Haute}]}\n", "2:66", "never an address"},
		{STALL "[{name: \"12, Station Road\"}]}\n", "2:66", "never an address"},
		{STALL "[{name: Chauss\xc3\xa9\x65 de Gand 7}]}\n", "2:66", "never an address"},
		{STALL "[{name: Meir}, {name: Tram 12}]}\n", NULL, NULL},
		{STALL "[{name: Astridplein}, {name: Kerkstraat}]}\n", NULL, NULL},
		{STALL "[{name: Gare du Midi entree Fonsny}]}\n", "2:66",
		 "longer than 24 characters"},
		{STALL "[{name: Pla\xc3\xa7\x61 Nova}]}\n", "2:66",
		 "no letter for one in this name"},
		{STALL "[{name: Caf\xc3\xa9 Beveren}, {name: y}]}\n", NULL, NULL},
		{STALL "[{name: Meir}, {name: y}, {name: \"MEIR \"}]}\n", "2:91",
		 "given on line 2 too"},
		{STALL "[{name: x, hours: [\"02:00-05:00\"]}], hours: [\"08:00-23:30\"]}\n", "2:59",
		 "no quarter of an hour in common"},
		{STALL "[{name: x, hours: [\"23:31-08:00\"]}], hours: [\"08:00-23:30\"]}\n", "2:59",
		 "no quarter of an hour in common"},
		{STALL
		 "[{name: x, hours: [\"00:30-06:00\"]}, {name: y}], hours: [\"20:00-01:00\"]}\n",
		 NULL, NULL},
		{STALL TWO ", hours: []}\n", "2:82", "less than an hour a day"},
		{STALL TWO ", hours: [\"08:00-08:40\"]}\n", "2:82", "less than an hour a day"},
		{STALL TWO ", hours: [\"08:00-08:40\", \"09:00-09:20\"]}\n", NULL, NULL},
		{STALL TWO ", control: 1.1}\n", "2:91", "from 0 to 1"},
		{STALL TWO ", control: {uniform: 0.5, prior: 0.6}}\n", "2:91",
		 "add up to 1 or less"},
		{STALL TWO ", control: {uniform: 0.5}}\n", "2:91", "prior is missing here"},
		{STALL TWO ", control: {uniform: -0.5, prior: 0}}\n", "2:101", "from 0 to 1"},
		{STALL TWO ", tips: {numbers: [\"+99912345\"]}}\n", "2:99", "given on line 2 too"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};
		char place[64];
		enum err err = parse(cases[i].yaml, "/srv/s.yaml", &error);

		if (err == ERR_NONE)
			settings_finish(&settings);
		snprintf(place, sizeof place,
			 "/srv/s.yaml:%s: ", cases[i].place != NULL ? cases[i].place : "");
		if (cases[i].place == NULL
			    ? err != ERR_NONE
			    : err != ERR_INPUT || strncmp(error.text, place, strlen(place)) != 0 ||
				      strstr(error.text, cases[i].says) == NULL)
			fail_msg("%s\nis: %s\nnot: %s %s", cases[i].yaml, error.text, place,
				 cases[i].says != NULL ? cases[i].says : "read");
	}
}

static void control_is_one_share_or_two(void **state)
{
	static const struct {
		const char *yaml;
		double uniform, prior;
	} cases[] = {
		{STALL TWO "}\n", 0.05, 0.10},
		{STALL TWO ", control: 0.3}\n", 0.10, 0.20},
		{STALL TWO ", control: {uniform: 0.2, prior: 0}}\n", 0.2, 0},
		{STALL TWO ", control: 0}\n", 0, 0},
		{STALL TWO ", control: 1}\n", 1.0 / 3, 2.0 / 3},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};

		if (parse(cases[i].yaml, "/srv/s.yaml", &error) != ERR_NONE)
			fail_msg("%s", error.text);
		assert_true(fabs(settings.lines[0].control.uniform - cases[i].uniform) < 1e-9);
		assert_true(fabs(settings.lines[0].control.prior - cases[i].prior) < 1e-9);
		settings_finish(&settings);
	}
}

/* ---- the police's list ---- */

static char folder[] = "/tmp/fauxbond-list-XXXXXX";

/* Settings beside a list; `list` NULL: there is none. */
static enum err load(const char *list, bool practice, struct error *error_r)
{
	char path[64];
	enum err err;

	snprintf(path, sizeof path, "%s/list.txt", folder);
	unlink(path);
	if (list != NULL) {
		FILE *file = fopen(path, "w");

		assert_non_null(file);
		fputs(list, file);
		assert_int_equal(fclose(file), 0);
	}
	snprintf(path, sizeof path, "%s/s.yaml", folder);
	assert_int_equal(parse(STALL TWO ", deconflict: list.txt}\n", path, error_r), ERR_NONE);
	err = settings_load_lists(&settings, practice, error_r);
	snprintf(path, sizeof path, "%s/list.txt", folder);
	unlink(path);
	return err;
}

static void the_polices_list_is_read(void **state)
{
	struct error error = {""};
	struct buf out = {0};
	size_t warnings;
	const struct line *line = &settings.lines[0];

	(void)state;
	assert_int_equal(load("\xef\xbb\xbf# since March\r\n+33 6 39 98 10 02\r\n\r\n  "
			      "+32470123456  # until May\n"
			      "+33639981001",
			      false, &error),
			 ERR_NONE);
	assert_int_equal(line->deconflict_count, 3);
	assert_string_equal(line->deconflicts[0], "+32470123456");
	assert_string_equal(line->deconflicts[1], "+33639981001");
	assert_string_equal(line->deconflicts[2], "+33639981002");
	settings_describe(&settings, &out, &warnings);
	assert_non_null(strstr(buf_text(&out), "list.txt (3 numbers)"));
	buf_finish(&out);
	settings_finish(&settings);
}

static void a_bad_list_says_where(void **state)
{
	static const struct {
		const char *list;
		bool practice;
		enum err err;
		const char *says;
	} cases[] = {
		{"", false, ERR_NONE, ""},
		{NULL, true, ERR_NONE, ""},
		{NULL, false, ERR_INPUT,
		 "/s.yaml:2:94: this list of the police cannot be read: No such file"},
		{"# x\n0470123456\n", false, ERR_INPUT,
		 "/list.txt:2: this is no number; write one a line with its country"},
		{"# x\n0470123456\n", true, ERR_INPUT, "/list.txt:2: this is no number"},
		{"+32470123456 +32470123457\n", false, ERR_INPUT, "/list.txt:1: this is no number"},
		{"+32470123456;Jan\n", false, ERR_INPUT, "/list.txt:1: "},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};

		assert_int_equal(load(cases[i].list, cases[i].practice, &error), cases[i].err);
		if (strstr(error.text, cases[i].says) == NULL || strstr(error.text, "0470") != NULL)
			fail_msg("%s", error.text);
		settings_finish(&settings);
	}
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_kept_is_refused),
		cmocka_unit_test(control_is_one_share_or_two),
		cmocka_unit_test(the_polices_list_is_read),
		cmocka_unit_test(a_bad_list_says_where),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
