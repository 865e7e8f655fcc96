// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The control socket: operators' requests, one JSON object a line, to the keeper and back
 * (docs/CONTROL.md). A caller's requests are answered one after the other, in order; whoever
 * follows gets the effects in between. Who does not read what he asked for is dropped.
 */
#ifndef DESK_CONTROL_H
#define DESK_CONTROL_H

#include "desk/link.h"

struct caller; /* caller.h */

struct control {
	struct link *link;
	struct event_base *base;
	int fd;			  /* listens; -1: not yet */
	struct event *acceptable; /* pending only while there is room for one more */
	struct event *again;	  /* after accept() itself failed */
	struct caller *callers[DESK_CALLERS];
};

/* Begins to serve the listening socket, which is taken over. */
void control_init(struct control *control, struct event_base *base, struct link *link, int fd);
void control_finish(struct control *control);

/* For callers: somebody began or ceased to follow. */
void control_followers_changed(struct control *control);
/* For callers: frees those that are gone. Called at the end of each event, never inside one's work.
 */
void control_reap(struct control *control);

#endif
