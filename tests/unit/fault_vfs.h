// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A VFS for SQLite over the default one in which the n-th write, sync, ... fails, and an allocator in which the n-th
 * allocation does. A write that fails has written its first half, as a full disk does.
 */
#ifndef TESTS_UNIT_FAULT_VFS_H
#define TESTS_UNIT_FAULT_VFS_H

#include <stdbool.h>
#include <stdint.h>

#define FAULT_VFS "fault"

enum fault {
	FAULT_NONE,
	FAULT_WRITE,    /* an I/O error */
	FAULT_FULL,     /* no room left */
	FAULT_SYNC,
	FAULT_TRUNCATE,
	FAULT_OPEN,
	FAULT_READ,
	FAULT_MEMORY,
	FAULT_COUNT,
};

/* Before SQLite's first use. */
void fault_install(void);
/* The n-th call of that kind from now fails, and with `for_ever` all after it. FAULT_NONE disarms. */
void fault_arm(enum fault kind, uint64_t nth, bool for_ever);
bool fault_fired(void);
/* Writes, syncs and truncations that were tried so far. */
uint64_t fault_changes(void);

#endif
