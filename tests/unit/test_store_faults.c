// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * store/sqlite when the disk or memory fails: every write, sync, truncation, open, read and
 * allocation of a small workload fails once (n = 1, 2, ... until the workload ends before the
 * n-th). Each time: the failure is reported, no later call succeeds or touches the disk, and after
 * opening again exactly the confirmed batches are there, or these and the whole of the one whose
 * commit() failed.
 */
#include "fault_vfs.h"

#include "base/mem.h"
#include "store/sqlite_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { BATCHES = 9, EVENTS = 4, SNAPSHOT_EVERY = 3, BODY = 700, FRAMES = 20 };

static char folder[64], path[96];

struct run {
	struct store *store;
	struct error error;
	uint64_t confirmed; /* batches */
	bool in_doubt;	    /* the batch after these may be there: its commit() failed */
	bool failed;
};

static enum err open_store(struct run *run)
{
	struct sqlite_options options = {.path = path, .vfs = FAULT_VFS};
	enum err err = sqlite_open(&options, &run->store, &run->error);

	if (err == ERR_NONE) /* small, so that checkpoints fail too */
		((struct sqlite_store *)run->store)->checkpoint_every = FRAMES;
	if (err == ERR_NONE)
		((struct sqlite_store *)run->store)->next_checkpoint = FRAMES;
	return err;
}

static enum err put_events(struct run *run, uint64_t batch)
{
	static const uint8_t body[BODY] = {1, 2, 3};
	enum err err = ERR_NONE;

	for (uint64_t n = (batch - 1) * EVENTS + 1; n <= batch * EVENTS && err == ERR_NONE; n++)
		for (uint32_t line = 1; line <= 2 && err == ERR_NONE; line++) {
			struct event_row row = {.line = line,
						.number = n,
						.type = EVENT_MESSAGE,
						.at = (ms_t)n,
						.body = BYTES_OF(body)};

			err = run->store->ops->append_event(run->store, &row, &run->error);
		}
	return err;
}

static enum err put_snapshot(struct run *run, uint64_t batch)
{
	static uint8_t flags[16384];
	struct snapshot_row row = {.line = 1, .upto = batch, .ledger = bytes_of_text("ledger")};
	enum err err = run->store->ops->put_snapshot(run->store, &row, &run->error);

	memset(flags, (int)batch, sizeof flags);
	if (err == ERR_NONE)
		err = run->store->ops->put_page(run->store, 1, 0, BYTES_OF(flags), &run->error);
	return err;
}

static enum err put_batch(struct run *run, uint64_t batch)
{
	struct contact_row contact = {.line = 1, .number = (uint32_t)batch};
	struct checkpoint_row checkpoint = {
		.line = 1, .number = batch, .frontier = bytes_of_text("edge")};
	const struct store_ops *ops = run->store->ops;
	enum err err = ops->begin(run->store, &run->error);

	if (err == ERR_NONE)
		err = put_events(run, batch);
	if (err == ERR_NONE)
		err = ops->append_contact(run->store, &contact, &run->error);
	if (err == ERR_NONE)
		err = ops->append_checkpoint(run->store, &checkpoint, &run->error);
	if (err == ERR_NONE && batch % SNAPSHOT_EVERY == 0)
		err = put_snapshot(run, batch);
	if (err != ERR_NONE)
		return err;
	err = ops->commit(run->store, &run->error);
	run->in_doubt = err != ERR_NONE;
	return err;
}

static enum err count_event(void *context, const struct event_row *row, struct error *error_r)
{
	(void)error_r;
	assert_int_equal(row->body.size, BODY);
	assert_int_equal(row->number, ++*(uint64_t *)context);
	return ERR_NONE;
}

static enum err count_events(struct run *run, uint32_t line, uint64_t *ret_count)
{
	*ret_count = 0;
	return run->store->ops->scan_events(run->store, line, 0, 0, true, count_event, ret_count,
					    &run->error);
}

static void work(struct run *run, uint64_t batches)
{
	uint64_t count;

	run->failed = open_store(run) != ERR_NONE;
	for (uint64_t b = 1; b <= batches && !run->failed; b++) {
		run->failed = put_batch(run, b) != ERR_NONE;
		if (!run->failed)
			run->confirmed = b;
		if (!run->failed && b % SNAPSHOT_EVERY == 0)
			run->failed = count_events(run, 1, &count) != ERR_NONE;
	}
}

/* Nothing works any more, and nothing reaches the disk. */
static void is_dead(struct run *run)
{
	const struct store_ops *ops = run->store->ops;
	struct event_row row = {.line = 1, .number = 1000};
	uint64_t before = fault_changes(), event;
	struct error error;
	uint32_t contact;

	assert_string_not_equal(run->error.text, "");
	assert_int_equal(ops->commit(run->store, &error), ERR_IO);
	assert_int_equal(ops->begin(run->store, &error), ERR_IO);
	assert_int_equal(ops->append_event(run->store, &row, &error), ERR_IO);
	assert_int_equal(ops->last_numbers(run->store, 1, &event, &contact, &error), ERR_IO);
	ops->rollback(run->store);
	assert_int_equal(ops->commit(run->store, &error), ERR_IO);
	assert_non_null(strstr(error.text, "the store stopped"));
	store_close(run->store);
	run->store = NULL;
	assert_int_equal(fault_changes(), before);
}

