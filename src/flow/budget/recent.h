// SPDX-License-Identifier: GPL-3.0-or-later
/* The newest so many keys of 64 bits, with the moment each was added: a ring, and a map over it. */
#ifndef FLOW_BUDGET_RECENT_H
#define FLOW_BUDGET_RECENT_H

#include "base/clock.h"
#include "base/error.h"
#include "base/map.h"

struct recent {
	uint64_t *keys; /* never 0; 0: taken out */
	ms_t *at;	/* when it was added */
	uint32_t room, next;
	struct map map; /* key -> how many of it are in the ring */
};

enum err recent_init(struct recent *recent, uint32_t room);
void recent_finish(struct recent *recent);

/* Takes the place of the oldest. Without memory it is not remembered. */
void recent_add(struct recent *recent, uint64_t key, ms_t at);
bool recent_has(const struct recent *recent, uint64_t key);
/* Takes one of this key out that was added at `since` or later; false when there is none. */
bool recent_take(struct recent *recent, uint64_t key, ms_t since);
/* Takes out all that were added at `before` or earlier. */
void recent_forget(struct recent *recent, ms_t before);

#endif
