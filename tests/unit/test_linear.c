// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/classify/linear: the encoded form byte by byte, what is refused, and sums done by hand. */
#include "base/hash.h"
#include "flow/classify/linear.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { BITS = LINEAR_BITS_LEAST, COLUMNS = 3 };
enum {
	ROWS_SIZE = ((LINEAR_KEYS + LINEAR_WAYS * COLUMNS) << BITS) + LINEAR_PADDING,
	ONE_SIZE = ((LINEAR_KEYS + LINEAR_WAYS) << BITS) + LINEAR_PADDING
};

/* Two of one bucket, and one of another with the first one's key. */
enum { FIRST = 0x30001234, SECOND = 0x3abc9999, ELSEWHERE = 0x50001234, KEYLESS = 0x70000000 };

static uint8_t buckets[ROWS_SIZE];
static struct grams grams;

static void put_row(uint32_t feature, int way, int8_t a, int8_t b, int8_t c)
{
	uint8_t *bucket = buckets + linear_bucket(BITS, feature) * linear_bucket_size(COLUMNS);
	int8_t *row = (int8_t *)bucket + LINEAR_KEYS + way * COLUMNS;

	row[0] = a;
	row[1] = b;
	row[2] = c;
	bucket[2 * way] = (uint8_t)feature;
	bucket[2 * way + 1] = (uint8_t)(feature >> 8);
}

static struct linear make(void)
{
	struct linear linear = {
		.bits = BITS,
		.columns = COLUMNS,
		.column = {{"one", 0.5f, 1, 1, 0},
			   {"two", 0.25f, -2, 2, 1},
			   {"three", 1, 0, 0.5f, -1}},
		.buckets = buckets,
	};

	memset(buckets, 0, sizeof buckets);
	put_row(FIRST, 0, 10, -20, 30);
	put_row(SECOND, 1, -128, 127, 1);
	return linear;
}

/* ---- the encoded form ---- */

static void add_float(struct buf *out, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	buf_add_u32(out, bits);
}

/* As the header's format says, whatever sense it makes. */
static void write_model(struct buf *out, const char *magic, uint8_t version, uint8_t bits,
			uint16_t columns, struct bytes name, const float numbers[4], size_t size)
{
	uint64_t hash = 0xcbf29ce484222325u;

	buf_clear(out);
	buf_add(out, magic, 4);
	buf_add_u8(out, version);
	buf_add_u8(out, bits);
	buf_add_u16(out, columns);
	for (int i = 0; i < columns; i++) {
		buf_add_u8(out, (uint8_t)name.size);
		buf_add(out, name.data, name.size);
		for (int n = 0; n < 4; n++)
			add_float(out, numbers[n]);
	}
	while (out->size % 64 != 0)
		buf_add_u8(out, 0);
	for (size_t i = 0; i < size; i++)
		buf_add_u8(out, 0);
	for (size_t i = 0; i < out->size; i++)
		hash = (hash ^ out->data[i]) * 0x100000001b3u;
	buf_add_u64(out, hash);
}

static const float usual[4] = {1, 0, 1, 0};

/* What is refused says so, and leaves the results as they were. */
static void assert_refused(struct bytes encoded)
{
	struct linear linear, before;
	size_t size = 77;
	struct error error = {""};

	memset(&linear, 0x5a, sizeof linear);
	before = linear;
	assert_int_equal(linear_decode(encoded, &linear, &size, &error), ERR_INPUT);
	assert_int_not_equal(error.text[0], '\0');
	assert_int_equal(size, 77);
	assert_memory_equal(&linear, &before, sizeof linear);
}

static void what_is_encoded_is_decoded(void **state)
{
	struct linear linear = make(), again;
	struct buf encoded = {0}, twice = {0};
	size_t size = 0;

	(void)state;
	linear_encode(&linear, &encoded);
	buf_add_text(&encoded, "what follows is somebody else's");
	assert_int_equal(linear_decode(buf_bytes(&encoded), &again, &size, NULL), ERR_NONE);
	linear_encode(&again, &twice);
	assert_int_equal(size, twice.size);
	assert_memory_equal(encoded.data, twice.data, size);
	assert_int_equal(again.bits, BITS);
	assert_int_equal(again.columns, COLUMNS);
	for (int i = 0; i < COLUMNS; i++)
		assert_memory_equal(&again.column[i], &linear.column[i], sizeof linear.column[i]);
	assert_memory_equal(again.buckets, buckets, linear_size(&again));
	/* in place: a view, no copy */
	assert_true(again.buckets > encoded.data && again.buckets < encoded.data + encoded.size);
	buf_finish(&encoded);
	buf_finish(&twice);
}

