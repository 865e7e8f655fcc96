// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Cuts a text into tokens: the words of normalise.h, split where digits meet letters ("20h30" is
 * three), and the signs between them. Words are looked up here, once, with what they mean in any of
 * the languages that the text may be written in.
 *
 * Tokens lie in the original one behind another: no two share a byte.
 */
#include "flow/classify/slots_private.h"

#include <string.h>

enum { WORD_MAX = 20, KEY_SIZE = 8 }; /* bytes; the tables have no longer word */

struct row {
	const char *word;
	uint8_t size, languages, unit;
	float value;
	roles_t roles;
};

/* The first eight bytes of a word as a number that sorts as they do: what halving looks at. They
 * lie apart from the rows, so that a search stays within a few lines of the cache. */
#define BYTE(text, i) ((uint64_t)(uint8_t)(text "\0\0\0\0\0\0\0\0")[i] << (56 - 8 * (i)))
#define KEY(text)                                                                                  \
	(BYTE(text, 0) | BYTE(text, 1) | BYTE(text, 2) | BYTE(text, 3) | BYTE(text, 4) |           \
	 BYTE(text, 5) | BYTE(text, 6) | BYTE(text, 7))

#define LETTER(c) static const uint64_t keys_##c[] = {
#define END                                                                                        \
	}                                                                                          \
	;
#define W(text, spoken, does, worth, counted) KEY(text),
#include "flow/classify/slots_words_ad.tbl"
#include "flow/classify/slots_words_ek.tbl"
#include "flow/classify/slots_words_lq.tbl"
#include "flow/classify/slots_words_rz.tbl"
#undef W
#undef LETTER

