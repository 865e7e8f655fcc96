// SPDX-License-Identifier: GPL-3.0-or-later
/* Why a text was read as it was: the words, phrases, clues and traits that spoke most for a kind, against the other kinds. */
#ifndef FLOW_CLASSIFY_EXPLAIN_H
#define FLOW_CLASSIFY_EXPLAIN_H

#include "flow/classify/classify.h"

enum { REASONS_MAX = 8, REASON_TEXT_MAX = 96 };

struct reason {
	char text[REASON_TEXT_MAX]; /* `the word "gram"`, `speaks of: drug`, `a price beside a quantity` */
	float weight;		    /* added to the kind's score, beyond what it added to the others' on average; > 0 */
};

/* The strongest first; how many. None without models, or for a kind that no model knows (grooming: its reasons are the findings). */
size_t explain(const struct classify *classify, const struct readout *readout, enum kind kind,
	       struct reason ret_reasons[REASONS_MAX]);

#endif
