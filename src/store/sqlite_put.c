// SPDX-License-Identifier: GPL-3.0-or-later
/* Writes. Rows are bound where they lie (SQLITE_STATIC) and forgotten before the call returns. */
#include "store/sqlite_db.h"

#include <math.h>
#include <string.h>

/* A write of one statement: bind, bind, ..., then put_end(). The first failure is kept. */
struct put {
	struct sqlite_store *s;
	sqlite3_stmt *stmt;
	enum statement id;
	const char *doing;
	int column; /* the last one bound */
	int code;   /* SQLite's; SQLITE_OK so far */
};

static void put_int(struct put *put, int64_t value)
{
	int code = sqlite3_bind_int64(put->stmt, ++put->column, value);

	put->code = put->code != SQLITE_OK ? put->code : code;
}

/* SQLite knows no NaN; NULL stands for it. */
static void put_real(struct put *put, double value)
{
	int code;

	put->column++;
	code = isnan(value) ? sqlite3_bind_null(put->stmt, put->column)
			    : sqlite3_bind_double(put->stmt, put->column, value);
	put->code = put->code != SQLITE_OK ? put->code : code;
}

/* Empty bytes become NULL, which takes no room. */
static void put_blob(struct put *put, struct bytes bytes)
{
	int code;

	put->column++;
	code = bytes.size == 0 ? sqlite3_bind_null(put->stmt, put->column)
			       : sqlite3_bind_blob64(put->stmt, put->column, bytes.data, bytes.size,
						     SQLITE_STATIC);
	put->code = put->code != SQLITE_OK ? put->code : code;
}

static void put_text(struct put *put, const char *text, size_t size)
{
	int code = sqlite3_bind_text64(put->stmt, ++put->column, text, size, SQLITE_STATIC,
				       SQLITE_UTF8);

	put->code = put->code != SQLITE_OK ? put->code : code;
}

/* What the caller may get wrong is checked here, before SQLite sees it: this does not end the
 * store. */
static enum err put_begin(struct store *store, enum statement id, const char *doing, size_t size,
			  struct put *ret_put, struct error *error_r)
{
	struct sqlite_store *s = (struct sqlite_store *)store;
	enum err err = sqlite_alive(s, error_r);

	*ret_put = (struct put){.s = s, .id = id, .doing = doing};
	if (err != ERR_NONE)
		return err;
	if (!s->in_batch)
		return error_set(error_r, ERR_STATE, "%s: no transaction is open", doing);
	if (size > BLOB_MAX)
		return error_set(error_r, ERR_INPUT, "%s: %zu bytes are too many", doing, size);
	return sqlite_take(s, id, &ret_put->stmt, error_r);
}

static enum err put_end(struct put *put, struct error *error_r)
{
	if (put->code != SQLITE_OK)
		return sqlite_fail(put->s, put->code, put->doing, error_r);
	return sqlite_run(put->s, put->id, put->doing, error_r);
}

static enum err check_line(uint32_t line, const char *doing, struct error *error_r)
{
	if (line >= 1 && line <= ID_LINE_MAX)
		return ERR_NONE;
	return error_set(error_r, ERR_INPUT, "%s: there is no line %u", doing, line);
}

static enum err put_id(struct put *put, uint32_t line, uint64_t number, struct error *error_r)
{
	enum err err = check_line(line, put->doing, error_r);

	if (err != ERR_NONE)
		return err;
	if (number == 0 || number > ID_NUMBER_MAX)
		return error_set(error_r, ERR_INPUT, "%s: numbers begin at 1", put->doing);
	put_int(put, (int64_t)((uint64_t)line << ID_BITS | number));
	return ERR_NONE;
}

enum err sqlite_append_event(struct store *store, const struct event_row *row,
			     struct error *error_r)
{
	struct put put;
	enum err err = put_begin(store, DO_ADD_EVENT, "storing an event",
				 row->body.size + row->text.size, &put, error_r);

