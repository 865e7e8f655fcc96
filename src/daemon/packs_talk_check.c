// SPDX-License-Identifier: GPL-3.0-or-later
/* What can only be seen when all of a language's talk/ is read: loops, lengths, what is missing. */
#include "daemon/packs_talk.h"

#include <string.h>

enum {
	/* What a pack should have, so that two dealers do not compare the same words. */
	WANT_MOVE_TEXTS = 25,
	WANT_MOVE_SURFACES = 30000,
	WANT_ANSWER_TEXTS = 12,
	WANT_ANSWER_SURFACES = 500,
	WANT_NAMES = 40,
	WANT_FRIENDS = 30,
	WANT_PRODUCTS = 15,
	WANT_SHORTEN = 40,
	/* Alternatives of a move or answer are drawn by this and the doublings of their surfaces.
	 */
	WEIGHT_BASE = 4,
	WEIGHT_MAX = 28,
};

#define SURFACES_MAX 1e15

enum { STATE_NEW, STATE_OPEN, STATE_DONE };

/* What a run comes to. */
struct measure {
	uint32_t longest, steps, depth;
	double surfaces;
};

struct walk {
	struct talk_reader *reader;
	const struct talk_source *source; /* the alternative that is measured, for messages */
	struct error *error_r;
};

/* Characters that are counted for a fact. A longer one still goes out when the whole text fits. */
static const struct {
	uint32_t fact;
	uint32_t longest;
	enum grammar_number number;
} fact_sizes[] = {
	{TALK_QUANTITY, 9, PART_QUANTITY}, {TALK_PRICE, 8, PART_PRICE},
	{TALK_OFFER, 8, PART_PRICE},	   {TALK_TIME, 6, PART_TIME},
	{TALK_DAY, 10, PART_DAY},	   {TALK_DELAY, 7, PART_DELAY},
	{TALK_PLACE, 18, PART_NUMBERS},	   {TALK_NAME, 7, PART_NUMBERS},
	{TALK_FRIEND, 7, PART_NUMBERS},	   {TALK_PRODUCT, 7, PART_NUMBERS},
};

static enum err measure_list(struct walk *walk, uint32_t list, uint32_t depth);
static enum err measure_run(struct walk *walk, struct grammar_run run, uint32_t depth,
			    struct measure *ret_measure);

static double capped(double surfaces)
{
	return surfaces < SURFACES_MAX ? surfaces : SURFACES_MAX;
}

static uint32_t more(uint32_t one, uint32_t other)
{
	return one > other ? one : other;
}

static uint32_t characters_of(const struct grammar *grammar, const struct grammar_piece *piece)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < piece->count; i++)
		count += ((unsigned char)grammar->letters[piece->at + i] & 0xc0) != 0x80;
	return count;
}

static enum err measure_reference(struct walk *walk, uint32_t list, uint32_t depth,
				  struct measure *measure)
{
	const struct talk_list *into = &walk->reader->lists[list];
	const struct talk_source *source = walk->source;
	enum err err = measure_list(walk, list, depth + 1);

	walk->source = source;
	if (err != ERR_NONE)
		return err;
	*measure = (struct measure){into->longest, into->steps + 1, into->depth + 1,
				    walk->reader->grammar->lists[list].surfaces};
	return ERR_NONE;
}

static enum err measure_fact(struct walk *walk, uint32_t fact, uint32_t depth,
			     struct measure *measure)
{
	for (size_t i = 0; i < sizeof fact_sizes / sizeof fact_sizes[0]; i++) {
		enum err err = ERR_NONE;

		if (fact_sizes[i].fact != fact)
			continue;
		if (fact_sizes[i].number != PART_NUMBERS)
			err = measure_reference(walk, LISTS_PARTS + (uint32_t)fact_sizes[i].number,
						depth, measure);
		measure->longest = fact_sizes[i].longest;
		measure->surfaces = 1;
		return err;
	}
	return ERR_NONE;
}

static enum err measure_group(struct walk *walk, const struct grammar_piece *group, uint32_t depth,
			      struct measure *measure)
{
	*measure = (struct measure){.surfaces = 0};
	for (uint32_t i = 0; i < group->count; i++) {
		struct measure run;
		enum err err =
			measure_run(walk, walk->reader->grammar->runs[group->at + i], depth, &run);

		if (err != ERR_NONE)
			return err;
		measure->longest = more(measure->longest, run.longest);
		measure->steps = more(measure->steps, run.steps);
		measure->depth = more(measure->depth, run.depth);
		measure->surfaces = capped(measure->surfaces + run.surfaces);
	}
	return ERR_NONE;
}

