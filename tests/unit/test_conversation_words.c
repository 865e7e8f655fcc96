// SPDX-License-Identifier: GPL-3.0-or-later
/* Every reason of a stalling line has words in every language. */
#include "daemon/conversation_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct turn turn_of(enum reaction reaction, enum move move, double p)
{
	return (struct turn){.arm = ARM_LEARNING,
			     .p = p,
			     .p_uniform = 0.2,
			     .saying = {.reaction = reaction, .move = move}};
}

static void why(enum spoken language, const struct turn *turn, struct buf *out)
{
	buf_clear(out);
	conversation_why(language, turn, out);
}

static void test_every_reaction(void **state)
{
	struct buf said = {0};

	(void)state;
	for (int reaction = 0; reaction < REACTION_COUNT; reaction++) {
		for (int language = 0; language < SPOKEN_COUNT; language++) {
			struct turn turn = turn_of((enum reaction)reaction, MOVE_HAGGLE, 0.5);

			why((enum spoken)language, &turn, &said);
			/* The program's own name for it is what stands where words are missing. */
			assert_memory_not_equal(buf_text(&said),
						reaction_name((enum reaction)reaction),
						strlen(reaction_name((enum reaction)reaction)));
			assert_true(said.size > 20);
		}
	}
	buf_finish(&said);
}

static void test_every_move(void **state)
{
	struct buf said = {0};

	(void)state;
	for (int move = MOVE_OPEN; move < MOVE_COUNT; move++) {
		if (move == MOVE_GO_SILENT) /* nothing is said, so nothing is shown */
			continue;
		for (int language = 0; language < SPOKEN_COUNT; language++) {
			struct turn turn = turn_of(REACT_NONE, (enum move)move, 0.5);
			char name[40];

			why((enum spoken)language, &turn, &said);
			snprintf(name, sizeof name, "; %s,", move_name((enum move)move));
			/* "haggle" and "apologise" are English words too. */
			if (language != SPOKEN_EN)
				assert_null(strstr(buf_text(&said), name));
			assert_null(strchr(buf_text(&said), '_'));
		}
	}
	buf_finish(&said);
}

static void test_how_it_was_chosen(void **state)
{
	static const struct {
		enum arm arm;
		double p;
		const char *says;
	} rows[] = {
		{ARM_LEARNING, 1, "since nothing else fits here"},
		{ARM_LEARNING, 0.314, "31 times in 100"},
		{ARM_LEARNING, 0.04, "to try this too"},
		{ARM_LEARNING, 0.001, "1 times in 100"},
		{ARM_UNIFORM, 0.2, "by lot"},
		{ARM_PRIOR, 0.2, "as its makers ranked"},
	};
	struct buf said = {0};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct turn turn = turn_of(REACT_ASK_PLACE, MOVE_NAME_TIME, rows[i].p);

		turn.arm = rows[i].arm;
		why(SPOKEN_EN, &turn, &said);
		assert_non_null(strstr(buf_text(&said), rows[i].says));
		assert_non_null(strstr(buf_text(&said), "he asks where"));
	}
	buf_finish(&said);
}

static void test_read_back(void **state)
{
	const struct line line = {0};
	struct turn turn = turn_of(REACT_ASK_TIME, MOVE_NAME_PLACE, 0.25), read = {0};
	char reason[TURN_TEXT_MAX];

	(void)state;
	turn_write(&turn, reason);
	assert_true(conversation_turn("name_place", reason, &line, &read));
	assert_int_equal(read.saying.move, MOVE_NAME_PLACE);
	assert_int_equal(read.saying.reaction, REACT_ASK_TIME);
	assert_false(conversation_turn("nonsense", reason, &line, &read));
	assert_false(conversation_turn("name_place", "nonsense", &line, &read));
	assert_false(conversation_turn(NULL, reason, &line, &read));
	assert_false(conversation_turn("name_place", NULL, &line, &read));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_reaction),
		cmocka_unit_test(test_every_move),
		cmocka_unit_test(test_how_it_was_chosen),
		cmocka_unit_test(test_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
