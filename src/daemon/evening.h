// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The evening of 30 October 2017, made up again from a seed: what a declining line in France
 * receives from four calm days before it until the morning after. Twenty thousand texts come from
 * robots in less than six hours: some from single senders, a thousand by a thousand; the others in
 * waves, from thousands of new numbers with a few texts each. Genuine senders write all through.
 * Same seed, same bytes. Every number is kept for fiction (ARCEP), mobile and fixed mixed.
 */
#ifndef DAEMON_EVENING_H
#define DAEMON_EVENING_H

#include "base/bytes.h"
#include "base/clock.h"

enum {
	EVENING_ROBOT_TEXTS = 20000,
	EVENING_A_DAY = 960, /* genuine senders who first write, a calm day: 40 an hour */
	EVENING_NUMBER_MAX = 16,
};

/* Midnight at which that Monday begins in Paris. Summer time had ended the day before. */
#define EVENING_MONDAY ((ms_t)1509318000 * MS_SECOND)
#define EVENING_BEGINS                                                                             \
	(EVENING_MONDAY - 4 * MS_DAY - MS_HOUR)		  /* Thursday, 0:00; Sunday has 25 hours */
#define EVENING_CLOCKS	  (EVENING_MONDAY - 22 * MS_HOUR) /* summer time ends: 2017-10-29T01:00Z */
#define EVENING_ROBOTS	  (EVENING_MONDAY + 16 * MS_HOUR)
#define EVENING_ROBOTS_TO (EVENING_MONDAY + 22 * MS_HOUR)
#define EVENING_ENDS	  (EVENING_MONDAY + 32 * MS_HOUR) /* Tuesday, 8:00 */

struct evening_sender {
	char number[EVENING_NUMBER_MAX];
	bool genuine;
	ms_t first;	  /* when he first writes */
	unsigned written; /* texts so far, while they are made and written out */
};

struct evening_message {
	ms_t at;
	uint32_t sender;
	uint32_t order; /* among those made: decides between equal moments */
	uint32_t text;	/* where it begins in `texts`, ended by a NUL */
};

struct evening {
	struct evening_sender *senders;
	size_t sender_count, sender_room;
	struct evening_message *messages; /* in the order of time */
	size_t message_count, message_room;
	struct buf texts;
};

void evening_generate(uint64_t seed, struct evening *ret_evening);
void evening_finish(struct evening *evening);
/* As rehearse's input, for the line of this name; the last event is a tick at EVENING_ENDS. The id
 * of a message says who wrote it ("genuine-12-1", "robot-345-2"); to the engine it is any id. */
void evening_write(struct evening *evening, const char *line, struct buf *out);

/* The clock on the wall in Paris, as if it were UTC. */
ms_t evening_local(ms_t at);

#endif
