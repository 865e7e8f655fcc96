// SPDX-License-Identifier: GPL-3.0-or-later
/* The policies: line kind x admission x flags x reading -> decision, as a table and as rules that hold everywhere. */
#include "flow/decide/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define AT INT64_C(1772482500000)

static struct line line_of(enum line_kind kind)
{
	return (struct line){.kind = kind, .answer = {5 * MS_MINUTE, 30 * MS_MINUTE, 24 * MS_HOUR}};
}

static struct message message_of(const struct line *line, enum admission admission, unsigned flags,
				 enum kind kind)
{
	return (struct message){.arrival = ARRIVAL_MESSAGE,
				.at = AT,
				.first = AT,
				.line = line,
				.admission = admission,
				.contact = {.number = 1, .flags = (uint8_t)flags},
				.reading = {.kind = kind, .by_sign = true}};
}

enum { P = CONTACT_PENDING, A = CONTACT_ANSWERED, S = CONTACT_STOPPED, B = CONTACT_BLOCKED,
       T = CONTACT_TAKEN, H = CONTACT_HELD };

static const struct {
	enum line_kind line;
	enum admission admission;
	unsigned flags;
	enum kind kind;
	enum verdict verdict;
	enum why why, flag;
	enum move move;
} rows[] = {
	/* a first message */
	{LINE_DECLINE, ADMIT_FIRST, 0, KIND_UNCLEAR, VERDICT_ANSWER, 0, 0, MOVE_DECLINE},
	{LINE_DECLINE, ADMIT_FIRST, 0, KIND_PUSHY, VERDICT_ANSWER, 0, 0, MOVE_DECLINE},
	{LINE_DECLINE, ADMIT_FIRST, 0, KIND_THREAT, VERDICT_ANSWER, 0, WHY_THREAT, MOVE_DECLINE},
	{LINE_DECLINE, ADMIT_FIRST, 0, KIND_DISTRESS, VERDICT_ANSWER, 0, WHY_DISTRESS, MOVE_HELP_LINE},
	{LINE_DECLINE, ADMIT_FIRST, 0, KIND_WRONG_NUMBER, VERDICT_ANSWER, 0, WHY_WRONG_NUMBER, MOVE_WRONG_NUMBER},
	{LINE_DECLINE, ADMIT_FIRST, 0, KIND_STOP, VERDICT_MUTED, WHY_STOP, WHY_STOP, 0},
	/* while an answer waits */
	{LINE_DECLINE, ADMIT_AGAIN, P, KIND_UNCLEAR, VERDICT_RECORD, 0, 0, 0},
	{LINE_DECLINE, ADMIT_AGAIN, P, KIND_DISTRESS, VERDICT_ANSWER, 0, WHY_DISTRESS, MOVE_HELP_LINE},
	{LINE_DECLINE, ADMIT_AGAIN, P | H, KIND_DISTRESS, VERDICT_ANSWER, 0, WHY_DISTRESS, MOVE_HELP_LINE},
	{LINE_DECLINE, ADMIT_AGAIN, P, KIND_STOP, VERDICT_MUTED, WHY_STOP, WHY_STOP, 0},
	/* after it */
	{LINE_DECLINE, ADMIT_AGAIN, A, KIND_UNCLEAR, VERDICT_RECORD, 0, 0, 0},
	{LINE_DECLINE, ADMIT_AGAIN, A, KIND_DISTRESS, VERDICT_RECORD, 0, WHY_DISTRESS, 0},
	{LINE_DECLINE, ADMIT_AGAIN, A, KIND_STOP, VERDICT_MUTED, WHY_STOP, WHY_STOP, 0},
	/* who is let go */
	{LINE_DECLINE, ADMIT_FIRST, S, KIND_UNCLEAR, VERDICT_MUTED, WHY_STOP, 0, 0},
	{LINE_DECLINE, ADMIT_FIRST, S, KIND_DISTRESS, VERDICT_MUTED, WHY_STOP, WHY_DISTRESS, 0},
	{LINE_DECLINE, ADMIT_FIRST, B, KIND_DISTRESS, VERDICT_MUTED, WHY_BLOCKED, WHY_DISTRESS, 0},
	{LINE_DECLINE, ADMIT_FIRST, T, KIND_UNCLEAR, VERDICT_MUTED, WHY_TAKEOVER, 0, 0},
	{LINE_DECLINE, ADMIT_FIRST, B | T | S, KIND_UNCLEAR, VERDICT_MUTED, WHY_BLOCKED, 0, 0},
	/* what admission settles */
	{LINE_DECLINE, ADMIT_DUPLICATE, 0, KIND_DISTRESS, VERDICT_MUTED, WHY_DUPLICATE, 0, 0},
	{LINE_DECLINE, ADMIT_RECORD, 0, KIND_DISTRESS, VERDICT_MUTED, WHY_OWN, 0, 0},
	{LINE_DECLINE, ADMIT_PART, 0, KIND_STOP, VERDICT_RECORD, 0, 0, 0},
	/* beyond a limit, on a line that converses: nothing is said, and what is said there is still heard */
	{LINE_STALL, ADMIT_LIMITED, 0, KIND_UNCLEAR, VERDICT_RECORD, 0, 0, 0},
	{LINE_STALL, ADMIT_LIMITED, 0, KIND_DISTRESS, VERDICT_RECORD, 0, WHY_DISTRESS, 0},
	{LINE_STALL, ADMIT_LIMITED, A, KIND_THREAT, VERDICT_RECORD, 0, WHY_THREAT, 0},
	{LINE_STALL, ADMIT_LIMITED, A, KIND_STOP, VERDICT_MUTED, WHY_STOP, WHY_STOP, 0},
	/* a watching line records, and a person sees what was flagged */
	{LINE_WATCH, ADMIT_FIRST, 0, KIND_UNCLEAR, VERDICT_RECORD, 0, 0, 0},
	{LINE_WATCH, ADMIT_FIRST, 0, KIND_DISTRESS, VERDICT_RECORD, 0, WHY_DISTRESS, 0},
	{LINE_WATCH, ADMIT_FIRST, 0, KIND_STOP, VERDICT_RECORD, 0, WHY_STOP, 0},
	{LINE_WATCH, ADMIT_DUPLICATE, 0, KIND_UNCLEAR, VERDICT_MUTED, WHY_DUPLICATE, 0, 0},
};

