// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One short life of a flow, in which the n-th request for memory, or the n-th write, is refused: for each n, until
 * nothing is refused any more. It may say so or carry on; what it told must be in the record, and after a restart all
 * goes on as if nothing had been.
 */
#include "flow_fixture.h"

#include "fake_store.h"

enum { GUESTS = 6 };

static const char *const guests[GUESTS] = {"+33639981001", "+33639981002", "+33639981003",
					   "+33639981004", "+33639981005", "+33639981006"};

struct life {
	struct flow_bench *bench;
	struct fake_store *fake; /* NULL: SQLite */
};

/* ---- opening, over either store ---- */

static enum err open_life(struct life *life, ms_t now)
{
	struct flow_bench *bench = life->bench;
	struct flow_options options = {.lines = bench->lines,
				       .line_count = FIXTURE_LINES,
				       .house = &bench->house,
				       .packs = bench->packs,
				       .keys = &bench->keys,
				       .random = &bench->random,
				       .fiction = true,
				       .sink = {bench, bench_claim, bench_effect}};

	if (life->fake == NULL)
		return bench_try_open(bench, now);
	bench->store = &life->fake->store;
	options.store = bench->store;
	return flow_create(&options, now, &bench->flow, &bench->error);
}

/* What a kill leaves: the committed state. */
static void crash(struct life *life)
{
	struct fake_store *copy = life->fake != NULL ? fake_store_copy(life->fake) : NULL;

	bench_close(life->bench);
	life->fake = copy;
}

/* ---- the life; the first error that ends a flow ends it ---- */

static bool fatal(enum err err)
{
	return err != ERR_NONE && err != ERR_MEMORY && err != ERR_FULL;
}

static enum err close_batch(struct flow_bench *bench)
{
	enum err err = flow_due(bench->flow, &bench->error);

	if (err == ERR_NONE)
		err = flow_commit(bench->flow, &bench->error);
	arena_reset(&bench->arena);
	return err;
}

static enum err say(struct flow_bench *bench, ms_t now, const char *from, const char *text,
		    unsigned part)
{
	struct message *message;
	enum err err;

	bench->now = now;
	message = bench_message(bench, LINE_A, from, text);
	message->id = bytes_of_text(from + 1);
	if (part != 0)
		message->part = (struct part){1, (uint8_t)part, 3};
	err = flow_begin(bench->flow, now, &bench->error);
	if (err == ERR_NONE)
		err = flow_message(bench->flow, message, &bench->error);
	return fatal(err) ? err : close_batch(bench);
}

static enum err word(struct flow_bench *bench, ms_t now, enum flow_verb verb, const char *contact)
{
	enum err err = flow_begin(bench->flow, now, &bench->error);

	if (err == ERR_NONE)
		err = flow_operator(bench->flow, verb, LINE_A, contact, "test", &bench->error);
	/* Of a guest who was not let in for want of memory there is nothing to say. */
	return err == ERR_NONE || err == ERR_ABSENT || err == ERR_STATE ? close_batch(bench) : err;
}

static enum err run_until(struct flow_bench *bench, ms_t now)
{
	enum err err = ERR_NONE;
	ms_t next;

	for (int rounds = 0; err == ERR_NONE && (next = flow_next(bench->flow)) <= now; rounds++) {
		assert_true(rounds < 1000);
		err = flow_begin(bench->flow, next, &bench->error);
		if (err == ERR_NONE)
			err = close_batch(bench);
	}
	return err;
}

static enum err snapshot(struct flow_bench *bench, ms_t now)
{
	enum err err = flow_begin(bench->flow, now, &bench->error);

	bench->flow->wrote = true;
	if (err == ERR_NONE)
		err = recover_snapshot(bench->flow, LINE_A, &bench->error);
	return err == ERR_NONE ? close_batch(bench) : err;
}

static enum err live(struct flow_bench *bench)
{
	enum err err = say(bench, T0, guests[0], "salut", 0);

