// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Compiled patterns, as signs_compile.c makes them and signs.c finds them.
 *
 * A pattern is a run of steps, a step a run of choices. `firsts` lists, for each word of the
 * lexicon, the patterns that may begin with it; a pattern that begins with a prefix is listed under
 * the prefix's first three bytes, written behind a byte that no folded word has. One that may begin
 * with its second word is listed under that too. Most are found by their first two words together.
 */
#ifndef FLOW_CLASSIFY_SIGNS_PRIVATE_H
#define FLOW_CLASSIFY_SIGNS_PRIVATE_H

#include "flow/classify/pattern.h"
#include "flow/classify/signs.h"

enum { PREFIX_MARK = 1, PREFIX_KEY = 1 + PATTERN_PREFIX_MIN, PAIRED_CHOICES_MAX = 32, SIGNS_WINDOW = 6 };

struct choice {
	uint32_t id;	   /* of the whole word; 0: a prefix, or a name */
	uint32_t at, size; /* of the prefix, in `prefixes`; size 0: a name */
};

struct step {
	uint32_t choice, choice_count;
	bool optional, gap;
};

struct compiled {
	const struct pack_sign *sign;
	uint32_t step, step_count;	/* the first is where the try begins */
	uint32_t not_before, not_after; /* steps; UINT32_MAX: none */
	unsigned language;
	bool begin, end;
};

struct first {
	uint32_t id, pattern;
	uint16_t step; /* of the pattern; beyond 0 when those before may be left out */
	bool begin;    /* the message's first word, or none */
	bool paired;   /* found by its pairs */
	bool wide;     /* `next` stands within SIGNS_WINDOW words, not next to it */
	uint16_t clue; /* when its word is all of the pattern: noted at once, nothing else is looked at; 0: there is more to it */
	uint64_t next; /* bit (id % 64) of each word that may follow; all when that is not so simple
			*/
};

/* A first whose next word is one of a few: listed under both words, since many patterns begin with
 * "je" and few with "je stuurt". */
struct pair {
	uint64_t key; /* first id << 32 | next id; sorted */
	uint32_t first;
	uint32_t clue; /* as of struct first, of both words */
};

struct signs {
	struct compiled *patterns;
	size_t pattern_count, pattern_room;
	struct step *steps;
	size_t step_count, step_room;
	struct choice *choices;
	size_t choice_count, choice_room;
	struct buf prefixes;
	struct first *firsts; /* sorted by id */
	size_t first_count, first_room;
	uint32_t *index; /* firsts of a word that are in no pair: [index[id], index[id + 1]) */
	size_t index_count;
	struct pair *pairs;
	size_t pair_count, pair_room;
	uint32_t *pair_slots; /* open addressing, a power of two: 1 + the first pair of a key; 0:
				 free */
	size_t pair_slot_count;
	const struct lexicon *lexicon;
	size_t bound;
	const char *clue_names[CLUES_MAX]; /* of the packs, or constants */
	uint32_t clue_hashes[CLUES_MAX];
};

/* The place of a pair's key in pair_slots: its own, or the free one where it belongs. */
size_t signs_pair_slot(const struct signs *signs, uint64_t key);

#endif
