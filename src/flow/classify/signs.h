// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * All patterns of all languages, found in one pass: each word of a text is looked up once, and only
 * the patterns that begin with it are tried there. A try keeps the set of places a pattern may have
 * come to in one 32-bit word, so that no text makes it try twice: its cost is bounded by the
 * pattern's length, whatever was written.
 */
#ifndef FLOW_CLASSIFY_SIGNS_H
#define FLOW_CLASSIFY_SIGNS_H

#include "flow/classify/lexicon.h"
#include "flow/classify/normalise.h"
#include "flow/flow.h"

/* A text's words as numbers of the lexicon; 0: not in it. */
struct word_ids {
	uint32_t as_written[TEXT_WORDS_MAX];
	uint32_t unstretched[TEXT_WORDS_MAX]; /* 0 for a word without stretched letters */
};

void word_ids_find(const struct lexicon *lexicon, const struct text *text,
		   struct word_ids *ret_ids);

struct signs_found {
	uint64_t clues[CLUES_MAX / 64]; /* bit enum clue, and the concepts */
	enum kind kind;	    /* KIND_UNCLEAR when nothing was found that settles one */
	unsigned languages; /* bit LANGUAGE_…: the packs whose signs of that kind were found */
	const struct pack_sign *sign; /* the first of them; for tuning and for people who ask why */
	size_t steps;		      /* comparisons it took */
};

struct signs;

/* Compiles the signs of all packs, adding their words to the lexicon. The packs were checked when
 * they were read (pattern_parse) and must outlive the result. */
struct signs *signs_create(const struct packs *packs, struct lexicon *lexicon);
void signs_destroy(struct signs *signs);

static inline bool signs_have(const struct signs_found *found, int clue)
{
	return (found->clues[clue / 64] >> (clue % 64) & 1) != 0;
}

/* Several kinds in one text: the one that costs most to miss (distress, then stop, then wrong
 * number). */
void signs_find(const struct signs *signs, const struct text *text, const struct word_ids *ids,
		struct signs_found *ret_found);

/* A number that stands for the clue's name, whatever the order in which the packs list them: the models' features are made of it. */
const char *signs_clue_name(const struct signs *signs, int clue);
uint32_t signs_clue_hash(const struct signs *signs, int clue);

/* No text takes more comparisons than this for each of its words. */
size_t signs_bound(const struct signs *signs);

#endif
