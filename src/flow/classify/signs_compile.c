// SPDX-License-Identifier: GPL-3.0-or-later
/* The patterns of the packs, compiled once at start: signs_private.h says into what. */
#include "flow/classify/signs_private.h"

#include "base/hash.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for one more of an array that grows. */
#define ROOM_FOR_ONE(array, count, room)                                                           \
	do {                                                                                       \
		if ((count) == (room)) {                                                           \
			(room) = (room) == 0 ? 64 : (room)*2;                                      \
			(array) = mem_grow((array), (room), sizeof *(array));                      \
		}                                                                                  \
	} while (0)

static uint32_t prefix_id(struct lexicon *lexicon, struct bytes prefix)
{
	uint8_t key[PREFIX_KEY] = {PREFIX_MARK};

	memcpy(key + 1, prefix.data, PATTERN_PREFIX_MIN);
	return lexicon_add(lexicon, BYTES_OF(key));
}

static void add_first(struct signs *signs, uint32_t id, uint32_t step)
{
	ROOM_FOR_ONE(signs->firsts, signs->first_count, signs->first_room);
	signs->firsts[signs->first_count++] = (struct first){
		.id = id, .pattern = (uint32_t)signs->pattern_count, .step = (uint16_t)step};
}

/* Lists the pattern under each word it may begin with: those of its first step, and of the next
 * while that one may be left out. */
static void add_firsts(struct signs *signs, struct lexicon *lexicon, const struct pattern *pattern)
{
	for (uint32_t s = 0; s < pattern->step_count; s++) {
		const struct pattern_step *step = &pattern->steps[s];

		for (size_t i = step->choice; i < (size_t)step->choice + step->choice_count; i++) {
			const struct pattern_choice *choice = &pattern->choices[i];
			struct bytes word = {pattern->words + choice->at, choice->size};

			add_first(signs,
				  choice->prefix ? prefix_id(lexicon, word)
						 : lexicon_add(lexicon, word),
				  s);
		}
		if (!step->optional)
			break;
	}
}

static void add_choice(struct signs *signs, struct lexicon *lexicon, const struct pattern *pattern,
		       const struct pattern_choice *from)
{
	struct bytes word = {pattern->words + from->at, from->size};
	struct choice choice = {0};

	if (from->prefix) {
		choice.at = (uint32_t)signs->prefixes.size;
		choice.size = from->size;
		buf_add(&signs->prefixes, word.data, word.size);
	} else if (from->size > 0) {
		choice.id = lexicon_add(lexicon, word);
	}
	ROOM_FOR_ONE(signs->choices, signs->choice_count, signs->choice_room);
	signs->choices[signs->choice_count++] = choice;
}

static uint32_t add_step(struct signs *signs, struct lexicon *lexicon,
			 const struct pattern *pattern, const struct pattern_step *from)
{
	struct step step = {.choice = (uint32_t)signs->choice_count,
			    .choice_count = from->choice_count,
			    .optional = from->optional,
			    .gap = from->gap};

	for (size_t i = 0; i < from->choice_count; i++)
		add_choice(signs, lexicon, pattern, &pattern->choices[from->choice + i]);
	ROOM_FOR_ONE(signs->steps, signs->step_count, signs->step_room);
	signs->steps[signs->step_count] = step;
	return (uint32_t)signs->step_count++;
}

static uint32_t add_exclusion(struct signs *signs, struct lexicon *lexicon,
			      const struct pattern *pattern, const struct pattern_step *from)
{
	return from->choice_count == 0 ? UINT32_MAX : add_step(signs, lexicon, pattern, from);
}

static void add_pattern(struct signs *signs, struct lexicon *lexicon, const struct pack_sign *sign,
			int language)
{
	struct pattern pattern;
	struct compiled compiled = {.sign = sign, .language = (unsigned)language};
	enum err err = pattern_parse(sign->pattern, &pattern, NULL);

	assert(err == ERR_NONE); /* checked when the pack was read */
	(void)err;
	compiled.not_before = add_exclusion(signs, lexicon, &pattern, &pattern.not_before);
	compiled.not_after = add_exclusion(signs, lexicon, &pattern, &pattern.not_after);
	compiled.begin = pattern.begin;
	compiled.end = pattern.end;
	compiled.step = (uint32_t)signs->step_count;
	compiled.step_count = (uint32_t)pattern.step_count;
	for (size_t i = 0; i < pattern.step_count; i++)
		add_step(signs, lexicon, &pattern, &pattern.steps[i]);
	add_firsts(signs, lexicon, &pattern);
	ROOM_FOR_ONE(signs->patterns, signs->pattern_count, signs->pattern_room);
	signs->patterns[signs->pattern_count++] = compiled;
}

