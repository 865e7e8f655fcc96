// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/statements/{id}/reverse: a decision was wrong: as if it had not been. */
#include "desk/v1/v1.h"

const struct route v1_reverse = {
	.method = ROUTE_POST,
	.path = "/v1/statements/{id}/reverse",
	.run = v1_run,
	.scopes = SCOPE_MODERATE,
	.verb = VERB_REVERSE,
	.id = CALL_STATEMENT,
};
