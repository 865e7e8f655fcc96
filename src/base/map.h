// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A map from non-zero 64-bit keys to 32-bit values: open addressing, linear probing, removal by
 * shifting back, so there are no tombstones. The keys are ours (event and contact numbers), never a
 * stranger's bytes.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct map_entry {
	uint64_t key; /* 0: empty */
	uint32_t value;
};

struct map {
	struct map_entry *entries;
	uint32_t room; /* a power of two, or 0 */
	uint32_t used;
};

void map_finish(struct map *map);
bool map_get(const struct map *map, uint64_t key, uint32_t *ret_value);
/* Adds or replaces. ERR_MEMORY: nothing changed. */
enum err map_put(struct map *map, uint64_t key, uint32_t value);
bool map_remove(struct map *map, uint64_t key);

#endif
