// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/rehearsal.h"
#include "daemon/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

void rehearsal_shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The settings as a file that only its descriptor names. */
static int settings_file(struct bytes settings)
{
	int fd = memfd_create("settings.yaml", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, settings.data, settings.size) != (ssize_t)settings.size)
		rehearsal_shut(&fd);
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

enum err rehearsal_start(const char *config, struct bytes settings, uint64_t seed,
			 struct rehearsal_child *ret_child, struct error *error_r)
{
	int file = settings_file(settings), in[2] = {-1, -1}, out[2] = {-1, -1};
	bool ok = file >= 0 && pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0;
	pid_t pid;

	fflush(stdout);
	pid = ok ? fork() : -1;
	if (pid == 0)
		become_rehearse(config, file, seed, in[0], out[1]);
	if (pid < 0)
		error_set(error_r, ERR_IO, "a rehearsal cannot be started: %s", strerror(errno));
	rehearsal_shut(&file);
	rehearsal_shut(&in[0]);
	rehearsal_shut(&out[1]);
	*ret_child = (struct rehearsal_child){pid < 0 ? 0 : pid, in[1], out[0]};
	return pid < 0 ? ERR_IO : ERR_NONE;
}

enum err rehearsal_end(struct rehearsal_child *child, enum err err, struct error *error_r)
{
	int status = -1;

	rehearsal_shut(&child->in);
	rehearsal_shut(&child->out);
	if (child->pid <= 0)
		return err;
	if (err != ERR_NONE)
		kill(child->pid, SIGTERM);
	waitpid(child->pid, &status, 0);
	child->pid = 0;
	if (err == ERR_NONE && (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_DONE))
		err = error_set(error_r, ERR_STATE, "the rehearsal did not end well");
	return err;
}
