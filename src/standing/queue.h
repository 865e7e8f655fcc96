// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What waits for a person, and who may look at it.
 *
 *   - The gravest first; of equals, the one that waits longest.
 *   - Who takes one has it for QUEUE_CLAIM; then it is anybody's again.
 *   - A grave one needs two people who say the same, down to what it is that they confirm. When they differ a third decides;
 *     one who agrees with neither takes the second's place, and another is asked.
 *   - It is blurred until the one who has it says that he wants to see it, and blurred again for
 * the next. What is sealed (a suspected image of a minor) is never shown to anybody.
 *   - An appeal never comes to those who had a hand in the decision: they cannot even take it.
 *
 * In memory, found by going through the list; the caller keeps it durable. People are numbers,
 * never 0.
 */
#ifndef STANDING_QUEUE_H
#define STANDING_QUEUE_H

#include "base/clock.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	QUEUE_MAX = 1 << 16,
	QUEUE_KEPT = 1 << 13, /* places of these for what is grave or high, and appeals: whoever floods it with less leaves them free */
	QUEUE_EXCLUDED = 8, /* people; those beyond are refused by member_decide() */
	QUEUE_OPINIONS = 2, /* a third decides */
};

#define QUEUE_CLAIM (15 * MS_MINUTE)

enum queue_kind { QUEUE_REPORTS, QUEUE_ROBOT, QUEUE_APPEAL, QUEUE_PHOTO, QUEUE_EVASION, QUEUE_TEXT };

/* In rising order. Grave: a minor may be in danger, or somebody's account ends by it for good. */
enum severity { SEVERITY_LOW, SEVERITY_MIDDLE, SEVERITY_HIGH, SEVERITY_GRAVE };

/* Their codes, as they are told. */
const char *queue_kind_code(enum queue_kind kind);
const char *severity_code(enum severity severity);

/* What a person says of it. */
enum opinion { OPINION_NONE, OPINION_CONFIRM, OPINION_LIFT };

struct queue_item {
	uint64_t number; /* 1 and up, by the queue */
	enum queue_kind kind;
	enum severity severity;
	uint64_t member;
	uint32_t ruling;		   /* of the member, that it is about; 0: none yet */
	uint64_t about;			   /* the message, photo or alarm; the caller's number */
	ms_t at;			   /* since when it waits */
	bool sealed;			   /* never shown */
	uint64_t excluded[QUEUE_EXCLUDED]; /* who may not take it; 0 ends the list */
	/* The queue's own. */
	uint64_t claimed_by; /* 0: nobody */
	ms_t claimed_until;
	bool shown; /* to the one who has it */
	uint64_t said_by[QUEUE_OPINIONS];
	enum opinion said[QUEUE_OPINIONS];
	uint32_t said_what[QUEUE_OPINIONS];
};

struct queue {
	struct queue_item *items; /* owned; in no order */
	size_t count, room;
	uint64_t last; /* number given */
};

/* What became of an item after somebody spoke. */
enum queue_outcome {
	QUEUE_DONE,   /* decided, and gone */
	QUEUE_SECOND, /* another person is needed */
	QUEUE_THIRD,  /* two differ */
};

struct queue_verdict {
	enum queue_outcome outcome;
	enum opinion opinion;	/* when done */
	uint64_t also;		/* who had said the same before; 0: nobody */
	struct queue_item item; /* as it was left */
};

void queue_init(struct queue *queue);
void queue_finish(struct queue *queue);

/* Adds a copy; its number and the queue's own fields are set here. ERR_INPUT: an appeal about no
 * decision; ERR_FULL, ERR_MEMORY. */
enum err queue_add(struct queue *queue, const struct queue_item *item, uint64_t *ret_number,
		   struct error *error_r);

/* The item that this person should look at next; NULL: none. Borrowed until the queue changes. */
const struct queue_item *queue_next(const struct queue *queue, uint64_t person, ms_t now);
/* NULL: no such item. */
const struct queue_item *queue_find(const struct queue *queue, uint64_t number);

/* ERR_ABSENT: no such item; ERR_STATE: somebody has it, or this person may not. Who has it already
 * has it longer by this. */
enum err queue_claim(struct queue *queue, uint64_t number, uint64_t person, ms_t now,
		     struct error *error_r);
enum err queue_release(struct queue *queue, uint64_t number, uint64_t person, ms_t now,
		       struct error *error_r);
/* Shows it, to the one who has it only. ERR_STATE: he has not, or it is sealed. */
enum err queue_show(struct queue *queue, uint64_t number, uint64_t person, ms_t now,
		    struct error *error_r);
/* Whether it is blurred for this person now. */
bool queue_is_blurred(const struct queue_item *item, uint64_t person, ms_t now);
/* `what` is confirmed, by the caller's number: two who confirm different things differ. ERR_INPUT: no opinion; else as
 * queue_show(), but a sealed one is decided by its facts. */
enum err queue_decide(struct queue *queue, uint64_t number, uint64_t person, enum opinion opinion,
		      uint32_t what, ms_t now, struct queue_verdict *ret_verdict, struct error *error_r);
/* It turned out to be graver than it looked when it was added, or not to be shown. No such item: nothing. */
void queue_aggravate(struct queue *queue, uint64_t number, enum severity severity, bool sealed);
/* Taken out without a decision: what it was about is gone. False: no such item. */
bool queue_drop(struct queue *queue, uint64_t number);

#endif
