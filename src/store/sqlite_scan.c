// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Reads. A file may be damaged without SQLite noticing, so a row is believed only when every value
 * is one that we could have written, and a scan only when its numbers have no gap: a missing event
 * is an error, never a shorter past.
 */
#include "store/sqlite_db.h"

#include <math.h>
#include <string.h>

/* One scan: the statement, its next column, and what belongs to the caller. */
struct row {
	sqlite3_stmt *stmt;
	int column;
	bool bad; /* a value that we never wrote */
};

struct scan {
	struct sqlite_store *s;
	sqlite3_stmt *stmt;
	const char *what; /* "event" */
	uint32_t line;
	uint64_t next; /* the number that must come; 0: any */
	uint64_t rows;
	/* Hands one row to the caller. */
	enum err (*one)(struct scan *scan, struct row *row, struct error *error_r);
	union {
		store_event_fn *event;
		store_contact_fn *contact;
		store_checkpoint_fn *checkpoint;
		store_page_fn *page;
		store_line_fn *line;
	} fn;
	void *context;
	bool with_body;
};

static int64_t row_int(struct row *row, int64_t least, int64_t most)
{
	int column = row->column++;
	int64_t value = sqlite3_column_int64(row->stmt, column);

	if (sqlite3_column_type(row->stmt, column) != SQLITE_INTEGER || value < least ||
	    value > most)
		row->bad = true;
	return value;
}

static double row_real(struct row *row)
{
	int column = row->column++;
	bool null = sqlite3_column_type(row->stmt, column) == SQLITE_NULL;

	return null ? NAN : sqlite3_column_double(row->stmt, column);
}

static struct bytes row_blob(struct row *row)
{
	int column = row->column++;
	const void *data = sqlite3_column_blob(row->stmt, column);
	int size = sqlite3_column_bytes(row->stmt, column);

	return data != NULL ? (struct bytes){data, (size_t)size} : bytes_of_text("");
}

static void row_fixed(struct row *row, uint8_t *ret_data, size_t size)
{
	struct bytes bytes = row_blob(row);

	if (bytes.size == size)
		memcpy(ret_data, bytes.data, size);
	else
		row->bad = true;
}

static uint64_t row_number(struct row *row)
{
	return (uint64_t)row_int(row, 0, INT64_MAX) & ID_NUMBER_MAX;
}

/* Whether the row is whole and the one that must come. */
static enum err row_check(struct scan *scan, const struct row *row, uint64_t number,
			  struct error *error_r)
{
	bool missing = scan->next != 0 && number != scan->next;

	if (missing || row->bad)
		return error_set(error_r, ERR_IO, "the store is damaged: %s %llu of line %u is %s",
				 scan->what, (unsigned long long)(missing ? scan->next : number),
				 scan->line, missing ? "missing" : "not as written");
	if (scan->next != 0)
		scan->next++;
	return ERR_NONE;
}

/* Binds the ids from..to of a line. */
static void scan_range(struct scan *scan, uint32_t line, uint64_t from, uint64_t to)
{
	uint64_t base = line <= ID_LINE_MAX ? (uint64_t)line << ID_BITS : 0; /* 0 has no rows */

	scan->line = line;
	/* Binding integers to columns that exist cannot fail. */
	sqlite3_bind_int64(scan->stmt, 1,
			   (int64_t)(base | (from < ID_NUMBER_MAX ? from : ID_NUMBER_MAX)));
	sqlite3_bind_int64(scan->stmt, 2,
			   (int64_t)(base | (to < ID_NUMBER_MAX ? to : ID_NUMBER_MAX)));
}

static enum err scan_take(struct scan *scan, struct store *store, enum statement id,
			  struct error *error_r)
{
	scan->s = (struct sqlite_store *)store;
	return sqlite_take(scan->s, id, &scan->stmt, error_r);
}

static enum err scan_run(struct scan *scan, struct error *error_r)
{
	enum err err = ERR_NONE;
	int code = SQLITE_ROW;

