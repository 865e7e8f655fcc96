// SPDX-License-Identifier: GPL-3.0-or-later
/* The driver with everything real but clock, network and chance: from a message to its answer, and across restarts. */
#include "flow_fixture.h"

static const char ANN[] = "+33639981001", BOB[] = "+33639981002", CAT[] = "+33639981003";

static int set_up(void **state)
{
	struct flow_bench *bench = bench_create();

	*state = bench;
	bench_open(bench, T0);
	return 0;
}

static int tear_down(void **state)
{
	struct flow_bench *bench = *state;

	if (bench->store != NULL)
		bench_verify(bench);
	bench_destroy(bench);
	return 0;
}

/* ---- one message ---- */

static void a_message_is_answered_once_inside_its_window(void **state)
{
	struct flow_bench *bench = *state;
	const struct told *reply;

	bench_say(bench, T0, LINE_A, ANN, "salut toi");
	assert_int_equal(bench_count(bench, EFFECT_VERDICT, ANN), 1);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	bench_until(bench, T0 + MS_DAY);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 1);
	reply = bench_last(bench, EFFECT_REPLY, ANN);
	assert_true(reply->effect.at >= T0 + 5 * MS_MINUTE && reply->effect.at <= T0 + 30 * MS_MINUTE);
	assert_int_equal(reply->effect.cost, 8 * CENT);
	assert_false(reply->effect.late);
	assert_string_equal(reply->via, "+33639980020");
	for (int day = 2; day < 400; day += 40) {
		bench_restart(bench, T0 + day * MS_DAY);
		bench_say(bench, T0 + day * MS_DAY, LINE_A, ANN, "et alors ?");
		bench_until(bench, T0 + (day + 2) * MS_DAY);
	}
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 1);
}

/* Each line has contacts of its own. */
static void another_line_answers_too(void **state)
{
	struct flow_bench *bench = *state;

	bench_say(bench, T0, LINE_A, ANN, "salut");
	bench_say(bench, T0, LINE_B, ANN, "salut");
	bench_until(bench, T0 + MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, ANN), 2);
}

static void nothing_happens_at_a_watching_line(void **state)
{
	struct flow_bench *bench = *state;

	bench_say(bench, T0, LINE_WATCHING, ANN, "salut");
	bench_say(bench, T0, LINE_WATCHING, ANN, "je veux mourir");
	bench_until(bench, T0 + 30 * MS_DAY);
	assert_int_equal(bench_count(bench, EFFECT_FLAG, ANN), 1);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
}

/* Nothing is told before its commit, and nothing at all of a batch that is abandoned. */
static void effects_follow_the_commit(void **state)
{
	struct flow_bench *bench = *state;

	bench_begin(bench, T0);
	bench_take(bench, bench_message(bench, LINE_A, ANN, "salut"));
	bench_ok(bench, flow_due(bench->flow, &bench->error));
	assert_int_equal(bench->told_count, 0);
	bench_restart(bench, T0);
	assert_int_equal(bench->told_count, 0);
	bench_until(bench, T0 + MS_DAY);
	assert_int_equal(bench->told_count, 0);
	bench_say(bench, T0 + MS_DAY, LINE_A, ANN, "salut");
	assert_int_equal(bench_count(bench, EFFECT_VERDICT, ANN), 1);
}

/* ---- time ---- */

/* The batch has one moment: a message that says another one would be answered from there. */
static void a_message_has_the_moment_of_its_batch(void **state)
{
	struct flow_bench *bench = *state;
	struct message *message;

	bench_until(bench, T0 + MS_HOUR);
	bench_begin(bench, T0); /* the clock steps back */
	message = bench_message(bench, LINE_A, ANN, "salut");
	bench_take(bench, message);
	bench_commit(bench);
	bench_until(bench, T0 + MS_DAY);
	assert_true(bench_last(bench, EFFECT_REPLY, ANN)->effect.at >= T0 + MS_HOUR + 5 * MS_MINUTE);
	bench_verify(bench);
}

