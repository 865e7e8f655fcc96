// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/talks: who is in conversation keeps his place, over a flood and over a restart. */
#include "flow/talks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 8 };

static struct talks *make(uint32_t room)
{
	struct talks *talks = talks_create(room);

	assert_non_null(talks);
	return talks;
}

static struct talk *get(struct talks *talks, uint32_t line, uint32_t contact)
{
	struct talk *talk = talks_get(talks, line, contact);

	assert_non_null(talk);
	return talk;
}

static void write_once(struct talks *talks, uint32_t line, uint32_t contact)
{
	struct talk *talk = get(talks, line, contact);

	talk->messages++;
	talk->findings |= contact;
	talk->kinds[KIND_DEALER] = (float)contact / 4;
	talk->kinds[KIND_STOP] = -(float)contact / 8;
}

/* Looking makes somebody who is not there, so a look is the last thing done with a table. */
static bool knows(struct talks *talks, uint32_t line, uint32_t contact)
{
	return get(talks, line, contact)->messages > 0;
}

static void somebody_new_said_nothing(void **state)
{
	struct talks *talks = make(ROOM);
	static const struct talk nothing;

	(void)state;
	assert_memory_equal(get(talks, 0, 1), &nothing, sizeof nothing);
	write_once(talks, 0, 1);
	write_once(talks, 0, 1);
	assert_int_equal(get(talks, 0, 1)->messages, 2);
	/* the same number on another line is another */
	assert_int_equal(get(talks, 1, 1)->messages, 0);
	talks_destroy(talks);
	talks_destroy(NULL);
}

static void who_has_not_written_for_longest_goes(void **state)
{
	struct talks *talks = make(ROOM);

	(void)state;
	for (uint32_t i = 1; i <= ROOM + 1; i++)
		write_once(talks, 0, i);
	for (uint32_t i = 2; i <= ROOM + 1; i++)
		assert_true(knows(talks, 0, i));
	assert_false(knows(talks, 0, 1));
	talks_destroy(talks);
}

static void who_wrote_twice_stays_longer(void **state)
{
	struct talks *talks = make(ROOM);

	(void)state;
	for (uint32_t i = 1; i <= ROOM; i++)
		write_once(talks, 0, i);
	write_once(talks, 0, 1);
	write_once(talks, 0, 3);
	/* as many as there is room for those who wrote once */
	for (uint32_t i = 101; i <= 100 + ROOM - 2; i++)
		write_once(talks, 0, i);
	assert_true(knows(talks, 0, 1));
	assert_true(knows(talks, 0, 3));
	assert_false(knows(talks, 0, 2));
	talks_destroy(talks);
}

static void who_goes_on_writing_stays_through_a_flood(void **state)
{
	struct talks *talks = make(100);

	(void)state;
	for (uint32_t i = 0; i < 20000; i++) {
		if (i % 50 == 0)
			write_once(talks, 0, 1);
		write_once(talks, 0, 1000 + i);
	}
	assert_int_equal(get(talks, 0, 1)->messages, 400);
	talks_destroy(talks);
}

static void who_stopped_writing_goes_at_last(void **state)
{
	struct talks *talks = make(ROOM);

	(void)state;
	for (int i = 0; i < 5; i++)
		write_once(talks, 0, 1);
	for (uint32_t i = 0; i < 3 * ROOM; i++)
		write_once(talks, 0, 100 + i);
	assert_false(knows(talks, 0, 1));
	talks_destroy(talks);
}

static void who_is_forgotten_begins_anew(void **state)
{
	struct talks *talks = make(ROOM);

	(void)state;
	write_once(talks, 0, 1);
	write_once(talks, 0, 2);
	talks_forget(talks, 0, 1);
	talks_forget(talks, 0, 99);
	talks_forget(talks, 1, 2);
	assert_true(knows(talks, 0, 2));
	assert_false(knows(talks, 0, 1));
	talks_destroy(talks);
}

/* Only when it is full does anybody go. */
static void a_place_that_was_left_is_taken_first(void **state)
{
	struct talks *talks = make(ROOM);

	(void)state;
	for (uint32_t i = 1; i <= ROOM; i++)
		write_once(talks, 0, i);
	talks_forget(talks, 0, 5);
	write_once(talks, 0, 100);
	for (uint32_t i = 1; i <= ROOM; i++)
		if (i != 5)
			assert_true(knows(talks, 0, i));
	assert_true(knows(talks, 0, 100));
	talks_destroy(talks);
}

/* ---- over a restart ---- */

static struct buf save(const struct talks *talks, uint32_t line)
{
	struct buf out = {0};

	talks_save(talks, line, &out);
	return out;
}

