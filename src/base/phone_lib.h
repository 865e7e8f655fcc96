// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * libphonenumber behind a C face; only base/phone.c calls it. No exception leaves it, and nothing
 * is printed: its own logger would write numbers to stdout.
 */
#ifndef BASE_PHONE_LIB_H
#define BASE_PHONE_LIB_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum phone_lib_class {
	PHONE_LIB_INVALID,
	PHONE_LIB_ORDINARY,
	PHONE_LIB_COSTLY, /* see PHONE_PREMIUM */
};

/* Loads the metadata and silences the library. */
void phone_lib_load(void);

/* The class of +`calling_code` `national`, where `zeros` leading zeros of the national number were
 * dropped; its country, or "ZZ", in `ret_country`. */
enum phone_lib_class phone_lib_classify(int calling_code, uint64_t national, int zeros,
					char ret_country[3]);

#ifdef __cplusplus
}
#endif

#endif
