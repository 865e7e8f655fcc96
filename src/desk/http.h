// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * HTTP: libmicrohttpd parses what strangers send; its epoll descriptor sits in our loop, and there
 * are no threads. routes.c says which path is answered by whom. A request that needs the keeper is
 * suspended until the answer or its deadline comes; all that one turn of the loop asks goes to the
 * keeper in one write, and what it answers at once is sent in one turn.
 *
 * Errors are problem documents (RFC 9457), and no header tells software, host, date or locale.
 *
 *   http.c         the loop, a request's life     http_answer.c  what is sent
 *   parse.c        target, query, headers         routes.c       the paths
 *   access.c       tokens                         events.c       the stream of GET /v1/events
 */
#ifndef DESK_HTTP_H
#define DESK_HTTP_H

#include "daemon/problem.h"
#include "desk/link.h"

struct access; /* access.h */
struct http;

/* A listening socket; the first address that can be had when `host` is a name. ERR_INPUT when it
 * means nothing, ERR_IO when it cannot be had. */
enum err http_listen(const char *host, uint16_t port, int *ret_fd, struct error *error_r);
/* Serves the listening socket, which is taken over. `access`: who may use the API; NULL: nobody.
 * NULL when libmicrohttpd does not start. */
struct http *http_create(struct event_base *base, struct link *link, struct access *access, int fd);
/* Hangs up on everybody. Takes NULL. */
void http_destroy(struct http *http);

/* ---- for those who answer a path ---- */

struct http_request;

typedef void http_verb_fn(struct http_request *request);
http_verb_fn http_healthz, http_metrics, http_problem_page;

/* Asks the keeper, and suspends the request until `fn` is told; there is no keeper: told TOLD_GONE
 * at once. `fn` answers by one of the functions below. */
typedef void http_told_fn(struct http_request *request, enum told told, struct bytes json);
void http_ask(struct http_request *request, const char *json, int milliseconds, http_told_fn *fn);
/* The same for a call to a site; `status` is the keeper's. */
typedef void http_called_fn(struct http_request *request, enum told told, unsigned status,
			    struct bytes json);
void http_call(struct http_request *request, struct bytes json, int milliseconds,
	       http_called_fn *fn);
bool http_keeper_is_starting(const struct http_request *request);
/* The answer. Its body is copied. */
void http_answer(struct http_request *request, unsigned status, const char *type,
		 struct bytes body);
/* A problem document: status, its title, and `detail` for a person; `state` (an extension member,
 * one word for programs) may be NULL. */
void http_problem(struct http_request *request, unsigned status, const char *title,
		  const char *detail, const char *state);
/* One of problem.tbl; `detail` and `field` may be NULL. */
void http_refuse(struct http_request *request, enum problem problem, const char *detail,
		 const char *field);

#endif
