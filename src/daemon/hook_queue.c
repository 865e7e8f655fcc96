// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/hook_queue.h"
#include "base/mem.h"

#include <string.h>

/* How long after an event's first, second… failure it is tried again: Standard Webhooks 1.0.0, "Deliverability". */
static const ms_t delays[HOOK_TRIES - 1] = {5 * MS_SECOND, 5 * MS_MINUTE, 30 * MS_MINUTE, 2 * MS_HOUR, 5 * MS_HOUR,
					    10 * MS_HOUR,  14 * MS_HOUR,  20 * MS_HOUR,	  24 * MS_HOUR};

/* And how long a server is left alone after its first, second… failure in a row, whatever is due. */
static const ms_t rests[] = {0, 0, 30 * MS_SECOND, 2 * MS_MINUTE, 10 * MS_MINUTE};

enum { RESTS = sizeof rests / sizeof rests[0] };

/* Between an attempt that was lost and the next: the process is being started again. */
#define LOST_DELAY MS_SECOND

#define EACH(entry, queue)                                                                         \
	for (struct hook_entry *entry = (queue)->entries;                                          \
	     entry < (queue)->entries + HOOK_QUEUE_MAX; entry++)

void hook_queue_init(struct hook_queue *queue, uint64_t first_token)
{
	*queue = (struct hook_queue){.next_token = first_token, .next_order = 1};
	queue->entries = mem_alloc(HOOK_QUEUE_MAX, sizeof queue->entries[0]);
}

static void drop(struct hook_queue *queue, struct hook_entry *entry)
{
	if (entry->token != 0)
		queue->count--;
	buf_finish(&entry->body);
	*entry = (struct hook_entry){0};
}

void hook_queue_finish(struct hook_queue *queue)
{
	EACH(entry, queue)
		drop(queue, entry);
	mem_free(queue->entries);
	queue->entries = NULL;
}

/* ---- putting ---- */

/* A free place, or the oldest one's: what comes now says more of what is. */
static struct hook_entry *make_room(struct hook_queue *queue)
{
	struct hook_entry *oldest = NULL;

	EACH(entry, queue)
	{
		if (entry->token == 0)
			return entry;
		if (!entry->under_way && (oldest == NULL || entry->order < oldest->order))
			oldest = entry;
	}
	drop(queue, oldest);
	queue->dropped++;
	return oldest;
}

void hook_queue_put(struct hook_queue *queue, const uint8_t id[ALARM_ID], struct bytes body, ms_t now)
{
	struct hook_entry *place;

	if (queue->gone || body.size > HOOK_BODY_MAX) {
		queue->dropped++;
		return;
	}
	place = make_room(queue);
	*place = (struct hook_entry){
		.token = queue->next_token++, .order = queue->next_order++, .born = now, .due = now};
	memcpy(place->id, id, ALARM_ID);
	buf_add(&place->body, body.data, body.size);
	queue->count++;
}

/* ---- taking ---- */

static struct hook_entry *soonest(const struct hook_queue *queue)
{
	struct hook_entry *first = NULL;

	if (queue->count == 0)
		return NULL;
	EACH(entry, queue)
		if (entry->token != 0 && (first == NULL || entry->due < first->due ||
					  (entry->due == first->due && entry->order < first->order)))
			first = entry;
	return first;
}

/* A server that was away for days: what nobody can want to hear any more. */
static void let_go_of_the_old(struct hook_queue *queue, ms_t now)
{
	EACH(entry, queue)
		if (entry->token != 0 && now - entry->born > HOOK_AGE_MOST) {
			drop(queue, entry);
			queue->given_up++;
		}
}

const struct hook_entry *hook_queue_take(struct hook_queue *queue, ms_t now)
{
	struct hook_entry *first;

	if (queue->under_way != NULL || queue->count == 0 || queue->rests_until > now)
		return NULL;
	let_go_of_the_old(queue, now);
	first = soonest(queue);
	if (first == NULL || first->due > now)
		return NULL;
	first->token = queue->next_token++;
	first->under_way = true;
	first->due = now + HOOK_ATTEMPT_MOST;
	queue->under_way = first;
	return first;
}

ms_t hook_queue_next(const struct hook_queue *queue)
{
	const struct hook_entry *first = queue->under_way != NULL ? queue->under_way : soonest(queue);

	if (first == NULL)
		return MS_NEVER;
	return first->under_way || first->due > queue->rests_until ? first->due : queue->rests_until;
}

uint64_t hook_queue_under_way(const struct hook_queue *queue)
{
	return queue->under_way != NULL ? queue->under_way->token : 0;
}

