// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * From scores to probabilities: a slope and a shift for each class, such that softmax(slope * score + shift) makes the classes
 * that the rows really have most likely (least log loss), with a little pull towards one common slope. Fitted on scores of rows that
 * the weights were not learnt from.
 */
#ifndef TRAIN_CALIBRATE_H
#define TRAIN_CALIBRATE_H

#include "flow/classify/linear.h"

struct calibration {
	const float *scores; /* [row * stride + class] */
	size_t stride;
	const int *class_of; /* of each row; negative: left out */
	size_t rows, classes;
	/* How often each class is expected, whatever its share of the rows (there are many examples of ordinary texts because they are
	 * of so many kinds, not because so many come); 0: as often as the rows have it. */
	double prior[LINEAR_COLUMNS_MAX];
	float slope[LINEAR_COLUMNS_MAX], shift[LINEAR_COLUMNS_MAX];
};

/* Fills slope and shift. */
void calibrate_fit(struct calibration *calibration);

#endif