static void every_row_of_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct line line = line_of(rows[i].line);
		struct message message =
			message_of(&line, rows[i].admission, rows[i].flags, rows[i].kind);

		assert_int_equal(decide_message(&message, 0), ERR_NONE);
		if (message.decision.verdict != rows[i].verdict || message.decision.why != rows[i].why ||
		    message.decision.flag != rows[i].flag || message.decision.move != rows[i].move)
			fail_msg("row %zu: verdict %d, why %s, flag %s, move %s", i,
				 (int)message.decision.verdict, why_name(message.decision.why),
				 why_name(message.decision.flag), move_name(message.decision.move));
		assert_true(message.decision.propensity == 1.0);
	}
}

/* Whatever comes: no second answer, nobody is written to who was let go, and flags never forget either. */
static void what_holds_everywhere(void **state)
{
	struct line line = line_of(LINE_DECLINE);

	(void)state;
	for (unsigned flags = 0; flags < 64; flags++) {
		for (int kind = 0; kind < KIND_COUNT; kind++) {
			bool had = (flags & (P | A)) != 0;
			struct message message = message_of(&line, had ? ADMIT_AGAIN : ADMIT_FIRST,
							    flags, (enum kind)kind);
			uint8_t after;

			assert_int_equal(decide_message(&message, 1), ERR_NONE);
			if ((flags & (A | S | B | T)) != 0 || kind == KIND_STOP)
				assert_int_not_equal(message.decision.verdict, VERDICT_ANSWER);
			after = decide_flags((uint8_t)flags, LINE_DECLINE, &message.decision);
			assert_int_equal(flags & (A | S | B | T) & ~after, 0);
			assert_int_equal((after & P) != 0 && (flags & P) == 0,
					 message.decision.verdict == VERDICT_ANSWER && (flags & P) == 0);
			assert_int_equal(decide_flags_answered(after, LINE_DECLINE, MOVE_DECLINE) & (P | H | A), A);
		}
	}
}

/* A model alone that is not sure: the one answer goes out, and a person is told. Nearly sure is enough. */
static void an_unsure_stop_is_answered_once(void **state)
{
	struct line line = line_of(LINE_DECLINE);
	struct message message = message_of(&line, ADMIT_FIRST, 0, KIND_STOP);

	(void)state;
	message.reading.by_sign = false;
	message.reading.p = 0.9;
	assert_int_equal(decide_message(&message, 0), ERR_NONE);
	assert_int_equal(message.decision.verdict, VERDICT_ANSWER);
	assert_int_equal(message.decision.move, MOVE_DECLINE);
	assert_int_equal(message.decision.flag, WHY_STOP);
	message.reading.p = 0.99;
	assert_int_equal(decide_message(&message, 0), ERR_NONE);
	assert_int_equal(message.decision.verdict, VERDICT_MUTED);
	message = message_of(&line, ADMIT_AGAIN, A, KIND_STOP);
	message.reading.by_sign = false;
	message.reading.p = 0.5;
	assert_int_equal(decide_message(&message, 0), ERR_NONE);
	assert_int_equal(message.decision.verdict, VERDICT_RECORD);
}