	while (err == ERR_NONE && (code = sqlite3_step(scan->stmt)) == SQLITE_ROW) {
		struct row row = {.stmt = scan->stmt};

		scan->rows++;
		err = scan->one(scan, &row, error_r);
	}
	if (err == ERR_NONE && code != SQLITE_DONE) {
		err = sqlite_fail(scan->s, code, "reading", error_r);
		error_wrap(error_r, err, "%s", scan->what);
	}
	sqlite3_reset(scan->stmt);
	sqlite3_clear_bindings(scan->stmt);
	return err;
}

static enum err one_event(struct scan *scan, struct row *row, struct error *error_r)
{
	struct event_row event = {.line = scan->line};
	enum err err;

	event.number = row_number(row);
	event.type = (uint8_t)row_int(row, 0, UINT8_MAX);
	event.at = row_int(row, INT64_MIN, INT64_MAX);
	event.contact = (uint32_t)row_int(row, 0, UINT32_MAX);
	event.about = (uint64_t)row_int(row, INT64_MIN, INT64_MAX);
	event.price = row_int(row, INT64_MIN, INT64_MAX);
	event.due = row_int(row, INT64_MIN, INT64_MAX);
	event.until = row_int(row, INT64_MIN, INT64_MAX);
	event.facts = (uint32_t)row_int(row, 0, UINT32_MAX);
	event.p = row_real(row);
	event.propensity = row_real(row);
	row_fixed(row, event.leaf, sizeof event.leaf);
	event.body = event.text = bytes_of_text("");
	if (scan->with_body) {
		event.body = row_blob(row);
		event.text = row_blob(row);
	}
	err = row_check(scan, row, event.number, error_r);
	return err == ERR_NONE ? scan->fn.event(scan->context, &event, error_r) : err;
}

enum err sqlite_scan_events(struct store *store, uint32_t line, uint64_t from, uint64_t to,
			    bool with_body, store_event_fn *fn, void *context,
			    struct error *error_r)
{
	struct scan scan = {.what = "event",
			    .one = one_event,
			    .fn.event = fn,
			    .context = context,
			    .with_body = with_body,
			    .next = from != 0 ? from : 1};
	enum err err = scan_take(&scan, store, with_body ? DO_EVENTS : DO_EVENT_HEADS, error_r);

	if (err != ERR_NONE)
		return err;
	scan_range(&scan, line, scan.next, to != 0 ? to : ID_NUMBER_MAX);
	return scan_run(&scan, error_r);
}

static enum err one_contact(struct scan *scan, struct row *row, struct error *error_r)
{
	struct contact_row contact = {.line = scan->line};
	uint64_t number = row_number(row);
	enum err err;

	row->bad |= number > UINT32_MAX;
	contact.number = (uint32_t)number;
	row_fixed(row, contact.hash, sizeof contact.hash);
	contact.first = row_int(row, INT64_MIN, INT64_MAX);
	contact.address = row_blob(row);
	err = row_check(scan, row, number, error_r);
	return err == ERR_NONE ? scan->fn.contact(scan->context, &contact) : err;
}

enum err sqlite_scan_contacts(struct store *store, uint32_t line, uint32_t from,
			      store_contact_fn *fn, void *context, struct error *error_r)
{
	struct scan scan = {.what = "contact",
			    .one = one_contact,
			    .fn.contact = fn,
			    .context = context,
			    .next = from != 0 ? from : 1};
	enum err err = scan_take(&scan, store, DO_CONTACTS, error_r);

	if (err != ERR_NONE)
		return err;
	scan_range(&scan, line, scan.next, ID_NUMBER_MAX);
	return scan_run(&scan, error_r);
}

/* A single row that must be there. */
static enum err scan_single(struct scan *scan, struct error *error_r)
{
	enum err err = scan_run(scan, error_r);

	if (err == ERR_NONE && scan->rows == 0)
		return error_set(error_r, ERR_ABSENT, "line %u has no such %s", scan->line,
				 scan->what);
	return err;
}

