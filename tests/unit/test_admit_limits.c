// SPDX-License-Identifier: GPL-3.0-or-later
/* Who is limited, who is a robot, what the gauges say. */
#include "flow/budget/admit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T0 (INT64_C(1772482500000) / MS_HOUR * MS_HOUR)

static const struct line decline = {.kind = LINE_DECLINE};
static const struct line stall = {.kind = LINE_STALL, .limits = {.sender = 3, .answers = 5}};

/* The house of these tests: line 0 declines, lines 1 and 2 converse. */
static struct admit *created(uint64_t seed)
{
	static struct line lines[3];
	struct random random;

	lines[0] = decline;
	lines[1] = lines[2] = stall;
	random_from_seed(&random, seed, "admit");
	return admit_create(
		&(struct admit_options){.lines = lines, .line_count = 3, .random = &random});
}

static struct message from(const struct line *line, const char *number, const char *id)
{
	struct message message = {
		.arrival = ARRIVAL_MESSAGE, .line = line, .id = bytes_of_text(id)};

	snprintf(message.from, sizeof message.from, "%s", number);
	return message;
}

static enum admission admitted(struct admit *admit, struct message message)
{
	admit_message(admit, &message);
	return message.admission;
}

/* ---- limits ---- */

/* Contact n of a line that converses writes. */
static struct message written(uint32_t line_index, uint32_t contact, const char *text, ms_t at)
{
	struct message message = from(&stall, "+33639981001", "");

	message.line_index = line_index;
	message.contact.number = contact;
	message.text = bytes_of_text(text);
	message.at = at;
	return message;
}

static void a_sender_has_so_many_answers_an_hour(void **state)
{
	struct admit *admit = created(1);
	struct message message = written(1, 7, "hello", T0);
	struct admit_gauges gauges;

	(void)state;
	for (int n = 0; n < 3; n++) {
		assert_int_equal(admitted(admit, message), ADMIT_FIRST);
		admit_answered(admit, 1, 7, T0 + n * MS_MINUTE);
	}
	message.at = T0 + 10 * MS_MINUTE;
	admit_message(admit, &message);
	assert_int_equal(message.admission, ADMIT_LIMITED);
	assert_int_equal(message.decision.why, WHY_LIMIT);
	assert_int_equal(message.decision.flag, WHY_NONE);
	assert_int_equal(message.decision.verdict, VERDICT_RECORD);
	/* The same contact number on another line is somebody else, and so is another on this one.
	 */
	assert_int_equal(admitted(admit, written(2, 7, "hello", message.at)), ADMIT_FIRST);
	assert_int_equal(admitted(admit, written(1, 8, "hello", message.at)), ADMIT_FIRST);
	assert_int_equal(admitted(admit, written(1, 7, "hello", T0 + MS_HOUR - 1)), ADMIT_LIMITED);
	assert_int_equal(admitted(admit, written(1, 7, "hello", T0 + MS_HOUR)), ADMIT_FIRST);
	admit_gauges(admit, 1, T0 + MS_HOUR, &gauges);
	assert_int_equal(gauges.limited, 2);
	assert_int_equal(gauges.answers, 2);
	admit_destroy(admit);
}

/* Declining lines answer once for ever, watching ones never: nothing is limited there. */
static void only_lines_that_converse_have_limits(void **state)
{
	enum line_kind kinds[] = {LINE_DECLINE, LINE_WATCH, LINE_SITE, LINE_STALL};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct line line = {.kind = kinds[i],
				    .limits = {.sender = 1, .answers = INT64_MAX}};
		struct random random;
		struct admit *admit;
		struct message message = from(&line, "+33639981001", "");

		random_from_seed(&random, 1, "admit");
		admit = admit_create(&(struct admit_options){
			.lines = &line, .line_count = 1, .random = &random});
		message.contact.number = 1;
		for (int n = 0; n < 10; n++)
			admit_answered(admit, 0, 1, n);
		message.at = 10;
		assert_int_equal(admitted(admit, message),
				 kinds[i] == LINE_STALL ? ADMIT_LIMITED : ADMIT_FIRST);
		assert_true(admit_room_at(admit, 0, 10) == 10);
		admit_destroy(admit);
	}
}

static void a_limit_of_nothing_is_none(void **state)
{
	struct line line = {.kind = LINE_STALL};
	struct random random;
	struct admit *admit;

	(void)state;
	random_from_seed(&random, 1, "admit");
	admit = admit_create(
		&(struct admit_options){.lines = &line, .line_count = 1, .random = &random});
	for (int n = 0; n < 1000; n++)
		admit_answered(admit, 0, 1, T0);
	assert_int_equal(admitted(admit, written(0, 1, "", T0)), ADMIT_FIRST);
	assert_true(admit_room_at(admit, 0, T0) == T0);
	admit_destroy(admit);
}

