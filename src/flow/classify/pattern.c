// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/pattern.h"

#include <string.h>

/* What was read so far. */
struct parse {
	struct pattern *pattern;
	struct text text; /* room for folding one word */
	bool gap;	  /* a * waits for its word */
	bool anchored;	  /* a word that may not be left out was read */
	bool done;	  /* $ or a last !word was read: nothing may follow */
	unsigned gaps;
	struct error *error_r;
};

static bool is(struct bytes token, const char *text)
{
	return bytes_equal(token, bytes_of_text(text));
}

static int shown(struct bytes token)
{
	return token.size < 60 ? (int)token.size : 60;
}

static enum err keep_choice(struct parse *parse, struct bytes folded, bool prefix)
{
	struct pattern *pattern = parse->pattern;

	if (pattern->choice_count == PATTERN_CHOICES_MAX ||
	    pattern->words_size + folded.size > sizeof pattern->words)
		return error_set(parse->error_r, ERR_INPUT,
				 "too many words; write two patterns instead of one");
	if (folded.size > 0)
		memcpy(pattern->words + pattern->words_size, folded.data, folded.size);
	pattern->choices[pattern->choice_count++] =
		(struct pattern_choice){.at = (uint16_t)pattern->words_size,
					.size = (uint8_t)folded.size,
					.prefix = prefix};
	pattern->words_size += folded.size;
	return ERR_NONE;
}

/* One word of a|b, folded as texts are, so that "m'écrire" is written as it is spoken. */
static enum err add_choice(struct parse *parse, struct bytes word)
{
	bool prefix = word.size > 0 && word.data[word.size - 1] == '~';
	struct bytes folded;
	int size = shown(word);
	const char *text = (const char *)word.data;

	if (is(word, "@"))
		return keep_choice(parse, (struct bytes){NULL, 0}, false);
	if (prefix)
		word.size--;
	normalise(word, &parse->text);
	if (parse->text.word_count == 0)
		return error_set(parse->error_r, ERR_INPUT,
				 "\"%.*s\" holds no word; write letters or digits", size, text);
	if (parse->text.word_count > 1)
		return error_set(parse->error_r, ERR_INPUT,
				 "\"%.*s\" is more than one word; write a space between words",
				 size, text);
	folded = text_word(&parse->text, 0);
	if (prefix && folded.size < PATTERN_PREFIX_MIN)
		return error_set(parse->error_r, ERR_INPUT,
				 "\"%.*s\" is too short; write at least three letters before ~",
				 size, text);
	return keep_choice(parse, folded, prefix);
}

/* a|b|c */
static enum err add_choices(struct parse *parse, struct bytes token, struct pattern_step *step)
{
	enum err err = ERR_NONE;

	step->choice = (uint16_t)parse->pattern->choice_count;
	while (err == ERR_NONE) {
		const uint8_t *bar = memchr(token.data, '|', token.size);
		size_t size = bar != NULL ? (size_t)(bar - token.data) : token.size;

		err = add_choice(parse, (struct bytes){token.data, size});
		if (bar == NULL)
			break;
		token.data += size + 1;
		token.size -= size + 1;
	}
	step->choice_count = (uint16_t)(parse->pattern->choice_count - step->choice);
	return err;
}

static bool holds_name(const struct pattern *pattern, const struct pattern_step *step)
{
	for (size_t i = 0; i < step->choice_count; i++) {
		if (pattern->choices[step->choice + i].size == 0)
			return true;
	}
	return false;
}

static enum err add_step(struct parse *parse, struct bytes token)
{
	struct pattern *pattern = parse->pattern;
	struct pattern_step step = {.gap = parse->gap};
	enum err err;

	if (pattern->step_count == PATTERN_STEPS_MAX)
		return error_set(parse->error_r, ERR_INPUT,
				 "more than %d words; write a shorter pattern", PATTERN_STEPS_MAX);
	if (token.data[token.size - 1] == '?') {
		step.optional = true;
		token.size--;
	}
	err = add_choices(parse, token, &step);
	if (err != ERR_NONE)
		return err;
	if (!parse->anchored && holds_name(pattern, &step))
		return error_set(parse->error_r, ERR_INPUT,
				 "@ before any plain word; write a word that must be there first");
	parse->anchored = parse->anchored || !step.optional;
	pattern->steps[pattern->step_count++] = step;
	parse->gap = false;
	return ERR_NONE;
}

