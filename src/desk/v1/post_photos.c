// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/photos: a picture, by its hash; the picture itself stays where it is. */
#include "desk/v1/v1.h"

const struct route v1_post_photos = {
	.method = ROUTE_POST,
	.path = "/v1/photos",
	.run = v1_run,
	.scopes = SCOPE_WRITE,
	.verb = VERB_PHOTO,
	.id = CALL_FIELDS,
};
