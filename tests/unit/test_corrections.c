// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/corrections: the list, its bounds, and what is taken from the store. */
#include "base/mem.h"
#include "daemon/corrections.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define T0 ((ms_t)1772482500000)

static struct correction row_of(enum kind kind, const char *text)
{
	return (struct correction){.at = T0,
				   .event = 41,
				   .kind = kind,
				   .language = LANGUAGE_FR,
				   .weight = CORRECTION_WEIGHT,
				   .line = "first",
				   .by = "anna",
				   .text = (char *)(uintptr_t)text,
				   .size = strlen(text)};
}

static uint32_t add(struct corrections *list, enum kind kind, const char *text)
{
	struct correction row = row_of(kind, text);
	struct error error;
	uint32_t number;

	assert_int_equal(corrections_add(list, &row, &number, &error), ERR_NONE);
	return number;
}

static void numbers_are_given_once(void **state)
{
	struct corrections list = {0};
	struct error error;

	(void)state;
	assert_int_equal(add(&list, KIND_SCAM, "un"), 1);
	assert_int_equal(add(&list, KIND_SPAM, "deux"), 2);
	assert_int_equal(corrections_take_back(&list, 2, &error), ERR_NONE);
	assert_null(corrections_find(&list, 2));
	assert_int_equal(corrections_take_back(&list, 2, &error), ERR_ABSENT);
	assert_non_null(strstr(error.text, "no correction 2"));
	assert_int_equal(add(&list, KIND_SPAM, "deux"), 3);
	assert_int_equal(corrections_find(&list, 3)->kind, KIND_SPAM);
	corrections_finish(&list);
}

static void it_comes_back_as_it_was(void **state)
{
	struct corrections list = {0}, again = {0};
	struct buf out = {0}, out_again = {0};
	struct error error;

	(void)state;
	add(&list, KIND_SCAM, "un");
	add(&list, KIND_DISTRESS, "d\303\251\303\247u");
	assert_int_equal(corrections_take_back(&list, 1, &error), ERR_NONE);
	corrections_encode(&list, &out);
	assert_int_equal(corrections_decode(buf_bytes(&out), &again, &error), ERR_NONE);
	assert_int_equal(again.count, 1);
	assert_int_equal(again.next, 3);
	assert_int_equal(again.all[0].number, 2);
	assert_int_equal(again.all[0].event, 41);
	assert_string_equal(again.all[0].line, "first");
	assert_string_equal(again.all[0].by, "anna");
	assert_string_equal(again.all[0].text, "d\303\251\303\247u");
	corrections_encode(&again, &out_again);
	assert_true(bytes_equal(buf_bytes(&out), buf_bytes(&out_again)));
	buf_finish(&out);
	buf_finish(&out_again);
	corrections_finish(&list);
	corrections_finish(&again);
}

/* Cut anywhere, longer, or with any one byte changed: refused, or a list that may be. */
static void damage_is_refused(void **state)
{
	struct corrections list = {0}, again = {0};
	struct buf out = {0};
	struct error error;

	(void)state;
	add(&list, KIND_SCAM, "un");
	add(&list, KIND_SPAM, "deux");
	corrections_encode(&list, &out);
	for (size_t size = 0; size < out.size; size++)
		assert_int_equal(corrections_decode((struct bytes){out.data, size}, &again, &error),
				 ERR_INPUT);
	for (size_t at = 0; at < out.size; at++) {
		out.data[at] ^= 0x80;
		if (corrections_decode(buf_bytes(&out), &again, &error) == ERR_NONE) {
			for (size_t i = 0; i < again.count; i++)
				assert_true(correction_may_be(
					again.all[i].kind, again.all[i].language,
					again.all[i].weight, bytes_of_text(again.all[i].text)));
			corrections_finish(&again);
		}
		out.data[at] ^= 0x80;
	}
	buf_add_u8(&out, 0);
	assert_int_equal(corrections_decode(buf_bytes(&out), &again, &error), ERR_INPUT);
	buf_finish(&out);
	corrections_finish(&list);
}

