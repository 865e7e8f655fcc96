// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/runner: commands as operators write them, run as the settings say. What takes 30 s is the integration's matter. */
#include "base/bytes.h"
#include "daemon/runner.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static int set_up(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/fauxbond-runner-XXXXXX");
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

static const char *path_of(const char *name)
{
	static char path[2][128];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
	return path[turn];
}

static const char *written(const char *name)
{
	static char text[8192];
	FILE *file = fopen(path_of(name), "r");
	size_t got = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;

	text[got] = '\0';
	if (file != NULL)
		fclose(file);
	return text;
}

/* A script in the folder; $OUT stands for a file there. */
static const char *script(const char *body)
{
	static char path[128];
	FILE *file;

	snprintf(path, sizeof path, "%s/hook", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "#!/bin/sh\nOUT=%s/out\n%s\n", folder, body);
	fclose(file);
	assert_int_equal(chmod(path, 0700), 0);
	return path;
}

static struct runner_result wait_result(int socket)
{
	struct runner_result result = {.outcome = ALARM_LOST};
	struct pollfd polled = {.fd = socket, .events = POLLIN};

	assert_int_equal(poll(&polled, 1, 20000), 1);
	assert_int_equal(runner_receive(socket, &result), ERR_NONE);
	return result;
}

static struct runner_result run(const char *program, const char *argument, const char *body)
{
	char *const command[] = {(char *)(uintptr_t)program, (char *)(uintptr_t)argument, NULL};
	struct runner_result result;
	int socket;

	assert_int_equal(runner_start(command, &socket, NULL), ERR_NONE);
	assert_int_equal(runner_send(socket, bytes_of_text(body)), ERR_NONE);
	result = wait_result(socket);
	close(socket);
	return result;
}

static void a_command_gets_the_body(void **state)
{
	struct runner_result result = run(script("cat >$OUT; echo \"$1\" >>$OUT"), "night",
					  "{\"type\":\"siege\"}");

	(void)state;
	assert_int_equal(result.outcome, ALARM_TOLD);
	assert_string_equal(written("out"), "{\"type\":\"siege\"}night\n");
}

/* No environment but what a shell makes itself, no descriptor, "/", a session of its own, signals as they are by default. */
static void a_command_gets_nothing_else(void **state)
{
	setenv("FAUXBOND_TEST", "seen", 1);
	signal(SIGINT, SIG_IGN);
	run(script("cat /proc/self/environ | tr '\\0' '\\n' | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= >$OUT\n"
		   /* What a child of the shell inherits: the shell itself holds pipes while it starts one. */
		   "ls /proc/self/fd | tr '\\n' ' ' >>$OUT; pwd >>$OUT; "
		   "cut -d' ' -f6 /proc/$$/stat >>$OUT; "
		   "echo $$ >>$OUT; grep SigIgn /proc/$$/status >>$OUT"),
	    NULL, "{}");
	signal(SIGINT, SIG_DFL);
	(void)state;
	{
		/* Signals 32 and 33 are the C library's own: nobody can set them, whoever started us may ignore them. */
		const unsigned long long library = 3ULL << 31;
		char expected[256], out[512];
		long session = strtol(strchr(written("out"), '\n') + 1, NULL, 10);
		char *ignored;

		snprintf(out, sizeof out, "%s", written("out"));
		ignored = strstr(out, "SigIgn:\t");
		assert_non_null(ignored);
		assert_int_equal(strtoull(ignored + 8, NULL, 16) & ~library, 0);
		*ignored = '\0';
		/* 3 is ls's own: the folder it lists. */
		snprintf(expected, sizeof expected, "0 1 2 3 /\n%ld\n%ld\n", session, session);
		assert_string_equal(out, expected);
	}
}

