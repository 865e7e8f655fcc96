// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/members/{id}/offences: a person finds an offence that nobody reported. */
#include "desk/v1/v1.h"

const struct route v1_post_offences = {
	.method = ROUTE_POST,
	.path = "/v1/members/{id}/offences",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_OFFENCE,
	.id = CALL_MEMBER,
};
