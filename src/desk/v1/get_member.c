// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /v1/members/{id}: a member's standing, and each decision with its cost. */
#include "desk/v1/v1.h"

const struct route v1_get_member = {
	.method = ROUTE_GET,
	.path = "/v1/members/{id}",
	.run = v1_run,
	.scopes = SCOPE_READ,
	.verb = VERB_GET_MEMBER,
	.id = CALL_MEMBER,
};
