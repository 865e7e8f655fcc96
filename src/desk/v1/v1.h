// SPDX-License-Identifier: GPL-3.0-or-later
/* What the files of this folder share: each is one path of the API, and says which call it makes. */
#ifndef DESK_V1_H
#define DESK_V1_H

#include "desk/parse.h"
#include "desk/route.h"

#include <jansson.h>

/* Reads body or query as a call, with the id in the path, the token's name as the person and the Idempotency-Key, asks the
 * keeper, and answers with what it says. What is wrong is refused before the keeper hears of it. */
http_verb_fn v1_run;

/* For those that make another call than one to a site. The object of a body (an empty body is an empty one), or the query's
 * members with request->csv; NULL: it was refused. */
json_t *v1_read_body(struct http_request *request);
json_t *v1_read_query(struct http_request *request);
/* The Idempotency-Key, or ""; false: it was refused. */
bool v1_read_key(struct http_request *request, char ret_key[IDEMPOTENCY_KEY_MAX + 1]);
void v1_refuse_field(struct http_request *request, const char *field, const char *why);
/* Answers with what the keeper said. */
http_called_fn v1_answer;

extern const struct route v1_post_members,
	v1_post_contacts,
	v1_accept_contact,
	v1_post_messages,
	v1_post_photos,
	v1_post_reports,
	v1_get_member,
	v1_post_appeals,
	v1_post_offences,
	v1_get_queue,
	v1_get_item,
	v1_claim,
	v1_release,
	v1_show,
	v1_decision,
	v1_get_statement,
	v1_lift,
	v1_reverse,
	v1_post_bans,
	v1_get_notices,
	v1_get_transparency,
	v1_post_sightings,
	v1_get_sightings,
	v1_get_events, v1_get_openapi;

#endif
