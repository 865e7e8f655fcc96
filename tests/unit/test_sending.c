// SPDX-License-Identifier: GPL-3.0-or-later
/* Answers on their way, and the receipts that look for them. */
#include "flow/reply/sending.h"

#include "base/mem.h"
#include "flow/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void a_token_says_line_and_event(void **state)
{
	uint64_t event = (UINT64_C(1) << 40) - 1;

	(void)state;
	for (uint32_t line = 0; line < LINES_MAX; line++) {
		assert_int_equal(token_line(answer_token(line, event)), line);
		assert_int_equal(token_event(answer_token(line, event)), event);
		assert_int_not_equal(answer_token(line, 1), 0);
	}
}

static void an_outcome_is_taken_once(void **state)
{
	struct sending *sending = sending_create();

	(void)state;
	assert_int_equal(sending_add(sending, 5), ERR_NONE);
	assert_true(sending_has(sending, 5));
	assert_true(sending_take(sending, 5));
	assert_false(sending_take(sending, 5));
	assert_false(sending_has(sending, 5));
	assert_int_equal(sending_count(sending), 0);
	sending_destroy(sending);
	sending_destroy(NULL);
}

static void the_walk_meets_all_and_low_is_of_a_line(void **state)
{
	struct sending *sending = sending_create();
	uint64_t token, sum = 0;
	uint32_t at = 0, met = 0;

	(void)state;
	assert_int_equal(sending_low(sending, 0), UINT64_MAX);
	for (uint64_t event = 10; event < 500; event++)
		assert_int_equal(sending_add(sending, answer_token((uint32_t)(event % 3), event)), ERR_NONE);
	while ((token = sending_walk(sending, &at)) != 0) {
		sum += token_event(token);
		met++;
	}
	assert_int_equal(met, 490);
	assert_int_equal(sum, 490 * (10 + 499) / 2);
	assert_int_equal(sending_low(sending, 0), 12);
	assert_int_equal(sending_low(sending, 1), 10);
	assert_int_equal(sending_low(sending, 3), UINT64_MAX);
	sending_destroy(sending);
}

static void a_receipt_finds_the_newest_answer_with_its_id(void **state)
{
	struct sending *sending = sending_create();
	enum outbox_state early;

	(void)state;
	assert_int_equal(sending_match(sending, 77), 0);
	assert_false(sending_confirm(sending, 77, 1, &early));
	assert_false(sending_confirm(sending, 77, 2, &early)); /* the carrier gives an id anew */
	assert_int_equal(sending_match(sending, 77), 2);
	assert_false(sending_confirm(sending, 0, 3, &early));
	assert_int_equal(sending_match(sending, 0), 3);
	sending_destroy(sending);
}

static void a_receipt_may_come_first_under_any_of_its_keys(void **state)
{
	struct sending *sending = sending_create();
	const uint64_t keys[] = {11, 12, 13}, other[] = {21};
	enum outbox_state early = OUTBOX_DUE;

	(void)state;
	sending_early(sending, keys, 3, OUTBOX_DELIVERED);
	sending_early(sending, other, 1, OUTBOX_FAILED);
	assert_true(sending_confirm(sending, 13, 5, &early));
	assert_int_equal(early, OUTBOX_DELIVERED);
	assert_false(sending_confirm(sending, 11, 6, &early)); /* used up */
	assert_true(sending_confirm(sending, 21, 7, &early));
	assert_int_equal(early, OUTBOX_FAILED);
	sending_destroy(sending);
}

static void of_receipts_that_come_first_the_newest_are_kept(void **state)
{
	struct sending *sending = sending_create();
	enum outbox_state early;

	(void)state;
	for (uint64_t key = 1; key <= SENDING_EARLY + 10; key++)
		sending_early(sending, &key, 1, OUTBOX_DELIVERED);
	for (uint64_t key = 1; key <= SENDING_EARLY + 10; key++)
		assert_int_equal(sending_confirm(sending, key, key, &early), key > 10);
	sending_destroy(sending);
}

/* The ring forgets the oldest id, and never one that was given anew since. */
static void the_oldest_ids_are_forgotten(void **state)
{
	struct sending *sending = sending_create();
	enum outbox_state early;

	(void)state;
	for (uint64_t key = 1; key <= LIMIT_PROVIDER_IDS; key++)
		sending_confirm(sending, key, key, &early);
	sending_confirm(sending, 2, 1000000, &early); /* takes the place of 1; its own old place is still there */
	assert_int_equal(sending_match(sending, 1), 0);
	sending_confirm(sending, LIMIT_PROVIDER_IDS + 1, 9, &early); /* takes the old place of 2 */
	assert_int_equal(sending_match(sending, 2), 1000000);
	assert_int_equal(sending_match(sending, 3), 3);
	for (uint64_t key = 1; key < 2 * LIMIT_PROVIDER_IDS; key++)
		sending_confirm(sending, 5000000 + key, key, &early);
	assert_int_equal(sending_match(sending, 2), 0);
	sending_destroy(sending);
}

static void without_memory_nothing_is_added(void **state)
{
	struct sending *sending;

	(void)state;
	mem_fail_nth(1);
	assert_null(sending_create());
	sending = sending_create();
	mem_fail_nth(1);
	assert_int_equal(sending_add(sending, 1), ERR_MEMORY);
	mem_fail_nth(0);
	assert_false(sending_has(sending, 1));
	sending_destroy(sending);
}

/* A replay meets answers before the outcomes that a running flow had already heard of: it must take them all. */
static void a_replay_may_add_more_than_are_ever_on_their_way(void **state)
{
	struct sending *sending = sending_create();

	(void)state;
	for (uint64_t event = 1; event <= 2 * LIMIT_SENDING; event++)
		assert_int_equal(sending_add(sending, event), ERR_NONE);
	assert_int_equal(sending_count(sending), 2 * LIMIT_SENDING);
	sending_destroy(sending);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_says_line_and_event),
		cmocka_unit_test(an_outcome_is_taken_once),
		cmocka_unit_test(the_walk_meets_all_and_low_is_of_a_line),
		cmocka_unit_test(a_receipt_finds_the_newest_answer_with_its_id),
		cmocka_unit_test(a_receipt_may_come_first_under_any_of_its_keys),
		cmocka_unit_test(of_receipts_that_come_first_the_newest_are_kept),
		cmocka_unit_test(the_oldest_ids_are_forgotten),
		cmocka_unit_test(without_memory_nothing_is_added),
		cmocka_unit_test(a_replay_may_add_more_than_are_ever_on_their_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
