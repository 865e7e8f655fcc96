// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The store: one small vtable, a backend behind it (sqlite.c; postgres.c later). Laid out so that every
 * per-message write appends: rows carry sequential numbers, nothing random is indexed on the commit path.
 *
 * A store MUST: give back after a crash exactly what commit() said was committed, in order, and nothing of what
 * was not; refuse every call but store_close() after a failed write or sync (ERR_IO: the process ends and a
 * restart recovers; a failed sync is never tried again). It MAY: keep statements and buffers.
 * Memory of rows passed in is the caller's; rows passed to a callback live until it returns.
 *
 * Every append and put belongs between begin() and commit() or rollback(), else ERR_STATE. A callback may read
 * (not by the call it runs in: ERR_STATE) but not commit or roll back.
 *
 * Keys: (line, number). A line's events, contacts and checkpoints are each numbered from 1 without gaps; a scan that
 * meets a gap or a damaged row fails with ERR_IO. Lines go up to 2^23 - 1, numbers up to 2^40 - 1, a blob to 64 MiB.
 * All calls come from one thread. Only the flow's driver, evidence/ and daemon/ use this header.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { STORE_VERSION = 1 };

/* What an event row is about. Stored: never renumber. */
enum event_type {
	EVENT_MESSAGE = 1,  /* a message, call or tip came; with its reading and decision */
	EVENT_ANSWER = 2,   /* an answer was released: worded, paid for, handed over */
	EVENT_DECISION = 3, /* something was decided about a contact: held, muted, approved, blocked, ... */
	EVENT_OUTCOME = 4,  /* what became of answers: sent, failed, unknown, receipts; one row per commit */
	EVENT_NOTE = 5,     /* about the line itself: paused, resumed, opened, ... */
	EVENT_CALL = 6,     /* of a site: what was asked of it, and what came of it */
};

/* One wide row. Sealed columns are opaque here. */
struct event_row {
	uint32_t line;
	uint64_t number;
	uint8_t type;       /* enum event_type */
	ms_t at;
	uint32_t contact;   /* 0: none */
	uint64_t about;     /* the event it answers or decides on; 0: none */
	int64_t price;      /* micro-euros reserved by it */
	ms_t due, until;    /* of a pending message; 0: nothing is due */
	uint32_t facts;     /* admission, verdict, why, flag, kind, language, move: packed by evidence/ */
	double p, propensity;
	struct bytes body;  /* sealed: raw bytes, or an outcome's entries; may be empty */
	struct bytes text;  /* sealed: the answer's text; may be empty */
	uint8_t leaf[32];   /* leaf hash of the line's tree */
};

struct contact_row {
	uint32_t line;
	uint32_t number;
	uint8_t hash[16];    /* keyed */
	ms_t first;
	struct bytes address; /* sealed */
};

struct checkpoint_row {
	uint32_t line;
	uint64_t number;
	ms_t at;
	uint64_t size;         /* leaves */
	uint8_t root[32];
	uint8_t signature[64]; /* over the note's text */
	struct bytes frontier; /* the tree's right edge, now and then; else empty */
};

/* What a restart begins from: state as it was after event `upto`, and from where to look for what waits. */
struct snapshot_row {
	uint32_t line;
	uint64_t upto;  /* events up to this one are in it */
	uint64_t low;   /* nothing older than this event is pending or unconfirmed */
	struct bytes ledger;
};

struct line_row {
	uint32_t line; /* 1.. */
	char name[32];
	uint8_t kind;
	uint8_t log[16]; /* random name of its tree */
};

typedef enum err store_event_fn(void *context, const struct event_row *row, struct error *error_r);
typedef enum err store_contact_fn(void *context, const struct contact_row *row);
typedef enum err store_checkpoint_fn(void *context, const struct checkpoint_row *row,
				     struct error *error_r);
typedef enum err store_page_fn(void *context, uint32_t line, uint32_t page, struct bytes flags);
typedef enum err store_line_fn(void *context, const struct line_row *row);

struct store;

struct store_ops {
	void (*close)(struct store *store);
	enum err (*begin)(struct store *store, struct error *error_r);
	enum err (*commit)(struct store *store, struct error *error_r);
	void (*rollback)(struct store *store);

