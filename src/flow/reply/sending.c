// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/reply/sending.h"
#include "base/map.h"
#include "base/mem.h"
#include "flow/limits.h"

#include <string.h>

struct sending {
	struct map waiting; /* token -> 1 */
	struct map ids;     /* id key -> place in the ring */
	struct {
		uint64_t key, token;
	} *ring;
	uint32_t next;
	struct {
		uint64_t keys[SENDING_KEYS]; /* all 0: free */
		enum outbox_state state;
	} early[SENDING_EARLY];
	uint32_t next_early, early_count;
};

/* 0 is no key in a map. */
static uint64_t nonzero(uint64_t key)
{
	return key != 0 ? key : 1;
}

struct sending *sending_create(void)
{
	struct sending *sending = mem_alloc(1, sizeof *sending);

	sending->ring = mem_try_alloc(LIMIT_PROVIDER_IDS, sizeof *sending->ring);
	if (sending->ring == NULL) {
		mem_free(sending);
		return NULL;
	}
	return sending;
}

void sending_destroy(struct sending *sending)
{
	if (sending == NULL)
		return;
	map_finish(&sending->waiting);
	map_finish(&sending->ids);
	mem_free(sending->ring);
	mem_free(sending);
}

enum err sending_add(struct sending *sending, uint64_t token)
{
	return map_put(&sending->waiting, token, 1);
}

bool sending_take(struct sending *sending, uint64_t token)
{
	return map_remove(&sending->waiting, token);
}

bool sending_has(const struct sending *sending, uint64_t token)
{
	uint32_t value;

	return map_get(&sending->waiting, token, &value);
}

size_t sending_count(const struct sending *sending)
{
	return sending->waiting.used;
}

uint64_t sending_low(const struct sending *sending, uint32_t line_index)
{
	uint64_t low = UINT64_MAX, token;
	uint32_t at = 0;

	while ((token = sending_walk(sending, &at)) != 0)
		if (token_line(token) == line_index && token_event(token) < low)
			low = token_event(token);
	return low;
}

uint64_t sending_walk(const struct sending *sending, uint32_t *at)
{
	while (*at < sending->waiting.room) {
		uint64_t token = sending->waiting.entries[(*at)++].key;

		if (token != 0)
			return token;
	}
	return 0;
}

void sending_early(struct sending *sending, const uint64_t *keys, size_t key_count,
		   enum outbox_state state)
{
	uint32_t place = sending->next_early;

	for (size_t i = 0; i < SENDING_KEYS; i++)
		sending->early[place].keys[i] = i < key_count ? nonzero(keys[i]) : 0;
	sending->early[place].state = state;
	sending->early_count += sending->early_count < SENDING_EARLY;
	sending->next_early = (place + 1) % SENDING_EARLY;
}

/* Takes the early receipt with this key out; false when there is none. */
static bool take_early(struct sending *sending, uint64_t key, enum outbox_state *ret_state)
{
	for (uint32_t i = 0; i < sending->early_count; i++) {
		for (int k = 0; k < SENDING_KEYS; k++) {
			if (sending->early[i].keys[k] != key)
				continue;
			*ret_state = sending->early[i].state;
			memset(sending->early[i].keys, 0, sizeof sending->early[i].keys);
			return true;
		}
	}
	return false;
}

static void remember(struct sending *sending, uint64_t key, uint64_t token)
{
	uint32_t place = sending->next, at;

	if (map_put(&sending->ids, key, place) != ERR_NONE)
		return; /* its receipt will not be matched; the answer itself is confirmed */
	/* What stood here is forgotten, unless its id was given anew since. */
	if (sending->ring[place].key != 0 && sending->ring[place].key != key &&
	    map_get(&sending->ids, sending->ring[place].key, &at) && at == place)
		map_remove(&sending->ids, sending->ring[place].key);
	sending->ring[place].key = key;
	sending->ring[place].token = token;
	sending->next = (place + 1) % LIMIT_PROVIDER_IDS;
}

bool sending_confirm(struct sending *sending, uint64_t key, uint64_t token,
		     enum outbox_state *ret_state)
{
	key = nonzero(key);
	remember(sending, key, token);
	return take_early(sending, key, ret_state);
}

uint64_t sending_match(const struct sending *sending, uint64_t key)
{
	uint32_t place;

	key = nonzero(key);
	return map_get(&sending->ids, key, &place) ? sending->ring[place].token : 0;
}
