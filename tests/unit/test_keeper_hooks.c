// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Sites' webhooks, whole: the keeper's queues, the errand's calls, and a server on this machine that checks what it is sent. The
 * channel between the two processes is real, and what it says is said to the errand's room here.
 */
#include "daemon/errand_hooks.h"
#include "daemon/keeper_hooks.h"
#include "daemon/now.h"
#include "daemon/webhook.h"
#include "flow/sites.h"
#include "store/store.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

static struct child child;
static struct keeper keeper;
static struct channel *errand; /* the errand's end */
static struct hooks *hooks;
static bool mute; /* it dies before it can say how a call ended */
static char folder[64];

/* ---- the site's own program ---- */

enum { HEARD_MAX = 16 };

static struct {
	int fd;
	uint16_t port;
	struct event *event;
	int answers[HEARD_MAX]; /* statuses to answer with */
	struct buf heard[HEARD_MAX];
	size_t count;
} server;

struct connection {
	struct event *event;
	struct buf request;
};

static void header(const char *request, const char *name, char ret_value[128])
{
	const char *at = strcasestr(request, name);

	ret_value[0] = '\0';
	if (at != NULL)
		sscanf(at + strlen(name), ": %127[^\r]", ret_value);
}

/* Whether the request is there as a whole. */
static bool is_whole(struct buf *request)
{
	const char *body = strstr(buf_text(request), "\r\n\r\n");
	char length[128];

	header(buf_text(request), "Content-Length", length);
	return body != NULL && strlen(body + 4) >= (size_t)atoi(length);
}

/* The client is in this very loop: nothing here waits. One connection at a time is all that the tests need. */
static void on_bytes(evutil_socket_t fd, short what, void *context)
{
	struct connection *connection = context;
	ssize_t n = read(fd, buf_room(&connection->request, 4096), 4096);
	char answer[128];

	(void)what;
	assert_true(n > 0 && server.count < HEARD_MAX);
	connection->request.size += (size_t)n;
	if (!is_whole(&connection->request))
		return;
	snprintf(answer, sizeof answer, "HTTP/1.1 %d x\r\nContent-Length: 0\r\n\r\n",
		 server.answers[server.count] != 0 ? server.answers[server.count] : 200);
	assert_true(write(fd, answer, strlen(answer)) > 0);
	server.heard[server.count++] = connection->request;
	event_free(connection->event);
	close(fd);
	free(connection);
}

static void on_call(evutil_socket_t fd, short what, void *context)
{
	struct connection *connection = calloc(1, sizeof *connection);
	int accepted = accept(fd, NULL, NULL);

	(void)what;
	(void)context;
	assert_true(accepted >= 0 && connection != NULL);
	connection->event = event_new(child.base, accepted, EV_READ | EV_PERSIST, on_bytes, connection);
	event_add(connection->event, NULL);
}

static void open_server(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof at;

	memset(&server, 0, sizeof server);
	server.fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(server.fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(server.fd, 8), 0);
	assert_int_equal(getsockname(server.fd, (struct sockaddr *)&at, &size), 0);
	server.port = ntohs(at.sin_port);
	server.event = event_new(child.base, server.fd, EV_READ | EV_PERSIST, on_call, NULL);
	event_add(server.event, NULL);
}

/* As the specification says a receiver does it. */
static void assert_signed(const char *request)
{
	char id[128], moment[128], signature[128], expected[WEBHOOK_SIGNATURE_MAX];
	struct webhook_secret secret;

	header(request, "webhook-id", id);
	header(request, "webhook-timestamp", moment);
	header(request, "webhook-signature", signature);
	assert_int_equal(strncmp(id, "msg_", 4), 0);
	assert_true(webhook_secret_parse(bytes_of_text(SECRET), &secret));
	webhook_sign(&secret, id, atoll(moment), bytes_of_text(strstr(request, "\r\n\r\n") + 4), expected);
	assert_string_equal(signature, expected);
}

static const char *body_of(size_t at)
{
	return strstr(buf_text(&server.heard[at]), "\r\n\r\n") + 4;
}

