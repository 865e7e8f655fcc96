// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a stalling line never does, over many random conversations with random lines: say a place that is not on its list, or
 * at an hour at which nobody could be there; write at night; ask for more than a consumer would, or for more than it asked
 * before; change its mind because the program was started again. More of them with `stall FIRST COUNT`.
 */
#include "flow/decide/stall/meeting.h"
#include "flow/decide/stall/stall.h"
#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define T0 INT64_C(1772482500000) /* 2026-03-02T20:15:00Z; the clocks change on the 29th */

enum { TALKS = 600, STEPS = 60, PLACES = 6, QUANTITY_MOST = 5 };

struct life {
	uint64_t seed;
	struct random random;
	struct line line;
	struct place places[PLACES];
	struct stalling *stalling;
	struct stall stall;
	ms_t now;
	double quantity; /* named before; 0: none */
	int step;
};

static const char *const names[PLACES] = {"station Berchem", "Astridplein", "Groenplaats",
					  "Park Spoor Noord", "Sint-Jansplein", "Meir"};
static const char *const texts[] = {
	"waar ben je", "kom naar de Rooseveltplaats", "ik sta aan de Groenplaats", "hoeveel", "50 euro",
	"astridplein is goed", "Grote Markt 12", "ok", "om 3 uur 's nachts", "?", "meir dan",
};

static uint64_t pick(struct life *life, uint64_t below)
{
	return random_below(&life->random, below);
}

static void fail(const struct life *life, const struct turn *turn, const char *what)
{
	char text[TURN_TEXT_MAX];

	turn_write(turn, text);
	fprintf(stderr, "conversation %llu, step %d: %s: %s\n", (unsigned long long)life->seed,
		life->step, what, text);
	exit(1);
}

/* ---- a line ---- */

/* Some hours of a day, of a length that settings_stall.c would let pass. */
static void some_hours(struct life *life, struct hours *hours, unsigned least)
{
	hours->from = (uint16_t)(pick(life, 96) * 15);
	hours->to = (uint16_t)(hours->from + least * 60 + pick(life, 12) * 60);
}

static bool overlaps(const struct line *line, const struct place *place)
{
	for (ms_t at = 0; at < MS_DAY; at += 15 * MS_MINUTE)
		if (hours_hold(line->hours, line->hour_count, at) &&
		    hours_hold(place->hours, place->hour_count, at))
			return true;
	return false;
}

static void make_line(struct life *life)
{
	static char number[1][NUMBER_MAX] = {"+33639980001"};
	struct line *line = &life->line;
	size_t places = 1 + pick(life, PLACES);

	line->kind = LINE_STALL;
	line->numbers = number;
	line->number_count = 1;
	line->languages[0] = LANGUAGE_NL;
	line->language_count = 1;
	line->control.uniform = 0.5;
	line->control.prior = 0.2;
	line->hour_count = pick(life, 4) != 0;
	some_hours(life, &line->hours[0], 6);
	line->places = life->places;
	for (size_t i = 0; i < places; i++) {
		struct place *place = &life->places[line->place_count];

		place->name = (char *)(uintptr_t)names[i];
		place->hour_count = pick(life, 3) != 0;
		some_hours(life, &place->hours[0], 1);
		line->place_count += overlaps(line, place);
	}
}

/* ---- what he says ---- */

static void add_slot(struct reading *reading, enum slot_type type, double value, const char *unit)
{
	struct slot *slot = &reading->slots.slots[reading->slots.count++];

	*slot = (struct slot){.value = value, .type = (uint8_t)type};
	snprintf(slot->unit, sizeof slot->unit, "%s", unit);
}

static void he_says(struct life *life)
{
	struct message message = {.arrival = ARRIVAL_MESSAGE,
				  .at = life->now,
				  .line = &life->line,
				  .whole = bytes_of_text(texts[pick(life, sizeof texts / sizeof texts[0])]),
				  .stall = &life->stall,
				  .stalling = life->stalling};

	message.reading.kind = KIND_DEALER;
	message.reading.language = LANGUAGE_NL;
	message.reading.act = (enum act)pick(life, ACT_COUNT);
	message.reading.act_p = 0.9F;
	if (pick(life, 3) == 0)
		add_slot(&message.reading, SLOT_TIME, (double)pick(life, 1440), "");
	if (pick(life, 3) == 0)
		add_slot(&message.reading, SLOT_DELAY, (double)pick(life, 700), "");
	if (pick(life, 3) == 0)
		add_slot(&message.reading, SLOT_PRICE, (double)pick(life, 100), "EUR");
	if (pick(life, 3) == 0)
		add_slot(&message.reading, SLOT_QUANTITY, (double)pick(life, 100), "g");
	stall_hear(&message);
}

/* ---- what we say ---- */

