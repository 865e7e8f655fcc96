// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Comma-separated values, RFC 4180: fields that hold separators, quotes or line ends stand in quotes,
 * and a quote in them is doubled. Also taken is what spreadsheets write instead: a byte order mark,
 * lines that end in LF alone, and ; or a tab between fields where the first line has no comma (in
 * countries whose decimals have one).
 */
#ifndef DAEMON_CSV_H
#define DAEMON_CSV_H

#include "base/bytes.h"
#include "base/error.h"

enum { CSV_FIELDS_MAX = 64 };

/* One field of the row that was read, NUL-terminated; where it begins in the file, from 1, the column
 * in characters. */
struct csv_field {
	const char *text;
	size_t line, column;
};

struct csv {
	struct bytes data;
	size_t at, line, column; /* of the next byte */
	uint8_t separator;
	struct buf row; /* the fields, each with its NUL */
	struct csv_field fields[CSV_FIELDS_MAX];
	size_t field_count;
};

/* `data`: UTF-8 without NUL, and it must live as long. ERR_INPUT when it is something else; where it
 * stops being that is csv->line and csv->column. */
enum err csv_open(struct csv *csv, struct bytes data, struct error *error_r);
void csv_finish(struct csv *csv);

/* The next row that is not empty. ERR_ABSENT: there is none. ERR_INPUT: what is wrong, at csv->line and
 * csv->column. Fields live until the next call. */
enum err csv_next(struct csv *csv, struct error *error_r);

#endif
