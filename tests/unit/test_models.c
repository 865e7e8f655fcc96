// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/classify/models: the program's own are right; a model of other columns is none of ours. */
#include "daemon/reading.h"
#include "flow/classify/models.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { BITS = LINEAR_BITS_LEAST };

static uint8_t buckets[((LINEAR_KEYS + LINEAR_WAYS * LINEAR_COLUMNS_MAX) << BITS) + LINEAR_PADDING];

static void add_column(struct linear *linear, const char *name)
{
	struct linear_column *column = &linear->column[linear->columns++];

	*column = (struct linear_column){.scale = 1, .slope = 1};
	snprintf(column->name, sizeof column->name, "%s", name);
}

static struct linear make_kinds(void)
{
	struct linear linear = {.bits = BITS, .buckets = buckets};

	for (int kind = KIND_UNCLEAR + 1; kind < KIND_COUNT; kind++)
		if (kind != KIND_GROOMING)
			add_column(&linear, kind_name((enum kind)kind));
	for (int l = LANGUAGE_UNKNOWN + 1; l < LANGUAGE_COUNT; l++)
		add_column(&linear, language_name((enum language)l));
	return linear;
}

static struct linear make_acts(void)
{
	struct linear linear = {.bits = BITS, .buckets = buckets};

	for (int act = ACT_UNCLEAR + 1; act < ACT_COUNT; act++)
		add_column(&linear, act_name((enum act)act));
	return linear;
}

static struct buf encode(const struct linear *one, const struct linear *other)
{
	struct buf out = {0};

	linear_encode(one, &out);
	linear_encode(other, &out);
	return out;
}

static void assert_refused(struct buf encoded)
{
	static struct models models, before;
	struct error error = {""};

	memset(&models, 0x5a, sizeof models);
	before = models;
	assert_int_equal(models_decode(buf_bytes(&encoded), &models, &error), ERR_INPUT);
	assert_int_not_equal(error.text[0], '\0');
	assert_memory_equal(&models, &before, sizeof models);
	buf_finish(&encoded);
}

static void columns_and_kinds_belong_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < COLUMN_KINDS; i++)
		assert_int_equal(models_column(models_kind(i)), i);
	for (size_t i = 1; i < COLUMN_KINDS; i++)
		assert_true(models_kind(i - 1) < models_kind(i));
	assert_true(models_column(KIND_UNCLEAR) == SIZE_MAX);
	assert_true(models_column(KIND_GROOMING) == SIZE_MAX);
}

static void the_right_columns_are_taken(void **state)
{
	struct linear kinds = make_kinds(), acts = make_acts();
	struct buf encoded = encode(&kinds, &acts), other;
	static struct models models, again;
	struct error error = {""};

	(void)state;
	if (models_decode(buf_bytes(&encoded), &models, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	assert_int_equal(models.kinds.columns, COLUMN_KINDS + COLUMN_LANGUAGES);
	assert_int_equal(models.acts.columns, ACT_COUNT - 1);
	/* the name follows from the bytes */
	assert_int_equal(models_decode(buf_bytes(&encoded), &again, NULL), ERR_NONE);
	assert_memory_equal(models.hash, again.hash, sizeof again.hash);
	acts.column[0].bias = 1;
	other = encode(&kinds, &acts);
	assert_int_equal(models_decode(buf_bytes(&other), &again, NULL), ERR_NONE);
	assert_memory_not_equal(models.hash, again.hash, sizeof again.hash);
	buf_finish(&encoded);
	buf_finish(&other);
}

static void columns_in_another_order_are_refused(void **state)
{
	struct linear kinds = make_kinds(), acts = make_acts();
	struct linear_column swap = kinds.column[0];

	(void)state;
	kinds.column[0] = kinds.column[1];
	kinds.column[1] = swap;
	assert_refused(encode(&kinds, &acts));
	kinds = make_kinds();
	swap = kinds.column[COLUMN_KINDS];
	kinds.column[COLUMN_KINDS] = kinds.column[COLUMN_KINDS + 1];
	kinds.column[COLUMN_KINDS + 1] = swap;
	assert_refused(encode(&kinds, &acts));
	kinds = make_kinds();
	swap = acts.column[3];
	acts.column[3] = acts.column[4];
	acts.column[4] = swap;
	assert_refused(encode(&kinds, &acts));
}

static void unknown_missing_and_added_columns_are_refused(void **state)
{
	struct linear kinds = make_kinds(), acts = make_acts();

	(void)state;
	strcpy(kinds.column[2].name, "grooming");
	assert_refused(encode(&kinds, &acts));
	kinds = make_kinds();
	kinds.columns--;
	assert_refused(encode(&kinds, &acts));
	kinds.columns += 2;
	strcpy(kinds.column[kinds.columns - 1].name, "more");
	assert_refused(encode(&kinds, &acts));
	kinds = make_kinds();
	acts.columns--;
	assert_refused(encode(&kinds, &acts));
}

static void both_and_nothing_more(void **state)
{
	struct linear kinds = make_kinds(), acts = make_acts();
	struct buf out = {0};

	(void)state;
	assert_refused(encode(&acts, &kinds));
	assert_refused(encode(&kinds, &kinds));
	linear_encode(&kinds, &out);
	assert_refused(out);
	out = encode(&kinds, &acts);
	buf_add_u8(&out, 0);
	assert_refused(out);
	out = encode(&kinds, &acts);
	out.data[out.size - 20] ^= 1;
	assert_refused(out);
	assert_refused((struct buf){0});
}

static void the_programs_own_are_right(void **state)
{
	static struct models models;
	struct error error = {""};

	(void)state;
	if (models_embedded(&models, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	assert_int_equal(models.kinds.bits, KINDS_BITS);
	assert_int_equal(models.acts.bits, ACTS_BITS);
	assert_int_equal(linear_find(&models.kinds, "distress"), models_column(KIND_DISTRESS));
	assert_int_equal(linear_find(&models.kinds, "fr"), COLUMN_KINDS + LANGUAGE_FR - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_and_kinds_belong_together),
		cmocka_unit_test(the_right_columns_are_taken),
		cmocka_unit_test(columns_in_another_order_are_refused),
		cmocka_unit_test(unknown_missing_and_added_columns_are_refused),
		cmocka_unit_test(both_and_nothing_more),
		cmocka_unit_test(the_programs_own_are_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
