// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Meeting places, as the text names them and without the preposition: "aan het station" is "het
 * station", "au parc" is "parc". Precision goes before recall: what follows must be a noun of
 * places
 * ("kerk", "gare", "car park"), a shop or a town that the tables know, or a name, which its capital
 * shows or the preposition does ("outside the chippy").
 */
#include "flow/classify/slots_private.h"

#include <math.h>

enum { PLACE_WORDS = 6 };

/* What a place, or what leads to it, may begin with; most words do not. */
#define MAY_BEGIN                                                                                  \
	(IS_PREP | IS_STRONG | IS_CITY_PREP | IS_COTE | IS_NEXT | IS_IN | IS_PLACE | IS_NAMEABLE | \
	 IS_MODIFIER | IS_BRAND | IS_CITY)

/* What may be taken for a place behind one preposition. */
struct opening {
	size_t at;	   /* the first token behind it */
	bool known;	   /* nouns, shops, towns; else only what is capital */
	bool city;	   /* a town without an article */
	bool need_article; /* a noun only behind one */
	bool capital;	   /* a capital word behind an article */
	bool bare_capital; /* one without */
	bool any;	   /* any one word behind an article */
};

/* ---- prepositions ---- */

/* "next to", "in front of", "à côté de", "en face du", "près de" */
static size_t long_preposition(const struct scan *scan, size_t index)
{
	if (is(scan, index, IS_NEXT) && is(scan, index + 1, IS_TO))
		return index + 2;
	if (is(scan, index, IS_IN) && is(scan, index + 1, IS_NEXT) && is(scan, index + 2, IS_OF))
		return index + 3;
	if (is(scan, index, IS_COTE) && is(scan, index + 1, IS_LINK))
		return index + 2;
	return index;
}

static bool read_opening(const struct scan *scan, size_t index, struct opening *opening)
{
	size_t end = long_preposition(scan, index);
	bool strong = end > index || is(scan, index, IS_STRONG);

	*opening =
		(struct opening){.at = end > index ? end : index + 1,
				 .known = strong || is(scan, index, IS_PREP),
				 .city = strong || is(scan, index, IS_CITY_PREP),
				 .need_article = is(scan, index, IS_NEEDS_ARTICLE),
				 .capital = strong || is(scan, index, IS_NAME_ARTICLE | IS_FUSED),
				 .bare_capital = is(scan, index, IS_NAME_PREP) ||
						 (end > index && is(scan, index, IS_NEXT)),
				 .any = strong};
	/* "du", "au" hold their article */
	opening->any &= !is(scan, index, IS_FUSED);
	return opening->known || opening->city;
}

/* ---- the words of a place ---- */

static bool is_unknown(const struct scan *scan, size_t index)
{
	const struct token *token = token_at(scan, index);

	return token->kind == TOKEN_WORD && token->roles == 0 && token->size >= 3;
}

static bool is_name(const struct scan *scan, size_t index)
{
	return is_unknown(scan, index) && token_at(scan, index)->capital;
}

static bool joins(const struct scan *scan, size_t index)
{
	return is_kind(scan, index, TOKEN_WORD) || is_joint(scan, index, '-');
}

/* A house's number behind a street, and no price or time. */
static size_t skip_house(const struct scan *scan, size_t index)
{
	const struct token *number = token_at(scan, index);

	if (number->kind != TOKEN_NUMBER || number->digits > 3 || !slots_ends(scan, index + 1) ||
	    is_sign(scan, index + 1, ':') || is_sign(scan, index + 1, SIGN_EURO))
		return index;
	return index + 1;
}

/* Goes on behind a head: "station Berchem", "gare du Midi", "parking van de Colruyt". */
static size_t place_tail(const struct scan *scan, size_t begin, size_t end, bool open)
{
	bool street = is(scan, end - 1, IS_STREET);

	for (size_t at = end; at < begin + PLACE_WORDS && joins(scan, at); at++) {
		if (is(scan, at, IS_PLACE | IS_CITY | IS_PART) || is_name(scan, at)) {
			if (is(scan, at, IS_NEUTRAL | IS_PREP) && !is_sign(scan, at - 1, '-') &&
			    !is(scan, at - 1, IS_LINK))
				break;
			street |= is(scan, at, IS_STREET);
			end = at + 1;
			open = false;
		} else if (open && is_unknown(scan, at)) {
			end = at + 1;
			open = false;
		} else if (!is(scan, at, IS_LINK | IS_MODIFIER) && !is_joint(scan, at, '-')) {
			break;
		}
	}
	return street ? skip_house(scan, end) : end;
}

