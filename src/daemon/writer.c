// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/writer.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

void writer_outcome_words(enum writer_outcome outcome, uint32_t detail, char *ret_text, size_t room)
{
	static const struct {
		const char *words;
	} rows[] = {
#define X(id, words) {words},
		WRITER_OUTCOMES(X)
#undef X
	};
	const char *words = outcome < WRITER_OUTCOME_COUNT ? rows[outcome].words : "unknown";
	const char *number = strstr(words, "%u");

	if (number == NULL)
		snprintf(ret_text, room, "%s", words);
	else
		snprintf(ret_text, room, "%.*s%u%s", (int)(number - words), words, detail, number + 2);
}

/* ---- an answer ---- */

/* Marks that models put around what they were asked to write: the pair, and how many bytes each has. */
static const struct {
	const char *open, *close;
} quotes[] = {
	{"\"", "\""}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"«", "»"}, {"‘", "’"}, {"„", "“"},
};

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct bytes trim(struct bytes text)
{
	while (text.size != 0 && is_space(text.data[0])) {
		text.data++;
		text.size--;
	}
	while (text.size != 0 && is_space(text.data[text.size - 1]))
		text.size--;
	return text;
}

/* Once: what stands in quotes within quotes is meant. */
static struct bytes unquote(struct bytes text)
{
	for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
		size_t open = strlen(quotes[i].open), close = strlen(quotes[i].close);

		if (text.size >= open + close && memcmp(text.data, quotes[i].open, open) == 0 &&
		    memcmp(text.data + text.size - close, quotes[i].close, close) == 0)
			return (struct bytes){text.data + open, text.size - open - close};
	}
	return text;
}

static const json_t *content_of(const json_t *root)
{
	const json_t *choice = json_array_get(json_object_get(root, "choices"), 0);

	return json_object_get(json_object_get(choice, "message"), "content");
}

enum writer_outcome writer_read(struct bytes json, struct buf *out)
{
	enum writer_outcome outcome = WRITER_UNREADABLE;
	const json_t *content;
	struct bytes text;
	json_t *root;

	if (json.size > WRITER_ANSWER_MAX)
		return WRITER_TOO_LONG;
	root = json.size != 0 ? json_loadb((const char *)json.data, json.size, 0, NULL) : NULL;
	content = content_of(root); /* each step takes NULL, and what is of another type */
	if (json_is_string(content)) {
		text = (struct bytes){(const uint8_t *)json_string_value(content),
				      json_string_length(content)};
		text = trim(unquote(trim(text)));
		outcome = text.size == 0		? WRITER_UNREADABLE
			  : text.size > WRITER_TEXT_MAX ? WRITER_TOO_LONG
							: WRITER_TEXT;
		if (outcome == WRITER_TEXT)
			buf_add(out, text.data, text.size);
	}
	json_decref(root);
	return outcome;
}

/* ---- a key ---- */

bool writer_key_parse(struct bytes content, char ret_key[WRITER_KEY_FILE + 1])
{
	content = trim(content);
	if (content.size == 0 || content.size > WRITER_KEY_FILE)
		return false;
	for (size_t i = 0; i < content.size; i++)
		if (content.data[i] <= ' ' || content.data[i] > '~')
			return false;
	memcpy(ret_key, content.data, content.size);
	ret_key[content.size] = '\0';
	return true;
}
