// SPDX-License-Identifier: GPL-3.0-or-later
/* Parts of long messages, in every order and beside each other. */
#include "flow/classify/join.h"

#include "base/mem.h"
#include "base/random.h"
#include "flow/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct message part_of(uint32_t contact, unsigned reference, unsigned number, unsigned total,
			      const char *text)
{
	struct message message = {.contact = {.number = contact},
				  .part = {(uint16_t)reference, (uint8_t)number, (uint8_t)total},
				  .text = bytes_of_text(text),
				  .to = "+33639980021"};

	return message;
}

/* Gives a part at a moment; its event is its moment. True when its message is whole: the text is in `out`. */
static bool give(struct join *join, struct message message, ms_t at, struct joined *ret_joined,
		 struct buf *out)
{
	bool kept;

	message.at = at;
	message.event = (uint64_t)at;
	buf_clear(out);
	if (join_part(join, &message, &kept, ret_joined, out))
		return true;
	if (kept)
		join_sealed(join, &message);
	return false;
}

static void next_order(int *order, int n)
{
	int i = n - 2, k = n - 1;

	while (i >= 0 && order[i] > order[i + 1])
		i--;
	if (i < 0)
		return;
	while (order[k] < order[i])
		k--;
	for (int swap = order[i]; swap >= 0; swap = -1) {
		order[i] = order[k];
		order[k] = swap;
	}
	for (int a = i + 1, b = n - 1; a < b; a++, b--) {
		int swap = order[a];

		order[a] = order[b];
		order[b] = swap;
	}
}

static void parts_may_come_in_any_order(void **state)
{
	static const char *const texts[] = {"one ", "two ", "", "four ", "five"};
	int order[] = {0, 1, 2, 3, 4};
	struct join *join = join_create();
	struct joined joined;
	struct buf out = {0};

	(void)state;
	for (int permutation = 0; permutation < 120; permutation++) {
		ms_t at = 100 * (permutation + 1);

		for (int i = 0; i < 5; i++) {
			bool whole = give(join, part_of(1, 9, (unsigned)order[i] + 1, 5, texts[order[i]]),
					  at + i, &joined, &out);

			assert_int_equal(whole, i == 4);
		}
		assert_string_equal(buf_text(&out), "one two four five");
		assert_int_equal(joined.first, at);
		assert_false(joined.gap);
		assert_int_equal(join_next(join), MS_NEVER);
		next_order(order, 5);
	}
	join_destroy(join);
	buf_finish(&out);
}

static void two_senders_with_one_reference_are_not_mixed(void **state)
{
	struct join *join = join_create();
	struct joined joined;
	struct buf out = {0};
	struct message other_line = part_of(1, 9, 2, 2, "L"), other_number = part_of(1, 9, 2, 2, "N");

	(void)state;
	other_line.line_index = 1;
	strcpy(other_number.to, "+33639980022");
	assert_false(give(join, part_of(1, 9, 1, 2, "a"), 1, &joined, &out));
	assert_false(give(join, part_of(2, 9, 2, 2, "B"), 2, &joined, &out));
	assert_false(give(join, part_of(1, 8, 2, 2, "R"), 3, &joined, &out));
	assert_false(give(join, part_of(1, 9, 2, 3, "T"), 4, &joined, &out));
	assert_false(give(join, other_line, 5, &joined, &out));
	assert_false(give(join, other_number, 6, &joined, &out));
	assert_true(give(join, part_of(1, 9, 2, 2, "b"), 7, &joined, &out));
	assert_string_equal(buf_text(&out), "ab");
	assert_true(give(join, part_of(2, 9, 1, 2, "A"), 8, &joined, &out));
	assert_string_equal(buf_text(&out), "AB");
	assert_int_equal(joined.contact, 2);
	join_destroy(join);
	buf_finish(&out);
}

static void a_part_twice_counts_once_and_the_newer_text_stands(void **state)
{
	struct join *join = join_create();
	struct joined joined;
	struct buf out = {0};

	(void)state;
	assert_false(give(join, part_of(1, 9, 1, 2, "long first text"), 1, &joined, &out));
	assert_false(give(join, part_of(1, 9, 1, 2, "first"), 2, &joined, &out));
	assert_true(give(join, part_of(1, 9, 2, 2, "second"), 3, &joined, &out));
	assert_string_equal(buf_text(&out), "firstsecond");
	join_destroy(join);
	buf_finish(&out);
}

