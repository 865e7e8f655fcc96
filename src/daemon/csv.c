// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/csv.h"

#include <string.h>

/* ---- a walk, byte by byte ---- */

static bool is_over(const struct csv *csv)
{
	return csv->at == csv->data.size;
}

static uint8_t here(const struct csv *csv)
{
	return is_over(csv) ? 0 : csv->data.data[csv->at];
}

static void step(struct csv *csv)
{
	uint8_t byte = csv->data.data[csv->at++];

	if (byte == '\n') {
		csv->line++;
		csv->column = 1;
	} else if (csv->at == csv->data.size || (csv->data.data[csv->at] & 0xc0) != 0x80) {
		csv->column++; /* a character is over */
	}
}

static bool at_line_end(const struct csv *csv)
{
	return here(csv) == '\n' || (here(csv) == '\r' && csv->at + 1 < csv->data.size &&
				     csv->data.data[csv->at + 1] == '\n');
}

static void skip_line_end(struct csv *csv)
{
	if (here(csv) == '\r')
		step(csv);
	if (!is_over(csv))
		step(csv);
}

/* ---- opening ---- */

static uint8_t separator_of(struct bytes data)
{
	size_t size = 0;

	while (size < data.size && data.data[size] != '\n')
		size++;
	if (size == 0 || memchr(data.data, ',', size) != NULL)
		return ',';
	return memchr(data.data, ';', size) != NULL    ? ';'
	       : memchr(data.data, '\t', size) != NULL ? '\t'
						       : ',';
}

/* Goes to the first byte that is no UTF-8, or is NUL; false: there is none, and nothing has moved. */
static bool find_bad(struct csv *csv)
{
	const struct csv start = *csv;

	while (!is_over(csv)) {
		size_t at = csv->at;
		uint32_t c = utf8_next(csv->data.data, csv->data.size, &at);

		/* A well-formed U+FFFD takes three bytes. */
		if (c == 0 || (c == 0xfffd && at - csv->at == 1))
			return true;
		while (csv->at < at)
			step(csv);
	}
	*csv = start;
	return false;
}

enum err csv_open(struct csv *csv, struct bytes data, struct error *error_r)
{
	*csv = (struct csv){.data = data, .line = 1, .column = 1};
	if (data.size >= 3 && memcmp(data.data, "\xef\xbb\xbf", 3) == 0) {
		csv->data.data += 3;
		csv->data.size -= 3;
	}
	csv->separator = separator_of(csv->data);
	if (find_bad(csv))
		return error_set(error_r, ERR_INPUT,
				 "this is no UTF-8 text; save the table as \"CSV UTF-8\"");
	return ERR_NONE;
}

void csv_finish(struct csv *csv)
{
	buf_finish(&csv->row);
}

/* ---- fields ---- */

static enum err plain_field(struct csv *csv, struct error *error_r)
{
	while (!is_over(csv) && here(csv) != csv->separator && !at_line_end(csv)) {
		if (here(csv) == '"')
			return error_set(error_r, ERR_INPUT,
					 "a quote within a field: put the whole field in quotes, and "
					 "double this one");
		buf_add_u8(&csv->row, here(csv));
		step(csv);
	}
	return ERR_NONE;
}

static enum err quoted_field(struct csv *csv, struct error *error_r)
{
	size_t line = csv->line, column = csv->column;

	step(csv);
	for (;;) {
		if (is_over(csv)) {
			csv->line = line;
			csv->column = column;
			return error_set(error_r, ERR_INPUT, "the quote that opens here is never closed");
		}
		if (here(csv) == '"') {
			step(csv);
			if (here(csv) != '"')
				break;
		}
		buf_add_u8(&csv->row, here(csv));
		step(csv);
	}
	if (!is_over(csv) && here(csv) != csv->separator && !at_line_end(csv))
		return error_set(error_r, ERR_INPUT,
				 "something stands behind the quote that ends the field");
	return ERR_NONE;
}

/* Texts are offsets while the row grows. */
static enum err next_field(struct csv *csv, size_t *ret_offset, struct error *error_r)
{
	enum err err;

	if (csv->field_count == CSV_FIELDS_MAX)
		return error_set(error_r, ERR_INPUT, "a row has %d fields at most", CSV_FIELDS_MAX);
	*ret_offset = csv->row.size;
	csv->fields[csv->field_count++] =
		(struct csv_field){.line = csv->line, .column = csv->column};
	err = here(csv) == '"' ? quoted_field(csv, error_r) : plain_field(csv, error_r);
	buf_add_u8(&csv->row, 0);
	return err;
}

static enum err read_row(struct csv *csv, struct error *error_r)
{
	size_t offsets[CSV_FIELDS_MAX];
	enum err err;

	buf_clear(&csv->row);
	csv->field_count = 0;
	do {
		if (csv->field_count != 0)
			step(csv); /* the separator */
		err = next_field(csv, &offsets[csv->field_count], error_r);
	} while (err == ERR_NONE && !is_over(csv) && here(csv) == csv->separator);
	if (err != ERR_NONE)
		return err;
	skip_line_end(csv);
	for (size_t i = 0; i < csv->field_count; i++)
		csv->fields[i].text = (const char *)csv->row.data + offsets[i];
	return ERR_NONE;
}

/* Spreadsheets leave rows of empty cells behind. */
static bool is_empty(const struct csv *csv)
{
	return csv->row.size == csv->field_count; /* a NUL each */
}

enum err csv_next(struct csv *csv, struct error *error_r)
{
	enum err err;

	do {
		if (is_over(csv))
			return ERR_ABSENT;
		err = read_row(csv, error_r);
	} while (err == ERR_NONE && is_empty(csv));
	return err;
}
