// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Prices and amounts. A price shows itself by its money ("50e", "£20", "two quid", "een tientje"),
 * or by where it stands: behind "voor", "à", "@", "kost", before "each" and "le g", or right behind
 * an amount ("2g 80"). A bare number is a price only in such a place, and only when nothing follows
 * that it could count ("for 40 people").
 */
#include "flow/classify/slots_private.h"

#include <math.h>

enum {
	BARE_LEAST = 10, /* "voor 4" is people, or o'clock */
	BEHIND_AMOUNT_LEAST = 5,
	BARE_MOST = 99999,
};

static enum unit own_money(const struct scan *scan)
{
	return scan->language == LANGUAGE_EN ? UNIT_GBP : UNIT_EUR;
}

static enum unit money_of(const struct scan *scan, size_t index)
{
	const struct token *token = token_at(scan, index);

	if (token->kind == TOKEN_SIGN)
		return token->sign == SIGN_EURO	   ? UNIT_EUR
		       : token->sign == SIGN_POUND ? UNIT_GBP
		       : token->sign == '$'	   ? UNIT_USD
						   : UNIT_NONE;
	return (token->roles & IS_MONEY) != 0 ? (enum unit)token->unit : UNIT_NONE;
}

bool slots_is_money(const struct scan *scan, size_t index)
{
	return money_of(scan, index) != UNIT_NONE;
}

static bool is_year(const struct number *number)
{
	return number->digits == 4 && number->point == 0 && number->value >= 1900 &&
	       number->value < 2100;
}

/* ---- behind the price ---- */

static bool is_amount_unit(const struct scan *scan, size_t index)
{
	return is(scan, index, IS_AMOUNT);
}

/* "/g", "per gram", "le g", "a gram", "each", "la pièce": for how much, which is no amount. */
static size_t skip_rate(const struct scan *scan, size_t index)
{
	size_t unit = index + 1;

	if (is(scan, index, IS_EACH) && !is_glued(scan, index))
		return index + 1;
	if (!is_sign(scan, index, '/') && !is(scan, index, IS_PER))
		return index;
	if (is_kind(scan, unit, TOKEN_NUMBER) && token_at(scan, unit)->number == 1)
		unit++;
	return is_amount_unit(scan, unit) || is(scan, unit, IS_EACH) ? unit + 1 : index;
}

/* "for the lot", "voor alles", "pour tout" */
static bool is_for_all(const struct scan *scan, size_t index)
{
	return is(scan, index, IS_FOR) &&
	       (is(scan, index + 1, IS_ALLIN) || is(scan, index + 2, IS_ALLIN));
}

/* "50 les 6", "50 voor een g", "80 for 2": fewer than the price, and nothing else that counts. */
static bool is_for_several(const struct scan *scan, const struct number *price)
{
	struct number number;

	if (is(scan, price->end, IS_LES) && is_kind(scan, price->end + 1, TOKEN_NUMBER))
		return true;
	return is(scan, price->end, IS_FOR) && price->value >= BARE_LEAST &&
	       slots_number(scan, price->end + 1, &number) && number.value < price->value &&
	       (is_amount_unit(scan, number.end) || (!number.weak && slots_ends(scan, number.end)));
}

/* ---- with money ---- */

/* "2e verdieping", "le 20e": a rank. */
static bool is_rank(const struct scan *scan, size_t index, const struct number *number)
{
	if (!is(scan, number->end, IS_SHORT) || number->digits > 2 || number->point != 0)
		return false;
	return is(scan, number->end + 1, IS_ORDINAL_NOUN) ||
	       (is(scan, index - 1, IS_RANKED) && number->value <= 20);
}

/* "12€50", "12e50" */
static double add_cents(const struct scan *scan, double value, size_t *end)
{
	const struct token *cents = token_at(scan, *end);

	if (cents->kind != TOKEN_NUMBER || cents->digits != 2 || !cents->glued || !is_whole(value))
		return value;
	++*end;
	return value + cents->number / 100.0;
}

static size_t add_price(struct scan *scan, size_t from, size_t to, double value, enum unit unit)
{
	size_t rate = skip_rate(scan, to);

	slots_add(scan, SLOT_PRICE, from, to, value, unit);
	return rate;
}

static bool takes_money(const struct scan *scan, size_t index, const struct number *number)
{
	size_t at = number->end;

	if (!slots_is_money(scan, at))
		return false;
	if (is(scan, at, IS_SHORT) && number->digits == 0)
		return false; /* "un e" */
	if (is(scan, at, IS_BALLS) && number->value < BARE_LEAST)
		return false; /* "vijf ballen" may be balls */
	if (is(scan, at, IS_POUND) && is(scan, at + 1, IS_OF))
		return false;
	if (number->weak && number->value < 1)
		return false;
	return !is_rank(scan, index, number);
}

static size_t price_behind_number(struct scan *scan, size_t index, const struct number *number)
{
	enum unit unit = money_of(scan, number->end);
	size_t end = number->end + 1;
	double value = add_cents(scan, number->value, &end);

	return add_price(scan, index, end, value, unit);
}

