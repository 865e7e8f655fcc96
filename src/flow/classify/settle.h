// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * From scores to one kind, by what each error costs: to miss distress or a threat is dangerous, and so is to call somebody a
 * dealer who is none. The operating points stand in settle.c.
 */
#ifndef FLOW_CLASSIFY_SETTLE_H
#define FLOW_CLASSIFY_SETTLE_H

#include "flow/classify/models.h"
#include "flow/classify/signs.h"

/* Fills kinds, kind, p and findings. `talk`: what was said before, brought up to date; NULL: the text stands alone. `words` of the
 * text: one without any says nothing. */
void settle_kind(const struct models *models, const float *scores, const struct signs_found *found,
		 size_t words, struct talk *talk, struct reading *reading);
/* The language by the model; `guessed` by words (language.h) where the model is not sure either. */
enum language settle_language(const struct models *models, const float *scores, size_t words,
			      enum language guessed);
/* The act, with its probability; ACT_UNCLEAR when none is likely enough. */
void settle_act(const struct models *models, const struct grams *grams, struct reading *reading);

#endif