static enum err add_gap(struct parse *parse)
{
	if (parse->pattern->step_count == 0 || parse->gap)
		return error_set(parse->error_r, ERR_INPUT,
				 "* stands between two words; write a word before and after it");
	if (++parse->gaps > PATTERN_GAPS_MAX)
		return error_set(parse->error_r, ERR_INPUT,
				 "more than %d *; write a shorter pattern", PATTERN_GAPS_MAX);
	parse->gap = true;
	return ERR_NONE;
}

/* ! first: what must not stand before; ! last: what must not stand after. */
static enum err add_exclusion(struct parse *parse, struct bytes token)
{
	struct pattern *pattern = parse->pattern;
	bool first = pattern->step_count == 0;

	if ((first ? &pattern->not_before : &pattern->not_after)->choice_count > 0 ||
	    (first && pattern->begin) || parse->gap)
		return error_set(
			parse->error_r, ERR_INPUT,
			"!words stand once at the very beginning or the very end of a pattern");
	parse->done = !first;
	token.data++;
	token.size--;
	return add_choices(parse, token, first ? &pattern->not_before : &pattern->not_after);
}

static enum err add_token(struct parse *parse, struct bytes token)
{
	struct pattern *pattern = parse->pattern;

	if (parse->done)
		return error_set(parse->error_r, ERR_INPUT,
				 "\"%.*s\" follows the end; write $ and !words last", shown(token),
				 (const char *)token.data);
	if (is(token, "*"))
		return add_gap(parse);
	if (token.data[0] == '!')
		return add_exclusion(parse, token);
	if (is(token, "^")) {
		if (pattern->step_count > 0 || pattern->begin ||
		    pattern->not_before.choice_count > 0)
			return error_set(parse->error_r, ERR_INPUT,
					 "^ stands first; write it there");
		pattern->begin = true;
		return ERR_NONE;
	}
	if (is(token, "$")) {
		if (pattern->step_count == 0 || parse->gap)
			return error_set(parse->error_r, ERR_INPUT,
					 "$ stands behind the last word; write it there");
		pattern->end = parse->done = true;
		return ERR_NONE;
	}
	if (token.data[0] == '^' || token.data[token.size - 1] == '$')
		return error_set(parse->error_r, ERR_INPUT,
				 "\"%.*s\": write a space between ^ or $ and the word",
				 shown(token), (const char *)token.data);
	return add_step(parse, token);
}

static enum err finish(struct parse *parse)
{
	if (parse->pattern->step_count == 0)
		return error_set(parse->error_r, ERR_INPUT, "no word; write the words to look for");
	if (!parse->anchored)
		return error_set(parse->error_r, ERR_INPUT,
				 "every word may be left out; write one without ?");
	if (parse->gap)
		return error_set(parse->error_r, ERR_INPUT,
				 "* stands between two words; write a word after it");
	return ERR_NONE;
}

enum err pattern_parse(const char *text, struct pattern *ret_pattern, struct error *error_r)
{
	struct pattern pattern = {0};
	struct parse parse = {.pattern = &pattern, .error_r = error_r};
	enum err err = ERR_NONE;

	if (strlen(text) > PATTERN_SIZE_MAX)
		return error_set(error_r, ERR_INPUT,
				 "longer than %d bytes; write a shorter pattern", PATTERN_SIZE_MAX);
	while (err == ERR_NONE) {
		struct bytes token;

		text += strspn(text, " \t\n");
		if (*text == '\0')
			break;
		token = (struct bytes){(const uint8_t *)text, strcspn(text, " \t\n")};
		text += token.size;
		err = add_token(&parse, token);
	}
	if (err == ERR_NONE)
		err = finish(&parse);
	if (err == ERR_NONE)
		*ret_pattern = pattern;
	return err;
}
