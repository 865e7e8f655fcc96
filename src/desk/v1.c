// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A request of the API becomes a call (call.tbl): the body's members, or the query's, with what path, token and headers say. The
 * table judges it here, so that the keeper hears only of what has the right form; then the keeper, who knows the site.
 */
#include "base/jsonout.h"
#include "desk/http_private.h"
#include "desk/parse.h"
#include "desk/v1/v1.h"

#include <stdlib.h>
#include <string.h>

/* What a body may not say: the token and the header do, and what is for the record alone. */
static const enum call_field from_elsewhere[] = {CALL_PERSON, CALL_KEY, CALL_EMAIL_HASH};

void v1_refuse_field(struct http_request *request, const char *field, const char *why)
{
	char detail[320];

	snprintf(detail, sizeof detail, "%s: %s", field, why);
	http_refuse(request, PROBLEM_INVALID, detail, field);
}

/* ---- a body ---- */

json_t *v1_read_body(struct http_request *request)
{
	struct bytes body = buf_bytes(&request->upload);
	json_error_t error;
	json_t *json;

	if (body.size == 0)
		return json_object(); /* POST …/claim has nothing to say */
	json = json_loadb((const char *)body.data, body.size, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL) {
		char detail[JSON_ERROR_TEXT_LENGTH + 64];

		snprintf(detail, sizeof detail, "line %d, column %d: %s", error.line, error.column,
			 error.text);
		/* It quotes what stands there: never bytes that are not UTF-8. */
		http_refuse(request, PROBLEM_NOT_JSON,
			    utf8_valid(bytes_of_text(detail)) ? detail : NULL, NULL);
	}
	if (json != NULL && !json_is_object(json)) {
		http_refuse(request, PROBLEM_NOT_JSON, "The body is not an object.", NULL);
		json_decref(json);
		return NULL;
	}
	return json;
}

static bool has_no_strangers(struct http_request *request, const json_t *json)
{
	for (size_t i = 0; i < sizeof from_elsewhere / sizeof from_elsewhere[0]; i++) {
		const char *name = call_field_name(from_elsewhere[i]);

		if (json_object_get(json, name) == NULL)
			continue;
		v1_refuse_field(request, name, "a body does not say this");
		return false;
	}
	if (request->route->id != CALL_FIELDS &&
	    json_object_get(json, call_field_name(request->route->id)) != NULL) {
		v1_refuse_field(request, call_field_name(request->route->id), "the path says it");
		return false;
	}
	return true;
}

/* ---- a query ---- */

static bool take_format(struct http_request *request, const char *value)
{
	request->csv = strcmp(value, "csv") == 0;
	if (request->csv || strcmp(value, "json") == 0)
		return true;
	v1_refuse_field(request, "format", "write json or csv");
	return false;
}

/* Digits are a number where the table has one; all else is left for the table to refuse. */
static json_t *query_value(const char *name, const char *value)
{
	for (int field = 0; field < CALL_FIELDS; field++) {
		int64_t least, most;

		if (strcmp(call_field_name((enum call_field)field), name) == 0 &&
		    strcmp(call_field_type((enum call_field)field, &least, &most), "integer") == 0 &&
		    value[0] != '\0' && strlen(value) < 16 &&
		    strspn(value, "0123456789") == strlen(value))
			return json_integer(atoll(value));
	}
	return json_string(value);
}

static bool take_query(struct http_request *request, json_t *json, const char *name,
		       const char *value)
{
	if (request->route->csv && strcmp(name, "format") == 0)
		return take_format(request, value);
	if (json_object_get(json, name) != NULL) {
		v1_refuse_field(request, name, "it stands there twice");
		return false;
	}
	json_object_set_new(json, name, query_value(name, value));
	return true;
}

json_t *v1_read_query(struct http_request *request)
{
	struct bytes rest = request->query, name, value;
	struct buf decoded_name = {0}, decoded_value = {0};
	json_t *json = json_object();
	bool good = true;

	request->csv = request->route->csv && header_wants_csv(http_header(request, "Accept"));
	while (good && query_next(&rest, &name, &value)) {
		buf_clear(&decoded_name);
		buf_clear(&decoded_value);
		good = percent_decode(name, true, &decoded_name) &&
		       percent_decode(value, true, &decoded_value);
		if (!good)
			http_refuse(request, PROBLEM_BAD_REQUEST,
				    "The query has an escape that is none, or is not UTF-8.", NULL);
		else
			good = take_query(request, json, buf_text(&decoded_name),
					  buf_text(&decoded_value));
	}
	buf_finish(&decoded_name);
	buf_finish(&decoded_value);
	if (good)
		return json;
	json_decref(json);
	return NULL;
}

