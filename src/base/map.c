// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/map.h"
#include "base/mem.h"

static uint32_t home(const struct map *map, uint64_t key)
{
	/* Fibonacci hashing: the keys are sequential numbers with their line in the high bits. */
	return (uint32_t)((key * 0x9e3779b97f4a7c15U) >> 32) & (map->room - 1);
}

void map_finish(struct map *map)
{
	mem_free(map->entries);
	*map = (struct map){0};
}

/* Where the key stands, or the empty place where it would. The map is never full. */
static struct map_entry *place(const struct map *map, uint64_t key)
{
	uint32_t at = home(map, key);

	while (map->entries[at].key != 0 && map->entries[at].key != key)
		at = (at + 1) & (map->room - 1);
	return &map->entries[at];
}

bool map_get(const struct map *map, uint64_t key, uint32_t *ret_value)
{
	const struct map_entry *entry;

	if (map->room == 0)
		return false;
	entry = place(map, key);
	if (entry->key == 0)
		return false;
	*ret_value = entry->value;
	return true;
}

static enum err grow(struct map *map)
{
	uint32_t room = map->room != 0 ? map->room * 2 : 64;
	struct map bigger = {.room = room, .used = map->used};

	bigger.entries = mem_try_alloc(room, sizeof *bigger.entries);
	if (bigger.entries == NULL)
		return ERR_MEMORY;
	for (uint32_t i = 0; i < map->room; i++)
		if (map->entries[i].key != 0)
			*place(&bigger, map->entries[i].key) = map->entries[i];
	mem_free(map->entries);
	*map = bigger;
	return ERR_NONE;
}

enum err map_put(struct map *map, uint64_t key, uint32_t value)
{
	struct map_entry *entry;

	if (map->used >= map->room / 4 * 3 && grow(map) != ERR_NONE)
		return ERR_MEMORY;
	entry = place(map, key);
	if (entry->key == 0)
		map->used++;
	*entry = (struct map_entry){key, value};
	return ERR_NONE;
}

bool map_remove(struct map *map, uint64_t key)
{
	uint32_t mask = map->room - 1, hole, at;
	struct map_entry *entry;

	if (map->room == 0)
		return false;
	entry = place(map, key);
	if (entry->key == 0)
		return false;
	hole = (uint32_t)(entry - map->entries);
	for (at = (hole + 1) & mask; map->entries[at].key != 0; at = (at + 1) & mask) {
		uint32_t wanted = home(map, map->entries[at].key);

		/* It may move into the hole unless its home lies between the hole and itself. */
		if (((at - wanted) & mask) >= ((at - hole) & mask)) {
			map->entries[hole] = map->entries[at];
			hole = at;
		}
	}
	map->entries[hole].key = 0;
	map->used--;
	return true;
}
