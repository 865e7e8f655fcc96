// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/join.h"
#include "base/map.h"
#include "base/mem.h"
#include "flow/limits.h"

#include <string.h>

struct group {
	bool used;
	uint32_t line_index, contact;
	uint16_t reference;
	uint8_t total, have;
	char to[NUMBER_MAX];
	ms_t first;
	uint64_t event, first_event; /* of the newest and the oldest part */
	struct {
		uint16_t size;
		bool here;
		uint8_t text[JOIN_PART_BYTES];
	} parts[JOIN_PARTS_MAX];
};

/* `oldest` and `count` walk the groups as a ring: a group that became whole leaves a hole that the walk skips. */
struct join {
	struct group *groups;
	uint32_t oldest, count;
	struct map index; /* key_of() -> place in groups */
};

struct join *join_create(void)
{
	struct join *join = mem_alloc(1, sizeof *join);

	join->groups = mem_try_alloc(LIMIT_JOINS, sizeof *join->groups);
	if (join->groups == NULL) {
		mem_free(join);
		return NULL;
	}
	return join;
}

void join_destroy(struct join *join)
{
	if (join == NULL)
		return;
	map_finish(&join->index);
	mem_free(join->groups);
	mem_free(join);
}

static struct group *group_at(const struct join *join, uint32_t offset)
{
	return &join->groups[(join->oldest + offset) % LIMIT_JOINS];
}

/* FNV-1a over what makes a group; two groups with one key are told apart by matches(). */
static uint64_t key_of(uint32_t line_index, uint32_t contact, uint16_t reference, uint8_t total,
		       const char *to)
{
	uint64_t parts[] = {line_index, contact, reference, total};
	uint64_t key = 0xcbf29ce484222325U;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		key = (key ^ parts[i]) * 0x100000001b3U;
	for (; *to != '\0'; to++)
		key = (key ^ (uint8_t)*to) * 0x100000001b3U;
	return key | 1;
}

static uint64_t message_key(const struct message *message)
{
	return key_of(message->line_index, message->contact.number, message->part.reference,
		      message->part.total, message->to);
}

static bool matches(const struct group *group, const struct message *message)
{
	return group->contact == message->contact.number &&
	       group->line_index == message->line_index &&
	       group->reference == message->part.reference &&
	       group->total == message->part.total && strcmp(group->to, message->to) == 0;
}

/* The group a part belongs to; *ret_taken when its key is another group's. */
static struct group *find(const struct join *join, const struct message *message, bool *ret_taken)
{
	struct group *group;
	uint32_t at;

	*ret_taken = map_get(&join->index, message_key(message), &at);
	if (!*ret_taken)
		return NULL;
	group = &join->groups[at];
	return matches(group, message) ? group : NULL;
}

static struct group *begin(struct join *join, const struct message *message)
{
	struct group *group;

	if (join->count == LIMIT_JOINS)
		return NULL;
	group = group_at(join, join->count);
	if (map_put(&join->index, message_key(message), (uint32_t)(group - join->groups)) != ERR_NONE)
		return NULL;
	join->count++;
	/* Not all of it: the parts' texts are large, and only marked ones are read. */
	group->used = true;
	group->line_index = message->line_index;
	group->contact = message->contact.number;
	group->reference = message->part.reference;
	group->total = message->part.total;
	group->have = 0;
	group->first = message->at;
	group->event = group->first_event = 0;
	memcpy(group->to, message->to, sizeof group->to);
	for (int i = 0; i < JOIN_PARTS_MAX; i++)
		group->parts[i].here = false;
	return group;
}

static void drop_holes(struct join *join)
{
	while (join->count > 0 && !group_at(join, 0)->used) {
		join->oldest = (join->oldest + 1) % LIMIT_JOINS;
		join->count--;
	}
}

static void free_group(struct join *join, struct group *group)
{
	map_remove(&join->index, key_of(group->line_index, group->contact, group->reference,
					group->total, group->to));
	group->used = false;
	drop_holes(join);
}

/* Gives the group's text and frees it. */
static void finish(struct join *join, struct group *group, struct joined *ret_joined,
		   struct buf *text)
{
	*ret_joined = (struct joined){.line_index = group->line_index,
				      .contact = group->contact,
				      .event = group->event,
				      .first = group->first,
				      .gap = group->have < group->total};
	memcpy(ret_joined->to, group->to, sizeof ret_joined->to);
	for (int i = 0; i < group->total; i++) {
		if (group->parts[i].here)
			buf_add(text, group->parts[i].text, group->parts[i].size);
		else
			buf_add_text(text, "[...]");
	}
	free_group(join, group);
}

bool join_part(struct join *join, const struct message *message, bool *ret_kept,
	       struct joined *ret_joined, struct buf *text)
{
	const struct part *part = &message->part;
	struct group *group;
	bool taken;

	*ret_kept = false;
	if (part->total < 2 || part->total > JOIN_PARTS_MAX || part->number < 1 ||
	    part->number > part->total || message->text.size > JOIN_PART_BYTES)
		return false;
	group = find(join, message, &taken);
	if (group == NULL && !taken)
		group = begin(join, message);
	if (group == NULL)
		return false;
	*ret_kept = true;
	if (!group->parts[part->number - 1].here) {
		group->parts[part->number - 1].here = true;
		group->have++;
	}
	group->parts[part->number - 1].size = (uint16_t)message->text.size;
	if (message->text.size != 0)
		memcpy(group->parts[part->number - 1].text, message->text.data, message->text.size);
	if (group->have < group->total)
		return false;
	finish(join, group, ret_joined, text);
	return true;
}

void join_sealed(struct join *join, const struct message *message)
{
	bool taken;
	struct group *group = find(join, message, &taken);

	if (group == NULL)
		return;
	group->event = message->event;
	if (group->first_event == 0)
		group->first_event = message->event;
}

void join_end(struct join *join, const struct message *message)
{
	bool taken;
	struct group *group = find(join, message, &taken);

	if (group != NULL)
		free_group(join, group);
}

bool join_forget(struct join *join, uint32_t line_index, uint64_t event, char ret_to[NUMBER_MAX])
{
	for (uint32_t i = 0; i < join->count; i++) {
		struct group *group = group_at(join, i);

		if (group->used && group->line_index == line_index && group->event == event) {
			memcpy(ret_to, group->to, sizeof group->to);
			free_group(join, group);
			return true;
		}
	}
	return false;
}

uint64_t join_low(const struct join *join, uint32_t line_index)
{
	uint64_t low = UINT64_MAX;

	for (uint32_t i = 0; i < join->count; i++) {
		const struct group *group = group_at(join, i);

		if (group->used && group->line_index == line_index && group->first_event < low)
			low = group->first_event;
	}
	return low;
}

ms_t join_next(const struct join *join)
{
	return join->count > 0 ? group_at(join, 0)->first + LIMIT_JOIN_WAIT : MS_NEVER;
}

bool join_expire(struct join *join, ms_t now, struct joined *ret_joined, struct buf *text)
{
	if (join->count == 0 || join_next(join) > now)
		return false;
	finish(join, group_at(join, 0), ret_joined, text);
	return true;
}
