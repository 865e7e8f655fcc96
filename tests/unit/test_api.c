// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The API of site lines between real sockets and a keeper that the test plays: what the keeper hears of a request, what is refused
 * before it hears of it, tokens, and the stream of events. The loop is turned by hand.
 */
#include "api_fixture.h"

/* ---- requests ---- */

static void a_message_goes_to_the_keeper_and_back(void **state)
{
	struct fixture *f = *state;
	int fd = dial(f);

	post(f, fd, "/v1/messages", write_token,
	     "{\"id\":\"m1\",\"from\":\"sam\",\"where\":\"forum\",\"text\":\"h\\u00e9!\"}");
	expect_call(f, 0,
		    "{\"verb\":\"message\",\"person\":\"site\",\"id\":\"m1\",\"from\":\"sam\",\"where\":"
		    "\"forum\",\"text\":\"hé!\",\"line\":\"forum\"}");
	answer(f, 0, 201, "{\"verdict\":\"deliver\"}");
	expect(f, fd, 201, "\r\nContent-Type: application/json\r\n");
	/* The connection is kept, and what was said on it before is forgotten. */
	say(f, fd, "POST", "/v1/queue/q7/claim", anna_token, "Idempotency-Key: \"k-1\"\r\n", "");
	expect_call(f, 1,
		    "{\"verb\":\"claim\",\"key\":\"k-1\",\"person\":\"anna\",\"item\":\"q7\",\"line\":\"forum\"}");
	answer(f, 1, 409, "{\"type\":\"/problems/state\"}");
	expect(f, fd, 409, "\r\nContent-Type: application/problem+json\r\n");
	close(fd);
}

static void the_path_and_the_query_are_fields(void **state)
{
	struct fixture *f = *state;
	int fd = dial(f);

	say(f, fd, "GET", "/v1/queue?limit=20&cursor=q%3112", anna_token, "", NULL);
	expect_call(f, 0, "{\"verb\":\"get_queue\",\"person\":\"anna\",\"cursor\":\"q112\",\"limit\":20,\"line\":\"forum\"}");
	answer(f, 0, 200, "{\"items\":[],\"next\":null}");
	expect(f, fd, 200, "{\"items\":[],\"next\":null}");
	post(f, fd, "/v1/contacts/c%31/accept", write_token, "{\"member\":\"noor\"}");
	expect_call(f, 1,
		    "{\"verb\":\"answer\",\"person\":\"site\",\"member\":\"noor\",\"contact\":\"c1\",\"answer\":\"accept\",\"line\":\"forum\"}");
	answer(f, 1, 200, "{}");
	expect(f, fd, 200, "{}");
	close(fd);
}

static void what_is_wrong_is_refused_at_the_desk(void **state)
{
	struct fixture *f = *state;
	const char *good = "{\"id\":\"m1\",\"from\":\"sam\",\"where\":\"forum\",\"text\":\"hey\"}";

	refused(f, "POST", "/v1/nothing", write_token, good, 404, "/problems/no-such-path");
	refused(f, "GET", "/v1/messages", write_token, NULL, 405, "\r\nAllow: POST\r\n");
	refused(f, "DELETE", "/v1/queue", write_token, NULL, 405, "\r\nAllow: GET, HEAD\r\n");
	refused(f, "POST", "/v1/messages", NULL, good, 401, "\r\nWWW-Authenticate: Bearer");
	refused(f, "POST", "/v1/messages", "fb_1111", good, 401, "/problems/token");
	refused(f, "POST", "/v1/messages", anna_token, good, 403, "the scope write");
	refused(f, "POST", "/v1/messages", write_token, "{\"id\":", 400, "/problems/not-json");
	refused(f, "POST", "/v1/messages", write_token, "[]", 400, "not an object");
	refused(f, "POST", "/v1/messages", write_token, "{\"id\":\"a\",\"id\":\"a\"}", 400, "/problems/not-json");
	refused(f, "POST", "/v1/messages", write_token, "{\"id\":\"\xff\"}", 400, "/problems/not-json");
	refused(f, "POST", "/v1/messages", write_token, "{\"id\":\"m1\"}", 422, "\"field\":\"from\"");
	refused(f, "POST", "/v1/messages", write_token, "{\"person\":\"x\"}", 422, "\"field\":\"person\"");
	refused(f, "POST", "/v1/members", write_token, "{\"id\":\"x\",\"email_hash\":\"00\"}", 422, "\"field\":\"email_hash\"");
	refused(f, "POST", "/v1/queue/q1/claim", anna_token, "{\"item\":\"q2\"}", 422, "the path says it");
	refused(f, "GET", "/v1/queue?limit=0", anna_token, NULL, 422, "\"field\":\"limit\"");
	refused(f, "GET", "/v1/queue?limit=1&limit=2", anna_token, NULL, 422, "\"field\":\"limit\"");
	refused(f, "GET", "/v1/queue?colour=red", anna_token, NULL, 422, "colour");
	refused(f, "GET", "/v1/queue?cursor=%f", anna_token, NULL, 400, "/problems/bad-request");
	refused(f, "GET", "/v1/members/a%20b", anna_token, NULL, 404, "/problems/unknown-member");
	refused(f, "GET", "/v1/members/%ff", anna_token, NULL, 400, "/problems/bad-request");
}

