// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a line expects: how many first contacts and how many messages an hour, by the hour of its local day, learnt from
 * its own calm days. What is counted is learnt half an hour later, and thrown away when a siege has begun meanwhile: an
 * attack never becomes the expectation. A new line starts from a shipped shape of the day and a level that its settings
 * suggest; the level follows within hours, the shape within days.
 *
 * Counts are kept in bins of five minutes. Memory is fixed. Time only grows: an earlier moment is taken for the latest.
 */
#ifndef FLOW_BUDGET_CURVE_H
#define FLOW_BUDGET_CURVE_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"

#include <stdbool.h>

enum curve_rate { RATE_FIRSTS, RATE_MESSAGES, RATES };

enum { CURVE_HOURS = 24, CURVE_WAITING = 12 };

struct curve_bin {
	ms_t at;     /* its beginning */
	ms_t of_day; /* the same on the wall clock */
	double count[RATES], expected[RATES];
};

struct curve {
	double level[RATES], level_hours; /* what the shape is multiplied with, and how much it rests on */
	double count[RATES][CURVE_HOURS], hours[CURVE_HOURS]; /* learnt, fading */
	/* Squared and expected deviations of bins and of hours: how much burstier than chance the traffic is. */
	double bin_square[RATES], bin_mean[RATES], hour_square[RATES], hour_mean[RATES];
	struct curve_bin bins[CURVE_WAITING]; /* ring: not learnt yet */
	size_t first, used;
	struct curve_bin hour; /* bins that were learnt, summed for an hour */
	int hour_bins;
	double learnt; /* hours of calm, in all */
	ms_t now;
};

/* `a_day`: first contacts a day to begin with. */
void curve_init(struct curve *curve, double a_day);

/* What becomes of what was counted. A line that does not know its days yet learns even in a siege, but no more than twice
 * what it expected: else a first level that was too low would make an ordinary day a siege that never ends. */
enum curve_mode { CURVE_LEARN, CURVE_LEARN_LITTLE, CURVE_FORGET };

/* Time goes on to `at`, whose time of day on the line's wall clock is `of_day`: bins that are old enough are learnt, or
 * forgotten. Call before curve_count() and curve_expected(). */
void curve_advance(struct curve *curve, ms_t at, ms_t of_day, enum curve_mode mode);
/* A message came; `is_first`: from somebody who had never written. */
void curve_count(struct curve *curve, bool is_first);

/* Expected an hour at this time of the day. Never 0. */
double curve_expected(const struct curve *curve, enum curve_rate rate, ms_t of_day);
/* How far the truth may be above that for want of observation: one standard deviation, an hour. */
double curve_doubt(const struct curve *curve, enum curve_rate rate, ms_t of_day);
/* The mean over a whole day, an hour. */
double curve_mean(const struct curve *curve, enum curve_rate rate);
/* Variance over mean, of counts in five minutes and in an hour: 1 is pure chance. */
double curve_bin_spread(const struct curve *curve, enum curve_rate rate);
double curve_hour_spread(const struct curve *curve, enum curve_rate rate);
/* Whether there is a day or more of the line's own in it. */
bool curve_is_learnt(const struct curve *curve);

void curve_save(const struct curve *curve, struct buf *out);
/* ERR_INPUT when damaged; the curve is then as it was. */
enum err curve_load(struct curve *curve, struct reader *reader);

#endif
