// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/bans: no registration from an address or a range, for a year at most. */
#include "desk/v1/v1.h"

const struct route v1_post_bans = {
	.method = ROUTE_POST,
	.path = "/v1/bans",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_BAN_ADDRESS,
	.id = CALL_FIELDS,
};
