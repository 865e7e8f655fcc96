// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/alarm and alarm_queue: what operators are told, in which order, and when again. */
#include "daemon/alarm_queue.h"
#include "flow/driver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define T0 ((ms_t)1772482500000) /* 2026-03-02T20:15:00Z */

/* ---- what is told ---- */

static const struct line line = {.name = "decline"};

static const char *told(const struct effect *effect, bool flags)
{
	static struct buf body;
	enum alarm_subject subject;

	buf_clear(&body);
	return alarm_of_effect(effect, flags, &subject, &body) ? buf_text(&body) : NULL;
}

static void a_siege_is_told(void **state)
{
	struct effect effect = {.type = EFFECT_SIEGE, .at = T0, .line = &line, .rate = 412,
				.expected = 23.51};

	(void)state;
	assert_string_equal(told(&effect, false),
			    "{\"type\":\"siege\",\"timestamp\":\"2026-03-02T20:15:00Z\",\"data\":{"
			    "\"line\":\"decline\",\"rate\":412,\"expected\":23.5}}");
	effect.type = EFFECT_CALM;
	assert_string_equal(told(&effect, false),
			    "{\"type\":\"calm\",\"timestamp\":\"2026-03-02T20:15:00Z\",\"data\":{"
			    "\"line\":\"decline\",\"rate\":412,\"expected\":23.5}}");
}

static void receiving_is_told(void **state)
{
	struct effect effect = {.type = EFFECT_RECEIVING, .at = T0, .line = &line, .over = true,
				.cost = 12080000};

	(void)state;
	assert_string_equal(told(&effect, false),
			    "{\"type\":\"receiving\",\"timestamp\":\"2026-03-02T20:15:00Z\",\"data\":{"
			    "\"line\":\"decline\",\"over\":true,\"received\":12.08}}");
	effect.over = false;
	assert_non_null(strstr(told(&effect, false), "\"over\":false"));
}

/* Whoever wrote, and what, is in the effect and never in the alarm. */
static void a_flag_is_told_when_wanted(void **state)
{
	struct effect effect = {.type = EFFECT_FLAG, .at = T0, .line = &line, .why = WHY_DISTRESS,
				.address = "+33639981001", .via = "+33639980021", .contact = 17,
				.text = bytes_of_text("hello"), .id = bytes_of_text("in-1")};

	(void)state;
	assert_null(told(&effect, false));
	assert_string_equal(told(&effect, true),
			    "{\"type\":\"flag\",\"timestamp\":\"2026-03-02T20:15:00Z\",\"data\":{"
			    "\"line\":\"decline\",\"why\":\"distress\"}}");
}

static void nothing_else_is_told(void **state)
{
	static const enum effect_type others[] = {EFFECT_VERDICT, EFFECT_REPLY,  EFFECT_HELD,
						  EFFECT_MUTED,   EFFECT_PAUSED, EFFECT_RESUMED,
						  EFFECT_BUDGET};
	struct effect effect = {.at = T0, .line = &line};

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		effect.type = others[i];
		assert_null(told(&effect, true));
	}
}

static void an_end_has_words(void **state)
{
	char text[96];

	(void)state;
	alarm_outcome_words(ALARM_EXITED, 3, text, sizeof text);
	assert_string_equal(text, "it ended with status 3");
	alarm_outcome_words(ALARM_NO_TRUST, 60, text, sizeof text);
	assert_string_equal(text, "the server's certificate is not to be believed");
	assert_string_equal(alarm_outcome_name(ALARM_TOLD), "told");
}

/* ---- the queue ---- */

static struct alarm_queue queue;

static void put(uint32_t line_index, enum alarm_subject subject, const char *body, ms_t now)
{
	const uint8_t id[ALARM_ID] = {(uint8_t)body[0]};

	alarm_queue_put(&queue, line_index, subject, id, bytes_of_text(body), now);
}

/* The body of the attempt to make now; "" for none. */
static const char *take(ms_t now, uint64_t *ret_token)
{
	static char text[32];
	const struct alarm_entry *entry = alarm_queue_take(&queue, now);

	*ret_token = entry != NULL ? entry->token : 0;
	snprintf(text, sizeof text, "%.*s", entry != NULL ? (int)entry->body.size : 0,
		 entry != NULL ? (const char *)entry->body.data : "");
	return text;
}

static enum alarm_fate end(uint64_t token, enum alarm_outcome outcome, ms_t now)
{
	struct alarm_end end_r;

	alarm_queue_ended(&queue, token, outcome, now, &end_r);
	return end_r.fate;
}

