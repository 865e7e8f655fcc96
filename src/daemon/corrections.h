// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What operators said of texts that were read wrongly: each is an example more to train with. The
 * keeper keeps the list in the store, sealed, as one value:
 *
 *   u8 version 1 | u32 next number | u32 count | count x { u32 number | u64 at | u64 event | u8
 * kind | u8 language | u8 weight | u8 size, line | u8 size, by | u16 size, text }
 *
 * Big-endian. Numbers grow, are below the next one, and are never given twice. Pure.
 *
 * The text is a copy: when its event is erased, the correction must be taken back (evidence_erase()).
 */
#ifndef DAEMON_CORRECTIONS_H
#define DAEMON_CORRECTIONS_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"
#include "flow/flow.h"

enum {
	CORRECTIONS_MAX = 5000,
	CORRECTION_TEXT_MAX = 1600, /* as EXAMPLE_BYTES_MAX */
	CORRECTION_WEIGHT = 4,	    /* when none is given */
	CORRECTION_WEIGHT_MAX = 8,
	CORRECTION_BY_MAX = 64, /* with the NUL */
	CORRECTIONS_DIGEST = 16,
};

struct correction {
	uint32_t number;
	ms_t at;
	uint64_t event; /* the message's in its line's record */
	enum kind kind;
	enum language language; /* LANGUAGE_UNKNOWN: says nothing about languages */
	uint8_t weight;
	char line[LINE_NAME_MAX], by[CORRECTION_BY_MAX];
	char *text; /* UTF-8, with a NUL that does not count */
	size_t size;
};

struct corrections {
	struct correction *all; /* by number */
	size_t count, room;
	uint32_t next; /* 0: none was ever made; the first is 1 */
};

/* Whether an example may be so: a kind that has examples, a text that is UTF-8, not too long and
 * without NUL. */
bool correction_may_be(enum kind kind, enum language language, uint8_t weight, struct bytes text);
/* The kind of this name, if it has examples; KIND_UNCLEAR: none. */
enum kind correction_kind(const char *name);
/* The kinds that have, for people: "dealer, insult, ..." */
void correction_list_kinds(struct buf *out);

/* Adds one with the next number, which it returns in *ret_number; the text is copied. ERR_FULL:
 * take some back first. */
enum err corrections_add(struct corrections *corrections, const struct correction *correction,
			 uint32_t *ret_number, struct error *error_r);
/* NULL: there is none with this number. */
const struct correction *corrections_find(const struct corrections *corrections, uint32_t number);
enum err corrections_take_back(struct corrections *corrections, uint32_t number,
			       struct error *error_r);
void corrections_finish(struct corrections *corrections);

void corrections_encode(const struct corrections *corrections, struct buf *out);
/* ERR_INPUT: damaged; *ret_corrections is untouched. */
enum err corrections_decode(struct bytes encoded, struct corrections *ret_corrections,
			    struct error *error_r);
/* Names what a model was trained with. Zeros when there are none. */
void corrections_digest(const struct corrections *corrections,
			uint8_t ret_digest[CORRECTIONS_DIGEST]);

#endif