static void what_is_no_part_is_not_kept(void **state)
{
	static const struct {
		unsigned number, total;
	} bad[] = {{1, 0}, {1, 1}, {0, 2}, {3, 2}, {1, 11}, {255, 255}, {0, 0}};
	char long_text[JOIN_PART_BYTES + 2] = "";
	struct join *join = join_create();
	struct joined joined;
	struct buf out = {0};
	bool kept = true;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct message message = part_of(1, 9, bad[i].number, bad[i].total, "x");

		kept = true;
		assert_false(join_part(join, &message, &kept, &joined, &out));
		assert_false(kept);
	}
	memset(long_text, 'x', sizeof long_text - 1);
	for (size_t size = JOIN_PART_BYTES; size <= JOIN_PART_BYTES + 1; size++) {
		struct message message = part_of(1, 9, 1, 2, long_text);

		message.text.size = size;
		assert_false(join_part(join, &message, &kept, &joined, &out));
		assert_int_equal(kept, size == JOIN_PART_BYTES);
	}
	join_destroy(join);
	buf_finish(&out);
}

static void a_gap_is_marked_when_the_time_is_up(void **state)
{
	struct join *join = join_create();
	struct joined joined;
	struct buf out = {0};

	(void)state;
	assert_false(give(join, part_of(1, 9, 3, 4, "c"), 1000, &joined, &out));
	assert_false(give(join, part_of(1, 9, 1, 4, "a"), 2000, &joined, &out));
	assert_int_equal(join_next(join), 1000 + LIMIT_JOIN_WAIT);
	buf_clear(&out);
	assert_false(join_expire(join, 999 + LIMIT_JOIN_WAIT, &joined, &out));
	assert_true(join_expire(join, 1000 + LIMIT_JOIN_WAIT, &joined, &out));
	assert_string_equal(buf_text(&out), "a[...]c[...]");
	assert_true(joined.gap);
	assert_int_equal(joined.event, 2000);
	assert_int_equal(joined.first, 1000);
	assert_string_equal(joined.to, "+33639980021");
	assert_false(join_expire(join, MS_NEVER - 1, &joined, &out));
	/* A part that comes after all begins anew. */
	assert_false(give(join, part_of(1, 9, 2, 4, "b"), 1000 + LIMIT_JOIN_WAIT, &joined, &out));
	join_destroy(join);
	buf_finish(&out);
}

/* A full table keeps what it has and refuses what is new; a place that becomes free behind a hole is used in time. */
static void a_full_table_refuses_new_messages_only(void **state)
{
	struct join *join = join_create();
	struct joined joined;
	struct buf out = {0};
	struct message more = part_of(LIMIT_JOINS + 1, 9, 1, 2, "x");
	bool kept;

	(void)state;
	for (uint32_t contact = 1; contact <= LIMIT_JOINS; contact++)
		assert_false(give(join, part_of(contact, 9, 1, 2, "x"), contact, &joined, &out));
	assert_false(join_part(join, &more, &kept, &joined, &out));
	assert_false(kept);
	assert_true(give(join, part_of(2, 9, 2, 2, "y"), 5000, &joined, &out));
	assert_true(give(join, part_of(1, 9, 2, 2, "y"), 5001, &joined, &out));
	assert_false(join_part(join, &more, &kept, &joined, &out));
	assert_true(kept);
	for (uint32_t contact = 3; contact <= LIMIT_JOINS; contact++) {
		assert_int_equal(join_next(join), contact + LIMIT_JOIN_WAIT);
		assert_true(join_expire(join, contact + LIMIT_JOIN_WAIT, &joined, &out));
		assert_int_equal(joined.contact, contact);
	}
	join_destroy(join);
	buf_finish(&out);
}