/* A program that was off for longer than an answer may be late does not send it when it comes back. */
static void after_a_long_pause_of_the_program_nobody_is_answered_too_late(void **state)
{
	struct flow_bench *bench = *state;

	bench_say(bench, T0, LINE_A, ANN, "salut");
	bench_restart(bench, T0 + 24 * MS_HOUR + 1);
	bench_until(bench, T0 + 3 * MS_DAY);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	assert_int_equal(bench_last(bench, EFFECT_MUTED, ANN)->effect.why, WHY_LATE);
}

static void after_a_short_pause_of_the_program_the_answer_is_late(void **state)
{
	struct flow_bench *bench = *state;

	bench_say(bench, T0, LINE_A, ANN, "salut");
	bench_restart(bench, T0 + 23 * MS_HOUR);
	bench_until(bench, T0 + 23 * MS_HOUR);
	assert_true(bench_last(bench, EFFECT_REPLY, ANN)->effect.late);
}

/* ---- long messages ---- */

static void say_part(struct flow_bench *bench, ms_t now, const char *from, unsigned number,
		     unsigned total, const char *text)
{
	struct message *message;

	bench_begin(bench, now);
	message = bench_message(bench, LINE_A, from, text);
	message->part = (struct part){.reference = 7, .number = (uint8_t)number, .total = (uint8_t)total};
	bench_copy(message->to, sizeof message->to, bench->numbers[LINE_A][1]);
	bench_take(bench, message);
	bench_commit(bench);
}

static void parts_are_read_together(void **state)
{
	struct flow_bench *bench = *state;

	say_part(bench, T0, ANN, 2, 3, "vraiment plus envie ");
	say_part(bench, T0 + 1, ANN, 3, 3, "de vivre, je veux mourir");
	assert_int_equal(bench_count(bench, EFFECT_VERDICT, NULL), 0);
	say_part(bench, T0 + 2, ANN, 1, 3, "je n'ai ");
	assert_int_equal(bench_last(bench, EFFECT_VERDICT, ANN)->reading.kind, KIND_DISTRESS);
	bench_until(bench, T0 + MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, ANN), 1);
	assert_int_equal(bench_last(bench, EFFECT_REPLY, ANN)->effect.at, T0 + 5 * MS_MINUTE);
}

static void a_missing_part_is_waited_for_ten_minutes(void **state)
{
	struct flow_bench *bench = *state;
	const struct told *verdict;

	say_part(bench, T0, ANN, 2, 2, "je veux mourir");
	bench_until(bench, T0 + 10 * MS_MINUTE - 1);
	assert_int_equal(bench_count(bench, EFFECT_VERDICT, NULL), 0);
	bench_until(bench, T0 + 10 * MS_MINUTE);
	verdict = bench_last(bench, EFFECT_VERDICT, ANN);
	assert_int_equal(verdict->reading.kind, KIND_DISTRESS);
	assert_int_equal(bench_count(bench, EFFECT_FLAG, ANN), 1);
	assert_string_equal(bench_last(bench, EFFECT_REPLY, ANN)->via, bench->numbers[LINE_A][1]);
}

/* What became whole, or was read with its gap, is not read again by a restart, from wherever it replays. */
static void parts_are_not_read_twice(void **state)
{
	struct flow_bench *bench = *state;

	bench->lines[LINE_A].answer.least = bench->lines[LINE_A].answer.most = MS_HOUR;
	say_part(bench, T0, ANN, 1, 2, "bonjour ");
	say_part(bench, T0 + 1, ANN, 2, 2, "toi");
	say_part(bench, T0 + 2, BOB, 1, 2, "bonjour ");
	bench_until(bench, T0 + 11 * MS_MINUTE);
	assert_int_equal(bench_count(bench, EFFECT_VERDICT, NULL), 2);
	bench_forget(bench);
	bench_restart(bench, T0 + 12 * MS_MINUTE);
	bench_until(bench, T0 + 40 * MS_MINUTE);
	assert_int_equal(bench_count(bench, EFFECT_VERDICT, NULL), 0);
	/* Now from a snapshot whose low-water mark lies between the parts. */
	bench_begin(bench, T0 + 41 * MS_MINUTE);
	bench->flow->wrote = true;
	bench_ok(bench, recover_snapshot(bench->flow, LINE_A, &bench->error));
	bench_commit(bench);
	bench_close(bench);
	bench_open(bench, T0 + 42 * MS_MINUTE);
	assert_int_equal(join_next(bench->flow->join), MS_NEVER);
	bench_until(bench, T0 + 3 * MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_VERDICT, NULL), 0);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 2);
	assert_string_equal(bench_last(bench, EFFECT_REPLY, BOB)->via, bench->numbers[LINE_A][1]);
	assert_string_equal(bench_last(bench, EFFECT_REPLY, ANN)->via, bench->numbers[LINE_A][1]);
}