static enum err see_checkpoint(void *context, const struct checkpoint_row *row,
			       struct error *error_r)
{
	(void)error_r;
	*(uint64_t *)context = row->number;
	return ERR_NONE;
}

static enum err see_page(void *context, uint32_t line, uint32_t page, struct bytes flags)
{
	(void)line;
	(void)page;
	*(uint64_t *)context = flags.data[16383];
	return ERR_NONE;
}

/* The store has exactly `batches`. */
static void has(struct run *run, uint64_t batches)
{
	const struct store_ops *ops = run->store->ops;
	struct snapshot_row snapshot = {0};
	uint64_t count, checkpoint = 0, event, flags = 0;
	uint64_t snapped = batches / SNAPSHOT_EVERY * SNAPSHOT_EVERY;
	struct buf ledger = {0};
	uint32_t contact;

	for (uint32_t line = 1; line <= 2; line++) {
		assert_int_equal(count_events(run, line, &count), ERR_NONE);
		assert_int_equal(count, batches * EVENTS);
	}
	ops->last_checkpoint(run->store, 1, true, see_checkpoint, &checkpoint, &run->error);
	assert_int_equal(checkpoint, batches);
	assert_int_equal(ops->last_numbers(run->store, 1, &event, &contact, &run->error), ERR_NONE);
	assert_int_equal(contact, batches);
	ops->get_snapshot(run->store, 1, &snapshot, &ledger, &run->error);
	assert_int_equal(snapshot.upto, snapped);
	assert_int_equal(ops->scan_pages(run->store, 1, see_page, &flags, &run->error), ERR_NONE);
	assert_int_equal(flags, snapped);
	buf_finish(&ledger);
}

/* Opens again, without faults: checks what is there, and that work goes on. */
static void recovers(struct run *run)
{
	uint64_t have;

	if (open_store(run) != ERR_NONE)
		fail_msg("%s", run->error.text);
	assert_int_equal(count_events(run, 1, &have), ERR_NONE);
	have /= EVENTS;
	if (have != run->confirmed && !(run->in_doubt && have == run->confirmed + 1))
		fail_msg("%llu batches were confirmed, %llu are there",
			 (unsigned long long)run->confirmed, (unsigned long long)have);
	has(run, have);
	for (uint64_t b = have + 1; b <= have + 4; b++)
		assert_int_equal(put_batch(run, b), ERR_NONE);
	has(run, have + 4);
	store_close(run->store);
}

static void remove_files(void)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-lock", "-journal"};
	char name[128];

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
}

/* One run in which the n-th call fails; false when there were fewer. */
static bool one_run(enum fault kind, uint64_t nth, bool for_ever)
{
	struct run run = {0};
	bool fired, must_fail = kind == FAULT_WRITE || kind == FAULT_FULL || kind == FAULT_SYNC;

	remove_files();
	fault_arm(kind, nth, for_ever);
	work(&run, BATCHES);
	fired = fault_fired();
	if (run.failed)
		assert_true(fired);
	if (must_fail && fired && !run.failed) /* without others SQLite may do */
		fail_msg("call %llu failed and nobody said so", (unsigned long long)nth);
	if (run.failed && run.store != NULL)
		is_dead(&run);
	else
		store_close(run.store);
	fired = fired || fault_fired();
	fault_arm(FAULT_NONE, 0, false);
	recovers(&run);
	return fired;
}

static void every_call_fails_once(enum fault kind, const char *name, bool for_ever)
{
	uint64_t nth = 1;

	while (one_run(kind, nth, for_ever))
		nth++;
	print_message("%s: %llu\n", name, (unsigned long long)nth - 1);
	assert_true(nth > 3);
}

static void writes_fail(void **state)
{
	(void)state;
	every_call_fails_once(FAULT_WRITE, "writes", false);
	every_call_fails_once(FAULT_WRITE, "writes, and all after them", true);
}

static void the_disk_is_full(void **state)
{
	(void)state;
	every_call_fails_once(FAULT_FULL, "writes to a full disk", false);
	every_call_fails_once(FAULT_FULL, "writes to a disk that stays full", true);
}

static void syncs_fail(void **state)
{
	(void)state;
	every_call_fails_once(FAULT_SYNC, "syncs", false);
	every_call_fails_once(FAULT_SYNC, "syncs, and all after them", true);
}

static void truncations_fail(void **state)
{
	(void)state;
	every_call_fails_once(FAULT_TRUNCATE, "truncations", false);
}

static void opens_fail(void **state)
{
	(void)state;
	every_call_fails_once(FAULT_OPEN, "opens", false);
}

static void reads_fail(void **state)
{
	(void)state;
	every_call_fails_once(FAULT_READ, "reads", false);
}

static void allocations_fail(void **state)
{
	(void)state;
	every_call_fails_once(FAULT_MEMORY, "allocations", false);
}

static int set_up(void **state)
{
	(void)state;
	/* In memory where that exists: thousands of syncs, and none of them is what is tested. */
	snprintf(folder, sizeof folder, "%s/fauxbond-faults-XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/fauxbond.db", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	remove_files();
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_fail),	    cmocka_unit_test(the_disk_is_full),
		cmocka_unit_test(syncs_fail),	    cmocka_unit_test(truncations_fail),
		cmocka_unit_test(opens_fail),	    cmocka_unit_test(reads_fail),
		cmocka_unit_test(allocations_fail),
	};

	fault_install();
	return cmocka_run_group_tests_name("store_faults", tests, set_up, tear_down);
}
