// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the files of the SQLite backend share; nobody else includes this.
 *
 *   sqlite_open.c     the file: lock, identity, settings, what a crash left
 *   sqlite_migrate.c  numbered migrations
 *   sqlite.c          statements, transactions, checkpoints, death
 *   sqlite_put.c      writes
 *   sqlite_scan.c     reads
 *   sqlite_error.c    SQLite's codes as ours
 *
 * Death: when a call into SQLite fails, a writer's store is dead. SQLite may have rolled the
 * transaction back by itself, after which every statement would commit alone; and a failed sync
 * must not be tried again, because the kernel has marked the pages clean. So every later call gives
 * ERR_IO with the first cause, and closing neither writes nor syncs. A reader has nothing to lose:
 * it reports and goes on.
 */
#ifndef STORE_SQLITE_DB_H
#define STORE_SQLITE_DB_H

#include "store/store.h"

#include <sqlite3.h>

/* A line's rows lie together: id = line << 40 | number. */
enum { ID_BITS = 40, ID_LINE_MAX = (1 << 23) - 1 };
#define ID_NUMBER_MAX ((UINT64_C(1) << ID_BITS) - 1)

/* Far above any message, far below what SQLite refuses (which would end the store). */
enum { BLOB_MAX = 64 << 20 };

enum { APPLICATION_ID = 0x66626e64 }; /* "fbnd", as in 0001_begin.sql */

#define EVENT_FACTS "type, at, contact, about, price, due, until, facts, p, propensity, leaf"
#define CHECKPOINT  "SELECT id, at, size, root, signature, frontier FROM checkpoint "

/* clang-format off */
/* Prepared once, at opening. A read-only store has only those marked R.     statement, mode, SQL */
#define STATEMENTS(S)                                                                              \
	S(BEGIN, W, "BEGIN IMMEDIATE") /* the lock now, not at the first write */                  \
	S(COMMIT, W, "COMMIT")                                                                     \
	S(ROLLBACK, W, "ROLLBACK")                                                                 \
	S(ADD_EVENT, W,                                                                            \
	  "INSERT INTO event (id, " EVENT_FACTS ", body, text)"                                    \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)")                 \
	S(ADD_CONTACT, W, "INSERT INTO contact (id, hash, first, address) VALUES (?1, ?2, ?3, ?4)") \
	S(ADD_CHECKPOINT, W,                                                                       \
	  "INSERT INTO checkpoint (id, at, size, root, signature, frontier)"                       \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                                      \
	S(PUT_SNAPSHOT, W, "REPLACE INTO snapshot (line, upto, low, ledger) VALUES (?1, ?2, ?3, ?4)") \
	S(PUT_PAGE, W, "REPLACE INTO page (id, flags) VALUES (?1, ?2)")                            \
	S(PUT_LINE, W, "REPLACE INTO line (line, name, kind, log) VALUES (?1, ?2, ?3, ?4)")        \
	S(PUT_META, W, "REPLACE INTO meta (name, value) VALUES (?1, ?2)")                          \
	S(EVENTS, R,                                                                               \
	  "SELECT id, " EVENT_FACTS ", body, text FROM event WHERE id BETWEEN ?1 AND ?2 ORDER BY id") \
	S(EVENT_HEADS, R, /* without what is long */                                               \
	  "SELECT id, " EVENT_FACTS " FROM event WHERE id BETWEEN ?1 AND ?2 ORDER BY id")          \
	S(CONTACTS, R,                                                                             \
	  "SELECT id, hash, first, address FROM contact WHERE id BETWEEN ?1 AND ?2 ORDER BY id")   \
	S(CONTACT, R, "SELECT id, hash, first, address FROM contact WHERE id = ?1")                \
	S(CHECKPOINTS, R, CHECKPOINT "WHERE id BETWEEN ?1 AND ?2 ORDER BY id")                     \
	S(LAST_CHECKPOINT, R, CHECKPOINT "WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1")    \
	S(LAST_FRONTIER, R,                                                                        \
	  CHECKPOINT "WHERE id BETWEEN ?1 AND ?2 AND frontier IS NOT NULL ORDER BY id DESC LIMIT 1") \
	S(LAST_EVENT, R, "SELECT id FROM event WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1") \
	S(LAST_CONTACT, R,                                                                         \
	  "SELECT id FROM contact WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT 1")            \
	S(SNAPSHOT, R, "SELECT line, upto, low, ledger FROM snapshot WHERE line = ?1")             \
	S(PAGES, R, "SELECT id, flags FROM page WHERE id BETWEEN ?1 AND ?2 ORDER BY id")           \
	S(LINES, R, "SELECT line, name, kind, log FROM line ORDER BY line")                        \
	S(META, R, "SELECT value FROM meta WHERE name = ?1")                                       \
	S(MIGRATIONS, R, "SELECT number, name, sha256, applied FROM migration ORDER BY number")