	if (err == ERR_NONE)
		err = put_id(&put, row->line, row->number, error_r);
	if (err != ERR_NONE)
		return err;
	put_int(&put, row->type);
	put_int(&put, row->at);
	put_int(&put, row->contact);
	put_int(&put, (int64_t)row->about);
	put_int(&put, row->price);
	put_int(&put, row->due);
	put_int(&put, row->until);
	put_int(&put, row->facts);
	put_real(&put, row->p);
	put_real(&put, row->propensity);
	put_blob(&put, BYTES_OF(row->leaf));
	put_blob(&put, row->body);
	put_blob(&put, row->text);
	return put_end(&put, error_r);
}

enum err sqlite_append_contact(struct store *store, const struct contact_row *row,
			       struct error *error_r)
{
	struct put put;
	enum err err = put_begin(store, DO_ADD_CONTACT, "storing a contact", row->address.size,
				 &put, error_r);

	if (err == ERR_NONE)
		err = put_id(&put, row->line, row->number, error_r);
	if (err != ERR_NONE)
		return err;
	put_blob(&put, BYTES_OF(row->hash));
	put_int(&put, row->first);
	put_blob(&put, row->address);
	return put_end(&put, error_r);
}

enum err sqlite_append_checkpoint(struct store *store, const struct checkpoint_row *row,
				  struct error *error_r)
{
	struct put put;
	enum err err = put_begin(store, DO_ADD_CHECKPOINT, "storing a checkpoint",
				 row->frontier.size, &put, error_r);

	if (err == ERR_NONE)
		err = put_id(&put, row->line, row->number, error_r);
	if (err != ERR_NONE)
		return err;
	put_int(&put, row->at);
	put_int(&put, (int64_t)row->size);
	put_blob(&put, BYTES_OF(row->root));
	put_blob(&put, BYTES_OF(row->signature));
	put_blob(&put, row->frontier);
	return put_end(&put, error_r);
}

enum err sqlite_put_snapshot(struct store *store, const struct snapshot_row *row,
			     struct error *error_r)
{
	struct put put;
	enum err err = put_begin(store, DO_PUT_SNAPSHOT, "storing a snapshot", row->ledger.size,
				 &put, error_r);

	if (err == ERR_NONE)
		err = check_line(row->line, put.doing, error_r);
	if (err != ERR_NONE)
		return err;
	put_int(&put, row->line);
	put_int(&put, (int64_t)row->upto);
	put_int(&put, (int64_t)row->low);
	put_blob(&put, row->ledger);
	return put_end(&put, error_r);
}

enum err sqlite_put_page(struct store *store, uint32_t line, uint32_t page, struct bytes flags,
			 struct error *error_r)
{
	struct put put;
	enum err err = put_begin(store, DO_PUT_PAGE, "storing a page of contacts", flags.size, &put,
				 error_r);

	if (err == ERR_NONE)
		err = check_line(line, put.doing, error_r);
	if (err != ERR_NONE)
		return err;
	put_int(&put, (int64_t)((uint64_t)line << ID_BITS | page));
	put_blob(&put, flags);
	return put_end(&put, error_r);
}

enum err sqlite_put_line(struct store *store, const struct line_row *row, struct error *error_r)
{
	struct put put;
	enum err err = put_begin(store, DO_PUT_LINE, "storing a line", 0, &put, error_r);

	if (err == ERR_NONE)
		err = check_line(row->line, put.doing, error_r);
	if (err != ERR_NONE)
		return err;
	put_int(&put, row->line);
	put_text(&put, row->name, strnlen(row->name, sizeof row->name));
	put_int(&put, row->kind);
	put_blob(&put, BYTES_OF(row->log));
	return put_end(&put, error_r);
}

enum err sqlite_put_meta(struct store *store, const char *name, struct bytes value,
			 struct error *error_r)
{
	struct put put;
	enum err err = put_begin(store, DO_PUT_META, "storing a setting of the store", value.size,
				 &put, error_r);

	if (err != ERR_NONE)
		return err;
	put_text(&put, name, strlen(name));
	put_blob(&put, value);
	return put_end(&put, error_r);
}
