// SPDX-License-Identifier: GPL-3.0-or-later
/* train/softmax: learns what can be learnt, the same every time, and nothing from what it must not
 * see. */
#include "base/mem.h"
#include "base/random.h"
#include "train/softmax.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Columns 0 to 2 are the first group, 3 and 4 the second. */
enum { KINDS = 3, SIDES = 2, COLUMNS = KINDS + SIDES, ROWS = 240, BITS = 12, NOISE = 200 };

/* Apart in the upper bits, so that none shares another's place. */
static uint32_t feature(unsigned index)
{
	return index << (32 - BITS) | (index * 7919 & 0xffff);
}

enum { SIGN_OF_KIND = 10, SIGN_OF_SIDE = 20, ONLY_THERE = 30, NOISE_FROM = 100 };

struct toy {
	struct rows rows;
	int kinds[ROWS], sides[ROWS];
	bool left_out[ROWS];
};

static struct toy toy;

/* A row tells its kind by one feature and its side by another, among some that say nothing. */
static void add_row(struct random *random, size_t row, bool only_there)
{
	static struct grams grams;
	unsigned at = 0;

	toy.kinds[row] = (int)random_below(random, KINDS);
	toy.sides[row] = (int)random_below(random, SIDES);
	grams.ids[at++] = feature(SIGN_OF_KIND + (unsigned)toy.kinds[row]);
	grams.ids[at++] = feature(SIGN_OF_SIDE + (unsigned)toy.sides[row]);
	for (int i = 0; i < 6; i++)
		grams.ids[at++] = feature(NOISE_FROM + (unsigned)random_below(random, NOISE));
	if (only_there)
		grams.ids[at++] = feature(ONLY_THERE);
	for (int block = 0; block <= GRAM_BLOCKS; block++)
		grams.begin[block] = block == 0 ? 0 : at;
	grams.weight[0] = 0.5f;
	rows_add(&toy.rows, &grams);
}

/* The last `marked` rows have a feature that no other has. */
static void make_toy(size_t count, size_t marked)
{
	struct random random;

	toy = (struct toy){.rows = {0}};
	random_from_seed(&random, 5, "softmax");
	for (size_t i = 0; i < count; i++)
		add_row(&random, i, i + marked >= count);
	rows_number(&toy.rows, 1);
}

static struct softmax learn(uint64_t seed)
{
	struct softmax softmax = {
		.rows = &toy.rows,
		.columns = COLUMNS,
		.groups = {{0, KINDS, toy.kinds}, {KINDS, COLUMNS, toy.sides}},
		.group_count = 2,
		.left_out = toy.left_out,
		.seed = seed,
	};

	softmax_learn(&softmax);
	return softmax;
}

static size_t weights_size(const struct softmax *softmax)
{
	return softmax->stride * softmax->rows->places * sizeof *softmax->weights;
}

static const float *weights_of(const struct softmax *softmax, unsigned index)
{
	size_t place = 0;

	while (toy.rows.hashes[place] != feature(index))
		place++;
	return softmax->weights + place * softmax->stride;
}

static int best(const float *scores, int first, int end)
{
	int best = first;

	for (int i = first + 1; i < end; i++)
		if (scores[i] > scores[best])
			best = i;
	return best - first;
}

static void what_is_separable_is_learnt(void **state)
{
	struct softmax softmax;

	(void)state;
	make_toy(ROWS, 0);
	softmax = learn(1);
	assert_true(softmax.stride >= COLUMNS && softmax.stride % SOFTMAX_LANE == 0);
	for (size_t i = 0; i < toy.rows.count; i++) {
		float scores[LINEAR_SCORES];

		softmax_score(&softmax, i, scores);
		assert_int_equal(best(scores, 0, KINDS), toy.kinds[i]);
		assert_int_equal(best(scores, KINDS, COLUMNS), toy.sides[i]);
	}
	softmax_finish(&softmax);
	rows_finish(&toy.rows);
}

static void rows_that_were_not_seen_are_nearly_all_right(void **state)
{
	struct softmax softmax;
	size_t right = 0;

	(void)state;
	make_toy(ROWS, 0);
	for (size_t i = ROWS / 2; i < ROWS; i++)
		toy.left_out[i] = true;
	softmax = learn(1);
	for (size_t i = ROWS / 2; i < ROWS; i++) {
		float scores[LINEAR_SCORES];

		softmax_score(&softmax, i, scores);
		right += best(scores, 0, KINDS) == toy.kinds[i];
	}
	assert_true(right * 10 >= (ROWS / 2) * 9);
	softmax_finish(&softmax);
	rows_finish(&toy.rows);
}

static void same_seed_same_bytes(void **state)
{
	struct softmax one, same, other;

	(void)state;
	make_toy(ROWS, 0);
	one = learn(7);
	same = learn(7);
	other = learn(8);
	assert_memory_equal(one.weights, same.weights, weights_size(&one));
	assert_memory_equal(one.biases, same.biases, sizeof one.biases);
	assert_memory_not_equal(one.weights, other.weights, weights_size(&one));
	softmax_finish(&one);
	softmax_finish(&same);
	softmax_finish(&other);
	assert_null(one.weights);
	rows_finish(&toy.rows);
}

static void a_row_without_a_class_says_nothing_about_that_group(void **state)
{
	struct softmax softmax;
	const float *weights;
	float seen = 0;

	(void)state;
	make_toy(ROWS, 30);
	for (size_t i = ROWS - 30; i < ROWS; i++)
		toy.sides[i] = -1;
	softmax = learn(1);
	weights = weights_of(&softmax, ONLY_THERE);
	for (int c = KINDS; c < COLUMNS; c++)
		assert_true(weights[c] == 0);
	for (int c = 0; c < KINDS; c++)
		seen += weights[c] * weights[c];
	assert_true(seen > 0);
	softmax_finish(&softmax);
	rows_finish(&toy.rows);
}

