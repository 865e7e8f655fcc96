// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the keeper does for operators, on a real engine with a store in memory: the test is the
 * desk, and ends the batches itself, so that it sees what is said before and what after a commit.
 */
#include "base/mem.h"
#include "daemon/installation.h"
#include "daemon/keeper.h"
#include "daemon/now.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "packs_fixture.h"

static const char yaml[] =
	"house: {country: FR, timezone: Europe/Paris, currency: EUR, caps: {day: 100.00}}\n"
	"lines:\n"
	"  - {name: first, kind: decline, bearer: handset, numbers: [\"+33639980021\", "
	"\"+33639980022\"],\n"
	"     languages: [fr, en], answer: {between: [5m, 30m], late: 24h}, cost: {in: 0.01, out: "
	"0.08},\n"
	"     caps: {hour: 12.00}}\n"
	"  - {name: second, kind: decline, bearer: fake, numbers: [\"+33639980023\"], languages: "
	"[fr],\n"
	"     answer: {between: [5m, 30m], late: 24h}, cost: {in: 0.01, out: 0.08}}\n";

static struct child child;
static struct keeper keeper;
static struct channel *desk;
static struct buf heard; /* of TELL and EFFECT, a line each */
static bool store_fails;

static enum err desk_hears(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	struct bytes json = payload;
	uint64_t request;

	(void)context;
	(void)channel;
	(void)fd;
	if (code == IPC_TELL) {
		assert_int_equal(ipc_get_request(payload, &request, &json), ERR_NONE);
		buf_add_format(&heard, "%llu ", (unsigned long long)request);
	}
	buf_add(&heard, json.data, json.size);
	buf_add_u8(&heard, '\n');
	return ERR_NONE;
}

static void desk_is_left(void *context, struct channel *channel)
{
	(void)context;
	(void)channel;
}

static bool claim(void *context, uint32_t line_index)
{
	(void)context;
	(void)line_index;
	return true;
}

