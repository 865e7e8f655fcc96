// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/alphabet.h"
#include "base/gsm7_tables.h"

#include <stdbool.h>

enum { REPLACEMENT = 0xfffd };

static void put_utf8(struct buf *out, uint32_t code_point)
{
	uint8_t data[4];
	size_t size = utf8_put(code_point, data);

	buf_add(out, data, size);
}

static size_t put_unreadable(struct buf *out)
{
	put_utf8(out, REPLACEMENT);
	return 1;
}

/* What stands after an escape, at raw.data[*at]; moves past it. Returns 1 when it means nothing. */
static size_t decode_escaped(const uint16_t *locking, const uint16_t *single, struct bytes raw,
			     size_t *at, struct buf *out)
{
	uint8_t code = *at < raw.size ? raw.data[*at] : GSM7_ESCAPE;

	if (code > 0x7f || code == GSM7_ESCAPE) { /* the octet's own fault is told in its turn */
		*at += *at < raw.size && code == GSM7_ESCAPE;
		put_utf8(out, ' ');
		return 1;
	}
	++*at;
	if (single[code] != GSM7_GAP) {
		put_utf8(out, single[code]);
		return 0;
	}
	put_utf8(out, locking[code]);
	return locking[code] == GSM7_GAP;
}

static size_t decode_gsm7(struct gsm7_shift shift, struct bytes raw, struct buf *out)
{
	const uint16_t *locking = gsm7_locking_table(shift.locking);
	const uint16_t *single = gsm7_single_table(shift.single);
	size_t unreadable = 0, at = 0;

	while (at < raw.size) {
		uint8_t code = raw.data[at++];

		if (code == GSM7_ESCAPE) {
			unreadable += decode_escaped(locking, single, raw, &at, out);
		} else if (code > 0x7f || locking[code] == GSM7_GAP) {
			unreadable += put_unreadable(out);
		} else {
			put_utf8(out, locking[code]);
		}
	}
	return unreadable;
}

static uint16_t unit_at(struct bytes raw, size_t at)
{
	return (uint16_t)(raw.data[at] << 8 | raw.data[at + 1]);
}

/* RFC 2781 §2.2; half a pair, and half a unit at the end, cannot be read. */
static size_t decode_utf16(struct bytes raw, struct buf *out)
{
	size_t unreadable = 0, at = 0;

	while (raw.size - at >= 2) {
		uint32_t unit = unit_at(raw, at);

		at += 2;
		if (unit < 0xd800 || unit > 0xdfff) {
			put_utf8(out, unit);
		} else if (unit < 0xdc00 && raw.size - at >= 2 &&
			   (unit_at(raw, at) & 0xfc00) == 0xdc00) {
			put_utf8(out,
				 0x10000 + ((unit & 0x3ff) << 10 | (unit_at(raw, at) & 0x3ff)));
			at += 2;
		} else {
			unreadable += put_unreadable(out);
		}
	}
	if (at < raw.size)
		unreadable += put_unreadable(out);
	return unreadable;
}

static size_t decode_utf8(struct bytes raw, struct buf *out)
{
	size_t unreadable = 0, at = 0;

	while (at < raw.size) {
		size_t before = at;
		uint32_t code_point = utf8_next(raw.data, raw.size, &at);

		put_utf8(out, code_point);
		unreadable += code_point == REPLACEMENT && at - before == 1;
	}
	return unreadable;
}

/* One octet a character, up to U+00`limit`. */
static size_t decode_octets(struct bytes raw, uint8_t limit, struct buf *out)
{
	size_t unreadable = 0;

	for (size_t i = 0; i < raw.size; i++) {
		if (raw.data[i] <= limit)
			put_utf8(out, raw.data[i]);
		else
			unreadable += put_unreadable(out);
	}
	return unreadable;
}

size_t alphabet_decode(enum alphabet alphabet, struct gsm7_shift shift, struct bytes raw,
		       struct buf *out)
{
	switch (alphabet) {
	case ALPHABET_GSM7:
		return decode_gsm7(shift, raw, out);
	case ALPHABET_LATIN1:
		return decode_octets(raw, 0xff, out);
	case ALPHABET_UCS2:
		return decode_utf16(raw, out);
	case ALPHABET_UTF8:
		return decode_utf8(raw, out);
	case ALPHABET_ASCII:
		return decode_octets(raw, 0x7f, out);
	case ALPHABET_BINARY:
		break;
	}
	return raw.size;
}

/* Where the code point stands in a table of 128, or -1. */
static int find_code(const uint16_t *table, uint32_t code_point)
{
	if (code_point < 128 && table[code_point] == code_point) /* letters and digits, mostly */
		return (int)code_point;
	for (int i = 0; i < 128; i++) {
		if (table[i] == code_point)
			return i;
	}
	return -1;
}

