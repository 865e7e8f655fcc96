// SPDX-License-Identifier: GPL-3.0-or-later
/* The desk's HTTP between real sockets and a keeper that the test plays; a site and a line that watches, with tokens. The loop is
 * turned by hand. */
#ifndef API_FIXTURE_H
#define API_FIXTURE_H

#include "base/mem.h"
#include "daemon/ipc_messages.h"
#include "desk/access.h"
#include "desk/http.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static const char write_token[] = "fb_" "11111111111111111111111111111111" "11111111111111111111111111111111";
static const char anna_token[] = "fb_" "22222222222222222222222222222222" "22222222222222222222222222222222";

static const char decoy_token[] = "fb_" "33333333333333333333333333333333" "33333333333333333333333333333333";

struct fixture {
	struct event_base *base;
	struct link link;
	struct settings settings;
	struct access *access;
	struct http *http;
	uint16_t port;
	char path[64], decoy_path[64]; /* of the tokens */
	struct channel *keeper;
	uint64_t called[32];
	struct buf calls[32];
	size_t call_count;
	uint64_t followed;
};

/* ---- the keeper ---- */

static inline enum err keeper_hears(void *context, struct channel *channel, enum ipc_code code,
			     struct bytes payload, int fd)
{
	struct fixture *f = context;
	struct bytes json;

	(void)channel;
	(void)fd;
	if (code == IPC_FOLLOW)
		return ipc_get_number(payload, &f->followed);
	assert_int_equal(code, IPC_CALL);
	assert_int_equal(ipc_get_request(payload, &f->called[f->call_count], &json), ERR_NONE);
	buf_add(&f->calls[f->call_count++], json.data, json.size);
	return ERR_NONE;
}

static inline void keeper_is_left(void *context, struct channel *channel)
{
	(void)context;
	(void)channel;
}

static inline void start_keeper(struct fixture *f)
{
	const struct channel_hooks hooks = {f, keeper_hears, NULL, keeper_is_left};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	link_peer(&f->link, pair[0]);
	f->keeper = channel_create(f->base, pair[1], ROLE_KEEPER, ROLE_DESK, &hooks);
}

static inline void turn(struct fixture *f)
{
	for (int i = 0; i < 12; i++)
		event_base_loop(f->base, EVLOOP_NONBLOCK);
}

static inline void answer(struct fixture *f, size_t call, uint16_t status, const char *json)
{
	const struct ipc_called called = {f->called[call], status, bytes_of_text(json)};

	ipc_put_called(channel_begin(f->keeper, IPC_CALLED), &called);
	channel_end(f->keeper);
	channel_flush(f->keeper);
	turn(f);
}

static inline void happen(struct fixture *f, uint64_t sequence, uint32_t line_index, const char *json)
{
	const struct ipc_happened happened = {sequence, line_index, bytes_of_text(json)};

	ipc_put_happened(channel_begin(f->keeper, IPC_HAPPENED), &happened);
	channel_end(f->keeper);
	channel_flush(f->keeper);
	turn(f);
}

static inline void kill_keeper(struct fixture *f)
{
	channel_destroy(f->keeper);
	f->keeper = NULL;
	turn(f);
}

/* ---- clients ---- */

static inline int dial(struct fixture *f)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(f->port),
				      .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

static inline void say(struct fixture *f, int fd, const char *method, const char *target,
		const char *token, const char *headers, const char *body)
{
	struct buf out = {0};

	buf_add_format(&out, "%s %s HTTP/1.1\r\nHost: localhost\r\n", method, target);
	if (token != NULL)
		buf_add_format(&out, "Authorization: Bearer %s\r\n", token);
	buf_add_text(&out, headers);
	if (body != NULL)
		buf_add_format(&out, "Content-Length: %zu\r\n", strlen(body));
	buf_add_format(&out, "\r\n%s", body != NULL ? body : "");
	assert_int_equal(send(fd, out.data, out.size, MSG_NOSIGNAL), (ssize_t)out.size);
	buf_finish(&out);
	turn(f);
}

static inline void post(struct fixture *f, int fd, const char *target, const char *token, const char *body)
{
	say(f, fd, "POST", target, token, "Content-Type: application/json\r\n", body);
}

