// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the keeper does for the programs of a site, on a real engine with a store in memory: the test is the desk, and ends the
 * batches itself, so that it sees what is said before and what after a commit.
 */
#include "base/mem.h"
#include "daemon/installation.h"
#include "daemon/keeper.h"
#include "daemon/now.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "packs_fixture.h"

static const char yaml[] = "lines:\n"
			   "  - {name: watch, kind: watch, numbers: [\"+33639980021\"], languages: [fr]}\n"
			   "  - {name: forum, kind: site, languages: [en]}\n";

static struct child child;
static struct keeper keeper;
static struct channel *desk;
static struct buf heard; /* a line each: NUMBER STATUS JSON, or SEQUENCE LINE JSON */
static bool left;

/* ---- the desk ---- */

static enum err desk_hears(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	struct ipc_called called;
	struct ipc_happened happened;
	struct bytes json;

	(void)context;
	(void)channel;
	(void)fd;
	if (code == IPC_CALLED) {
		assert_int_equal(ipc_get_called(payload, &called), ERR_NONE);
		buf_add_format(&heard, "%llu %u ", (unsigned long long)called.request, called.status);
		json = called.json;
	} else if (code == IPC_TELL) {
		uint64_t request;

		assert_int_equal(ipc_get_request(payload, &request, &json), ERR_NONE);
		buf_add_format(&heard, "? %llu ", (unsigned long long)request);
	} else {
		assert_int_equal(code, IPC_HAPPENED);
		assert_int_equal(ipc_get_happened(payload, &happened), ERR_NONE);
		buf_add_format(&heard, "+ %u ", happened.line_index);
		json = happened.json;
	}
	buf_add(&heard, json.data, json.size);
	buf_add_u8(&heard, '\n');
	return ERR_NONE;
}

static void desk_is_left(void *context, struct channel *channel)
{
	(void)context;
	(void)channel;
	left = true;
}

static bool claim(void *context, uint32_t line_index)
{
	(void)context;
	(void)line_index;
	return true;
}

static void on_effect(void *context, const struct effect *effect)
{
	if (effect->type == EFFECT_SITE)
		keeper_site_tell(context, effect);
}

/* Rung by keeper_close_soon(); the test commits when it wants to. */
static void on_commit(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
}

static void turn(void)
{
	for (int i = 0; i < 4; i++)
		event_base_loop(child.base, EVLOOP_NONBLOCK);
}

static void commit(bool ok)
{
	struct error error = {""};

	assert_true(keeper.open);
	keeper.open = false;
	keeper.taken = 0;
	assert_int_equal(flow_due(keeper.flow, &error), ERR_NONE);
	assert_int_equal(flow_commit(keeper.flow, &error), ERR_NONE);
	keeper_desk_committed(&keeper, ok);
	if (keeper.desk != NULL)
		channel_flush(keeper.desk);
	turn();
}

static void call(uint64_t number, const char *json)
{
	ipc_put_request(channel_begin(desk, IPC_CALL), number, bytes_of_text(json));
	channel_end(desk);
	channel_flush(desk);
	turn();
}

/* An operator asks, by the control socket. */
static void ask(uint64_t number, const char *json)
{
	ipc_put_request(channel_begin(desk, IPC_ASK), number, bytes_of_text(json));
	channel_end(desk);
	channel_flush(desk);
	turn();
}

static void expect(const char *expected)
{
	assert_string_equal(buf_text(&heard), expected);
	buf_clear(&heard);
}

