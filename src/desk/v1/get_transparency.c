// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /v1/transparency?year=: the counts of a year (DSA art. 15), as JSON or CSV. */
#include "desk/v1/v1.h"

const struct route v1_get_transparency = {
	.method = ROUTE_GET,
	.path = "/v1/transparency",
	.run = v1_run,
	.scopes = SCOPE_READ,
	.verb = VERB_GET_TRANSPARENCY,
	.id = CALL_FIELDS,
	.csv = true,
};
