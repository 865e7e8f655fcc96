// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/jsonout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void jsonout_init(struct jsonout *json, struct buf *out)
{
	*json = (struct jsonout){.out = out};
}

static void quote(struct buf *out, struct bytes text)
{
	size_t at = 0;

	buf_add_u8(out, '"');
	while (at < text.size) {
		uint8_t bytes[4];
		uint32_t cp = utf8_next(text.data, text.size, &at);

		if (cp == '"' || cp == '\\')
			buf_add_format(out, "\\%c", (int)cp);
		else if (cp == '\n')
			buf_add_text(out, "\\n");
		else if (cp < 0x20 || cp == 0x7f)
			buf_add_format(out, "\\u%04x", (unsigned)cp);
		else
			buf_add(out, bytes, utf8_put(cp, bytes));
	}
	buf_add_u8(out, '"');
}

static void lead(struct jsonout *json, const char *key)
{
	if (json->comma)
		buf_add_u8(json->out, ',');
	if (key != NULL) {
		quote(json->out, bytes_of_text(key));
		buf_add_u8(json->out, ':');
	}
	json->comma = true;
}

void jsonout_open(struct jsonout *json, const char *key)
{
	lead(json, key);
	buf_add_u8(json->out, '{');
	json->comma = false;
}

void jsonout_open_list(struct jsonout *json, const char *key)
{
	lead(json, key);
	buf_add_u8(json->out, '[');
	json->comma = false;
}

void jsonout_close(struct jsonout *json)
{
	buf_add_u8(json->out, '}');
	json->comma = true;
}

void jsonout_close_list(struct jsonout *json)
{
	buf_add_u8(json->out, ']');
	json->comma = true;
}

void jsonout_bytes(struct jsonout *json, const char *key, struct bytes value)
{
	lead(json, key);
	quote(json->out, value);
}

void jsonout_text(struct jsonout *json, const char *key, const char *value)
{
	if (value == NULL)
		jsonout_null(json, key);
	else
		jsonout_bytes(json, key, bytes_of_text(value));
}

void jsonout_int(struct jsonout *json, const char *key, int64_t value)
{
	lead(json, key);
	buf_add_format(json->out, "%lld", (long long)value);
}

void jsonout_bool(struct jsonout *json, const char *key, bool value)
{
	lead(json, key);
	buf_add_text(json->out, value ? "true" : "false");
}

void jsonout_null(struct jsonout *json, const char *key)
{
	lead(json, key);
	buf_add_text(json->out, "null");
}

void jsonout_json(struct jsonout *json, const char *key, struct bytes value)
{
	lead(json, key);
	buf_add(json->out, value.data, value.size);
}

void jsonout_real(struct jsonout *json, const char *key, double value, int decimals)
{
	char text[64];
	size_t size;

	if (!isfinite(value) || fabs(value) > 1e15) {
		jsonout_null(json, key);
		return;
	}
	lead(json, key);
	snprintf(text, sizeof text, "%.*f", decimals, value);
	size = strlen(text);
	if (strchr(text, '.') != NULL) {
		while (text[size - 1] == '0')
			size--;
		if (text[size - 1] == '.')
			size--;
	}
	buf_add(json->out, text, size);
}

const char *money_text(int64_t micro, char ret_text[32])
{
	uint64_t value = micro < 0 ? 0 - (uint64_t)micro : (uint64_t)micro;
	size_t size;

	snprintf(ret_text, 32, "%s%llu.%06llu", micro < 0 ? "-" : "",
		 (unsigned long long)(value / 1000000), (unsigned long long)(value % 1000000));
	size = strlen(ret_text);
	for (int i = 0; i < 4 && ret_text[size - 1] == '0'; i++)
		ret_text[--size] = '\0';
	return ret_text;
}

void jsonout_money(struct jsonout *json, const char *key, int64_t micro)
{
	char text[32];

	lead(json, key);
	buf_add_text(json->out, money_text(micro, text));
}

void jsonout_time(struct jsonout *json, const char *key, ms_t at)
{
	char text[CLOCK_TEXT_MAX];

	jsonout_text(json, key, at == MS_NEVER ? NULL : clock_text(at, text));
}