static void the_form_is_that_of_the_header(void **state)
{
	struct linear linear = {.bits = BITS, .columns = 1, .buckets = buckets};
	struct buf encoded = {0}, written = {0};

	(void)state;
	memset(buckets, 0, sizeof buckets);
	linear.column[0] = (struct linear_column){"a", 1, 0, 1, 0};
	linear_encode(&linear, &encoded);
	write_model(&written, "FBLM", LINEAR_VERSION, BITS, 1, bytes_of_text("a"), usual,
		    linear_size(&linear));
	assert_true(bytes_equal(buf_bytes(&encoded), buf_bytes(&written)));
	buf_finish(&encoded);
	buf_finish(&written);
}

/* With the fourteen columns of kinds and languages a bucket is one cache line. */
static void a_bucket_is_keys_and_rows(void **state)
{
	(void)state;
	assert_int_equal(linear_bucket_size(1), 12);
	assert_int_equal(linear_bucket_size(14), 64);
	assert_int_equal(linear_bucket_size(LINEAR_COLUMNS_MAX), 8 + 4 * LINEAR_COLUMNS_MAX);
}

static void every_truncation_is_refused(void **state)
{
	struct linear linear = make();
	struct buf encoded = {0};

	(void)state;
	linear_encode(&linear, &encoded);
	for (size_t size = 0; size < encoded.size; size++) {
		/* copied, so that a sanitizer sees a read beyond */
		uint8_t *copy = test_malloc(size + (size == 0));

		memcpy(copy, encoded.data, size);
		assert_refused((struct bytes){copy, size});
		test_free(copy);
	}
	assert_refused((struct bytes){NULL, 0});
	buf_finish(&encoded);
}

static void every_flipped_byte_is_refused(void **state)
{
	struct linear linear = make();
	struct buf encoded = {0};

	(void)state;
	linear_encode(&linear, &encoded);
	for (size_t i = 0; i < encoded.size; i++) {
		for (int bit = 0; bit < 8; bit += 7) {
			encoded.data[i] ^= (uint8_t)(1 << bit);
			assert_refused(buf_bytes(&encoded));
			encoded.data[i] ^= (uint8_t)(1 << bit);
		}
	}
	buf_finish(&encoded);
}

static void a_head_that_makes_no_sense_is_refused(void **state)
{
	struct bytes a = bytes_of_text("a");
	struct buf out = {0};

	(void)state;
	write_model(&out, "FBLN", LINEAR_VERSION, BITS, 1, a, usual, ROWS_SIZE);
	assert_refused(buf_bytes(&out));
	write_model(&out, "FBLM", LINEAR_VERSION + 1, BITS, 1, a, usual, ROWS_SIZE);
	assert_refused(buf_bytes(&out));
	write_model(&out, "FBLM", LINEAR_VERSION - 1, BITS, 1, a, usual, ROWS_SIZE);
	assert_refused(buf_bytes(&out));
	write_model(&out, "FBLM", LINEAR_VERSION, LINEAR_BITS_LEAST - 1, 1, a, usual,
		    ROWS_SIZE / 2);
	assert_refused(buf_bytes(&out));
	write_model(&out, "FBLM", LINEAR_VERSION, LINEAR_BITS_MOST + 1, 1, a, usual, ROWS_SIZE);
	assert_refused(buf_bytes(&out));
	write_model(&out, "FBLM", LINEAR_VERSION, 255, 1, a, usual, ROWS_SIZE);
	assert_refused(buf_bytes(&out));
	write_model(&out, "FBLM", LINEAR_VERSION, BITS, 0, a, usual, ROWS_SIZE);
	assert_refused(buf_bytes(&out));
	write_model(&out, "FBLM", LINEAR_VERSION, BITS, LINEAR_COLUMNS_MAX + 1, a, usual,
		    3 * ROWS_SIZE);
	assert_refused(buf_bytes(&out));
	buf_finish(&out);
}

