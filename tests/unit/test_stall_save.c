// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/decide/stall/save and write: what a restart finds of conversations is what there was, and nothing damaged is taken. */
#include "stall_fixture.h"

#include "flow/stalls.h"

#include <math.h>

static uint64_t below(struct stall_desk *desk, uint64_t bound)
{
	return random_below(&desk->random, bound);
}

static float some_number(struct stall_desk *desk)
{
	return (float)(random_unit(&desk->random) * 1000 - 200);
}

static void some_choice(struct stall_desk *desk, struct choice *choice)
{
	if (below(desk, 3) == 0)
		return; /* free */
	*choice = (struct choice){.used = 1,
				  .cell = (uint8_t)below(desk, CELL_COUNT),
				  .act = (uint8_t)below(desk, ACT_COUNT),
				  .move = (uint8_t)below(desk, MOVE_COUNT),
				  .delay = (uint8_t)below(desk, DELAY_COUNT + 1),
				  .style = (uint8_t)below(desk, STYLE_COUNT),
				  .turns = (uint8_t)below(desk, 256),
				  .minutes = some_number(desk),
				  .p = some_number(desk),
				  .p_prior = some_number(desk),
				  .p_uniform = some_number(desk),
				  .at = (ms_t)below(desk, (uint64_t)T0)};
}

/* Any bytes everywhere; what is an index is one. */
static void some_stall(struct stall_desk *desk, struct stall *stall)
{
	memset(stall, 0, sizeof *stall);
	random_bytes(&desk->random, stall, offsetof(struct stall, choices));
	stall->engaged = (uint8_t)below(desk, ENGAGED_PROBE + 1);
	stall->arm = (uint8_t)below(desk, ARM_COUNT);
	stall->over = (uint8_t)below(desk, WHY_COUNT);
	stall->language = (uint8_t)below(desk, LANGUAGE_COUNT);
	stall->number = (uint8_t)below(desk, LINE_NUMBERS_MAX);
	stall->phase = (uint8_t)below(desk, PHASE_COUNT);
	stall->last_act = (uint8_t)below(desk, ACT_COUNT);
	stall->last_move = (uint8_t)below(desk, MOVE_COUNT);
	stall->delay = (uint8_t)below(desk, DELAY_COUNT);
	stall->place = (uint8_t)below(desk, LINE_PLACES_MAX + 1);
	stall->last_place = (uint8_t)below(desk, LINE_PLACES_MAX + 1);
	stall->suspicion = some_number(desk);
	stall->quantity = some_number(desk);
	stall->price = some_number(desk);
	stall->weight = some_number(desk);
	stall->active = some_number(desk);
	snprintf(stall->unit, sizeof stall->unit, "%s", below(desk, 2) != 0 ? "pill" : "g");
	for (int i = 0; i < CHOICES_MAX; i++)
		some_choice(desk, &stall->choices[i]);
}

static enum err load(const struct buf *saved, struct stall *ret_stall)
{
	struct reader reader = reader_of(buf_bytes(saved));

	return stall_load(&reader, STALL_VERSION, ret_stall);
}

/* ---- conversations ---- */

static void a_conversation_comes_back(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct stall stall, loaded;
		struct buf saved = {0}, again = {0};

		some_stall(desk, &stall);
		stall_save(&stall, &saved);
		memset(&loaded, 0xa5, sizeof loaded);
		assert_int_equal(load(&saved, &loaded), ERR_NONE);
		stall_save(&loaded, &again);
		assert_true(bytes_equal(buf_bytes(&saved), buf_bytes(&again)));
		assert_int_equal(loaded.voice, stall.voice);
		assert_int_equal(loaded.meeting, stall.meeting);
		assert_string_equal(loaded.unit, stall.unit);
		buf_finish(&saved);
		buf_finish(&again);
	}
	desk_destroy(desk);
}

#if defined(__has_builtin)
#if __has_builtin(__builtin_clear_padding)
#define CAN_CLEAR_PADDING
#endif
#endif

/* No member is forgotten: with 1 in each of its bytes each comes back. */
static void all_of_it_is_saved(void **state)
{
	struct stall stall, loaded;
	struct buf saved = {0};

	(void)state;
	memset(&stall, 1, sizeof stall);
	stall.unit[sizeof stall.unit - 1] = '\0';
	memset(&loaded, 0, sizeof loaded);
	stall_save(&stall, &saved);
	assert_int_equal(load(&saved, &loaded), ERR_NONE);
	buf_finish(&saved);
#ifdef CAN_CLEAR_PADDING
	__builtin_clear_padding(&stall);
	__builtin_clear_padding(&loaded);
	assert_memory_equal(&stall, &loaded, sizeof stall);
#endif
}

