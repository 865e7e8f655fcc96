// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /v1/statements/{id}: the statement of reasons of a decision (DSA art. 17). */
#include "desk/v1/v1.h"

const struct route v1_get_statement = {
	.method = ROUTE_GET,
	.path = "/v1/statements/{id}",
	.run = v1_run,
	.scopes = SCOPE_READ,
	.verb = VERB_GET_STATEMENT,
	.id = CALL_STATEMENT,
};
