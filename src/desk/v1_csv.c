// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk/v1_csv.h"

#include <jansson.h>
#include <string.h>

enum { DEPTH_MOST = 8 };

/* A field; one that a spreadsheet would take for a formula is led by an apostrophe. */
static void put_field(struct buf *out, const char *text)
{
	if (text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL)
		buf_add_text(out, "'");
	if (strpbrk(text, ",\"\r\n") == NULL) {
		buf_add_text(out, text);
		return;
	}
	buf_add_u8(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_add_u8(out, '"');
		buf_add_u8(out, (uint8_t)*text);
	}
	buf_add_u8(out, '"');
}

static void put_value(struct buf *out, const json_t *value)
{
	if (json_is_string(value))
		put_field(out, json_string_value(value));
	else if (json_is_integer(value))
		buf_add_format(out, "%lld", (long long)json_integer_value(value));
	else if (json_is_real(value))
		buf_add_format(out, "%.17g", json_real_value(value));
	else if (json_is_boolean(value))
		buf_add_text(out, json_is_true(value) ? "true" : "false");
}

/* `name` grows by a dot and a member, and is cut again. */
static void put_rows(struct buf *out, struct buf *name, json_t *value, int depth)
{
	size_t before = name->size, at;
	const char *key;
	json_t *member;

	if (depth > DEPTH_MOST)
		return;
	json_object_foreach(value, key, member) {
		buf_add_format(name, "%s%s", before != 0 ? "." : "", key);
		put_rows(out, name, member, depth + 1);
		name->size = before;
	}
	json_array_foreach(value, at, member) {
		buf_add_format(name, "%s%zu", before != 0 ? "." : "", at + 1);
		put_rows(out, name, member, depth + 1);
		name->size = before;
	}
	if (json_is_object(value) || json_is_array(value))
		return;
	put_field(out, buf_text(name));
	buf_add_u8(out, ',');
	put_value(out, value);
	buf_add_text(out, "\r\n");
}

bool csv_of_json(struct bytes json, struct buf *out)
{
	json_t *root = json_loadb((const char *)json.data, json.size, 0, NULL);
	struct buf name = {0};
	bool good = json_is_object(root);

	if (good) {
		buf_add_text(out, "name,value\r\n");
		put_rows(out, &name, root, 0);
	}
	buf_finish(&name);
	json_decref(root);
	return good;
}

void v1_csv(struct http_request *request, struct bytes json)
{
	struct buf out = {0};

	if (csv_of_json(json, &out))
		http_answer(request, 200, "text/csv; charset=utf-8; header=present", buf_bytes(&out));
	else
		http_refuse(request, PROBLEM_ABSENT, NULL, NULL);
	buf_finish(&out);
}