/* The last part alone, behind the low-water mark: it ends nothing and begins nothing. */
static void the_tail_of_a_long_message_does_not_wait_again(void **state)
{
	struct flow_bench *bench = *state;
	struct snapshot_row row = {.line = 1, .upto = 2, .low = 2};
	struct buf ledger = {0};

	say_part(bench, T0, ANN, 1, 2, "bonjour ");
	say_part(bench, T0 + 1, ANN, 2, 2, "toi");
	ledger_save(&bench->flow->lanes[LINE_A].ledger, &ledger);
	row.ledger = buf_bytes(&ledger);
	bench_begin(bench, T0 + 2);
	bench->flow->wrote = true;
	bench_ok(bench, bench->store->ops->put_snapshot(bench->store, &row, &bench->error));
	bench_commit(bench);
	buf_finish(&ledger);
	bench_restart(bench, T0 + 3);
	assert_int_equal(join_next(bench->flow->join), MS_NEVER);
	assert_int_equal(outbox_count(bench->flow->outbox), 1);
}

/* ---- restarts ---- */

static void an_answer_that_may_have_left_is_not_sent_again(void **state)
{
	struct flow_bench *bench = *state;

	bench->silent = true;
	bench_say(bench, T0, LINE_A, ANN, "salut");
	bench_until(bench, T0 + MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, ANN), 1);
	bench_restart(bench, T0 + MS_HOUR);
	bench_until(bench, T0 + 3 * MS_DAY);
	bench_say(bench, T0 + 4 * MS_DAY, LINE_A, ANN, "salut");
	bench_until(bench, T0 + 6 * MS_DAY);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, ANN), 1);
	assert_int_equal(sending_count(bench->flow->sending), 0);
}

static void what_was_spent_is_spent_after_a_restart(void **state)
{
	struct flow_bench *bench = *state;
	char number[NUMBER_MAX];

	bench->house.day_cap = 80 * CENT;
	bench->lines[LINE_A].caps.hour = bench->lines[LINE_A].caps.day = 400 * CENT;
	bench->lines[LINE_A].answer.least = bench->lines[LINE_A].answer.most = 0;
	bench_restart(bench, T0);
	for (int i = 0; i < 20; i++) {
		bench_say(bench, T0 + i, LINE_A, bench_stranger(bench, number),
			  i < 5 ? "je veux mourir" : "salut");
		if (i % 3 == 0)
			bench_restart(bench, T0 + i);
	}
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 10);
	assert_int_equal(bench_count(bench, EFFECT_HELD, NULL), 10);
}

/* A pause is remembered, and ends the windows that end in it: held by the brake, answered late after it. */
static void a_pause_outlives_a_restart(void **state)
{
	struct flow_bench *bench = *state;

	bench_say(bench, T0, LINE_A, ANN, "salut");
	bench_ok(bench, bench_operator(bench, T0 + 1, FLOW_PAUSE, SIZE_MAX, ""));
	bench_restart(bench, T0 + 2);
	bench_until(bench, T0 + MS_HOUR);
	assert_int_equal(bench_last(bench, EFFECT_HELD, ANN)->effect.why, WHY_BRAKE);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	bench_restart(bench, T0 + MS_HOUR);
	bench_ok(bench, bench_operator(bench, T0 + 2 * MS_HOUR, FLOW_RESUME, LINE_A, ""));
	assert_true(bench_last(bench, EFFECT_REPLY, ANN)->effect.late);
}

/* ---- numbers ---- */

