// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A store in memory, for unit tests. Honest (transactions, rollback, refusal after a failed write
 * as store.h demands) but for what a test does to it: rows are plain to see and to change, and the
 * n-th write fails on request. fake_store_copy() is the crash: what was committed, opened again.
 */
#ifndef TESTS_FAKE_STORE_H
#define TESTS_FAKE_STORE_H

#include "store/store.h"

/* Rows own their bytes (mem.h). */
struct fake_events {
	struct event_row *rows;
	size_t count;
};

struct fake_contacts {
	struct contact_row *rows;
	size_t count;
};

struct fake_checkpoints {
	struct checkpoint_row *rows;
	size_t count;
};

/* Snapshots, pages, lines and meta: a few named values. */
struct fake_value {
	char name[80];
	struct buf value;
};

struct fake_values {
	struct fake_value *list;
	size_t count;
};

struct fake_store {
	struct store store;	   /* first, as every backend's */
	struct fake_events events; /* in the order of appending, all lines together */
	struct fake_contacts contacts;
	struct fake_checkpoints checkpoints;
	struct fake_values values;

	bool in_transaction, broken;
	struct {
		size_t events, contacts, checkpoints;
		struct fake_values values;
	} before;	  /* what a rollback goes back to */
	unsigned writes;  /* made so far: appends, puts, commits */
	unsigned fail_at; /* this one fails with ERR_IO; 0: none */
	unsigned commits;
};

struct fake_store *fake_store_create(void);
/* What a restart would find: the committed state, in a store of its own. */
struct fake_store *fake_store_copy(const struct fake_store *fake);

/* The row, for a test to look at or change; NULL: none. */
struct event_row *fake_event(struct fake_store *fake, uint32_t line, uint64_t number);
struct contact_row *fake_contact(struct fake_store *fake, uint32_t line, uint32_t number);
struct checkpoint_row *fake_checkpoint(struct fake_store *fake, uint32_t line, uint64_t number);
/* Takes a row out, as a hand in the database would. */
void fake_drop_event(struct fake_store *fake, uint32_t line, uint64_t number);
void fake_drop_contact(struct fake_store *fake, uint32_t line, uint32_t number);
void fake_drop_checkpoint(struct fake_store *fake, uint32_t line, uint64_t number);
/* Replaces a row's bytes (row->body, row->text, ...) by a copy of `bytes`. */
void fake_set_bytes(struct bytes *field, struct bytes bytes);

#endif
