// SPDX-License-Identifier: GPL-3.0-or-later
/* Which of all that is believed is worth telling: what rests on enough, and differs by more than
 * chance would make it. */
#include "daemon/learning_report.h"

#include <math.h>

/* A difference of fewer standard errors may well be chance. With some two hundred cells a few are,
 * all the same. */
static const double errors_least = 2;

static double difference(const struct learning_finding *finding)
{
	return fabs(finding->mean - finding->usual);
}

/* Rewards lie in [0, 1]: their variance is at most that of a coin with the same mean, so this errs
 * on the safe side. */
static bool is_certain(const struct learning_finding *finding)
{
	double error = sqrt(finding->mean * (1 - finding->mean) / finding->count);

	return finding->count >= FINDINGS_LEAST && difference(finding) >= 0.005 &&
	       difference(finding) >= errors_least * error;
}

/* Into its place among the strongest; of equal ones the earlier stays before. */
static void take(struct learning_findings *findings, const struct learning_finding *finding)
{
	size_t at = findings->count;

	if (!is_certain(finding))
		return;
	while (at > 0 && difference(&findings->list[at - 1]) < difference(finding))
		at--;
	if (at == FINDINGS_MAX)
		return;
	if (findings->count < FINDINGS_MAX)
		findings->count++;
	for (size_t i = findings->count - 1; i > at; i--)
		findings->list[i] = findings->list[i - 1];
	findings->list[at] = *finding;
}

static void find_moves(const struct flow_learning *learning, enum phase phase,
		       struct learning_findings *findings)
{
	for (int move = 0; move < MOVE_COUNT; move++) {
		const struct flow_belief *learnt = &learning->moves[phase][move].learnt;
		double prior = learning->moves[phase][move].prior;

		if (prior > 0)
			take(findings,
			     &(struct learning_finding){WHAT_MOVE, phase, (uint8_t)move,
							learnt->mean, prior, learnt->count});
	}
}

/* What was thought of them is the same for nearly all: each is compared with the others of its
 * phase. */
static void find_among(const struct flow_belief *beliefs, size_t count, enum what what,
		       enum phase phase, struct learning_findings *findings)
{
	double seen = 0, won = 0;

	for (size_t i = 0; i < count; i++) {
		seen += beliefs[i].count;
		won += beliefs[i].count * beliefs[i].mean;
	}
	for (size_t i = 0; i < count; i++) {
		double others = seen - beliefs[i].count;
		double usual = (won - beliefs[i].count * beliefs[i].mean) / others;

		if (others >= FINDINGS_LEAST)
			take(findings,
			     &(struct learning_finding){what, phase, (uint8_t)i, beliefs[i].mean,
							usual, beliefs[i].count});
	}
}

void learning_find(const struct flow_learning *learning, struct learning_report *report)
{
	for (int phase = 0; phase < PHASE_COUNT; phase++) {
		find_moves(learning, (enum phase)phase, &report->moves);
		find_among(learning->delays[phase], DELAY_COUNT, WHAT_DELAY, (enum phase)phase,
			   &report->delays);
		find_among(learning->styles[phase], STYLE_COUNT, WHAT_STYLE, (enum phase)phase,
			   &report->styles);
	}
}
