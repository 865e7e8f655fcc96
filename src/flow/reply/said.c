// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/reply/said.h"

#include "base/hash.h"
#include "base/mem.h"
#include "flow/limits.h"
#include "flow/reply/letters.h"

#include <stdlib.h>
#include <string.h>

enum { SAVED_VERSION = 1, WORDS_MAX = 64, WORDS_LEAST = 3, LONG_LETTERS = 4, LONG_LEAST = 2 };
enum { NOBODY = UINT32_MAX };

/* Two ways in which texts are the same. */
enum { EXACT, NEAR, WAYS };

struct entry {
	uint32_t hashes[WAYS];	/* 0: none */
	uint32_t older[WAYS];	/* the one before with the same bucket */
	uint32_t line, contact; /* contact 0: forgotten */
	ms_t at;
};

/* A ring, oldest overwritten, and for each way chains from the newest to the oldest. A chain's link
 * into a slot that was written anew since leads to something younger; there the chain ends. */
struct said {
	uint32_t room, used, next; /* `next`: written next */
	uint32_t buckets;	   /* a power of two */
	uint32_t *heads[WAYS];	   /* plus 1; 0: none, so that a table that is not used touches no
				      memory */
	struct entry entries[];
};

struct said *said_create(uint32_t room)
{
	uint32_t buckets = 16;
	struct said *said;

	while (buckets < room && buckets < 1u << 30)
		buckets *= 2;
	said = mem_try_alloc(1, sizeof *said + room * sizeof said->entries[0]);
	if (said == NULL)
		return NULL;
	said->room = room;
	said->buckets = buckets;
	for (int way = 0; way < WAYS; way++) {
		said->heads[way] = mem_try_alloc(buckets, sizeof *said->heads[way]);
		if (said->heads[way] == NULL) {
			said_destroy(said);
			return NULL;
		}
	}
	return said;
}

void said_destroy(struct said *said)
{
	if (said == NULL)
		return;
	for (int way = 0; way < WAYS; way++)
		mem_free(said->heads[way]);
	mem_free(said);
}

/* ---- hashes ---- */

/* Never 0, which is "none". */
static uint32_t hash_of(uint32_t line, int way, const char *data, size_t size)
{
	uint32_t hash = hash_bytes(line * WAYS + (uint32_t)way, (const uint8_t *)data, size);

	return hash != 0 ? hash : 1;
}

static int by_bytes(const void *a, const void *b)
{
	const struct bytes *one = a, *other = b;
	size_t size = one->size < other->size ? one->size : other->size;
	int order = memcmp(one->data, other->data, size);

	return order != 0 ? order : one->size < other->size ? -1 : one->size > other->size;
}

/* The words of a folded text, at most WORDS_MAX. */
static size_t split(struct bytes folded, struct bytes words[WORDS_MAX])
{
	size_t count = 0, from = 0;

	for (size_t at = 0; at <= folded.size && count < WORDS_MAX; at++) {
		if (at < folded.size && folded.data[at] != ' ')
			continue;
		if (at > from)
			words[count++] = (struct bytes){folded.data + from, at - from};
		from = at + 1;
	}
	return count;
}

/* The longer words, sorted; digits have no part in it. */
static uint32_t near_hash(uint32_t line, const struct bytes *words, size_t count)
{
	struct bytes longer[WORDS_MAX];
	struct buf joined = {0};
	size_t kept = 0;
	uint32_t hash;

	for (size_t i = 0; i < count; i++) {
		if (words[i].size >= LONG_LETTERS &&
		    (words[i].data[0] < '0' || words[i].data[0] > '9'))
			longer[kept++] = words[i];
	}
	if (kept < LONG_LEAST)
		return 0;
	qsort(longer, kept, sizeof longer[0], by_bytes);
	for (size_t i = 0; i < kept; i++) {
		buf_add(&joined, longer[i].data, longer[i].size);
		buf_add_u8(&joined, ' ');
	}
	hash = hash_of(line, NEAR, (const char *)joined.data, joined.size);
	buf_finish(&joined);
	return hash;
}

/* False when the text is too short to count. */
static bool hashes_of(uint32_t line, struct bytes text, uint32_t ret_hashes[WAYS])
{
	struct buf folded = {0}, joined = {0};
	struct bytes words[WORDS_MAX];
	size_t count;

	letters_fold(text, &folded);
	count = split(buf_bytes(&folded), words);
	for (size_t i = 0; i < folded.size; i++) {
		if (folded.data[i] != ' ')
			buf_add_u8(&joined, folded.data[i]);
	}
	if (count >= WORDS_LEAST) {
		ret_hashes[EXACT] = hash_of(line, EXACT, (const char *)joined.data, joined.size);
		ret_hashes[NEAR] = near_hash(line, words, count);
	}
	buf_finish(&folded);
	buf_finish(&joined);
	return count >= WORDS_LEAST;
}