enum err sqlite_get_contact(struct store *store, uint32_t line, uint32_t number,
			    store_contact_fn *fn, void *context, struct error *error_r)
{
	struct scan scan = {
		.what = "contact", .one = one_contact, .fn.contact = fn, .context = context};
	enum err err = scan_take(&scan, store, DO_CONTACT, error_r);

	if (err != ERR_NONE)
		return err;
	scan_range(&scan, line, number, number);
	return scan_single(&scan, error_r);
}

static enum err one_checkpoint(struct scan *scan, struct row *row, struct error *error_r)
{
	struct checkpoint_row checkpoint = {.line = scan->line};
	enum err err;

	checkpoint.number = row_number(row);
	checkpoint.at = row_int(row, INT64_MIN, INT64_MAX);
	checkpoint.size = (uint64_t)row_int(row, INT64_MIN, INT64_MAX);
	row_fixed(row, checkpoint.root, sizeof checkpoint.root);
	row_fixed(row, checkpoint.signature, sizeof checkpoint.signature);
	checkpoint.frontier = row_blob(row);
	err = row_check(scan, row, checkpoint.number, error_r);
	return err == ERR_NONE ? scan->fn.checkpoint(scan->context, &checkpoint, error_r) : err;
}

enum err sqlite_scan_checkpoints(struct store *store, uint32_t line, uint64_t from,
				 store_checkpoint_fn *fn, void *context, struct error *error_r)
{
	struct scan scan = {.what = "checkpoint",
			    .one = one_checkpoint,
			    .fn.checkpoint = fn,
			    .context = context,
			    .next = from != 0 ? from : 1};
	enum err err = scan_take(&scan, store, DO_CHECKPOINTS, error_r);

	if (err != ERR_NONE)
		return err;
	scan_range(&scan, line, scan.next, ID_NUMBER_MAX);
	return scan_run(&scan, error_r);
}

enum err sqlite_last_checkpoint(struct store *store, uint32_t line, bool with_frontier,
				store_checkpoint_fn *fn, void *context, struct error *error_r)
{
	struct scan scan = {.what = "checkpoint",
			    .one = one_checkpoint,
			    .fn.checkpoint = fn,
			    .context = context};
	enum err err = scan_take(&scan, store,
				 with_frontier ? DO_LAST_FRONTIER : DO_LAST_CHECKPOINT, error_r);

	if (err != ERR_NONE)
		return err;
	scan_range(&scan, line, 1, ID_NUMBER_MAX);
	return scan_single(&scan, error_r);
}

static enum err one_number(struct scan *scan, struct row *row, struct error *error_r)
{
	*(uint64_t *)scan->context = row_number(row);
	return row_check(scan, row, 0, error_r);
}

static enum err last_number(struct store *store, enum statement id, uint32_t line,
			    uint64_t *ret_number, struct error *error_r)
{
	struct scan scan = {.what = "last number", .one = one_number, .context = ret_number};
	enum err err = scan_take(&scan, store, id, error_r);

	if (err != ERR_NONE)
		return err;
	scan_range(&scan, line, 1, ID_NUMBER_MAX);
	return scan_run(&scan, error_r);
}

enum err sqlite_last_numbers(struct store *store, uint32_t line, uint64_t *ret_event,
			     uint32_t *ret_contact, struct error *error_r)
{
	uint64_t event = 0, contact = 0;
	enum err err = last_number(store, DO_LAST_EVENT, line, &event, error_r);

	if (err == ERR_NONE)
		err = last_number(store, DO_LAST_CONTACT, line, &contact, error_r);
	if (err != ERR_NONE)
		return err;
	if (contact > UINT32_MAX)
		return error_set(error_r, ERR_IO, "the store is damaged: contact %llu of line %u",
				 (unsigned long long)contact, line);
	*ret_event = event;
	*ret_contact = (uint32_t)contact;
	return ERR_NONE;
}

struct snapshot_target {
	struct snapshot_row row;
	struct buf *ledger;
};

static enum err one_snapshot(struct scan *scan, struct row *row, struct error *error_r)
{
	struct snapshot_target *target = scan->context;
	struct bytes ledger;
	enum err err;