static void a_body_has_its_kind_and_size(void **state)
{
	struct fixture *f = *state;
	char *long_body = mem_alloc(70000, 1);
	int fd = dial(f);

	say(f, fd, "POST", "/v1/messages", write_token, "Content-Type: text/plain\r\n", "{}");
	expect(f, fd, 415, "/problems/media-type");
	say(f, fd, "POST", "/v1/messages", write_token,
	    "Content-Type: application/json\r\nIdempotency-Key: \"\"\r\n", "{}");
	expect(f, fd, 400, "Idempotency-Key");
	memset(long_body, ' ', 69999);
	refused(f, "POST", "/v1/messages", write_token, long_body, 413, "/problems/too-large");
	mem_free(long_body);
	close(fd);
}

static void without_a_keeper_nothing_was_done(void **state)
{
	struct fixture *f = *state;
	int fd = dial(f);

	post(f, fd, "/v1/contacts", write_token, "{\"from\":\"sam\",\"to\":\"noor\"}");
	assert_int_equal(f->call_count, 1);
	kill_keeper(f);
	expect(f, fd, 503, "/problems/unsure");
	say(f, fd, "GET", "/v1/members/sam", write_token, "", NULL);
	expect(f, fd, 503, "\r\nRetry-After: 1\r\n");
	close(fd);
}

static void counts_may_be_had_as_csv(void **state)
{
	struct fixture *f = *state;
	int fd = dial(f);

	say(f, fd, "GET", "/v1/transparency?year=2026", anna_token, "Accept: text/csv\r\n", NULL);
	expect_call(f, 0, "{\"verb\":\"get_transparency\",\"person\":\"anna\",\"year\":2026,\"line\":\"forum\",\"format\":\"csv\"}");
	answer(f, 0, 200, "name,code,count\r\n");
	expect(f, fd, 200, "\r\nContent-Type: text/csv; charset=utf-8; header=present\r\n");
	say(f, fd, "GET", "/v1/transparency?year=2026&format=json", anna_token, "Accept: text/csv\r\n", NULL);
	answer(f, 1, 200, "{\"year\":2026}");
	expect(f, fd, 200, "{\"year\":2026}");
	close(fd);
}

/* ---- tokens ---- */

static void a_token_that_is_removed_opens_nothing(void **state)
{
	struct fixture *f = *state;
	struct grant grant;

	assert_true(access_grant(f->access, bytes_of_text(anna_token), &grant));
	assert_string_equal(grant.person, "anna");
	assert_string_equal(grant.line, "forum");
	assert_int_equal(grant.line_index, 1);
	write_tokens(f, false);
	access_refresh(f->access);
	assert_false(access_grant(f->access, bytes_of_text(anna_token), &grant));
	assert_true(access_grant(f->access, bytes_of_text(write_token), &grant));
}

static void who_fails_too_often_is_told_to_wait(void **state)
{
	struct fixture *f = *state;
	int fd;

	for (int i = 0; i < DESK_FAILURES_MOST; i++)
		refused(f, "GET", "/v1/queue", "fb_x", NULL, 401, "/problems/token");
	refused(f, "GET", "/v1/queue", "fb_x", NULL, 429, "\r\nRetry-After: 60\r\n");
	/* Whoever has a token is let in even so: a proxy is one address for all. */
	fd = dial(f);
	say(f, fd, "GET", "/v1/queue", anna_token, "", NULL);
	assert_int_equal(f->call_count, 1);
	close(fd);
}

static void a_file_of_tokens_belongs_to_one_line(void **state)
{
	struct fixture *f = *state;
	struct settings *settings = &f->settings;
	struct access *access;
	struct error error = {""};

	settings->line_count = 4;
	strcpy(settings->lines[3].name, "other");
	settings->lines[3].tokens = f->path;
	assert_int_equal(access_create(f->base, settings, &access, &error), ERR_INPUT);
	assert_string_equal(error.text, "lines forum and other have the same file of tokens; write another for one of them");
}