static enum err measure_piece(struct walk *walk, const struct grammar_piece *piece, uint32_t depth,
			      struct measure *measure)
{
	*measure = (struct measure){.surfaces = 1};
	switch ((enum grammar_kind)piece->kind) {
	case PIECE_LETTERS:
		measure->longest = characters_of(walk->reader->grammar, piece);
		return ERR_NONE;
	case PIECE_DIGITS:
		measure->longest = 2;
		return ERR_NONE;
	case PIECE_FACT:
		return measure_fact(walk, piece->at, depth, measure);
	case PIECE_LIST:
		return measure_reference(walk, piece->at, depth, measure);
	case PIECE_GROUP:
		return measure_group(walk, piece, depth, measure);
	case PIECE_CLAIM:
		return ERR_NONE;
	}
	return ERR_NONE;
}

static enum err measure_run(struct walk *walk, struct grammar_run run, uint32_t depth,
			    struct measure *ret_measure)
{
	struct measure sum = {.surfaces = 1, .steps = 1};

	for (uint32_t i = 0; i < run.count; i++) {
		struct measure piece;
		enum err err = measure_piece(walk, &walk->reader->grammar->pieces[run.first + i],
					     depth, &piece);

		if (err != ERR_NONE)
			return err;
		sum.longest += piece.longest;
		sum.steps += piece.steps + 1;
		sum.depth = more(sum.depth, piece.depth);
		sum.surfaces = capped(sum.surfaces * piece.surfaces);
		if (sum.steps > GRAMMAR_STEPS_MAX)
			return talk_error(
				walk->source, 0, walk->error_r,
				"more than %d pieces, with those of its parts; write it simpler",
				GRAMMAR_STEPS_MAX);
	}
	*ret_measure = sum;
	return ERR_NONE;
}

static uint32_t weight_of(double surfaces)
{
	uint32_t doublings = 0;

	while (surfaces >= 2 && doublings < WEIGHT_MAX) {
		surfaces /= 2;
		doublings++;
	}
	return WEIGHT_BASE + doublings;
}

static uint32_t longest_allowed(uint32_t list)
{
	return list < LISTS_REACTIONS ? GRAMMAR_MOVE_MAX
	       : list < LISTS_PARTS   ? GRAMMAR_ANSWER_MAX
				      : UINT32_MAX;
}

static enum err measure_text(struct walk *walk, uint32_t list, uint32_t text, uint32_t depth)
{
	struct talk_list *into = &walk->reader->lists[list];
	struct grammar_text *compiled = &walk->reader->grammar->texts[text];
	struct measure measure;
	enum err err;

	walk->source = &walk->reader->sources[text];
	err = measure_run(walk, compiled->run, depth, &measure);
	if (err != ERR_NONE)
		return err;
	if (measure.longest > longest_allowed(list))
		return talk_error(walk->source, 0, walk->error_r,
				  "up to %u characters, with its longest parts; write at most %u",
				  measure.longest, longest_allowed(list));
	into->longest = more(into->longest, measure.longest);
	into->steps = more(into->steps, measure.steps);
	into->depth = more(into->depth, measure.depth);
	compiled->weight = weight_of(measure.surfaces);
	walk->reader->grammar->lists[list].surfaces =
		capped(walk->reader->grammar->lists[list].surfaces + measure.surfaces);
	return ERR_NONE;
}

/* `walk->source` is the alternative that names the list; NULL at the top. */
static enum err measure_list(struct walk *walk, uint32_t list, uint32_t depth)
{
	struct talk_list *into = &walk->reader->lists[list];
	const struct grammar_list *compiled = &walk->reader->grammar->lists[list];

	if (into->state == STATE_OPEN)
		return talk_error(walk->source, 0, walk->error_r,
				  "the part \"%s\" leads back to itself here; write it out",
				  compiled->name);
	if (depth > GRAMMAR_DEPTH_MAX ||
	    (into->state == STATE_DONE && depth + into->depth > GRAMMAR_DEPTH_MAX))
		return talk_error(walk->source, 0, walk->error_r,
				  "parts more than %d deep within each other; write some out",
				  GRAMMAR_DEPTH_MAX);
	if (into->state == STATE_DONE)
		return ERR_NONE;
	into->state = STATE_OPEN;
	for (uint32_t i = 0; i < compiled->count; i++) {
		enum err err = measure_text(walk, list, compiled->first + i, depth);

		if (err != ERR_NONE)
			return err;
	}
	into->state = STATE_DONE;
	return ERR_NONE;
}

/* ---- what is missing ---- */

static bool is_worded_move(uint32_t list)
{
	return list >= LISTS_MOVES + MOVE_OPEN && list < LISTS_MOVES + MOVE_GO_SILENT;
}

