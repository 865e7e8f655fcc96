// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * From examples to the models that classify/ reads with: weights over its features (softmax.h),
 * rounded to 8 bits, and calibrated on scores of texts whose hand the weights had not seen
 * (calibrate.h).
 *
 * Needs nothing but memory and a few seconds: it runs while the program is built, and again in a
 * clerk's jail when operators add an example. The same examples give the same bytes.
 */
#ifndef TRAIN_TRAIN_H
#define TRAIN_TRAIN_H

#include "flow/classify/classify.h"
#include "train/examples.h"

/* One row in so many may be new. */
enum { TRAIN_FEW = 20 };

/* Appends the encoded models (classify/models.h) to `out`. ERR_INPUT: too few examples (the text
 * says of what). `classify` makes the features; whatever models it reads with are not used. */
enum err train_models(const struct classify *classify, const struct examples *examples,
		      struct buf *out, struct error *error_r);
/* The same from the examples that `base` was made of and some more, which say only what a text is, in a sixth of the time: the
 * acts are base's, and so is the calibration of kinds. As long as they are few, it is the same (TRAIN_FEW). */
enum err train_further(const struct classify *classify, const struct examples *examples,
		       const struct models *base, struct buf *out, struct error *error_r);

#endif
