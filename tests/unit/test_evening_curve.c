// SPDX-License-Identifier: GPL-3.0-or-later
/* What became of the evening: counting it, saying it in three languages, drawing it. */
#include "daemon/evening_curve.h"
#include "daemon/evening_words.h"
#include "daemon/svg.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define AT(minutes)  (EVENING_ROBOTS + (minutes)*MS_MINUTE)

static const struct evening_terms terms = {.in = 80000,
					   .out = 80000,
					   .cap_hour = 12000000,
					   .cap_day = 110000000,
					   .window = 30 * MS_MINUTE,
					   .currency = "EUR"};

/* Two people and a robot that writes twice. */
static struct evening_sender senders[] = {{"+33639981001", true, AT(0), 0},
					  {"+33199001002", true, AT(5), 0},
					  {"+33261911003", false, AT(1), 0}};
static struct evening_message messages[] = {
	{AT(0), 0, 0, 0}, {AT(1), 2, 1, 0}, {AT(5), 1, 2, 0}, {AT(6), 2, 3, 0}};
static struct evening evening = {
	.senders = senders, .sender_count = 3, .messages = messages, .message_count = 4};
static const struct evening nobody = {0};

/* `%s` of the line becomes the moment, that many minutes after the robots begin. */
static enum err take(struct evening_measure *measure, int minutes, const char *format)
{
	char at[CLOCK_TEXT_MAX], line[400];

	snprintf(line, sizeof line, format, clock_text(AT(minutes), at));
	return evening_measure_take(measure, bytes_of_text(line), NULL);
}

#define REPLY(to)                                                                                  \
	"{\"at\":\"%s\",\"effect\":\"reply\",\"line\":\"d\",\"to\":\"" to "\",\"cost\":0.08}"

static void play(struct evening_measure *measure)
{
	evening_measure_init(measure, &evening, &terms);
	assert_int_equal(take(measure, 2, "{\"at\":\"%s\",\"effect\":\"siege\",\"line\":\"d\"}"),
			 ERR_NONE);
	assert_int_equal(take(measure, 30, REPLY("+33639981001")), ERR_NONE);
	assert_int_equal(take(measure, 31, REPLY("+33261911003")), ERR_NONE);
	assert_int_equal(take(measure, 36, REPLY("+33199001002")), ERR_NONE);
	assert_int_equal(take(measure, 50, "{\"at\":\"%s\",\"effect\":\"calm\",\"line\":\"d\"}"),
			 ERR_NONE);
}

/* ---- counting ---- */

static void an_answer_at_the_window_s_end_is_in_time_and_one_after_it_is_not(void **state)
{
	struct evening_measure measure;
	struct evening_count count;

	play(&measure);
	count = evening_count(&measure, EVENING_ROBOTS, EVENING_ROBOTS_TO);
	assert_int_equal(count.messages, 4);
	assert_int_equal(count.robots, 2);
	assert_int_equal(count.genuine, 2);
	assert_int_equal(count.in_time, 1);
	assert_int_equal(count.robots_answered, 1);
	assert_int_equal(count.spent, 240000);
	assert_int_equal(count.received, 320000);
	evening_measure_finish(&measure);
}

static void a_count_begins_with_its_first_moment_and_ends_before_its_last(void **state)
{
	struct evening_measure measure;

	play(&measure);
	assert_int_equal(evening_count(&measure, AT(0), AT(1)).messages, 1);
	assert_int_equal(evening_count(&measure, AT(1), AT(5)).messages, 1);
	assert_int_equal(evening_count(&measure, AT(5), AT(6)).genuine, 1);
	assert_int_equal(evening_count(&measure, AT(5), AT(6)).in_time, 0);
	assert_int_equal(evening_count(&measure, AT(31), AT(36)).spent, 80000);
	evening_measure_finish(&measure);
}

static void spending_slides(void **state)
{
	struct evening_measure measure;

	play(&measure);
	assert_int_equal(evening_spent(&measure, AT(30), MS_HOUR), 80000);
	assert_int_equal(evening_spent(&measure, AT(36), 6 * MS_MINUTE), 160000);
	assert_int_equal(evening_spent(&measure, AT(96), MS_HOUR), 0);
	assert_int_equal(evening_dearest(&measure, MS_HOUR), 240000);
	assert_int_equal(evening_dearest(&measure, 5 * MS_MINUTE), 160000);
	assert_int_equal(evening_dearest(&measure, MS_MINUTE), 80000);
	evening_measure_finish(&measure);
}