static bool is_answer(uint32_t list)
{
	return list > LISTS_REACTIONS + REACT_NONE && list < LISTS_PARTS;
}

static const char *key_of(uint32_t list)
{
	return list < LISTS_REACTIONS ? "moves" : list < LISTS_PARTS ? "answers" : "parts";
}

static enum err check_there(const struct talk_reader *reader, const char *folder,
			    struct error *error_r)
{
	const struct grammar *grammar = reader->grammar;

	for (uint32_t list = 0; list < LISTS_PARTS + PART_NUMBERS; list++) {
		bool needed = is_worded_move(list) || is_answer(list) || list >= LISTS_PARTS;

		if (needed && grammar->lists[list].count == 0)
			return error_set(error_r, ERR_INPUT,
					 "%s: no text for \"%s\"; write some under %s:", folder,
					 grammar->lists[list].name, key_of(list));
	}
	if (grammar->name_count == 0 || grammar->friend_count == 0)
		return error_set(error_r, ERR_INPUT, "%s: no %s; write some under words:", folder,
				 grammar->name_count == 0 ? "names" : "friends");
	return ERR_NONE;
}

enum err talk_check(struct talk_reader *reader, const char *folder, struct error *error_r)
{
	struct walk walk = {.reader = reader, .error_r = error_r};

	for (uint32_t list = 0; list < reader->grammar->list_count; list++) {
		enum err err;

		walk.source = NULL;
		err = measure_list(&walk, list, 0);
		if (err != ERR_NONE)
			return err;
	}
	return check_there(reader, folder, error_r);
}

/* ---- what could be better ---- */

static size_t warn_few(const struct talk_reader *reader, const struct grammar *grammar,
		       uint32_t list, struct buf *out)
{
	const struct grammar_list *compiled = &grammar->lists[list];
	uint32_t texts = is_answer(list) ? WANT_ANSWER_TEXTS : WANT_MOVE_TEXTS;
	double surfaces = is_answer(list) ? WANT_ANSWER_SURFACES : WANT_MOVE_SURFACES;

	if (!is_worded_move(list) && !is_answer(list))
		return 0;
	if (compiled->count >= texts && compiled->surfaces >= surfaces)
		return 0;
	buf_add_format(out,
		       "%s:%u:%u: warning: %s \"%s\": %u texts, %.0f ways to say them; write %u "
		       "and %.0f\n",
		       reader->lists[list].file, reader->lists[list].line,
		       reader->lists[list].column, is_answer(list) ? "answer" : "move",
		       compiled->name, compiled->count, compiled->surfaces, texts, surfaces);
	return 1;
}

static size_t warn_unused(const struct talk_reader *reader, const struct grammar *grammar,
			  uint32_t list, struct buf *out)
{
	const struct talk_list *source = &reader->lists[list];

	if (list < LISTS_PARTS + PART_NUMBERS || source->used)
		return 0;
	buf_add_format(out, "%s:%u:%u: warning: the part \"%s\" is never used\n", source->file,
		       source->line, source->column, grammar->lists[list].name);
	return 1;
}

static bool holds_with(const struct grammar *grammar, uint32_t list, uint32_t tags)
{
	for (uint32_t i = 0; i < grammar->lists[list].count; i++) {
		const struct grammar_text *text = &grammar->texts[grammar->lists[list].first + i];

		if ((text->need & tags) == text->need && (text->refuse & tags) == 0)
			return true;
	}
	return false;
}

/* Facts that somebody could not write. */
static size_t warn_numbers(const struct talk_reader *reader, const struct grammar *grammar,
			   struct buf *out)
{
	static const uint32_t registers[] = {TAG_STREET, TAG_PLAIN, TAG_POLITE};
	static const struct {
		enum grammar_number number;
		uint32_t tags;
		const char *what;
	} needs[] = {
		{PART_QUANTITY, TAG_GRAM, "grams"},
		{PART_QUANTITY, TAG_PILL, "pills"},
		{PART_QUANTITY, TAG_BAG, "bags"},
		{PART_QUANTITY, TAG_OTHER, "other"},
		{PART_PRICE, TAG_EURO, "euro"},
		{PART_PRICE, TAG_POUND, "pound"},
		{PART_PRICE, 0, "any currency"},
		{PART_TIME, TAG_FULL, "full hours"},
		{PART_TIME, TAG_HALF, "half hours"},
		{PART_TIME, TAG_QUARTER, "a quarter past"},
		{PART_TIME, TAG_TO, "a quarter to"},
		{PART_TIME, 0, "other minutes"},
		{PART_DAY, TAG_TODAY, "today by day"},
		{PART_DAY, TAG_TODAY | TAG_EVENING, "tonight"},
		{PART_DAY, TAG_TOMORROW, "tomorrow"},
		{PART_DELAY, 0, "minutes"},
	};
	size_t count = 0;

