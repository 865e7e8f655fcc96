// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Stage 4: the line's policy. Pure: what a message deserves follows from the message, the contact's flags and one
 * number of chance, all handed in. One file a kind of line.
 */
#ifndef FLOW_DECIDE_DECIDE_H
#define FLOW_DECIDE_DECIDE_H

#include "flow/flow.h"

/* Fills message->decision. `chance` is uniform over 64 bits and decides the due time. `first` is when the message's
 * first part came. ERR_STATE when the line's kind has no policy: the driver then holds the message for a person. */
enum err decide_message(struct message *message, uint64_t chance, ms_t first);

/* What a decision does to the contact's flags; the same live and when a restart replays the record. */
uint8_t decide_flags(uint8_t flags, enum line_kind kind, const struct decision *decision);

/* The kinds' own rooms. */
void decline_decide(struct message *message, uint64_t chance, ms_t first);
void watch_decide(struct message *message);

#endif
