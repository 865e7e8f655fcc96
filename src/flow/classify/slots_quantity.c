// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Amounts: a number and what it counts ("2,5 gr", "half ounce", "5 pillen", "un pochon"), the few
 * words that are both ("een halfje"), "3x", and the pieces of "3 for 100" and "1=60". Mass is in
 * grams. What also means something else ("a bar", "a quarter", "a ball") needs a number, a verb of
 * wanting, or "of".
 */
#include "flow/classify/slots_private.h"

static const double EIGHTH = 3.5; /* of an ounce, in g */

enum {
	PIECES_MOST = 1000, /* of "3 for 100" */
	PRICE_LEAST = 5,
	GRAMS_A_POUND = 454,
	NETWORK_LEAST = 3, /* 3G, 4G, 5G */
	NETWORK_MOST = 5,
};

static size_t add_quantity(struct scan *scan, size_t from, size_t to, double value, enum unit unit)
{
	slots_add(scan, SLOT_QUANTITY, from, to, value, unit);
	scan->quantity_end = to;
	return to;
}

static bool is_wanted(const struct scan *scan, size_t from, size_t to)
{
	return is(scan, from - 1, IS_WANT) || is(scan, to, IS_OF | IS_FOR) ||
	       is_sign(scan, to, '@') || is_sign(scan, to, '=');
}

/* "5G": a network, when it is written as one. */
static bool is_network(const struct scan *scan, size_t index, const struct number *number)
{
	const struct token *unit = token_at(scan, number->end);

	return number->end == index + 1 && number->value >= NETWORK_LEAST &&
	       number->value <= NETWORK_MOST && unit->to == unit->from + 1 &&
	       scan->original.data[unit->from] == 'G' && !slots_ends(scan, number->end + 1);
}

static size_t with_unit(struct scan *scan, size_t index, const struct number *number)
{
	const struct token *unit = token_at(scan, number->end);
	size_t end = number->end + 1;

	if (is(scan, number->end, IS_POUND) && is(scan, end, IS_OF))
		return add_quantity(scan, index, end, number->value * GRAMS_A_POUND, UNIT_G);
	if ((unit->roles & IS_AMOUNT) == 0)
		return index;
	if (number->weak && number->value >= 1 && (unit->roles & IS_FUSSY) != 0 &&
	    !is_wanted(scan, index, end))
		return index;
	if (is_network(scan, index, number) ||
	    (is_glued(scan, end) && is_kind(scan, end, TOKEN_NUMBER)))
		return index;
	if (scan->quantity_end == index && (unit->roles & IS_FUSSY) != 0)
		return index; /* "1g 20 xtc 10": 20 is a price */
	if (is(scan, end, IS_AND) && is(scan, end + 1, IS_HALF) && !is(scan, end + 2, IS_AMOUNT))
		return add_quantity(scan, index, end + 2,
				    (number->value + 0.5) * (double)unit->value,
				    (enum unit)unit->unit);
	return add_quantity(scan, index, end, number->value * (double)unit->value,
			    (enum unit)unit->unit);
}

/* "two and a half grams": the unit stands behind the half. */
static size_t with_half(struct scan *scan, size_t index, const struct number *number)
{
	size_t half = number->end + 1;

	if (!is(scan, number->end, IS_AND) || !is_whole(number->value))
		return index;
	if (is(scan, half, IS_AN))
		half++;
	if (!is(scan, half, IS_HALF) || !is(scan, half + 1, IS_AMOUNT))
		return index;
	return add_quantity(scan, index, half + 2,
			    (number->value + 0.5) * (double)token_at(scan, half + 1)->value,
			    (enum unit)token_at(scan, half + 1)->unit);
}

/* "8th" */
static bool is_eighth(const struct scan *scan, size_t index)
{
	const struct token *number = token_at(scan, index);

	return number->kind == TOKEN_NUMBER && number->number == 8 && number->digits == 1 &&
	       is_glued(scan, index + 1) && is(scan, index + 1, IS_ORDINAL);
}

