// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The models of one program together, as train/ writes them and a keeper is handed them: what a
 * text is and in which language (one table: a look-up of a feature gives both), and what a dealer
 * just did.
 */
#ifndef FLOW_CLASSIFY_MODELS_H
#define FLOW_CLASSIFY_MODELS_H

#include "flow/classify/linear.h"
#include "flow/flow.h"

enum {
	KINDS_BITS = 15, /* 131,072 rows in buckets of 64 bytes: a cache line each */
	ACTS_BITS = 13,	 /* 32,768 rows in buckets of 96 bytes */
	MODELS_BYTES_MAX = 4 << 20,
};

/* The columns of `kinds`: those kinds that have examples, in the order of enum kind, then the
 * languages. */
enum { COLUMN_KINDS = KIND_COUNT - 2, COLUMN_LANGUAGES = LANGUAGE_COUNT - 1 };
enum kind models_kind(size_t column);
size_t models_column(enum kind kind); /* SIZE_MAX: it has none */

struct models {
	struct linear kinds, acts;
	uint8_t hash[16]; /* of the encoded bytes: what the evidence names a model by */
};

/* Views into `encoded`. ERR_INPUT: damaged, of another program, or with other columns than it
 * should have. */
enum err models_decode(struct bytes encoded, struct models *ret_models, struct error *error_r);

#endif
