// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * From a large table of weights to a small model: of all features the rows had, those are kept that
 * matter most (weight, and in how many texts), as many as the model's buckets hold, rounded to 8
 * bits.
 */
#ifndef TRAIN_PRUNE_H
#define TRAIN_PRUNE_H

#include "train/softmax.h"

/* Fills the linear model's buckets (which the caller mem_free()s), scales and biases; its bits and
 * columns are given. */
void prune(const struct softmax *softmax, struct linear *linear);

#endif
