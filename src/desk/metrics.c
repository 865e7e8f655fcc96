// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /metrics: the keeper's page, in the text format that Prometheus reads. */
#include "desk/http.h"

#include <jansson.h>

static void on_told(struct http_request *request, enum told told, struct bytes json)
{
	json_t *answer =
		told == TOLD ? json_loadb((const char *)json.data, json.size, 0, NULL) : NULL;
	const json_t *page = json_object_get(answer, "page");

	if (json_is_string(page))
		http_answer(request, 200, "text/plain; version=0.0.4; charset=utf-8",
			    (struct bytes){(const uint8_t *)json_string_value(page),
					   json_string_length(page)});
	else
		http_problem(request, 503, "Service Unavailable",
			     "The keeper, who counts, does not answer; try again in a moment.",
			     http_keeper_is_starting(request) ? "starting" : "keeper gone");
	json_decref(answer);
}

void http_metrics(struct http_request *request)
{
	http_ask(request, "{\"verb\":\"metrics\"}", DESK_ASK_METRICS, on_told);
}