static void check_place(const struct life *life, const struct turn *turn)
{
	const struct saying *saying = &turn->saying;
	uint8_t place = turn->place != 0 ? turn->place : life->stall.place;
	ms_t meeting = turn->meeting != 0 ? turn->meeting : life->stall.meeting;
	ms_t local = zone_time_of_day(life->stalling->zone, meeting);

	if (turn->place != 0 && life->stall.place != 0 && turn->place != life->stall.place)
		fail(life, turn, "another place for the same meeting");
	if ((saying->known & TALK_PLACE) == 0)
		return;
	if (place == 0 || place > life->line.place_count ||
	    strcmp(saying->place, life->line.places[place - 1].name) != 0)
		fail(life, turn, "a place that is not the one on the list");
	if ((saying->known & TALK_TIME) == 0 || meeting <= life->now)
		return;
	if (!hours_hold(life->line.places[place - 1].hours, life->line.places[place - 1].hour_count, local))
		fail(life, turn, "a place at an hour that is not its own");
}

static void check_turn(struct life *life, const struct turn *turn)
{
	const struct saying *saying = &turn->saying;
	ms_t local = zone_time_of_day(life->stalling->zone, life->now);

	if (!hours_hold(life->line.hours, life->line.hour_count, local))
		fail(life, turn, "said outside the line's hours");
	check_place(life, turn);
	if ((saying->known & TALK_QUANTITY) != 0) {
		if (!(saying->quantity > 0 && saying->quantity <= QUANTITY_MOST))
			fail(life, turn, "more than a consumer asks for");
		if (life->quantity > 0 && saying->quantity > life->quantity)
			fail(life, turn, "more than was asked for before");
		life->quantity = saying->quantity;
	}
	if (!(turn->propensity > 0 && turn->propensity <= 1))
		fail(life, turn, "a propensity that is none");
}

/* The same, after the conversation was saved and loaded; and as the record says it. */
static void check_restart(const struct life *life, uint64_t chance, const struct turn *turn)
{
	struct buf saved = {0};
	struct stall again = {0};
	struct turn other, parsed;
	char text[TURN_TEXT_MAX], other_text[TURN_TEXT_MAX];
	struct reader reader;

	stall_save(&life->stall, &saved);
	reader = reader_of(buf_bytes(&saved));
	if (stall_load(&reader, STALL_VERSION, &again) != ERR_NONE)
		fail(life, turn, "it cannot be loaded again");
	stall_turn(&again, life->stalling, &life->line, life->now, chance, &other);
	turn_write(turn, text);
	turn_write(&other, other_text);
	if (strcmp(text, other_text) != 0)
		fail(life, turn, "something else after a restart");
	if (!turn_parse(bytes_of_text(text), &life->line, &parsed) || parsed.place != turn->place ||
	    parsed.meeting != turn->meeting)
		fail(life, turn, "the record says something else");
	buf_finish(&saved);
}

static void we_say(struct life *life)
{
	uint64_t chance = random_u64(&life->random);
	struct turn turn;

	stall_turn(&life->stall, life->stalling, &life->line, life->now, chance, &turn);
	while (turn.result == TURN_LATER) {
		if (turn.again <= life->now || turn.again > life->now + 2 * MS_DAY)
			fail(life, &turn, "later is not later");
		life->now = turn.again;
		stall_turn(&life->stall, life->stalling, &life->line, life->now, chance, &turn);
	}
	check_restart(life, chance, &turn);
	if (turn.result == TURN_SAY)
		check_turn(life, &turn);
	stall_said(&life->stall, life->stalling, &life->line, &turn, life->now);
}

static void step(struct life *life)
{
	ms_t next;

	life->now += (ms_t)pick(life, pick(life, 5) == 0 ? (uint64_t)(8 * MS_HOUR) : (uint64_t)(20 * MS_MINUTE));
	he_says(life);
	life->now += (ms_t)pick(life, 40 * MS_MINUTE);
	we_say(life);
	next = stall_initiative(&life->stall, life->stalling, &life->line, life->now);
	if (next != MS_NEVER && pick(life, 3) == 0) {
		life->now = next > life->now ? next : life->now;
		we_say(life);
	}
	if (life->stall.place == 0)
		life->quantity = (life->stall.known & KNOWN_QUANTITY) != 0 ? life->quantity : 0;
}

static void live(uint64_t seed)
{
	struct life life = {.seed = seed, .now = T0 + (ms_t)seed * 37 * MS_MINUTE};

	random_from_seed(&life.random, seed, "stall");
	make_line(&life);
	life.stalling = mem_alloc(1, sizeof *life.stalling);
	if (zone_create("Europe/Brussels", &life.stalling->zone, NULL) != ERR_NONE)
		exit(2);
	stall_engage(&life.stall, life.stalling, &life.line, (uint32_t)seed + 1, LANGUAGE_NL, ENGAGED, life.now);
	for (life.step = 0; life.step < STEPS && life.stall.phase != PHASE_OVER; life.step++)
		step(&life);
	zone_destroy(life.stalling->zone);
	mem_free(life.stalling);
}

int main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : TALKS;

	for (uint64_t seed = first; seed < first + count; seed++)
		live(seed);
	printf("%llu conversations\n", (unsigned long long)count);
	return 0;
}
