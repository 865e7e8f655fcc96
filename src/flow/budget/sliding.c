// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/sliding.h"
#include "base/mem.h"

#include <assert.h>

static struct sliding_run *run_at(const struct sliding *sliding, uint64_t index)
{
	return &sliding->runs[index % sliding->room];
}

enum err sliding_init(struct sliding *sliding, uint32_t room)
{
	assert(room >= SLIDING_ROOM_LEAST);
	*sliding = (struct sliding){.room = room, .now = INT64_MIN / 2};
	sliding->runs = mem_try_alloc(room, sizeof *sliding->runs);
	return sliding->runs != NULL ? ERR_NONE : ERR_MEMORY;
}

void sliding_finish(struct sliding *sliding)
{
	mem_free(sliding->runs);
	*sliding = (struct sliding){0};
}

static void advance(struct sliding *sliding, ms_t now)
{
	if (now > sliding->now)
		sliding->now = now;
	while (sliding->first < sliding->end &&
	       run_at(sliding, sliding->first)->at <= sliding->now - MS_HOUR)
		sliding->sum -= run_at(sliding, sliding->first++)->count;
}

/* Makes one of all runs that lie within the same `grain` ms, at the latest of their times. */
static void merge_within(struct sliding *sliding, ms_t grain)
{
	struct sliding_run *kept = run_at(sliding, sliding->first);
	uint64_t end = sliding->first + 1;

	for (uint64_t i = end; i < sliding->end; i++) {
		const struct sliding_run one = *run_at(sliding, i);

		if (one.at / grain != kept->at / grain) {
			kept = run_at(sliding, end++);
			*kept = one;
			continue;
		}
		kept->at = one.at;
		kept->count += one.count;
	}
	sliding->end = end;
}

/* Halves full runs at least, with grains as fine as will do. */
static void thin_out(struct sliding *sliding)
{
	for (ms_t grain = 2; sliding->end - sliding->first > sliding->room / 2; grain *= 2)
		merge_within(sliding, grain);
}

void sliding_add(struct sliding *sliding, ms_t now)
{
	struct sliding_run *last;

	advance(sliding, now);
	sliding->sum++;
	if (sliding->end > sliding->first) {
		last = run_at(sliding, sliding->end - 1);
		if (last->at == sliding->now) {
			last->count++;
			return;
		}
	}
	if (sliding->end - sliding->first == sliding->room)
		thin_out(sliding);
	*run_at(sliding, sliding->end++) = (struct sliding_run){sliding->now, 1};
}

uint64_t sliding_sum(struct sliding *sliding, ms_t now)
{
	advance(sliding, now);
	return sliding->sum;
}

ms_t sliding_room_at(struct sliding *sliding, ms_t now, uint64_t cap)
{
	uint64_t left;

	advance(sliding, now);
	left = sliding->sum;
	if (left < cap)
		return sliding->now;
	for (uint64_t i = sliding->first; i < sliding->end; i++) {
		left -= run_at(sliding, i)->count;
		if (left < cap)
			return run_at(sliding, i)->at + MS_HOUR;
	}
	return MS_NEVER;
}
