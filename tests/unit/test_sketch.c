// SPDX-License-Identifier: GPL-3.0-or-later
/* The counters of fixed size: exact where they are small, within their bounds where they are not.
 */
#include "flow/budget/distinct.h"
#include "flow/budget/gauge.h"
#include "flow/budget/sketch.h"
#include "flow/budget/sliding.h"

#include "base/mem.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A round hour, so that spans begin with it. */
#define T0   (INT64_C(1772482500000) / MS_HOUR * MS_HOUR)
#define SPAN (30 * MS_MINUTE)

static struct keyed key_of(uint64_t seed)
{
	struct random random;
	struct keyed keyed;

	random_from_seed(&random, seed, "test");
	keyed_derive(&random, "test", &keyed);
	return keyed;
}

/* ---- keys ---- */

static void a_key_follows_from_seed_and_purpose(void **state)
{
	struct random random;
	struct keyed a, b;
	uint64_t before;

	(void)state;
	a = key_of(1);
	b = key_of(1);
	assert_memory_equal(&a, &b, sizeof a);
	b = key_of(2);
	assert_memory_not_equal(&a, &b, sizeof a);
	random_from_seed(&random, 1, "test");
	before = random_u64(&random);
	random_from_seed(&random, 1, "test");
	keyed_derive(&random, "other", &b);
	assert_memory_not_equal(&a, &b, sizeof a);
	assert_true(random_u64(&random) == before); /* nothing was drawn */
}

static void hashes_differ_by_key_salt_and_number(void **state)
{
	struct keyed a = key_of(1), b = key_of(2);
	uint64_t hash = keyed_number(&a, 0, 7).low;

	(void)state;
	assert_true(hash == keyed_number(&a, 0, 7).low);
	assert_true(hash != keyed_number(&a, 0, 7).high);
	assert_true(hash != keyed_number(&a, 0, 8).low);
	assert_true(hash != keyed_number(&a, 1, 7).low);
	assert_true(hash != keyed_number(&b, 0, 7).low);
	assert_true(keyed_text(&a, bytes_of_text("x")) == keyed_text(&a, bytes_of_text("x")));
	assert_true(keyed_text(&a, bytes_of_text("x")) != keyed_text(&a, bytes_of_text("y")));
	assert_true(keyed_text(&a, bytes_of_text("x")) != keyed_text(&b, bytes_of_text("x")));
	assert_true(keyed_text(&a, (struct bytes){0}) != keyed_text(&a, bytes_of_text("x")));
}

/* ---- count-min ---- */

static struct sketch sketch_of(unsigned depth, uint64_t seed)
{
	struct keyed keyed = key_of(seed);
	struct sketch sketch;

	assert_int_equal(sketch_init(&sketch, depth, SPAN, &keyed, 1), ERR_NONE);
	return sketch;
}

static void few_keys_are_counted_exactly(void **state)
{
	struct sketch sketch = sketch_of(5, 1);

	(void)state;
	assert_int_equal(sketch_most(&sketch, 1, T0), 0);
	assert_int_equal(sketch_least(&sketch, 1, T0), 0);
	for (uint64_t key = 1; key <= 10; key++)
		for (uint64_t n = 1; n <= key; n++)
			assert_int_equal(sketch_add(&sketch, key, T0), n);
	for (uint64_t key = 1; key <= 11; key++)
		assert_int_equal(sketch_most(&sketch, key, T0), key <= 10 ? key : 0);
	assert_int_equal(sketch_error(&sketch, T0), 1); /* e / 4096 of 55, rounded up */
	sketch_finish(&sketch);
}

static void windows_take_turns(void **state)
{
	struct sketch sketch = sketch_of(5, 1);

	(void)state;
	sketch_add(&sketch, 1, T0);
	assert_int_equal(sketch_add(&sketch, 1, T0 + SPAN - 1), 2);
	assert_int_equal(sketch_add(&sketch, 1, T0 + SPAN), 3);
	assert_int_equal(sketch_most(&sketch, 1, T0 + 2 * SPAN - 1), 3);
	assert_int_equal(sketch_most(&sketch, 1, T0 + 2 * SPAN),
			 1); /* what is an hour old is gone */
	assert_int_equal(sketch_most(&sketch, 1, T0 + 3 * SPAN), 0);
	sketch_add(&sketch, 1, T0 + 3 * SPAN);
	assert_int_equal(sketch_most(&sketch, 1, T0 + 100 * SPAN), 0); /* after a silence too */
	assert_int_equal(sketch_error(&sketch, T0 + 100 * SPAN), 0);
	sketch_finish(&sketch);
}

