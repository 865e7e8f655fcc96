// SPDX-License-Identifier: GPL-3.0-or-later
/* Finding compiled patterns in a text. */
#include "flow/classify/signs_private.h"

#include <string.h>

void word_ids_find(const struct lexicon *lexicon, const struct text *text, struct word_ids *ret_ids)
{
	uint8_t room[TEXT_WORD_MAX];

	for (size_t i = 0; i < text->word_count; i++) {
		ret_ids->as_written[i] = lexicon_find(lexicon, text_word(text, i));
		ret_ids->unstretched[i] =
			text->words[i].stretched == 0
				? 0
				: lexicon_find(lexicon, text_word_short(text, i, room));
	}
}

/* One text against the patterns. */
struct search {
	const struct signs *signs;
	const struct text *text;
	const struct word_ids *ids;
	struct signs_found *found;
};

/* A prefix, or a name. */
static bool is_part_choice(const struct search *search, const struct choice *choice, size_t place)
{
	struct bytes word = text_word(search->text, place);

	if (choice->size == 0)
		return search->text->words[place].capital && word.size > 1;
	return word.size >= choice->size &&
	       memcmp(word.data, search->signs->prefixes.data + choice->at, choice->size) == 0;
}

static bool is_step(const struct search *search, const struct step *step, size_t place)
{
	const struct choice *choices = &search->signs->choices[step->choice];
	uint32_t written = search->ids->as_written[place],
		 unstretched = search->ids->unstretched[place];
	size_t i = 0;

	for (; i < step->choice_count; i++)
		if (choices[i].id != 0 ? choices[i].id == written || choices[i].id == unstretched
				       : is_part_choice(search, &choices[i], place))
			break;
	search->found->steps += 1 + i + (i < step->choice_count);
	return i < step->choice_count;
}

static bool same_sentence(const struct text *text, size_t place)
{
	return text->words[place].sentence == text->words[place - 1].sentence;
}

/* The places a * may lead to: each bit of `places` and up to three further, never into the next
 * sentence. */
static uint32_t over_gap(const struct search *search, size_t start, uint32_t places)
{
	uint32_t fresh = places;

	for (unsigned i = 0; i < PATTERN_GAP_WORDS; i++) {
		uint32_t next = 0;

		for (uint32_t rest = fresh; rest != 0; rest &= rest - 1) {
			size_t place = start + (unsigned)__builtin_ctz(rest);

			if (place + 1 < search->text->word_count &&
			    same_sentence(search->text, place))
				next |= (rest & -rest) << 1;
		}
		fresh = next;
		places |= next;
	}
	return places;
}

/* Takes one step from every place in the set: bit i is "the next word is start + i". */
static uint32_t take_step(const struct search *search, const struct step *step, size_t start,
			  uint32_t places)
{
	uint32_t from = step->gap ? over_gap(search, start, places) : places;
	uint32_t to = step->optional ? places : 0;

	for (uint32_t rest = from; rest != 0; rest &= rest - 1) {
		unsigned bit = (unsigned)__builtin_ctz(rest);
		size_t place = start + bit;

		if (place >= search->text->word_count)
			break;
		if (step->gap && !same_sentence(search->text, place))
			continue;
		if (is_step(search, step, place))
			to |= 2u << bit;
	}
	return to;
}

static bool excluded(const struct search *search, uint32_t step, size_t place)
{
	return step != UINT32_MAX && place < search->text->word_count &&
	       is_step(search, &search->signs->steps[step], place);
}

/* Whether one of the places after the last word is as the pattern wants it. */
static bool ends_well(const struct search *search, const struct compiled *pattern, size_t start,
		      uint32_t places)
{
	for (; places != 0; places &= places - 1) {
		size_t place = start + (unsigned)__builtin_ctz(places);

		if (pattern->end && (place != search->text->word_count || search->text->cut))
			continue;
		if (!excluded(search, pattern->not_after, place))
			return true;
	}
	return false;
}

/* From the given step on, at `start`; `known` steps and their words have been found already. */
static bool matches(const struct search *search, const struct compiled *pattern, uint32_t first,
		    uint32_t known, size_t start)
{
	const struct step *steps = &search->signs->steps[pattern->step];
	uint32_t places = 1u << known;

	for (size_t i = first + known; i < pattern->step_count && places != 0; i++)
		places = take_step(search, &steps[i], start, places);
	if (places == 0)
		return false;
	if (start > 0 && excluded(search, pattern->not_before, start - 1))
		return false;
	return ends_well(search, pattern, start, places);
}

/* The kind that a sign may settle; KIND_UNCLEAR for most. */
static enum kind kind_of(int clue)
{
	switch (clue) {
	case CLUE_DISTRESS:
		return KIND_DISTRESS;
	case CLUE_STOP:
		return KIND_STOP;
	case CLUE_WRONG_NUMBER:
		return KIND_WRONG_NUMBER;
	default:
		return KIND_UNCLEAR;
	}
}

