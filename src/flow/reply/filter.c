// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/reply/filter.h"

#include "base/sms.h"
#include "flow/reply/letters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	LENGTH_LEAST = 2,
	LENGTH_MOST = 140,
	TEXT_MOST = 2000, /* bytes that are looked at at all */
	WORDS_MAX = 200,
	STREET_BEFORE = 3, /* words between a number and a street's word behind it, or before it */
	ARTICLES_MAX = 2,  /* "at the", "in de" */
	ARTICLE_LETTERS = 4,
	LANGUAGE_WORDS = 5, /* fewer say nothing about the language */
	PLACE_LETTERS = 4,  /* a place's shorter words may be missing: "the" */
	HOUR = 60,
	DAY = 24 * HOUR,
};

static const char *const rule_names[] = {
#define X(id, name, what) name,
	FILTER_RULES(X)
#undef X
};

const char *filter_rule_name(enum filter_rule rule)
{
	return rule_names[rule];
}

/* A word of the text as it stands, and folded (" word "). */
struct word {
	size_t at, end;
	size_t folded, folded_end; /* within `check.folded`, spaces included */
};

struct check {
	const struct packs *packs;
	const struct pack *pack;
	const struct grammar *grammar;
	const struct saying *saying;
	struct buf letters; /* the text as GSM 7 has it */
	struct buf folded;  /* all of it; NUL behind it */
	struct buf place;   /* the place that is allowed, folded */
	struct word words[WORDS_MAX];
	size_t word_count;
};

/* ---- the text ---- */

static bool is_emoji(uint32_t c)
{
	return c >= 0x1f000 || (c >= 0x2600 && c <= 0x27bf) || c == 0xfe0f || c == 0x200d;
}

/* What is to be sent: without spaces around it, in GSM 7 letters. */
static enum filter_rule take_letters(struct check *check, struct bytes text)
{
	struct buf *out = &check->letters;
	size_t at = 0;

	if (text.size > TEXT_MOST)
		return FILTER_LENGTH;
	if (!utf8_valid(text))
		return FILTER_LETTERS;
	while (at < text.size) {
		uint8_t letters[LETTERS_SIZE];
		uint32_t c = utf8_next(text.data, text.size, &at);
		size_t size = letters_gsm7(c, letters);

		bool control = c < ' ' && c != '\n' && c != '\r' && c != '\t';

		if (control || (size == 0 && !is_emoji(c)))
			return FILTER_LETTERS;
		if (out->size == 0 && size == 1 && (letters[0] == ' ' || letters[0] == '\n'))
			continue;
		buf_add(out, letters, size);
	}
	while (out->size > 0 &&
	       (out->data[out->size - 1] == ' ' || out->data[out->size - 1] == '\n'))
		out->size--;
	return FILTER_PASSES;
}

static enum filter_rule check_shape(const struct check *check)
{
	const struct buf *text = &check->letters;
	struct sms_size size = sms_measure(buf_bytes(text));
	size_t at;

	if (text->size > 0 && (memchr(text->data, '\n', text->size) != NULL ||
			       memchr(text->data, '\r', text->size) != NULL))
		return FILTER_LINES;
	if (size.alphabet != ALPHABET_GSM7 || size.units < LENGTH_LEAST || size.units > LENGTH_MOST)
		return FILTER_LENGTH;
	switch (letters_trace(buf_bytes(text), &at)) {
	case TRACE_LINK:
	case TRACE_AT:
		return FILTER_LINK;
	case TRACE_NUMBER:
		return FILTER_NUMBER;
	case TRACE_NONE:
		break;
	}
	return FILTER_PASSES;
}

