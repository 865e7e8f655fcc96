// SPDX-License-Identifier: GPL-3.0-or-later
/* GET /v1/sightings?from=&to=: who approached the line, by the half hour, as JSON or CSV. */
#include "base/jsonout.h"
#include "daemon/sighting_words.h"
#include "daemon/sightings_report.h"
#include "desk/http_private.h"
#include "desk/v1/v1.h"

#include <string.h>

static const char *const names[] = {"from", "to"};

/* The keeper answers in one form; a table is made of it here. */
static void on_called(struct http_request *request, enum told told, unsigned status, struct bytes body)
{
	struct buf table = {0};
	json_t *answer;

	if (told != TOLD || status != MHD_HTTP_OK || !request->csv) {
		v1_answer(request, told, status, body);
		return;
	}
	answer = json_loadb((const char *)body.data, body.size, 0, NULL);
	sightings_csv(answer, "\r\n", &table);
	v1_answer(request, told, status, buf_bytes(&table));
	json_decref(answer);
	buf_finish(&table);
}

/* By which clocks they are read, the keeper knows; whether they are moments, does not depend on it. */
static bool is_good(struct http_request *request, json_t *query)
{
	const char *name;
	json_t *value;

	json_object_foreach(query, name, value)
	{
		ms_t at;

		if (strcmp(name, names[0]) != 0 && strcmp(name, names[1]) != 0) {
			v1_refuse_field(request, name, "is not known here; write from, to or format");
			return false;
		}
		if (!json_is_string(value) || !moment_read(json_string_value(value), NULL, &at)) {
			v1_refuse_field(request, name, "must be a day or a moment, such as 2026-03-02, "
				     "2026-03-02 20:15 or 2026-03-02T19:15:00Z");
			return false;
		}
	}
	return true;
}

static void ask(struct http_request *request, const json_t *query)
{
	struct buf *out = &request->body; /* until the answer comes */
	struct jsonout json;

	buf_clear(out);
	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "verb", "sightings");
	jsonout_text(&json, "line", request->grant.line);
	for (size_t i = 0; i < 2; i++)
		if (json_object_get(query, names[i]) != NULL)
			jsonout_text(&json, names[i], json_string_value(json_object_get(query, names[i])));
	jsonout_close(&json);
	http_call(request, buf_bytes(out), DESK_ASK_SITE, on_called);
}

static void run(struct http_request *request)
{
	json_t *query = v1_read_query(request);

	if (query == NULL)
		return;
	if (is_good(request, query))
		ask(request, query);
	json_decref(query);
}

const struct route v1_get_sightings = {
	.method = ROUTE_GET,
	.path = "/v1/sightings",
	.run = run,
	.scopes = SCOPE_SIGHTINGS,
	.watch = true,
	.verb = CALL_VERBS,
	.id = CALL_FIELDS,
	.csv = true,
};
