// SPDX-License-Identifier: GPL-3.0-or-later
/* Prints what the program knows of its API as JSON: each path, with the fields of its call and what they may hold (call.tbl), and
 * the problems. api.mjs holds docs/openapi.yaml and docs/API.md against it. */
#include "base/jsonout.h"
#include "daemon/problem.h"
#include "desk/route.h"

#include <stdio.h>

static void put_field(struct jsonout *json, enum call_verb verb, enum call_field field)
{
	int64_t least, most;
	const char *type = call_field_type(field, &least, &most);
	const char *word;

	jsonout_open(json, call_field_name(field));
	jsonout_bool(json, "needed", call_takes(verb, field) == 1);
	jsonout_text(json, "type", type);
	jsonout_int(json, "least", least);
	jsonout_int(json, "most", most);
	jsonout_open_list(json, "words");
	for (size_t at = 0; (word = call_word(field, at)) != NULL; at++)
		jsonout_text(json, NULL, word);
	jsonout_close_list(json);
	jsonout_close(json);
}

static void put_route(struct jsonout *json, const struct route *route)
{
	struct buf scopes = {0};

	jsonout_open(json, NULL);
	jsonout_text(json, "method", route_method_name(route->method));
	jsonout_text(json, "path", route->path);
	scopes_put(route->scopes, &scopes);
	jsonout_text(json, "scopes", buf_text(&scopes));
	buf_finish(&scopes);
	jsonout_bool(json, "csv", route->csv);
	if (route->scopes != 0 && route->verb != CALL_VERBS) {
		jsonout_text(json, "verb", call_verb_name(route->verb));
		jsonout_text(json, "id", route->id != CALL_FIELDS ? call_field_name(route->id) : NULL);
		jsonout_text(json, "preset",
			     route->preset_to != NULL ? call_field_name(route->preset) : NULL);
		jsonout_open(json, "fields");
		for (int field = 0; field < CALL_FIELDS; field++)
			if (call_takes(route->verb, (enum call_field)field) >= 0)
				put_field(json, route->verb, (enum call_field)field);
		jsonout_close(json);
	}
	jsonout_close(json);
}

int main(void)
{
	struct buf out = {0};
	struct jsonout json;

	jsonout_init(&json, &out);
	jsonout_open(&json, NULL);
	jsonout_open_list(&json, "routes");
	for (size_t at = 0; route_at(at) != NULL; at++)
		put_route(&json, route_at(at));
	jsonout_close_list(&json);
	jsonout_open_list(&json, "problems");
	for (int problem = 0; problem < PROBLEM_COUNT; problem++) {
		jsonout_open(&json, NULL);
		jsonout_text(&json, "slug", problem_slug((enum problem)problem));
		jsonout_int(&json, "status", problem_status((enum problem)problem));
		jsonout_text(&json, "title", problem_title((enum problem)problem));
		jsonout_close(&json);
	}
	jsonout_close_list(&json);
	jsonout_close(&json);
	puts(buf_text(&out));
	buf_finish(&out);
	return 0;
}
