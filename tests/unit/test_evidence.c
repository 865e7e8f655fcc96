// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/evidence: events sealed and read back, rollback, restart, erasure, failing writes. */
#include "evidence_fixture.h"

#include "flow/evidence/body.h"
#include "flow/evidence/chain.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct fixture fx;

static int set_up(void **state)
{
	(void)state;
	fixture_init(&fx);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_finish(&fx);
	return 0;
}

static void text_is(struct bytes bytes, const char *want)
{
	assert_true(bytes_equal(bytes, bytes_of_text(want)));
}

static void verifies(void)
{
	struct error problem;

	assert_int_equal(fixture_verify(&fx, true, &problem), ERR_NONE);
	assert_string_equal(problem.text, "");
	assert_int_equal(fixture_verify(&fx, false, &problem), ERR_NONE);
}

static void a_message_reads_back(void **state)
{
	struct evidence_view view;
	struct event_row *row;

	(void)state;
	fixture_story(&fx);
	row = fake_event(fx.fake, 1, 1);
	assert_int_equal(row->type, EVENT_MESSAGE);
	assert_int_equal(row->contact, 1);
	assert_true(row->due > row->at && row->until > row->due);
	assert_int_equal(fixture_read(&fx, 0, 1, &view), ERR_NONE);
	text_is(view.from, "+33639981001");
	text_is(view.to, "+33639980021");
	text_is(view.id, "in-1");
	text_is(view.raw, "salut");
	text_is(view.text, "salut");
	assert_int_equal(view.facts.kind, KIND_PUSHY);
	assert_int_equal(view.facts.verdict, VERDICT_ANSWER);
	assert_int_equal(view.facts.arrival, ARRIVAL_MESSAGE);
	assert_int_equal(view.wire[15], 0x77);
	assert_int_equal(view.erased, 0);
	verifies();
}

static void a_part_keeps_what_was_decoded(void **state)
{
	struct evidence_view view;

	(void)state;
	fixture_story(&fx);
	assert_true(isnan(fake_event(fx.fake, 1, 2)->p));
	assert_int_equal(fake_event(fx.fake, 1, 2)->due, 0);
	assert_int_equal(fixture_read(&fx, 0, 2, &view), ERR_NONE);
	text_is(view.text, "h\xc3\xa9");
	assert_int_equal(view.raw.size, 8);
	assert_int_equal(view.part.total, 2);
	assert_int_equal(view.undecodable, 1);
	assert_true(view.facts.resent && view.facts.unreadable);
	assert_int_equal(view.facts.admission, ADMIT_PART);
}

static void an_answer_reads_back(void **state)
{
	struct evidence_view view;
	struct event_row *row;

	(void)state;
	fixture_story(&fx);
	row = fake_event(fx.fake, 1, 3);
	assert_int_equal(row->price, 80000);
	assert_int_equal(row->about, 1);
	assert_int_equal(fixture_read(&fx, 0, 3, &view), ERR_NONE);
	text_is(view.to, "+33639981001");
	text_is(view.via, "+33639980021");
	text_is(view.text, "Inutile d'insister.");
	assert_true(view.facts.late);
}

static void decisions_and_notes_read_back(void **state)
{
	struct evidence_view view;

	(void)state;
	fixture_story(&fx);
	assert_int_equal(fixture_read(&fx, 0, 4, &view), ERR_NONE);
	text_is(view.text, "operator 1");
	assert_int_equal(view.facts.why, WHY_STOP);
	assert_int_equal(view.facts.flag, WHY_THREAT);
	assert_int_equal(fixture_read(&fx, 0, 6, &view), ERR_NONE);
	text_is(view.text, "paused");
}

static enum err collect(void *context, const struct outcome *outcome)
{
	struct outcome **next = context;

	*(*next)++ = *outcome;
	return ERR_NONE;
}

static void outcomes_read_back(void **state)
{
	struct outcome got[2], *next = got;

	(void)state;
	fixture_story(&fx);
	assert_int_equal(evidence_read_outcomes(&fx.keys, fx.rows[0].log, fake_event(fx.fake, 1, 5),
						&fx.arena, collect, &next, &fx.error),
			 ERR_NONE);
	assert_ptr_equal(next, got + 2);
	assert_int_equal(got[0].event, 3);
	assert_string_equal(got[0].provider_id, "out-1");
	assert_int_equal(got[1].status, 500);
	assert_int_equal(evidence_read_outcomes(&fx.keys, fx.rows[0].log, fake_event(fx.fake, 1, 1),
						&fx.arena, collect, &next, &fx.error),
			 ERR_INPUT);
	assert_int_equal(evidence_outcomes(fx.evidence, 0, fx.at, NULL, 0, &fx.error), ERR_NONE);
	assert_int_equal(evidence_last(fx.evidence, 0), 6);
}

