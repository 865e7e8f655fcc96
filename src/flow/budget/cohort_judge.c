// SPDX-License-Identifier: GPL-3.0-or-later
/* What the model sees of a person, and where that puts him. */
#include "flow/budget/cohort_private.h"

#include <math.h>
#include <string.h>

static uint32_t doublings(size_t value)
{
	uint32_t step = 0;

	for (; value > 0; value >>= 1)
		step++;
	return step;
}

/* The share of these that people have used in calm, in six steps; `own`: he is one of them himself.
 */
static uint32_t known_share(const struct cohort *cohort, const uint32_t *ids, size_t count,
			    bool own)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++)
		known += cohort->seen[ids[i]] > (own ? 1 : 0);
	return count != 0 ? 1 + (uint32_t)((known * 10 + count) / (2 * count)) : 0;
}

uint32_t cohort_ids(const struct cohort *cohort, const struct sample *sample, bool calm,
		    uint32_t ret_ids[IDS_MOST])
{
	const struct features *features = &sample->features;
	uint32_t count = features->count;

	memcpy(ret_ids, features->ids, count * sizeof *ret_ids);
	ret_ids[count++] =
		cohort_bucket(80, known_share(cohort, features->ids, features->words, calm));
	ret_ids[count++] = cohort_bucket(
		85, known_share(cohort, features->ids + features->words, features->pieces, calm));
	ret_ids[count++] = cohort_bucket(86, cohort_excess(cohort, features->cluster));
	if (sample->contact == 0)
		return count; /* a shipped text: nobody sent it */
	for (size_t i = 0; i < BLOCKS; i++)
		ret_ids[count++] = sample->blocks[i] >> (32 - MODEL_BITS);
	ret_ids[count++] = sample->to >> (32 - MODEL_BITS);
	ret_ids[count++] = cohort_bucket(81, doublings(sample->messages));
	ret_ids[count++] = cohort_bucket(82, sample->burst);
	ret_ids[count++] = cohort_bucket(83, (uint32_t)(sample->at / 5000 % 12));
	return count;
}

int cohort_fold(uint32_t contact)
{
	return (int)(cohort_bucket(84, contact) & 1);
}

/* ---- questions ---- */

/* How many of the ranking lie at or below a score: who looks the same stands before him. */
static size_t at_or_below(const struct ranking *ranking, float score)
{
	size_t low = 0, high = ranking->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (ranking->scores[middle] <= score)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum err cohort_judge(struct cohort *cohort, uint32_t contact, struct cohort_place *ret_place)
{
	struct sample *sample = cohort_find(cohort, contact);
	const struct ranking *ranking;
	uint32_t ids[IDS_MOST], count;
	int fold;

	if (sample == NULL || !cohort->trained)
		return ERR_ABSENT;
	fold = cohort_fold(contact);
	ranking = &cohort->rankings[fold];
	cohort_settle(cohort, sample);
	count = cohort_ids(cohort, sample, false, ids);
	ret_place->score = model_score(&cohort->models[1 - fold], ids, count);
	ret_place->position = ranking->count != 0
				      ? (double)at_or_below(ranking, (float)ret_place->score) *
						ranking->an_hour / (double)ranking->count
				      : 0;
	ret_place->cluster = sample->features.cluster;
	return ERR_NONE;
}

struct cohort_window cohort_window(const struct cohort *cohort)
{
	return cohort->trained ? cohort->window : (struct cohort_window){0};
}

double cohort_below(const struct cohort *cohort, double score)
{
	double an_hour = 0;

	for (int f = 0; f < FOLDS; f++) {
		const struct ranking *ranking = &cohort->rankings[f];

		if (cohort->trained && ranking->count != 0)
			an_hour += (double)at_or_below(ranking, (float)score) * ranking->an_hour /
				   (double)ranking->count / FOLDS;
	}
	return an_hour;
}

double cohort_price(const struct cohort *cohort, double an_hour)
{
	double sum = 0;

	for (int f = 0; f < FOLDS; f++) {
		const struct ranking *ranking = &cohort->rankings[f];
		double share = ranking->an_hour > 0 ? an_hour / ranking->an_hour : 1;
		size_t at = (size_t)(fmin(fmax(share, 0), 1) * (double)ranking->count);

		if (!cohort->trained || ranking->count == 0)
			return NAN;
		sum += (double)ranking->scores[at < ranking->count ? at : ranking->count - 1];
	}
	return sum / FOLDS;
}
