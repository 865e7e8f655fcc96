// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * HTTP: libmicrohttpd parses what strangers send; its epoll descriptor sits in our loop, and there
 * are no threads. One table in http.c says which path is answered by whom. A request that needs the
 * keeper is suspended until the answer or its deadline comes.
 *
 * Errors are problem documents (RFC 9457), and no header tells software, host, date or locale.
 */
#ifndef DESK_HTTP_H
#define DESK_HTTP_H

#include "desk/link.h"

struct http;

/* A listening socket; the first address that can be had when `host` is a name. ERR_INPUT when it
 * means nothing, ERR_IO when it cannot be had. */
enum err http_listen(const char *host, uint16_t port, int *ret_fd, struct error *error_r);
/* Serves the listening socket, which is taken over. NULL when libmicrohttpd does not start. */
struct http *http_create(struct event_base *base, struct link *link, int fd);
/* Hangs up on everybody. Takes NULL. */
void http_destroy(struct http *http);

/* ---- for those who answer a path ---- */

struct http_request;

typedef void http_verb_fn(struct http_request *request);
http_verb_fn http_healthz, http_metrics;

/* Asks the keeper, and suspends the request until `fn` is told; there is no keeper: told TOLD_GONE
 * at once. `fn` answers by one of the functions below. */
typedef void http_told_fn(struct http_request *request, enum told told, struct bytes json);
void http_ask(struct http_request *request, const char *json, int milliseconds, http_told_fn *fn);
bool http_keeper_is_starting(const struct http_request *request);
/* The answer. Its body is copied. */
void http_answer(struct http_request *request, unsigned status, const char *type,
		 struct bytes body);
/* A problem document: status, its title, and `detail` for a person; `state` (an extension member,
 * one word for programs) may be NULL. */
void http_problem(struct http_request *request, unsigned status, const char *title,
		  const char *detail, const char *state);

#endif
