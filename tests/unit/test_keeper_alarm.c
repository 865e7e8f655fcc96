// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the keeper does about sieges, on a real engine with a store in memory: the test is the errand and the bearer, and
 * makes up the effects.
 */
#include "base/mem.h"
#include "daemon/installation.h"
#include "daemon/keeper.h"
#include "daemon/now.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "packs_fixture.h"

static const char yaml[] =
	"house: {country: FR, timezone: Europe/Paris, currency: EUR, caps: {day: 100.00}}\n"
	"alarm: {command: [\"/bin/true\"], webhook: \"https://example.org/a\", secret_file: s}\n"
	"bearers:\n"
	"  - {name: smsc, kind: smpp, address: \"127.0.0.1:2775\", system_id: x, practice: true}\n"
	"lines:\n"
	"  - {name: first, kind: watch, bearer: smsc, numbers: [\"+33639980021\"], cost: {in: 0.01},\n"
	"     receive_limit: 1.00, on_siege: unbind}\n"
	"  - {name: second, kind: watch, bearer: smsc, numbers: [\"+33639980022\"], cost: {in: 0.01},\n"
	"     receive_limit: 1.00, on_siege: unbind}\n"
	"  - {name: third, kind: watch, bearer: smsc, numbers: [\"+33639980023\"], cost: {in: 0.01},\n"
	"     receive_limit: 1.00}\n"
	"  - {name: fourth, kind: watch, bearer: fake, numbers: [\"+33639980024\"], cost: {in: 0.01},\n"
	"     receive_limit: 1.00, on_siege: unbind}\n";

static struct child child;
static struct keeper keeper;

/* The other ends. */
static struct channel *errand, *bearer;
static struct ipc_alarm asked[8]; /* what the errand was asked for; no bodies */
static char bodies[8][256];
static size_t asked_count;
static struct buf told; /* what the bearer was told: "ATTACH DETACH " */

static enum err errand_hears(void *context, struct channel *channel, enum ipc_code code,
			     struct bytes payload, int fd)
{
	struct ipc_alarm *alarm = &asked[asked_count];

	(void)context;
	(void)channel;
	(void)fd;
	assert_int_equal(code, IPC_ALARM);
	assert_true(asked_count < 8);
	assert_int_equal(ipc_get_alarm(payload, alarm), ERR_NONE);
	memcpy(bodies[asked_count], alarm->body.data, alarm->body.size);
	bodies[asked_count++][alarm->body.size] = '\0';
	event_base_loopbreak(child.base);
	return ERR_NONE;
}

static enum err bearer_hears(void *context, struct channel *channel, enum ipc_code code,
			     struct bytes payload, int fd)
{
	(void)context;
	(void)channel;
	(void)payload;
	(void)fd;
	buf_add_text(&told, code == IPC_ATTACH   ? "ATTACH "
			    : code == IPC_DETACH ? "DETACH "
						 : "? ");
	return ERR_NONE;
}

static void is_left(void *context, struct channel *channel)
{
	(void)context;
	(void)channel;
}

static void turn(void)
{
	for (int i = 0; i < 8; i++)
		event_base_loop(child.base, EVLOOP_NONBLOCK);
}

static void connect_errand(void)
{
	const struct channel_hooks hooks = {NULL, errand_hears, NULL, is_left};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	channel_destroy(errand);
	errand = channel_create(child.base, pair[1], ROLE_ERRAND, ROLE_KEEPER, &hooks);
	keeper_errand_peer(&keeper, pair[0]);
	turn();
}

static void connect_bearer(void)
{
	const struct channel_hooks hooks = {NULL, bearer_hears, NULL, is_left};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	channel_destroy(bearer);
	bearer = channel_create(child.base, pair[1], ROLE_BEARER, ROLE_KEEPER, &hooks);
	keeper_bearer_peer(&keeper, "smsc", pair[0]);
	turn();
}

static bool claim(void *context, uint32_t line_index)
{
	(void)context;
	(void)line_index;
	return false;
}