/* Where the story stands in what is saved. */
static size_t story_at(void)
{
	struct stall none = {0}, told = {.story = UINT64_MAX};
	struct buf one = {0}, other = {0};
	size_t at = 0;

	stall_save(&none, &one);
	stall_save(&told, &other);
	while (one.data[at] == other.data[at])
		at++;
	buf_finish(&one);
	buf_finish(&other);
	return at;
}

/* What was saved at `from` as a program before stories wrote it. */
static void without_story(struct buf *saved, size_t from)
{
	size_t at = from + story_at();

	memmove(saved->data + at, saved->data + at + sizeof(uint64_t), saved->size - at - sizeof(uint64_t));
	saved->size -= sizeof(uint64_t);
}

static void one_of_before_stories_is_read(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct stall stall, loaded;
		struct buf saved = {0}, again = {0};
		struct reader reader;

		some_stall(desk, &stall);
		stall_save(&stall, &saved);
		without_story(&saved, 0);
		reader = reader_of(buf_bytes(&saved));
		assert_int_equal(stall_load(&reader, 1, &loaded), ERR_NONE);
		assert_int_equal(reader_left(&reader), 0);
		assert_int_equal(loaded.story, 0);
		stall.story = 0;
		buf_clear(&saved);
		stall_save(&stall, &saved);
		stall_save(&loaded, &again);
		assert_true(bytes_equal(buf_bytes(&saved), buf_bytes(&again)));
		buf_finish(&saved);
		buf_finish(&again);
	}
	desk_destroy(desk);
}

/* A restart after an update: the conversations of the older program go on where they stood; a newer one's are not guessed at. */
static void a_table_of_before_stories_is_read(void **state)
{
	enum { HEAD = 1 + 4 + 4 }; /* version, how many, contact */
	struct stalls *old = stalls_create(4), *now = stalls_create(4);
	struct stall lost, *stall;
	struct buf saved = {0};
	uint32_t line, gone;

	(void)state;
	stall = stalls_make(old, 0, 7, &line, &gone, &lost);
	assert_non_null(stall);
	*stall = (struct stall){.engaged = ENGAGED, .phase = PHASE_ARRANGE, .meeting = T0, .story = 5};
	stalls_save(old, 0, &saved);
	assert_int_equal(saved.data[0], STALL_VERSION);
	without_story(&saved, HEAD);
	saved.data[0] = 1;
	assert_int_equal(stalls_load(now, 0, DESK_PLACES, buf_bytes(&saved)), ERR_NONE);
	stall = stalls_find(now, 0, 7);
	assert_non_null(stall);
	assert_int_equal(stall->phase, PHASE_ARRANGE);
	assert_int_equal(stall->meeting, T0);
	assert_int_equal(stall->story, 0);
	saved.data[0] = 0;
	assert_int_equal(stalls_load(now, 0, DESK_PLACES, buf_bytes(&saved)), ERR_INPUT);
	saved.data[0] = STALL_VERSION + 1;
	assert_int_equal(stalls_load(now, 0, DESK_PLACES, buf_bytes(&saved)), ERR_INPUT);
	buf_finish(&saved);
	stalls_destroy(old);
	stalls_destroy(now);
}

static void cut_off_it_is_refused(void **state)
{
	struct stall_desk *desk = desk_create();
	struct stall stall, loaded;
	struct buf saved = {0};

	(void)state;
	some_stall(desk, &stall);
	for (int i = 0; i < CHOICES_MAX; i++)
		stall.choices[i].used = 1;
	stall_save(&stall, &saved);
	memset(&loaded, 0xa5, sizeof loaded);
	for (size_t size = 0; size < saved.size; size++) {
		struct reader reader = reader_of((struct bytes){saved.data, size});

		assert_int_equal(stall_load(&reader, STALL_VERSION, &loaded), ERR_INPUT);
		assert_int_equal(loaded.phase, 0xa5); /* untouched */
	}
	buf_finish(&saved);
	desk_destroy(desk);
}

