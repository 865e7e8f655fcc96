// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/hook_queue: what a webhook is told, in which order, when again, and when no more. */
#include "daemon/hook_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define T0 ((ms_t)1772482500000) /* 2026-03-02T20:15:00Z */

static struct hook_queue queue;

static int set_up(void **state)
{
	(void)state;
	hook_queue_init(&queue, 1000);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	hook_queue_finish(&queue);
	return 0;
}

/* No jitter: the first byte of the id is 0. */
static void put(const char *body, ms_t now)
{
	const uint8_t id[ALARM_ID] = {0, (uint8_t)body[0]};

	hook_queue_put(&queue, id, bytes_of_text(body), now);
}

static uint64_t take(const char *body, ms_t now)
{
	const struct hook_entry *entry = hook_queue_take(&queue, now);

	if (body == NULL) {
		assert_null(entry);
		return 0;
	}
	assert_non_null(entry);
	assert_true(bytes_equal(buf_bytes(&entry->body), bytes_of_text(body)));
	assert_int_equal(entry->id[1], body[0]);
	return entry->token;
}

static enum hook_fate end(uint64_t token, enum alarm_outcome outcome, ms_t now)
{
	return hook_queue_ended(&queue, token, outcome, now);
}

static void one_at_a_time_in_order(void **state)
{
	uint64_t token;

	(void)state;
	assert_int_equal(hook_queue_next(&queue), MS_NEVER);
	put("a", T0);
	put("b", T0);
	assert_int_equal(hook_queue_next(&queue), T0);
	token = take("a", T0);
	take(NULL, T0);
	assert_int_equal(hook_queue_under_way(&queue), token);
	assert_int_equal(end(token + 1, ALARM_TOLD, T0), HOOK_NOT_OURS);
	assert_int_equal(end(token, ALARM_TOLD, T0), HOOK_TOLD);
	assert_int_equal(end(token, ALARM_TOLD, T0), HOOK_NOT_OURS);
	assert_int_equal(end(take("b", T0), ALARM_TOLD, T0), HOOK_TOLD);
	assert_int_equal(queue.count, 0);
}

/* Ten tries: at once and after each delay that Standard Webhooks names. */
static void the_schedule_is_the_standards(void **state)
{
	static const ms_t delays[] = {5 * MS_SECOND, 5 * MS_MINUTE, 30 * MS_MINUTE, 2 * MS_HOUR, 5 * MS_HOUR,
				      10 * MS_HOUR,  14 * MS_HOUR,  20 * MS_HOUR,   24 * MS_HOUR};
	ms_t now = T0;

	(void)state;
	put("a", now);
	for (size_t i = 0; i < sizeof delays / sizeof delays[0]; i++) {
		assert_int_equal(end(take("a", now), ALARM_ANSWERED, now), HOOK_AGAIN);
		assert_int_equal(hook_queue_next(&queue), now + delays[i]);
		take(NULL, now + delays[i] - 1);
		now += delays[i];
	}
	assert_int_equal(end(take("a", now), ALARM_ANSWERED, now), HOOK_GIVEN_UP);
	assert_int_equal(queue.given_up, 1);
	assert_int_equal(hook_queue_next(&queue), MS_NEVER);
}

static void what_fails_holds_up_none_behind_it(void **state)
{
	(void)state;
	put("a", T0);
	put("b", T0);
	assert_int_equal(end(take("a", T0), ALARM_ANSWERED, T0), HOOK_AGAIN);
	assert_int_equal(end(take("b", T0), ALARM_TOLD, T0), HOOK_TOLD);
	take(NULL, T0 + 4999);
	assert_int_equal(end(take("a", T0 + 5000), ALARM_TOLD, T0 + 5000), HOOK_TOLD);
}

/* Whatever comes in: three failures in a row, and it is asked after half a minute, then two, then ten. */
static void a_server_that_is_away_is_left_alone(void **state)
{
	static const ms_t rests[] = {0, 0, 30 * MS_SECOND, 2 * MS_MINUTE, 10 * MS_MINUTE, 10 * MS_MINUTE};
	ms_t now = T0;
	char body[2] = "a";

	(void)state;
	for (size_t i = 0; i < sizeof rests / sizeof rests[0]; i++, body[0]++) {
		const struct hook_entry *entry;

		put(body, now);
		entry = hook_queue_take(&queue, now);
		assert_non_null(entry);
		assert_int_equal(end(entry->token, ALARM_NO_CONNECTION, now), HOOK_AGAIN);
		put("x", now);
		if (rests[i] > 0)
			take(NULL, now + rests[i] - 1);
		now += rests[i];
		assert_true(hook_queue_next(&queue) <= now);
	}
	assert_int_equal(queue.failures, 6);
	assert_non_null(hook_queue_take(&queue, now));
	assert_int_equal(end(hook_queue_under_way(&queue), ALARM_TOLD, now), HOOK_TOLD);
	assert_int_equal(queue.failures, 0);
	/* It is back: the others need not wait for their hours. */
	while (queue.count > 0) {
		assert_int_equal(hook_queue_next(&queue), now);
		assert_non_null(hook_queue_take(&queue, now));
		end(hook_queue_under_way(&queue), ALARM_TOLD, now);
	}
}

