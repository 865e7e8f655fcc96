// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Inside evidence/: the state of one line (its tree and numbers, now and as committed) and of the
 * stage.
 */
#ifndef FLOW_EVIDENCE_CHAIN_H
#define FLOW_EVIDENCE_CHAIN_H

#include "flow/evidence/evidence.h"
#include "flow/evidence/leaf.h"
#include "flow/evidence/note.h"
#include "flow/evidence/tree.h"

/* A restart reads at most this many leaves and one batch a line before it can go on: 4,096 rows are
 * a few milliseconds, and a frontier every so often costs no room. */
enum { FRONTIER_EVERY = 4096 };

/* All that changes with an event; copied at each commit to be able to go back. */
struct chain {
	struct tree tree;	/* tree.size is the last event's number */
	uint32_t contacts;	/* the last contact's number */
	uint64_t checkpoints;	/* the last checkpoint's number */
	uint64_t signed_size;	/* the tree's, at the last checkpoint */
	uint64_t frontier_size; /* the tree's, at the last checkpoint that holds a frontier */
};

struct evidence_line {
	bool open, changed; /* changed: `now` differs from `committed` */
	uint32_t line;	    /* the store's number */
	char name[LINE_NAME_MAX];
	uint8_t log[LOG_ID];
	struct chain now, committed;
};

struct evidence {
	struct store *store;
	const struct keys *keys;
	struct random *random;
	uint8_t public_key[SIGN_PUBLIC], secret[SIGN_SECRET];
	struct evidence_line lines[LINES_MAX];
	/* Kept between events: values being put together, and the sealed columns. */
	struct buf value, plain, body, text;
};

/* The line of an index that was opened; anything else is our own bug. */
struct evidence_line *chain_line(struct evidence *evidence, uint32_t line_index);

/* Whether a checkpoint row is signed by this key for this log. `scratch` is overwritten. */
bool chain_signed(const uint8_t log[LOG_ID], const struct checkpoint_row *row,
		  const uint8_t public_key[SIGN_PUBLIC], struct buf *scratch);

#endif