static void a_line_gives_so_many_answers_an_hour(void **state)
{
	struct admit *admit = created(1);

	(void)state;
	for (uint32_t n = 0; n < 5; n++) {
		assert_true(admit_room_at(admit, 1, T0 + n) == T0 + n);
		admit_answered(admit, 1, n + 1, T0 + n);
	}
	assert_true(admit_room_at(admit, 1, T0 + 5) == T0 + MS_HOUR);
	assert_true(admit_room_at(admit, 2, T0 + 5) == T0 + 5);
	assert_true(admit_room_at(admit, 1, T0 + MS_HOUR) == T0 + MS_HOUR);
	admit_answered(admit, 1, 1, T0 + MS_HOUR);
	assert_true(admit_room_at(admit, 1, T0 + MS_HOUR) == T0 + MS_HOUR + 1);
	admit_destroy(admit);
}

/* ---- robots ---- */

/* An answer, and what came a second later. */
static struct message after_answer(struct admit *admit, uint32_t line_index, uint32_t contact,
				   const char *text, ms_t at)
{
	struct message message = written(line_index, contact, text, at + MS_SECOND);

	admit_answered(admit, line_index, contact, at);
	admit_message(admit, &message);
	return message;
}

static struct line talkative(void)
{
	struct line line = stall;

	line.limits.sender = line.limits.answers = INT64_MAX;
	return line;
}

static struct admit *created_talkative(void)
{
	static struct line lines[2];
	struct random random;

	lines[0] = lines[1] = talkative();
	random_from_seed(&random, 1, "admit");
	return admit_create(
		&(struct admit_options){.lines = lines, .line_count = 2, .random = &random});
}

static void a_robot_is_told_of_once(void **state)
{
	struct admit *admit = created_talkative();
	const char *texts[] = {"a", "b", "c", "d"};
	struct admit_gauges gauges;
	struct message message;

	(void)state;
	for (int n = 0; n < 3; n++) {
		message = after_answer(admit, 0, 1, texts[n], T0 + n * MS_MINUTE);
		assert_int_equal(message.admission, ADMIT_FIRST);
	}
	message = after_answer(admit, 0, 1, texts[3], T0 + 3 * MS_MINUTE);
	assert_int_equal(message.admission, ADMIT_LIMITED);
	assert_int_equal(message.decision.why, WHY_LOOP);
	assert_int_equal(message.decision.flag, WHY_LOOP);
	message = written(0, 1, "e", T0 + 4 * MS_MINUTE);
	admit_message(admit, &message);
	assert_int_equal(message.admission, ADMIT_LIMITED);
	assert_int_equal(message.decision.why, WHY_LOOP);
	assert_int_equal(message.decision.flag, WHY_NONE);
	assert_int_equal(
		admitted(admit, written(0, 1, "f", T0 + 3 * MS_MINUTE + MS_SECOND + MS_HOUR)),
		ADMIT_FIRST);
	admit_gauges(admit, 0, T0 + MS_HOUR, &gauges);
	assert_int_equal(gauges.loops, 1);
	assert_int_equal(gauges.limited, 2);
	admit_destroy(admit);
}

/* Two of our lines reach each other through somebody who forwards: each is the other's contact 1,
 * and each answer of one comes to the other two seconds later. */
static void two_lines_that_answer_each_other_fall_silent(void **state)
{
	struct admit *admit = created_talkative();
	uint32_t line_index = 0;
	char text[32] = "hello";
	ms_t now = T0;
	int answers = 0;

	(void)state;
	while (answers < 100) {
		if (admitted(admit, written(line_index, 1, text, now)) == ADMIT_LIMITED)
			break;
		admit_answered(admit, line_index, 1, now);
		snprintf(text, sizeof text, "answer %d", answers++);
		line_index = 1 - line_index;
		now += 2 * MS_SECOND;
	}
	assert_int_equal(answers, 8);
	assert_int_equal(admitted(admit, written(line_index, 1, "?", now + 30 * MS_MINUTE)),
			 ADMIT_LIMITED);
	admit_destroy(admit);
}

/* A part is not what an operator is shown: it is told with the last one, or when what came is read
 * without the others. */
static void a_robot_that_writes_long_messages_is_told_of_when_one_is_read(void **state)
{
	struct admit *admit = created_talkative();
	struct message message;

	(void)state;
	for (int n = 0; n < 4; n++) {
		admit_answered(admit, 0, 2, T0 + n * MS_MINUTE);
		message = written(0, 2, "part", T0 + n * MS_MINUTE + 1);
		message.part = (struct part){.reference = (uint16_t)n, .number = 1, .total = 3};
		admit_message(admit, &message);
	}
	assert_int_equal(message.decision.why, WHY_LOOP);
	assert_int_equal(message.decision.flag, WHY_NONE);
	message = written(0, 2, "last", T0 + 4 * MS_MINUTE);
	message.part = (struct part){.number = 3, .total = 3};
	admit_message(admit, &message);
	assert_int_equal(message.decision.flag, WHY_LOOP);
	admit_destroy(admit);
}

