// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/reply/outbox.h"
#include "base/map.h"
#include "base/mem.h"
#include "flow/limits.h"

#include <string.h>

/* A timer of an entry; it is stale when the entry's stamp has moved on. */
struct timer {
	ms_t at;
	uint64_t order; /* equal times ring in the order they were set */
	uint32_t index, stamp;
};

struct queue {
	uint32_t first, last;
};

struct outbox {
	struct entry *entries;
	uint32_t room, used, free; /* free: head of the free list through `next` */
	size_t count;
	struct timer *heap;
	size_t heap_room, heap_size;
	uint64_t order;
	struct map contacts; /* line, contact -> entry */
	struct queue queues[LINES_MAX][QUEUE_COUNT];
	size_t in_window[LINES_MAX];
};

enum { QUEUE_OUTSIDE = UINT32_MAX };

static uint64_t contact_key(uint32_t line_index, uint32_t contact)
{
	return (uint64_t)(line_index + 1) << 32 | contact;
}

struct outbox *outbox_create(void)
{
	struct outbox *outbox = mem_alloc(1, sizeof *outbox);

	outbox->free = ENTRY_NONE;
	for (int line = 0; line < LINES_MAX; line++)
		for (int queue = 0; queue < QUEUE_COUNT; queue++)
			outbox->queues[line][queue] = (struct queue){ENTRY_NONE, ENTRY_NONE};
	return outbox;
}

void outbox_destroy(struct outbox *outbox)
{
	if (outbox == NULL)
		return;
	for (uint32_t i = 0; i < outbox->used; i++)
		mem_free(outbox->entries[i].id);
	mem_free(outbox->entries);
	mem_free(outbox->heap);
	map_finish(&outbox->contacts);
	mem_free(outbox);
}

/* ---- the heap of timers: least (at, order) on top ---- */

