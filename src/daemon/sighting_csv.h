// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A table of sightings: a header row that names the columns, in any order, then one sighting a row.
 * platform, handle, what, seen and text must be there; url and claimed_age may be. Every row has its
 * moment, so that the same table handed in twice is the same sightings.
 */
#ifndef DAEMON_SIGHTING_CSV_H
#define DAEMON_SIGHTING_CSV_H

#include "daemon/sighting_words.h"

enum {
	SIGHTING_ROWS_MAX = 100000,
	SIGHTING_CSV_BYTES = 256 << 20, /* 100,000 rows of 2.6 kB */
};

/* A row that was read and is right; its words live until it returns. Another error than ERR_NONE ends
 * the walk with it. */
typedef enum err sighting_row_fn(void *context, const struct sighting_words *words,
				 struct error *error_r);

/* Walks all rows. ERR_INPUT: "LINE:COLUMN: what is wrong"; also that of `fn`. `fn` NULL: they are only
 * checked. *ret_count: rows, also on an error. */
enum err sighting_csv(struct bytes csv, struct zone *zone, ms_t now, sighting_row_fn *fn,
		      void *context, size_t *ret_count, struct error *error_r);

#endif
