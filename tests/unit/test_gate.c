// SPDX-License-Identifier: GPL-3.0-or-later
/* The second door in the driver: who is told what of a siege, who is answered in it, who is held
 * and why. */
#include "gate_fixture.h"

static int set_up(void **state)
{
	*state = gate_bench_create();
	return 0;
}

static int tear_down(void **state)
{
	gate_bench_destroy(*state);
	return 0;
}

/* Some hours of calm, then a siege that the caps cannot pay: 30 answers an hour for 600 who write
 * in half an hour. */
static ms_t besiege(struct gate_bench *gate)
{
	ms_t began;

	gate_settle(gate, 240, 30, 300);
	bench_open(gate->bench, T0);
	gate_people(gate, GENUINE, 3 * MS_MINUTE, 3 * MS_HOUR);
	began = gate->bench->now;
	gate_attack(gate, 3 * MS_SECOND, 30 * MS_MINUTE, 50);
	return began;
}

/* ---- what is told ---- */

static void a_siege_and_its_end_are_told_once_and_written(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	const struct told *told;
	ms_t began = besiege(gate);
	char text[200];

	assert_int_equal(bench_count(bench, EFFECT_SIEGE, NULL), 1);
	assert_int_equal(bench_count(bench, EFFECT_CALM, NULL), 0);
	told = bench_last(bench, EFFECT_SIEGE, NULL);
	assert_int_equal(told->effect.line_index, LINE_A);
	assert_true(told->effect.at > began && told->effect.at <= began + 2 * MS_MINUTE);
	assert_true(told->effect.rate > 2 * told->effect.expected && told->effect.expected > 0);
	assert_int_equal(gate_recorded(gate, EVENT_NOTE, "siege: ", text), 1);
	assert_non_null(strstr(text, "expected"));
	/* Nobody writes any more. */
	bench_until(bench, bench->now + 4 * MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_SIEGE, NULL), 1);
	assert_int_equal(bench_count(bench, EFFECT_CALM, NULL), 1);
	assert_int_equal(gate_recorded(gate, EVENT_NOTE, "calm: ", NULL), 1);
	assert_false(gate->bench->flow->lanes[LINE_A].gate.siege.on);
}

static void a_calm_evening_is_told_of_by_nobody(void **state)
{
	struct gate_bench *gate = *state;

	gate_settle(gate, 240, 0, 0);
	bench_open(gate->bench, T0);
	gate_people(gate, GENUINE, 4 * MS_MINUTE, 10 * MS_HOUR);
	bench_until(gate->bench, gate->bench->now + MS_HOUR);
	assert_int_equal(bench_count(gate->bench, EFFECT_SIEGE, NULL), 0);
	assert_int_equal(bench_count(gate->bench, EFFECT_CALM, NULL), 0);
	assert_int_equal(bench_count(gate->bench, EFFECT_HELD, NULL), 0);
	assert_int_equal(bench_count(gate->bench, EFFECT_REPLY, NULL), gate->count);
}

/* Who rings, and what the carrier repeats, is no message of anybody. */
static void calls_and_repetitions_make_no_siege(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	struct message *message;
	char number[NUMBER_MAX];

	gate_settle(gate, 240, 0, 0);
	bench_open(bench, T0);
	for (int i = 0; i < 600; i++) {
		bench_begin(bench, T0 + i * MS_SECOND);
		message = bench_message(bench, LINE_A, bench_stranger(bench, number), "");
		message->arrival = ARRIVAL_CALL;
		bench_take(bench, message);
		message = bench_message(bench, LINE_A, "+99912345678", "salut");
		message->id = bytes_of_text("the same id");
		bench_take(bench, message);
		bench_commit(bench);
	}
	assert_int_equal(bench_count(bench, EFFECT_SIEGE, NULL), 0);
}

static void a_watching_line_tells_of_a_siege_too(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	char number[NUMBER_MAX];

	gate->bench->lines[LINE_WATCHING].expect = 100;
	bench_open(bench, T0);
	for (int i = 0; i < 300; i++)
		bench_say(bench, T0 + i * MS_SECOND, LINE_WATCHING, bench_stranger(bench, number),
			  "salut");
	assert_int_equal(bench_count(bench, EFFECT_SIEGE, NULL), 1);
	assert_int_equal(bench_last(bench, EFFECT_SIEGE, NULL)->effect.line_index, LINE_WATCHING);
	bench_until(bench, T0 + 5 * MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_CALM, NULL), 1);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
}

