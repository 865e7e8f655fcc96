// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control_request.h"
#include "base/jsonout.h"

#include <string.h>

static const struct {
	const char *name;
	size_t most;
	const char *what;
} members[CONTROL_MEMBER_COUNT] = {
#define X(id, name, most, what) [id] = {name, most, what},
	CONTROL_MEMBERS(X)
#undef X
};

static const struct {
	const char *name;
	unsigned needs, may;
} verbs[CONTROL_VERB_COUNT] = {
#define X(id, name, needs, may, what) [id] = {name, needs, needs | (may)},
	CONTROL_VERBS(X)
#undef X
};

const char *control_verb_name(enum control_verb verb)
{
	return (unsigned)verb < CONTROL_VERB_COUNT ? verbs[verb].name : "none";
}

/* ---- a verb's members ---- */

static size_t member_by_name(const char *name)
{
	size_t i = 0;

	while (i < CONTROL_MEMBER_COUNT && strcmp(members[i].name, name) != 0)
		i++;
	return i;
}

/* A newline or an escape has no place in a name or a number: they end up on terminals. */
static bool has_controls(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

/* What is in it, is the keeper's to read. */
static enum err take_list(struct control_request *request, json_t *value, struct error *error_r)
{
	if (json_array_size(value) == 0)
		return error_set(error_r, ERR_INPUT,
				 "sightings: must be a list: [{\"platform\": ...}, ...]");
	request->sightings = value;
	request->member[MEMBER_SIGHTINGS] = members[MEMBER_SIGHTINGS].name;
	return ERR_NONE;
}

static enum err take_member(struct control_request *request, size_t member, const json_t *value,
			    struct error *error_r)
{
	const char *name = members[member].name, *text = json_string_value(value);

	if (text == NULL)
		return error_set(error_r, ERR_INPUT, "%s: must be a text in quotes: %s", name,
				 members[member].what);
	if (text[0] == '\0')
		return error_set(error_r, ERR_INPUT, "%s: is empty; write %s", name,
				 members[member].what);
	if (json_string_length(value) > members[member].most)
		return error_set(error_r, ERR_INPUT, "%s: is longer than %zu bytes", name,
				 members[member].most);
	if (member != MEMBER_TEXT && has_controls(text))
		return error_set(error_r, ERR_INPUT, "%s: control characters have no place in it",
				 name);
	request->member[member] = text;
	return ERR_NONE;
}

static void list_members(unsigned set, struct buf *out)
{
	for (size_t i = 0; i < CONTROL_MEMBER_COUNT; i++)
		if ((set & 1U << i) != 0)
			buf_add_format(out, "%s%s", out->size != 0 ? ", " : "", members[i].name);
	if (out->size == 0)
		buf_add_text(out, "nothing more");
}

static enum err unknown_member(enum control_verb verb, const char *key, struct error *error_r)
{
	struct buf known = {0};

	list_members(verbs[verb].may, &known);
	error_set(error_r, ERR_INPUT, "\"%.32s\" is not known here; %s takes %s", key,
		  verbs[verb].name, buf_text(&known));
	buf_finish(&known);
	return ERR_INPUT;
}

static enum err take_members(struct control_request *request, struct error *error_r)
{
	enum control_verb verb = request->verb;
	const char *key;
	json_t *value;
	enum err err = ERR_NONE;

	json_object_foreach(request->json, key, value)
	{
		size_t member = member_by_name(key);

		if (strcmp(key, "verb") == 0)
			continue;
		if (member == CONTROL_MEMBER_COUNT || (verbs[verb].may & 1U << member) == 0)
			return unknown_member(verb, key, error_r);
		err = member == MEMBER_SIGHTINGS ? take_list(request, value, error_r)
						 : take_member(request, member, value, error_r);
		if (err != ERR_NONE)
			return err;
	}
	for (size_t i = 0; i < CONTROL_MEMBER_COUNT; i++)
		if ((verbs[verb].needs & 1U << i) != 0 && request->member[i] == NULL)
			return error_set(error_r, ERR_INPUT, "%s: is missing; %s needs %s",
					 members[i].name, verbs[verb].name, members[i].what);
	return ERR_NONE;
}

/* ---- the whole ---- */

static enum err take_verb(struct control_request *request, struct error *error_r)
{
	const char *name = json_string_value(json_object_get(request->json, "verb"));
	struct buf known = {0};

	for (int i = 0; name != NULL && i < CONTROL_VERB_COUNT; i++) {
		if (strcmp(verbs[i].name, name) == 0) {
			request->verb = (enum control_verb)i;
			return ERR_NONE;
		}
	}
	for (int i = 0; i < CONTROL_VERB_COUNT; i++)
		buf_add_format(&known, "%s%s", i != 0 ? ", " : "", verbs[i].name);
	error_set(error_r, ERR_INPUT, "verb: must be one of %s", buf_text(&known));
	buf_finish(&known);
	return ERR_INPUT;
}

static enum err take_object(struct control_request *request, struct error *error_r)
{
	enum err err;

	if (!json_is_object(request->json))
		return error_set(error_r, ERR_INPUT,
				 "a request is an object: {\"verb\": \"queue\"}");
	err = take_verb(request, error_r);
	return err == ERR_NONE ? take_members(request, error_r) : err;
}

enum err control_parse(struct bytes line, struct control_request *ret_request,
		       struct error *error_r)
{
	struct control_request request = {0};
	json_error_t problem;
	enum err err;

	if (line.size > CONTROL_LINE_MAX)
		return error_set(error_r, ERR_INPUT, "the request is longer than %d bytes",
				 CONTROL_LINE_MAX);
	request.json =
		json_loadb((const char *)line.data, line.size, JSON_REJECT_DUPLICATES, &problem);
	if (request.json == NULL)
		return error_set(error_r, ERR_INPUT, "not JSON, at column %d: %s", problem.column,
				 problem.text);
	err = take_object(&request, error_r);
	if (err == ERR_NONE)
		*ret_request = request;
	else
		json_decref(request.json);
	return err;
}

void control_request_finish(struct control_request *request)
{
	json_decref(request->json);
	request->json = NULL;
}

void control_put_problem(struct buf *out, const char *problem)
{
	struct jsonout json;

	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_bool(&json, "ok", false);
	jsonout_text(&json, "problem", problem);
	jsonout_close(&json);
}