uint64_t hook_queue_overdue(const struct hook_queue *queue, ms_t now)
{
	return queue->under_way != NULL && queue->under_way->due <= now ? queue->under_way->token : 0;
}

/* ---- ends ---- */

/* Up to a tenth more, by the event's own id: what failed together need not come back together. */
static ms_t with_jitter(ms_t delay, const struct hook_entry *entry)
{
	return delay + delay / 10 * entry->id[0] / UINT8_MAX;
}

static enum hook_fate failed(struct hook_queue *queue, struct hook_entry *entry, ms_t now)
{
	queue->failures++;
	queue->rests_until = now + rests[queue->failures < RESTS ? queue->failures - 1 : RESTS - 1];
	if (entry->tries == HOOK_TRIES - 1) {
		drop(queue, entry);
		queue->given_up++;
		return HOOK_GIVEN_UP;
	}
	entry->due = now + with_jitter(delays[entry->tries++], entry);
	return HOOK_AGAIN;
}

static enum hook_fate told(struct hook_queue *queue, struct hook_entry *entry, ms_t now)
{
	bool was_away = queue->failures >= RESTS - 1;

	drop(queue, entry);
	queue->failures = 0;
	queue->rests_until = 0;
	if (was_away)
		EACH(waiting, queue)
			if (waiting->token != 0)
				waiting->due = now;
	return HOOK_TOLD;
}

static enum hook_fate gone(struct hook_queue *queue)
{
	queue->gone = true;
	queue->dropped += queue->count;
	EACH(entry, queue)
		drop(queue, entry);
	return HOOK_GONE;
}

enum hook_fate hook_queue_ended(struct hook_queue *queue, uint64_t token, enum alarm_outcome outcome, ms_t now)
{
	struct hook_entry *entry = queue->under_way;

	if (entry == NULL || entry->token != token)
		return HOOK_NOT_OURS;
	entry->under_way = false;
	queue->under_way = NULL;
	if (outcome == ALARM_TOLD)
		return told(queue, entry, now);
	if (outcome == ALARM_GONE)
		return gone(queue);
	if (outcome == ALARM_LOST && entry->lost < HOOK_LOST_MAX) {
		entry->lost++;
		entry->due = now + LOST_DELAY;
		return HOOK_AGAIN;
	}
	return failed(queue, entry, now);
}

/* ---- saving ---- */

enum { SAVED_VERSION = 1 };

void hook_queue_save(const struct hook_queue *queue, struct buf *out)
{
	buf_add_u8(out, SAVED_VERSION);
	buf_add_u32(out, (uint32_t)queue->count);
	EACH(entry, queue)
	{
		if (entry->token == 0)
			continue;
		buf_add_u64(out, entry->order);
		buf_add(out, entry->id, ALARM_ID);
		buf_add_u64(out, (uint64_t)entry->born);
		buf_add_u64(out, entry->under_way ? 0 : (uint64_t)entry->due);
		buf_add_u8(out, (uint8_t)entry->tries);
		buf_add_sized(out, buf_bytes(&entry->body));
	}
}

/* One of those saved; false: it cannot have been. */
static bool load_entry(struct hook_queue *queue, struct hook_entry *place, struct reader *reader, ms_t now)
{
	struct hook_entry entry = {.order = read_u64(reader)};
	struct bytes id = read_bytes(reader, ALARM_ID), body;

	memcpy(entry.id, id.data, id.size);
	entry.born = (ms_t)read_u64(reader);
	entry.due = (ms_t)read_u64(reader);
	entry.tries = read_u8(reader);
	body = read_sized(reader);
	if (reader->bad || body.size > HOOK_BODY_MAX || entry.tries >= HOOK_TRIES)
		return false;
	entry.born = entry.born > now ? now : entry.born; /* the clock was put back */
	entry.due = entry.due < now ? now : entry.due;
	entry.token = queue->next_token++;
	buf_add(&entry.body, body.data, body.size);
	*place = entry;
	queue->count++;
	if (entry.order >= queue->next_order)
		queue->next_order = entry.order + 1;
	return true;
}

enum err hook_queue_load(struct hook_queue *queue, struct bytes saved, ms_t now)
{
	struct reader reader = reader_of(saved);
	uint8_t version = read_u8(&reader);
	uint32_t count = read_u32(&reader);

	if (reader.bad || version != SAVED_VERSION || count > HOOK_QUEUE_MAX)
		return ERR_INPUT;
	for (uint32_t i = 0; i < count; i++)
		if (!load_entry(queue, &queue->entries[i], &reader, now))
			return ERR_INPUT;
	return ERR_NONE;
}
