// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Writing JSON, member by member, into a buffer: the order is the caller's, money and time are printed
 * from integers, and nothing depends on the locale. Reading JSON is jansson's work.
 */
#ifndef BASE_JSONOUT_H
#define BASE_JSONOUT_H

#include "base/bytes.h"
#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct jsonout {
	struct buf *out;
	bool comma; /* the next member or item needs one */
};

void jsonout_init(struct jsonout *json, struct buf *out);

void jsonout_open(struct jsonout *json, const char *key);       /* {   key NULL: an item or the top */
void jsonout_open_list(struct jsonout *json, const char *key);  /* [ */
void jsonout_close(struct jsonout *json);                       /* } */
void jsonout_close_list(struct jsonout *json);                  /* ] */

void jsonout_text(struct jsonout *json, const char *key, const char *value); /* NULL value: null */
/* Bytes that should be UTF-8; malformed ones become U+FFFD. */
void jsonout_bytes(struct jsonout *json, const char *key, struct bytes value);
void jsonout_int(struct jsonout *json, const char *key, int64_t value);
void jsonout_bool(struct jsonout *json, const char *key, bool value);
void jsonout_null(struct jsonout *json, const char *key);
/* A value that is JSON already, as it is. */
void jsonout_json(struct jsonout *json, const char *key, struct bytes value);
/* At most `decimals` decimals, trailing zeros cut; not finite gives null. */
void jsonout_real(struct jsonout *json, const char *key, double value, int decimals);
/* Micro-units (a millionth of the currency) with at least two decimals: 80000 -> 0.08. */
void jsonout_money(struct jsonout *json, const char *key, int64_t micro);
void jsonout_time(struct jsonout *json, const char *key, ms_t at); /* RFC 3339; MS_NEVER gives null */

/* The same money text for people: "0.08", "12.00", "-0.0004". */
const char *money_text(int64_t micro, char ret_text[32]);

#endif
