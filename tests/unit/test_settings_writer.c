// SPDX-License-Identifier: GPL-3.0-or-later
/* The settings of `writer:`: mistakes, what is printed and explained, what is warned of, what does not serve. */
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
#define STALL                                                                                      \
	"lines: [{name: s, kind: stall, bearer: fake, numbers: [\"+33639980001\"], cost: {in: 0.00, out: 0.05}," \
	" caps: {hour: 1.00, day: 1.00}}]\n"
#define HERE "url: \"http://127.0.0.1:8080/v1/chat/completions\", model: m"

static struct settings settings; /* large: not on the stack */

static enum err parse(const char *yaml, struct error *error)
{
	return settings_parse(bytes_of_text(yaml), "/srv/house/s.yaml", &settings, error);
}

static void it_is_read(void **state)
{
	struct error error = {""};

	(void)state;
	if (parse("writer: {" HERE ", timeout: 3s, key_file: k, share: 0.5, temperature: 1.2}\n" WATCH,
		  &error) != ERR_NONE)
		fail_msg("%s", error.text);
	assert_string_equal(settings.writer.model, "m");
	assert_int_equal(settings.writer.timeout, 3 * MS_SECOND);
	assert_string_equal(settings.writer.key_file, "/srv/house/k");
	assert_true(settings.writer.share > 0.49 && settings.writer.share < 0.51);
	assert_true(settings_has_errand(&settings));
	assert_false(settings_has_alarm(&settings));
	settings_finish(&settings);
	assert_int_equal(parse("writer: {" HERE "}\n" WATCH, &error), ERR_NONE);
	assert_int_equal(settings.writer.timeout, 8 * MS_SECOND);
	assert_true(settings.writer.share > 0.99);
	settings_finish(&settings);
	assert_int_equal(parse(WATCH, &error), ERR_NONE);
	assert_false(settings_has_errand(&settings));
	settings_finish(&settings);
}

static void mistakes_say_what_to_write(void **state)
{
	static const struct {
		const char *yaml, *says;
	} cases[] = {
		{"writer: {model: m}\n" WATCH, "there is none; write url"},
		{"writer: {share: 0.5}\n" WATCH, "there is none; write url"},
		{"writer: {url: \"http://127.0.0.1/v1\"}\n" WATCH, "model is missing"},
		{"writer: {url: \"http://192.168.1.7/v1\", model: m}\n" WATCH, "http:// only to this very machine"},
		{"writer: {url: \"ftp://127.0.0.1/\", model: m}\n" WATCH, "write an address such as"},
		{"writer: {url: \"https://api.example.org/v1\", model: m}\n" WATCH, "not in your own network"},
		{"writer: {url: \"https://203.0.113.5/v1\", model: m}\n" WATCH, "public: true"},
		{"writer: {" HERE ", timeout: 0s}\n" WATCH, "from 1s to 30s"},
		{"writer: {" HERE ", timeout: 31s}\n" WATCH, "from 1s to 30s"},
		{"writer: {" HERE ", share: 2}\n" WATCH, "1"},
		{"writer: {" HERE ", temperature: 3}\n" WATCH, "2"},
		{"writer: {" HERE ", modell: x}\n" WATCH, "did you mean model?"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};

		assert_int_equal(parse(cases[i].yaml, &error), ERR_INPUT);
		if (strstr(error.text, cases[i].says) == NULL)
			fail_msg("%s\nis: %s\nnot: %s", cases[i].yaml, error.text, cases[i].says);
	}
}

static void expect_said(const char *yaml, const char *says, const char *not)
{
	struct error error = {""};
	struct buf out = {0};
	size_t warnings;

	if (parse(yaml, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	settings_describe(&settings, &out, &warnings);
	if (strstr(buf_text(&out), says) == NULL)
		fail_msg("\"%s\" is not in %s", says, buf_text(&out));
	if (not != NULL && strstr(buf_text(&out), not) != NULL)
		fail_msg("\"%s\" is in %s", not, buf_text(&out));
	buf_finish(&out);
	settings_finish(&settings);
}

static void what_leaves_is_said(void **state)
{
	static const char near[] = "writer: {url: \"https://llm.lan/v1\", model: m}\n" STALL;
	static const char far[] =
		"writer: {url: \"https://api.example.org/token\", model: m, public: true}\n" STALL;

	(void)state;
	expect_said("writer: {" HERE "}\n" STALL, "127.0.0.1 gets the last 6 texts", "goes over");
	expect_said("writer: {" HERE "}\n" STALL, "nothing of it leaves this machine", NULL);
	expect_said(near, "it stays in your own network", NULL);
	expect_said(near, "goes over your network to llm.lan", NULL);
	expect_said(far, "it leaves your network", "token");
	expect_said(far, "whoever runs it can read and keep it", NULL);
	expect_said("writer: {" HERE "}\n" WATCH, "only stall lines ask a writer", NULL);
	expect_said(STALL, "writer.url", "gets the last");
}

/* ---- the disk ---- */

static void what_cannot_work_does_not_serve(void **state)
{
	static const struct {
		const char *content;
		mode_t mode;
		const char *says; /* NULL: serves */
	} cases[] = {
		{"sk-1234\n", 0600, NULL},
		{"sk-1234\n", 0644, "chmod 600 it"},
		{"", 0600, "this is no key"},
		{"two words", 0600, "this is no key"},
	};
	char folder[] = "/tmp/fauxbond-writer-XXXXXX", path[128], yaml[600];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/key", folder);
	snprintf(yaml, sizeof yaml, "data: %s\nwriter: {" HERE ", key_file: %s}\n" WATCH, folder, path);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};
		FILE *file = fopen(path, "w");

		assert_non_null(file);
		fputs(cases[i].content, file);
		fclose(file);
		assert_int_equal(chmod(path, cases[i].mode), 0);
		assert_int_equal(parse(yaml, &error), ERR_NONE);
		assert_int_equal(settings_check_serve(&settings, &error),
				 cases[i].says == NULL ? ERR_NONE : ERR_INPUT);
		if (cases[i].says != NULL && strstr(error.text, cases[i].says) == NULL)
			fail_msg("%s does not say %s", error.text, cases[i].says);
		settings_finish(&settings);
	}
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_read),
		cmocka_unit_test(mistakes_say_what_to_write),
		cmocka_unit_test(what_leaves_is_said),
		cmocka_unit_test(what_cannot_work_does_not_serve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