/* ---- the errand ---- */

static void on_hooked(void *context, const struct ipc_alarmed *alarmed)
{
	(void)context;
	if (errand == NULL || mute)
		return;
	ipc_put_alarmed(channel_begin(errand, IPC_HOOKED), alarmed);
	channel_end(errand);
	channel_flush(errand);
}

static enum err errand_hears(void *context, struct channel *channel, enum ipc_code code, struct bytes payload, int fd)
{
	struct ipc_hook hook;

	(void)context;
	(void)channel;
	(void)fd;
	assert_int_equal(code, IPC_HOOK);
	assert_int_equal(ipc_get_hook(payload, &hook), ERR_NONE);
	assert_true(hooks_begin(hooks, &hook));
	return ERR_NONE;
}

static void is_left(void *context, struct channel *channel)
{
	(void)context;
	(void)channel;
}

static void connect_errand(void)
{
	const struct channel_hooks channel_hooks = {NULL, errand_hears, NULL, is_left};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	errand = channel_create(child.base, pair[1], ROLE_ERRAND, ROLE_KEEPER, &channel_hooks);
	keeper_errand_peer(&keeper, pair[0]);
}

static void kill_errand(void)
{
	channel_destroy(errand);
	errand = NULL;
	for (int i = 0; i < 4; i++)
		event_base_loop(child.base, EVLOOP_NONBLOCK);
}

/* ---- a house ---- */

static void write_file(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, 0600), 0);
}

static void load_settings(void)
{
	struct error error = {""};
	char yaml[1024], path[128];

	snprintf(path, sizeof path, "%s/s.yaml", folder);
	snprintf(yaml, sizeof yaml,
		 "key: ask\nlines:\n- {name: w, kind: watch}\n- name: forum\n  kind: site\n  webhooks:\n"
		 "  - {url: \"http://127.0.0.1:%u/all\", secret_file: secret}\n"
		 "  - {url: \"http://127.0.0.1:%u/some\", secret_file: secret, events: [verdict, robot]}\n",
		 server.port, server.port);
	if (settings_parse(bytes_of_text(yaml), path, &child.settings, &error) != ERR_NONE)
		fail_msg("%s", error.text);
}

