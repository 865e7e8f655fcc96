// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The last texts of both sides of a stalling line's conversations, in memory alone, for whoever words the next one (a
 * language model, when the settings name one). What could lead to somebody or elsewhere is not kept: telephone numbers,
 * links and addresses of e-mail become "#". After a restart what came since the last snapshot is there, and no more.
 */
#ifndef FLOW_RECENT_H
#define FLOW_RECENT_H

#include "base/bytes.h"

enum {
	RECENT_TEXTS = 6,    /* of both sides together */
	RECENT_BYTES = 240,  /* of one; the rest is cut off */
};

struct recent_text {
	bool ours;
	uint16_t size;
	uint8_t text[RECENT_BYTES]; /* UTF-8 without control characters */
};

struct recents;

/* `room` conversations, above 0; the one that was silent longest gives way. NULL when memory is short. */
struct recents *recents_create(uint32_t room);
void recents_destroy(struct recents *recents);

/* Any bytes. Without memory for it, it is not remembered. */
void recents_add(struct recents *recents, uint32_t line_index, uint32_t contact, bool ours,
		 struct bytes text);
/* The oldest first; returns how many. */
size_t recents_get(const struct recents *recents, uint32_t line_index, uint32_t contact,
		   struct recent_text ret_texts[RECENT_TEXTS]);

#endif
