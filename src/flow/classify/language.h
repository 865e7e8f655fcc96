// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Which language a text is in: by the frequent short words of the packs, and, when those do not
 * settle it, by letters that one of the languages likes and the others do not.
 */
#ifndef FLOW_CLASSIFY_LANGUAGE_H
#define FLOW_CLASSIFY_LANGUAGE_H

#include "flow/classify/lexicon.h"
#include "flow/classify/normalise.h"
#include "flow/classify/signs.h"
#include "flow/flow.h"

/* Adds the packs' words to the lexicon. */
void language_learn(const struct packs *packs, struct lexicon *lexicon);

/* LANGUAGE_UNKNOWN when the text is too short, or as much one as another. */
enum language language_guess(const struct lexicon *lexicon, const struct text *text,
			     const struct word_ids *ids);

#endif
