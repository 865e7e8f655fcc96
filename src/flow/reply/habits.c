// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/reply/habits.h"

#include <stdio.h>
#include <string.h>

/* Salts of the voice, then of the seed. */
enum {
	OF_CAPITAL = 100,
	OF_STOP,
	OF_NO_QUESTION,
	OF_TWO_QUESTIONS,
	OF_COMMAS,
	OF_ACCENTS,
	OF_SPACE,
	OF_SHORTEN,
	OF_TYPOS,
	OF_PAIR,
	SHOWS_CAPITAL = 200,
	SHOWS_STOP,
	SHOWS_QUESTION,
	SHOWS_COMMAS,
	SHOWS_ACCENTS,
	SHOWS_SPACE,
	SHOWS_TYPO,
	SHOWS_WHERE,
	SHOWS_HOW,
	SHOWS_PAIR = 1000, /* and more: one a pair */
};

enum { HUNDRED = 100, TYPO_LETTERS = 5, MOSTLY = 90 };

/* The share of people of a register who have a habit, and how often it then shows. */
struct share {
	uint8_t street, plain, polite; /* of a hundred people */
	uint8_t shows, shows_not; /* of a hundred texts, of those who have it and of the others */
};

static uint8_t habit(uint64_t voice, uint64_t salt, struct share share)
{
	uint32_t tag = grammar_register(voice);
	uint8_t people = tag == TAG_STREET  ? share.street
			 : tag == TAG_PLAIN ? share.plain
					    : share.polite;

	return grammar_mix(voice, salt) % HUNDRED < people ? share.shows : share.shows_not;
}

/* Of a hundred words, by register and person. */
static uint8_t shortening(uint64_t voice)
{
	uint32_t tag = grammar_register(voice);
	uint64_t spread = grammar_mix(voice, OF_SHORTEN) % 30;

	return (uint8_t)(tag == TAG_STREET  ? 40 + spread
			 : tag == TAG_PLAIN ? 10 + spread
					    : spread / 6);
}

struct habits habits_of(uint64_t voice, enum language language)
{
	struct habits habits = {.voice = voice, .language = language, .shorten = shortening(voice)};

	habits.capital = habit(voice, OF_CAPITAL, (struct share){25, 60, 95, 96, 4});
	habits.full_stop = habit(voice, OF_STOP, (struct share){4, 15, 65, 80, 2});
	habits.no_question = habit(voice, OF_NO_QUESTION, (struct share){60, 25, 3, 70, 4});
	habits.two_questions = habit(voice, OF_TWO_QUESTIONS, (struct share){20, 10, 2, 40, 1});
	habits.no_commas = habit(voice, OF_COMMAS, (struct share){70, 35, 5, 90, 6});
	habits.no_accents = habit(voice, OF_ACCENTS, (struct share){60, 25, 4, 90, 3});
	if (language == LANGUAGE_FR)
		habits.space_question = habit(voice, OF_SPACE, (struct share){20, 40, 75, 90, 3});
	habits.typos = (uint8_t)(grammar_mix(voice, OF_TYPOS) % 6);
	return habits;
}

static bool shows(uint64_t seed, uint64_t salt, uint8_t percent)
{
	return grammar_mix(seed, salt) % HUNDRED < percent;
}

