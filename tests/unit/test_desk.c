// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The desk between real sockets and a keeper that the test plays: callers in order, followers,
 * deadlines, a keeper that dies; HTTP. The loop is turned by hand, so nothing waits but for what
 * was just sent.
 */
#include "base/mem.h"
#include "daemon/control_socket.h"
#include "daemon/ipc_messages.h"
#include "desk/control.h"
#include "desk/http.h"

#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* What the keeper was asked, and whether it is followed. */
struct fixture {
	struct event_base *base;
	struct link link;
	struct control control;
	struct http *http;
	uint16_t port;
	char folder[64];
	struct buf path;
	struct channel *keeper;
	uint64_t asked[64];
	struct buf asks[64];
	size_t ask_count;
	int followed; /* -1: nothing was said of it */
};

/* ---- the keeper ---- */

static enum err keeper_hears(void *context, struct channel *channel, enum ipc_code code,
			     struct bytes payload, int fd)
{
	struct fixture *f = context;
	struct bytes json;
	uint64_t number;

	(void)channel;
	(void)fd;
	if (code == IPC_FOLLOW) {
		assert_int_equal(ipc_get_number(payload, &number), ERR_NONE);
		f->followed = (int)number;
		return ERR_NONE;
	}
	assert_int_equal(code, IPC_ASK);
	assert_int_equal(ipc_get_request(payload, &number, &json), ERR_NONE);
	f->asked[f->ask_count] = number;
	buf_add(&f->asks[f->ask_count++], json.data, json.size);
	return ERR_NONE;
}

static void keeper_is_left(void *context, struct channel *channel)
{
	(void)context;
	(void)channel;
}

static void start_keeper(struct fixture *f)
{
	const struct channel_hooks hooks = {f, keeper_hears, NULL, keeper_is_left};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	link_peer(&f->link, pair[0]);
	f->keeper = channel_create(f->base, pair[1], ROLE_KEEPER, ROLE_DESK, &hooks);
}

static void turn(struct fixture *f)
{
	for (int i = 0; i < 8; i++)
		event_base_loop(f->base, EVLOOP_NONBLOCK);
}

static void kill_keeper(struct fixture *f)
{
	channel_destroy(f->keeper);
	f->keeper = NULL;
	turn(f);
}

static void tell(struct fixture *f, size_t ask, const char *json)
{
	ipc_put_request(channel_begin(f->keeper, IPC_TELL), f->asked[ask], bytes_of_text(json));
	channel_end(f->keeper);
	channel_flush(f->keeper);
	turn(f);
}

static void send_effect(struct fixture *f, struct bytes json)
{
	buf_add(channel_begin(f->keeper, IPC_EFFECT), json.data, json.size);
	channel_end(f->keeper);
	channel_flush(f->keeper);
	turn(f);
}

/* ---- callers ---- */

static int call(struct fixture *f)
{
	struct error error = {""};
	int fd;

	assert_int_equal(control_connect(buf_text(&f->path), &fd, &error), ERR_NONE);
	turn(f);
	return fd;
}

static void say(struct fixture *f, int fd, const char *text)
{
	size_t size = strlen(text);

	assert_int_equal(send(fd, text, size, MSG_NOSIGNAL), (ssize_t)size);
	turn(f);
}

/* All that has come, as a text; "(end)" behind it when the desk hung up. */
static void expect(struct fixture *f, int fd, const char *expected)
{
	char text[4096];
	size_t size = 0;
	ssize_t got;

	turn(f);
	while ((got = recv(fd, text + size, sizeof text - 16 - size, MSG_DONTWAIT)) > 0)
		size += (size_t)got;
	strcpy(text + size, got == 0 ? "(end)" : "");
	assert_string_equal(text, expected);
}

