// SPDX-License-Identifier: GPL-3.0-or-later
/* store/sqlite: who may open it, its migrations, and the files it refuses. */
#include "store_fixture.h"

static void one_writes_and_many_read(void **state)
{
	struct fixture *f = *state;
	struct store *reader = open_as(f, true);
	struct seen seen = {0};

	assert_int_equal(open_fails(f, false), ERR_STATE);
	assert_non_null(strstr(f->error.text, "another fauxbond runs on this data"));
	begin(f);
	append(f, 1, 1);
	OK(reader->ops->scan_events(reader, 1, 0, 0, true, see_event, &seen, &f->error));
	assert_int_equal(seen.count, 0); /* not committed yet */
	commit(f);
	OK(reader->ops->scan_events(reader, 1, 0, 0, true, see_event, &seen, &f->error));
	assert_int_equal(seen.count, 1);
	assert_int_equal(reader->ops->begin(reader, &f->error), ERR_STATE);
	store_close(reader);
	store_close(f->store);
	f->store = open_as(f, false); /* the lock was given back */
}

/* Root may do anything, so the test becomes nobody for a moment. */
static void become_nobody(bool nobody)
{
	static bool root;

	if (nobody)
		root = geteuid() == 0;
	if (root)
		assert_int_equal(seteuid(nobody ? 65534 : 0), 0);
}

static void a_reader_needs_no_right_to_write(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	struct fixture *f = *state;
	struct store *reader;
	struct seen seen = {0};
	char path[128];

	begin(f);
	append(f, 1, 1);
	commit(f);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s%s", f->path, ends[i]);
		assert_int_equal(chmod(path, 0444), 0);
	}
	assert_int_equal(chmod(f->folder, 0555), 0);
	become_nobody(true);
	reader = open_as(f, true);
	OK(reader->ops->scan_events(reader, 1, 0, 0, true, see_event, &seen, &f->error));
	become_nobody(false);
	assert_int_equal(seen.count, 1);
	begin(f);
	append(f, 1, 2);
	commit(f);
	OK(reader->ops->scan_events(reader, 1, 2, 0, true, see_event, &seen, &f->error));
	assert_int_equal(seen.count, 2);
	store_close(reader);
	assert_int_equal(chmod(f->folder, 0755), 0);
}

static void a_slow_reader_sees_one_moment(void **state)
{
	struct fixture *f = *state;
	struct store *reader = open_as(f, true);
	uint64_t number = 0;

	for (int batch = 0; batch < 200;
	     batch++) { /* over many checkpoints, the reader in between */
		struct seen seen = {0};

		begin(f);
		for (int i = 0; i < 100; i++)
			append(f, 1, ++number);
		commit(f);
		OK(reader->ops->scan_events(reader, 1, number - 50, 0, false, see_event,
					    &(struct seen){.without_body = true}, &f->error));
		OK(reader->ops->scan_events(reader, 1, number, 0, true, see_event, &seen,
					    &f->error));
		assert_int_equal(seen.last, number);
	}
	store_close(reader);
}

