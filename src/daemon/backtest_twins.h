// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Which contact, item and statement of one run is which of the other. Both runs take the same events, but name what comes of
 * them by numbers of their own: what a person decided about q7 is, under other rules, about q9, or about nothing.
 *
 * The same event makes the same thing. A robot alone may speak earlier or later: its suspension of a member is one thing
 * whenever it comes.
 */
#ifndef DAEMON_BACKTEST_TWINS_H
#define DAEMON_BACKTEST_TWINS_H

#include "base/map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TWINS_MADE = 64 }; /* of one kind by one event, at most; those beyond have no twin */

struct twins_made {
	uint64_t key; /* the same in both runs; not 0 */
	uint64_t number;
	bool any_time; /* may have come of another event in the other run */
};

struct twins_list {
	struct twins_made made[TWINS_MADE];
	size_t count;
};

struct twins {
	uint32_t *other; /* of the second run, by number in the first; 0: none */
	size_t room;
	struct map late[2]; /* key to number: made by one run alone so far */
};

void twins_finish(struct twins *twins);
void twins_add(struct twins_list *list, uint64_t key, uint64_t number, bool any_time);
/* What one event made in the two runs. */
void twins_match(struct twins *twins, const struct twins_list *first, const struct twins_list *second);
/* 0: the second run has none. */
uint64_t twins_other(const struct twins *twins, uint64_t number);

#endif