static void expect_in(const char *expected)
{
	if (strstr(buf_text(&heard), expected) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", expected, buf_text(&heard));
	buf_clear(&heard);
}

/* ---- set-up ---- */

static int set_up(void **state)
{
	const struct channel_hooks hooks = {NULL, desk_hears, NULL, desk_is_left};
	struct sqlite_options options = {.path = ":memory:"};
	uint8_t kek[SEAL_KEY] = {1};
	struct error error = {""};
	int pair[2];

	(void)state;
	left = false;
	child = (struct child){.role = ROLE_KEEPER, .base = event_base_new()};
	keeper = (struct keeper){.child = &child};
	assert_int_equal(seal_start(&error), ERR_NONE);
	if (settings_parse(bytes_of_text(yaml), "test.yaml", &child.settings, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	random_from_seed(&keeper.random, 1, "test");
	arena_init(&keeper.arena, 4 << 20);
	keeper.reading.packs = packs_without_concepts();
	assert_int_equal(sqlite_open(&options, &keeper.store, &error), ERR_NONE);
	assert_int_equal(installation_keys(keeper.store, kek, &keeper.random, true, "test", &keeper.keys,
					   &error), ERR_NONE);
	{
		const struct flow_options flow = {.lines = child.settings.lines,
						  .line_count = child.settings.line_count,
						  .house = &child.settings.house,
						  .packs = keeper.reading.packs,
						  .store = keeper.store,
						  .keys = &keeper.keys,
						  .random = &keeper.random,
						  .fiction = true,
						  .sink = {&keeper, claim, on_effect}};

		assert_int_equal(flow_create(&flow, now_ms(), &keeper.flow, &error), ERR_NONE);
	}
	keeper.commit = event_new(child.base, -1, 0, on_commit, NULL);
	keeper.lazy = evtimer_new(child.base, on_commit, NULL);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	keeper_desk_peer(&keeper, pair[0]);
	desk = channel_create(child.base, pair[1], ROLE_DESK, ROLE_KEEPER, &hooks);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	channel_destroy(desk);
	channel_destroy(keeper.desk);
	event_free(keeper.commit);
	event_free(keeper.lazy);
	flow_destroy(keeper.flow);
	store_close(keeper.store);
	arena_finish(&keeper.arena);
	buf_finish(&keeper.scratch);
	buf_finish(&keeper.told);
	buf_finish(&keeper.called);
	buf_finish(&keeper.calling);
	buf_finish(&heard);
	settings_finish(&child.settings);
	event_base_free(child.base);
	return 0;
}

static const char sam[] = "{\"verb\":\"member\",\"person\":\"site\",\"id\":\"sam\",\"birth_year\":1990,\"line\":\"forum\"}";
static const char get_sam[] = "{\"verb\":\"get_member\",\"person\":\"site\",\"member\":\"sam\",\"line\":\"forum\"}";

/* ---- tests ---- */

static void a_change_is_told_after_its_commit(void **state)
{
	(void)state;
	call(7, sam);
	expect("");
	/* What is read meanwhile may show what the batch did, so it waits, too. */
	call(8, get_sam);
	expect("");
	commit(true);
	assert_non_null(strstr(buf_text(&heard), "7 201 {\"id\":\"sam\",\"verdict\":\"accepted\""));
	expect_in("8 200 {\"id\":\"sam\"");
	call(9, get_sam);
	expect_in("9 200 {\"id\":\"sam\"");
}

static void a_change_that_failed_is_not_told_done(void **state)
{
	(void)state;
	call(7, sam);
	commit(false);
	expect_in("7 503 {\"type\":\"/problems/unsure\"");
}

static void what_the_site_refuses_is_a_problem(void **state)
{
	(void)state;
	call(1, get_sam);
	expect_in("1 404 {\"type\":\"/problems/unknown-member\",\"title\":\"No such member\",\"status\":404,");
	call(2, "{\"verb\":\"message\",\"id\":\"m1\",\"from\":\"sam\",\"where\":\"forum\",\"text\":\"hey\",\"line\":\"forum\"}");
	commit(true);
	expect_in("\"field\":\"from\"");
	/* The desk refuses these before; the keeper does not trust it. */
	call(3, "{\"verb\":\"message\",\"id\":\"m1\",\"line\":\"forum\"}");
	expect_in("3 422 {\"type\":\"/problems/invalid\"");
	call(4, "{\"verb\":\"dance\",\"line\":\"forum\"}");
	expect_in("4 422 {\"type\":\"/problems/invalid\"");
}

static void a_key_is_for_one_request(void **state)
{
	(void)state;
	call(1, sam);
	call(2, "{\"verb\":\"message\",\"key\":\"k\",\"id\":\"m1\",\"from\":\"sam\",\"where\":\"forum\",\"text\":\"hey\",\"line\":\"forum\"}");
	call(3, "{\"verb\":\"message\",\"key\":\"k\",\"id\":\"m1\",\"from\":\"sam\",\"where\":\"forum\",\"text\":\"hey\",\"line\":\"forum\"}");
	call(4, "{\"verb\":\"message\",\"key\":\"k\",\"id\":\"m2\",\"from\":\"sam\",\"where\":\"forum\",\"text\":\"hey\",\"line\":\"forum\"}");
	commit(true);
	assert_non_null(strstr(buf_text(&heard), "\"again\":true"));
	expect_in("4 422 {\"type\":\"/problems/key-reused\"");
}

static void what_happens_is_told_to_who_follows(void **state)
{
	(void)state;
	call(1, sam);
	commit(true);
	assert_null(strstr(buf_text(&heard), "+ "));
	buf_add_u64(channel_begin(desk, IPC_FOLLOW), FOLLOW_SITES);
	channel_end(desk);
	channel_flush(desk);
	turn();
	assert_true(keeper.site_followed);
	assert_false(keeper.followed);
	buf_clear(&heard);
	call(2, "{\"verb\":\"message\",\"id\":\"m1\",\"from\":\"sam\",\"where\":\"forum\",\"text\":\"hey\",\"line\":\"forum\"}");
	commit(true);
	/* The event comes before the answer, in the same commit. */
	assert_memory_equal(buf_text(&heard), "+ 1 {\"at\":", 10);
	expect_in("\"effect\":\"verdict\",\"line\":\"forum\",\"event\":\"message\",\"id\":\"m1\"");
}

static void counts_may_be_had_as_csv(void **state)
{
	char ask[128];
	time_t now = (time_t)(now_ms() / 1000);
	struct tm date;

	(void)state;
	gmtime_r(&now, &date);
	snprintf(ask, sizeof ask, "{\"verb\":\"get_transparency\",\"year\":%d,\"line\":\"forum\",\"format\":\"csv\"}", date.tm_year + 1900);
	call(1, sam);
	commit(true);
	buf_clear(&heard);
	call(2, ask);
	expect_in("2 200 name,code,count\r\nmembers_new,,1\r\n");
	call(3, "{\"verb\":\"get_transparency\",\"year\":2001,\"line\":\"forum\",\"format\":\"csv\"}");
	expect_in("3 404 ");
}

#define SITE(by, text) "{\"verb\":\"site\"," by "\"text\":\"" text "\"}"

static void an_operator_asks_as_the_api_does(void **state)
{
	(void)state;
	ask(1, SITE("", "{\\\"verb\\\":\\\"member\\\",\\\"id\\\":\\\"sam\\\",\\\"birth_year\\\":1990}"));
	expect(""); /* recorded before it is said */
	ask(2, SITE("", "{\\\"verb\\\":\\\"get_member\\\",\\\"member\\\":\\\"sam\\\"}"));
	expect("");
	commit(true);
	assert_non_null(strstr(buf_text(&heard), "? 1 {\"ok\":true,\"line\":\"forum\",\"answer\":{\"id\":\"sam\",\"verdict\":\"accepted\""));
	expect_in("? 2 {\"ok\":true,\"line\":\"forum\",\"answer\":{\"id\":\"sam\"");
	ask(3, SITE("", "{\\\"verb\\\":\\\"member\\\",\\\"id\\\":\\\"kim\\\"}"));
	commit(false);
	expect_in("? 3 {\"ok\":false,\"problem\":\"the store failed");
}

static void what_an_operator_may_not_say_is_refused(void **state)
{
	static const struct {
		const char *json, *says;
	} cases[] = {
		{SITE("", "nothing"), "text: must be a call"},
		{SITE("", "[]"), "text: must be a call"},
		{SITE("", "{}"), "text: its verb must be one of member, contact"},
		{SITE("", "{\\\"verb\\\":7}"), "text: its verb must be one of"},
		{SITE("", "{\\\"verb\\\":\\\"claim\\\",\\\"item\\\":\\\"q1\\\"}"), "by: is missing"},
		{SITE("", "{\\\"verb\\\":\\\"claim\\\",\\\"item\\\":\\\"q1\\\",\\\"person\\\":\\\"eve\\\"}"), "text: who asks is said by"},
		{SITE("\"by\":\"a b\",", "{\\\"verb\\\":\\\"get_queue\\\"}"), "by: a name has 1 to 32"},
		{SITE("\"line\":\"watch\",", "{\\\"verb\\\":\\\"get_queue\\\"}"), "line watch is no site"},
		{SITE("\"line\":\"nowhere\",", "{\\\"verb\\\":\\\"get_queue\\\"}"), "there is no line"},
		{SITE("", "{\\\"verb\\\":\\\"get_member\\\",\\\"member\\\":\\\"sam\\\"}"), "member: no member has this id"},
		{SITE("", "{\\\"verb\\\":\\\"get_member\\\"}"), "member: is missing"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ask(i, cases[i].json);
		assert_non_null(strstr(buf_text(&heard), "\"ok\":false"));
		expect_in(cases[i].says);
	}
	ask(20, SITE("\"by\":\"anna\",", "{\\\"verb\\\":\\\"claim\\\",\\\"item\\\":\\\"q1\\\"}"));
	commit(true);
	expect_in("item: nothing of this name waits");
}

static void what_waits_is_told_with_its_reason(void **state)
{
	(void)state;
	call(1, sam);
	call(2, "{\"verb\":\"photo\",\"id\":\"p1\",\"from\":\"sam\",\"photo\":\"0123456789abcdef0123456789abcdef0123456789abcdef"
		"0123456789abcdef\",\"quality\":90,\"suspected\":true,\"line\":\"forum\"}");
	call(3, "{\"verb\":\"claim\",\"person\":\"anna\",\"item\":\"q1\",\"line\":\"forum\"}");
	commit(true);
	buf_clear(&heard);
	ask(4, "{\"verb\":\"queue\"}");
	assert_non_null(strstr(buf_text(&heard), "\"sites\":[{\"line\":\"forum\",\"waiting\":1,\"items\":[{\"item\":\"q1\",\"kind\":\"photo\""));
	assert_non_null(strstr(buf_text(&heard), "\"claimed\":\"yes\",\"claimed_by\":\"anna\""));
	expect_in("\"sentence\":\"It may show a minor as no picture may.\"");
	ask(5, "{\"verb\":\"queue\",\"line\":\"watch\"}");
	assert_null(strstr(buf_text(&heard), "sites"));
	buf_clear(&heard);
}

/* ---- a line that watches ---- */

#define SEEN(handle, seen) "{\"platform\":\"praatplek\",\"handle\":\"" handle "\",\"what\":\"request\",\"seen\":\"" seen "\"}"
#define SIGHTINGS(list)	   "{\"verb\":\"sighting\",\"line\":\"watch\",\"body\":{\"sightings\":[" list "]}}"

static void what_was_seen_is_told_after_its_commit(void **state)
{
	char day[CLOCK_TEXT_MAX], json[2048];

	(void)state;
	clock_text(now_ms() - MS_DAY, day);
	snprintf(json, sizeof json, SIGHTINGS(SEEN("luc", "%s") "," SEEN("jan", "%s")), day, day);
	call(1, json);
	expect("");
	commit(true);
	expect("1 201 {\"line\":\"watch\",\"recorded\":2,\"known\":0}\n");
	call(2, json);
	commit(true);
	expect("2 200 {\"line\":\"watch\",\"recorded\":0,\"known\":2}\n");
	call(3, "{\"verb\":\"sightings\",\"line\":\"watch\"}");
	expect_in("\"totals\":{\"requests\":2,\"messages\":0,\"calls\":0,\"senders\":2}");
}

/* One that is wrong: nothing of the list is recorded, and it is named as its sender wrote it. */
static void a_list_is_taken_whole_or_not_at_all(void **state)
{
	char day[CLOCK_TEXT_MAX], json[2048];

	(void)state;
	clock_text(now_ms() - MS_DAY, day);
	snprintf(json, sizeof json, SIGHTINGS(SEEN("luc", "%s") "," SEEN("jan", "2999-01-01")), day);
	call(1, json);
	commit(true);
	expect_in("\"field\":\"sightings[1].seen\"}");
	snprintf(json, sizeof json, "{\"verb\":\"sighting\",\"line\":\"watch\",\"body\":" SEEN("", "%s") "}", day);
	call(2, json);
	commit(true);
	expect_in("\"field\":\"handle\"}");
	call(3, "{\"verb\":\"sightings\",\"line\":\"watch\"}");
	expect_in("\"totals\":{\"requests\":0,\"messages\":0,\"calls\":0,\"senders\":0}");
}

static void verdicts_are_counted(void **state)
{
	struct buf page = {0};

	(void)state;
	call(1, "{\"verb\":\"member\",\"line\":\"forum\",\"id\":\"noor\",\"birth_year\":1990}");
	call(2, "{\"verb\":\"message\",\"line\":\"forum\",\"id\":\"m1\",\"from\":\"noor\",\"where\":\"forum\",\"text\":\"hello\"}");
	call(3, "{\"verb\":\"message\",\"line\":\"forum\",\"id\":\"m1\",\"from\":\"noor\",\"where\":\"forum\",\"text\":\"hello\"}");
	commit(true);
	keeper_site_metrics(&keeper, &page);
	assert_non_null(strstr(buf_text(&page), "\nfauxbond_site_verdicts_total{line=\"forum\",verdict=\"deliver\"} 1\n"));
	assert_non_null(strstr(buf_text(&page), "\nfauxbond_site_suspensions_total{line=\"forum\"} 0\n"));
	assert_non_null(strstr(buf_text(&page), "\nfauxbond_site_queue{line=\"forum\"} 0\n"));
	assert_null(strstr(buf_text(&page), "line=\"watch\""));
	buf_finish(&page);
	buf_clear(&heard);
}

static void a_desk_that_breaks_the_rules_is_left(void **state)
{
	static const char *const wrong[] = {"", "{", "[]", "{\"verb\":\"get_member\"}", "{\"line\":\"forum\"}",
					    "{\"verb\":\"get_member\",\"line\":\"watch\"}",
					    "{\"verb\":\"get_member\",\"line\":\"nowhere\"}"};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		call(1, wrong[i]);
		assert_null(keeper.desk);
		assert_true(left);
		tear_down(state);
		set_up(state);
	}
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(a_change_is_told_after_its_commit),
		T(a_change_that_failed_is_not_told_done),
		T(what_the_site_refuses_is_a_problem),
		T(a_key_is_for_one_request),
		T(what_happens_is_told_to_who_follows),
		T(counts_may_be_had_as_csv),
		T(an_operator_asks_as_the_api_does),
		T(what_an_operator_may_not_say_is_refused),
		T(what_waits_is_told_with_its_reason),
		T(what_was_seen_is_told_after_its_commit),
		T(a_list_is_taken_whole_or_not_at_all),
		T(verdicts_are_counted),
		T(a_desk_that_breaks_the_rules_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
