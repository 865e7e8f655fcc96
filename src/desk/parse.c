// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk/parse.h"

#include <string.h>
#include <strings.h>

/* ---- targets ---- */

static bool skip_prefix(struct bytes *text, const char *prefix)
{
	size_t size = strlen(prefix);

	if (text->size < size || strncasecmp((const char *)text->data, prefix, size) != 0)
		return false;
	text->data += size;
	text->size -= size;
	return true;
}

/* Where a byte stands first; the size when nowhere. */
static size_t find(struct bytes text, uint8_t byte)
{
	const uint8_t *at = text.size != 0 ? memchr(text.data, byte, text.size) : NULL;

	return at != NULL ? (size_t)(at - text.data) : text.size;
}

static struct bytes tail(struct bytes text, size_t at)
{
	at = at < text.size ? at : text.size;
	return (struct bytes){text.data + at, text.size - at};
}

bool target_split(struct bytes target, struct bytes *ret_path, struct bytes *ret_query)
{
	size_t mark;

	if (skip_prefix(&target, "http://") || skip_prefix(&target, "https://"))
		target = tail(target, find(target, '/'));
	if (target.size == 0 || target.data[0] != '/')
		return false;
	target.size = find(target, '#');
	mark = find(target, '?');
	*ret_path = (struct bytes){target.data, mark};
	*ret_query = tail(target, mark + 1);
	return true;
}

bool path_fits(const char *pattern, struct bytes path, struct bytes *ret_id)
{
	const char *hole = strstr(pattern, "{id}");
	size_t before = hole != NULL ? (size_t)(hole - pattern) : strlen(pattern);
	struct bytes id;

	*ret_id = (struct bytes){0};
	if (path.size < before || memcmp(path.data, pattern, before) != 0)
		return false;
	if (hole == NULL)
		return path.size == before;
	id = tail(path, before);
	id.size = find(id, '/');
	if (id.size == 0 || !bytes_equal(tail(path, before + id.size), bytes_of_text(hole + 4)))
		return false;
	*ret_id = id;
	return true;
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One byte that is meant; -1: it is no escape. */
static int next_byte(struct bytes text, size_t *at, bool plus)
{
	uint8_t c = text.data[(*at)++];
	int high, low;

	if (plus && c == '+')
		return ' ';
	if (c != '%')
		return c;
	if (text.size - *at < 2)
		return -1;
	high = hex_digit(text.data[(*at)++]);
	low = hex_digit(text.data[(*at)++]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

bool percent_decode(struct bytes text, bool plus, struct buf *out)
{
	size_t begin = out->size, at = 0;
	bool good = true;

	while (good && at < text.size) {
		int byte = next_byte(text, &at, plus);

		good = byte >= 0x20 && byte != 0x7f;
		if (good)
			buf_add_u8(out, (uint8_t)byte);
	}
	if (good && utf8_valid((struct bytes){out->data + begin, out->size - begin}))
		return true;
	out->size = begin;
	return false;
}

bool query_next(struct bytes *query, struct bytes *ret_name, struct bytes *ret_value)
{
	struct bytes pair;
	size_t equals;

	do {
		if (query->size == 0)
			return false;
		pair = (struct bytes){query->data, find(*query, '&')};
		*query = tail(*query, pair.size + 1);
	} while (pair.size == 0);
	equals = find(pair, '=');
	*ret_name = (struct bytes){pair.data, equals};
	*ret_value = tail(pair, equals + 1);
	return true;
}

/* ---- headers ---- */

/* A header's value without the blanks around it; NULL gives nothing. */
static struct bytes trimmed(const char *value)
{
	struct bytes text = bytes_of_text(value != NULL ? value : "");

	while (text.size != 0 && (text.data[0] == ' ' || text.data[0] == '\t'))
		text = tail(text, 1);
	while (text.size != 0 &&
	       (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
		text.size--;
	return text;
}

bool header_bearer(const char *value, struct bytes *ret_token)
{
	struct bytes text = trimmed(value);

	if (!skip_prefix(&text, "bearer "))
		return false;
	while (text.size != 0 && text.data[0] == ' ')
		text = tail(text, 1);
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] <= ' ' || text.data[i] > '~')
			return false;
	*ret_token = text;
	return text.size != 0;
}

bool header_key(const char *value, char ret_key[IDEMPOTENCY_KEY_MAX + 1])
{
	struct bytes text = trimmed(value);
	bool quoted = text.size != 0 && text.data[0] == '"';
	size_t size = 0, at = quoted;

	if (quoted && (text.size < 2 || text.data[--text.size] != '"'))
		return false;
	while (at < text.size) {
		uint8_t c = text.data[at++];

		if (quoted && c == '\\' && at < text.size &&
		    (text.data[at] == '\\' || text.data[at] == '"'))
			c = text.data[at++];
		else if (quoted && (c == '\\' || c == '"'))
			return false;
		if (c < ' ' || c > '~' || size == IDEMPOTENCY_KEY_MAX)
			return false;
		ret_key[size++] = (char)c;
	}
	ret_key[size] = '\0';
	return size != 0;
}

bool header_is_json(const char *value)
{
	struct bytes text = trimmed(value);

	if (!skip_prefix(&text, "application/json"))
		return false;
	while (text.size != 0 && (text.data[0] == ' ' || text.data[0] == ';'))
		text = tail(text, 1);
	if (text.size == 0)
		return true;
	return skip_prefix(&text, "charset=") &&
	       ((skip_prefix(&text, "utf-8") || skip_prefix(&text, "\"utf-8\"")) && text.size == 0);
}

bool header_wants_csv(const char *value)
{
	const char *csv = value != NULL ? strcasestr(value, "text/csv") : NULL;
	const char *json = value != NULL ? strcasestr(value, "json") : NULL;

	return csv != NULL && (json == NULL || csv < json);
}

bool header_event_id(const char *value, uint64_t *ret_id)
{
	struct bytes text = trimmed(value);
	uint64_t id = 0;

	if (text.size == 0 || text.size > 19) /* 10^19 is less than 2^64 */
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		id = id * 10 + (uint64_t)(text.data[i] - '0');
	}
	*ret_id = id;
	return true;
}
