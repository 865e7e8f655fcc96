// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/contacts: one member asks another for contact; the answer names the contact. */
#include "desk/v1/v1.h"

const struct route v1_post_contacts = {
	.method = ROUTE_POST,
	.path = "/v1/contacts",
	.run = v1_run,
	.scopes = SCOPE_WRITE,
	.verb = VERB_CONTACT,
	.id = CALL_FIELDS,
};
