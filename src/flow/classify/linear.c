// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/linear.h"

#include "base/hash.h"

#include <endian.h>
#include <math.h>
#include <string.h>

enum { LANE = 16, CHECKSUM = 8, AHEAD = 12, CHUNK = 256 };

typedef int8_t lane8 __attribute__((vector_size(LANE)));
typedef int16_t lane16 __attribute__((vector_size(LANE * 2)));

_Static_assert(LINEAR_SCORES % LANE == 0 && LINEAR_COLUMNS_MAX <= LINEAR_SCORES, "whole lanes");

static float read_float(struct reader *reader)
{
	uint32_t bits = read_u32(reader);
	float value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

static void add_float(struct buf *out, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof bits);
	buf_add_u32(out, bits);
}

/* Small enough that no sum of them is infinite, whatever the text. */
static bool is_sane(float value)
{
	return fabsf(value) <= LINEAR_NUMBER_MAX;
}

static bool read_column(struct reader *reader, struct linear_column *column)
{
	struct bytes name = read_bytes(reader, read_u8(reader));

	if (reader->bad || name.size == 0 || name.size >= LINEAR_NAME_MAX ||
	    memchr(name.data, '\0', name.size) != NULL)
		return false;
	memcpy(column->name, name.data, name.size);
	column->scale = read_float(reader);
	column->bias = read_float(reader);
	column->slope = read_float(reader);
	column->shift = read_float(reader);
	return is_sane(column->scale) && is_sane(column->bias) && is_sane(column->slope) &&
	       is_sane(column->shift);
}

static bool read_head(struct reader *reader, struct linear *linear)
{
	struct bytes magic = read_bytes(reader, 4);

	if (reader->bad || memcmp(magic.data, "FBLM", 4) != 0 || read_u8(reader) != LINEAR_VERSION)
		return false;
	linear->bits = read_u8(reader);
	linear->columns = read_u16(reader);
	return !reader->bad && linear->bits >= LINEAR_BITS_LEAST &&
	       linear->bits <= LINEAR_BITS_MOST && linear->columns > 0 &&
	       linear->columns <= LINEAR_COLUMNS_MAX;
}

/* How many zeros stand behind a header of this size. */
static size_t header_padding(size_t size)
{
	return (LINEAR_ALIGN - size % LINEAR_ALIGN) % LINEAR_ALIGN;
}

static bool read_padding(struct reader *reader, size_t size)
{
	struct bytes padding = read_bytes(reader, header_padding(size));

	for (size_t i = 0; !reader->bad && i < padding.size; i++)
		if (padding.data[i] != 0)
			return false;
	return !reader->bad;
}

enum err linear_decode(struct bytes encoded, struct linear *ret_linear, size_t *ret_size,
		       struct error *error_r)
{
	struct reader reader = reader_of(encoded);
	struct linear linear = {0};
	bool good = read_head(&reader, &linear);
	struct bytes rows, summed;

	for (size_t i = 0; good && i < linear.columns; i++)
		good = read_column(&reader, &linear.column[i]);
	if (!good || !read_padding(&reader, encoded.size - reader_left(&reader)))
		return error_set(error_r, ERR_INPUT, "no model that this program can read");
	rows = read_bytes(&reader, linear_size(&linear));
	summed = (struct bytes){encoded.data, encoded.size - reader_left(&reader)};
	if (read_u64(&reader) != hash64_bytes(summed.data, summed.size) || reader.bad)
		return error_set(error_r, ERR_INPUT, "a damaged model");
	linear.buckets = rows.data;
	*ret_linear = linear;
	*ret_size = summed.size + CHECKSUM;
	return ERR_NONE;
}

void linear_encode(const struct linear *linear, struct buf *out)
{
	size_t begin = out->size;

	buf_add(out, "FBLM", 4);
	buf_add_u8(out, LINEAR_VERSION);
	buf_add_u8(out, (uint8_t)linear->bits);
	buf_add_u16(out, (uint16_t)linear->columns);
	for (size_t i = 0; i < linear->columns; i++) {
		const struct linear_column *column = &linear->column[i];
		size_t size = strlen(column->name);

		buf_add_u8(out, (uint8_t)size);
		buf_add(out, column->name, size);
		add_float(out, column->scale);
		add_float(out, column->bias);
		add_float(out, column->slope);
		add_float(out, column->shift);
	}
	for (size_t i = header_padding(out->size - begin); i > 0; i--)
		buf_add_u8(out, 0);
	buf_add(out, linear->buckets, linear_size(linear));
	buf_add_u64(out, hash64_bytes(out->data + begin, out->size - begin));
}

