// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How often each of any number of keys came lately, in memory that does not depend on how many
 * there are: a count-min sketch with conservative update, over two windows that take turns.
 *
 * Each of `depth` rows has 4,096 counters; a key has one counter in each row, picked by a keyed
 * hash, and its count is the least of them. So it is never below the true one, and with N the
 * number of all that was counted in a window
 *
 *   above it by more than eps N, eps = e / 4096 = 0.07 %, for one key in e^depth (148 with 5 rows);
 *   above it by more than c N / 4096 for one key in c^depth, for any c
 *
 * (Markov's inequality for each row; rows hash independently).
 *
 * Time: spans of `span` ms, counted from 1970. What is asked covers the span that runs and the one
 * before: the last one to two spans, and nothing older. Every span hashes anew, so that bad luck
 * ends with it. When a counter is full (2^32 - 1) it stays so. A clock that steps back is not
 * followed: what comes with a moment of the span before is counted there, what is older not at all.
 */
#ifndef FLOW_BUDGET_SKETCH_H
#define FLOW_BUDGET_SKETCH_H

#include "base/clock.h"
#include "base/error.h"
#include "flow/budget/keyed.h"

enum { SKETCH_WIDTH = 4096, SKETCH_DEPTH_MAX = 8, SKETCH_WINDOWS = 2 };

/* sketch_least() is wrong for one key in that many: what a limit may be built on. */
#define SKETCH_DOUBT 1e12

struct sketch {
	uint32_t *cells; /* windows x depth x width */
	unsigned depth;
	struct keyed keyed;
	uint64_t salt;
	ms_t span;
	int64_t turn; /* the number of the span that runs; its window is turn % 2 */
	uint64_t totals[SKETCH_WINDOWS];
	double doubt; /* the share of a total that is taken off for sketch_least() */
};

/* ERR_MEMORY when the counters cannot be had. */
enum err sketch_init(struct sketch *sketch, unsigned depth, ms_t span, const struct keyed *keyed,
		     uint64_t salt);
void sketch_finish(struct sketch *sketch);

/* Lets a window that is over go; true when one was. The others do so themselves. */
bool sketch_turn(struct sketch *sketch, ms_t now);
/* Counts the key once more, and says what sketch_most() would. */
uint64_t sketch_add(struct sketch *sketch, uint64_t key, ms_t now);
/* How often the key came at most. */
uint64_t sketch_most(struct sketch *sketch, uint64_t key, ms_t now);
/* How often it came at the least, but for one key in SKETCH_DOUBT. */
uint64_t sketch_least(struct sketch *sketch, uint64_t key, ms_t now);
/* eps N over both windows: the most by which sketch_most() is above the truth, but for one key in
 * e^depth. */
uint64_t sketch_error(struct sketch *sketch, ms_t now);

#endif
