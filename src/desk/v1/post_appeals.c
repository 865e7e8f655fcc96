// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/members/{id}/appeals: a member objects to a decision, once. */
#include "desk/v1/v1.h"

const struct route v1_post_appeals = {
	.method = ROUTE_POST,
	.path = "/v1/members/{id}/appeals",
	.run = v1_run,
	.scopes = SCOPE_WRITE,
	.verb = VERB_APPEAL,
	.id = CALL_MEMBER,
};
