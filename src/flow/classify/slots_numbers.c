// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Numbers as people write them, in digits and in words, and those that count nothing.
 *
 * "12,50" and "12.50" have two decimals; "1.200" is a thousand and some, save in English, which
 * writes "1,200"; "1 200" only before money; "2k". In words up to 999,999, as the three languages
 * count.
 */
#include "flow/classify/slots_private.h"

static const double tenths[] = {1, 0.1, 0.01, 0.001};

/* ---- digits ---- */

static bool groups_thousands(const struct scan *scan, char point)
{
	return scan->language == LANGUAGE_EN ? point == ',' : point == '.';
}

static bool is_group(const struct scan *scan, size_t index)
{
	return is_kind(scan, index, TOKEN_NUMBER) && token_at(scan, index)->digits == 3;
}

/* "1 200 euro": a space may be a mere space, so only where money follows. */
static void add_spaced_group(const struct scan *scan, struct number *number)
{
	const struct token *first = token_at(scan, number->end - 1);

	if (first->digits > 3 || first->number == 0 || !is_group(scan, number->end) ||
	    is_glued(scan, number->end) || !slots_is_money(scan, number->end + 1))
		return;
	number->value = number->value * 1000 + token_at(scan, number->end)->number;
	number->thousands = true;
	number->end++;
}

static void add_behind_point(const struct scan *scan, struct number *number, char point)
{
	const struct token *behind = token_at(scan, number->end + 1);

	if (is_group(scan, number->end + 1) && groups_thousands(scan, point) &&
	    number->digits <= 3 && number->value >= 1) {
		number->value = number->value * 1000 + behind->number;
		number->digits = behind->digits;
		number->thousands = true;
	} else if (behind->digits <= 3) {
		number->value += behind->number * tenths[behind->digits];
		number->point = point;
		number->decimals = behind->digits;
	} else {
		return;
	}
	number->end += 2;
}

static void add_fraction(const struct scan *scan, struct number *number)
{
	uint32_t below = token_at(scan, number->end + 1)->number;

	if ((number->value != 1 && number->value != 3) || (below != 2 && below != 4) ||
	    !is(scan, number->end + 2, IS_AMOUNT | IS_HOUR | IS_HOURS))
		return;
	number->value /= below;
	number->point = '/';
	number->end += 2;
}

static bool is_followed(const struct scan *scan, size_t index, char point)
{
	return is_joint(scan, index, (uint8_t)point) && is_kind(scan, index + 1, TOKEN_NUMBER);
}

static bool in_digits(const struct scan *scan, size_t index, struct number *number)
{
	const struct token *token = token_at(scan, index);

	*number =
		(struct number){.value = token->number, .end = index + 1, .digits = token->digits};
	if (token->number == UINT32_MAX)
		return false;
	if (is_followed(scan, index + 1, '/'))
		add_fraction(scan, number);
	else
		add_spaced_group(scan, number);
	/* twice: "1.250,50" */
	for (int i = 0; i < 2 && number->point == 0; i++) {
		if (is_followed(scan, number->end, '.'))
			add_behind_point(scan, number, '.');
		else if (is_followed(scan, number->end, ','))
			add_behind_point(scan, number, ',');
	}
	/* "12.03.2026", "1.2.3": no number */
	if (number->end > index + 1 && number->point != '/' &&
	    (is_followed(scan, number->end, '.') || is_followed(scan, number->end, '/')))
		return false;
	if (is(scan, number->end, IS_THOUSAND) && is_glued(scan, number->end) &&
	    !(is_glued(scan, number->end + 1) && is_kind(scan, number->end + 1, TOKEN_NUMBER))) {
		number->value *= 1000;
		number->thousands = true;
		number->end++;
	}
	return true;
}

/* ---- words ---- */

/* Whether the word for `next` goes on after those for `sum`: "vingt" "cinq", "a" "hundred". */
static bool goes_on(unsigned sum, unsigned next)
{
	unsigned rest = sum % 100;

	if (next == 1000)
		return sum < 1000;
	if (next == 100)
		return sum < 10;
	if (rest == 4 && next == 20)
		return true; /* quatre-vingts */
	if (rest == 0)
		return next < 100;
	if (rest == 60 || rest == 80)
		return next < 20; /* soixante-dix */
	if (rest == 10 || rest == 70 || rest == 90)
		return next >= 7 && next < 10; /* dix-sept */
	return rest >= 20 && rest % 10 == 0 && next < 10;
}

static unsigned with(unsigned sum, unsigned next)
{
	return next >= 100 || (sum % 100 == 4 && next == 20) ? sum * next : sum + next;
}