/* accept.premium is about the price, not about the border. */
static void a_premium_number_abroad_is_still_foreign(void **state)
{
	struct flow_bench *bench = *state;

	bench->lines[LINE_A].accept.premium = true;
	bench_say(bench, T0, LINE_A, "+3290012345", "salut"); /* a Belgian 0900 */
	bench_until(bench, T0 + MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	assert_int_equal(bench_last(bench, EFFECT_MUTED, "+3290012345")->effect.why, WHY_FOREIGN);
	bench->lines[LINE_A].accept.foreign = true;
	bench_say(bench, T0 + MS_DAY, LINE_A, "+3290212345", "salut");
	bench_until(bench, T0 + 2 * MS_DAY);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, "+3290212345"), 1);
}

static void two_lines_never_answer_each_other(void **state)
{
	struct flow_bench *bench = *state;

	bench_say(bench, T0, LINE_A, "+33639980022", "salut"); /* b's number */
	bench_say(bench, T0, LINE_A, "+33639980021", "salut"); /* a's own */
	bench_until(bench, T0 + MS_DAY);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	assert_int_equal(bench_count(bench, EFFECT_MUTED, NULL), 2);
}

/* ---- operators ---- */

static void an_operator_lets_a_held_one_go_out(void **state)
{
	struct flow_bench *bench = *state;

	bench_say(bench, T0, LINE_A, ANN, "salut");
	bench_ok(bench, bench_operator(bench, T0 + 1, FLOW_APPROVE, LINE_A, ANN));
	assert_int_equal(bench_last(bench, EFFECT_REPLY, ANN)->effect.at, T0 + 1);
	assert_int_equal(bench_operator(bench, T0 + 2, FLOW_APPROVE, LINE_A, ANN), ERR_STATE);
	assert_int_equal(bench_operator(bench, T0 + 2, FLOW_APPROVE, LINE_A, BOB), ERR_ABSENT);
	assert_int_equal(bench_operator(bench, T0 + 2, FLOW_APPROVE, LINE_A, "2"), ERR_ABSENT);
	bench_until(bench, T0 + MS_DAY);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 1);
}

static void who_is_blocked_or_taken_over_is_not_answered(void **state)
{
	struct flow_bench *bench = *state;

	bench_say(bench, T0, LINE_A, ANN, "salut");
	bench_say(bench, T0, LINE_A, BOB, "salut");
	bench_ok(bench, bench_operator(bench, T0 + 1, FLOW_BLOCK, LINE_A, ANN));
	bench_restart(bench, T0 + 2);
	bench_ok(bench, bench_operator(bench, T0 + 3, FLOW_TAKEOVER, LINE_A, "2"));
	bench_until(bench, T0 + MS_DAY);
	bench_restart(bench, T0 + MS_DAY);
	bench_say(bench, T0 + MS_DAY, LINE_A, ANN, "salut");
	bench_say(bench, T0 + MS_DAY, LINE_A, BOB, "je veux mourir");
	bench_until(bench, T0 + 3 * MS_DAY);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	assert_int_equal(bench_count(bench, EFFECT_MUTED, ANN), 2);
	assert_int_equal(bench_last(bench, EFFECT_MUTED, BOB)->effect.why, WHY_TAKEOVER);
}

/* ---- the carrier ---- */

/* A carrier that is slow is no reason to hold anybody; only the last moment is. */
static void a_slow_carrier_delays_and_does_not_hold(void **state)
{
	struct flow_bench *bench = *state;

	bench->stuck = true;
	bench_say(bench, T0, LINE_A, ANN, "salut");
	bench_until(bench, T0 + 2 * MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_HELD, NULL), 0);
	bench->stuck = false;
	bench_until(bench, T0 + 2 * MS_HOUR + 2 * MS_MINUTE);
	assert_true(bench_last(bench, EFFECT_REPLY, ANN)->effect.late);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 1);
}

