// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What waits, for operators: those held for a person first, then by the moment at which something
 * will happen. In a flood a million may wait; the first QUEUE_SHOWN are told, the others counted.
 */
#include "daemon/keeper.h"
#include "daemon/keeper_hooks.h"

#include <stdio.h>

enum { QUEUE_SHOWN = 1000 }; /* some 250 bytes each, in an answer of at most 1 MiB */

/* The first ones so far: a heap whose root is the last of them, so that a walk over a million costs
 * a comparison each, and no memory. */
struct first {
	size_t line_index; /* SIZE_MAX: all lines */
	size_t all, held;  /* how many there are */
	size_t count;
	struct flow_waiting heap[QUEUE_SHOWN];
};

static bool is_before(const struct flow_waiting *a, const struct flow_waiting *b)
{
	ms_t at_a = a->held ? a->late : a->due, at_b = b->held ? b->late : b->due;

	if (a->held != b->held)
		return a->held;
	if (at_a != at_b)
		return at_a < at_b;
	return a->line_index != b->line_index ? a->line_index < b->line_index
					      : a->contact < b->contact;
}

static void swap(struct flow_waiting *a, struct flow_waiting *b)
{
	struct flow_waiting kept = *a;

	*a = *b;
	*b = kept;
}

static void sift_up(struct flow_waiting *heap, size_t at)
{
	while (at > 0 && is_before(&heap[(at - 1) / 2], &heap[at])) {
		swap(&heap[(at - 1) / 2], &heap[at]);
		at = (at - 1) / 2;
	}
}

static void sift_down(struct flow_waiting *heap, size_t count)
{
	size_t at = 0, child;

	while ((child = 2 * at + 1) < count) {
		if (child + 1 < count && is_before(&heap[child], &heap[child + 1]))
			child++;
		if (!is_before(&heap[at], &heap[child]))
			return;
		swap(&heap[at], &heap[child]);
		at = child;
	}
}

static void take(void *context, const struct flow_waiting *waiting)
{
	struct first *first = context;

	if (first->line_index != SIZE_MAX && first->line_index != waiting->line_index)
		return;
	first->all++;
	first->held += waiting->held;
	if (first->count < QUEUE_SHOWN) {
		first->heap[first->count] = *waiting;
		sift_up(first->heap, first->count++);
	} else if (is_before(waiting, &first->heap[0])) {
		first->heap[0] = *waiting;
		sift_down(first->heap, first->count);
	}
}

/* The heap into ascending order: its root, the last, goes behind what remains. */
static void sort(struct first *first)
{
	for (size_t left = first->count; left > 1; left--) {
		swap(&first->heap[0], &first->heap[left - 1]);
		sift_down(first->heap, left - 1);
	}
}

static void put_cohort(const struct flow_waiting *waiting, struct jsonout *json)
{
	char cluster[24];

	snprintf(cluster, sizeof cluster, "cluster:%08x", waiting->cluster);
	jsonout_text(json, "cluster", cluster);
	jsonout_real(json, "score", waiting->score, 2);
}

static void put_waiting(struct keeper *keeper, const struct flow_waiting *waiting,
			struct jsonout *json)
{
	jsonout_open(json, NULL);
	jsonout_text(json, "line", flow_line(keeper->flow, waiting->line_index)->name);
	jsonout_int(json, "contact", waiting->contact);
	jsonout_text(json, "number", waiting->address);
	jsonout_bool(json, "held", waiting->held);
	jsonout_text(json, "why", waiting->why != WHY_NONE ? why_name(waiting->why) : NULL);
	if (waiting->cluster != 0)
		put_cohort(waiting, json);
	jsonout_text(json, "move", move_name(waiting->move));
	jsonout_time(json, "due", waiting->due != 0 ? waiting->due : MS_NEVER);
	jsonout_time(json, "late", waiting->late);
	jsonout_int(json, "about", (int64_t)waiting->about);
	jsonout_close(json);
}

void keeper_queue(struct keeper *keeper, size_t line_index, struct jsonout *json)
{
	struct first *first = mem_alloc(1, sizeof *first);

	first->line_index = line_index;
	flow_queue(keeper->flow, take, first);
	sort(first);
	jsonout_int(json, "waiting", (int64_t)first->all);
	jsonout_int(json, "held", (int64_t)first->held);
	jsonout_open_list(json, "queue");
	for (size_t i = 0; i < first->count; i++)
		put_waiting(keeper, &first->heap[i], json);
	jsonout_close_list(json);
	keeper_hooks_queue(keeper, line_index, json);
	mem_free(first);
}
