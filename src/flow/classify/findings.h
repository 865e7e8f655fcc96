// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What holds beside the kind, from the clues of signs.yaml: that the sender is a minor, that somebody else is threatened, and
 * the signs by which prevention leaflets teach to recognise grooming.
 *
 * Grooming has no examples and no model: nobody writes such messages down. It is a score over those signs, added up over a
 * conversation. One sign is nothing (a colleague asks for another app, a friend for a photo): what speaks of the other's youth
 * must meet what isolates, bribes or hides.
 */
#ifndef FLOW_CLASSIFY_FINDINGS_H
#define FLOW_CLASSIFY_FINDINGS_H

#include "flow/classify/signs.h"
#include "flow/flow.h"

/* Of one text, as enum finding. */
uint32_t findings_of(const struct signs_found *found);

/* How much a conversation with these findings is like grooming: 0 to 1. */
double findings_grooming(uint32_t findings);

#endif