static void a_sketch_does_not_follow_a_clock_back(void **state)
{
	struct sketch sketch = sketch_of(5, 1);

	(void)state;
	assert_true(sketch_turn(&sketch, T0));
	assert_false(sketch_turn(&sketch, T0 + SPAN - 1));
	assert_true(sketch_turn(&sketch, T0 + SPAN));
	sketch_add(&sketch, 1, T0 + SPAN);
	assert_int_equal(sketch_add(&sketch, 1, T0), 2);	/* into the span before */
	assert_int_equal(sketch_add(&sketch, 1, T0 - SPAN), 2); /* older than both */
	assert_int_equal(sketch_most(&sketch, 1, T0 - SPAN), 2);
	assert_int_equal(sketch_most(&sketch, 1, T0 + 2 * SPAN), 1);
	sketch_finish(&sketch);
}

static void a_full_counter_stays_full(void **state)
{
	struct sketch sketch = sketch_of(5, 1);

	(void)state;
	sketch_turn(&sketch, T0);
	for (size_t i = 0; i < (size_t)2 * 5 * SKETCH_WIDTH; i++)
		sketch.cells[i] = UINT32_MAX - 1;
	sketch.totals[0] = sketch.totals[1] = 1;
	assert_true(sketch_add(&sketch, 1, T0) == UINT64_C(2) * UINT32_MAX - 1);
	assert_true(sketch_add(&sketch, 1, T0) == UINT64_C(2) * UINT32_MAX - 1);
	sketch_finish(&sketch);
}

/* A crowd in which few write much and many little: key k of the first 2,000 comes 2000 / k times a
 * round, every other once. */
enum { HEADS = 2000, CROWD = 100000, ROUNDS = 20 };

static uint64_t times(uint64_t key)
{
	return key <= HEADS ? ROUNDS * (HEADS / key) : 1;
}

static uint64_t fill(struct sketch *sketch)
{
	uint64_t total = 0;

	for (uint64_t key = 1; key <= CROWD; key++)
		for (uint64_t n = 0; n < times(key); n++, total++)
			sketch_add(sketch, key, T0);
	return total;
}

static void a_count_is_never_too_low_and_seldom_far_too_high(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 5; seed++) {
		struct sketch sketch = sketch_of(5, seed);
		uint64_t total = fill(&sketch), error = sketch_error(&sketch, T0), far = 0;

		assert_int_equal(error, (uint64_t)ceil(M_E / 4096 * (double)total));
		for (uint64_t key = 1; key <= 2 * CROWD; key++) {
			uint64_t truth = key <= CROWD ? times(key) : 0;
			uint64_t most = sketch_most(&sketch, key, T0);

			assert_true(most >= truth);
			far += most > truth + error;
			assert_true(sketch_least(&sketch, key, T0) <= truth);
		}
		assert_true((double)far <= 2 * CROWD / exp(5));
		sketch_finish(&sketch);
	}
}

/* The worst for a newcomer: a thousand have all there is, so that he may well share a counter in
 * every row. With five rows and eps N some would be blamed for others; what a limit is built on
 * blames none. */
static void nobody_is_blamed_for_a_thousand_others(void **state)
{
	struct sketch sketch = sketch_of(8, 1);
	uint64_t shared = 0;

	(void)state;
	for (uint64_t n = 0; n < 1000; n++)
		for (uint64_t key = 1; key <= 1000; key++)
			sketch_add(&sketch, key, T0);
	for (uint64_t key = 1001; key <= 1000000; key++) {
		shared += sketch_most(&sketch, key, T0) > sketch_error(&sketch, T0);
		assert_int_equal(sketch_least(&sketch, key, T0), 0);
	}
	assert_true(shared > 0);
	/* One who has more than all those together have a share of is still seen. */
	for (uint64_t n = 0; n < 50000; n++)
		sketch_add(&sketch, 1000001, T0);
	assert_in_range(sketch_least(&sketch, 1000001, T0), 40000, 50000);
	sketch_finish(&sketch);
}