static void no_effect(void *context, const struct effect *effect)
{
	(void)context;
	(void)effect;
}

/* Rung by keeper_close_soon(). */
static void on_commit(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
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
				       .sink = {&keeper, claim, no_effect}};
	struct error error = {""};

	assert_int_equal(flow_create(&options, now_ms(), &keeper.flow, &error), ERR_NONE);
}

static void register_bearers(void)
{
	keeper.bearer_count = 2;
	strcpy(keeper.bearers[0].name, "fake");
	strcpy(keeper.bearers[1].name, "smsc");
	keeper.bearers[0].built_in = true;
	keeper.bearers[0].keeper = keeper.bearers[1].keeper = &keeper;
	for (size_t i = 0; i < child.settings.line_count; i++)
		keeper.of_line[i] = &keeper.bearers[i < 3];
}

/* A second's wait is not waited for. Once, from the real clock: to begin anew from a clock that is already fast is to wait
 * until the real one is there, nineteen times as long as all before took. */
static int speed_up(void **state)
{
	(void)state;
	now_speed(20, now_ms());
	return 0;
}

static int set_up(void **state)
{
	struct sqlite_options options = {.path = ":memory:"};
	uint8_t kek[SEAL_KEY] = {1};
	struct error error = {""};

	(void)state;
	child = (struct child){.role = ROLE_KEEPER, .base = event_base_new()};
	event_base_priority_init(child.base, 2);
	keeper = (struct keeper){.child = &child};
	asked_count = 0;
	assert_int_equal(seal_start(&error), ERR_NONE);
	if (settings_parse(bytes_of_text(yaml), "test.yaml", &child.settings, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	random_from_seed(&keeper.random, 1, "test");
	arena_init(&keeper.arena, 1 << 20);
	keeper.reading.packs = packs_without_concepts();
	assert_int_equal(sqlite_open(&options, &keeper.store, &error), ERR_NONE);
	assert_int_equal(installation_keys(keeper.store, kek, &keeper.random, true, "test",
					   &keeper.keys, &error),
			 ERR_NONE);
	register_bearers();
	keeper_alarms_open(&keeper);
	open_flow();
	keeper.commit = event_new(child.base, -1, 0, on_commit, NULL);
	keeper.lazy = evtimer_new(child.base, on_commit, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	channel_destroy(errand);
	channel_destroy(bearer);
	errand = bearer = NULL;
	channel_destroy(keeper.bearers[1].channel);
	channel_destroy(keeper.errand);
	keeper_alarms_close(&keeper);
	event_free(keeper.commit);
	event_free(keeper.lazy);
	flow_destroy(keeper.flow);
	store_close(keeper.store);
	arena_finish(&keeper.arena);
	buf_finish(&told);
	settings_finish(&child.settings);
	event_base_free(child.base);
	return 0;
}

/* ---- saying and hearing ---- */

static void happen(enum effect_type type, uint32_t line, bool over)
{
	struct effect effect = {.type = type, .at = 1772482500000, .line_index = line,
				.line = &child.settings.lines[line], .over = over, .rate = 100,
				.expected = 2, .cost = 1000000, .by = "test"};

	keeper_siege(&keeper, &effect);
	keeper_alarm(&keeper, &effect);
	keeper_flush_bearers(&keeper);
	turn();
}

static void answer(size_t at, enum alarm_outcome outcome)
{
	struct ipc_alarmed alarmed = {asked[at].token, outcome, 0, 0};

	ipc_put_alarmed(channel_begin(errand, IPC_ALARMED), &alarmed);
	channel_end(errand);
	channel_flush(errand);
	turn();
}

static void expect_told(const char *expected)
{
	assert_string_equal(buf_text(&told), expected);
	buf_clear(&told);
}

static void expect_metric(const char *expected)
{
	struct buf page = {0};

	keeper_metrics(&keeper, &page);
	if (strstr(buf_text(&page), expected) == NULL)
		fail_msg("\"%s\" is not in %s", expected, buf_text(&page));
	buf_finish(&page);
}

/* ---- alarms ---- */

static void each_way_is_asked_for_once(void **state)
{
	(void)state;
	connect_errand();
	happen(EFFECT_SIEGE, 0, false);
	assert_int_equal(asked_count, 2);
	assert_int_equal(asked[0].way, ALARM_COMMAND);
	assert_int_equal(asked[1].way, ALARM_WEBHOOK);
	assert_memory_equal(asked[0].id, asked[1].id, ALARM_ID);
	assert_int_not_equal(asked[0].token, asked[1].token);
	assert_string_equal(bodies[0], bodies[1]);
	assert_non_null(strstr(bodies[0], "\"line\":\"first\",\"rate\":100,"));
	answer(0, ALARM_TOLD);
	answer(1, ALARM_TOLD);
	answer(1, ALARM_TOLD); /* once is enough */
	expect_metric("\nfauxbond_alarms_total{way=\"webhook\",outcome=\"told\"} 1\n");
	expect_metric("\nfauxbond_alarms_waiting{way=\"webhook\"} 0\n");
	assert_int_equal(asked_count, 2);
}

static void what_the_flow_says_else_is_no_alarm(void **state)
{
	(void)state;
	connect_errand();
	happen(EFFECT_PAUSED, 0, false);
	happen(EFFECT_FLAG, 0, false); /* `flags: true` is not written */
	assert_int_equal(asked_count, 0);
}

/* One way that waits holds up no other; and one alarm at a time goes each way. */
static void ways_are_apart(void **state)
{
	(void)state;
	connect_errand();
	happen(EFFECT_SIEGE, 0, false);
	happen(EFFECT_SIEGE, 1, false);
	assert_int_equal(asked_count, 2);
	answer(0, ALARM_EXITED);
	assert_int_equal(asked_count, 3);
	assert_int_equal(asked[2].way, ALARM_COMMAND);
	assert_non_null(strstr(bodies[2], "second"));
	expect_metric("\nfauxbond_alarms_total{way=\"command\",outcome=\"exited\"} 1\n");
	expect_metric("\nfauxbond_alarms_waiting{way=\"webhook\"} 2\n");
}

static void an_alarm_waits_for_the_errand(void **state)
{
	(void)state;
	happen(EFFECT_SIEGE, 0, false);
	assert_int_equal(asked_count, 0);
	connect_errand();
	assert_int_equal(asked_count, 2);
}

/* Killed in the middle: the next one is asked again, after a second, with the same id. */
static void what_died_with_the_errand_is_asked_again(void **state)
{
	const struct timeval most = {20, 0};

	(void)state;
	connect_errand();
	happen(EFFECT_SIEGE, 0, false);
	answer(0, ALARM_TOLD);
	channel_destroy(errand);
	errand = NULL;
	turn();
	connect_errand();
	event_base_loopexit(child.base, &most);
	event_base_dispatch(child.base); /* until the errand hears */
	assert_int_equal(asked_count, 3); /* the command was done */
	assert_int_equal(asked[2].way, ALARM_WEBHOOK);
	assert_memory_equal(asked[2].id, asked[1].id, ALARM_ID);
	expect_metric("\nfauxbond_alarms_total{way=\"webhook\",outcome=\"lost\"} 1\n");
}

/* ---- unbinding ---- */

static void a_bearer_is_told_where_it_stands(void **state)
{
	(void)state;
	connect_bearer();
	expect_told("ATTACH ");
	happen(EFFECT_RECEIVING, 0, true);
	expect_told("DETACH ");
	expect_metric("\nfauxbond_bearer_detached{bearer=\"smsc\"} 1\n");
	happen(EFFECT_RECEIVING, 0, true);
	expect_told("");
	connect_bearer(); /* its process died */
	expect_told("DETACH ");
	happen(EFFECT_RECEIVING, 0, false);
	expect_told("ATTACH ");
	expect_metric("\nfauxbond_bearer_detached{bearer=\"smsc\"} 0\n");
}

static void before_the_bearer_is_there_it_is_known(void **state)
{
	(void)state;
	happen(EFFECT_RECEIVING, 0, true);
	connect_bearer();
	expect_told("DETACH ");
}

static void one_line_is_enough(void **state)
{
	(void)state;
	connect_bearer();
	happen(EFFECT_RECEIVING, 0, true);
	happen(EFFECT_RECEIVING, 1, true);
	expect_told("ATTACH DETACH ");
	happen(EFFECT_RECEIVING, 0, false);
	expect_told("");
	happen(EFFECT_RECEIVING, 1, false);
	expect_told("ATTACH ");
}

static void an_operator_resumes(void **state)
{
	(void)state;
	connect_bearer();
	happen(EFFECT_RECEIVING, 0, true);
	happen(EFFECT_RESUMED, 1, false);
	expect_told("ATTACH DETACH ");
	happen(EFFECT_RESUMED, 0, false);
	expect_told("ATTACH ");
}

/* The keeper dies, and the flow says again that the line is over. */
static void start_anew(void)
{
	memset(keeper.over, 0, sizeof keeper.over);
	memset(keeper.resumed, 0, sizeof keeper.resumed);
	keeper.bearers[1].detached = false;
	keeper_siege_open(&keeper);
}

static void what_was_resumed_stays_so(void **state)
{
	(void)state;
	happen(EFFECT_RECEIVING, 0, true);
	happen(EFFECT_RESUMED, 0, false);
	start_anew();
	happen(EFFECT_RECEIVING, 0, true);
	keeper_siege_opened(&keeper);
	connect_bearer();
	expect_told("ATTACH ");
	/* Below once, it counts again. */
	happen(EFFECT_RECEIVING, 0, false);
	happen(EFFECT_RECEIVING, 0, true);
	expect_told("DETACH ");
	happen(EFFECT_RESUMED, 0, false);
	expect_told("ATTACH ");
	/* Below while the program was away. */
	start_anew();
	keeper_siege_opened(&keeper);
	happen(EFFECT_RECEIVING, 0, true);
	expect_told("DETACH ");
}

/* Nothing to resume: the next time counts. */
static void a_resume_is_for_what_is_shut(void **state)
{
	(void)state;
	connect_bearer();
	happen(EFFECT_RESUMED, 0, false);
	happen(EFFECT_RECEIVING, 0, true);
	expect_told("ATTACH DETACH ");
}

static void only_where_it_is_wanted(void **state)
{
	(void)state;
	connect_bearer();
	happen(EFFECT_RECEIVING, 2, true); /* tell */
	happen(EFFECT_RECEIVING, 3, true); /* fake */
	happen(EFFECT_SIEGE, 0, true);
	expect_told("ATTACH ");
}

/* Credits that were on their way hand nothing over. */
static void a_detached_bearer_gets_no_answers(void **state)
{
	(void)state;
	connect_bearer();
	keeper.bearers[1].generation = 1;
	keeper.bearers[1].credits = 5;
	assert_true(keeper_claim(&keeper, 0));
	happen(EFFECT_RECEIVING, 0, true);
	assert_false(keeper_claim(&keeper, 0));
	assert_true(keeper_claim(&keeper, 3));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_way_is_asked_for_once),
		CASE(what_the_flow_says_else_is_no_alarm),
		CASE(ways_are_apart),
		CASE(an_alarm_waits_for_the_errand),
		CASE(what_died_with_the_errand_is_asked_again),
		CASE(a_bearer_is_told_where_it_stands),
		CASE(before_the_bearer_is_there_it_is_known),
		CASE(one_line_is_enough),
		CASE(an_operator_resumes),
		CASE(what_was_resumed_stays_so),
		CASE(a_resume_is_for_what_is_shut),
		CASE(only_where_it_is_wanted),
		CASE(a_detached_bearer_gets_no_answers),
	};

	return cmocka_run_group_tests(tests, speed_up, NULL);
}
