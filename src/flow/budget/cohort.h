// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Who among those that wait looks least like the attack. Every first contact of a declining line is
 * kept here for a while, as hashes of his texts, his number's block and how he came; so are the
 * last ones that the line answered in calm. When more write than can be paid, a model is trained to
 * tell the two apart, and everybody is ranked by it: his *position* is how many of an hour's first
 * contacts look as calm as he does or calmer. Whoever's position is within what can be paid an hour
 * is under the price. Score and position come from one snapshot of the model, renewed every few
 * minutes.
 *
 * Two models, each trained on half of the people and used on the other half: nobody is judged by
 * what the model learnt by heart about himself, else all whom it has seen would look guiltier than
 * who has just come.
 *
 * No clock, no chance, no text. Memory is fixed: LOG_MOST people at 300 bytes, CALM_MOST, and 3 MiB
 * of weights while a snapshot is held, 3 more while it is trained. When more are waiting than the
 * log holds, the oldest are not known any more: they have no position and are released only while
 * there is room for all.
 */
#ifndef FLOW_BUDGET_COHORT_H
#define FLOW_BUDGET_COHORT_H

#include "flow/budget/curve.h"
#include "flow/flow.h"

enum { COHORT_LOG_MOST = 32768, COHORT_CALM_MOST = 2048 };

struct cohort;

/* ERR_MEMORY: NULL. */
struct cohort *cohort_create(void);
void cohort_destroy(struct cohort *cohort);

/* What people write in calm, while there is little of the line's own: counts less and less. */
void cohort_prior(struct cohort *cohort, const struct features *features);

/* A first contact, whose answer is pending. */
void cohort_add(struct cohort *cohort, const struct message *message);
/* The same sender wrote again before he had his answer. */
void cohort_more(struct cohort *cohort, uint32_t contact, const struct features *features);
/* He was answered in calm: the line's own picture of whom it serves. */
void cohort_learn(struct cohort *cohort, uint32_t contact);

struct cohort_siege {
	ms_t now, of_day;	   /* and what the line's wall clock shows */
	ms_t since;		   /* only who came after it is of the siege */
	const struct curve *curve; /* what calm would have brought meanwhile */
};
/* Trains a new snapshot when the last one is too old for what has come since. */
void cohort_refresh(struct cohort *cohort, const struct cohort_siege *siege);
/* The number of the snapshot; 0: there is none. */
uint32_t cohort_snapshot(const struct cohort *cohort);

struct cohort_place {
	double score;	 /* log-odds of being of the attack, were both equally many */
	double position; /* first contacts an hour that look as calm or calmer */
	uint32_t cluster;
};
/* ERR_ABSENT: he is not known here any more, or there is no snapshot. */
enum err cohort_judge(struct cohort *cohort, uint32_t contact, struct cohort_place *ret_place);
struct cohort_window {
	double hours;	 /* in which those came by whom everybody is ranked */
	double expected; /* first contacts that the curve expects in an hour of it */
};
/* Nothing in it while there is no snapshot. */
struct cohort_window cohort_window(const struct cohort *cohort);
/* How many an hour lie at or below a score. */
double cohort_below(const struct cohort *cohort, double score);
/* The score below which so many an hour lie: the price, for the record. */
double cohort_price(const struct cohort *cohort, double an_hour);

/* The calm ones, for the snapshot of the line: hashes of words, so seal it. */
void cohort_save(const struct cohort *cohort, struct buf *out);
/* ERR_INPUT when damaged: nothing changed. */
enum err cohort_load(struct cohort *cohort, struct reader *reader);

#endif