static void what_is_no_effect_is_refused_and_unknown_ones_are_passed_over(void **state)
{
	static const char *const bad[] = {"", "{", "[]", "7", "{\"effect\":\"reply\"} more"};
	struct evening_measure measure;
	struct error error = {""};

	evening_measure_init(&measure, &evening, &terms);
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(evening_measure_take(&measure, bytes_of_text(bad[i]), &error),
				 ERR_INPUT);
	assert_int_equal(take(&measure, 1, "{\"at\":\"%s\",\"effect\":\"new\",\"to\":5}"),
			 ERR_NONE);
	assert_int_equal(take(&measure, 1, "{\"at\":null,\"effect\":\"ready\"}"), ERR_NONE);
	assert_int_equal(take(&measure, 1, "{\"at\":\"%s\",\"effect\":\"calm\"}"), ERR_NONE);
	assert_int_equal(measure.siege_count, 0);
	assert_int_equal(
		evening_measure_take(
			&measure,
			bytes_of_text("{\"effect\":\"error\",\"line\":3,\"problem\":\"no\"}"),
			&error),
		ERR_STATE);
	assert_string_equal(error.text, "rehearse: event 3: no");
	evening_measure_finish(&measure);
}

/* It is money all the same, and nobody genuine had it. */
static void an_answer_to_somebody_who_never_wrote_is_spent(void **state)
{
	struct evening_measure measure;
	struct evening_count count;

	evening_measure_init(&measure, &nobody, &terms);
	assert_int_equal(take(&measure, 3, REPLY("+33639989999")), ERR_NONE);
	assert_int_equal(take(&measure, 3, REPLY("")), ERR_NONE);
	count = evening_count(&measure, EVENING_ROBOTS, EVENING_ROBOTS_TO);
	assert_int_equal(count.spent, 160000);
	assert_int_equal(count.in_time, 0);
	evening_measure_finish(&measure);
}

/* ---- words ---- */

