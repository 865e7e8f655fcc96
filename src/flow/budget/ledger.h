// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The ledger: what was spent lately, and whether one more answer may be. Micro-euros, integers.
 *
 * A window of span S with cap C holds, at every moment t, the spends handed over in (t - S, t], and their sum never
 * exceeds C. A tenth of a declining line's cap is kept for people in distress: ordinary answers may use nine tenths; an answer to
 * distress uses the kept tenth first and then competes with the others, so that writing distress buys nobody more
 * than that tenth. A tenth that pays for no help line is of no use to anybody, and takes one answer from the others: where a
 * cap's is as small as that, nothing is kept, of the other cap either, since distress is paid from both tenths or from none.
 *
 * Memory is fixed: when the ring is full, spends that lie close together become one, at the latest of their times. That
 * counts money longer by 4.1 s at the most, never shorter. A clock that steps back is not followed: time here only
 * grows.
 */
#ifndef FLOW_BUDGET_LEDGER_H
#define FLOW_BUDGET_LEDGER_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"

enum ledger_class { SPEND_COMMON, SPEND_KEPT, SPEND_CLASSES };

struct ledger_spend {
	ms_t at;
	int64_t micro[SPEND_CLASSES];
};

/* One cap over one sliding window: an index into the ring, and sums. */
struct ledger_window {
	ms_t span;
	int64_t cap;             /* INT64_MAX: none */
	int64_t kept;            /* the part of the cap that is for people in distress */
	uint64_t first;          /* absolute index of the oldest spend inside */
	int64_t sum[SPEND_CLASSES];
};

enum { LEDGER_WINDOWS = 2, LEDGER_RING = 65536, LEDGER_HOUR = 0, LEDGER_DAY = 1 };

struct ledger {
	struct ledger_spend *ring;
	uint64_t first, end; /* absolute indexes; ring[i % LEDGER_RING] */
	struct ledger_window windows[LEDGER_WINDOWS];
	ms_t now; /* the latest moment it has seen */
};

/* What a line's help line costs that keeps nothing for it. */
#define LEDGER_KEEPS_NOTHING INT64_MAX

/* ERR_MEMORY when the ring cannot be had. Caps in micro-euros; INT64_MAX for none. `help`: what a help line costs at
 * least, for whom a tenth of each cap is kept (declining lines; the house's own cap keeps nothing). */
enum err ledger_init(struct ledger *ledger, int64_t hour_cap, int64_t day_cap, int64_t help);
/* Whether a tenth of these caps is kept: where each of them pays for a help line. */
bool ledger_keeps_tenths(int64_t hour_cap, int64_t day_cap, int64_t help);
void ledger_finish(struct ledger *ledger);

/* Whether `price` may be spent at `now`; when not, *ret_window says which cap refuses. */
bool ledger_allows(struct ledger *ledger, ms_t now, int64_t price, bool distress, int *ret_window);
/* Writes the spend down. Call only in the transaction that decides the send, and only after ledger_allows(). */
void ledger_spend(struct ledger *ledger, ms_t now, int64_t price, bool distress);
/* The earliest moment at which `price` would be allowed if nothing else were spent; MS_NEVER when it never is. */
ms_t ledger_room_at(struct ledger *ledger, ms_t now, int64_t price, bool distress);
/* What is left under a window's cap for ordinary answers; INT64_MAX without a cap. */
int64_t ledger_left(struct ledger *ledger, ms_t now, int window);
/* What was spent in a window, of both classes. */
int64_t ledger_spent(struct ledger *ledger, ms_t now, int window);

/* What of ordinary spends leaves a window in each of the next `count` spans of `step` ms. */
void ledger_leaving(struct ledger *ledger, ms_t now, int window, ms_t step, size_t count,
		    int64_t *ret_leaving);
/* Whether the part kept for people in distress pays `price`; *ret_left: what share of it is left, in the window that has
 * least. */
bool ledger_keeps(struct ledger *ledger, ms_t now, int64_t price, double *ret_left);

/* Fills an empty ledger with the spends of others, in the order of time: the house's, from its lines'. */
void ledger_merge(struct ledger *ledger, struct ledger *const *others, size_t count);

/* For the snapshot: every spend still inside a window. Loading adds to an empty ledger; ERR_INPUT when damaged. */
void ledger_save(const struct ledger *ledger, struct buf *out);
enum err ledger_load(struct ledger *ledger, struct bytes saved);

#endif
