// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How a person types: the same for ever, since it comes from the voice alone, and as irregular as
 * people are, since each text draws whether the habit shows. Facts (places, times, quantities,
 * names) are never touched.
 */
#ifndef FLOW_REPLY_HABITS_H
#define FLOW_REPLY_HABITS_H

#include "flow/reply/grammar.h"

/* In how many of a hundred texts a habit shows. */
struct habits {
	uint8_t capital;       /* begins with a capital; so do its sentences */
	uint8_t full_stop;     /* ends with one */
	uint8_t no_question;   /* leaves the last question mark out */
	uint8_t two_questions; /* writes it twice */
	uint8_t no_commas;
	uint8_t no_accents;	/* types them without */
	uint8_t space_question; /* a space before question marks, as French keyboards teach */
	uint8_t shorten; /* of a hundred words that can be shortened, so many are by this person */
	uint8_t typos;	 /* 0 to 5 */
	enum language language;
	uint64_t voice;
};

struct habits habits_of(uint64_t voice, enum language language);

/* Writes the phrase as the person would; `seed` draws what shows this time. It stays GSM 7. What
 * does not fit any more marks the phrase full. */
void habits_apply(const struct habits *habits, const struct grammar *grammar, uint64_t seed,
		  struct phrase *phrase);

#endif
