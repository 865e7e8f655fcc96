// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How many different ones there were, in 12 KB: HyperLogLog with 2^14 registers of 6 bits (Flajolet
 * and others, 2007), over hashes of 64 bits.
 *
 * Up to some ten thousand, linear counting of the empty registers (a few are counted exactly);
 * beyond, the estimator of Ertl ("New cardinality estimation algorithms for HyperLogLog sketches",
 * 2017, section 2), which has no bias between small and large. The standard error is 1.04 /
 * sqrt(2^14) = 0.81 %. It cannot be full: 2^50 would still be told apart.
 */
#ifndef FLOW_BUDGET_DISTINCT_H
#define FLOW_BUDGET_DISTINCT_H

#include <stdint.h>

enum {
	DISTINCT_BITS = 14,
	DISTINCT_REGISTERS = 1 << DISTINCT_BITS,
	DISTINCT_BYTES = DISTINCT_REGISTERS * 6 / 8
};

/* All zero is empty. */
struct distinct {
	/* One more, so that two bytes can be read from any register on. */
	uint8_t packed[DISTINCT_BYTES + 1];
};

void distinct_add(struct distinct *distinct, uint64_t hash);
double distinct_count(const struct distinct *distinct);

#endif