static void what_is_saved_is_loaded(void **state)
{
	struct talks *talks = make(ROOM), *again = make(ROOM);
	struct buf saved, twice;

	(void)state;
	for (uint32_t i = 1; i <= 5; i++)
		write_once(talks, i % 2, i);
	write_once(talks, 1, 3);
	saved = save(talks, 1);
	assert_int_equal(talks_load(again, 1, buf_bytes(&saved)), ERR_NONE);
	twice = save(again, 1);
	assert_true(bytes_equal(buf_bytes(&saved), buf_bytes(&twice)));
	for (uint32_t i = 1; i <= 5; i += 2)
		assert_memory_equal(get(again, 1, i), get(talks, 1, i), sizeof(struct talk));
	assert_false(knows(again, 0, 2));
	buf_finish(&saved);
	buf_finish(&twice);
	talks_destroy(talks);
	talks_destroy(again);
}

static void nobody_is_saved_too(void **state)
{
	struct talks *talks = make(ROOM), *again = make(ROOM);
	struct buf saved = save(talks, 0);

	(void)state;
	assert_int_equal(talks_load(again, 0, buf_bytes(&saved)), ERR_NONE);
	buf_finish(&saved);
	talks_destroy(talks);
	talks_destroy(again);
}

static void the_order_of_going_outlives_a_restart(void **state)
{
	struct talks *talks = make(ROOM), *again = make(ROOM);
	struct buf saved;

	(void)state;
	for (uint32_t i = 1; i <= ROOM + 3; i++)
		write_once(talks, 0, i);
	write_once(talks, 0, 4); /* the oldest, but twice */
	saved = save(talks, 0);
	assert_int_equal(talks_load(again, 0, buf_bytes(&saved)), ERR_NONE);
	write_once(again, 0, 100);
	write_once(again, 0, 101);
	assert_true(knows(again, 0, 4));
	assert_true(knows(again, 0, 7));
	assert_false(knows(again, 0, 5));
	buf_finish(&saved);
	talks_destroy(talks);
	talks_destroy(again);
}

static void a_smaller_table_keeps_those_who_wrote_last(void **state)
{
	struct talks *talks = make(ROOM), *small = make(2);
	struct buf saved;

	(void)state;
	for (uint32_t i = 1; i <= ROOM; i++)
		write_once(talks, 0, i);
	saved = save(talks, 0);
	assert_int_equal(talks_load(small, 0, buf_bytes(&saved)), ERR_NONE);
	assert_true(knows(small, 0, ROOM));
	assert_true(knows(small, 0, ROOM - 1));
	buf_finish(&saved);
	talks_destroy(talks);
	talks_destroy(small);
}

static enum err load_copy(const uint8_t *data, size_t size)
{
	struct talks *talks = make(ROOM);
	uint8_t *copy = malloc(size + (size == 0));
	enum err err;

	assert_non_null(copy);
	if (size > 0)
		memcpy(copy, data, size);
	err = talks_load(talks, 0, (struct bytes){copy, size});
	free(copy);
	talks_destroy(talks);
	return err;
}

static void damaged_bytes_are_refused(void **state)
{
	struct talks *talks = make(ROOM);
	struct buf saved;

	(void)state;
	for (uint32_t i = 1; i <= 3; i++)
		write_once(talks, 0, i);
	saved = save(talks, 0);
	for (size_t size = 0; size < saved.size; size++)
		assert_int_equal(load_copy(saved.data, size), ERR_INPUT);
	buf_add_u8(&saved, 0);
	assert_int_equal(load_copy(saved.data, saved.size), ERR_INPUT);
	for (size_t i = 0; i < 6; i++) { /* version, kinds, how many */
		saved.data[i] ^= 0x40;
		assert_int_equal(load_copy(saved.data, saved.size - 1), ERR_INPUT);
		saved.data[i] ^= 0x40;
	}
	assert_int_equal(load_copy(saved.data, saved.size - 1), ERR_NONE);
	buf_finish(&saved);
	talks_destroy(talks);
}

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

/* With no seats at all the hand would have nowhere to go. */
static void a_table_without_room_remembers_the_last(void **state)
{
	struct talks *talks = make(0);

	(void)state;
	write_once(talks, 0, 1);
	write_once(talks, 0, 2);
	assert_true(knows(talks, 0, 2));
	assert_false(knows(talks, 0, 1));
	talks_destroy(talks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(somebody_new_said_nothing),
		cmocka_unit_test(who_has_not_written_for_longest_goes),
		cmocka_unit_test(who_wrote_twice_stays_longer),
		cmocka_unit_test(who_goes_on_writing_stays_through_a_flood),
		cmocka_unit_test(who_stopped_writing_goes_at_last),
		cmocka_unit_test(who_is_forgotten_begins_anew),
		cmocka_unit_test(a_place_that_was_left_is_taken_first),
		cmocka_unit_test(what_is_saved_is_loaded),
		cmocka_unit_test(nobody_is_saved_too),
		cmocka_unit_test(the_order_of_going_outlives_a_restart),
		cmocka_unit_test(a_smaller_table_keeps_those_who_wrote_last),
		cmocka_unit_test(damaged_bytes_are_refused),
		cmocka_unit_test(events_are_remembered),
		cmocka_unit_test(a_table_without_room_remembers_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
