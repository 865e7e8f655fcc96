// SPDX-License-Identifier: GPL-3.0-or-later
/* The evening in words, in three languages: single words, a row of the table on the terminal, the
 * caption. */
#ifndef DAEMON_EVENING_WORDS_H
#define DAEMON_EVENING_WORDS_H

#include "daemon/evening_measure.h"
#include "daemon/spoken.h"

enum evening_word {
#define W(id, en, fr, nl) EVENING_WORD_##id,
#include "daemon/evening_words.tbl"
#undef W
};

const char *evening_say(enum spoken language, enum evening_word word);
/* With %1 filled in. */
void evening_say_of(enum spoken language, enum evening_word word, const char *first,
		    struct buf *out);

/* "18:05" of a moment, on the wall in Paris. */
void evening_clock(ms_t at, char ret_text[6]);

/* The hours of the robots in numbers. One paragraph, no newline. */
void evening_caption(const struct evening_measure *measure, enum spoken language, struct buf *out);
/* What lies beside it: what went to robots, what receiving cost, the dearest hour and day. */
void evening_remarks(const struct evening_measure *measure, enum spoken language, struct buf *out);

/* The table's head, and what happened in [from, to); `label` NULL: the clock at both. Each ends
 * with a newline. */
void evening_head(enum spoken language, struct buf *out);
void evening_row(const struct evening_measure *measure, enum spoken language, const char *label,
		 ms_t from, ms_t to, struct buf *out);

#endif