/* The token of the next number word, behind a hyphen or an "and"; 0: none. */
static size_t next_number_word(const struct scan *scan, size_t index)
{
	if ((is_sign(scan, index, '-') && is_glued(scan, index)) || is(scan, index, IS_AND))
		index++;
	if (!is(scan, index, IS_NUMBER) ||
	    (is(scan, index, IS_WEAK) && index > 0 && !is(scan, index - 1, IS_AND)))
		return 0;
	return index;
}

static void in_words(const struct scan *scan, size_t index, struct number *number)
{
	double first = token_at(scan, index)->value;
	unsigned sum = (unsigned)first;
	size_t end = index + 1;

	number->weak = is(scan, index, IS_WEAK);
	for (int words = 1; words < 8 && first >= 1; words++) {
		size_t next = next_number_word(scan, end);
		unsigned value = next != 0 ? (unsigned)token_at(scan, next)->value : 0;

		if (value == 0 || !goes_on(sum, value))
			break;
		sum = with(sum, value);
		end = next + 1;
		number->weak = false;
	}
	number->value = end > index + 1 ? sum : first;
	number->end = end;
}

/* "half a", "een halve", "un demi-", "½" */
static bool in_halves(const struct scan *scan, size_t index, struct number *number)
{
	size_t half = is(scan, index, IS_HALF) ? index : index + 1;

	if (!is(scan, half, IS_HALF) || (half != index && !is(scan, index, IS_WEAK)))
		return false;
	number->value = 0.5;
	number->weak = true;
	number->end = half + 1;
	if (is(scan, number->end, IS_AN) || is_joint(scan, number->end, '-'))
		number->end++;
	return true;
}

static bool read_number(const struct scan *scan, size_t index, struct number *ret_number)
{
	*ret_number = (struct number){0};
	if (is_kind(scan, index, TOKEN_NUMBER))
		return in_digits(scan, index, ret_number);
	if (!is(scan, index, IS_NUMBER | IS_HALF))
		return false;
	if (in_halves(scan, index, ret_number))
		return true;
	if (!is(scan, index, IS_NUMBER))
		return false;
	in_words(scan, index, ret_number);
	return true;
}

bool slots_number(const struct scan *scan, size_t index, struct number *ret_number)
{
	if (index != scan->number_index)
		return read_number(scan, index, ret_number);
	*ret_number = scan->number;
	return scan->number_there;
}

void slots_read_number(struct scan *scan, size_t index)
{
	scan->number_there = read_number(scan, index, &scan->number);
	scan->number_index = index;
}

/* ---- what follows ---- */

bool slots_ends(const struct scan *scan, size_t index)
{
	const struct token *token = token_at(scan, index);

	switch (token->kind) {
	case TOKEN_END:
		return true;
	case TOKEN_WORD:
		return !token->glued && (token->roles & (IS_NEUTRAL | IS_EVENING | IS_AFTERNOON |
							 IS_NIGHT | IS_WHEN | IS_DAY)) != 0;
	case TOKEN_SIGN:
		if (token->sign == '%' || token->sign == '/' || token->sign == '+' ||
		    token->sign == '&' || token->sign == '#')
			return false;
		return !is_kind(scan, index + 1, TOKEN_NUMBER) || !is_glued(scan, index + 1);
	default:
		return !token->glued;
	}
}

/* ---- traps ---- */

/* "12/03/2026", "2-1", "24/7", "2+1", "1.2.3": digits with one kind of sign between them. */
static size_t skip_chain(const struct scan *scan, size_t index)
{
	size_t end = index + 1;

	while (is_kind(scan, end, TOKEN_SIGN) && is_glued(scan, end) && is_glued(scan, end + 1) &&
	       is_kind(scan, end + 1, TOKEN_NUMBER))
		end += 2;
	return end > index + 1 ? end : index;
}

/* "1 op 10", "9 sur 10"; a space around a score or a promotion: "2 + 1" */
static bool is_ratio(const struct scan *scan, size_t index)
{
	if (!is_kind(scan, index + 2, TOKEN_NUMBER))
		return false;
	return is_sign(scan, index + 1, '+') ||
	       (is(scan, index + 1, IS_OUT_OF) && token_at(scan, index + 2)->digits >= 2);
}

size_t slots_match_trap(struct scan *scan, size_t index)
{
	struct number number;
	size_t end;

	if (!is_kind(scan, index, TOKEN_NUMBER))
		return index;
	end = skip_chain(scan, index);
	if (end > index && !(slots_number(scan, index, &number) && number.end == end))
		return end;
	if (is_ratio(scan, index))
		return index + 3;
	if (is_sign(scan, index + 1, '%') || is_sign(scan, index + 1, '+'))
		return index + 2;
	if (is_glued(scan, index + 1) && is(scan, index + 1, IS_ORDINAL | IS_PENCE))
		return index + 2;
	if (is(scan, index + 1, IS_MONTH | IS_PENCE))
		return index + 2;
	if (is(scan, index - 1, IS_TRAP | IS_MONTH | IS_CODE))
		return index + 1;
	return index;
}
