// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/evaluate: tables as people save them, and scores counted by hand. Texts are read by signs
 * alone here, without a model: whatever shows none is `unclear`. */
#include "daemon/evaluate.h"
#include "daemon/packs.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

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

static struct evaluation judge(const char *table)
{
	struct evaluation evaluation;
	struct error error = {""};

	if (evaluate_table(classify, bytes_of_text(table), "t.tsv", &evaluation, &error) !=
	    ERR_NONE)
		fail_msg("%s", error.text);
	return evaluation;
}

static void assert_wrong(const char *table, const char *where)
{
	struct evaluation evaluation, before;
	struct error error = {""};

	memset(&evaluation, 0x5a, sizeof evaluation);
	before = evaluation;
	assert_int_equal(
		evaluate_table(classify, bytes_of_text(table), "t.tsv", &evaluation, &error),
		ERR_INPUT);
	if (strncmp(error.text, where, strlen(where)) != 0)
		fail_msg("expected %s..., not: %s", where, error.text);
	assert_memory_equal(&evaluation, &before, sizeof before);
}

/* ---- the table ---- */

static void lines_of_two_three_and_four_cells(void **state)
{
	struct evaluation two = judge("stop\tSTOP\ndealer\thello\n");
	struct evaluation three = judge("stop\ten\tSTOP\ndealer\tnl\thallo\n");
	struct evaluation four = judge("stop\ten\teasy\tSTOP\ndealer\tnl\thard\thallo\n");

	(void)state;
	assert_int_equal(two.all.texts, 2);
	assert_int_equal(two.all.counts[KIND_STOP][KIND_STOP], 1);
	assert_int_equal(two.all.counts[KIND_DEALER][KIND_UNCLEAR], 1);
	assert_int_equal(two.hard.texts, 0);
	assert_int_equal(three.by_language[LANGUAGE_EN].counts[KIND_STOP][KIND_STOP], 1);
	assert_int_equal(three.by_language[LANGUAGE_NL].texts, 1);
	assert_int_equal(three.hard.texts, 0);
	assert_int_equal(four.hard.texts, 1);
	assert_int_equal(four.hard.counts[KIND_DEALER][KIND_UNCLEAR], 1);
	assert_int_equal(four.by_language[LANGUAGE_EN].texts, 1);
}

static void a_header_names_columns_in_any_order(void **state)
{
	struct evaluation one = judge("text\tkind\nSTOP\tstop\n");
	struct evaluation all = judge("number\tdifficulty\ttext\tlanguage\tkind\n"
				      "1\thard\tSTOP\tfr\tstop\n2\teasy\tSTOP\tfr\tspam\n");

	(void)state;
	assert_int_equal(one.all.texts, 1);
	assert_int_equal(one.all.counts[KIND_STOP][KIND_STOP], 1);
	assert_int_equal(all.all.texts, 2);
	assert_int_equal(all.hard.counts[KIND_STOP][KIND_STOP], 1);
	assert_int_equal(all.by_language[LANGUAGE_FR].counts[KIND_SPAM][KIND_STOP], 1);
}

static void ends_of_lines_are_anybodys(void **state)
{
	static const char *const tables[] = {
		"kind\ttext\r\nstop\tSTOP\r\nstop\tSTOP\r\n",
		"kind\ttext\nstop\tSTOP\nstop\tSTOP",
		"kind\ttext\n\nstop\tSTOP\n\n\nstop\tSTOP\n\n",
		"text\tkind\r\nSTOP\tstop\r\nSTOP\tstop",
		"stop\tSTOP\r\n\r\nstop\tSTOP\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		struct evaluation evaluation = judge(tables[i]);

		assert_int_equal(evaluation.all.texts, 2);
		assert_int_equal(evaluation.all.counts[KIND_STOP][KIND_STOP], 2);
	}
}

static void bad_lines_are_named(void **state)
{
	(void)state;
	assert_wrong("", "t.tsv: ");
	assert_wrong("kind\ttext\n", "t.tsv: ");
	assert_wrong("stop\tSTOP\nstopp\tSTOP\n", "t.tsv:2: ");
	assert_wrong("kind\ttext\nstop\tSTOP\nstop\n", "t.tsv:3: ");
	assert_wrong("kind\ttext\r\n\r\nunclear\tSTOP\r\n", "t.tsv:3: ");
	assert_wrong("STOP\n", "t.tsv:1: ");
	assert_wrong("stop\ten\tSTOP\nstop\tSTOP\n", "t.tsv:2: ");
	assert_wrong("kind\tlanguage\nstop\ten\n", "t.tsv:1: ");
}

/* ---- scores ---- */

/* 10 dealers: 8 found, 2 taken for ordinary; 6 ordinary: 5 right, 1 taken for a dealer; 1 spam,
 * unclear. */
static struct confusion make_confusion(void)
{
	struct confusion confusion = {.texts = 17};

