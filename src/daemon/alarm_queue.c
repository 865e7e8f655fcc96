// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/alarm_queue.h"

#include <string.h>

/* How long after a webhook's first, second… failure it is tried again. */
static const ms_t delays[] = {5 * MS_SECOND, 30 * MS_SECOND, 2 * MS_MINUTE, 10 * MS_MINUTE, MS_HOUR};

enum { DELAYS = sizeof delays / sizeof delays[0] };

/* Between an attempt that was lost and the next: the process is being started again. */
#define LOST_DELAY MS_SECOND

#define EACH(entry, queue)                                                                         \
	for (struct alarm_entry *entry = (queue)->entries;                                         \
	     entry < (queue)->entries + ALARM_QUEUE_MAX; entry++)

#define EACH_CONST(entry, queue)                                                                   \
	for (const struct alarm_entry *entry = (queue)->entries;                                   \
	     entry < (queue)->entries + ALARM_QUEUE_MAX; entry++)

void alarm_queue_init(struct alarm_queue *queue, enum alarm_way way, uint64_t first_token)
{
	*queue = (struct alarm_queue){.way = way, .next_token = first_token, .next_order = 1};
}

static void drop(struct alarm_entry *entry)
{
	buf_finish(&entry->body);
	*entry = (struct alarm_entry){0};
}

void alarm_queue_finish(struct alarm_queue *queue)
{
	EACH(entry, queue)
		drop(entry);
}

/* A flag says something about one message: the next one says nothing about it. */
static bool same_subject(const struct alarm_entry *entry, uint32_t line_index,
			 enum alarm_subject subject)
{
	return entry->token != 0 && subject != ALARM_OF_FLAG && entry->subject == subject &&
	       entry->line_index == line_index;
}

static bool worse_kept(const struct alarm_entry *entry, const struct alarm_entry *other)
{
	bool flag = entry->subject == ALARM_OF_FLAG, other_flag = other->subject == ALARM_OF_FLAG;

	return flag != other_flag ? flag : entry->order < other->order;
}

static struct alarm_entry *make_room(struct alarm_queue *queue)
{
	struct alarm_entry *victim = NULL;

	EACH(entry, queue)
	{
		if (entry->token == 0)
			return entry;
		if (!entry->under_way && (victim == NULL || worse_kept(entry, victim)))
			victim = entry;
	}
	drop(victim);
	queue->dropped++;
	return victim;
}

void alarm_queue_put(struct alarm_queue *queue, uint32_t line_index, enum alarm_subject subject,
		     const uint8_t id[ALARM_ID], struct bytes body, ms_t now)
{
	struct alarm_entry *place;

	EACH(entry, queue)
		if (same_subject(entry, line_index, subject) && !entry->under_way) {
			drop(entry);
			queue->replaced++;
		}
	place = make_room(queue);
	*place = (struct alarm_entry){.token = queue->next_token++,
				      .line_index = line_index,
				      .subject = subject,
				      .order = queue->next_order++,
				      .due = now};
	memcpy(place->id, id, ALARM_ID);
	buf_add(&place->body, body.data, body.size);
}

uint64_t alarm_queue_under_way(const struct alarm_queue *queue)
{
	EACH_CONST(entry, queue)
		if (entry->under_way)
			return entry->token;
	return 0;
}

size_t alarm_queue_count(const struct alarm_queue *queue)
{
	size_t count = 0;

	EACH_CONST(entry, queue)
		count += entry->token != 0;
	return count;
}

static bool sooner(const struct alarm_entry *entry, const struct alarm_entry *other)
{
	return other == NULL || entry->due < other->due ||
	       (entry->due == other->due && entry->order < other->order);
}

const struct alarm_entry *alarm_queue_take(struct alarm_queue *queue, ms_t now)
{
	struct alarm_entry *first = NULL;

	if (alarm_queue_under_way(queue) != 0)
		return NULL;
	EACH(entry, queue)
		if (entry->token != 0 && entry->due <= now && sooner(entry, first))
			first = entry;
	if (first == NULL)
		return NULL;
	first->token = queue->next_token++;
	first->under_way = true;
	first->due = now + ALARM_ATTEMPT_MOST;
	return first;
}

ms_t alarm_queue_next(const struct alarm_queue *queue)
{
	const struct alarm_entry *first = NULL;

	EACH_CONST(entry, queue)
	{
		if (entry->under_way)
			return entry->due;
		if (entry->token != 0 && sooner(entry, first))
			first = entry;
	}
	return first != NULL ? first->due : MS_NEVER;
}

uint64_t alarm_queue_overdue(const struct alarm_queue *queue, ms_t now)
{
	EACH_CONST(entry, queue)
		if (entry->under_way)
			return entry->due <= now ? entry->token : 0;
	return 0;
}

/* ---- ends ---- */

static bool is_outdated(const struct alarm_queue *queue, const struct alarm_entry *entry)
{
	EACH_CONST(other, queue)
		if (other->order > entry->order &&
		    same_subject(other, entry->line_index, entry->subject))
			return true;
	return false;
}

/* When it is tried again; MS_NEVER: it was tried often enough. */
static ms_t next_try(const struct alarm_queue *queue, struct alarm_entry *entry,
		     enum alarm_outcome outcome, ms_t now)
{
	if (outcome == ALARM_LOST)
		return entry->lost++ < ALARM_LOST_MAX ? now + LOST_DELAY : MS_NEVER;
	if (queue->way == ALARM_COMMAND || entry->tries >= DELAYS)
		return MS_NEVER;
	return now + delays[entry->tries++];
}

static enum alarm_fate settle(struct alarm_queue *queue, struct alarm_entry *entry,
			      enum alarm_outcome outcome, ms_t now)
{
	if (!alarm_outcome_again(outcome))
		return ALARM_OVER;
	if (is_outdated(queue, entry)) {
		queue->replaced++;
		return ALARM_REPLACED;
	}
	entry->due = next_try(queue, entry, outcome, now);
	return entry->due == MS_NEVER ? ALARM_GIVEN_UP : ALARM_AGAIN;
}

void alarm_queue_ended(struct alarm_queue *queue, uint64_t token, enum alarm_outcome outcome,
		       ms_t now, struct alarm_end *ret_end)
{
	*ret_end = (struct alarm_end){.fate = ALARM_NOT_OURS};
	EACH(entry, queue)
	{
		if (!entry->under_way || entry->token != token)
			continue;
		entry->under_way = false;
		ret_end->fate = settle(queue, entry, outcome, now);
		ret_end->line_index = entry->line_index;
		ret_end->subject = entry->subject;
		ret_end->again = entry->due;
		if (ret_end->fate != ALARM_AGAIN)
			drop(entry);
		return;
	}
}
