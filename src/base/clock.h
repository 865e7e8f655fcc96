// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Time as a number handed in. Nothing here reads a clock: only daemon/ does, and passes the value on.
 * A moment is milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t ms_t;

#define MS_SECOND ((ms_t)1000)
#define MS_MINUTE (60 * MS_SECOND)
#define MS_HOUR   (60 * MS_MINUTE)
#define MS_DAY    (24 * MS_HOUR)
#define MS_NEVER  INT64_MAX

enum { CLOCK_TEXT_MAX = 32 };

/* RFC 3339 in UTC: 2026-03-02T20:15:00Z, with .mmm when the milliseconds are not zero. */
const char *clock_text(ms_t at, char ret_text[CLOCK_TEXT_MAX]);
/* Parses RFC 3339 with Z or an offset of 00:00 only; a fraction is rounded up to the millisecond.
 * False, and *ret_at untouched, on anything else (also on impossible dates). */
bool clock_parse(const char *text, ms_t *ret_at);

/* A span as settings write it: 0s, 90s, 5m, 24h, 7d, 250ms, and sums such as 1h30m. False on anything else,
 * on a negative one, and beyond ten years. */
bool clock_parse_span(const char *text, ms_t *ret_span);
/* The shortest such text for a span. */
const char *clock_span_text(ms_t span, char ret_text[CLOCK_TEXT_MAX]);

#endif
