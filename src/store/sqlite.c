// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The SQLite backend: statements, transactions, checkpoints. See sqlite_db.h for its rooms and for
 * what happens after a failure, and store.h for what every backend owes.
 *
 * Write-ahead log, synchronous=FULL: a commit is one append to the log and one sync. Checkpoints
 * (log -> file) are ours, not SQLite's automatic ones: those come before commit() returns, so that
 * acknowledgements wait for them, and their failures are swallowed. Ours run in begin(), when what
 * was committed has been acknowledged.
 */
#include "store/sqlite_db.h"

#include "base/mem.h"

#include <unistd.h>

/* Pages in the log before a checkpoint. 1000 and 4000 cost the same CPU; with batches of 1000 events
 * the longest begin() took 12 ms with 1000, 36 ms with 4000. */
enum { CHECKPOINT_FRAMES = 1000 };

static int count_frames(void *context, sqlite3 *db, const char *name, int frames)
{
	struct sqlite_store *s = context;

	(void)db;
	(void)name;
	if (frames < s->frames) /* it began anew */
		s->next_checkpoint = s->checkpoint_every;
	s->frames = frames;
	return SQLITE_OK;
}

enum err sqlite_prepare(struct sqlite_store *s, struct error *error_r)
{
	static const struct {
		char mode;
		const char *sql;
	} table[] = {
#define R		 'r'
#define W		 'w'
#define X(id, mode, sql) {mode, sql},
		STATEMENTS(X)
#undef X
#undef R
#undef W
	};

	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		int code;

		if (s->read_only && table[i].mode == 'w')
			continue;
		code = sqlite3_prepare_v3(s->db, table[i].sql, -1, SQLITE_PREPARE_PERSISTENT,
					  &s->statements[i], NULL);
		if (code != SQLITE_OK)
			return sqlite_fail(s, code, "preparing the store's statements", error_r);
	}
	s->checkpoint_every = s->next_checkpoint = CHECKPOINT_FRAMES;
	if (!s->read_only)
		sqlite3_wal_hook(s->db, count_frames, s);
	return ERR_NONE;
}

void sqlite_finish(struct sqlite_store *s)
{
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_finalize(s->statements[i]);
	sqlite3_close(s->db);
	if (s->lock >= 0)
		close(s->lock); /* after SQLite's last write; this gives the lock back */
	mem_free(s);
}

enum err sqlite_take(struct sqlite_store *s, enum statement id, sqlite3_stmt **ret_stmt,
		     struct error *error_r)
{
	enum err err = sqlite_alive(s, error_r);

	if (err != ERR_NONE)
		return err;
	if (sqlite3_stmt_busy(s->statements[id]))
		return error_set(error_r, ERR_STATE, "a scan cannot begin the same scan again");
	*ret_stmt = s->statements[id];
	return ERR_NONE;
}

enum err sqlite_run(struct sqlite_store *s, enum statement id, const char *doing,
		    struct error *error_r)
{
	sqlite3_stmt *stmt = s->statements[id];
	enum err err = ERR_NONE;
	int code = sqlite3_step(stmt);

	if (code != SQLITE_DONE)
		err = sqlite_fail(s, code, doing, error_r);
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return err;
}

enum err sqlite_ask(struct sqlite_store *s, const char *sql, int64_t *ret_value,
		    struct error *error_r)
{
	sqlite3_stmt *stmt = NULL;
	int64_t value = 0;
	int code = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);

	if (code == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	code = code == SQLITE_OK ? sqlite3_finalize(stmt) : code;
	if (code != SQLITE_OK)
		return sqlite_fail(s, code, "reading the store's head", error_r);
	*ret_value = value;
	return ERR_NONE;
}

enum err sqlite_execute(struct sqlite_store *s, const char *sql, struct error *error_r)
{
	int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? ERR_NONE : sqlite_fail(s, code, "setting the store up", error_r);
}

/* Copies the log into the file when it has grown enough; the next commit then begins the log anew.
 * It cannot while a slow reader needs the log: the next try then comes after as much again, not at
 * every begin(). */
static enum err checkpoint_when_due(struct sqlite_store *s, struct error *error_r)
{
	int code;

	if (s->frames < s->next_checkpoint)
		return ERR_NONE;
	code = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
		return sqlite_fail(s, code, "copying the log into the store", error_r);
	s->next_checkpoint = s->frames + s->checkpoint_every;
	return ERR_NONE;
}

static enum err begin(struct store *store, struct error *error_r)
{
	struct sqlite_store *s = (struct sqlite_store *)store;
	enum err err = sqlite_alive(s, error_r);

	if (err != ERR_NONE)
		return err;
	if (s->read_only)
		return error_set(error_r, ERR_STATE, "the store was opened for reading only");
	if (s->in_batch)
		return error_set(error_r, ERR_STATE, "a transaction is open already");
	err = checkpoint_when_due(s, error_r);
	if (err == ERR_NONE)
		err = sqlite_run(s, DO_BEGIN, "beginning a transaction", error_r);
	s->in_batch = err == ERR_NONE;
	return err;
}

static enum err commit(struct store *store, struct error *error_r)
{
	struct sqlite_store *s = (struct sqlite_store *)store;
	enum err err = sqlite_alive(s, error_r);

	if (err != ERR_NONE)
		return err;
	if (!s->in_batch)
		return error_set(error_r, ERR_STATE, "no transaction is open");
	s->in_batch = false;
	return sqlite_run(s, DO_COMMIT, "committing", error_r);
}

static void rollback(struct store *store)
{
	struct sqlite_store *s = (struct sqlite_store *)store;

	if (s->in_batch && !s->dead)
		sqlite_run(s, DO_ROLLBACK, "rolling back", NULL);
	s->in_batch = false;
}

static void close_store(struct store *store)
{
	sqlite_finish((struct sqlite_store *)store);
}

const struct store_ops sqlite_ops = {
	.close = close_store,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.append_event = sqlite_append_event,
	.append_contact = sqlite_append_contact,
	.append_checkpoint = sqlite_append_checkpoint,
	.scan_events = sqlite_scan_events,
	.scan_contacts = sqlite_scan_contacts,
	.get_contact = sqlite_get_contact,
	.scan_checkpoints = sqlite_scan_checkpoints,
	.last_checkpoint = sqlite_last_checkpoint,
	.last_numbers = sqlite_last_numbers,
	.put_snapshot = sqlite_put_snapshot,
	.get_snapshot = sqlite_get_snapshot,
	.put_page = sqlite_put_page,
	.scan_pages = sqlite_scan_pages,
	.put_line = sqlite_put_line,
	.scan_lines = sqlite_scan_lines,
	.put_meta = sqlite_put_meta,
	.get_meta = sqlite_get_meta,
};
