// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/talks.h"

#include "base/map.h"
#include "base/mem.h"
#include "flow/contact_key.h"

#include <math.h>
#include <string.h>

enum { SAVED_VERSION = 1, SCALE = 256 };

struct seat {
	uint64_t key; /* 0: free */
	bool again;   /* wrote more than once since the hand passed */
	struct talk talk;
};

struct talks {
	struct map map; /* key -> seat */
	uint32_t room, hand, used;
	struct seat seats[];
};

struct talks *talks_create(uint32_t room)
{
	struct talks *talks;

	if (room == 0)
		room = 1; /* the hand goes round: without a seat it would be divided by zero */
	talks = mem_try_alloc(1, sizeof *talks + room * sizeof talks->seats[0]);
	if (talks != NULL)
		talks->room = room;
	return talks;
}

void talks_destroy(struct talks *talks)
{
	if (talks == NULL)
		return;
	map_finish(&talks->map);
	mem_free(talks);
}

/* One that somebody left (talks_forget()); the hand stays where it is. */
static struct seat *free_seat(struct talks *talks)
{
	uint32_t at = talks->hand;

	while (talks->seats[at].key != 0)
		at = (at + 1) % talks->room;
	return &talks->seats[at];
}

/* The next seat: a free one, or of who may go. Ends within two rounds, since each that is passed
 * may go in the next. */
static struct seat *make_room(struct talks *talks)
{
	if (talks->used < talks->room && talks->seats[talks->hand].key != 0)
		return free_seat(talks);
	for (;;) {
		struct seat *seat = &talks->seats[talks->hand];

		talks->hand = (talks->hand + 1) % talks->room;
		if (seat->key == 0)
			return seat;
		if (!seat->again) {
			map_remove(&talks->map, seat->key);
			talks->used--;
			return seat;
		}
		seat->again = false;
	}
}

struct talk *talks_get(struct talks *talks, uint32_t line_index, uint32_t contact)
{
	uint64_t key = contact_key(line_index, contact);
	struct seat *seat;
	uint32_t at;

	if (map_get(&talks->map, key, &at)) {
		talks->seats[at].again = true;
		return &talks->seats[at].talk;
	}
	seat = make_room(talks);
	*seat = (struct seat){0};
	if (map_put(&talks->map, key, (uint32_t)(seat - talks->seats)) != ERR_NONE)
		return NULL;
	seat->key = key;
	talks->used++;
	return &seat->talk;
}

void talks_forget(struct talks *talks, uint32_t line_index, uint32_t contact)
{
	uint64_t key = contact_key(line_index, contact);
	uint32_t at;

	if (!map_get(&talks->map, key, &at))
		return;
	map_remove(&talks->map, key);
	talks->seats[at] = (struct seat){0};
	talks->used--;
}

/* ---- over a restart ---- */

static void save_one(const struct seat *seat, struct buf *out)
{
	const struct talk *talk = &seat->talk;

	buf_add_u32(out, (uint32_t)seat->key);
	buf_add_u8(out, seat->again);
	buf_add_u16(out, talk->messages);
	buf_add_u32(out, talk->findings);
	buf_add_u64(out, talk->event);
	for (int kind = 0; kind < KIND_COUNT; kind++)
		buf_add_u16(out, (uint16_t)(int16_t)lrintf(talk->kinds[kind] * SCALE));
}

void talks_save(const struct talks *talks, uint32_t line_index, struct buf *out)
{
	size_t count_at;
	uint32_t count = 0;

	buf_add_u8(out, SAVED_VERSION);
	buf_add_u8(out, KIND_COUNT);
	count_at = out->size;
	buf_add_u32(out, 0);
	for (uint32_t i = 0; i < talks->room; i++) {
		const struct seat *seat = &talks->seats[(talks->hand + i) % talks->room];

		if (seat->key >> 32 != (uint64_t)line_index + 1)
			continue;
		save_one(seat, out);
		count++;
	}
	for (int i = 0; i < 4; i++)
		out->data[count_at + (size_t)i] = (uint8_t)(count >> (24 - 8 * i));
}

static enum err load_one(struct talks *talks, uint32_t line_index, struct reader *reader)
{
	uint32_t contact = read_u32(reader);
	bool again = read_u8(reader) != 0;
	struct talk talk = {0}, *into;
	uint32_t at;

	/* One by one: what stands in an initialiser is read in any order. */
	talk.messages = read_u16(reader);
	talk.findings = read_u32(reader);
	talk.event = read_u64(reader);
	for (int kind = 0; kind < KIND_COUNT; kind++)
		talk.kinds[kind] = (float)(int16_t)read_u16(reader) / SCALE;
	if (reader->bad || contact == 0)
		return ERR_INPUT;
	into = talks_get(talks, line_index, contact);
	if (into == NULL)
		return ERR_MEMORY;
	*into = talk;
	if (map_get(&talks->map, contact_key(line_index, contact), &at))
		talks->seats[at].again = again;
	return ERR_NONE;
}

enum err talks_load(struct talks *talks, uint32_t line_index, struct bytes saved)
{
	struct reader reader = reader_of(saved);
	uint8_t version = read_u8(&reader), kinds = read_u8(&reader);
	uint32_t count = read_u32(&reader);
	enum err err = version == SAVED_VERSION && kinds == KIND_COUNT ? ERR_NONE : ERR_INPUT;

	for (uint32_t i = 0; err == ERR_NONE && i < count; i++)
		err = load_one(talks, line_index, &reader);
	if (err == ERR_NONE && (reader.bad || reader_left(&reader) != 0))
		err = ERR_INPUT;
	return err;
}
