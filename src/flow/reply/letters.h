// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Letters as old telephones have them, texts as two readers would call them the same, and what in a
 * text would lead elsewhere.
 */
#ifndef FLOW_REPLY_LETTERS_H
#define FLOW_REPLY_LETTERS_H

#include "base/bytes.h"

#include <stdint.h>

enum { LETTERS_SIZE = 4 };

/* The character as GSM 7 can write it: itself, or without its accent, or the plain form of a
 * typographic sign. Writes up to LETTERS_SIZE bytes and returns how many; 0: nothing stands for it
 * (emoji, other scripts). */
size_t letters_gsm7(uint32_t code_point, uint8_t ret_letters[LETTERS_SIZE]);

/* Appends the words of a text in small letters without accents, and its digits, with one space
 * before, between and behind them: " j arrive a 8h ". So `strstr(folded, " word ")` finds a word.
 * Other scripts' letters are left out. */
void letters_fold(struct bytes text, struct buf *out);

/* What a line never sends. */
enum trace { TRACE_NONE, TRACE_LINK, TRACE_AT, TRACE_NUMBER };

/* The first of them: a link or what looks like a domain, an @, five digits or more in a row (or
 * seven with spaces, dots and dashes between them). *ret_at: where it stands, in bytes. */
enum trace letters_trace(struct bytes text, size_t *ret_at);

#endif
