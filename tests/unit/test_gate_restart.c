// SPDX-License-Identifier: GPL-3.0-or-later
/* The second door across restarts: with a snapshot and without, in calm and in a siege; and that
 * its state is sealed. */
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

static struct gate *gate_of(struct gate_bench *gate)
{
	return &gate->bench->flow->lanes[LINE_A].gate;
}

/* What a line writes down every 65,536 events. */
static void snapshot(struct gate_bench *gate)
{
	struct flow_bench *bench = gate->bench;

	bench_begin(bench, bench->now);
	bench->flow->wrote = true;
	bench_ok(bench, recover_snapshot(bench->flow, LINE_A, &bench->error));
	bench_commit(bench);
}

static void besiege(struct gate_bench *gate)
{
	gate_attack(gate, 4 * MS_SECOND, 15 * MS_MINUTE, 50);
	assert_true(gate_of(gate)->siege.on);
}

static void assert_near(double value, double truth, double factor)
{
	if (!(value <= truth * factor && value >= truth / factor))
		fail_msg("%g is not within %g times of %g", value, factor, truth);
}

static void assert_same_curve(const struct curve *one, const struct curve *other, double factor)
{
	for (int hour = 0; hour < CURVE_HOURS; hour++)
		for (int rate = 0; rate < RATES; rate++)
			assert_near(curve_expected(one, (enum curve_rate)rate, hour * MS_HOUR),
				    curve_expected(other, (enum curve_rate)rate, hour * MS_HOUR),
				    factor);
}

static double last_hour(struct gate_bench *gate)
{
	return siege_arrivals(&gate_of(gate)->siege, RATE_FIRSTS, gate->bench->now, MS_HOUR);
}

/* ---- calm ---- */

/* What a line has seen in its life is not what it sees at the moment of the restart. */
static void a_restart_in_calm_is_no_siege(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;

	gate_settle(gate, 240, 0, 0);
	bench_open(bench, T0);
	gate_people(gate, GENUINE, 5 * MS_MINUTE, 10 * MS_HOUR);
	bench_restart(bench, bench->now + MS_MINUTE);
	assert_false(gate_of(gate)->siege.on);
	gate_people(gate, GENUINE, 5 * MS_MINUTE, MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_SIEGE, NULL), 0);
	assert_int_equal(bench_count(bench, EFFECT_CALM, NULL), 0);
}

static void a_restart_without_a_snapshot_knows_the_last_hour(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	double before;

	gate_settle(gate, 240, 0, 0);
	bench_open(bench, T0);
	gate_people(gate, GENUINE, 5 * MS_MINUTE, 4 * MS_HOUR);
	before = last_hour(gate);
	bench_restart(bench, bench->now);
	assert_near(last_hour(gate), before, 1.2);
}

static void a_restart_without_a_snapshot_knows_what_was_learnt(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	struct curve before;

	gate_settle(gate, 240, 0, 0);
	bench_open(bench, T0);
	gate_people(gate, GENUINE, 4 * MS_MINUTE, 30 * MS_HOUR);
	before = gate_of(gate)->curve;
	assert_true(curve_is_learnt(&before));
	bench_restart(bench, bench->now);
	bench_until(bench, bench->now + MS_HOUR);
	gate_come(gate, bench->now, GENUINE, NULL);
	assert_true(curve_is_learnt(&gate_of(gate)->curve));
	assert_same_curve(&gate_of(gate)->curve, &before, 1.3);
}

static void a_restart_after_a_snapshot_knows_what_was_learnt(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	struct curve before;
	double hour;

	gate_settle(gate, 240, 0, 0);
	bench_open(bench, T0);
	gate_people(gate, GENUINE, 4 * MS_MINUTE, 27 * MS_HOUR);
	snapshot(gate);
	before = gate_of(gate)->curve;
	hour = last_hour(gate);
	assert_true(curve_is_learnt(&before));
	bench_restart(bench, bench->now);
	assert_same_curve(&gate_of(gate)->curve, &before, 1.0000001);
	assert_true(curve_is_learnt(&gate_of(gate)->curve));
	assert_true(last_hour(gate) == hour);
	assert_false(gate_of(gate)->siege.on);
}

/* Each day's receiving is within the limit of a day; all days together are not. */
static void a_restart_does_not_add_up_what_was_received_on_many_days(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;

	bench->lines[LINE_A].cost.in = CENT;
	bench->lines[LINE_A].receive_limit = 20 * CENT;
	gate_settle(gate, 240, 0, 0);
	bench_open(bench, T0);
	for (int day = 0; day < 5; day++)
		for (int i = 0; i < 12; i++)
			gate_come(gate, T0 + day * MS_DAY + i * MS_HOUR, GENUINE, NULL);
	assert_int_equal(bench_count(bench, EFFECT_RECEIVING, NULL), 0);
	bench_restart(bench, bench->now + MS_MINUTE);
	bench_until(bench, bench->now + MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_RECEIVING, NULL), 0);
}

