// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /v1/openapi.yaml: what all of this is, for programs. Open to all: it says nothing of the site. */
#include "base/embedded.h"
#include "desk/v1/v1.h"

extern const struct embedded_file embedded_openapi[];

static void run(struct http_request *request)
{
	http_answer(request, 200, "application/yaml",
		    (struct bytes){embedded_openapi[0].data, embedded_openapi[0].size});
}

const struct route v1_get_openapi = {
	.method = ROUTE_GET,
	.path = "/v1/openapi.yaml",
	.run = run,
	.verb = CALL_VERBS,
	.id = CALL_FIELDS,
};
