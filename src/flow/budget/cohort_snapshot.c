// SPDX-License-Identifier: GPL-3.0-or-later
/* A snapshot: two models trained on the calm ones and the recent ones, and the ranks that they
 * give. */
#include "flow/budget/cohort_private.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum {
	PRIOR_FADES = 800, /* of the line's own in calm: then the shipped ones count a tenth */
	RECENT_ENOUGH = 2000,
	PASSES = 2, /* of taking for calm, and for attack, who looks like it, and training again */
};

/* What the training knows of an item beside its side. */
enum mark {
	MARK_RECENT = 1, /* of the siege, whatever it is taken for */
	MARK_MANY = 2,	 /* more write the same than can be genuine */
};

/* Hours: a rate over less than two minutes says little. */
static const double shortest = 1.0 / 30;
#define RECENT_SPAN   MS_HOUR
#define RECENT_LONGER (12 * MS_HOUR)
/* Over which copies are counted. */
#define COPIES_SPAN MS_DAY
/* A snapshot is renewed after this, when a fifth more have come, or after the other in any case. */
#define RENEW_SOON   MS_MINUTE
#define RENEW_ANYWAY (10 * MS_MINUTE)

/* What so many of the genuine ones may have in common that nobody had before. */
static const double few_share = 0.06, few_least = 3;
/* Log-odds above which a calm one is taken for a robot that practised, unless that were more than
 * this share of them: then it is the attack that looks like calm. */
static const double practised = 0.5, practised_most = 0.3;

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
	uint16_t *among;		  /* how many of the recent ones have a feature */
	double stride;			  /* one of so many recent ones is looked at */
	double few; /* a feature of no more of them may be what genuine people write now */
};

static void add_item(struct training *training, int fold, uint32_t count, double weight, int mark)
{
	bool siege = (mark & MARK_RECENT) != 0;

	training->items[fold][training->counts[fold]++] =
		(struct model_item){.ids = training->ids[training->used++],
				    .count = count,
				    .base = (float)weight,
				    .weight = (float)weight,
				    .positive = siege,
				    .mark = mark};
	*(siege ? &training->siege[fold] : &training->calm[fold]) += weight;
}

static void add_calm(const struct cohort *cohort, struct training *training)
{
	double faded = (double)cohort->calm_count / PRIOR_FADES;
	double prior = fmax(1 - faded, 0.1);

	for (size_t i = 0; i < cohort->calm_count; i++) {
		uint32_t count =
			cohort_ids(cohort, &cohort->calm[i], true, training->ids[training->used]);

		add_item(training, (int)(i % FOLDS), count, 1, 0);
	}
	for (size_t i = 0; i < cohort->prior_count; i++) {
		struct sample shipped = {.features = cohort->priors[i]};
		uint32_t count = cohort_ids(cohort, &shipped, true, training->ids[training->used]);

		add_item(training, (int)(i % FOLDS), count, prior, 0);
	}
}

/* The first contacts of the last hour, or of half a day when they are few. */
static uint64_t recent_first(const struct cohort *cohort, ms_t now, ms_t since)
{
	uint64_t place = cohort->end;

	while (place > cohort->first) {
		ms_t at = cohort_at(cohort, place - 1)->at, age = now - at;

		if (at < since || age > RECENT_LONGER ||
		    (age > RECENT_SPAN && cohort->end - place >= RECENT_ENOUGH))
			break;
		place--;
	}
	return place;
}

/* The first place from `from` back that is of the siege and of the last day. */
static uint64_t copies_first(const struct cohort *cohort, ms_t now, ms_t since, uint64_t from)
{
	while (from > cohort->first && cohort_at(cohort, from - 1)->at >= since &&
	       now - cohort_at(cohort, from - 1)->at <= COPIES_SPAN)
		from--;
	return from;
}

