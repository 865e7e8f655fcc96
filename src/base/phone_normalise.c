// SPDX-License-Identifier: GPL-3.0-or-later
/* From an address as a carrier gives it to the one name of a sender; the rules are in phone.h. */
#include "base/bytes.h"
#include "base/phone.h"
#include "base/phone_plan.h"

#include <stdint.h>
#include <string.h>

/* Where a fauxbond house may stand. Lengths from the regulators' plans as the ITU publishes them;
 * where fixed numbers are shorter, what counts is what mobiles and text-capable fixed lines have.
 */
static const struct phone_plan plans[] = {
	{"AD", "376", "", 6, 9},   {"AT", "43", "0", 7, 13}, {"BE", "32", "0", 8, 9},
	{"BG", "359", "0", 7, 9},  {"CA", "1", "", 10, 10},  {"CH", "41", "0", 9, 9},
	{"CY", "357", "", 8, 8},   {"CZ", "420", "", 9, 9},  {"DE", "49", "0", 7, 11},
	{"DK", "45", "", 8, 8},	   {"EE", "372", "", 7, 8},  {"ES", "34", "", 9, 9},
	{"FI", "358", "0", 6, 11}, {"FR", "33", "0", 9, 9},  {"GB", "44", "0", 9, 10},
	{"GR", "30", "", 10, 10},  {"HR", "385", "0", 8, 9}, {"HU", "36", "06", 8, 9},
	{"IE", "353", "0", 7, 9},  {"IS", "354", "", 7, 9},  {"IT", "39", "", 9, 10},
	{"LI", "423", "", 7, 9},   {"LT", "370", "0", 8, 8}, {"LU", "352", "", 6, 9},
	{"LV", "371", "", 8, 8},   {"MC", "377", "", 8, 9},  {"MT", "356", "", 8, 8},
	{"NL", "31", "0", 9, 11},  {"NO", "47", "", 8, 8},   {"PL", "48", "", 9, 9},
	{"PT", "351", "", 9, 9},   {"RO", "40", "0", 9, 9},  {"SE", "46", "0", 7, 9},
	{"SI", "386", "0", 8, 8},  {"SK", "421", "0", 9, 9}, {"SM", "378", "", 6, 10},
	{"US", "1", "", 10, 10},
};

enum { E164_MIN = 7, E164_MAX = 15, NETWORK_DIGITS = 8, ROOM = PHONE_ADDRESS_MAX - 1 };

const struct phone_plan *phone_plan_of(const char *country)
{
	for (size_t i = 0; country != NULL && i < sizeof plans / sizeof plans[0]; i++) {
		if (strcmp(plans[i].country, country) == 0)
			return &plans[i];
	}
	return NULL;
}

