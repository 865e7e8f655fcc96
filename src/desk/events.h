// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The stream of GET /v1/events: server-sent events (WHATWG HTML §9.2). What happened last is kept in a ring, so that who comes
 * again with Last-Event-ID misses nothing; when he was away too long, or the keeper died meanwhile, he is told `missed` first.
 *
 * The keeper tells what happens from the first follower on, and then for good.
 */
#ifndef DESK_EVENTS_H
#define DESK_EVENTS_H

#include "desk/http.h"

#include <microhttpd.h>

struct events;
struct follower;

struct events *events_create(struct http *http);
/* Lets all followers go, before libmicrohttpd stops. */
void events_end(struct events *events);
void events_destroy(struct events *events);

/* Makes the request a follower of its token's line, from behind event `last` on (`resumes`), else from now on. False: there are
 * too many. */
bool events_follow(struct http_request *request, bool resumes, uint64_t last);
/* The request is over; it may have been no follower. */
void events_left(struct http_request *request);
struct MHD_Response *events_response(struct follower *follower);

#endif
