// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What is still to be told by one way (alarm.h): which next, when again, when to give up. Pure: moments are handed in,
 * and whoever owns the queue makes the attempts, one at a time.
 *
 *     put --> due --take--> under way --ended--> told | given up | due again, later
 *
 * A command that fails is not run again; a webhook is tried again after 5 s, 30 s, 2 min, 10 min and 1 h. What an
 * operator was not told yet and is no longer so (a siege that has ended meanwhile) is replaced by what is.
 */
#ifndef DAEMON_ALARM_QUEUE_H
#define DAEMON_ALARM_QUEUE_H

#include "daemon/alarm.h"
#include "flow/line.h"

enum {
	/* Room for the newest siege and the newest receiving of every line, and for flags besides. */
	ALARM_QUEUE_MAX = 2 * LINES_MAX + 64,
	ALARM_LOST_MAX = 2, /* attempts of one alarm that may be lost with the errand process */
};

/* After so long an attempt counts as lost; each way's own limit is well below. */
#define ALARM_ATTEMPT_MOST MS_MINUTE

struct alarm_entry {
	uint64_t token; /* of the newest attempt; 0: the place is free */
	uint32_t line_index;
	enum alarm_subject subject;
	uint8_t id[ALARM_ID]; /* the same in each attempt */
	uint64_t order;
	unsigned tries, lost;
	bool under_way;
	ms_t due;   /* of the next attempt; while under way: when it counts as lost */
	struct buf body;
};

struct alarm_queue {
	enum alarm_way way;
	uint64_t next_token, next_order;
	struct alarm_entry entries[ALARM_QUEUE_MAX];
	uint64_t replaced, dropped; /* by a newer one of its subject; for want of room */
};

/* `first_token` (not 0): tokens count up from it, so that no two keepers give the same. */
void alarm_queue_init(struct alarm_queue *queue, enum alarm_way way, uint64_t first_token);
void alarm_queue_finish(struct alarm_queue *queue);

/* Adds one, due at once; replaces what it makes pointless; without room drops the oldest flag, else the oldest. */
void alarm_queue_put(struct alarm_queue *queue, uint32_t line_index, enum alarm_subject subject,
		     const uint8_t id[ALARM_ID], struct bytes body, ms_t now);
/* The attempt to make now, which is under way from then on; NULL: none is due, or one is under way. Valid until the
 * next call. */
const struct alarm_entry *alarm_queue_take(struct alarm_queue *queue, ms_t now);
/* When take() or overdue() may have something; MS_NEVER: not before something happens. */
ms_t alarm_queue_next(const struct alarm_queue *queue);
/* The token of an attempt from which nothing was heard for too long; 0: none. */
uint64_t alarm_queue_overdue(const struct alarm_queue *queue, ms_t now);
/* The token of the attempt that is under way; 0: none. */
uint64_t alarm_queue_under_way(const struct alarm_queue *queue);
size_t alarm_queue_count(const struct alarm_queue *queue);

enum alarm_fate {
	ALARM_NOT_OURS, /* no attempt of this token is under way: late, or made up */
	ALARM_OVER,     /* told, or failed where another attempt is pointless */
	ALARM_AGAIN,    /* it will be tried again */
	ALARM_GIVEN_UP, /* it was tried often enough */
	ALARM_REPLACED, /* it failed, and something newer waits */
};

struct alarm_end {
	enum alarm_fate fate;
	uint32_t line_index;
	enum alarm_subject subject;
	ms_t again; /* ALARM_AGAIN: when */
};
/* How the attempt ended. ALARM_LOST: nobody knows; it is made again, a few times. */
void alarm_queue_ended(struct alarm_queue *queue, uint64_t token, enum alarm_outcome outcome,
		       ms_t now, struct alarm_end *ret_end);

#endif
