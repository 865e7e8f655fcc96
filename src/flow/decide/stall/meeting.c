// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/decide/stall/meeting.h"

#include <math.h>
#include <string.h>

#define QUARTER (15 * MS_MINUTE)

bool hours_hold(const struct hours *hours, size_t count, ms_t time_of_day)
{
	int minute = (int)(time_of_day / MS_MINUTE);

	for (size_t i = 0; i < count; i++) {
		if (minute >= hours[i].from && minute < hours[i].to)
			return true;
		if (minute + 1440 >= hours[i].from && minute + 1440 < hours[i].to)
			return true; /* a span that began yesterday */
	}
	return count == 0;
}

static bool is_open(const struct stalling *stalling, const struct line *line, uint8_t place, ms_t at)
{
	const struct place *named = &line->places[place - 1];

	return hours_hold(named->hours, named->hour_count, zone_time_of_day(stalling->zone, at));
}

/* One of those that are open and that `barred` does not hold; 0: none is. */
static uint8_t pick(const struct stalling *stalling, const struct line *line, ms_t at,
		    uint8_t barred_one, uint8_t barred_other, uint64_t seed)
{
	uint8_t open[LINE_PLACES_MAX];
	size_t count = 0;

	for (uint8_t place = 1; place <= line->place_count; place++)
		if (place != barred_one && place != barred_other && is_open(stalling, line, place, at))
			open[count++] = place;
	return count != 0 ? open[seed % count] : 0;
}

uint8_t meeting_place(const struct stall *stall, const struct stalling *stalling,
		      const struct line *line, ms_t at, uint64_t seed)
{
	uint8_t place = pick(stalling, line, at, stall->last_place, stalling->last_place, seed);

	if (place == 0)
		place = pick(stalling, line, at, stall->last_place, 0, seed);
	return place != 0 ? place : pick(stalling, line, at, 0, 0, seed);
}

bool meeting_allows(const struct stalling *stalling, const struct line *line, uint8_t place, ms_t at)
{
	if (!hours_hold(line->hours, line->hour_count, zone_time_of_day(stalling->zone, at)))
		return false;
	if (place != 0)
		return is_open(stalling, line, place, at);
	return pick(stalling, line, at, 0, 0, 0) != 0;
}

ms_t meeting_time(const struct stalling *stalling, const struct line *line, uint8_t place,
		  ms_t soonest, uint64_t seed)
{
	ms_t offset = zone_offset(stalling->zone, soonest);
	ms_t at = (soonest + offset + QUARTER - 1) / QUARTER * QUARTER - offset;

	at += (ms_t)(seed % 4) * QUARTER;
	for (int i = 0; i < 2 * 96; i++, at += QUARTER)
		if (meeting_allows(stalling, line, place, at))
			return at;
	return 0;
}

ms_t meeting_accepts(const struct stalling *stalling, const struct line *line, uint8_t place,
		     int minute, ms_t now)
{
	ms_t since = zone_time_of_day(stalling->zone, now);
	ms_t at = now - since + minute * MS_MINUTE;

	if (at < now)
		at += minute < 12 * 60 && at + MS_DAY / 2 >= now ? MS_DAY / 2 : MS_DAY; /* "at 8" said at 19:00 */
	if (at - now < 10 * MS_MINUTE || at - now > 20 * MS_HOUR)
		return 0;
	return meeting_allows(stalling, line, place, at) ? at : 0;
}

double meeting_quantity(const struct stall *stall, uint64_t seed)
{
	static const double grams[] = {1, 2, 2, 3, 5}, pills[] = {2, 3, 4, 5}, others[] = {1, 2};

	if (strcmp(stall->unit, "g") == 0 || stall->unit[0] == '\0')
		return grams[seed % 5];
	if (strcmp(stall->unit, "pill") == 0)
		return pills[seed % 4];
	return others[seed % 2];
}

double meeting_offer(double price)
{
	double step = price >= 25 ? 5 : 1, offer = floor(price * 0.85 / step) * step;

	return offer > 0 && offer < price ? offer : 0;
}
