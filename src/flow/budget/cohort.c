// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/cohort_private.h"
#include "base/hash.h"
#include "base/mem.h"

#include <math.h>
#include <string.h>

#define BURST_SPAN (15 * MS_SECOND) /* to both sides */

struct cohort *cohort_create(void)
{
	struct cohort *cohort = mem_try_alloc(1, sizeof *cohort);

	if (cohort == NULL)
		return NULL;
	cohort->calm = mem_try_alloc(COHORT_CALM_MOST, sizeof *cohort->calm);
	cohort->priors = mem_try_alloc(COHORT_PRIORS, sizeof *cohort->priors);
	cohort->seen = mem_try_alloc(MODEL_BUCKETS, sizeof *cohort->seen);
	for (int side = 0; side < SIDES; side++)
		cohort->copies[side] = mem_try_alloc(COPIES, sizeof *cohort->copies[side]);
	if (cohort->calm == NULL || cohort->priors == NULL || cohort->seen == NULL ||
	    cohort->copies[SIDE_CALM] == NULL || cohort->copies[SIDE_SIEGE] == NULL) {
		cohort_destroy(cohort);
		return NULL;
	}
	return cohort;
}

void cohort_destroy(struct cohort *cohort)
{
	if (cohort == NULL)
		return;
	cohort_drop_snapshot(cohort);
	mem_free(cohort->log);
	mem_free(cohort->calm);
	mem_free(cohort->priors);
	mem_free(cohort->seen);
	for (int side = 0; side < SIDES; side++)
		mem_free(cohort->copies[side]);
	map_finish(&cohort->places);
	mem_free(cohort);
}

/* ---- the log ---- */

static void forget_oldest(struct cohort *cohort)
{
	const struct sample *oldest = cohort_at(cohort, cohort->first);
	uint32_t place;

	if (map_get(&cohort->places, oldest->contact, &place) && place == (uint32_t)cohort->first)
		map_remove(&cohort->places, oldest->contact);
	cohort->first++;
}

/* Twice the room, in the order of time. Without memory the oldest make place instead. */
static void grow(struct cohort *cohort)
{
	size_t room = cohort->room != 0 ? cohort->room * 2 : 256;
	struct sample *log = room <= COHORT_LOG_MOST ? mem_try_alloc(room, sizeof *log) : NULL;

	if (log == NULL) {
		if (cohort->room != 0)
			forget_oldest(cohort);
		return;
	}
	for (uint64_t place = cohort->first; place < cohort->end; place++)
		log[place % room] = *cohort_at(cohort, place);
	mem_free(cohort->log);
	cohort->log = log;
	cohort->room = room;
}

struct sample *cohort_find(const struct cohort *cohort, uint32_t contact)
{
	uint32_t low;
	uint64_t place;

	if (contact == 0 || !map_get(&cohort->places, contact, &low))
		return NULL;
	place = cohort->end - (uint32_t)((uint32_t)cohort->end - low);
	return cohort_at(cohort, place);
}

/* hash_bytes() with half its end, and it stays so: a line's calm ones are in the store with such hashes. Those of whoever comes
 * would differ from all of theirs, which is what a model takes for the mark of an attack. */
static uint32_t hash_text(uint32_t seed, const char *text, size_t size)
{
	uint32_t hash = hash_start(seed);

	for (size_t i = 0; i < size; i++)
		hash = hash_add(hash, (uint8_t)text[i]);
	hash = (hash ^ hash >> 16) * 0x85ebca6bu;
	return hash ^ hash >> 13;
}

uint32_t cohort_bucket(uint32_t group, uint32_t value)
{
	char text[4] = {(char)(value >> 24), (char)(value >> 16), (char)(value >> 8), (char)value};

	return hash_text(group, text, sizeof text) >> (32 - MODEL_BITS);
}