/* ---- who is answered ---- */

static void everybody_is_answered(struct gate_bench *gate)
{
	struct flow_bench *bench = gate->bench;

	bench_open(bench, T0);
	gate_attack(gate, 3 * MS_SECOND, 20 * MS_MINUTE, 50);
	assert_int_equal(bench_count(bench, EFFECT_SIEGE, NULL), 1);
	bench_until(bench, bench->now + 40 * MS_MINUTE);
	assert_int_equal(bench_count(bench, EFFECT_HELD, NULL), 0);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), gate->count);
	for (size_t i = 0; i < gate->count; i++) {
		ms_t at = bench_last(bench, EFFECT_REPLY, gate->senders[i].number)->effect.at;

		assert_true(at >= gate->senders[i].at + 5 * MS_MINUTE);
		assert_true(at <= gate->senders[i].at + 30 * MS_MINUTE);
	}
}

static void without_caps_an_alarm_mutes_nobody(void **state)
{
	gate_settle(*state, 240, 0, 0);
	everybody_is_answered(*state);
}

static void while_the_caps_have_room_nobody_is_held(void **state)
{
	gate_settle(*state, 240, 2000, 20000);
	everybody_is_answered(*state);
}

static void the_calmest_are_answered_and_the_caps_hold(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	ms_t began = besiege(gate);
	size_t genuine, robots, genuine_answered, robots_answered;

	bench_until(bench, bench->now + 35 * MS_MINUTE);
	genuine_answered = gate_told(gate, EFFECT_REPLY, GENUINE, began, MS_NEVER, &genuine);
	robots_answered = gate_told(gate, EFFECT_REPLY, ROBOT, began, MS_NEVER, &robots);
	assert_true(robots > 400 && genuine > 5);
	/* First come first served would give both the same share, about one in twenty. */
	assert_true(genuine_answered * 10 >= genuine * 6);
	assert_true(genuine_answered * robots >= 3 * robots_answered * genuine);
	assert_true(bench_count(bench, EFFECT_HELD, NULL) > 300);
	assert_true(gate_most_spent(gate, MS_HOUR) <= 30 * PRICE);
	assert_true(gate_most_spent(gate, MS_DAY) <= 300 * PRICE);
}

static void who_is_held_carries_score_and_cluster_and_the_record_says_why(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	ms_t began = besiege(gate);
	size_t held = 0;
	char text[200];

	bench_until(bench, bench->now + 35 * MS_MINUTE);
	for (size_t i = 0; i < bench->told_count; i++) {
		const struct effect *effect = &bench->told[i].effect;

		if (effect->type != EFFECT_HELD)
			continue;
		held++;
		assert_true(effect->at > began);
		assert_int_equal(effect->why, WHY_COHORT);
		assert_true(isfinite(effect->score));
		assert_int_not_equal(effect->cluster, 0);
	}
	assert_true(held > 300);
	assert_int_equal(gate_recorded(gate, EVENT_DECISION, "cluster ", text), held);
	assert_non_null(strstr(text, "score"));
	assert_non_null(strstr(text, "price"));
}

/* Robots of one template are a few clusters, for a person who looks at the queue. */
static void robots_of_one_text_are_few_clusters(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	uint32_t clusters[8];
	size_t count = 0;

	besiege(gate);
	bench_until(bench, bench->now + 35 * MS_MINUTE);
	for (size_t i = 0; i < gate->count; i++) {
		const struct told *told;
		size_t at = 0;

		if (gate->senders[i].kind != ROBOT ||
		    bench_count(bench, EFFECT_HELD, gate->senders[i].number) == 0)
			continue;
		told = bench_last(bench, EFFECT_HELD, gate->senders[i].number);
		while (at < count && clusters[at] != told->effect.cluster)
			at++;
		if (at == count) {
			assert_true(count < 3); /* three verbs */
			clusters[count++] = told->effect.cluster;
		}
	}
	assert_true(count > 0);
}

/* Each is answered once, or let go, or still at hand for a person; nobody is lost or answered
 * twice. */
static void nobody_is_lost_and_nobody_is_answered_twice(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;

	besiege(gate);
	bench_until(bench, bench->now + 10 * MS_DAY);
	assert_int_equal(outbox_count(bench->flow->outbox), 0);
	for (size_t i = 0; i < gate->count; i++) {
		size_t answered = bench_count(bench, EFFECT_REPLY, gate->senders[i].number);
		size_t muted = bench_count(bench, EFFECT_MUTED, gate->senders[i].number);

		assert_int_equal(answered + muted, 1);
	}
	assert_true(gate_most_spent(gate, MS_HOUR) <= 30 * PRICE);
	assert_true(gate_most_spent(gate, MS_DAY) <= 300 * PRICE);
}

