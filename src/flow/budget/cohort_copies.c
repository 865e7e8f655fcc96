// SPDX-License-Identifier: GPL-3.0-or-later
/* Who writes the same. Robots repeat themselves, a few times an hour each text when they are slow;
 * of people, few write the very same thing, and what many of them write ("hello?") they write in
 * calm too. So a cluster may have its share of calm, twice, and a little for what nobody wrote
 * before; what is beyond that over a day is no chance. */
#include "flow/budget/cohort_private.h"

#include <string.h>

/* Copies of a text that is new, for certain and of each expected person. */
static const double new_least = 3, new_share = 0.02;
static const double calm_times = 2;

static uint32_t place_of(uint32_t cluster)
{
	return (cluster >> 16 ^ cluster) % COPIES;
}

void cohort_count_copies(struct cohort *cohort, uint64_t from, double expected)
{
	for (int side = 0; side < SIDES; side++)
		memset(cohort->copies[side], 0, COPIES * sizeof *cohort->copies[side]);
	for (size_t i = 0; i < cohort->calm_count; i++)
		cohort->copies[SIDE_CALM][place_of(cohort->calm[i].features.cluster)]++;
	for (uint64_t place = from; place < cohort->end; place++)
		cohort->copies[SIDE_SIEGE][place_of(cohort_at(cohort, place)->features.cluster)]++;
	cohort->copies_expected = expected;
}

uint32_t cohort_excess(const struct cohort *cohort, uint32_t cluster)
{
	uint32_t place = place_of(cluster);
	double calm = cohort->calm_count != 0 ? (double)cohort->copies[SIDE_CALM][place] /
							(double)cohort->calm_count
					      : 0;
	double may = new_least + (new_share + calm_times * calm) * cohort->copies_expected;
	double ratio = (double)cohort->copies[SIDE_SIEGE][place] / may;

	return ratio <= 1 ? 0 : ratio <= 2 ? 1 : ratio <= 4 ? 2 : 3;
}
