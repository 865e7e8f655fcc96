// SPDX-License-Identifier: GPL-3.0-or-later
/* A stalling line's conversation in words, in three languages: what stands around it, and why each
 * thing was said. */
#ifndef DAEMON_CONVERSATION_WORDS_H
#define DAEMON_CONVERSATION_WORDS_H

#include "daemon/spoken.h"
#include "flow/decide/stall/stall.h"

enum conversation_word {
#define W(id, nl, fr, en) CONVERSATION_WORD_##id,
#include "daemon/conversation_words.tbl"
#undef W
};

const char *conversation_say(enum spoken language, enum conversation_word word);
/* With %1 and %2 filled in; `second` may be NULL. */
void conversation_say_of(enum spoken language, enum conversation_word word, const char *first,
			 const char *second, struct buf *out);

/* Why a turn says what it says, as one sentence without its full stop. */
void conversation_why(enum spoken language, const struct turn *turn, struct buf *out);

/* The turn that a reply of `rehearse` was: its move and its reason, both as texts. False: they are
 * none. */
bool conversation_turn(const char *move, const char *reason, const struct line *line,
		       struct turn *ret_turn);

#endif
