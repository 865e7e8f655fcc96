// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A disk that fails, to be preloaded: in each process, writes to files (FAUXBOND_DISK=write:N:ERRNO) or syncs of files
 * (sync:N:ERRNO) fail with that errno from the N-th on. A process that is started anew has N good ones again.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char mode[8] = "";
static long most;
static int error;
static long count;

__attribute__((constructor)) static void begin(void)
{
	const char *plan = getenv("FAUXBOND_DISK");

	if (plan == NULL || sscanf(plan, "%7[a-z]:%ld:%d", mode, &most, &error) != 3)
		mode[0] = '\0';
}

static bool fails(const char *what, int fd)
{
	struct stat stat;

	if (strcmp(mode, what) != 0 || fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
		return false;
	if (++count < most)
		return false;
	errno = error;
	return true;
}

static void *next(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (found == NULL)
		abort();
	return found;
}

/* With 64-bit offsets, as everywhere here, this is the symbol pwrite64: what SQLite calls. */
ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	static ssize_t (*real)(int, const void *, size_t, off_t);

	if (real == NULL)
		*(void **)&real = next("pwrite64");
	return fails("write", fd) ? -1 : real(fd, data, size, at);
}

int fdatasync(int fd)
{
	static int (*real)(int);

	if (real == NULL)
		*(void **)&real = next("fdatasync");
	return fails("sync", fd) ? -1 : real(fd);
}

int fsync(int fd)
{
	static int (*real)(int);

	if (real == NULL)
		*(void **)&real = next("fsync");
	return fails("sync", fd) ? -1 : real(fd);
}
