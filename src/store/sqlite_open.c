// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Opening: one writer at a time (a lock on PATH-lock), any number of readers; whose file it is,
 * before anything in it is touched; how SQLite is to behave; what a crash left, made durable before
 * anybody builds on it.
 */
#include "store/sqlite_db.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { BUSY_MS = 5000, MODE = 0600 };

/* clang-format off */
/*        setting                      for         why */
#define SETTINGS(P)                                                                                \
	P("cell_size_check = ON",         'r', "a damaged page is an error, not a surprise")       \
	P("temp_store = MEMORY",          'r', "nothing of the data lands in other files")         \
	P("cache_size = -16384",          'r', "16 MiB: the right edge of many lines")             \
	P("synchronous = FULL",           'w', "commit() returns after the sync")                  \
	P("secure_delete = ON",           'w', "what is erased is overwritten")                    \
	P("wal_autocheckpoint = 0",       'w', "checkpoints are ours: see sqlite.c")               \
	P("journal_size_limit = 67108864", 'w', "a log that a slow reader let grow shrinks again")
/* clang-format on */

static enum err refuse(struct error *error_r, const char *what, const char *path)
{
	return error_set(error_r, ERR_IO, "%s %s: %s", what, path, strerror(errno));
}

/* SQLite would create it readable by all. */
static enum err create_private(const struct sqlite_options *options, struct error *error_r)
{
	int fd = open(options->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, MODE);

	if (fd < 0)
		return errno == EEXIST ? ERR_NONE : refuse(error_r, "cannot create", options->path);
	close(fd);
	return ERR_NONE;
}

static enum err open_file(struct sqlite_store *s, const struct sqlite_options *options,
			  struct error *error_r)
{
	int flags =
		s->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	enum err err = ERR_NONE;
	int code;

	if (s->read_only && access(options->path, F_OK) != 0)
		return error_set(error_r, ERR_ABSENT, "there is no store yet");
	if (!s->read_only && !s->in_memory)
		err = create_private(options, error_r);
	if (err != ERR_NONE)
		return err;
	/* All calls come from one thread: no mutexes. */
	flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
	code = sqlite3_open_v2(options->path, &s->db, flags, options->vfs);
	if (code != SQLITE_OK)
		return sqlite_fail(s, code, "opening the store", error_r);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	if (!s->read_only && sqlite3_db_readonly(s->db, "main") == 1)
		return error_set(error_r, ERR_IO,
				 "it may only be read, and serving needs to write");
	return ERR_NONE;
}

/* SQLite's own locks last only as long as a transaction. This one lasts as long as the process, and
 * the kernel gives it back when that dies. The name is made from the path with its links resolved.
 */
static enum err take_lock(struct sqlite_store *s, struct error *error_r)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof path, "%s-lock", sqlite3_db_filename(s->db, "main"));

	if (n < 0 || (size_t)n >= sizeof path)
		return error_set(error_r, ERR_INPUT, "the path is too long");
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, MODE);
	if (s->lock < 0)
		return refuse(error_r, "cannot create", path);
	if (flock(s->lock, LOCK_EX | LOCK_NB) == 0)
		return ERR_NONE;
	if (errno == EWOULDBLOCK)
		return error_set(error_r, ERR_STATE, "another fauxbond runs on this data");
	return refuse(error_r, "cannot lock", path);
}

/* Ours, or empty and to be ours; anything else is left as it is. */
static enum err identify(struct sqlite_store *s, struct error *error_r)
{
	int64_t id = 0, tables = 0;
	enum err err = sqlite_ask(s, "PRAGMA application_id", &id, error_r);

	if (err == ERR_NONE)
		err = sqlite_ask(s, "SELECT count(*) FROM sqlite_schema", &tables, error_r);
	if (err != ERR_NONE || id == APPLICATION_ID)
		return err;
	if (tables != 0 || id != 0)
		return error_set(error_r, ERR_INPUT, "it is a SQLite database, but not fauxbond's");
	if (s->read_only)
		return error_set(error_r, ERR_INPUT, "it is empty: no fauxbond has served from it");
	return ERR_NONE;
}

