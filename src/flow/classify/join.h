// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Parts of long messages, joined (3GPP TS 23.040 §9.2.3.24.1). Each part was sealed and acknowledged as it came; here
 * only their texts wait for the rest, in fixed memory. The key holds the source as well as the reference, so that two
 * senders who use the same reference at once are never mixed.
 */
#ifndef FLOW_CLASSIFY_JOIN_H
#define FLOW_CLASSIFY_JOIN_H

#include "flow/flow.h"

enum { JOIN_PARTS_MAX = 10, JOIN_PART_BYTES = 640 /* 160 characters of up to 4 bytes */ };

/* What a group gives when it is whole, or when its time is up. */
struct joined {
	uint32_t line_index, contact;
	uint64_t event; /* of the part that came last */
	ms_t first;     /* when its first part came */
	bool gap;       /* a part is missing */
	char to[NUMBER_MAX]; /* the own number it was sent to */
};

struct join;

/* NULL when the memory cannot be had. */
struct join *join_create(void);
void join_destroy(struct join *join);

/* Takes the text of one part. True when it made its message whole: `text` is appended to, in order. False when more
 * parts are needed (`*ret_kept` true), or when it was not kept (a part of more than ten, a full table): it is then to be
 * read as a message of its own. */
bool join_part(struct join *join, const struct message *message, bool *ret_kept,
	       struct joined *ret_joined, struct buf *text);
/* Sets the event of the part just kept, once it is sealed. */
void join_sealed(struct join *join, const struct message *message);
/* A restart replays what became of groups. This part made its message whole: what waits of it is forgotten. */
void join_end(struct join *join, const struct message *message);
/* The group whose last part was this event was read when its time was up: it is forgotten, and the own number it was
 * sent to is given. False when there is no such group. */
bool join_forget(struct join *join, uint32_t line_index, uint64_t event, char ret_to[NUMBER_MAX]);
/* The least event of a line's parts that wait; UINT64_MAX when none does. */
uint64_t join_low(const struct join *join, uint32_t line_index);
/* When the next group's time is up; MS_NEVER when none waits. */
ms_t join_next(const struct join *join);
/* Takes a group whose time is up at `now`: its text with "[...]" where parts are missing. */
bool join_expire(struct join *join, ms_t now, struct joined *ret_joined, struct buf *text);

#endif
