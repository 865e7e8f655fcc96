// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Alternatives as they are written -> runs of pieces:
 *
 *   run    = { letters | "{" name "}" | "(" run { "|" run } ")" }
 *   name   = a part, a FACT in capitals, a claim (topic=what, flow/story.h), or in parts with numbers N HOUR HOUR12 NEXT12
 *            MINUTES
 */
#include "base/alphabet.h"
#include "daemon/packs_private.h"
#include "daemon/packs_talk.h"
#include "flow/reply/letters.h"

#include <stdlib.h>
#include <string.h>

enum { RUN_PIECES_MAX = 64, GROUP_RUNS_MAX = 64 };

static const struct {
	uint32_t fact;
	const char *name;
} facts[] = {
#define X(id, bit, name) {id, name},
	TALK_FACTS(X)
#undef X
};

static const char *const digits_names[] = {
#define X(id, name) name,
	GRAMMAR_DIGITS(X)
#undef X
};

/* One alternative while it is read. */
struct parser {
	struct talk_reader *reader;
	const struct talk_source *source;
	size_t at;
	unsigned depth;
	struct error *error_r;
};

/* ---- letters ---- */

static enum err refuse_letter(const struct talk_source *source, size_t at, size_t size, uint32_t c,
			      struct error *error_r)
{
	return talk_error(
		source, at, error_r,
		"\"%.*s\" is not among the letters of old telephones (GSM 7); write %s instead",
		(int)size, source->text + at, c == 0x20ac ? "euro" : pack_spelling(c));
}

enum err talk_check_letters(const struct talk_source *source, struct error *error_r)
{
	struct bytes text = bytes_of_text(source->text);
	size_t at = 0;
	enum trace trace;

	while (at < text.size) {
		size_t before = at;
		uint8_t septets[2];
		uint32_t c = utf8_next(text.data, text.size, &at);

		if (c == '\n' || c == '\r')
			return talk_error(source, before, error_r,
					  "a new line in a text; write it in one");
		if (c < 0x80 && strchr("{}|", (int)c) != NULL)
			continue;
		if (gsm7_put((struct gsm7_shift){0, 0}, c, septets) != 1)
			return refuse_letter(source, before, at - before, c, error_r);
	}
	trace = letters_trace(text, &at);
	if (trace == TRACE_LINK)
		return talk_error(source, at, error_r,
				  "what looks like a link; a line never sends one");
	if (trace == TRACE_AT)
		return talk_error(source, at, error_r, "an @; write the word instead");
	if (trace == TRACE_NUMBER)
		return talk_error(source, at, error_r,
				  "a number of five digits or more; leave it out");
	return ERR_NONE;
}

/* ---- what grows ---- */

/* The next power of two from 64 on, when `count` has reached one. */
static void *room_for(void *old, size_t count, size_t more, size_t size)
{
	size_t have = 64, need = count + more;

	while (have < count)
		have *= 2;
	if (count > 0 && need <= have)
		return old;
	while (have < need)
		have *= 2;
	return mem_grow(old, have, size);
}

static struct grammar_run add_run(struct grammar *grammar, const struct grammar_piece *pieces,
				  size_t count)
{
	struct grammar_run run = {(uint32_t)grammar->piece_count, (uint32_t)count};

	grammar->pieces = room_for(grammar->pieces, grammar->piece_count, count, sizeof *pieces);
	if (count > 0)
		memcpy(grammar->pieces + grammar->piece_count, pieces, count * sizeof *pieces);
	grammar->piece_count += count;
	return run;
}

static struct grammar_piece letters_piece(struct grammar *grammar, const char *text, size_t size)
{
	struct grammar_piece piece = {PIECE_LETTERS, (uint16_t)size,
				      (uint32_t)grammar->letter_count};

	grammar->letters = room_for(grammar->letters, grammar->letter_count, size, 1);
	memcpy(grammar->letters + grammar->letter_count, text, size);
	grammar->letter_count += size;
	return piece;
}

static struct grammar_piece group_piece(struct grammar *grammar, const struct grammar_run *runs,
					size_t count)
{
	struct grammar_piece piece = {PIECE_GROUP, (uint16_t)count, (uint32_t)grammar->run_count};

	grammar->runs = room_for(grammar->runs, grammar->run_count, count, sizeof *runs);
	memcpy(grammar->runs + grammar->run_count, runs, count * sizeof *runs);
	grammar->run_count += count;
	return piece;
}

/* ---- names ---- */