/* ---- the table ---- */

/* Additions since; 1 for the newest. */
static uint32_t age_of(const struct said *said, uint32_t index)
{
	return index < said->next ? said->next - index : said->next + said->room - index;
}

/* The one before in the chain; NOBODY at its end. */
static uint32_t older_of(const struct said *said, uint32_t index, int way)
{
	uint32_t older = said->entries[index].older[way];

	return older != NOBODY && age_of(said, older) > age_of(said, index) ? older : NOBODY;
}

/* The newest of a bucket; NOBODY when its slot was written anew with another. */
static uint32_t head_of(const struct said *said, uint32_t hash, int way)
{
	uint32_t bucket = hash & (said->buckets - 1), head = said->heads[way][bucket] - 1;

	return head != NOBODY && (said->entries[head].hashes[way] & (said->buckets - 1)) == bucket
		       ? head
		       : NOBODY;
}

static bool meets(const struct entry *entry, uint32_t line, uint32_t contact, ms_t now)
{
	return entry->line == line && ((contact != 0 && entry->contact == contact) ||
				       (now >= entry->at ? now - entry->at : 0) <= LIMIT_SAID_SPAN);
}

bool said_before(const struct said *said, uint32_t line_index, uint32_t contact, struct bytes text,
		 ms_t now)
{
	uint32_t hashes[WAYS];

	if (!hashes_of(line_index, text, hashes))
		return false;
	for (int way = 0; way < WAYS; way++) {
		uint32_t at = hashes[way] == 0 ? NOBODY : head_of(said, hashes[way], way);

		for (; at != NOBODY; at = older_of(said, at, way)) {
			if (said->entries[at].hashes[way] == hashes[way] &&
			    meets(&said->entries[at], line_index, contact, now))
				return true;
		}
	}
	return false;
}

static void put(struct said *said, const struct entry *entry)
{
	uint32_t index = said->next;
	struct entry made = *entry;

	said->next = index + 1 == said->room ? 0 : index + 1;
	if (said->used < said->room)
		said->used++;
	for (int way = 0; way < WAYS; way++) {
		uint32_t head =
			made.hashes[way] == 0 ? NOBODY : head_of(said, made.hashes[way], way);

		made.older[way] = head == index ? NOBODY : head;
		if (made.hashes[way] != 0)
			said->heads[way][made.hashes[way] & (said->buckets - 1)] = index + 1;
	}
	said->entries[index] = made;
}

void said_add(struct said *said, uint32_t line_index, uint32_t contact, struct bytes text, ms_t now)
{
	struct entry entry = {.line = line_index, .contact = contact, .at = now};

	if (hashes_of(line_index, text, entry.hashes))
		put(said, &entry);
}

void said_forget(struct said *said, uint32_t line_index, uint32_t contact)
{
	for (uint32_t i = 0; i < said->used; i++) {
		if (said->entries[i].line == line_index && said->entries[i].contact == contact)
			said->entries[i].contact = 0;
	}
}

/* ---- over a restart ---- */

/* The n-th oldest. */
static const struct entry *nth(const struct said *said, uint32_t n)
{
	uint64_t first = said->used < said->room ? 0 : said->next;

	return &said->entries[(first + n) % said->room];
}

void said_save(const struct said *said, uint32_t line_index, struct buf *out)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < said->used; i++)
		count += nth(said, i)->line == line_index;
	buf_add_u8(out, SAVED_VERSION);
	buf_add_u32(out, count);
	for (uint32_t i = 0; i < said->used; i++) {
		const struct entry *entry = nth(said, i);

		if (entry->line != line_index)
			continue;
		buf_add_u32(out, entry->hashes[EXACT]);
		buf_add_u32(out, entry->hashes[NEAR]);
		buf_add_u32(out, entry->contact);
		buf_add_u64(out, (uint64_t)entry->at);
	}
}

enum err said_load(struct said *said, uint32_t line_index, struct bytes saved)
{
	struct reader reader = reader_of(saved);
	uint8_t version = read_u8(&reader);
	uint32_t count = read_u32(&reader);

	if (version != SAVED_VERSION || reader.bad)
		return ERR_INPUT;
	for (uint32_t i = 0; i < count; i++) {
		struct entry entry = {.line = line_index};

		entry.hashes[EXACT] = read_u32(&reader);
		entry.hashes[NEAR] = read_u32(&reader);
		entry.contact = read_u32(&reader);
		entry.at = (ms_t)read_u64(&reader);
		if (reader.bad || entry.hashes[EXACT] == 0 || entry.at < 0)
			return ERR_INPUT;
		put(said, &entry);
	}
	return reader_left(&reader) == 0 ? ERR_NONE : ERR_INPUT;
}