/* A model has one form, so that its hash names it. */
static void a_header_is_filled_up_with_nothing_but_zeros(void **state)
{
	enum { HEAD = 8 + 1 + 1 + 4 * 4 };
	struct linear linear;
	struct buf out = {0};
	size_t size;

	(void)state;
	write_model(&out, "FBLM", LINEAR_VERSION, BITS, 1, bytes_of_text("a"), usual, ONE_SIZE);
	assert_int_equal(linear_decode(buf_bytes(&out), &linear, &size, NULL), ERR_NONE);
	assert_int_equal(linear.buckets - out.data, LINEAR_ALIGN);
	for (size_t at = HEAD; at < LINEAR_ALIGN; at++) {
		out.data[at] = 1;
		out.size -= 8;
		buf_add_u64(&out, hash64_bytes(out.data, out.size));
		assert_refused(buf_bytes(&out));
		out.data[at] = 0;
	}
	buf_finish(&out);
}

static void names_that_do_not_fit_are_refused(void **state)
{
	static const char long_name[LINEAR_NAME_MAX] = "twenty-four letters, yes";
	struct buf out = {0};
	struct linear linear;
	size_t size;

	(void)state;
	write_model(&out, "FBLM", LINEAR_VERSION, BITS, 1, (struct bytes){NULL, 0}, usual,
		    ONE_SIZE);
	assert_refused(buf_bytes(&out));
	write_model(&out, "FBLM", LINEAR_VERSION, BITS, 1, BYTES_OF(long_name), usual, ONE_SIZE);
	assert_refused(buf_bytes(&out));
	write_model(&out, "FBLM", LINEAR_VERSION, BITS, 1,
		    (struct bytes){(const uint8_t *)"a\0b", 3}, usual, ONE_SIZE);
	assert_refused(buf_bytes(&out));
	write_model(&out, "FBLM", LINEAR_VERSION, BITS, 1,
		    (struct bytes){(const uint8_t *)long_name, LINEAR_NAME_MAX - 1}, usual,
		    ONE_SIZE);
	assert_int_equal(linear_decode(buf_bytes(&out), &linear, &size, NULL), ERR_NONE);
	assert_int_equal(strlen(linear.column[0].name), LINEAR_NAME_MAX - 1);
	buf_finish(&out);
}

/* With such numbers probabilities would not add up to 1. */
static void numbers_that_are_none_are_refused(void **state)
{
	static const float bad[] = {NAN, INFINITY, -INFINITY, 3e38f, -1e30f};
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		for (int at = 0; at < 4; at++) {
			float numbers[4] = {1, 0, 1, 0};

			numbers[at] = bad[i];
			write_model(&out, "FBLM", LINEAR_VERSION, BITS, 2, bytes_of_text("a"),
				    numbers, ONE_SIZE);
			assert_refused(buf_bytes(&out));
		}
	}
	buf_finish(&out);
}

/* ---- scores ---- */

static void give(int block, float weight, const uint32_t *ids, uint32_t count)
{
	uint32_t begin = grams.begin[block];

	memcpy(grams.ids + begin, ids, count * sizeof *ids);
	for (int i = block + 1; i <= GRAM_BLOCKS; i++)
		grams.begin[i] = begin + count;
	grams.weight[block] = weight;
}

static void scores_are_the_sums_of_the_header(void **state)
{
	static const uint32_t letters[] = {FIRST, ELSEWHERE, SECOND, KEYLESS};
	static const uint32_t clues[] = {FIRST, FIRST};
	struct linear linear = make();
	float scores[LINEAR_SCORES];

	(void)state;
	grams = (struct grams){0};
	give(GRAMS_LETTERS, 0.5f, letters, 4);
	give(GRAMS_CLUES, 2, clues, 2);
	linear_score(&linear, &grams, scores);
	/* letters: .5 * (first + second); clues: 2 * (first + first) */
	assert_float_equal(scores[0], 1 + 0.5 * (0.5 * (10 - 128) + 2 * 20), 1e-4);
	assert_float_equal(scores[1], -2 + 0.25 * (0.5 * (-20 + 127) + 2 * -40), 1e-4);
	assert_float_equal(scores[2], 0 + 1 * (0.5 * (30 + 1) + 2 * 60), 1e-4);
}

static void without_features_the_bias_is_left(void **state)
{
	struct linear linear = make();
	float scores[LINEAR_SCORES];

	(void)state;
	grams = (struct grams){0};
	linear_score(&linear, &grams, scores);
	for (int i = 0; i < COLUMNS; i++)
		assert_float_equal(scores[i], linear.column[i].bias, 0);
}

static void one_feature_adds_its_weight(void **state)
{
	struct linear linear = make();

	(void)state;
	assert_float_equal(linear_weight(&linear, FIRST, 0), 5, 1e-6);
	assert_float_equal(linear_weight(&linear, FIRST, 1), -5, 1e-6);
	assert_float_equal(linear_weight(&linear, SECOND, 2), 1, 1e-6);
	for (size_t i = 0; i < COLUMNS; i++) {
		assert_float_equal(linear_weight(&linear, ELSEWHERE, i), 0, 0);
		assert_float_equal(linear_weight(&linear, KEYLESS, i), 0, 0);
	}
}

