// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/prune.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct candidate {
	uint32_t hash, place;
	float importance;
};

static float importance_of(const struct softmax *softmax, size_t place)
{
	const float *weights = softmax->weights + place * softmax->stride;
	float sum = 0;

	for (size_t c = 0; c < softmax->columns; c++)
		sum += weights[c] * weights[c];
	return sum * (float)softmax->rows->times[place];
}

/* The most important first; the hash settles what is equal. */
static int compare(const void *a, const void *b)
{
	const struct candidate *left = a, *right = b;

	if (left->importance != right->importance)
		return left->importance > right->importance ? -1 : 1;
	return (left->hash > right->hash) - (left->hash < right->hash);
}

static struct candidate *rank(const struct softmax *softmax)
{
	size_t count = softmax->rows->places;
	struct candidate *all = mem_alloc(count + 1, sizeof *all);

	for (size_t i = 0; i < count; i++)
		all[i] = (struct candidate){softmax->rows->hashes[i], (uint32_t)i,
					    importance_of(softmax, i)};
	qsort(all, count, sizeof *all, compare);
	return all;
}

static void find_scales(const struct softmax *softmax, struct linear *linear)
{
	float most[LINEAR_SCORES];

	for (size_t c = 0; c < linear->columns; c++)
		most[c] = 1e-6f;
	for (size_t i = 0; i < softmax->rows->places; i++) {
		const float *weights = softmax->weights + i * softmax->stride;

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
		  const struct candidate *candidate)
{
	const float *weights = softmax->weights + candidate->place * softmax->stride;
	size_t at = linear_bucket(linear->bits, candidate->hash);
	uint16_t key = linear_key(candidate->hash);
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
	struct candidate *all = rank(softmax);
	uint8_t *used = mem_alloc((size_t)1 << linear->bits, 1);

	linear->buckets = mem_alloc(linear_size(linear), 1);
	find_scales(softmax, linear);
	for (size_t i = 0; i < softmax->rows->places; i++)
		place(softmax, linear, used, &all[i]);
	mem_free(all);
	mem_free(used);
}
