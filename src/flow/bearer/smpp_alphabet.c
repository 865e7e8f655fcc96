// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/bearer/smpp.h"

/* 3GPP TS 23.038 §4: groups of the upper four bits; bits 3-2 (or bit 2) name the alphabet. */
static enum alphabet gsm_alphabet(uint8_t data_coding)
{
	static const enum alphabet general[] = {ALPHABET_GSM7, ALPHABET_BINARY, ALPHABET_UCS2,
						ALPHABET_BINARY};
	uint8_t group = data_coding >> 4;

	if (group < 0x8) /* general: bit 5 says compressed */
		return (data_coding & 0x20) != 0 ? ALPHABET_BINARY : general[data_coding >> 2 & 3];
	if (group == 0xc || group == 0xd) /* message waiting, in the default alphabet */
		return ALPHABET_GSM7;
	if (group == 0xe) /* message waiting, UCS2 */
		return ALPHABET_UCS2;
	if (group == 0xf) /* data coding and message class */
		return (data_coding & 4) != 0 ? ALPHABET_BINARY : ALPHABET_GSM7;
	return ALPHABET_BINARY;
}

enum alphabet smpp_alphabet(uint8_t data_coding, enum alphabet zero)
{
	switch (data_coding) {
	case 0: /* the SMSC's default alphabet */
		return zero;
	case 1: /* IA5 (ANSI X3.4) */
		return ALPHABET_ASCII;
	case 3: /* ISO 8859-1 */
		return ALPHABET_LATIN1;
	case 8: /* ISO/IEC 10646, UCS-2 */
		return ALPHABET_UCS2;
	default: /* 2, 4 octets; 5 JIS, 6 Cyrillic, 7 Hebrew, 9, 10, 13, 14: kept, not read */
		return data_coding < 0x10 ? ALPHABET_BINARY : gsm_alphabet(data_coding);
	}
}