static void add_recent(struct cohort *cohort, struct training *training, uint64_t from,
		       uint64_t stride)
{
	for (uint64_t place = from; place < cohort->end; place += stride) {
		struct sample *sample = cohort_at(cohort, place);
		bool many = cohort_excess(cohort, sample->features.cluster) >= EXCESS_MANY;
		int fold = cohort_fold(sample->contact);
		uint32_t count;

		cohort_settle(cohort, sample);
		count = cohort_ids(cohort, sample, false, training->ids[training->used]);
		for (uint32_t i = 0; i < count; i++)
			training->among[training->ids[training->used][i]]++;
		add_item(training, fold, count, 1, MARK_RECENT | (many ? MARK_MANY : 0));
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
static void rank(struct cohort *cohort, const struct training *training, int fold)
{
	const struct model *model = &cohort->models[1 - fold];
	struct ranking *ranking = &cohort->rankings[fold];

	ranking->count = 0;
	for (size_t i = 0; i < training->counts[fold]; i++) {
		const struct model_item *item = &training->items[fold][i];

		if ((item->mark & MARK_RECENT) != 0)
			ranking->scores[ranking->count++] =
				(float)model_score(model, item->ids, item->count);
	}
	qsort(ranking->scores, ranking->count, sizeof *ranking->scores, compare_floats);
	/* A fold is half of the people. */
	ranking->an_hour = (double)ranking->count * training->stride * FOLDS / cohort->window.hours;
}

static bool get_room(struct cohort *cohort, struct training *training, float **room, size_t most)
{
	bool ok = true;

	training->ids = mem_try_alloc(most, sizeof *training->ids);
	training->among = mem_try_alloc(MODEL_BUCKETS, sizeof *training->among);
	*room = mem_try_alloc(MODEL_ROOM, sizeof **room);
	ok = training->ids != NULL && training->among != NULL && *room != NULL;
	for (int f = 0; f < FOLDS; f++) {
		training->items[f] = mem_try_alloc(most, sizeof *training->items[f]);
		ok = ok && training->items[f] != NULL;
		if (cohort->models[f].weights == NULL)
			ok = ok && model_init(&cohort->models[f]) == ERR_NONE;
		if (cohort->rankings[f].scores == NULL)
			cohort->rankings[f].scores =
				mem_try_alloc(COHORT_RECENT + 1, sizeof(float));
		ok = ok && cohort->rankings[f].scores != NULL;
	}
	return ok;
}

/* What few of the recent ones have is no mark of the attack: genuine people write what nobody wrote
 * before. */
static void forgive(struct model *model, const struct training *training)
{
	for (size_t id = 0; id < MODEL_BUCKETS; id++)
		if (model->weights[id] > 0 && training->among[id] <= training->few)
			model->weights[id] = 0;
}

/* Trains each fold's model. */
static void fit(struct cohort *cohort, struct training *training, float *room)
{
	for (int f = 0; f < FOLDS; f++) {
		balance(training, f);
		model_train(&cohort->models[f], training->items[f], training->counts[f], room,
			    cohort->end + (uint64_t)f);
		forgive(&cohort->models[f], training);
	}
}

/* The log-odds above which a calm one of a fold counts no more. */
static double practised_above(const struct training *training, int fold, const struct model *model)
{
	size_t calm = 0, look = 0;

	for (size_t i = 0; i < training->counts[fold]; i++) {
		const struct model_item *item = &training->items[fold][i];

		if ((item->mark & MARK_RECENT) != 0)
			continue;
		calm++;
		look += model_score(model, item->ids, item->count) > practised;
	}
	return (double)look < practised_most * (double)calm ? practised : INFINITY;
}

/* The score below which the calmest recent ones of a fold lie, as many as were expected meanwhile;
 * half at most. */
static double calm_below(const struct cohort *cohort, const struct training *training, int fold)
{
	const struct ranking *ranking = &cohort->rankings[fold];
	double expected = cohort->window.expected * cohort->window.hours / training->stride / FOLDS;

	return (double)ranking->scores[(size_t)fmin(expected, (double)(ranking->count / 2))];
}

/* People are taken for what they look like. The calmest recent ones, unless too many write the
 * same, are calm: genuine people write what nobody wrote before, and what only they write must not
 * become a mark of the attack. And calm ones who look like the attack are not calm: robots may have
 * practised. */
static void take_sides(struct cohort *cohort, struct training *training, int fold)
{
	const struct model *model = &cohort->models[1 - fold];
	double limit = calm_below(cohort, training, fold);
	double above = practised_above(training, fold, model);

	training->siege[fold] = training->calm[fold] = 0;
	for (size_t i = 0; i < training->counts[fold]; i++) {
		struct model_item *item = &training->items[fold][i];
		double score = model_score(model, item->ids, item->count);
		bool recent = (item->mark & MARK_RECENT) != 0, many = (item->mark & MARK_MANY) != 0;

		item->weight = !recent && score > above ? 0 : item->base;
		item->positive = recent && (many || score >= limit);
		*(item->positive ? &training->siege[fold] : &training->calm[fold]) +=
			(double)item->weight;
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

		sum += curve_expected(siege->curve, RATE_FIRSTS, then) * (double)span /
		       (double)MS_HOUR;
	}
	return sum;
}

static double hours_since(const struct cohort *cohort, ms_t now, uint64_t place)
{
	return (double)(now - cohort_at(cohort, place)->at) / (double)MS_HOUR;
}

/* The time that the recent ones are of. */
static struct cohort_window window_of(const struct cohort *cohort, const struct cohort_siege *siege,
				      uint64_t from)
{
	double hours = fmax(hours_since(cohort, siege->now, from), shortest);
	double expected = expected_between(siege, cohort_at(cohort, from)->at);

	return (struct cohort_window){.hours = hours, .expected = expected / hours};
}

static void count_copies(struct cohort *cohort, const struct cohort_siege *siege, uint64_t from)
{
	uint64_t first = copies_first(cohort, siege->now, siege->since, from);

	cohort_count_copies(cohort, first, expected_between(siege, cohort_at(cohort, first)->at));
}

static void fit_in_passes(struct cohort *cohort, struct training *training, float *room)
{
	fit(cohort, training, room);
	for (int pass = 0; pass < PASSES; pass++) {
		for (int f = 0; f < FOLDS; f++)
			rank(cohort, training, f);
		for (int f = 0; f < FOLDS; f++)
			take_sides(cohort, training, f);
		fit(cohort, training, room);
	}
	for (int f = 0; f < FOLDS; f++)
		rank(cohort, training, f);
}

static void train(struct cohort *cohort, const struct cohort_siege *siege)
{
	uint64_t from = recent_first(cohort, siege->now, siege->since), recent = cohort->end - from;
	uint64_t stride = 1 + recent / COHORT_RECENT;
	size_t most = cohort->calm_count + cohort->prior_count + COHORT_RECENT + 1;
	struct training training = {.stride = (double)stride};
	float *room = NULL;

	if (recent == 0 || !get_room(cohort, &training, &room, most)) {
		cohort_drop_snapshot(cohort);
	} else {
		cohort->window = window_of(cohort, siege, from);
		training.few =
			(few_least + few_share * cohort->window.expected * cohort->window.hours) /
			(double)stride;
		count_copies(cohort, siege, from);
		add_calm(cohort, &training);
		add_recent(cohort, &training, from, stride);
		fit_in_passes(cohort, &training, room);
		cohort->trained = true;
		cohort->snapshot++;
	}
	cohort->trained_at = siege->now;
	cohort->trained_end = cohort->end;
	cohort->trained_on = (size_t)recent;
	for (int f = 0; f < FOLDS; f++)
		mem_free(training.items[f]);
	mem_free(training.ids);
	mem_free(training.among);
	mem_free(room);
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
