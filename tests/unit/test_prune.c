// SPDX-License-Identifier: GPL-3.0-or-later
/* train/prune: what matters most fits into the model, and is told apart from all that is not there.
 */
#include "base/mem.h"
#include "train/prune.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Of the model's 16 buckets each would hold 256. */
enum {
	FEATURE_BITS_USED = 12,
	FEATURES = 1 << FEATURE_BITS_USED,
	BITS = 4,
	COLUMNS = 3,
	A_BUCKET = FEATURES >> BITS
};
enum { STRIDE = 16, A_ROW = 512, IMPORTANT = 3 };

static struct rows rows;
static float weights[FEATURES * STRIDE];

/* The lower sixteen bits are everybody's own. */
static uint32_t feature(unsigned index)
{
	return index << (32 - FEATURE_BITS_USED) | (index + 1);
}

static bool is_important(unsigned index)
{
	return index % A_BUCKET < IMPORTANT;
}

static float weight_of(unsigned index, unsigned column)
{
	float least = is_important(index) ? 4.0f : 0.01f;
	float sign = (index + column) % 2 == 0 ? 1.0f : -1.0f;

	return sign * (least + 0.001f * (float)(index % 7 + column));
}

/* Every feature so often; their places are in the order in which they come. */
static void add_rows(unsigned times)
{
	static struct grams grams;

	for (unsigned time = 0; time < times; time++) {
		for (unsigned from = 0; from < FEATURES; from += A_ROW) {
			for (unsigned i = 0; i < A_ROW; i++)
				grams.ids[i] = feature(from + i);
			grams.begin[0] = 0;
			for (int b = 1; b <= GRAM_BLOCKS; b++)
				grams.begin[b] = A_ROW;
			grams.weight[0] = 1;
			rows_add(&rows, &grams);
		}
	}
}

static void prune_rows(const struct softmax *softmax, struct linear *linear)
{
	rows_number(&rows, 2);
	prune(softmax, linear);
}

static struct softmax make(void)
{
	struct softmax softmax = {.rows = &rows,
				  .columns = COLUMNS,
				  .stride = STRIDE,
				  .weights = weights,
				  .biases = {0.5f, -1, 2}};

	rows = (struct rows){0};
	memset(weights, 0, sizeof weights);
	for (unsigned i = 0; i < FEATURES; i++)
		for (unsigned c = 0; c < COLUMNS; c++)
			weights[i * STRIDE + c] = weight_of(i, c);
	return softmax;
}

static void finish(struct linear *linear)
{
	mem_free((void *)(uintptr_t)linear->buckets);
	rows_finish(&rows);
}

static bool found(const struct linear *linear, uint32_t id)
{
	for (size_t c = 0; c < linear->columns; c++)
		if (linear_weight(linear, id, c) != 0)
			return true;
	return false;
}

static void what_matters_survives(void **state)
{
	struct softmax softmax = make();
	struct linear linear = {.bits = BITS, .columns = COLUMNS};

	(void)state;
	add_rows(2);
	prune_rows(&softmax, &linear);
	for (unsigned i = 0; i < FEATURES; i++) {
		for (unsigned c = 0; c < COLUMNS && is_important(i); c++)
			assert_true(fabsf(linear_weight(&linear, feature(i), c) -
					  weight_of(i, c)) <= 0.51f * linear.column[c].scale);
	}
	for (unsigned c = 0; c < COLUMNS; c++)
		assert_float_equal(linear.column[c].bias, softmax.biases[c], 0);
	finish(&linear);
}

static void a_bucket_holds_four_and_nothing_else_is_found(void **state)
{
	struct softmax softmax = make();
	struct linear linear = {.bits = BITS, .columns = COLUMNS};
	size_t kept = 0;

	(void)state;
	add_rows(2);
	prune_rows(&softmax, &linear);
	for (unsigned i = 0; i < FEATURES; i++)
		kept += found(&linear, feature(i));
	assert_true(kept >= IMPORTANT << BITS && kept <= LINEAR_WAYS << BITS);
	/* the same places, other keys */
	for (unsigned i = 0; i < FEATURES; i++)
		assert_false(found(&linear, feature(i) ^ 0x8000));
	finish(&linear);
}

/* Two of equal weight: the one of more texts stays. */
static void more_texts_matter_more(void **state)
{
	static struct grams grams;
	struct softmax softmax = make();
	struct linear linear = {.bits = BITS, .columns = COLUMNS};

	(void)state;
	for (unsigned i = 0; i < FEATURES * STRIDE; i++)
		weights[i] = 1;
	add_rows(2);
	for (unsigned i = 0; i < 4; i++)
		grams.ids[i] = feature(7 * A_BUCKET + 50 + i);
	for (int b = 1; b <= GRAM_BLOCKS; b++)
		grams.begin[b] = 4;
	for (int i = 0; i < 5; i++)
		rows_add(&rows, &grams);
	prune_rows(&softmax, &linear);
	for (unsigned i = 0; i < 4; i++)
		assert_true(found(&linear, grams.ids[i]));
	finish(&linear);
}

static void nothing_to_keep_is_a_model_too(void **state)
{
	struct softmax softmax = make();
	struct linear linear = {.bits = BITS, .columns = COLUMNS}, again;
	struct buf encoded = {0};
	size_t size;

	(void)state;
	for (int c = 0; c < COLUMNS; c++)
		linear.column[c] =
			(struct linear_column){.name = {'a', (char)('a' + c)}, .slope = 1};
	add_rows(1); /* what one text alone has is not kept */
	prune_rows(&softmax, &linear);
	assert_int_equal(rows.places, 0);
	assert_int_equal(rows.feature_count, 0);
	for (unsigned i = 0; i < FEATURES; i++)
		assert_false(found(&linear, feature(i)));
	linear_encode(&linear, &encoded);
	assert_int_equal(linear_decode(buf_bytes(&encoded), &again, &size, NULL), ERR_NONE);
	buf_finish(&encoded);
	finish(&linear);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_matters_survives),
		cmocka_unit_test(a_bucket_holds_four_and_nothing_else_is_found),
		cmocka_unit_test(more_texts_matter_more),
		cmocka_unit_test(nothing_to_keep_is_a_model_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
