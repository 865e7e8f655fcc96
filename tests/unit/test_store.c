// SPDX-License-Identifier: GPL-3.0-or-later
/* store/sqlite: every call, restart, rollback, order. */
#include "store_fixture.h"

static void events_come_back_in_order(void **state)
{
	struct fixture *f = *state;
	struct seen seen;

	begin(f);
	for (uint64_t n = 1; n <= 300; n++)
		for (uint32_t line = 1; line <= 3; line++)
			append(f, line, n);
	append(f, ID_LINE_MAX, 1);
	commit(f);
	restart(f);
	for (uint32_t line = 1; line <= 3; line++) {
		seen = scan(f, line, 0, 0, true);
		assert_int_equal(seen.count, 300);
		assert_int_equal(seen.first, 1);
		assert_int_equal(seen.last, 300);
	}
	seen = scan(f, 2, 17, 20, false);
	assert_int_equal(seen.count, 4);
	assert_int_equal(seen.first, 17);
	assert_int_equal(scan(f, ID_LINE_MAX, 0, 0, true).count, 1);
	assert_int_equal(scan(f, 4, 0, 0, true).count, 0);
	assert_int_equal(scan(f, 0, 0, 0, true).count, 0);
	assert_int_equal(scan(f, UINT32_MAX, 0, 0, true).count, 0);
	assert_int_equal(scan(f, 2, UINT64_MAX, 0, true).count, 0);
}

static enum err see_odd(void *context, const struct event_row *row, struct error *error_r)
{
	(void)context;
	(void)error_r;
	assert_true(isnan(row->p));
	assert_true(isinf(row->propensity));
	assert_int_equal(row->price, INT64_MIN);
	assert_int_equal(row->body.size, 0);
	assert_non_null(row->body.data);
	return ERR_NONE;
}

static void odd_values_survive(void **state)
{
	struct fixture *f = *state;
	struct event_row row = {
		.line = 1, .number = 1, .p = NAN, .propensity = INFINITY, .price = INT64_MIN};

	begin(f);
	OK(f->store->ops->append_event(f->store, &row, &f->error));
	commit(f);
	OK(f->store->ops->scan_events(f->store, 1, 1, 0, true, see_odd, NULL, &f->error));
}

static void what_was_not_committed_is_gone(void **state)
{
	struct fixture *f = *state;
	uint64_t event;
	uint32_t contact;

	begin(f);
	append(f, 1, 1);
	commit(f);
	begin(f);
	append(f, 1, 2);
	f->store->ops->rollback(f->store);
	f->store->ops->rollback(f->store); /* harmless */
	assert_int_equal(scan(f, 1, 0, 0, true).count, 1);
	begin(f);
	append(f, 1, 2);
	restart(f); /* closed in the middle */
	OK(f->store->ops->last_numbers(f->store, 1, &event, &contact, &f->error));
	assert_int_equal(event, 1);
	assert_int_equal(contact, 0);
}

static void writes_belong_to_a_transaction(void **state)
{
	struct fixture *f = *state;
	struct event_row row = event_of(1, 1);
	struct store *s = f->store;

	assert_int_equal(s->ops->append_event(s, &row, &f->error), ERR_STATE);
	assert_int_equal(s->ops->put_meta(s, "a", bytes_of_text("b"), &f->error), ERR_STATE);
	assert_int_equal(s->ops->commit(s, &f->error), ERR_STATE);
	begin(f);
	assert_int_equal(s->ops->begin(s, &f->error), ERR_STATE);
	row.line = 0;
	assert_int_equal(s->ops->append_event(s, &row, &f->error), ERR_INPUT);
	row.line = ID_LINE_MAX + 1;
	assert_int_equal(s->ops->append_event(s, &row, &f->error), ERR_INPUT);
	row = event_of(1, 0);
	assert_int_equal(s->ops->append_event(s, &row, &f->error), ERR_INPUT);
	row = event_of(1, UINT64_C(1) << 40);
	assert_int_equal(s->ops->append_event(s, &row, &f->error), ERR_INPUT);
	row = event_of(1, 1);
	row.body.size = SIZE_MAX / 4;
	assert_int_equal(s->ops->append_event(s, &row, &f->error), ERR_INPUT);
	append(f, 1, 1); /* none of these ended the store */
	commit(f);
}

