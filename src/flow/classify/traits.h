// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How a text is written, beside its words: what a bag of n-grams does not carry. A price beside a quantity, delivery hours, a
 * signed practical text, capitals, emoji by what they stand for. Pure.
 */
#ifndef FLOW_CLASSIFY_TRAITS_H
#define FLOW_CLASSIFY_TRAITS_H

#include "flow/classify/normalise.h"
#include "flow/flow.h"

/* id, what `--explain` says of it */
#define TRAITS(T)                                                                                  \
	T(TRAIT_WORDS_NONE, "no words")                                                            \
	T(TRAIT_WORDS_1, "one word")                                                               \
	T(TRAIT_WORDS_3, "two or three words")                                                     \
	T(TRAIT_WORDS_6, "four to six words")                                                      \
	T(TRAIT_WORDS_12, "seven to twelve words")                                                 \
	T(TRAIT_WORDS_24, "up to twenty-four words")                                               \
	T(TRAIT_WORDS_48, "up to forty-eight words")                                               \
	T(TRAIT_WORDS_MANY, "more than forty-eight words")                                         \
	T(TRAIT_PRICE, "a price")                                                                  \
	T(TRAIT_PRICES, "several prices")                                                          \
	T(TRAIT_QUANTITY, "a quantity")                                                            \
	T(TRAIT_QUANTITIES, "several quantities")                                                  \
	T(TRAIT_WEIGHT, "grams")                                                                   \
	T(TRAIT_PRICE_QUANTITY, "a price beside a quantity")                                       \
	T(TRAIT_TIME, "an hour of the day")                                                              \
	T(TRAIT_TIMES, "several hours of the day")                                                      \
	T(TRAIT_DELAY, "a delay")                                                                  \
	T(TRAIT_PLACE, "a place")                                                                  \
	T(TRAIT_PHONE, "a telephone number")                                                       \
	T(TRAIT_APP, "another app")                                                                \
	T(TRAIT_AGE, "an age")                                                                     \
	T(TRAIT_AGE_YOUNG, "an age under 18")                                                      \
	T(TRAIT_LINK, "a link")                                                                    \
	T(TRAIT_PERCENT, "a percentage")                                                           \
	T(TRAIT_ALL_HOURS, "day and night (24/7)")                                               \
	T(TRAIT_EQUATION, "numbers set against each other (2=70, 5+1)")                            \
	T(TRAIT_LONG_NUMBER, "a long number")                                                      \
	T(TRAIT_CODE, "four to eight digits")                                                      \
	T(TRAIT_NUMBER, "a number")                                                                \
	T(TRAIT_NUMBERS, "several numbers")                                                        \
	T(TRAIT_QUESTION, "a question mark")                                                       \
	T(TRAIT_QUESTIONS, "several question marks in a row")                                      \
	T(TRAIT_ENDS_QUESTION, "ends in a question")                                               \
	T(TRAIT_EXCLAMATION, "an exclamation mark")                                                \
	T(TRAIT_EXCLAMATIONS, "several exclamation marks")                                         \
	T(TRAIT_DOTS, "dots that trail off")                                                       \
	T(TRAIT_LINES, "several lines")                                                            \
	T(TRAIT_LIST, "a list: many lines, or many commas")                                        \
	T(TRAIT_SHOUTED, "capitals throughout")                                                    \
	T(TRAIT_SHOUTS, "a word in capitals")                                                      \
	T(TRAIT_NO_CAPITALS, "no capitals at all")                                                 \
	T(TRAIT_TIDY, "begins with a capital and ends with a full stop")                           \
	T(TRAIT_NAME, "a name within")                                                             \
	T(TRAIT_NAME_SECOND, "a name right behind the first word")                                 \
	T(TRAIT_SIGNED, "ends with a name")                                                        \
	T(TRAIT_STRETCHED, "stretched letters")                                                    \
	T(TRAIT_EMOJI, "an emoji")                                                                 \
	T(TRAIT_EMOJI_MANY, "many emoji")                                                          \
	T(TRAIT_EMOJI_LOVE, "a heart, a kiss")                                                     \
	T(TRAIT_EMOJI_LAUGH, "a laughing face")                                                    \
	T(TRAIT_EMOJI_SAD, "a sad face, a broken heart")                                           \
	T(TRAIT_EMOJI_ANGRY, "an angry face, a middle finger")                                     \
	T(TRAIT_EMOJI_WINK, "a wink, a smirk")                                                     \
	T(TRAIT_EMOJI_LEWD, "an emoji that stands for sex")                                        \
	T(TRAIT_EMOJI_GOODS, "an emoji that stands for drugs")                                     \
	T(TRAIT_EMOJI_WEAPON, "a weapon, a skull")                                                 \
	T(TRAIT_EMOJI_MONEY, "money, a bank, a chart")                                             \
	T(TRAIT_EMOJI_SIGN, "a sign of advertisements (fire, check, siren, parcel)")               \
	T(TRAIT_EMOJI_EYES, "eyes, a silenced face, a clock")                                      \
	T(TRAIT_UNDECODABLE, "characters without a meaning")

enum trait {
#define X(id, what) id,
	TRAITS(X)
#undef X
	TRAIT_COUNT
};
const char *trait_name(enum trait trait);

struct traits {
	uint64_t bits[(TRAIT_COUNT + 63) / 64];
};

static inline bool traits_have(const struct traits *traits, enum trait trait)
{
	return (traits->bits[trait / 64] >> (trait % 64) & 1) != 0;
}

void traits_find(struct bytes original, const struct text *text, const struct slots *slots,
		 struct traits *ret_traits);

#endif
