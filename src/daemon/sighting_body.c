// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/sighting_body.h"

#include <stdio.h>
#include <string.h>

static const char several[] = "sightings";

static bool has_several(const json_t *body)
{
	return json_object_get(body, several) != NULL;
}

void sighting_field(const json_t *body, size_t index, const char *member,
		    char ret_field[SIGHTING_FIELD_MAX])
{
	if (has_several(body))
		snprintf(ret_field, SIGHTING_FIELD_MAX, "%s[%zu]%s%.32s", several, index,
			 member[0] != '\0' ? "." : "", member);
	else
		snprintf(ret_field, SIGHTING_FIELD_MAX, "%.32s", member);
}

/* *ret_list: a new reference. */
static enum err find_list(json_t *body, json_t **ret_list, struct error *error_r)
{
	json_t *list = json_object_get(body, several);

	if (list == NULL) {
		*ret_list = json_array();
		json_array_append(*ret_list, body);
		return ERR_NONE;
	}
	if (json_object_size(body) != 1)
		return error_set(error_r, ERR_INPUT, "nothing else stands beside it");
	if (json_array_size(list) == 0)
		return error_set(error_r, ERR_INPUT, "must be a list: [{\"platform\": ...}, ...]");
	*ret_list = json_incref(list);
	return ERR_NONE;
}

static enum err check_one(json_t *one, const char **ret_member, struct error *error_r)
{
	struct sighting_words words;
	enum err err = sighting_members(one, NULL, &words, ret_member, error_r);
	const char *seen = words.member[SIGHTING_AT_SEEN];

	if (err != ERR_NONE || (seen != NULL && seen[0] != '\0'))
		return err;
	*ret_member = sighting_member_name(SIGHTING_AT_SEEN);
	return error_set(error_r, ERR_INPUT,
			 "is missing; write when it was, so that it is the same sighting when it is sent again");
}

enum err sighting_body(json_t *body, json_t **ret_list, char ret_field[SIGHTING_FIELD_MAX],
		       struct error *error_r)
{
	enum err err;

	snprintf(ret_field, SIGHTING_FIELD_MAX, "%s", several);
	err = find_list(body, ret_list, error_r);
	if (err != ERR_NONE)
		return err;
	for (size_t i = 0; err == ERR_NONE && i < json_array_size(*ret_list); i++) {
		const char *member;

		err = check_one(json_array_get(*ret_list, i), &member, error_r);
		if (err != ERR_NONE)
			sighting_field(body, i, member, ret_field);
	}
	if (err != ERR_NONE)
		json_decref(*ret_list);
	return err;
}

void sighting_body_put(const json_t *body, json_t *list, struct buf *out)
{
	if (has_several(body))
		buf_add_format(out, "{\"%s\":[", several);
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct error error;
		struct sighting_words words;
		const char *member;

		if (i != 0)
			buf_add_u8(out, ',');
		if (sighting_members(json_array_get(list, i), NULL, &words, &member, &error) == ERR_NONE)
			sighting_put(&words, out);
	}
	if (has_several(body))
		buf_add_text(out, "]}");
}
