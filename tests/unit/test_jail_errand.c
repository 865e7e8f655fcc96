// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/jail: the errand's network, its thread for names, and the runner outside (jail_fixture.h).
 */
#include "jail_fixture.h"

#include "daemon/errand_post.h"
#include "daemon/runner.h"

#include <poll.h>
#include <pthread.h>

/* ---- where it may call ---- */

static int connect_to(uint16_t port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons(port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return outcome(connect(fd, (struct sockaddr *)&at, sizeof at));
}

/* Nobody listens at ports 8 and 9, which does not come into it. */
static int try_own_port(struct cell *cell)
{
	(void)cell;
	return connect_to(8);
}

static int try_other_port(struct cell *cell)
{
	(void)cell;
	return connect_to(9);
}

static int jailed_errand(struct fixture *f, char *webhook, attempt_fn *attempt)
{
	struct cell cell = {.f = f, .webhook = webhook};

	return jailed_with(&cell, ROLE_ERRAND, attempt, last_log, sizeof last_log);
}

static void the_errand_calls_its_webhook_only(void **state)
{
	char webhook[] = "http://127.0.0.1:8/";

	NEEDS_LANDLOCK(4)
	assert_int_equal(jailed_errand(*state, webhook, try_own_port), ECONNREFUSED);
	assert_int_equal(jailed_errand(*state, webhook, try_other_port), EACCES);
	assert_int_equal(jailed_errand(*state, NULL, try_own_port), EACCES);
}

static void or_its_writer_only(void **state)
{
	char writer[] = "http://127.0.0.1:8/v1/chat/completions";
	struct cell cell = {.f = *state, .writer = writer};

	NEEDS_LANDLOCK(4)
	assert_int_equal(jailed_with(&cell, ROLE_ERRAND, try_own_port, last_log, sizeof last_log),
			 ECONNREFUSED);
	assert_int_equal(jailed_with(&cell, ROLE_ERRAND, try_other_port, last_log, sizeof last_log),
			 EACCES);
}

static void or_a_sites_program_only(void **state)
{
	char hook[] = "http://127.0.0.1:8/fauxbond";
	struct cell cell = {.f = *state, .hook = hook};

	NEEDS_LANDLOCK(4)
	assert_int_equal(jailed_with(&cell, ROLE_ERRAND, try_own_port, last_log, sizeof last_log),
			 ECONNREFUSED);
	assert_int_equal(jailed_with(&cell, ROLE_ERRAND, try_other_port, last_log, sizeof last_log),
			 EACCES);
}

/* ---- threads, never processes ---- */

static void *nothing(void *context)
{
	return context;
}

static int do_thread(struct cell *cell)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, nothing, NULL);

	(void)cell;
	return error != 0 ? error : pthread_join(thread, NULL);
}

static void the_errand_has_threads(void **state)
{
	works(*state, ROLE_ERRAND, do_thread);
}

static void nobody_else_has(void **state)
{
	NEEDS_STRICT()
	assert_int_equal(jailed(*state, ROLE_KEEPER, do_thread), EPERM);
	assert_int_equal(jailed(*state, ROLE_BEARER, do_thread), EPERM);
	assert_int_equal(jailed(*state, ROLE_DESK, do_thread), EPERM);
	assert_int_equal(jailed(*state, ROLE_CLERK, do_thread), EPERM);
}

/* ---- a call ---- */

static void on_done(void *context, enum alarm_outcome outcome_r, uint32_t detail)
{
	struct cell *cell = context;

	fprintf(stderr, "%s %u\n", alarm_outcome_name(outcome_r), detail);
	event_base_loopbreak(cell->child.base);
}

static void open_post(struct cell *cell)
{
	struct post_options options = {
		.url = cell->webhook, .ca = cell->ca, .context = cell, .done = on_done};
	const char secret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	if (!webhook_secret_parse(bytes_of_text(secret), &options.secret) ||
	    post_create(cell->child.base, &options, &cell->post, NULL) != ERR_NONE)
		_exit(WRONG);
}

static int do_call(struct cell *cell)
{
	const uint8_t id[ALARM_ID] = {1};

	post_begin(cell->post, id, bytes_of_text("{}"), 1772482500);
	event_base_dispatch(cell->child.base);
	post_destroy(cell->post);
	return 0;
}

