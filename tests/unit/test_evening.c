// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/evening: the made-up evening is the same each time, is what it says, and is what rehearse
 * can read. */
#include "daemon/evening.h"
#include "base/embedded.h"
#include "base/mem.h"
#include "base/phone.h"
#include "base/seal.h"
#include "daemon/evening_texts.h"
#include "daemon/rehearse_input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

extern const struct embedded_file embedded_evening[];

static struct evening evening; /* of seed 1 */

static int begin(void **state)
{
	if (seal_start(NULL) != ERR_NONE)
		return -1;
	evening_generate(1, &evening);
	return 0;
}

static int end(void **state)
{
	evening_finish(&evening);
	return 0;
}

static void write_seed(uint64_t seed, struct buf *out)
{
	struct evening made;

	evening_generate(seed, &made);
	evening_write(&made, "decline", out);
	evening_finish(&made);
}

static void same_seed_same_bytes(void **state)
{
	struct buf one = {0}, again = {0}, other = {0};

	write_seed(7, &one);
	write_seed(7, &again);
	write_seed(8, &other);
	assert_true(bytes_equal(buf_bytes(&one), buf_bytes(&again)));
	assert_false(bytes_equal(buf_bytes(&one), buf_bytes(&other)));
	buf_finish(&one);
	buf_finish(&again);
	buf_finish(&other);
}

static void writing_it_twice_gives_the_same(void **state)
{
	struct buf one = {0}, again = {0};

	evening_write(&evening, "decline", &one);
	evening_write(&evening, "decline", &again);
	assert_true(bytes_equal(buf_bytes(&one), buf_bytes(&again)));
	buf_finish(&one);
	buf_finish(&again);
}

static void the_clock_is_that_of_paris(void **state)
{
	static const struct {
		const char *at, *local;
	} moments[] = {{"2017-10-25T22:00:00Z", "2017-10-26T00:00:00Z"},
		       {"2017-10-29T00:59:59Z", "2017-10-29T02:59:59Z"},
		       {"2017-10-29T01:00:00Z", "2017-10-29T02:00:00Z"},
		       {"2017-10-29T23:00:00Z", "2017-10-30T00:00:00Z"},
		       {"2017-10-30T15:00:00Z", "2017-10-30T16:00:00Z"}};
	const ms_t named[] = {EVENING_BEGINS, 0, EVENING_CLOCKS, EVENING_MONDAY, EVENING_ROBOTS};
	char text[CLOCK_TEXT_MAX];
	ms_t at;

	for (size_t i = 0; i < 5; i++) {
		assert_true(clock_parse(moments[i].at, &at));
		assert_string_equal(clock_text(evening_local(at), text), moments[i].local);
		assert_true(named[i] == 0 || named[i] == at);
	}
}

static void messages_come_in_the_order_of_time(void **state)
{
	ms_t last = EVENING_BEGINS;

	for (size_t i = 0; i < evening.message_count; i++) {
		assert_true(evening.messages[i].at >= last);
		last = evening.messages[i].at;
	}
	assert_true(last < EVENING_ENDS);
}

/* ---- how many ---- */

static void twenty_thousand_texts_are_robots(void **state)
{
	size_t robots = 0;

	for (size_t i = 0; i < evening.message_count; i++) {
		if (evening.senders[evening.messages[i].sender].genuine)
			continue;
		robots++;
		assert_true(evening.messages[i].at >= EVENING_ROBOTS);
		assert_true(evening.messages[i].at < EVENING_ROBOTS_TO);
	}
	assert_int_equal(robots, EVENING_ROBOT_TEXTS);
}

static unsigned *texts_of_senders(void)
{
	unsigned *texts = mem_alloc(evening.sender_count, sizeof *texts);

	for (size_t i = 0; i < evening.message_count; i++)
		texts[evening.messages[i].sender]++;
	return texts;
}

static void some_come_a_thousand_by_a_thousand_and_thousands_are_new(void **state)
{
	unsigned *texts = texts_of_senders();
	size_t many = 0, few = 0;

	for (size_t i = 0; i < evening.sender_count; i++) {
		assert_true(texts[i] > 0);
		assert_true(!evening.senders[i].genuine || texts[i] <= 3);
		if (evening.senders[i].genuine)
			continue;
		many += texts[i] >= 700 && texts[i] <= 1200;
		few += texts[i] <= 4;
		assert_true(texts[i] >= 700 || texts[i] <= 4);
	}
	assert_int_equal(many, 8);
	assert_true(few > 5000);
	mem_free(texts);
}

static size_t genuine_between(ms_t from, ms_t to)
{
	size_t count = 0;

	for (size_t i = 0; i < evening.sender_count; i++)
		count += evening.senders[i].genuine && evening.senders[i].first >= from &&
			 evening.senders[i].first < to;
	return count;
}

static void forty_genuine_senders_an_hour(void **state)
{
	size_t calm = genuine_between(EVENING_BEGINS, EVENING_MONDAY);
	double hours = (double)(EVENING_MONDAY - EVENING_BEGINS) / MS_HOUR;

	assert_true((double)calm / hours > 37 && (double)calm / hours < 43);
	assert_true(genuine_between(EVENING_MONDAY + 4 * MS_HOUR, EVENING_MONDAY + 7 * MS_HOUR) <
		    40);
	for (ms_t at = EVENING_ROBOTS; at < EVENING_ROBOTS_TO; at += MS_HOUR)
		assert_in_range(genuine_between(at, at + MS_HOUR), 25, 110);
	assert_true(genuine_between(EVENING_ROBOTS_TO, EVENING_ENDS) > 100);
}

