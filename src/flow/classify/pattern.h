// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One pattern of packs/LANGUAGE/signs.yaml, taken apart. The language is explained to its writers
 * in packs/README.md:
 *
 *   word word     in this order, next to each other; accents, capitals and apostrophes do not
 * matter a|b           one of these words word?         this word may be missing (also a|b?) begin~
 * any word that begins so
 *   @             a name: any word with a capital letter (not before the first plain word)
 *   *             up to three other words, within the sentence
 *   ^ and $       the message begins, ends here
 *   !a|b          first or last: none of these words stands right before or after
 */
#ifndef FLOW_CLASSIFY_PATTERN_H
#define FLOW_CLASSIFY_PATTERN_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/classify/normalise.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PATTERN_STEPS_MAX = 12,
	PATTERN_GAPS_MAX =
		4, /* with the steps: at most 24 words apart, so 32 bits hold the places */
	PATTERN_GAP_WORDS = 3,
	PATTERN_CHOICES_MAX = 64,
	PATTERN_PREFIX_MIN = 3, /* bytes before a ~: shorter ones are in half of all words */
	PATTERN_SIZE_MAX = 400, /* bytes */
};

struct pattern_choice {
	uint16_t at;  /* of the folded word, in `words` */
	uint8_t size; /* 0: a name, @ */
	bool prefix;
};

struct pattern_step {
	uint16_t choice, choice_count;
	bool optional;
	bool gap; /* up to PATTERN_GAP_WORDS words may stand before it */
};

struct pattern {
	struct pattern_step steps[PATTERN_STEPS_MAX];
	size_t step_count;
	struct pattern_step not_before, not_after; /* choice_count 0: none */
	bool begin, end;
	struct pattern_choice choices[PATTERN_CHOICES_MAX];
	size_t choice_count;
	uint8_t words[PATTERN_SIZE_MAX];
	size_t words_size;
};

/* ERR_INPUT with what is wrong and what to write instead. */
enum err pattern_parse(const char *text, struct pattern *ret_pattern, struct error *error_r);

#endif
