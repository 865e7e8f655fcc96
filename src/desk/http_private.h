// SPDX-License-Identifier: GPL-3.0-or-later
/* What the rooms of HTTP share: http.c, http_answer.c, v1.c, events.c. */
#ifndef DESK_HTTP_PRIVATE_H
#define DESK_HTTP_PRIVATE_H

#include "desk/access.h"
#include "desk/route.h"

#include <microhttpd.h>

struct events; /* events.h */
struct follower;

struct http {
	struct event_base *base;
	struct link *link;
	struct access *access;
	struct MHD_Daemon *daemon;
	struct event *ready;	   /* libmicrohttpd has something to do */
	struct event *timer;	   /* it has a connection to time out */
	struct events *events;
	uint64_t api_answers[6];   /* of the API, by the first digit of their status, for /metrics */
	struct http_request *idle; /* requests that are over, for the next ones: with their buffers */
};

struct http_request {
	struct http *http;
	struct http_request *next; /* while idle */
	struct MHD_Connection *connection;
	const struct route *route;
	struct buf target;	   /* as it was sent, for all of the views below */
	struct bytes id, query;	   /* of the target, still encoded */
	struct grant grant;	   /* whose token came with it */
	http_told_fn *told;
	http_called_fn *called;
	uint64_t ask;		   /* the keeper has the question; 0: none */
	bool began, ran, suspended, answered;
	bool csv;		   /* the answer is wanted as CSV */
	struct buf upload;	   /* the body, up to DESK_HTTP_BODY */
	size_t dropped;		   /* bytes of a body that nobody wants */
	unsigned status;
	const char *type, *allow;
	int retry_after;	   /* seconds; 0: not said */
	bool hang_up;
	struct buf body;	   /* of the answer */
	struct follower *follower; /* of events.c: the answer has no end */
};

/* What a header says; NULL: it is not there. */
const char *http_header(const struct http_request *request, const char *name);
/* Lets libmicrohttpd run in this turn of the loop. */
void http_wake(struct http *http);

/* http_answer.c */
enum MHD_Result http_send(struct http_request *request);

#endif