static void a_group_of_which_nothing_is_said_stays_empty(void **state)
{
	struct softmax softmax;

	(void)state;
	make_toy(ROWS, 0);
	for (size_t i = 0; i < ROWS; i++)
		toy.sides[i] = -1;
	softmax = learn(1);
	for (size_t i = 0; i < toy.rows.count; i++) {
		float scores[LINEAR_SCORES];

		softmax_score(&softmax, i, scores);
		assert_int_equal(best(scores, 0, KINDS), toy.kinds[i]);
		for (int c = KINDS; c < COLUMNS; c++)
			assert_true(scores[c] == 0);
	}
	softmax_finish(&softmax);
	rows_finish(&toy.rows);
}

static void what_is_left_out_is_not_learnt_from(void **state)
{
	struct softmax with, without;

	(void)state;
	make_toy(ROWS, 40);
	for (size_t i = ROWS - 40; i < ROWS; i++)
		toy.left_out[i] = true;
	with = learn(3);
	for (int c = 0; c < COLUMNS; c++)
		assert_true(weights_of(&with, ONLY_THERE)[c] == 0);
	/* as if they were not there at all, whatever they are said to be */
	for (size_t i = ROWS - 40; i < ROWS; i++)
		toy.kinds[i] = 0;
	without = learn(3);
	assert_memory_equal(with.weights, without.weights, weights_size(&with));
	softmax_finish(&without);
	rows_finish(&toy.rows);
	make_toy(ROWS, 40);
	toy.rows.count = ROWS - 40;
	without = learn(3);
	assert_memory_equal(with.weights, without.weights, weights_size(&with));
	assert_memory_equal(with.biases, without.biases, sizeof with.biases);
	softmax_finish(&with);
	softmax_finish(&without);
	rows_finish(&toy.rows);
}

static void no_rows_give_no_weights(void **state)
{
	struct softmax softmax;

	(void)state;
	make_toy(0, 0);
	softmax = learn(1);
	assert_int_equal(toy.rows.places, 0);
	for (size_t c = 0; c < LINEAR_SCORES; c++)
		assert_true(softmax.biases[c] == 0);
	softmax_finish(&softmax);
	rows_finish(&toy.rows);
}

static void rows_keep_what_they_were_given(void **state)
{
	static struct grams grams;

	(void)state;
	toy = (struct toy){.rows = {0}};
	grams.begin[GRAMS_WORDS] = 1;
	grams.begin[GRAMS_CLUES] = 1;
	grams.begin[GRAMS_PAIRS] = grams.begin[GRAM_BLOCKS] = 3;
	grams.ids[0] = 1;
	grams.ids[1] = grams.ids[2] = 2;
	grams.weight[GRAMS_LETTERS] = 0.25f;
	grams.weight[GRAMS_CLUES] = 0.5f;
	rows_add(&toy.rows, &grams);
	rows_add(&toy.rows, &grams);
	assert_int_equal(toy.rows.count, 2);
	assert_int_equal(toy.rows.feature_count, 6);
	for (size_t row = 0; row < 2; row++) {
		size_t at = toy.rows.begin[row];

		assert_int_equal(toy.rows.begin[row + 1] - at, 3);
		assert_int_equal(toy.rows.features[at], 1);
		assert_int_equal(toy.rows.features[at + 2], 2);
		assert_float_equal(toy.rows.values[at], 0.25f, 0);
		assert_float_equal(toy.rows.values[at + 1], 0.5f, 0);
	}
	rows_finish(&toy.rows);
}

/* Places in the order of first sight; what is not there often enough is gone, also from a row that
 * is empty then. */
static void numbered_rows_have_only_what_is_frequent(void **state)
{
	static struct grams grams;
	static const uint32_t all[] = {7, 9, 7, 5, 9, 3};
	static const size_t sizes[] = {3, 1, 1, 1};
	static const uint32_t hashes[] = {7, 9}, places[] = {0, 1, 0, 1}, begin[] = {0, 3, 3, 4, 4};
	const uint32_t *next = all;

	(void)state;
	toy = (struct toy){.rows = {0}};
	for (size_t row = 0; row < 4; row++) {
		memcpy(grams.ids, next, sizes[row] * sizeof *next);
		next += sizes[row];
		for (int block = 1; block <= GRAM_BLOCKS; block++)
			grams.begin[block] = (uint32_t)sizes[row];
		rows_add(&toy.rows, &grams);
	}
	rows_number(&toy.rows, 2);
	assert_int_equal(toy.rows.places, 2);
	assert_memory_equal(toy.rows.hashes, hashes, sizeof hashes);
	assert_true(toy.rows.times[0] == 2 && toy.rows.times[1] == 2);
	assert_int_equal(toy.rows.feature_count, 4);
	assert_memory_equal(toy.rows.features, places, sizeof places);
	for (size_t row = 0; row <= 4; row++)
		assert_int_equal(toy.rows.begin[row], begin[row]);
	rows_finish(&toy.rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_separable_is_learnt),
		cmocka_unit_test(rows_that_were_not_seen_are_nearly_all_right),
		cmocka_unit_test(same_seed_same_bytes),
		cmocka_unit_test(a_row_without_a_class_says_nothing_about_that_group),
		cmocka_unit_test(a_group_of_which_nothing_is_said_stays_empty),
		cmocka_unit_test(what_is_left_out_is_not_learnt_from),
		cmocka_unit_test(no_rows_give_no_weights),
		cmocka_unit_test(rows_keep_what_they_were_given),
		cmocka_unit_test(numbered_rows_have_only_what_is_frequent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