static int compare_firsts(const void *a, const void *b)
{
	const struct first *left = a, *right = b;

	if (left->paired != right->paired)
		return left->paired ? 1 : -1;
	if (left->id != right->id)
		return left->id < right->id ? -1 : 1;
	if (left->pattern != right->pattern)
		return left->pattern < right->pattern ? -1 : 1;
	return (left->step > right->step) - (left->step < right->step);
}

/* What may follow a step, in 64 bits: most tries end here, without looking at the pattern. `ret_wide`: not next to it, but within
 * SIGNS_WINDOW words, since a gap or words that may be left out stand between. */
static uint64_t next_of(const struct signs *signs, const struct compiled *pattern, uint32_t step,
			bool *ret_wide)
{
	uint64_t next = 0;
	uint32_t optional = 0;

	*ret_wide = false;
	for (uint32_t s = step + 1; s < pattern->step_count; s++) {
		const struct step *following = &signs->steps[pattern->step + s];

		*ret_wide |= following->gap;
		for (uint32_t i = 0; i < following->choice_count; i++) {
			uint32_t id = signs->choices[following->choice + i].id;

			if (id == 0)
				return UINT64_MAX;
			next |= 1ull << id % 64;
		}
		if (!following->optional)
			return *ret_wide && optional > SIGNS_WINDOW - PATTERN_GAP_WORDS - 1
				       ? UINT64_MAX
				       : next;
		optional++;
		if (*ret_wide) /* a second gap may follow */
			return UINT64_MAX;
	}
	return UINT64_MAX; /* the pattern may end here */
}

/* The clue of a pattern that has so many steps and no condition, unless it settles a kind, which is noted with its pattern; else 0. */
static int whole_clue(const struct signs *signs, const struct first *first, uint32_t steps)
{
	const struct compiled *pattern = &signs->patterns[first->pattern];
	int clue = pattern->sign->clue;

	if (first->step != 0 || pattern->step_count != steps || pattern->begin || pattern->end ||
	    pattern->not_before != UINT32_MAX || pattern->not_after != UINT32_MAX)
		return CLUE_NONE;
	return clue == CLUE_STOP || clue == CLUE_DISTRESS || clue == CLUE_WRONG_NUMBER ? CLUE_NONE
										      : clue;
}

/* A word of the lexicon that is a choice by itself: what is listed under a prefix must be compared. */
static bool is_whole_word(const struct signs *signs, const struct first *first)
{
	const struct compiled *pattern = &signs->patterns[first->pattern];
	const struct step *step = &signs->steps[pattern->step + first->step];

	for (uint32_t i = 0; i < step->choice_count; i++)
		if (signs->choices[step->choice + i].id == first->id)
			return true;
	return false;
}

static void finish_firsts(struct signs *signs)
{
	for (size_t i = 0; i < signs->first_count; i++) {
		struct first *first = &signs->firsts[i];
		const struct compiled *pattern = &signs->patterns[first->pattern];

		first->begin = pattern->begin;
		if (is_whole_word(signs, first))
			first->clue = (uint16_t)whole_clue(signs, first, 1);
		first->next = next_of(signs, pattern, first->step, &first->wide);
	}
}

/* The step that must follow at once, by words that are known; NULL: it is not so simple. */
static const struct step *only_next(const struct signs *signs, const struct first *first)
{
	const struct compiled *pattern = &signs->patterns[first->pattern];
	const struct step *next;

	if (first->step + 1u >= pattern->step_count)
		return NULL;
	next = &signs->steps[pattern->step + first->step + 1];
	if (next->optional || next->gap || next->choice_count > PAIRED_CHOICES_MAX)
		return NULL;
	for (uint32_t i = 0; i < next->choice_count; i++)
		if (signs->choices[next->choice + i].id == 0)
			return NULL;
	return next;
}

static void add_pairs(struct signs *signs, uint32_t at, const struct step *next)
{
	for (uint32_t i = 0; i < next->choice_count; i++) {
		uint64_t key =
			(uint64_t)signs->firsts[at].id << 32 | signs->choices[next->choice + i].id;

		ROOM_FOR_ONE(signs->pairs, signs->pair_count, signs->pair_room);
		signs->pairs[signs->pair_count++] = (struct pair){
			key, at,
			is_whole_word(signs, &signs->firsts[at])
				? (uint32_t)whole_clue(signs, &signs->firsts[at], 2)
				: CLUE_NONE};
	}
}

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *left = a, *right = b;

	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return (left->first > right->first) - (left->first < right->first);
}

size_t signs_pair_slot(const struct signs *signs, uint64_t key)
{
	size_t slot = (key * 0x9e3779b97f4a7c15u >> 32) & (signs->pair_slot_count - 1);

	while (signs->pair_slots[slot] != 0 && signs->pairs[signs->pair_slots[slot] - 1].key != key)
		slot = (slot + 1) & (signs->pair_slot_count - 1);
	return slot;
}

