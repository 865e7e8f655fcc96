// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/sighting_csv.h"
#include "daemon/csv.h"

#include <string.h>

struct table {
	struct csv csv;
	size_t column_count;
	enum sighting_member columns[CSV_FIELDS_MAX];
};

/* ---- where something is wrong ---- */

static enum err wrong_here(const struct table *table, struct error *error_r)
{
	return error_wrap(error_r, ERR_INPUT, "%zu:%zu", table->csv.line, table->csv.column);
}

static enum err wrong_field(const struct table *table, size_t field, struct error *error_r)
{
	const struct csv_field *where = &table->csv.fields[field];

	return error_wrap(error_r, ERR_INPUT, "%zu:%zu", where->line, where->column);
}

/* ---- the header ---- */

/* A blank beside a name, or a capital letter, is no mistake. */
static bool is_name(const char *text, const char *name)
{
	size_t size = strlen(text);

	while (size != 0 && *text == ' ') {
		text++;
		size--;
	}
	while (size != 0 && text[size - 1] == ' ')
		size--;
	if (size != strlen(name))
		return false;
	for (size_t i = 0; i < size; i++)
		if ((text[i] >= 'A' && text[i] <= 'Z' ? text[i] + ('a' - 'A') : text[i]) != name[i])
			return false;
	return true;
}

static enum err take_column(struct table *table, size_t field, unsigned *had, struct error *error_r)
{
	const char *text = table->csv.fields[field].text;

	for (unsigned i = 0; i < SIGHTING_MEMBER_COUNT; i++) {
		if (!is_name(text, sighting_member_name((enum sighting_member)i)))
			continue;
		if ((*had & 1U << i) != 0) {
			error_set(error_r, ERR_INPUT, "the column %s is there twice",
				  sighting_member_name((enum sighting_member)i));
			return wrong_field(table, field, error_r);
		}
		*had |= 1U << i;
		table->columns[field] = (enum sighting_member)i;
		return ERR_NONE;
	}
	error_set(error_r, ERR_INPUT,
		  "\"%.32s\" is no column of this table; it has platform, handle, what, seen, text, and "
		  "may have url and claimed_age",
		  text);
	return wrong_field(table, field, error_r);
}

static enum err read_header(struct table *table, struct error *error_r)
{
	unsigned had = 0;
	enum err err = csv_next(&table->csv, error_r);

	if (err == ERR_ABSENT)
		return error_set(error_r, ERR_INPUT, "1:1: the table is empty; its first row names the "
				 "columns: platform,handle,what,seen,text");
	if (err != ERR_NONE)
		return wrong_here(table, error_r);
	table->column_count = table->csv.field_count;
	for (size_t i = 0; err == ERR_NONE && i < table->column_count; i++)
		err = take_column(table, i, &had, error_r);
	for (unsigned i = 0; err == ERR_NONE && i <= SIGHTING_AT_TEXT; i++) {
		if ((had & 1U << i) != 0)
			continue;
		error_set(error_r, ERR_INPUT, "the first row names no column %s",
			  sighting_member_name((enum sighting_member)i));
		err = wrong_field(table, 0, error_r);
	}
	return err;
}

/* ---- rows ---- */

static size_t field_of(const struct table *table, enum sighting_member member)
{
	size_t i = 0;

	while (i + 1 < table->column_count && table->columns[i] != member)
		i++;
	return i;
}

static enum err check_row(const struct table *table, struct zone *zone, ms_t now,
			  struct sighting_words *words, struct error *error_r)
{
	enum sighting_member member = SIGHTING_AT_SEEN;
	struct sighting sighting;
	enum err err;

	if (table->csv.field_count != table->column_count) {
		error_set(error_r, ERR_INPUT, "this row has %zu fields, and the first row %zu",
			  table->csv.field_count, table->column_count);
		return wrong_field(table, 0, error_r);
	}
	for (size_t i = 0; i < table->column_count; i++)
		words->member[table->columns[i]] = table->csv.fields[i].text;
	if (words->member[SIGHTING_AT_SEEN][0] == '\0')
		err = error_set(error_r, ERR_INPUT, "is missing; write when it happened");
	else
		err = sighting_read(words, zone, now, &sighting, &member, error_r);
	if (err == ERR_NONE)
		return ERR_NONE;
	error_wrap(error_r, err, "%s", sighting_member_name(member));
	return wrong_field(table, field_of(table, member), error_r);
}

static enum err take_row(const struct table *table, struct zone *zone, ms_t now,
			 sighting_row_fn *fn, void *context, struct error *error_r)
{
	struct sighting_words words = {.age = ""};
	enum err err = check_row(table, zone, now, &words, error_r);

	if (err != ERR_NONE || fn == NULL)
		return err;
	err = fn(context, &words, error_r);
	return err == ERR_INPUT ? wrong_field(table, 0, error_r) : err;
}

static enum err walk(struct table *table, struct zone *zone, ms_t now, sighting_row_fn *fn,
		     void *context, size_t *count, struct error *error_r)
{
	enum err err = read_header(table, error_r);

	while (err == ERR_NONE) {
		err = csv_next(&table->csv, error_r);
		if (err == ERR_ABSENT)
			return ERR_NONE;
		if (err != ERR_NONE)
			return wrong_here(table, error_r);
		if (++*count > SIGHTING_ROWS_MAX) {
			error_set(error_r, ERR_INPUT, "a table has %d rows at most; make two of it",
				  SIGHTING_ROWS_MAX);
			return wrong_field(table, 0, error_r);
		}
		err = take_row(table, zone, now, fn, context, error_r);
	}
	return err;
}

enum err sighting_csv(struct bytes csv, struct zone *zone, ms_t now, sighting_row_fn *fn,
		      void *context, size_t *ret_count, struct error *error_r)
{
	struct table table = {.column_count = 0};
	enum err err = csv_open(&table.csv, csv, error_r);

	*ret_count = 0;
	if (err != ERR_NONE)
		return wrong_here(&table, error_r);
	err = walk(&table, zone, now, fn, context, ret_count, error_r);
	csv_finish(&table.csv);
	return err;
}
