// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Which of the packs' texts a line says. Pure: the draw is handed in.
 */
#ifndef FLOW_REPLY_WORDS_H
#define FLOW_REPLY_WORDS_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/flow.h"

/* ISO 3166 alpha-2 of an address by its calling code: "BE" for +32..., "" for a country that the
 * table does not have, the house's for what names none (a short code, a name, +999). */
const char *words_country(const char *address, const char *house_country);

/* A text of the move for the sender `to`, in the sender's language when the line speaks it, else in
 * the line's own. Texts for the country the sender is in come first, then those for any country;
 * never those of another country, since a help line's number is of no use abroad. `draw` picks
 * among them: any 64 random bits. *ret_text points into the packs. ERR_ABSENT says what is missing.
 */
enum err words_pick(const struct packs *packs, const struct line *line, const char *house_country,
		    const char *to, enum move move, enum language language, uint64_t draw,
		    struct bytes *ret_text, enum language *ret_language, struct error *error_r);

#endif