static bool in_word(uint8_t c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

static void add_word(struct check *check, size_t at, size_t end)
{
	struct word *word;
	struct bytes bytes = {check->letters.data + at, end - at};

	if (check->word_count == WORDS_MAX)
		return;
	word = &check->words[check->word_count++];
	/* Each brings a space of its own; the one that is there already is shared. */
	if (check->folded.size > 0)
		check->folded.size--;
	*word = (struct word){.at = at, .end = end, .folded = check->folded.size};
	letters_fold(bytes, &check->folded);
	word->folded_end = check->folded.size;
}

static void split(struct check *check)
{
	const struct buf *text = &check->letters;

	for (size_t at = 0; at < text->size; at++) {
		size_t end = at;

		while (end < text->size && in_word(text->data[end]))
			end++;
		if (end > at)
			add_word(check, at, end);
		at = end;
	}
	buf_text(&check->folded);
}

/* ---- terms ---- */

static bool has_term(const char *folded, const struct grammar_terms *terms)
{
	for (size_t i = 0; i < terms->count; i++) {
		if (strstr(folded, terms->terms[i]) != NULL)
			return true;
	}
	return false;
}

/* Whether one word is a term, or begins or ends as one. */
static bool word_is(const struct check *check, size_t index, enum filter_list list)
{
	const struct word *word = &check->words[index];
	char folded[64];
	size_t size = word->folded_end - word->folded;

	if (size >= sizeof folded)
		return false;
	memcpy(folded, check->folded.data + word->folded, size);
	folded[size] = '\0';
	return has_term(folded, &check->grammar->filter[list]);
}

static bool word_in_place(const struct check *check, size_t index)
{
	const struct word *word = &check->words[index];

	return check->place.size > 0 &&
	       memmem(check->place.data, check->place.size, check->folded.data + word->folded,
		      word->folded_end - word->folded) != NULL;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* ---- places ---- */

static bool number_near(const struct check *check, size_t index)
{
	size_t from = index > STREET_BEFORE ? index - STREET_BEFORE : 0;

	for (size_t i = from; i < check->word_count && i <= index + STREET_BEFORE; i++) {
		if (is_digit(check->letters.data[check->words[i].at]))
			return true;
	}
	return false;
}

static enum filter_rule check_street(const struct check *check)
{
	for (size_t i = 0; i < check->word_count; i++) {
		if (word_is(check, i, LIST_STREET) && !word_in_place(check, i) &&
		    number_near(check, i))
			return FILTER_STREET;
	}
	return FILTER_PASSES;
}

static bool is_capital(const struct check *check, size_t index)
{
	uint8_t c = check->letters.data[check->words[index].at];

	return c >= 'A' && c <= 'Z';
}

/* Whether the sentence goes on from the word before. */
static bool follows(const struct check *check, size_t index)
{
	for (size_t at = check->words[index - 1].end; at < check->words[index].at; at++) {
		if (memchr(".?!,", check->letters.data[at], 4) != NULL)
			return false;
	}
	return true;
}

static bool is_one_of(struct bytes word, char **names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes_equal(word, bytes_of_text(names[i])))
			return true;
	}
	return false;
}

/* People stand behind the same words as places: "from Mo". */
static bool is_name(const struct check *check, size_t index)
{
	const struct grammar *grammar = check->grammar;
	struct bytes word = {check->letters.data + check->words[index].at,
			     check->words[index].end - check->words[index].at};

	return is_one_of(word, grammar->names, grammar->name_count) ||
	       is_one_of(word, grammar->friends, grammar->friend_count);
}

/* "at Lidl", "aan de Carrefour": a name behind a word for where. */
static enum filter_rule check_place(const struct check *check)
{
	for (size_t i = 0; i < check->word_count; i++) {
		size_t next = i + 1;

		if (!word_is(check, i, LIST_BEFORE_PLACE))
			continue;
		while (next < check->word_count && next <= i + ARTICLES_MAX &&
		       follows(check, next) && !is_capital(check, next) &&
		       check->words[next].end - check->words[next].at <= ARTICLE_LETTERS)
			next++;
		if (next < check->word_count && follows(check, next) && is_capital(check, next) &&
		    !word_in_place(check, next) && !is_name(check, next) &&
		    !word_is(check, next, LIST_NO_PLACE))
			return FILTER_PLACE;
	}
	return FILTER_PASSES;
}

/* ---- what is forbidden ---- */

static bool denies_robot(const struct saying *saying)
{
	return saying->move == MOVE_DENY_ROBOT || saying->reaction == REACT_ROBOT ||
	       saying->reaction == REACT_TEST || saying->reaction == REACT_SUSPICIOUS;
}

static enum filter_rule check_terms(const struct check *check)
{
	static const struct {
		enum filter_list list;
		enum filter_rule rule;
	} lists[] = {
		{LIST_MONEY, FILTER_MONEY}, {LIST_POLICE, FILTER_POLICE},
		{LIST_ROBOT, FILTER_ROBOT}, {LIST_AGE, FILTER_AGE},
		{LIST_OTHER, FILTER_OTHER}, {LIST_ADMIT, FILTER_ROBOT},
	};

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		if (lists[i].list == LIST_ROBOT && denies_robot(check->saying))
			continue;
		if (has_term((const char *)check->folded.data,
			     &check->grammar->filter[lists[i].list]))
			return lists[i].rule;
	}
	return FILTER_PASSES;
}

