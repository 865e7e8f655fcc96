// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/statements/{id}/lift: a ban or suspension is over; it was right. */
#include "desk/v1/v1.h"

const struct route v1_lift = {
	.method = ROUTE_POST,
	.path = "/v1/statements/{id}/lift",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_LIFT,
	.id = CALL_STATEMENT,
};
