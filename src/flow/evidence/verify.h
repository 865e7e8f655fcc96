// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Checks a whole store against itself: what `fauxbond evidence verify` runs. Per line:
 *
 *   - checkpoints are numbered from 1 without gaps, their sizes grow, their signatures are valid,
 * and a stored frontier has the root that was signed;
 *   - events are numbered from 1 without gaps, and the tree over their leaves has each checkpoint's
 *     root at each checkpoint's size; the last checkpoint covers the last event;
 *   - with the keys: contacts are numbered without gaps, each address opens and has the keyed hash
 *     beside it; each event opens, and its columns and fields give the leaf that is stored.
 *
 * What it cannot see: a store put back to an older state as a whole (compare with a checkpoint that
 * was pushed or printed elsewhere), and what is not evidence (a line's name, snapshots, settings).
 */
#ifndef FLOW_EVIDENCE_VERIFY_H
#define FLOW_EVIDENCE_VERIFY_H

#include "base/seal.h"
#include "flow/line.h"
#include "store/store.h"

struct verify_line {
	char name[LINE_NAME_MAX];
	uint64_t events, checkpoints;
	uint64_t contacts; /* with keys only */
	uint64_t erased;   /* fields and addresses that were taken out; with keys only */
};

struct verify_report {
	struct verify_line *lines; /* mem_free() by verify_finish() */
	size_t line_count;
	/* The first problem, "line decline, event 17: ..."; "" when there is none. */
	struct error problem;
};

/* Called now and then with the events done so far of a line's total. */
typedef void verify_progress_fn(void *context, const char *line, uint64_t done, uint64_t total);

/* `keys` NULL: only trees, checkpoints and signatures. `progress` may be NULL. Fills the report
 * (pass it zeroed; verify_finish() it) also when it fails, with the first problem both there and in
 * error_r. ERR_CRYPTO: the evidence does not hold. ERR_IO: the store could not read on; a store may
 * refuse a missing or malformed row by itself, and names it. Reads only; while it scans a line's
 * events it looks up contacts. */
enum err evidence_verify(struct store *store, const struct keys *keys,
			 const uint8_t public_key[SIGN_PUBLIC], verify_progress_fn *progress,
			 void *context, struct verify_report *report, struct error *error_r);
void verify_finish(struct verify_report *report);

#endif
