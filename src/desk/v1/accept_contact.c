// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/contacts/{id}/accept: the one who was asked says yes; with `answer` also no, or blocks. */
#include "desk/v1/v1.h"

const struct route v1_accept_contact = {
	.method = ROUTE_POST,
	.path = "/v1/contacts/{id}/accept",
	.run = v1_run,
	.scopes = SCOPE_WRITE,
	.verb = VERB_ANSWER,
	.id = CALL_CONTACT,
	.preset = CALL_ANSWER,
	.preset_to = "accept",
};
