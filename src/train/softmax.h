// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Weights for rows of hashed features: multinomial logistic regression, learnt by stochastic
 * gradient descent with a rate of its own for every weight (AdaGrad, Duchi et al. 2011), a pull
 * towards zero, and features left out at random while learning, so that no class comes to rest on
 * one word. All columns are learnt in one pass over a row, which is what makes it fast; columns
 * fall into groups (kinds, languages), of each of which a row has one class.
 *
 * Deterministic: the same rows in the same order and the same seed give the same bits on one
 * machine.
 */
#ifndef TRAIN_SOFTMAX_H
#define TRAIN_SOFTMAX_H

#include "flow/classify/linear.h"

/* Four columns are a lane. */
enum { SOFTMAX_LANE = 4, SOFTMAX_GROUPS_MAX = 2, SOFTMAX_PASSES = 6 };

/* Rows grow by rows_add(), until rows_number(): then every feature that is there often enough has a
 * place of its own, in the order in which they were first met (so that what is frequent is near
 * together), and the others are gone. */
struct rows {
	uint32_t *features; /* hashes, then places, all rows' one after another; one that is there
			       twice is two features */
	float *values;
	size_t feature_count, feature_room;
	size_t *begin; /* [count + 1] */
	size_t count, room;
	uint32_t *hashes; /* of each place */
	uint32_t *times;  /* how often each is there */
	size_t places;
};

void rows_add(struct rows *rows, const struct grams *grams);
/* `least`: how often a feature must be there. */
void rows_number(struct rows *rows, uint32_t least);
void rows_finish(struct rows *rows);

struct softmax_group {
	size_t first, end; /* columns */
	const int *
		class_of; /* of each row, from 0; negative: the row says nothing about this group */
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
