// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A text read as part of a conversation. "Ok, when?" says nothing; after three advertisements it is a dealer's. What earlier
 * texts spoke for is added to what this one speaks for, so that a text that is clear by itself stays what it is.
 */
#ifndef FLOW_CLASSIFY_CONVERSATION_H
#define FLOW_CLASSIFY_CONVERSATION_H

#include "flow/classify/models.h"
#include "flow/flow.h"

/* `logits`: of the kinds' columns (models.h), calibrated; moved by what the conversation says. */
void conversation_move(const struct talk *talk, float logits[COLUMN_KINDS]);

/* Notes a text whose logits, before they were moved, were these. */
void conversation_note(struct talk *talk, const float logits[COLUMN_KINDS], uint32_t findings);

#endif
