// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/talks: what was said so far, over a restart, also of a program that did not remember events yet. */
#include "flow/talks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void events_are_remembered(void **state)
{
	struct talks *talks = talks_create(8), *again = talks_create(8);
	struct buf saved = {0};

	(void)state;
	talks_get(talks, 0, 17)->event = 41;
	talks_get(talks, 0, 17)->messages = 3;
	talks_get(talks, 1, 17)->event = 42;
	talks_save(talks, 0, &saved);
	assert_int_equal(talks_load(again, 0, buf_bytes(&saved)), ERR_NONE);
	assert_int_equal(talks_get(again, 0, 17)->event, 41);
	assert_int_equal(talks_get(again, 0, 17)->messages, 3);
	assert_int_equal(talks_get(again, 1, 17)->event, 0);
	for (size_t size = 0; size < saved.size; size++)
		assert_int_equal(talks_load(again, 0, (struct bytes){saved.data, size}), ERR_INPUT);
	buf_finish(&saved);
	talks_destroy(talks);
	talks_destroy(again);
}

static void an_older_program_remembered_none(void **state)
{
	struct talks *talks = talks_create(8);
	struct buf saved = {0};

	(void)state;
	buf_add_u8(&saved, 1);
	buf_add_u8(&saved, KIND_COUNT);
	buf_add_u32(&saved, 1);
	buf_add_u32(&saved, 17);
	buf_add_u8(&saved, 0);
	buf_add_u16(&saved, 3);
	buf_add_u32(&saved, 0);
	for (int kind = 0; kind < KIND_COUNT; kind++)
		buf_add_u16(&saved, 256);
	assert_int_equal(talks_load(talks, 0, buf_bytes(&saved)), ERR_NONE);
	assert_int_equal(talks_get(talks, 0, 17)->messages, 3);
	assert_int_equal(talks_get(talks, 0, 17)->event, 0);
	assert_true(talks_get(talks, 0, 17)->kinds[KIND_COUNT - 1] > 0.99F);
	buf_finish(&saved);
	talks_destroy(talks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_remembered),
		cmocka_unit_test(an_older_program_remembered_none),
	};

	return cmocka_run_group_tests_name("talks", tests, NULL, NULL);
}
