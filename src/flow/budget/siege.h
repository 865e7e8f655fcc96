// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Whether a line is under siege: far more write than its curve expects, in first contacts or in messages.
 *
 *   begins   a CUSUM over either rate says that ten times what is expected is likelier than what is expected (Page 1954; for
 *            Poisson counts, over the learnt spread), or the last hour has well more than expected (the patient attack);
 *   ends     the last hour is near the expectation, of both, for twenty minutes.
 *
 * The two levels of the last hour are the water marks; both are told with the alarm. Memory is fixed.
 */
#ifndef FLOW_BUDGET_SIEGE_H
#define FLOW_BUDGET_SIEGE_H

#include "flow/budget/curve.h"

enum { SIEGE_BINS = 361 }; /* of ten seconds: the last hour and the one that runs */

struct siege {
	double cusum[RATES];
	ms_t moved[RATES];    /* up to when the sum has decayed */
	uint32_t bins[RATES][SIEGE_BINS];
	int64_t bin;          /* number of the newest, since 1970 */
	double hour[RATES];   /* sum of the bins */
	bool on;
	ms_t since;           /* it began or ended */
	ms_t began;           /* the last one, as far as is known; not kept by a snapshot in calm */
	ms_t low_since;       /* under the lower mark since; MS_NEVER: not */
	ms_t now;
};

enum siege_change { SIEGE_SAME, SIEGE_BEGAN, SIEGE_ENDED };

struct siege_report {
	enum curve_rate rate;      /* the one that says so */
	double an_hour, expected;  /* its rate now and what was expected */
	double high, low;          /* the water marks, in the last hour */
};

void siege_init(struct siege *siege);
/* A message came. */
void siege_count(struct siege *siege, const struct curve *curve, ms_t at, ms_t of_day, bool is_first);
/* Looks at the sums: call after each message and now and then, at siege_next() at the latest. */
enum siege_change siege_judge(struct siege *siege, const struct curve *curve, ms_t at, ms_t of_day,
			      struct siege_report *ret_report);
/* It began or ended, as somebody else knows: the record, on a restart. */
enum siege_change siege_turn(struct siege *siege, bool on, ms_t at);
/* When to look again although nobody writes: a siege must end by itself. MS_NEVER in calm. */
ms_t siege_next(const struct siege *siege);
/* First contacts among the last `span` (an hour at most) before `at`. */
double siege_arrivals(const struct siege *siege, enum curve_rate rate, ms_t at, ms_t span);

void siege_save(const struct siege *siege, struct buf *out);
enum err siege_load(struct siege *siege, struct reader *reader);

#endif