static void a_number_is_given_once(void **state)
{
	struct fixture *f = *state;
	struct event_row row = event_of(1, 1);
	char first[ERROR_TEXT_MAX];

	begin(f);
	append(f, 1, 1);
	commit(f);
	begin(f);
	assert_int_equal(f->store->ops->append_event(f->store, &row, &f->error), ERR_IO);
	assert_non_null(strstr(f->error.text, "taken"));
	strcpy(first, f->error.text);
	assert_int_equal(f->store->ops->commit(f->store, &f->error), ERR_IO); /* dead */
	assert_non_null(strstr(f->error.text, first));
	restart(f);
	assert_int_equal(scan(f, 1, 0, 0, true).count, 1);
}

static enum err count_contact(void *context, const struct contact_row *row)
{
	struct seen *seen = context;

	seen->count++;
	seen->last = row->number;
	assert_int_equal(row->hash[0], (uint8_t)row->number);
	assert_int_equal(row->first, row->number * 10);
	assert_true(bytes_equal(row->address, bytes_of_text("sealed address")));
	return ERR_NONE;
}

static void contacts_come_back(void **state)
{
	struct fixture *f = *state;
	struct seen seen = {0};

	begin(f);
	for (uint32_t n = 1; n <= 50; n++) {
		struct contact_row row = {.line = 7,
					  .number = n,
					  .hash = {(uint8_t)n},
					  .first = n * 10,
					  .address = bytes_of_text("sealed address")};

		OK(f->store->ops->append_contact(f->store, &row, &f->error));
	}
	commit(f);
	restart(f);
	OK(f->store->ops->scan_contacts(f->store, 7, 0, count_contact, &seen, &f->error));
	assert_int_equal(seen.count, 50);
	OK(f->store->ops->scan_contacts(f->store, 7, 41, count_contact, &seen, &f->error));
	assert_int_equal(seen.count, 60);
	OK(f->store->ops->get_contact(f->store, 7, 33, count_contact, &seen, &f->error));
	assert_int_equal(seen.last, 33);
	assert_int_equal(
		f->store->ops->get_contact(f->store, 7, 51, count_contact, &seen, &f->error),
		ERR_ABSENT);
	assert_int_equal(
		f->store->ops->get_contact(f->store, 8, 1, count_contact, &seen, &f->error),
		ERR_ABSENT);
}

static enum err keep_checkpoint(void *context, const struct checkpoint_row *row,
				struct error *error_r)
{
	struct seen *seen = context;

	(void)error_r;
	seen->count++;
	seen->last = row->number;
	assert_int_equal(row->size, row->number * 3);
	assert_int_equal(row->root[31], (uint8_t)row->number);
	assert_int_equal(row->signature[63], (uint8_t)row->number);
	assert_int_equal(row->frontier.size, row->number % 10 == 1 ? 5 : 0);
	return ERR_NONE;
}

static void checkpoints_come_back(void **state)
{
	struct fixture *f = *state;
	const struct store_ops *ops = f->store->ops;
	struct seen seen = {0};

	assert_int_equal(
		ops->last_checkpoint(f->store, 1, false, keep_checkpoint, &seen, &f->error),
		ERR_ABSENT);
	begin(f);
	for (uint64_t n = 1; n <= 25; n++) {
		struct checkpoint_row row = {.line = 1,
					     .number = n,
					     .at = 4,
					     .size = n * 3,
					     .frontier = bytes_of_text(n % 10 == 1 ? "edges" : "")};

		row.root[31] = row.signature[63] = (uint8_t)n;
		OK(ops->append_checkpoint(f->store, &row, &f->error));
	}
	commit(f);
	restart(f);
	OK(ops->scan_checkpoints(f->store, 1, 1, keep_checkpoint, &seen, &f->error));
	assert_int_equal(seen.count, 25);
	OK(ops->last_checkpoint(f->store, 1, false, keep_checkpoint, &seen, &f->error));
	assert_int_equal(seen.last, 25);
	OK(ops->last_checkpoint(f->store, 1, true, keep_checkpoint, &seen, &f->error));
	assert_int_equal(seen.last, 21);
}

static enum err see_page(void *context, uint32_t line, uint32_t page, struct bytes flags)
{
	struct seen *seen = context;

	assert_int_equal(line, 2);
	assert_int_equal(page, seen->count++);
	assert_int_equal(flags.size, 16384);
	assert_int_equal(flags.data[16383], page + 100);
	return ERR_NONE;
}

