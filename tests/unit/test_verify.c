// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/evidence/verify: whatever column of whatever row is changed, verify names the place. */
#include "evidence_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { EVENTS = 6 };

static struct fixture fx;

static int set_up(void **state)
{
	(void)state;
	fixture_init(&fx);
	fixture_story(&fx);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fixture_finish(&fx);
	return 0;
}

static void finds(bool with_keys, const char *what)
{
	struct error problem;

	assert_int_equal(fixture_verify(&fx, with_keys, &problem), ERR_CRYPTO);
	if (strstr(problem.text, what) == NULL)
		fail_msg("found \"%s\", not \"%s\"", problem.text, what);
}

static void passes(bool with_keys)
{
	struct error problem;

	assert_int_equal(fixture_verify(&fx, with_keys, &problem), ERR_NONE);
	assert_string_equal(problem.text, "");
}

static void counts_are_reported(void **state)
{
	struct verify_report report = {0};
	uint8_t public_key[SIGN_PUBLIC];

	(void)state;
	evidence_public_key(&fx.keys, public_key);
	assert_int_equal(evidence_verify(&fx.fake->store, &fx.keys, public_key, NULL, NULL, &report,
					 &fx.error),
			 ERR_NONE);
	assert_int_equal(report.line_count, 2);
	assert_string_equal(report.lines[0].name, "decline");
	assert_int_equal(report.lines[0].events, EVENTS);
	assert_int_equal(report.lines[0].checkpoints, 2);
	assert_int_equal(report.lines[0].contacts, 2);
	assert_int_equal(report.lines[0].erased, 0);
	assert_int_equal(report.lines[1].events, 1);
	verify_finish(&report);
}

static void other_keys_do_not_verify(void **state)
{
	struct keys keys = fx.keys;
	struct error problem;

	(void)state;
	fx.keys.data[0] ^= 1;
	finds(true, "line decline, contact 1: its address does not open");
	passes(false);
	fx.keys = keys;
	fx.keys.lookup[0] ^= 1;
	finds(true, "line decline, contact 1: ");
	fx.keys = keys;
	fx.keys.sign[0] ^= 1;
	finds(false, "line decline, checkpoint 1: its signature does not fit");
	fx.keys = keys;
	assert_int_equal(fixture_verify(&fx, true, &problem), ERR_NONE);
}

/* Every column of an event, by a change to the row. */
typedef void change_fn(struct event_row *row);

static void flip(struct bytes *bytes)
{
	uint8_t one = 1;

	if (bytes->size == 0)
		fake_set_bytes(bytes, (struct bytes){&one, 1});
	else
		((uint8_t *)bytes->data)[bytes->size / 2] ^= 1;
}

#define CHANGE(name, statement)                                                                    \
	static void name(struct event_row *row)                                                    \
	{                                                                                          \
		statement;                                                                         \
	}
CHANGE(change_type, row->type = row->type == EVENT_NOTE ? EVENT_DECISION : EVENT_NOTE)
CHANGE(change_no_type, row->type = 77)
CHANGE(change_at, row->at++)
CHANGE(change_contact, row->contact = row->contact == 1 ? 2 : 1)
CHANGE(change_to_no_contact, row->contact = 4000000000)
CHANGE(change_about, row->about++)
CHANGE(change_price, row->price -= 10)
CHANGE(change_due, row->due++)
CHANGE(change_until, row->until++)
CHANGE(change_facts, row->facts ^= 1U << 15)
CHANGE(change_p, row->p = 0.25)
CHANGE(change_propensity, row->propensity = 0.125)
CHANGE(change_body, flip(&row->body))
CHANGE(change_no_body, fake_set_bytes(&row->body, (struct bytes){NULL, 0}))
CHANGE(change_text, flip(&row->text))
CHANGE(change_leaf, row->leaf[31] ^= 0x80)

static void every_column_of_every_event_is_guarded(void **state)
{
	static change_fn *const changes[] = {change_type,    change_no_type,	   change_at,
					     change_contact, change_about,	   change_price,
					     change_due,     change_until,	   change_facts,
					     change_p,	     change_propensity,	   change_body,
					     change_text,    change_to_no_contact, change_no_body,
					     change_leaf};
	char where[] = "line decline, event 0: ";

	(void)state;
	for (uint64_t number = 1; number <= EVENTS; number++) {
		where[sizeof where - 4] = (char)('0' + number);
		for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
			changes[i](fake_event(fx.fake, 1, number));
			finds(true, where);
			fixture_finish(&fx);
			set_up(NULL);
		}
	}
}

