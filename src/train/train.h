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

/* Appends the encoded models (classify/models.h) to `out`. ERR_INPUT: too few examples (the text
 * says of what). `classify` makes the features; whatever models it reads with are not used. */
enum err train_models(const struct classify *classify, const struct examples *examples,
		      struct buf *out, struct error *error_r);
/* The same where `acts` are known and no example of an act is new, in about half the time: what
 * operators correct says only what a text is. */
enum err train_models_with(const struct classify *classify, const struct examples *examples,
			   const struct linear *acts, struct buf *out, struct error *error_r);

#endif
