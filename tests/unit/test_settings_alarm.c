// SPDX-License-Identifier: GPL-3.0-or-later
/* The settings of `alarm:` and of `on_siege:`: mistakes, what is printed, what is warned of. */
#include "daemon/settings.h"
#include "daemon/settings_alarm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define WATCH	     "lines: [{name: w, kind: watch}]\n"
#define HOOK	     "webhook: \"https://example.org/a\""

static struct settings settings; /* large: not on the stack */

static enum err parse(const char *yaml, struct error *error)
{
	return settings_parse(bytes_of_text(yaml), "/srv/house/s.yaml", &settings, error);
}

static void it_is_read(void **state)
{
	struct error error = {""};

	(void)state;
	if (parse("alarm: {command: [/bin/true, a b, \"\"], " HOOK ", secret_file: s, flags: true}\n" WATCH,
		  &error) != ERR_NONE)
		fail_msg("%s", error.text);
	assert_true(settings_has_alarm(&settings));
	assert_string_equal(settings.alarm.command[0], "/bin/true");
	assert_string_equal(settings.alarm.command[1], "a b");
	assert_string_equal(settings.alarm.command[2], "");
	assert_null(settings.alarm.command[3]);
	assert_string_equal(settings.alarm.secret_file, "/srv/house/s");
	assert_true(settings.alarm.flags);
	settings_finish(&settings);
	assert_int_equal(parse("alarm: {}\n" WATCH, &error), ERR_NONE);
	assert_false(settings_has_alarm(&settings));
	settings_finish(&settings);
}

static void mistakes_say_what_to_write(void **state)
{
	static const struct {
		const char *yaml, *place, *says;
	} cases[] = {
		{"alarm: true\n" WATCH, "1:8", "names with values"},
		{"alarm: {comand: [/bin/true]}\n" WATCH, "1:9", "did you mean command?"},
		{"alarm: {command: /bin/true}\n" WATCH, "1:18", "write a list"},
		{"alarm: {command: []}\n" WATCH, "1:18", "write a list"},
		{"alarm: {command: [alarm.sh]}\n" WATCH, "1:19", "whole path"},
		{"alarm: {command: [./alarm.sh]}\n" WATCH, "1:19", "whole path"},
		{"alarm: {command: [/a, [b]]}\n" WATCH, "1:23", "a text is expected"},
		{"alarm: {command: [/a, \"b\\nc\"]}\n" WATCH, "1:23", "control character"},
		{"alarm: {webhook: \"http://example.org/\", secret_file: s}\n" WATCH, "1:18",
		 "write https://"},
		{"alarm: {webhook: example.org, secret_file: s}\n" WATCH, "1:18",
		 "write an address such as https://"},
		{"alarm: {" HOOK "}\n" WATCH, "1:18", "write secret_file: FILE"},
		{"alarm: {command: [/a], secret_file: s}\n" WATCH, "1:37", "this is for a webhook"},
		{"alarm: {command: [/a], tls_ca: s}\n" WATCH, "1:32", "this is for a webhook"},
		{"alarm: {flags: true}\n" WATCH, "1:16", "this alarm reaches nobody"},
		{"alarm: {command: [/a], flags: 1}\n" WATCH, "1:31", "true or false"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};
		char place[64];

		snprintf(place, sizeof place, "/srv/house/s.yaml:%s: ", cases[i].place);
		if (parse(cases[i].yaml, &error) != ERR_INPUT ||
		    strncmp(error.text, place, strlen(place)) != 0 ||
		    strstr(error.text, cases[i].says) == NULL)
			fail_msg("%s\nis: %s\nnot: %s%s", cases[i].yaml, error.text, place,
				 cases[i].says);
	}
}

/* Addresses and arguments may hold what opens a door. */
static void no_secret_is_printed(void **state)
{
	struct error error = {""};
	struct buf out = {0};
	size_t warnings;

	(void)state;
	assert_int_equal(parse("alarm: {command: [/bin/true, chance1], webhook: "
			       "\"https://[2001:db8::7]/chance2\", secret_file: s}\n" WATCH,
			       &error),
			 ERR_NONE);
	settings_describe(&settings, &out, &warnings);
	assert_null(strstr(buf_text(&out), "chance"));
	assert_non_null(strstr(buf_text(&out), "https://[2001:db8::7]:443/…"));
	assert_non_null(strstr(buf_text(&out), "/bin/true and 1 argument "));
	buf_finish(&out);
	settings_finish(&settings);
}

