// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Who is in conversation with a line: how many answers each sender had in the last hour, and
 * whether he is a robot that answers back. Memory is fixed at start.
 *
 * Counts are exact: every answer of the last hour is in a log, and is taken from its sender's count
 * when it leaves. A place in the table belongs to one contact, compared in full, so that nobody is
 * counted for another. What a full table does:
 *
 *   - Who writes without having been answered takes no place at all, however many they are.
 *   - A place is found in a set of eight, picked by a keyed hash. When all are taken, who was
 *     answered longest ago gives way; his count begins anew when he is answered again. Who is
 *     limited just now keeps his place.
 *   - When all eight are limited, the newcomer has no place; the sketch of answers counts him, and
 *     he is limited by the least that it says of him (wrong for one in 10^12), never by what others
 *     may have had.
 *   - When the log is full, its oldest answer leaves before its hour is over.
 *
 * So a count is never above the truth: whoever had fewer answers than the limit is never limited.
 * Where it is below, a sender may get more than the limit; to bring that about, others must be
 * answered by the ten thousand within the hour, which the caps pay for or refuse.
 *
 * A robot is someone whose first messages after answers of ours, LIMIT_LOOP_RUN times running, came
 * within LIMIT_LOOP_SPAN after the answer, or said the same. (Two of our own lines that reach each
 * other through a forwarder are two robots.) He is left alone for LIMIT_LOOP_REST after the last
 * such message; if he then does it once more, so again.
 */
#ifndef FLOW_BUDGET_TALLY_H
#define FLOW_BUDGET_TALLY_H

#include "flow/budget/sketch.h"
#include "flow/flow.h"

enum { TALLY_WAYS = 8 };

/* One sender in conversation. */
struct talker {
	uint32_t contact; /* 0: the place is free */
	uint32_t answers; /* in the log since `born` */
	uint64_t born;	  /* the log's end when he got his place */
	ms_t answered;	  /* when he had his last answer */
	uint64_t text;	  /* hash of what he said first after it */
	ms_t until;	  /* he is a robot until then */
	uint8_t quick;	  /* messages running that came at once after an answer */
	uint8_t same;	  /* messages running after answers that said the same */
	bool awaited;	  /* an answer went out and he has not written since */
	bool told;	  /* that he is a robot was told */
};

struct tally_answer {
	ms_t at;
	uint32_t place;
};

struct tally {
	struct talker *talkers;
	struct tally_answer *log; /* of the last hour */
	uint32_t room, log_room;  /* two answers a place, at least 2,048 */
	uint64_t first, end;	  /* absolute indexes into the log */
	int64_t limit;		  /* answers one sender may have an hour; INT64_MAX: any number */
	struct sketch *answers;	  /* of all answers of the house; borrowed */
	struct keyed keyed;
	uint32_t line_index;
	uint64_t unplaced; /* answers to who had no place, since start */
	ms_t now;	   /* the latest moment it has seen */
};

/* ERR_MEMORY when the tables cannot be had. `room`: a power of two, TALLY_WAYS or more. */
enum err tally_init(struct tally *tally, uint32_t room, int64_t limit, uint32_t line_index,
		    const struct keyed *keyed, struct sketch *answers);
void tally_finish(struct tally *tally);

/* An answer went out to this contact. */
void tally_answered(struct tally *tally, uint32_t contact, ms_t now);
/* A message of his came. */
void tally_message(struct tally *tally, uint32_t contact, struct bytes text, ms_t now);

/* Why he may not be answered now; WHY_NONE when he may, WHY_LIMIT, WHY_LOOP. */
enum why tally_refusal(struct tally *tally, uint32_t contact, ms_t now);
/* Whether that he is a robot is news: true once, until he behaves. */
bool tally_tell(struct tally *tally, uint32_t contact);

/* The first of the places that a contact may have: for tests and the bench. */
uint32_t tally_set(const struct tally *tally, uint32_t contact);

#endif
