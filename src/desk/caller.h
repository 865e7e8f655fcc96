// SPDX-License-Identifier: GPL-3.0-or-later
/* One connection of an operator on the control socket. */
#ifndef DESK_CALLER_H
#define DESK_CALLER_H

#include "desk/control.h"

/* Takes the descriptor over. */
struct caller *caller_create(struct control *control, int fd);
void caller_destroy(struct caller *caller);

bool caller_follows(const struct caller *caller);
/* To be destroyed by control_reap(). */
bool caller_is_gone(const struct caller *caller);
/* Queues a line for him. */
void caller_say(struct caller *caller, struct bytes json);
/* Takes his next requests, writes what is queued, and sees what to wait for. */
void caller_settle(struct caller *caller);

#endif
