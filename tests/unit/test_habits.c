// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/reply/habits: each as it shows, and never in a fact. */
#include "flow/reply/habits.h"
#include "talk_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TRIES = 2000 };

static struct pack pack;

static int set_up(void **state)
{
	struct error error = {""};

	(void)state;
	pack.language = LANGUAGE_EN;
	return (int)talk_build(
		"words:\n  shorten: [[you, u], [\"don't know\", dunno], [Berg, B]]\n", true, &pack,
		&error);
}

static int tear_down(void **state)
{
	(void)state;
	pack_finish(&pack);
	return 0;
}

/* A phrase in which what stands between < and > is a fact. */
static struct phrase phrase_of(const char *marked)
{
	struct phrase phrase = {.size = 0};

	for (const char *c = marked; *c != '\0'; c++) {
		if (*c == '<')
			phrase.facts[phrase.fact_count].at = (uint16_t)phrase.size;
		else if (*c == '>')
			phrase.facts[phrase.fact_count++].end = (uint16_t)phrase.size;
		else
			phrase.text[phrase.size++] = *c;
	}
	return phrase;
}

static const char *applied(const struct habits *habits, uint64_t seed, const char *marked)
{
	static char text[PHRASE_SIZE + 1];
	struct phrase phrase = phrase_of(marked);

	habits_apply(habits, pack.talk, seed, &phrase);
	assert_false(phrase.full);
	memcpy(text, phrase.text, phrase.size);
	text[phrase.size] = '\0';
	return text;
}

static void each_shows(void **state)
{
	static const struct {
		struct habits habits;
		const char *before, *after;
	} cases[] = {
		{{.capital = 0}, "hi you, ok?", "hi you, ok?"},
		{{.capital = 100}, "hi. i'm in, i think? ok", "Hi. I'm in, I think? Ok"},
		{{.capital = 100, .language = LANGUAGE_FR}, "i a. i", "I a. I"},
		{{.full_stop = 100}, "see you", "see you."},
		{{.full_stop = 100}, "see you?", "see you?"},
		{{.no_question = 100}, "ok? you there?", "ok? you there"},
		{{.two_questions = 100}, "you there?", "you there??"},
		{{.no_commas = 100}, "ok, at <0,5g>, 1,5 more", "ok at 0,5g 1,5 more"},
		{{.no_accents = 100},
		 "d\303\251j\303\240 <\303\251t\303\251>",
		 "deja \303\251t\303\251"},
		{{.space_question = 100}, "ok? oui!", "ok ? oui !"},
		{{.shorten = 100}, "You don't know <you> young you", "u dunno you young u"},
		{{.shorten = 100}, "at <Berg>", "at Berg"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct habits habits = cases[i].habits;
		bool shown = false;

		if (habits.language == LANGUAGE_UNKNOWN)
			habits.language = LANGUAGE_EN;
		/* Words are shortened mostly, not always. */
		for (uint64_t seed = 0; seed < 50 && !shown; seed++)
			shown = strcmp(applied(&habits, seed, cases[i].before), cases[i].after) ==
				0;
		if (!shown)
			fail_msg("\"%s\" became \"%s\"", cases[i].before,
				 applied(&habits, 1, cases[i].before));
	}
}

/* Letters that differ, as a multiset: one more, one less, or the same in another order. */
static void expect_one_typo(const char *before, const char *after)
{
	size_t a = strlen(before), b = strlen(after), head = 0, tail = 0;

	while (head < a && head < b && before[head] == after[head])
		head++;
	while (tail < a - head && tail < b - head && before[a - 1 - tail] == after[b - 1 - tail])
		tail++;
	assert_in_range(b, a - 1, a + 1);
	assert_in_range(a - head - tail, 0, 2);
}

static void typos_are_small_and_spare_facts(void **state)
{
	static const char text[] = "meet <somewhere> tomorrow okay <at twelve> 12thirty";
	static const char plain[] = "meet somewhere tomorrow okay at twelve 12thirty";
	struct habits habits = {.typos = 100, .language = LANGUAGE_EN};
	int changed = 0;

	(void)state;
	for (uint64_t seed = 0; seed < TRIES; seed++) {
		const char *after = applied(&habits, seed, text);

		expect_one_typo(plain, after);
		assert_non_null(strstr(after, "somewhere t"));
		assert_non_null(strstr(after, "w okay at twelve 12thirty"));
		changed += strcmp(after, plain) != 0;
	}
	assert_true(changed > TRIES / 2);
}

static void a_person_stays_the_same(void **state)
{
	int typos = 0, capitals[3] = {0}, people[3] = {0};

	(void)state;
	for (uint64_t voice = 0; voice < TRIES; voice++) {
		struct habits one = habits_of(voice, LANGUAGE_FR),
			      other = habits_of(voice, LANGUAGE_FR);
		uint32_t tag = grammar_register(voice);
		int group = tag == TAG_STREET ? 0 : tag == TAG_PLAIN ? 1 : 2;

		assert_memory_equal(&one, &other, sizeof one);
		assert_in_range(one.typos, 0, 5);
		typos += one.typos;
		people[group]++;
		capitals[group] += one.capital > 50;
	}
	assert_in_range(typos, 2 * TRIES, 3 * TRIES);
	assert_true(capitals[0] * 3 < people[0]);
	assert_true(capitals[2] * 10 > people[2] * 9);
}

static void nobody_writes_beyond_the_end(void **state)
{
	struct habits habits = {.full_stop = 100, .two_questions = 100, .space_question = 100};
	struct phrase phrase = {.size = PHRASE_SIZE};

	(void)state;
	memset(phrase.text, 'a', PHRASE_SIZE);
	habits_apply(&habits, pack.talk, 1, &phrase);
	assert_true(phrase.full);
	assert_int_equal(phrase.size, PHRASE_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_shows),
		cmocka_unit_test(typos_are_small_and_spare_facts),
		cmocka_unit_test(a_person_stays_the_same),
		cmocka_unit_test(nobody_writes_beyond_the_end),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