static void low_is_the_oldest_part_that_waits(void **state)
{
	struct join *join = join_create();
	struct joined joined;
	struct buf out = {0};

	(void)state;
	assert_int_equal(join_low(join, 0), UINT64_MAX);
	give(join, part_of(1, 9, 1, 2, "a"), 10, &joined, &out);
	give(join, part_of(2, 9, 1, 3, "a"), 11, &joined, &out);
	give(join, part_of(2, 9, 2, 3, "b"), 12, &joined, &out);
	assert_int_equal(join_low(join, 0), 10);
	assert_int_equal(join_low(join, 1), UINT64_MAX);
	give(join, part_of(1, 9, 2, 2, "b"), 13, &joined, &out);
	assert_int_equal(join_low(join, 0), 11);
	join_destroy(join);
	buf_finish(&out);
}

static void a_replay_ends_groups(void **state)
{
	struct join *join = join_create();
	struct message last = part_of(1, 9, 3, 3, "c");
	struct joined joined;
	struct buf out = {0};
	char to[NUMBER_MAX] = "";

	(void)state;
	give(join, part_of(1, 9, 2, 3, "b"), 10, &joined, &out);
	join_end(join, &last);
	join_end(join, &last);
	assert_int_equal(join_next(join), MS_NEVER);
	give(join, part_of(1, 9, 2, 3, "b"), 10, &joined, &out);
	give(join, part_of(2, 9, 2, 3, "b"), 11, &joined, &out);
	assert_false(join_forget(join, 0, 12, to));
	assert_false(join_forget(join, 1, 11, to));
	assert_true(join_forget(join, 0, 11, to));
	assert_string_equal(to, "+33639980021");
	assert_int_equal(join_low(join, 0), 10);
	join_destroy(join);
	buf_finish(&out);
}

/* Random parts of few senders: what comes out is what went in, nothing waits beyond its time. */
static void random_parts_come_out_as_they_went_in(void **state)
{
	enum { SENDERS = 50, TOTAL = 3 };
	struct join *join = join_create();
	struct random random;
	struct joined joined;
	struct buf out = {0};
	unsigned here[SENDERS] = {0};
	char text[16];
	ms_t now = 0;

	(void)state;
	random_from_seed(&random, 5, "join");
	for (int i = 0; i < 20000; i++) {
		uint32_t sender = (uint32_t)random_below(&random, SENDERS);
		unsigned number = 1 + (unsigned)random_below(&random, TOTAL);

		now += (ms_t)random_below(&random, MS_MINUTE);
		buf_clear(&out);
		while (join_expire(join, now, &joined, &out)) {
			assert_true(now - joined.first >= LIMIT_JOIN_WAIT && joined.gap);
			assert_true(here[joined.contact] != 0);
			here[joined.contact] = 0;
			buf_clear(&out);
		}
		here[sender] |= 1U << number;
		snprintf(text, sizeof text, "<%u.%u>", sender, number);
		if (give(join, part_of(sender, 1, number, TOTAL, text), now, &joined, &out)) {
			char whole[64];

			assert_int_equal(here[sender], 14);
			snprintf(whole, sizeof whole, "<%u.1><%u.2><%u.3>", sender, sender, sender);
			assert_string_equal(buf_text(&out), whole);
			here[sender] = 0;
		} else {
			assert_int_not_equal(here[sender], 14);
		}
	}
	join_destroy(join);
	buf_finish(&out);
}

static void without_memory_a_part_is_read_alone(void **state)
{
	struct join *join;
	struct joined joined;
	struct buf out = {0};
	struct message message = part_of(1, 9, 1, 2, "a");
	bool kept;

	(void)state;
	mem_fail_nth(1);
	assert_null(join_create());
	join = join_create();
	mem_fail_nth(1);
	assert_false(join_part(join, &message, &kept, &joined, &out));
	mem_fail_nth(0);
	assert_false(kept);
	assert_int_equal(join_next(join), MS_NEVER);
	join_destroy(join);
	join_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_may_come_in_any_order),
		cmocka_unit_test(two_senders_with_one_reference_are_not_mixed),
		cmocka_unit_test(a_part_twice_counts_once_and_the_newer_text_stands),
		cmocka_unit_test(what_is_no_part_is_not_kept),
		cmocka_unit_test(a_gap_is_marked_when_the_time_is_up),
		cmocka_unit_test(a_full_table_refuses_new_messages_only),
		cmocka_unit_test(low_is_the_oldest_part_that_waits),
		cmocka_unit_test(a_replay_ends_groups),
		cmocka_unit_test(random_parts_come_out_as_they_went_in),
		cmocka_unit_test(without_memory_a_part_is_read_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
