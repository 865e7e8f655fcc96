// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/classify/conversation: what was said before moves what is unclear, and nothing else. */
#include "daemon/reading.h"
#include "flow/classify/classify.h"
#include "flow/classify/conversation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct reader_set set;
static struct classify *classify;

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

/* Logits that speak for one kind this much. */
static const float *speak(enum kind kind, float much)
{
	static float logits[COLUMN_KINDS];

	for (size_t i = 0; i < COLUMN_KINDS; i++)
		logits[i] = models_kind(i) == kind ? much : 0;
	return logits;
}

static enum kind moved(const struct talk *talk, enum kind kind, float much)
{
	float logits[COLUMN_KINDS];
	size_t best = 0;

	memcpy(logits, speak(kind, much), sizeof logits);
	conversation_move(talk, logits);
	for (size_t i = 1; i < COLUMN_KINDS; i++)
		if (logits[i] > logits[best])
			best = i;
	return models_kind(best);
}

static void the_first_text_stands_alone(void **state)
{
	struct talk talk = {0};
	float logits[COLUMN_KINDS];

	(void)state;
	memcpy(logits, speak(KIND_SPAM, 2), sizeof logits);
	conversation_move(&talk, logits);
	assert_memory_equal(logits, speak(KIND_SPAM, 2), sizeof logits);
}

static void what_is_unclear_follows_and_what_is_clear_does_not(void **state)
{
	struct talk talk = {0};

	(void)state;
	for (int i = 0; i < 3; i++)
		conversation_note(&talk, speak(KIND_DEALER, 4), 0);
	assert_int_equal(talk.messages, 3);
	assert_int_equal(moved(&talk, KIND_ORDINARY, 0.5f), KIND_DEALER);
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		assert_int_equal(moved(&talk, models_kind(i), 9), models_kind(i));
}

static void what_is_older_weighs_less(void **state)
{
	struct talk talk = {0};
	float before;

	(void)state;
	conversation_note(&talk, speak(KIND_DEALER, 4), 0);
	for (int i = 0; i < 20; i++) {
		before = talk.kinds[KIND_DEALER];
		conversation_note(&talk, speak(KIND_ORDINARY, 0), 0);
		assert_true(talk.kinds[KIND_DEALER] < before || before < 1e-3f);
	}
	assert_true(talk.kinds[KIND_DEALER] < 0.1f);
	for (int i = 0; i < 5; i++)
		conversation_note(&talk, speak(KIND_ORDINARY, 4), 0);
	assert_int_equal(moved(&talk, KIND_DEALER, 0.5f), KIND_ORDINARY);
}

static void ten_thousand_messages_are_no_more_than_many(void **state)
{
	static const float much[] = {4, 1e3f, 1e30f};

	(void)state;
	for (size_t m = 0; m < 3; m++) {
		struct talk talk = {0};

		for (int i = 0; i < 10000; i++) {
			conversation_note(&talk, speak(KIND_INSULT, much[m]), 0);
			for (int kind = 0; kind < KIND_COUNT; kind++)
				assert_true(fabsf(talk.kinds[kind]) < 100);
		}
		assert_int_equal(talk.messages, 10000);
		/* and somebody who then is in distress is still heard */
		assert_int_equal(moved(&talk, KIND_DISTRESS, 12), KIND_DISTRESS);
		assert_true(talk.kinds[KIND_UNCLEAR] == 0 && talk.kinds[KIND_GROOMING] == 0);
		for (int i = 0; i < 70000; i++)
			conversation_note(&talk, speak(KIND_INSULT, 1), 0);
		assert_true(talk.messages >= 10000); /* not round the clock */
	}
}

static void findings_add_up(void **state)
{
	struct talk talk = {0};

	(void)state;
	conversation_note(&talk, speak(KIND_ORDINARY, 1), FINDING_MINOR);
	conversation_note(&talk, speak(KIND_ORDINARY, 1), 0);
	conversation_note(&talk, speak(KIND_ORDINARY, 1), FINDING_GIFT);
	assert_int_equal(talk.findings, FINDING_MINOR | FINDING_GIFT);
}

/* ---- with the program's own models ---- */

static struct reading read_text(const char *text, struct talk *talk)
{
	static struct readout out;

	classify_text(classify, bytes_of_text(text), 0, talk, &out);
	return out.reading;
}

static void a_short_question_is_read_by_what_came_before(void **state)
{
	static const char *const adverts[] = {
		"Weed and hash, 10 per gram, 5 for 40, delivery till 2am",
		"New menu: coke 60 a gram, ket 30, text me for a drop",
		"Hash 80 for 10 g, bring you tonight",
	};
	struct talk talk = {0};
	double alone = (double)read_text("ok how many?", NULL).kinds[KIND_DEALER];

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(read_text(adverts[i], &talk).kind, KIND_DEALER);
	assert_true((double)read_text("ok how many?", &talk).kinds[KIND_DEALER] > alone + 0.05);
	assert_int_equal(read_text("I want to kill myself, I can't go on any more", &talk).kind,
			 KIND_DISTRESS);
	assert_int_equal(talk.messages, 5);
}

static void an_age_said_once_holds_for_the_conversation(void **state)
{
	struct talk talk = {0};

	(void)state;
	assert_true((read_text("im 14 years old", &talk).findings & FINDING_MINOR) != 0);
	assert_true((read_text("nice weather", &talk).findings & FINDING_MINOR) != 0);
	assert_true((read_text("nice weather", NULL).findings & FINDING_MINOR) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_text_stands_alone),
		cmocka_unit_test(what_is_unclear_follows_and_what_is_clear_does_not),
		cmocka_unit_test(what_is_older_weighs_less),
		cmocka_unit_test(ten_thousand_messages_are_no_more_than_many),
		cmocka_unit_test(findings_add_up),
		cmocka_unit_test(a_short_question_is_read_by_what_came_before),
		cmocka_unit_test(an_age_said_once_holds_for_the_conversation),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
