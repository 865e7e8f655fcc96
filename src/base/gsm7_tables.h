// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The tables behind the 7-bit alphabets, as data: 3GPP TS 23.038 §6.2.1 (default), §6.2.1.1
 * (extension), annex A.2 (national single shift) and A.3 (national locking shift).
 */
#ifndef BASE_GSM7_TABLES_H
#define BASE_GSM7_TABLES_H

#include <stdint.h>

/* National language identifiers, §6.2.1.2.4; 14 and above are reserved. */
enum gsm7_language {
	GSM7_DEFAULT,
	GSM7_TURKISH,
	GSM7_SPANISH,
	GSM7_PORTUGUESE,
	GSM7_BENGALI,
	GSM7_GUJARATI,
	GSM7_HINDI,
	GSM7_KANNADA,
	GSM7_MALAYALAM,
	GSM7_ORIYA,
	GSM7_PUNJABI,
	GSM7_TAMIL,
	GSM7_TELUGU,
	GSM7_URDU,
	GSM7_LANGUAGES,
};

enum { GSM7_ESCAPE = 0x1b, GSM7_GAP = 0xfffd };

/* 128 code points; GSM7_GAP where the table has none. A language without such a table, and one
 * that is not known, gives the default: a receiver ignores an identifier it does not know
 * (3GPP TS 23.040 §9.2.3.24.15 and .16). */
const uint16_t *gsm7_locking_table(uint8_t language);
const uint16_t *gsm7_single_table(uint8_t language);

#endif
