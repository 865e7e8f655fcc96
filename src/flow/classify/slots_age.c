// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Ages: a number with its years ("17 ans", "16j", "15 yo", "14 jaar oud"), or behind what one says
 * of a person and before nothing else ("ik ben 16", "she turns 13"). "2 jaar garantie" and "dans 2
 * ans" are lengths of time.
 */
#include "flow/classify/slots_private.h"

enum {
	AGE_LEAST = 1,
	AGE_BARE_LEAST = 6,  /* "ik ben 5" is more often a lateness */
	AGE_YEARS_LEAST = 8, /* "3 jaar" is more often a length */
	AGE_MOST = 110,
	AGE_BARE_MOST = 99,
};

/* "ik ben", "im", "she is", "aged" before the number */
static bool is_said_of_someone(const struct scan *scan, size_t index)
{
	if (is(scan, index - 1, IS_AM | IS_AGED | IS_HE_IS | IS_JAI))
		return true;
	if (is_sign(scan, index - 1, ':') && is(scan, index - 2, IS_AGED))
		return true;
	return is(scan, index - 1, IS_IS) && is(scan, index - 2, IS_PERSON);
}

static bool is_length(const struct scan *scan, size_t index, size_t end)
{
	if (is(scan, index - 1, IS_LATER | IS_PAST | IS_FOR | IS_TRAP | IS_AFTER | IS_ABOUT) ||
	    is(scan, index - 2, IS_YA))
		return true;
	if (is(scan, index - 1, IS_AT | IS_NOT) || is(scan, index - 2, IS_LESS | IS_NO_AGE))
		return true; /* "pas 18 ans", "moins de 18 ans" */
	return is(scan, end, IS_AGO | IS_NO_AGE);
}

/* "17 ans", "16 jaar (oud)", "15 yo", "15 years old", "15 y/o"; the end, or 0 */
static size_t years_end(const struct scan *scan, size_t index, const struct number *number)
{
	size_t at = number->end;
	bool said = is_said_of_someone(scan, index);

	if (is(scan, at, IS_YEARS_SHORT) && is_glued(scan, at))
		return number->value >= AGE_YEARS_LEAST && !is_length(scan, index, at + 1) ? at + 1
											   : 0;
	if (!is(scan, at, IS_YEARS | IS_YEARS_OLD))
		return 0;
	if (is(scan, at++, IS_OLD))
		return at; /* yo */
	if (is_sign(scan, at, '/') || is_sign(scan, at, '.'))
		at += is_glued(scan, at + 1) && token_at(scan, at + 1)->first == 'o' &&
				      token_at(scan, at + 1)->size == 1
			      ? 2
			      : 0;
	if (is(scan, at, IS_OLD))
		return at + 1;
	if (is(scan, number->end, IS_YEARS_OLD))
		return at > number->end + 1 || said || is_glued(scan, number->end) ? at : 0;
	if (said)
		return at;
	return number->value >= AGE_YEARS_LEAST && !is_length(scan, index, at) ? at : 0;
}

/* Behind "ik ben 16": an end, or a word that goes on about something else. */
static bool is_alone(const struct scan *scan, size_t index)
{
	if (!slots_ends(scan, index))
		return false;
	return !is_kind(scan, index, TOKEN_WORD) ||
	       !is(scan, index, IS_PREP | IS_STRONG | IS_OF | IS_TILL | IS_FROM | IS_EVENING) ||
	       is(scan, index, IS_AND);
}

size_t slots_match_age(struct scan *scan, size_t index)
{
	struct number number;
	size_t end;

	if (!slots_number(scan, index, &number) || number.weak || number.point != 0 ||
	    number.value < AGE_LEAST || number.value > AGE_MOST)
		return index;
	end = years_end(scan, index, &number);
	if (end == 0 && (is(scan, number.end, IS_YEARS) || !is_said_of_someone(scan, index) ||
			 is(scan, index - 1, IS_JAI) || !is_alone(scan, number.end) ||
			 number.value < AGE_BARE_LEAST || number.value > AGE_BARE_MOST))
		return is(scan, number.end, IS_YEARS) ? number.end + 1 : index;
	end = end != 0 ? end : number.end;
	slots_add(scan, SLOT_AGE, index, end, number.value, UNIT_NONE);
	return end;
}
