// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Numbered migrations. Each is applied in one transaction together with its row in table
 * `migration`, so a crash leaves all of it or nothing. What a store has must be a beginning of the
 * list this program knows, byte for byte (SHA-256): a store of a newer program, or one whose past
 * differs, is refused rather than guessed at.
 */
#include "store/sqlite_db.h"

#include <stdio.h>
#include <string.h>

static const char table[] = "CREATE TABLE IF NOT EXISTS migration ("
			    "number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
			    "sha256 TEXT NOT NULL, applied INTEGER NOT NULL) STRICT";

static enum err compare(const struct migration *list, size_t count, uint32_t index,
			sqlite3_stmt *row, struct error *error_r)
{
	int64_t number = sqlite3_column_int64(row, 0);
	const char *hash = (const char *)sqlite3_column_text(row, 2);

	if (number != (int64_t)index + 1)
		return error_set(error_r, ERR_INPUT, "migration %u is missing from the store",
				 index + 1);
	if (index >= count)
		return ERR_NONE; /* counted on, for the text about its version */
	if (hash == NULL)
		return error_set(error_r, ERR_INPUT, "migration %u has no hash", index + 1);
	if (strcmp(hash, list[index].sha256) != 0)
		return error_set(error_r, ERR_INPUT,
				 "migration %u (%s) of the store is not the one this program has: "
				 "SHA-256 %.16s... there, %.16s... here",
				 index + 1, list[index].name, hash, list[index].sha256);
	return ERR_NONE;
}

/* How many of the list the store has; refuses one that has something else. */
static enum err applied(struct sqlite_store *s, const struct migration *list, size_t count,
			uint32_t *ret_applied, struct error *error_r)
{
	sqlite3_stmt *stmt = NULL;
	uint32_t index = 0;
	enum err err = ERR_NONE;
	int code = sqlite3_prepare_v2(s->db,
				      "SELECT number, name, sha256 FROM migration ORDER BY number",
				      -1, &stmt, NULL);

	if ((code & 0xff) == SQLITE_ERROR) /* no such table: as if it were empty */
		code = SQLITE_DONE;
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(stmt);
		if (code == SQLITE_ROW)
			err = compare(list, count, index++, stmt, error_r);
		if (err != ERR_NONE)
			break;
	}
	if (err == ERR_NONE && code != SQLITE_DONE)
		err = sqlite_fail(s, code, "reading the store's migrations", error_r);
	sqlite3_finalize(stmt);
	*ret_applied = index;
	return err;
}

static enum err record(struct sqlite_store *s, const struct migration *migration, ms_t now,
		       struct error *error_r)
{
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(s->db, "INSERT INTO migration VALUES (?1, ?2, ?3, ?4)", -1,
				      &stmt, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_bind_int64(stmt, 1, migration->number);
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(stmt, 2, migration->name, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(stmt, 3, migration->sha256, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_bind_int64(stmt, 4, now);
	if (code == SQLITE_OK)
		code = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	return code == SQLITE_DONE ? ERR_NONE
				   : sqlite_fail(s, code, "recording a migration", error_r);
}

/* A failure needs no rollback: the store is closed, and what was not committed is gone. */
static enum err apply(struct sqlite_store *s, const struct migration *migration, ms_t now,
		      struct error *error_r)
{
	enum err err = sqlite_execute(s, "BEGIN IMMEDIATE", error_r);

	if (err == ERR_NONE)
		err = sqlite_execute(s, table, error_r);
	if (err == ERR_NONE)
		err = sqlite_execute(s, migration->sql, error_r);
	if (err == ERR_NONE)
		err = record(s, migration, now, error_r);
	if (err == ERR_NONE)
		err = sqlite_execute(s, "COMMIT", error_r);
	return err != ERR_NONE ? error_wrap(error_r, err, "migration %u (%s)", migration->number,
					    migration->name)
			       : ERR_NONE;
}

enum err sqlite_migrate(struct sqlite_store *s, const struct migration *list, size_t count,
			ms_t now, struct error *error_r)
{
	int64_t tables = 0;
	uint32_t have = 0;
	enum err err = sqlite_ask(s, "SELECT count(*) FROM sqlite_schema", &tables, error_r);

	if (err == ERR_NONE && tables != 0)
		err = applied(s, list, count, &have, error_r);
	if (err != ERR_NONE)
		return err;
	if (tables != 0 && have == 0)
		return error_set(error_r, ERR_INPUT, "migration 1 is missing from the store");
	if (have > count)
		return error_set(error_r, ERR_INPUT,
				 "the store is at version %u, this program knows up to %zu: use "
				 "the newer program",
				 have, count);
	if (s->read_only && have < count)
		return error_set(error_r, ERR_INPUT,
				 "the store is at version %u, this program needs %zu: run migrate",
				 have, count);
	while (err == ERR_NONE && have < count)
		err = apply(s, &list[have++], now, error_r);
	return err;
}

enum err sqlite_migrations(struct store *store, store_migration_fn *fn, void *context,
			   struct error *error_r)
{
	struct sqlite_store *s = (struct sqlite_store *)store;
	sqlite3_stmt *stmt;
	enum err err = sqlite_take(s, DO_MIGRATIONS, &stmt, error_r);
	int code = SQLITE_ROW;

	while (err == ERR_NONE && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct migration_row row = {.number = (uint32_t)sqlite3_column_int64(stmt, 0),
					    .applied = sqlite3_column_int64(stmt, 3)};
		const char *name = (const char *)sqlite3_column_text(stmt, 1);
		const char *hash = (const char *)sqlite3_column_text(stmt, 2);

		snprintf(row.name, sizeof row.name, "%s", name != NULL ? name : "");
		snprintf(row.sha256, sizeof row.sha256, "%s", hash != NULL ? hash : "");
		err = fn(context, &row);
	}
	if (err != ERR_NONE && code != SQLITE_ROW)
		return err; /* nothing was begun */
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		err = sqlite_fail(s, code, "reading the store's migrations", error_r);
	sqlite3_reset(stmt);
	return err;
}