/* A finding is told by the text that brought it, and not by those after it. */
static void fresh_findings_are_flagged(void **state)
{
	struct line line = line_of(LINE_WATCH);
	struct message message = message_of(&line, ADMIT_AGAIN, 0, KIND_ORDINARY);

	(void)state;
	message.reading.findings = message.reading.fresh = FINDING_MINOR;
	assert_int_equal(decide_message(&message, 0), ERR_NONE);
	assert_int_equal(message.decision.flag, WHY_MINOR);
	message.reading.fresh |= FINDING_THREAT_TO_OTHER;
	assert_int_equal(decide_message(&message, 0), ERR_NONE);
	assert_int_equal(message.decision.flag, WHY_THREAT);
	message.reading.fresh = 0;
	assert_int_equal(decide_message(&message, 0), ERR_NONE);
	assert_int_equal(message.decision.flag, WHY_NONE);
}

static void calls_and_tips_are_recorded(void **state)
{
	struct line line = line_of(LINE_DECLINE);
	struct message message = message_of(&line, ADMIT_RECORD, 0, KIND_DISTRESS);

	(void)state;
	message.arrival = ARRIVAL_TIP;
	assert_int_equal(decide_message(&message, 0), ERR_NONE);
	assert_int_equal(message.decision.verdict, VERDICT_RECORD);
	assert_int_equal(message.decision.flag, WHY_NONE);
}

/* Which limit, and whether it is news, comes from admission. */
static void what_admission_says_of_a_limit_is_kept(void **state)
{
	struct line line = line_of(LINE_STALL);
	struct message message = message_of(&line, ADMIT_LIMITED, A, KIND_UNCLEAR);

	(void)state;
	message.decision = (struct decision){.why = WHY_LOOP, .flag = WHY_LOOP};
	assert_int_equal(decide_message(&message, 0), ERR_NONE);
	assert_int_equal(message.decision.verdict, VERDICT_RECORD);
	assert_int_equal(message.decision.why, WHY_LOOP);
	assert_int_equal(message.decision.flag, WHY_LOOP);
	assert_int_equal(decide_flags(A, LINE_STALL, &message.decision), A);
	message.reading.kind = KIND_DISTRESS;
	message.decision = (struct decision){.why = WHY_LOOP, .flag = WHY_LOOP};
	assert_int_equal(decide_message(&message, 0), ERR_NONE);
	assert_int_equal(message.decision.why, WHY_LOOP);
	assert_int_equal(message.decision.flag, WHY_DISTRESS);
	message.decision = (struct decision){.why = WHY_LIMIT};
	message.admission = ADMIT_PART;
	assert_int_equal(decide_message(&message, 0), ERR_NONE);
	assert_int_equal(message.decision.why, WHY_NONE); /* what it belongs to is decided on when it is whole */
}


static void a_kind_without_a_policy_says_so(void **state)
{
	struct line site = line_of(LINE_SITE);
	struct message message = message_of(&site, ADMIT_FIRST, 0, KIND_UNCLEAR);

	(void)state;
	assert_int_equal(decide_message(&message, 0), ERR_STATE);
}

/* ---- when ---- */

static struct decision decided(ms_t least, ms_t most, ms_t first, enum kind kind, uint64_t chance)
{
	struct line line = line_of(LINE_DECLINE);
	struct message message = message_of(&line, ADMIT_FIRST, 0, kind);

	line.answer.least = least;
	line.answer.most = most;
	message.first = first;
	assert_int_equal(decide_message(&message, chance), ERR_NONE);
	return message.decision;
}

