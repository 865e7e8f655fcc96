// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/classify/normalise.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <string.h>

enum {
	DECOMPOSED_MAX = 32, /* UTF-16 units; the longest in Unicode, U+FDFA, has 18 */
	COMBINING_GRAVE = 0x300,
	COMBINING_ACUTE = 0x301,
	COMBINING_CIRCUMFLEX = 0x302,
	COMBINING_CEDILLA = 0x327,
};

/* What the next character needs to know of those before it. */
struct folder {
	struct text *text;
	bool open;	   /* within a word */
	bool only_space;   /* since the last word */
	bool elided;	   /* the last character was an apostrophe behind c d j l m n s t qu */
	unsigned dots;	   /* since the last word */
	bool sentence_end; /* since the last word: ! ? or a new line */
	unsigned run;	   /* how often the last letter of the word was written */
	uint32_t last;
	unsigned letters; /* characters of the word so far, as written */
	uint16_t from, to; /* bytes of the original character at hand */
};

enum err normalise_start(struct error *error_r)
{
	UErrorCode code = U_ZERO_ERROR;

	unorm2_getNFKCCasefoldInstance(&code);
	if (U_SUCCESS(code))
		return ERR_NONE;
	return error_set(error_r, ERR_STATE, "the Unicode tables (ICU): %s", u_errorName(code));
}

static bool is_vowel_or_h(uint32_t c)
{
	return c < 128 && c != 0 && strchr("aeiouyh", (int)c) != NULL;
}

static struct word *last_word(struct text *text)
{
	return text->word_count > 0 ? &text->words[text->word_count - 1] : NULL;
}

/* Whether "j" and "ai" are the two halves of "j'ai": only letters that neither Dutch ('t is, 's
 * avonds, 'k ook) nor English writes alone before a vowel. */
static bool joins_last(const struct folder *folder, uint32_t c)
{
	const struct word *word = last_word(folder->text);

	return word != NULL && word->size == 1 && folder->only_space && is_vowel_or_h(c) &&
	       strchr("cdjlmn", folder->text->folded[word->at]) != NULL;
}

static void begin_word(struct folder *folder, uint32_t c)
{
	struct text *text = folder->text;
	struct word *last = last_word(text);
	uint16_t sentence = last != NULL ? last->sentence : 0;

	folder->open = true;
	folder->run = 0;
	folder->last = 0;
	if (joins_last(folder, c))
		return;
	/* "..." is a pause, one dot is an end */
	if (last != NULL && (folder->sentence_end || folder->dots == 1))
		sentence++;
	text->words[text->word_count++] =
		(struct word){.at = (uint16_t)text->size, .sentence = sentence, .from = folder->from};
	folder->letters = 0;
}

static void end_word(struct folder *folder)
{
	if (!folder->open)
		return;
	folder->open = false;
	folder->only_space = true;
	folder->dots = 0;
	folder->sentence_end = false;
}

/* The bytes of one folded character, which in most texts is one. */
static size_t put(uint32_t c, uint8_t utf8[4])
{
	if (c >= 128)
		return utf8_put(c, utf8);
	utf8[0] = (uint8_t)c;
	return 1;
}

/* Adds one folded character to the open word; a letter's third and later repetition leaves only a
 * mark. */
static void add_to_word(struct folder *folder, uint32_t c)
{
	struct text *text = folder->text;
	struct word *word;
	uint8_t utf8[4];
	size_t size = put(c, utf8);

	if (!folder->open) {
		if (text->word_count == TEXT_WORDS_MAX) {
			text->cut = true;
			return;
		}
		begin_word(folder, c);
	}
	if (folder->elided && is_vowel_or_h(c))
		text->marks[MARK_ELISION]++;
	folder->elided = false;
	word = last_word(text);
	word->to = folder->to;
	folder->run = c == folder->last ? folder->run + 1 : 1;
	folder->last = c;
	if (folder->run >= 3 && c >= 'a' && c <= 'z') {
		if (folder->run == 3 && word->size > 0)
			word->stretched |= 1ull << (word->size - 1);
		return;
	}
	if (word->size + size > TEXT_WORD_MAX || text->size + size > TEXT_FOLD_MAX)
		return;
	for (size_t i = 0; i < size; i++)
		text->folded[text->size++] = utf8[i];
	word->size = (uint8_t)(word->size + size);
}

static void note_accent(struct text *text, uint32_t c)
{
	switch (c) {
	case COMBINING_ACUTE:
		text->marks[MARK_ACUTE]++;
		break;
	case COMBINING_GRAVE:
		text->marks[MARK_GRAVE]++;
		break;
	case COMBINING_CIRCUMFLEX:
		text->marks[MARK_CIRCUMFLEX]++;
		break;
	case COMBINING_CEDILLA:
		text->marks[MARK_CEDILLA]++;
		break;
	default:
		break;
	}
}

