// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/recent.h"

#include "base/map.h"
#include "base/mem.h"
#include "flow/contact_key.h"

#include <string.h>

enum {
	DIGITS_RUNNING = 5, /* so many in a row are a telephone number, or as good as one */
	DIGITS_APART = 7,   /* with spaces, dots and dashes between them */
	TEXT_MOST = 2000,   /* bytes that are looked at at all */
};

struct seat {
	uint64_t key; /* 0: free */
	uint64_t used; /* counts up: the least was silent longest */
	uint8_t next, count;
	struct recent_text texts[RECENT_TEXTS];
};

struct recents {
	struct map map; /* key -> seat */
	uint64_t clock;
	uint32_t room, used;
	struct seat seats[];
};

struct recents *recents_create(uint32_t room)
{
	struct recents *recents = mem_try_alloc(1, sizeof *recents + room * sizeof recents->seats[0]);

	if (recents != NULL)
		recents->room = room;
	return recents;
}

void recents_destroy(struct recents *recents)
{
	if (recents == NULL)
		return;
	map_finish(&recents->map);
	mem_free(recents);
}

/* ---- what is kept of a text ---- */

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_between(uint8_t c)
{
	return c == ' ' || c == '.' || c == '-' || c == '/' || c == '(' || c == ')';
}

/* Where the digits that begin at `at` end, when they are a telephone number; else `at`. */
static size_t number_end(struct bytes text, size_t at)
{
	size_t end = at, digits = 0, row = 0, longest = 0;

	for (size_t i = at; i < text.size && (is_digit(text.data[i]) || is_between(text.data[i])); i++) {
		if (!is_digit(text.data[i])) {
			row = 0;
			continue;
		}
		digits++;
		row++;
		longest = row > longest ? row : longest;
		end = i + 1;
	}
	return longest >= DIGITS_RUNNING || digits >= DIGITS_APART ? end : at;
}

static bool holds(struct bytes word, const char *what)
{
	return memmem(word.data, word.size, what, strlen(what)) != NULL;
}

/* A link or an address of e-mail, as one word. */
static bool leads_elsewhere(struct bytes word)
{
	return holds(word, "@") || holds(word, "://") || holds(word, "www.") || holds(word, ".com") ||
	       holds(word, "t.me") || holds(word, "wa.me");
}

static size_t word_end(struct bytes text, size_t at)
{
	while (at < text.size && text.data[at] > ' ')
		at++;
	return at;
}

/* Adds one character if it still fits whole; false: it does not. */
static bool put(struct recent_text *kept, uint32_t c)
{
	uint8_t letters[4];
	size_t size = utf8_put(c, letters);

	if (kept->size + size > RECENT_BYTES)
		return false;
	memcpy(kept->text + kept->size, letters, size);
	kept->size = (uint16_t)(kept->size + size);
	return true;
}

static void clean(struct bytes text, struct recent_text *ret_kept)
{
	bool begins = true; /* a word */
	size_t at = 0;

	if (text.size > TEXT_MOST)
		text.size = TEXT_MOST;
	while (at < text.size) {
		size_t end = begins ? word_end(text, at) : at;
		uint32_t c = '#';

		if (end == at || !leads_elsewhere((struct bytes){text.data + at, end - at}))
			end = is_digit(text.data[at]) ? number_end(text, at) : at;
		if (end == at)
			c = utf8_next(text.data, text.size, &at);
		else
			at = end;
		if (c < ' ' || c == 0x7f)
			c = ' ';
		begins = c == ' ';
		if (!put(ret_kept, c))
			return;
	}
}

/* ---- the table ---- */

static struct seat *oldest(struct recents *recents)
{
	struct seat *best = &recents->seats[0];

	for (uint32_t i = 1; i < recents->room; i++)
		if (recents->seats[i].used < best->used)
			best = &recents->seats[i];
	return best;
}

static struct seat *seat_of(struct recents *recents, uint64_t key)
{
	struct seat *seat;
	uint32_t at;

	if (map_get(&recents->map, key, &at))
		return &recents->seats[at];
	seat = recents->used < recents->room ? &recents->seats[recents->used++] : oldest(recents);
	if (seat->key != 0)
		map_remove(&recents->map, seat->key);
	*seat = (struct seat){.key = 0};
	if (map_put(&recents->map, key, (uint32_t)(seat - recents->seats)) != ERR_NONE)
		return NULL;
	seat->key = key;
	return seat;
}

void recents_add(struct recents *recents, uint32_t line_index, uint32_t contact, bool ours,
		 struct bytes text)
{
	struct seat *seat = seat_of(recents, contact_key(line_index, contact));
	struct recent_text *kept;

	if (seat == NULL)
		return;
	seat->used = ++recents->clock;
	kept = &seat->texts[seat->next];
	*kept = (struct recent_text){.ours = ours};
	clean(text, kept);
	seat->next = (uint8_t)((seat->next + 1) % RECENT_TEXTS);
	if (seat->count < RECENT_TEXTS)
		seat->count++;
}

size_t recents_get(const struct recents *recents, uint32_t line_index, uint32_t contact,
		   struct recent_text ret_texts[RECENT_TEXTS])
{
	const struct seat *seat;
	uint32_t at;

	if (!map_get(&recents->map, contact_key(line_index, contact), &at))
		return 0;
	seat = &recents->seats[at];
	for (size_t i = 0; i < seat->count; i++)
		ret_texts[i] = seat->texts[((size_t)seat->next + RECENT_TEXTS - seat->count + i) %
					   RECENT_TEXTS];
	return seat->count;
}
