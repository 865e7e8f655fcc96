// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/admit.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/seal.h"
#include "flow/limits.h"

#include <string.h>

/* A ring of 64-bit keys with a map over it: the newest `room` keys are known, with a count each. */
struct recent {
	uint64_t *keys;
	ms_t *at; /* when it was added; NULL when age does not matter */
	uint32_t room, next;
	struct map map; /* key -> how many of it are in the ring */
};

struct admit {
	struct recent ids, suspects;
};

static enum err recent_init(struct recent *recent, uint32_t room)
{
	*recent = (struct recent){.room = room};
	recent->keys = mem_try_alloc(room, sizeof *recent->keys);
	recent->at = mem_try_alloc(room, sizeof *recent->at);
	return recent->keys != NULL && recent->at != NULL ? ERR_NONE : ERR_MEMORY;
}

static void recent_finish(struct recent *recent)
{
	mem_free(recent->keys);
	mem_free(recent->at);
	map_finish(&recent->map);
}

/* Takes one of the key out of the map; false when there is none. */
static bool recent_take(struct recent *recent, uint64_t key)
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

static void recent_add(struct recent *recent, uint64_t key, ms_t at)
{
	uint32_t count = 0;
	uint64_t *slot = &recent->keys[recent->next];

	map_get(&recent->map, key, &count);
	if (map_put(&recent->map, key, count + 1) != ERR_NONE)
		return; /* no room to remember: it will pass for new, and the contact's flags still stand */
	if (*slot != 0)
		recent_take(recent, *slot);
	*slot = key;
	recent->at[recent->next] = at;
	recent->next = (recent->next + 1) % recent->room;
}

struct admit *admit_create(void)
{
	struct admit *admit = mem_alloc(1, sizeof *admit);

	if (recent_init(&admit->ids, LIMIT_PROVIDER_IDS) != ERR_NONE ||
	    recent_init(&admit->suspects, LIMIT_SUSPECTS) != ERR_NONE) {
		admit_destroy(admit);
		return NULL;
	}
	return admit;
}

void admit_destroy(struct admit *admit)
{
	if (admit == NULL)
		return;
	recent_finish(&admit->ids);
	recent_finish(&admit->suspects);
	mem_free(admit);
}

/* First 8 bytes of SHA-256 over line and id; never 0. */
static uint64_t id_key(uint32_t line_index, struct bytes id)
{
	uint8_t line[4] = {(uint8_t)(line_index >> 24), (uint8_t)(line_index >> 16),
			   (uint8_t)(line_index >> 8), (uint8_t)line_index};
	struct bytes pieces[] = {BYTES_OF(line), id};
	uint8_t hash[SHA256];
	uint64_t key;

	sha256(pieces, 2, hash);
	memcpy(&key, hash, sizeof key);
	return key | 1;
}

static uint64_t wire_key(const uint8_t wire[WIRE_HASH])
{
	uint64_t key;

	memcpy(&key, wire, sizeof key);
	return key | 1;
}

void admit_remember(struct admit *admit, uint32_t line_index, struct bytes id)
{
	if (id.size != 0)
		recent_add(&admit->ids, id_key(line_index, id), 0);
}

void admit_suspect(struct admit *admit, const uint8_t wire[WIRE_HASH], ms_t now)
{
	recent_add(&admit->suspects, wire_key(wire), now);
}

void admit_forget_suspects(struct admit *admit, ms_t before)
{
	struct recent *recent = &admit->suspects;

	for (uint32_t i = 0; i < recent->room; i++) {
		if (recent->keys[i] == 0 || recent->at[i] > before)
			continue;
		recent_take(recent, recent->keys[i]);
		recent->keys[i] = 0;
	}
}

/* Whether a suspect with this hash is young enough; it is used up by the question. */
static bool was_delivered(struct admit *admit, const uint8_t wire[WIRE_HASH], ms_t now)
{
	struct recent *recent = &admit->suspects;
	uint64_t key = wire_key(wire);
	uint32_t count;

	if (!map_get(&recent->map, key, &count))
		return false;
	for (uint32_t i = 0; i < recent->room; i++) {
		if (recent->keys[i] != key || now - recent->at[i] > LIMIT_SUSPECT_AGE)
			continue;
		recent->keys[i] = 0;
		return recent_take(recent, key);
	}
	return false;
}

static bool is_duplicate(struct admit *admit, const struct message *message)
{
	uint32_t count;

	if (message->id.size != 0 &&
	    map_get(&admit->ids.map, id_key(message->line_index, message->id), &count))
		return true;
	return message->resent && was_delivered(admit, message->wire, message->at);
}

static bool is_own(const struct message *message)
{
	for (size_t i = 0; i < message->line->number_count; i++)
		if (strcmp(message->from, message->line->numbers[i]) == 0)
			return true;
	return false;
}

void admit_message(struct admit *admit, struct message *message)
{
	const uint8_t had = CONTACT_PENDING | CONTACT_ANSWERED;

	if (is_duplicate(admit, message))
		message->admission = ADMIT_DUPLICATE;
	else if (message->arrival != ARRIVAL_MESSAGE || is_own(message))
		message->admission = ADMIT_RECORD;
	else if (message->line->kind == LINE_DECLINE && (message->contact.flags & had) != 0)
		message->admission = ADMIT_AGAIN;
	else
		message->admission = ADMIT_FIRST;
	admit_remember(admit, message->line_index, message->id);
}

void admit_wire_hash(struct bytes raw, uint8_t ret_wire[WIRE_HASH])
{
	enum { SMPP_HEADER = 16 };
	uint8_t hash[SHA256];
	struct reader reader = reader_of(raw);
	uint32_t length = read_u32(&reader), command = read_u32(&reader);

	/* SMPP 3.4 §3.2: command_length, command_id (deliver_sm 0x5, data_sm 0x103), status, sequence_number. */
	if (!reader.bad && length == raw.size && (command == 0x5 || command == 0x103))
		raw = (struct bytes){raw.data + SMPP_HEADER, raw.size - SMPP_HEADER};
	sha256(&raw, 1, hash);
	memcpy(ret_wire, hash, WIRE_HASH);
}
