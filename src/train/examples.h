// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Texts by which the models are trained: packs/LANGUAGE/examples/, any number of YAML files (packs/README.md explains them):
 *
 *   hand: antwerp                    who wrote them; calibration holds back one hand at a time
 *   kinds: {dealer: [text, ...]}     what a text is
 *   acts: {ask_place: [text, ...]}   what a dealer just did with it
 *   conversations:                   what the last message is, given those before
 *     - {kind: distress, turns: [{them: text}, {us: text}, {them: text}]}
 *
 * A kind that is recognised by signs alone (grooming) has no examples, and a file that brings some is refused.
 */
#ifndef TRAIN_EXAMPLES_H
#define TRAIN_EXAMPLES_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/flow.h"

enum {
	EXAMPLES_MAX = 100000,
	EXAMPLE_BYTES_MAX = 1600, /* ten parts */
	EXAMPLE_TURNS_MAX = 40,
	HANDS_MAX = 64,
};

struct example {
	enum language language;
	enum kind kind; /* KIND_UNCLEAR: of an act only */
	enum act act;	/* ACT_UNCLEAR: of a kind only */
	unsigned hand;	/* of struct examples */
	float weight;
	char **turns; /* what the other side wrote; the last is the one that is judged */
	size_t turn_count;
};

struct examples {
	struct example *all;
	size_t count, room;
	char hands[HANDS_MAX][32];
	size_t hand_count;
};

/* All examples of a packs folder, or of the program itself when it is NULL. ERR_INPUT "FILE:LINE:COLUMN: what is wrong; what to
 * write", ERR_IO. A folder without examples is not an error: *ret_examples is then empty. */
enum err examples_load(const char *folder, struct examples *ret_examples, struct error *error_r);
/* One file from memory, added. */
enum err examples_read(struct examples *examples, enum language language, struct bytes yaml,
		       const char *file, struct error *error_r);
/* One more, of a hand that need not exist yet. ERR_FULL beyond EXAMPLES_MAX or HANDS_MAX. The text is copied. */
enum err examples_add(struct examples *examples, const struct example *example, const char *hand,
		      struct error *error_r);
void examples_finish(struct examples *examples);

#endif