static void each_span_hashes_anew(void **state)
{
	struct sketch sketch = sketch_of(1, 1);
	uint64_t here = 0, both = 0;

	(void)state;
	sketch_add(&sketch, 0, T0);
	sketch_add(&sketch, 0, T0 + SPAN);
	for (uint64_t key = 1; key <= 1000000; key++) {
		uint64_t most = sketch_most(&sketch, key, T0 + SPAN);

		here += most == 1;
		both += most == 2;
	}
	/* 2 x 1,000,000 / 4,096 share a counter once, and a 4,096th of them in both spans. */
	assert_in_range(here, 400, 600);
	assert_in_range(both, 0, 3);
	sketch_finish(&sketch);
}

/* ---- HyperLogLog ---- */

static void a_few_are_told_apart_exactly(void **state)
{
	struct distinct *distinct = mem_alloc(1, sizeof *distinct);
	struct keyed keyed = key_of(1);

	(void)state;
	assert_true(distinct_count(distinct) == 0);
	for (uint64_t n = 1; n <= 40; n++) {
		for (int again = 0; again < 3; again++)
			distinct_add(distinct, keyed_number(&keyed, 0, n).low);
		assert_int_equal(lround(distinct_count(distinct)), n);
	}
	mem_free(distinct);
}

/* Over ten seeds: no single count is off by more than four standard errors, and their mean by no
 * more than one. */
static void many_are_counted_within_the_error(void **state)
{
	enum { SEEDS = 10, STEPS = 8 };
	static const uint64_t steps[STEPS] = {100,   1000,  10000,  16000,
					      17000, 41000, 100000, 400000};
	double means[STEPS] = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct distinct *distinct = mem_alloc(1, sizeof *distinct);
		struct keyed keyed = key_of(seed);
		uint64_t n = 0;

		for (int i = 0; i < STEPS; i++) {
			double off;

			while (n < steps[i])
				distinct_add(distinct, keyed_number(&keyed, 0, n++).low);
			off = distinct_count(distinct) / (double)n - 1;
			assert_true(fabs(off) < 4 * 0.0081);
			means[i] += off / SEEDS;
		}
		mem_free(distinct);
	}
	for (int i = 0; i < STEPS; i++)
		assert_true(fabs(means[i]) < 0.0081);
}

static void registers_hold_the_greatest_rank(void **state)
{
	struct distinct *distinct = mem_alloc(1, sizeof *distinct);

	(void)state;
	/* Every register, each by the rarest hash there is: nothing spills into a neighbour. */
	for (uint64_t i = 0; i < DISTINCT_REGISTERS; i++)
		distinct_add(distinct, i << (64 - DISTINCT_BITS));
	for (size_t i = 0; i + 2 < DISTINCT_BYTES; i += 3) {
		uint32_t four = distinct->packed[i] | (uint32_t)distinct->packed[i + 1] << 8 |
				(uint32_t)distinct->packed[i + 2] << 16;

		assert_int_equal(four, 51 | 51 << 6 | 51 << 12 | 51 << 18);
	}
	assert_int_equal(distinct->packed[DISTINCT_BYTES], 0);
	assert_true(distinct_count(distinct) > 1e18);
	mem_free(distinct);
}

/* ---- the last hour ---- */

static struct sliding sliding_of(uint32_t room)
{
	struct sliding sliding;

	assert_int_equal(sliding_init(&sliding, room), ERR_NONE);
	return sliding;
}

