// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What one webhook of a site is still to be told: which next, when again, when to give up. Pure: moments are handed in, and
 * whoever owns the queue makes the attempts, one at a time.
 *
 *     put --> waits --take--> under way --ended--> told | waits again, longer | given up
 *
 * At least once: what nobody knows the end of is tried again, with the same id. Each event is tried ten times over some three
 * days, as Standard Webhooks proposes, and holds up none behind it. A server that fails several times in a row is left alone
 * for a while between attempts, whatever is due; when it answers again, all that waits is due.
 *
 * What waits can be saved, and loaded by another keeper (docs/WEBHOOKS.md says what a crash loses).
 */
#ifndef DAEMON_HOOK_QUEUE_H
#define DAEMON_HOOK_QUEUE_H

#include "base/clock.h"
#include "base/error.h"
#include "daemon/alarm.h"

enum {
	HOOK_QUEUE_MAX = 2048, /* events; then the oldest is dropped */
	HOOK_BODY_MAX = 8192,  /* bytes; effects have some hundreds */
	HOOK_TRIES = 10,
	HOOK_LOST_MAX = 2, /* attempts lost with the errand process that cost an event no try */
};

/* After so long an attempt counts as lost; the errand's own limit is well below. */
#define HOOK_ATTEMPT_MOST MS_MINUTE
/* Older, an event is given up even if its server left no room for all its tries. */
#define HOOK_AGE_MOST (4 * MS_DAY)

struct hook_entry {
	uint64_t token; /* of the newest attempt; 0: the place is free */
	uint8_t id[ALARM_ID]; /* the same in each attempt */
	uint64_t order;
	unsigned tries, lost;
	bool under_way;
	ms_t born, due; /* due: of the next attempt; while under way: when it counts as lost */
	struct buf body;
};

struct hook_queue {
	uint64_t next_token, next_order;
	struct hook_entry *entries;
	struct hook_entry *under_way; /* NULL: none */
	size_t count;
	unsigned failures; /* in a row, of any event */
	ms_t rests_until;
	bool gone;	   /* the server wants no more (410), until the program is started again */
	uint64_t given_up; /* tried often enough, or too old */
	uint64_t dropped;  /* for want of room, or of a server that wants them */
};

/* `first_token` (not 0): tokens count up from it, so that no two keepers give the same. */
void hook_queue_init(struct hook_queue *queue, uint64_t first_token);
void hook_queue_finish(struct hook_queue *queue);

/* Adds one, due at once. */
void hook_queue_put(struct hook_queue *queue, const uint8_t id[ALARM_ID], struct bytes body, ms_t now);
/* The attempt to make now, which is under way from then on; NULL: none is due, or one is under way. Valid until the next
 * call. */
const struct hook_entry *hook_queue_take(struct hook_queue *queue, ms_t now);
/* When take() or overdue() may have something; MS_NEVER: not before something happens. */
ms_t hook_queue_next(const struct hook_queue *queue);
/* The token of the attempt that is under way (0: none), or only of one from which nothing was heard for too long. */
uint64_t hook_queue_under_way(const struct hook_queue *queue);
uint64_t hook_queue_overdue(const struct hook_queue *queue, ms_t now);

/* All that waits, what is under way too; appended. */
void hook_queue_save(const struct hook_queue *queue, struct buf *out);
/* Into a queue just made: due as it was, or now. ERR_INPUT: it is damaged; what was read by then is there. */
enum err hook_queue_load(struct hook_queue *queue, struct bytes saved, ms_t now);

enum hook_fate {
	HOOK_NOT_OURS, /* no attempt of this token is under way: late, or made up */
	HOOK_TOLD,
	HOOK_AGAIN,    /* it will be tried again */
	HOOK_GIVEN_UP, /* it was tried often enough */
	HOOK_GONE,     /* the server wants no more: all that waited was dropped */
};

/* How the attempt ended. */
enum hook_fate hook_queue_ended(struct hook_queue *queue, uint64_t token, enum alarm_outcome outcome, ms_t now);

#endif
