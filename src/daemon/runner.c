// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/runner.h"

#include <errno.h>
#include <linux/close_range.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SOCKET = 3 }; /* the runner's only descriptor beside the standard ones */

/* One run of the command. */
struct run {
	pid_t pid;
	int process;  /* pidfd: readable when it has ended */
	int output;   /* -1: closed by all who had it */
	uint32_t size;
};

static int64_t milliseconds(void)
{
	struct timespec spec;

	clock_gettime(CLOCK_MONOTONIC, &spec);
	return (int64_t)spec.tv_sec * 1000 + spec.tv_nsec / 1000000;
}

/* ---- the command's own process ---- */

/* What the program ignores, a command expects to work. */
static void restore_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void become_command(char *const *command, int input, int output, int failure)
{
	char *const nothing[] = {NULL};
	int error;

	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* the runner's death, should somebody kill it */
	restore_signals();
	/* Whatever was inherited, from whoever started us: nothing of it is the command's. */
	close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
	    dup2(output, STDERR_FILENO) >= 0 && chdir("/") == 0)
		execve(command[0], command, nothing);
	error = errno;
	(void)!write(failure, &error, sizeof error);
	_exit(127);
}

/* ---- one run ---- */

/* A body always fits a new pipe, so that the write never waits. */
static bool open_input(struct bytes body, int *ret_input)
{
	int pair[2];

	_Static_assert(ALARM_BODY_MAX <= 4096, "what every pipe takes at once");
	if (pipe2(pair, O_CLOEXEC) != 0)
		return false;
	*ret_input = pair[0];
	if (write(pair[1], body.data, body.size) != (ssize_t)body.size) {
		close(pair[0]);
		*ret_input = -1;
	}
	close(pair[1]);
	return *ret_input >= 0;
}

static void close_some(int a, int b, int c)
{
	const int all[] = {a, b, c};

	for (size_t i = 0; i < 3; i++)
		if (all[i] >= 0)
			close(all[i]);
}

/* 0, or the errno for which execve() failed: the pipe is closed by an exec that works. */
static int read_failure(int failure)
{
	int error = 0;
	ssize_t got;

	do
		got = read(failure, &error, sizeof error);
	while (got < 0 && errno == EINTR);
	return got == sizeof error ? error : 0;
}

/* 0, or the errno for which it does not run. */
static int launch(char *const *command, struct bytes body, struct run *run)
{
	int output[2] = {-1, -1}, failure[2] = {-1, -1}, input = -1, error = 0;

	if (!open_input(body, &input) || pipe2(output, O_CLOEXEC) != 0 ||
	    pipe2(failure, O_CLOEXEC) != 0)
		error = errno;
	if (error == 0 && (run->pid = fork()) == 0)
		become_command(command, input, output[1], failure[1]);
	if (error == 0 && run->pid < 0)
		error = errno;
	close_some(input, output[1], failure[1]);
	if (error == 0) {
		error = read_failure(failure[0]);
		run->process = pidfd_open(run->pid, 0);
		fcntl(output[0], F_SETFL, O_NONBLOCK);
	}
	close_some(failure[0], -1, -1);
	run->output = output[0];
	return error;
}

static void read_output(struct run *run)
{
	char bytes[4096];
	ssize_t got;

	if (run->output < 0)
		return;
	while ((got = read(run->output, bytes, sizeof bytes)) > 0)
		run->size = run->size > UINT32_MAX - (uint32_t)got ? UINT32_MAX
								   : run->size + (uint32_t)got;
	if (got == 0) {
		close(run->output);
		run->output = -1;
	}
}

/* Until it ends, the time is over, or the errand is gone; true: it has ended by itself. */
static bool wait_for(struct run *run)
{
	int64_t until = milliseconds() + RUNNER_MOST * 1000;
	int64_t left;

	while ((left = until - milliseconds()) > 0) {
		struct pollfd polled[] = {{.fd = run->process, .events = POLLIN},
					  {.fd = run->output, .events = POLLIN},
					  {.fd = SOCKET, .events = 0}};

		if (poll(polled, 3, (int)left) < 0 && errno != EINTR)
			return false;
		read_output(run);
		if ((polled[0].revents & POLLIN) != 0)
			return true;
		if (polled[2].revents != 0)
			return false;
	}
	return false;
}

/* Its whole group: while it is not reaped, nobody else can have its number. */
static struct runner_result reap(struct run *run, bool ended)
{
	struct runner_result result = {.outcome = ALARM_OVERDUE, .detail = RUNNER_MOST};
	int status = 0;

	kill(-run->pid, SIGKILL);
	kill(run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		;
	read_output(run);
	result.output = run->size;
	if (!ended)
		return result;
	result.outcome = WIFSIGNALED(status)       ? ALARM_SIGNALLED
			 : WEXITSTATUS(status) != 0 ? ALARM_EXITED
						    : ALARM_TOLD;
	result.detail = (uint32_t)(WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return result;
}

static struct runner_result run_once(char *const *command, struct bytes body)
{
	struct run run = {.pid = -1, .process = -1, .output = -1};
	struct runner_result result = {.outcome = ALARM_UNSTARTED};
	int error = launch(command, body, &run);

	if (run.pid > 0)
		result = reap(&run, error == 0 && wait_for(&run));
	if (error != 0)
		result = (struct runner_result){.outcome = ALARM_UNSTARTED, .detail = (uint32_t)error};
	close_some(run.process, run.output, -1);
	return result;
}

/* ---- the runner's process ---- */

static void serve_errand(char *const *command)
{
	uint8_t body[ALARM_BODY_MAX];
	struct runner_result result;
	ssize_t got;

	while ((got = recv(SOCKET, body, sizeof body, 0)) > 0) {
		result = run_once(command, (struct bytes){body, (size_t)got});
		if (send(SOCKET, &result, sizeof result, MSG_NOSIGNAL) != sizeof result)
			return;
	}
}

/* The log stays on stderr; all else that the errand has open is none of the runner's. */
static void become_runner(char *const *command, int socket)
{
	int null = open("/dev/null", O_RDWR);

	prctl(PR_SET_NAME, "runner");
	prctl(PR_SET_DUMPABLE, 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL); /* ignored, ends would not be told */
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(socket, SOCKET);
	close_range(SOCKET + 1, ~0U, 0);
	fcntl(SOCKET, F_SETFD, FD_CLOEXEC);
	serve_errand(command);
	_exit(0);
}

enum err runner_start(char *const *command, int *ret_socket, struct error *error_r)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return error_set(error_r, ERR_IO, "socketpair: %s", strerror(errno));
	pid = fork();
	if (pid == 0)
		become_runner(command, pair[1]);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return error_set(error_r, ERR_IO, "fork: %s", strerror(errno));
	}
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	*ret_socket = pair[0];
	return ERR_NONE;
}

enum err runner_send(int socket, struct bytes body)
{
	return send(socket, body.data, body.size, MSG_NOSIGNAL) == (ssize_t)body.size ? ERR_NONE
										      : ERR_IO;
}

enum err runner_receive(int socket, struct runner_result *ret_result)
{
	struct runner_result result;
	ssize_t got = recv(socket, &result, sizeof result, 0);

	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return ERR_ABSENT;
	if (got != sizeof result || (unsigned)result.outcome >= ALARM_OUTCOME_COUNT)
		return ERR_IO;
	*ret_result = result;
	return ERR_NONE;
}
