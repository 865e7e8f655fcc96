// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/conversation.h"

#include <math.h>

/* How much of an older text is left with each newer one, and how much the past weighs beside the
 * text at hand: chosen on the 198 conversations in packs/ (about .74 of them are
 * read right, .69 by their last text alone), from which nothing else is learnt. */
static const float kept = 0.8f, weight = 0.7f;
/* One text speaks for a kind by no more than this, against `ordinary`: nothing said once decides
 * for ever. And hardly against one: that something harmless was said before takes nothing from what
 * is said now. */
static const float most = 4.0f, least = -0.5f;
/* All of the past together: whoever cries for help after a hundred insults is heard. */
static const float most_past = 5.0f;

void conversation_move(const struct talk *talk, float logits[COLUMN_KINDS])
{
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		logits[i] += fminf(weight * talk->kinds[models_kind(i)], most_past);
}

void conversation_note(struct talk *talk, const float logits[COLUMN_KINDS], uint32_t findings)
{
	float ordinary = logits[models_column(KIND_ORDINARY)];

	for (size_t i = 0; i < COLUMN_KINDS; i++) {
		float *kind = &talk->kinds[models_kind(i)];

		*kind = kept * *kind + fmaxf(least, fminf(most, logits[i] - ordinary));
	}
	talk->findings |= findings;
	if (talk->messages < UINT16_MAX)
		talk->messages++;
}
