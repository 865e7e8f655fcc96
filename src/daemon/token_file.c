// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/token_file.h"

#include <sodium.h>
#include <string.h>

static const struct {
	const char *name;
	unsigned bit;
} scopes[] = {
#define X(id, bit, name, what) {name, bit},
	TOKEN_SCOPES(X)
#undef X
};

enum { SCOPE_COUNT = sizeof scopes / sizeof scopes[0] };

/* ---- words ---- */

/* Takes the text up to a separator off `rest`, the separator too. */
static struct bytes take_until(struct bytes *rest, uint8_t separator)
{
	const uint8_t *end =
		rest->size != 0 ? memchr(rest->data, separator, rest->size) : NULL;
	struct bytes word = {rest->data, end != NULL ? (size_t)(end - rest->data) : rest->size};
	size_t taken = word.size + (end != NULL);

	rest->data += taken;
	rest->size -= taken;
	return word;
}

static struct bytes take_word(struct bytes *rest)
{
	struct bytes word = {0};

	while (word.size == 0 && rest->size != 0)
		word = take_until(rest, ' ');
	return word;
}

static unsigned scope_bit(struct bytes name)
{
	for (size_t i = 0; i < SCOPE_COUNT; i++)
		if (bytes_equal(name, bytes_of_text(scopes[i].name)))
			return scopes[i].bit;
	return 0;
}

bool scopes_parse(struct bytes text, unsigned *ret_scopes)
{
	unsigned found = 0;

	while (text.size != 0) {
		unsigned bit = scope_bit(take_until(&text, ','));

		if (bit == 0 || (found & bit) != 0)
			return false;
		found |= bit;
	}
	*ret_scopes = found;
	return found != 0;
}

void scopes_put(unsigned bits, struct buf *out)
{
	const char *comma = "";

	for (size_t i = 0; i < SCOPE_COUNT; i++) {
		if ((bits & scopes[i].bit) == 0)
			continue;
		buf_add_format(out, "%s%s", comma, scopes[i].name);
		comma = ",";
	}
}

bool token_name_is_good(struct bytes name)
{
	static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-";

	for (size_t i = 0; i < name.size; i++)
		if (name.data[i] == '\0' || strchr(good, name.data[i]) == NULL)
			return false;
	return name.size != 0 && name.size <= TOKEN_NAME_MAX;
}

/* ---- the file ---- */

static bool parse_hash(struct bytes word, uint8_t ret_hash[SHA256])
{
	char text[2 * SHA256 + 1];

	if (word.size != 2 * SHA256)
		return false;
	memcpy(text, word.data, word.size);
	text[word.size] = '\0';
	return hex_decode(text, ret_hash, SHA256);
}

static bool is_taken(const struct token_list *tokens, const char *name)
{
	for (size_t i = 0; i < tokens->count; i++)
		if (strcmp(tokens->items[i].name, name) == 0)
			return true;
	return false;
}

/* What is wrong with a line; NULL: it is one more token, or nothing. */
static const char *take_line(struct bytes line, struct token *token, struct token_list *tokens)
{
	struct bytes name, list, hash;

	line = take_until(&line, '#');
	if (line.size != 0 && line.data[line.size - 1] == '\r')
		line.size--;
	name = take_word(&line);
	if (name.size == 0)
		return NULL;
	list = take_word(&line);
	hash = take_word(&line);
	if (!token_name_is_good(name))
		return "a name has 1 to 32 of A-Z a-z 0-9 . _ : -";
	memcpy(token->name, name.data, name.size);
	token->name[name.size] = '\0';
	if (is_taken(tokens, token->name))
		return "a token above has this name too; write another";
	if (!scopes_parse(list, &token->scopes))
		return "the scopes are write, read, moderate, sightings, with commas between";
	if (!parse_hash(hash, token->hash) || take_word(&line).size != 0)
		return "write NAME SCOPES SHA256, as `fauxbond token add` does";
	if (tokens->count == TOKENS_MAX)
		return "too many tokens; there may be 256";
	tokens->items[tokens->count++] = *token;
	return NULL;
}

enum err tokens_parse(struct bytes content, const char *path, struct token_list *ret_tokens,
		      struct error *error_r)
{
	struct bytes rest = content;
	enum err err = ERR_NONE;

	ret_tokens->count = 0;
	for (int number = 1; rest.size != 0; number++) {
		struct token token = {.at = content.size - rest.size};
		struct bytes line = take_until(&rest, '\n');
		const char *fault;

		token.size = line.size;
		fault = take_line(line, &token, ret_tokens);
		if (fault != NULL && err == ERR_NONE)
			err = error_set(error_r, ERR_INPUT, "%s:%d: %s", path, number, fault);
	}
	return err;
}

/* ---- looking one up ---- */

void token_hash(struct bytes text, uint8_t ret_hash[SHA256])
{
	sha256(&text, 1, ret_hash);
}

const struct token *tokens_find(const struct token_list *tokens, struct bytes text)
{
	const struct token *found = NULL;
	uint8_t hash[SHA256];

	token_hash(text, hash);
	for (size_t i = 0; i < tokens->count; i++)
		if (sodium_memcmp(tokens->items[i].hash, hash, SHA256) == 0)
			found = &tokens->items[i];
	return found;
}
