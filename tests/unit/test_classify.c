// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/classify: folding, patterns, what texts in three languages are, and that no text is slow. */
#include "base/mem.h"
#include "daemon/packs.h"
#include "flow/classify/classify.h"
#include "flow/classify/pattern.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct known {
	enum kind kind;
	const char *text;
};

#include "known_en.h"
#include "known_fr.h"
#include "known_nl.h"

static struct packs *packs;
static struct classify *classify;

static int set_up(void **state)
{
	struct error error = {""};

	(void)state;
	if (packs_load(NULL, &packs, &error) != ERR_NONE) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	classify = classify_create(packs);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	classify_destroy(classify);
	packs_destroy(packs);
	return 0;
}

static struct reading read_text(const char *text)
{
	struct message message = {.whole = bytes_of_text(text)};

	assert_int_equal(classify_read(classify, &message), ERR_NONE);
	return message.reading;
}

/* The folded words of a text, with a space between. */
static void fold(const char *text, char *ret_words, size_t size)
{
	struct text folded;
	size_t at = 0;

	normalise(bytes_of_text(text), &folded);
	ret_words[0] = '\0';
	for (size_t i = 0; i < folded.word_count; i++) {
		struct bytes word = text_word(&folded, i);

		at += (size_t)snprintf(ret_words + at, size - at, "%s%.*s", i > 0 ? " " : "",
				       (int)word.size, (const char *)word.data);
	}
}

static void texts_are_folded(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{"", ""},
		{" ,.!? ", ""},
		{"Arrêtez de M'ÉCRIRE !", "arretez de mecrire"},
		{"j’ai, j'ai, j`ai, j ai, J AI", "jai jai jai jai jai"},
		{"l´été", "lete"},
		{"'t is 's avonds", "t is s avonds"},
		{"sms'en", "smsen"},
		{"e\xcc\x81te\xcc\x81", "ete"}, /* decomposed */
		{"ＳＴＯＰ", "stop"},		/* full width */
		{"s\xe2\x80\x8bt\xc2\xado\xe2\x81\xa0p",
		 "stop"}, /* zero width, soft hyphen, joiner */
		{"cœur Ærø Straße ĳs", "coeur aero strasse ijs"},
		{"stoooop hoop 1000", "stoop hoop 1000"},
		{"a\nb\tc\xc2\xa0"
		 "d",
		 "a b c d"},
		{"dis-moi tout", "dis moi tout"},
		{"stop\xf0\x9f\x98\xa1now", "stop now"},
		{"\xff\xfe"
		 "a",
		 "a"},
		{"ﷺ", "صلى الله عليه وسلم"}, /* one character, eighteen */
	};
	char words[200];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		fold(cases[i].text, words, sizeof words);
		assert_string_equal(words, cases[i].words);
	}
}

static void folding_is_capped(void **state)
{
	static char text[3 * TEXT_READ_MAX];
	struct text folded;

	(void)state;
	memset(text, 'a', sizeof text);
	normalise(BYTES_OF(text), &folded);
	assert_int_equal(folded.word_count, 1);
	assert_int_equal(folded.words[0].size, 2);
	assert_true(folded.cut);
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)(i % 2 != 0 ? ' ' : 'a' + (i / 2) % 26);
	normalise(BYTES_OF(text), &folded);
	assert_true(folded.word_count <= TEXT_WORDS_MAX);
	assert_true(folded.cut);
	for (size_t i = 0; i + 3 <= sizeof text; i += 3)
		memcpy(text + i, "ﷺ", 3);
	normalise(BYTES_OF(text), &folded);
	assert_true(folded.size <= TEXT_FOLD_MAX);
}

/* One pattern, alone, as a sign of STOP. */
static bool found(const char *pattern, const char *text)
{
	struct pack_sign sign = {.clue = CLUE_STOP, .pattern = (char *)pattern};
	struct packs one = {.packs = {{.language = LANGUAGE_EN, .signs = &sign, .sign_count = 1}},
			    .count = 1};
	struct classify *alone = classify_create(&one);
	struct readout readout;

	classify_text(alone, bytes_of_text(text), 0, NULL, &readout);
	classify_destroy(alone);
	return readout.reading.kind == KIND_STOP;
}

