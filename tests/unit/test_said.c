// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/reply/said and say: nobody reads the same words twice. */
#include "base/mem.h"
#include "daemon/samples.h"
#include "flow/limits.h"
#include "flow/reply/say.h"
#include "packs_fixture.h"
#include "talk_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LINE = 3, OTHER_LINE = 4, ROOM = 8 };

static const ms_t start = 1700000000000;

static bool before(const struct said *said, uint32_t contact, const char *text, ms_t now)
{
	return said_before(said, LINE, contact, bytes_of_text(text), now);
}

static void add(struct said *said, uint32_t contact, const char *text, ms_t now)
{
	said_add(said, LINE, contact, bytes_of_text(text), now);
}

static void the_same_to_anybody_for_a_while(void **state)
{
	struct said *said = said_create(ROOM);
	ms_t later = start + LIMIT_SAID_SPAN + 1;

	(void)state;
	assert_false(before(said, 1, "sorry, missed the bus again", start));
	add(said, 1, "sorry, missed the bus again", start);
	assert_true(before(said, 1, "sorry, missed the bus again", start));
	assert_true(before(said, 2, "sorry, missed the bus again", start));
	assert_true(before(said, 2, "Sorry missed   the bus, AGAIN!!", start + LIMIT_SAID_SPAN));
	assert_false(before(said, 2, "sorry, missed the bus again", later));
	assert_true(before(said, 1, "sorry, missed the bus again", later));
	assert_false(said_before(said, OTHER_LINE, 2, bytes_of_text("sorry, missed the bus again"),
				 start));
	said_destroy(said);
}

static void much_the_same_counts(void **state)
{
	struct said *said = said_create(ROOM);

	(void)state;
	add(said, 1, "10 min late sorry, missed the last train", start);
	assert_true(before(said, 2, "sorry late 20 min. last train missed :(", start));
	assert_false(before(said, 2, "sorry late 20 min. last tram missed", start));
	said_destroy(said);
}

static void short_ones_never_count(void **state)
{
	struct said *said = said_create(ROOM);

	(void)state;
	add(said, 1, "ok, good", start);
	add(said, 1, "", start);
	add(said, 1, "!!!", start);
	assert_false(before(said, 1, "ok good", start));
	assert_false(before(said, 1, "", start));
	said_destroy(said);
}

static void the_oldest_are_forgotten(void **state)
{
	struct said *said = said_create(ROOM);
	char text[64];

	(void)state;
	for (int i = 0; i < 3 * ROOM; i++) {
		snprintf(text, sizeof text, "text%c words%c of many%c", 'a' + i, 'a' + i, 'a' + i);
		add(said, 1, text, start);
	}
	for (int i = 0; i < 3 * ROOM; i++) {
		snprintf(text, sizeof text, "text%c words%c of many%c", 'a' + i, 'a' + i, 'a' + i);
		assert_int_equal(before(said, 1, text, start), i >= 2 * ROOM);
	}
	said_destroy(said);
}

static void it_is_kept_over_a_restart(void **state)
{
	struct said *said = said_create(ROOM), *again = said_create(ROOM);
	struct buf saved = {0}, twice = {0};

	(void)state;
	for (int i = 0; i < ROOM + 3; i++) {
		char text[64];

		snprintf(text, sizeof text, "text%c words%c of many%c", 'a' + i, 'a' + i, 'a' + i);
		said_add(said, i % 2 == 0 ? LINE : OTHER_LINE, (uint32_t)i + 1, bytes_of_text(text),
			 start + i);
	}
	said_save(said, LINE, &saved);
	assert_int_equal(said_load(again, LINE, buf_bytes(&saved)), ERR_NONE);
	said_save(again, LINE, &twice);
	assert_true(bytes_equal(buf_bytes(&saved), buf_bytes(&twice)));
	assert_true(before(again, 9, "texte wordse of manye", start + 10));
	assert_false(before(again, 9, "textf wordsf of manyf", start + 10)); /* the other line's */
	assert_int_equal(said_load(again, LINE, (struct bytes){saved.data, saved.size - 1}),
			 ERR_INPUT);
	saved.data[0]++;
	assert_int_equal(said_load(again, LINE, buf_bytes(&saved)), ERR_INPUT);
	said_forget(again, LINE, 5);
	assert_true(before(again, 9, "texte wordse of manye", start + 10));
	assert_false(before(again, 5, "texte wordse of manye", start + LIMIT_SAID_SPAN + 10));
	buf_finish(&saved);
	buf_finish(&twice);
	said_destroy(said);
	said_destroy(again);
}

