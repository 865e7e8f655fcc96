// SPDX-License-Identifier: GPL-3.0-or-later
/* A snapshot: two models trained on the calm ones and the recent ones, and the ranks that they give. */
#include "flow/budget/cohort_private.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum {
	PRIOR_FADES = 800,    /* of the line's own in calm: then the shipped ones count a tenth */
	RECENT_ENOUGH = 2000,
	RANK_ENOUGH = 300,
	RANK_BEFORE = 1, /* a recent one */
	RANK_NOW = 2,    /* one by whom the others are ranked */
};

/* Hours: a rate over less than two minutes says little. */
static const double shortest = 1.0 / 30;
#define RECENT_SPAN   MS_HOUR
#define RECENT_LONGER (12 * MS_HOUR)
/* A snapshot is renewed after this, when a fifth more have come, or after the other in any case. */
#define RENEW_SOON    MS_MINUTE
#define RENEW_ANYWAY  (10 * MS_MINUTE)

/* What so many of the genuine ones may have in common that nobody had before. */
static const double few_share = 0.06, few_least = 3;

void cohort_drop_snapshot(struct cohort *cohort)
{
	for (int f = 0; f < FOLDS; f++) {
		model_finish(&cohort->models[f]);
		mem_free(cohort->rankings[f].scores);
		cohort->rankings[f] = (struct ranking){0};
	}
	cohort->trained = false;
}

struct training {
	struct model_item *items[FOLDS];
	size_t counts[FOLDS];
	uint32_t (*ids)[IDS_MOST];
	size_t used;
	double calm[FOLDS], siege[FOLDS]; /* sums of weights */
	uint16_t *among;   /* how many of the recent ones have a feature */
	double stride;     /* one of so many recent ones is looked at */
	double few;        /* a feature of no more of them may be what genuine people write now */
};

static void add_item(struct training *training, int fold, uint32_t count, double weight, bool siege)
{
	training->items[fold][training->counts[fold]++] =
		(struct model_item){.ids = training->ids[training->used++],
				    .count = count,
				    .base = (float)weight,
				    .weight = (float)weight,
				    .positive = siege};
	*(siege ? &training->siege[fold] : &training->calm[fold]) += weight;
}

static void add_calm(const struct cohort *cohort, struct training *training)
{
	double faded = (double)cohort->calm_count / PRIOR_FADES;
	double prior = fmax(1 - faded, 0.1);

	for (size_t i = 0; i < cohort->calm_count; i++) {
		uint32_t count = cohort_ids(cohort, &cohort->calm[i], true, training->ids[training->used]);

		add_item(training, (int)(i % FOLDS), count, 1, false);
	}
	for (size_t i = 0; i < cohort->prior_count; i++) {
		struct sample shipped = {.features = cohort->priors[i]};
		uint32_t count = cohort_ids(cohort, &shipped, true, training->ids[training->used]);

		add_item(training, (int)(i % FOLDS), count, prior, false);
	}
}

/* The first contacts of the last hour, or of half a day when they are few. */
static uint64_t recent_first(const struct cohort *cohort, ms_t now, ms_t since)
{
	uint64_t place = cohort->end;

	while (place > cohort->first) {
		ms_t at = cohort_at(cohort, place - 1)->at, age = now - at;

		if (at < since || age > RECENT_LONGER || (age > RECENT_SPAN && cohort->end - place >= RECENT_ENOUGH))
			break;
		place--;
	}
	return place;
}

/* Those by whom the others are ranked: of the last hour, or enough of them. */
static uint64_t rank_first(const struct cohort *cohort, ms_t now, uint64_t from)
{
	uint64_t place = cohort->end;

	while (place > from && (now - cohort_at(cohort, place - 1)->at <= RECENT_SPAN ||
				cohort->end - place < RANK_ENOUGH))
		place--;
	return place;
}

static void add_recent(struct cohort *cohort, struct training *training, uint64_t from, uint64_t stride,
		       uint64_t ranked)
{
	for (uint64_t place = from; place < cohort->end; place += stride) {
		struct sample *sample = cohort_at(cohort, place);
		int fold = cohort_fold(sample->contact);
		uint32_t count;

		cohort_settle(cohort, sample);
		count = cohort_ids(cohort, sample, false, training->ids[training->used]);
		for (uint32_t i = 0; i < count; i++)
			training->among[training->ids[training->used][i]]++;
		add_item(training, fold, count, 1, true);
		training->items[fold][training->counts[fold] - 1].rank =
			place >= ranked ? RANK_NOW : RANK_BEFORE;
	}
}

/* Both sides weigh the same, whatever their numbers. */
static void balance(struct training *training, int fold)
{
	double half = (double)training->counts[fold] / 2;

	for (size_t i = 0; i < training->counts[fold]; i++) {
		struct model_item *item = &training->items[fold][i];
		double sum = item->positive ? training->siege[fold] : training->calm[fold];

		item->weight *= (float)(half / sum);
	}
}

static int compare_floats(const void *a, const void *b)
{
	float one = *(const float *)a, other = *(const float *)b;

	return one < other ? -1 : one > other;
}

/* The recent ones of a fold, judged by the model that has not seen them. */
static void rank(struct cohort *cohort, const struct training *training, int fold, int least,
		 double hours)
{
	const struct model *model = &cohort->models[1 - fold];
	struct ranking *ranking = &cohort->rankings[fold];

	ranking->count = 0;
	for (size_t i = 0; i < training->counts[fold]; i++) {
		const struct model_item *item = &training->items[fold][i];

		if (item->rank >= least)
			ranking->scores[ranking->count++] = (float)model_score(model, item->ids, item->count);
	}
	qsort(ranking->scores, ranking->count, sizeof *ranking->scores, compare_floats);
	/* A fold is half of the people. */
	ranking->an_hour = (double)ranking->count * training->stride * FOLDS / fmax(hours, shortest);
}

