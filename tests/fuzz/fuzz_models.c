// SPDX-License-Identifier: GPL-3.0-or-later
/* A model by anybody's hand, as it is and with the checksum put right, so that what lies behind the
 * checksum is reached too. What is taken has one form, and reads a text to probabilities that add
 * up to 1. */
#include "flow/classify/models.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Features as a text has them: some in every bucket, some with the keys that are most there. */
static void make_grams(struct grams *grams)
{
	uint32_t count = 0;

	memset(grams, 0, sizeof *grams);
	for (int block = 0; block < GRAM_BLOCKS; block++) {
		grams->begin[block] = count;
		grams->weight[block] = 0.3f;
		for (uint32_t i = 0; i < 100; i++)
			grams->ids[count++] = i * 0x9e3779b1u * (uint32_t)(block + 1);
		for (uint32_t i = 0; i < 16; i++)
			grams->ids[count++] = i << 28;
	}
	grams->begin[GRAM_BLOCKS] = count;
}

static void score(const struct linear *linear)
{
	static struct grams grams;
	float scores[LINEAR_SCORES], p[LINEAR_SCORES], sum = 0;

	make_grams(&grams);
	linear_score(linear, &grams, scores);
	linear_probabilities(linear, scores, 0, linear->columns, p);
	for (size_t i = 0; i < linear->columns; i++) {
		must(isfinite(scores[i]) && p[i] >= 0 && p[i] <= 1);
		sum += p[i];
		must(linear_find(linear, linear->column[i].name) <= i);
		must(isfinite(linear_weight(linear, grams.ids[i], i)));
	}
	must(fabsf(sum - 1) < 1e-3f);
}

static bool decode(struct bytes encoded)
{
	struct linear linear;
	struct error error = {""};
	struct buf again = {0};
	size_t taken = 0;

	if (linear_decode(encoded, &linear, &taken, &error) != ERR_NONE) {
		must(error.text[0] != '\0');
		return false;
	}
	must(taken <= encoded.size && linear.columns <= LINEAR_COLUMNS_MAX);
	score(&linear);
	linear_encode(&linear, &again);
	must(bytes_equal(buf_bytes(&again), (struct bytes){encoded.data, taken}));
	buf_finish(&again);
	return true;
}

/* Its last eight bytes are those that belong there. */
static void put_right(struct buf *model)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < model->size; i++)
		hash = (hash ^ model->data[i]) * 0x100000001b3u;
	buf_add_u64(model, hash);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct models models;
	struct buf model = {0}, both = {0};

	decode((struct bytes){data, size});
	models_decode((struct bytes){data, size}, &models, NULL);
	if (size < 8)
		return 0;
	buf_add(&model, data, size - 8);
	put_right(&model);
	if (decode(buf_bytes(&model))) {
		/* one of the two, twice: never both */
		buf_add(&both, model.data, model.size);
		buf_add(&both, model.data, model.size);
		must(models_decode(buf_bytes(&both), &models, NULL) == ERR_INPUT);
	}
	buf_finish(&both);
	buf_finish(&model);
	return 0;
}
