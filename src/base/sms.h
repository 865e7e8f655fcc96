// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a text weighs as SMS, its parts, and the header that joins them.
 *
 * A part is 140 octets of user data: 160 septets or 70 UTF-16 units; in a long message the 6 octets
 * of the concatenation header leave 153 septets or 67 units (3GPP TS 23.040 §9.2.3.24.1). What we
 * write uses the default alphabet and its extension table, else UCS2; never national tables, which
 * not every handset has.
 */
#ifndef BASE_SMS_H
#define BASE_SMS_H

#include "base/alphabet.h"
#include "base/bytes.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SMS_PARTS_MAX = 10,
	SMS_OCTETS = 140, /* user data of one part, header included */
	SMS_SEPTETS = 160,
	SMS_UDH_CONCAT = 6, /* octets of the header sms_udh_concat() writes */
};

struct sms_size {
	enum alphabet alphabet; /* ALPHABET_GSM7 or ALPHABET_UCS2 */
	int parts;		/* what it is charged as; 1 for an empty text */
	int units;		/* septets (an escaped character is two) or UTF-16 units */
};

/* What sending the text takes. An escape and a surrogate pair are never cut, so a part may stay one
 * unit short. A malformed byte counts as U+FFFD. May say more than SMS_PARTS_MAX parts. */
struct sms_size sms_measure(struct bytes utf8);

/* User data of one part without its header: unpacked septets, or UTF-16BE. */
struct sms_part {
	uint8_t data[SMS_SEPTETS];
	size_t size; /* octets used of `data` */
};

/* Cuts the text into the parts that sms_measure() counted. ERR_INPUT when it is not UTF-8, ERR_FULL
 * when it takes more than SMS_PARTS_MAX parts. */
enum err sms_split(struct bytes utf8, struct sms_part ret_parts[SMS_PARTS_MAX], int *ret_count,
		   enum alphabet *ret_alphabet);

/* A user data header, 3GPP TS 23.040 §9.2.3.24. */
struct sms_udh {
	size_t size; /* octets, the length octet included */
	bool concat; /* §9.2.3.24.1 or .8; then: */
	bool wide;   /* the reference has 16 bits: another message than the same one of 8 */
	uint16_t reference;
	uint8_t total, number; /* 1 <= number <= total */
	bool ports;	       /* §9.2.3.24.3 or .4; then: */
	uint16_t port_to, port_from;
	struct gsm7_shift shift; /* §9.2.3.24.15 and .16; 0 when absent */
};

/* Reads the header that `user_data` starts with (call it only when the UDH indicator is set).
 * Unknown elements are skipped; of one that is there twice the last counts (§9.2.3.24). ERR_INPUT,
 * saying what and where, on a header beyond the data, an element beyond the header or of the wrong
 * length, and a part number that cannot be. */
enum err sms_udh_parse(struct bytes user_data, struct sms_udh *ret_udh, struct error *error_r);

/* Writes the header of part `number` of `total` with an 8-bit reference (§9.2.3.24.1) and returns
 * its size in octets. */
size_t sms_udh_concat(uint8_t reference, uint8_t total, uint8_t number,
		      uint8_t ret_header[SMS_UDH_CONCAT]);

/* Zero bits between a header of `size` octets and the first septet of packed text (§9.2.3.24). */
unsigned sms_udh_fill(size_t size);

#endif
