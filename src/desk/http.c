// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/mem.h"
#include "desk/events.h"
#include "desk/http_private.h"
#include "desk/parse.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the loop ---- */

static void arm_timer(struct http *http)
{
	MHD_UNSIGNED_LONG_LONG most;
	struct timeval wait;

	if (MHD_get_timeout(http->daemon, &most) != MHD_YES) {
		event_del(http->timer);
		return;
	}
	wait = (struct timeval){(time_t)(most / 1000), (suseconds_t)(most % 1000 * 1000)};
	evtimer_add(http->timer, &wait);
}

/* What all the requests of this turn ask goes out in one write. */
static void on_ready(evutil_socket_t fd, short what, void *context)
{
	struct http *http = context;

	(void)fd;
	(void)what;
	MHD_run(http->daemon);
	link_flush(http->link);
	arm_timer(http);
}

void http_wake(struct http *http)
{
	event_active(http->ready, EV_READ, 0);
}

/* ---- asking the keeper ---- */

static void resume(struct http_request *request)
{
	request->ask = 0;
	request->suspended = false;
	MHD_resume_connection(request->connection);
	http_wake(request->http);
}

static void suspend(struct http_request *request)
{
	request->suspended = true;
	MHD_suspend_connection(request->connection);
}

static void on_told(void *context, enum told told, struct bytes json)
{
	struct http_request *request = context;

	request->told(request, told, json);
	resume(request);
}

void http_ask(struct http_request *request, const char *json, int milliseconds, http_told_fn *fn)
{
	request->told = fn;
	request->ask =
		link_ask(request->http->link, bytes_of_text(json), milliseconds, on_told, request);
	if (request->ask == 0)
		fn(request, TOLD_GONE, (struct bytes){0});
	else
		suspend(request);
}

static void on_called(void *context, enum told told, unsigned status, struct bytes json)
{
	struct http_request *request = context;

	request->called(request, told, status, json);
	resume(request);
}

void http_call(struct http_request *request, struct bytes json, int milliseconds,
	       http_called_fn *fn)
{
	request->called = fn;
	request->ask = link_call(request->http->link, json, milliseconds, on_called, request);
	if (request->ask == 0)
		http_refuse(request, PROBLEM_ABSENT, "The keeper is starting; nothing was done.",
			    NULL);
	else
		suspend(request);
}

bool http_keeper_is_starting(const struct http_request *request)
{
	return link_is_starting(request->http->link);
}

/* ---- a request's beginning ---- */

const char *http_header(const struct http_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

static struct http_request *new_request(struct http *http)
{
	struct http_request *request = http->idle;
	struct http_request fresh = {.http = http};

	if (request == NULL) {
		request = mem_alloc(1, sizeof *request);
	} else {
		http->idle = request->next;
		fresh.target = request->target;
		fresh.upload = request->upload;
		fresh.body = request->body;
		buf_clear(&fresh.target);
		buf_clear(&fresh.upload);
		buf_clear(&fresh.body);
	}
	*request = fresh;
	return request;
}

/* The target as it came: paths and queries are ours to decode (parse.h). What is returned is given to on_request(). */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
	struct http_request *request = new_request(context);

	request->connection = connection;
	buf_add_text(&request->target, target);
	return request;
}

static void check_path(struct http_request *request, const char *method)
{
	struct bytes path;
	bool method_fits = false;

	if (target_split(buf_bytes(&request->target), &path, &request->query))
		request->route = route_find(method, path, &request->id, &method_fits);
	if (request->route == NULL) {
		http_refuse(request, PROBLEM_NO_SUCH_PATH, NULL, NULL);
	} else if (!method_fits) {
		request->allow = route_allow(request->route);
		http_refuse(request, PROBLEM_METHOD, NULL, NULL);
	}
}

/* A token that is good, for what it is good for. */
static void check_grant(struct http_request *request)
{
	const struct route *route = request->route;
	const struct grant *grant = &request->grant;
	struct buf detail = {0};

	if (route->watch != (grant->kind == LINE_WATCH)) {
		buf_add_format(&detail, "This path is of lines of kind %s; the token is of line %s, of kind %s.",
			       line_kind_name(route->watch ? LINE_WATCH : LINE_SITE), grant->line,
			       line_kind_name(grant->kind));
		http_refuse(request, PROBLEM_OTHER_LINE, buf_text(&detail), NULL);
	} else if ((grant->scopes & route->scopes) == 0) {
		buf_add_text(&detail, "This takes a token with the scope ");
		scopes_put(route->scopes, &detail);
		buf_add_text(&detail, ".");
		http_refuse(request, PROBLEM_SCOPE, buf_text(&detail), NULL);
	}
	buf_finish(&detail);
}

static void check_token(struct http_request *request)
{
	const union MHD_ConnectionInfo *info;
	struct bytes token = {0};

	if (request->route->scopes == 0)
		return;
	header_bearer(http_header(request, "Authorization"), &token);
	if (request->http->access != NULL &&
	    access_grant(request->http->access, token, &request->grant)) {
		check_grant(request);
		return;
	}
	info = MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (request->http->access != NULL && info != NULL &&
	    access_failed(request->http->access, info->client_addr)) {
		request->retry_after = DESK_FAILURES_SECONDS;
		request->hang_up = true;
		http_refuse(request, PROBLEM_TOO_MANY, NULL, NULL);
		return;
	}
	http_refuse(request, PROBLEM_TOKEN, NULL, NULL);
}

