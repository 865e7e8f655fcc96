// SPDX-License-Identifier: GPL-3.0-or-later
/* All protective numbers of the desk on one page, with unit and reason. */
#ifndef DESK_LIMITS_H
#define DESK_LIMITS_H

enum {
	/* Operators connected at once. The next ones wait to be accepted until one leaves. */
	DESK_CALLERS = 32,
	/* Bytes that wait for a caller before his next request is read. */
	DESK_CALLER_CALM = 64 * 1024,
	/* Bytes that wait for a caller before he is dropped: the longest answer, and as much of
	 * what is streamed while he does not read. */
	DESK_CALLER_MOST = 2 * 1024 * 1024,
	/* Seconds a caller may leave bytes unread, and seconds he may say nothing (a follower:
	   ever). */
	DESK_CALLER_UNREAD = 30,
	DESK_CALLER_SILENT = 600,
	/* Milliseconds the keeper has for an operator's request, for a health check (whoever checks
	 * gives up soon), for the metrics. */
	DESK_ASK_OPERATOR = 10 * 1000,
	DESK_ASK_HEALTH = 2 * 1000,
	DESK_ASK_METRICS = 5 * 1000,
	/* HTTP connections, and of one address (a proxy in front is one address). */
	DESK_HTTP_CONNECTIONS = 64,
	DESK_HTTP_PER_ADDRESS = 32,
	/* Bytes of memory a connection may use for its request and headers. */
	DESK_HTTP_MEMORY = 16 * 1024,
	/* Seconds a connection may be idle. */
	DESK_HTTP_IDLE = 10,
	/* Bytes of a body that nobody asked for, read before its sender is hung up on. */
	DESK_HTTP_BODY = 64 * 1024,
	/* Requests to the keeper under way: one for each caller and each HTTP connection. */
	DESK_ASKS = DESK_CALLERS + DESK_HTTP_CONNECTIONS,
};

#endif
