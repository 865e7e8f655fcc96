// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How fast a carrier lets us send, found out from its refusals (ESME_RTHROTTLED, ESME_RMSGQFUL).
 *
 * No limit at first, but for as many unanswered messages as were taken before (and eight): a window
 * of a hundred thrown at a carrier of ten a second would be ninety refusals. At the first refusal
 * sending stops, and the refused message is offered again, alone, with growing gaps, until it is
 * taken: that moment says what the carrier counts. A short stop is that of a token bucket whose
 * rate we passed; a long one that of a window we used up, and then what was taken in the second
 * before is what it allows. From then on messages leave evenly spaced at that rate; it grows slowly
 * while nothing is refused (faster the longer that lasts, so a carrier that became faster is
 * noticed) and shrinks a little at each refusal. It grows only while it is what limits us.
 */
#ifndef FLOW_BEARER_RATE_H
#define FLOW_BEARER_RATE_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	RATE_SLICES = 50, /* of the last second, over which what was taken is counted */
	RATE_SLICE_MS = 20,
};

struct rate {
	double per_second; /* 0: no limit known */
	double credit;	   /* messages that may leave now */
	ms_t credited;	   /* when it was last reckoned */
	ms_t limited_at;   /* when it last held something back */
	ms_t grown_at;
	uint32_t flying; /* unanswered */
	uint64_t proven; /* taken so far */
	bool searching;	 /* no stop has told the rate well yet */
	bool stopped;	 /* refused, and nothing taken since; then: */
	bool probing;	 /* the message that is offered again is on its way */
	ms_t stopped_at, probe_at, probe_gap, first_gap;
	double before;	 /* taken in the second before the stop, */
	ms_t since;	 /* and how long before it they began */
	ms_t calm_since; /* the end of the last stop */
	uint32_t epoch;	 /* stops so far */
	uint32_t taken[RATE_SLICES];
	int64_t slice; /* of the newest entry */
};

void rate_init(struct rate *rate);

/* Whether one more may leave now; if so it counts as left. Give the epoch back with its response.
 */
bool rate_take(struct rate *rate, ms_t now, uint32_t *ret_epoch);
/* When rate_take() may say yes next; `now` or earlier: at once. MS_NEVER while a response decides.
 */
ms_t rate_next(const struct rate *rate, ms_t now);

/* The carrier took one, or refused it for its content. */
void rate_taken(struct rate *rate, ms_t now, uint32_t epoch);
/* The carrier refused one as too fast. */
void rate_refused(struct rate *rate, ms_t now, uint32_t epoch);
/* Nothing will ever be heard of one (timeout, broken bind). */
void rate_lost(struct rate *rate, ms_t now, uint32_t epoch);

#endif
