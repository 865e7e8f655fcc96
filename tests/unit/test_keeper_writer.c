// SPDX-License-Identifier: GPL-3.0-or-later
/* The keeper and the writer: how much is asked for at a time, and that an errand that dies or says nothing blocks nobody.
 * The test is the errand. */
#include "base/mem.h"
#include "daemon/keeper.h"
#include "daemon/now.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "packs_fixture.h"

static const char yaml[] =
	"writer: {url: \"http://127.0.0.1:8080/v1/chat/completions\", model: m, timeout: 1s}\n"
	"lines: [{name: w, kind: watch}]\n";

static struct child child;
static struct keeper keeper;
static struct channel *errand; /* the other end */
static uint64_t asked[8];
static size_t asked_count;

static enum err errand_hears(void *context, struct channel *channel, enum ipc_code code,
			     struct bytes payload, int fd)
{
	struct ipc_write write;

	(void)context;
	(void)channel;
	(void)fd;
	assert_int_equal(code, IPC_WRITE);
	assert_int_equal(ipc_get_write(payload, &write), ERR_NONE);
	assert_int_equal(write.request.data[0], '{');
	assert_true(asked_count < 8);
	asked[asked_count++] = write.token;
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

static int set_up(void **state)
{
	struct error error = {""};

	(void)state;
	child = (struct child){.role = ROLE_KEEPER, .base = event_base_new()};
	/* A keeper whose store is over proposes nothing to its flow: there is none here. */
	keeper = (struct keeper){.child = &child, .failed = true};
	asked_count = 0;
	if (settings_parse(bytes_of_text(yaml), "test.yaml", &child.settings, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	keeper.reading.packs = packs_without_concepts();
	keeper_writer_open(&keeper);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	channel_destroy(errand);
	channel_destroy(keeper.errand);
	errand = NULL;
	keeper_writer_close(&keeper);
	settings_finish(&child.settings);
	event_base_free(child.base);
	return 0;
}

/* As the flow does: asks whether, then says what. */
static bool want(uint64_t token)
{
	const struct wording wording = {
		.saying = {.move = MOVE_ASK_MENU, .language = LANGUAGE_FR}};
	const struct effect effect = {.type = EFFECT_WORDING, .token = token, .wording = &wording};

	if (!keeper_writer_ask(&keeper, token))
		return false;
	keeper_writer(&keeper, &effect);
	turn();
	return true;
}

static void answer(uint64_t token)
{
	const struct ipc_written written = {token, WRITER_STATUS, 500, {NULL, 0}};

	ipc_put_written(channel_begin(errand, IPC_WRITTEN), &written);
	channel_end(errand);
	channel_flush(errand);
	turn();
}

static void nobody_is_asked_without_an_errand(void **state)
{
	(void)state;
	assert_false(want(1));
}

static void four_at_a_time(void **state)
{
	(void)state;
	connect_errand();
	for (uint64_t token = 1; token <= 4; token++)
		assert_true(want(token));
	assert_false(want(5));
	assert_int_equal(asked_count, 4);
	answer(3);
	assert_true(want(6));
	assert_false(want(7));
	assert_int_equal(asked[4], 6);
	/* What nobody asked for frees nothing. */
	answer(99);
	assert_false(want(8));
}

static void an_errand_that_dies_leaves_no_debts(void **state)
{
	(void)state;
	connect_errand();
	for (uint64_t token = 1; token <= 4; token++)
		assert_true(want(token));
	channel_destroy(errand);
	errand = NULL;
	turn();
	assert_false(want(5));
	connect_errand();
	assert_true(want(6));
}

/* 1 s of the writer's, 2 s of patience. */
static void an_errand_that_says_nothing_is_asked_again(void **state)
{
	(void)state;
	connect_errand();
	for (uint64_t token = 1; token <= 4; token++)
		assert_true(want(token));
	now_speed(1000, now_ms() - 5); /* 5 s go by */
	assert_true(want(5));
}

static void a_language_without_a_prompt_costs_no_place(void **state)
{
	const struct wording wording = {.saying = {.language = LANGUAGE_UNKNOWN}};
	const struct effect effect = {.type = EFFECT_WORDING, .token = 1, .wording = &wording};

	(void)state;
	connect_errand();
	for (int i = 0; i < 9; i++) {
		assert_true(keeper_writer_ask(&keeper, 1));
		keeper_writer(&keeper, &effect);
	}
	turn();
	assert_int_equal(asked_count, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(nobody_is_asked_without_an_errand),
		CASE(four_at_a_time),
		CASE(an_errand_that_dies_leaves_no_debts),
		CASE(a_language_without_a_prompt_costs_no_place),
		CASE(an_errand_that_says_nothing_is_asked_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
