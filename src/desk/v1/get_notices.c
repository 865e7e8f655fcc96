// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /v1/notices: notices prepared for the police (DSA art. 18). */
#include "desk/v1/v1.h"

const struct route v1_get_notices = {
	.method = ROUTE_GET,
	.path = "/v1/notices",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_GET_NOTICES,
	.id = CALL_FIELDS,
};