/* As many columns as there may be: the row behind must not be summed into them, nor the keys of the
 * next bucket. */
static void what_lies_behind_is_nobodys_weight(void **state)
{
	enum { MANY = LINEAR_COLUMNS_MAX };
	static uint8_t wide[((LINEAR_KEYS + LINEAR_WAYS * MANY) << BITS) + LINEAR_PADDING];
	static const uint32_t ids[] = {FIRST};
	struct linear linear = {.bits = BITS, .columns = MANY, .buckets = wide};
	uint8_t *bucket = wide + linear_bucket(BITS, FIRST) * linear_bucket_size(MANY);
	int8_t *row = (int8_t *)bucket + LINEAR_KEYS + 3 * MANY;
	float scores[LINEAR_SCORES];

	(void)state;
	memset(bucket, 0x77, 2 * linear_bucket_size(MANY));
	for (int i = 0; i < MANY; i++) {
		linear.column[i].scale = 1;
		row[i] = (int8_t)(i - 15);
	}
	bucket[6] = 0x34;
	bucket[7] = 0x12;
	grams = (struct grams){0};
	give(GRAMS_WORDS, 1, ids, 1);
	linear_score(&linear, &grams, scores);
	for (int i = 0; i < MANY; i++)
		assert_float_equal(scores[i], i - 15, 1e-5);
}

static void probabilities_add_up_to_one(void **state)
{
	static const float cases[][COLUMNS] = {
		{0, 0, 0}, {1, 2, 3}, {-1e4f, 1e4f, 0}, {1e30f, -1e30f, 1e30f}, {-500, -501, -502}};
	struct linear linear = make();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (size_t first = 0; first < COLUMNS; first++) {
			float p[LINEAR_SCORES], sum = 0;

			linear_probabilities(&linear, cases[i], first, COLUMNS, p);
			for (size_t c = 0; c < COLUMNS - first; c++) {
				assert_true(p[c] >= 0 && p[c] <= 1);
				sum += p[c];
			}
			assert_float_equal(sum, 1, 1e-5);
		}
	}
}

static void probabilities_are_those_of_the_header(void **state)
{
	static const float scores[] = {1, 0.5f, 2};
	struct linear linear = make();
	double a = exp(1 * 1 + 0), b = exp(2 * 0.5 + 1), c = exp(0.5 * 2 - 1);
	float p[LINEAR_SCORES];

	(void)state;
	linear_probabilities(&linear, scores, 0, COLUMNS, p);
	assert_float_equal(p[0], (float)(a / (a + b + c)), 1e-5);
	assert_float_equal(p[1], (float)(b / (a + b + c)), 1e-5);
	assert_float_equal(p[2], (float)(c / (a + b + c)), 1e-5);
	linear_probabilities(&linear, scores, 1, COLUMNS, p);
	assert_float_equal(p[0], (float)(b / (b + c)), 1e-5);
}

static void columns_have_names(void **state)
{
	struct linear linear = make();

	(void)state;
	assert_int_equal(linear_find(&linear, "one"), 0);
	assert_int_equal(linear_find(&linear, "three"), 2);
	assert_true(linear_find(&linear, "four") == SIZE_MAX);
	assert_true(linear_find(&linear, "") == SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_encoded_is_decoded),
		cmocka_unit_test(the_form_is_that_of_the_header),
		cmocka_unit_test(a_bucket_is_keys_and_rows),
		cmocka_unit_test(every_truncation_is_refused),
		cmocka_unit_test(every_flipped_byte_is_refused),
		cmocka_unit_test(a_head_that_makes_no_sense_is_refused),
		cmocka_unit_test(a_header_is_filled_up_with_nothing_but_zeros),
		cmocka_unit_test(names_that_do_not_fit_are_refused),
		cmocka_unit_test(numbers_that_are_none_are_refused),
		cmocka_unit_test(scores_are_the_sums_of_the_header),
		cmocka_unit_test(without_features_the_bias_is_left),
		cmocka_unit_test(one_feature_adds_its_weight),
		cmocka_unit_test(what_lies_behind_is_nobodys_weight),
		cmocka_unit_test(probabilities_add_up_to_one),
		cmocka_unit_test(probabilities_are_those_of_the_header),
		cmocka_unit_test(columns_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
