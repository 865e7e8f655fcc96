// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/backtest: what other rules would have done, and which item of one run is which of the other. */
#include "daemon/backtest.h"
#include "daemon/backtest_twins.h"
#include "daemon/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define T0	((ms_t)1772482500000) /* 2026-03-02T20:15:00Z */
#define INSULT	"you are a stupid fucking idiot, piss off"
#define PERSONS "\"person\":\"mod\","

static struct reader_set set;
static struct classify *classify;
static struct rules in_force, changed;
static struct backtest *backtest;
static ms_t now;

static int load(void **state)
{
	struct error error = {""};

	(void)state;
	if (seal_start(&error) != ERR_NONE || reader_set_load(NULL, &set, &error) != ERR_NONE) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	classify = classify_create(set.packs);
	classify_use(classify, set.models);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	classify_destroy(classify);
	reader_set_finish(&set);
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	rules_default(&in_force);
	rules_default(&changed);
	backtest = NULL;
	now = T0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	backtest_destroy(backtest);
	return 0;
}

/* An hour after the last. */
static void happen(const char *verb, const char *json)
{
	struct call_fault fault = {.field = ""};
	struct error error = {""};
	struct call call;

	if (backtest == NULL)
		backtest = backtest_create(classify, &in_force, &changed);
	assert_non_null(backtest);
	if (call_read(call_verb_parse(verb), bytes_of_text(json), NULL, &call, &fault) != ERR_NONE)
		fail_msg("%s: %s %s", json, fault.field, fault.error.text);
	now += MS_HOUR;
	if (backtest_event(backtest, now, &call, &error) != ERR_NONE)
		fail_msg("%s: %s", json, error.text);
	call_finish(&call);
}

static void join(const char *id, int birth_year)
{
	char json[128];

	snprintf(json, sizeof json, "{\"id\":\"%s\",\"birth_year\":%d}", id, birth_year);
	happen("member", json);
}

/* An adult asks so many minors for contact. */
static void approach(const char *adult, int minors)
{
	char json[128], id[16];

	for (int i = 0; i < minors; i++) {
		snprintf(id, sizeof id, "kid%d", i);
		join(id, 2011);
	}
	for (int i = 0; i < minors; i++) {
		snprintf(json, sizeof json, "{\"from\":\"%s\",\"to\":\"kid%d\"}", adult, i);
		happen("contact", json);
	}
}

static void post(const char *id, const char *from, const char *text)
{
	char json[256];

	snprintf(json, sizeof json, "{\"id\":\"%s\",\"from\":\"%s\",\"where\":\"forum\",\"text\":\"%s\"}", id, from, text);
	happen("message", json);
}

/* Claims and decides at once, as far as the queue lets go of what was claimed a quarter of an hour ago. */
static void decide(const char *item, const char *opinion)
{
	char json[128];

	snprintf(json, sizeof json, "{" PERSONS "\"item\":\"%s\"}", item);
	happen("claim", json);
	now -= MS_HOUR - MS_MINUTE;
	snprintf(json, sizeof json, "{" PERSONS "\"item\":\"%s\",\"opinion\":\"%s\"}", item, opinion);
	happen("decision", json);
}

static const struct backtest_member *member(const char *id)
{
	const struct backtest_member *members;
	size_t count = backtest_members(backtest, &members);

	for (size_t i = 0; i < count; i++)
		if (strcmp(members[i].id, id) == 0)
			return &members[i];
	fail_msg("nothing became of %s", id);
	return NULL;
}

static void expect_row(const char *what, long long before, long long after)
{
	struct buf out = {0};
	char row[160];

	backtest_json(backtest, &out);
	snprintf(row, sizeof row, "{\"what\":\"%s\",\"in_force\":%lld,\"changed\":%lld}", what, before, after);
	if (strstr(buf_text(&out), row) == NULL)
		fail_msg("%s is not in %s", row, buf_text(&out));
	buf_finish(&out);
}