static bool is(const char *name, size_t size, const char *what)
{
	return strlen(what) == size && memcmp(name, what, size) == 0;
}

static bool is_number_part(uint32_t list)
{
	return list >= LISTS_PARTS && list < LISTS_PARTS + PART_NUMBERS;
}

/* {N} and its like, each in the parts that have such a number. */
static enum err take_digits(struct parser *parser, size_t from, enum grammar_digits digits,
			    struct grammar_piece *ret_piece)
{
	uint32_t part = parser->source->list - LISTS_PARTS;
	bool fits = digits == DIGITS_N
			    ? part == PART_QUANTITY || part == PART_PRICE || part == PART_DELAY
			    : part == PART_TIME;

	if (!is_number_part(parser->source->list) || !fits)
		return talk_error(parser->source, from, parser->error_r,
				  "{%s} stands only in the part%s; write a fact such as {%s} here",
				  digits_names[digits],
				  digits == DIGITS_N ? "s quantity, price and delay" : " time",
				  digits == DIGITS_N ? "QUANTITY" : "TIME");
	*ret_piece = (struct grammar_piece){PIECE_DIGITS, 0, (uint32_t)digits};
	return ERR_NONE;
}

static enum err take_fact(struct parser *parser, size_t from, const char *name, size_t size,
			  struct grammar_piece *ret_piece)
{
	for (size_t i = 0; i < sizeof digits_names / sizeof digits_names[0]; i++) {
		if (is(name, size, digits_names[i]))
			return take_digits(parser, from, (enum grammar_digits)i, ret_piece);
	}
	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
		if (!is(name, size, facts[i].name))
			continue;
		if (is_number_part(parser->source->list))
			return talk_error(parser->source, from, parser->error_r,
					  "{%s} in a part that writes a fact; write {N}, or {HOUR} "
					  "and its like",
					  facts[i].name);
		*ret_piece = (struct grammar_piece){PIECE_FACT, 0, facts[i].fact};
		return ERR_NONE;
	}
	return talk_error(parser->source, from, parser->error_r,
			  "{%.*s} is no fact; write QUANTITY, PRICE, OFFER, PRODUCT, PLACE, TIME, "
			  "DAY, DELAY, "
			  "NAME or FRIEND",
			  size < 30 ? (int)size : 30, name);
}

static enum err take_part(struct parser *parser, size_t from, const char *name, size_t size,
			  struct grammar_piece *ret_piece)
{
	uint32_t list = talk_find_part(parser->reader->grammar, name, size);

	if (list == GRAMMAR_LISTS_MAX)
		return talk_error(
			parser->source, from, parser->error_r,
			"there is no part \"%.*s\"; write it under parts:, or another name",
			size < 40 ? (int)size : 40, name);
	if (is_number_part(list) && list != LISTS_PARTS + PART_DAY)
		return talk_error(parser->source, from, parser->error_r,
				  "the part \"%.*s\" needs a number; write the fact in capitals",
				  (int)size, name);
	parser->reader->lists[list].used = true;
	*ret_piece = (struct grammar_piece){PIECE_LIST, 0, list};
	return ERR_NONE;
}

static enum err take_claim(struct parser *parser, size_t from, const char *name, size_t size,
			   struct grammar_piece *ret_piece)
{
	unsigned bit = claim_of(name, size);
	char names[400];

	if (bit == CLAIM_BITS)
		return talk_error(parser->source, from, parser->error_r, "{%.*s} is no claim; write %s",
				  size < 30 ? (int)size : 30, name,
				  talk_claims_like(name, size, names, sizeof names));
	if (is_number_part(parser->source->list))
		return talk_error(parser->source, from, parser->error_r,
				  "{%.*s} in a part that writes a fact; claim it beside the fact",
				  (int)size, name);
	*ret_piece = (struct grammar_piece){PIECE_CLAIM, 0, bit};
	return ERR_NONE;
}

static enum err take_name(struct parser *parser, struct grammar_piece *ret_piece)
{
	const char *text = parser->source->text;
	size_t from = parser->at++, size;
	const char *name = text + parser->at;

	size = strcspn(name, "{}()|");
	if (name[size] != '}')
		return talk_error(parser->source, from, parser->error_r,
				  "{ without }; write {name}");
	parser->at += size + 1;
	if (size == 0)
		return talk_error(parser->source, from, parser->error_r,
				  "nothing between { and }; write {name}");
	if (memchr(name, '=', size) != NULL)
		return take_claim(parser, from, name, size, ret_piece);
	return name[0] >= 'A' && name[0] <= 'Z' ? take_fact(parser, from, name, size, ret_piece)
						: take_part(parser, from, name, size, ret_piece);
}

