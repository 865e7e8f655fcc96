// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/lexicon.h"

#include "base/hash.h"
#include "base/mem.h"

#include <string.h>

/* The slot that holds the word, or the free one where it belongs. */
static size_t slot_of(const struct lexicon *lexicon, struct bytes word, uint64_t hash)
{
	size_t slot = (hash ^ hash >> 32) & (lexicon->slot_count - 1);

	for (; lexicon->slots[slot] != 0; slot = (slot + 1) & (lexicon->slot_count - 1)) {
		const struct lexicon_entry *entry = &lexicon->entries[lexicon->slots[slot]];

		if (entry->hash == hash && entry->size == word.size &&
		    memcmp(lexicon->bytes.data + entry->at, word.data, word.size) == 0)
			break;
	}
	return slot;
}

static void grow(struct lexicon *lexicon)
{
	lexicon->room = lexicon->room == 0 ? 256 : lexicon->room * 2;
	lexicon->entries = mem_grow(lexicon->entries, lexicon->room, sizeof *lexicon->entries);
	if (lexicon->count == 0) {
		lexicon->entries[0] = (struct lexicon_entry){0};
		lexicon->count = 1;
	}
	mem_free(lexicon->slots);
	lexicon->slot_count =
		lexicon->room * 4; /* at most a quarter full: most look-ups are misses */
	lexicon->slots = mem_alloc(lexicon->slot_count, sizeof *lexicon->slots);
	for (uint32_t id = 1; id < lexicon->count; id++) {
		const struct lexicon_entry *entry = &lexicon->entries[id];
		struct bytes word = {lexicon->bytes.data + entry->at, entry->size};

		lexicon->slots[slot_of(lexicon, word, entry->hash)] = id;
	}
}

uint32_t lexicon_add(struct lexicon *lexicon, struct bytes word)
{
	uint64_t hash = hash64_bytes(word.data, word.size);
	size_t slot;
	uint32_t id;

	if (lexicon->count == lexicon->room)
		grow(lexicon);
	slot = slot_of(lexicon, word, hash);
	if (lexicon->slots[slot] != 0)
		return lexicon->slots[slot];
	id = (uint32_t)lexicon->count++;
	lexicon->entries[id] = (struct lexicon_entry){
		.hash = hash, .at = (uint32_t)lexicon->bytes.size, .size = (uint16_t)word.size};
	buf_add(&lexicon->bytes, word.data, word.size);
	lexicon->slots[slot] = id;
	return id;
}

uint32_t lexicon_find(const struct lexicon *lexicon, struct bytes word)
{
	if (lexicon->count == 0)
		return 0;
	return lexicon->slots[slot_of(lexicon, word, hash64_bytes(word.data, word.size))];
}

void lexicon_finish(struct lexicon *lexicon)
{
	mem_free(lexicon->entries);
	mem_free(lexicon->slots);
	buf_finish(&lexicon->bytes);
	*lexicon = (struct lexicon){0};
}
