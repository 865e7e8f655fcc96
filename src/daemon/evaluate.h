// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How well texts are read, measured on texts whose kind somebody knows: a table of tab-separated lines
 *
 *   kind  text | kind  language  text | kind  language  easy-or-hard  text
 *
 * or with a first line that names the columns in any order (kind, language, difficulty, text; others are passed over).
 */
#ifndef DAEMON_EVALUATE_H
#define DAEMON_EVALUATE_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/classify/classify.h"

enum { EVALUATE_BINS = 10 };

/* [what it is][what it was taken for] */
struct confusion {
	unsigned counts[KIND_COUNT][KIND_COUNT];
	unsigned texts;
};

struct score {
	unsigned texts; /* of the kind */
	double precision, recall, f1; /* NAN where nothing was of the kind, or taken for it */
};

struct evaluation {
	struct confusion all, hard, by_language[LANGUAGE_COUNT];
	unsigned language_texts, language_right; /* of three words or more */
	/* how often those read with a probability in [i, i + 1) / 10 were right */
	struct {
		unsigned texts, right;
		double p;
	} bins[EVALUATE_BINS];
	double log_loss; /* mean, natural logarithm */
	double cost;	 /* mean, by evaluate_cost() */
};

/* Reads and judges a whole table. ERR_INPUT "FILE:LINE: what is wrong". */
enum err evaluate_table(const struct classify *classify, struct bytes table, const char *file,
			struct evaluation *ret_evaluation, struct error *error_r);

struct score evaluate_score(const struct confusion *confusion, enum kind kind);
/* The mean F1 over the kinds that the table has. */
double evaluate_macro(const struct confusion *confusion);
/* The mean distance between how sure the reading was and how often it was right. */
double evaluate_calibration(const struct evaluation *evaluation);
/* What it costs to take one kind for another, an ordinary mistake being 1. */
double evaluate_cost(enum kind is, enum kind taken_for);

void evaluate_print(const struct evaluation *evaluation, struct buf *out);
void evaluate_json(const struct evaluation *evaluation, struct buf *out);

#endif
