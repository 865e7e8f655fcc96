// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/members: somebody joins; of a member who is there already, what is given is brought up to date. */
#include "desk/v1/v1.h"

const struct route v1_post_members = {
	.method = ROUTE_POST,
	.path = "/v1/members",
	.run = v1_run,
	.scopes = SCOPE_WRITE,
	.verb = VERB_MEMBER,
	.id = CALL_FIELDS,
};