static void expect_print(const char *text)
{
	struct buf out = {0};

	backtest_print(backtest, "site.yaml", "rules.yaml", &out);
	if (strstr(buf_text(&out), text) == NULL)
		fail_msg("\"%s\" is not in\n%s", text, buf_text(&out));
	buf_finish(&out);
}

/* ---- twins ---- */

static void match(struct twins *twins, uint64_t key_a, uint64_t a, uint64_t key_b, uint64_t b, bool any_time)
{
	struct twins_list first = {.count = 0}, second = {.count = 0};

	twins_add(&first, key_a, a, any_time);
	twins_add(&second, key_b, b, any_time);
	twins_match(twins, &first, &second);
}

static void what_one_event_made_is_the_same(void **state)
{
	struct twins twins = {0};

	(void)state;
	match(&twins, 11, 1, 11, 4, false);
	match(&twins, 13, 2, 15, 5, false);
	match(&twins, 17, 600, 17, 6, false);
	assert_int_equal(twins_other(&twins, 1), 4);
	assert_int_equal(twins_other(&twins, 2), 0);
	assert_int_equal(twins_other(&twins, 600), 6);
	assert_int_equal(twins_other(&twins, 601), 0);
	assert_int_equal(twins_other(&twins, 1u << 30), 0);
	/* In another event it is another thing, though it looks the same. */
	match(&twins, 21, 3, 13, 7, false);
	assert_int_equal(twins_other(&twins, 2), 0);
	twins_finish(&twins);
}

static void what_a_robot_says_may_come_later(void **state)
{
	struct twins twins = {0};

	(void)state;
	match(&twins, 11, 1, 0, 0, true);
	assert_int_equal(twins_other(&twins, 1), 0);
	match(&twins, 0, 0, 11, 5, true);
	assert_int_equal(twins_other(&twins, 1), 5);
	match(&twins, 0, 0, 13, 6, true);
	match(&twins, 13, 2, 0, 0, true);
	assert_int_equal(twins_other(&twins, 2), 6);
	/* Once. */
	match(&twins, 13, 3, 0, 0, true);
	assert_int_equal(twins_other(&twins, 3), 0);
	twins_finish(&twins);
}

/* ---- rules ---- */

static void the_same_rules_do_the_same(void **state)
{
	(void)state;
	join("rob", 1990);
	approach("rob", 6);
	join("sam", 1990);
	post("m1", "sam", INSULT);
	decide("q2", "confirm");
	expect_row("members.suspended", 1, 1);
	expect_row("robots.many_minors", 1, 1);
	expect_row("acts.insult", 1, 1);
	expect_row("texts.held.insult", 1, 1);
	expect_row("decisions.applied", 2, 2);
	expect_row("decisions.idle", 0, 0);
	expect_print("17 events, 2026-03-02 to 2026-03-03. In force: site.yaml; changed: rules.yaml.\n");
	assert_true(member("rob")->fate[BEFORE].suspended && member("rob")->fate[AFTER].suspended);
}

static void a_robot_that_is_slower_suspends_less(void **state)
{
	const struct robot_rule rule = {.robot = ROBOT_MINORS, .grown = true, .count = 6, .level = 3, .span = MS_DAY, .line = 1};

	(void)state;
	assert_int_equal(rules_put_robot(&changed, &rule), ERR_NONE);
	join("rob", 1990);
	approach("rob", 5);
	expect_row("robots.many_minors", 1, 0);
	expect_print("No longer suspended: 1\n  rob ");
	expect_print("An adult approached 5 minors within 7 days.");
}