/* ---- runs and groups ---- */

static enum err take_run(struct parser *parser, struct grammar_run *ret_run);

static enum err take_group(struct parser *parser, struct grammar_piece *ret_piece)
{
	struct grammar_run runs[GROUP_RUNS_MAX];
	size_t count = 0, from = parser->at;
	const char *text = parser->source->text;

	if (parser->depth++ == GRAMMAR_GROUPS_MAX)
		return talk_error(parser->source, from, parser->error_r,
				  "more than %d groups within each other; use a part",
				  GRAMMAR_GROUPS_MAX);
	do {
		enum err err;

		if (count == GROUP_RUNS_MAX)
			return talk_error(parser->source, from, parser->error_r,
					  "more than %d texts in a group; use a part",
					  GROUP_RUNS_MAX);
		parser->at++;
		err = take_run(parser, &runs[count++]);
		if (err != ERR_NONE)
			return err;
	} while (text[parser->at] == '|');
	if (text[parser->at] != ')')
		return talk_error(parser->source, from, parser->error_r,
				  "( without ); write (one|two)");
	parser->at++;
	parser->depth--;
	*ret_piece = group_piece(parser->reader->grammar, runs, count);
	return ERR_NONE;
}

static enum err take_piece(struct parser *parser, struct grammar_piece *ret_piece)
{
	const char *text = parser->source->text + parser->at;
	size_t size = strcspn(text, "{}()|");

	if (size > 0) {
		*ret_piece = letters_piece(parser->reader->grammar, text, size);
		parser->at += size;
		return ERR_NONE;
	}
	if (text[0] == '}')
		return talk_error(parser->source, parser->at, parser->error_r,
				  "} without {; write {name}");
	return text[0] == '{' ? take_name(parser, ret_piece) : take_group(parser, ret_piece);
}

/* Ends before what ends it: `|`, `)` or the end. */
static enum err take_run(struct parser *parser, struct grammar_run *ret_run)
{
	struct grammar_piece pieces[RUN_PIECES_MAX];
	size_t count = 0;
	const char *text = parser->source->text;

	while (text[parser->at] != '\0' && text[parser->at] != '|' && text[parser->at] != ')') {
		enum err err;

		if (count == RUN_PIECES_MAX)
			return talk_error(parser->source, parser->at, parser->error_r,
					  "more than %d pieces; use parts", RUN_PIECES_MAX);
		err = take_piece(parser, &pieces[count++]);
		if (err != ERR_NONE)
			return err;
	}
	*ret_run = add_run(parser->reader->grammar, pieces, count);
	return ERR_NONE;
}

static enum err take_text(struct talk_reader *reader, const struct talk_source *source,
			  struct error *error_r)
{
	struct parser parser = {.reader = reader, .source = source, .error_r = error_r};
	struct grammar *grammar = reader->grammar;
	struct grammar_run run;
	enum err err = take_run(&parser, &run);

	if (err != ERR_NONE)
		return err;
	if (source->text[parser.at] == ')')
		return talk_error(source, parser.at, error_r, ") without (; write (one|two)");
	if (source->text[parser.at] == '|')
		return talk_error(source, parser.at, error_r, "| outside of ( ); write (one|two)");
	grammar->texts[grammar->text_count++] = (struct grammar_text){
		.run = run, .need = source->need, .refuse = source->refuse, .claimed = source->claimed,
		.unclaimed = source->unclaimed, .weight = 1};
	return ERR_NONE;
}

/* By list, and within it as they were written. */
static int by_list(const void *a, const void *b)
{
	const struct talk_source *one = a, *other = b;

	if (one->list != other->list)
		return one->list < other->list ? -1 : 1;
	return one->order < other->order ? -1 : 1;
}

enum err talk_compile(struct talk_reader *reader, struct error *error_r)
{
	struct grammar *grammar = reader->grammar;

	if (reader->source_count > 0)
		qsort(reader->sources, reader->source_count, sizeof *reader->sources, by_list);
	grammar->texts = mem_alloc(reader->source_count + 1, sizeof *grammar->texts);
	for (size_t i = 0; i < reader->source_count; i++) {
		struct grammar_list *list = &grammar->lists[reader->sources[i].list];
		enum err err = take_text(reader, &reader->sources[i], error_r);

		if (err != ERR_NONE)
			return err;
		if (list->count++ == 0)
			list->first = (uint32_t)i;
	}
	return ERR_NONE;
}
