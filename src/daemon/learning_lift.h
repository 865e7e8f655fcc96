// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Whether learning helps, as numbers with their uncertainty. Pure: the chance is handed in, so the
 * same conversations give the same report.
 */
#ifndef DAEMON_LEARNING_LIFT_H
#define DAEMON_LEARNING_LIFT_H

#include "base/random.h"
#include "flow/decide/stall/stall.h"

enum {
	LIFT_RESAMPLES = 2000,
	/* Below so many conversations of either kind a bootstrap says nothing that can be relied
	   on. */
	LIFT_LEAST = 30,
	/* More values than this are first put into so many groups, and groups are drawn: a report
	 * takes a tenth of a second whatever there is, for the keeper serves nobody else meanwhile.
	 */
	LIFT_GROUPS = 1000,
};

/* The means of as many values drawn again from these, with replacement: LIFT_RESAMPLES of them.
 * `count` is at least 1. */
void lift_resample(const double *values, size_t count, struct random *random, double *ret_means);

/* The mean of some values through that of others, with a 95 % bootstrap interval (percentiles). */
struct lift {
	bool enough; /* LIFT_LEAST of both, and the others' mean is not 0: only then the rest is set
		      */
	double ratio, low, high;
};
/* `means`: as lift_resample() made them of the values, each side by draws of its own; not looked at
 * unless there are enough. */
struct lift lift_ratio(const double *values, size_t count, const double *means,
		       const double *others, size_t other_count, const double *other_means);

/* What a turn would have earned under a policy: self-normalised inverse propensity. */
struct lift_policy {
	double choices;
	double effective; /* as many choices, made by the policy itself, would tell as much */
	double reward, low, high; /* NAN: no choice tells anything */
};
struct lift_policy lift_policy(const struct estimate *estimate, enum policy policy);

#endif