	target->row.line = (uint32_t)row_int(row, 0, UINT32_MAX);
	target->row.upto = (uint64_t)row_int(row, 0, INT64_MAX);
	target->row.low = (uint64_t)row_int(row, 0, INT64_MAX);
	ledger = row_blob(row);
	err = row_check(scan, row, 0, error_r);
	if (err == ERR_NONE)
		buf_add(target->ledger, ledger.data, ledger.size);
	return err;
}

enum err sqlite_get_snapshot(struct store *store, uint32_t line, struct snapshot_row *ret_row,
			     struct buf *ledger, struct error *error_r)
{
	struct snapshot_target target = {.ledger = ledger};
	struct scan scan = {
		.what = "snapshot", .one = one_snapshot, .context = &target, .line = line};
	size_t before = ledger->size;
	enum err err = scan_take(&scan, store, DO_SNAPSHOT, error_r);

	if (err != ERR_NONE)
		return err;
	sqlite3_bind_int64(scan.stmt, 1, line);
	err = scan_single(&scan, error_r);
	if (err != ERR_NONE)
		return err;
	*ret_row = target.row;
	ret_row->ledger = (struct bytes){ledger->data + before, ledger->size - before};
	return ERR_NONE;
}

static enum err one_page(struct scan *scan, struct row *row, struct error *error_r)
{
	uint64_t page = row_number(row);
	struct bytes flags = row_blob(row);
	enum err err;

	row->bad |= page > UINT32_MAX;
	err = row_check(scan, row, page, error_r);
	return err == ERR_NONE ? scan->fn.page(scan->context, scan->line, (uint32_t)page, flags)
			       : err;
}

enum err sqlite_scan_pages(struct store *store, uint32_t line, store_page_fn *fn, void *context,
			   struct error *error_r)
{
	struct scan scan = {
		.what = "page of contacts", .one = one_page, .fn.page = fn, .context = context};
	enum err err = scan_take(&scan, store, DO_PAGES, error_r);

	if (err != ERR_NONE)
		return err;
	scan_range(&scan, line, 0, ID_NUMBER_MAX);
	return scan_run(&scan, error_r);
}

static enum err one_line(struct scan *scan, struct row *row, struct error *error_r)
{
	struct line_row line = {0};
	struct bytes name;
	enum err err;

	line.line = scan->line = (uint32_t)row_int(row, 1, ID_LINE_MAX);
	name = row_blob(row);
	line.kind = (uint8_t)row_int(row, 0, UINT8_MAX);
	row_fixed(row, line.log, sizeof line.log);
	row->bad |= name.size >= sizeof line.name;
	err = row_check(scan, row, 0, error_r);
	if (err != ERR_NONE)
		return err;
	memcpy(line.name, name.data, name.size);
	return scan->fn.line(scan->context, &line);
}

enum err sqlite_scan_lines(struct store *store, store_line_fn *fn, void *context,
			   struct error *error_r)
{
	struct scan scan = {.what = "line", .one = one_line, .fn.line = fn, .context = context};
	enum err err = scan_take(&scan, store, DO_LINES, error_r);

	return err == ERR_NONE ? scan_run(&scan, error_r) : err;
}

static enum err one_meta(struct scan *scan, struct row *row, struct error *error_r)
{
	struct bytes value = row_blob(row);

	(void)error_r;
	buf_add(scan->context, value.data, value.size);
	return ERR_NONE;
}

enum err sqlite_get_meta(struct store *store, const char *name, struct buf *out,
			 struct error *error_r)
{
	struct scan scan = {.what = "setting", .one = one_meta, .context = out};
	enum err err = scan_take(&scan, store, DO_META, error_r);
	int code;

	if (err != ERR_NONE)
		return err;
	code = sqlite3_bind_text(scan.stmt, 1, name, -1, SQLITE_STATIC);
	if (code != SQLITE_OK)
		return sqlite_fail(scan.s, code, "reading a setting of the store", error_r);
	err = scan_run(&scan, error_r);
	if (err == ERR_NONE && scan.rows == 0)
		return error_set(error_r, ERR_ABSENT, "the store has no \"%s\"", name);
	return err;
}
