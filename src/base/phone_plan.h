// SPDX-License-Identifier: GPL-3.0-or-later
/* How a country writes its numbers, as far as reading a sender's address needs it. */
#ifndef BASE_PHONE_PLAN_H
#define BASE_PHONE_PLAN_H

#include <stddef.h>

struct phone_plan {
	char country[3];
	char code[4];  /* calling code */
	char trunk[3]; /* what a national number is dialled with and E.164 leaves out; "" if none */
	unsigned min, max; /* digits of a national number that texts, without the trunk prefix */
};

/* NULL for a country that is not in the table. */
const struct phone_plan *phone_plan_of(const char *country);

/* How many of the leading digits are the calling code (ITU-T E.164, list of assigned codes). */
size_t phone_calling_code_size(const char *digits);

#endif