static void memory_may_be_short(void **state)
{
	(void)state;
	for (uint64_t nth = 1; nth <= 3; nth++) {
		mem_fail_nth(nth);
		assert_null(said_create(ROOM));
	}
	mem_fail_nth(0);
}

/* ---- words_say() ---- */

static struct line line_of(enum language first, enum language second)
{
	return (struct line){.kind = LINE_STALL, .languages = {first, second}, .language_count = 2};
}

static void silent_when_all_was_said(void **state)
{
	struct packs packs = {.packs = {{.language = LANGUAGE_EN}}, .count = 1};
	struct line line = line_of(LANGUAGE_FR, LANGUAGE_EN);
	struct saying saying = {.move = MOVE_EXCUSE, .language = LANGUAGE_NL};
	struct said *said = said_create(ROOM);
	struct buf out = {0};
	struct error error = {""};
	enum language language = LANGUAGE_UNKNOWN;
	uint64_t claims = 0;

	(void)state;
	assert_int_equal(talk_build("moves:\n  excuse: [my bike broke down, the lift got stuck]\n",
				    true, &packs.packs[0], &error),
			 ERR_NONE);
	for (int i = 0; i < 2; i++) {
		buf_clear(&out);
		assert_int_equal(words_say(&packs, &line, &saying, "EUR", said, LINE, 1, start,
					   &out, &language, &claims, &error),
				 ERR_NONE);
		assert_int_equal(language, LANGUAGE_EN);
		said_add(said, LINE, 1, buf_bytes(&out), start);
	}
	buf_clear(&out);
	assert_int_equal(words_say(&packs, &line, &saying, "EUR", said, LINE, 1, start, &out,
				   &language, &claims, &error),
			 ERR_ABSENT);
	assert_string_equal(error.text, "all words for \"excuse\" were said before");
	assert_int_equal(out.size, 0);
	buf_finish(&out);
	said_destroy(said);
	pack_finish(&packs.packs[0]);
}

/* A month of a busy line: no two alike, and words enough. */
static void thousands_without_a_repetition(void **state)
{
	enum { TEXTS = 3000 };
	const struct packs *packs = packs_without_concepts();
	struct line line = line_of(LANGUAGE_NL, LANGUAGE_FR);
	struct said *said = said_create(2 * TEXTS);
	struct sample_wish wish = {.seed = 9};
	size_t silent = 0;

	(void)state;
	for (uint32_t n = 0; n < TEXTS; n++) {
		struct saying saying = sample_saying(packs_find(packs, LANGUAGE_NL), &wish, n);
		enum language language = LANGUAGE_UNKNOWN;
		uint64_t claims = 0;
		struct buf out = {0};
		enum err err = words_say(packs, &line, &saying, "EUR", said, LINE, n % 50 + 1,
					 start, &out, &language, &claims, NULL);

		if (err == ERR_NONE) {
			assert_false(said_before(said, LINE, n % 50 + 1, buf_bytes(&out), start));
			said_add(said, LINE, n % 50 + 1, buf_bytes(&out), start);
		}
		silent += err != ERR_NONE;
		buf_finish(&out);
	}
	assert_in_range(silent, 0, TEXTS / 200);
	said_destroy(said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_to_anybody_for_a_while),
		cmocka_unit_test(much_the_same_counts),
		cmocka_unit_test(short_ones_never_count),
		cmocka_unit_test(the_oldest_are_forgotten),
		cmocka_unit_test(it_is_kept_over_a_restart),
		cmocka_unit_test(memory_may_be_short),
		cmocka_unit_test(silent_when_all_was_said),
		cmocka_unit_test(thousands_without_a_repetition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