/* clang-format on */

enum statement {
#define X(id, mode, sql) DO_##id,
	STATEMENTS(X)
#undef X
		STATEMENT_COUNT
};

struct sqlite_store {
	struct store store;
	sqlite3 *db;
	sqlite3_stmt *statements[STATEMENT_COUNT];
	int lock; /* descriptor of PATH-lock, held by the one writer; -1: none */
	bool read_only, in_memory;
	bool in_batch; /* between begin() and commit() */
	bool dead;
	struct error cause;   /* of its death */
	int frames;	      /* in the write-ahead log, after the last commit */
	int checkpoint_every; /* frames; a test makes it small */
	int next_checkpoint;  /* when there are so many */
};

/* sqlite_error.c */
/* Describes SQLite's code, ends a writer's store with it, and returns ours. */
enum err sqlite_fail(struct sqlite_store *s, int code, const char *doing, struct error *error_r);
/* ERR_NONE, or ERR_IO with the cause of its death. */
enum err sqlite_alive(const struct sqlite_store *s, struct error *error_r);

/* sqlite.c */
extern const struct store_ops sqlite_ops;
enum err sqlite_prepare(struct sqlite_store *s, struct error *error_r);
void sqlite_finish(struct sqlite_store *s);
/* Checks that the store lives and that the statement is not in the middle of another scan. */
enum err sqlite_take(struct sqlite_store *s, enum statement id, sqlite3_stmt **ret_stmt,
		     struct error *error_r);
/* Runs a statement that gives no rows, then forgets what was bound to it. */
enum err sqlite_run(struct sqlite_store *s, enum statement id, const char *doing,
		    struct error *error_r);
/* One integer from SQL that is run once (a PRAGMA, a count). */
enum err sqlite_ask(struct sqlite_store *s, const char *sql, int64_t *ret_value,
		    struct error *error_r);
enum err sqlite_execute(struct sqlite_store *s, const char *sql, struct error *error_r);

/* sqlite_migrate.c */
struct migration {
	uint32_t number;
	const char *name, *sha256, *sql;
};

extern const struct migration store_migrations[];
extern const size_t store_migrations_count;

/* Compares what was applied with `list` and, unless read-only, applies what is missing at its end.
 */
enum err sqlite_migrate(struct sqlite_store *s, const struct migration *list, size_t count,
			ms_t now, struct error *error_r);

/* The vtable's reads and writes. */
enum err sqlite_append_event(struct store *, const struct event_row *, struct error *);
enum err sqlite_append_contact(struct store *, const struct contact_row *, struct error *);
enum err sqlite_append_checkpoint(struct store *, const struct checkpoint_row *, struct error *);
enum err sqlite_put_snapshot(struct store *, const struct snapshot_row *, struct error *);
enum err sqlite_put_page(struct store *, uint32_t, uint32_t, struct bytes, struct error *);
enum err sqlite_put_line(struct store *, const struct line_row *, struct error *);
enum err sqlite_put_meta(struct store *, const char *, struct bytes, struct error *);
enum err sqlite_scan_events(struct store *, uint32_t, uint64_t, uint64_t, bool, store_event_fn *,
			    void *, struct error *);
enum err sqlite_scan_contacts(struct store *, uint32_t, uint32_t, store_contact_fn *, void *,
			      struct error *);
enum err sqlite_get_contact(struct store *, uint32_t, uint32_t, store_contact_fn *, void *,
			    struct error *);
enum err sqlite_scan_checkpoints(struct store *, uint32_t, uint64_t, store_checkpoint_fn *, void *,
				 struct error *);
enum err sqlite_last_checkpoint(struct store *, uint32_t, bool, store_checkpoint_fn *, void *,
				struct error *);
enum err sqlite_last_numbers(struct store *, uint32_t, uint64_t *, uint32_t *, struct error *);
enum err sqlite_get_snapshot(struct store *, uint32_t, struct snapshot_row *, struct buf *,
			     struct error *);
enum err sqlite_scan_pages(struct store *, uint32_t, store_page_fn *, void *, struct error *);
enum err sqlite_scan_lines(struct store *, store_line_fn *, void *, struct error *);
enum err sqlite_get_meta(struct store *, const char *, struct buf *, struct error *);

#endif