static int begin_command(void **state)
{
	(void)state;
	alarm_queue_init(&queue, ALARM_COMMAND, 1);
	return 0;
}

static int begin_webhook(void **state)
{
	(void)state;
	alarm_queue_init(&queue, ALARM_WEBHOOK, 1);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	alarm_queue_finish(&queue);
	return 0;
}

static void one_at_a_time_oldest_first(void **state)
{
	uint64_t first, second;

	(void)state;
	assert_int_equal(alarm_queue_next(&queue), MS_NEVER);
	put(0, ALARM_OF_SIEGE, "a", T0);
	put(1, ALARM_OF_SIEGE, "b", T0);
	assert_int_equal(alarm_queue_next(&queue), T0);
	assert_string_equal(take(T0, &first), "a");
	assert_string_equal(take(T0, &second), "");
	assert_int_equal(end(first, ALARM_TOLD, T0), ALARM_OVER);
	assert_string_equal(take(T0, &second), "b");
	assert_int_equal(end(first, ALARM_TOLD, T0), ALARM_NOT_OURS);
	assert_int_equal(end(second, ALARM_TOLD, T0), ALARM_OVER);
	assert_int_equal(alarm_queue_count(&queue), 0);
}

static void a_command_is_not_run_again(void **state)
{
	uint64_t token;

	(void)state;
	put(0, ALARM_OF_SIEGE, "a", T0);
	take(T0, &token);
	assert_int_equal(end(token, ALARM_EXITED, T0), ALARM_OVER);
	assert_string_equal(take(T0 + MS_DAY, &token), "");
}

static void a_webhook_is_tried_again_later_and_later(void **state)
{
	static const ms_t delays[] = {5 * MS_SECOND, 30 * MS_SECOND, 2 * MS_MINUTE, 10 * MS_MINUTE,
				      MS_HOUR};
	ms_t now = T0;
	uint64_t token;

	(void)state;
	put(0, ALARM_OF_SIEGE, "a", T0);
	for (size_t i = 0; i < 5; i++) {
		assert_string_equal(take(now, &token), "a");
		now += 200;
		assert_int_equal(end(token, i % 2 ? ALARM_ANSWERED : ALARM_NO_ANSWER, now),
				 ALARM_AGAIN);
		assert_int_equal(alarm_queue_next(&queue), now + delays[i]);
		assert_string_equal(take(now + delays[i] - 1, &token), "");
		now += delays[i];
	}
	assert_string_equal(take(now, &token), "a");
	assert_int_equal(end(token, ALARM_NO_CONNECTION, now), ALARM_GIVEN_UP);
	assert_int_equal(alarm_queue_next(&queue), MS_NEVER);
}

static void who_wants_no_more_is_left_alone(void **state)
{
	uint64_t token;

	(void)state;
	put(0, ALARM_OF_SIEGE, "a", T0);
	take(T0, &token);
	assert_int_equal(end(token, ALARM_GONE, T0), ALARM_OVER);
	assert_int_equal(alarm_queue_count(&queue), 0);
}

/* What waits for its next try does not hold up what is new. */
static void the_new_does_not_wait_for_the_old(void **state)
{
	uint64_t token;

	(void)state;
	put(0, ALARM_OF_SIEGE, "a", T0);
	take(T0, &token);
	end(token, ALARM_NO_CONNECTION, T0);
	put(1, ALARM_OF_SIEGE, "b", T0 + 1);
	assert_string_equal(take(T0 + 1, &token), "b");
}

static void what_is_no_longer_so_is_replaced(void **state)
{
	uint64_t token;

	(void)state;
	put(0, ALARM_OF_SIEGE, "siege", T0);
	put(0, ALARM_OF_RECEIVING, "over", T0);
	put(1, ALARM_OF_SIEGE, "other", T0);
	put(0, ALARM_OF_SIEGE, "calm", T0 + 1);
	assert_int_equal(queue.replaced, 1);
	assert_string_equal(take(T0 + 1, &token), "over");
	end(token, ALARM_TOLD, T0 + 1);
	assert_string_equal(take(T0 + 1, &token), "other");
	end(token, ALARM_TOLD, T0 + 1);
	assert_string_equal(take(T0 + 1, &token), "calm");
}

/* What is under way goes on; only should it fail, it is not tried again. */
static void what_is_under_way_is_replaced_when_it_fails(void **state)
{
	uint64_t token;

	(void)state;
	put(0, ALARM_OF_SIEGE, "siege", T0);
	take(T0, &token);
	put(0, ALARM_OF_SIEGE, "calm", T0 + 1);
	assert_int_equal(alarm_queue_count(&queue), 2);
	assert_int_equal(end(token, ALARM_NO_ANSWER, T0 + 2), ALARM_REPLACED);
	assert_string_equal(take(T0 + 2, &token), "calm");
	end(token, ALARM_TOLD, T0 + 3);
	assert_int_equal(alarm_queue_count(&queue), 0);
}

