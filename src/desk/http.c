// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk/http.h"
#include "base/jsonout.h"
#include "base/mem.h"

#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

/* Every path there is. All are read with GET (or HEAD). */
static const struct {
	const char *path;
	http_verb_fn *run;
} paths[] = {
	{"/healthz", http_healthz}, /* 200 when the keeper answers, else 503 */
	{"/metrics", http_metrics}, /* for Prometheus */
};

struct http {
	struct event_base *base;
	struct link *link;
	struct MHD_Daemon *daemon;
	struct event *ready; /* libmicrohttpd has something to do */
	struct event *timer; /* it has a connection to time out */
};

struct http_request {
	struct http *http;
	struct MHD_Connection *connection;
	http_verb_fn *run;
	http_told_fn *told;
	uint64_t ask; /* the keeper has the question; 0: none */
	bool began, suspended, answered;
	size_t body_read; /* of a body that nobody asked for */
	unsigned status;
	const char *type, *allow;
	struct buf body;
};

/* ---- the loop ---- */

static void arm_timer(struct http *http)
{
	MHD_UNSIGNED_LONG_LONG most;
	struct timeval wait;

	event_del(http->timer);
	if (MHD_get_timeout(http->daemon, &most) != MHD_YES)
		return;
	wait = (struct timeval){(time_t)(most / 1000), (suseconds_t)(most % 1000 * 1000)};
	evtimer_add(http->timer, &wait);
}

static void on_ready(evutil_socket_t fd, short what, void *context)
{
	struct http *http = context;

	(void)fd;
	(void)what;
	MHD_run(http->daemon);
	arm_timer(http);
}

/* ---- answers ---- */

void http_answer(struct http_request *request, unsigned status, const char *type, struct bytes body)
{
	request->status = status;
	request->type = type;
	buf_clear(&request->body);
	buf_add(&request->body, body.data, body.size);
	request->answered = true;
}

void http_problem(struct http_request *request, unsigned status, const char *title,
		  const char *detail, const char *state)
{
	struct buf body = {0};
	struct jsonout json;

	jsonout_init(&json, &body);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "type", "about:blank"); /* RFC 9457 §4.2.1: the status says it all */
	jsonout_text(&json, "title", title);
	jsonout_int(&json, "status", status);
	jsonout_text(&json, "detail", detail);
	if (state != NULL)
		jsonout_text(&json, "state", state);
	jsonout_close(&json);
	buf_add_u8(&body, '\n');
	http_answer(request, status, "application/problem+json", buf_bytes(&body));
	buf_finish(&body);
}

static enum MHD_Result send_answer(struct http_request *request)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		request->body.size, request->body.data, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	if (response == NULL)
		return MHD_NO;
	MHD_add_response_header(response, "Content-Type", request->type);
	MHD_add_response_header(response, "Cache-Control", "no-store");
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	if (request->allow != NULL)
		MHD_add_response_header(response, "Allow", request->allow);
	result = MHD_queue_response(request->connection, request->status, response);
	MHD_destroy_response(response);
	return result;
}

/* ---- asking the keeper ---- */

static void on_told(void *context, enum told told, struct bytes json)
{
	struct http_request *request = context;

	request->ask = 0;
	request->told(request, told, json);
	request->suspended = false;
	MHD_resume_connection(request->connection);
	event_active(request->http->ready, EV_READ, 0);
}

void http_ask(struct http_request *request, const char *json, int milliseconds, http_told_fn *fn)
{
	request->told = fn;
	request->ask =
		link_ask(request->http->link, bytes_of_text(json), milliseconds, on_told, request);
	if (request->ask == 0) {
		fn(request, TOLD_GONE, (struct bytes){0});
		return;
	}
	request->suspended = true;
	MHD_suspend_connection(request->connection);
}

bool http_keeper_is_starting(const struct http_request *request)
{
	return link_is_starting(request->http->link);
}

/* ---- requests ---- */

static http_verb_fn *find_path(const char *path)
{
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
		if (strcmp(paths[i].path, path) == 0)
			return paths[i].run;
	return NULL;
}

static struct http_request *begin_request(struct http *http, struct MHD_Connection *connection,
					  const char *path, const char *method)
{
	struct http_request *request = mem_alloc(1, sizeof *request);

	*request = (struct http_request){
		.http = http, .connection = connection, .run = find_path(path)};
	if (request->run == NULL) {
		http_problem(request, MHD_HTTP_NOT_FOUND, "Not Found",
			     "There is nothing here; try /healthz or /metrics.", NULL);
	} else if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 &&
		   strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
		request->allow = "GET, HEAD";
		http_problem(request, MHD_HTTP_METHOD_NOT_ALLOWED, "Method Not Allowed",
			     "This is only read, with GET.", NULL);
	}
	return request;
}

/* Called by libmicrohttpd when the headers are in, for each piece of a body, and when all is in. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
				  const char *path, const char *method, const char *version,
				  const char *piece, size_t *piece_size, void **request_r)
{
	struct http_request *request = *request_r;

	(void)version;
	(void)piece;
	if (request == NULL) {
		request = *request_r = begin_request(context, connection, path, method);
		/* Refused before its body is read, so that nobody need send one. */
		return request->answered ? send_answer(request) : MHD_YES;
	}
	if (*piece_size != 0) {
		request->body_read += *piece_size;
		*piece_size = 0;
		return request->body_read <= DESK_HTTP_BODY ? MHD_YES : MHD_NO;
	}
	if (!request->began) {
		request->began = true;
		request->run(request);
	}
	return request->answered ? send_answer(request) : MHD_YES;
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
	buf_finish(&request->body);
	mem_free(request);
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
				fd, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
				MHD_OPTION_ARRAY, limits, MHD_OPTION_END);
}

struct http *http_create(struct event_base *base, struct link *link, int fd)
{
	struct http *http = mem_alloc(1, sizeof *http);
	const union MHD_DaemonInfo *info;

	*http = (struct http){.base = base, .link = link};
	http->daemon = start_daemon(http, fd);
	if (http->daemon == NULL) {
		close(fd);
		mem_free(http);
		return NULL;
	}
	info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	http->ready = event_new(base, info->epoll_fd, EV_READ | EV_PERSIST, on_ready, http);
	http->timer = evtimer_new(base, on_ready, http);
	event_add(http->ready, NULL);
	arm_timer(http);
	return http;
}

void http_destroy(struct http *http)
{
	if (http == NULL)
		return;
	/* No request is suspended any more: link_finish() came first, and told them all. */
	MHD_stop_daemon(http->daemon);
	event_free(http->ready);
	event_free(http->timer);
	mem_free(http);
}