#define LETTER(c) static const struct row rows_##c[] = {
#define W(text, spoken, does, worth, counted)                                                      \
	{text, sizeof text - 1, SPOKEN_##spoken, UNIT_##counted, (float)(worth), does},
#include "flow/classify/slots_words_ad.tbl"
#include "flow/classify/slots_words_ek.tbl"
#include "flow/classify/slots_words_lq.tbl"
#include "flow/classify/slots_words_rz.tbl"
#undef W
#undef END
#undef LETTER

#define ROWS(c)                                                                                    \
	{                                                                                          \
		keys_##c, rows_##c, sizeof rows_##c / sizeof rows_##c[0]                           \
	}
static const struct letter {
	const uint64_t *keys;
	const struct row *rows;
	size_t count;
} letters[26] = {
	ROWS(a), ROWS(b), ROWS(c), ROWS(d), ROWS(e), ROWS(f), ROWS(g), ROWS(h), ROWS(i),
	ROWS(j), ROWS(k), ROWS(l), ROWS(m), ROWS(n), ROWS(o), ROWS(p), ROWS(q), ROWS(r),
	ROWS(s), ROWS(t), ROWS(u), ROWS(v), ROWS(w), ROWS(x), ROWS(y), ROWS(z),
};

const struct token token_none = {.kind = TOKEN_END};

/* ---- words ---- */

static uint64_t key_of(struct bytes word)
{
	uint64_t key = 0;

	for (size_t i = 0; i < KEY_SIZE; i++)
		key = key << 8 | (i < word.size ? word.data[i] : 0);
	return key;
}

/* The first row whose key is not before the word's. */
static size_t lower_bound(const struct letter *letter, uint64_t key)
{
	size_t low = 0, left = letter->count;

	while (left > 1) {
		size_t half = left / 2;

		low += letter->keys[low + half - 1] < key ? half : 0;
		left -= half;
	}
	return low + (letter->keys[low] < key);
}

static bool is_word(const struct row *row, struct bytes word)
{
	return row->size == word.size && memcmp(row->word, word.data, word.size) == 0;
}

struct meaning slots_meaning(struct bytes word, unsigned languages)
{
	struct meaning meaning = {0};
	const struct letter *letter;
	uint64_t key;

	if (word.size == 0 || word.size > WORD_MAX || word.data[0] < 'a' || word.data[0] > 'z')
		return meaning;
	letter = &letters[word.data[0] - 'a'];
	key = key_of(word);
	for (size_t i = lower_bound(letter, key); i < letter->count && letter->keys[i] == key;
	     i++) {
		const struct row *row = &letter->rows[i];

		if ((row->languages & languages) == 0 || !is_word(row, word))
			continue;
		meaning.roles |= row->roles;
		meaning.value = row->value != 0 ? row->value : meaning.value;
		meaning.unit = row->unit != UNIT_NONE ? row->unit : meaning.unit;
	}
	return meaning;
}

bool slots_tables_in_order(void)
{
	for (size_t l = 0; l < 26; l++) {
		for (size_t i = 0; i < letters[l].count; i++) {
			const struct row *row = &letters[l].rows[i];

			if (row->word[0] != (char)('a' + l) || row->size > WORD_MAX)
				return false;
			if (i > 0 && strcmp(row[-1].word, row->word) > 0)
				return false;
		}
	}
	return true;
}

static bool is_vowel_or_h(uint8_t c)
{
	return c != 0 && strchr("aeiouyh", c) != NULL;
}

/* "leglise" and "darret" are written with an apostrophe that folding drops. */
static struct meaning elided_meaning(struct bytes word, unsigned languages)
{
	struct meaning meaning = {0};

	if (word.size < 4 || (word.data[0] != 'l' && word.data[0] != 'd') ||
	    !is_vowel_or_h(word.data[1]) || (languages & SPOKEN_F) == 0)
		return meaning;
	meaning = slots_meaning((struct bytes){word.data + 1, word.size - 1}, SPOKEN_F);
	meaning.roles &= IS_PLACE | IS_NAMEABLE;
	if (meaning.roles != 0)
		meaning.roles |= IS_ELIDED;
	return meaning;
}

static bool ends_with(struct bytes word, const char *tail)
{
	size_t size = strlen(tail);

	return word.data[word.size - 1] == tail[size - 1] && word.size > size + 1 &&
	       memcmp(word.data + word.size - size, tail, size) == 0;
}

/* Dutch writes compounds in one: "kerkstraat", "zaterdagavond". */
static roles_t compound_roles(struct bytes word, unsigned languages)
{
	static const char *const streets[] = {"straat", "plein", "laan",  "steenweg", "stwg",
					      "markt",	"kaai",	 "dreef", "gracht",   "parking"};

	if ((languages & SPOKEN_N) == 0 || word.size < 6)
		return 0;
	for (size_t i = 0; i < sizeof streets / sizeof streets[0]; i++)
		if (ends_with(word, streets[i]))
			return IS_PLACE | IS_STREET | IS_DUTCH;
	if (ends_with(word, "avond"))
		return IS_EVENING;
	return ends_with(word, "middag") ? IS_AFTERNOON : 0;
}

static struct meaning meaning_of(struct bytes word, unsigned languages)
{
	struct meaning meaning = slots_meaning(word, languages);

	if (meaning.roles == 0)
		meaning = elided_meaning(word, languages);
	if (meaning.roles == 0)
		meaning.roles = compound_roles(word, languages);
	return meaning;
}

/* ---- tokens ---- */

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static struct token *add_token(struct scan *scan, size_t from, size_t to, enum token_kind kind)
{
	const struct token *last = scan->count > 0 ? &scan->tokens[scan->count - 1] : NULL;
	struct token *token;

	if (scan->count == TOKENS_MAX || from >= to || (last != NULL && from < last->to))
		return NULL;
	token = &scan->tokens[scan->count++];
	*token = (struct token){.from = (uint16_t)from,
				.to = (uint16_t)to,
				.kind = (uint8_t)kind,
				.glued = last != NULL && from == last->to};
	return token;
}

static void add_number(struct scan *scan, size_t from, size_t digits_to, size_t to)
{
	struct token *token = add_token(scan, from, to, TOKEN_NUMBER);
	size_t digits = digits_to - from;

	if (token == NULL)
		return;
	token->digits = (uint8_t)(digits < UINT8_MAX ? digits : UINT8_MAX);
	for (size_t i = from; i < digits_to && digits <= 9; i++)
		token->number = token->number * 10 + (scan->original.data[i] - '0');
	if (digits > 9)
		token->number = UINT32_MAX;
}

static void add_letters(struct scan *scan, size_t from, size_t to, struct bytes folded,
			const struct word *word)
{
	struct token *token = add_token(scan, from, to, TOKEN_WORD);
	struct meaning meaning;

	if (token == NULL)
		return;
	meaning = meaning_of(folded, scan->languages);
	token->roles = meaning.roles;
	token->value = meaning.value;
	token->unit = meaning.unit;
	token->size = (uint8_t)folded.size;
	token->first = folded.size > 0 ? folded.data[0] : 0;
	token->capital = word->capital;
	token->accented = scan->original.data[from] >= 0x80;
}

/* "½ g": a word that folds to digits which the original does not have. */
static void add_odd(struct scan *scan, size_t from, size_t to)
{
	struct token *token = add_token(scan, from, to, TOKEN_WORD);

	if (token == NULL || to - from != 2 ||
	    memcmp(scan->original.data + from, "\xc2\xbd", 2) != 0)
		return;
	token->roles = IS_HALF;
	token->value = 0.5f;
}

static size_t run_end(const uint8_t *data, size_t at, size_t end)
{
	bool digit = is_digit(data[at]);

	while (at < end && is_digit(data[at]) == digit)
		at++;
	return at;
}

/* Both the folded word and the original it was read from fall into runs of digits and of letters;
 * they are walked side by side. */
static void split_word(struct scan *scan, const struct word *word, struct bytes folded)
{
	const uint8_t *original = scan->original.data;
	size_t from = word->from;

	for (size_t at = 0; at < folded.size && from < word->to;) {
		size_t end = run_end(folded.data, at, folded.size);
		size_t run = run_end(original, from, word->to);
		size_t to = end == folded.size ? word->to : run;

		if (is_digit(folded.data[at]) != is_digit(original[from])) {
			add_odd(scan, from, word->to);
			return;
		}
		if (is_digit(original[from]))
			add_number(scan, from, run, to);
		else
			add_letters(scan, from, to, (struct bytes){folded.data + at, end - at},
				    word);
		at = end;
		from = to;
	}
}

static void add_word(struct scan *scan, size_t index)
{
	const struct word *word = &scan->text->words[index];
	struct bytes folded = text_word(scan->text, index);
	uint8_t room[TEXT_WORD_MAX];

	if (folded.size == 0)
		return;
	if (is_digit(folded.data[0]) || run_end(folded.data, 0, folded.size) != folded.size) {
		split_word(scan, word, folded);
		return;
	}
	if (word->stretched != 0)
		folded = text_word_short(scan->text, index, room);
	add_letters(scan, word->from, word->to, folded, word);
}

/* ---- signs ---- */

static bool is_space(uint32_t c)
{
	return c <= ' ' || c == 0xa0 || (c >= 0x2000 && c <= 0x200f) || c == 0x202f || c == 0xfeff;
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == '`' || c == 0xb4 || c == 0x2018 || c == 0x2019;
}

static uint8_t sign_of(uint32_t c)
{
	if (c < 0x80)
		return (uint8_t)c;
	if (c >= 0x2010 && c <= 0x2015)
		return '-';
	return c == 0x20ac ? SIGN_EURO : c == 0xa3 ? SIGN_POUND : SIGN_OTHER;
}

/* A sign that is repeated is one token, "digits" of it: "..." is no decimal point. */
static void add_sign(struct scan *scan, size_t from, size_t to, uint8_t sign)
{
	struct token *last = scan->count > 0 ? &scan->tokens[scan->count - 1] : NULL;

	if (last != NULL && last->kind == TOKEN_SIGN && last->sign == sign && last->to == from) {
		last->to = (uint16_t)to;
		last->digits = (uint8_t)(last->digits < UINT8_MAX ? last->digits + 1 : UINT8_MAX);
		return;
	}
	last = add_token(scan, from, to, TOKEN_SIGN);
	if (last != NULL) {
		last->sign = sign;
		last->digits = 1;
	}
}

static void add_gap(struct scan *scan, size_t from, size_t to)
{
	for (size_t at = from; at < to;) {
		size_t begin = at;
		uint32_t c = utf8_next(scan->original.data, to, &at);

		if (c == '\n')
			add_sign(scan, begin, at, '\n');
		else if (!is_space(c) && !is_apostrophe(c))
			add_sign(scan, begin, at, sign_of(c));
	}
}

void slots_tokens(struct scan *scan)
{
	size_t size = scan->original.size < TEXT_READ_MAX ? scan->original.size : TEXT_READ_MAX;
	size_t at = 0;

	for (size_t i = 0; i < scan->text->word_count; i++) {
		const struct word *word = &scan->text->words[i];

		if (word->from > word->to || word->to > size)
			break; /* not this text's words */
		add_gap(scan, at, word->from);
		add_word(scan, i);
		at = word->to > at ? word->to : at;
	}
	add_gap(scan, at, size);
}
