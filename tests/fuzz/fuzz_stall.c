// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a keeper left of its stalling lines, by anybody's hand. The first byte says what the rest
 * is: one conversation, a line's conversations, what they share, what was learnt, or a turn as the
 * record says it. What was taken has one form, and what is reckoned from it stays within its
 * bounds.
 */
#include "daemon/learning_lift.h"
#include "flow/decide/stall/permit.h"
#include "flow/stalls.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE = 3, PLACES = 2 };

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* ---- one conversation ---- */

static void indices_are_sound(const struct stall *stall)
{
	must(stall->phase < PHASE_COUNT && stall->arm < ARM_COUNT && stall->last_act < ACT_COUNT);
	must(stall->last_move < MOVE_COUNT && stall->delay < DELAY_COUNT);
	must(stall->place <= LINE_PLACES_MAX && stall->last_place <= LINE_PLACES_MAX);
	must(isfinite(stall->suspicion) && isfinite(stall->active) && isfinite(stall->weight));
	for (int i = 0; i < CHOICES_MAX; i++) {
		const struct choice *choice = &stall->choices[i];

		must(choice->used == 0 ||
		     (choice->cell < CELL_COUNT && choice->act < ACT_COUNT &&
		      choice->move < MOVE_COUNT && choice->delay <= DELAY_COUNT &&
		      choice->style < STYLE_COUNT && isfinite(choice->p)));
	}
}

static void take_stall(struct bytes saved)
{
	struct reader reader = reader_of(saved), again;
	struct buf once = {0}, twice = {0};
	struct stall stall, same;

	if (stall_load(&reader, STALL_VERSION, &stall) != ERR_NONE)
		return;
	indices_are_sound(&stall);
	stall_save(&stall, &once);
	again = reader_of(buf_bytes(&once));
	must(stall_load(&again, STALL_VERSION, &same) == ERR_NONE && reader_left(&again) == 0);
	stall_save(&same, &twice);
	must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	buf_finish(&once);
	buf_finish(&twice);
}

/* ---- those of a line; the first byte is the room ---- */

static void take_stalls(struct bytes saved)
{
	uint32_t room = saved.size != 0 ? saved.data[0] % 8 + 1u : 1, at = 0, contact, count = 0;
	struct stalls *stalls = stalls_create(room), *same = stalls_create(room);
	struct buf once = {0}, twice = {0};
	const struct stall *stall;

	must(stalls != NULL && same != NULL);
	if (saved.size != 0)
		stalls_load(stalls, LINE, PLACES, (struct bytes){saved.data + 1, saved.size - 1});
	while ((stall = stalls_walk(stalls, LINE, &at, &contact)) != NULL) {
		must(contact != 0 && stalls_find(stalls, LINE, contact) == stall);
		indices_are_sound(stall);
		must(stall->place <= PLACES && stall->last_place <= PLACES);
		count++;
	}
	must(count <= room);
	stalls_save(stalls, LINE, &once);
	must(stalls_load(same, LINE, PLACES, buf_bytes(&once)) == ERR_NONE);
	stalls_save(same, LINE, &twice);
	must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	buf_finish(&once);
	buf_finish(&twice);
	stalls_destroy(stalls);
	stalls_destroy(same);
}

/* ---- what was learnt ---- */

static void learner_is_sound(const struct learner *learner)
{
	struct options options = {.count = 3,
				  .ids = {MOVE_ASK_PRICE, MOVE_DIGRESS, MOVE_REACT},
				  .prior = {0.3F, 0.2F, 0.1F}};
	struct random random;
	double mean, count;

	random_from_seed(&random, 1, "fuzz");
	for (int phase = 0; phase < PHASE_COUNT; phase++) {
		struct pick pick = learner_pick(learner, WHAT_MOVE, ARM_LEARNING, (enum phase)phase,
						BAND_LOW, ACT_PRICE, &options, &random);

		must(pick.id == MOVE_ASK_PRICE || pick.id == MOVE_DIGRESS || pick.id == MOVE_REACT);
		must(pick.propensity > 0 && pick.propensity <= 1);
		learner_mean(learner, (enum phase)phase, MOVE_DIGRESS, 0.2, &mean, &count);
		must(mean >= 0 && mean <= 1 && count >= 0 && isfinite(count));
	}
}

static void take_learner(struct bytes saved)
{
	static struct learner learner, same;
	struct buf once = {0}, twice = {0};
	enum err err = learner_load(&learner, saved);

	must(err == ERR_NONE || learner.observations == 0);
	learner_is_sound(&learner);
	learner_save(&learner, &once);
	must(learner_load(&same, buf_bytes(&once)) == ERR_NONE);
	learner_save(&same, &twice);
	must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	buf_finish(&once);
	buf_finish(&twice);
}

static void take_stalling(struct bytes saved)
{
	static struct stalling stalling, same;
	struct buf once = {0}, twice = {0};

	stalling = same = (struct stalling){0};
	stalling_load(&stalling, saved);
	must(stalling.last_place <= LINE_PLACES_MAX);
	learner_is_sound(&stalling.learner);
	for (int policy = 0; policy < POLICY_COUNT; policy++)
		lift_policy(&stalling.estimates[policy], (enum policy)policy);
	for (size_t i = 0; i < LINE_NUMBERS_MAX; i++)
		must(!stalling.numbers[i].retired || stall_number_rests(&stalling, i, MS_NEVER));
	stalling_save(&stalling, &once);
	must(stalling_load(&same, buf_bytes(&once)) == ERR_NONE);
	stalling_save(&same, &twice);
	must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	buf_finish(&once);
	buf_finish(&twice);
}

/* ---- a turn ---- */

static void take_turn(struct bytes text)
{
	struct place places[2] = {{.name = (char[]){"here"}}, {.name = (char[]){"there"}}};
	struct line line = {.places = places, .place_count = 2};
	char once[TURN_TEXT_MAX], twice[TURN_TEXT_MAX];
	struct turn turn, same;

	if (!turn_parse(text, &line, &turn))
		return;
	must(turn.place <= line.place_count && turn.saying.style <= STYLE_LONG &&
	     turn.arm < ARM_COUNT);
	must(turn.p >= 0 && turn.p <= 1 && turn.p_prior >= 0 && turn.p_prior <= 1 &&
	     turn.p_uniform >= 0 && turn.p_uniform <= 1);
	turn_write(&turn, once);
	must(turn_parse(bytes_of_text(once), &line, &same));
	turn_write(&same, twice);
	must(strcmp(once, twice) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const take[])(struct bytes) = {take_stall, take_stalls, take_stalling,
						     take_learner, take_turn};

	if (size == 0)
		return 0;
	take[data[0] % (sizeof take / sizeof take[0])]((struct bytes){data + 1, size - 1});
	return 0;
}
