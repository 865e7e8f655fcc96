// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Alphabets a text message comes in, to and from UTF-8.
 *
 * GSM7 here is one septet per byte, as SMPP carries it; gsm7_pack() and gsm7_unpack() are the eight
 * septets in seven octets of the radio side (3GPP TS 23.038 §6.1.2.1). Decoding never fails: what
 * cannot be read becomes U+FFFD and is counted. Encoding is strict: it never changes a text.
 */
#ifndef BASE_ALPHABET_H
#define BASE_ALPHABET_H

#include "base/bytes.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum alphabet {
	ALPHABET_GSM7,	 /* 3GPP TS 23.038 §6.2.1, with the national tables of annex A */
	ALPHABET_LATIN1, /* ISO 8859-1, C1 controls included */
	ALPHABET_UCS2,	 /* UTF-16BE: phones send surrogate pairs although UCS-2 has none */
	ALPHABET_UTF8,
	ALPHABET_ASCII,
	ALPHABET_BINARY, /* no text in it */
};

/* National language identifiers, TS 23.038 §6.2.1.2.4; 0: the default alphabet, the default
 * extension table. Unknown ones count as 0. */
struct gsm7_shift {
	uint8_t locking, single;
};

/* Appends `raw` as UTF-8 and returns how many characters could not be read (each U+FFFD, except
 * that a stray escape is a space, §6.2.1.1, and that ALPHABET_BINARY gives nothing and counts every
 * octet). A code that the table after an escape lacks gives the main table's character
 * (§6.2.1.1). `shift` matters to GSM7 only. The result may hold U+0000. */
size_t alphabet_decode(enum alphabet alphabet, struct gsm7_shift shift, struct bytes raw,
		       struct buf *out);

/* Appends `utf8` in the alphabet. ERR_INPUT, and nothing appended, when the input is not UTF-8 or a
 * character has no place in the alphabet. */
enum err alphabet_encode(enum alphabet alphabet, struct gsm7_shift shift, struct bytes utf8,
			 struct buf *out);

/* The septets of one code point: 1, 2 (behind an escape), or 0 when it has no place. */
size_t gsm7_put(struct gsm7_shift shift, uint32_t code_point, uint8_t ret_septets[2]);

/* Appends the septets packed, after `fill_bits` (0 to 6) zero bits: those that bring the text
 * behind a user data header to a septet boundary (3GPP TS 23.040 §9.2.3.24). */
void gsm7_pack(struct bytes septets, unsigned fill_bits, struct buf *out);

/* Appends `septets` unpacked septets. ERR_INPUT, and nothing appended, when the octets hold fewer
 * or fill_bits is above 6. Octets left over are ignored. */
enum err gsm7_unpack(struct bytes octets, unsigned fill_bits, size_t septets, struct buf *out);

#endif
