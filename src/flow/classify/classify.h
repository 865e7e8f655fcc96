// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Stage 3: what a message says. In: message->whole, UTF-8 of anybody's making. Out: message->reading.
 *
 *   normalise   the text folded and cut into words
 *   signs       patterns of the packs: clues for the models; some settle a finding
 *   slots       prices, quantities, moments, places
 *   traits      how it is written
 *   grams       all of it as hashed features
 *   linear      one look-up a feature: a score for each kind and language (models.h)
 *   settle      from calibrated probabilities to one kind, by what each error costs
 *
 * Without models (an unfinished build, a test) signs alone read: everything else is `unclear`, and `p` is NAN.
 * Pure: no I/O, no clock, no memory but the caller's stack, in time linear in a capped number of bytes.
 */
#ifndef FLOW_CLASSIFY_CLASSIFY_H
#define FLOW_CLASSIFY_CLASSIFY_H

#include "flow/classify/grams.h"
#include "flow/classify/models.h"
#include "flow/classify/signs.h"
#include "flow/flow.h"

struct classify;

/* The packs, checked by packs_load(), must outlive the result. Loads what the stage needs for good,
 * so that nothing is opened later in a jail. */
struct classify *classify_create(const struct packs *packs);
void classify_destroy(struct classify *classify);

/* Reads with these models from now on; NULL: with none. They must live until others are set. */
void classify_use(struct classify *classify, const struct models *models);
const struct models *classify_models(const struct classify *classify);

/* Fills message->reading, and message->features on a declining line. `unreadable`: more than half of the characters mean nothing in their
 * alphabet; the rest is read all the same. Always ERR_NONE. */
enum err classify_read(const struct classify *classify, struct message *message);

/* All that is known of one text by itself, step by step: for tests, tuning and people who ask why. */
struct readout {
	struct text text;
	struct signs_found found;
	struct slots slots;
	struct traits traits;
	struct grams grams;
	float scores[LINEAR_SCORES]; /* of models->kinds; all 0 without models */
	struct reading reading;
};
/* `talk`: what its sender wrote before, brought up to date; NULL: nothing. */
void classify_text(const struct classify *classify, struct bytes text, size_t undecodable,
		   struct talk *talk, struct readout *ret_readout);
/* Fills the act, which only stalling lines ask for, of a text that was read. */
void classify_act(const struct classify *classify, struct readout *readout);
/* What a text would leave in message->features. */
void classify_features(const struct classify *classify, struct bytes text,
		       struct features *ret_features);
/* What the models are trained on. */
void classify_grams(const struct classify *classify, struct bytes text, struct grams *ret_grams);
/* The signs of the packs, for explanations. */
const struct signs *classify_signs(const struct classify *classify);
/* No text takes more comparisons than this for each of its words. */
size_t classify_bound(const struct classify *classify);

#endif
