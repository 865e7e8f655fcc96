// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /v1/events: what happens, as server-sent events; with Last-Event-ID, what happened since. */
#include "desk/events.h"
#include "desk/http_private.h"
#include "desk/parse.h"
#include "desk/v1/v1.h"

static void run(struct http_request *request)
{
	const char *header = http_header(request, "Last-Event-ID");
	uint64_t last = 0;

	if (header != NULL && !header_event_id(header, &last)) {
		http_refuse(request, PROBLEM_BAD_REQUEST,
			    "Last-Event-ID is not one that this stream gave.", NULL);
		return;
	}
	if (!events_follow(request, header != NULL, last)) {
		request->retry_after = DESK_FAILURES_SECONDS;
		http_refuse(request, PROBLEM_TOO_MANY, "As many follow already as may.", NULL);
		return;
	}
	request->status = MHD_HTTP_OK;
	request->type = "text/event-stream";
	request->answered = true;
}

const struct route v1_get_events = {
	.method = ROUTE_GET,
	.path = "/v1/events",
	.run = run,
	.scopes = SCOPE_READ,
	.verb = CALL_VERBS,
	.id = CALL_FIELDS,
};
