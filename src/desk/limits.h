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
	DESK_ASK_SITE = 10 * 1000,
	/* HTTP connections, and of one address (a site's own program, or a proxy in front, is one
	 * address). */
	DESK_HTTP_CONNECTIONS = 512,
	DESK_HTTP_PER_ADDRESS = 480,
	/* Bytes of memory a connection may use for its request and headers. */
	DESK_HTTP_MEMORY = 16 * 1024,
	/* Seconds a connection may be idle. */
	DESK_HTTP_IDLE = 10,
	/* Bytes of a body; and of one that is refused, read before its sender is hung up on. */
	DESK_HTTP_BODY = 64 * 1024,
	DESK_HTTP_DROPPED = 256 * 1024,
	/* Bytes of a buffer that is kept for the next request: most bodies and answers are smaller. */
	DESK_HTTP_KEPT = 16 * 1024,
	/* Seconds after which to try again, when the keeper is not there: it starts in one. */
	DESK_RETRY_SECONDS = 1,
	/* Tokens that were none, of one address in so many seconds, before it is told to wait; and
	 * addresses that are counted. */
	DESK_FAILURES_MOST = 20,
	DESK_FAILURES_SECONDS = 60,
	DESK_FAILURES = 1024,
	/* Who may follow GET /v1/events at once: a site's programs and its moderators' pages. */
	DESK_FOLLOWERS = 64,
	/* What happened last and is kept for who comes again: so many events, so many bytes. */
	DESK_EVENTS = 16384,
	DESK_EVENTS_BYTES = 4 * 1024 * 1024,
	/* Bytes of events made ready for a follower at once, and those sent in one piece. */
	DESK_EVENTS_AT_ONCE = 32 * 1024,
	DESK_EVENTS_BLOCK = 8 * 1024,
	/* Seconds between the comments that keep the connection open. */
	DESK_EVENTS_BEAT = 15,
	/* Bytes that wait for a keeper that reads nothing, before it counts as not there: as much as
	 * all connections ask at once. */
	DESK_LINK_QUEUED = 32 * 1024 * 1024,
	/* Requests to the keeper under way: one for each caller and each HTTP connection. */
	DESK_ASKS = DESK_CALLERS + DESK_HTTP_CONNECTIONS,
};

#endif
