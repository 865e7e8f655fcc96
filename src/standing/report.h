// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What members report of one member, weighed together.
 *
 * A reporter weighs by his record: (confirmed + 1) / (confirmed + rejected + 2), half of it while
 * his account is new. Reporters who are connected (same address, same device, joined on the same
 * day, or reported others together before) are one voice, which weighs what the heaviest of them
 * does. So a crowd that one person stands behind weighs as that person.
 *
 * A brigade is BRIGADE_COUNT or more reporters within BRIGADE_SPAN of whom two in three are new or
 * connected. It is shown to the person who looks; it makes no report disappear.
 *
 * What reports can bring about is a place in the review queue, nothing else: enum reports_ask has
 * no word for a ban.
 *
 * All of it is a function of the set of reports: the order they came in, or were stored in, makes
 * no difference, so reports that arrive at once need no order.
 */
#ifndef STANDING_REPORT_H
#define STANDING_REPORT_H

#include "base/clock.h"
#include "base/error.h"
#include "standing/rules.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	REPORTS_MAX = 128,    /* reporters of one member at a time; the lightest fall out */
	REPORT_WEIGHT = 1000, /* a reporter who could not be more trusted */
	REPORTS_FIRST_AT =
		1500, /* from here on it is looked at first: two trusted voices, or three */
	BRIGADE_COUNT = 5,
	TOGETHER_TIMES = 2, /* reported the same members so often before: they are connected */
	COMPANY_WAYS = 8,
};

#define BRIGADE_SPAN (24 * MS_HOUR)
#define REPORTER_NEW (7 * MS_DAY)

/* Addresses and devices are keyed hashes by the caller; 0: not known, and like no other. */
struct reporter {
	uint64_t number;
	ms_t joined;
	uint64_t address, device;
	uint32_t confirmed, rejected; /* what became of earlier reports; not of this member's */
};

struct report {
	struct reporter reporter;
	ms_t at;
	enum offence offence;
	uint64_t about; /* the message, photo or profile; the caller's number */
};

/* The open reports on one member: one a reporter, his heaviest, in a fixed order. */
struct reports {
	struct report list[REPORTS_MAX];
	size_t count;
};

/* Who reported together: pairs of reporters and how often, in memory fixed at start. When a set of
 * COMPANY_WAYS is full, the rarest pair gives way, the oldest of equals. */
struct company_pair {
	uint64_t a, b; /* a < b; 0: free */
	uint32_t times;
	uint32_t noted; /* when, as a running number */
};

struct company {
	struct company_pair *pairs; /* owned */
	uint32_t room;		    /* a power of two */
	uint32_t notes;
};

enum reports_ask {
	REPORTS_NOTHING, /* there are none */
	REPORTS_LOOK,	 /* a person looks */
	REPORTS_FIRST,	 /* a person looks, before others */
};

struct reports_weighed {
	enum reports_ask ask;
	uint32_t reporters, voices;
	uint32_t weight; /* of all voices, in thousandths */
	bool brigade;
	uint32_t fresh;	    /* reporters whose account was new */
	uint32_t connected; /* reporters connected with another one */
};

/* ERR_MEMORY. `room`: a power of two, COMPANY_WAYS or more. */
enum err company_init(struct company *company, uint32_t room);
void company_finish(struct company *company);
/* These reporters all reported one member, and that is settled: call once for each settled case. */
void company_note(struct company *company, const struct reports *reports);
uint32_t company_times(const struct company *company, uint64_t a, uint64_t b);

/* Thousandths. */
uint32_t report_weight(const struct report *report);

/* Adds a report; a second one by the same reporter leaves the heavier (then the earlier) of the
 * two. ERR_INPUT: no reporter, or no such offence. */
enum err reports_add(struct reports *reports, const struct report *report);

/* `company` may be NULL. */
void reports_weigh(const struct reports *reports, const struct company *company,
		   struct reports_weighed *ret_weighed);

#endif
