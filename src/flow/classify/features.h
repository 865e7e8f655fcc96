// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What of a text is left for the budget's second door (struct features in flow.h): hashes of its words, of pairs of words,
 * of runs of letters, and its shape. Near-duplicates share most of them and nearly always the cluster; of a long text a
 * sample is kept, the same for texts that are alike (the smallest hashes). Pure.
 */
#ifndef FLOW_CLASSIFY_FEATURES_H
#define FLOW_CLASSIFY_FEATURES_H

#include "flow/classify/normalise.h"
#include "flow/flow.h"

/* `original`: the text as it was written, for what normalising takes away (capitals, symbols, emoji). `language`: as it
 * was guessed. */
void features_find(const struct text *text, struct bytes original, enum language language,
		   struct features *ret_features);

#endif
