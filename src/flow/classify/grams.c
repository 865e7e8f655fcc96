// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/grams.h"

#include "base/hash.h"

#include <math.h>
#include <string.h>

/* What kinds of features there are, each hashed apart from the others. */
enum group {
	GROUP_LETTERS = 101,
	GROUP_WORD,
	GROUP_PAIR,
	GROUP_CLUE,
	GROUP_TRAIT,
	GROUP_CLUES,
};

enum { RUN_LEAST = 2, RUN_MOST = 5, EDGE = '_' };

/* How much each block weighs against the others: chosen by the scores of bench/reading/held/first, a few values each. */
static const float block_weights[GRAM_BLOCKS] = {0.4f, 0.6f, 0.4f, 0.2f};

/* A block that is full takes no more: only a text of many parts fills one. */
static void put(struct grams *grams, uint32_t most, enum gram_block block, uint32_t hash)
{
	if (grams->begin[block + 1] - grams->begin[block] < most)
		grams->ids[grams->begin[block + 1]++] = hash;
}

static void begin_block(struct grams *grams, enum gram_block block)
{
	grams->begin[block + 1] = grams->begin[block];
}

static void end_block(struct grams *grams, enum gram_block block)
{
	uint32_t count = grams->begin[block + 1] - grams->begin[block];

	grams->weight[block] = count == 0 ? 0 : block_weights[block] / sqrtf((float)count);
}

/* ---- letters ---- */

size_t grams_letters(struct bytes word, uint32_t ret_ids[GRAMS_WORD_MAX])
{
	uint8_t edged[TEXT_WORD_MAX + 2];
	size_t size = word.size + 2, count = 0;

	edged[0] = edged[size - 1] = EDGE;
	memcpy(edged + 1, word.data, word.size);
	for (size_t i = 0; i + RUN_LEAST <= size; i++) {
		uint32_t hash = hash_start(GROUP_LETTERS);

		for (size_t length = 1; length <= RUN_MOST && i + length <= size; length++) {
			hash = hash_add(hash, edged[i + length - 1]);
			if (length >= RUN_LEAST)
				ret_ids[count++] = hash_end(hash);
		}
	}
	return count;
}

static void put_letters(struct grams *grams, struct bytes word)
{
	uint32_t ids[GRAMS_WORD_MAX];
	size_t count = grams_letters(word, ids);
	uint32_t *end = &grams->begin[GRAMS_LETTERS + 1];

	for (size_t i = 0; i < count && *end < GRAMS_LETTERS_MAX; i++)
		grams->ids[(*end)++] = ids[i];
}

/* ---- words ---- */

static uint32_t hash_two(enum group group, uint32_t a, uint32_t b)
{
	uint32_t hash = hash_start(group);

	for (int shift = 0; shift < 32; shift += 8)
		hash = hash_add(hash, (uint8_t)(a >> shift));
	for (int shift = 0; shift < 32; shift += 8)
		hash = hash_add(hash, (uint8_t)(b >> shift));
	return hash_end(hash);
}

static uint32_t hash_word(struct bytes word)
{
	return hash_bytes(GROUP_WORD, word.data, word.size);
}

/* The edges of the text count as words, so that a word that begins it is a pair. */
static void put_words(struct grams *grams, const struct text *text)
{
	uint32_t before = 0;

	for (size_t i = 0; i < text->word_count; i++) {
		uint8_t room[TEXT_WORD_MAX];
		uint32_t hash = hash_word(text_word_short(text, i, room));

		put(grams, GRAMS_WORDS_MAX, GRAMS_WORDS, hash);
		put(grams, GRAMS_WORDS_MAX, GRAMS_WORDS, hash_two(GROUP_PAIR, before, hash));
		before = hash;
	}
	put(grams, GRAMS_WORDS_MAX, GRAMS_WORDS, hash_two(GROUP_PAIR, before, 0));
}

/* ---- clues and traits ---- */

static uint32_t hash_trait(uint32_t trait)
{
	return hash_two(GROUP_TRAIT, trait, 0);
}

/* Clues first, so that traits go unpaired when there are too many of both. */
static size_t collect(const struct signs *signs, const struct signs_found *found,
		      const struct traits *traits, uint32_t *hashes)
{
	size_t count = 0;

	for (int i = 0; i < CLUES_MAX / 64; i++)
		for (uint64_t rest = found->clues[i]; rest != 0; rest &= rest - 1)
			hashes[count++] = hash_two(
				GROUP_CLUE, signs_clue_hash(signs, i * 64 + __builtin_ctzll(rest)), 0);
	for (uint32_t i = 0; i < sizeof traits->bits / sizeof traits->bits[0]; i++)
		for (uint64_t rest = traits->bits[i]; rest != 0; rest &= rest - 1)
			hashes[count++] = hash_trait(i * 64 + (uint32_t)__builtin_ctzll(rest));
	return count;
}

static void put_clues(struct grams *grams, const uint32_t *hashes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put(grams, GRAMS_CLUES_MAX, GRAMS_CLUES, hashes[i]);
}

static void put_pairs(struct grams *grams, const uint32_t *hashes, size_t count)
{
	size_t paired = count < GRAMS_PAIRED ? count : GRAMS_PAIRED;

	for (size_t i = 0; i < paired; i++)
		for (size_t j = i + 1; j < paired; j++)
			put(grams, GRAMS_PAIRS_MAX, GRAMS_PAIRS,
			    hash_two(GROUP_CLUES, hashes[i], hashes[j]));
}

void grams_find(const struct text *text, const struct signs *signs,
		const struct signs_found *found, const struct traits *traits,
		struct grams *ret_grams)
{
	uint32_t hashes[CLUES_MAX + TRAIT_COUNT];
	size_t count = collect(signs, found, traits, hashes);

	ret_grams->begin[0] = 0;
	begin_block(ret_grams, GRAMS_LETTERS);
	for (size_t i = 0; i < text->word_count; i++) {
		uint8_t room[TEXT_WORD_MAX];

		put_letters(ret_grams, text_word_short(text, i, room));
	}
	end_block(ret_grams, GRAMS_LETTERS);
	begin_block(ret_grams, GRAMS_WORDS);
	put_words(ret_grams, text);
	end_block(ret_grams, GRAMS_WORDS);
	begin_block(ret_grams, GRAMS_CLUES);
	put_clues(ret_grams, hashes, count);
	end_block(ret_grams, GRAMS_CLUES);
	begin_block(ret_grams, GRAMS_PAIRS);
	put_pairs(ret_grams, hashes, count);
	end_block(ret_grams, GRAMS_PAIRS);
}

uint32_t grams_clue(const struct signs *signs, int clue)
{
	return hash_two(GROUP_CLUE, signs_clue_hash(signs, clue), 0);
}

uint32_t grams_trait(enum trait trait)
{
	return hash_trait(trait);
}

uint32_t grams_word(struct bytes word)
{
	return hash_word(word);
}

uint32_t grams_pair(struct bytes first, struct bytes second)
{
	return hash_two(GROUP_PAIR, hash_word(first), hash_word(second));
}
