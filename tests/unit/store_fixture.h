// SPDX-License-Identifier: GPL-3.0-or-later
/* A store in a folder of its own, and events whose content follows from their number. */
#ifndef TESTS_UNIT_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_FIXTURE_H

#include "store/sqlite_db.h"

#include "base/mem.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	char folder[64], path[96];
	struct store *store;
	struct error error;
};

static inline struct store *open_as(struct fixture *f, bool read_only)
{
	struct sqlite_options options = {
		.path = f->path, .read_only = read_only, .now = 1772482500000};
	struct store *store = NULL;

	if (sqlite_open(&options, &store, &f->error) != ERR_NONE)
		fail_msg("%s", f->error.text);
	return store;
}

static inline enum err open_fails(struct fixture *f, bool read_only)
{
	struct sqlite_options options = {.path = f->path, .read_only = read_only};
	struct store *store = NULL;
	enum err err = sqlite_open(&options, &store, &f->error);

	assert_int_not_equal(err, ERR_NONE);
	assert_null(store);
	return err;
}

static inline int set_up(void **state)
{
	struct fixture *f = mem_alloc(1, sizeof *f);

	strcpy(f->folder, "/tmp/fauxbond-store-XXXXXX");
	if (mkdtemp(f->folder) == NULL)
		return -1;
	snprintf(f->path, sizeof f->path, "%s/fauxbond.db", f->folder);
	f->store = open_as(f, false);
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-lock", "-journal"};
	struct fixture *f = *state;
	char path[128];

	store_close(f->store);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		snprintf(path, sizeof path, "%s%s", f->path, ends[i]);
		unlink(path);
	}
	rmdir(f->folder);
	mem_free(f);
	return 0;
}

static inline void restart(struct fixture *f)
{
	store_close(f->store);
	f->store = NULL;
	f->store = open_as(f, false);
}

#define OK(call)                                                                                   \
	do {                                                                                       \
		if ((call) != ERR_NONE)                                                            \
			fail_msg("%s: %s", #call, f->error.text);                                  \
	} while (0)

static inline void begin(struct fixture *f)
{
	OK(f->store->ops->begin(f->store, &f->error));
}

static inline void commit(struct fixture *f)
{
	OK(f->store->ops->commit(f->store, &f->error));
}

static inline struct event_row event_of(uint32_t line, uint64_t number)
{
	struct event_row row = {.line = line,
				.number = number,
				.type = EVENT_MESSAGE,
				.at = 1772482500000 + (ms_t)number,
				.contact = (uint32_t)number,
				.about = number - 1,
				.price = 80000,
				.due = 5,
				.until = MS_NEVER,
				.facts = 0xfedcba98,
				.p = 0.5,
				.propensity = 0.25,
				.body = bytes_of_text("sealed body"),
				.text = bytes_of_text("sealed text")};

	memset(row.leaf, (int)number, sizeof row.leaf);
	return row;
}

static inline void append(struct fixture *f, uint32_t line, uint64_t number)
{
	struct event_row row = event_of(line, number);

	OK(f->store->ops->append_event(f->store, &row, &f->error));
}

/* What a scan saw. */
struct seen {
	uint64_t count, first, last;
	uint64_t fail_at;
	bool without_body;
	struct fixture *f;
};

static inline enum err see_event(void *context, const struct event_row *row, struct error *error_r)
{
	struct seen *seen = context;
	struct event_row expected = event_of(row->line, row->number);

	if (seen->fail_at == row->number)
		return error_set(error_r, ERR_STATE, "enough");
	seen->first = seen->count++ == 0 ? row->number : seen->first;
	seen->last = row->number;
	assert_int_equal(row->type, expected.type);
	assert_int_equal(row->at, expected.at);
	assert_int_equal(row->contact, expected.contact);
	assert_int_equal(row->about, expected.about);
	assert_int_equal(row->price, expected.price);
	assert_int_equal(row->due, expected.due);
	assert_true(row->until == expected.until);
	assert_int_equal(row->facts, expected.facts);
	assert_true(row->p == expected.p && row->propensity == expected.propensity);
	assert_memory_equal(row->leaf, expected.leaf, 32);
	assert_true(seen->without_body ? row->body.size == 0 && row->text.size == 0
				       : bytes_equal(row->body, expected.body) &&
						 bytes_equal(row->text, expected.text));
	return ERR_NONE;
}

static inline struct seen scan(struct fixture *f, uint32_t line, uint64_t from, uint64_t to,
			       bool with_body)
{
	struct seen seen = {.without_body = !with_body};

	OK(f->store->ops->scan_events(f->store, line, from, to, with_body, see_event, &seen,
				      &f->error));
	return seen;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
