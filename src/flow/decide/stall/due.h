// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef FLOW_DECIDE_STALL_DUE_H
#define FLOW_DECIDE_STALL_DUE_H

#include "flow/decide/stall/stall.h"

/* An answer to what he wrote, or to his call, is due: when, goes into the decision. `burst`: one is pending already; it is put off
 * until he is done, and comes sooner if he writes again after a while. */
void due_schedule(struct message *message, bool burst, uint64_t chance);

#endif
