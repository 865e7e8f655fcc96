// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The small facts of an event in one number: what event_row.facts holds. All 32 bits are taken; a
 * further fact needs leaf version 2. A field that means nothing for a type of event is 0 there.
 */
#ifndef FLOW_EVIDENCE_FACTS_H
#define FLOW_EVIDENCE_FACTS_H

#include "flow/flow.h"

/* name, lowest bit, bits, largest value that has a meaning, which events have it and what it says.
 * Stored: never move one. */
#define FACTS(F)                                                                                   \
	F(admission, 0, 3, ADMIT_LIMITED, "message: enum admission")                                  \
	F(verdict, 3, 2, VERDICT_MUTED, "message, decision: enum verdict")                         \
	F(why, 5, 5, WHY_COUNT - 1, "message, decision: enum why, of the verdict")                 \
	F(flag, 10, 5, WHY_COUNT - 1, "message, decision: enum why a person should look")          \
	F(kind, 15, 4, KIND_COUNT - 1, "message, decision: enum kind, what the text is")           \
	F(language, 19, 3, LANGUAGE_COUNT - 1, "message, answer, decision: enum language")         \
	F(move, 22, 5, MOVE_COUNT - 1, "message, answer, decision: enum move")                     \
	F(arrival, 27, 2, ARRIVAL_TIP, "message: enum arrival_kind")                               \
	F(resent, 29, 1, 1, "message: the carrier may be repeating itself")                        \
	F(unreadable, 30, 1, 1, "message, decision: bytes that mean nothing")                      \
	F(late, 31, 1, 1, "answer: after its window; message: of a sighting, a contact request")

struct facts {
#define X(name, low, bits, most, what) uint8_t name;
	FACTS(X)
#undef X
};

/* ERR_INPUT, `ret_packed` untouched: a value beyond its largest (the text names it). */
enum err facts_pack(const struct facts *facts, uint32_t *ret_packed, struct error *error_r);
/* ERR_INPUT likewise: damaged, or written by a newer program. */
enum err facts_unpack(uint32_t packed, struct facts *ret_facts, struct error *error_r);

#endif