static void there_is_an_end(void **state)
{
	struct corrections list = {0}, again = {0};
	struct correction row = row_of(KIND_SCAM, "un de trop");
	struct buf out = {0};
	struct error error = {""};
	uint32_t number;

	(void)state;
	for (int i = 0; i < CORRECTIONS_MAX; i++)
		add(&list, KIND_SCAM, "un");
	assert_int_equal(corrections_add(&list, &row, &number, &error), ERR_FULL);
	assert_non_null(strstr(error.text, "take some back"));
	corrections_encode(&list, &out);
	assert_int_equal(corrections_decode(buf_bytes(&out), &again, &error), ERR_NONE);
	assert_int_equal(again.count, CORRECTIONS_MAX);
	buf_finish(&out);
	corrections_finish(&list);
	corrections_finish(&again);
}

static void only_what_can_be_an_example(void **state)
{
	static char text[CORRECTION_TEXT_MAX + 2];
	struct buf kinds = {0};

	(void)state;
	memset(text, 'a', sizeof text - 1);
	assert_false(correction_may_be(KIND_SCAM, LANGUAGE_FR, 1, bytes_of_text(text)));
	text[CORRECTION_TEXT_MAX] = '\0';
	assert_true(correction_may_be(KIND_SCAM, LANGUAGE_UNKNOWN, 8, bytes_of_text(text)));
	assert_false(correction_may_be(KIND_SCAM, LANGUAGE_FR, 0, bytes_of_text(text)));
	assert_false(correction_may_be(KIND_SCAM, LANGUAGE_FR, 9, bytes_of_text(text)));
	assert_false(correction_may_be(KIND_SCAM, LANGUAGE_COUNT, 4, bytes_of_text(text)));
	assert_false(correction_may_be(KIND_GROOMING, LANGUAGE_FR, 4, bytes_of_text(text)));
	assert_false(correction_may_be(KIND_UNCLEAR, LANGUAGE_FR, 4, bytes_of_text(text)));
	assert_false(correction_may_be(KIND_SCAM, LANGUAGE_FR, 4, bytes_of_text("")));
	assert_false(correction_may_be(KIND_SCAM, LANGUAGE_FR, 4, bytes_of_text("\377")));
	assert_false(correction_may_be(KIND_SCAM, LANGUAGE_FR, 4,
				       (struct bytes){(const uint8_t *)"a\0b", 3}));
	assert_int_equal(correction_kind("wrong_number"), KIND_WRONG_NUMBER);
	assert_int_equal(correction_kind("grooming"), KIND_UNCLEAR);
	assert_int_equal(correction_kind("unclear"), KIND_UNCLEAR);
	correction_list_kinds(&kinds);
	assert_null(strstr(buf_text(&kinds), "grooming"));
	buf_finish(&kinds);
}

static void a_digest_is_of_what_is_trained_with(void **state)
{
	uint8_t none[CORRECTIONS_DIGEST] = {0}, one[CORRECTIONS_DIGEST], back[CORRECTIONS_DIGEST];
	struct corrections list = {0};
	struct error error;

	(void)state;
	add(&list, KIND_SCAM, "un");
	corrections_digest(&list, one);
	assert_memory_not_equal(none, one, sizeof one);
	assert_int_equal(corrections_take_back(&list, 1, &error), ERR_NONE);
	corrections_digest(&list, back);
	assert_memory_equal(none, back, sizeof none);
	corrections_finish(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_given_once),
		cmocka_unit_test(it_comes_back_as_it_was),
		cmocka_unit_test(damage_is_refused),
		cmocka_unit_test(there_is_an_end),
		cmocka_unit_test(only_what_can_be_an_example),
		cmocka_unit_test(a_digest_is_of_what_is_trained_with),
	};

	return cmocka_run_group_tests_name("corrections", tests, NULL, NULL);
}
