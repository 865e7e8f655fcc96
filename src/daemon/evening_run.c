// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/evening_run.h"
#include "daemon/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 65536 };

struct rehearsal {
	pid_t pid;
	int in, out;	     /* what it reads, what it writes: our ends; -1: closed */
	struct bytes events; /* not yet given */
	struct buf effects;  /* a line that is not whole yet */
	evening_line_fn *take;
	void *context;
};

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* ---- starting ---- */

/* The settings as a file that only its descriptor names. */
static int settings_file(struct bytes settings)
{
	int fd = memfd_create("evening.yaml", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, settings.data, settings.size) != (ssize_t)settings.size)
		shut(&fd);
	return fd;
}

static void become_rehearse(const char *config, int settings, uint64_t seed, int in, int out)
{
	char own[40], number[24];

	snprintf(own, sizeof own, "/proc/self/fd/%d", settings);
	snprintf(number, sizeof number, "%llu", (unsigned long long)seed);
	if (fcntl(settings, F_SETFD, 0) == 0 && dup2(in, STDIN_FILENO) >= 0 &&
	    dup2(out, STDOUT_FILENO) >= 0)
		execl("/proc/self/exe", "fauxbond", "rehearse", "--config",
		      config != NULL ? config : own, "--seed", number, (char *)NULL);
	_exit(EXIT_FAILED);
}

static enum err start(struct rehearsal *run, const char *config, struct bytes settings,
		      uint64_t seed, struct error *error_r)
{
	int file = settings_file(settings), in[2] = {-1, -1}, out[2] = {-1, -1};
	bool ok = file >= 0 && pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0;

	fflush(stdout);
	run->pid = ok ? fork() : -1;
	if (run->pid == 0)
		become_rehearse(config, file, seed, in[0], out[1]);
	if (run->pid < 0)
		error_set(error_r, ERR_IO, "a rehearsal cannot be started: %s", strerror(errno));
	shut(&file);
	shut(&in[0]);
	shut(&out[1]);
	run->in = in[1];
	run->out = out[0];
	return run->pid < 0 ? ERR_IO : ERR_NONE;
}

/* ---- both pipes at once ---- */

/* The pipe out of it is read only while there is room in the one into it, or neither would move. */
static void give(struct rehearsal *run)
{
	size_t size = run->events.size < PIECE ? run->events.size : PIECE;
	ssize_t given = write(run->in, run->events.data, size);

	if (given < 0 && errno != EAGAIN && errno != EINTR)
		run->events.size = 0; /* it has ended: its exit code says why */
	if (given > 0) {
		run->events.data += given;
		run->events.size -= (size_t)given;
	}
	if (run->events.size == 0)
		shut(&run->in);
}

static enum err take_lines(struct rehearsal *run, struct error *error_r)
{
	enum err err = ERR_NONE;
	size_t from = 0;
	uint8_t *end;

	while (err == ERR_NONE &&
	       (end = memchr(run->effects.data + from, '\n', run->effects.size - from)) != NULL) {
		struct bytes line = {run->effects.data + from,
				     (size_t)(end - run->effects.data) - from};

		err = run->take(run->context, line, error_r);
		from += line.size + 1;
	}
	buf_shift(&run->effects, from);
	return err;
}

static enum err hear(struct rehearsal *run, struct error *error_r)
{
	ssize_t got = read(run->out, buf_room(&run->effects, PIECE), PIECE);

	if (got > 0) {
		run->effects.size += (size_t)got;
		return take_lines(run, error_r);
	}
	if (got == 0)
		shut(&run->out);
	else if (errno != EINTR)
		return error_set(error_r, ERR_IO, "a pipe: %s", strerror(errno));
	return ERR_NONE;
}

static enum err talk(struct rehearsal *run, struct error *error_r)
{
	enum err err = ERR_NONE;

	fcntl(run->in, F_SETFL, O_NONBLOCK);
	while (err == ERR_NONE && run->out >= 0) {
		struct pollfd polled[] = {{run->out, POLLIN, 0}, {run->in, POLLOUT, 0}};

		if (poll(polled, 2, -1) < 0 && errno != EINTR)
			return error_set(error_r, ERR_IO, "poll: %s", strerror(errno));
		if (polled[1].revents != 0)
			give(run);
		if (polled[0].revents != 0)
			err = hear(run, error_r);
	}
	return err;
}

enum err evening_rehearse(const char *config, struct bytes settings, uint64_t seed,
			  struct bytes events, evening_line_fn *take, void *context,
			  struct error *error_r)
{
	struct rehearsal run = {.events = events, .take = take, .context = context};
	enum err err = start(&run, config, settings, seed, error_r);
	int status = -1;

	if (err == ERR_NONE)
		err = talk(&run, error_r);
	shut(&run.in);
	shut(&run.out);
	buf_finish(&run.effects);
	if (run.pid <= 0)
		return err;
	if (err != ERR_NONE)
		kill(run.pid, SIGTERM);
	waitpid(run.pid, &status, 0);
	if (err == ERR_NONE && (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_DONE))
		err = error_set(error_r, ERR_STATE, "the rehearsal did not end well");
	return err;
}
