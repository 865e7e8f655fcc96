// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/prune.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS_LEAST = 2 }; /* what one text alone has says nothing about others */

struct candidate {
	uint32_t feature, texts;
	float importance;
};

/* feature -> how many texts have it: open addressing; `texts` 0 is a free place. */
struct candidates {
	struct candidate *all;
	size_t room, count;
};

static void note(struct candidates *candidates, uint32_t feature)
{
	size_t at = feature * 0x9e3779b1u & (candidates->room - 1);

	while (candidates->all[at].texts != 0 && candidates->all[at].feature != feature)
		at = (at + 1) & (candidates->room - 1);
	candidates->count += candidates->all[at].texts == 0;
	candidates->all[at].feature = feature;
	candidates->all[at].texts++;
}

static void grow(struct candidates *candidates)
{
	struct candidates larger = {.room = candidates->room == 0 ? 1 << 16 : candidates->room * 2};

	larger.all = mem_alloc(larger.room, sizeof *larger.all);
	for (size_t i = 0; i < candidates->room; i++) {
		const struct candidate *one = &candidates->all[i];
		size_t at = one->feature * 0x9e3779b1u & (larger.room - 1);

		if (one->texts == 0)
			continue;
		while (larger.all[at].texts != 0)
			at = (at + 1) & (larger.room - 1);
		larger.all[at] = *one;
	}
	larger.count = candidates->count;
	mem_free(candidates->all);
	*candidates = larger;
}

static void collect(const struct rows *rows, struct candidates *candidates)
{
	for (size_t i = 0; i < rows->feature_count; i++) {
		if (candidates->count * 2 >= candidates->room)
			grow(candidates);
		note(candidates, rows->features[i]);
	}
}

static float importance_of(const struct softmax *softmax, const struct candidate *candidate)
{
	const float *weights =
		softmax->weights + rows_place(softmax->rows, candidate->feature) * softmax->stride;
	float sum = 0;

	for (size_t c = 0; c < softmax->columns; c++)
		sum += weights[c] * weights[c];
	return sum * (float)candidate->texts;
}

/* The most important first; the hash settles what is equal, so that the order does not depend on
 * the table. */
static int compare(const void *a, const void *b)
{
	const struct candidate *left = a, *right = b;

	if (left->importance != right->importance)
		return left->importance > right->importance ? -1 : 1;
	return (left->feature > right->feature) - (left->feature < right->feature);
}

static size_t rank(const struct softmax *softmax, struct candidates *candidates)
{
	size_t count = 0;

	for (size_t i = 0; i < candidates->room; i++) {
		struct candidate one = candidates->all[i];

		if (one.texts < TEXTS_LEAST)
			continue;
		one.importance = importance_of(softmax, &one);
		candidates->all[count++] = one;
	}
	if (count > 0)
		qsort(candidates->all, count, sizeof *candidates->all, compare);
	return count;
}

static void find_scales(const struct softmax *softmax, const struct candidates *candidates,
			size_t count, struct linear *linear)
{
	float most[LINEAR_SCORES];

	for (size_t c = 0; c < linear->columns; c++)
		most[c] = 1e-6f;
	for (size_t i = 0; i < count; i++) {
		const float *weights =
			softmax->weights +
			rows_place(softmax->rows, candidates->all[i].feature) * softmax->stride;

		for (size_t c = 0; c < linear->columns; c++)
			most[c] = fmaxf(most[c], fabsf(weights[c]));
	}
	for (size_t c = 0; c < linear->columns; c++) {
		linear->column[c].scale = most[c] / 127;
		linear->column[c].bias = softmax->biases[c];
	}
}

/* Nothing is done when its bucket is full, or has a feature with the same key. */
static void place(const struct softmax *softmax, struct linear *linear, uint8_t *used,
		  uint32_t feature)
{
	const float *weights =
		softmax->weights + rows_place(softmax->rows, feature) * softmax->stride;
	size_t at = linear_bucket(linear->bits, feature);
	uint16_t key = linear_key(feature);
	uint8_t *bucket =
		(uint8_t *)(uintptr_t)linear->buckets + at * linear_bucket_size(linear->columns);
	int8_t *row = (int8_t *)bucket + LINEAR_KEYS + used[at] * linear->columns;

	if (used[at] == LINEAR_WAYS)
		return;
	for (size_t way = 0; way < used[at]; way++)
		if (bucket[2 * way] == (uint8_t)key && bucket[2 * way + 1] == key >> 8)
			return;
	for (size_t c = 0; c < linear->columns; c++)
		row[c] = (int8_t)lrintf(weights[c] / linear->column[c].scale);
	bucket[2 * used[at]] = (uint8_t)key;
	bucket[2 * used[at] + 1] = (uint8_t)(key >> 8);
	used[at]++;
}

void prune(const struct softmax *softmax, struct linear *linear)
{
	struct candidates candidates = {0};
	uint8_t *used = mem_alloc((size_t)1 << linear->bits, 1);
	size_t count;

	linear->buckets = mem_alloc(linear_size(linear), 1);
	collect(softmax->rows, &candidates);
	count = rank(softmax, &candidates);
	find_scales(softmax, &candidates, count, linear);
	for (size_t i = 0; i < count; i++)
		place(softmax, linear, used, candidates.all[i].feature);
	mem_free(candidates.all);
	mem_free(used);
}