static void an_attempt_that_is_lost_costs_no_try(void **state)
{
	uint64_t token;

	(void)state;
	put("a", T0);
	token = take("a", T0);
	assert_int_equal(hook_queue_next(&queue), T0 + HOOK_ATTEMPT_MOST);
	assert_int_equal(hook_queue_overdue(&queue, T0 + HOOK_ATTEMPT_MOST - 1), 0);
	assert_int_equal(hook_queue_overdue(&queue, T0 + HOOK_ATTEMPT_MOST), token);
	assert_int_equal(end(token, ALARM_LOST, T0), HOOK_AGAIN);
	assert_int_equal(hook_queue_next(&queue), T0 + MS_SECOND);
	assert_int_equal(end(take("a", T0 + MS_SECOND), ALARM_LOST, T0), HOOK_AGAIN);
	assert_int_equal(queue.failures, 0);
	/* It may be what kills the errand: from now on it waits as others do. */
	assert_int_equal(end(take("a", T0 + MS_SECOND), ALARM_LOST, T0), HOOK_AGAIN);
	assert_int_equal(queue.failures, 1);
	assert_int_equal(hook_queue_next(&queue), T0 + 5 * MS_SECOND);
}

static void who_wants_no_more_gets_no_more(void **state)
{
	(void)state;
	put("a", T0);
	put("b", T0);
	assert_int_equal(end(take("a", T0), ALARM_GONE, T0), HOOK_GONE);
	put("c", T0);
	assert_int_equal(queue.count, 0);
	assert_int_equal(queue.dropped, 3);
	assert_int_equal(hook_queue_next(&queue), MS_NEVER);
}

static void a_full_queue_drops_the_oldest(void **state)
{
	char body[16];

	(void)state;
	for (unsigned i = 0; i < HOOK_QUEUE_MAX + 2; i++) {
		snprintf(body, sizeof body, "%u", i);
		put(body, T0);
		if (i == 0)
			take("0", T0); /* under way: kept */
	}
	assert_int_equal(queue.count, HOOK_QUEUE_MAX);
	assert_int_equal(queue.dropped, 2);
	assert_int_equal(end(hook_queue_under_way(&queue), ALARM_TOLD, T0), HOOK_TOLD);
	take("3", T0);
}

static void what_is_too_long_or_too_old_is_not_told(void **state)
{
	static char body[HOOK_BODY_MAX + 2];

	(void)state;
	memset(body, 'x', HOOK_BODY_MAX + 1);
	put(body, T0);
	assert_int_equal(queue.dropped, 1);
	body[HOOK_BODY_MAX] = '\0';
	put(body, T0);
	assert_int_equal(queue.count, 1);
	take(NULL, T0 + HOOK_AGE_MOST + 1);
	assert_int_equal(queue.given_up, 1);
	assert_int_equal(queue.count, 0);
}

static void what_is_saved_is_loaded(void **state)
{
	struct buf saved = {0};

	(void)state;
	put("a", T0);
	put("b", T0 + 1);
	put("c", T0 + 2);
	end(take("a", T0 + 2), ALARM_ANSWERED, T0 + 2);
	take("b", T0 + 2); /* nobody will ever hear how it ended */
	hook_queue_save(&queue, &saved);
	for (size_t size = 0; size < saved.size; size += 7) {
		hook_queue_finish(&queue);
		hook_queue_init(&queue, 1);
		assert_int_equal(hook_queue_load(&queue, (struct bytes){saved.data, size}, T0 + 10), ERR_INPUT);
	}
	hook_queue_finish(&queue);
	hook_queue_init(&queue, 5000);
	assert_int_equal(hook_queue_load(&queue, buf_bytes(&saved), T0 + 10), ERR_NONE);
	assert_int_equal(queue.count, 3);
	put("d", T0 + 10);
	end(take("b", T0 + 10), ALARM_TOLD, T0 + 10);
	end(take("c", T0 + 10), ALARM_TOLD, T0 + 10);
	end(take("d", T0 + 10), ALARM_TOLD, T0 + 10);
	take(NULL, T0 + 5001);
	end(take("a", T0 + 5002), ALARM_ANSWERED, T0 + 5002);
	assert_int_equal(hook_queue_next(&queue), T0 + 5002 + 5 * MS_MINUTE); /* its second */
	buf_finish(&saved);
}

static void what_failed_together_comes_back_apart(void **state)
{
	const uint8_t id[ALARM_ID] = {255};

	(void)state;
	hook_queue_put(&queue, id, bytes_of_text("a"), T0);
	assert_non_null(hook_queue_take(&queue, T0));
	end(hook_queue_under_way(&queue), ALARM_ANSWERED, T0);
	assert_int_equal(hook_queue_next(&queue), T0 + 5500);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_at_a_time_in_order),
		CASE(the_schedule_is_the_standards),
		CASE(what_fails_holds_up_none_behind_it),
		CASE(a_server_that_is_away_is_left_alone),
		CASE(an_attempt_that_is_lost_costs_no_try),
		CASE(who_wants_no_more_gets_no_more),
		CASE(a_full_queue_drops_the_oldest),
		CASE(what_is_too_long_or_too_old_is_not_told),
		CASE(what_is_saved_is_loaded),
		CASE(what_failed_together_comes_back_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