static void the_due_time_is_uniform_over_the_window_with_both_ends(void **state)
{
	enum { WIDTH = 10, DRAWS = 11000 };
	unsigned met[WIDTH + 1] = {0};

	(void)state;
	assert_int_equal(decided(MS_MINUTE, MS_HOUR, AT, KIND_UNCLEAR, 0).due, AT + MS_MINUTE);
	assert_int_equal(decided(MS_MINUTE, MS_HOUR, AT, KIND_UNCLEAR, UINT64_MAX).due, AT + MS_HOUR);
	assert_int_equal(decided(0, 3653 * MS_DAY, AT, KIND_UNCLEAR, UINT64_MAX).due, AT + 3653 * MS_DAY);
	for (uint64_t i = 0; i < DRAWS; i++) {
		struct decision decision =
			decided(100, 100 + WIDTH, AT, KIND_UNCLEAR, i * (UINT64_MAX / DRAWS));

		assert_true(decision.due >= AT + 100 && decision.due <= AT + 100 + WIDTH);
		met[decision.due - AT - 100]++;
	}
	for (int i = 0; i <= WIDTH; i++)
		assert_in_range(met[i], DRAWS / (WIDTH + 1) - 1, DRAWS / (WIDTH + 1) + 1);
}

static void at_once_is_at_once(void **state)
{
	struct decision decision = decided(0, 0, AT, KIND_UNCLEAR, UINT64_MAX);

	(void)state;
	assert_int_equal(decision.due, AT);
	assert_int_equal(decision.until, AT);
}

static void distress_is_answered_at_the_beginning_of_the_window(void **state)
{
	(void)state;
	assert_int_equal(decided(MS_MINUTE, MS_HOUR, AT, KIND_DISTRESS, UINT64_MAX).due, AT + MS_MINUTE);
	assert_int_equal(decided(MS_MINUTE, MS_HOUR, AT, KIND_DISTRESS, 0).until, AT + MS_HOUR);
}

/* Parts that came late do not move the window; what would lie in the past is due now. */
static void a_window_begins_with_the_first_part(void **state)
{
	struct decision decision = decided(MS_MINUTE, MS_HOUR, AT - 10 * MS_MINUTE, KIND_UNCLEAR, UINT64_MAX);

	(void)state;
	assert_int_equal(decision.due, AT + 50 * MS_MINUTE);
	assert_int_equal(decision.until, AT + 50 * MS_MINUTE);
	decision = decided(MS_MINUTE, 2 * MS_MINUTE, AT - 10 * MS_MINUTE, KIND_UNCLEAR, 0);
	assert_int_equal(decision.due, AT);
	assert_int_equal(decision.until, AT);
}

/* ---- flags ---- */

static uint8_t flags_after(uint8_t flags, enum line_kind kind, enum verdict verdict, enum why why)
{
	struct decision decision = {.verdict = verdict, .why = why};

	return decide_flags(flags, kind, &decision);
}

static void flags_follow_decisions(void **state)
{
	(void)state;
	assert_int_equal(flags_after(0, LINE_DECLINE, VERDICT_ANSWER, 0), P);
	assert_int_equal(flags_after(P | H, LINE_DECLINE, VERDICT_ANSWER, 0), P);
	assert_int_equal(flags_after(0, LINE_DECLINE, VERDICT_HELD, WHY_PERSON), P | H);
	assert_int_equal(flags_after(0, LINE_STALL, VERDICT_HELD, WHY_PERSON), H);
	assert_int_equal(flags_after(P | H, LINE_DECLINE, VERDICT_MUTED, WHY_STOP), S);
	assert_int_equal(flags_after(P | H, LINE_DECLINE, VERDICT_MUTED, WHY_BLOCKED), B);
	assert_int_equal(flags_after(P | A, LINE_DECLINE, VERDICT_MUTED, WHY_TAKEOVER), A | T);
	assert_int_equal(flags_after(P, LINE_DECLINE, VERDICT_MUTED, WHY_LATE), 0);
	/* about a message, not about its sender */
	assert_int_equal(flags_after(P, LINE_DECLINE, VERDICT_MUTED, WHY_DUPLICATE), P);
	assert_int_equal(flags_after(P, LINE_DECLINE, VERDICT_MUTED, WHY_OWN), P);
	assert_int_equal(flags_after(P | B, LINE_DECLINE, VERDICT_RECORD, 0), P | B);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_table),
		cmocka_unit_test(what_holds_everywhere),
		cmocka_unit_test(an_unsure_stop_is_answered_once),
		cmocka_unit_test(fresh_findings_are_flagged),
		cmocka_unit_test(calls_and_tips_are_recorded),
		cmocka_unit_test(what_admission_says_of_a_limit_is_kept),
		cmocka_unit_test(a_kind_without_a_policy_says_so),
		cmocka_unit_test(the_due_time_is_uniform_over_the_window_with_both_ends),
		cmocka_unit_test(at_once_is_at_once),
		cmocka_unit_test(distress_is_answered_at_the_beginning_of_the_window),
		cmocka_unit_test(a_window_begins_with_the_first_part),
		cmocka_unit_test(flags_follow_decisions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