/* One member of a sound conversation is out of its range. */
#define REFUSED(member, value)                                                                     \
	do {                                                                                       \
		struct stall odd_ = sound, loaded_;                                                \
		struct buf saved_ = {0};                                                           \
                                                                                                   \
		odd_.member = (__typeof__(odd_.member))(value);                                    \
		stall_save(&odd_, &saved_);                                                        \
		if (load(&saved_, &loaded_) != ERR_INPUT)                                          \
			fail_msg(#member " %d was taken", (int)(value));                           \
		buf_finish(&saved_);                                                               \
	} while (0)

static void what_is_no_index_is_refused(void **state)
{
	struct stall sound = {.engaged = ENGAGED, .choices = {{.used = 1}, {.used = 1}}};
	struct buf saved = {0};
	struct stall loaded;

	(void)state;
	stall_save(&sound, &saved);
	assert_int_equal(load(&saved, &loaded), ERR_NONE);
	buf_finish(&saved);
	REFUSED(engaged, ENGAGED_PROBE + 1);
	REFUSED(arm, ARM_COUNT);
	REFUSED(over, WHY_COUNT);
	REFUSED(language, LANGUAGE_COUNT);
	REFUSED(number, LINE_NUMBERS_MAX);
	REFUSED(phase, PHASE_COUNT);
	REFUSED(last_act, ACT_COUNT);
	REFUSED(last_move, MOVE_COUNT);
	REFUSED(delay, DELAY_COUNT);
	REFUSED(place, LINE_PLACES_MAX + 1);
	REFUSED(last_place, LINE_PLACES_MAX + 1);
	REFUSED(choices[1].cell, CELL_COUNT);
	REFUSED(choices[1].act, ACT_COUNT);
	REFUSED(choices[1].move, MOVE_COUNT);
	REFUSED(choices[1].delay, DELAY_COUNT + 1);
	REFUSED(choices[1].style, STYLE_COUNT);
	REFUSED(suspicion, NAN);
	REFUSED(price, INFINITY);
	REFUSED(choices[0].minutes, NAN);
	memset(sound.unit, 'g', sizeof sound.unit); /* without its end */
	REFUSED(revivals, 0);
}

/* Bytes turned over: refused, or a conversation that goes on. */
static void damaged_it_is_refused_or_harmless(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct buf saved = {0};
		struct turn turn;

		some_stall(desk, &desk->stall);
		stall_save(&desk->stall, &saved);
		for (int n = 0; n < 3; n++)
			saved.data[below(desk, saved.size)] = (uint8_t)below(desk, 256);
		if (load(&saved, &desk->stall) == ERR_NONE && desk->stall.place <= DESK_PLACES &&
		    desk->stall.engaged == ENGAGED && i % 10 == 0) {
			turn = desk_turn(desk, random_u64(&desk->random));
			if (turn.result != TURN_LATER)
				desk_said(desk, &turn);
			desk_hear(desk, "ok", ACT_CONFIRM);
		}
		buf_finish(&saved);
	}
	desk_destroy(desk);
}

/* ---- what they share ---- */

static void teach(struct stall_desk *desk, int choices)
{
	for (int i = 0; i < choices; i++) {
		struct stall stall = {0};
		struct choice choice = {0};

		do {
			some_choice(desk, &choice);
		} while (choice.used == 0);
		choice.p = 0.5F;
		choice.p_prior = choice.p_uniform = 0.25F;
		credit_turn(&stall, &desk->stalling, &choice);
		credit_settle(&stall, &desk->stalling, choice.at, true);
	}
}

static void what_they_share_comes_back(void **state)
{
	struct stall_desk *desk = desk_create(), *other = desk_create();
	struct buf saved = {0}, again = {0};

	(void)state;
	teach(desk, 500);
	desk->stalling.last_place = 3;
	desk->stalling.numbers[1] = (struct own_number){20, 10, 5, T0, 3, true};
	stalling_save(&desk->stalling, &saved);
	assert_int_equal(stalling_load(&other->stalling, buf_bytes(&saved)), ERR_NONE);
	stalling_save(&other->stalling, &again);
	assert_true(bytes_equal(buf_bytes(&saved), buf_bytes(&again)));
	assert_int_equal(other->stalling.last_place, 3);
	assert_true(other->stalling.numbers[1].retired && other->stalling.numbers[1].rests_until == T0);
	assert_true(other->stalling.estimates[POLICY_PRIOR].weight == desk->stalling.estimates[POLICY_PRIOR].weight);
	assert_non_null(other->stalling.zone); /* the driver's */
	for (size_t size = 0; size < saved.size; size += 1 + size / 50)
		assert_int_equal(stalling_load(&other->stalling, (struct bytes){saved.data, size}), ERR_INPUT);
	saved.data[1] = LINE_PLACES_MAX + 1;
	assert_int_equal(stalling_load(&other->stalling, buf_bytes(&saved)), ERR_INPUT);
	buf_finish(&saved);
	buf_finish(&again);
	desk_destroy(desk);
	desk_destroy(other);
}

/* ---- turns ---- */

