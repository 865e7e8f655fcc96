// SPDX-License-Identifier: GPL-3.0-or-later
/* base/: times, spans, money, JSON, UTF-8, readers, arena, chance. */
#include "base/bytes.h"
#include "base/clock.h"
#include "base/jsonout.h"
#include "base/mem.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void times_round_trip(void **state)
{
	static const struct {
		const char *text;
		ms_t at;
	} cases[] = {{"1970-01-01T00:00:00Z", 0},
		     {"1969-12-31T23:59:59.999Z", -1},
		     {"2026-03-02T20:15:00Z", 1772482500000},
		     {"2000-02-29T12:00:00.250Z", 951825600250},
		     {"2400-02-29T00:00:00Z", 13574563200000}};
	char text[CLOCK_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ms_t at = 7;

		assert_true(clock_parse(cases[i].text, &at));
		assert_int_equal(at, cases[i].at);
		assert_string_equal(clock_text(at, text), cases[i].text);
	}
}

static void bad_times_are_refused(void **state)
{
	static const char *const bad[] = {
		"",		       "2026-03-02",
		"2026-03-02T20:15:00", "2026-03-02T20:15:00+01:00",
		"2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z", "2026-03-02T24:00:00Z",
		"2026-03-02T20:15:60Z", "2026-03-02T20:15:00.Z",
		"2026-03-02T20:15:00Zx", "x"};
	ms_t at = 7;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(clock_parse(bad[i], &at));
	assert_int_equal(at, 7);
	assert_true(clock_parse("2026-03-02T20:15:00.0001Z", &at));
	assert_int_equal(at, 1772482500001);
}

static void spans_are_read_and_written(void **state)
{
	ms_t span;
	char text[CLOCK_TEXT_MAX];

	(void)state;
	assert_true(clock_parse_span("1h30m", &span));
	assert_int_equal(span, 90 * MS_MINUTE);
	assert_string_equal(clock_span_text(span, text), "1h30m");
	assert_true(clock_parse_span("250ms", &span));
	assert_int_equal(span, 250);
	assert_true(clock_parse_span("0s", &span));
	assert_string_equal(clock_span_text(span, text), "0s");
	assert_false(clock_parse_span("", &span));
	assert_false(clock_parse_span("5", &span));
	assert_false(clock_parse_span("-5m", &span));
	assert_false(clock_parse_span("99999999999999999999h", &span));
	assert_false(clock_parse_span("4000d", &span));
}

static void money_has_two_decimals_or_more(void **state)
{
	char text[32];

	(void)state;
	assert_string_equal(money_text(80000, text), "0.08");
	assert_string_equal(money_text(12000000, text), "12.00");
	assert_string_equal(money_text(-400, text), "-0.0004");
	assert_string_equal(money_text(1, text), "0.000001");
}

static void json_is_well_formed(void **state)
{
	struct buf out = {0};
	struct jsonout json;

	(void)state;
	jsonout_init(&json, &out);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "a", "q\"\\\n\x01\xff é");
	jsonout_real(&json, "p", 0.50, 4);
	jsonout_money(&json, "cost", 160000);
	jsonout_open_list(&json, "list");
	jsonout_int(&json, NULL, 1);
	jsonout_bool(&json, NULL, true);
	jsonout_close_list(&json);
	jsonout_time(&json, "next", MS_NEVER);
	jsonout_close(&json);
	assert_string_equal(buf_text(&out), "{\"a\":\"q\\\"\\\\\\n\\u0001\xef\xbf\xbd é\",\"p\":0.5,"
					    "\"cost\":0.16,\"list\":[1,true],\"next\":null}");
	buf_finish(&out);
}

static void utf8_is_strict(void **state)
{
	(void)state;
	assert_true(utf8_valid(bytes_of_text("é€😀")));
	assert_false(utf8_valid(bytes_of_text("\xc0\x80")));
	assert_false(utf8_valid(bytes_of_text("\xed\xa0\x80")));
	assert_false(utf8_valid(bytes_of_text("\xf5\x80\x80\x80")));
	assert_false(utf8_valid(bytes_of_text("\xe2\x82")));
}

static void readers_stop_at_the_end(void **state)
{
	static const uint8_t data[] = {0, 0, 0, 9, 1, 2};
	struct reader reader = reader_of(BYTES_OF(data));
	struct bytes view = read_sized(&reader);

	(void)state;
	assert_int_equal(view.size, 0);
	assert_true(reader.bad);
	assert_int_equal(read_u16(&reader), 0);
}

static void arenas_refuse_beyond_their_cap(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, 1000);
	assert_non_null(arena_alloc(&arena, 600));
	assert_null(arena_alloc(&arena, 600));
	assert_null(arena_alloc(&arena, SIZE_MAX));
	arena_reset(&arena);
	assert_string_equal(arena_copy(&arena, "abc", 3), "abc");
	mem_fail_nth(1);
	arena_finish(&arena);
	assert_null(arena_alloc(&arena, 8));
	mem_fail_nth(0);
	arena_finish(&arena);
}

static void chance_repeats_with_its_seed(void **state)
{
	struct random a, b, c;

	(void)state;
	random_from_seed(&a, 7, "due");
	random_from_seed(&b, 7, "due");
	random_from_seed(&c, 7, "keys");
	assert_int_equal(random_u64(&a), random_u64(&b));
	assert_int_not_equal(random_u64(&a), random_u64(&c));
	for (int i = 0; i < 10000; i++)
		assert_in_range(random_below(&a, 6), 0, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_round_trip),
		cmocka_unit_test(bad_times_are_refused),
		cmocka_unit_test(spans_are_read_and_written),
		cmocka_unit_test(money_has_two_decimals_or_more),
		cmocka_unit_test(json_is_well_formed),
		cmocka_unit_test(utf8_is_strict),
		cmocka_unit_test(readers_stop_at_the_end),
		cmocka_unit_test(arenas_refuse_beyond_their_cap),
		cmocka_unit_test(chance_repeats_with_its_seed),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
