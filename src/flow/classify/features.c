// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/features.h"

#include "base/hash.h"

#include <string.h>

/* What kinds of features there are, each hashed apart from the others. */
enum group { GROUP_WORD, GROUP_PAIR, GROUP_RUN, GROUP_FIRST, GROUP_LAST, GROUP_SHAPE };

enum shape {
	SHAPE_WORDS, SHAPE_CHARACTERS, SHAPE_DIGITS, SHAPE_CAPITALS, SHAPE_SYMBOLS, SHAPE_EMOJI,
	SHAPE_WORD_LENGTH, SHAPE_LANGUAGE, SHAPE_REPEATED, SHAPE_VOWELS, SHAPE_LINK, SHAPES,
};

enum {
	WORDS_KEPT = 20,
	PAIRS_KEPT = 16,
	RUNS_KEPT = 14,
	RUN = 4, /* letters; runs do not cross words */
	KEPT_MOST = 20,
};

_Static_assert(WORDS_KEPT + PAIRS_KEPT + RUNS_KEPT + 2 + SHAPES <= FEATURES_MAX, "features fit");

static uint32_t hash_number(enum group group, uint32_t value)
{
	uint8_t bytes[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
			    (uint8_t)value};

	return hash_bytes(group, bytes, sizeof bytes);
}

/* The smallest hashes seen, ascending, each once. */
struct kept {
	uint32_t hashes[KEPT_MOST];
	size_t count, most;
};

static void keep(struct kept *kept, uint32_t hash)
{
	size_t at = kept->count;

	while (at > 0 && kept->hashes[at - 1] > hash)
		at--;
	if (at > 0 && kept->hashes[at - 1] == hash)
		return;
	if (at == kept->most)
		return;
	if (kept->count < kept->most)
		kept->count++;
	memmove(kept->hashes + at + 1, kept->hashes + at,
		(kept->count - 1 - at) * sizeof kept->hashes[0]);
	kept->hashes[at] = hash;
}

static void put(struct features *features, uint32_t hash)
{
	features->ids[features->count++] = hash >> (32 - FEATURE_BITS);
}

static void put_kept(struct features *features, const struct kept *kept)
{
	for (size_t i = 0; i < kept->count; i++)
		put(features, kept->hashes[i]);
}

static bool has_digit(struct bytes word)
{
	for (size_t i = 0; i < word.size; i++)
		if (word.data[i] >= '0' && word.data[i] <= '9')
			return true;
	return false;
}

/* A word as it is compared: numbers alike, repeated letters once ("hello" and "helllo" are one). */
static uint32_t plain_hash(const struct text *text, size_t index)
{
	struct bytes word = text_word(text, index);
	uint8_t room[TEXT_WORD_MAX];
	size_t size = 0;

	if (has_digit(word))
		return hash_number(GROUP_WORD, 0);
	for (size_t i = 0; i < word.size; i++)
		if (size == 0 || room[size - 1] != word.data[i])
			room[size++] = word.data[i];
	return hash_bytes(GROUP_WORD, room, size);
}

/* Whether copies of a text may differ in this word: a name, or a number beyond the first of a row. */
static bool is_variable(const struct text *text, size_t index)
{
	if (text->words[index].capital)
		return true;
	return index > 0 && has_digit(text_word(text, index)) && has_digit(text_word(text, index - 1));
}

static void find_runs(struct bytes word, struct kept *runs)
{
	for (size_t i = 0; i + RUN <= word.size; i++)
		keep(runs, hash_bytes(GROUP_RUN, word.data + i, RUN));
}

