// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/distinct.h"

#include <math.h>

enum { RANK_MAX = 64 - DISTINCT_BITS + 1 };
#define MASK 63U

static unsigned register_at(const struct distinct *distinct, uint32_t index)
{
	const uint8_t *at = &distinct->packed[index * 6 / 8];

	return (at[0] | (unsigned)at[1] << 8) >> (index * 6 % 8) & MASK;
}

static void register_set(struct distinct *distinct, uint32_t index, unsigned rank)
{
	uint8_t *at = &distinct->packed[index * 6 / 8];
	unsigned shift = index * 6 % 8, both = at[0] | (unsigned)at[1] << 8;

	both = (both & ~(MASK << shift)) | rank << shift;
	at[0] = (uint8_t)both;
	at[1] = (uint8_t)(both >> 8);
}

void distinct_add(struct distinct *distinct, uint64_t hash)
{
	uint32_t index = (uint32_t)(hash >> (64 - DISTINCT_BITS));
	/* Where the first one stands among the other bits; the one that is set here ends the
	 * search. */
	uint64_t rest = hash << DISTINCT_BITS | UINT64_C(1) << (DISTINCT_BITS - 1);
	unsigned rank = (unsigned)__builtin_clzll(rest) + 1;

	if (rank > register_at(distinct, index))
		register_set(distinct, index, rank);
}

/* x + sum over k >= 1 of x^(2^k) 2^(k-1): what the empty registers weigh (Ertl, section 2.4). */
static double sigma(double x)
{
	double weight = 1, sum = x, before;

	do {
		before = sum;
		x *= x;
		sum += x * weight;
		weight *= 2;
	} while (sum > before);
	return sum;
}

double distinct_count(const struct distinct *distinct)
{
	const double registers = DISTINCT_REGISTERS;
	unsigned counts[MASK + 1] = {0};
	double sum = 0;

	for (uint32_t i = 0; i < DISTINCT_REGISTERS; i++)
		counts[register_at(distinct, i)]++;
	if (counts[0] * M_E >= registers) /* as many as there are registers, or fewer */
		return registers * log(registers / counts[0]);
	for (int rank = RANK_MAX; rank > 0; rank--)
		sum = (sum + counts[rank]) / 2;
	return registers * registers / (2 * M_LN2) /
	       (registers * sigma(counts[0] / registers) + sum);
}
