// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * LD_PRELOAD: remembers what a disk could still forget. Every change to a file directly in
 * FAUXBOND_POWER_DIR is noted with what was there before, in the file FAUXBOND_POWER_JOURNAL
 * (journal.h), until a sync of that file. At the FAUXBOND_POWER_KILL-th change or sync the process
 * kills itself: halfway through, if it is a write.
 *
 * Shared memory (-shm) is rebuilt by SQLite and left out. What is mapped into memory is not seen:
 * SQLite maps only that. A library before this one in LD_PRELOAD that swallows syncs (libeatmydata)
 * hides them from us, as a disk that lies would; then everything since the start is forgotten.
 */
#undef _FILE_OFFSET_BITS /* else the headers turn open into open64, and both are defined here */
#include "journal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

static const char *folder;
static int journal = -1;
static unsigned long long kill_at, calls;

#define REAL(name, ...) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))(__VA_ARGS__)

__attribute__((constructor)) static void start(void)
{
	const char *path = getenv("FAUXBOND_POWER_JOURNAL"), *at = getenv("FAUXBOND_POWER_KILL");

	folder = getenv("FAUXBOND_POWER_DIR");
	if (folder == NULL || path == NULL)
		return;
	journal = REAL(open, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	kill_at = at != NULL ? strtoull(at, NULL, 10) : 0;
}

static bool in_folder(const char *path)
{
	size_t size = folder != NULL ? strlen(folder) : 0, length = strlen(path);

	return journal >= 0 && size != 0 && strncmp(path, folder, size) == 0 && path[size] == '/' &&
	       strchr(path + size + 1, '/') == NULL &&
	       (length < 4 || strcmp(path + length - 4, "-shm") != 0);
}

/* Whether the descriptor is one of the folder's files, and its state. */
static bool ours(int fd, struct stat *ret_status)
{
	char link[32], path[PATH_MAX];
	ssize_t size;

	if (journal < 0 || fstat(fd, ret_status) != 0 || !S_ISREG(ret_status->st_mode))
		return false;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	size = readlink(link, path, sizeof path - 1);
	if (size < 0)
		return false;
	path[size] = '\0';
	return in_folder(path);
}

static void note(const struct record *record, const void *data)
{
	struct iovec parts[] = {{(void *)record, sizeof *record}, {(void *)data, record->size}};

	if (writev(journal, parts, 2) != (ssize_t)(sizeof *record + record->size))
		abort(); /* a test without its journal proves nothing */
}

static bool now_dies(void)
{
	return kill_at != 0 && ++calls == kill_at;
}

static void die(void)
{
	kill(getpid(), SIGKILL);
}

/* Notes what `length` bytes at `at` were before they change. */
static void note_bytes(int fd, enum record_type type, uint64_t at, uint64_t from, uint64_t length,
		       const struct stat *status)
{
	uint64_t size = (uint64_t)status->st_size;
	uint64_t had = from >= size ? 0 : size - from < length ? size - from : length;
	struct record record = {.type = type,
				.size = (uint32_t)had,
				.inode = status->st_ino,
				.at = at,
				.length = length,
				.old_size = size};
	uint8_t *old = malloc(had + 1);

	if (old == NULL || pread(fd, old, had, (off_t)from) != (ssize_t)had)
		abort();
	note(&record, old);
	free(old);
}

static ssize_t real_pwrite(int fd, const void *data, size_t size, off_t at)
{
	return REAL(pwrite, fd, data, size, at);
}

EXPORT ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	struct stat status;

	if (!ours(fd, &status))
		return real_pwrite(fd, data, size, at);
	note_bytes(fd, RECORD_WRITE, (uint64_t)at, (uint64_t)at, size, &status);
	if (now_dies()) {
		real_pwrite(fd, data, size / 2, at);
		die();
	}
	return real_pwrite(fd, data, size, at);
}

EXPORT ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
	return pwrite(fd, data, size, at);
}

EXPORT ssize_t write(int fd, const void *data, size_t size)
{
	struct stat status;
	off_t at;
	ssize_t written;

	if (!ours(fd, &status))
		return REAL(write, fd, data, size);
	at = lseek(fd, 0, SEEK_CUR);
	written = pwrite(fd, data, size, at);
	if (written > 0)
		lseek(fd, at + written, SEEK_SET);
	return written;
}

EXPORT int ftruncate(int fd, off_t size)
{
	struct stat status;

	if (ours(fd, &status)) {
		uint64_t most = (uint64_t)status.st_size;

		note_bytes(fd, RECORD_TRUNCATE, (uint64_t)size, (uint64_t)size, most, &status);
		if (now_dies())
			die();
	}
	return REAL(ftruncate, fd, size);
}

EXPORT int ftruncate64(int fd, off64_t size)
{
	return ftruncate(fd, size);
}

/* A folder's sync settles names; a file's its content. */
static void note_sync(int fd)
{
	struct record record = {.type = RECORD_SYNC};
	struct stat status;

	if (ours(fd, &status))
		record.inode = status.st_ino;
	else if (journal >= 0 && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode))
		record.type = RECORD_SYNC_NAMES;
	else
		return;
	note(&record, "");
}

EXPORT int fsync(int fd)
{
	int result;

	if (now_dies())
		die();
	result = REAL(fsync, fd);
	if (result == 0)
		note_sync(fd);
	return result;
}

EXPORT int fdatasync(int fd)
{
	int result;

	if (now_dies())
		die();
	result = REAL(fdatasync, fd);
	if (result == 0)
		note_sync(fd);
	return result;
}

static void note_name(enum record_type type, const char *path, uint64_t inode)
{
	struct record record = {.type = type, .size = (uint32_t)strlen(path) + 1, .inode = inode};

	note(&record, path);
}

static int open_noted(const char *path, int flags, mode_t mode)
{
	struct stat status;
	bool is_new = (flags & O_CREAT) != 0 && in_folder(path) && stat(path, &status) != 0;
	int fd = REAL(open, path, flags, mode);

	if (fd >= 0 && is_new && fstat(fd, &status) == 0)
		note_name(RECORD_CREATE, path, status.st_ino);
	return fd;
}

#define OPEN_BODY                                                                                  \
	va_list args;                                                                              \
	mode_t mode;                                                                               \
                                                                                                   \
	va_start(args, flags);                                                                     \
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(args, mode_t) : 0;                    \
	va_end(args);                                                                              \
	return open_noted(path, flags, mode);

EXPORT int open(const char *path, int flags, ...){OPEN_BODY}

EXPORT int open64(const char *path, int flags, ...){OPEN_BODY}

/* The file stays reachable under another name, so that its going can be undone. */
EXPORT int unlink(const char *path)
{
	struct stat status;

	if (in_folder(path) && stat(path, &status) == 0) {
		char kept[PATH_MAX];

		snprintf(kept, sizeof kept, "%s.kept-%llu", getenv("FAUXBOND_POWER_JOURNAL"),
			 (unsigned long long)status.st_ino);
		note_name(RECORD_UNLINK, path, status.st_ino);
		if (link(path, kept) != 0 && errno != EEXIST)
			abort();
		if (now_dies())
			die();
	}
	return REAL(unlink, path);
}
