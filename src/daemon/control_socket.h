// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The socket by which operators reach the running program: a Unix stream socket in the data folder
 * (installation.h). Who may connect is decided by the file system: folder 0700, socket 0600.
 */
#ifndef DAEMON_CONTROL_SOCKET_H
#define DAEMON_CONTROL_SOCKET_H

#include "base/error.h"

/* A listening socket, non-blocking. What an earlier run left there is removed, but only when nobody
 * answers on it: ERR_EXISTS when somebody does. */
enum err control_listen(const char *path, int *ret_fd, struct error *error_r);
/* A connected socket, blocking. ERR_ABSENT: nothing runs there; ERR_STATE: no permission. */
enum err control_connect(const char *path, int *ret_fd, struct error *error_r);

#endif
