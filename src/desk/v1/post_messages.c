// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/messages: a message, post, comment or profile; the verdict says deliver, hold or refuse. */
#include "desk/v1/v1.h"

const struct route v1_post_messages = {
	.method = ROUTE_POST,
	.path = "/v1/messages",
	.run = v1_run,
	.scopes = SCOPE_WRITE,
	.verb = VERB_MESSAGE,
	.id = CALL_FIELDS,
};