/* ---- the disk ---- */

static char folder[64];

static void write_file(const char *name, const char *text, mode_t mode)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

static void what_cannot_work_does_not_serve(void **state)
{
	static const struct {
		const char *alarm, *says; /* NULL: serves */
	} cases[] = {
		{"command: [/bin/true]", NULL},
		{"command: [/absent/program]", ":1:9: this program cannot be found"},
		{"command: [/etc]", "cannot be run"},
		{"command: [/etc/passwd]", "cannot be run; chmod 755 it"},
		{HOOK ", secret_file: good", NULL},
		{HOOK ", secret_file: absent", "this file cannot be found"},
		{HOOK ", secret_file: open", "chmod 600 it"},
		{HOOK ", secret_file: wrong", "write whsec_ and the base64"},
		{HOOK ", secret_file: long", "this file cannot be read"},
		{HOOK ", secret_file: good, tls_ca: absent", "this file cannot be read"},
	};
	char path[128], yaml[512], text[600];

	(void)state;
	write_file("good", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0600);
	write_file("open", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0640);
	write_file("wrong", "password\n", 0400);
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	write_file("long", text, 0600);
	snprintf(path, sizeof path, "%s/s.yaml", folder);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};
		struct buf out = {0};
		size_t warnings;
		enum err err;

		snprintf(yaml, sizeof yaml, "alarm: {%s}\nkey: ask\n" WATCH, cases[i].alarm);
		if (settings_parse(bytes_of_text(yaml), path, &settings, &error) != ERR_NONE)
			fail_msg("%s", error.text);
		err = settings_check_serve(&settings, &error);
		settings_describe(&settings, &out, &warnings);
		settings_finish(&settings);
		if (cases[i].says == NULL ? err != ERR_NONE || warnings != 0
					  : err != ERR_INPUT || warnings != 1 ||
						    strstr(error.text, cases[i].says) == NULL ||
						    strstr(buf_text(&out), cases[i].says) == NULL ||
						    strstr(buf_text(&out), "nothing will be served") == NULL)
			fail_msg("%s: %s\n%s", cases[i].alarm, error.text, buf_text(&out));
		buf_finish(&out);
	}
}

static int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/fauxbond-alarm-XXXXXX");
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

/* ---- receiving ---- */

#define SMSC                                                                                       \
	"key: ask\nbearers:\n- {name: s, kind: smpp, system_id: x, address: \"localhost:1\", "      \
	"practice: true}\n"
#define LINE "- {name: a, kind: watch, cost: {in: 0.01}, numbers: [\"+99912345\"], bearer: "

static void sieges_that_nobody_hears_of_are_warned_of(void **state)
{
	static const struct {
		const char *yaml, *says; /* NULL: nothing */
	} cases[] = {
		{SMSC "lines:\n" LINE "s, receive_limit: 5}\n",
		 ":5:94: nobody hears when this limit is passed"},
		{SMSC "lines:\n" LINE "s, receive_limit: 5, on_siege: unbind}\n", NULL},
		{SMSC "alarm: {command: [/bin/true]}\nlines:\n" LINE "s, receive_limit: 5}\n", NULL},
		{SMSC "lines:\n" LINE "s, on_siege: unbind}\n",
		 "on_siege does nothing without a receive_limit"},
		{"key: ask\nlines:\n" LINE "fake, receive_limit: 5, on_siege: unbind}\n",
		 "no carrier to unbind from"},
		{SMSC "lines:\n" LINE "s, receive_limit: 5, on_siege: unbind}\n"
		      "- {name: b, kind: watch, numbers: [\"+99912346\"], bearer: s}\n",
		 "other lines use this bearer too"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};
		struct buf out = {0};
		size_t warnings;
		const char *says = cases[i].says;

		if (parse(cases[i].yaml, &error) != ERR_NONE)
			fail_msg("%s", error.text);
		settings_describe(&settings, &out, &warnings);
		settings_finish(&settings);
		if (says == NULL ? warnings != 0
				 : warnings != 1 || strstr(buf_text(&out), says) == NULL)
			fail_msg("%s\n%s", cases[i].yaml, strstr(buf_text(&out), "warning"));
		buf_finish(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_read),
		cmocka_unit_test(mistakes_say_what_to_write),
		cmocka_unit_test(no_secret_is_printed),
		cmocka_unit_test_setup_teardown(what_cannot_work_does_not_serve, set_up, tear_down),
		cmocka_unit_test(sieges_that_nobody_hears_of_are_warned_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