static void how_it_ends_is_told(void **state)
{
	struct runner_result result = run(script("exit 3"), NULL, "{}");

	(void)state;
	assert_int_equal(result.outcome, ALARM_EXITED);
	assert_int_equal(result.detail, 3);
	result = run(script("kill -USR1 $$"), NULL, "{}");
	assert_int_equal(result.outcome, ALARM_SIGNALLED);
	assert_int_equal(result.detail, SIGUSR1);
	result = run("/absent/program", NULL, "{}");
	assert_int_equal(result.outcome, ALARM_UNSTARTED);
	assert_int_equal(result.detail, ENOENT);
	result = run(folder, NULL, "{}");
	assert_int_equal(result.outcome, ALARM_UNSTARTED);
	assert_int_equal(result.detail, EACCES);
}

/* More than a pipe holds: it is read and thrown away, so that the command does not hang. */
static void output_is_counted_only(void **state)
{
	struct runner_result result = run(
		script("head -c 300000 /dev/zero; head -c 11 /dev/zero >&2"), NULL, "{}");

	(void)state;
	assert_int_equal(result.outcome, ALARM_TOLD);
	assert_int_equal(result.output, 300011);
}

/* A command that does not read it all is no fault of ours. */
static void the_body_need_not_be_read(void **state)
{
	char body[ALARM_BODY_MAX + 1];
	struct runner_result result;

	(void)state;
	memset(body, 'x', sizeof body - 1);
	body[sizeof body - 1] = '\0';
	result = run(script("exit 0"), NULL, body);
	assert_int_equal(result.outcome, ALARM_TOLD);
	result = run(script("wc -c >$OUT"), NULL, body);
	assert_string_equal(written("out"), "4096\n");
}

/* Not dead, nor dead and not buried yet. */
static bool is_there(pid_t pid)
{
	char path[64], text[512] = "", *state;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (file == NULL)
		return false;
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	state = strrchr(text, ')');
	return state != NULL && strncmp(state, ") Z", 3) != 0;
}

static bool lives(pid_t pid)
{
	assert_true(pid > 0);
	for (int i = 0; i < 200 && is_there(pid); i++)
		usleep(10000);
	return is_there(pid);
}

/* What it leaves behind ends with it, and does not keep us waiting. */
static void what_it_left_ends_with_it(void **state)
{
	struct runner_result result = run(script("sleep 300 & echo $! >$OUT"), NULL, "{}");

	(void)state;
	assert_int_equal(result.outcome, ALARM_TOLD);
	assert_false(lives((pid_t)atoi(written("out"))));
}

static void without_the_errand_it_ends(void **state)
{
	char *const command[] = {(char *)(uintptr_t)script("echo $$ >$OUT; exec sleep 300"), NULL};
	int socket;

	(void)state;
	assert_int_equal(runner_start(command, &socket, NULL), ERR_NONE);
	assert_int_equal(runner_send(socket, bytes_of_text("{}")), ERR_NONE);
	for (int i = 0; i < 500 && strchr(written("out"), '\n') == NULL; i++)
		usleep(10000);
	close(socket);
	assert_false(lives((pid_t)atoi(written("out"))));
}

static void one_after_the_other(void **state)
{
	char *const command[] = {(char *)(uintptr_t)script("cat >>$OUT"), NULL};
	int socket;

	(void)state;
	assert_int_equal(runner_start(command, &socket, NULL), ERR_NONE);
	for (int i = 0; i < 5; i++) {
		struct runner_result none;

		assert_int_equal(runner_receive(socket, &none), ERR_ABSENT);
		assert_int_equal(runner_send(socket, bytes_of_text("a")), ERR_NONE);
		assert_int_equal(wait_result(socket).outcome, ALARM_TOLD);
	}
	close(socket);
	assert_string_equal(written("out"), "aaaaa");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_command_gets_the_body),	 CASE(a_command_gets_nothing_else),
		CASE(how_it_ends_is_told),	 CASE(output_is_counted_only),
		CASE(the_body_need_not_be_read), CASE(what_it_left_ends_with_it),
		CASE(without_the_errand_it_ends), CASE(one_after_the_other),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
