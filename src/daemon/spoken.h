// SPDX-License-Identifier: GPL-3.0-or-later
/* The languages in which the program shows itself to a person, and how each writes counts and
 * money. */
#ifndef DAEMON_SPOKEN_H
#define DAEMON_SPOKEN_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* The columns of the tables of words (demo_words.tbl, evening_words.tbl). */
enum spoken { SPOKEN_EN, SPOKEN_FR, SPOKEN_NL, SPOKEN_COUNT };

/* "en", "fr" or "nl". */
const char *spoken_name(enum spoken language);
/* The one that a text such as "fr" or "fr_BE.UTF-8" begins with; false when it is none of ours. */
bool spoken_of(const char *text, enum spoken *ret_language);
/* The one of the environment, English where it says none of ours. */
enum spoken spoken_of_environment(void);

/* 20412 -> "20,412", "20 412", "20.412". */
void spoken_count(enum spoken language, int64_t count, struct buf *out);
/* Micro-units of a currency (ISO 4217) -> "38.20 €", "38,20 €", "€ 38,20"; `whole`: rounded,
 * without decimals. */
void spoken_money(enum spoken language, int64_t micro, const char *currency, bool whole,
		  struct buf *out);
/* `text` with each %1 … %9 replaced by one of `words`. */
void spoken_fill(const char *text, const char *const *words, size_t count, struct buf *out);

#endif
