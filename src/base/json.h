// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Writing JSON, member by member, into a buffer: the order is the caller's, money and time are printed
 * from integers, and nothing depends on the locale. Reading JSON is jansson's work.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/bytes.h"
#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct json {
	struct buf *out;
	bool comma; /* the next member or item needs one */
};

void json_init(struct json *json, struct buf *out);

void json_open(struct json *json, const char *key);       /* {   key NULL: an item or the top */
void json_open_list(struct json *json, const char *key);  /* [ */
void json_close(struct json *json);                       /* } */
void json_close_list(struct json *json);                  /* ] */

void json_text(struct json *json, const char *key, const char *value); /* NULL value: null */
/* Bytes that should be UTF-8; malformed ones become U+FFFD. */
void json_bytes(struct json *json, const char *key, struct bytes value);
void json_int(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);
/* At most `decimals` decimals, trailing zeros cut; not finite gives null. */
void json_real(struct json *json, const char *key, double value, int decimals);
/* Micro-units (a millionth of the currency) with at least two decimals: 80000 -> 0.08. */
void json_money(struct json *json, const char *key, int64_t micro);
void json_time(struct json *json, const char *key, ms_t at); /* RFC 3339; MS_NEVER gives null */

/* The same money text for people: "0.08", "12.00", "-0.0004". */
const char *money_text(int64_t micro, char ret_text[32]);

#endif
