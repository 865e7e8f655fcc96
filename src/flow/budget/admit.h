// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Stage 2, first door: whether a message may be answered at all. Memory is fixed at start, whoever
 * writes and however many they are; what each table does when it is full stands at its head
 * (tally.h, sketch.h, sliding.h, recent.h). In short: it forgets, nobody is refused for what others
 * did, and the caps have the last word.
 *
 * A duplicate is the same provider id on the same line, or a message that a carrier re-delivers
 * after its bind broke while our acknowledgement was unconfirmed (the same hash). On an unbroken
 * bind an identical text is a new message: a thousand of them are the evidence.
 *
 * On lines that converse nobody has more than `limits.sender` answers in any 60 minutes, and nobody
 * is answered who answers back like a robot (tally.h). A declining line answers once for ever,
 * which needs no limit. Between two numbers of the house nothing is ever answered.
 */
#ifndef FLOW_BUDGET_ADMIT_H
#define FLOW_BUDGET_ADMIT_H

#include "base/random.h"
#include "flow/budget/gauge.h"
#include "flow/flow.h"

struct admit;

struct admit_options {
	const struct line *lines; /* all of the house, by line_index; borrowed */
	size_t line_count;
	const struct random *random; /* the tables' keys derive from its key; nothing is drawn */
	ms_t day_begins; /* when the local day begins, after midnight UTC: for the gauges */
};

/* NULL when the tables cannot be had. */
struct admit *admit_create(const struct admit_options *options);
void admit_destroy(struct admit *admit);

/* Fills message->admission from the tables and the contact's flags. Never fails: what it cannot
 * tell is a first. With ADMIT_LIMITED, message->decision.why says which limit (WHY_LIMIT, WHY_LOOP)
 * and .flag is WHY_LOOP when that is news; decide/ keeps both. A message that has its event already
 * is read anew (a long one whose parts did not all come): it is not counted again. */
void admit_message(struct admit *admit, struct message *message);
/* An answer goes out to this contact: called in the transaction that seals it. */
void admit_answered(struct admit *admit, uint32_t line_index, uint32_t contact, ms_t now);
/* The earliest moment at which the line may give one more answer under its `limits.answers`: `now`
 * when it may. A limit of 0 is none, as in settings that no file filled. Beyond 2,048 answers an
 * hour, one may be counted up to 4.1 s longer, never shorter. */
ms_t admit_room_at(struct admit *admit, uint32_t line_index, ms_t now);

/* A message that was committed before a restart, in the order of its line: arrival, admission,
 * line_index, contact, text and at are read. Answers of then go to admit_answered(). */
void admit_recall(struct admit *admit, const struct message *message);
/* Remembers a message that was committed earlier: its id for duplicates. */
void admit_remember(struct admit *admit, uint32_t line_index, struct bytes id);
/* The carrier may re-deliver this one (its bind broke, or the program was killed). */
void admit_suspect(struct admit *admit, const uint8_t wire[WIRE_HASH], ms_t now);

/* Nothing that came before `before` will be delivered again after all. */
void admit_forget_suspects(struct admit *admit, ms_t before);

/* What a line receives and answers. */
struct admit_gauges {
	struct gauge_reading received;
	uint64_t answers;  /* in the last hour */
	uint64_t limited;  /* messages beyond a limit, since start */
	uint64_t loops;	   /* robots that were told of, since start */
	uint64_t unplaced; /* answers to senders for whom the table had no place, since start */
};
void admit_gauges(struct admit *admit, uint32_t line_index, ms_t now,
		  struct admit_gauges *ret_gauges);

/* The hash by which a re-delivery is recognised: everything of a PDU but its header, whose sequence
 * number differs. */
void admit_wire_hash(struct bytes raw, uint8_t ret_wire[WIRE_HASH]);

#endif
