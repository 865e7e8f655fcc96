// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Stage 4: the line's policy. Pure: what a message deserves follows from the message, the contact's flags and one
 * number of chance, all handed in. One file a kind of line.
 */
#ifndef FLOW_DECIDE_DECIDE_H
#define FLOW_DECIDE_DECIDE_H

#include "flow/flow.h"

/* Fills message->decision. `chance` is uniform over 64 bits and decides the due time. ERR_STATE when the line's kind has no policy: the driver then holds the message for a person. */
enum err decide_message(struct message *message, uint64_t chance);

/* What a decision does to the contact's flags; the same live and when a restart replays the record. */
uint8_t decide_flags(uint8_t flags, enum line_kind kind, const struct decision *decision);

/* What an answer that was released does to them. */
uint8_t decide_flags_answered(uint8_t flags, enum line_kind kind, enum move move);

/* The kinds' own rooms. */
void decline_decide(struct message *message, uint64_t chance);
void watch_decide(struct message *message);

#endif