static int set_up(void **state)
{
	struct sqlite_options options = {.path = ":memory:"};
	struct error error = {""};

	(void)state;
	strcpy(folder, "/tmp/fauxbond-hooks-XXXXXX");
	assert_non_null(mkdtemp(folder));
	write_file("secret", SECRET "\n");
	child = (struct child){.role = ROLE_KEEPER, .base = event_base_new()};
	keeper = (struct keeper){.child = &child};
	random_from_seed(&keeper.random, 1, "test");
	open_server();
	load_settings();
	assert_int_equal(seal_start(&error), ERR_NONE);
	assert_int_equal(sqlite_open(&options, &keeper.store, &error), ERR_NONE);
	keeper_hooks_open(&keeper);
	if (hooks_create(child.base, &child.settings, NULL, on_hooked, &hooks, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	connect_errand();
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	channel_destroy(errand);
	errand = NULL;
	channel_destroy(keeper.errand);
	keeper_hooks_close(&keeper);
	store_close(keeper.store);
	hooks_destroy(hooks);
	hooks = NULL;
	event_free(server.event);
	close(server.fd);
	for (size_t i = 0; i < HEARD_MAX; i++)
		buf_finish(&server.heard[i]);
	settings_finish(&child.settings);
	event_base_free(child.base);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

static int speed_up(void **state)
{
	(void)state;
	now_speed(100, now_ms());
	return 0;
}

static void happen(const char *name, const char *json)
{
	keeper_site_happened(&keeper, 1, name, bytes_of_text(json));
}

static void tick(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
}

static bool is_settled(size_t calls)
{
	return server.count >= calls && !hooks_busy(hooks);
}

/* Until the server was called so often, and the keeper knows. */
static void until(size_t calls)
{
	struct event *timer = event_new(child.base, -1, EV_PERSIST, tick, NULL);
	const struct timeval often = {0, 10000};
	int turns = 0;

	event_add(timer, &often);
	while (!is_settled(calls) && turns++ < 3000)
		event_base_loop(child.base, EVLOOP_ONCE);
	for (int i = 0; i < 4; i++)
		event_base_loop(child.base, EVLOOP_NONBLOCK);
	event_free(timer);
	assert_int_equal(server.count, calls);
}

static void expect_metric(const char *expected)
{
	struct buf page = {0};

	keeper_hooks_metrics(&keeper, &page);
	if (strstr(buf_text(&page), expected) == NULL)
		fail_msg("\"%s\" is not in %s", expected, buf_text(&page));
	buf_finish(&page);
}

static void expect_queue(const char *expected)
{
	struct buf out = {0};
	struct jsonout json;

	jsonout_init(&json, &out);
	jsonout_open(&json, NULL);
	keeper_hooks_queue(&keeper, SIZE_MAX, &json);
	jsonout_close(&json);
	if (strstr(buf_text(&out), expected) == NULL)
		fail_msg("\"%s\" is not in %s", expected, buf_text(&out));
	buf_finish(&out);
}

/* ---- cases ---- */

static void it_is_told_and_signed(void **state)
{
	(void)state;
	happen("standing", "{\"effect\":\"standing\",\"member\":\"noor\"}");
	until(1);
	assert_int_equal(strncmp(buf_text(&server.heard[0]), "POST /all HTTP/1.1", 18), 0);
	assert_signed(buf_text(&server.heard[0]));
	assert_int_equal(strncmp(body_of(0), "{\"type\":\"fauxbond.standing\",\"timestamp\":\"2", 42), 0);
	assert_non_null(strstr(body_of(0), "Z\",\"data\":{\"effect\":\"standing\",\"member\":\"noor\"}}"));
	expect_metric("fauxbond_webhook_calls_total{line=\"forum\",webhook=\"1\",outcome=\"told\"} 1\n");
	expect_metric("fauxbond_webhook_waiting{line=\"forum\",webhook=\"1\"} 0\n");
	expect_queue("{\"line\":\"forum\",\"webhook\":1,\"waiting\":0,\"lost\":0,\"failures\":0}");
}

static void each_hears_what_it_asked_for(void **state)
{
	char first[128], second[128];

	(void)state;
	happen("verdict", "{}");
	until(1);
	assert_int_equal(strncmp(buf_text(&server.heard[0]), "POST /some ", 11), 0);
	happen("robot", "{}");
	until(3);
	header(buf_text(&server.heard[1]), "webhook-id", first);
	header(buf_text(&server.heard[2]), "webhook-id", second);
	assert_string_equal(first, second); /* one event, told twice */
	happen("message", "{}"); /* no effect of that name */
	keeper_site_happened(&keeper, 0, "robot", bytes_of_text("{}"));
	until(3);
}

/* As the flow tells it: the effect's object, whole. */
static void effects_of_the_flow_are_told(void **state)
{
	const struct happened happened = {.effect = SITE_EFFECT_CARE};
	const struct site_told told = {.happened = &happened, .member = "noor"};
	struct effect effect = {.type = EFFECT_SITE, .at = 1772482500000, .line_index = 1,
				.line = &child.settings.lines[1], .site = &told};

	(void)state;
	keeper_hooks_tell(&keeper, &effect);
	until(1);
	assert_non_null(strstr(body_of(0), "\"data\":{\"at\":\"2026-03-02T20:15:00Z\",\"effect\":\"care\",\"line\":\"forum\","
					   "\"member\":\"noor\",\"why\":\"distress\"}}"));
	effect.type = EFFECT_SIEGE;
	keeper_hooks_tell(&keeper, &effect);
	until(1);
}

static void what_fails_is_tried_again_with_its_id(void **state)
{
	char first[128], second[128];

	(void)state;
	server.answers[0] = 500;
	happen("standing", "{}");
	until(1);
	expect_metric("fauxbond_webhook_failing{line=\"forum\",webhook=\"1\"} 1\n");
	expect_queue("\"failures\":1,\"why\":\"the server answered 500\",\"next\":\"2");
	until(2);
	header(buf_text(&server.heard[0]), "webhook-id", first);
	header(buf_text(&server.heard[1]), "webhook-id", second);
	assert_string_equal(first, second);
	assert_signed(buf_text(&server.heard[1]));
	expect_metric("outcome=\"answered\"} 1\n");
	expect_metric("fauxbond_webhook_failing{line=\"forum\",webhook=\"1\"} 0\n");
}

static void who_wants_no_more_is_left_alone(void **state)
{
	(void)state;
	server.answers[0] = 410;
	happen("standing", "{}");
	until(1);
	happen("standing", "{}");
	until(1);
	expect_metric("fauxbond_webhook_lost_total{line=\"forum\",webhook=\"1\"} 2\n");
	expect_queue("it wants no more\",\"next\":null");
}

static void what_waits_survives_the_errand(void **state)
{
	(void)state;
	kill_errand();
	happen("standing", "{\"n\":1}");
	expect_metric("fauxbond_webhook_waiting{line=\"forum\",webhook=\"1\"} 1\n");
	connect_errand();
	until(1);
	assert_non_null(strstr(body_of(0), "{\"n\":1}"));
}

/* The server heard it and the keeper did not hear that: at least once. */
static void what_was_under_way_is_told_again(void **state)
{
	char first[128], second[128];

	(void)state;
	mute = true;
	happen("standing", "{}");
	until(1);
	kill_errand();
	mute = false;
	connect_errand();
	until(2);
	header(buf_text(&server.heard[0]), "webhook-id", first);
	header(buf_text(&server.heard[1]), "webhook-id", second);
	assert_string_equal(first, second);
}

static void what_waits_survives_the_keeper(void **state)
{
	(void)state;
	kill_errand();
	happen("standing", "{\"n\":1}");
	happen("standing", "{\"n\":2}");
	keeper_hooks_keep(&keeper);
	keeper_hooks_close(&keeper);
	keeper_hooks_open(&keeper);
	expect_metric("fauxbond_webhook_waiting{line=\"forum\",webhook=\"1\"} 2\n");
	expect_metric("fauxbond_webhook_waiting{line=\"forum\",webhook=\"2\"} 0\n");
	connect_errand();
	until(2);
	assert_non_null(strstr(body_of(0), "{\"n\":1}"));
	assert_non_null(strstr(body_of(1), "{\"n\":2}"));
	/* Told, and written down as told. */
	keeper_hooks_keep(&keeper);
	keeper_hooks_close(&keeper);
	keeper_hooks_open(&keeper);
	expect_metric("fauxbond_webhook_waiting{line=\"forum\",webhook=\"1\"} 0\n");
}

/* Once a minute, and not while a batch has the store. */
static void what_waits_is_written_down_by_itself(void **state)
{
	struct event *timer = event_new(child.base, -1, EV_PERSIST, tick, NULL);
	const struct timeval often = {0, 100000};
	ms_t until_r = now_ms() + 65 * MS_SECOND;

	(void)state;
	kill_errand();
	happen("standing", "{}");
	event_add(timer, &often);
	while (now_ms() < until_r)
		event_base_loop(child.base, EVLOOP_ONCE);
	event_free(timer);
	keeper_hooks_close(&keeper);
	keeper_hooks_open(&keeper);
	expect_metric("fauxbond_webhook_waiting{line=\"forum\",webhook=\"1\"} 1\n");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(it_is_told_and_signed),
		CASE(each_hears_what_it_asked_for),
		CASE(effects_of_the_flow_are_told),
		CASE(what_fails_is_tried_again_with_its_id),
		CASE(who_wants_no_more_is_left_alone),
		CASE(what_waits_survives_the_errand),
		CASE(what_was_under_way_is_told_again),
		CASE(what_waits_survives_the_keeper),
		CASE(what_waits_is_written_down_by_itself),
	};

	return cmocka_run_group_tests(tests, speed_up, NULL);
}
