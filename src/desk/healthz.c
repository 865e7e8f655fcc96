// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /healthz: whether the keeper answers, within two seconds. */
#include "desk/http.h"

static void on_told(struct http_request *request, enum told told, struct bytes json)
{
	(void)json;
	if (told == TOLD)
		http_answer(request, 200, "application/json",
			    bytes_of_text("{\"status\":\"ok\"}\n"));
	else if (http_keeper_is_starting(request))
		http_problem(request, 503, "Service Unavailable",
			     "The keeper is starting: it reads what an earlier run left.",
			     "starting");
	else
		http_problem(request, 503, "Service Unavailable",
			     "The keeper is gone or does not answer; messages wait at the carrier.",
			     "keeper gone");
}

void http_healthz(struct http_request *request)
{
	http_ask(request, "{\"verb\":\"health\"}", DESK_ASK_HEALTH, on_told);
}