/* ---- numbers ---- */

/* A number of the text: "2", "0,5", "20:30" is two. */
struct number {
	double value;
	size_t at, end;
};

static bool next_number(const struct buf *text, size_t *at, struct number *ret_number)
{
	double value = 0, place = 1;
	size_t i = *at;

	while (i < text->size && !is_digit(text->data[i]))
		i++;
	if (i == text->size)
		return false;
	ret_number->at = i;
	for (; i < text->size && is_digit(text->data[i]); i++)
		value = value * 10 + (text->data[i] - '0');
	if (i + 1 < text->size && (text->data[i] == ',' || text->data[i] == '.') &&
	    is_digit(text->data[i + 1])) {
		for (i++; i < text->size && is_digit(text->data[i]); i++) {
			place /= 10;
			value += place * (text->data[i] - '0');
		}
	}
	*ret_number = (struct number){value, ret_number->at, i};
	*at = i;
	return true;
}

static bool is_about(double one, double other)
{
	return fabs(one - other) < 1e-6;
}

/* "2g", "2 gram": what stands behind a number counts something. */
static bool has_unit(const struct check *check, const struct number *number)
{
	const struct buf *text = &check->letters;
	size_t at = number->end, end;
	struct buf folded = {0};
	bool unit;

	while (at < text->size && text->data[at] == ' ')
		at++;
	for (end = at; end < text->size && in_word(text->data[end]) && !is_digit(text->data[end]);)
		end++;
	if (end == at)
		return false;
	letters_fold((struct bytes){text->data + at, end - at}, &folded);
	unit = has_term(buf_text(&folded), &check->grammar->filter[LIST_UNIT]);
	buf_finish(&folded);
	return unit;
}

static enum filter_rule check_quantity(const struct check *check)
{
	const struct saying *saying = check->saying;
	bool known = saying->known & TALK_QUANTITY;
	struct number number;
	size_t at = 0;

	while (next_number(&check->letters, &at, &number)) {
		if (has_unit(check, &number) && (!known || number.value > saying->quantity + 1e-6))
			return FILTER_QUANTITY;
	}
	return FILTER_PASSES;
}

/* ---- the language ---- */

/* How many words of the text are among the frequent ones of a language. */
static size_t frequent(const struct check *check, const struct pack *pack)
{
	size_t count = 0;
	struct buf folded = {0};

	for (size_t w = 0; w < pack->word_count; w++) {
		const char *found = (const char *)check->folded.data;

		buf_clear(&folded);
		letters_fold(bytes_of_text(pack->words[w]), &folded);
		while (folded.size > 2 && (found = strstr(found, buf_text(&folded))) != NULL) {
			count++;
			found += folded.size - 1;
		}
	}
	buf_finish(&folded);
	return count;
}

static enum filter_rule check_language(const struct check *check)
{
	size_t own;

	if (check->word_count < LANGUAGE_WORDS || check->pack->word_count == 0)
		return FILTER_PASSES;
	own = frequent(check, check->pack);
	if (own == 0)
		return FILTER_LANGUAGE;
	for (size_t i = 0; i < check->packs->count; i++) {
		if (frequent(check, &check->packs->packs[i]) > own + 1)
			return FILTER_LANGUAGE;
	}
	return FILTER_PASSES;
}

/* ---- facts ---- */

static bool has_place(const struct check *check)
{
	const char *place = (const char *)check->place.data;
	size_t from = 0;

	for (size_t at = 1; at < check->place.size; at++) {
		char word[64];

		if (place[at] != ' ')
			continue;
		/* With both its spaces, as they stand in the text. */
		if (at - from - 1 >= PLACE_LETTERS && at - from + 1 < sizeof word) {
			memcpy(word, place + from, at - from + 1);
			word[at - from + 1] = '\0';
			if (strstr((const char *)check->folded.data, word) == NULL)
				return false;
		}
		from = at;
	}
	return true;
}

static bool has_number(const struct check *check, double value)
{
	struct number number;
	size_t at = 0;

	while (next_number(&check->letters, &at, &number)) {
		if (is_about(number.value, value))
			return true;
	}
	return false;
}

/* The hour, in one of the ways in which it is written, and no other minutes behind it than those
 * that were meant. */