	if (err == ERR_NONE)
		err = say(bench, T0 + 1, guests[1], "je veux mourir", 0);
	if (err == ERR_NONE)
		err = say(bench, T0 + 2, guests[2], "bonsoir ", 1);
	if (err == ERR_NONE)
		err = say(bench, T0 + 3, guests[3], "hello ", 2);
	if (err == ERR_NONE)
		err = say(bench, T0 + 4, guests[2], "toi", 2);
	if (err == ERR_NONE)
		err = say(bench, T0 + 5, guests[2], "!", 3);
	if (err == ERR_NONE)
		err = word(bench, T0 + 6, FLOW_PAUSE, "");
	if (err == ERR_NONE)
		err = run_until(bench, T0 + 40 * MS_MINUTE);
	if (err == ERR_NONE)
		err = snapshot(bench, T0 + 40 * MS_MINUTE);
	if (err == ERR_NONE)
		err = word(bench, T0 + 41 * MS_MINUTE, FLOW_RESUME, "");
	if (err == ERR_NONE)
		err = say(bench, T0 + 42 * MS_MINUTE, guests[4], "salut", 0);
	if (err == ERR_NONE)
		err = word(bench, T0 + 43 * MS_MINUTE, FLOW_APPROVE, guests[4]);
	if (err == ERR_NONE)
		err = say(bench, T0 + 44 * MS_MINUTE, guests[5], "salut", 0);
	return err == ERR_NONE ? run_until(bench, T0 + 2 * MS_HOUR) : err;
}

/* ---- afterwards ---- */

static enum err count_answer(void *context, const struct event_row *row, struct error *error_r)
{
	(void)error_r;
	*(size_t *)context += row->type == EVENT_ANSWER;
	return ERR_NONE;
}

/* Everybody writes once more, a day later: in the end each has had exactly one answer, told and recorded. */
static void goes_on(struct life *life)
{
	struct flow_bench *bench = life->bench;
	ms_t later = T0 + 3 * MS_DAY;
	size_t recorded = 0;

	bench_ok(bench, open_life(life, T0 + 2 * MS_HOUR));
	bench_ok(bench, word(bench, T0 + 2 * MS_HOUR, FLOW_RESUME, ""));
	bench_ok(bench, run_until(bench, later));
	for (int i = 0; i < GUESTS; i++) {
		bench->now = later;
		bench_begin(bench, later);
		bench_take(bench, bench_message(bench, LINE_A, guests[i], "allo ?"));
		bench_commit(bench);
	}
	bench_ok(bench, run_until(bench, later + MS_DAY));
	for (int i = 0; i < GUESTS; i++) {
		if (bench_count(bench, EFFECT_REPLY, guests[i]) != 1)
			fail_msg("%s has had %zu answers", guests[i],
				 bench_count(bench, EFFECT_REPLY, guests[i]));
	}
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), GUESTS);
	bench_ok(bench, bench->store->ops->scan_events(bench->store, 1, 1, 0, false, count_answer, &recorded,
						       &bench->error));
	assert_int_equal(recorded, GUESTS);
	bench_verify(bench);
}

/* One life in which the n-th request is refused. True when that many were made. */
static bool without_the_nth(struct flow_bench *bench, uint64_t nth)
{
	struct life life = {bench, NULL};
	enum err err;
	uint64_t made;

	bench_forget(bench);
	bench_unlink(bench);
	arena_alloc(&bench->arena, 1); /* the test's own memory is not what is tried */
	arena_reset(&bench->arena);
	mem_fail_nth(nth);
	err = open_life(&life, T0);
	if (err == ERR_NONE)
		live(bench);
	made = mem_fail_nth(0);
	if (err != ERR_NONE)
		assert_int_equal(err, ERR_MEMORY);
	crash(&life);
	goes_on(&life);
	bench_close(bench);
	return made >= nth;
}

static void every_request_for_memory_may_be_refused(void **state)
{
	struct flow_bench *bench = bench_create();
	uint64_t nth = 1;

	(void)state;
	while (without_the_nth(bench, nth))
		nth++;
	assert_true(nth > 20);
	bench_destroy(bench);
}

static bool without_the_write(struct flow_bench *bench, unsigned nth)
{
	struct life life = {bench, fake_store_create()};
	enum err err;
	bool failed;

	bench_forget(bench);
	life.fake->fail_at = nth;
	err = open_life(&life, T0);
	if (err == ERR_NONE)
		err = live(bench);
	failed = life.fake->writes >= nth;
	assert_int_equal(err, failed ? ERR_IO : ERR_NONE);
	crash(&life);
	goes_on(&life);
	bench_close(bench);
	return failed;
}

static void every_write_may_fail(void **state)
{
	struct flow_bench *bench = bench_create();
	unsigned nth = 1;

	(void)state;
	while (without_the_write(bench, nth))
		nth++;
	assert_true(nth > 50);
	bench_destroy(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_request_for_memory_may_be_refused),
		cmocka_unit_test(every_write_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
