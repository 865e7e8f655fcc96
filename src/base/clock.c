// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include <stdio.h>
#include <string.h>

/* Days since 1970-01-01 of a proleptic Gregorian date, by counting from 1 March so that the leap day
 * falls at the end of the counted year. */
static int64_t days_of(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t in_era = y - era * 400;
	int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

static void date_of(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t in_era = z - era * 146097;
	int64_t y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * y + y / 4 - y / 100);
	int64_t month = (5 * in_year + 2) / 153;

	*ret_day = (int)(in_year - (153 * month + 2) / 5 + 1);
	*ret_month = (int)(month < 10 ? month + 3 : month - 9);
	*ret_year = y + era * 400 + (*ret_month <= 2);
}

const char *clock_text(ms_t at, char ret_text[CLOCK_TEXT_MAX])
{
	int64_t days = at / MS_DAY - (at % MS_DAY < 0);
	ms_t rest = at - days * MS_DAY;
	int64_t year;
	int month, day, n;

	date_of(days, &year, &month, &day);
	n = snprintf(ret_text, CLOCK_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d",
		     (int)(year % 10000), month, day, (int)(rest / MS_HOUR),
		     (int)(rest / MS_MINUTE % 60), (int)(rest / MS_SECOND % 60));
	if (n < 0 || n > CLOCK_TEXT_MAX - 6)
		n = CLOCK_TEXT_MAX - 6;
	if (rest % MS_SECOND != 0)
		snprintf(ret_text + n, (size_t)(CLOCK_TEXT_MAX - n), ".%03dZ", (int)(rest % 1000));
	else
		snprintf(ret_text + n, (size_t)(CLOCK_TEXT_MAX - n), "Z");
	return ret_text;
}

/* Reads exactly `count` digits at *at into *ret_value. */
static bool digits(const char **at, int count, int *ret_value)
{
	int value = 0;

	for (int i = 0; i < count; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		value = value * 10 + (**at - '0');
	}
	*ret_value = value;
	return true;
}

static bool literal(const char **at, char c)
{
	return *(*at)++ == c;
}

/* ".25" -> 250; digits beyond the third round up. Nothing there gives 0. */
static bool fraction(const char **at, int *ret_ms)
{
	int ms = 0, scale = 100;
	bool more = false;

	*ret_ms = 0;
	if (**at != '.')
		return true;
	(*at)++;
	if (**at < '0' || **at > '9')
		return false;
	for (; **at >= '0' && **at <= '9'; (*at)++, scale /= 10) {
		ms += (**at - '0') * scale;
		more |= scale == 0 && **at != '0';
	}
	*ret_ms = ms + more;
	return true;
}

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

bool clock_parse(const char *text, ms_t *ret_at)
{
	const char *at = text;
	int year, month, day, hour, minute, second, ms;

	if (!digits(&at, 4, &year) || !literal(&at, '-') || !digits(&at, 2, &month) ||
	    !literal(&at, '-') || !digits(&at, 2, &day))
		return false;
	if (*at != 'T' && *at != 't')
		return false;
	at++;
	if (!digits(&at, 2, &hour) || !literal(&at, ':') || !digits(&at, 2, &minute) ||
	    !literal(&at, ':') || !digits(&at, 2, &second) || !fraction(&at, &ms))
		return false;
	if (strcmp(at, "Z") != 0 && strcmp(at, "z") != 0 && strcmp(at, "+00:00") != 0 &&
	    strcmp(at, "-00:00") != 0)
		return false;
	if (month < 1 || month > 12 || day < 1 || day > month_days(year, month) || hour > 23 ||
	    minute > 59 || second > 59)
		return false;
	*ret_at = days_of(year, month, day) * MS_DAY + hour * MS_HOUR + minute * MS_MINUTE +
		  second * MS_SECOND + ms;
	return true;
}

static const struct {
	const char *name;
	ms_t ms;
} units[] = {{"ms", 1}, {"s", MS_SECOND}, {"m", MS_MINUTE}, {"h", MS_HOUR}, {"d", MS_DAY}};

enum { UNITS = sizeof units / sizeof units[0] };

/* The unit whose name stands at `at`: the longest that fits, so that "ms" is not read as "m". */
static int unit_at(const char *at)
{
	for (int i = 0; i < UNITS; i++)
		if (strncmp(at, units[i].name, strlen(units[i].name)) == 0)
			return i;
	return -1;
}

bool clock_parse_span(const char *text, ms_t *ret_span)
{
	const ms_t most = 3653 * MS_DAY;
	const char *at = text;
	ms_t span = 0;

	if (*at == '\0')
		return false;
	while (*at != '\0') {
		ms_t value = 0;
		int unit;

		if (*at < '0' || *at > '9')
			return false;
		for (; *at >= '0' && *at <= '9'; at++) {
			value = value * 10 + (*at - '0');
			if (value > most)
				return false;
		}
		unit = unit_at(at);
		if (unit < 0 || value > most / units[unit].ms)
			return false;
		span += value * units[unit].ms;
		at += strlen(units[unit].name);
		if (span > most)
			return false;
	}
	*ret_span = span;
	return true;
}

const char *clock_span_text(ms_t span, char ret_text[CLOCK_TEXT_MAX])
{
	size_t n = 0;

	if (span <= 0)
		return strcpy(ret_text, "0s");
	ret_text[0] = '\0';
	for (int i = UNITS; i-- > 0 && n < CLOCK_TEXT_MAX;) {
		ms_t count = span / units[i].ms;

		if (count != 0)
			n += (size_t)snprintf(ret_text + n, CLOCK_TEXT_MAX - n, "%lld%s",
					      (long long)count, units[i].name);
		span -= count * units[i].ms;
	}
	return ret_text;
}
