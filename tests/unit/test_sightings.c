// SPDX-License-Identifier: GPL-3.0-or-later
/* Approaches seen on other sites, through a flow over a real store: recorded once, read like anybody's
 * words, never answered, counted by the half hour, and all of it the same after a restart. */
#include "flow_fixture.h"
#include "flow/sightings.h"

/* Half hours of Paris are those of UTC. */
#define EVENING (T0 - 15 * MS_MINUTE) /* 20:00 */

static int set_up(void **state)
{
	struct flow_bench *bench = bench_create();

	bench_open(bench, T0);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct flow_bench *bench = *state;

	bench_verify(bench);
	bench_destroy(bench);
	return 0;
}

static struct sighting request_of(const char *handle, ms_t seen)
{
	return (struct sighting){.platform = "praatplek",
				 .handle = handle,
				 .url = "",
				 .what = SIGHTING_REQUEST,
				 .seen = seen};
}

static struct sighting message_of(const char *handle, ms_t seen, const char *text)
{
	struct sighting sighting = request_of(handle, seen);

	sighting.what = SIGHTING_MESSAGE;
	sighting.text = bytes_of_text(text);
	return sighting;
}

/* A batch of its own, a second after the last; whether it was new. */
static bool see(struct flow_bench *bench, struct sighting sighting)
{
	bool is_new = false;

	bench_begin(bench, bench->now + MS_SECOND);
	bench_ok(bench, flow_sighting(bench->flow, LINE_WATCHING, &sighting, &is_new, &bench->error));
	bench_commit(bench);
	return is_new;
}

static enum err refused(struct flow_bench *bench, uint32_t line_index, struct sighting sighting)
{
	bool is_new;
	enum err err;

	bench_begin(bench, bench->now + MS_SECOND);
	err = flow_sighting(bench->flow, line_index, &sighting, &is_new, &bench->error);
	bench_commit(bench);
	return err;
}

static struct flow_approaches count(struct flow_bench *bench)
{
	struct flow_approaches found;

	bench_ok(bench, flow_approaches(bench->flow, LINE_WATCHING, INT64_MIN, MS_NEVER, &found,
					&bench->error));
	return found;
}

static void assert_half(const struct approaches *half, ms_t at, uint64_t requests, uint64_t messages,
			uint64_t calls, uint64_t senders)
{
	assert_int_equal(half->at, at);
	assert_int_equal(half->requests, requests);
	assert_int_equal(half->messages, messages);
	assert_int_equal(half->calls, calls);
	assert_int_equal(half->senders, senders);
}

/* 8 friend requests and 5 messages within half an hour, as it was told of a decoy; two of those who
 * asked wrote as well. */
static void half_an_hour(struct flow_bench *bench)
{
	char handle[16];

	for (int i = 0; i < 8; i++) {
		snprintf(handle, sizeof handle, "naam%d", i);
		assert_true(see(bench, request_of(handle, EVENING + i * MS_MINUTE)));
	}
	for (int i = 6; i < 11; i++) {
		snprintf(handle, sizeof handle, "naam%d", i);
		assert_true(see(bench, message_of(handle, EVENING + i * MS_MINUTE, "coucou")));
	}
}

static void the_half_hour_is_counted(void **state)
{
	struct flow_bench *bench = *state;
	struct flow_approaches found;

	bench_until(bench, T0 + MS_HOUR);
	half_an_hour(bench);
	assert_true(see(bench, request_of("later", EVENING + 30 * MS_MINUTE)));
	assert_true(see(bench, request_of("earlier", EVENING - 1)));
	for (int opened = 0; opened < 3; opened++) {
		found = count(bench);
		assert_int_equal(found.half_count, 3);
		assert_half(&found.halves[0], EVENING - HALF_HOUR, 1, 0, 0, 1);
		assert_half(&found.halves[1], EVENING, 8, 5, 0, 11);
		assert_half(&found.halves[2], EVENING + HALF_HOUR, 1, 0, 0, 1);
		assert_half(&found.total, EVENING - HALF_HOUR, 10, 5, 0, 13);
		assert_int_equal(found.busiest, 1);
		flow_approaches_finish(&found);
		bench_restart(bench, bench->now + MS_SECOND);
	}
	bench_ok(bench, flow_approaches(bench->flow, LINE_WATCHING, EVENING, EVENING + HALF_HOUR, &found,
					&bench->error));
	assert_int_equal(found.half_count, 1);
	assert_half(&found.total, EVENING, 8, 5, 0, 11);
	flow_approaches_finish(&found);
	assert_int_equal(bench_count(bench, EFFECT_REPLY, NULL), 0);
	assert_int_equal(bench_count(bench, EFFECT_VERDICT, NULL), 5);
	assert_true(flow_next(bench->flow) == MS_NEVER);
}

static void texts_and_calls_count_too(void **state)
{
	struct flow_bench *bench = *state;
	struct flow_approaches found;
	struct message *call;

	bench_say(bench, T0, LINE_WATCHING, "+33639981001", "coucou");
	found = count(bench); /* counted from the record, and from here on as they come */
	assert_half(&found.total, EVENING, 0, 1, 0, 1);
	flow_approaches_finish(&found);
	bench_say(bench, T0 + MS_SECOND, LINE_WATCHING, "+33639981001", "coucou");
	bench_begin(bench, T0 + MS_MINUTE);
	call = bench_message(bench, LINE_WATCHING, "+33639981002", "");
	call->arrival = ARRIVAL_CALL;
	bench_take(bench, call);
	bench_commit(bench);
	for (int opened = 0; opened < 2; opened++) {
		found = count(bench);
		assert_int_equal(found.half_count, 1);
		assert_half(&found.total, EVENING, 0, 2, 1, 2);
		flow_approaches_finish(&found);
		bench_restart(bench, bench->now + MS_SECOND);
	}
}

