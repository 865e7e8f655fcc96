// SPDX-License-Identifier: GPL-3.0-or-later
/* What is asked of a grammar beside its words: who speaks, which product he means; and its end. */
#include "flow/reply/grammar.h"

#include "base/mem.h"
#include "flow/reply/letters.h"

#include <string.h>

enum { SALT_REGISTER, SALT_NAME, SALT_FRIEND }; /* those that follow: grammar.c */

uint32_t grammar_register(uint64_t voice)
{
	uint64_t tenth = grammar_mix(voice, SALT_REGISTER) % 10;

	return tenth < 3 ? TAG_STREET : tenth < 8 ? TAG_PLAIN : TAG_POLITE;
}

const char *grammar_name(const struct grammar *grammar, uint64_t voice)
{
	return grammar->names[grammar_mix(voice, SALT_NAME) % grammar->name_count];
}

const char *grammar_friend(const struct grammar *grammar, uint64_t voice)
{
	return grammar->friends[grammar_mix(voice, SALT_FRIEND) % grammar->friend_count];
}

uint16_t grammar_product(const struct pack *pack, struct bytes text)
{
	struct buf folded = {0};
	const char *words, *first = NULL;
	uint16_t product = 0;

	if (pack->talk == NULL)
		return 0;
	letters_fold(text, &folded);
	words = buf_text(&folded);
	for (size_t i = 0; i < pack->talk->product_count; i++) {
		const char *there = strstr(words, pack->talk->products[i].folded);

		if (there != NULL && (first == NULL || there < first)) {
			first = there;
			product = (uint16_t)(i + 1);
		}
	}
	buf_finish(&folded);
	return product;
}

double grammar_surfaces(const struct grammar *grammar, enum move move)
{
	return grammar->lists[LISTS_MOVES + (uint32_t)move].surfaces;
}

static void free_pairs(struct grammar_pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		mem_free(pairs[i].from);
		mem_free(pairs[i].to);
		mem_free(pairs[i].folded);
	}
	mem_free(pairs);
}

static void free_words(char **words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		mem_free(words[i]);
	mem_free(words);
}

static void free_texts(char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		mem_free(texts[i]);
}

static void free_writer(struct grammar_writer *writer)
{
	mem_free(writer->system);
	mem_free(writer->untrusted);
	mem_free(writer->must);
	mem_free(writer->may);
	free_texts(writer->registers, GRAMMAR_REGISTERS);
	free_texts(writer->moves, MOVE_COUNT);
	free_texts(writer->answers, REACTION_COUNT);
	free_texts(writer->facts, GRAMMAR_FACTS);
}

void grammar_destroy(struct grammar *grammar)
{
	if (grammar == NULL)
		return;
	free_words(grammar->names, grammar->name_count);
	free_words(grammar->friends, grammar->friend_count);
	free_pairs(grammar->products, grammar->product_count);
	free_pairs(grammar->shorten, grammar->shorten_count);
	for (size_t i = 0; i < GRAMMAR_FILTERS; i++)
		free_words(grammar->filter[i].terms, grammar->filter[i].count);
	free_writer(&grammar->writer);
	mem_free(grammar->letters);
	mem_free(grammar->pieces);
	mem_free(grammar->runs);
	mem_free(grammar->texts);
	mem_free(grammar->lists);
	mem_free(grammar);
}