static void some_turn(struct stall_desk *desk, struct turn *turn)
{
	static const char *const units[] = {"g", "pill", "bag"};

	*turn = (struct turn){.result = below(desk, 2) != 0 ? TURN_SAY : TURN_SILENT,
			      .saying = {.reaction = (enum reaction)below(desk, REACTION_COUNT),
					 .style = (enum style)below(desk, STYLE_COUNT),
					 .delay = (int)below(desk, 60)},
			      .situation = {(uint8_t)below(desk, PHASE_COUNT),
					    (uint8_t)below(desk, ACT_COUNT), (uint8_t)below(desk, BAND_COUNT)},
			      .arm = (enum arm)below(desk, ARM_COUNT),
			      .p = random_unit(&desk->random),
			      .p_prior = random_unit(&desk->random),
			      .p_uniform = random_unit(&desk->random)};
	if (below(desk, 2) != 0) {
		turn->saying.known = TALK_QUANTITY;
		turn->saying.quantity = (double)(1 + below(desk, 9));
		snprintf(turn->saying.unit, sizeof turn->saying.unit, "%s", units[below(desk, 3)]);
	}
	turn->place = (uint8_t)below(desk, DESK_PLACES + 1);
	for (int i = 0; i < 4; i++)
		turn->claims |= UINT64_C(1) << below(desk, CLAIM_BITS);
	for (unsigned bit = 0; bit < CLAIM_BITS; bit++)
		if (claim_name(bit) == NULL)
			turn->claims &= ~(UINT64_C(1) << bit);
	turn->meeting = below(desk, 2) != 0 ? T0 + (ms_t)below(desk, (uint64_t)MS_DAY) : 0;
}

static void a_turn_is_read_as_it_was_written(void **state)
{
	struct stall_desk *desk = desk_create();

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct turn turn, read;
		char text[TURN_TEXT_MAX], again[TURN_TEXT_MAX];

		some_turn(desk, &turn);
		turn_write(&turn, text);
		assert_true(strlen(text) < TURN_TEXT_MAX - 1); /* not cut */
		assert_true(turn_parse(bytes_of_text(text), &desk->line, &read));
		assert_int_equal(read.result, turn.result);
		assert_int_equal(read.arm, turn.arm);
		assert_memory_equal(&read.situation, &turn.situation, sizeof turn.situation);
		assert_int_equal(read.saying.reaction, turn.saying.reaction);
		assert_int_equal(read.saying.style, turn.saying.style);
		assert_int_equal(read.saying.delay, turn.saying.delay);
		assert_int_equal(read.saying.known & TALK_QUANTITY, turn.saying.known & TALK_QUANTITY);
		assert_true(read.saying.quantity == turn.saying.quantity);
		assert_string_equal(read.saying.unit, turn.saying.unit);
		assert_int_equal(read.place, turn.place);
		assert_int_equal(read.meeting, turn.meeting);
		assert_true(read.claims == turn.claims);
		assert_true(fabs(read.p - turn.p) < 1e-4 && fabs(read.p_prior - turn.p_prior) < 1e-4 &&
			    fabs(read.p_uniform - turn.p_uniform) < 1e-4);
		turn_write(&read, again);
		assert_string_equal(text, again);
	}
	desk_destroy(desk);
}

/* Other words in the record are no turns, and what is damaged names nothing that is not there. */
static void what_is_no_turn_is_not_read(void **state)
{
	static const char *const texts[] = {"", "turn", "turn ", "turn phase=menu", "approved", "turned over"};
	struct stall_desk *desk = desk_create();
	struct turn turn;
	char text[TURN_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		assert_false(turn_parse(bytes_of_text(texts[i]), &desk->line, &turn));
	for (int i = 0; i < 20000; i++) {
		size_t size;

		some_turn(desk, &turn);
		turn_write(&turn, text);
		size = strlen(text);
		for (int n = 0; n < 2; n++)
			text[below(desk, size)] = (char)(' ' + below(desk, 95));
		if (!turn_parse((struct bytes){(const uint8_t *)text, below(desk, size + 1)}, &desk->line, &turn))
			continue;
		assert_true(turn.situation.phase < PHASE_COUNT && turn.situation.act < ACT_COUNT &&
			    turn.situation.band < BAND_COUNT);
		assert_true((unsigned)turn.arm < ARM_COUNT && (unsigned)turn.saying.style < STYLE_COUNT &&
			    (unsigned)turn.saying.reaction < REACTION_COUNT);
		assert_true(turn.place <= DESK_PLACES && turn.meeting >= 0);
		assert_true(turn.p >= 0 && turn.p <= 1 && turn.saying.quantity >= 0);
	}
	desk_destroy(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_conversation_comes_back),
		cmocka_unit_test(all_of_it_is_saved),
		cmocka_unit_test(one_of_before_stories_is_read),
		cmocka_unit_test(a_table_of_before_stories_is_read),
		cmocka_unit_test(cut_off_it_is_refused),
		cmocka_unit_test(what_is_no_index_is_refused),
		cmocka_unit_test(damaged_it_is_refused_or_harmless),
		cmocka_unit_test(what_they_share_comes_back),
		cmocka_unit_test(a_turn_is_read_as_it_was_written),
		cmocka_unit_test(what_is_no_turn_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
