// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/queue/{id}/release: and gives it back. */
#include "desk/v1/v1.h"

const struct route v1_release = {
	.method = ROUTE_POST,
	.path = "/v1/queue/{id}/release",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_RELEASE,
	.id = CALL_ITEM,
};
