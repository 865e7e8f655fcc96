// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/reply/letters.h"

#include "base/alphabet.h"

#include <string.h>

enum { LATIN = 0xc0, LATIN_END = 0x180 };

/* U+00C0 to U+017F without their accents. */
static const char plain[LATIN_END - LATIN][3] = {
	"A", "A", "A",	"A",  "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I", "I",  "I",
	"D", "N", "O",	"O",  "O", "O", "O",  "x", "O", "U", "U", "U", "U", "Y", "Th", "ss",
	"a", "a", "a",	"a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
	"d", "n", "o",	"o",  "o", "o", "o",  "/", "o", "u", "u", "u", "u", "y", "th", "y",
	"A", "a", "A",	"a",  "A", "a", "C",  "c", "C", "c", "C", "c", "C", "c", "D",  "d",
	"D", "d", "E",	"e",  "E", "e", "E",  "e", "E", "e", "E", "e", "G", "g", "G",  "g",
	"G", "g", "G",	"g",  "H", "h", "H",  "h", "I", "i", "I", "i", "I", "i", "I",  "i",
	"I", "i", "IJ", "ij", "J", "j", "K",  "k", "k", "L", "l", "L", "l", "L", "l",  "L",
	"l", "L", "l",	"N",  "n", "N", "n",  "N", "n", "n", "N", "n", "O", "o", "O",  "o",
	"O", "o", "OE", "oe", "R", "r", "R",  "r", "R", "r", "S", "s", "S", "s", "S",  "s",
	"S", "s", "T",	"t",  "T", "t", "T",  "t", "U", "u", "U", "u", "U", "u", "U",  "u",
	"U", "u", "U",	"u",  "W", "w", "Y",  "y", "Y", "Z", "z", "Z", "z", "Z", "z",  "s",
};

static const struct {
	uint16_t code_point;
	char plain[4];
} signs[] = {
	{0x2018, "'"},	{0x2019, "'"},	{0x201a, "'"},	 {0x2032, "'"}, {0x201c, "\""},
	{0x201d, "\""}, {0x201e, "\""}, {0xab, "\""},	 {0xbb, "\""},	{0x2013, "-"},
	{0x2014, "-"},	{0x2011, "-"},	{0x2026, "..."}, {0xa0, " "},	{0x202f, " "},
	{0x2009, " "},	{'\t', " "},	{'`', "'"},	 {0xb4, "'"},
};

static const char *plain_of(uint32_t code_point)
{
	if (code_point >= LATIN && code_point < LATIN_END)
		return plain[code_point - LATIN];
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		if (signs[i].code_point == code_point)
			return signs[i].plain;
	}
	return "";
}

size_t letters_gsm7(uint32_t code_point, uint8_t ret_letters[LETTERS_SIZE])
{
	uint8_t septets[2];
	const char *instead;

	if (gsm7_put((struct gsm7_shift){0, 0}, code_point, septets) > 0)
		return utf8_put(code_point, ret_letters);
	instead = plain_of(code_point);
	memcpy(ret_letters, instead, strlen(instead));
	return strlen(instead);
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Small letters and digits; 0 for all else. */
static uint8_t folded(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return (uint8_t)(c + ('a' - 'A'));
	return is_digit(c) || is_letter(c) ? c : 0;
}

static void fold_one(uint8_t c, struct buf *out)
{
	uint8_t letter = folded(c);

	if (letter != 0)
		buf_add_u8(out, letter);
	else if (out->size == 0 || out->data[out->size - 1] != ' ')
		buf_add_u8(out, ' ');
}

void letters_fold(struct bytes text, struct buf *out)
{
	size_t at = 0;

	fold_one(' ', out);
	while (at < text.size) {
		uint32_t c = utf8_next(text.data, text.size, &at);
		const char *letters = c < 0x80 ? "" : plain_of(c);

		if (c < 0x80)
			fold_one((uint8_t)c, out);
		else if (letters[0] == '\0')
			fold_one(' ', out);
		for (; *letters != '\0'; letters++)
			fold_one((uint8_t)*letters, out);
	}
	fold_one(' ', out);
}

/* ---- what leads elsewhere ---- */

static bool starts(struct bytes text, size_t at, const char *what)
{
	return text.size - at >= strlen(what) &&
	       strncasecmp((const char *)text.data + at, what, strlen(what)) == 0;
}

/* "name.be", "t.me/x": a point between letters with a top-level domain behind it. A full stop
 * without a space behind it
 * ("ok.be there") looks alike, and is refused as well. */
static bool is_domain(struct bytes text, size_t at)
{
	static const char *const ends[] = {"com",  "net",  "org",  "info", "io",      "me", "be",
					   "nl",   "fr",   "de",   "uk",   "eu",      "co", "app",
					   "link", "shop", "site", "xyz",  "example", "ru"};

	if (at == 0 || text.data[at] != '.' || folded(text.data[at - 1]) == 0)
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t end = at + 1 + strlen(ends[i]);

		if (starts(text, at + 1, ends[i]) &&
		    (end == text.size || folded(text.data[end]) == 0))
			return true;
	}
	return false;
}

static bool is_number(struct bytes text, size_t at)
{
	size_t digits = 0, gaps = 0, i = at;

	if (!is_digit(text.data[at]) || (at > 0 && is_digit(text.data[at - 1])))
		return false;
	for (; i < text.size && gaps < 2; i++) {
		if (is_digit(text.data[i])) {
			digits++;
			gaps = 0;
		} else if (memchr(" .-/", text.data[i], 4) != NULL) {
			if (digits == i - at && digits >= 5)
				return true;
			gaps++;
		} else {
			break;
		}
	}
	return digits >= 7 || (digits >= 5 && digits == i - at);
}

enum trace letters_trace(struct bytes text, size_t *ret_at)
{
	for (size_t at = 0; at < text.size; at++) {
		*ret_at = at;
		if (text.data[at] == '@')
			return TRACE_AT;
		if (starts(text, at, "://") || starts(text, at, "www.") || is_domain(text, at))
			return TRACE_LINK;
		if (is_number(text, at))
			return TRACE_NUMBER;
	}
	return TRACE_NONE;
}