/* ---- what stands elsewhere ---- */

static bool set_id(struct http_request *request, json_t *json)
{
	struct buf id = {0};
	bool good = percent_decode(request->id, false, &id);

	if (good)
		json_object_set_new(json, call_field_name(request->route->id),
				    json_stringn((const char *)id.data, id.size));
	else
		http_refuse(request, PROBLEM_BAD_REQUEST,
			    "The path has an escape that is none, or is not UTF-8.", NULL);
	buf_finish(&id);
	return good;
}

bool v1_read_key(struct http_request *request, char ret_key[IDEMPOTENCY_KEY_MAX + 1])
{
	const char *header = http_header(request, "Idempotency-Key");

	ret_key[0] = '\0';
	if (header == NULL || request->route->method == ROUTE_GET || header_key(header, ret_key))
		return true;
	http_refuse(request, PROBLEM_BAD_REQUEST,
		    "An Idempotency-Key has 1 to 64 printable characters, in quotes.", NULL);
	return false;
}

static bool set_key(struct http_request *request, json_t *json)
{
	char key[IDEMPOTENCY_KEY_MAX + 1];

	if (!v1_read_key(request, key))
		return false;
	if (key[0] != '\0')
		json_object_set_new(json, call_field_name(CALL_KEY), json_string(key));
	return true;
}

static bool complete(struct http_request *request, json_t *json)
{
	const struct route *route = request->route;

	if (route->id != CALL_FIELDS && !set_id(request, json))
		return false;
	if (!set_key(request, json))
		return false;
	if (route->preset_to != NULL && json_object_get(json, call_field_name(route->preset)) == NULL)
		json_object_set_new(json, call_field_name(route->preset),
				    json_string(route->preset_to));
	json_object_set_new(json, call_field_name(CALL_PERSON), json_string(request->grant.person));
	return true;
}

/* ---- the call and its answer ---- */

void v1_answer(struct http_request *request, enum told told, unsigned status, struct bytes body)
{
	bool changes = request->route->method == ROUTE_POST;

	if (told != TOLD) {
		http_refuse(request, changes ? PROBLEM_UNSURE : PROBLEM_ABSENT,
			    told == TOLD_LATE ? "The keeper did not answer in time."
					      : "The keeper ended before it answered.",
			    NULL);
		return;
	}
	http_answer(request, status,
		    status >= 400  ? "application/problem+json"
		    : request->csv ? "text/csv; charset=utf-8; header=present"
				   : "application/json",
		    body);
	if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
		request->retry_after = DESK_RETRY_SECONDS;
}

/* An id in the path that no such thing can have is one that is not there. */
static void refuse(struct http_request *request, enum err err, struct call_fault *fault)
{
	enum call_field id = request->route->id;

	if (id != CALL_FIELDS && strcmp(fault->field, call_field_name(id)) == 0)
		err = ERR_ABSENT;
	http_refuse(request, problem_of(err, fault), fault->error.text, fault->field);
}

static void ask(struct http_request *request, const struct call *call)
{
	struct buf *out = &request->body; /* until the answer comes */
	struct jsonout json;

	buf_clear(out);
	jsonout_init(&json, out);
	call_put(call, &json);
	jsonout_text(&json, "line", request->grant.line);
	if (request->csv)
		jsonout_text(&json, "format", "csv");
	jsonout_close(&json);
	http_call(request, buf_bytes(out), DESK_ASK_SITE, v1_answer);
}

void v1_run(struct http_request *request)
{
	bool get = request->route->method == ROUTE_GET;
	json_t *json = get ? v1_read_query(request) : v1_read_body(request);
	struct call_fault fault = {.field = ""};
	struct call call;
	enum err err;

	if (json == NULL)
		return;
	if (!has_no_strangers(request, json) || !complete(request, json)) {
		json_decref(json);
		return;
	}
	err = call_parse(request->route->verb, json, NULL, &call, &fault);
	if (err != ERR_NONE) {
		refuse(request, err, &fault);
		return;
	}
	ask(request, &call);
	call_finish(&call);
}