static void a_snapshot_replaces_the_one_before(void **state)
{
	struct fixture *f = *state;
	const struct store_ops *ops = f->store->ops;
	struct snapshot_row row = {.line = 2}, got;
	struct buf ledger = {0};
	struct seen seen = {0};
	uint8_t flags[16384];

	assert_int_equal(ops->get_snapshot(f->store, 2, &got, &ledger, &f->error), ERR_ABSENT);
	for (uint32_t round = 1; round <= 3; round++) {
		row.upto = round * 1000;
		row.low = round * 900;
		row.ledger = bytes_of_text(round == 3 ? "third" : "an earlier and longer one");
		begin(f);
		OK(ops->put_snapshot(f->store, &row, &f->error));
		for (uint32_t page = 0; page < 4; page++) {
			memset(flags, (int)(round == 3 ? page + 100 : 7), sizeof flags);
			OK(ops->put_page(f->store, 2, page, BYTES_OF(flags), &f->error));
		}
		commit(f);
	}
	restart(f);
	OK(ops->get_snapshot(f->store, 2, &got, &ledger, &f->error));
	assert_int_equal(got.upto, 3000);
	assert_int_equal(got.low, 2700);
	assert_true(bytes_equal(got.ledger, bytes_of_text("third")));
	OK(ops->scan_pages(f->store, 2, see_page, &seen, &f->error));
	assert_int_equal(seen.count, 4);
	buf_finish(&ledger);
}

static enum err see_line(void *context, const struct line_row *row)
{
	struct seen *seen = context;

	assert_int_equal(row->line, ++seen->count);
	assert_string_equal(row->name,
			    row->line == 1 ? "decline" : "a name of exactly 31 characters");
	assert_int_equal(row->kind, row->line + 1);
	assert_int_equal(row->log[15], row->line);
	return ERR_NONE;
}

static void lines_and_settings_come_back(void **state)
{
	struct fixture *f = *state;
	const struct store_ops *ops = f->store->ops;
	struct line_row one = {.line = 1, .name = "decline", .kind = 2};
	struct line_row two = {.line = 2, .name = "a name of exactly 31 characters", .kind = 3};
	struct buf out = {0};
	struct seen seen = {0};

	one.log[15] = 1;
	two.log[15] = 2;
	begin(f);
	OK(ops->put_line(f->store, &two, &f->error));
	OK(ops->put_line(f->store, &one, &f->error));
	OK(ops->put_meta(f->store, "salt", bytes_of_text("first"), &f->error));
	OK(ops->put_meta(f->store, "salt", bytes_of_text("second"), &f->error));
	OK(ops->put_meta(f->store, "empty", bytes_of_text(""), &f->error));
	commit(f);
	restart(f);
	OK(ops->scan_lines(f->store, see_line, &seen, &f->error));
	assert_int_equal(seen.count, 2);
	OK(ops->get_meta(f->store, "salt", &out, &f->error));
	OK(ops->get_meta(f->store, "empty", &out, &f->error));
	assert_string_equal(buf_text(&out), "second");
	assert_int_equal(ops->get_meta(f->store, "pepper", &out, &f->error), ERR_ABSENT);
	buf_finish(&out);
}

static enum err nest(void *context, const struct event_row *row, struct error *error_r)
{
	struct seen *seen = context;
	struct fixture *f = seen->f;
	uint64_t event;
	uint32_t contact;

	(void)row;
	(void)error_r;
	seen->count++;
	OK(f->store->ops->last_numbers(f->store, 1, &event, &contact, &f->error));
	return f->store->ops->scan_events(f->store, 1, 0, 0, true, nest, context, &f->error);
}

static void a_callback_ends_its_scan(void **state)
{
	struct fixture *f = *state;
	struct seen seen = {.fail_at = 3, .f = f};

	begin(f);
	for (uint64_t n = 1; n <= 5; n++)
		append(f, 1, n);
	commit(f);
	assert_int_equal(
		f->store->ops->scan_events(f->store, 1, 0, 0, true, see_event, &seen, &f->error),
		ERR_STATE);
	assert_int_equal(seen.count, 2);
	assert_string_equal(f->error.text, "enough");
	seen.count = 0;
	assert_int_equal(
		f->store->ops->scan_events(f->store, 1, 0, 0, true, nest, &seen, &f->error),
		ERR_STATE);
	assert_int_equal(seen.count, 1);
	assert_int_equal(scan(f, 1, 0, 0, true).count, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(events_come_back_in_order),      TEST(odd_values_survive),
		TEST(what_was_not_committed_is_gone), TEST(writes_belong_to_a_transaction),
		TEST(a_number_is_given_once),	      TEST(contacts_come_back),
		TEST(checkpoints_come_back),	      TEST(a_snapshot_replaces_the_one_before),
		TEST(lines_and_settings_come_back),   TEST(a_callback_ends_its_scan),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
