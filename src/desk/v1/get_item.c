// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /v1/queue/{id}: one item; its content when this person has it and asked to see it. */
#include "desk/v1/v1.h"

const struct route v1_get_item = {
	.method = ROUTE_GET,
	.path = "/v1/queue/{id}",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_GET_ITEM,
	.id = CALL_ITEM,
};