static void without_an_address_the_rest_is_readable(void **state)
{
	struct evidence_view view;

	(void)state;
	fixture_story(&fx);
	assert_int_equal(evidence_read(&fx.keys, fx.rows[0].log, fake_event(fx.fake, 1, 1), NULL,
				       &fx.arena, &view, &fx.error),
			 ERR_NONE);
	text_is(view.from, "");
	text_is(view.text, "salut");
	/* The wrong address is noticed. */
	assert_int_equal(evidence_read(&fx.keys, fx.rows[0].log, fake_event(fx.fake, 1, 1),
				       "+33639981009", &fx.arena, &view, &fx.error),
			 ERR_CRYPTO);
}

static void a_sender_without_a_contact_is_sealed_with_the_message(void **state)
{
	struct evidence_view view;

	(void)state;
	fixture_begin(&fx);
	fixture_message(&fx, 0, 0, "coucou");
	fixture_commit(&fx);
	assert_int_equal(fixture_read(&fx, 0, 1, &view), ERR_NONE);
	text_is(view.from, "+33639981000");
	verifies();
}

static void a_full_arena_refuses(void **state)
{
	struct arena tiny;
	struct evidence_view view;

	(void)state;
	fixture_story(&fx);
	arena_init(&tiny, 16);
	assert_int_equal(evidence_read(&fx.keys, fx.rows[0].log, fake_event(fx.fake, 1, 1), NULL,
				       &tiny, &view, &fx.error),
			 ERR_MEMORY);
	arena_finish(&tiny);
}

static void facts_without_bits_are_refused(void **state)
{
	struct message message = {.line_index = 0, .event = 99};

	(void)state;
	message.reading.kind = (enum kind)KIND_COUNT;
	fixture_begin(&fx);
	assert_int_equal(evidence_message(fx.evidence, &message, &fx.error), ERR_INPUT);
	assert_int_equal(message.event, 99);
	fixture_commit(&fx);
	assert_int_equal(fx.fake->events.count, 0);
}

static void a_rollback_goes_back(void **state)
{
	(void)state;
	fixture_story(&fx);
	fixture_begin(&fx);
	assert_int_equal(fixture_contact(&fx, 0), 3);
	assert_int_equal(fixture_message(&fx, 0, 3, "perdu"), 7);
	assert_int_equal(fixture_message(&fx, 1, 1, "perdu"), 2);
	assert_int_equal(evidence_checkpoint(fx.evidence, fx.at, &fx.error), ERR_NONE);
	fx.fake->store.ops->rollback(&fx.fake->store);
	evidence_rolled_back(fx.evidence);
	fx.contacts[0]--;
	verifies();
	fixture_begin(&fx);
	assert_int_equal(fixture_contact(&fx, 0), 3);
	assert_int_equal(fixture_message(&fx, 0, 3, "gardé"), 7);
	fixture_commit(&fx);
	verifies();
}

static void a_restart_goes_on(void **state)
{
	(void)state;
	assert_int_equal(fixture_reopen(&fx), ERR_NONE);
	fixture_story(&fx);
	assert_int_equal(fixture_reopen(&fx), ERR_NONE);
	assert_int_equal(evidence_last(fx.evidence, 0), 6);
	fixture_begin(&fx);
	assert_int_equal(fixture_message(&fx, 0, 1, "encore"), 7);
	assert_int_equal(fixture_contact(&fx, 0), 3);
	/* Not committed: gone. */
	assert_int_equal(fixture_reopen(&fx), ERR_NONE);
	fx.contacts[0]--;
	fixture_begin(&fx);
	assert_int_equal(fixture_message(&fx, 0, 1, "encore"), 7);
	fixture_commit(&fx);
	verifies();
}

/* The frontier comes with the first checkpoint and then every 4,096 leaves; a restart from any of
 * them has the same tree. */
static void frontiers_are_stored_now_and_then(void **state)
{
	size_t frontiers = 0;

	(void)state;
	for (int commit = 0; commit < 9; commit++) {
		fixture_begin(&fx);
		for (int i = 0; i < 1000; i++)
			assert_int_equal(evidence_note(fx.evidence, 0, fx.at, "n", &fx.error),
					 ERR_NONE);
		fixture_commit(&fx);
	}
	for (uint64_t i = 1; i <= 9; i++)
		frontiers += fake_checkpoint(fx.fake, 1, i)->frontier.size != 0;
	assert_int_equal(frontiers, 2);
	assert_true(fake_checkpoint(fx.fake, 1, 1)->frontier.size != 0);
	assert_true(fake_checkpoint(fx.fake, 1, 6)->frontier.size != 0);
	assert_int_equal(fixture_reopen(&fx), ERR_NONE);
	fixture_begin(&fx);
	assert_int_equal(fixture_message(&fx, 0, 0, "encore"), 9001);
	fixture_commit(&fx);
	verifies();
}

