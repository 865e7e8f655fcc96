// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/queue/{id}/claim: a person takes an item, for a quarter of an hour. */
#include "desk/v1/v1.h"

const struct route v1_claim = {
	.method = ROUTE_POST,
	.path = "/v1/queue/{id}/claim",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_CLAIM,
	.id = CALL_ITEM,
};
