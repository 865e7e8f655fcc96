// SPDX-License-Identifier: GPL-3.0-or-later
/* Local time against what the IANA database says of some zones; every expectation was worked out by
 * hand. */
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static ms_t at_text(const char *text)
{
	ms_t at = 0;

	assert_true(clock_parse(text, &at));
	return at;
}

static struct zone *made(const char *name)
{
	struct error error;
	struct zone *zone = NULL;

	assert_int_equal(zone_create(name, &zone, &error), ERR_NONE);
	return zone;
}

/* "h:mm:ss" of the wall clock, in milliseconds. */
static ms_t wall(int hour, int minute, int second)
{
	return hour * MS_HOUR + minute * MS_MINUTE + second * MS_SECOND;
}

struct expectation {
	const char *at;
	int offset_minutes;
	int hour, minute, second;
};

static void check(const char *name, const struct expectation *list, size_t count)
{
	struct zone *zone = made(name);

	for (size_t i = 0; i < count; i++) {
		ms_t at = at_text(list[i].at);

		assert_int_equal(zone_offset(zone, at), list[i].offset_minutes * MS_MINUTE);
		assert_int_equal(zone_time_of_day(zone, at),
				 wall(list[i].hour, list[i].minute, list[i].second));
	}
	zone_destroy(zone);
}

#define CHECK(name, list) check(name, list, sizeof(list) / sizeof(list)[0])

/* Summer time from the last Sunday of March to the last of October, at 01:00 UTC everywhere in the
 * Union. */
static void brussels_changes_in_march_and_in_october(void **state)
{
	static const struct expectation list[] = {
		{"2026-01-15T12:00:00Z", 60, 13, 0, 0},	  {"2026-03-29T00:59:59Z", 60, 1, 59, 59},
		{"2026-03-29T01:00:00Z", 120, 3, 0, 0},	  {"2026-07-01T22:30:00Z", 120, 0, 30, 0},
		{"2026-10-25T00:59:59Z", 120, 2, 59, 59}, {"2026-10-25T01:00:00Z", 60, 2, 0, 0},
		{"2017-10-30T20:00:00Z", 60, 21, 0, 0},
	};

	(void)state;
	CHECK("Europe/Brussels", list);
}

static void kolkata_is_half_an_hour_off_all_year(void **state)
{
	static const struct expectation list[] = {
		{"2026-01-01T00:00:00Z", 330, 5, 30, 0},
		{"2026-06-30T18:29:59Z", 330, 23, 59, 59},
		{"2026-06-30T18:30:00Z", 330, 0, 0, 0},
	};

	(void)state;
	CHECK("Asia/Kolkata", list);
}

/* Summer time there is half an hour: +10:30, and +11:00 from October to April. */
static void lord_howe_changes_by_half_an_hour(void **state)
{
	static const struct expectation list[] = {
		{"2026-04-04T14:59:59Z", 660, 1, 59, 59},
		{"2026-04-04T15:00:00Z", 630, 1, 30, 0},
		{"2026-10-03T15:29:59Z", 630, 1, 59, 59},
		{"2026-10-03T15:30:00Z", 660, 2, 30, 0},
	};

	(void)state;
	CHECK("Australia/Lord_Howe", list);
}

/* South of the equator, west of Greenwich, a quarter of an hour, and beyond twelve hours. */
static void the_odd_ones(void **state)
{
	static const struct expectation santiago[] = {{"2026-01-15T02:00:00Z", -180, 23, 0, 0},
						      {"2026-07-15T03:00:00Z", -240, 23, 0, 0}};
	static const struct expectation kathmandu[] = {{"2026-01-15T18:15:00Z", 345, 0, 0, 0}};
	static const struct expectation kiritimati[] = {{"2026-01-15T10:00:00Z", 840, 0, 0, 0}};
	static const struct expectation utc[] = {{"2026-03-29T01:00:00Z", 0, 1, 0, 0}};

	(void)state;
	CHECK("America/Santiago", santiago);
	CHECK("Asia/Kathmandu", kathmandu);
	CHECK("Pacific/Kiritimati", kiritimati);
	CHECK("UTC", utc);
}