static void index_pairs(struct signs *signs)
{
	if (signs->pair_count > 0)
		qsort(signs->pairs, signs->pair_count, sizeof *signs->pairs, compare_pairs);
	for (signs->pair_slot_count = 64; signs->pair_slot_count < signs->pair_count * 2;)
		signs->pair_slot_count *= 2;
	signs->pair_slots = mem_alloc(signs->pair_slot_count, sizeof *signs->pair_slots);
	for (uint32_t i = 0; i < signs->pair_count; i++)
		if (i == 0 || signs->pairs[i].key != signs->pairs[i - 1].key)
			signs->pair_slots[signs_pair_slot(signs, signs->pairs[i].key)] = i + 1;
}

/* Those that are in pairs stay in `firsts`, where pairs find them, behind the others: out of every
 * word's range. */
static void make_index(struct signs *signs)
{
	uint32_t at = 0;
	size_t alone = 0;

	finish_firsts(signs);
	for (size_t i = 0; i < signs->first_count; i++)
		signs->firsts[i].paired = only_next(signs, &signs->firsts[i]) != NULL;
	if (signs->first_count > 0)
		qsort(signs->firsts, signs->first_count, sizeof *signs->firsts, compare_firsts);
	while (alone < signs->first_count && !signs->firsts[alone].paired)
		alone++;
	for (size_t i = alone; i < signs->first_count; i++)
		add_pairs(signs, (uint32_t)i, only_next(signs, &signs->firsts[i]));
	index_pairs(signs);
	signs->index_count = signs->lexicon->count;
	signs->index = mem_alloc(signs->index_count + 1, sizeof *signs->index);
	for (uint32_t id = 0; id <= signs->index_count; id++) {
		while (at < alone && signs->firsts[at].id < id)
			at++;
		signs->index[id] = at;
	}
}

/* What one try can cost: each step compared with each place it may be at, then the exclusions. */
static size_t cost_of(const struct signs *signs, const struct compiled *pattern)
{
	size_t cost = 0, places = 1;

	for (size_t i = 0; i < pattern->step_count; i++) {
		const struct step *step = &signs->steps[pattern->step + i];

		places += step->gap ? PATTERN_GAP_WORDS : 0;
		places += step->optional ? 1 : 0;
		cost += places * (step->choice_count + 1);
	}
	return cost + 1 + (places + 1) * (PATTERN_CHOICES_MAX + 1);
}

/* The worst word begins every pattern, at each step that may be its first, as written, unstretched
 * and as a prefix. */
static size_t bound_of(const struct signs *signs)
{
	size_t bound = 0;

	for (size_t i = 0; i < signs->pattern_count; i++) {
		const struct compiled *pattern = &signs->patterns[i];
		size_t tries = 1;

		while (tries < pattern->step_count &&
		       signs->steps[pattern->step + tries - 1].optional)
			tries++;
		bound += 3 * tries * cost_of(signs, pattern);
	}
	return bound;
}

static void name_clues(struct signs *signs, const struct packs *packs)
{
	static const char *const known[] = {
#define X(id, name) name,
		CLUES(X)
#undef X
	};

	for (size_t i = 0; i < CLUES_MAX; i++) {
		const char *name = i < CLUE_KNOWN ? known[i]
				   : i - CLUE_KNOWN < packs->concept_count
					   ? packs->concepts[i - CLUE_KNOWN]
					   : "";

		signs->clue_names[i] = name;
		signs->clue_hashes[i] = hash_bytes(0, (const uint8_t *)name, strlen(name));
	}
}

const char *signs_clue_name(const struct signs *signs, int clue)
{
	return signs->clue_names[clue];
}

uint32_t signs_clue_hash(const struct signs *signs, int clue)
{
	return signs->clue_hashes[clue];
}

struct signs *signs_create(const struct packs *packs, struct lexicon *lexicon)
{
	struct signs *signs = mem_alloc(1, sizeof *signs);

	signs->lexicon = lexicon;
	for (size_t p = 0; p < packs->count; p++) {
		const struct pack *pack = &packs->packs[p];

		for (size_t i = 0; i < pack->sign_count; i++)
			add_pattern(signs, lexicon, &pack->signs[i], pack->language);
	}
	make_index(signs);
	name_clues(signs, packs);
	signs->bound = bound_of(signs);
	return signs;
}

void signs_destroy(struct signs *signs)
{
	if (signs == NULL)
		return;
	mem_free(signs->patterns);
	mem_free(signs->steps);
	mem_free(signs->choices);
	mem_free(signs->firsts);
	mem_free(signs->index);
	mem_free(signs->pairs);
	mem_free(signs->pair_slots);
	buf_finish(&signs->prefixes);
	mem_free(signs);
}

size_t signs_bound(const struct signs *signs)
{
	return signs->bound;
}