static void patterns_find_what_they_say(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool found;
	} cases[] = {
		{"stop", "please STOP it", true},
		{"stop", "stopping", false},
		{"stop it", "stop, it hurts", true},
		{"stop it", "stop all of it", false},
		{"stop|quit it", "quit it", true},
		{"stop please? now", "stop now", true},
		{"stop please? now", "stop please now", true},
		{"stop please? now", "stop please please now", false},
		{"please? stop", "stop", true},
		{"oh? please? stop $", "oh stop", true},
		{"suicid~", "suicidal", true},
		{"suicid~", "Suïcide", true},
		{"my suicid~", "my suit", false},
		{"want * alone", "want alone", true},
		{"want * alone", "want to be so alone", true},
		{"want * alone", "want to be so very alone", false},
		{"want * alone", "i want it. leave me alone", false},
		{"want * alone", "i want it... alone", true},
		{"a * b * c", "a x x x b x x x c", true},
		{"is this @", "is this Karen?", true},
		{"is this @", "is this karen?", false},
		{"is this @", "IS THIS OK", false},
		{"is this the|@", "is this the", true},
		{"is this @ $", "is this Élodie ?", true},
		{"^ stop", "stop now", true},
		{"^ stop", "do not stop", false},
		{"stop $", "do not stop!!", true},
		{"stop $", "stop now", false},
		{"^ stop $", "\xf0\x9f\x98\xa1 stop \xf0\x9f\x98\xa1", true},
		{"^ please? stop $", "stop", true},
		{"die !laughing|of", "die", true},
		{"die !laughing|of", "die laughing", false},
		{"die !laughing|of", "die now", true},
		{"!don't leave me", "leave me", true},
		{"!don't leave me", "please leave me", true},
		{"!don't leave me", "dont leave me", false},
		{"stop", "stoooooop", true},
		{"hoop", "hooooop", true},
		{"laat me gaan", "laaaat me gaaaaan", true},
		{"m'écris plus", "M’ecris plus", true},
		{"m'écris plus", "m ecris plus", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (found(cases[i].pattern, cases[i].text) != cases[i].found)
			fail_msg("\"%s\" in \"%s\": %d", cases[i].pattern, cases[i].text,
				 !cases[i].found);
	}
}

static void check_known(const struct known *known, size_t count, enum language language)
{
	for (size_t i = 0; i < count; i++) {
		struct reading reading = read_text(known[i].text);

		if (reading.kind != known[i].kind)
			fail_msg("\"%s\" is %s, not %s", known[i].text, kind_name(known[i].kind),
				 kind_name(reading.kind));
		/* A word or two may not tell; never the wrong language. */
		if (reading.language != language && reading.language != LANGUAGE_UNKNOWN)
			fail_msg("\"%s\" is not %s", known[i].text,
				 language_name(reading.language));
		assert_true(isnan(reading.p));
		assert_false(reading.unreadable);
	}
}

static void known_texts_are_known(void **state)
{
	(void)state;
	check_known(known_nl, COUNT(known_nl), LANGUAGE_NL);
	check_known(known_fr, COUNT(known_fr), LANGUAGE_FR);
	check_known(known_en, COUNT(known_en), LANGUAGE_EN);
}

static void the_gravest_kind_wins(void **state)
{
	(void)state;
	assert_int_equal(read_text("wrong number, stop texting me").kind, KIND_STOP);
	assert_int_equal(read_text("leave me alone, i want to die").kind, KIND_DISTRESS);
	assert_int_equal(read_text("mauvais numéro, je veux mourir").kind, KIND_DISTRESS);
}