/* Passed before the restart: whoever unbinds must be told again. */
static void a_limit_that_is_passed_is_told_again_after_a_restart(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;

	bench->lines[LINE_A].cost.in = CENT;
	bench->lines[LINE_A].receive_limit = 20 * CENT;
	gate_settle(gate, 2400, 0, 0);
	bench_open(bench, T0);
	for (int i = 0; i < 25; i++)
		gate_come(gate, T0 + i * MS_MINUTE, GENUINE, NULL);
	for (int i = 0; i < 2; i++) {
		if (i == 1)
			snapshot(gate);
		bench_forget(bench);
		bench_restart(bench, bench->now + MS_MINUTE);
		bench_until(bench, bench->now + MS_MINUTE);
		assert_int_equal(bench_count(bench, EFFECT_RECEIVING, NULL), 1);
		assert_true(bench_last(bench, EFFECT_RECEIVING, NULL)->effect.over);
		assert_int_equal(bench_last(bench, EFFECT_RECEIVING, NULL)->effect.cost, 25 * CENT);
	}
}

static void a_restart_does_not_use_up_the_limit_of_answers(void **state)
{
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;
	const char *who;

	bench->lines[LINE_A].limits.answers = 10;
	gate_settle(gate, 240, 0, 0);
	bench_open(bench, T0);
	gate_people(gate, GENUINE, 20 * MS_MINUTE, 10 * MS_HOUR);
	bench_until(bench, bench->now + 2 * MS_HOUR);
	assert_true(gate->count > 20);
	bench_restart(bench, bench->now + MS_MINUTE);
	who = gate_come(gate, bench->now, GENUINE, NULL);
	bench_until(bench, bench->now + 31 * MS_MINUTE);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, who), 1);
}

/* ---- sieges ---- */

static size_t count_in_window(const struct gate_bench *gate)
{
	const struct outbox *outbox = gate->bench->flow->outbox;
	uint32_t index = ENTRY_NONE;
	size_t count = 0;

	while ((index = outbox_walk(outbox, index)) != ENTRY_NONE)
		count++;
	return count;
}

/* Told before, so not told again; the same wait; the genuine ones still stand before the robots; it
 * ends. */
static void goes_on(struct gate_bench *gate, bool with_snapshot)
{
	struct flow_bench *bench = gate->bench;
	size_t waiting, genuine, robots, genuine_answered, robots_answered;
	struct curve curve;
	ms_t began;

	gate_settle(gate, 240, 30, 300);
	bench_open(bench, T0);
	gate_people(gate, GENUINE, 4 * MS_MINUTE, 4 * MS_HOUR);
	began = bench->now;
	besiege(gate);
	if (with_snapshot)
		snapshot(gate);
	curve = gate_of(gate)->curve;
	waiting = count_in_window(gate);
	bench_restart(bench, bench->now + 2 * MS_SECOND);
	assert_true(gate_of(gate)->siege.on);
	assert_int_equal(count_in_window(gate), waiting);
	assert_same_curve(&gate_of(gate)->curve, &curve, 1.3);
	gate_attack(gate, 4 * MS_SECOND, 10 * MS_MINUTE, 50);
	assert_int_equal(bench_count(bench, EFFECT_SIEGE, NULL), 1);
	bench_until(bench, bench->now + 5 * MS_HOUR);
	assert_int_equal(bench_count(bench, EFFECT_SIEGE, NULL), 1);
	assert_int_equal(bench_count(bench, EFFECT_CALM, NULL), 1);
	genuine_answered = gate_told(gate, EFFECT_REPLY, GENUINE, began, MS_NEVER, &genuine);
	robots_answered = gate_told(gate, EFFECT_REPLY, ROBOT, began, MS_NEVER, &robots);
	assert_true(genuine_answered * robots >= 2 * robots_answered * genuine);
	assert_true(gate_most_spent(gate, MS_HOUR) <= 30 * PRICE);
}

static void a_restart_in_a_siege_goes_on(void **state)
{
	goes_on(*state, false);
}

static void a_restart_in_a_siege_after_a_snapshot_goes_on(void **state)
{
	goes_on(*state, true);
}

struct held_list {
	struct flow_waiting rows[1000];
	size_t count;
};

static void take_held(void *context, const struct flow_waiting *waiting)
{
	struct held_list *list = context;

	if (waiting->why == WHY_COHORT && list->count < 1000)
		list->rows[list->count++] = *waiting;
}

static int by_contact(const void *a, const void *b)
{
	const struct flow_waiting *one = a, *other = b;

	return one->contact < other->contact ? -1 : one->contact > other->contact;
}

static void list_held(struct gate_bench *gate, struct held_list *list)
{
	list->count = 0;
	flow_queue(gate->bench->flow, take_held, list);
	qsort(list->rows, list->count, sizeof list->rows[0], by_contact);
}

