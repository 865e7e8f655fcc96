// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control_socket.h"
#include "base/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 16 };

/* A socket's address holds 107 bytes, and data folders may be deeper: such a one is named by its
 * folder's descriptor. `folder` is -1 when the path fits. */
struct address {
	struct sockaddr_un name;
	int folder;
};

static int open_folder(const char *path, const char *slash)
{
	struct buf folder = {0};
	int fd;

	buf_add(&folder, path, (size_t)(slash - path));
	fd = open(buf_text(&folder), O_PATH | O_DIRECTORY | O_CLOEXEC);
	buf_finish(&folder);
	return fd;
}

static enum err address_of(const char *path, struct address *ret_address, struct error *error_r)
{
	struct address address = {.name.sun_family = AF_UNIX, .folder = -1};
	const char *slash = strrchr(path, '/');
	struct buf name = {0};

	buf_add_text(&name, path);
	if (name.size >= sizeof address.name.sun_path && slash != NULL) {
		address.folder = open_folder(path, slash);
		buf_clear(&name);
		buf_add_format(&name, "/proc/self/fd/%d%s", address.folder, slash);
	}
	if (name.size >= sizeof address.name.sun_path) {
		buf_finish(&name);
		return error_set(error_r, ERR_INPUT, "%s: too long for a socket's name", path);
	}
	memcpy(address.name.sun_path, buf_text(&name), name.size + 1);
	buf_finish(&name);
	*ret_address = address;
	return ERR_NONE;
}

static void address_finish(const struct address *address)
{
	if (address->folder >= 0)
		close(address->folder);
}

static int call(int fd, const struct address *address)
{
	return connect(fd, (const struct sockaddr *)&address->name, sizeof address->name);
}

/* ---- listening ---- */

/* Whether somebody answers; also when he is too busy to. */
static bool is_answered(const struct address *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool answered = fd >= 0 && (call(fd, address) == 0 || errno == EAGAIN);

	if (fd >= 0)
		close(fd);
	return answered;
}

static enum err remove_old(const char *path, const struct address *address, struct error *error_r)
{
	struct stat file;

	if (lstat(path, &file) != 0)
		return ERR_NONE; /* if it is more than absent, bind() will say */
	if (!S_ISSOCK(file.st_mode))
		return error_set(
			error_r, ERR_EXISTS,
			"%s is in the way: the control socket is to be made there; move it", path);
	if (is_answered(address))
		return error_set(error_r, ERR_EXISTS,
				 "another fauxbond serves this data folder: it answers on %s",
				 path);
	if (unlink(path) != 0)
		return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	return ERR_NONE;
}

static enum err bind_at(int fd, const char *path, const struct address *address,
			struct error *error_r)
{
	mode_t old = umask(0177); /* it must never be open to others, not for a moment */
	int bound = bind(fd, (const struct sockaddr *)&address->name, sizeof address->name);

	umask(old);
	if (bound != 0 || listen(fd, BACKLOG) != 0)
		return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	return ERR_NONE;
}

enum err control_listen(const char *path, int *ret_fd, struct error *error_r)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct address address;
	enum err err;

	if (fd < 0)
		return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	err = address_of(path, &address, error_r);
	if (err == ERR_NONE) {
		err = remove_old(path, &address, error_r);
		if (err == ERR_NONE)
			err = bind_at(fd, path, &address, error_r);
		address_finish(&address);
	}
	if (err == ERR_NONE)
		*ret_fd = fd;
	else
		close(fd);
	return err;
}

/* ---- connecting ---- */

static enum err say_refusal(const char *path, int cause, struct error *error_r)
{
	if (cause == ENOENT || cause == ENOTDIR || cause == ECONNREFUSED)
		return error_set(error_r, ERR_ABSENT, "nobody answers on %s", path);
	if (cause == EACCES || cause == EPERM)
		return error_set(error_r, ERR_STATE, "no permission to use %s", path);
	return error_set(error_r, ERR_IO, "%s: %s", path, strerror(cause));
}

enum err control_connect(const char *path, int *ret_fd, struct error *error_r)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct address address;
	enum err err;

	if (fd < 0)
		return error_set(error_r, ERR_IO, "%s: %s", path, strerror(errno));
	err = address_of(path, &address, error_r);
	if (err == ERR_NONE) {
		if (call(fd, &address) != 0)
			err = say_refusal(path, errno, error_r);
		address_finish(&address);
	}
	if (err == ERR_NONE)
		*ret_fd = fd;
	else
		close(fd);
	return err;
}
