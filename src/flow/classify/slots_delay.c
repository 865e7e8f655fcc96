// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Delays, in minutes: minutes always, hours only behind "over", "dans", "in", ... ("2u" alone is a
 * time), and the spans that have a word of their own: "halfuur", "kwartier", "quart d'heure".
 */
#include "flow/classify/slots_private.h"

enum { HOUR = 60, QUARTER = 15, LONGEST = 48 * HOUR };

struct delay {
	double minutes;
	size_t end;
};

/* "dans", "over ongeveer", "in about" */
static bool is_later(const struct scan *scan, size_t index)
{
	for (int steps = 0;
	     steps < 2 && is(scan, index - 1, IS_ABOUT) && !is(scan, index - 1, IS_LATER); steps++)
		index--;
	return is(scan, index - 1, IS_LATER);
}

/* "voor 8", "past nine" behind minutes: all of it is a clock time. */
static bool is_clock(const struct scan *scan, size_t index)
{
	struct number number;

	return is(scan, index, IS_BEFORE | IS_AFTER) && slots_number(scan, index + 1, &number) &&
	       (!number.weak || is(scan, index + 1, IS_HALF_HOUR));
}

/* "al 20 min", "il y a 5 min", "5 min ago", "1€/min" */
static bool is_spent(const struct scan *scan, size_t index, size_t end)
{
	return is(scan, index - 1, IS_PAST) || is(scan, index - 2, IS_YA) ||
	       is(scan, index - 1, IS_PER) || is_sign(scan, index - 1, '/') ||
	       is(scan, end, IS_AGO);
}

/* "5-10", "5 à 10": the longer. */
static bool read_longer(const struct scan *scan, size_t index, struct number *number)
{
	struct number second;
	size_t at;

	if (!slots_number(scan, index, number))
		return false;
	at = number->end;
	if ((is_sign(scan, at, '-') || is_sign(scan, at, '/') || is(scan, at, IS_TILL | IS_OR)) &&
	    slots_number(scan, at + 1, &second) && !second.weak && second.value > number->value)
		*number = second;
	return true;
}

static bool read_minutes(const struct scan *scan, size_t index, struct delay *delay)
{
	struct number number;
	size_t at;

	if (!read_longer(scan, index, &number))
		return false;
	at = number.end;
	at += is(scan, at, IS_TALLY);
	at += is(scan, at, IS_LINK);
	if (!is(scan, at, IS_MINUTE))
		return false;
	*delay = (struct delay){.minutes = number.value, .end = at + 1};
	return true;
}

/* "1h30", "une heure et demie", "an hour and a half" behind the hours */
static void add_part_of_hour(const struct scan *scan, struct delay *delay)
{
	const struct token *minutes = token_at(scan, delay->end);

	if (minutes->kind == TOKEN_NUMBER && minutes->glued && minutes->digits == 2 &&
	    minutes->number < HOUR) {
		delay->minutes += minutes->number;
		delay->end++;
		return;
	}
	for (size_t i = delay->end + 1; i < delay->end + 3; i++) {
		if (is(scan, delay->end, IS_AND) && is(scan, i, IS_HALF | IS_QUARTER)) {
			delay->minutes += is(scan, i, IS_HALF) ? HOUR / 2 : QUARTER;
			delay->end = i + 1;
			return;
		}
	}
}

static bool read_hours(const struct scan *scan, size_t index, struct delay *delay)
{
	struct number number;
	bool whole;

	if (!read_longer(scan, index, &number) || number.decimals > 1 ||
	    !is(scan, number.end, IS_HOUR | IS_HOURS))
		return false;
	whole = is_whole(number.value);
	if (whole && !is_later(scan, index))
		return false;
	*delay = (struct delay){.minutes = number.value * HOUR, .end = number.end + 1};
	if (whole)
		add_part_of_hour(scan, delay);
	return true;
}

/* "halfuur", "drie kwartier", "een uurtje" */
static bool read_span(const struct scan *scan, size_t index, struct delay *delay)
{
	struct number number = {.value = 1, .end = index};

	if (!is(scan, index, IS_SPAN) && !slots_number(scan, index, &number))
		return false;
	if (!is(scan, number.end, IS_SPAN))
		return false;
	*delay = (struct delay){.minutes = number.value * (double)token_at(scan, number.end)->value,
				.end = number.end + 1};
	return !is_clock(scan, delay->end);
}

/* "un quart d'heure", "quarter of an hour", "kwart uur" */
static bool read_quarters(const struct scan *scan, size_t index, struct delay *delay)
{
	struct number number = {.value = 1, .end = index};
	size_t end;

	if (!is(scan, index, IS_QUARTER) && !slots_number(scan, index, &number))
		return false;
	if (!is(scan, number.end, IS_QUARTER))
		return false;
	end = number.end + 1;
	end += is(scan, end, IS_OF);
	end += is(scan, end, IS_AN);
	if (!is(scan, end, IS_OF_HOUR | IS_HOURS))
		return false;
	*delay = (struct delay){.minutes = number.value * QUARTER, .end = end + 1};
	return true;
}

/* "in 10", "dans 10": minutes, where nothing follows that it could count */
static bool read_bare(const struct scan *scan, size_t index, struct delay *delay)
{
	struct number number;

	if (!is(scan, index - 1, IS_SOON) || is_kind(scan, index - 2, TOKEN_NUMBER) ||
	    !slots_number(scan, index, &number) || number.digits == 0 || number.point != 0 ||
	    number.value < 2 || number.value > HOUR)
		return false;
	if (is_kind(scan, number.end, TOKEN_WORD) || !slots_ends(scan, number.end))
		return false;
	*delay = (struct delay){.minutes = number.value, .end = number.end};
	return true;
}

size_t slots_match_delay(struct scan *scan, size_t index)
{
	struct delay delay;

	if (!read_minutes(scan, index, &delay) && !read_hours(scan, index, &delay) &&
	    !read_span(scan, index, &delay) && !read_quarters(scan, index, &delay) &&
	    !read_bare(scan, index, &delay))
		return index;
	/* "5 min voor 8" is a time */
	if (is(scan, delay.end - 1, IS_MINUTE) && is_clock(scan, delay.end))
		return index;
	if (delay.minutes < 1 || delay.minutes > LONGEST || is_spent(scan, index, delay.end))
		return delay.end;
	slots_add(scan, SLOT_DELAY, index, delay.end, delay.minutes, UNIT_NONE);
	return delay.end;
}
