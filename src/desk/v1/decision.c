// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/queue/{id}/decision: a person confirms or lifts what an item asks. */
#include "desk/v1/v1.h"

const struct route v1_decision = {
	.method = ROUTE_POST,
	.path = "/v1/queue/{id}/decision",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_DECISION,
	.id = CALL_ITEM,
};
