// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Compiled, a pattern is a run of steps, a step a run of choices. `first` lists, for each word of
 * the lexicon, the patterns that may begin with it; a pattern that begins with a prefix is listed
 * under the prefix's first three bytes, written behind a byte that no folded word has. One that may
 * begin with its second word is listed under that too.
 */
#include "flow/classify/signs.h"

#include "base/hash.h"
#include "base/mem.h"
#include "flow/classify/pattern.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { PREFIX_MARK = 1, PREFIX_KEY = 1 + PATTERN_PREFIX_MIN };

struct choice {
	uint32_t id;	   /* of the whole word; 0: a prefix, or a name */
	uint32_t at, size; /* of the prefix, in `prefixes`; size 0: a name */
};

struct step {
	uint32_t choice, choice_count;
	bool optional, gap;
};

struct compiled {
	const struct pack_sign *sign;
	uint32_t step, step_count;	/* the first is where the try begins */
	uint32_t not_before, not_after; /* steps; UINT32_MAX: none */
	unsigned language;
	bool begin, end;
};

struct first {
	uint32_t id, pattern;
	uint16_t step; /* of the pattern; beyond 0 when those before may be left out */
	bool begin;    /* the message's first word, or none */
	uint64_t next; /* bit (id % 64) of each word that may follow; all when that is not so simple
			*/
};

struct signs {
	struct compiled *patterns;
	size_t pattern_count, pattern_room;
	struct step *steps;
	size_t step_count, step_room;
	struct choice *choices;
	size_t choice_count, choice_room;
	struct buf prefixes;
	struct first *firsts; /* sorted by id */
	size_t first_count, first_room;
	uint32_t *index; /* firsts of a word: [index[id], index[id + 1]) */
	size_t index_count;
	const struct lexicon *lexicon;
	size_t bound;
	const char *clue_names[CLUES_MAX]; /* of the packs, or constants */
	uint32_t clue_hashes[CLUES_MAX];
};

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

	if (left->id != right->id)
		return left->id < right->id ? -1 : 1;
	if (left->pattern != right->pattern)
		return left->pattern < right->pattern ? -1 : 1;
	return (left->step > right->step) - (left->step < right->step);
}

/* What may follow a step, in 64 bits: most tries end here, without looking at the pattern. */
static uint64_t next_of(const struct signs *signs, const struct compiled *pattern, uint32_t step)
{
	uint64_t next = 0;

	for (uint32_t s = step + 1; s < pattern->step_count; s++) {
		const struct step *following = &signs->steps[pattern->step + s];

		if (following->gap)
			return UINT64_MAX;
		for (uint32_t i = 0; i < following->choice_count; i++) {
			uint32_t id = signs->choices[following->choice + i].id;

			if (id == 0)
				return UINT64_MAX;
			next |= 1ull << id % 64;
		}
		if (!following->optional)
			return next;
	}
	return UINT64_MAX; /* the pattern may end here */
}

static void finish_firsts(struct signs *signs)
{
	for (size_t i = 0; i < signs->first_count; i++) {
		struct first *first = &signs->firsts[i];
		const struct compiled *pattern = &signs->patterns[first->pattern];

		first->begin = pattern->begin;
		first->next = next_of(signs, pattern, first->step);
	}
}

static void make_index(struct signs *signs)
{
	uint32_t at = 0;

	finish_firsts(signs);

	if (signs->first_count > 0)
		qsort(signs->firsts, signs->first_count, sizeof *signs->firsts, compare_firsts);
	signs->index_count = signs->lexicon->count;
	signs->index = mem_alloc(signs->index_count + 1, sizeof *signs->index);
	for (uint32_t id = 0; id <= signs->index_count; id++) {
		while (at < signs->first_count && signs->firsts[at].id < id)
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
		const char *name = i < CLUE_KNOWN			? known[i]
				   : i - CLUE_KNOWN < packs->concept_count ? packs->concepts[i - CLUE_KNOWN]
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
	buf_finish(&signs->prefixes);
	mem_free(signs);
}

size_t signs_bound(const struct signs *signs)
{
	return signs->bound;
}

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

static bool is_choice(const struct search *search, const struct choice *choice, size_t place)
{
	struct bytes word;

	if (choice->id != 0)
		return choice->id == search->ids->as_written[place] ||
		       choice->id == search->ids->unstretched[place];
	word = text_word(search->text, place);
	if (choice->size == 0)
		return search->text->words[place].capital && word.size > 1;
	return word.size >= choice->size &&
	       memcmp(word.data, search->signs->prefixes.data + choice->at, choice->size) == 0;
}

static bool is_step(const struct search *search, const struct step *step, size_t place)
{
	search->found->steps++;
	for (size_t i = 0; i < step->choice_count; i++) {
		search->found->steps++;
		if (is_choice(search, &search->signs->choices[step->choice + i], place))
			return true;
	}
	return false;
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

/* From the given step on; its word is known to be there, or at least its first letters. */
static bool matches(const struct search *search, const struct compiled *pattern, uint32_t first,
		    size_t start)
{
	const struct step *steps = &search->signs->steps[pattern->step];
	uint32_t places = 2;

	if (!is_step(search, &steps[first], start))
		return false;
	for (size_t i = first + 1; i < pattern->step_count && places != 0; i++)
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

static void note(struct signs_found *found, const struct compiled *pattern)
{
	int clue = pattern->sign->clue;
	enum kind kind = kind_of(clue);

	found->clues[clue / 64] |= 1ull << (clue % 64);
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

static void try_word(const struct search *search, uint32_t id, size_t place)
{
	const struct signs *signs = search->signs;
	uint64_t next = following(search, place);

	if (id == 0 || id >= signs->index_count)
		return;
	for (uint32_t i = signs->index[id]; i < signs->index[id + 1]; i++) {
		const struct first *first = &signs->firsts[i];
		const struct compiled *pattern = &signs->patterns[first->pattern];

		search->found->steps++;
		if ((first->begin && place != 0) ||
		    (first->next != UINT64_MAX && (first->next & next) == 0))
			continue;
		if (matches(search, pattern, first->step, place))
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
