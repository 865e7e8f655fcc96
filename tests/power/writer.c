// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * writer write FILE FRAMES: appends batches for ever (until it is killed) and prints the number of
 * each once commit() confirmed it. writer check FILE ACKNOWLEDGED: exit 0 when every batch up to
 * there is in the store and whole (it then adds one and prints its number), 3 when one is lost.
 * FRAMES makes checkpoints frequent.
 */
#include "store/sqlite_db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EVENTS = 7, BODY = 350, LOST = 3 };

static void stop(const char *what, const struct error *error)
{
	fprintf(stderr, "%s: %s\n", what, error->text);
	exit(1);
}

static struct store *open_store(const char *path)
{
	struct sqlite_options options = {.path = path};
	struct store *store = NULL;
	struct error error;

	if (sqlite_open(&options, &store, &error) != ERR_NONE)
		stop("open", &error);
	return store;
}

static void fill(uint8_t body[BODY], uint64_t number)
{
	for (size_t i = 0; i < BODY; i++)
		body[i] = (uint8_t)(number * 31 + i);
}

static enum err put_batch(struct store *store, uint64_t batch, struct error *error)
{
	enum err err = store->ops->begin(store, error);
	uint8_t body[BODY];

	for (uint64_t n = (batch - 1) * EVENTS + 1; n <= batch * EVENTS && err == ERR_NONE; n++) {
		struct event_row row = {.line = 1, .number = n, .body = BYTES_OF(body)};

		fill(body, n);
		err = store->ops->append_event(store, &row, error);
	}
	if (err == ERR_NONE && batch % 5 == 0) {
		struct snapshot_row snapshot = {.line = 1, .upto = batch};

		err = store->ops->put_snapshot(store, &snapshot, error);
	}
	return err == ERR_NONE ? store->ops->commit(store, error) : err;
}

/* The acknowledgement goes to a file outside the folder: what a carrier was told cannot be taken
 * back. */
__attribute__((noreturn)) static void write_for_ever(const char *path, int frames)
{
	struct store *store = open_store(path);
	struct error error = {""};
	uint64_t number;
	uint32_t contact;

	((struct sqlite_store *)store)->checkpoint_every = frames;
	((struct sqlite_store *)store)->next_checkpoint = frames;
	if (store->ops->last_numbers(store, 1, &number, &contact, &error) != ERR_NONE)
		stop("last", &error);
	/* What a start finds, the program builds on: from here on that may not go either. */
	dprintf(STDOUT_FILENO, "%llu\n", (unsigned long long)number / EVENTS);
	for (uint64_t batch = number / EVENTS + 1;; batch++) {
		if (put_batch(store, batch, &error) != ERR_NONE)
			stop("batch", &error);
		dprintf(STDOUT_FILENO, "%llu\n", (unsigned long long)batch);
	}
}

static enum err see_event(void *context, const struct event_row *row, struct error *error_r)
{
	uint8_t body[BODY];

	fill(body, row->number);
	if (!bytes_equal(row->body, BYTES_OF(body)))
		return error_set(error_r, ERR_IO, "event %llu is not what was written",
				 (unsigned long long)row->number);
	*(uint64_t *)context = row->number;
	return ERR_NONE;
}

static int check(const char *path, uint64_t acknowledged)
{
	struct store *store = open_store(path);
	struct snapshot_row snapshot = {0};
	struct buf ledger = {0};
	struct error error = {""};
	uint64_t last = 0;

	if (store->ops->scan_events(store, 1, 0, 0, true, see_event, &last, &error) != ERR_NONE)
		stop("scan", &error);
	store->ops->get_snapshot(store, 1, &snapshot, &ledger, &error);
	if (put_batch(store, last / EVENTS + 1, &error) != ERR_NONE)
		stop("going on", &error);
	store_close(store);
	if (last / EVENTS < acknowledged) {
		printf("lost: %llu batches were acknowledged, %llu are there\n",
		       (unsigned long long)acknowledged, (unsigned long long)(last / EVENTS));
		return LOST;
	}
	if (last % EVENTS != 0 || last / EVENTS > acknowledged + 1 ||
	    snapshot.upto != last / EVENTS / 5 * 5) {
		printf("torn: %llu events, snapshot at %llu\n", (unsigned long long)last,
		       (unsigned long long)snapshot.upto);
		return LOST;
	}
	printf("%llu\n", (unsigned long long)(last / EVENTS + 1));
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "write") == 0)
		write_for_ever(argv[2], atoi(argv[3]));
	if (argc == 4 && strcmp(argv[1], "check") == 0)
		return check(argv[2], strtoull(argv[3], NULL, 10));
	fprintf(stderr, "usage: writer write FILE FRAMES | check FILE ACKNOWLEDGED\n");
	return 2;
}
