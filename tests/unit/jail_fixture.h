// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Attempts in a jail. Each is made in a process of its own, which opens what its role opens, closes
 * the jail behind itself, and tells the outcome by its exit code: 0, or the errno of what was
 * refused.
 */
#ifndef TESTS_UNIT_JAIL_FIXTURE_H
#define TESTS_UNIT_JAIL_FIXTURE_H

#include "base/phone.h"
#include "daemon/jail_private.h"
#include "daemon/stream.h"
#include "store_fixture.h"
#include "tls_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { KILLED = 1000, UNJAILED = 254, WRONG = 253 };

/* One process about to be jailed, and what it opened before. */
struct cell {
	struct fixture *f;
	struct child child;
	const struct tls_carrier *carrier;
	struct phone_checker *phone;
	struct stream_tls *tls;
	const char *ca;
	int listener, caller; /* the desk's; a caller waits at the listener */
	/* The errand's: its webhook, and what it opens (may be NULL). */
	char *webhook;
	char *hook; /* of a site */
	struct site_hook site_hook;
	char *writer; /* its address */
	void (*open)(struct cell *cell);
	struct post *post;
	int runner;
};

/* 0, or the errno. */
typedef int attempt_fn(struct cell *cell);

static inline int outcome(long result)
{
	return result < 0 ? errno : 0;
}

/* ---- the jail's door ---- */

static inline void open_listener(struct cell *cell)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof at;

	cell->listener = socket(AF_INET, SOCK_STREAM, 0);
	cell->caller = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(cell->listener, (struct sockaddr *)&at, size) != 0 ||
	    listen(cell->listener, 1) != 0 ||
	    getsockname(cell->listener, (struct sockaddr *)&at, &size) != 0 ||
	    connect(cell->caller, (struct sockaddr *)&at, size) != 0)
		_exit(WRONG);
}

static inline void open_role(struct cell *cell)
{
	struct sqlite_options options = {.path = cell->f->path, .now = 1772482500000};
	struct stream_options stream = {"127.0.0.1", 1, true, cell->ca};
	struct error error = {""};
	enum err err = ERR_NONE;

	cell->child.base = event_base_new();
	if (cell->child.role == ROLE_KEEPER) {
		err = sqlite_open(&options, &cell->f->store, &error);
		cell->phone = phone_checker_create("FR");
	}
	if (cell->child.role == ROLE_BEARER)
		err = stream_tls_create(&stream, &cell->tls, &error);
	if (cell->child.role == ROLE_DESK)
		open_listener(cell);
	if (cell->open != NULL)
		cell->open(cell);
	if (err != ERR_NONE)
		_exit(WRONG);
}

static inline int run(struct cell *cell, enum role role, attempt_fn *attempt)
{
	struct settings *settings = &cell->child.settings;
	struct error error = {""};
	int result;

	cell->child.role = role;
	cell->child.name = "alpha";
	settings->data = cell->f->folder;
	settings->alarm.webhook = cell->webhook;
	settings->writer.url = cell->writer;
	cell->site_hook.url = cell->hook;
	settings->line_count = 1;
	settings->lines[0].kind = LINE_SITE;
	settings->lines[0].hooks = &cell->site_hook;
	settings->lines[0].hook_count = cell->hook != NULL;
	settings->bearer_count = 1;
	strcpy(settings->bearers[0].name, "alpha");
	settings->bearers[0].port = cell->carrier != NULL ? cell->carrier->port : 2775;
	open_role(cell);
	if (jail_enter(&cell->child, &error) != ERR_NONE) {
		fprintf(stderr, "%s\n", error.text);
		return UNJAILED;
	}
	result = attempt(cell);
	event_base_free(cell->child.base);
	return result;
}

/* The attempt's outcome; KILLED plus the signal when it was its end. `log` gets what went to
 * stderr. */
static inline int jailed_with(struct cell *cell, enum role role, attempt_fn *attempt, char *log,
			      size_t room)
{
	int status, pipes[2];
	ssize_t got;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(pipes[1], STDERR_FILENO);
		close(pipes[1]);
		_exit(run(cell, role, attempt));
	}
	close(pipes[1]);
	for (size_t at = 0; (got = read(pipes[0], log + at, room - 1 - at)) > 0; at += (size_t)got)
		log[at + (size_t)got] = '\0';
	close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) : WEXITSTATUS(status);
}

/* What the last one wrote to stderr. */
static char last_log[4096];

static inline int jailed(struct fixture *f, enum role role, attempt_fn *attempt)
{
	struct cell cell = {.f = f};
	int result;

	store_close(f->store);
	f->store = NULL;
	last_log[0] = '\0';
	result = jailed_with(&cell, role, attempt, last_log, sizeof last_log);
	if (result == UNJAILED || strstr(last_log, "Sanitizer") != NULL)
		fail_msg("%s: %s", role_name(role), last_log);
	return result;
}

/* It must succeed, and nothing on its way may have been refused. */
static inline void works(struct fixture *f, enum role role, attempt_fn *attempt)
{
	int result = jailed(f, role, attempt);

	if (result != 0 || strstr(last_log, "was refused") != NULL)
		fail_msg("%s: %d: %s", role_name(role), result, last_log);
}

static const enum role roles[] = {ROLE_KEEPER, ROLE_BEARER, ROLE_DESK, ROLE_ERRAND, ROLE_CLERK};

/* The same for all of them. */
static inline void expect_each(struct fixture *f, attempt_fn *attempt, int expected)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		if (jailed(f, roles[i], attempt) != expected)
			fail_msg("%s: not %d: %s", role_name(roles[i]), expected, last_log);
}

static inline long landlock_version(void)
{
	return syscall(444, NULL, 0, 1);
}

#define NEEDS_LANDLOCK(version)                                                                    \
	if (landlock_version() < (version)) {                                                      \
		print_message("# skipped: this kernel's Landlock is older than version %d\n",      \
			      version);                                                            \
		skip();                                                                            \
	}
#define NEEDS_STRICT()                                                                             \
	if (JAIL_SANITIZED) {                                                                      \
		print_message("# skipped: AddressSanitizer needs it itself\n");                    \
		skip();                                                                            \
	}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static inline int run_jail_tests(const char *name, const struct CMUnitTest *tests, size_t count)
{
	if (RUNNING_ON_VALGRIND) {
		puts("1..0 # SKIP there is no jail under valgrind");
		return 0;
	}
	signal(SIGPIPE, SIG_IGN);
	return _cmocka_run_group_tests(name, tests, count, NULL, NULL);
}

#endif