static bool get_room(struct cohort *cohort, struct training *training, float **steps, size_t most)
{
	bool ok = true;

	training->ids = mem_try_alloc(most, sizeof *training->ids);
	training->among = mem_try_alloc(MODEL_BUCKETS, sizeof *training->among);
	*steps = mem_try_alloc(MODEL_BUCKETS, sizeof **steps);
	ok = training->ids != NULL && training->among != NULL && *steps != NULL;
	for (int f = 0; f < FOLDS; f++) {
		training->items[f] = mem_try_alloc(most, sizeof *training->items[f]);
		ok = ok && training->items[f] != NULL;
		if (cohort->models[f].weights == NULL)
			ok = ok && model_init(&cohort->models[f]) == ERR_NONE;
		if (cohort->rankings[f].scores == NULL)
			cohort->rankings[f].scores = mem_try_alloc(COHORT_RECENT + 1, sizeof(float));
		ok = ok && cohort->rankings[f].scores != NULL;
	}
	return ok;
}

/* What few of the recent ones have is no mark of the attack: genuine people write what nobody wrote before. */
static void forgive(struct model *model, const struct training *training)
{
	for (size_t id = 0; id < MODEL_BUCKETS; id++)
		if (model->weights[id] > 0 && training->among[id] <= training->few)
			model->weights[id] = 0;
}

/* Trains each fold's model. */
static void fit(struct cohort *cohort, struct training *training, float *steps)
{
	for (int f = 0; f < FOLDS; f++) {
		balance(training, f);
		model_train(&cohort->models[f], training->items[f], training->counts[f], steps,
			    cohort->end + (uint64_t)f);
		forgive(&cohort->models[f], training);
	}
}

/* Those of a fold that look calmest, as many as were expected meanwhile, are taken for what they look like: genuine people write
 * what nobody wrote before, and what only they write must not become a mark of the attack. */
static void take_for_calm(struct cohort *cohort, struct training *training, int fold, double expected)
{
	const struct model *model = &cohort->models[1 - fold];
	struct ranking *ranking = &cohort->rankings[fold];
	size_t most = ranking->count / 2;
	size_t calm = (size_t)fmin(expected / training->stride / FOLDS, (double)most);
	float limit = ranking->scores[calm];

	for (size_t i = 0; i < training->counts[fold]; i++) {
		struct model_item *item = &training->items[fold][i];

		item->weight = item->base;
		if (!item->positive || model_score(model, item->ids, item->count) >= (double)limit)
			continue;
		item->positive = false;
		training->siege[fold] -= (double)item->base;
		training->calm[fold] += (double)item->base;
	}
}

/* First contacts that the curve expects between two moments. */
static double expected_between(const struct cohort_siege *siege, ms_t from)
{
	const ms_t step = 15 * MS_MINUTE;
	double sum = 0;

	for (ms_t ago = 0; ago < siege->now - from; ago += step) {
		ms_t span = siege->now - from - ago < step ? siege->now - from - ago : step;
		ms_t then = ((siege->of_day - ago - span / 2) % MS_DAY + MS_DAY) % MS_DAY;

		sum += curve_expected(siege->curve, RATE_FIRSTS, then) * (double)span / (double)MS_HOUR;
	}
	return sum;
}

static double hours_since(const struct cohort *cohort, ms_t now, uint64_t place)
{
	return (double)(now - cohort_at(cohort, place)->at) / (double)MS_HOUR;
}

static void train(struct cohort *cohort, const struct cohort_siege *siege)
{
	ms_t now = siege->now;
	uint64_t from = recent_first(cohort, now, siege->since), recent = cohort->end - from;
	uint64_t stride = 1 + recent / COHORT_RECENT, ranked = rank_first(cohort, now, from);
	size_t most = cohort->calm_count + cohort->prior_count + COHORT_RECENT + 1;
	struct training training = {0};
	float *steps = NULL;
	double expected;

	if (recent == 0 || !get_room(cohort, &training, &steps, most)) {
		cohort_drop_snapshot(cohort);
	} else {
		expected = expected_between(siege, cohort_at(cohort, from)->at);
		training.stride = (double)stride;
		training.few = (few_least + few_share * expected) / (double)stride;
		add_calm(cohort, &training);
		add_recent(cohort, &training, from, stride, ranked);
		fit(cohort, &training, steps);
		for (int f = 0; f < FOLDS; f++)
			rank(cohort, &training, f, RANK_BEFORE, hours_since(cohort, now, from));
		for (int f = 0; f < FOLDS; f++)
			take_for_calm(cohort, &training, f, expected);
		fit(cohort, &training, steps);
		for (int f = 0; f < FOLDS; f++)
			rank(cohort, &training, f, RANK_NOW, hours_since(cohort, now, ranked));
		cohort->trained = true;
		cohort->snapshot++;
	}
	cohort->trained_at = now;
	cohort->trained_end = cohort->end;
	cohort->trained_on = (size_t)recent;
	for (int f = 0; f < FOLDS; f++)
		mem_free(training.items[f]);
	mem_free(training.ids);
	mem_free(training.among);
	mem_free(steps);
}

uint32_t cohort_snapshot(const struct cohort *cohort)
{
	return cohort->trained ? cohort->snapshot : 0;
}

void cohort_refresh(struct cohort *cohort, const struct cohort_siege *siege)
{
	ms_t age = siege->now - cohort->trained_at;
	uint64_t more = cohort->end - cohort->trained_end;

	if (cohort->trained && age < RENEW_SOON)
		return;
	if (!cohort->trained || age >= RENEW_ANYWAY || more * 5 > cohort->trained_on)
		train(cohort, siege);
}
