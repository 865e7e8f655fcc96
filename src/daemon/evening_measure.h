// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What became of the evening: rehearse's effects, line by line, against the truth of who is
 * genuine. It judges by moments and money alone, never by what the program says of itself: an
 * answer is in time when it left within the line's window after the sender's first text.
 */
#ifndef DAEMON_EVENING_MEASURE_H
#define DAEMON_EVENING_MEASURE_H

#include "base/error.h"
#include "base/map.h"
#include "daemon/evening.h"

/* What the settings say of the line. Micro-units. */
struct evening_terms {
	int64_t in, out;	   /* cost of a part */
	int64_t cap_hour, cap_day; /* INT64_MAX: none */
	ms_t window;		   /* the latest that an answer is due */
	char currency[4];
};

struct evening_answer {
	ms_t at;
	int64_t cost;
	uint32_t sender; /* UINT32_MAX: to somebody who never wrote */
	bool in_time;
};

/* The line saw a siege. */
struct evening_siege {
	ms_t from, to; /* to: MS_NEVER while it goes on */
};

struct evening_measure {
	const struct evening *evening;
	struct evening_terms terms;
	struct map senders;		/* digits of the number -> sender */
	struct evening_answer *answers; /* in the order of time */
	size_t answer_count, answer_room;
	ms_t *answered; /* per sender: in time, at; 0: not */
	struct evening_siege *sieges;
	size_t siege_count;
	ms_t now; /* of the last effect */
};

/* `evening` must outlive it. */
void evening_measure_init(struct evening_measure *measure, const struct evening *evening,
			  const struct evening_terms *terms);
void evening_measure_finish(struct evening_measure *measure);
/* One line of effects; those that it does not know are passed over. ERR_INPUT: what is no JSON
 * object. ERR_STATE: an effect `error`, in rehearse's own words. */
enum err evening_measure_take(struct evening_measure *measure, struct bytes line,
			      struct error *error_r);

/* What lies in [from, to). */
struct evening_count {
	size_t messages, robots; /* texts: all, those of robots */
	size_t genuine, in_time; /* senders who first wrote then; those of them answered in time */
	size_t robots_answered;	 /* answers that went to robots then */
	int64_t spent;		 /* on answers that left then */
	int64_t received;	 /* what receiving cost */
};

struct evening_count evening_count(const struct evening_measure *measure, ms_t from, ms_t to);
/* Spent in (at - span, at]. */
int64_t evening_spent(const struct evening_measure *measure, ms_t at, ms_t span);
/* The most spent in any such span of the whole rehearsal. */
int64_t evening_dearest(const struct evening_measure *measure, ms_t span);

#endif
