// SPDX-License-Identifier: GPL-3.0-or-later
/* What a stalling line says in the end: words that it has not said before. */
#ifndef FLOW_REPLY_SAY_H
#define FLOW_REPLY_SAY_H

#include "flow/reply/grammar.h"
#include "flow/reply/said.h"

/* The saying in the sender's language when the line speaks it and has words for it, else in the
 * line's own. Other seeds are tried until the words were not said before (said.h); said_add() is
 * the caller's, when they go out. `said` may be NULL. Appends to `out`. ERR_ABSENT: there are no
 * words, or none that are new: the line is silent then. ERR_FULL: none is short enough. */
enum err words_say(const struct packs *packs, const struct line *line, const struct saying *saying,
		   const char *currency, const struct said *said, uint32_t line_index,
		   uint32_t contact, ms_t now, struct buf *out, enum language *ret_language,
		   uint64_t *ret_claims, struct error *error_r);

/* The pack that words it: of the sender's language, else of the line's own. NULL: none has words. */
const struct pack *words_pack(const struct packs *packs, const struct line *line,
			      enum language language);

#endif
