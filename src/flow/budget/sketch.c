// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/sketch.h"
#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { WIDTH_BITS = 12, ROWS_A_HASH = 64 / WIDTH_BITS };
static_assert(1 << WIDTH_BITS == SKETCH_WIDTH, "a row is picked by bits of the hash");
static_assert(SKETCH_DEPTH_MAX <= 2 * ROWS_A_HASH, "one hash has bits for all rows");

enum err sketch_init(struct sketch *sketch, unsigned depth, ms_t span, const struct keyed *keyed,
		     uint64_t salt)
{
	assert(depth >= 1 && depth <= SKETCH_DEPTH_MAX && span > 0);
	*sketch = (struct sketch){.depth = depth, .keyed = *keyed, .salt = salt, .span = span};
	sketch->turn = INT64_MIN / 2;
	sketch->doubt = pow(SKETCH_DOUBT, 1.0 / depth) / SKETCH_WIDTH;
	sketch->cells = mem_try_alloc(SKETCH_WINDOWS * depth * SKETCH_WIDTH, sizeof *sketch->cells);
	return sketch->cells != NULL ? ERR_NONE : ERR_MEMORY;
}

void sketch_finish(struct sketch *sketch)
{
	mem_free(sketch->cells);
	*sketch = (struct sketch){0};
}

static unsigned window_of(int64_t turn)
{
	return (unsigned)turn & 1;
}

static uint32_t *window_cells(const struct sketch *sketch, int64_t turn)
{
	return &sketch->cells[window_of(turn) * sketch->depth * SKETCH_WIDTH];
}

static void clear(struct sketch *sketch, int64_t turn)
{
	memset(window_cells(sketch, turn), 0, sketch->depth * SKETCH_WIDTH * sizeof *sketch->cells);
	sketch->totals[window_of(turn)] = 0;
}

bool sketch_turn(struct sketch *sketch, ms_t now)
{
	int64_t turn = now / sketch->span;

	if (turn <= sketch->turn)
		return false;
	clear(sketch, turn);
	if (turn != sketch->turn + 1)
		clear(sketch, turn - 1);
	sketch->turn = turn;
	return true;
}

/* The key's counters in a window, and the least of them. */
static uint32_t counters_of(const struct sketch *sketch, int64_t turn, uint64_t key,
			    uint32_t *ret_counters[SKETCH_DEPTH_MAX])
{
	struct keyed_hash hash =
		keyed_number(&sketch->keyed, sketch->salt ^ (uint64_t)turn << 32, key);
	uint32_t *row = window_cells(sketch, turn), least = UINT32_MAX;

	for (unsigned i = 0; i < sketch->depth; i++, row += SKETCH_WIDTH) {
		uint64_t bits = i < ROWS_A_HASH ? hash.low : hash.high;

		ret_counters[i] = &row[bits >> (i % ROWS_A_HASH * WIDTH_BITS) & (SKETCH_WIDTH - 1)];
		if (*ret_counters[i] < least)
			least = *ret_counters[i];
	}
	return least;
}

static uint32_t count_in(const struct sketch *sketch, int64_t turn, uint64_t key)
{
	uint32_t *counters[SKETCH_DEPTH_MAX];

	return sketch->totals[window_of(turn)] != 0 ? counters_of(sketch, turn, key, counters) : 0;
}

/* Conservative: no counter grows beyond what the key's count needs. Returns that count. */
static uint32_t count_up(struct sketch *sketch, int64_t turn, uint64_t key)
{
	uint32_t *counters[SKETCH_DEPTH_MAX];
	uint32_t least = counters_of(sketch, turn, key, counters);

	sketch->totals[window_of(turn)]++;
	if (least == UINT32_MAX)
		return least;
	for (unsigned i = 0; i < sketch->depth; i++)
		if (*counters[i] == least)
			++*counters[i];
	return least + 1;
}

uint64_t sketch_add(struct sketch *sketch, uint64_t key, ms_t now)
{
	int64_t turn = now / sketch->span, other;

	sketch_turn(sketch, now);
	if (turn < sketch->turn - 1)
		return sketch_most(sketch, key, now);
	other = turn == sketch->turn ? turn - 1 : sketch->turn;
	return (uint64_t)count_up(sketch, turn, key) + count_in(sketch, other, key);
}

uint64_t sketch_most(struct sketch *sketch, uint64_t key, ms_t now)
{
	sketch_turn(sketch, now);
	return (uint64_t)count_in(sketch, sketch->turn, key) +
	       count_in(sketch, sketch->turn - 1, key);
}

uint64_t sketch_least(struct sketch *sketch, uint64_t key, ms_t now)
{
	uint64_t sum = 0;

	sketch_turn(sketch, now);
	for (int64_t turn = sketch->turn - 1; turn <= sketch->turn; turn++) {
		uint64_t most = count_in(sketch, turn, key);
		uint64_t error =
			(uint64_t)ceil(sketch->doubt * (double)sketch->totals[window_of(turn)]);

		sum += most > error ? most - error : 0;
	}
	return sum;
}

uint64_t sketch_error(struct sketch *sketch, ms_t now)
{
	sketch_turn(sketch, now);
	return (uint64_t)ceil(M_E / SKETCH_WIDTH * (double)(sketch->totals[0] + sketch->totals[1]));
}