	confusion.counts[KIND_DEALER][KIND_DEALER] = 8;
	confusion.counts[KIND_DEALER][KIND_ORDINARY] = 2;
	confusion.counts[KIND_ORDINARY][KIND_ORDINARY] = 5;
	confusion.counts[KIND_ORDINARY][KIND_DEALER] = 1;
	confusion.counts[KIND_SPAM][KIND_UNCLEAR] = 1;
	return confusion;
}

static void scores_are_those_done_by_hand(void **state)
{
	struct confusion confusion = make_confusion();
	struct score dealer = evaluate_score(&confusion, KIND_DEALER);
	struct score ordinary = evaluate_score(&confusion, KIND_ORDINARY);
	struct score spam = evaluate_score(&confusion, KIND_SPAM);
	struct score scam = evaluate_score(&confusion, KIND_SCAM);

	(void)state;
	assert_int_equal(dealer.texts, 10);
	assert_float_equal(dealer.precision, 8.0 / 9, 1e-9);
	assert_float_equal(dealer.recall, 0.8, 1e-9);
	assert_float_equal(dealer.f1, 16.0 / 19, 1e-9);
	assert_float_equal(ordinary.f1, 10.0 / 13, 1e-9);
	assert_int_equal(spam.texts, 1);
	assert_true(isnan(spam.precision));
	assert_float_equal(spam.recall, 0, 0);
	assert_int_equal(scam.texts, 0);
	assert_true(isnan(scam.recall) && isnan(scam.f1));
	assert_float_equal(evaluate_macro(&confusion), (16.0 / 19 + 10.0 / 13 + 0) / 3, 1e-9);
}

static void calibration_is_the_distance_to_what_was_right(void **state)
{
	struct evaluation evaluation = {0};

	(void)state;
	evaluation.bins[9].texts = 10; /* said .95, right 8 times of 10 */
	evaluation.bins[9].right = 8;
	evaluation.bins[9].p = 9.5;
	evaluation.bins[3].texts = 30; /* said .35, right 12 times of 30 */
	evaluation.bins[3].right = 12;
	evaluation.bins[3].p = 10.5;
	assert_float_equal(evaluate_calibration(&evaluation), (1.5 + 1.5) / 40, 1e-9);
}

static void what_is_right_costs_nothing(void **state)
{
	(void)state;
	for (int is = KIND_UNCLEAR + 1; is < KIND_COUNT; is++) {
		for (int taken = 0; taken < KIND_COUNT; taken++) {
			double cost = evaluate_cost((enum kind)is, (enum kind)taken);

			assert_true(is == taken ? cost == 0 : cost > 0);
		}
	}
	assert_float_equal(evaluate_cost(KIND_SPAM, KIND_SCAM), 1, 0);
	assert_true(evaluate_cost(KIND_DISTRESS, KIND_ORDINARY) > 1);
	assert_true(evaluate_cost(KIND_ORDINARY, KIND_DEALER) > 1);
}

static void costs_are_a_mean(void **state)
{
	struct evaluation evaluation = judge("stop\tSTOP\nspam\tSTOP\ndistress\thello\n");

	(void)state;
	assert_float_equal(evaluation.cost,
			   (0 + evaluate_cost(KIND_SPAM, KIND_STOP) +
			    evaluate_cost(KIND_DISTRESS, KIND_UNCLEAR)) /
				   3,
			   1e-9);
	assert_true(isfinite(evaluation.log_loss));
}

static void languages_count_from_three_words_on(void **state)
{
	struct evaluation evaluation =
		judge("stop\tfr\tarr\xc3\xaatez de m'\xc3\xa9"
		      "crire s'il vous pla\xc3\xaet je ne veux plus\n"
		      "ordinary\tfr\toui non\nordinary\t\tthis is of no language\n"
		      "ordinary\tnl\tthis is not the language that it says it is in\n");

	(void)state;
	assert_int_equal(evaluation.language_texts, 2);
	assert_int_equal(evaluation.language_right, 1);
	assert_int_equal(evaluation.by_language[LANGUAGE_FR].texts, 2);
}

/* ---- for people and for programs ---- */

static void both_forms_have_the_numbers(void **state)
{
	struct evaluation evaluation = {.all = make_confusion()};
	struct buf out = {0};

	(void)state;
	evaluate_print(&evaluation, &out);
	assert_non_null(strstr(buf_text(&out), "0.889"));
	assert_non_null(strstr(buf_text(&out), "0.842"));
	buf_clear(&out);
	evaluate_json(&evaluation, &out);
	assert_non_null(strstr(buf_text(&out), "\"precision\":0.8889"));
	assert_non_null(strstr(buf_text(&out), "\"precision\":null"));
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_two_three_and_four_cells),
		cmocka_unit_test(a_header_names_columns_in_any_order),
		cmocka_unit_test(ends_of_lines_are_anybodys),
		cmocka_unit_test(bad_lines_are_named),
		cmocka_unit_test(scores_are_those_done_by_hand),
		cmocka_unit_test(calibration_is_the_distance_to_what_was_right),
		cmocka_unit_test(what_is_right_costs_nothing),
		cmocka_unit_test(costs_are_a_mean),
		cmocka_unit_test(languages_count_from_three_words_on),
		cmocka_unit_test(both_forms_have_the_numbers),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
