// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/zone.h"
#include "base/mem.h"

#include <string.h>
#include <unicode/ucal.h>

enum { NAME_MAX_UNITS = 64 };

/* Offsets change on full quarters of an hour, everywhere since 1970 that matters here. */
#define STEP (15 * MS_MINUTE)

struct zone {
	UCalendar *calendar;
	ms_t from; /* `offset` holds in [from, from + STEP) */
	ms_t offset;
};

static ms_t floor_to(ms_t at, ms_t step)
{
	ms_t rest = at % step;

	return at - (rest < 0 ? rest + step : rest);
}

static ms_t ask(const struct zone *zone, ms_t at)
{
	UErrorCode code = U_ZERO_ERROR;
	int32_t zone_part, dst_part;

	ucal_setMillis(zone->calendar, (UDate)at, &code);
	zone_part = ucal_get(zone->calendar, UCAL_ZONE_OFFSET, &code);
	dst_part = ucal_get(zone->calendar, UCAL_DST_OFFSET, &code);
	return U_SUCCESS(code) ? (ms_t)zone_part + dst_part : 0;
}

enum err zone_create(const char *name, struct zone **ret_zone, struct error *error_r)
{
	UErrorCode code = U_ZERO_ERROR;
	UChar wide[NAME_MAX_UNITS], canonical[NAME_MAX_UNITS];
	UBool known = 0;
	size_t size = strlen(name);
	UCalendar *calendar;

	if (size >= NAME_MAX_UNITS)
		return error_set(error_r, ERR_INPUT, "no such time zone");
	for (size_t i = 0; i <= size; i++)
		wide[i] = (UChar)(unsigned char)name[i];
	/* ICU opens a calendar of UTC for a name that it does not know. */
	ucal_getCanonicalTimeZoneID(wide, -1, canonical, NAME_MAX_UNITS, &known, &code);
	calendar = U_SUCCESS(code) ? ucal_open(wide, -1, "en", UCAL_GREGORIAN, &code) : NULL;
	if (U_FAILURE(code) || calendar == NULL)
		return error_set(error_r, ERR_INPUT, "no such time zone: %s (%s)", name,
				 u_errorName(code));
	*ret_zone = mem_alloc(1, sizeof **ret_zone);
	**ret_zone = (struct zone){.calendar = calendar, .from = INT64_MIN};
	return ERR_NONE;
}

void zone_destroy(struct zone *zone)
{
	if (zone == NULL)
		return;
	ucal_close(zone->calendar);
	mem_free(zone);
}

ms_t zone_offset(struct zone *zone, ms_t at)
{
	ms_t from = floor_to(at, STEP);

	if (from != zone->from) {
		zone->offset = ask(zone, from);
		zone->from = from;
	}
	return zone->offset;
}

ms_t zone_time_of_day(struct zone *zone, ms_t at)
{
	ms_t local = at + zone_offset(zone, at);

	return local - floor_to(local, MS_DAY);
}
