// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/conversation.h"

#include <math.h>

/* How much of an older text is left with each newer one, and how much the past weighs beside the text at hand: chosen over
 * conversations of held-back hands (bench/reading). */
static const float kept = 0.6f, weight = 0.4f;
/* One text speaks for or against a kind by no more than this: nothing said once decides for ever. */
static const float most = 4.0f;

void conversation_move(const struct talk *talk, float logits[COLUMN_KINDS])
{
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		logits[i] += weight * talk->kinds[models_kind(i)];
}

void conversation_note(struct talk *talk, const float logits[COLUMN_KINDS], uint32_t findings)
{
	float mean = 0;

	for (size_t i = 0; i < COLUMN_KINDS; i++)
		mean += logits[i] / COLUMN_KINDS;
	for (size_t i = 0; i < COLUMN_KINDS; i++) {
		float *kind = &talk->kinds[models_kind(i)];

		*kind = kept * *kind + fmaxf(-most, fminf(most, logits[i] - mean));
	}
	talk->findings |= findings;
	if (talk->messages < UINT16_MAX)
		talk->messages++;
}