/* A line that is not what its last checkpoint signed is not served. */
static void refuses(const char *what)
{
	assert_int_equal(fixture_reopen(&fx), ERR_CRYPTO);
	assert_non_null(strstr(fx.error.text, what));
	assert_non_null(strstr(fx.error.text, "line decline: "));
	assert_non_null(strstr(fx.error.text, "fauxbond evidence verify"));
}

static void a_changed_leaf_is_refused_at_start(void **state)
{
	(void)state;
	fixture_story(&fx);
	fake_event(fx.fake, 1, 5)->leaf[3] ^= 1;
	refuses("not those the last checkpoint signed");
}

static void a_missing_event_is_refused_at_start(void **state)
{
	(void)state;
	fixture_story(&fx);
	fake_drop_event(fx.fake, 1, 5);
	refuses("event 5 is missing");
}

static void a_missing_end_is_refused_at_start(void **state)
{
	(void)state;
	fixture_story(&fx);
	fake_drop_event(fx.fake, 1, 6);
	refuses("the last checkpoint signed 6");
}

static void a_missing_checkpoint_is_refused_at_start(void **state)
{
	(void)state;
	fixture_story(&fx);
	fake_drop_checkpoint(fx.fake, 1, 2);
	refuses("the last checkpoint signed 4");
}

static void a_changed_checkpoint_is_refused_at_start(void **state)
{
	(void)state;
	fixture_story(&fx);
	fake_checkpoint(fx.fake, 1, 2)->at++;
	refuses("checkpoint 2 is not as it was signed");
}

static void a_changed_frontier_is_refused_at_start(void **state)
{
	(void)state;
	fixture_story(&fx);
	((uint8_t *)fake_checkpoint(fx.fake, 1, 1)->frontier.data)[20] ^= 1;
	refuses("checkpoint 1 is not as it was signed");
}

/* A commit of four writes, the n-th of which fails. */
static enum err failing_commit(unsigned nth)
{
	struct message message = {.line_index = 0, .arrival = ARRIVAL_MESSAGE};
	struct store *store = &fx.fake->store;
	enum err err;

	fx.fake->fail_at = fx.fake->writes + nth;
	fixture_begin(&fx);
	err = evidence_message(fx.evidence, &message, &fx.error);
	if (err == ERR_NONE)
		err = evidence_note(fx.evidence, 0, fx.at, "x", &fx.error);
	if (err == ERR_NONE)
		err = evidence_checkpoint(fx.evidence, fx.at, &fx.error);
	if (err == ERR_NONE)
		err = store->ops->commit(store, &fx.error);
	evidence_rolled_back(fx.evidence);
	return err;
}

/* Any write may be the one that fails: what was committed before opens again and verifies. */
static void any_write_may_fail(void **state)
{
	(void)state;
	for (unsigned nth = 1; nth <= 4; nth++) {
		fixture_finish(&fx);
		fixture_init(&fx);
		fixture_begin(&fx);
		fixture_message(&fx, 0, 0, "avant");
		fixture_commit(&fx);
		assert_int_equal(failing_commit(nth), ERR_IO);
		assert_int_equal(evidence_last(fx.evidence, 0), 1);
		assert_int_equal(fixture_reopen(&fx), ERR_NONE);
		assert_int_equal(evidence_last(fx.evidence, 0), 1);
		verifies();
	}
}

/* What the eraser of a store would do to an event. */
static void erase(uint64_t number, unsigned what)
{
	struct event_row *row = fake_event(fx.fake, 1, number);
	struct buf body = {0};
	char address[NUMBER_MAX];
	bool drop_text = false;

	fixture_address(row->contact, address);
	assert_int_equal(evidence_erase(&fx.keys, &fx.random, fx.rows[0].log, row, address, what,
					&body, &drop_text, &fx.error),
			 ERR_NONE);
	fake_set_bytes(&row->body, buf_bytes(&body));
	if (drop_text)
		fake_set_bytes(&row->text, (struct bytes){NULL, 0});
	buf_finish(&body);
}

static void erased_content_keeps_the_proofs(void **state)
{
	struct evidence_view view;

	(void)state;
	fixture_story(&fx);
	erase(1, ERASE_CONTENT);
	erase(3, ERASE_CONTENT);
	assert_int_equal(fake_event(fx.fake, 1, 3)->text.size, 0);
	verifies();
	assert_int_equal(fixture_read(&fx, 0, 1, &view), ERR_NONE);
	assert_int_equal(view.raw.size + view.text.size, 0);
	assert_int_equal(view.erased, 1 << FIELD_RAW | 1 << FIELD_DECODED);
	text_is(view.id, "in-1");
	assert_int_equal(fixture_read(&fx, 0, 3, &view), ERR_NONE);
	assert_int_equal(view.erased, 1 << FIELD_TEXT);
	text_is(view.via, "+33639980021");
	assert_int_equal(fixture_reopen(&fx), ERR_NONE);
}

