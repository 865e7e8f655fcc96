// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A text as the patterns see it: a folded copy, cut into words. People write "Arrêtez", "arretez",
 * "ARRETEEEZ" and mean one word; nothing here is ever shown, stored or sent.
 *
 * Folding is Unicode NFKC_Casefold (UAX #31 §5.1: compatibility forms unified, case folded,
 * invisible characters out), taken apart, with the accents dropped. An apostrophe joins ("m'écrire"
 * is "mecrire", as many type it); everything else that is neither letter nor digit separates. One
 * letter and a space before a vowel join too: "j ai", "d en".
 *
 * Pure, on the caller's memory, in time linear in the bytes read, which are capped.
 */
#ifndef FLOW_CLASSIFY_NORMALISE_H
#define FLOW_CLASSIFY_NORMALISE_H

#include "base/bytes.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TEXT_READ_MAX = 2000, /* bytes of a text that are read: ten parts are 1,530 characters */
	TEXT_FOLD_MAX = 3000, /* bytes of the copy: one character can fold to eighteen */
	TEXT_WORDS_MAX = 500,
	TEXT_WORD_MAX = 60, /* bytes of a word; the rest is left out. Below 64: see `stretched` */
};

/* What says something about the language before it is folded away. */
enum mark {
	MARK_ACUTE,
	MARK_GRAVE,
	MARK_CIRCUMFLEX,
	MARK_CEDILLA,
	MARK_LIGATURE, /* oe, ae */
	MARK_ELISION,  /* c' d' j' l' m' n' s' t' qu' before a vowel or h */
	MARK_COUNT
};

struct word {
	uint16_t at, sentence;
	uint16_t from, to;  /* the bytes of the original it was read from: [from, to) */
	uint8_t size;
	bool capital;	    /* the first letter was one, the second was not: perhaps a name */
	uint64_t stretched; /* bit i: byte i repeats a letter written three times or more ("stoop":
			       bit 3) */
};

struct text {
	uint8_t folded[TEXT_FOLD_MAX]; /* the words' bytes, one after another */
	size_t size;
	struct word words[TEXT_WORDS_MAX];
	size_t word_count;
	bool cut;	    /* there is more than was read */
	size_t characters;  /* of the original that were read */
	size_t undecodable; /* U+FFFD and malformed bytes among them */
	unsigned marks[MARK_COUNT];
};

/* Loads the Unicode tables; call once before a jail closes. ERR_STATE when they are not there. */
enum err normalise_start(struct error *error_r);

/* Folds and cuts. Never fails: what cannot be read separates words. */
void normalise(struct bytes utf8, struct text *ret_text);

struct bytes text_word(const struct text *text, size_t index);
/* The same with stretched letters written once ("stoooop" is "stoop" above and "stop" here), in
 * `room`. */
struct bytes text_word_short(const struct text *text, size_t index, uint8_t room[TEXT_WORD_MAX]);

#endif
