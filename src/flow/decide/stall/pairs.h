// SPDX-License-Identifier: GPL-3.0-or-later
/* Which move may stand behind which reaction in one text (pairs.tbl). */
#ifndef FLOW_DECIDE_STALL_PAIRS_H
#define FLOW_DECIDE_STALL_PAIRS_H

#include "flow/decide/stall/learner.h"

/* Leaves of the options those that may stand behind a reaction that has to be heard; when none may, the reaction alone. */
void pairs_narrow(enum reaction reaction, struct options *options);
/* The reaction, or REACT_NONE when it gives way to the move. */
enum reaction pairs_keep(enum reaction reaction, enum move move);
/* The questions of his that a move answers by itself, as bits of stall->asked. */
uint32_t pairs_answers(enum move move);

#endif
