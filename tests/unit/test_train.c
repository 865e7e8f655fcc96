// SPDX-License-Identifier: GPL-3.0-or-later
/* train/train: a handful of texts makes models, too few do not, and the same make the same. */
#include "daemon/packs.h"
#include "train/train.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Three hands write one text each: the name of what it is, and words that say nothing. */
enum { HANDS = 3 };
static const char *const hands[HANDS] = {"first", "second", "third"};
static const char *const around[HANDS] = {"so %s it is", "%s today please", "well then %s"};

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

static void add(struct examples *examples, enum kind kind, enum act act, int hand)
{
	char text[80], *turns[] = {text};
	struct example example = {.language = LANGUAGE_EN,
				  .kind = kind,
				  .act = act,
				  .weight = 1,
				  .turns = turns,
				  .turn_count = 1};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, sizeof text, around[hand],
		 kind != KIND_UNCLEAR ? kind_name(kind) : act_name(act));
#pragma GCC diagnostic pop
	assert_int_equal(examples_add(examples, &example, hands[hand], NULL), ERR_NONE);
}

/* All but `kind` and `act`, of which only two hands wrote. */
static struct examples make(enum kind few, enum act few_too)
{
	struct examples examples = {0};

	for (int hand = 0; hand < HANDS; hand++) {
		for (size_t i = 0; i < COLUMN_KINDS; i++)
			if (models_kind(i) != few || hand < 2)
				add(&examples, models_kind(i), ACT_UNCLEAR, hand);
		for (int act = ACT_UNCLEAR + 1; act < ACT_COUNT; act++)
			if (act != (int)few_too || hand < 2)
				add(&examples, KIND_UNCLEAR, (enum act)act, hand);
	}
	return examples;
}

static void check_texts(const struct examples *examples, const struct models *models)
{
	size_t right = 0;

	for (size_t i = 0; i < examples->count; i++) {
		const struct example *example = &examples->all[i];
		const struct linear *linear =
			example->kind != KIND_UNCLEAR ? &models->kinds : &models->acts;
		size_t end = example->kind != KIND_UNCLEAR ? COLUMN_KINDS : ACT_COUNT - 1;
		size_t is = example->kind != KIND_UNCLEAR ? models_column(example->kind)
							  : (size_t)example->act - 1;
		static struct grams grams;
		float scores[LINEAR_SCORES];
		size_t best = 0;

		classify_grams(classify, bytes_of_text(example->turns[0]), &grams);
		linear_score(linear, &grams, scores);
		for (size_t c = 1; c < end; c++)
			if (scores[c] > scores[best])
				best = c;
		right += best == is;
	}
	assert_true(right * 10 >= examples->count * 9);
}

static void three_texts_each_make_models(void **state)
{
	struct examples examples = make(KIND_UNCLEAR, ACT_UNCLEAR);
	struct buf one = {0}, same = {0};
	static struct models models;
	struct error error = {""};

	(void)state;
	/* appended */
	buf_add_text(&one, "before");
	if (train_models(classify, &examples, &one, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	assert_memory_equal(one.data, "before", 6);
	buf_shift(&one, 6);
	if (models_decode(buf_bytes(&one), &models, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	assert_true(one.size <= MODELS_BYTES_MAX);
	check_texts(&examples, &models);
	/* the same examples; what the classifier reads with does not matter */
	classify_use(classify, &models);
	assert_int_equal(train_models(classify, &examples, &same, &error), ERR_NONE);
	classify_use(classify, NULL);
	assert_true(bytes_equal(buf_bytes(&one), buf_bytes(&same)));
	buf_finish(&one);
	buf_finish(&same);
	examples_finish(&examples);
}

static void assert_too_few(struct examples examples, const char *of)
{
	struct buf out = {0};
	struct error error = {""};

	assert_int_equal(train_models(classify, &examples, &out, &error), ERR_INPUT);
	if (strstr(error.text, of) == NULL || strstr(error.text, "write at least") == NULL)
		fail_msg("not about %s: %s", of, error.text);
	assert_int_equal(out.size, 0);
	buf_finish(&out);
	examples_finish(&examples);
}

static void too_few_are_refused_by_name(void **state)
{
	struct examples none = {0};

	(void)state;
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		assert_too_few(make(models_kind(i), ACT_UNCLEAR), kind_name(models_kind(i)));
	for (int act = ACT_UNCLEAR + 1; act < ACT_COUNT; act++)
		assert_too_few(make(KIND_UNCLEAR, (enum act)act), act_name((enum act)act));
	assert_too_few(none, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_texts_each_make_models),
		cmocka_unit_test(too_few_are_refused_by_name),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