	for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
		uint32_t list = LISTS_PARTS + (uint32_t)needs[i].number;

		for (size_t r = 0; r < 3; r++) {
			if (holds_with(grammar, list, needs[i].tags | registers[r]))
				continue;
			buf_add_format(
				out, "%s:%u:%u: warning: the part \"%s\" has nothing for %s, %s\n",
				reader->lists[list].file, reader->lists[list].line,
				reader->lists[list].column, grammar->lists[list].name,
				needs[i].what,
				r == 0	 ? "street"
				: r == 1 ? "plain"
					 : "polite");
			count++;
		}
	}
	return count;
}

static size_t warn_words(const struct grammar *grammar, struct buf *out)
{
	const struct {
		const char *name;
		size_t have, want;
	} words[] = {
		{"names", grammar->name_count, WANT_NAMES},
		{"friends", grammar->friend_count, WANT_FRIENDS},
		{"products", grammar->product_count, WANT_PRODUCTS},
		{"shorten", grammar->shorten_count, WANT_SHORTEN},
	};
	size_t count = 0;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (words[i].have >= words[i].want)
			continue;
		buf_add_format(out, "warning: words: %s: %zu; write %zu\n", words[i].name,
			       words[i].have, words[i].want);
		count++;
	}
	return count;
}

/* Stories in which each move and answer should still have words. A move that the story rules out is not asked for. */
static const struct {
	const char *story, *what;
	enum move not_for;
} told[] = {
	{"", "at first", MOVE_NONE},
	{"way=road", "on the way", MOVE_NONE},
	{"way=road+way=there", "when we say that we are there", MOVE_NONE},
	{"call=wanted", "when we asked for a call", MOVE_NONE},
	{"call=never", "when we said that we cannot talk", MOVE_ASK_CALL},
	{"number=unknown", "when we asked who it is", MOVE_NONE},
	{"number=friend", "when we said who gave the number", MOVE_PROBE},
	{"travel=foot+way=road+phone=credit", "on foot, without credit", MOVE_NONE},
};

/* With all the excuses made. */
static uint64_t story_of(const char *text)
{
	uint64_t story = story_parse(text);

	for (unsigned bit = 0; bit < CLAIM_BITS; bit++)
		if (claim_name(bit) != NULL && (claim_against(bit) & UINT64_C(1) << bit) != 0)
			story |= UINT64_C(1) << bit;
	return story;
}

static size_t warn_story(const struct talk_reader *reader, const struct grammar *grammar,
			 uint32_t list, size_t told_at, struct buf *out)
{
	struct saying saying = {.move = is_answer(list) ? MOVE_REACT : (enum move)list,
				.reaction = is_answer(list) ? (enum reaction)(list - LISTS_REACTIONS) : REACT_NONE,
				.tags = TAG_TODAY | TAG_AGAIN | TAG_MISSED | TAG_QUARREL,
				.quantity = 1, .price = 10, .offer = 5, .place = "x", .time = 600, .delay = 5,
				.product = 1, .unit = "g", .story = story_of(told[told_at].story),
				.known = TALK_QUANTITY | TALK_PRICE | TALK_OFFER | TALK_PRODUCT | TALK_PLACE |
					 TALK_TIME | TALK_DAY | TALK_DELAY | TALK_NAME | TALK_FRIEND};

	if (grammar->lists[list].count == 0 || list == LISTS_MOVES + MOVE_OPEN || list == LISTS_MOVES + (uint32_t)told[told_at].not_for ||
	    grammar_can_say(grammar, &saying, "EUR"))
		return 0;
	buf_add_format(out, "%s:%u:%u: warning: %s \"%s\": nothing that does not contradict what was said %s\n",
		       reader->lists[list].file, reader->lists[list].line, reader->lists[list].column,
		       is_answer(list) ? "answer" : "move", grammar->lists[list].name, told[told_at].what);
	return 1;
}

static size_t warn_stories(const struct talk_reader *reader, const struct grammar *grammar,
			   uint32_t list, struct buf *out)
{
	size_t count = 0;

	if (!is_worded_move(list) && !is_answer(list))
		return 0;
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
		count += warn_story(reader, grammar, list, i, out);
	return count;
}

size_t talk_warn(const struct talk_reader *reader, const struct grammar *grammar, struct buf *out)
{
	size_t count = warn_words(grammar, out) + warn_numbers(reader, grammar, out);

	for (uint32_t list = 0; list < grammar->list_count; list++)
		count += warn_few(reader, grammar, list, out) +
			 warn_stories(reader, grammar, list, out) +
			 warn_unused(reader, grammar, list, out);
	return count;
}
