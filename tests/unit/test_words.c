// SPDX-License-Identifier: GPL-3.0-or-later
/* reply/words: whose language, which country's text, and what is said when there is none. */
#include "flow/reply/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct pack_answer nl[] = {
	{MOVE_DECLINE, "", "nee 1"},
	{MOVE_DECLINE, "", "nee 2"},
	{MOVE_HELP_LINE, "BE", "1813"},
	{MOVE_HELP_LINE, "", "nl 112"},
};
static struct pack_answer fr[] = {
	{MOVE_DECLINE, "", "non"},
	{MOVE_HELP_LINE, "BE", "107"},
	{MOVE_HELP_LINE, "FR", "3114"},
	{MOVE_HELP_LINE, "", "fr 112"},
};
static const struct packs packs = {
	.packs = {{.language = LANGUAGE_NL, .answers = nl, .answer_count = 4},
		  {.language = LANGUAGE_FR, .answers = fr, .answer_count = 4}},
	.count = 2};
static const struct line line = {.languages = {LANGUAGE_NL, LANGUAGE_FR}, .language_count = 2};

static const char *pick(const char *house, const char *to, enum move move, enum language language,
			enum language *ret_language)
{
	static char room[64];
	struct bytes text = {0};

	assert_int_equal(
		words_pick(&packs, &line, house, to, move, language, 0, &text, ret_language, NULL),
		ERR_NONE);
	memcpy(room, text.data, text.size);
	room[text.size] = '\0';
	return room;
}

static void the_help_line_is_that_of_the_country(void **state)
{
	static const struct {
		const char *house, *to;
		enum language language;
		const char *text;
	} cases[] = {
		{"FR", "+33639981001", LANGUAGE_FR, "3114"},
		{"BE", "+33639981001", LANGUAGE_FR, "3114"},
		{"FR", "+32470000000", LANGUAGE_FR, "107"},
		{"FR", "+32470000000", LANGUAGE_NL, "1813"},
		{"BE", "+31600000000", LANGUAGE_NL, "nl 112"},
		/* never the house's number to somebody abroad */
		{"FR", "+447700900123", LANGUAGE_FR, "fr 112"},
		{"FR", "+35312345678", LANGUAGE_FR, "fr 112"},
		{"FR", "+5511999990000", LANGUAGE_FR, "fr 112"},
		{"FR", "+33639981001", LANGUAGE_NL, "nl 112"},
		/* who names no country is at home */
		{"FR", "+99912345678", LANGUAGE_FR, "3114"},
		{"BE", "36105", LANGUAGE_FR, "107"},
		{"", "36105", LANGUAGE_FR, "fr 112"},
	};
	enum language language;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_string_equal(pick(cases[i].house, cases[i].to, MOVE_HELP_LINE,
					 cases[i].language, &language),
				    cases[i].text);
		assert_int_equal(language, cases[i].language);
	}
}

static void the_line_speaks_its_own_languages(void **state)
{
	enum language language;

	(void)state;
	assert_string_equal(pick("BE", "+99912345678", MOVE_DECLINE, LANGUAGE_FR, &language),
			    "non");
	assert_int_equal(language, LANGUAGE_FR);
	assert_string_equal(pick("BE", "+99912345678", MOVE_DECLINE, LANGUAGE_EN, &language),
			    "nee 1");
	assert_int_equal(language, LANGUAGE_NL);
	assert_string_equal(pick("BE", "+99912345678", MOVE_DECLINE, LANGUAGE_UNKNOWN, &language),
			    "nee 1");
	assert_int_equal(language, LANGUAGE_NL);
}

static void the_draw_reaches_every_text(void **state)
{
	struct bytes text = {0};
	enum language language;

	(void)state;
	words_pick(&packs, &line, "BE", "+99912345678", MOVE_DECLINE, LANGUAGE_NL, UINT64_MAX,
		   &text, &language, NULL);
	assert_true(bytes_equal(text, bytes_of_text("nee 2")));
	words_pick(&packs, &line, "BE", "+99912345678", MOVE_DECLINE, LANGUAGE_NL, 1ull << 63,
		   &text, &language, NULL);
	assert_true(bytes_equal(text, bytes_of_text("nee 2")));
	words_pick(&packs, &line, "BE", "+99912345678", MOVE_DECLINE, LANGUAGE_NL, (1ull << 63) - 1,
		   &text, &language, NULL);
	assert_true(bytes_equal(text, bytes_of_text("nee 1")));
}

static void what_is_missing_is_named(void **state)
{
	struct bytes text = {0};
	enum language language = LANGUAGE_EN;
	struct error error = {""};

	(void)state;
	assert_int_equal(words_pick(&packs, &line, "BE", "+32470000000", MOVE_WRONG_NUMBER,
				    LANGUAGE_FR, 0, &text, &language, &error),
			 ERR_ABSENT);
	assert_string_equal(error.text, "no text for \"wrong_number\" in \"nl\" in the packs");
	assert_int_equal(language, LANGUAGE_EN);
	assert_null(text.data);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_help_line_is_that_of_the_country),
		cmocka_unit_test(the_line_speaks_its_own_languages),
		cmocka_unit_test(the_draw_reaches_every_text),
		cmocka_unit_test(what_is_missing_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