static void the_same_is_recorded_once(void **state)
{
	struct flow_bench *bench = *state;
	const struct sighting same = message_of("@Naam", T0, "coucou");
	uint64_t last;

	assert_true(see(bench, same));
	last = evidence_last(bench->flow->evidence, LINE_WATCHING);
	assert_false(see(bench, same));
	assert_false(see(bench, message_of("naam", T0, "coucou")));
	assert_int_equal(evidence_last(bench->flow->evidence, LINE_WATCHING), last);
	bench_restart(bench, bench->now + MS_SECOND);
	assert_false(see(bench, same));
	assert_true(see(bench, message_of("naam", T0 - 1, "coucou")));
	assert_true(see(bench, message_of("naam", T0, "coucou!")));
	assert_true(see(bench, request_of("naam", T0)));
	assert_int_equal(bench->flow->lanes[LINE_WATCHING].counts.sightings, 3);
	assert_int_equal(bench->flow->lanes[LINE_WATCHING].counts.messages, 0);
	assert_int_equal(bench->flow->lanes[LINE_WATCHING].counts.received, 0);
}

static void a_person_is_told_of_what_is_grave(void **state)
{
	struct flow_bench *bench = *state;
	struct sighting child = request_of("kind", T0);

	see(bench, message_of("naam", T0, "je veux mourir"));
	assert_int_equal(bench_last(bench, EFFECT_FLAG, "praatplek:naam")->effect.why, WHY_DISTRESS);
	child.claimed_age = SIGHTING_ADULT;
	see(bench, child);
	assert_int_equal(bench_count(bench, EFFECT_FLAG, "praatplek:kind"), 0);
	child.claimed_age = SIGHTING_ADULT - 1;
	child.seen--;
	see(bench, child);
	assert_int_equal(bench_last(bench, EFFECT_FLAG, "praatplek:kind")->effect.why, WHY_MINOR);
	bench_forget(bench);
	bench_restart(bench, bench->now + MS_SECOND);
	child.seen--;
	see(bench, child); /* once, also over a restart */
	assert_int_equal(bench_count(bench, EFFECT_FLAG, NULL), 0);
	assert_int_equal(bench_count(bench, EFFECT_VERDICT, NULL), 0); /* a request has no words */
}

static void what_is_wrong_changes_nothing(void **state)
{
	struct flow_bench *bench = *state;

	assert_int_equal(refused(bench, LINE_A, request_of("naam", T0)), ERR_STATE);
	assert_non_null(strstr(bench->error.text, "line a is a decline line"));
	assert_int_equal(refused(bench, LINE_WATCHING, request_of("naam", T0 + MS_HOUR)), ERR_INPUT);
	assert_non_null(strstr(bench->error.text, "seen: lies in the future"));
	assert_int_equal(refused(bench, LINE_WATCHING, request_of("", T0)), ERR_INPUT);
	assert_int_equal(refused(bench, LINE_WATCHING, message_of("naam", T0, "\xff")), ERR_INPUT);
	assert_int_equal(evidence_last(bench->flow->evidence, LINE_WATCHING), 0);
}

/* ---- the record ---- */

struct looked {
	struct flow_bench *bench;
	size_t count;
};

static enum err look(void *context, const struct event_row *row, struct error *error_r)
{
	static const char said[] = "{\"platform\":\"praatplek\",\"handle\":\"naam\",\"what\":";
	struct looked *looked = context;
	const struct lane *lane = &looked->bench->flow->lanes[LINE_WATCHING];
	struct evidence_view view;
	struct arena arena;
	enum err err;

	arena_init(&arena, 1 << 20);
	err = evidence_read(&looked->bench->keys, lane->row.log, row, "praatplek:naam", &arena, &view,
			    error_r);
	assert_int_equal(err, ERR_NONE);
	if (row->type == EVENT_MESSAGE) {
		bool request = looked->count++ == 0;

		assert_int_equal(view.facts.arrival, ARRIVAL_SIGHTING);
		assert_int_equal(view.facts.late, request);
		assert_int_equal(view.facts.verdict, VERDICT_RECORD);
		assert_int_equal(row->due, T0 - MS_HOUR);
		assert_true(row->at > T0);
		assert_true(bytes_equal(view.text, bytes_of_text(request ? "" : "coucou")));
		assert_memory_equal(view.raw.data, said, sizeof said - 1);
	}
	arena_finish(&arena);
	return err;
}

static void the_record_has_all_of_it(void **state)
{
	struct flow_bench *bench = *state;
	struct looked looked = {.bench = bench};
	struct flow_last last;
	struct buf text = {0};

	see(bench, request_of("naam", T0 - MS_HOUR));
	see(bench, message_of("naam", T0 - MS_HOUR, "coucou"));
	bench_ok(bench, bench->store->ops->scan_events(
				bench->store, bench->flow->lanes[LINE_WATCHING].row.line, 1, 0, true, look,
				&looked, &bench->error));
	assert_int_equal(looked.count, 2);
	/* What he wrote last can be corrected, also after a restart. */
	see(bench, request_of("naam", T0));
	for (int opened = 0; opened < 2; opened++) {
		bench_ok(bench, flow_last_text(bench->flow, LINE_WATCHING, "praatplek:naam", &text, &last,
					       &bench->error));
		assert_string_equal(buf_text(&text), "coucou");
		buf_clear(&text);
		bench_restart(bench, bench->now + MS_SECOND);
	}
	buf_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_half_hour_is_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(texts_and_calls_count_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_same_is_recorded_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_person_is_told_of_what_is_grave, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_wrong_changes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_record_has_all_of_it, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
