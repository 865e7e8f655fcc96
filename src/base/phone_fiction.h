// SPDX-License-Identifier: GPL-3.0-or-later
/* Numbers kept for fiction, as a table; base/phone.h is its face. */
#ifndef BASE_PHONE_FICTION_H
#define BASE_PHONE_FICTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PHONE_NO_COUNTRY "ZZ" /* ISO 3166: for the user to assign */

/* The country whose regulator keeps this number ("+" and digits) for fiction, PHONE_NO_COUNTRY for
 * +999, NULL for all others. */
const char *phone_fiction_country(const char *e164);

#endif