static void an_hour_is_open_at_its_beginning(void **state)
{
	struct sliding sliding = sliding_of(16);

	(void)state;
	assert_int_equal(sliding_sum(&sliding, T0), 0);
	assert_true(sliding_room_at(&sliding, T0, 1) == T0);
	assert_true(sliding_room_at(&sliding, T0, 0) == MS_NEVER);
	sliding_add(&sliding, T0);
	sliding_add(&sliding, T0);
	sliding_add(&sliding, T0 + 5);
	assert_true(sliding_room_at(&sliding, T0 + 5, 4) == T0 + 5);
	assert_true(sliding_room_at(&sliding, T0 + 5, 3) == T0 + MS_HOUR);
	assert_true(sliding_room_at(&sliding, T0 + 5, 2) == T0 + MS_HOUR);
	assert_true(sliding_room_at(&sliding, T0 + 5, 1) == T0 + MS_HOUR + 5);
	assert_int_equal(sliding_sum(&sliding, T0 + MS_HOUR - 1), 3);
	assert_int_equal(sliding_sum(&sliding, T0),
			 3); /* the clock stepped back: it is now all the same */
	assert_true(sliding_room_at(&sliding, T0, 4) == T0 + MS_HOUR - 1);
	assert_int_equal(sliding_sum(&sliding, T0 + MS_HOUR), 1);
	assert_int_equal(sliding_sum(&sliding, T0 + MS_HOUR + 5), 0);
	sliding_finish(&sliding);
}

/* Full runs count longer, never shorter, and by no more than they say. */
static void a_crowded_hour_is_never_counted_too_low(void **state)
{
	enum { EVENTS = 200000, ROOM = 1024 };
	struct sliding sliding = sliding_of(ROOM);
	struct random random;
	ms_t *at = mem_alloc(EVENTS, sizeof *at), now = T0;
	size_t exact = 0, longer = 0;

	(void)state;
	random_from_seed(&random, 1, "sliding");
	for (size_t i = 0; i < EVENTS; i++) {
		uint64_t sum;

		now += (ms_t)random_below(&random, random_below(&random, 100) == 0 ? 5000 : 50);
		at[i] = now;
		sliding_add(&sliding, now);
		sum = sliding_sum(&sliding, now);
		while (at[exact] <= now - MS_HOUR)
			exact++;
		while (at[longer] <= now - MS_HOUR - 8192)
			longer++;
		assert_true(sum >= i + 1 - exact);
		assert_true(sum <= i + 1 - longer);
		assert_true(sliding.end - sliding.first <= ROOM);
	}
	assert_int_equal(sliding_sum(&sliding, now + MS_HOUR), 0);
	mem_free(at);
	sliding_finish(&sliding);
}

/* ---- what a line receives ---- */

static struct gauge gauge_of(ms_t day_begins)
{
	struct keyed keyed = key_of(1);
	struct gauge gauge;

	assert_int_equal(gauge_init(&gauge, 0, day_begins, &keyed), ERR_NONE);
	return gauge;
}

static void the_heaviest_are_found_in_a_crowd(void **state)
{
	struct gauge gauge = gauge_of(0);
	struct gauge_reading reading;

	(void)state;
	gauge_read(&gauge, T0, &reading);
	assert_int_equal(reading.messages, 0);
	assert_true(reading.senders == 0);
	assert_int_equal(reading.heavy_count, 0);
	/* Ten who write 1,000 times and more, in a crowd of 200,000 who write once. */
	for (uint32_t i = 0; i < 200000; i++) {
		gauge_message(&gauge, 1000 + i, T0 + i);
		for (uint32_t heavy = 1; heavy <= 10; heavy++)
			if (i % (200 / (10 + heavy)) == 0)
				gauge_message(&gauge, heavy, T0 + i);
	}
	gauge_read(&gauge, T0 + 200000, &reading);
	assert_true(fabs(reading.senders / 200010 - 1) < 4 * 0.0081);
	assert_int_equal(reading.heavy_count, GAUGE_HEAVY);
	for (size_t i = 0; i < GAUGE_HEAVY; i++) {
		uint32_t contact = reading.heavy[i].contact;
		uint32_t sent = 200000 / (200 / (10 + contact)) + 1;

		assert_in_range(contact, 1, 10);
		assert_true(reading.heavy[i].most + 1 >= sent);
		assert_true(reading.heavy[i].least <= sent);
		assert_true(i == 0 || reading.heavy[i].most <= reading.heavy[i - 1].most);
	}
	gauge_finish(&gauge);
}

