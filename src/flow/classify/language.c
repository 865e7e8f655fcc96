// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/language.h"

#include <string.h>

enum {
	POINTS_WORD = 4,   /* a word that only one of the languages has */
	POINTS_SHARED = 1, /* one that two have; what all have says nothing */
	POINTS_ENOUGH = 4, /* the least a language needs */
	POINTS_AHEAD = 2,  /* and by how much it must lead */
	POINTS_SURE = 8,   /* a lead that letters cannot overturn: they are not looked at */
	WORDS_LOOKED_AT = 60,
	BIT_NL = 1 << LANGUAGE_NL,
	BIT_FR = 1 << LANGUAGE_FR,
	BIT_EN = 1 << LANGUAGE_EN,
};

static const struct {
	enum mark mark;
	enum language language;
	int points;
} mark_clues[] = {
	{MARK_ELISION, LANGUAGE_FR, 3},	   {MARK_CEDILLA, LANGUAGE_FR, 4},
	{MARK_CIRCUMFLEX, LANGUAGE_FR, 3}, {MARK_GRAVE, LANGUAGE_FR, 3},
	{MARK_ACUTE, LANGUAGE_FR, 2},	   {MARK_LIGATURE, LANGUAGE_FR, 2},
};

/* Letters within words. `where`: '^' at the beginning, '$' at the end, '*' anywhere. Hand-picked.
 */
static const struct {
	char where;
	const char *letters;
	unsigned languages;
} letter_clues[] = {
	{'*', "ij", BIT_NL},
	{'*', "aa", BIT_NL},
	{'*', "uu", BIT_NL},
	{'*', "sch", BIT_NL},
	{'*', "cht", BIT_NL},
	{'*', "oe", BIT_NL},
	{'$', "heid", BIT_NL},
	{'$', "lijk", BIT_NL},
	{'$', "tje", BIT_NL},
	{'^', "ge", BIT_NL},
	{'^', "ver", BIT_NL},
	{'$', "en", BIT_NL},
	{'*', "eeu", BIT_NL},
	{'*', "ui", BIT_NL},
	{'*', "kk", BIT_NL},
	{'^', "z", BIT_NL},
	{'*', "eau", BIT_FR},
	{'$', "aux", BIT_FR},
	{'$', "eux", BIT_FR},
	{'$', "eur", BIT_FR},
	{'$', "ez", BIT_FR},
	{'$', "ais", BIT_FR},
	{'$', "ait", BIT_FR},
	{'*', "oi", BIT_FR},
	{'$', "que", BIT_FR},
	{'*', "ill", BIT_FR},
	{'*', "gn", BIT_FR},
	{'$', "ee", BIT_FR},
	{'*', "eu", BIT_FR},
	{'$', "ique", BIT_FR},
	{'$', "ment", BIT_FR},
	{'$', "aire", BIT_FR},
	{'*', "th", BIT_EN},
	{'*', "wh", BIT_EN},
	{'*', "sh", BIT_EN},
	{'*', "ght", BIT_EN},
	{'$', "ing", BIT_EN},
	{'$', "ed", BIT_EN},
	{'$', "ly", BIT_EN},
	{'*', "ough", BIT_EN},
	{'$', "ness", BIT_EN},
	{'$', "ful", BIT_EN},
	{'$', "ck", BIT_EN},
	{'$', "y", BIT_EN},
	{'*', "ea", BIT_EN},
	{'*', "ow", BIT_EN},
	{'$', "tion", BIT_EN | BIT_FR},
	{'*', "q", BIT_FR | BIT_EN},
};

void language_learn(const struct packs *packs, struct lexicon *lexicon)
{
	struct text text;

	for (size_t p = 0; p < packs->count; p++) {
		const struct pack *pack = &packs->packs[p];

		for (size_t i = 0; i < pack->word_count; i++) {
			uint32_t id;

			normalise(bytes_of_text(pack->words[i]), &text);
			if (text.word_count != 1)
				continue; /* packs_load() refuses these */
			id = lexicon_add(lexicon, text_word(&text, 0));
			lexicon->entries[id].languages |= (uint16_t)(1u << pack->language);
		}
	}
}

static void give(int points[LANGUAGE_COUNT], unsigned languages, int how_many)
{
	for (int language = LANGUAGE_UNKNOWN + 1; language < LANGUAGE_COUNT; language++) {
		if (languages & 1u << language)
			points[language] += how_many;
	}
}

static void count_word(const struct lexicon *lexicon, uint32_t id, int points[LANGUAGE_COUNT])
{
	unsigned languages = lexicon->entries[id].languages;
	int shared = __builtin_popcount(languages);

	if (shared == 1)
		give(points, languages, POINTS_WORD);
	else if (shared < LANGUAGE_COUNT - 1)
		give(points, languages, POINTS_SHARED);
}

/* `order` takes the best and the second best. */
static void rank(const int points[LANGUAGE_COUNT], int order[2])
{
	order[0] = order[1] = LANGUAGE_UNKNOWN;
	for (int language = LANGUAGE_UNKNOWN + 1; language < LANGUAGE_COUNT; language++) {
		if (points[language] > points[order[0]]) {
			order[1] = order[0];
			order[0] = language;
		} else if (points[language] > points[order[1]]) {
			order[1] = language;
		}
	}
}

static bool holds(struct bytes word, char where, const char *letters)
{
	size_t size = strlen(letters);

	if (word.size <= size)
		return false;
	if (where == '^')
		return memcmp(word.data, letters, size) == 0;
	if (where == '$')
		return memcmp(word.data + word.size - size, letters, size) == 0;
	return memmem(word.data, word.size, letters, size) != NULL;
}

static void count_letters(struct bytes word, int points[LANGUAGE_COUNT])
{
	for (size_t i = 0; i < sizeof letter_clues / sizeof letter_clues[0]; i++) {
		if (holds(word, letter_clues[i].where, letter_clues[i].letters))
			give(points, letter_clues[i].languages, 1);
	}
}

static bool leads(const int points[LANGUAGE_COUNT], const int order[2], int by)
{
	return points[order[0]] >= POINTS_ENOUGH && points[order[0]] - points[order[1]] >= by;
}

enum language language_guess(const struct lexicon *lexicon, const struct text *text,
			     const struct word_ids *ids)
{
	int points[LANGUAGE_COUNT] = {0};
	int order[2];
	size_t count = text->word_count < WORDS_LOOKED_AT ? text->word_count : WORDS_LOOKED_AT;

	for (size_t i = 0; i < sizeof mark_clues / sizeof mark_clues[0]; i++)
		points[mark_clues[i].language] +=
			mark_clues[i].points * (int)text->marks[mark_clues[i].mark];
	for (size_t i = 0; i < count; i++) {
		uint32_t id = ids->as_written[i];

		if (id == 0 || lexicon->entries[id].languages == 0)
			id = ids->unstretched[i];
		if (id != 0)
			count_word(lexicon, id, points);
	}
	rank(points, order);
	if (!leads(points, order, POINTS_SURE)) {
		for (size_t i = 0; i < count; i++)
			count_letters(text_word(text, i), points);
		rank(points, order);
	}
	return leads(points, order, POINTS_AHEAD) ? (enum language)order[0] : LANGUAGE_UNKNOWN;
}