static int gravity(enum kind kind)
{
	switch (kind) {
	case KIND_DISTRESS:
		return 3;
	case KIND_STOP:
		return 2;
	case KIND_WRONG_NUMBER:
		return 1;
	default:
		return 0;
	}
}

static void set_clue(struct signs_found *found, int clue)
{
	found->clues[clue / 64] |= 1ull << (clue % 64);
}

static void note(struct signs_found *found, const struct compiled *pattern)
{
	int clue = pattern->sign->clue;
	enum kind kind = kind_of(clue);

	set_clue(found, clue);
	if (kind == KIND_UNCLEAR)
		return;
	if (gravity(kind) > gravity(found->kind)) {
		found->kind = kind;
		found->sign = pattern->sign;
		found->languages = 0;
	}
	if (kind == found->kind)
		found->languages |= 1u << pattern->language;
}

/* The word after `place` as bits of struct first's `next`; none behind the last. A word of no
 * pattern has bit 0, as id 0 has: a needless try now and then. */
static uint64_t following(const struct search *search, size_t place)
{
	if (place + 1 >= search->text->word_count)
		return 0;
	return 1ull << search->ids->as_written[place + 1] % 64 |
	       1ull << search->ids->unstretched[place + 1] % 64;
}

static void try_first(const struct search *search, const struct first *first, size_t place)
{
	const struct compiled *pattern = &search->signs->patterns[first->pattern];

	search->found->steps++;
	if ((!first->begin || place == 0) && matches(search, pattern, first->step, 2, place))
		note(search->found, pattern);
}

static void try_pair(const struct search *search, uint32_t id, uint32_t next, size_t place)
{
	const struct signs *signs = search->signs;
	uint64_t key = (uint64_t)id << 32 | next;
	uint32_t at = next == 0 ? 0 : signs->pair_slots[signs_pair_slot(signs, key)];

	search->found->steps++;
	for (; at != 0 && at <= signs->pair_count && signs->pairs[at - 1].key == key; at++) {
		const struct pair *pair = &signs->pairs[at - 1];

		if (pair->clue != CLUE_NONE)
			set_clue(search->found, (int)pair->clue);
		else
			try_first(search, &signs->firsts[pair->first], place);
	}
}

static void try_pairs(const struct search *search, uint32_t id, size_t place)
{
	uint32_t written, unstretched;

	if (place + 1 >= search->text->word_count)
		return;
	written = search->ids->as_written[place + 1];
	unstretched = search->ids->unstretched[place + 1];
	try_pair(search, id, written, place);
	if (unstretched != written)
		try_pair(search, id, unstretched, place);
}

static void try_word(const struct search *search, uint32_t id, size_t place)
{
	const struct signs *signs = search->signs;
	uint64_t next = following(search, place), near = next;

	if (id == 0 || id >= signs->index_count)
		return;
	try_pairs(search, id, place);
	for (size_t i = 1; i < SIGNS_WINDOW; i++)
		near |= following(search, place + i);
	for (uint32_t i = signs->index[id]; i < signs->index[id + 1]; i++) {
		const struct first *first = &signs->firsts[i];
		const struct compiled *pattern;

		search->found->steps++;
		if (first->clue != CLUE_NONE) {
			set_clue(search->found, first->clue);
			continue;
		}
		if ((first->begin && place != 0) ||
		    (first->next != UINT64_MAX && (first->next & (first->wide ? near : next)) == 0))
			continue;
		pattern = &signs->patterns[first->pattern];
		if (matches(search, pattern, first->step, 0, place))
			note(search->found, pattern);
	}
}

static void try_prefix(const struct search *search, size_t place)
{
	struct bytes word = text_word(search->text, place);
	uint8_t key[PREFIX_KEY] = {PREFIX_MARK};

	if (search->signs->prefixes.size == 0 || word.size < PATTERN_PREFIX_MIN)
		return;
	memcpy(key + 1, word.data, PATTERN_PREFIX_MIN);
	try_word(search, lexicon_find(search->signs->lexicon, BYTES_OF(key)), place);
}

void signs_find(const struct signs *signs, const struct text *text, const struct word_ids *ids,
		struct signs_found *ret_found)
{
	struct search search = {signs, text, ids, ret_found};

	*ret_found = (struct signs_found){.kind = KIND_UNCLEAR};
	for (size_t i = 0; i < text->word_count; i++) {
		try_word(&search, ids->as_written[i], i);
		if (ids->unstretched[i] != ids->as_written[i])
			try_word(&search, ids->unstretched[i], i);
		try_prefix(&search, i);
	}
}