void cohort_add(struct cohort *cohort, const struct message *message)
{
	size_t digits = strlen(message->from);
	struct sample sample = {.at = message->at,
				.contact = message->contact.number,
				.to = hash_text(90, message->to, strlen(message->to)),
				.messages = 1,
				.features = message->features};

	for (size_t i = 0; i < BLOCKS; i++) {
		size_t off = 2 * (i + 2);

		sample.blocks[i] = hash_text(91 + (uint32_t)i, message->from,
					     digits > off + 2 ? digits - off : digits);
	}
	if (cohort->end - cohort->first == cohort->room)
		grow(cohort);
	if (cohort->room == 0 ||
	    map_put(&cohort->places, sample.contact, (uint32_t)cohort->end) != ERR_NONE)
		return; /* not known: he is as one whom the log has no room for */
	*cohort_at(cohort, cohort->end++) = sample;
}

static bool has_id(const struct features *features, uint32_t id)
{
	for (size_t i = 0; i < features->count; i++)
		if (features->ids[i] == id)
			return true;
	return false;
}

void cohort_more(struct cohort *cohort, uint32_t contact, const struct features *features)
{
	struct sample *sample = cohort_find(cohort, contact);

	if (sample == NULL)
		return;
	if (sample->messages < UINT8_MAX)
		sample->messages++;
	for (size_t i = 0; i < features->count && sample->features.count < FEATURES_MAX; i++)
		if (!has_id(&sample->features, features->ids[i]))
			sample->features.ids[sample->features.count++] = features->ids[i];
}

/* ---- calm ---- */

static void count_words(struct cohort *cohort, const struct features *features, int by)
{
	for (size_t i = 0; i < (size_t)features->words + features->pieces; i++)
		cohort->seen[features->ids[i]] = (uint16_t)(cohort->seen[features->ids[i]] + by);
}

void cohort_prior(struct cohort *cohort, const struct features *features)
{
	if (cohort->prior_count == COHORT_PRIORS)
		return;
	cohort->priors[cohort->prior_count++] = *features;
	count_words(cohort, features, 1);
}

void cohort_keep_calm(struct cohort *cohort, const struct sample *sample)
{
	struct sample *place = &cohort->calm[cohort->calm_next];

	if (cohort->calm_count == COHORT_CALM_MOST)
		count_words(cohort, &place->features, -1);
	else
		cohort->calm_count++;
	*place = *sample;
	count_words(cohort, &place->features, 1);
	cohort->calm_next = (cohort->calm_next + 1) % COHORT_CALM_MOST;
}

/* How many of the log came in [from, to]. It is in the order of time. */
static uint64_t place_after(const struct cohort *cohort, ms_t at)
{
	uint64_t low = cohort->first, high = cohort->end;

	while (low < high) {
		uint64_t middle = (low + high) / 2;

		if (cohort_at(cohort, middle)->at <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many more came within seconds of him than the hour before him lets expect, in deviations:
 * robots come in gusts. The rate itself says nothing: in a siege it is high for everybody. */
static uint8_t count_burst(const struct cohort *cohort, const struct sample *sample)
{
	double near = (double)(place_after(cohort, sample->at + BURST_SPAN) -
			       place_after(cohort, sample->at - BURST_SPAN - 1) - 1);
	double hour = (double)(place_after(cohort, sample->at) -
			       place_after(cohort, sample->at - MS_HOUR));
	double mean = hour * 2 * BURST_SPAN / (double)MS_HOUR;
	double above = (near - mean) / sqrt(mean + 1);

	return above < 2 ? 1 : above < 4 ? 2 : above < 8 ? 3 : 4;
}

void cohort_settle(const struct cohort *cohort, struct sample *sample)
{
	if (sample->burst == 0)
		sample->burst = count_burst(cohort, sample);
}

void cohort_learn(struct cohort *cohort, uint32_t contact)
{
	struct sample *sample = cohort_find(cohort, contact);

	if (sample == NULL)
		return;
	cohort_settle(cohort, sample);
	cohort_keep_calm(cohort, sample);
}
