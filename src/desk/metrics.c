// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /metrics: the keeper's page, in the text format that Prometheus reads, and what the desk counts itself. */
#include "desk/http_private.h"

#include <jansson.h>

static void put_answers(const struct http *http, struct buf *page)
{
	buf_add_text(page, "# HELP fauxbond_api_requests_total Requests to the API, by the class of their status.\n"
			   "# TYPE fauxbond_api_requests_total counter\n");
	for (int class = 2; class < 6; class++)
		if (class != 3) /* nothing is elsewhere */
			buf_add_format(page, "fauxbond_api_requests_total{class=\"%dxx\"} %llu\n", class,
				       (unsigned long long)http->api_answers[class]);
}

static void on_told(struct http_request *request, enum told told, struct bytes json)
{
	json_t *answer =
		told == TOLD ? json_loadb((const char *)json.data, json.size, 0, NULL) : NULL;
	const json_t *page = json_object_get(answer, "page");

	struct buf out = {0};

	if (json_is_string(page)) {
		buf_add(&out, json_string_value(page), json_string_length(page));
		put_answers(request->http, &out);
		http_answer(request, 200, "text/plain; version=0.0.4; charset=utf-8", buf_bytes(&out));
	} else {
		http_problem(request, 503, "Service Unavailable",
			     "The keeper, who counts, does not answer; try again in a moment.",
			     http_keeper_is_starting(request) ? "starting" : "keeper gone");
	}
	buf_finish(&out);
	json_decref(answer);
}

void http_metrics(struct http_request *request)
{
	http_ask(request, "{\"verb\":\"metrics\"}", DESK_ASK_METRICS, on_told);
}