static void find_words(const struct text *text, struct bytes original, struct features *features)
{
	struct kept words = {.most = WORDS_KEPT}, pairs = {.most = PAIRS_KEPT}, runs = {.most = RUNS_KEPT};
	uint32_t before = 0, cluster = 0;

	for (size_t i = 0; i < text->word_count; i++) {
		uint32_t hash = plain_hash(text, i);

		keep(&words, hash);
		if (i > 0)
			keep(&pairs, hash_number(GROUP_PAIR, before * 31 + hash));
		find_runs(text_word(text, i), &runs);
		if (!is_variable(text, i))
			cluster = hash_number(GROUP_WORD, cluster * 31 + hash);
		before = hash;
	}
	/* A text without words is alike to those with the same characters; 0 is nobody's. */
	features->cluster = cluster != 0 ? cluster : hash_bytes(GROUP_SHAPE, original.data, original.size) | 1;
	put_kept(features, &words);
	features->words = features->count;
	put_kept(features, &pairs);
	put_kept(features, &runs);
	features->pieces = (uint8_t)(features->count - features->words);
	if (text->word_count > 0) {
		put(features, hash_number(GROUP_FIRST, plain_hash(text, 0)));
		put(features, hash_number(GROUP_LAST, plain_hash(text, text->word_count - 1)));
	}
}

/* ---- shape ---- */

struct letters {
	size_t all, letters, capitals, digits, symbols, emoji, vowels;
	bool link;
};

static void count_letter(struct letters *letters, uint32_t c)
{
	letters->all++;
	if (c >= '0' && c <= '9')
		letters->digits++;
	else if ((c >= 'a' && c <= 'z') || (c >= 0xdf && c < 0x250))
		letters->letters++;
	else if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c < 0xdf))
		letters->capitals++;
	else if (c >= 0x2190)
		letters->emoji++;
	else if (c > ' ')
		letters->symbols++;
	if (c < 128 && c != 0 && strchr("aeiouyAEIOUY", (int)c) != NULL)
		letters->vowels++;
}

static struct letters count_letters(struct bytes original)
{
	struct letters letters = {0};
	size_t size = original.size < TEXT_READ_MAX ? original.size : TEXT_READ_MAX;

	for (size_t at = 0; at < size;)
		count_letter(&letters, utf8_next(original.data, size, &at));
	letters.link = memmem(original.data, size, "://", 3) != NULL ||
		       memmem(original.data, size, "www.", 4) != NULL;
	return letters;
}

/* 0: none, then a step for each doubling of the share: a little matters, the exact share does not. */
static uint32_t share(size_t part, size_t whole)
{
	if (part == 0 || whole == 0)
		return 0;
	for (uint32_t step = 1; step < 6; step++)
		if (part << step > whole)
			return 7 - step;
	return 1;
}

static uint32_t doublings(size_t value)
{
	uint32_t step = 0;

	for (; value > 0; value >>= 1)
		step++;
	return step;
}

static size_t repeated_words(const struct text *text)
{
	size_t repeated = 0;

	for (size_t i = 1; i < text->word_count; i++)
		repeated += bytes_equal(text_word(text, i), text_word(text, i - 1));
	return repeated;
}

static void find_shape(const struct text *text, struct bytes original, enum language language,
		       struct features *features)
{
	struct letters letters = count_letters(original);
	size_t words = text->word_count, alphabetic = letters.letters + letters.capitals;
	/* Steps of about a third for lengths: doublings alone are coarse. */
	const uint32_t values[SHAPES] = {
		[SHAPE_WORDS] = doublings(words * words * words / 8),
		[SHAPE_CHARACTERS] = doublings(letters.all * letters.all / 4),
		[SHAPE_DIGITS] = share(letters.digits, letters.all),
		[SHAPE_CAPITALS] = share(letters.capitals, alphabetic),
		[SHAPE_SYMBOLS] = share(letters.symbols, letters.all),
		[SHAPE_EMOJI] = share(letters.emoji, letters.all),
		[SHAPE_WORD_LENGTH] = words != 0 ? (uint32_t)(text->size / words) : 0,
		[SHAPE_LANGUAGE] = language,
		[SHAPE_REPEATED] = share(repeated_words(text), words),
		[SHAPE_VOWELS] = alphabetic != 0 ? (uint32_t)(letters.vowels * 10 / alphabetic) : 11,
		[SHAPE_LINK] = letters.link,
	};

	for (uint32_t s = 0; s < SHAPES; s++)
		put(features, hash_number(GROUP_SHAPE, s * 64 + values[s]));
}

void features_find(const struct text *text, struct bytes original, enum language language,
		   struct features *ret_features)
{
	ret_features->count = ret_features->words = ret_features->pieces = 0;
	find_words(text, original, ret_features);
	find_shape(text, original, language, ret_features);
}
