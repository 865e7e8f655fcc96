// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What became of answers: the entries of an outcome event, one event per commit. Each entry:
 *
 *   varint  event of the answer, as its difference to the entry before (from 0), zigzag:
 *           0, -1, 1, -2, ... are 0, 1, 2, 3, ...
 *   u8      state (enum outbox_state)
 *   varint  status: the carrier's, 0 when it gave none
 *   u8      length of the provider's id, then its bytes; no NUL among them
 *
 * A varint is LEB128: seven bits a byte, lowest first, the top bit set on all but the last; the
 * shortest form only, so that the same entries have the same bytes.
 */
#ifndef FLOW_EVIDENCE_OUTCOME_H
#define FLOW_EVIDENCE_OUTCOME_H

#include "base/bytes.h"
#include "base/error.h"

enum { PROVIDER_ID_MAX = 66 }; /* with its NUL: SMPP 3.4 §5.2.23 has 65 */

struct outcome {
	uint64_t event; /* the answer's */
	uint8_t state;	/* enum outbox_state */
	char provider_id[PROVIDER_ID_MAX];
	uint32_t status;
};

void outcome_encode(const struct outcome *entries, size_t count, struct buf *out);

/* Called for each entry in order; `outcome` lives until it returns. A failure ends the reading with
 * it. */
typedef enum err outcome_fn(void *context, const struct outcome *outcome);

/* ERR_INPUT at the first entry that outcome_encode() would not have written; those before it were
 * passed on. */
enum err outcome_decode(struct bytes encoded, outcome_fn *fn, void *context);

#endif