static void expect_call(struct fixture *f, char *webhook, struct tls_carrier *carrier,
			bool believed, const char *expected)
{
	struct cell cell = {.f = f, .webhook = webhook, .open = open_post};
	char log[4096] = "", own[64];

	if (carrier != NULL) {
		assert_true(tls_start(carrier, f->folder));
		snprintf(own, sizeof own, "https://127.0.0.1:%u/hook", carrier->port);
		cell.webhook = own;
		cell.ca = believed ? carrier->file : NULL;
	}
	assert_int_equal(jailed_with(&cell, ROLE_ERRAND, do_call, log, sizeof log), 0);
	if (carrier != NULL)
		tls_stop(carrier);
	if (strstr(log, expected) == NULL || strstr(log, "was refused") != NULL)
		fail_msg("%s, not %s", log, expected);
}

static void the_errand_calls_over_tls(void **state)
{
	struct tls_carrier good = {.answer = "HTTP/1.1 204 No Content\r\n\r\n"};
	struct tls_carrier moved = {.answer = "HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"};
	struct tls_carrier talks = {
		.answer = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc"};
	struct tls_carrier gone = {.answer = "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"};
	struct tls_carrier babbles = {.answer = "hello, who is there?\r\n\r\n"};

	expect_call(*state, NULL, &good, true, "told 204");
	expect_call(*state, NULL, &moved, true, "answered 302");
	expect_call(*state, NULL, &talks, true, "told 200");
	expect_call(*state, NULL, &gone, true, "gone 410");
	expect_call(*state, NULL, &babbles, true, "broken ");
	/* An authority that nobody has heard of: it is looked for in the system's files. */
	expect_call(*state, NULL, &good, false, "no_trust");
}

/* A name that nobody may have (RFC 6761 §6.4), and a port at which nobody listens. */
static void the_errand_looks_names_up(void **state)
{
	char nobody[] = "https://webhook.invalid/", closed[] = "http://localhost:9/";

	setenv("RES_OPTIONS", "timeout:1 attempts:1", 1);
	expect_call(*state, nobody, NULL, true, "no_name");
	expect_call(*state, closed, NULL, true, "no_connection");
	unsetenv("RES_OPTIONS");
}

/* Of a proxy that the environment names, nothing is wanted. */
static void the_errand_uses_no_proxy(void **state)
{
	struct tls_carrier good = {.answer = "HTTP/1.1 204 No Content\r\n\r\n"};

	setenv("https_proxy", "http://127.0.0.1:9", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
	expect_call(*state, NULL, &good, true, "told 204");
	unsetenv("https_proxy");
	unsetenv("ALL_PROXY");
}

/* ---- the runner, outside ---- */

static void open_runner(struct cell *cell)
{
	static char touch[] = "/bin/sh", how[] = "-c", what[160];
	static char *const command[] = {touch, how, what, NULL};

	snprintf(what, sizeof what, "cat >%s/told", cell->f->folder);
	if (runner_start(command, &cell->runner, NULL) != ERR_NONE)
		_exit(WRONG);
}

static int do_run(struct cell *cell)
{
	struct pollfd polled = {.fd = cell->runner, .events = POLLIN};
	struct runner_result result = {0};

	if (runner_send(cell->runner, bytes_of_text("{}")) != ERR_NONE ||
	    poll(&polled, 1, 20000) != 1 || runner_receive(cell->runner, &result) != ERR_NONE)
		return WRONG;
	close(cell->runner);
	return result.outcome == ALARM_TOLD ? 0 : WRONG;
}

/* What the errand itself may not, its command may: write a file. */
static void the_command_runs_outside(void **state)
{
	struct fixture *f = *state;
	struct cell cell = {.f = f, .open = open_runner};
	char log[4096] = "", path[128];
	struct stat status;

	assert_int_equal(jailed_with(&cell, ROLE_ERRAND, do_run, log, sizeof log), 0);
	assert_string_equal(log, "");
	snprintf(path, sizeof path, "%s/told", f->folder);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, 2);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_errand_calls_its_webhook_only),
		CASE(or_its_writer_only),
		CASE(or_a_sites_program_only),
		CASE(the_errand_has_threads),
		CASE(nobody_else_has),
		CASE(the_errand_calls_over_tls),
		CASE(the_errand_looks_names_up),
		CASE(the_errand_uses_no_proxy),
		CASE(the_command_runs_outside),
	};

	return run_jail_tests("jail_errand", tests, COUNT(tests));
}
