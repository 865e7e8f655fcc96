// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Any bytes as what stands before an API request's body: the first line as its target, each other as the value of every header
 * that is looked at; and all of it as a file of tokens. Beyond crashes: what is decoded is
 * UTF-8 without control characters, an id found is a part of the path, a key can be read again as it was read, a file of tokens is
 * read the same without the lines that are wrong.
 */
#include "desk/parse.h"
#include "desk/route.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_decoded(struct bytes text, bool plus)
{
	struct buf out = {0};

	if (percent_decode(text, plus, &out)) {
		if (!utf8_valid(buf_bytes(&out)) || out.size > text.size)
			abort();
		for (size_t i = 0; i < out.size; i++)
			if (out.data[i] < 0x20 || out.data[i] == 0x7f)
				abort();
	} else if (out.size != 0) {
		abort();
	}
	buf_finish(&out);
}

static void try_target(struct bytes target)
{
	struct bytes path, query, id, name, value;
	const struct route *route;
	bool fits;

	if (!target_split(target, &path, &query))
		return;
	if (path.size == 0 || path.data[0] != '/' || path.size + query.size > target.size)
		abort();
	route = route_find("GET", path, &id, &fits);
	if (route != NULL && id.size != 0) {
		if (id.data < path.data || id.data + id.size > path.data + path.size ||
		    memchr(id.data, '/', id.size) != NULL)
			abort();
		check_decoded(id, false);
	}
	if (route == NULL && fits)
		abort();
	while (query_next(&query, &name, &value)) {
		check_decoded(name, true);
		check_decoded(value, true);
	}
}

static void try_key(const char *value)
{
	char key[IDEMPOTENCY_KEY_MAX + 1], again[IDEMPOTENCY_KEY_MAX + 1];
	struct buf quoted = {0};

	if (!header_key(value, key))
		return;
	buf_add_u8(&quoted, '"');
	for (const char *c = key; *c != '\0'; c++)
		buf_add_format(&quoted, "%s%c", *c == '"' || *c == '\\' ? "\\" : "", *c);
	buf_add_u8(&quoted, '"');
	if (key[0] == '\0' || !header_key(buf_text(&quoted), again) || strcmp(key, again) != 0)
		abort();
	buf_finish(&quoted);
}

static void try_header(const char *value)
{
	struct bytes token;
	uint64_t id;

	if (header_bearer(value, &token) && token.size == 0)
		abort();
	try_key(value);
	header_is_json(value);
	header_wants_csv(value);
	header_event_id(value, &id);
}

static void try_tokens(struct bytes content)
{
	static struct token_list tokens, again;
	struct error error = {""};
	struct buf good = {0};

	tokens_parse(content, "tokens", &tokens, &error);
	for (size_t i = 0; i < tokens.count; i++) {
		char hex[2 * SHA256 + 1];

		hex_encode(tokens.items[i].hash, SHA256, hex);
		buf_add_format(&good, "%s ", tokens.items[i].name);
		scopes_put(tokens.items[i].scopes, &good);
		buf_add_format(&good, " %s\n", hex);
		if (tokens.items[i].at + tokens.items[i].size > content.size)
			abort();
	}
	if (tokens_parse(buf_bytes(&good), "tokens", &again, &error) != ERR_NONE ||
	    again.count != tokens.count)
		abort();
	buf_finish(&good);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = {data, size};
	struct buf line = {0};
	bool first = true;

	while (rest.size != 0) {
		const uint8_t *end = memchr(rest.data, '\n', rest.size);
		size_t length = end != NULL ? (size_t)(end - rest.data) : rest.size;

		buf_clear(&line);
		buf_add(&line, rest.data, length);
		if (first)
			try_target(buf_bytes(&line));
		else
			try_header(buf_text(&line));
		first = false;
		length += end != NULL;
		rest = (struct bytes){rest.data + length, rest.size - length};
	}
	try_tokens((struct bytes){data, size});
	buf_finish(&line);
	return 0;
}