static void without_keys_the_leaves_are_guarded(void **state)
{
	(void)state;
	for (uint64_t number = 1; number <= EVENTS; number++) {
		fake_event(fx.fake, 1, number)->leaf[0] ^= 1;
		finds(false, number <= 4 ? "line decline, checkpoint 1: the events up to it"
					 : "line decline, checkpoint 2: the events up to it");
		fake_event(fx.fake, 1, number)->leaf[0] ^= 1;
	}
	passes(false);
}

static void numbers_are_guarded(void **state)
{
	(void)state;
	fake_event(fx.fake, 1, 4)->number = 9;
	finds(true, "line decline, event 4: is missing");
	fixture_finish(&fx);
	set_up(NULL);
	fake_event(fx.fake, 1, 4)->line = 2;
	finds(false, "line decline, event 4: is missing");
}

static void missing_rows_are_found(void **state)
{
	(void)state;
	fake_drop_event(fx.fake, 1, 3);
	finds(false, "line decline, event 3: is missing");
	fixture_finish(&fx);
	set_up(NULL);
	fake_drop_event(fx.fake, 1, EVENTS);
	finds(false, "line decline, event 6: is missing");
	fixture_finish(&fx);
	set_up(NULL);
	fake_drop_checkpoint(fx.fake, 1, 2);
	finds(false, "line decline, event 5: no checkpoint covers it");
	fixture_finish(&fx);
	set_up(NULL);
	fake_drop_checkpoint(fx.fake, 1, 1);
	finds(false, "line decline, checkpoint 1: is missing");
	fixture_finish(&fx);
	set_up(NULL);
	fake_drop_contact(fx.fake, 1, 1);
	finds(true, "line decline, contact 1: is missing");
	fixture_finish(&fx);
	set_up(NULL);
	fake_drop_contact(fx.fake, 1, 2);
	finds(true, "line decline, event 2: its contact does not exist");
}

/* A body is bound to its event: swapping two of them is not a matter of the leaf alone. */
static void sealed_columns_cannot_be_moved(void **state)
{
	struct event_row *first = fake_event(fx.fake, 1, 1), *second = fake_event(fx.fake, 1, 2);
	struct bytes body = first->body;

	(void)state;
	first->body = second->body;
	second->body = body;
	finds(true, "line decline, event 1: the body does not open");
}

static void checkpoints_are_guarded(void **state)
{
	static const char where[] = "line decline, checkpoint 1: ";
	struct checkpoint_row *row = fake_checkpoint(fx.fake, 1, 1);

	(void)state;
	row->at++;
	finds(false, where);
	row->at--;
	row->size--;
	finds(false, where);
	row->size++;
	row->root[0] ^= 1;
	finds(false, where);
	row->root[0] ^= 1;
	row->signature[0] ^= 1;
	finds(false, where);
	row->signature[0] ^= 1;
	passes(false);
	for (size_t i = 0; i < row->frontier.size; i++) {
		((uint8_t *)row->frontier.data)[i] ^= 1;
		finds(false, where);
		((uint8_t *)row->frontier.data)[i] ^= 1;
	}
	row->number = 7;
	finds(false, where);
}

static void a_checkpoint_of_another_line_does_not_pass(void **state)
{
	struct checkpoint_row *row = fake_checkpoint(fx.fake, 1, 1);
	struct checkpoint_row *other = fake_checkpoint(fx.fake, 2, 1);

	(void)state;
	memcpy(row->signature, other->signature, SIGNATURE);
	memcpy(row->root, other->root, SHA256);
	row->size = other->size;
	finds(false, "line decline, checkpoint 1: its signature does not fit");
}

static void contacts_are_guarded(void **state)
{
	static const char where[] = "line decline, contact 2: ";
	struct contact_row *row = fake_contact(fx.fake, 1, 2);

	(void)state;
	row->hash[0] ^= 1;
	finds(true, where);
	row->hash[0] ^= 1;
	row->first++;
	finds(true, where);
	row->first--;
	flip(&row->address);
	finds(true, where);
	flip(&row->address);
	passes(true);
	fake_set_bytes(&row->address, fake_contact(fx.fake, 1, 1)->address);
	finds(true, where);
	fake_set_bytes(&row->address, (struct bytes){NULL, 0});
	finds(true, "line decline, event 2: its contact was erased");
	row->number = 3;
	finds(true, where);
}

static void a_line_with_another_log_is_found(void **state)
{
	(void)state;
	fx.rows[0].log[0] ^= 1;
	assert_int_equal(fx.fake->store.ops->put_line(&fx.fake->store, &fx.rows[0], &fx.error),
			 ERR_NONE);
	finds(false, "line decline, checkpoint 1: its signature does not fit");
	finds(true, "line decline, contact 1: ");
}