static void languages_are_told_apart(void **state)
{
	static const struct {
		enum language language;
		const char *text;
	} cases[] = {
		{LANGUAGE_NL, "hoe laat kom je morgen"},
		{LANGUAGE_FR, "on se voit demain soir"},
		{LANGUAGE_EN, "see you at the station"},
		{LANGUAGE_FR, "cc tu fais koi ce soir"},
		{LANGUAGE_NL, "kga straks ni komen"},
		{LANGUAGE_EN, "where r u? im here already"},
		{LANGUAGE_UNKNOWN, "ok"},
		{LANGUAGE_UNKNOWN, "STOP"},
		{LANGUAGE_UNKNOWN, "12 34"},
		{LANGUAGE_UNKNOWN, ""},
		{LANGUAGE_UNKNOWN, "привет как дела"},
		{LANGUAGE_FR, "dégage"},
		{LANGUAGE_NL, "uitschrijven"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (read_text(cases[i].text).language != cases[i].language)
			fail_msg("\"%s\" is %s", cases[i].text,
				 language_name(read_text(cases[i].text).language));
	}
}

static void noise_is_unreadable(void **state)
{
	struct message message = {.whole = BYTES_OF("\xff\xff\xff"
						    "ab")};

	(void)state;
	message.whole.size = 5;
	classify_read(classify, &message);
	assert_true(message.reading.unreadable);
	message.whole = bytes_of_text("half of it");
	message.undecodable = 5;
	classify_read(classify, &message);
	assert_false(message.reading.unreadable);
	message.undecodable = 6;
	classify_read(classify, &message);
	assert_true(message.reading.unreadable);
	message.whole = (struct bytes){NULL, 0};
	message.undecodable = 0;
	classify_read(classify, &message);
	assert_false(message.reading.unreadable);
	assert_int_equal(message.reading.kind, KIND_UNCLEAR);
}

/* Comparisons for a word, in a text made of `piece` alone. */
static size_t cost_of(const char *piece)
{
	static char text[TEXT_READ_MAX];
	size_t size = strlen(piece), at = 0;
	struct readout readout;

	for (; at + size + 1 <= sizeof text; at += size + 1) {
		memcpy(text + at, piece, size);
		text[at + size] = ' ';
	}
	classify_text(classify, (struct bytes){(const uint8_t *)text, at}, 0, NULL, &readout);
	assert_true(readout.found.steps <= classify_bound(classify) * (readout.text.word_count + 1));
	return readout.text.word_count == 0 ? 0 : readout.found.steps / readout.text.word_count;
}

static bool is_plain(const char *word)
{
	return strpbrk(word, "*^$!@?~|") == NULL;
}

/* The worst an attacker can do is repeat what patterns are made of. Each word of each pattern, and
 * each pattern, is tried, or one in STRIDE of them. */
static void no_text_is_slow(void **state)
{
	enum { STEPS_MAX = 3000, STRIDE = 23 };

	(void)state;
	for (size_t p = 0; p < packs->count; p++) {
		for (size_t i = p; i < packs->packs[p].sign_count; i += STRIDE) {
			char *pattern = mem_strdup(packs->packs[p].signs[i].pattern);
			char *rest = pattern, *token;

			assert_true(cost_of(pattern) <= STEPS_MAX);
			while ((token = strsep(&rest, " |")) != NULL) {
				if (token[0] != '\0' && is_plain(token))
					assert_true(cost_of(token) <= STEPS_MAX);
			}
			mem_free(pattern);
		}
	}
	assert_true(cost_of("i want you to stop i don't want") <= STEPS_MAX);
	assert_true(cost_of("je ne veux plus que vous me") <= STEPS_MAX);
	assert_true(cost_of("aaaa") <= STEPS_MAX);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_folded),
		cmocka_unit_test(folding_is_capped),
		cmocka_unit_test(patterns_find_what_they_say),
		cmocka_unit_test(known_texts_are_known),
		cmocka_unit_test(the_gravest_kind_wins),
		cmocka_unit_test(languages_are_told_apart),
		cmocka_unit_test(noise_is_unreadable),
		cmocka_unit_test(no_text_is_slow),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