static void the_file_is_private(void **state)
{
	struct fixture *f = *state;
	struct stat status;

	assert_int_equal(stat(f->path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

/* --- files that are not what they should be --- */

static void raw(struct fixture *f, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void closed(struct fixture *f)
{
	store_close(f->store);
	f->store = NULL;
}

static void expect_refusal(struct fixture *f, enum err err, const char *text)
{
	for (int read_only = 0; read_only < 2; read_only++) {
		assert_int_equal(open_fails(f, read_only != 0), err);
		if (strstr(f->error.text, text) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", f->error.text, text);
	}
}

static enum err see_migration(void *context, const struct migration_row *row)
{
	(void)context;
	assert_int_equal(row->number, 1);
	assert_string_equal(row->name, "begin");
	assert_string_equal(row->sha256, store_migrations[0].sha256);
	assert_int_equal(row->applied, 1772482500000);
	return ERR_NONE;
}

static void migrations_are_recorded(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(store_migrations_count, STORE_VERSION);
	OK(sqlite_migrations(f->store, see_migration, NULL, &f->error));
	restart(f);
	OK(sqlite_migrations(f->store, see_migration, NULL, &f->error));
}

static void a_newer_store_is_refused(void **state)
{
	struct fixture *f = *state;

	closed(f);
	raw(f, "INSERT INTO migration VALUES (2, 'later', 'x', 0), (3, 'later still', 'y', 0)");
	expect_refusal(f, ERR_INPUT, "at version 3, this program knows up to 1");
}

static void a_changed_migration_is_refused(void **state)
{
	struct fixture *f = *state;

	closed(f);
	raw(f, "UPDATE migration SET sha256 = replace(sha256, 'a', 'b')");
	expect_refusal(f, ERR_INPUT, "migration 1 (begin) of the store is not the one");
	raw(f, "DELETE FROM migration");
	expect_refusal(f, ERR_INPUT, "migration 1 is missing");
	raw(f, "INSERT INTO migration VALUES (2, 'later', 'x', 0)");
	expect_refusal(f, ERR_INPUT, "migration 1 is missing");
	raw(f, "DROP TABLE migration");
	expect_refusal(f, ERR_INPUT, "migration 1 is missing");
}

static void a_migration_is_all_or_nothing(void **state)
{
	struct fixture *f = *state;
	struct sqlite_store *s = (struct sqlite_store *)f->store;
	struct migration list[] = {store_migrations[0],
				   {2, "half", "h",
				    "CREATE TABLE extra (a); INSERT INTO nowhere "
				    "VALUES (1)"}};
	int64_t extra = -1;

	assert_int_equal(sqlite_migrate(s, list, 2, 0, &f->error), ERR_IO);
	assert_non_null(strstr(f->error.text, "migration 2 (half)"));
	restart(f);
	s = (struct sqlite_store *)f->store;
	OK(sqlite_ask(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'extra'", &extra,
		      &f->error));
	assert_int_equal(extra, 0);
	list[1].sql = "CREATE TABLE extra (a)";
	OK(sqlite_migrate(s, list, 2, 0, &f->error));
	OK(sqlite_ask(s, "SELECT count(*) FROM sqlite_schema WHERE name = 'extra'", &extra,
		      &f->error));
	assert_int_equal(extra, 1);
}

static void write_file(struct fixture *f, const char *content, size_t size)
{
	FILE *file = fopen(f->path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(content, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void strangers_files_are_refused(void **state)
{
	struct fixture *f = *state;
	char junk[8192];

	closed(f);
	memset(junk, 'x', sizeof junk);
	write_file(f, junk, sizeof junk);
	expect_refusal(f, ERR_INPUT, "not a SQLite database");
	write_file(f, junk, 10);
	expect_refusal(f, ERR_INPUT, "not a SQLite database");
	unlink(f->path);
	assert_int_equal(open_fails(f, true), ERR_ABSENT);
	raw(f, "CREATE TABLE poems (text); PRAGMA journal_mode = DELETE");
	expect_refusal(f, ERR_INPUT, "not fauxbond's");
}

static void fill(struct fixture *f)
{
	begin(f);
	for (uint64_t n = 1; n <= 2000; n++)
		append(f, 1, n);
	commit(f);
	closed(f);
}

static void a_file_cut_short_is_noticed(void **state)
{
	struct fixture *f = *state;
	struct stat status;

	fill(f);
	assert_int_equal(stat(f->path, &status), 0);
	assert_int_equal(truncate(f->path, status.st_size / 2), 0);
	expect_refusal(f, ERR_IO, "the file is damaged");
	assert_int_equal(truncate(f->path, 2000), 0);
	assert_int_equal(open_fails(f, false), ERR_IO);
}

/* Any byte may be wrong: an error, or the right rows up to it, and never a crash. */
static void damaged_pages_are_errors(void **state)
{
	struct fixture *f = *state;
	struct stat status;
	int fd;

	fill(f);
	assert_int_equal(stat(f->path, &status), 0);
	fd = open(f->path, O_RDWR);
	for (off_t at = 4096; at + 40 < status.st_size; at += 4096) {
		struct sqlite_options options = {.path = f->path, .read_only = true};
		struct seen seen = {0};
		struct store *store = NULL;
		uint8_t old[40], bad[40];

		assert_int_equal(pread(fd, old, sizeof old, at), sizeof old);
		memset(bad, (int)(at / 4096), sizeof bad);
		assert_int_equal(pwrite(fd, bad, sizeof bad, at), sizeof bad);
		if (sqlite_open(&options, &store, &f->error) == ERR_NONE &&
		    store->ops->scan_events(store, 1, 0, 0, false, see_event,
					    &(struct seen){.without_body = true},
					    &f->error) == ERR_NONE)
			OK(store->ops->scan_events(store, 1, 0, 0, true, see_event, &seen,
						   &f->error));
		store_close(store);
		assert_int_equal(pwrite(fd, old, sizeof old, at), sizeof old);
	}
	close(fd);
}

static void a_missing_row_is_noticed(void **state)
{
	struct fixture *f = *state;
	struct seen seen = {0};

	fill(f);
	raw(f, "DELETE FROM event WHERE id = (1 << 40) + 77");
	f->store = open_as(f, false);
	assert_int_equal(
		f->store->ops->scan_events(f->store, 1, 0, 0, true, see_event, &seen, &f->error),
		ERR_IO);
	assert_non_null(strstr(f->error.text, "event 77 of line 1 is missing"));
	assert_int_equal(seen.count, 76);
	closed(f);
	raw(f, "UPDATE event SET leaf = x'00' WHERE id = (1 << 40) + 100");
	f->store = open_as(f, false);
	assert_int_equal(
		f->store->ops->scan_events(f->store, 1, 78, 0, true, see_event, &seen, &f->error),
		ERR_IO);
	assert_non_null(strstr(f->error.text, "event 100 of line 1 is not as written"));
}

static void a_folder_that_cannot_be_written_is_refused(void **state)
{
	struct fixture *f = *state;

	closed(f);
	assert_int_equal(chmod(f->folder, 0555), 0);
	assert_int_equal(chmod(f->path, 0444), 0);
	become_nobody(true);
	assert_int_equal(open_fails(f, false), ERR_IO);
	strcpy(f->path + strlen(f->folder), "/none.db");
	assert_int_equal(open_fails(f, false), ERR_IO);
	become_nobody(false);
	strcpy(f->path + strlen(f->folder), "/fauxbond.db");
	assert_int_equal(chmod(f->folder, 0755), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_writes_and_many_read),
		TEST(a_reader_needs_no_right_to_write),
		TEST(a_slow_reader_sees_one_moment),
		TEST(the_file_is_private),
		TEST(migrations_are_recorded),
		TEST(a_newer_store_is_refused),
		TEST(a_changed_migration_is_refused),
		TEST(a_migration_is_all_or_nothing),
		TEST(strangers_files_are_refused),
		TEST(a_file_cut_short_is_noticed),
		TEST(damaged_pages_are_errors),
		TEST(a_missing_row_is_noticed),
		TEST(a_folder_that_cannot_be_written_is_refused),
	};

	return cmocka_run_group_tests_name("store_open", tests, NULL, NULL);
}