	enum err (*append_event)(struct store *store, const struct event_row *row,
				 struct error *error_r);
	enum err (*append_contact)(struct store *store, const struct contact_row *row,
				   struct error *error_r);
	enum err (*append_checkpoint)(struct store *store, const struct checkpoint_row *row,
				      struct error *error_r);

	/* Events from..to of a line in order (to 0: the last). A callback that fails ends the scan with
	 * its error. `with_body` false leaves body and text empty and reads less. */
	enum err (*scan_events)(struct store *store, uint32_t line, uint64_t from, uint64_t to,
				bool with_body, store_event_fn *fn, void *context,
				struct error *error_r);
	enum err (*scan_contacts)(struct store *store, uint32_t line, uint32_t from, store_contact_fn *fn,
				  void *context, struct error *error_r);
	enum err (*get_contact)(struct store *store, uint32_t line, uint32_t number,
				store_contact_fn *fn, void *context, struct error *error_r);
	enum err (*scan_checkpoints)(struct store *store, uint32_t line, uint64_t from,
				     store_checkpoint_fn *fn, void *context, struct error *error_r);
	/* The newest checkpoint, and the newest that has a frontier; ERR_ABSENT when there is none. */
	enum err (*last_checkpoint)(struct store *store, uint32_t line, bool with_frontier,
				    store_checkpoint_fn *fn, void *context, struct error *error_r);
	/* The numbers of the last event and contact of a line; 0 when it has none. */
	enum err (*last_numbers)(struct store *store, uint32_t line, uint64_t *ret_event,
				 uint32_t *ret_contact, struct error *error_r);

	/* Replaces the snapshot row of a line, and one page (16,384 contacts, a byte each) of flags. */
	enum err (*put_snapshot)(struct store *store, const struct snapshot_row *row,
				 struct error *error_r);
	/* ERR_ABSENT before the first. `ledger` is appended. */
	enum err (*get_snapshot)(struct store *store, uint32_t line, struct snapshot_row *ret_row,
				 struct buf *ledger, struct error *error_r);
	enum err (*put_page)(struct store *store, uint32_t line, uint32_t page, struct bytes flags,
			     struct error *error_r);
	enum err (*scan_pages)(struct store *store, uint32_t line, store_page_fn *fn, void *context,
			       struct error *error_r);

	enum err (*put_line)(struct store *store, const struct line_row *row, struct error *error_r);
	enum err (*scan_lines)(struct store *store, store_line_fn *fn, void *context,
			       struct error *error_r);
	/* Small named values (wrapped keys, salts, settings of the store itself). Value appended; ERR_ABSENT. */
	enum err (*put_meta)(struct store *store, const char *name, struct bytes value,
			     struct error *error_r);
	enum err (*get_meta)(struct store *store, const char *name, struct buf *out,
			     struct error *error_r);
};

/* Every backend's struct begins with this. */
struct store {
	const struct store_ops *ops;
};

/* How a SQLite store is opened. */
struct sqlite_options {
	const char *path;  /* a file, or ":memory:" */
	bool read_only;    /* clerk, verify: never writes, never migrates */
	const char *vfs;   /* a test's VFS; NULL: the default */
	ms_t now;          /* stamped on migrations that are applied */
};

/* Opens, creates and migrates. ERR_INPUT when it is no store of ours or from a newer program (the text says which
 * version it has and which this program knows), ERR_IO when the disk fails or the file is damaged, ERR_STATE when
 * another process writes to it, ERR_ABSENT when there is nothing to read. */
enum err sqlite_open(const struct sqlite_options *options, struct store **ret_store,
		     struct error *error_r);
/* NULL is fine. A transaction that was not committed is gone. */
void store_close(struct store *store);

/* One migration that the store has, for `fauxbond migrate` to list; in order. */
struct migration_row {
	uint32_t number;
	char name[64];
	char sha256[65]; /* of the migration's SQL, in hexadecimal */
	ms_t applied;
};

typedef enum err store_migration_fn(void *context, const struct migration_row *row);
enum err sqlite_migrations(struct store *store, store_migration_fn *fn, void *context,
			   struct error *error_r);

#endif
