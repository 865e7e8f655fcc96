// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/findings.h"

#include <math.h>

/* clue, finding, what it adds to the score: about youth, and about what is done with it. */
static const struct {
	enum clue clue;
	uint32_t finding;
	int youth, approach;
} rows[] = {
	{CLUE_MINOR, FINDING_MINOR, 0, 0},
	{CLUE_THREAT_TO_OTHER, FINDING_THREAT_TO_OTHER, 0, 0},
	{CLUE_ASKS_AGE, FINDING_ASKS_AGE, 2, 0},
	{CLUE_PARENTS_AWAY, FINDING_PARENTS_AWAY, 2, 1},
	{CLUE_MATURE, FINDING_MATURE, 2, 1},
	{CLUE_SECRECY, FINDING_SECRECY, 0, 2},
	{CLUE_DELETE_THIS, FINDING_DELETE_THIS, 0, 2},
	{CLUE_GIFT, FINDING_GIFT, 0, 2},
	{CLUE_MEET_ALONE, FINDING_MEET_ALONE, 0, 2},
	{CLUE_ASKS_PICTURE, FINDING_ASKS_PICTURE, 0, 2},
	{CLUE_OTHER_APP, FINDING_OTHER_APP, 0, 1},
};

/* The score at which it is as likely as not, and how fast it becomes so. */
static const double even = 4.5, steepness = 1.6;

uint32_t findings_of(const struct signs_found *found)
{
	uint32_t findings = 0;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (signs_have(found, rows[i].clue))
			findings |= rows[i].finding;
	return findings;
}

double findings_grooming(uint32_t findings)
{
	int youth = 0, approach = 0;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if ((findings & rows[i].finding) == 0)
			continue;
		youth += rows[i].youth;
		approach += rows[i].approach;
	}
	if (youth == 0 || approach == 0)
		return 0;
	return 1 / (1 + exp(steepness * (even - youth - approach)));
}
