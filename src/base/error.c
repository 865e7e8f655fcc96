// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[] = {
#define X(code, text) [code] = text,
	ERROR_CODES(X)
#undef X
};

const char *err_text(enum err code)
{
	size_t n = sizeof texts / sizeof texts[0];

	return (size_t)code < n ? texts[code] : "unknown error";
}

enum err error_set(struct error *error_r, enum err code, const char *format, ...)
{
	va_list args;

	if (error_r == NULL)
		return code;
	va_start(args, format);
	vsnprintf(error_r->text, sizeof error_r->text, format, args);
	va_end(args);
	return code;
}

enum err error_wrap(struct error *error_r, enum err code, const char *format, ...)
{
	char inner[ERROR_TEXT_MAX];
	va_list args;
	int n;

	if (error_r == NULL)
		return code;
	memcpy(inner, error_r->text, sizeof inner);
	va_start(args, format);
	n = vsnprintf(error_r->text, sizeof error_r->text, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof error_r->text)
		return code;
	snprintf(error_r->text + n, sizeof error_r->text - (size_t)n, ": %s",
		 inner[0] != '\0' ? inner : err_text(code));
	return code;
}
