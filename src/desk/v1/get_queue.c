// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /v1/queue: what waits for a person, the gravest first. */
#include "desk/v1/v1.h"

const struct route v1_get_queue = {
	.method = ROUTE_GET,
	.path = "/v1/queue",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_GET_QUEUE,
	.id = CALL_FIELDS,
};
