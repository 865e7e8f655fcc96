// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The jail a child closes behind itself once it has opened what it needs: no new privileges, resource limits, a list of
 * system calls (seccomp), and the file system shut but for what its row allows (Landlock, where the kernel has it).
 */
#ifndef DAEMON_JAIL_H
#define DAEMON_JAIL_H

#include "daemon/child.h"

/* From here on the process can only do what its role needs. ERR_IO when the kernel refuses what it should have. */
enum err jail_enter(const struct child *child, struct error *error_r);

#endif
