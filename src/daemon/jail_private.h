// SPDX-License-Identifier: GPL-3.0-or-later
/* What the jail's rooms share: jail.c (privileges, limits, order), jail_landlock.c (files and
 * ports), jail_seccomp.c (system calls). */
#ifndef DAEMON_JAIL_PRIVATE_H
#define DAEMON_JAIL_PRIVATE_H

#include "daemon/jail.h"

/* valgrind's translated code is executable memory, and its own calls are seen as ours: under it
 * there is no jail. */
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

/* AddressSanitizer looks at its own process from a second thread at the end (leaks), and reads the
 * program's files to name functions. A build with it is for finding bugs: its jail lets that
 * happen, and is never shipped. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define JAIL_SANITIZED 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define JAIL_SANITIZED 1
#endif
#ifndef JAIL_SANITIZED
#define JAIL_SANITIZED 0
#endif

/* The child's own row of the settings; NULL for a name they do not have. */
const struct bearer_settings *jail_bearer(const struct child *child);

/* Shuts the file system and TCP ports but for what the role needs. A kernel without Landlock is no
 * error: it is said in the log, and the list of system calls stands alone. */
enum err jail_files(const struct child *child, struct error *error_r);
/* The last step: from here on only what jail.tbl lists. */
enum err jail_calls(enum role role, struct error *error_r);

#endif
