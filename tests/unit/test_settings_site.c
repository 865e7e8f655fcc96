// SPDX-License-Identifier: GPL-3.0-or-later
/* The settings of a site's line: rules, tokens, webhooks; mistakes, contradictions, what is printed and warned of. */
#include "daemon/settings.h"
#include "daemon/settings_rules.h"
#include "daemon/settings_site.h"

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
#define SITE(more)   "key: ask\nlines:\n- {name: s, kind: site, tokens: t" more "}\n"
#define RULES(rules) SITE(",\n   rules: {" rules "}")

static struct settings settings; /* large: not on the stack */

static enum err parse(const char *yaml, struct error *error)
{
	return settings_parse(bytes_of_text(yaml), "/srv/house/s.yaml", &settings, error);
}

static const struct rules *rules_of(const char *yaml)
{
	struct error error = {""};

	if (parse(yaml, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	return settings.lines[0].rules;
}

/* ---- reading ---- */

static void what_is_not_written_is_a_default(void **state)
{
	struct rules rules;

	(void)state;
	rules_default(&rules);
	assert_memory_equal(rules_of(SITE("")), &rules, sizeof rules);
	settings_finish(&settings);
	assert_memory_equal(rules_of(RULES("")), &rules, sizeof rules);
	assert_string_equal(settings.lines[0].tokens, "/srv/house/t");
	settings_finish(&settings);
	assert_null(rules_of("lines: [{name: w, kind: watch}]"));
	settings_finish(&settings);
}

static void rules_are_read(void **state)
{
	const struct rules *rules = rules_of(RULES(
		"acts: [{act: insult, where: forum, percent: 12}, {act: harassment, percent: 0},\n"
		"  {act: hate, ban: true}],\n"
		"robots: [{robot: many_minors, count: 3, within: 14d, level: 2}, {robot: too_quick, off: true}],\n"
		"reading: [{act: insult, hold_at: 0.985}, {act: spam, hold_at: never}, {act: grooming, hold_at: 1}],\n"
		"decay: 0.25, warn_at: 30, hold_at: 60, ban_at: 90,\n"
		"age: {gap: 1, adult: 21, youngest: 12, oldest: 60}"));
	const struct offence_rule *act = rules_offence(rules, OFFENCE_INSULT, WHERE_FORUM);
	const struct robot_rule *robot = rules_robot(rules, ROBOT_MINORS);

	(void)state;
	assert_int_equal(act->percent, 12);
	assert_int_equal(act->line, 4);
	assert_int_equal(rules_offence(rules, OFFENCE_INSULT, WHERE_DIRECT)->percent, 10);
	act = rules_offence(rules, OFFENCE_HARASSMENT, WHERE_ANY);
	assert_false(act->ban);
	assert_int_equal(act->percent, 0);
	assert_true(rules_offence(rules, OFFENCE_HATE, WHERE_PHOTO)->ban);
	assert_int_equal(robot->count, 3);
	assert_int_equal(robot->span, 14 * MS_DAY);
	assert_int_equal(robot->level, 2);
	assert_true(robot->grown);
	assert_null(rules_robot(rules, ROBOT_QUICK));
	assert_int_equal(rules_robot(rules, ROBOT_OPENER)->count, 8);
	assert_int_equal(rules->hold_reading[OFFENCE_INSULT].value, 985);
	assert_int_equal(rules->hold_reading[OFFENCE_SPAM].value, 1001);
	assert_int_equal(rules->hold_grooming.value, 1000);
	assert_int_equal(rules->decay.value, 25);
	assert_int_equal(rules->decay.line, 8);
	assert_int_equal(rules->warn_at.value, 30);
	assert_int_equal(rules->hold_at.value, 60);
	assert_int_equal(rules->ban_at.value, 90);
	assert_int_equal(rules->age_gap.value, 1);
	assert_int_equal(rules->adult_at.value, 21);
	assert_int_equal(rules->youngest.value, 12);
	assert_int_equal(rules->oldest.value, 60);
	settings_finish(&settings);
}

static void webhooks_are_read(void **state)
{
	const struct site_hook *hooks;

	(void)state;
	rules_of(SITE(", webhooks: [{url: \"https://example.org/a\", secret_file: a},\n"
		      " {url: \"http://127.0.0.1:1/\", secret_file: b, tls_ca: c, events: [verdict, standing]}]"));
	hooks = settings.lines[0].hooks;
	assert_int_equal(settings.lines[0].hook_count, 2);
	assert_true(settings_has_hooks(&settings));
	assert_int_equal(hooks[0].events, (1u << SITE_EFFECT_COUNT) - 1);
	assert_int_equal(hooks[1].events, 1u << SITE_HOOK_VERDICT | 1u << SITE_EFFECT_STANDING);
	assert_string_equal(hooks[1].secret_file, "/srv/house/b");
	assert_string_equal(hooks[1].tls_ca, "/srv/house/c");
	assert_int_equal(hooks[1].row, 4);
	settings_finish(&settings);
	assert_int_equal(settings_hook_event("care"), SITE_EFFECT_CARE);
	assert_int_equal(settings_hook_event("verdict"), SITE_HOOK_VERDICT);
	assert_int_equal(settings_hook_event("message"), SITE_HOOK_EVENTS);
}

/* ---- mistakes ---- */

static void mistakes_say_what_to_write(void **state)
{
	static const struct {
		const char *yaml, *place, *says;
	} cases[] = {
		{SITE(", bearer: fake"), "3:44", "a site has no bearer"},
		{SITE(", numbers: [\"+99912345\"]"), "3:36", "a site has no numbers"},
		{SITE(", rules: []"), "3:43", "names with values"},
		{RULES("act: []"), "4:12", "did you mean acts?"},
		{RULES("strange: []"), "4:12", "strange is not known here"},
		{RULES("acts: 5"), "4:18", "a list is expected"},
		{RULES("acts: [{percent: 5}]"), "4:19", "act is missing here; write act: and one of `insult`"},
		{RULES("acts: [{act: insullt, percent: 5}]"), "4:25", "did you mean insult?"},
		{RULES("acts: [{act: insult, where: chat, percent: 5}]"), "4:40", "write any, direct, forum"},
		{RULES("acts: [{act: insult}]"), "4:19", "write percent: 10, or ban: true"},
		{RULES("acts: [{act: insult, percent: 101}]"), "4:42", "from 0 to 100"},
		{RULES("acts: [{act: insult, percent: 0.5}]"), "4:42", "whole number"},
		{RULES("robots: [{robot: many_minor, count: 5}]"), "4:29", "did you mean many_minors?"},
		{RULES("robots: [{robot: many_minors, within: 7}]"), "4:50", "write a span"},
		{RULES("robots: [{robot: banned_email, level: 7}]"), "4:50", "has no level; delete it"},
		{RULES("robots: [{robot: same_photo, within: 7d}]"), "4:49", "counts for ever; delete within"},
		{RULES("robots: [{robot: many_refused, level: 7}]"), "4:50", "has no level; delete it"},
		{RULES("robots: [{robot: grooming, level: 1001}]"), "4:46", "write 1000 at most"},
		{RULES("reading: [{act: insult, hold_at: 1.5}]"), "4:45", "from 0 to 1"},
		{RULES("reading: [{act: insult, hold_at: 0.12345}]"), "4:45", "at most 3 decimals"},
		{RULES("reading: [{act: insult, hold_at: 0.9},\n {act: insult, hold_at: 0.8}]"), "5:2",
		 "stands on line 4 too"},
		{RULES("decay: 0.123"), "4:19", "at most 2 decimals"},
		{RULES("warn_at: fifty"), "4:21", "write a whole number from 0 to 100"},
		{RULES("age: 2"), "4:17", "names with values"},
		{SITE(", webhooks: {}"), "3:46", "a list is expected"},
		{SITE(", webhooks: [{url: \"http://example.org/\", secret_file: s}]"), "3:53", "write https://"},
		{SITE(", webhooks: [{url: \"https://example.org/\"}]"), "3:47", "secret_file is missing here"},
		{SITE(", webhooks: [{url: \"https://example.org/\", secret_file: s, events: []}]"), "3:101",
		 "told nothing"},
		{SITE(", webhooks: [{url: \"https://example.org/\", secret_file: s, events: [ban]}]"), "3:102",
		 "write standing, robot"},
		{SITE(", webhooks: [{url: \"https://example.org/\", secret_file: s, events: [care, care]}]"), "3:108",
		 "given before"},
		{SITE(", webhooks: [{url: \"https://example.org/\", secret_file: s},\n"
		      " {url: \"https://example.org/\", secret_file: t}]"),
		 "4:2", "on line 3 has this address and these events too"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};
		char place[64];

		snprintf(place, sizeof place, "/srv/house/s.yaml:%s: ", cases[i].place);
		if (parse(cases[i].yaml, &error) != ERR_INPUT ||
		    strncmp(error.text, place, strlen(place)) != 0 ||
		    strstr(error.text, cases[i].says) == NULL)
			fail_msg("%s\nis: %s\nnot: %s%s", cases[i].yaml, error.text, place, cases[i].says);
	}
}

static void contradictions_are_refused_with_both_lines(void **state)
{
	static const struct {
		const char *yaml, *says;
	} cases[] = {
		{RULES("acts: [{act: insult, percent: 5},\n  {act: insult, percent: 10}]"),
		 "s.yaml:5:3: two rules for insult (any); the other is on line 4; change one or delete it"},
		{RULES("robots: [{robot: grooming, count: 3},\n\n {robot: grooming, off: true}]"),
		 "s.yaml:6:2: two conditions for grooming; the other is on line 4"},
		{RULES("warn_at: 90"), "s.yaml:4:4: warn_at (90) is above hold_at (80); the other is a default"},
		{RULES("ban_at: 60,\n   hold_at: 70"), "s.yaml:5:4: hold_at (70) is above ban_at (60); the other is on line 4"},
		{RULES("acts: [{act: hate, ban: true, percent: 5}]"), "s.yaml:4:4: hate is a ban and has a percentage"},
		{RULES("robots: [{robot: many_minors, count: 17}]"), "many_minors counts to 16 at most"},
		{RULES("robots: [{robot: many_minors, within: 91d}]"), "needs a span, of 90 days at most"},
		{RULES("robots: [{robot: many_minors, count: 0}]"), "would suspend everybody"},
		{RULES("age: {gap: 10}"), "age_gap: 10 is not between 0 and 5"},
		{RULES("age: {youngest: 9, adult: 15}"), "(and 1 more like this)"},
		{RULES("decay: 100"), "forgives all"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {""};

		if (parse(cases[i].yaml, &error) != ERR_INPUT || strstr(error.text, cases[i].says) == NULL)
			fail_msg("%s\nis: %s\nnot: %s", cases[i].yaml, error.text, cases[i].says);
	}
}

/* ---- check ---- */

static char *describe(size_t *ret_warnings)
{
	struct buf out = {0};
	char *text;

	settings_describe(&settings, &out, ret_warnings);
	text = mem_strdup(buf_text(&out));
	buf_finish(&out);
	return text;
}

static void assert_row(const char *text, const char *name, const char *value, const char *source)
{
	const char *at = strstr(text, name), *end = at != NULL ? strchr(at, '\n') : NULL;
	char row[256];

	if (end == NULL || (size_t)(end - at) >= sizeof row)
		fail_msg("no %s in:\n%s", name, text);
	memcpy(row, at, (size_t)(end - at));
	row[end - at] = '\0';
	if (strstr(row, value) == NULL || strstr(row, source) == NULL)
		fail_msg("%s\nnot: %s, %s", row, value, source);
}

static void check_shows_each_rule_and_its_line(void **state)
{
	size_t warnings;
	char *text;

	(void)state;
	rules_of(RULES("acts: [{act: insult, where: forum, percent: 12}],\n decay: 0.25,\n"
		       "robots: [{robot: too_quick, level: 2000}], reading: [{act: grooming, hold_at: never}]"));
	text = describe(&warnings);
	assert_int_equal(warnings, 0);
	assert_row(text, "lines.s.rules.acts.insult ", "10 %", "default");
	assert_row(text, "lines.s.rules.acts.insult.forum", "12 %", "s.yaml:4");
	assert_row(text, "lines.s.rules.acts.spam", "no rule", "default");
	assert_row(text, "lines.s.rules.acts.harassment", "a ban", "default");
	assert_row(text, "lines.s.rules.robots.too_quick", "4 within 1h, 2000 milliseconds", "s.yaml:6");
	assert_row(text, "lines.s.rules.robots.same_device", "2, 3 younger strangers each", "default");
	assert_row(text, "lines.s.rules.reading.insult", "held at 0.970", "default");
	assert_row(text, "lines.s.rules.reading.hate", "never held", "default");
	assert_row(text, "lines.s.rules.reading.grooming", "never held", "s.yaml:6");
	assert_row(text, "lines.s.rules.decay", "0.25 % a day", "s.yaml:5");
	assert_row(text, "lines.s.rules.age.gap", "2", "default");
	mem_free(text);
	settings_finish(&settings);
}

static void dubious_rules_are_warned_of(void **state)
{
	static const struct {
		const char *yaml, *says;
	} cases[] = {
		{RULES("age: {gap: 0}"), "s.yaml:4: an age gap of 0"},
		{RULES("age: {gap: 4}"), "an adult of 18 may write to a minor of 14"},
		{RULES("age: {adult: 16}"), "minor by law"},
		{RULES("hold_at: 100"), "hold_at is ban_at"},
		{RULES("decay: 0"), "ever forgiven"},
		{RULES("decay: 20"), "forgotten overnight"},
		{RULES("acts: [{act: spam, percent: 100}]"), "ban: true says so"},
		{RULES("robots: [{robot: grooming, off: true}]"), "grooming is off"},
		{RULES("robots: [{robot: many_refused, count: 1}]"), "suspends at the first"},
		{RULES("reading: [{act: insult, hold_at: 0.3}]"), "innocent"},
		{"key: ask\nlines: [{name: s, kind: site}]\n", "no tokens"},
		{"key: ask\nlines: [{name: w, kind: watch, rules: {}}]\n", "rules does nothing for kind watch"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t warnings;
		char *text;

		rules_of(cases[i].yaml);
		text = describe(&warnings);
		if (warnings != 1 || strstr(text, cases[i].says) == NULL)
			fail_msg("%s\n%zu warnings in\n%s", cases[i].yaml, warnings, text);
		mem_free(text);
		settings_finish(&settings);
	}
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

static enum err load(const char *yaml, struct error *error)
{
	char path[128];
	enum err err;

	snprintf(path, sizeof path, "%s/s.yaml", folder);
	err = settings_parse(bytes_of_text(yaml), path, &settings, error);
	if (err != ERR_NONE)
		return err;
	err = settings_load_lists(&settings, false, error);
	if (err != ERR_NONE)
		settings_finish(&settings);
	return err;
}

static void rules_may_have_a_file_of_their_own(void **state)
{
	struct error error = {""};
	size_t warnings;
	char *text;

	(void)state;
	write_file("rules.yaml", "decay: 1\nacts:\n- {act: hate, percent: 50}\n", 0644);
	write_file("wrong.yaml", "decay: 1\nacts:\n- {act: hate, percent: 50}\n- {act: hate, ban: true}\n", 0644);
	if (load(SITE(", rules: rules.yaml"), &error) != ERR_NONE)
		fail_msg("%s", error.text);
	assert_int_equal(settings.lines[0].rules->decay.value, 100);
	text = describe(&warnings);
	assert_row(text, "lines.s.rules.acts.hate", "50 %", "rules.yaml:3");
	mem_free(text);
	settings_finish(&settings);
	assert_int_equal(load(SITE(", rules: absent.yaml"), &error), ERR_INPUT);
	assert_non_null(strstr(error.text, "s.yaml:3:43: these rules cannot be read"));
	assert_int_equal(load(SITE(", rules: wrong.yaml"), &error), ERR_INPUT);
	assert_non_null(strstr(error.text, "wrong.yaml:4:3: two rules for hate (any); the other is on line 3"));
}

static void a_webhook_without_its_secret_does_not_serve(void **state)
{
	struct error error = {""};

	(void)state;
	write_file("good", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0600);
	write_file("open", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0640);
	assert_int_equal(load(SITE(", webhooks: [{url: \"https://example.org/\", secret_file: good}]"), &error),
			 ERR_NONE);
	assert_int_equal(settings_check_serve(&settings, &error), ERR_NONE);
	settings_finish(&settings);
	assert_int_equal(load(SITE(", webhooks: [{url: \"https://example.org/\", secret_file: open}]"), &error),
			 ERR_NONE);
	assert_int_equal(settings_check_serve(&settings, &error), ERR_INPUT);
	assert_non_null(strstr(error.text, "s.yaml:3:47: this webhook's secret_file: others on this machine may read"));
	settings_finish(&settings);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/fauxbond-site-XXXXXX");
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_written_is_a_default),
		cmocka_unit_test(rules_are_read),
		cmocka_unit_test(webhooks_are_read),
		cmocka_unit_test(mistakes_say_what_to_write),
		cmocka_unit_test(contradictions_are_refused_with_both_lines),
		cmocka_unit_test(check_shows_each_rule_and_its_line),
		cmocka_unit_test(dubious_rules_are_warned_of),
		cmocka_unit_test_setup_teardown(rules_may_have_a_file_of_their_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_webhook_without_its_secret_does_not_serve, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
