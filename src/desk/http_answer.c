// SPDX-License-Identifier: GPL-3.0-or-later
/* What is sent: an answer's headers and body, and problem documents. */
#include "base/jsonout.h"
#include "desk/events.h"
#include "desk/http_private.h"

#include <stdio.h>
#include <string.h>

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

void http_refuse(struct http_request *request, enum problem problem, const char *detail,
		 const char *field)
{
	buf_clear(&request->body);
	problem_put(&request->body, problem, detail, field);
	request->status = problem_status(problem);
	request->type = "application/problem+json";
	if (request->status == MHD_HTTP_SERVICE_UNAVAILABLE && request->retry_after == 0)
		request->retry_after = DESK_RETRY_SECONDS;
	request->answered = true;
}

/* The body stays with the request, which outlives the response: on_completed() comes after its last byte. */
static struct MHD_Response *make_response(struct http_request *request)
{
	if (request->follower != NULL)
		return events_response(request->follower);
	return MHD_create_response_from_buffer(request->body.size, request->body.data,
					       MHD_RESPMEM_PERSISTENT);
}

/* Also of paths under /v1/ that are none. */
static void count_answer(struct http_request *request)
{
	const char *path = request->route != NULL ? request->route->path : buf_text(&request->target);

	if (strncmp(path, "/v1/", 4) == 0 && request->status / 100 < 6)
		request->http->api_answers[request->status / 100]++;
}

enum MHD_Result http_send(struct http_request *request)
{
	struct MHD_Response *response = make_response(request);
	enum MHD_Result result;
	char seconds[16];

	if (response == NULL)
		return MHD_NO;
	MHD_add_response_header(response, "Content-Type", request->type);
	MHD_add_response_header(response, "Cache-Control", "no-store");
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	if (request->allow != NULL)
		MHD_add_response_header(response, "Allow", request->allow);
	if (request->status == MHD_HTTP_UNAUTHORIZED)
		MHD_add_response_header(response, "WWW-Authenticate", "Bearer realm=\"fauxbond\"");
	if (request->hang_up)
		MHD_add_response_header(response, "Connection", "close");
	if (request->retry_after != 0) {
		snprintf(seconds, sizeof seconds, "%d", request->retry_after);
		MHD_add_response_header(response, "Retry-After", seconds);
	}
	count_answer(request);
	result = MHD_queue_response(request->connection, request->status, response);
	MHD_destroy_response(response);
	return result;
}
