// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/reports: a member reports a message, a photo or a member. */
#include "desk/v1/v1.h"

const struct route v1_post_reports = {
	.method = ROUTE_POST,
	.path = "/v1/reports",
	.run = v1_run,
	.scopes = SCOPE_WRITE,
	.verb = VERB_REPORT,
	.id = CALL_FIELDS,
};
