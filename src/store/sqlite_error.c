// SPDX-License-Identifier: GPL-3.0-or-later
/* SQLite's codes as ours, in words; and the death of a store. */
#include "store/sqlite_db.h"

#include <string.h>

/* clang-format off */
/*        code                          what happened */
#define REASONS(R)                                                                                 \
	R(SQLITE_FULL,                  "no room left on the disk")                                \
	R(SQLITE_NOTADB,                "not a SQLite database")                                   \
	R(SQLITE_CORRUPT,               "the file is damaged")                                     \
	R(SQLITE_BUSY,                  "another program keeps it locked")                         \
	R(SQLITE_BUSY_RECOVERY,         "another program is recovering it")                        \
	R(SQLITE_READONLY,              "it may not be written")                                   \
	R(SQLITE_READONLY_DBMOVED,      "the file was moved or removed under the program")         \
	R(SQLITE_CANTOPEN,              "cannot be opened")                                        \
	R(SQLITE_CONSTRAINT_PRIMARYKEY, "that number is taken already")                            \
	R(SQLITE_IOERR_READ,            "a read failed")                                           \
	R(SQLITE_IOERR_SHORT_READ,      "a read came up short")                                    \
	R(SQLITE_IOERR_WRITE,           "a write failed")                                          \
	R(SQLITE_IOERR_FSYNC,           "a sync failed")                                           \
	R(SQLITE_IOERR_DIR_FSYNC,       "a sync of the folder failed")                             \
	R(SQLITE_IOERR_TRUNCATE,        "a truncation failed")                                     \
	R(SQLITE_IOERR_DELETE,          "a removal failed")                                        \
	R(SQLITE_IOERR_LOCK,            "locking failed")                                          \
	R(SQLITE_IOERR_SHMMAP,          "its shared memory could not be mapped")                   \
	R(SQLITE_IOERR_SHMOPEN,         "its shared memory could not be opened")
/* clang-format on */

static const char *reason(int code)
{
	switch (code) {
#define X(sqlite_code, text)                                                                       \
	case sqlite_code:                                                                          \
		return text;
		REASONS(X)
#undef X
	default:
		return sqlite3_errstr(code);
	}
}

static enum err code_of(int code)
{
	if ((code & 0xff) == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
		return ERR_MEMORY;
	return (code & 0xff) == SQLITE_NOTADB ? ERR_INPUT : ERR_IO;
}

static void die(struct sqlite_store *s, const struct error *cause)
{
	s->dead = true;
	s->cause = *cause;
	/* Closing would checkpoint: write and sync the very files that just failed. */
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

enum err sqlite_fail(struct sqlite_store *s, int code, const char *doing, struct error *error_r)
{
	int system = s->db != NULL ? sqlite3_system_errno(s->db) : 0;
	bool disk = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
	struct error error;

	error_set(&error, ERR_IO, "%s: %s (SQLite %d%s%s)", doing, reason(code), code,
		  disk && system != 0 ? ", " : "", disk && system != 0 ? strerror(system) : "");
	if (!s->read_only && !s->dead && s->db != NULL)
		die(s, &error);
	return error_set(error_r, code_of(code), "%s", error.text);
}

enum err sqlite_alive(const struct sqlite_store *s, struct error *error_r)
{
	if (!s->dead)
		return ERR_NONE;
	return error_set(error_r, ERR_IO, "the store stopped after an earlier failure: %s",
			 s->cause.text);
}