static void a_gauge_forgets_what_is_over(void **state)
{
	struct gauge gauge = gauge_of(0);
	struct gauge_reading reading;
	ms_t day = T0 / MS_DAY * MS_DAY;

	(void)state;
	for (uint32_t contact = 1; contact <= 20; contact++)
		for (uint32_t n = 0; n < contact; n++)
			gauge_message(&gauge, contact, day);
	gauge_message(&gauge, 0, day); /* of nobody */
	gauge_read(&gauge, day + 1, &reading);
	assert_int_equal(reading.messages, 211);
	assert_int_equal(lround(reading.senders), 20);
	assert_int_equal(reading.heavy_count, 8);
	assert_int_equal(reading.heavy[0].contact, 20);
	assert_int_equal(reading.heavy[0].most, 20);
	assert_in_range(reading.heavy[0].least, 19, 20);
	assert_int_equal(reading.heavy[7].contact, 13);
	/* An hour later those who write now have the places. */
	gauge_message(&gauge, 1, day + MS_HOUR);
	gauge_message(&gauge, 1, day); /* the clock stepped back: it is now all the same */
	gauge_read(&gauge, day + MS_HOUR, &reading);
	assert_int_equal(reading.messages, 2);
	assert_int_equal(lround(reading.senders), 20);
	assert_int_equal(reading.heavy_count, 1);
	assert_int_equal(reading.heavy[0].contact, 1);
	assert_int_equal(reading.heavy[0].most, 2);
	gauge_read(&gauge, day + MS_DAY - 1, &reading);
	assert_int_equal(lround(reading.senders), 20);
	gauge_read(&gauge, day + MS_DAY, &reading);
	assert_true(reading.senders == 0);
	gauge_finish(&gauge);
}

static void a_day_begins_when_it_is_told_to(void **state)
{
	struct gauge gauge = gauge_of(-MS_HOUR); /* one hour east of Greenwich */
	struct gauge_reading reading;
	ms_t day = T0 / MS_DAY * MS_DAY - MS_HOUR;

	(void)state;
	gauge_message(&gauge, 1, day - 1);
	gauge_message(&gauge, 2, day);
	gauge_read(&gauge, day + MS_DAY - 1, &reading);
	assert_int_equal(lround(reading.senders), 1);
	gauge_finish(&gauge);
}

static void tables_may_be_refused(void **state)
{
	struct keyed keyed = key_of(1);
	struct sliding sliding;
	struct sketch sketch;
	struct gauge gauge;

	(void)state;
	mem_fail_nth(1);
	assert_int_equal(sliding_init(&sliding, 16), ERR_MEMORY);
	sliding_finish(&sliding);
	mem_fail_nth(1);
	assert_int_equal(sketch_init(&sketch, 5, SPAN, &keyed, 0), ERR_MEMORY);
	sketch_finish(&sketch);
	for (uint64_t nth = 1; nth <= 3; nth++) {
		mem_fail_nth(nth);
		assert_int_equal(gauge_init(&gauge, 0, 0, &keyed), ERR_MEMORY);
		gauge_finish(&gauge);
	}
	mem_fail_nth(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_follows_from_seed_and_purpose),
		cmocka_unit_test(hashes_differ_by_key_salt_and_number),
		cmocka_unit_test(few_keys_are_counted_exactly),
		cmocka_unit_test(windows_take_turns),
		cmocka_unit_test(a_sketch_does_not_follow_a_clock_back),
		cmocka_unit_test(a_full_counter_stays_full),
		cmocka_unit_test(a_count_is_never_too_low_and_seldom_far_too_high),
		cmocka_unit_test(nobody_is_blamed_for_a_thousand_others),
		cmocka_unit_test(each_span_hashes_anew),
		cmocka_unit_test(a_few_are_told_apart_exactly),
		cmocka_unit_test(many_are_counted_within_the_error),
		cmocka_unit_test(registers_hold_the_greatest_rank),
		cmocka_unit_test(an_hour_is_open_at_its_beginning),
		cmocka_unit_test(a_crowded_hour_is_never_counted_too_low),
		cmocka_unit_test(the_heaviest_are_found_in_a_crowd),
		cmocka_unit_test(a_gauge_forgets_what_is_over),
		cmocka_unit_test(a_day_begins_when_it_is_told_to),
		cmocka_unit_test(tables_may_be_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