/* For the person who looks at the queue nothing has changed. */
static void who_was_held_is_held_after_a_restart_for_the_same_reason(void **state)
{
	static struct held_list before, after;
	struct gate_bench *gate = *state;
	struct flow_bench *bench = gate->bench;

	gate_settle(gate, 240, 30, 300);
	bench_open(bench, T0);
	besiege(gate);
	bench_until(bench, bench->now + 28 * MS_MINUTE);
	list_held(gate, &before);
	assert_true(before.count > 50);
	bench_restart(bench, bench->now);
	list_held(gate, &after);
	assert_int_equal(after.count, before.count);
	for (size_t i = 0; i < before.count; i++) {
		const struct flow_waiting *one = &before.rows[i], *other = &after.rows[i];

		assert_int_equal(one->contact, other->contact);
		assert_int_equal(one->held, other->held);
		assert_int_equal(one->cluster, other->cluster);
		assert_int_equal(one->late, other->late);
		assert_true(fabs(one->score - other->score) < 0.001);
	}
}

/* ---- the state in the store ---- */

static void get_state(struct gate_bench *gate, struct buf *out)
{
	struct store *store = gate->bench->store;
	char name[32];

	snprintf(name, sizeof name, "gate.%u", gate->bench->flow->lanes[LINE_A].row.line);
	bench_ok(gate->bench, store->ops->get_meta(store, name, out, &gate->bench->error));
}

static void put_state(struct gate_bench *gate, uint32_t line_index, const struct buf *state)
{
	struct flow_bench *bench = gate->bench;
	char name[32];

	snprintf(name, sizeof name, "gate.%u", bench->flow->lanes[line_index].row.line);
	bench_begin(bench, bench->now);
	bench->flow->wrote = true;
	bench_ok(bench,
		 bench->store->ops->put_meta(bench->store, name, buf_bytes(state), &bench->error));
	bench_commit(bench);
}

static void some_calm(struct gate_bench *gate)
{
	gate_settle(gate, 240, 0, 0);
	bench_open(gate->bench, T0);
	gate_people(gate, GENUINE, 5 * MS_MINUTE, 3 * MS_HOUR);
	snapshot(gate);
}

/* Whether any eight bytes of a secret are found in plain sight. */
static bool shows(const struct buf *state, const struct buf *secret)
{
	size_t looked = 0;

	for (size_t at = 0; at + 8 <= secret->size; at++) {
		const uint8_t *piece = secret->data + at;
		int different = 0;

		for (int i = 1; i < 8; i++)
			different += piece[i] != piece[0];
		if (different < 4)
			continue; /* zeros */
		looked++;
		if (memmem(state->data, state->size, piece, 8) != NULL)
			return true;
	}
	assert_true(looked > 100);
	return false;
}

static void hashes_of_words_are_sealed(void **state)
{
	struct gate_bench *gate = *state;
	struct buf stored = {0}, calm = {0}, curve = {0};

	some_calm(gate);
	get_state(gate, &stored);
	cohort_save(gate_of(gate)->cohort, &calm);
	curve_save(&gate_of(gate)->curve, &curve);
	assert_true(calm.size > 1000);
	assert_true(stored.size > calm.size);
	assert_false(shows(&stored, &calm));
	assert_false(shows(&stored, &curve));
	buf_finish(&stored);
	buf_finish(&calm);
	buf_finish(&curve);
}

/* The state of line a in the place of another line's, or with one bit turned. */
static void is_refused(struct gate_bench *gate, uint32_t line_index, size_t at, uint8_t turned)
{
	struct flow_bench *bench = gate->bench;
	struct buf stored = {0};

	some_calm(gate);
	get_state(gate, &stored);
	stored.data[at % stored.size] ^= turned;
	put_state(gate, line_index, &stored);
	bench_close(bench);
	assert_int_not_equal(bench_try_open(bench, bench->now), ERR_NONE);
	assert_non_null(strstr(bench->error.text, "damaged"));
	store_close(bench->store);
	bench->store = NULL;
	bench->flow = NULL;
	buf_finish(&stored);
}

static void a_state_of_another_line_is_refused(void **state)
{
	is_refused(*state, LINE_B, 0, 0);
}

static void a_state_that_was_changed_is_refused(void **state)
{
	is_refused(*state, LINE_A, 1000, 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_restart_in_calm_is_no_siege),
		CASE(a_restart_without_a_snapshot_knows_the_last_hour),
		CASE(a_restart_without_a_snapshot_knows_what_was_learnt),
		CASE(a_restart_after_a_snapshot_knows_what_was_learnt),
		CASE(a_restart_does_not_add_up_what_was_received_on_many_days),
		CASE(a_limit_that_is_passed_is_told_again_after_a_restart),
		CASE(a_restart_does_not_use_up_the_limit_of_answers),
		CASE(a_restart_in_a_siege_goes_on),
		CASE(a_restart_in_a_siege_after_a_snapshot_goes_on),
		CASE(who_was_held_is_held_after_a_restart_for_the_same_reason),
		CASE(hashes_of_words_are_sealed),
		CASE(a_state_of_another_line_is_refused),
		CASE(a_state_that_was_changed_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