static void on_effect(void *context, const struct effect *effect)
{
	keeper_tell(context, effect);
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

static void commit(void)
{
	struct error error = {""};

	if (keeper.open) {
		keeper.open = false;
		keeper.taken = 0;
		assert_int_equal(flow_due(keeper.flow, &error), ERR_NONE);
		assert_int_equal(flow_commit(keeper.flow, &error), ERR_NONE);
		keeper_desk_committed(&keeper, !store_fails);
	}
	channel_flush(keeper.desk);
	turn();
}

static void connect_desk(void)
{
	const struct channel_hooks hooks = {NULL, desk_hears, NULL, desk_is_left};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	keeper_desk_peer(&keeper, pair[0]);
	channel_destroy(desk);
	desk = channel_create(child.base, pair[1], ROLE_DESK, ROLE_KEEPER, &hooks);
}

static void open_flow(void)
{
	struct flow_options options = {.lines = child.settings.lines,
				       .line_count = child.settings.line_count,
				       .house = &child.settings.house,
				       .packs = keeper.reading.packs,
				       .store = keeper.store,
				       .keys = &keeper.keys,
				       .random = &keeper.random,
				       .fiction = true,
				       .sink = {&keeper, claim, on_effect}};
	struct error error = {""};

	assert_int_equal(flow_create(&options, now_ms(), &keeper.flow, &error), ERR_NONE);
}

static int set_up(void **state)
{
	struct sqlite_options options = {.path = ":memory:"};
	uint8_t kek[SEAL_KEY] = {1};
	struct error error = {""};

	(void)state;
	child = (struct child){.role = ROLE_KEEPER, .base = event_base_new()};
	keeper = (struct keeper){.child = &child};
	store_fails = false;
	assert_int_equal(seal_start(&error), ERR_NONE);
	if (settings_parse(bytes_of_text(yaml), "test.yaml", &child.settings, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	random_from_seed(&keeper.random, 1, "test");
	arena_init(&keeper.arena, 4 << 20);
	keeper.reading.packs = packs_without_concepts();
	assert_int_equal(sqlite_open(&options, &keeper.store, &error), ERR_NONE);
	assert_int_equal(installation_keys(keeper.store, kek, &keeper.random, true, "test",
					   &keeper.keys, &error),
			 ERR_NONE);
	open_flow();
	keeper.commit = event_new(child.base, -1, 0, on_commit, NULL);
	keeper.lazy = evtimer_new(child.base, on_commit, NULL);
	keeper.bearer_count = 2;
	strcpy(keeper.bearers[0].name, "fake");
	strcpy(keeper.bearers[1].name, "handset");
	keeper.bearers[0].built_in = keeper.bearers[1].built_in = true;
	connect_desk();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	channel_destroy(desk);
	desk = NULL;
	channel_destroy(keeper.desk);
	event_free(keeper.commit);
	event_free(keeper.lazy);
	flow_destroy(keeper.flow);
	store_close(keeper.store);
	arena_finish(&keeper.arena);
	buf_finish(&keeper.scratch);
	buf_finish(&keeper.told);
	buf_finish(&heard);
	settings_finish(&child.settings);
	event_base_free(child.base);
	return 0;
}

/* ---- saying and hearing ---- */

static void ask(uint64_t number, const char *json)
{
	ipc_put_request(channel_begin(desk, IPC_ASK), number, bytes_of_text(json));
	channel_end(desk);
	channel_flush(desk);
	turn();
}

static void follow(uint64_t followed)
{
	buf_add_u64(channel_begin(desk, IPC_FOLLOW), followed);
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

/* Two senders on the first line, one of them on the second as well. */
static void populate(void)
{
	ask(90, "{\"verb\":\"handset\",\"line\":\"first\",\"from\":\"+33639981001\",\"text\":"
		"\"salut\"}");
	ask(91, "{\"verb\":\"handset\",\"line\":\"first\",\"from\":\"06 39 98 10 "
		"02\",\"text\":\"hello\"}");
	ask(92,
	    "{\"verb\":\"tip\",\"line\":\"second\",\"about\":\"+33639981002\",\"text\":\"promo\"}");
	commit();
	expect("90 {\"ok\":true,\"line\":\"first\"}\n91 {\"ok\":true,\"line\":\"first\"}\n"
	       "92 {\"ok\":true,\"line\":\"second\"}\n");
}

/* ---- recorded before said ---- */

static void a_change_is_told_after_its_commit(void **state)
{
	(void)state;
	ask(1, "{\"verb\":\"pause\",\"line\":\"all\"}");
	expect("");
	ask(2, "{\"verb\":\"health\"}"); /* what is only read waits too: it might show the change */
	expect("");
	commit();
	expect("1 {\"ok\":true,\"line\":\"all\"}\n2 {\"ok\":true}\n");
	ask(3, "{\"verb\":\"health\"}"); /* no batch: at once */
	expect("3 {\"ok\":true}\n");
}

static void a_change_that_failed_is_not_told_done(void **state)
{
	(void)state;
	ask(1, "{\"verb\":\"pause\",\"line\":\"first\"}");
	store_fails = true;
	commit();
	expect_in("1 {\"ok\":false,\"problem\":\"the store failed");
}

/* ---- the verbs ---- */

static void mistakes_say_what_to_write(void **state)
{
	static const struct {
		const char *request, *says;
	} cases[] = {
		{"{", "not JSON"},
		{"{\"verb\":\"follow\"}", "the desk's"},
		{"{\"verb\":\"pause\",\"line\":\"x\"}",
		 "there is no line \\\"x\\\"; there is first, second"},
		{"{\"verb\":\"block\",\"contact\":\"+33639981009\"}",
		 "no such contact on any line"},
		{"{\"verb\":\"block\",\"contact\":\"+33639981001\",\"line\":\"second\"}",
		 "no such contact on second"},
		{"{\"verb\":\"block\",\"contact\":\"+33639981002\"}",
		 "the lines first, second know this contact"},
		{"{\"verb\":\"block\",\"contact\":\"99999999999999999999\"}", "no such contact"},
		{"{\"verb\":\"handset\",\"line\":\"second\",\"from\":\"+33639981001\",\"text\":"
		 "\"x\"}",
		 "only a line with `bearer: handset`"},
		{"{\"verb\":\"handset\",\"line\":\"first\",\"from\":\"+3363998100100000000000000\","
		 "\"text\":\"x\"}",
		 "from: write a number"},
		{"{\"verb\":\"handset\",\"line\":\"first\",\"from\":\"+33639981001\","
		 "\"to\":\"+33639980023\",\"text\":\"x\"}",
		 "to: is none of the numbers of line first"},
		{"{\"verb\":\"tip\",\"line\":\"first\",\"about\":\"\xe2\x80\xae\",\"text\":\"x\"}",
		 "about: write a number"},
	};

	(void)state;
	populate();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ask(1, cases[i].request);
		commit();
		if (strncmp(buf_text(&heard), "1 {\"ok\":false", 13) != 0)
			fail_msg("%s: %s", cases[i].request, buf_text(&heard));
		expect_in(cases[i].says);
	}
}

static void a_contact_is_found_however_it_is_written(void **state)
{
	(void)state;
	populate();
	ask(1, "{\"verb\":\"approve\",\"contact\":\"06.39.98.10.01\"}");
	ask(2,
	    "{\"verb\":\"block\",\"contact\":\"2\"}"); /* its id; the second line has one contact */
	ask(3, "{\"verb\":\"takeover\",\"contact\":\"+33639981002\",\"line\":\"second\"}");
	commit();
	expect("1 {\"ok\":true,\"line\":\"first\",\"contact\":\"+33639981001\"}\n"
	       "2 {\"ok\":true,\"line\":\"first\",\"contact\":\"2\"}\n"
	       "3 {\"ok\":true,\"line\":\"second\",\"contact\":\"+33639981002\"}\n");
	ask(4, "{\"verb\":\"approve\",\"contact\":\"+33639981001\"}");
	commit();
	expect_in("has had the one answer");
}

static void the_queue_is_in_order(void **state)
{
	json_t *answer, *rows;
	const char *text;

	(void)state;
	for (int i = 0; i < 1500; i++) {
		char request[160];

		snprintf(request, sizeof request,
			 "{\"verb\":\"handset\",\"line\":\"first\",\"from\":\"+3363998%04d\","
			 "\"text\":\"salut\"}",
			 1000 + i);
		ask(1, request);
		if (i % 500 == 499) /* a batch takes a thousand */
			commit();
	}
	buf_clear(&heard);
	ask(2, "{\"verb\":\"queue\",\"line\":\"second\"}");
	expect("2 {\"ok\":true,\"waiting\":0,\"held\":0,\"queue\":[]}\n");
	ask(3, "{\"verb\":\"queue\"}");
	text = buf_text(&heard);
	answer = json_loads(text + 2, 0, NULL);
	assert_int_equal(json_integer_value(json_object_get(answer, "waiting")), 1500);
	rows = json_object_get(answer, "queue");
	assert_int_equal(json_array_size(rows), 1000);
	for (size_t i = 1; i < 1000; i++) {
		const json_t *before = json_object_get(json_array_get(rows, i - 1), "due");
		const json_t *after = json_object_get(json_array_get(rows, i), "due");
		ms_t a, b;

		assert_true(clock_parse(json_string_value(before), &a));
		assert_true(clock_parse(json_string_value(after), &b));
		assert_true(a <= b);
	}
	json_decref(answer);
}

static void what_is_counted_names_nobody(void **state)
{
	(void)state;
	populate();
	ask(1, "{\"verb\":\"metrics\"}");
	assert_null(strstr(buf_text(&heard), "+33"));
	assert_null(strstr(buf_text(&heard), "salut"));
	assert_non_null(
		strstr(buf_text(&heard), "fauxbond_messages_total{line=\\\"first\\\"} 2\\n"));
	assert_non_null(strstr(buf_text(&heard),
			       "fauxbond_cap{line=\\\"first\\\",window=\\\"hour\\\","
			       "currency=\\\"EUR\\\"} 12.00\\n"));
	assert_non_null(strstr(buf_text(&heard),
			       "fauxbond_cap{line=\\\"second\\\",window=\\\"hour\\\","
			       "currency=\\\"EUR\\\"} +Inf\\n"));
	expect_in("fauxbond_bearer_bound{bearer=\\\"handset\\\"} 1\\n");
	ask(2, "{\"verb\":\"stats\"}");
	assert_null(strstr(buf_text(&heard), "+33"));
	expect_in("\"spent_hour\":0.00,\"cap_hour\":12.00");
}

/* ---- following ---- */

static void effects_are_told_while_followed(void **state)
{
	(void)state;
	ask(1, "{\"verb\":\"pause\",\"line\":\"first\",\"by\":\"ann\"}");
	commit();
	expect("1 {\"ok\":true,\"line\":\"first\"}\n");
	follow(1);
	ask(2, "{\"verb\":\"resume\",\"line\":\"first\",\"by\":\"ann\"}");
	commit();
	expect_in("\"effect\":\"resumed\",\"line\":\"first\",\"by\":\"ann\"}\n2 {\"ok\":true");
	follow(0);
	ask(3, "{\"verb\":\"pause\",\"line\":\"first\"}");
	commit();
	expect("3 {\"ok\":true,\"line\":\"first\"}\n");
}

static void a_slow_desk_misses_effects_and_is_told_so(void **state)
{
	struct effect effect = {.type = EFFECT_PAUSED, .by = "test"};
	uint64_t told = 0;

	(void)state;
	follow(1);
	while (keeper.effects_dropped < 3 && told++ < 1000000)
		keeper_tell(&keeper, &effect);
	assert_int_equal(keeper.effects_dropped, 3);
	assert_true(channel_queued(keeper.desk) < (5 << 20));
	while (channel_queued(keeper.desk) != 0) {
		channel_flush(keeper.desk);
		turn();
		buf_clear(&heard);
	}
	keeper_tell(&keeper, &effect);
	channel_flush(keeper.desk);
	turn();
	expect_in("\"effect\":\"missed\",\"count\":3}\n{");
	assert_int_equal(keeper.effects_missed, 0);
}

/* ---- the desk's process ---- */

static void a_desk_that_breaks_the_rules_is_left(void **state)
{
	(void)state;
	buf_add_text(channel_begin(desk, IPC_ASK), "short");
	channel_end(desk);
	channel_flush(desk);
	turn();
	assert_null(keeper.desk);
	connect_desk();
	ask(1, "{\"verb\":\"health\"}");
	expect("1 {\"ok\":true}\n");
}

static void a_desk_that_dies_takes_nothing_back(void **state)
{
	(void)state;
	ask(1, "{\"verb\":\"pause\",\"line\":\"first\"}");
	connect_desk();
	commit();
	expect("");
	ask(2, "{\"verb\":\"stats\"}");
	expect_in("\"paused\":true");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_change_is_told_after_its_commit),
		TEST(a_change_that_failed_is_not_told_done),
		TEST(mistakes_say_what_to_write),
		TEST(a_contact_is_found_however_it_is_written),
		TEST(the_queue_is_in_order),
		TEST(what_is_counted_names_nobody),
		TEST(effects_are_told_while_followed),
		TEST(a_slow_desk_misses_effects_and_is_told_so),
		TEST(a_desk_that_breaks_the_rules_is_left),
		TEST(a_desk_that_dies_takes_nothing_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
