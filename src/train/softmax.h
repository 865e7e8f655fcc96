// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Weights for rows of hashed features: multinomial logistic regression, learnt by stochastic gradient descent with a rate of
 * its own for every weight (AdaGrad, Duchi et al. 2011), a pull towards zero, and features left out at random while learning, so
 * that no class comes to rest on one word. All columns are learnt in one pass over a row, which is what makes it fast; columns
 * fall into groups (kinds, languages), of each of which a row has one class.
 *
 * Deterministic: the same rows in the same order and the same seed give the same bits on one machine.
 */
#ifndef TRAIN_SOFTMAX_H
#define TRAIN_SOFTMAX_H

#include "flow/classify/linear.h"

/* Rows grow by rows_add(). Sixteen columns are a lane. */
enum { SOFTMAX_LANE = 16, SOFTMAX_GROUPS_MAX = 2, SOFTMAX_PASSES = 12 };

struct rows {
	uint32_t *features; /* hashes, all rows' one after another; one that is there twice is two features */
	float *values;
	size_t feature_count, feature_room;
	size_t *begin; /* [count + 1] */
	size_t count, room;
	unsigned bits; /* of the table in which they are learnt: larger than the model's, so that few share a place */
};

/* Where the weights of a feature are. */
static inline size_t rows_place(const struct rows *rows, uint32_t feature)
{
	return feature >> (32 - rows->bits);
}

void rows_add(struct rows *rows, const struct grams *grams);
void rows_finish(struct rows *rows);

struct softmax_group {
	size_t first, end;   /* columns */
	const int *class_of; /* of each row, from 0; negative: the row says nothing about this group */
};

struct softmax {
	const struct rows *rows;
	size_t columns; /* at most LINEAR_COLUMNS_MAX */
	struct softmax_group groups[SOFTMAX_GROUPS_MAX];
	size_t group_count;
	const bool *left_out; /* rows that are not learnt from; NULL: none */
	uint64_t seed;
	/* learnt: [place * stride + column] */
	size_t stride;
	float *weights;
	float biases[LINEAR_SCORES];
};

/* Fills stride, weights and biases; finish with softmax_finish(). */
void softmax_learn(struct softmax *softmax);
void softmax_finish(struct softmax *softmax);
/* The scores of one row under what was learnt. */
void softmax_score(const struct softmax *softmax, size_t row, float ret_scores[LINEAR_SCORES]);

#endif
