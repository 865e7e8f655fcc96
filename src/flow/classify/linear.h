// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A linear model over hashed features, as train/ makes it and the stage uses it: a row of 8-bit
 * weights for each feature that matters, a column a class. A score is the sum of a text's rows,
 * each block by its weight, plus the column's bias; calibration makes of the scores of some columns
 * probabilities that add up to 1:
 *
 *   score[c] = bias[c] + scale[c] * sum over blocks (weight * sum over features row[feature][c])
 *   p        = softmax(slope[c] * score[c] + shift[c])     (calibrated on texts that the weights
 * were not learnt from)
 *
 * Rows stand in buckets of four, found by the upper bits of the feature's hash and told apart by
 * its lower sixteen, so that a text's features do not meet the weights of others, as they would in
 * a table without keys (that costs .02 of F1 at this size); a look-up is one cache line.
 *
 * Encoded:  "FBLM" | u8 version 2 | u8 bits | u16 columns | columns x { u8 size, name, f32 scale,
 * bias, slope, shift } | zeros up to a multiple of LINEAR_ALIGN bytes | 1 << bits buckets: the keys
 * of their four rows (u16 each, low byte first), then the rows, a byte a column | LINEAR_PADDING
 * zeros, so that whole lanes can be read | u64 checksum (FNV-1a of all before). Numbers big-endian.
 * The bytes are used where they are: they must outlive the model, and had better begin where a
 * cache line does, since a bucket then is one (it takes twice as long otherwise). A row that is not
 * used has key 0 and weights 0.
 */
#ifndef FLOW_CLASSIFY_LINEAR_H
#define FLOW_CLASSIFY_LINEAR_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/classify/grams.h"

enum {
	LINEAR_COLUMNS_MAX = 32,
	LINEAR_SCORES = 32, /* room for scores: whole lanes of sixteen */
	LINEAR_NAME_MAX = 24,
	LINEAR_BITS_LEAST = 4,
	LINEAR_BITS_MOST = 18,
	LINEAR_WAYS = 4, /* rows a bucket */
	LINEAR_KEYS = 8, /* bytes: the keys of a bucket */
	LINEAR_PADDING = 32,
	LINEAR_VERSION = 2,
	LINEAR_ALIGN = 64,
	LINEAR_NUMBER_MAX = 1000000, /* a column's numbers are no larger, either side of zero */
};

struct linear_column {
	char name[LINEAR_NAME_MAX];
	float scale, bias, slope, shift;
};

struct linear {
	unsigned bits;
	size_t columns;
	struct linear_column column[LINEAR_COLUMNS_MAX];
	const uint8_t *buckets; /* linear_size() bytes */
};

/* Decodes; ERR_INPUT when the bytes are no model (also when they end too early). ret_size: how many
 * were taken. */
enum err linear_decode(struct bytes encoded, struct linear *ret_linear, size_t *ret_size,
		       struct error *error_r);
void linear_encode(const struct linear *linear, struct buf *out);

static inline size_t linear_bucket_size(size_t columns)
{
	return LINEAR_KEYS + LINEAR_WAYS * columns;
}

static inline size_t linear_size(const struct linear *linear)
{
	return (linear_bucket_size(linear->columns) << linear->bits) + LINEAR_PADDING;
}

/* The bucket and the key of a feature. */
static inline size_t linear_bucket(unsigned bits, uint32_t feature)
{
	return feature >> (32 - bits);
}

static inline uint16_t linear_key(uint32_t feature)
{
	return (uint16_t)feature;
}

/* The scores of all columns. */
void linear_score(const struct linear *linear, const struct grams *grams,
		  float ret_scores[LINEAR_SCORES]);
/* Probabilities of the columns [first, end) from their scores; they add up to 1. */
void linear_probabilities(const struct linear *linear, const float *scores, size_t first,
			  size_t end, float *ret_p);
/* What one feature adds to a column's score, in a block of weight 1. */
float linear_weight(const struct linear *linear, uint32_t feature, size_t column);
/* The column of this name; SIZE_MAX: none. */
size_t linear_find(const struct linear *linear, const char *name);

#endif