static void splice(struct phrase *phrase, size_t at, size_t gone, const char *with, size_t size)
{
	if (!phrase_splice(phrase, at, gone, with, size) &&
	    phrase->size - gone + size > PHRASE_SIZE)
		phrase->full = true;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Of a word: letters with accents too. */
static bool in_word(char c)
{
	return is_letter(c) || (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || c == '\'';
}

/* ---- shortenings ---- */

/* Whether this person ever uses the pair. Of several for one word he has one: the first that he
 * uses. */
static bool uses_pair(const struct habits *habits, const struct grammar *grammar, size_t pair)
{
	return grammar_mix(habits->voice, OF_PAIR + ((uint64_t)pair << 8)) % HUNDRED <
		       habits->shorten &&
	       grammar->shorten[pair].from[0] != '\0';
}

static bool is_word_at(const struct phrase *phrase, size_t at, const char *word, size_t size)
{
	return at + size <= phrase->size && strncasecmp(phrase->text + at, word, size) == 0 &&
	       (at == 0 || !in_word(phrase->text[at - 1])) &&
	       (at + size == phrase->size || !in_word(phrase->text[at + size]));
}

static void shorten_one(struct phrase *phrase, const struct grammar_pair *pair)
{
	size_t size = strlen(pair->from), to = strlen(pair->to);

	for (size_t at = 0; at + size <= phrase->size; at++) {
		if (is_word_at(phrase, at, pair->from, size) &&
		    phrase_splice(phrase, at, size, pair->to, to))
			at += to;
	}
}

static void shorten(const struct habits *habits, const struct grammar *grammar, uint64_t seed,
		    struct phrase *phrase)
{
	for (size_t i = 0; i < grammar->shorten_count; i++) {
		if (uses_pair(habits, grammar, i) && shows(seed, SHOWS_PAIR + i, MOSTLY))
			shorten_one(phrase, &grammar->shorten[i]);
	}
}

/* ---- signs ---- */

static void drop_commas(struct phrase *phrase)
{
	for (size_t at = 0; at < phrase->size; at++) {
		bool between_digits =
			at > 0 && at + 1 < phrase->size && phrase->text[at + 1] != ' ';

		if (phrase->text[at] == ',' && !between_digits)
			splice(phrase, at, 1, "", 0);
	}
}

static void drop_accents(struct phrase *phrase)
{
	static const struct {
		const char *from, *to;
	} accents[] = {{"\303\251", "e"}, {"\303\250", "e"}, {"\303\240", "a"}, {"\303\271", "u"},
		       {"\303\254", "i"}, {"\303\262", "o"}, {"\303\211", "E"}};

	for (size_t at = 0; at + 2 <= phrase->size; at++) {
		for (size_t i = 0; i < sizeof accents / sizeof accents[0]; i++) {
			if (memcmp(phrase->text + at, accents[i].from, 2) == 0) {
				splice(phrase, at, 2, accents[i].to, 1);
				break;
			}
		}
	}
}

static void end_question(const struct habits *habits, uint64_t seed, struct phrase *phrase)
{
	if (phrase->size < 2 || phrase->text[phrase->size - 1] != '?' ||
	    phrase->text[phrase->size - 2] == '?')
		return;
	if (shows(seed, SHOWS_QUESTION, habits->no_question))
		splice(phrase, phrase->size - 1, 1, "", 0);
	else if (shows(seed, SHOWS_QUESTION,
		       (uint8_t)(habits->no_question + habits->two_questions)))
		splice(phrase, phrase->size, 0, "?", 1);
}

static void space_questions(struct phrase *phrase)
{
	for (size_t at = 1; at < phrase->size; at++) {
		bool sign = phrase->text[at] == '?' || phrase->text[at] == '!';

		if (sign && in_word(phrase->text[at - 1]) && phrase_splice(phrase, at, 0, " ", 1))
			at++;
	}
}

static void end_full_stop(struct phrase *phrase)
{
	if (phrase->size > 0 && in_word(phrase->text[phrase->size - 1]))
		splice(phrase, phrase->size, 0, ".", 1);
}

/* ---- capitals ---- */

static void raise_letter(struct phrase *phrase, size_t at)
{
	char c = phrase->text[at];

	if (c >= 'a' && c <= 'z' && !phrase_is_fact(phrase, at))
		phrase->text[at] = (char)(c - 'a' + 'A');
}

/* A sentence begins at the start, and behind `. ? !` with a space. */
static bool begins_sentence(const struct phrase *phrase, size_t at)
{
	return at == 0 || (at >= 2 && phrase->text[at - 1] == ' ' &&
			   memchr(".?!", phrase->text[at - 2], 3) != NULL);
}

/* A keyboard that sets capitals sets them for the English I as well. */
static void set_capitals(const struct habits *habits, struct phrase *phrase)
{
	for (size_t at = 0; at < phrase->size; at++) {
		bool own = habits->language == LANGUAGE_EN &&
			   (is_word_at(phrase, at, "i", 1) || is_word_at(phrase, at, "i'm", 3) ||
			    is_word_at(phrase, at, "i'll", 4) ||
			    is_word_at(phrase, at, "i've", 4) || is_word_at(phrase, at, "i'd", 3));

		if (own || begins_sentence(phrase, at))
			raise_letter(phrase, at);
	}
}

/* ---- typos ---- */

/* Letters of the word that begins at `at`; 0 when a fact, a digit or an accent is in it. */
static size_t plain_word(const struct phrase *phrase, size_t at)
{
	size_t size = 0;

	while (at + size < phrase->size && in_word(phrase->text[at + size])) {
		if (!is_letter(phrase->text[at + size]) || phrase_is_fact(phrase, at + size))
			return 0;
		size++;
	}
	return size;
}

/* The n-th place where a typo leaves the word recognisable: within a word of five letters or more,
 * never its first or last letter; PHRASE_SIZE when there are fewer. */
static size_t typo_place(const struct phrase *phrase, size_t n)
{
	for (size_t at = 0; at < phrase->size; at++) {
		size_t size;

		if (at > 0 && in_word(phrase->text[at - 1]))
			continue;
		size = plain_word(phrase, at);
		if (size < TYPO_LETTERS)
			continue;
		if (n < size - 3)
			return at + 1 + n;
		n -= size - 3;
	}
	return PHRASE_SIZE;
}

static void make_typo(uint64_t seed, struct phrase *phrase)
{
	size_t count = 0, at;
	char pair[2];

	while (typo_place(phrase, count) < PHRASE_SIZE)
		count++;
	if (count == 0)
		return;
	at = typo_place(phrase, grammar_mix(seed, SHOWS_WHERE) % count);
	pair[0] = phrase->text[at + 1];
	pair[1] = phrase->text[at];
	switch (grammar_mix(seed, SHOWS_HOW) % 3) {
	case 0:
		splice(phrase, at, 2, pair, 2);
		break;
	case 1:
		splice(phrase, at, 1, "", 0);
		break;
	default:
		splice(phrase, at, 0, pair + 1, 1);
		break;
	}
}

void habits_apply(const struct habits *habits, const struct grammar *grammar, uint64_t seed,
		  struct phrase *phrase)
{
	shorten(habits, grammar, seed, phrase);
	if (shows(seed, SHOWS_COMMAS, habits->no_commas))
		drop_commas(phrase);
	if (shows(seed, SHOWS_ACCENTS, habits->no_accents))
		drop_accents(phrase);
	if (shows(seed, SHOWS_TYPO, habits->typos))
		make_typo(seed, phrase);
	if (shows(seed, SHOWS_STOP, habits->full_stop))
		end_full_stop(phrase);
	end_question(habits, seed, phrase);
	if (shows(seed, SHOWS_SPACE, habits->space_question))
		space_questions(phrase);
	if (shows(seed, SHOWS_CAPITAL, habits->capital))
		set_capitals(habits, phrase);
}
