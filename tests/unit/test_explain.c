// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/classify/explain: a reason is something that stands in the text, and the strongest comes
 * first. */
#include "daemon/reading.h"
#include "flow/classify/explain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct reader_set set;
static struct classify *classify;

static const struct {
	enum kind kind;
	const char *text;
} clear[] = {
	{KIND_DEALER, "Weed and hash, 10 per gram, 5 for 40, delivery till 2am \xf0\x9f\x8d\x83"},
	{KIND_DEALER, "Coke 50 la g, livraison partout jusqu'\xc3\xa0 2h, 3g pour 130"},
	{KIND_STOP, "Stop texting me, I don't want to hear from you any more"},
	{KIND_STOP, "Laat me met rust en stuur me nooit meer een bericht"},
	{KIND_DISTRESS, "Je veux mourir, je n'en peux plus de vivre"},
	{KIND_WRONG_NUMBER, "Sorry, verkeerd nummer, ik zocht mijn tante"},
	{KIND_SCAM, "Your parcel is held. Pay the fee of 1.99 at http://parcel.example/pay"},
	{KIND_INSULT, "you fucking idiot, you stupid piece of shit"},
};

static int set_up(void **state)
{
	struct error error = {""};

	(void)state;
	if (reader_set_load(NULL, &set, &error) != ERR_NONE) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	classify = classify_create(set.packs);
	classify_use(classify, set.models);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	classify_destroy(classify);
	reader_set_finish(&set);
	return 0;
}

static bool has_word(const struct readout *out, const char *word, size_t size)
{
	uint8_t room[TEXT_WORD_MAX];

	for (size_t i = 0; i < out->text.word_count; i++)
		if (bytes_equal(text_word_short(&out->text, i, room),
				(struct bytes){(const uint8_t *)word, size}))
			return true;
	return false;
}

/* "a b" or "a": every word between the quotes. */
static bool has_words(const struct readout *out, const char *quoted)
{
	const char *end = strrchr(quoted, '"');

	for (const char *at = quoted; at < end;) {
		size_t size = strcspn(at, " \"");

		if (!has_word(out, at, size))
			return false;
		at += size + 1;
	}
	return end != NULL && end > quoted;
}

static bool has_clue(const struct readout *out, const char *name)
{
	for (int clue = CLUE_NONE + 1; clue < CLUES_MAX; clue++)
		if (signs_have(&out->found, clue) &&
		    strcmp(signs_clue_name(classify_signs(classify), clue), name) == 0)
			return true;
	return false;
}

static bool has_trait(const struct readout *out, const char *name)
{
	for (int trait = 0; trait < TRAIT_COUNT; trait++)
		if (traits_have(&out->traits, (enum trait)trait) &&
		    strcmp(trait_name((enum trait)trait), name) == 0)
			return true;
	return false;
}

static bool stands_there(const struct readout *out, const char *reason)
{
	if (strncmp(reason, "the word \"", 10) == 0)
		return has_words(out, reason + 10);
	if (strncmp(reason, "the words \"", 11) == 0)
		return has_words(out, reason + 11);
	if (strncmp(reason, "speaks of: ", 11) == 0)
		return has_clue(out, reason + 11);
	return has_trait(out, reason);
}

static void check_reasons(const struct readout *out, enum kind kind)
{
	struct reason reasons[REASONS_MAX];
	size_t count = explain(classify, out, kind, reasons);

	assert_true(count <= REASONS_MAX);
	for (size_t i = 0; i < count; i++) {
		assert_true(reasons[i].weight > 0);
		assert_true(i == 0 || reasons[i].weight <= reasons[i - 1].weight);
		if (!stands_there(out, reasons[i].text))
			fail_msg("not in the text: %s", reasons[i].text);
	}
}

static void reasons_stand_in_the_text_and_fall(void **state)
{
	static struct readout out;
	struct reason reasons[REASONS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof clear / sizeof clear[0]; i++) {
		classify_text(classify, bytes_of_text(clear[i].text), 0, NULL, &out);
		if (out.reading.kind != clear[i].kind)
			fail_msg("%s: %s", kind_name(out.reading.kind), clear[i].text);
		assert_true(explain(classify, &out, clear[i].kind, reasons) > 0);
		/* of the other kinds too */
		for (int kind = 0; kind < KIND_COUNT; kind++)
			check_reasons(&out, (enum kind)kind);
	}
}

static void what_no_model_knows_has_no_reasons(void **state)
{
	static struct readout out;
	struct reason reasons[REASONS_MAX];

	(void)state;
	classify_text(classify, bytes_of_text(clear[0].text), 0, NULL, &out);
	assert_int_equal(explain(classify, &out, KIND_UNCLEAR, reasons), 0);
	assert_int_equal(explain(classify, &out, KIND_GROOMING, reasons), 0);
	classify_use(classify, NULL);
	assert_int_equal(explain(classify, &out, KIND_DEALER, reasons), 0);
	classify_use(classify, set.models);
}

static void an_empty_text_has_no_words_for_reasons(void **state)
{
	static struct readout out;

	(void)state;
	classify_text(classify, bytes_of_text(""), 0, NULL, &out);
	for (int kind = 0; kind < KIND_COUNT; kind++)
		check_reasons(&out, (enum kind)kind);
}

/* Longer than a reason has room for: cut, and never beyond. */
static void long_words_fit(void **state)
{
	static const char text[] =
		"aaaabbbbccccddddeeeeffffgggghhhhiiiijjjjkkkkllllmmmmnnnnooopqrst "
		"zzzzyyyyxxxxwwwwvvvvuuuuttttssssrrrrqqqqppppoooonnnnmmmmlllkjihg gram";
	static struct readout out;
	struct reason reasons[REASONS_MAX];

	(void)state;
	classify_text(classify, bytes_of_text(text), 0, NULL, &out);
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		size_t count = explain(classify, &out, (enum kind)kind, reasons);

		for (size_t i = 0; i < count; i++)
			assert_non_null(memchr(reasons[i].text, '\0', sizeof reasons[i].text));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reasons_stand_in_the_text_and_fall),
		cmocka_unit_test(what_no_model_knows_has_no_reasons),
		cmocka_unit_test(an_empty_text_has_no_words_for_reasons),
		cmocka_unit_test(long_words_fit),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