/* "een halfje", "3x", "x2", "an 8th" */
static size_t without_unit(struct scan *scan, size_t index)
{
	struct number number;

	if (is(scan, index, IS_TIMES) && is_kind(scan, index + 1, TOKEN_NUMBER) &&
	    is_glued(scan, index + 1) && !is_glued(scan, index) &&
	    token_at(scan, index + 1)->digits <= 3 && !is_glued(scan, index + 2))
		return add_quantity(scan, index, index + 2, token_at(scan, index + 1)->number,
				    UNIT_NONE);
	if (is(scan, index, IS_QUARTER) && is(scan, index + 1, IS_AMOUNT) &&
	    token_at(scan, index + 1)->unit == UNIT_G)
		return add_quantity(scan, index, index + 2,
				    (double)token_at(scan, index + 1)->value / 4, UNIT_G);
	if (is(scan, index, IS_HALFLET))
		return add_quantity(scan, index, index + 1, token_at(scan, index)->value, UNIT_G);
	if (!slots_number(scan, index, &number))
		return index;
	if (is(scan, index, IS_AN) && is_eighth(scan, number.end))
		return add_quantity(scan, index, number.end + 2, EIGHTH, UNIT_G);
	if (is(scan, number.end, IS_HALFLET))
		return add_quantity(scan, index, number.end + 1,
				    number.value * (double)token_at(scan, number.end)->value,
				    UNIT_G);
	if (is(scan, number.end, IS_TIMES) && number.digits > 0 && number.digits <= 3 &&
	    number.point == 0 && !(is_glued(scan, number.end + 1)) && is_glued(scan, number.end))
		return add_quantity(scan, index, number.end + 1, number.value, UNIT_NONE);
	return index;
}

/* "3 for 100", "1=60": the price is read next, by what stands before it. */
static size_t pieces(struct scan *scan, size_t index)
{
	struct number number, price;

	if (!slots_number(scan, index, &number) || number.weak || number.point == '/' ||
	    number.value > PIECES_MOST || number.thousands || is(scan, index - 1, IS_TRAP))
		return index;
	if (!is(scan, number.end, IS_FOR) && !is_sign(scan, number.end, '='))
		return index;
	if (!slots_number(scan, number.end + 1, &price) || price.weak ||
	    price.value < PRICE_LEAST || price.value < number.value)
		return index;
	if (!slots_is_money(scan, price.end) && !slots_ends(scan, price.end) &&
	    !is_sign(scan, price.end, '/'))
		return index;
	return add_quantity(scan, index, number.end, number.value, UNIT_NONE);
}

/* "70e les 2", "cent euros les trois": how many the price before is for. */
static size_t for_several(struct scan *scan, size_t index, const struct number *number)
{
	if (!is(scan, index - 1, IS_LES) || number->value < 2 || number->value > PIECES_MOST ||
	    !is_whole(number->value) || !slots_ends(scan, number->end))
		return index;
	if (!slots_is_money(scan, index - 2) && !is_kind(scan, index - 2, TOKEN_NUMBER))
		return index;
	return add_quantity(scan, index, number->end, number->value, UNIT_NONE);
}

/* "2-3 g": the larger end. */
static size_t amount_range(struct scan *scan, size_t index)
{
	struct number first, second;
	size_t joint;

	if (!slots_number(scan, index, &first) || first.weak)
		return index;
	joint = first.end;
	if ((!is_sign(scan, joint, '-') && !is(scan, joint, IS_TILL | IS_OR)) ||
	    !slots_number(scan, joint + 1, &second) || second.weak || second.value <= first.value ||
	    !is(scan, second.end, IS_AMOUNT))
		return index;
	return add_quantity(scan, index, second.end + 1,
			    second.value * (double)token_at(scan, second.end)->value,
			    (enum unit)token_at(scan, second.end)->unit);
}

size_t slots_match_quantity(struct scan *scan, size_t index)
{
	struct number number;
	size_t end = index;

	if (slots_number(scan, index, &number))
		end = with_half(scan, index, &number);
	if (end == index && slots_number(scan, index, &number))
		end = with_unit(scan, index, &number);
	if (end == index && slots_number(scan, index, &number))
		end = for_several(scan, index, &number);
	if (end == index)
		end = without_unit(scan, index);
	if (end == index)
		end = pieces(scan, index);
	return end > index ? end : amount_range(scan, index);
}