static void expect_in(struct fixture *f, int fd, const char *expected)
{
	char text[4096];
	ssize_t got;

	turn(f);
	got = recv(fd, text, sizeof text - 1, MSG_DONTWAIT);
	text[got > 0 ? got : 0] = '\0';
	if (strstr(text, expected) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", expected, text);
}

/* ---- set-up ---- */

static void start_http(struct fixture *f)
{
	struct sockaddr_in address;
	socklen_t size = sizeof address;
	struct error error = {""};
	int fd;

	assert_int_equal(http_listen("127.0.0.1", 0, &fd, &error), ERR_NONE);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	f->port = ntohs(address.sin_port);
	f->http = http_create(f->base, &f->link, NULL, fd);
	assert_non_null(f->http);
}

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(1, sizeof *f);
	struct error error = {""};
	int fd;

	f->followed = -1;
	f->base = event_base_new();
	link_init(&f->link, f->base);
	strcpy(f->folder, "/tmp/test_desk.XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	buf_add_format(&f->path, "%s/control", f->folder);
	assert_int_equal(control_listen(buf_text(&f->path), &fd, &error), ERR_NONE);
	control_init(&f->control, f->base, &f->link, fd);
	start_http(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	link_finish(&f->link);
	http_destroy(f->http);
	control_finish(&f->control);
	channel_destroy(f->keeper);
	event_base_free(f->base);
	unlink(buf_text(&f->path));
	rmdir(f->folder);
	buf_finish(&f->path);
	for (size_t i = 0; i < 64; i++)
		buf_finish(&f->asks[i]);
	mem_free(f);
	return 0;
}

/* ---- requests ---- */

static void a_request_goes_to_the_keeper_and_back(void **state)
{
	struct fixture *f = *state;
	int fd = call(f);

	start_keeper(f);
	say(f, fd, "{\"verb\":\"que");
	say(f, fd, "ue\"}\r\n");
	assert_int_equal(f->ask_count, 1);
	assert_string_equal(buf_text(&f->asks[0]), "{\"verb\":\"queue\"}");
	expect(f, fd, "");
	tell(f, 0, "{\"ok\":true}");
	expect(f, fd, "{\"ok\":true}\n");
	close(fd);
}

static void nonsense_never_reaches_the_keeper(void **state)
{
	struct fixture *f = *state;
	int fd = call(f);

	start_keeper(f);
	say(f, fd, "nonsense\n");
	expect_in(f, fd, "{\"ok\":false,\"problem\":\"not JSON");
	assert_int_equal(f->ask_count, 0);
	say(f, fd, "{\"verb\":\"stats\"}\n"); /* the connection stayed */
	tell(f, 0, "{\"ok\":true}");
	expect(f, fd, "{\"ok\":true}\n");
	close(fd);
}

static void requests_are_answered_in_their_order(void **state)
{
	struct fixture *f = *state;
	int fd = call(f);

	start_keeper(f);
	say(f, fd, "{\"verb\":\"stats\"}\nx\n{\"verb\":\"queue\"}\n");
	assert_int_equal(f->ask_count, 1);
	tell(f, 0, "{\"first\":1}");
	assert_int_equal(f->ask_count, 2);
	tell(f, 1, "{\"second\":1}");
	expect_in(f, fd, "{\"first\":1}\n{\"ok\":false,\"problem\":\"not JSON");
	expect(f, fd, "");
	close(fd);
}

/* As `printf … | nc -NU control` does. */
static void the_last_line_may_lack_its_end(void **state)
{
	struct fixture *f = *state;
	int fd = call(f);

	start_keeper(f);
	say(f, fd, "{\"verb\":\"stats\"}");
	assert_int_equal(f->ask_count, 0);
	shutdown(fd, SHUT_WR);
	turn(f);
	assert_int_equal(f->ask_count, 1);
	tell(f, 0, "{\"ok\":true}");
	expect(f, fd, "{\"ok\":true}\n(end)");
	close(fd);
}

static void a_line_without_end_is_hung_up_on(void **state)
{
	struct fixture *f = *state;
	int fd = call(f);
	char piece[4097];

	memset(piece, 'x', 4096);
	piece[4096] = '\0';
	for (int i = 0; i < 4; i++)
		say(f, fd, piece);
	expect(f, fd, "");
	say(f, fd, "x");
	expect(f, fd,
	       "{\"ok\":false,\"problem\":\"a request may be 16 KiB long; this one is longer\"}\n"
	       "(end)");
	close(fd);
}

static void without_a_keeper_that_is_said(void **state)
{
	struct fixture *f = *state;
	int fd = call(f);

	say(f, fd, "{\"verb\":\"queue\"}\n");
	expect(f, fd,
	       "{\"ok\":false,\"problem\":\"the keeper is starting anew; try again in a "
	       "moment\"}\n");
	close(fd);
}

static void a_keeper_that_dies_leaves_it_open(void **state)
{
	struct fixture *f = *state;
	int fd = call(f);

	start_keeper(f);
	say(f, fd, "{\"verb\":\"pause\",\"line\":\"all\"}\n");
	kill_keeper(f);
	expect_in(f, fd, "ended before it answered");
	start_keeper(f);
	say(f, fd, "{\"verb\":\"stats\"}\n");
	tell(f, 1, "{\"ok\":true}");
	expect(f, fd, "{\"ok\":true}\n");
	close(fd);
}

static enum told last_told;
static int told_count;

static void on_told(void *context, enum told told, struct bytes json)
{
	(void)context;
	(void)json;
	last_told = told;
	told_count++;
}

static void a_deadline_passes(void **state)
{
	struct fixture *f = *state;

	start_keeper(f);
	told_count = 0;
	assert_int_not_equal(link_ask(&f->link, bytes_of_text("{}"), 1, on_told, NULL), 0);
	while (told_count == 0)
		event_base_loop(f->base, EVLOOP_ONCE);
	assert_int_equal(last_told, TOLD_LATE);
	tell(f, 0, "{\"ok\":true}"); /* nobody listens any more */
	assert_int_equal(told_count, 1);
}

static void the_thirty_third_waits(void **state)
{
	struct fixture *f = *state;
	int fds[DESK_CALLERS], last;

	for (int i = 0; i < DESK_CALLERS; i++)
		fds[i] = call(f);
	last = call(f);
	say(f, last, "x\n");
	expect(f, last, "");
	close(fds[7]);
	expect_in(f, last, "not JSON");
	close(last);
	for (int i = 0; i < DESK_CALLERS; i++)
		if (i != 7)
			close(fds[i]);
}

/* ---- following ---- */

static void followers_get_what_happens(void **state)
{
	struct fixture *f = *state;
	int fd = call(f), other = call(f);

	start_keeper(f);
	say(f, fd, "{\"verb\":\"follow\"}\n");
	assert_int_equal(f->followed, 1);
	expect(f, fd, "{\"ok\":true,\"following\":true}\n");
	send_effect(f, bytes_of_text("{\"effect\":\"paused\"}"));
	expect(f, fd, "{\"effect\":\"paused\"}\n");
	expect(f, other, "");
	close(fd);
	turn(f);
	assert_int_equal(f->followed, 0);
	close(other);
}

static void a_follower_may_close_his_half(void **state)
{
	struct fixture *f = *state;
	int fd = call(f);

	start_keeper(f);
	say(f, fd, "{\"verb\":\"follow\"}\n");
	shutdown(fd, SHUT_WR);
	turn(f);
	assert_int_equal(f->followed, 1);
	send_effect(f, bytes_of_text("{\"effect\":\"paused\"}"));
	expect_in(f, fd, "{\"effect\":\"paused\"}\n");
	close(fd);
	send_effect(f, bytes_of_text("{\"effect\":\"resumed\"}"));
	assert_int_equal(f->followed, 0);
}

static void a_new_keeper_is_followed_too(void **state)
{
	struct fixture *f = *state;
	int fd = call(f);

	say(f, fd, "{\"verb\":\"follow\"}\n");
	expect_in(f, fd, "\"ok\":true");
	start_keeper(f);
	turn(f);
	assert_int_equal(f->followed, 1);
	f->followed = -1;
	kill_keeper(f);
	start_keeper(f);
	turn(f);
	assert_int_equal(f->followed, 1);
	close(fd);
}

static void who_does_not_read_is_dropped(void **state)
{
	struct fixture *f = *state;
	int fd = call(f), quick = call(f);
	char piece[16000], text[16384];
	int sent = 0;

	memset(piece, ' ', sizeof piece);
	start_keeper(f);
	say(f, fd, "{\"verb\":\"follow\"}\n");
	say(f, quick, "{\"verb\":\"follow\"}\n");
	while (f->control.callers[0] != NULL && sent < 1000) {
		send_effect(f, (struct bytes){(uint8_t *)piece, sizeof piece});
		while (recv(quick, text, sizeof text, MSG_DONTWAIT) > 0)
			turn(f);
		sent++;
	}
	/* What the kernel buffers comes on top of what the desk keeps. */
	assert_in_range(sent, DESK_CALLER_MOST / (int)sizeof piece, 500);
	assert_non_null(f->control.callers[1]);
	assert_int_equal(f->followed, 1);
	close(fd);
	close(quick);
}

/* ---- HTTP ---- */

static int get(struct fixture *f, const char *request)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons(f->port),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	say(f, fd, request);
	return fd;
}

#define HOST " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

static void health_is_what_the_keeper_says(void **state)
{
	struct fixture *f = *state;
	int fd = get(f, "GET /healthz" HOST);

	expect_in(f, fd, "HTTP/1.1 503 Service Unavailable");
	close(fd);
	start_keeper(f);
	fd = get(f, "GET /healthz" HOST);
	assert_int_equal(f->ask_count, 1);
	expect(f, fd, "");
	tell(f, 0, "{\"ok\":true}");
	expect(f, fd,
	       "HTTP/1.1 200 OK\r\nConnection: close\r\n"
	       "Content-Type: application/json\r\nCache-Control: no-store\r\n"
	       "X-Content-Type-Options: nosniff\r\nContent-Length: 16\r\n\r\n"
	       "{\"status\":\"ok\"}\n(end)");
	close(fd);
	fd = get(f, "GET /healthz" HOST);
	kill_keeper(f);
	expect_in(f, fd, "\"state\":\"keeper gone\"}");
	close(fd);
}

static void a_keeper_that_never_spoke_is_starting(void **state)
{
	struct fixture *f = *state;
	int fd = get(f, "GET /healthz" HOST);

	expect_in(f, fd, "\"state\":\"starting\"}");
	close(fd);
}

static void metrics_are_the_keepers_page(void **state)
{
	struct fixture *f = *state;
	int fd;

	start_keeper(f);
	fd = get(f, "GET /metrics" HOST);
	tell(f, 0, "{\"ok\":true,\"page\":\"a 1\\nb 2\\n\"}");
	expect_in(f, fd, "text/plain; version=0.0.4");
	close(fd);
	fd = get(f, "GET /metrics" HOST);
	tell(f, 1, "{\"ok\":true,\"page\":7}");
	expect_in(f, fd, "HTTP/1.1 503");
	close(fd);
}

static void what_is_not_there_is_a_problem_document(void **state)
{
	static const struct {
		const char *request, *says;
	} cases[] = {
		{"GET /" HOST, "HTTP/1.1 404"},
		{"GET /healthz/" HOST, "application/problem+json"},
		{"GET /../etc/passwd" HOST, "HTTP/1.1 404"},
		{"DELETE /healthz" HOST, "HTTP/1.1 405"},
		{"OPTIONS /metrics" HOST, "Allow: GET, HEAD"},
		{"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde",
		 "HTTP/1.1 405"},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int fd = get(f, cases[i].request);

		expect_in(f, fd, cases[i].says);
		close(fd);
	}
	assert_int_equal(f->ask_count, 0);
}

static void who_leaves_before_the_answer_costs_nothing(void **state)
{
	struct fixture *f = *state;
	int fd;

	start_keeper(f);
	fd = get(f, "GET /healthz" HOST);
	close(fd);
	turn(f);
	fd = call(f);
	say(f, fd, "{\"verb\":\"stats\"}\n");
	close(fd);
	turn(f);
	assert_int_equal(f->ask_count, 2);
	tell(f, 0, "{\"ok\":true}");
	tell(f, 1, "{\"ok\":true}");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_request_goes_to_the_keeper_and_back),
		TEST(nonsense_never_reaches_the_keeper),
		TEST(requests_are_answered_in_their_order),
		TEST(the_last_line_may_lack_its_end),
		TEST(a_line_without_end_is_hung_up_on),
		TEST(without_a_keeper_that_is_said),
		TEST(a_keeper_that_dies_leaves_it_open),
		TEST(a_deadline_passes),
		TEST(the_thirty_third_waits),
		TEST(followers_get_what_happens),
		TEST(a_follower_may_close_his_half),
		TEST(a_new_keeper_is_followed_too),
		TEST(who_does_not_read_is_dropped),
		TEST(health_is_what_the_keeper_says),
		TEST(a_keeper_that_never_spoke_is_starting),
		TEST(metrics_are_the_keepers_page),
		TEST(what_is_not_there_is_a_problem_document),
		TEST(who_leaves_before_the_answer_costs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