static void receipts_find_their_answers(void **state)
{
	struct flow_bench *bench = *state;
	struct flow_counts counts;
	size_t found;
	uint64_t key;

	bench_say(bench, T0, LINE_A, ANN, "salut");
	bench_until(bench, T0 + MS_HOUR);
	key = bench_last(bench, EFFECT_REPLY, ANN)->effect.token;
	bench_begin(bench, T0 + MS_HOUR);
	assert_int_equal(flow_receipt(bench->flow, &key, 1, OUTBOX_DELIVERED, &found), ERR_NONE);
	bench_commit(bench);
	flow_counts(bench->flow, LINE_A, T0 + MS_HOUR, &counts);
	assert_int_equal(counts.delivered, 1);
	assert_int_equal(counts.spent_day, 8 * CENT);
	assert_int_equal(flow_outcome(bench->flow, key, OUTBOX_FAILED, NULL, 0, 0), ERR_ABSENT);
}

/* Carriers charge for messages, and for each part and each repetition of one; a phone that rings costs nothing. */
static void only_messages_are_paid_for(void **state)
{
	struct flow_bench *bench = *state;
	struct flow_counts counts;

	bench->lines[LINE_A].cost.in = 3 * CENT;
	for (int arrival = ARRIVAL_MESSAGE; arrival <= ARRIVAL_TIP; arrival++) {
		struct message *message;

		bench_begin(bench, T0);
		message = bench_message(bench, LINE_A, ANN, "salut");
		message->arrival = (enum arrival_kind)arrival;
		message->id = bytes_of_text("in-1");
		bench_take(bench, message);
		bench_commit(bench);
	}
	say_part(bench, T0, BOB, 1, 2, "bonjour ");
	flow_counts(bench->flow, LINE_A, T0, &counts);
	assert_int_equal(counts.messages, 2);
	assert_int_equal(counts.calls, 1);
	assert_int_equal(counts.tips, 1);
	assert_int_equal(counts.parts, 1);
	assert_int_equal(counts.received, 2 * 3 * CENT);
}

/* ---- bounds ---- */

/* With no place left in the queue a message waits in the record, and the program neither dies of it nor of its restart. */
static void a_full_queue_costs_nobody_the_program(void **state)
{
	struct flow_bench *bench = *state;
	struct entry filler = {.line_index = LINE_B, .due = MS_NEVER, .until = MS_NEVER, .late = MS_NEVER,
			       .state = ENTRY_SCHEDULED, .about = UINT64_MAX};

	for (filler.contact = 1; filler.contact <= LIMIT_WAITING; filler.contact++)
		assert_int_equal(outbox_add(bench->flow->outbox, &filler), ERR_NONE);
	bench_say(bench, T0, LINE_A, ANN, "salut");
	assert_int_equal(bench_last(bench, EFFECT_HELD, ANN)->effect.why, WHY_BUDGET);
	bench_restart(bench, T0 + 1);
	assert_int_equal(outbox_count(bench->flow->outbox), 1);
	bench_ok(bench, bench_operator(bench, T0 + 2, FLOW_APPROVE, LINE_A, ANN));
	assert_int_equal(bench_count(bench, EFFECT_REPLY, ANN), 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_message_is_answered_once_inside_its_window),
		CASE(another_line_answers_too),
		CASE(nothing_happens_at_a_watching_line),
		CASE(effects_follow_the_commit),
		CASE(a_message_has_the_moment_of_its_batch),
		CASE(after_a_long_pause_of_the_program_nobody_is_answered_too_late),
		CASE(after_a_short_pause_of_the_program_the_answer_is_late),
		CASE(parts_are_read_together),
		CASE(a_missing_part_is_waited_for_ten_minutes),
		CASE(parts_are_not_read_twice),
		CASE(the_tail_of_a_long_message_does_not_wait_again),
		CASE(an_answer_that_may_have_left_is_not_sent_again),
		CASE(what_was_spent_is_spent_after_a_restart),
		CASE(a_pause_outlives_a_restart),
		CASE(a_premium_number_abroad_is_still_foreign),
		CASE(two_lines_never_answer_each_other),
		CASE(an_operator_lets_a_held_one_go_out),
		CASE(who_is_blocked_or_taken_over_is_not_answered),
		CASE(a_slow_carrier_delays_and_does_not_hold),
		CASE(receipts_find_their_answers),
		CASE(only_messages_are_paid_for),
		CASE(a_full_queue_costs_nobody_the_program),
	};

	(void)CAT;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
