// SPDX-License-Identifier: GPL-3.0-or-later
/* The API of a line that watches: the two verbs of keeper_sighting.c, as calls. Who asks is told by keeper_site.c, when it is
 * recorded. */
#include "daemon/keeper.h"
#include "daemon/problem.h"
#include "daemon/sighting_body.h"
#include "daemon/sightings_report.h"

#include <string.h>

enum { OK = 200, CREATED = 201 };

/* A call, while it is answered. */
struct watch_call {
	struct keeper *keeper;
	uint32_t line_index;
	const json_t *json;
	struct buf *out;
	char field[SIGHTING_FIELD_MAX]; /* that an error is about; "": none */
};

static unsigned refuse(const struct watch_call *call, enum err err, const struct error *error)
{
	const struct call_fault about_none = {.field = ""};
	enum problem problem = problem_of(err, &about_none);
	struct buf detail = {0};

	if (call->field[0] != '\0')
		buf_add_format(&detail, "%s: ", call->field);
	buf_add_text(&detail, error->text);
	buf_clear(call->out);
	problem_put(call->out, problem, buf_text(&detail), call->field);
	buf_finish(&detail);
	return problem_status(problem);
}

/* ---- what was seen ---- */

static enum err take(struct watch_call *call, struct sightings_taken *ret_taken,
		     struct error *error_r)
{
	json_t *body = json_object_get(call->json, "body"), *list;
	enum err err = sighting_body(body, &list, call->field, error_r);

	if (err != ERR_NONE)
		return err;
	call->field[0] = '\0';
	err = keeper_take_sightings(call->keeper, call->line_index, list, ret_taken, error_r);
	if (err != ERR_NONE && ret_taken->member != NULL)
		sighting_field(body, ret_taken->index, ret_taken->member, call->field);
	json_decref(list);
	return err;
}

static unsigned sighting(struct watch_call *call)
{
	struct sightings_taken taken;
	struct error error = {""};
	struct jsonout json;
	enum err err = take(call, &taken, &error);

	if (err != ERR_NONE)
		return refuse(call, err, &error);
	jsonout_init(&json, call->out);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "line", flow_line(call->keeper->flow, call->line_index)->name);
	jsonout_int(&json, "recorded", (int64_t)taken.recorded);
	jsonout_int(&json, "known", (int64_t)taken.known);
	jsonout_close(&json);
	return taken.recorded != 0 ? CREATED : OK;
}

/* ---- who came ---- */

static unsigned sightings(struct watch_call *call)
{
	struct error error = {""};
	struct jsonout json;
	enum err err;

	jsonout_init(&json, call->out);
	jsonout_open(&json, NULL);
	err = sightings_put(&json, call->keeper->flow, call->line_index,
			    &call->keeper->child->settings.house,
			    json_string_value(json_object_get(call->json, "from")),
			    json_string_value(json_object_get(call->json, "to")), &error);
	jsonout_close(&json);
	if (err == ERR_IO || err == ERR_CRYPTO)
		keeper_fail(call->keeper, &error);
	return err == ERR_NONE ? OK : refuse(call, err, &error);
}

unsigned keeper_watch_call(struct keeper *keeper, uint32_t line_index, const json_t *json,
			   struct buf *out)
{
	const char *verb = json_string_value(json_object_get(json, "verb"));
	struct watch_call call = {.keeper = keeper, .line_index = line_index, .json = json, .out = out};

	if (strcmp(verb, control_verb_name(CONTROL_SIGHTING)) == 0)
		return sighting(&call);
	if (strcmp(verb, control_verb_name(CONTROL_SIGHTINGS)) == 0)
		return sightings(&call);
	return 0;
}