size_t phone_calling_code_size(const char *digits)
{
	/* Per first digit: the second digits that make a code of two. 1 and 7 are codes of one. */
	static const char *const two[10] = {
		"", "", "07", "0123469", "013456789", "12345678", "0123456", "", "1246", "0123458",
	};
	int first = digits[0] - '0';

	if (first == 1 || first == 7)
		return 1;
	return digits[1] != '\0' && strchr(two[first], digits[1]) != NULL ? 2 : 3;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Copies the digits of an address, without separators, and returns how many; 0 when it is not a
 * number or has too many. *ret_plus: a plus came first. */
static size_t digits_of(struct bytes address, char ret_digits[PHONE_ADDRESS_MAX], bool *ret_plus)
{
	size_t size = 0;

	*ret_plus = address.size > 0 && address.data[0] == '+';
	for (size_t i = *ret_plus; i < address.size; i++) {
		char c = (char)address.data[i];

		if (is_digit(c) && size < ROOM)
			ret_digits[size++] = c;
		else if (c == '\0' || strchr(" -.()/", c) == NULL)
			return 0;
	}
	ret_digits[size] = '\0';
	return size;
}

static enum phone_shape give_short(const char *digits, char ret_address[PHONE_ADDRESS_MAX])
{
	strcpy(ret_address, digits); /* PHONE_ADDRESS_MAX like its source */
	return SHAPE_SHORT;
}

/* "+", the calling code (may be ""), the rest. Too long or short for E.164: the network's own. */
static enum phone_shape give_number(const char *code, const char *rest,
				    char ret_address[PHONE_ADDRESS_MAX])
{
	size_t code_size = strlen(code), size = code_size + strlen(rest);

	if (size < E164_MIN || size > E164_MAX || (code_size == 0 && rest[0] == '0'))
		return give_short(rest, ret_address);
	ret_address[0] = '+';
	memcpy(ret_address + 1, code, code_size);
	memcpy(ret_address + 1 + code_size, rest, size - code_size + 1);
	return SHAPE_NUMBER;
}

static bool fits(const struct phone_plan *plan, const char *national)
{
	size_t size = strlen(national);

	return size >= plan->min && size <= plan->max;
}

/* Behind `prefix`, or NULL when the digits do not begin with it. */
static const char *behind(const char *digits, const char *prefix)
{
	size_t size = strlen(prefix);

	return strncmp(digits, prefix, size) == 0 ? digits + size : NULL;
}

/* International digits, without "+" or "00". "+33 (0)6..." has a trunk prefix too many. */
static enum phone_shape give_international(const struct phone_plan *plan, const char *digits,
					   char ret_address[PHONE_ADDRESS_MAX])
{
	const char *rest = plan != NULL ? behind(digits, plan->code) : NULL;
	const char *bare = rest != NULL && plan->trunk[0] == '0' ? behind(rest, plan->trunk) : NULL;

	if (bare != NULL && bare[0] != '0' && fits(plan, bare))
		return give_number(plan->code, bare, ret_address);
	return give_number("", digits, ret_address);
}

/* The national part when the digits are a number of the house's country, written with its calling
 * code, with its trunk prefix, or with neither where that is how it is dialled; else NULL. */
static const char *national_part(const struct phone_plan *plan, const char *digits, unsigned ton)
{
	const char *rest = behind(digits, plan->code);

	if (rest != NULL && rest[0] != '0' && fits(plan, rest) && ton != TON_NATIONAL)
		return rest;
	rest = behind(digits, plan->trunk);
	if (rest != NULL && fits(plan, rest))
		return rest;
	if (ton == TON_NATIONAL && digits[0] != '0' && fits(plan, digits))
		return digits;
	rest = behind(digits, plan->code);
	return rest != NULL && rest[0] != '0' && fits(plan, rest) ? rest : NULL;
}

static enum phone_shape read_digits(const char *digits, size_t size, unsigned ton,
				    const struct phone_plan *plan,
				    char ret_address[PHONE_ADDRESS_MAX])
{
	const char *national;

	if (ton >= TON_NETWORK && ton <= TON_ABBREVIATED && size <= NETWORK_DIGITS)
		return give_short(digits, ret_address);
	if (behind(digits, "00") != NULL)
		return give_international(plan, digits + 2, ret_address);
	if (ton == TON_INTERNATIONAL && digits[0] != '0')
		return give_international(plan, digits, ret_address);
	national = plan != NULL ? national_part(plan, digits, ton) : NULL;
	if (national != NULL)
		return give_number(plan->code, national, ret_address);
	return give_international(plan, digits, ret_address);
}

/* Controls, and the marks that reorder what a screen shows (Unicode: Bidi_Control). */
static bool is_unfit(uint32_t code_point)
{
	return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
	       code_point == 0x61c || code_point == 0x200e || code_point == 0x200f ||
	       (code_point >= 0x202a && code_point <= 0x202e) ||
	       (code_point >= 0x2066 && code_point <= 0x2069);
}

static enum phone_shape read_name(struct bytes name, char ret_address[PHONE_ADDRESS_MAX])
{
	size_t at = 0;

	if (name.size == 0 || name.size > ROOM || !utf8_valid(name))
		return SHAPE_NONE;
	while (at < name.size) {
		if (is_unfit(utf8_next(name.data, name.size, &at)))
			return SHAPE_NONE;
	}
	memcpy(ret_address, name.data, name.size);
	ret_address[name.size] = '\0';
	return SHAPE_ALPHANUMERIC;
}

static struct bytes trim(const char *address)
{
	struct bytes text;

	while (is_blank(*address))
		address++;
	text = bytes_of_text(address);
	while (text.size > 0 && is_blank((char)text.data[text.size - 1]))
		text.size--;
	return text;
}

enum phone_shape phone_normalise(const char *address, unsigned ton, const char *house_country,
				 char ret_address[PHONE_ADDRESS_MAX])
{
	const struct phone_plan *plan = phone_plan_of(house_country);
	struct bytes text = trim(address);
	char digits[PHONE_ADDRESS_MAX];
	bool plus;
	size_t size = ton == TON_ALPHANUMERIC ? 0 : digits_of(text, digits, &plus);

	ret_address[0] = '\0';
	if (size == 0)
		return read_name(text, ret_address);
	if (size <= PHONE_SHORT_DIGITS)
		return give_short(digits, ret_address);
	if (plus && digits[0] != '0')
		return give_international(plan, digits, ret_address);
	return read_digits(digits, size, ton, plan, ret_address);
}