/* A long message whose parts did not all come is read anew: it is judged, and not counted twice. */
static void what_is_read_anew_is_not_counted_again(void **state)
{
	struct admit *admit = created_talkative();
	struct admit_gauges gauges;
	struct message message = written(0, 1, "part", T0);

	(void)state;
	message.part = (struct part){.number = 1, .total = 2};
	for (int n = 0; n < 4; n++) {
		admit_answered(admit, 0, 1, T0 + n);
		message.at = T0 + n;
		admit_message(admit, &message);
	}
	assert_int_equal(message.admission, ADMIT_LIMITED);
	assert_int_equal(message.decision.flag, WHY_NONE);
	message = written(0, 1, "", T0 + 10 * MS_MINUTE);
	message.event = 5;
	admit_message(admit, &message);
	assert_int_equal(message.admission, ADMIT_LIMITED);
	assert_int_equal(message.decision.flag, WHY_LOOP);
	admit_gauges(admit, 0, T0 + 10 * MS_MINUTE, &gauges);
	assert_int_equal(gauges.received.messages, 4);
	assert_int_equal(gauges.limited, 1);
	admit_destroy(admit);
}

static void a_restart_brings_back_what_the_record_says(void **state)
{
	struct admit *admit = created_talkative();
	struct admit_gauges gauges;
	struct message message;

	(void)state;
	for (int n = 0; n < 4; n++) {
		admit_answered(admit, 0, 1, T0 + n);
		message = written(0, 1, "same", T0 + n);
		admit_recall(admit, &message);
	}
	message.admission = ADMIT_DUPLICATE;
	admit_recall(admit, &message);
	message.admission = ADMIT_RECORD;
	admit_recall(admit, &message);
	message.arrival = ARRIVAL_CALL;
	admit_recall(admit, &message);
	/* Another line's past may be older. */
	message = written(1, 1, "hello", T0 - MS_MINUTE);
	admit_recall(admit, &message);
	admit_answered(admit, 1, 1, T0 - MS_MINUTE);
	admit_gauges(admit, 0, T0 + 4, &gauges);
	assert_int_equal(gauges.received.messages, 5);
	assert_int_equal(gauges.answers, 4);
	message = written(0, 1, "more", T0 + 5);
	admit_message(admit, &message);
	assert_int_equal(message.decision.why, WHY_LOOP);
	assert_int_equal(message.decision.flag, WHY_NONE); /* it was told then */
	admit_gauges(admit, 1, T0 + MS_HOUR - MS_MINUTE, &gauges);
	assert_int_equal(gauges.answers, 0);
	admit_destroy(admit);
}

/* ---- gauges ---- */

static void gauges_count_what_is_received(void **state)
{
	struct admit *admit = created(1);
	struct admit_gauges gauges;

	(void)state;
	for (uint32_t contact = 1; contact <= 12; contact++) {
		for (uint32_t n = 0; n < contact; n++) {
			struct message message = from(&decline, "+33639981001", "");

			message.contact.number = contact;
			message.at = T0;
			admit_message(admit, &message);
			message.arrival = ARRIVAL_CALL; /* counted elsewhere */
			admit_message(admit, &message);
		}
	}
	admitted(admit, from(&decline, "+33639981001", "x"));
	admitted(admit, from(&decline, "+33639981001", "x")); /* a duplicate */
	admit_gauges(admit, 0, T0, &gauges);
	assert_int_equal(gauges.received.messages, 79);
	assert_in_range((long)(gauges.received.senders + 0.5), 12, 12);
	assert_int_equal(gauges.received.heavy_count, GAUGE_HEAVY);
	for (uint32_t i = 0; i < GAUGE_HEAVY; i++) {
		assert_int_equal(gauges.received.heavy[i].contact, 12 - i);
		assert_int_equal(gauges.received.heavy[i].most, 12 - i);
	}
	admit_gauges(admit, 1, T0, &gauges);
	assert_int_equal(gauges.received.messages, 0);
	admit_destroy(admit);
}

/* Another key, the same answers: what falls together with one key does not matter. */
static void the_key_changes_no_answer(void **state)
{
	struct admit *a = created(1), *b = created(2);

	(void)state;
	for (uint32_t n = 0; n < 20000; n++) {
		uint32_t contact = 1 + n * 7919 % 3000;
		struct message message = written(1, contact, n % 3 == 0 ? "x" : "y", T0 + n * 200);

		assert_int_equal(admitted(a, message), admitted(b, message));
		admit_answered(a, 1, contact, message.at);
		admit_answered(b, 1, contact, message.at);
	}
	admit_destroy(a);
	admit_destroy(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sender_has_so_many_answers_an_hour),
		cmocka_unit_test(only_lines_that_converse_have_limits),
		cmocka_unit_test(a_limit_of_nothing_is_none),
		cmocka_unit_test(a_line_gives_so_many_answers_an_hour),
		cmocka_unit_test(a_robot_is_told_of_once),
		cmocka_unit_test(two_lines_that_answer_each_other_fall_silent),
		cmocka_unit_test(a_robot_that_writes_long_messages_is_told_of_when_one_is_read),
		cmocka_unit_test(what_is_read_anew_is_not_counted_again),
		cmocka_unit_test(a_restart_brings_back_what_the_record_says),
		cmocka_unit_test(gauges_count_what_is_received),
		cmocka_unit_test(the_key_changes_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