static void check_body(struct http_request *request)
{
	const char *length = http_header(request, "Content-Length");

	if (request->route->method == ROUTE_GET)
		return;
	if (length != NULL && strtoull(length, NULL, 10) > DESK_HTTP_BODY)
		http_refuse(request, PROBLEM_TOO_LARGE, NULL, NULL);
	else if ((http_header(request, "Transfer-Encoding") != NULL ||
		  (length != NULL && strcmp(length, "0") != 0)) &&
		 !header_is_json(http_header(request, "Content-Type")))
		http_refuse(request, PROBLEM_MEDIA_TYPE, NULL, NULL);
}

/* Whether to refuse before the body is here, and hang up: who asked first, or has much to send, need not send it. Who sent a little
 * has done so already, and would see a connection that was reset instead of the reason. */
static bool answers_early(const struct http_request *request)
{
	const char *length = http_header(request, "Content-Length");

	return request->answered &&
	       ((length != NULL && strtoull(length, NULL, 10) > DESK_HTTP_BODY) ||
		http_header(request, "Expect") != NULL);
}

static enum MHD_Result begin(struct http_request *request, const char *method)
{
	request->began = true;
	check_path(request, method);
	if (!request->answered)
		check_token(request);
	if (!request->answered)
		check_body(request);
	return answers_early(request) ? http_send(request) : MHD_YES;
}

/* ---- its body, its end ---- */

static enum MHD_Result take_piece(struct http_request *request, const char *piece, size_t size)
{
	if (!request->answered && request->route->method == ROUTE_POST &&
	    request->upload.size + size <= DESK_HTTP_BODY) {
		buf_add(&request->upload, piece, size);
		return MHD_YES;
	}
	if (!request->answered && request->route->method == ROUTE_POST)
		http_refuse(request, PROBLEM_TOO_LARGE, NULL, NULL);
	request->dropped += size;
	return request->dropped <= DESK_HTTP_DROPPED ? MHD_YES : MHD_NO;
}

/* Called by libmicrohttpd when the headers are in, for each piece of a body, and when all is in. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
				  const char *path, const char *method, const char *version,
				  const char *piece, size_t *piece_size, void **request_r)
{
	struct http_request *request = *request_r;
	size_t size = *piece_size;

	(void)context;
	(void)connection;
	(void)path;
	(void)version;
	if (!request->began)
		return begin(request, method);
	if (size != 0) {
		*piece_size = 0;
		return take_piece(request, piece, size);
	}
	if (!request->answered && !request->ran) {
		request->ran = true;
		request->route->run(request);
	}
	return request->answered ? http_send(request) : MHD_YES;
}

static void trim(struct buf *buf)
{
	if (buf->room > DESK_HTTP_KEPT)
		buf_finish(buf);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request_r,
			 enum MHD_RequestTerminationCode code)
{
	struct http_request *request = *request_r;

	(void)context;
	(void)connection;
	(void)code;
	if (request == NULL)
		return;
	link_forget(request->http->link, request->ask);
	events_left(request);
	trim(&request->target);
	trim(&request->upload);
	trim(&request->body);
	request->next = request->http->idle;
	request->http->idle = request;
	*request_r = NULL;
}

/* ---- beginning and end ---- */

static struct MHD_Daemon *start_daemon(struct http *http, int fd)
{
	struct MHD_OptionItem limits[] = {
		{MHD_OPTION_CONNECTION_LIMIT, DESK_HTTP_CONNECTIONS, NULL},
		{MHD_OPTION_PER_IP_CONNECTION_LIMIT, DESK_HTTP_PER_ADDRESS, NULL},
		{MHD_OPTION_CONNECTION_MEMORY_LIMIT, DESK_HTTP_MEMORY, NULL},
		{MHD_OPTION_CONNECTION_TIMEOUT, DESK_HTTP_IDLE, NULL},
		{MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
		{MHD_OPTION_END, 0, NULL},
	};
	/* No Date: it would tell how far our clock is off. */
	unsigned flags =
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK;

	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, http, MHD_OPTION_LISTEN_SOCKET,
				fd, MHD_OPTION_URI_LOG_CALLBACK, on_target, http,
				MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_ARRAY,
				limits, MHD_OPTION_END);
}

struct http *http_create(struct event_base *base, struct link *link, struct access *access, int fd)
{
	struct http *http = mem_alloc(1, sizeof *http);
	const union MHD_DaemonInfo *info;

	*http = (struct http){.base = base, .link = link, .access = access};
	http->daemon = start_daemon(http, fd);
	if (http->daemon == NULL) {
		close(fd);
		mem_free(http);
		return NULL;
	}
	info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	http->ready = event_new(base, info->epoll_fd, EV_READ | EV_PERSIST, on_ready, http);
	http->timer = evtimer_new(base, on_ready, http);
	http->events = events_create(http);
	event_add(http->ready, NULL);
	arm_timer(http);
	return http;
}

void http_destroy(struct http *http)
{
	struct http_request *request;

	if (http == NULL)
		return;
	/* No request is suspended any more: link_finish() came first, and told those who asked; the others are let go here. */
	events_end(http->events);
	MHD_stop_daemon(http->daemon);
	events_destroy(http->events);
	event_free(http->ready);
	event_free(http->timer);
	while ((request = http->idle) != NULL) {
		http->idle = request->next;
		buf_finish(&request->target);
		buf_finish(&request->upload);
		buf_finish(&request->body);
		mem_free(request);
	}
	mem_free(http);
}
