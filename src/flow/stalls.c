// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/stalls.h"

#include "base/map.h"
#include "base/mem.h"
#include "flow/contact_key.h"

/* A store of an older program is read: whoever updates it goes on where it stood. */
enum { OLDEST_VERSION = STALL_OLDEST, SAVED_VERSION = STALL_VERSION };

struct seat {
	uint64_t key; /* 0: free */
	struct stall stall;
};

struct stalls {
	struct map map; /* key -> place */
	uint32_t room, used;
	struct seat places[];
};

struct stalls *stalls_create(uint32_t room)
{
	struct stalls *stalls = mem_try_alloc(1, sizeof *stalls + room * sizeof stalls->places[0]);

	if (stalls != NULL)
		stalls->room = room;
	return stalls;
}

void stalls_destroy(struct stalls *stalls)
{
	if (stalls == NULL)
		return;
	map_finish(&stalls->map);
	mem_free(stalls);
}

struct stall *stalls_find(const struct stalls *stalls, uint32_t line_index, uint32_t contact)
{
	uint32_t at;

	if (!map_get(&stalls->map, contact_key(line_index, contact), &at))
		return NULL;
	return (struct stall *)(uintptr_t)&stalls->places[at].stall;
}

/* Who was silent for longest; one whose talk is over counts as silent a week longer. */
static struct seat *oldest(struct stalls *stalls)
{
	struct seat *best = &stalls->places[0];
	ms_t least = MS_NEVER;

	for (uint32_t i = 0; i < stalls->room; i++) {
		const struct stall *stall = &stalls->places[i].stall;
		bool over = stall->phase == PHASE_OVER || stall->over != WHY_NONE;
		ms_t at = stall->touched - (over ? 7 * MS_DAY : 0);

		if (at < least) {
			least = at;
			best = &stalls->places[i];
		}
	}
	return best;
}

struct stall *stalls_make(struct stalls *stalls, uint32_t line_index, uint32_t contact,
			  uint32_t *ret_gone_line, uint32_t *ret_gone, struct stall *ret_stall)
{
	struct stall *known = stalls_find(stalls, line_index, contact);
	uint64_t key = contact_key(line_index, contact);
	struct seat *place;

	*ret_gone = 0;
	if (known != NULL)
		return known;
	if (stalls->used < stalls->room) {
		place = &stalls->places[stalls->used++];
	} else {
		place = oldest(stalls);
		*ret_gone_line = (uint32_t)(place->key >> 32) - 1;
		*ret_gone = (uint32_t)place->key;
		*ret_stall = place->stall;
		map_remove(&stalls->map, place->key);
	}
	*place = (struct seat){0};
	if (map_put(&stalls->map, key, (uint32_t)(place - stalls->places)) != ERR_NONE)
		return NULL; /* the place stays empty: it is the oldest the next time */
	place->key = key;
	return &place->stall;
}

struct stall *stalls_walk(struct stalls *stalls, uint32_t line_index, uint32_t *at, uint32_t *ret_contact)
{
	while (*at < stalls->used) {
		struct seat *place = &stalls->places[(*at)++];

		if (place->key >> 32 == (uint64_t)line_index + 1) {
			*ret_contact = (uint32_t)place->key;
			return &place->stall;
		}
	}
	return NULL;
}

void stalls_save(const struct stalls *stalls, uint32_t line_index, struct buf *out)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < stalls->used; i++)
		count += stalls->places[i].key >> 32 == (uint64_t)line_index + 1;
	buf_add_u8(out, SAVED_VERSION);
	buf_add_u32(out, count);
	for (uint32_t i = 0; i < stalls->used; i++) {
		if (stalls->places[i].key >> 32 != (uint64_t)line_index + 1)
			continue;
		buf_add_u32(out, (uint32_t)stalls->places[i].key);
		stall_save(&stalls->places[i].stall, out);
	}
}

/* The settings changed since: a place that is not there any more cannot be named, nor are its hours known. */
static void forget_places(struct stall *stall, size_t places)
{
	if (stall->last_place > places)
		stall->last_place = 0;
	if (stall->place <= places)
		return;
	stall->place = 0;
	stall->known &= ~(uint32_t)KNOWN_PLACE;
}

enum err stalls_load(struct stalls *stalls, uint32_t line_index, size_t places, struct bytes saved)
{
	struct reader reader = reader_of(saved);
	uint8_t version = read_u8(&reader);
	uint32_t count = read_u32(&reader);
	enum err err = version >= OLDEST_VERSION && version <= SAVED_VERSION ? ERR_NONE : ERR_INPUT;

	for (uint32_t i = 0; err == ERR_NONE && i < count; i++) {
		uint32_t contact = read_u32(&reader), gone_line, gone;
		struct stall stall, lost, *into;

		if (contact == 0 || stall_load(&reader, version, &stall) != ERR_NONE)
			return ERR_INPUT;
		forget_places(&stall, places);
		into = stalls_make(stalls, line_index, contact, &gone_line, &gone, &lost);
		if (into == NULL)
			return ERR_MEMORY;
		*into = stall;
	}
	return err == ERR_NONE && (reader.bad || reader_left(&reader) != 0) ? ERR_INPUT : err;
}
