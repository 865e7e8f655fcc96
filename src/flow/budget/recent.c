// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/recent.h"
#include "base/mem.h"

enum err recent_init(struct recent *recent, uint32_t room)
{
	*recent = (struct recent){.room = room};
	recent->keys = mem_try_alloc(room, sizeof *recent->keys);
	recent->at = mem_try_alloc(room, sizeof *recent->at);
	return recent->keys != NULL && recent->at != NULL ? ERR_NONE : ERR_MEMORY;
}

void recent_finish(struct recent *recent)
{
	mem_free(recent->keys);
	mem_free(recent->at);
	map_finish(&recent->map);
}

/* Takes one of the key out of the map; false when there is none. */
static bool uncount(struct recent *recent, uint64_t key)
{
	uint32_t count;

	if (!map_get(&recent->map, key, &count))
		return false;
	if (count > 1)
		map_put(&recent->map, key, count - 1);
	else
		map_remove(&recent->map, key);
	return true;
}

void recent_add(struct recent *recent, uint64_t key, ms_t at)
{
	uint32_t count = 0;
	uint64_t *slot = &recent->keys[recent->next];

	map_get(&recent->map, key, &count);
	if (map_put(&recent->map, key, count + 1) != ERR_NONE)
		return; /* no room to remember: it will pass for new, and the contact's flags still
			   stand */
	if (*slot != 0)
		uncount(recent, *slot);
	*slot = key;
	recent->at[recent->next] = at;
	recent->next = (recent->next + 1) % recent->room;
}

bool recent_has(const struct recent *recent, uint64_t key)
{
	uint32_t count;

	return map_get(&recent->map, key, &count);
}

bool recent_take(struct recent *recent, uint64_t key, ms_t since)
{
	if (!recent_has(recent, key))
		return false;
	for (uint32_t i = 0; i < recent->room; i++) {
		if (recent->keys[i] != key || recent->at[i] < since)
			continue;
		recent->keys[i] = 0;
		return uncount(recent, key);
	}
	return false;
}

void recent_forget(struct recent *recent, ms_t before)
{
	for (uint32_t i = 0; i < recent->room; i++) {
		if (recent->keys[i] == 0 || recent->at[i] > before)
			continue;
		uncount(recent, recent->keys[i]);
		recent->keys[i] = 0;
	}
}
