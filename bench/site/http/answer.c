// SPDX-License-Identifier: GPL-3.0-or-later
/* answer.c - see answer.h. */
#include "answer.h"

#include <string.h>
#include <strings.h>

/* Neither server has reason to send more; a body that says so is taken for nonsense. */
#define BODY_MAX 1000000u

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "HTTP/1.1 201 Created": the line's end is not part of it. */
static bool read_status(const char *line, size_t len, struct answer *answer)
{
	if (len < 12 || memcmp(line, "HTTP/1.", 7) != 0 || line[8] != ' ')
		return false;
	if (!is_digit(line[9]) || !is_digit(line[10]) || !is_digit(line[11]))
		return false;
	answer->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
	answer->closes = line[7] == '0';
	return true;
}

static bool read_length(const char *value, size_t len, size_t *ret_length)
{
	size_t n = 0;

	if (len == 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(value[i]))
			return false;
		n = n * 10 + (size_t)(value[i] - '0');
		if (n > BODY_MAX)
			return false;
	}
	*ret_length = n;
	return true;
}

static bool is_field(const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);

	return len > n && line[n] == ':' && strncasecmp(line, name, n) == 0;
}

/* The value of a field line, without the white space around it (RFC 9112 §5). */
static const char *field_value(const char *line, size_t len, size_t *ret_len)
{
	const char *value = (const char *)memchr(line, ':', len) + 1;
	const char *end = line + len;

	while (value < end && (*value == ' ' || *value == '\t'))
		value++;
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*ret_len = (size_t)(end - value);
	return value;
}

static bool read_field(const char *line, size_t len, struct answer *answer)
{
	size_t n;

	if (is_field(line, len, "content-length")) {
		const char *value = field_value(line, len, &n);
		return read_length(value, n, &answer->body_len);
	}
	if (is_field(line, len, "connection")) {
		const char *value = field_value(line, len, &n);
		if (n == 5 && strncasecmp(value, "close", n) == 0)
			answer->closes = true;
	}
	return !is_field(line, len, "transfer-encoding");
}

enum answer_take answer_take(const char *data, size_t len, struct answer *ret_answer)
{
	struct answer answer = {0};
	const char *head_end = memmem(data, len, "\r\n\r\n", 4);

	if (head_end == NULL)
		return ANSWER_MORE;
	for (const char *line = data; line < head_end + 2;) {
		const char *end = memmem(line, (size_t)(head_end + 2 - line), "\r\n", 2);
		size_t n = (size_t)(end - line);
		if (line == data ? !read_status(line, n, &answer) : !read_field(line, n, &answer))
			return ANSWER_BAD;
		line = end + 2;
	}
	answer.body = head_end + 4;
	answer.total_len = (size_t)(answer.body - data) + answer.body_len;
	if (answer.total_len > len)
		return ANSWER_MORE;
	*ret_answer = answer;
	return ANSWER_WHOLE;
}

static const char *skip_space(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
		at++;
	return at;
}

/* `at` is behind a string's opening quote; the result is its closing quote, or NULL. */
static const char *string_end(const char *at, const char *end)
{
	for (; at < end; at++) {
		if (*at == '\\')
			at++;
		else if (*at == '"')
			return at;
	}
	return NULL;
}

/* `at` is behind a key. True where a string follows; `ret_first` is behind its opening quote. */
static bool value_is_string(const char *at, const char *end, const char **ret_first)
{
	at = skip_space(at, end);
	if (at == end || *at != ':')
		return false;
	at = skip_space(at + 1, end);
	if (at == end || *at != '"')
		return false;
	*ret_first = at + 1;
	return true;
}

static bool copy_value(const char *first, const char *end, char *ret_value, size_t size)
{
	const char *last = string_end(first, end);

	if (last == NULL || (size_t)(last - first) >= size)
		return false;
	memcpy(ret_value, first, (size_t)(last - first));
	ret_value[last - first] = '\0';
	return true;
}

bool answer_member(const char *json, size_t len, const char *name, char *ret_value, size_t size)
{
	const char *end = json + len;
	size_t name_len = strlen(name);
	int depth = 0;

	for (const char *at = json; at < end; at++) {
		if (*at == '{' || *at == '[')
			depth++;
		else if (*at == '}' || *at == ']')
			depth--;
		if (*at != '"')
			continue;
		const char *first = at + 1;
		at = string_end(first, end);
		if (at == NULL)
			return false;
		const char *value;
		if (depth == 1 && (size_t)(at - first) == name_len &&
		    memcmp(first, name, name_len) == 0 && value_is_string(at + 1, end, &value))
			return copy_value(value, end, ret_value, size);
	}
	return false;
}
