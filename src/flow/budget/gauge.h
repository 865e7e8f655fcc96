// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a line receives, for those who run it: how much, from how many, from whom most. Nothing is
 * decided by it. Memory is fixed (some 200 KB a line) and each line has its own, so that a flood on
 * one does not blur another.
 */
#ifndef FLOW_BUDGET_GAUGE_H
#define FLOW_BUDGET_GAUGE_H

#include "flow/budget/distinct.h"
#include "flow/budget/sketch.h"
#include "flow/budget/sliding.h"

enum { GAUGE_HEAVY = 8 };

struct gauge_heavy {
	uint32_t contact;
	uint64_t least, most; /* messages he sent in the last half hour to hour */
};

struct gauge_reading {
	/* In the last hour; once they come in more than 1,024 moments of it, counted up to 8.2 s
	 * longer. */
	uint64_t messages;
	double senders;			       /* different ones today: standard error 0.81 % */
	struct gauge_heavy heavy[GAUGE_HEAVY]; /* who sent most, heaviest first */
	size_t heavy_count;
};

struct gauge {
	struct sliding messages;
	struct sketch senders;
	struct distinct *today;
	struct keyed keyed;
	uint32_t line_index;
	ms_t day_begins;		       /* after midnight, UTC */
	int64_t day;			       /* which day `today` is about */
	struct gauge_heavy heavy[GAUGE_HEAVY]; /* `most` as it was when last seen; in no order */
	size_t heavy_count;
	ms_t now; /* the latest moment it has seen */
};

/* ERR_MEMORY when the tables cannot be had. */
enum err gauge_init(struct gauge *gauge, uint32_t line_index, ms_t day_begins,
		    const struct keyed *keyed);
void gauge_finish(struct gauge *gauge);

/* A message of this contact came (0: of nobody who can be told apart). */
void gauge_message(struct gauge *gauge, uint32_t contact, ms_t now);
void gauge_read(struct gauge *gauge, ms_t now, struct gauge_reading *ret_reading);

#endif