/* The file may have been prepared by somebody else: nothing in it is run. */
static void distrust(sqlite3 *db)
{
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
}

/* On a new file this writes: the commit comes with the statement's end. */
static enum err use_log(struct sqlite_store *s, struct error *error_r)
{
	sqlite3_stmt *stmt = NULL;
	char mode[16] = "";
	int code = sqlite3_prepare_v2(s->db, "PRAGMA journal_mode = WAL", -1, &stmt, NULL);

	if (code == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
		snprintf(mode, sizeof mode, "%.*s", sqlite3_column_bytes(stmt, 0),
			 (const char *)sqlite3_column_blob(stmt, 0));
	code = code == SQLITE_OK ? sqlite3_finalize(stmt) : code;
	if (code != SQLITE_OK)
		return sqlite_fail(s, code, "opening the write-ahead log", error_r);
	if (strcmp(mode, s->in_memory ? "memory" : "wal") == 0)
		return ERR_NONE;
	return error_set(error_r, ERR_IO,
			 "the write-ahead log needs shared memory, which this file system lacks "
			 "(journal mode \"%s\")",
			 mode);
}

static enum err configure(struct sqlite_store *s, struct error *error_r)
{
	static const struct {
		const char *sql;
		char mode;
	} settings[] = {
#define P(setting, mode, why) {"PRAGMA " setting, mode},
		SETTINGS(P)
#undef P
	};
	enum err err = s->read_only ? ERR_NONE : use_log(s, error_r);

	for (size_t i = 0; i < sizeof settings / sizeof settings[0] && err == ERR_NONE; i++)
		if (settings[i].mode == 'r' || !s->read_only)
			err = sqlite_execute(s, settings[i].sql, error_r);
	return err;
}

static enum err sync_folder(struct sqlite_store *s, struct error *error_r)
{
	char path[PATH_MAX];
	int fd, failed;

	snprintf(path, sizeof path, "%s", sqlite3_db_filename(s->db, "main"));
	fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return refuse(error_r, "cannot open the folder", path);
	failed = fsync(fd) != 0 && errno != EINVAL; /* EINVAL: this file system syncs no folders */
	if (failed)
		refuse(error_r, "cannot sync the folder", path);
	close(fd);
	return failed ? ERR_IO : ERR_NONE;
}

/* What a killed process left in the log was perhaps never synced, and where a sync failed the
 * kernel shows pages that the disk does not have. So all of it is copied into the file and synced
 * before anybody relies on it. When a reader holds the log (busy), the next commit syncs it
 * instead. */
static enum err settle(struct sqlite_store *s, struct error *error_r)
{
	int code = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	enum err err = sync_folder(s, error_r);

	if (err != ERR_NONE || code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY)
		return err;
	return sqlite_fail(s, code, "copying the log into the store", error_r);
}

static enum err open_steps(struct sqlite_store *s, const struct sqlite_options *options,
			   struct error *error_r)
{
	bool settles = !s->read_only && !s->in_memory;
	enum err err = open_file(s, options, error_r);

	if (err == ERR_NONE && settles)
		err = take_lock(s, error_r);
	if (err == ERR_NONE)
		err = identify(s, error_r);
	if (err != ERR_NONE)
		return err;
	distrust(s->db);
	err = configure(s, error_r);
	if (err == ERR_NONE && settles)
		err = settle(s, error_r);
	if (err == ERR_NONE)
		err = sqlite_migrate(s, store_migrations, store_migrations_count, options->now,
				     error_r);
	return err == ERR_NONE ? sqlite_prepare(s, error_r) : err;
}

enum err sqlite_open(const struct sqlite_options *options, struct store **ret_store,
		     struct error *error_r)
{
	struct sqlite_store *s = mem_alloc(1, sizeof *s);
	enum err err;

	s->store.ops = &sqlite_ops;
	s->lock = -1;
	s->read_only = options->read_only;
	s->in_memory = strcmp(options->path, ":memory:") == 0;
	err = open_steps(s, options, error_r);
	if (err != ERR_NONE) {
		sqlite_finish(s);
		return error_wrap(error_r, err, "store %s", options->path);
	}
	*ret_store = &s->store;
	return ERR_NONE;
}