static void counts_and_money_are_written_as_the_language_does(void **state)
{
	static const struct {
		enum spoken language;
		int64_t value;
		const char *count, *money, *whole;
	} cases[] = {
		{SPOKEN_EN, 20412, "20,412", "0.02\u202f€", "0\u202f€"},
		{SPOKEN_EN, 3265920000, "3,265,920,000", "3,265.92\u202f€", "3,266\u202f€"},
		{SPOKEN_FR, 3265920000, "3\u202f265\u202f920\u202f000", "3\u202f265,92\u202f€",
		 "3\u202f266\u202f€"},
		{SPOKEN_NL, 38200000, "38.200.000", "€\u202f38,20", "€\u202f38"},
		{SPOKEN_EN, 0, "0", "0.00\u202f€", "0\u202f€"},
		{SPOKEN_EN, -1500000, "-1,500,000", "-1.50\u202f€", "-2\u202f€"},
		{SPOKEN_EN, -40000, "-40,000", "-0.04\u202f€", "-0\u202f€"},
		{SPOKEN_EN, 999, "999", "0.00\u202f€", "0\u202f€"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf count = {0}, money = {0}, whole = {0};

		spoken_count(cases[i].language, cases[i].value, &count);
		spoken_money(cases[i].language, cases[i].value, "EUR", false, &money);
		spoken_money(cases[i].language, cases[i].value, "EUR", true, &whole);
		assert_string_equal(buf_text(&count), cases[i].count);
		assert_string_equal(buf_text(&money), cases[i].money);
		assert_string_equal(buf_text(&whole), cases[i].whole);
		buf_finish(&count);
		buf_finish(&money);
		buf_finish(&whole);
	}
}

static void a_language_is_told_by_its_code(void **state)
{
	static const char *const none[] = {"", "f", "de", "french", "C.UTF-8", "EN"};
	enum spoken language;

	for (size_t i = 0; i < COUNT(none); i++)
		assert_false(spoken_of(none[i], &language));
	assert_true(spoken_of("nl", &language));
	assert_int_equal(language, SPOKEN_NL);
	assert_true(spoken_of("fr_BE.UTF-8", &language));
	assert_int_equal(language, SPOKEN_FR);
}

static void the_caption_says_what_was_counted(void **state)
{
	static const char *const captions[] = {
		[SPOKEN_EN] = "16:00 to 22:00: 4 messages, 2 genuine senders, 1 answered in time, "
			      "0.24\u202f€ spent on answers, cap 110\u202f€ a day; answering "
			      "every message: 1\u202f€.",
		[SPOKEN_NL] = "Van 16 tot 22 uur: 4 berichten, 2 echte afzenders, 1 kregen op tijd "
			      "antwoord, €\u202f0,24 uitgegeven aan antwoorden, maximum €\u202f110 "
			      "per dag; elk bericht beantwoorden: €\u202f1."};
	struct evening_measure measure;
	struct buf text = {0};

	play(&measure);
	evening_caption(&measure, SPOKEN_EN, &text);
	assert_string_equal(buf_text(&text), captions[SPOKEN_EN]);
	buf_clear(&text);
	evening_caption(&measure, SPOKEN_NL, &text);
	assert_string_equal(buf_text(&text), captions[SPOKEN_NL]);
	buf_clear(&text);
	measure.terms.cap_day = INT64_MAX;
	evening_caption(&measure, SPOKEN_EN, &text);
	assert_non_null(strstr(buf_text(&text), "cap none a day"));
	buf_finish(&text);
	evening_measure_finish(&measure);
}

/* ---- drawing ---- */

static void whatever_text_comes_is_escaped(void **state)
{
	static const struct {
		const char *text, *escaped;
	} cases[] = {
		{"a < b && c > \"d\" 'e'", "a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#39;e&#39;"},
		{"</text><script>x</script>", "&lt;/text&gt;&lt;script&gt;x&lt;/script&gt;"},
		{"bell \a and \x01", "bell \ufffd and \ufffd"},
		{"broken \xff\xc3", "broken \ufffd\ufffd"},
		{"é 😊\t\n", "é 😊\t\n"},
		{"", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = {0};

		svg_escape(cases[i].text, &out);
		assert_string_equal(buf_text(&out), cases[i].escaped);
		buf_finish(&out);
	}
}

static void a_paragraph_is_cut_between_words(void **state)
{
	struct buf out = {0};
	double y = svg_paragraph(&out, 0, 10, 20, "c", 9, "éé éé éé averylongword b");

	assert_true(y == 70);
	assert_non_null(strstr(buf_text(&out), ">éé éé éé<"));
	assert_non_null(strstr(buf_text(&out),
			       "y=\"30\" class=\"c\" text-anchor=\"start\">averylongword<"));
	assert_non_null(strstr(buf_text(&out), ">b<"));
	buf_finish(&out);
}

/* A small reader of XML: elements close in order, attributes are quoted, texts hold no bare sign.
 */
static const char *read_tag(const char *at, char names[][24], size_t *depth)
{
	bool closing = *at == '/', empty;
	size_t size;

	at += closing;
	size = strcspn(at, " />\n");
	assert_in_range(size, 1, 23);
	if (closing) {
		assert_true(*depth > 0);
		assert_true(strncmp(names[--*depth], at, size) == 0 && names[*depth][size] == '\0');
	} else {
		snprintf(names[*depth], 24, "%.*s", (int)size, at);
	}
	for (at += size; *at == ' '; at++) {
		at++;
		at += strspn(at,
			     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:");
		assert_true(strncmp(at, "=\"", 2) == 0);
		at += 2 + strcspn(at + 2, "\"<");
		assert_int_equal(*at, '"');
	}
	empty = *at == '/';
	at += empty;
	assert_int_equal(*at, '>');
	*depth += !closing && !empty;
	assert_true(*depth < 8);
	return at + 1;
}

static void assert_well_formed(const char *at)
{
	char names[8][24];
	size_t depth = 0, elements = 0;

	assert_true(strncmp(at, "<?xml ", 6) == 0);
	at = strchr(at, '\n');
	for (; *at != '\0'; elements++) {
		at += strcspn(at, "<&");
		if (*at == '&') {
			size_t size = strcspn(at, ";");

			assert_in_range(size, 2, 6);
			assert_int_equal(at[size], ';');
			at += size;
		} else if (*at == '<') {
			at = read_tag(at + 1, names, &depth);
		}
	}
	assert_int_equal(depth, 0);
	assert_true(elements > 20);
}

static void draw(const struct evening_measure *measure, enum spoken language, struct buf *out)
{
	evening_curve(measure, language, out);
	assert_true(utf8_valid(buf_bytes(out)));
	assert_well_formed(buf_text(out));
	assert_null(strstr(buf_text(out), "<script"));
	assert_null(strstr(buf_text(out), "http://www.w3.org/1999/xlink"));
	assert_null(strstr(buf_text(out), "nan"));
	assert_null(strstr(buf_text(out), "inf\""));
	assert_non_null(strstr(buf_text(out), "<title id=\"title\">"));
	assert_non_null(strstr(buf_text(out), "<desc id=\"desc\">"));
}

static void the_drawing_is_well_formed_in_each_language(void **state)
{
	for (int language = 0; language < SPOKEN_COUNT; language++) {
		struct evening_measure measure;
		struct buf out = {0};

		play(&measure);
		draw(&measure, (enum spoken)language, &out);
		assert_non_null(strstr(buf_text(&out), "class=\"siege\""));
		assert_non_null(strstr(buf_text(&out), "class=\"robots\""));
		assert_non_null(strstr(buf_text(&out), "class=\"done\""));
		buf_finish(&out);
		evening_measure_finish(&measure);
	}
}

static void nothing_gives_an_empty_drawing(void **state)
{
	struct evening_terms none = {
		.cap_hour = INT64_MAX, .cap_day = INT64_MAX, .currency = "EUR"};
	struct evening_measure measure;
	struct buf out = {0};

	evening_measure_init(&measure, &nobody, &none);
	draw(&measure, SPOKEN_EN, &out);
	assert_null(strstr(buf_text(&out), "class=\"siege\""));
	assert_null(strstr(buf_text(&out), "class=\"cap\""));
	assert_non_null(strstr(buf_text(&out), "0 messages, 0 genuine senders"));
	buf_finish(&out);
	evening_measure_finish(&measure);
}

static void what_the_settings_say_is_escaped_in_it(void **state)
{
	struct evening_measure measure;
	struct buf out = {0};

	play(&measure);
	memcpy(measure.terms.currency, "<&\"", 4);
	draw(&measure, SPOKEN_FR, &out);
	assert_non_null(strstr(buf_text(&out), "&lt;&amp;&quot;"));
	buf_finish(&out);
	evening_measure_finish(&measure);
}

static void a_siege_that_goes_on_reaches_the_end(void **state)
{
	struct evening_measure measure;
	struct buf out = {0};

	evening_measure_init(&measure, &evening, &terms);
	assert_int_equal(take(&measure, 0, "{\"at\":\"%s\",\"effect\":\"siege\"}"), ERR_NONE);
	draw(&measure, SPOKEN_EN, &out);
	/* 16:00 to 2:00 of 14 hours, on 812 units. */
	assert_non_null(strstr(buf_text(&out), "<rect x=\"306\" y=\"152\" width=\"580\""));
	buf_finish(&out);
	evening_measure_finish(&measure);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_at_the_window_s_end_is_in_time_and_one_after_it_is_not),
		cmocka_unit_test(a_count_begins_with_its_first_moment_and_ends_before_its_last),
		cmocka_unit_test(spending_slides),
		cmocka_unit_test(what_is_no_effect_is_refused_and_unknown_ones_are_passed_over),
		cmocka_unit_test(an_answer_to_somebody_who_never_wrote_is_spent),
		cmocka_unit_test(counts_and_money_are_written_as_the_language_does),
		cmocka_unit_test(a_language_is_told_by_its_code),
		cmocka_unit_test(the_caption_says_what_was_counted),
		cmocka_unit_test(whatever_text_comes_is_escaped),
		cmocka_unit_test(a_paragraph_is_cut_between_words),
		cmocka_unit_test(the_drawing_is_well_formed_in_each_language),
		cmocka_unit_test(nothing_gives_an_empty_drawing),
		cmocka_unit_test(what_the_settings_say_is_escaped_in_it),
		cmocka_unit_test(a_siege_that_goes_on_reaches_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
