// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Stage 2, first door: whether a message may be answered at all. Fixed memory, sized at start.
 *
 * A duplicate is the same provider id on the same line, or a message that a carrier re-delivers after its bind broke
 * while our acknowledgement was unconfirmed (the same hash). On an unbroken bind an identical text is a new message:
 * a thousand of them are the evidence.
 */
#ifndef FLOW_BUDGET_ADMIT_H
#define FLOW_BUDGET_ADMIT_H

#include "flow/flow.h"

struct admit;

/* ERR_MEMORY when the tables cannot be had. */
struct admit *admit_create(void);
void admit_destroy(struct admit *admit);

/* Fills message->admission from the tables and the contact's flags. Never fails: what it cannot tell is a first. */
void admit_message(struct admit *admit, struct message *message);
/* Remembers a message that was committed earlier: its id for duplicates. */
void admit_remember(struct admit *admit, uint32_t line_index, struct bytes id);
/* The carrier may re-deliver this one (its bind broke, or the program was killed). */
void admit_suspect(struct admit *admit, const uint8_t wire[WIRE_HASH], ms_t now);

/* Nothing that came before `before` will be delivered again after all. */
void admit_forget_suspects(struct admit *admit, ms_t before);

/* The hash by which a re-delivery is recognised: everything of a PDU but its header, whose sequence number differs. */
void admit_wire_hash(struct bytes raw, uint8_t ret_wire[WIRE_HASH]);

#endif