/* "€50", "EUR 50" */
static size_t price_before_number(struct scan *scan, size_t index)
{
	struct number number;

	if ((!is_kind(scan, index, TOKEN_SIGN) && !is(scan, index, IS_MONEY_FIRST)) ||
	    !is_kind(scan, index + 1, TOKEN_NUMBER) || !slots_number(scan, index + 1, &number))
		return index;
	return add_price(scan, index, number.end, number.value, money_of(scan, index));
}

/* "two tenners", "een tientje", "billet de 20" */
static size_t slang_price(struct scan *scan, size_t index)
{
	struct number number = {.value = 1, .end = index};
	const struct token *slang;

	if (!is(scan, index, IS_SLANG) && !slots_number(scan, index, &number))
		return index;
	slang = token_at(scan, number.end);
	if ((slang->roles & IS_SLANG) == 0 || number.value < 1)
		return index;
	if (number.end == index && (slang->roles & IS_ALONE) == 0)
		return index;
	return add_price(scan, index, number.end + 1, number.value * slang->value,
			 (enum unit)slang->unit);
}

/* "50-60 euro", "20 à 30€": both ends. */
static size_t price_range(struct scan *scan, size_t index, const struct number *first)
{
	size_t joint = first->end;
	struct number second;

	if (!is_sign(scan, joint, '-') && !is_sign(scan, joint, '/') && !is(scan, joint, IS_TILL))
		return index;
	if (first->weak || !slots_number(scan, joint + 1, &second) || second.weak ||
	    !takes_money(scan, joint + 1, &second) || second.value <= first->value)
		return index;
	slots_add(scan, SLOT_PRICE, index, first->end, first->value, money_of(scan, second.end));
	return price_behind_number(scan, joint + 1, &second);
}

size_t slots_match_price(struct scan *scan, size_t index)
{
	struct number number;
	size_t end;

	if (slots_is_money(scan, index))
		return price_before_number(scan, index);
	end = slang_price(scan, index);
	if (end > index || !slots_number(scan, index, &number))
		return end;
	if (takes_money(scan, index, &number))
		return price_behind_number(scan, index, &number);
	return price_range(scan, index, &number);
}

/* ---- by its place ---- */

static bool could_be_price(const struct scan *scan, const struct number *number, double least)
{
	return !number->weak && number->value >= least && number->value <= BARE_MOST &&
	       !is_year(number) && number->digits <= 5 && number->decimals <= 2 &&
	       (slots_ends(scan, number->end) || skip_rate(scan, number->end) > number->end ||
		is_for_all(scan, number->end) || is_for_several(scan, number));
}

/* "à": without its accent it is an article in English and a verb in French */
static bool is_a(const struct scan *scan, size_t index)
{
	const struct token *token = token_at(scan, index);

	return token->kind == TOKEN_WORD && token->size == 1 && token->first == 'a' &&
	       (token->accented || scan->language == LANGUAGE_FR);
}

/* The smallest number that is a price where this one stands; INFINITY: none is. */
static double least_here(const struct scan *scan, size_t index, const struct number *number)
{
	bool behind_amount = scan->quantity_end == index - 1;

	if (index > 0 && scan->quantity_end == index)
		return BEHIND_AMOUNT_LEAST;
	if (is_sign(scan, index - 1, '@') && !is_glued(scan, index - 1))
		return behind_amount ? 1 : BARE_LEAST;
	if (behind_amount && (is(scan, index - 1, IS_FOR) || is_a(scan, index - 1) ||
			      is_sign(scan, index - 1, '=') || is_sign(scan, index - 1, ':') ||
			      is_sign(scan, index - 1, '-') || is(scan, index - 1, IS_AT)))
		return 1;
	if (is(scan, index - 1, IS_FOR) || is_a(scan, index - 1))
		return BARE_LEAST;
	if (is(scan, index - 1, IS_COSTS) ||
	    (is(scan, index - 2, IS_COSTS) &&
	     (is_kind(scan, index - 1, TOKEN_SIGN) || is(scan, index - 1, IS_NEUTRAL))))
		return BEHIND_AMOUNT_LEAST;
	if (skip_rate(scan, number->end) > number->end || is_for_all(scan, number->end) ||
	    is_for_several(scan, number))
		return 1;
	return INFINITY;
}

/* "7.99", "2k": written as prices are, and nothing else is. */
static bool looks_like_price(const struct number *number)
{
	return (number->point != '/' && number->decimals == 2) ||
	       (number->thousands && number->digits <= 3);
}

size_t slots_match_context_price(struct scan *scan, size_t index)
{
	struct number number;

	if (!slots_number(scan, index, &number))
		return index;
	if (!could_be_price(scan, &number,
			    looks_like_price(&number) ? 1 : least_here(scan, index, &number)))
		return index;
	return add_price(scan, index, number.end, number.value, own_money(scan));
}
