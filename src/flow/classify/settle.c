// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/settle.h"

#include "flow/classify/conversation.h"
#include "flow/classify/findings.h"

#include <math.h>
#include <string.h>

/*
 * Operating points. A kind is taken when it is likelier than the other kinds and, against
 * `ordinary` alone, at least this likely:
 *
 *   low    dangerous if missed: a help line too many, a flag too many do little harm
 *   high   dangerous if wrong: whoever is called a dealer is drawn into a conversation
 *
 * Texts of no kind (a sentence of a novel, a line of a radio play) must not be taken for one: hence
 * the .9 of most. The figures were chosen on held-back texts and on ordinary sentences;
 * docs/READING.md has both.
 */
static const float against_ordinary[KIND_COUNT] = {
	[KIND_DEALER] = 0.75f, [KIND_INSULT] = 0.93f,	    [KIND_THREAT] = 0.90f,
	[KIND_SEXUAL] = 0.90f, [KIND_PUSHY] = 0.90f,	    [KIND_SPAM] = 0.89f,
	[KIND_SCAM] = 0.82f,   [KIND_WRONG_NUMBER] = 0.71f, [KIND_DISTRESS] = 0.45f,
	[KIND_STOP] = 0.89f,
};
/* And of all kinds together. Distress is taken when it is the second likeliest too. */
static const float least_dealer = 0.66f, least_distress = 0.25f, least_grooming = 0.5f;

/* A sign of the packs is of high precision; it weighs like a text this likely. */
static const float sign_logit = 2.0f;

static const float language_sure = 0.75f, act_unclear = 0.12f;

static void soften(const float *logits, size_t count, float *ret_p)
{
	float most = -INFINITY, sum = 0;

	for (size_t i = 0; i < count; i++)
		most = fmaxf(most, logits[i]);
	for (size_t i = 0; i < count; i++)
		sum += ret_p[i] = expf(logits[i] - most);
	for (size_t i = 0; i < count; i++)
		ret_p[i] /= sum;
}

/* The likeliest kind but `ordinary`, of those that may be taken at all. */
static enum kind likeliest(const float *kinds)
{
	int best = KIND_UNCLEAR;

	for (int kind = KIND_UNCLEAR + 1; kind < KIND_ORDINARY; kind++) {
		if (kind == KIND_GROOMING || (kind == KIND_DEALER && kinds[kind] < least_dealer))
			continue;
		if (best == KIND_UNCLEAR || kinds[kind] > kinds[best])
			best = kind;
	}
	return (enum kind)best;
}

static bool beats_ordinary(const float *kinds, enum kind kind)
{
	return kinds[kind] >= against_ordinary[kind] * (kinds[kind] + kinds[KIND_ORDINARY]);
}

static enum kind choose(const float *kinds)
{
	enum kind best = likeliest(kinds);

	if (kinds[KIND_GROOMING] >= least_grooming)
		return KIND_GROOMING;
	if (kinds[KIND_DISTRESS] >= least_distress && beats_ordinary(kinds, KIND_DISTRESS))
		return KIND_DISTRESS;
	return beats_ordinary(kinds, best) ? best : KIND_ORDINARY;
}

/* Grooming takes its share, the others divide the rest. */
static void fill_kinds(const float p[COLUMN_KINDS], double grooming, float kinds[KIND_COUNT])
{
	memset(kinds, 0, KIND_COUNT * sizeof *kinds);
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		kinds[models_kind(i)] = p[i] * (float)(1 - grooming);
	kinds[KIND_GROOMING] = (float)grooming;
}

void settle_kind(const struct models *models, const float *scores, const struct signs_found *found,
		 size_t words, struct talk *talk, struct reading *reading)
{
	float logits[COLUMN_KINDS], before[COLUMN_KINDS], p[COLUMN_KINDS];
	size_t sign = models_column(found->kind);
	bool alone = talk == NULL || talk->messages == 0;

	for (size_t i = 0; i < COLUMN_KINDS; i++)
		logits[i] =
			models->kinds.column[i].slope * scores[i] + models->kinds.column[i].shift;
	if (sign != SIZE_MAX)
		logits[sign] += sign_logit;
	memcpy(before, logits, sizeof before);
	reading->findings = reading->fresh = findings_of(found);
	if (talk != NULL) {
		conversation_move(talk, logits);
		reading->fresh &= ~talk->findings;
		reading->findings |= talk->findings;
		conversation_note(talk, before, reading->findings);
	}
	soften(logits, COLUMN_KINDS, p);
	fill_kinds(p, findings_grooming(reading->findings), reading->kinds);
	/* No word of any alphabet that is read: nothing was said. */
	reading->kind = words == 0 && alone ? KIND_UNCLEAR : choose(reading->kinds);
	reading->p = (double)reading
			     ->kinds[reading->kind == KIND_UNCLEAR ? KIND_ORDINARY : reading->kind];
}

enum language settle_language(const struct models *models, const float *scores, size_t words,
			      enum language guessed)
{
	float p[COLUMN_LANGUAGES];
	size_t best = 0;

	if (words == 0)
		return guessed;
	linear_probabilities(&models->kinds, scores, COLUMN_KINDS, COLUMN_KINDS + COLUMN_LANGUAGES,
			     p);
	for (size_t i = 1; i < COLUMN_LANGUAGES; i++)
		if (p[i] > p[best])
			best = i;
	if (p[best] < language_sure)
		return guessed;
	return (enum language)(best + 1);
}

void settle_act(const struct models *models, const struct grams *grams, struct reading *reading)
{
	float scores[LINEAR_SCORES], p[LINEAR_SCORES];
	size_t best = 0;

	linear_score(&models->acts, grams, scores);
	linear_probabilities(&models->acts, scores, 0, models->acts.columns, p);
	for (size_t i = 1; i < models->acts.columns; i++)
		if (p[i] > p[best])
			best = i;
	reading->act_p = p[best];
	reading->act = p[best] >= act_unclear ? (enum act)(best + 1) : ACT_UNCLEAR;
}
