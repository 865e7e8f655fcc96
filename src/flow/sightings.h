// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Who approached a watching line, and when: what its decoy saw elsewhere (sighting.h) goes into the
 * record here, once each, and all that reached the line is counted by the half hour.
 *
 * The first question of either sort reads the line's record once, and keeps a moment, a sender and a
 * hash of each arrival in memory from then on. Whoever never asks pays nothing.
 */
#ifndef FLOW_SIGHTINGS_H
#define FLOW_SIGHTINGS_H

#include "flow/sighting.h"

struct flow;

/* Records one, in a batch. *ret_new: false when the same was recorded before: nothing was written.
 * ERR_INPUT: it fails the check. ERR_STATE: the line does not watch, or has more arrivals than are
 * counted. ERR_FULL, ERR_MEMORY: the batch has no room; it goes on. ERR_IO, ERR_CRYPTO as
 * flow_message(). */
enum err flow_sighting(struct flow *flow, uint32_t line_index, const struct sighting *sighting,
		       bool *ret_new, struct error *error_r);

/* Whether it would be new, and there is room for it when `before` others are recorded first: so that a list is taken whole or not at
 * all. Errors as above, but of the batch, and nothing is recorded. */
enum err flow_sighting_fits(struct flow *flow, uint32_t line_index, const struct sighting *sighting,
			    size_t before, bool *ret_new, struct error *error_r);

#define HALF_HOUR (30 * MS_MINUTE)

struct approaches {
	ms_t at; /* the half hour's beginning; it begins at a full or half hour of the line's clocks */
	uint64_t requests, messages, calls;
	uint64_t senders; /* different ones */
};

struct flow_approaches {
	const struct line *line;
	struct approaches *halves; /* those in which something came, in order; owned */
	size_t half_count;
	struct approaches total;   /* `at`: of the first half hour */
	size_t busiest;		   /* in `halves`: the most arrivals, the first of several */
	uint64_t left_out;	   /* arrivals beyond LIMIT_SIGHTINGS, which nobody counted */
};

/* All with from <= moment < to: a sighting's is when it was seen. Not within a store's scan. ERR_STATE:
 * the line does not watch. */
enum err flow_approaches(struct flow *flow, uint32_t line_index, ms_t from, ms_t to,
			 struct flow_approaches *ret_approaches, struct error *error_r);
void flow_approaches_finish(struct flow_approaches *approaches);

#endif