static void a_file_of_tokens_is_read_line_by_line(void **state)
{
	const char *hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct token_list *tokens = mem_alloc(1, sizeof *tokens);
	struct error error = {""};
	struct buf text = {0};

	(void)state;
	buf_add_format(&text, "# who\n\nanna read,moderate %s # the first\nbert nothing %s\n", hash, hash);
	buf_add_format(&text, "anna read %s\n###\ncarl sightings %s\r\ndora write %s x\nn;m read %s", hash, hash, hash, hash);
	assert_int_equal(tokens_parse(buf_bytes(&text), "f", tokens, &error), ERR_INPUT);
	assert_string_equal(error.text, "f:4: the scopes are write, read, moderate, sightings, with commas between");
	assert_int_equal(tokens->count, 2);
	assert_string_equal(tokens->items[1].name, "carl");
	assert_int_equal(tokens->items[0].scopes, SCOPE_READ | SCOPE_MODERATE);
	assert_int_equal(tokens->items[0].at, 7);
	buf_finish(&text);
	mem_free(tokens);
}

/* ---- events ---- */

static int follow(struct fixture *f, const char *last)
{
	char header[64] = "";
	int fd = dial(f);

	if (last != NULL)
		snprintf(header, sizeof header, "Last-Event-ID: %s\r\n", last);
	say(f, fd, "GET", "/v1/events", write_token, header, NULL);
	expect(f, fd, 200, "\r\nContent-Type: text/event-stream\r\n");
	return fd;
}

static void events_are_told_to_those_of_the_line(void **state)
{
	struct fixture *f = *state;
	int fd = follow(f, NULL);

	assert_int_equal(f->followed, FOLLOW_SITES);
	happen(f, 100, 0, "{\"effect\":\"other\"}");
	happen(f, 101, 1, "{\"effect\":\"queued\"}");
	assert_string_equal(heard(f, fd), "23\r\nid: 101\ndata: {\"effect\":\"queued\"}\n\n\r\n");
	close(fd);
}

static void who_comes_again_misses_nothing(void **state)
{
	struct fixture *f = *state;
	int first = follow(f, NULL), fd;
	const char *text;

	for (uint64_t i = 1; i <= 5; i++)
		happen(f, 200 + i, 1, "{\"effect\":\"queued\"}");
	close(first);
	turn(f);
	fd = dial(f);
	say(f, fd, "GET", "/v1/events", write_token, "Last-Event-ID: 203\r\n", NULL);
	text = heard(f, fd);
	assert_null(strstr(text, "missed"));
	assert_null(strstr(text, "id: 203"));
	assert_non_null(strstr(text, "id: 204\ndata: {\"effect\":\"queued\"}\n\nid: 205\n"));
	close(fd);
	/* From before all that is remembered, and from a time that never was. */
	for (int i = 0; i < 2; i++) {
		fd = dial(f);
		say(f, fd, "GET", "/v1/events", write_token,
		    i == 0 ? "Last-Event-ID: 7\r\n" : "Last-Event-ID: 9999\r\n", NULL);
		assert_non_null(strstr(heard(f, fd), "event: missed\n"));
		close(fd);
	}
}

static void a_keeper_that_dies_leaves_a_gap(void **state)
{
	struct fixture *f = *state;
	int fd = follow(f, NULL);

	happen(f, 300, 1, "{\"effect\":\"queued\"}");
	heard(f, fd);
	kill_keeper(f);
	assert_non_null(strstr(heard(f, fd), "event: missed\n"));
	start_keeper(f);
	turn(f);
	assert_int_equal(f->followed, FOLLOW_SITES);
	happen(f, 20, 1, "{\"effect\":\"settled\"}");
	assert_non_null(strstr(heard(f, fd), "id: 20\ndata: {\"effect\":\"settled\"}\n"));
	close(fd);
}

static void a_page_tells_what_a_problem_is(void **state)
{
	struct fixture *f = *state;

	refused(f, "GET", "/problems/unknown-member", NULL, NULL, 200, "404 No such member");
	refused(f, "GET", "/problems/unheard-of", NULL, NULL, 404, "/problems/no-such-path");
	refused(f, "GET", "/v1/openapi.yaml", NULL, NULL, 200, "\r\nContent-Type: application/yaml\r\n");
	refused(f, "GET", "http://localhost/v1/openapi.yaml?x", NULL, NULL, 200, "openapi: 3.1.0");
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(a_message_goes_to_the_keeper_and_back),
		T(the_path_and_the_query_are_fields),
		T(what_is_wrong_is_refused_at_the_desk),
		T(a_body_has_its_kind_and_size),
		T(without_a_keeper_nothing_was_done),
		T(counts_may_be_had_as_csv),
		T(a_token_that_is_removed_opens_nothing),
		T(who_fails_too_often_is_told_to_wait),
		T(a_file_of_tokens_is_read_line_by_line),
		T(a_file_of_tokens_belongs_to_one_line),
		T(events_are_told_to_those_of_the_line),
		T(who_comes_again_misses_nothing),
		T(a_keeper_that_dies_leaves_a_gap),
		T(a_page_tells_what_a_problem_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
