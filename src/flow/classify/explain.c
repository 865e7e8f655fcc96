// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/explain.h"

#include <stdio.h>
#include <string.h>

struct search {
	const struct models *models;
	const struct readout *readout;
	size_t column;
	struct reason *reasons;
	size_t count;
};

static void keep(struct search *search, float weight, const char *text)
{
	size_t at = search->count < REASONS_MAX ? search->count : REASONS_MAX;

	if (weight <= 0)
		return;
	while (at > 0 && search->reasons[at - 1].weight < weight)
		at--;
	if (at == REASONS_MAX)
		return;
	if (search->count < REASONS_MAX)
		search->count++;
	memmove(search->reasons + at + 1, search->reasons + at,
		(search->count - 1 - at) * sizeof *search->reasons);
	search->reasons[at].weight = weight;
	snprintf(search->reasons[at].text, sizeof search->reasons[at].text, "%s", text);
}

/* Beyond the mean of all kinds: what speaks for every kind is no reason for one. */
static float weight_of(const struct search *search, uint32_t id, enum gram_block block)
{
	const struct linear *kinds = &search->models->kinds;
	float mean = 0;

	for (size_t i = 0; i < COLUMN_KINDS; i++)
		mean += kinds->column[i].slope * linear_weight(kinds, id, i) / COLUMN_KINDS;
	return search->readout->grams.weight[block] *
	       (kinds->column[search->column].slope *
			linear_weight(kinds, id, search->column) -
		mean);
}

/* A word speaks by itself and by its letters. */
static void consider_word(struct search *search, size_t index)
{
	uint8_t room[TEXT_WORD_MAX];
	struct bytes word = text_word_short(&search->readout->text, index, room);
	uint32_t ids[GRAMS_WORD_MAX];
	size_t count = grams_letters(word, ids);
	float weight = weight_of(search, grams_word(word), GRAMS_WORDS);
	char text[REASON_TEXT_MAX];

	for (size_t i = 0; i < count; i++)
		weight += weight_of(search, ids[i], GRAMS_LETTERS);
	snprintf(text, sizeof text, "the word \"%.*s\"", (int)word.size, (const char *)word.data);
	keep(search, weight, text);
}

static void consider_pair(struct search *search, size_t index)
{
	uint8_t first_room[TEXT_WORD_MAX], second_room[TEXT_WORD_MAX];
	struct bytes first = text_word_short(&search->readout->text, index, first_room);
	struct bytes second = text_word_short(&search->readout->text, index + 1, second_room);
	char text[REASON_TEXT_MAX + 2 * TEXT_WORD_MAX];

	snprintf(text, sizeof text, "the words \"%.*s %.*s\"", (int)first.size,
		 (const char *)first.data, (int)second.size, (const char *)second.data);
	keep(search, weight_of(search, grams_pair(first, second), GRAMS_WORDS), text);
}

static void consider_clues(struct search *search, const struct classify *classify)
{
	const struct signs *signs = classify_signs(classify);

	for (int clue = CLUE_NONE + 1; clue < CLUES_MAX; clue++) {
		char text[REASON_TEXT_MAX];

		if (!signs_have(&search->readout->found, clue))
			continue;
		snprintf(text, sizeof text, "speaks of: %s", signs_clue_name(signs, clue));
		keep(search, weight_of(search, grams_clue(signs, clue), GRAMS_CLUES), text);
	}
}

static void consider_traits(struct search *search)
{
	for (int trait = 0; trait < TRAIT_COUNT; trait++)
		if (traits_have(&search->readout->traits, (enum trait)trait))
			keep(search, weight_of(search, grams_trait((enum trait)trait), GRAMS_CLUES),
			     trait_name((enum trait)trait));
}

size_t explain(const struct classify *classify, const struct readout *readout, enum kind kind,
	       struct reason ret_reasons[REASONS_MAX])
{
	struct search search = {.models = classify_models(classify),
				.readout = readout,
				.column = models_column(kind),
				.reasons = ret_reasons};

	if (search.models == NULL || search.column == SIZE_MAX)
		return 0;
	for (size_t i = 0; i < readout->text.word_count; i++)
		consider_word(&search, i);
	for (size_t i = 0; i + 1 < readout->text.word_count; i++)
		consider_pair(&search, i);
	consider_clues(&search, classify);
	consider_traits(&search);
	return search.count;
}