static void distress_has_its_help_line_in_a_siege(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	const struct told *reply;
	const char *who;
	ms_t at;

	besiege(gate);
	at = bench->now + MS_SECOND;
	who = gate_come(gate, at, GENUINE, "je veux mourir");
	gate_attack(gate, 3 * MS_SECOND, 10 * MS_MINUTE, 50);
	bench_until(bench, at + 31 * MS_MINUTE);
	assert_int_equal(bench_count(bench, EFFECT_HELD, who), 0);
	reply = bench_last(bench, EFFECT_REPLY, who);
	assert_int_equal(reply->effect.move, MOVE_HELP_LINE);
	assert_true(reply->effect.at <= at + 30 * MS_MINUTE);
	assert_true(bench_count(bench, EFFECT_HELD, NULL) > 0);
	assert_true(gate_most_spent(gate, MS_HOUR) <= 30 * PRICE);
}

/* Windows of hours outlast the siege: then the robots that still waited were answered, first come first served, with the
 * money of those who wrote in it. In the remarks: what came of it so. */
static void who_waits_beyond_the_siege_is_no_calm(struct gate_bench *gate, bool restart)
{
	struct flow_bench *bench = gate->bench;
	ms_t began, calm;
	size_t told, of;

	bench->lines[LINE_A].answer.least = MS_HOUR;
	bench->lines[LINE_A].answer.most = 6 * MS_HOUR;
	began = besiege(gate);
	while (bench_count(bench, EFFECT_CALM, NULL) == 0)
		bench_until(bench, bench->now + MS_MINUTE);
	calm = bench->now;
	if (restart)
		bench_restart(bench, calm);
	gate_people(gate, GENUINE, 6 * MS_MINUTE, 2 * MS_HOUR);
	bench_until(bench, bench->now + 6 * MS_HOUR);
	told = gate_told(gate, EFFECT_REPLY, GENUINE, T0, began, &of);
	assert_int_equal(told, of);
	told = gate_told(gate, EFFECT_REPLY, GENUINE, began, calm, &of);
	assert_true(of >= 10 && told + 2 >= of); /* 4 of 11 */
	told = gate_told(gate, EFFECT_REPLY, GENUINE, calm, bench->now, &of);
	assert_int_equal(told, of);
	told = gate_told(gate, EFFECT_REPLY, ROBOT, T0, bench->now, &of);
	assert_true(told < of / 8); /* a third of them */
	assert_true(gate_most_spent(gate, MS_HOUR) <= 30 * PRICE);
}

static void who_waits_longer_than_the_siege_lasts_is_judged_by_it(void **state)
{
	who_waits_beyond_the_siege_is_no_calm(*state, false);
}

static void and_is_so_after_a_restart(void **state)
{
	who_waits_beyond_the_siege_is_no_calm(*state, true);
}

/* ---- people ---- */

static void a_pause_holds_in_a_siege(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	size_t before;

	besiege(gate);
	bench_ok(bench, bench_operator(bench, bench->now, FLOW_PAUSE, LINE_A, NULL));
	before = bench_count(bench, EFFECT_REPLY, NULL);
	gate_attack(gate, 3 * MS_SECOND, 5 * MS_MINUTE, 50);
	bench_until(bench, bench->now + 10 * MS_MINUTE);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), before);
	bench_ok(bench, bench_operator(bench, bench->now, FLOW_RESUME, LINE_A, NULL));
	bench_until(bench, bench->now + 2 * MS_HOUR);
	assert_true(bench_count(bench, EFFECT_REPLY, NULL) > before);
}

/* A person wants a held robot answered: no price is asked, only the caps. */
static void a_person_lets_one_go_out_in_a_siege(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	char who[NUMBER_MAX] = "";

	besiege(gate);
	bench_until(bench, bench->now + 20 * MS_MINUTE);
	for (size_t i = 0; i < gate->count; i++)
		if (gate->senders[i].kind == ROBOT &&
		    bench_count(bench, EFFECT_HELD, gate->senders[i].number) != 0)
			memcpy(who, gate->senders[i].number, sizeof who);
	assert_true(who[0] != '\0');
	assert_true(bench->flow->lanes[LINE_A].gate.siege.on);
	bench_ok(bench, bench_operator(bench, bench->now, FLOW_APPROVE, LINE_A, who));
	bench_until(bench, bench->now + 3 * MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, who), 1);
	assert_true(gate_most_spent(gate, MS_HOUR) <= 30 * PRICE);
}