static void an_erased_contact_keeps_the_proofs(void **state)
{
	struct error problem;
	struct evidence_view view;
	char address[NUMBER_MAX];

	(void)state;
	fixture_story(&fx);
	erase(1, ERASE_ADDRESS);
	fake_set_bytes(&fake_contact(fx.fake, 1, 1)->address, (struct bytes){NULL, 0});
	assert_int_equal(evidence_open_address(&fx.keys, fx.rows[0].log,
					       fake_contact(fx.fake, 1, 1), address),
			 ERR_ABSENT);
	/* Half done: the answer still points at the address that is gone. */
	assert_int_equal(fixture_verify(&fx, true, &problem), ERR_CRYPTO);
	assert_non_null(strstr(problem.text, "line decline, event 3: its contact was erased"));
	erase(3, ERASE_ADDRESS | ERASE_CONTENT);
	verifies();
	/* Erased twice is erased once. */
	erase(3, ERASE_ADDRESS | ERASE_CONTENT);
	verifies();
	assert_int_equal(fixture_read(&fx, 0, 3, &view), ERR_NONE);
	assert_int_equal(view.erased, 1 << FIELD_TO | 1 << FIELD_TEXT);
}

static void nothing_of_what_was_erased_remains(void **state)
{
	struct event_row *row;
	struct buf before = {0}, after = {0};
	struct body body;
	uint8_t bound[LOG_ID + 9] = {0};

	(void)state;
	fixture_story(&fx);
	row = fake_event(fx.fake, 1, 1);
	memcpy(bound, fx.rows[0].log, LOG_ID);
	bound[LOG_ID] = 'b';
	bound[LOG_ID + 8] = 1;
	assert_int_equal(seal_open(fx.keys.data, BYTES_OF(bound), row->body, &before), ERR_NONE);
	assert_int_equal(body_decode(row->type, buf_bytes(&before), &body, &fx.error), ERR_NONE);
	assert_non_null(memmem(before.data, before.size, "salut", 5));
	erase(1, ERASE_CONTENT);
	assert_int_equal(seal_open(fx.keys.data, BYTES_OF(bound), row->body, &after), ERR_NONE);
	assert_null(memmem(after.data, after.size, "salut", 5));
	assert_null(memmem(after.data, after.size, body.seed, LEAF_SALT));
	assert_null(memmem(after.data, after.size, body_find(&body, FIELD_RAW)->salt, LEAF_SALT));
	assert_non_null(memmem(after.data, after.size, body_find(&body, FIELD_TO)->salt, 16));
	buf_finish(&before);
	buf_finish(&after);
}

static void an_address_is_not_erased_without_its_commitment(void **state)
{
	struct buf body = {0};
	bool drop;

	(void)state;
	fixture_story(&fx);
	assert_int_equal(evidence_erase(&fx.keys, &fx.random, fx.rows[0].log,
					fake_event(fx.fake, 1, 1), NULL, ERASE_ADDRESS, &body,
					&drop, &fx.error),
			 ERR_STATE);
	assert_int_equal(body.size, 0);
}

/* Same seed, same bytes: what rehearse promises. */
static void a_seed_repeats_itself(void **state)
{
	uint8_t root[SHA256];

	(void)state;
	fixture_story(&fx);
	memcpy(root, fake_checkpoint(fx.fake, 1, 2)->root, SHA256);
	fixture_finish(&fx);
	fixture_init(&fx);
	fixture_story(&fx);
	assert_memory_equal(root, fake_checkpoint(fx.fake, 1, 2)->root, SHA256);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(a_message_reads_back),
		T(a_part_keeps_what_was_decoded),
		T(an_answer_reads_back),
		T(decisions_and_notes_read_back),
		T(outcomes_read_back),
		T(without_an_address_the_rest_is_readable),
		T(a_sender_without_a_contact_is_sealed_with_the_message),
		T(a_full_arena_refuses),
		T(facts_without_bits_are_refused),
		T(a_rollback_goes_back),
		T(a_restart_goes_on),
		T(frontiers_are_stored_now_and_then),
		T(a_changed_leaf_is_refused_at_start),
		T(a_missing_event_is_refused_at_start),
		T(a_missing_end_is_refused_at_start),
		T(a_missing_checkpoint_is_refused_at_start),
		T(a_changed_checkpoint_is_refused_at_start),
		T(a_changed_frontier_is_refused_at_start),
		T(any_write_may_fail),
		T(erased_content_keeps_the_proofs),
		T(an_erased_contact_keeps_the_proofs),
		T(nothing_of_what_was_erased_remains),
		T(an_address_is_not_erased_without_its_commitment),
		T(a_seed_repeats_itself),
	};

	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