static void note_apostrophe(struct folder *folder)
{
	const struct word *word = last_word(folder->text);
	const uint8_t *at;

	if (!folder->open || word->size == 0)
		return;
	at = folder->text->folded + word->at;
	folder->elided = (word->size == 1 && strchr("cdjlmnst", at[0]) != NULL) ||
			 (word->size == 2 && memcmp(at, "qu", 2) == 0);
}

static void separate(struct folder *folder, uint32_t c)
{
	end_word(folder);
	folder->elided = false;
	if (c != ' ')
		folder->only_space = false;
	if (c == '.')
		folder->dots++;
	else if (c == '!' || c == '?' || c == '\n')
		folder->sentence_end = true;
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == '`' || c == 0x2018 || c == 0x2019 || c == 0x2bc || c == 0x2032;
}

/* Letters that carry no separable accent: written as people without that key write them. */
static const char *spelt(uint32_t c)
{
	switch (c) {
	case 0x153:
		return "oe";
	case 0xe6:
		return "ae";
	case 0xf8:
		return "o";
	case 0x131:
		return "i";
	case 0x142:
		return "l";
	case 0x111:
		return "d";
	default:
		return NULL;
	}
}

static void fold_one(struct folder *folder, uint32_t c)
{
	const char *spelling;

	if (c < 128 ? (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') : u_isalnum((UChar32)c)) {
		spelling = c < 128 ? NULL : spelt(c);
		if (spelling == NULL) {
			add_to_word(folder, c);
			return;
		}
		folder->text->marks[MARK_LIGATURE] += spelling[1] != '\0';
		for (; *spelling != '\0'; spelling++)
			add_to_word(folder, (uint8_t)*spelling);
	} else if (is_apostrophe(c)) {
		note_apostrophe(folder);
	} else if (c >= 128 && u_charType((UChar32)c) == U_NON_SPACING_MARK) {
		note_accent(folder->text, c);
	} else {
		separate(folder, c);
	}
}

/* One character beyond ASCII, by its full decomposition: taken one by one, because the order of the
 * accents, which normalising a whole string would settle, is dropped with them. */
static void fold_other(struct folder *folder, const UNormalizer2 *folding, uint32_t c)
{
	UChar units[DECOMPOSED_MAX];
	UErrorCode code = U_ZERO_ERROR;
	int32_t count = unorm2_getDecomposition(folding, (UChar32)c, units, DECOMPOSED_MAX, &code);

	if (count < 0 || U_FAILURE(code)) {
		fold_one(folder, c); /* it stands for itself */
		return;
	}
	for (int32_t i = 0; i < count;) {
		uint32_t unit = units[i++];

		if (unit >> 10 == 0xd800 >> 10 && i < count) /* a surrogate pair */
			unit = 0x10000 + ((unit & 0x3ff) << 10) + (units[i++] & 0x3ffu);
		fold_one(folder, unit);
	}
}

/* After one character of the original: whether its word looks like a name. */
static void note_capital(struct folder *folder, bool capital)
{
	struct word *word = last_word(folder->text);

	if (!folder->open || word == NULL || word->size == 0)
		return;
	folder->letters++;
	if (folder->letters == 1)
		word->capital = capital;
	else if (folder->letters == 2 && capital)
		word->capital = false;
}

void normalise(struct bytes utf8, struct text *ret_text)
{
	UErrorCode code = U_ZERO_ERROR;
	const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&code);
	size_t size = utf8.size < TEXT_READ_MAX ? utf8.size : TEXT_READ_MAX;
	struct folder folder = {.text = ret_text};

	ret_text->size = ret_text->word_count = 0;
	ret_text->characters = ret_text->undecodable = 0;
	ret_text->cut = size < utf8.size;
	memset(ret_text->marks, 0, sizeof ret_text->marks);
	for (size_t at = 0; at < size;) {
		size_t from = at;
		uint32_t c =
			utf8.data[at] < 128 ? utf8.data[at++] : utf8_next(utf8.data, size, &at);
		bool ascii = c < 128;
		bool capital = ascii ? c >= 'A' && c <= 'Z' : u_isupper((UChar32)c);

		folder.from = (uint16_t)from;
		folder.to = (uint16_t)at;
		ret_text->characters++;
		if (c == 0xfffd)
			ret_text->undecodable++;
		if (ascii)
			fold_one(&folder, capital ? c + ('a' - 'A') : c);
		else if (U_SUCCESS(code))
			fold_other(&folder, folding, c);
		else
			separate(&folder, c);
		note_capital(&folder, capital);
	}
}

struct bytes text_word(const struct text *text, size_t index)
{
	const struct word *word = &text->words[index];

	return (struct bytes){text->folded + word->at, word->size};
}

struct bytes text_word_short(const struct text *text, size_t index, uint8_t room[TEXT_WORD_MAX])
{
	const struct word *word = &text->words[index];
	size_t size = 0;

	for (size_t i = 0; i < word->size; i++) {
		if ((word->stretched >> i & 1) == 0)
			room[size++] = text->folded[word->at + i];
	}
	return (struct bytes){room, size};
}
