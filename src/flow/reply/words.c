// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/reply/words.h"

#include <string.h>

/* ITU-T E.164: the countries our languages are written from. A code shared by several countries
 * (+1, +44 with its islands) counts only where it makes no difference; what is not here is "another
 * country". */
static const struct {
	const char *code, *country;
} calling_codes[] = {
	{"+32", "BE"}, {"+33", "FR"},  {"+31", "NL"}, {"+352", "LU"}, {"+41", "CH"},
	{"+44", "GB"}, {"+353", "IE"}, {"+49", "DE"}, {"+377", "MC"},
};

/* Nobody's code: fiction stands for a sender at home. */
static const char fiction[] = "+999";

const char *words_country(const char *address, const char *house_country)
{
	if (address[0] != '+' || strncmp(address, fiction, strlen(fiction)) == 0)
		return house_country;
	for (size_t i = 0; i < sizeof calling_codes / sizeof calling_codes[0]; i++) {
		const char *code = calling_codes[i].code;

		if (strncmp(address, code, strlen(code)) == 0)
			return calling_codes[i].country;
	}
	return "";
}

static const struct pack *pack_of(const struct packs *packs, enum language language)
{
	for (size_t i = 0; i < packs->count; i++) {
		if (packs->packs[i].language == (int)language)
			return &packs->packs[i];
	}
	return NULL;
}

static bool speaks(const struct line *line, enum language language)
{
	for (size_t i = 0; i < line->language_count; i++) {
		if (line->languages[i] == language)
			return true;
	}
	return false;
}

/* The n-th text of the move for exactly this country ("": any); NULL when there are fewer. */
static const struct pack_answer *nth(const struct pack *pack, enum move move, const char *country,
				     size_t n)
{
	for (size_t i = 0; i < pack->answer_count; i++) {
		const struct pack_answer *answer = &pack->answers[i];

		if (answer->move == (int)move && strcmp(answer->country, country) == 0 && n-- == 0)
			return answer;
	}
	return NULL;
}

/* One of the texts at random: the draw's top 32 bits scaled, so that no text is favoured by more
 * than 1 in 2^32. */
static const struct pack_answer *drawn(const struct pack *pack, enum move move, const char *country,
				       uint64_t draw)
{
	size_t count = 0;

	while (nth(pack, move, country, count) != NULL)
		count++;
	return count == 0 ? NULL : nth(pack, move, country, (size_t)((draw >> 32) * count >> 32));
}

static const struct pack_answer *pick_in(const struct packs *packs, enum language language,
					 enum move move, const char *country, uint64_t draw)
{
	const struct pack *pack = pack_of(packs, language);
	const struct pack_answer *answer = NULL;

	if (pack == NULL)
		return NULL;
	if (country[0] != '\0')
		answer = drawn(pack, move, country, draw);
	return answer != NULL ? answer : drawn(pack, move, "", draw);
}

enum err words_pick(const struct packs *packs, const struct line *line, const char *house_country,
		    const char *to, enum move move, enum language language, uint64_t draw,
		    struct bytes *ret_text, enum language *ret_language, struct error *error_r)
{
	const char *country = words_country(to, house_country);
	enum language own = line->language_count > 0 ? line->languages[0] : LANGUAGE_UNKNOWN;
	const struct pack_answer *answer = NULL;

	if (language != LANGUAGE_UNKNOWN && speaks(line, language))
		answer = pick_in(packs, language, move, country, draw);
	if (answer == NULL) {
		language = own;
		answer = pick_in(packs, own, move, country, draw);
	}
	if (answer == NULL)
		return error_set(error_r, ERR_ABSENT, "no text for \"%s\" in \"%s\" in the packs",
				 move_name(move), language_name(own));
	*ret_text = bytes_of_text(answer->text);
	*ret_language = language;
	return ERR_NONE;
}