static bool earlier(const struct timer *a, const struct timer *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void sift_up(struct timer *heap, size_t at)
{
	struct timer moving = heap[at];

	while (at > 0 && earlier(&moving, &heap[(at - 1) / 2])) {
		heap[at] = heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	heap[at] = moving;
}

static void sift_down(struct timer *heap, size_t size)
{
	struct timer moving = heap[0];
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= size)
			break;
		if (child + 1 < size && earlier(&heap[child + 1], &heap[child]))
			child++;
		if (!earlier(&heap[child], &moving))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = moving;
}

static bool stale(const struct outbox *outbox, const struct timer *timer)
{
	return outbox->entries[timer->index].stamp != timer->stamp;
}

/* Throws stale timers away when they are the greater part, so that the heap stays of the order of the entries. */
static void sweep(struct outbox *outbox)
{
	size_t kept = 0;

	for (size_t i = 0; i < outbox->heap_size; i++)
		if (!stale(outbox, &outbox->heap[i]))
			outbox->heap[kept++] = outbox->heap[i];
	outbox->heap_size = kept;
	for (size_t i = 1; i < kept; i++)
		sift_up(outbox->heap, i);
}

/* Makes sure that one more timer can be set. */
static enum err heap_reserve(struct outbox *outbox)
{
	size_t room;
	struct timer *heap;

	if (outbox->heap_size < outbox->heap_room)
		return ERR_NONE;
	if (outbox->heap_size > 2 * outbox->count + 64) {
		sweep(outbox);
		return ERR_NONE;
	}
	room = outbox->heap_room != 0 ? outbox->heap_room * 2 : 256;
	heap = mem_try_grow(outbox->heap, room, sizeof *heap);
	if (heap == NULL)
		return ERR_MEMORY;
	outbox->heap = heap;
	outbox->heap_room = room;
	return ERR_NONE;
}

/* Sets the entry's only timer; an older one becomes stale. heap_reserve() came before. */
static void set_timer(struct outbox *outbox, uint32_t index, ms_t at)
{
	struct entry *entry = &outbox->entries[index];

	entry->stamp++;
	outbox->heap[outbox->heap_size] =
		(struct timer){at, outbox->order++, index, entry->stamp};
	sift_up(outbox->heap, outbox->heap_size++);
}

static void pop_timer(struct outbox *outbox)
{
	outbox->heap[0] = outbox->heap[--outbox->heap_size];
	if (outbox->heap_size > 0)
		sift_down(outbox->heap, outbox->heap_size);
}

static void drop_stale(struct outbox *outbox)
{
	while (outbox->heap_size > 0 && stale(outbox, &outbox->heap[0]))
		pop_timer(outbox);
}

/* ---- queues ---- */

static struct queue *queue_of(struct outbox *outbox, const struct entry *entry)
{
	return &outbox->queues[entry->line_index][entry->queue];
}

static void leave_queue(struct outbox *outbox, uint32_t index)
{
	struct entry *entry = &outbox->entries[index];
	struct queue *queue;

	if (entry->queue == QUEUE_OUTSIDE)
		return;
	queue = queue_of(outbox, entry);
	if (entry->previous != ENTRY_NONE)
		outbox->entries[entry->previous].next = entry->next;
	else
		queue->first = entry->next;
	if (entry->next != ENTRY_NONE)
		outbox->entries[entry->next].previous = entry->previous;
	else
		queue->last = entry->previous;
	entry->queue = QUEUE_OUTSIDE;
}

static void join_queue(struct outbox *outbox, uint32_t index, enum wait_queue which)
{
	struct entry *entry = &outbox->entries[index];
	struct queue *queue;

	entry->queue = which;
	queue = queue_of(outbox, entry);
	entry->previous = queue->last;
	entry->next = ENTRY_NONE;
	if (queue->last != ENTRY_NONE)
		outbox->entries[queue->last].next = index;
	else
		queue->first = index;
	queue->last = index;
}

/* ---- entries ---- */

static bool is_in_window(const struct entry *entry)
{
	return entry->state == ENTRY_SCHEDULED || entry->state == ENTRY_WAITING;
}

/* The only place where a state changes. */
static void set_state(struct outbox *outbox, struct entry *entry, enum entry_state state)
{
	outbox->in_window[entry->line_index] -= is_in_window(entry);
	entry->state = state;
	outbox->in_window[entry->line_index] += is_in_window(entry);
}

static enum err take_free(struct outbox *outbox, uint32_t *ret_index)
{
	if (outbox->free != ENTRY_NONE) {
		*ret_index = outbox->free;
		return ERR_NONE;
	}
	if (outbox->used >= LIMIT_WAITING)
		return ERR_FULL;
	if (outbox->used == outbox->room) {
		uint32_t room = outbox->room != 0 ? outbox->room * 2 : 64;
		struct entry *entries = mem_try_grow(outbox->entries, room, sizeof *entries);

		if (entries == NULL)
			return ERR_MEMORY;
		outbox->entries = entries;
		outbox->room = room;
	}
	*ret_index = outbox->used;
	return ERR_NONE;
}

static ms_t first_ring(const struct entry *entry)
{
	return entry->state == ENTRY_PERSON ? entry->late : entry->due;
}

/* A fresh place in the table for a contact that has none. */
static enum err place_new(struct outbox *outbox, const struct entry *entry, uint32_t *ret_index)
{
	uint32_t index;
	enum err err = take_free(outbox, &index);

	if (err == ERR_NONE)
		err = map_put(&outbox->contacts, contact_key(entry->line_index, entry->contact),
			      index);
	if (err != ERR_NONE)
		return err;
	if (index == outbox->used) {
		outbox->used++;
		outbox->entries[index] = (struct entry){.state = ENTRY_FREE};
	} else {
		outbox->free = outbox->entries[index].next;
	}
	outbox->count++;
	*ret_index = index;
	return ERR_NONE;
}

enum err outbox_add(struct outbox *outbox, const struct entry *entry)
{
	uint32_t index = outbox_find(outbox, entry->line_index, entry->contact);
	enum err err = heap_reserve(outbox);
	struct entry *place;
	uint32_t stamp;

	if (err == ERR_NONE && index == ENTRY_NONE)
		err = place_new(outbox, entry, &index);
	else if (err == ERR_NONE)
		leave_queue(outbox, index);
	if (err != ERR_NONE)
		return err;
	place = &outbox->entries[index];
	stamp = place->stamp;
	mem_free(place->id);
	if (place->state != ENTRY_FREE)
		set_state(outbox, place, ENTRY_FREE);
	*place = *entry;
	place->state = ENTRY_FREE;
	set_state(outbox, place, entry->state);
	place->id = entry->id != NULL ? mem_strdup(entry->id) : NULL;
	place->stamp = stamp;
	place->queue = QUEUE_OUTSIDE;
	set_timer(outbox, index, first_ring(place));
	return ERR_NONE;
}

uint32_t outbox_find(const struct outbox *outbox, uint32_t line_index, uint32_t contact)
{
	uint32_t index;

	return map_get(&outbox->contacts, contact_key(line_index, contact), &index) ? index
										    : ENTRY_NONE;
}

struct entry *outbox_entry(struct outbox *outbox, uint32_t index)
{
	return &outbox->entries[index];
}

void outbox_remove(struct outbox *outbox, uint32_t index)
{
	struct entry *entry = &outbox->entries[index];

	leave_queue(outbox, index);
	map_remove(&outbox->contacts, contact_key(entry->line_index, entry->contact));
	mem_free(entry->id);
	entry->id = NULL;
	set_state(outbox, entry, ENTRY_FREE);
	entry->stamp++;
	entry->next = outbox->free;
	outbox->free = index;
	outbox->count--;
}

uint32_t outbox_ring(struct outbox *outbox, ms_t now)
{
	uint32_t index;

	drop_stale(outbox);
	if (outbox->heap_size == 0 || outbox->heap[0].at > now)
		return ENTRY_NONE;
	index = outbox->heap[0].index;
	pop_timer(outbox);
	return index;
}

enum err outbox_wait(struct outbox *outbox, uint32_t index, enum entry_state state)
{
	struct entry *entry = &outbox->entries[index];
	enum wait_queue queue = QUEUE_WINDOW;
	enum err err = heap_reserve(outbox);

	if (err != ERR_NONE)
		return err;
	leave_queue(outbox, index);
	set_state(outbox, entry, state);
	/* Whom a cohort held is no longer first for having written despair: the attack may have. */
	if (entry->move == MOVE_HELP_LINE && (state != ENTRY_HELD || entry->why != WHY_COHORT))
		queue = QUEUE_HELP;
	else if (state == ENTRY_HELD)
		queue = QUEUE_LATE;
	join_queue(outbox, index, queue);
	set_timer(outbox, index, state == ENTRY_HELD ? entry->late : entry->until);
	return ERR_NONE;
}

enum err outbox_park(struct outbox *outbox, uint32_t index)
{
	struct entry *entry = &outbox->entries[index];
	enum err err = heap_reserve(outbox);

	if (err != ERR_NONE)
		return err;
	leave_queue(outbox, index);
	set_state(outbox, entry, ENTRY_HELD);
	set_timer(outbox, index, entry->late);
	return ERR_NONE;
}

size_t outbox_in_window(const struct outbox *outbox, uint32_t line_index)
{
	return outbox->in_window[line_index];
}

enum err outbox_rearm(struct outbox *outbox, uint32_t index, ms_t at)
{
	enum err err = heap_reserve(outbox);

	if (err == ERR_NONE)
		set_timer(outbox, index, at);
	return err;
}

uint32_t outbox_first(const struct outbox *outbox, uint32_t line_index, enum wait_queue queue)
{
	return outbox->queues[line_index][queue].first;
}

uint32_t outbox_after(const struct outbox *outbox, uint32_t index)
{
	return outbox->entries[index].next;
}

ms_t outbox_next(struct outbox *outbox)
{
	drop_stale(outbox);
	return outbox->heap_size > 0 ? outbox->heap[0].at : MS_NEVER;
}

uint64_t outbox_low(const struct outbox *outbox, uint32_t line_index)
{
	uint64_t low = UINT64_MAX;

	for (uint32_t i = 0; i < outbox->used; i++) {
		const struct entry *entry = &outbox->entries[i];

		if (entry->state != ENTRY_FREE && entry->line_index == line_index &&
		    entry->about < low)
			low = entry->about;
	}
	return low;
}

size_t outbox_count(const struct outbox *outbox)
{
	return outbox->count;
}

uint32_t outbox_walk(const struct outbox *outbox, uint32_t index)
{
	for (index = index == ENTRY_NONE ? 0 : index + 1; index < outbox->used; index++)
		if (outbox->entries[index].state != ENTRY_FREE)
			return index;
	return ENTRY_NONE;
}
