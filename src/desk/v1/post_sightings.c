// SPDX-License-Identifier: GPL-3.0-or-later
/* POST /v1/sightings: what a decoy saw on other sites, one or several, all or none. */
#include "daemon/sighting_body.h"
#include "desk/http_private.h"
#include "desk/v1/v1.h"

#include "base/jsonout.h"

enum { CALL_BYTES = 69632 - 8 }; /* ipc.tbl, without the number */

/* Written anew from what was understood: nothing else reaches the keeper. */
static void ask(struct http_request *request, const json_t *body, json_t *list)
{
	struct buf *out = &request->body; /* until the answer comes */
	struct jsonout json;

	buf_clear(out);
	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "verb", "sighting");
	jsonout_text(&json, "line", request->grant.line);
	buf_add_text(out, ",\"body\":");
	sighting_body_put(body, list, out);
	jsonout_close(&json);
	if (out->size > CALL_BYTES)
		http_refuse(request, PROBLEM_TOO_LARGE, "So many control characters make it too large.", NULL);
	else
		http_call(request, buf_bytes(out), DESK_ASK_SITE, v1_answer);
}

/* An Idempotency-Key has its form, and no more is needed: a sighting that is told again is known already. */
static void run(struct http_request *request)
{
	char key[IDEMPOTENCY_KEY_MAX + 1], field[SIGHTING_FIELD_MAX];
	struct error error = {""};
	json_t *body, *list;

	if (!v1_read_key(request, key))
		return;
	body = v1_read_body(request);
	if (body == NULL)
		return;
	if (sighting_body(body, &list, field, &error) == ERR_NONE) {
		ask(request, body, list);
		json_decref(list);
	} else {
		v1_refuse_field(request, field, error.text);
	}
	json_decref(body);
}

const struct route v1_post_sightings = {
	.method = ROUTE_POST,
	.path = "/v1/sightings",
	.run = run,
	.scopes = SCOPE_SIGHTINGS,
	.watch = true,
	.verb = CALL_VERBS,
	.id = CALL_FIELDS,
};
