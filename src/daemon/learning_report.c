// SPDX-License-Identifier: GPL-3.0-or-later
/* The conversations of a line, arm beside arm. */
#include "daemon/learning_report.h"

#include "base/mem.h"

#include <stdio.h>

static void add_talk(struct learning_arm *arm, const struct flow_talk *talk)
{
	arm->count++;
	arm->minutes += (double)talk->minutes;
	arm->theirs += talk->theirs;
	arm->ours += talk->ours;
	arm->calls += talk->calls;
	arm->meetings += talk->meetings;
	arm->missed += talk->missed;
	arm->robot += talk->accused != 0;
}

/* Sums become means. */
static void finish_arm(struct learning_arm *arm)
{
	double *const sums[] = {&arm->minutes,	&arm->theirs, &arm->ours, &arm->calls,
				&arm->meetings, &arm->missed, &arm->robot};

	for (size_t i = 0; arm->count != 0 && i < sizeof sums / sizeof sums[0]; i++)
		*sums[i] /= (double)arm->count;
}

/* The minutes of one arm's conversations; freed by the caller. */
static double *minutes_of(const struct flow_talk *talks, size_t count, enum arm arm,
			  size_t *ret_count)
{
	double *minutes = mem_alloc(count + 1, sizeof *minutes);

	*ret_count = 0;
	for (size_t i = 0; i < count; i++)
		if (talks[i].arm == arm)
			minutes[(*ret_count)++] = (double)talks[i].minutes;
	return minutes;
}

/* Chance of its own for each line, part and arm: what is drawn for one changes no other. */
static void resample(const double *minutes, size_t count, const char *line, const char *part,
		     enum arm arm, double means[LIFT_RESAMPLES])
{
	struct random random;
	char label[96];

	if (count < LIFT_LEAST)
		return;
	snprintf(label, sizeof label, "lift of %s %s %s", line, part, arm_name(arm));
	random_from_seed(&random, 1, label);
	lift_resample(minutes, count, &random, means);
}

static void lift_arms(const struct flow_talk *talks, size_t count, const char *line,
		      const char *part, struct learning_part *ret_part)
{
	double *minutes[ARM_COUNT], (*means)[LIFT_RESAMPLES] = mem_alloc(ARM_COUNT, sizeof *means);
	size_t counts[ARM_COUNT];

	for (int arm = 0; arm < ARM_COUNT; arm++) {
		minutes[arm] = minutes_of(talks, count, (enum arm)arm, &counts[arm]);
		resample(minutes[arm], counts[arm], line, part, (enum arm)arm, means[arm]);
	}
	for (int arm = 0; arm < ARM_COUNT; arm++)
		if (arm != ARM_LEARNING)
			ret_part->lifts[arm] = lift_ratio(minutes[ARM_LEARNING],
							  counts[ARM_LEARNING], means[ARM_LEARNING],
							  minutes[arm], counts[arm], means[arm]);
	for (int arm = 0; arm < ARM_COUNT; arm++)
		mem_free(minutes[arm]);
	mem_free(means);
}

static void measure(const struct flow_talk *talks, size_t count, const char *line, const char *part,
		    struct learning_part *ret_part)
{
	*ret_part = (struct learning_part){0};
	for (size_t i = 0; i < count; i++)
		add_talk(&ret_part->arms[talks[i].arm], &talks[i]);
	for (int arm = 0; arm < ARM_COUNT; arm++)
		finish_arm(&ret_part->arms[arm]);
	lift_arms(talks, count, line, part, ret_part);
}

void learning_report_make(const struct flow_learning *learning, struct learning_report *ret_report)
{
	const char *line = learning->line->name;
	size_t earlier = learning->talk_count / 2;

	*ret_report = (struct learning_report){0};
	measure(learning->talks, learning->talk_count, line, "all", &ret_report->all);
	/* Learning needs time: what began later shows more of it. */
	measure(learning->talks != NULL ? learning->talks + earlier : NULL,
		learning->talk_count - earlier, line, "later", &ret_report->later);
	for (int policy = 0; policy < POLICY_COUNT; policy++)
		ret_report->policies[policy] =
			lift_policy(&learning->estimates[policy], (enum policy)policy);
	learning_find(learning, ret_report);
}
