// SPDX-License-Identifier: GPL-3.0-or-later
/* A stalling line with places, hours and what its conversations share, as decide/stall/ is handed them; and messages as
 * they are read. No flow, no store. */
#ifndef TESTS_UNIT_STALL_FIXTURE_H
#define TESTS_UNIT_STALL_FIXTURE_H

#include "base/mem.h"
#include "base/random.h"
#include "flow/decide/decide.h"
#include "flow/decide/stall/credit.h"
#include "flow/decide/stall/hear.h"
#include "flow/decide/stall/meeting.h"
#include "flow/decide/stall/pace.h"
#include "flow/decide/stall/permit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T0 INT64_C(1772462700000) /* 2026-03-02T14:45:00Z: a Monday, 15:45 in Paris */

enum { DESK_PLACES = 4, DESK_NUMBERS = 3 };

struct stall_desk {
	struct line line;
	struct place places[DESK_PLACES];
	char names[DESK_PLACES][24];
	char numbers[DESK_NUMBERS][NUMBER_MAX];
	struct stalling stalling;
	struct stall stall;
	struct talk talk;
	struct message message;
	struct random random;
	ms_t now;
};

/* Awake from 9 to 23; the first place is open always, the others by day, in the evening, and over midnight. */
static inline struct stall_desk *desk_create(void)
{
	static const char *const names[DESK_PLACES] = {"Gare du Nord", "Barbes", "La Villette",
						       "Place Clichy"};
	struct stall_desk *desk = mem_alloc(1, sizeof *desk);

	assert_int_equal(zone_create("Europe/Paris", &desk->stalling.zone, NULL), ERR_NONE);
	random_from_seed(&desk->random, 1, "stall");
	desk->now = T0;
	for (int i = 0; i < DESK_PLACES; i++) {
		snprintf(desk->names[i], sizeof desk->names[i], "%s", names[i]);
		desk->places[i].name = desk->names[i];
		desk->places[i].hour_count = i != 0;
	}
	desk->places[1].hours[0] = (struct hours){10 * 60, 17 * 60};
	desk->places[2].hours[0] = (struct hours){17 * 60, 22 * 60};
	desk->places[3].hours[0] = (struct hours){20 * 60, 26 * 60};
	for (int i = 0; i < DESK_NUMBERS; i++)
		snprintf(desk->numbers[i], NUMBER_MAX, "+3363998001%d", i);
	desk->line = (struct line){.kind = LINE_STALL,
				   .numbers = desk->numbers,
				   .number_count = DESK_NUMBERS,
				   .languages = {LANGUAGE_FR, LANGUAGE_NL, LANGUAGE_EN},
				   .language_count = 3,
				   .hours = {{9 * 60, 23 * 60}},
				   .hour_count = 1,
				   .places = desk->places,
				   .place_count = DESK_PLACES,
				   .control = {.uniform = 0.05, .prior = 0.10}};
	snprintf(desk->line.name, sizeof desk->line.name, "stall");
	return desk;
}

static inline void desk_destroy(struct stall_desk *desk)
{
	zone_destroy(desk->stalling.zone);
	mem_free(desk);
}

/* Nobody wrote yet, and nothing was learnt. */
static inline void desk_anew(struct stall_desk *desk)
{
	struct zone *zone = desk->stalling.zone;

	desk->stalling = (struct stalling){.zone = zone};
	desk->stall = (struct stall){0};
	desk->now = T0;
}

/* In conversation: what stall_engage() makes of him. */
static inline void desk_engage(struct stall_desk *desk)
{
	stall_engage(&desk->stall, &desk->stalling, &desk->line, 1, LANGUAGE_FR, ENGAGED, desk->now);
}

/* A text of his, read as a dealer's that does `act`. */
static inline struct message *desk_text(struct stall_desk *desk, const char *text, enum act act)
{
	struct message *message = &desk->message;

	*message = (struct message){.arrival = ARRIVAL_MESSAGE,
				    .at = desk->now,
				    .first = desk->now,
				    .line = &desk->line,
				    .whole = bytes_of_text(text),
				    .contact = {.number = 1},
				    .talk = &desk->talk,
				    .stall = &desk->stall,
				    .stalling = &desk->stalling,
				    .admission = ADMIT_FIRST,
				    .reading = {.language = LANGUAGE_FR,
						.kind = KIND_DEALER,
						.p = 0.99,
						.act = act,
						.act_p = 0.95F}};
	message->raw = message->text = message->whole;
	message->reading.kinds[KIND_DEALER] = 0.99F;
	snprintf(message->from, sizeof message->from, "+33639981001");
	snprintf(message->to, sizeof message->to, "%s", desk->numbers[0]);
	return message;
}

static inline void desk_slot(struct message *message, enum slot_type type, double value, const char *unit)
{
	struct slots *slots = &message->reading.slots;
	struct slot *slot = &slots->slots[slots->count++];

	*slot = (struct slot){.value = value, .type = (uint8_t)type};
	snprintf(slot->unit, sizeof slot->unit, "%s", unit);
}

static inline void desk_hear(struct stall_desk *desk, const char *text, enum act act)
{
	hear_message(&desk->stall, &desk->stalling, desk_text(desk, text, act));
}

static inline struct turn desk_turn(const struct stall_desk *desk, uint64_t chance)
{
	struct turn turn;

	memset(&turn, 0xa5, sizeof turn);
	stall_turn(&desk->stall, &desk->stalling, &desk->line, desk->now, chance, &turn);
	return turn;
}

static inline void desk_said(struct stall_desk *desk, const struct turn *turn)
{
	stall_said(&desk->stall, &desk->stalling, &desk->line, turn, desk->now);
}

static inline bool asks(const struct stall *stall, enum reaction reaction)
{
	return (stall->asked & 1U << reaction) != 0;
}

/* Whether the line writes then, and whether a place (from 1 on) is open. */
static inline bool awake(const struct stall_desk *desk, ms_t at)
{
	return hours_hold(desk->line.hours, desk->line.hour_count,
			  zone_time_of_day(desk->stalling.zone, at));
}

static inline bool open_at(const struct stall_desk *desk, uint8_t place, ms_t at)
{
	const struct place *named = &desk->places[place - 1];

	return hours_hold(named->hours, named->hour_count, zone_time_of_day(desk->stalling.zone, at));
}

/* Minutes of the local day. */
static inline int desk_minute(const struct stall_desk *desk, ms_t at)
{
	return (int)(zone_time_of_day(desk->stalling.zone, at) / MS_MINUTE);
}

#endif