static const uint8_t *bucket_of(const struct linear *linear, uint32_t feature)
{
	return linear->buckets +
	       linear_bucket(linear->bits, feature) * linear_bucket_size(linear->columns);
}

/* The four keys of a bucket at once: the lowest of those that are the feature's, if any, is the
 * first whose difference is 0 (above it a borrow may show one that is not there). NULL: the feature
 * has no weights. */
static const int8_t *find_row(const struct linear *linear, uint32_t feature)
{
	const uint64_t ones = 0x0001000100010001u, tops = 0x8000800080008000u;
	const uint8_t *bucket = bucket_of(linear, feature);
	uint64_t keys, zero;

	memcpy(&keys, bucket, sizeof keys);
	keys = le64toh(keys) ^ linear_key(feature) * ones;
	zero = (keys - ones) & ~keys & tops;
	if (zero == 0)
		return NULL;
	return (const int8_t *)bucket + LINEAR_KEYS +
	       (size_t)__builtin_ctzll(zero) / 16 * linear->columns;
}

/* Adds the rows of up to CHUNK features, in whole lanes; what lies behind a row's columns is
 * nobody's. Sixteen bits hold CHUNK times the largest weight. */
static void add_chunk(const struct linear *linear, const uint32_t *features, size_t count,
		      size_t ahead, int32_t sums[LINEAR_SCORES])
{
	lane16 sum[LINEAR_SCORES / LANE] = {{0}};
	size_t lanes = (linear->columns + LANE - 1) / LANE;

	for (size_t i = 0; i < count; i++) {
		const int8_t *row;

		if (i < ahead)
			__builtin_prefetch(bucket_of(linear, features[i + AHEAD]));
		row = find_row(linear, features[i]);
		for (size_t lane = 0; row != NULL && lane < lanes; lane++) {
			lane8 weights;

			memcpy(&weights, row + lane * LANE, sizeof weights);
			sum[lane] += __builtin_convertvector(weights, lane16);
		}
	}
	for (size_t i = 0; i < lanes * LANE; i++)
		sums[i] += sum[i / LANE][i % LANE];
}

static void sum_rows(const struct linear *linear, const uint32_t *features, size_t count,
		     int32_t sums[LINEAR_SCORES])
{
	for (size_t at = 0; at < count; at += CHUNK) {
		size_t size = count - at < CHUNK ? count - at : CHUNK;
		size_t ahead = count - at > AHEAD ? count - at - AHEAD : 0;

		add_chunk(linear, features + at, size, ahead, sums);
	}
}

void linear_score(const struct linear *linear, const struct grams *grams,
		  float ret_scores[LINEAR_SCORES])
{
	memset(ret_scores, 0, LINEAR_SCORES * sizeof ret_scores[0]);
	for (int block = 0; block < GRAM_BLOCKS; block++) {
		uint32_t begin = grams->begin[block], end = grams->begin[block + 1];
		int32_t sums[LINEAR_SCORES] = {0};

		sum_rows(linear, grams->ids + begin, end - begin, sums);
		for (size_t i = 0; i < linear->columns; i++)
			ret_scores[i] += grams->weight[block] * (float)sums[i];
	}
	for (size_t i = 0; i < linear->columns; i++)
		ret_scores[i] = linear->column[i].bias + linear->column[i].scale * ret_scores[i];
}

void linear_probabilities(const struct linear *linear, const float *scores, size_t first,
			  size_t end, float *ret_p)
{
	float most = -INFINITY, sum = 0;

	for (size_t i = first; i < end; i++) {
		ret_p[i - first] = linear->column[i].slope * scores[i] + linear->column[i].shift;
		most = fmaxf(most, ret_p[i - first]);
	}
	for (size_t i = 0; i < end - first; i++) {
		ret_p[i] = expf(ret_p[i] - most);
		sum += ret_p[i];
	}
	for (size_t i = 0; i < end - first; i++)
		ret_p[i] /= sum;
}

float linear_weight(const struct linear *linear, uint32_t feature, size_t column)
{
	const int8_t *row = find_row(linear, feature);

	return row == NULL ? 0 : linear->column[column].scale * (float)row[column];
}

size_t linear_find(const struct linear *linear, const char *name)
{
	for (size_t i = 0; i < linear->columns; i++)
		if (strcmp(linear->column[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}