/* It remembers a quarter of an hour: the order of the questions must not matter. */
static void questions_in_any_order_have_the_same_answers(void **state)
{
	const ms_t change = at_text("2026-03-29T01:00:00Z");
	struct zone *zone = made("Europe/Brussels"), *fresh;
	static const ms_t steps[] = {
		0, -1, MS_HOUR, -MS_HOUR, 15 * MS_MINUTE - 1, -180 * MS_DAY, 1, 90 * MS_DAY};

	(void)state;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		ms_t at = change + steps[i];

		fresh = made("Europe/Brussels");
		assert_int_equal(zone_offset(zone, at), zone_offset(fresh, at));
		assert_int_equal(zone_time_of_day(zone, at), zone_time_of_day(fresh, at));
		zone_destroy(fresh);
	}
	zone_destroy(zone);
}

/* Two lines of one house may live in two zones. */
static void two_zones_do_not_disturb_each_other(void **state)
{
	struct zone *one = made("Europe/Brussels"), *other = made("Asia/Kolkata");
	const ms_t at = at_text("2026-07-01T10:00:00Z");

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(zone_offset(one, at + i), 2 * MS_HOUR);
		assert_int_equal(zone_offset(other, at + i), 5 * MS_HOUR + 30 * MS_MINUTE);
	}
	zone_destroy(one);
	zone_destroy(other);
}

/* Always a moment of the day, and never a jump but where the clocks jump. */
static void the_time_of_day_is_in_the_day_through_a_whole_year(void **state)
{
	struct zone *zone = made("Europe/Brussels");
	ms_t at = at_text("2026-01-01T00:00:00Z"), before = zone_offset(zone, at);
	int changes = 0;

	(void)state;
	for (ms_t end = at + 366 * MS_DAY; at < end; at += 7 * MS_MINUTE + 13) {
		ms_t of_day = zone_time_of_day(zone, at), offset = zone_offset(zone, at);

		assert_in_range(of_day, 0, MS_DAY - 1);
		assert_int_equal((at + offset) % MS_DAY, of_day);
		changes += offset != before;
		before = offset;
	}
	assert_int_equal(changes, 2);
	zone_destroy(zone);
}

/* Before 1970 is no telephone, but a clock that was never set says so. */
static void moments_before_1970(void **state)
{
	struct zone *zone = made("UTC");

	(void)state;
	assert_int_equal(zone_time_of_day(zone, -1), MS_DAY - 1);
	assert_int_equal(zone_time_of_day(zone, -MS_DAY), 0);
	zone_destroy(zone);
}

static void unknown_names_are_refused(void **state)
{
	char longest[300];
	static const char *const names[] = {"",
					    " ",
					    "Europe/Atlantis",
					    "Mars",
					    "Europe/Brussels ",
					    "Europe",
					    "Europe/\xc3\x84",
					    "\xff\xfe",
					    "/etc/localtime",
					    "../Brussels"};
	struct zone *zone = NULL;
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_int_equal(zone_create(names[i], &zone, &error), ERR_INPUT);
	for (size_t size = 40; size < sizeof longest; size++) {
		memset(longest, 'x', size);
		longest[size - 1] = '\0';
		assert_int_equal(zone_create(longest, &zone, &error), ERR_INPUT);
	}
	assert_null(zone); /* untouched on failure */
}

static void nothing_is_destroyed(void **state)
{
	(void)state;
	zone_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(brussels_changes_in_march_and_in_october),
		cmocka_unit_test(kolkata_is_half_an_hour_off_all_year),
		cmocka_unit_test(lord_howe_changes_by_half_an_hour),
		cmocka_unit_test(the_odd_ones),
		cmocka_unit_test(questions_in_any_order_have_the_same_answers),
		cmocka_unit_test(two_zones_do_not_disturb_each_other),
		cmocka_unit_test(the_time_of_day_is_in_the_day_through_a_whole_year),
		cmocka_unit_test(moments_before_1970),
		cmocka_unit_test(unknown_names_are_refused),
		cmocka_unit_test(nothing_is_destroyed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
