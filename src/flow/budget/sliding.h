// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How often something happened in the last hour: in (now - 1 h, now], like the ledger's windows.
 *
 * What happened at one moment is one run. Memory is fixed: when the runs are full, those that lie
 * close together become one, at the latest of their times. That counts longer (by 7.3 million ms
 * over the number of runs, rounded up to a power of two: 4.1 s with 2,048), never shorter. A clock
 * that steps back is not followed: time here only grows.
 */
#ifndef FLOW_BUDGET_SLIDING_H
#define FLOW_BUDGET_SLIDING_H

#include "base/clock.h"
#include "base/error.h"

enum { SLIDING_ROOM_LEAST = 16 };

struct sliding_run {
	ms_t at;
	uint64_t count;
};

struct sliding {
	struct sliding_run *runs;
	uint32_t room;
	uint64_t first, end; /* absolute indexes; runs[i % room] */
	uint64_t sum;
	ms_t now; /* the latest moment it has seen */
};

/* ERR_MEMORY when the runs cannot be had. `room`: SLIDING_ROOM_LEAST or more. */
enum err sliding_init(struct sliding *sliding, uint32_t room);
void sliding_finish(struct sliding *sliding);

void sliding_add(struct sliding *sliding, ms_t now);
uint64_t sliding_sum(struct sliding *sliding, ms_t now);
/* The earliest moment at which the sum is below `cap` if nothing more happens: `now` when it is;
 * MS_NEVER for a cap of 0. */
ms_t sliding_room_at(struct sliding *sliding, ms_t now, uint64_t cap);

#endif