/* What has come, in a buffer of the test's own. */
static inline const char *heard(struct fixture *f, int fd)
{
	static char text[70000];
	size_t size = 0;
	ssize_t got;

	turn(f);
	while ((got = recv(fd, text + size, sizeof text - 1 - size, MSG_DONTWAIT)) > 0)
		size += (size_t)got;
	text[size] = '\0';
	return text;
}

static inline void expect(struct fixture *f, int fd, int status, const char *words)
{
	char first[32];
	const char *text = heard(f, fd);

	snprintf(first, sizeof first, "HTTP/1.1 %d ", status);
	if (strncmp(text, first, strlen(first)) != 0 || strstr(text, words) == NULL)
		fail_msg("%d and \"%s\" were expected, not \"%s\"", status, words, text);
}

static inline void expect_call(struct fixture *f, size_t call, const char *json)
{
	assert_true(f->call_count > call);
	assert_string_equal(buf_text(&f->calls[call]), json);
}

/* One request that is refused, and that the keeper never hears of. */
static inline void refused(struct fixture *f, const char *method, const char *target, const char *token,
		    const char *body, int status, const char *words)
{
	size_t before = f->call_count;
	int fd = dial(f);

	say(f, fd, method, target, token, "Content-Type: application/json\r\n", body);
	expect(f, fd, status, words);
	assert_int_equal(f->call_count, before);
	close(fd);
}

/* ---- set-up ---- */

static inline void write_tokens(struct fixture *f, bool with_anna)
{
	static const struct {
		const char *words, *token;
	} rows[] = {{"site write,read", write_token}, {"anna moderate,read", anna_token}};
	FILE *file = fopen(f->path, "w");

	for (size_t i = 0; i < (with_anna ? 2 : 1); i++) {
		char hex[2 * SHA256 + 1];
		uint8_t hash[SHA256];

		token_hash(bytes_of_text(rows[i].token), hash);
		hex_encode(hash, sizeof hash, hex);
		fprintf(file, "%s %s\n", rows[i].words, hex);
	}
	fclose(file);
}

/* A line that watches, with a token of its own. */
static inline void add_decoy(struct fixture *f)
{
	struct line *line = &f->settings.lines[2];
	char hex[2 * SHA256 + 1];
	uint8_t hash[SHA256];
	FILE *file;

	strcpy(f->decoy_path, "/tmp/test_api_decoy.XXXXXX");
	file = fdopen(mkstemp(f->decoy_path), "w");
	token_hash(bytes_of_text(decoy_token), hash);
	hex_encode(hash, sizeof hash, hex);
	fprintf(file, "decoy sightings %s\n", hex);
	fclose(file);
	strcpy(line->name, "decoy");
	line->kind = LINE_WATCH;
	line->tokens = f->decoy_path;
	f->settings.line_count = 3;
}

static inline int set_up(void **state)
{
	struct fixture *f = mem_alloc(1, sizeof *f);
	struct sockaddr_in address;
	socklen_t size = sizeof address;
	struct error error = {""};
	int fd;

	assert_int_equal(seal_start(&error), ERR_NONE);
	strcpy(f->path, "/tmp/test_api.XXXXXX");
	fd = mkstemp(f->path);
	assert_true(fd >= 0);
	close(fd);
	write_tokens(f, true);
	f->base = event_base_new();
	link_init(&f->link, f->base);
	f->settings.line_count = 2;
	strcpy(f->settings.lines[1].name, "forum");
	f->settings.lines[1].tokens = f->path;
	f->settings.lines[1].kind = LINE_SITE;
	add_decoy(f);
	assert_int_equal(access_create(f->base, &f->settings, &f->access, &error), ERR_NONE);
	assert_int_equal(http_listen("127.0.0.1", 0, &fd, &error), ERR_NONE);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	f->port = ntohs(address.sin_port);
	f->http = http_create(f->base, &f->link, f->access, fd);
	assert_non_null(f->http);
	start_keeper(f);
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;

	link_finish(&f->link);
	http_destroy(f->http);
	access_destroy(f->access);
	channel_destroy(f->keeper);
	event_base_free(f->base);
	unlink(f->path);
	unlink(f->decoy_path);
	for (size_t i = 0; i < 32; i++)
		buf_finish(&f->calls[i]);
	mem_free(f);
	return 0;
}

#endif