/* ---- limits ---- */

static size_t most_answers(const struct gate_bench *gate, ms_t span)
{
	return (size_t)(gate_most_spent(gate, span) / PRICE);
}

static void the_limit_of_answers_an_hour_holds(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;

	bench->lines[LINE_A].limits.answers = 7;
	gate_settle(gate, 240, 0, 0);
	bench_open(bench, T0);
	gate_people(gate, GENUINE, 3 * MS_MINUTE, 3 * MS_HOUR);
	assert_int_equal(most_answers(gate, MS_HOUR), 7);
	gate_attack(gate, 4 * MS_SECOND, 15 * MS_MINUTE, 50);
	bench_until(bench, bench->now + 3 * MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_SIEGE, NULL), 1);
	assert_int_equal(most_answers(gate, MS_HOUR), 7);
	assert_true(bench_count(bench, EFFECT_REPLY, NULL) >= 4 * 7);
}

static void receiving_is_told_over_and_below(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	const struct told *told;

	bench->lines[LINE_A].cost.in = CENT;
	bench->lines[LINE_A].receive_limit = 20 * CENT;
	gate_settle(gate, 2400, 0, 0);
	bench_open(bench, T0);
	for (int i = 0; i < 20; i++)
		gate_come(gate, T0 + i * MS_MINUTE, GENUINE, NULL);
	assert_int_equal(bench_count(bench, EFFECT_RECEIVING, NULL), 0);
	for (int i = 20; i < 30; i++)
		gate_come(gate, T0 + i * MS_MINUTE, GENUINE, NULL);
	assert_int_equal(bench_count(bench, EFFECT_RECEIVING, NULL), 1);
	told = bench_last(bench, EFFECT_RECEIVING, NULL);
	assert_true(told->effect.over);
	assert_int_equal(told->effect.cost, 21 * CENT);
	assert_int_equal(told->effect.at, T0 + 20 * MS_MINUTE);
	/* By time alone, and once. */
	bench_until(bench, T0 + MS_DAY - MS_MINUTE);
	assert_int_equal(bench_count(bench, EFFECT_RECEIVING, NULL), 1);
	bench_until(bench, T0 + MS_DAY + MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_RECEIVING, NULL), 2);
	assert_false(bench_last(bench, EFFECT_RECEIVING, NULL)->effect.over);
	assert_int_equal(gate_recorded(gate, EVENT_NOTE, "receiving: ", NULL), 2);
	bench_until(bench, T0 + 3 * MS_DAY);
	assert_int_equal(bench_count(bench, EFFECT_RECEIVING, NULL), 2);
}

/* A line that answers at once compares nobody: a siege is told, and the caps alone decide. */
static void a_line_that_answers_at_once_goes_on_doing_so(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;

	bench->lines[LINE_A].answer.least = bench->lines[LINE_A].answer.most = 0;
	gate_settle(gate, 240, 0, 0);
	bench_open(bench, T0);
	gate_attack(gate, 3 * MS_SECOND, 10 * MS_MINUTE, 50);
	assert_int_equal(bench_count(bench, EFFECT_SIEGE, NULL), 1);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), gate->count);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_siege_and_its_end_are_told_once_and_written),
		CASE(a_calm_evening_is_told_of_by_nobody),
		CASE(calls_and_repetitions_make_no_siege),
		CASE(a_watching_line_tells_of_a_siege_too),
		CASE(without_caps_an_alarm_mutes_nobody),
		CASE(while_the_caps_have_room_nobody_is_held),
		CASE(the_calmest_are_answered_and_the_caps_hold),
		CASE(who_is_held_carries_score_and_cluster_and_the_record_says_why),
		CASE(robots_of_one_text_are_few_clusters),
		CASE(nobody_is_lost_and_nobody_is_answered_twice),
		CASE(distress_has_its_help_line_in_a_siege),
		CASE(who_waits_longer_than_the_siege_lasts_is_judged_by_it),
		CASE(and_is_so_after_a_restart),
		CASE(a_pause_holds_in_a_siege),
		CASE(a_person_lets_one_go_out_in_a_siege),
		CASE(the_limit_of_answers_an_hour_holds),
		CASE(receiving_is_told_over_and_below),
		CASE(a_line_that_answers_at_once_goes_on_doing_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
