// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the linear models see of a text: hashed features, in blocks that are each brought to length one, so that a long text
 * weighs no more than a short one and many letters no more than one clue:
 *
 *   letters   runs of 2 to 5 letters within words and across their edges ("_ik", "k_ni")
 *   words     words, and pairs of words
 *   clues     what signs.yaml and concepts.yaml find, and the traits of the text (traits.h)
 *   pairs     two of those in one text
 *
 * Pure, in time linear in the text, which is capped; the pairs of clues are capped too.
 */
#ifndef FLOW_CLASSIFY_GRAMS_H
#define FLOW_CLASSIFY_GRAMS_H

#include "flow/classify/normalise.h"
#include "flow/classify/signs.h"
#include "flow/classify/traits.h"

enum {
	GRAMS_LETTERS_MAX = 2400,
	GRAMS_WORDS_MAX = 600,
	GRAMS_CLUES_MAX = 200,
	GRAMS_PAIRED = 24, /* clues and traits that are paired with each other, at most */
	GRAMS_PAIRS_MAX = GRAMS_PAIRED * (GRAMS_PAIRED - 1) / 2,
	GRAMS_MAX = GRAMS_LETTERS_MAX + GRAMS_WORDS_MAX + GRAMS_CLUES_MAX + GRAMS_PAIRS_MAX,
};

enum gram_block { GRAMS_LETTERS, GRAMS_WORDS, GRAMS_CLUES, GRAMS_PAIRS, GRAM_BLOCKS };

struct grams {
	uint32_t begin[GRAM_BLOCKS + 1]; /* ids of block b: [begin[b], begin[b + 1]) */
	float weight[GRAM_BLOCKS];	 /* of each of them */
	uint32_t ids[GRAMS_MAX];	 /* their hashes */
};

/* `signs` are those that `found` comes from. */
void grams_find(const struct text *text, const struct signs *signs,
		const struct signs_found *found, const struct traits *traits,
		struct grams *ret_grams);

/* The hash of one feature by itself, for explanations. */
uint32_t grams_clue(const struct signs *signs, int clue);
uint32_t grams_trait(enum trait trait);
uint32_t grams_word(struct bytes word);
uint32_t grams_pair(struct bytes first, struct bytes second);
/* The runs of letters of one word; how many. */
enum { GRAMS_WORD_MAX = 4 * (TEXT_WORD_MAX + 2) };
size_t grams_letters(struct bytes word, uint32_t ret_ids[GRAMS_WORD_MAX]);

#endif