struct progress {
	uint64_t done, total;
	unsigned calls;
};

static void on_progress(void *context, const char *line, uint64_t done, uint64_t total)
{
	struct progress *progress = context;

	assert_non_null(line);
	progress->done = done;
	progress->total = total;
	progress->calls++;
}

/* More checkpoints than are read ahead at once, and more contacts than the cache holds. */
static void long_lines_are_verified_in_pieces(void **state)
{
	struct verify_report report = {0};
	struct progress progress = {0};
	uint8_t public_key[SIGN_PUBLIC];

	(void)state;
	for (int i = 0; i < 4200; i++) {
		fixture_begin(&fx);
		fixture_message(&fx, 1, fixture_contact(&fx, 1), "hallo");
		fixture_commit(&fx);
	}
	evidence_public_key(&fx.keys, public_key);
	assert_int_equal(evidence_verify(&fx.fake->store, NULL, public_key, on_progress, &progress,
					 &report, &fx.error),
			 ERR_NONE);
	assert_int_equal(report.lines[1].checkpoints, 4201);
	assert_int_equal(progress.done, 4201);
	assert_int_equal(progress.total, 4201);
	assert_true(progress.calls >= 3);
	verify_finish(&report);
	passes(true);
	fake_event(fx.fake, 2, 4150)->leaf[9] ^= 1;
	finds(false, "line decoy, checkpoint 4150: the events up to it");
}

static void a_store_that_cannot_be_read_is_no_verdict(void **state)
{
	struct error problem;

	(void)state;
	fx.fake->broken = true;
	assert_int_equal(fixture_verify(&fx, true, &problem), ERR_IO);
	assert_non_null(strstr(problem.text, "refuses"));
}

/* The same rows in SQLite. */
static struct store *in_sqlite(void)
{
	static const struct sqlite_options options = {.path = ":memory:"};
	struct store *store = NULL;
	struct fake_store *fake = fx.fake;

	assert_int_equal(sqlite_open(&options, &store, &fx.error), ERR_NONE);
	assert_int_equal(store->ops->begin(store, &fx.error), ERR_NONE);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(store->ops->put_line(store, &fx.rows[i], &fx.error), ERR_NONE);
	for (size_t i = 0; i < fake->contacts.count; i++)
		assert_int_equal(
			store->ops->append_contact(store, &fake->contacts.rows[i], &fx.error),
			ERR_NONE);
	for (size_t i = 0; i < fake->events.count; i++)
		assert_int_equal(store->ops->append_event(store, &fake->events.rows[i], &fx.error),
				 ERR_NONE);
	for (size_t i = 0; i < fake->checkpoints.count; i++)
		assert_int_equal(
			store->ops->append_checkpoint(store, &fake->checkpoints.rows[i], &fx.error),
			ERR_NONE);
	assert_int_equal(store->ops->commit(store, &fx.error), ERR_NONE);
	return store;
}

static void sqlite_keeps_what_leaves_commit_to(void **state)
{
	struct store *store = in_sqlite();
	struct verify_report report = {0};
	uint8_t public_key[SIGN_PUBLIC];
	struct evidence *evidence = evidence_create(store, &fx.keys, &fx.random);

	(void)state;
	evidence_public_key(&fx.keys, public_key);
	if (evidence_verify(store, &fx.keys, public_key, NULL, NULL, &report, &fx.error) !=
	    ERR_NONE)
		fail_msg("%s", report.problem.text);
	assert_int_equal(report.lines[0].events, EVENTS);
	verify_finish(&report);
	assert_int_equal(evidence_open_line(evidence, 0, &fx.rows[0], &fx.error), ERR_NONE);
	assert_int_equal(evidence_last(evidence, 0), EVENTS);
	evidence_destroy(evidence);
	store_close(store);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(counts_are_reported),
		T(other_keys_do_not_verify),
		T(every_column_of_every_event_is_guarded),
		T(without_keys_the_leaves_are_guarded),
		T(numbers_are_guarded),
		T(missing_rows_are_found),
		T(sealed_columns_cannot_be_moved),
		T(checkpoints_are_guarded),
		T(a_checkpoint_of_another_line_does_not_pass),
		T(contacts_are_guarded),
		T(a_line_with_another_log_is_found),
		T(long_lines_are_verified_in_pieces),
		T(a_store_that_cannot_be_read_is_no_verdict),
		T(sqlite_keeps_what_leaves_commit_to),
	};

	return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
