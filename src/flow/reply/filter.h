// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Whether a text that somebody outside the program proposed (a language model) may be sent in place
 * of our own words. The rules say what can be told from the letters alone; in doubt a text is
 * refused, since there are always our own.
 *
 * What depends on the language are lists of words in packs/LANGUAGE/talk/ (key `filter:`): a term
 * is one or more words, a
 * `~` at its end stands for any ending. A language without such a list has that rule refuse
 * nothing.
 */
#ifndef FLOW_REPLY_FILTER_H
#define FLOW_REPLY_FILTER_H

#include "flow/reply/grammar.h"

/* The first that refuses is told.  */
#define FILTER_RULES(R)                                                                            \
	R(FILTER_PASSES, "passes", "it may be sent")                                               \
	R(FILTER_LETTERS, "letters",                                                               \
	  "bytes that are no text, or letters that no GSM 7 stands for")                           \
	R(FILTER_LINES, "lines", "more than one line")                                             \
	R(FILTER_LENGTH, "length", "less than 2 or more than 140 characters")                      \
	R(FILTER_LINK, "link", "a link, an address of e-mail, what looks like a domain, an @")     \
	R(FILTER_NUMBER, "number", "five digits or more")                                          \
	R(FILTER_STREET, "street", "a number beside a word for a street")                          \
	R(FILTER_PLACE, "place", "a place that is not the one that was agreed")                    \
	R(FILTER_MONEY, "money", "sends money, or pays by other means than cash")                  \
	R(FILTER_POLICE, "police", "speaks of the police")                                         \
	R(FILTER_ROBOT, "robot", "speaks of programs")                                             \
	R(FILTER_AGE, "age", "speaks of age, school, parents or children")                         \
	R(FILTER_OTHER, "other", "another word that the pack forbids")                             \
	R(FILTER_QUANTITY, "quantity", "more than the quantity that was decided, or another one")  \
	R(FILTER_LANGUAGE, "language", "not in the language of the conversation")                  \
	R(FILTER_FACTS, "facts", "a fact that the move is about is missing")

enum filter_rule {
#define X(id, name, what) id,
	FILTER_RULES(X)
#undef X
		FILTER_RULE_COUNT
};
const char *filter_rule_name(enum filter_rule rule);

/* The lists of the packs. */
#define FILTER_LISTS(L)                                                                            \
	L(LIST_STREET, "street")	     /* words for streets and houses */                    \
	L(LIST_BEFORE_PLACE, "before_place") /* at, near: what stands before a place */            \
	L(LIST_NO_PLACE, "no_place")	     /* what may stand behind those in capitals: Monday */ \
	L(LIST_UNIT, "unit")		     /* what quantities are counted in */                  \
	L(LIST_MONEY, "money")                                                                     \
	L(LIST_POLICE, "police")                                                                   \
	L(LIST_ROBOT, "robot") /* allowed where that is what the saying denies */                  \
	L(LIST_ADMIT, "admit") /* never allowed */                                                 \
	L(LIST_AGE, "age")                                                                         \
	L(LIST_OTHER, "other")

enum filter_list {
#define X(id, name) id,
	FILTER_LISTS(X)
#undef X
		FILTER_LIST_COUNT
};
_Static_assert((int)FILTER_LIST_COUNT <= (int)GRAMMAR_FILTERS,
	       "struct grammar has a place for each");

/* Which rule refuses the text, or FILTER_PASSES; then its letters as GSM 7 has them (emoji left
 * out) are appended to `out`, which is what is to be sent. The saying is what was decided: its
 * place is the only one, its quantity the most, and the facts that its move is about must be there.
 * A language that the packs do not have refuses everything (FILTER_LANGUAGE). */
enum filter_rule filter_check(const struct packs *packs, const struct saying *saying,
			      struct bytes text, struct buf *out);

/* The facts that the saying is about: words for it must name them. */
uint32_t filter_facts(const struct saying *saying);

#endif