static void a_sender_first_writes_at_his_first_message(void **state)
{
	ms_t *first = mem_alloc(evening.sender_count, sizeof *first);

	for (size_t i = evening.message_count; i-- > 0;)
		first[evening.messages[i].sender] = evening.messages[i].at;
	for (size_t i = 0; i < evening.sender_count; i++)
		assert_true(first[i] == evening.senders[i].first);
	mem_free(first);
}

/* ---- numbers ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void all_numbers_are_fiction_and_each_is_somebody_s(void **state)
{
	static const char *const ranges[] = {"+3319900", "+3326191", "+3335301",
					     "+3346571", "+3353649", "+3363998"};
	size_t of_range[6] = {0};
	char(*numbers)[EVENING_NUMBER_MAX] = mem_alloc(evening.sender_count, EVENING_NUMBER_MAX);

	for (size_t i = 0; i < evening.sender_count; i++) {
		const char *number = evening.senders[i].number;

		memcpy(numbers[i], number, EVENING_NUMBER_MAX);
		assert_true(phone_is_fiction(number));
		assert_int_equal(strlen(number), 12);
		assert_true(strncmp(number, "+336399800", 10) != 0); /* lines have these */
		for (size_t range = 0; range < 6; range++)
			of_range[range] += strncmp(number, ranges[range], 8) == 0;
	}
	for (size_t range = 0; range < 6; range++)
		assert_true(of_range[range] > evening.sender_count / 8);
	qsort(numbers, evening.sender_count, EVENING_NUMBER_MAX, by_text);
	for (size_t i = 1; i < evening.sender_count; i++)
		assert_string_not_equal(numbers[i - 1], numbers[i]);
	mem_free(numbers);
}

/* ---- texts ---- */

static void there_are_texts_enough(void **state)
{
	const char *const *texts;
	size_t people = 0, robots = 0;

	for (int pool = 0; pool < EVENING_POOLS; pool++)
		people += evening_texts_of((enum evening_pool)pool, &texts);
	for (int kind = 0; kind < ROBOTS_KINDS; kind++)
		robots += evening_texts_of_robots((enum evening_robots)kind, &texts);
	assert_true(people >= 60);
	assert_true(robots >= 12);
}

static void texts_are_utf8_and_their_slots_are_filled(void **state)
{
	for (size_t i = 0; i < evening.message_count; i++) {
		const char *text = (const char *)evening.texts.data + evening.messages[i].text;

		assert_true(text[0] != '\0');
		assert_true(utf8_valid(bytes_of_text(text)));
		assert_null(strpbrk(text, "{}"));
	}
}

/* Half of what people first write on Monday was not written before. */
static void new_words_come_on_monday_only(void **state)
{
	size_t before = 0, after = 0;

	for (size_t i = 0; i < evening.message_count; i++) {
		const char *text = (const char *)evening.texts.data + evening.messages[i].text;

		if (strstr(text, "alloween") != NULL)
			*(evening.messages[i].at < EVENING_MONDAY ? &before : &after) += 1;
	}
	assert_int_equal(before, 0);
	assert_true(after > 0);
}

/* ---- what rehearse makes of it ---- */

static size_t read_lines(struct buf *events, const struct settings *settings)
{
	size_t count = 0, column;
	ms_t last = INT64_MIN;
	char *at = (char *)events->data, *stop = at + events->size, *newline;

	for (; at < stop; at = newline + 1, count++) {
		struct rehearse_input input;
		struct error error = {""};

		newline = memchr(at, '\n', (size_t)(stop - at));
		assert_non_null(newline);
		if (rehearse_parse((struct bytes){(const uint8_t *)at, (size_t)(newline - at)},
				   settings, last, &input, &column, &error) != ERR_NONE)
			fail_msg("%s", error.text);
		last = input.at;
		rehearse_input_finish(&input);
	}
	assert_true(last == EVENING_ENDS);
	return count;
}

static void rehearse_can_read_it_under_the_settings_in_the_program(void **state)
{
	struct bytes yaml = {embedded_evening[0].data, embedded_evening[0].size};
	struct settings settings;
	struct error error = {""};
	struct buf events = {0};

	if (settings_parse(yaml, "evening.yaml", &settings, &error) != ERR_NONE)
		fail_msg("%s", error.text);
	evening_write(&evening, settings.lines[0].name, &events);
	assert_int_equal(read_lines(&events, &settings), evening.message_count + 1);
	buf_finish(&events);
	settings_finish(&settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_seed_same_bytes),
		cmocka_unit_test(writing_it_twice_gives_the_same),
		cmocka_unit_test(the_clock_is_that_of_paris),
		cmocka_unit_test(messages_come_in_the_order_of_time),
		cmocka_unit_test(twenty_thousand_texts_are_robots),
		cmocka_unit_test(some_come_a_thousand_by_a_thousand_and_thousands_are_new),
		cmocka_unit_test(forty_genuine_senders_an_hour),
		cmocka_unit_test(a_sender_first_writes_at_his_first_message),
		cmocka_unit_test(all_numbers_are_fiction_and_each_is_somebody_s),
		cmocka_unit_test(there_are_texts_enough),
		cmocka_unit_test(texts_are_utf8_and_their_slots_are_filled),
		cmocka_unit_test(new_words_come_on_monday_only),
		cmocka_unit_test(rehearse_can_read_it_under_the_settings_in_the_program),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