/* The end of the place whose words begin at `index`; `index`: there is none. */
static size_t place_end(const struct scan *scan, size_t index, const struct opening *opening)
{
	size_t at = index;
	bool article = is(scan, at, IS_ARTICLE);

	at += article;
	while (is(scan, at, IS_MODIFIER) && !is(scan, at, IS_PLACE) && at < index + 3)
		at++;
	article |= is(scan, at, IS_ELIDED);
	if (is(scan, at, IS_PLACE)) {
		if (opening->need_article && !article && !is(scan, at, IS_BRAND))
			return index;
		return place_tail(scan, index, at + 1, !article && is(scan, at, IS_NAMEABLE));
	}
	if (is(scan, at, IS_NAMEABLE) &&
	    (is_name(scan, at + 1) || is(scan, at + 1, IS_CITY) || is_unknown(scan, at + 1)))
		return place_tail(scan, index, at + 1, true);
	if (is(scan, at, IS_CITY) && opening->city)
		return place_tail(scan, index, at + 1, false);
	if (is_name(scan, at) && (article ? opening->capital : opening->bare_capital))
		return place_tail(scan, index, at + 1, false);
	/* "outside the chippy" */
	if (article && opening->any && is_unknown(scan, at))
		return place_tail(scan, index, at + 1, false);
	/* "at Mill Road" */
	if (is_name(scan, at) && is(scan, at + 1, IS_PLACE))
		return place_tail(scan, index, at + 2, false);
	return index;
}

/* ---- without a preposition ---- */

/* "place Flagey", "place de la Bourse", and not "place de parking" */
static bool is_named(const struct scan *scan, size_t index)
{
	for (int links = 0; links < 2 && is(scan, index, IS_LINK); links++)
		index++;
	return is_name(scan, index) || is(scan, index, IS_CITY);
}

/* "gare du Midi", "métro Simonis", "rue Neuve", "parking van de Colruyt", "corner of" */
static size_t bare_place(const struct scan *scan, size_t index)
{
	bool nameable = is(scan, index, IS_NAMEABLE);
	size_t head = index, end;

	if (is(scan, index - 1, IS_PER) && !is(scan, index - 1, IS_ARTICLE))
		return index;
	if (is(scan, index, IS_STREET) && is(scan, index, IS_DUTCH) &&
	    token_at(scan, index)->capital)
		return place_tail(scan, index, index + 1, false);
	if (is(scan, index, IS_MODIFIER) && is(scan, index + 1, IS_PLACE))
		head++;
	if (!nameable && !is(scan, head, IS_PLACE))
		return index;
	if (is(scan, index, IS_CAPITAL_ONLY) && !is_named(scan, index + 1))
		return index;
	end = place_tail(scan, index, head + 1,
			 nameable && !is(scan, index, IS_CAPITAL_ONLY) &&
				 !is(scan, index - 1, IS_ARTICLE));
	if (end == head + 1 || (!nameable && !is(scan, head + 1, IS_LINK)))
		return index;
	return end;
}

/* What a town's or a street's name begins: "Berchem station", "Mill Road". */
static size_t named_place(const struct scan *scan, size_t index)
{
	if (token_at(scan, index)->capital && is(scan, index, IS_MODIFIER) &&
	    is(scan, index + 1, IS_STREET))
		return place_tail(scan, index, index + 2, false);
	if (!is(scan, index, IS_CITY | IS_BRAND) && !is_name(scan, index))
		return index;
	if (!is(scan, index + 1, IS_PLACE) || is_glued(scan, index + 1) ||
	    is(scan, index + 1, IS_BRAND | IS_CITY | IS_NEUTRAL | IS_PREP))
		return index;
	if (!is(scan, index, IS_CITY) && is_name(scan, index) && (scan->languages & SPOKEN_E) == 0)
		return index;
	return place_tail(scan, index, index + 2, false);
}

static size_t add_place(struct scan *scan, size_t from, size_t to)
{
	slots_add(scan, SLOT_PLACE, from, to, NAN, UNIT_NONE);
	return to;
}

size_t slots_match_place(struct scan *scan, size_t index)
{
	struct opening opening;
	size_t end;

	if (!is(scan, index, MAY_BEGIN) && !is_name(scan, index))
		return index;
	if (is_glued(scan, index) && is_kind(scan, index - 1, TOKEN_NUMBER))
		return index;
	if (read_opening(scan, index, &opening)) {
		end = place_end(scan, opening.at, &opening);
		if (end > opening.at)
			return add_place(scan, opening.at, end);
	}
	end = bare_place(scan, index);
	if (end == index)
		end = named_place(scan, index);
	return end > index ? add_place(scan, index, end) : index;
}