static void flags_replace_no_flags(void **state)
{
	(void)state;
	put(0, ALARM_OF_FLAG, "a", T0);
	put(0, ALARM_OF_FLAG, "b", T0);
	assert_int_equal(alarm_queue_count(&queue), 2);
}

static void it_is_bounded(void **state)
{
	uint64_t token;
	char text[16];

	(void)state;
	put(3, ALARM_OF_SIEGE, "siege", T0);
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof text, "f%d", i);
		put(0, ALARM_OF_FLAG, text, T0 + 1);
	}
	assert_int_equal(alarm_queue_count(&queue), ALARM_QUEUE_MAX);
	assert_int_equal(queue.dropped, 1001 - ALARM_QUEUE_MAX);
	/* The oldest flags went, and no siege. */
	assert_string_equal(take(T0 + 1, &token), "siege");
	end(token, ALARM_TOLD, T0 + 1);
	snprintf(text, sizeof text, "f%d", 1001 - ALARM_QUEUE_MAX);
	assert_string_equal(take(T0 + 1, &token), text);
	/* Every line's newest of both subjects has its place, whatever else there is. */
	for (uint32_t i = 0; i < LINES_MAX; i++) {
		put(i, ALARM_OF_SIEGE, "s", T0 + 2);
		put(i, ALARM_OF_RECEIVING, "r", T0 + 2);
	}
	end(token, ALARM_TOLD, T0 + 2);
	for (size_t seen = 0, flags = 0; seen < 2 * LINES_MAX;) {
		const char *body = take(T0 + 2, &token);

		assert_true(body[0] != '\0' && flags < ALARM_QUEUE_MAX);
		seen += body[0] == 's' || body[0] == 'r';
		flags += body[0] == 'f';
		end(token, ALARM_TOLD, T0 + 2);
	}
}

/* The process that made the attempt died: it is made again, but not for ever. */
static void what_was_lost_is_tried_again_twice(void **state)
{
	ms_t now = T0;
	uint64_t token;

	(void)state;
	put(0, ALARM_OF_SIEGE, "a", now);
	for (int i = 0; i < ALARM_LOST_MAX; i++) {
		assert_string_equal(take(now, &token), "a");
		assert_int_equal(alarm_queue_under_way(&queue), token);
		assert_int_equal(end(token, ALARM_LOST, now), ALARM_AGAIN);
		now += MS_SECOND;
	}
	assert_string_equal(take(now, &token), "a");
	assert_int_equal(end(token, ALARM_LOST, now), ALARM_GIVEN_UP);
	assert_int_equal(alarm_queue_count(&queue), 0);
}

static void nothing_heard_for_a_minute_is_lost(void **state)
{
	uint64_t token;

	(void)state;
	put(0, ALARM_OF_SIEGE, "a", T0);
	take(T0, &token);
	assert_int_equal(alarm_queue_next(&queue), T0 + MS_MINUTE);
	assert_int_equal(alarm_queue_overdue(&queue, T0 + MS_MINUTE - 1), 0);
	assert_int_equal(alarm_queue_overdue(&queue, T0 + MS_MINUTE), token);
}

#define ON_COMMAND(name) cmocka_unit_test_setup_teardown(name, begin_command, finish)
#define ON_WEBHOOK(name) cmocka_unit_test_setup_teardown(name, begin_webhook, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_siege_is_told),
		cmocka_unit_test(receiving_is_told),
		cmocka_unit_test(a_flag_is_told_when_wanted),
		cmocka_unit_test(nothing_else_is_told),
		cmocka_unit_test(an_end_has_words),
		ON_COMMAND(one_at_a_time_oldest_first),
		ON_COMMAND(a_command_is_not_run_again),
		ON_WEBHOOK(a_webhook_is_tried_again_later_and_later),
		ON_WEBHOOK(who_wants_no_more_is_left_alone),
		ON_WEBHOOK(the_new_does_not_wait_for_the_old),
		ON_COMMAND(what_is_no_longer_so_is_replaced),
		ON_WEBHOOK(what_is_under_way_is_replaced_when_it_fails),
		ON_COMMAND(flags_replace_no_flags),
		ON_COMMAND(it_is_bounded),
		ON_COMMAND(what_was_lost_is_tried_again_twice),
		ON_WEBHOOK(nothing_heard_for_a_minute_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
