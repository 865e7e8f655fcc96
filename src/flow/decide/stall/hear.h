// SPDX-License-Identifier: GPL-3.0-or-later
/* What a message of his does to the conversation. */
#ifndef FLOW_DECIDE_STALL_HEAR_H
#define FLOW_DECIDE_STALL_HEAR_H

#include "flow/decide/stall/stall.h"

void hear_message(struct stall *stall, const struct stalling *stalling,
		  const struct message *message);
/* His phone rang us. */
void hear_call(struct stall *stall, ms_t at);

#endif