/* The robot's item is the first in force, and is not there by the changed rules: all behind it have other numbers. */
static void a_decision_finds_its_item_under_another_number(void **state)
{
	const struct robot_rule off = {.robot = ROBOT_MINORS, .off = true, .line = 1};
	const struct offence_rule dear = {.offence = OFFENCE_INSULT, .ban = true, .line = 2};

	(void)state;
	assert_int_equal(rules_put_robot(&changed, &off), ERR_NONE);
	assert_int_equal(rules_put_offence(&changed, &dear), ERR_NONE);
	join("rob", 1990);
	approach("rob", 5);
	join("sam", 1990);
	join("tom", 1990);
	post("m1", "sam", INSULT);
	post("m2", "tom", INSULT);
	decide("q1", "confirm"); /* the robot's */
	decide("q3", "confirm"); /* tom's */
	expect_row("acts.insult", 1, 1);
	expect_row("acts.insult.banned", 0, 1);
	expect_row("decisions.applied", 4, 2);
	expect_row("decisions.idle", 0, 2);
	expect_row("decisions.assumed", 0, 1); /* a ban takes two people, an insult of 10 % one */
	assert_true(member("tom")->fate[AFTER].banned);
	assert_false(member("tom")->fate[BEFORE].banned);
	expect_print("Newly banned: 1\n  tom ");
	expect_print("An insult: a ban at once.");
}

/* It speaks of the same member later: the same suspension, and the person's answer comes too early for it. */
static void a_decision_comes_before_its_item(void **state)
{
	const struct robot_rule rule = {.robot = ROBOT_MINORS, .grown = true, .count = 6, .level = 3, .span = 7 * MS_DAY, .line = 1};

	(void)state;
	assert_int_equal(rules_put_robot(&changed, &rule), ERR_NONE);
	join("rob", 1990);
	approach("rob", 5);
	decide("q1", "lift");
	expect_row("decisions.applied", 2, 0);
	join("last", 2011);
	happen("contact", "{\"from\":\"rob\",\"to\":\"last\"}");
	expect_row("robots.many_minors", 1, 1);
	happen("claim", "{\"person\":\"another\",\"item\":\"q1\"}");
	expect_row("decisions.applied", 3, 1);
}

/* What is refused in force takes a name by the changed rules, so that all contacts behind it have other names. */
static void contacts_are_found_under_other_names(void **state)
{
	(void)state;
	in_force.age_gap.value = 0;
	join("old", 2008);
	join("young", 2009);
	join("kim", 2010);
	join("lee", 2010);
	happen("contact", "{\"from\":\"old\",\"to\":\"young\"}");
	happen("contact", "{\"from\":\"kim\",\"to\":\"lee\"}");
	expect_row("contacts.refused", 1, 0);
	happen("answer", "{\"contact\":\"c1\",\"member\":\"lee\",\"answer\":\"accept\"}");
	happen("message", "{\"id\":\"m1\",\"from\":\"kim\",\"to\":\"lee\",\"where\":\"direct\",\"text\":\"hello\"}");
	expect_row("texts.refused", 0, 0);
	expect_row("decisions.idle", 0, 0);
}

/* A reading that is held under one rule and not under the other. */
static void texts_are_held_by_the_rules(void **state)
{
	(void)state;
	changed.hold_reading[OFFENCE_INSULT].value = 1001;
	join("sam", 1990);
	post("m1", "sam", INSULT);
	post("m2", "sam", "good morning everybody");
	decide("q1", "confirm");
	expect_row("texts.held", 1, 0);
	expect_row("acts.insult", 1, 0);
	expect_row("decisions.idle", 0, 2);
}

static void nothing_is_nothing(void **state)
{
	(void)state;
	backtest = backtest_create(classify, &in_force, &changed);
	expect_print("No event of a site");
	expect_row("members.banned", 0, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_one_event_made_is_the_same),
		CASE(what_a_robot_says_may_come_later),
		CASE(the_same_rules_do_the_same),
		CASE(a_robot_that_is_slower_suspends_less),
		CASE(a_decision_finds_its_item_under_another_number),
		CASE(a_decision_comes_before_its_item),
		CASE(contacts_are_found_under_other_names),
		CASE(texts_are_held_by_the_rules),
		CASE(nothing_is_nothing),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