size_t gsm7_put(struct gsm7_shift shift, uint32_t code_point, uint8_t ret_septets[2])
{
	int code;

	/* Nearly every character written is one of these, at the same place in ASCII and in the default alphabet. */
	if (shift.locking == 0 &&
	    ((code_point >= 'a' && code_point <= 'z') || (code_point >= 'A' && code_point <= 'Z') ||
	     (code_point >= '%' && code_point <= '?') || code_point == ' ')) {
		ret_septets[0] = (uint8_t)code_point;
		return 1;
	}
	if (code_point == GSM7_ESCAPE || code_point == GSM7_GAP) /* marks, not characters */
		return 0;
	code = find_code(gsm7_locking_table(shift.locking), code_point);
	if (code >= 0) {
		ret_septets[0] = (uint8_t)code;
		return 1;
	}
	code = find_code(gsm7_single_table(shift.single), code_point);
	if (code < 0)
		return 0;
	ret_septets[0] = GSM7_ESCAPE;
	ret_septets[1] = (uint8_t)code;
	return 2;
}

static size_t put_utf16(uint32_t code_point, uint8_t ret_data[4])
{
	uint32_t high = 0xd800 | (code_point - 0x10000) >> 10;
	uint32_t low = 0xdc00 | (code_point & 0x3ff);

	if (code_point < 0x10000) {
		ret_data[0] = (uint8_t)(code_point >> 8);
		ret_data[1] = (uint8_t)code_point;
		return 2;
	}
	ret_data[0] = (uint8_t)(high >> 8);
	ret_data[1] = (uint8_t)high;
	ret_data[2] = (uint8_t)(low >> 8);
	ret_data[3] = (uint8_t)low;
	return 4;
}

static size_t put_octet(uint32_t code_point, uint32_t limit, uint8_t ret_data[4])
{
	ret_data[0] = (uint8_t)code_point;
	return code_point <= limit;
}

/* One character in the alphabet: its octets, 0 when it has no place there. */
static size_t put_character(enum alphabet alphabet, struct gsm7_shift shift, uint32_t code_point,
			    uint8_t ret_data[4])
{
	switch (alphabet) {
	case ALPHABET_GSM7:
		return gsm7_put(shift, code_point, ret_data);
	case ALPHABET_LATIN1:
		return put_octet(code_point, 0xff, ret_data);
	case ALPHABET_UCS2:
		return put_utf16(code_point, ret_data);
	case ALPHABET_UTF8:
		return utf8_put(code_point, ret_data);
	case ALPHABET_ASCII:
		return put_octet(code_point, 0x7f, ret_data);
	case ALPHABET_BINARY:
		break;
	}
	return 0;
}

enum err alphabet_encode(enum alphabet alphabet, struct gsm7_shift shift, struct bytes utf8,
			 struct buf *out)
{
	size_t start = out->size, at = 0;

	if (!utf8_valid(utf8))
		return ERR_INPUT;
	while (at < utf8.size) {
		uint8_t data[4];
		uint32_t code_point = utf8_next(utf8.data, utf8.size, &at);
		size_t size = put_character(alphabet, shift, code_point, data);

		if (size == 0) {
			out->size = start;
			return ERR_INPUT;
		}
		buf_add(out, data, size);
	}
	return ERR_NONE;
}

void gsm7_pack(struct bytes septets, unsigned fill_bits, struct buf *out)
{
	unsigned held = fill_bits % 7; /* bits waiting in `bits` */
	uint32_t bits = 0;

	for (size_t i = 0; i < septets.size; i++) {
		bits |= (uint32_t)(septets.data[i] & 0x7f) << held;
		held += 7;
		if (held >= 8) {
			buf_add_u8(out, (uint8_t)bits);
			bits >>= 8;
			held -= 8;
		}
	}
	if (held > 0 && septets.size > 0)
		buf_add_u8(out, (uint8_t)bits);
}

enum err gsm7_unpack(struct bytes octets, unsigned fill_bits, size_t septets, struct buf *out)
{
	if (fill_bits > 6 || octets.size > SIZE_MAX / 8 || octets.size * 8 < fill_bits ||
	    septets > (octets.size * 8 - fill_bits) / 7)
		return ERR_INPUT;
	for (size_t i = 0; i < septets; i++) {
		size_t bit = fill_bits + 7 * i, octet = bit / 8;
		unsigned pair = octets.data[octet];

		if (octet + 1 < octets.size)
			pair |= (unsigned)octets.data[octet + 1] << 8;
		buf_add_u8(out, (uint8_t)(pair >> bit % 8 & 0x7f));
	}
	return ERR_NONE;
}