static bool has_time(const struct check *check)
{
	int hour = check->saying->time % DAY / HOUR, minutes = check->saying->time % HOUR;
	const struct buf *text = &check->letters;
	struct number number, behind;
	size_t at = 0;

	while (next_number(text, &at, &number)) {
		size_t next = number.end + 1;
		bool fits = is_about(number.value, hour) ||
			    is_about(number.value, (hour + 11) % 12 + 1) ||
			    (minutes >= 30 && is_about(number.value, hour % 12 + 1)) ||
			    is_about(number.value, hour + minutes / 100.0) ||
			    is_about(number.value, (hour + 11) % 12 + 1 + minutes / 100.0);

		if (!fits)
			continue;
		if (next + 1 < text->size && memchr(":uhUH.", text->data[number.end], 6) != NULL &&
		    is_digit(text->data[next]) && next_number(text, &next, &behind))
			return is_about(behind.value, minutes);
		return true;
	}
	return false;
}

/* Which facts a saying is about. */
static const struct {
	enum move move;
	enum reaction reaction;
	uint32_t facts;
} about[] = {
	{MOVE_NAME_QUANTITY, REACT_NONE, TALK_QUANTITY},
	{MOVE_NAME_PLACE, REACT_NONE, TALK_PLACE},
	{MOVE_NAME_TIME, REACT_NONE, TALK_TIME},
	{MOVE_CONFIRM, REACT_NONE, TALK_PLACE | TALK_TIME},
	{MOVE_RESCHEDULE, REACT_NONE, TALK_TIME},
	{MOVE_HAGGLE, REACT_NONE, TALK_OFFER},
	{MOVE_NONE, REACT_ASK_QUANTITY, TALK_QUANTITY},
	{MOVE_NONE, REACT_ASK_PLACE, TALK_PLACE},
	{MOVE_NONE, REACT_ASK_TIME, TALK_TIME},
	{MOVE_NONE, REACT_PROPOSE_PLACE, TALK_PLACE},
};

uint32_t filter_facts(const struct saying *saying)
{
	uint32_t facts = 0;

	for (size_t i = 0; i < sizeof about / sizeof about[0]; i++) {
		if (about[i].reaction != REACT_NONE ? about[i].reaction == saying->reaction
						    : about[i].move == saying->move)
			facts |= about[i].facts;
	}
	return facts & saying->known;
}

static enum filter_rule check_facts(const struct check *check)
{
	const struct saying *saying = check->saying;
	uint32_t facts = filter_facts(saying);

	if ((facts & TALK_PLACE && saying->place != NULL && !has_place(check)) ||
	    (facts & TALK_TIME && !has_time(check)) ||
	    (facts & TALK_QUANTITY && !has_number(check, saying->quantity)) ||
	    (facts & TALK_OFFER && !has_number(check, saying->offer)))
		return FILTER_FACTS;
	return FILTER_PASSES;
}

/* ---- all rules ---- */

static enum filter_rule check_all(struct check *check, struct bytes text)
{
	static enum filter_rule (*const rules[])(const struct check *) = {
		check_street, check_place, check_terms, check_quantity, check_language, check_facts,
	};
	enum filter_rule rule = take_letters(check, text);

	if (rule == FILTER_PASSES)
		rule = check_shape(check);
	if (rule != FILTER_PASSES)
		return rule;
	if (check->saying->known & TALK_PLACE && check->saying->place != NULL)
		letters_fold(bytes_of_text(check->saying->place), &check->place);
	split(check);
	for (size_t i = 0; i < sizeof rules / sizeof rules[0] && rule == FILTER_PASSES; i++)
		rule = rules[i](check);
	return rule;
}

enum filter_rule filter_check(const struct packs *packs, const struct saying *saying,
			      struct bytes text, struct buf *out)
{
	struct check check = {.packs = packs, .saying = saying};
	enum filter_rule rule;

	for (size_t i = 0; i < packs->count; i++) {
		if (packs->packs[i].language == (int)saying->language)
			check.pack = &packs->packs[i];
	}
	if (check.pack == NULL || check.pack->talk == NULL)
		return FILTER_LANGUAGE;
	check.grammar = check.pack->talk;
	rule = check_all(&check, text);
	if (rule == FILTER_PASSES)
		buf_add(out, check.letters.data, check.letters.size);
	buf_finish(&check.letters);
	buf_finish(&check.folded);
	buf_finish(&check.place);
	return rule;
}
