// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/queue/{id}/show: and wants to see it unblurred. */
#include "desk/v1/v1.h"

const struct route v1_show = {
	.method = ROUTE_POST,
	.path = "/v1/queue/{id}/show",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_SHOW,
	.id = CALL_ITEM,
};
