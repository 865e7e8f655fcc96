// SPDX-License-Identifier: GPL-3.0-or-later
/* What a decoy saw elsewhere, by itself: what is refused, under which address a handle is known, and by
 * what a sighting is recognised; and how moments and tables of them are read. */
#include "base/mem.h"
#include "daemon/csv.h"
#include "daemon/sighting_csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define T0 INT64_C(1772482500000) /* 2026-03-02T20:15:00Z */
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const uint8_t KEY[SEAL_KEY] = {1, 2, 3};

static struct sighting one(const char *platform, const char *handle)
{
	return (struct sighting){.platform = platform,
				 .handle = handle,
				 .url = "",
				 .what = SIGHTING_MESSAGE,
				 .seen = T0,
				 .text = bytes_of_text("hoi")};
}

/* ---- addresses ---- */

static const char *address_of(const char *platform, const char *handle)
{
	static char address[NUMBER_MAX];
	struct sighting sighting = one(platform, handle);

	sighting_address(&sighting, KEY, address);
	return address;
}

static void handles_are_folded(void **state)
{
	(void)state;
	assert_string_equal(address_of("praatplek", "luc_87"), "praatplek:luc_87");
	assert_string_equal(address_of("PraatPlek ", " @Luc_87 "), "praatplek:luc_87");
	assert_string_equal(address_of("praatplek", "\xef\xbc\xac\xef\xbd\x95\xef\xbd\x83_87"), /* full width */
			    "praatplek:luc_87");
	assert_string_equal(address_of("praatplek", "l\xe2\x80\x8buc_87"), "praatplek:luc_87"); /* zero width */
	assert_string_equal(address_of("praatplek", "Luc  de\xc2\xa0 Wit"), "praatplek:luc de wit");
	assert_string_equal(address_of("p", "LO\xc3\x8fS"), "p:lo\xc3\xafs");
	assert_string_equal(address_of("p", "a:b"), "p:a:b");
}

static void long_handles_stay_apart(void **state)
{
	char first[NUMBER_MAX], other[NUMBER_MAX];

	(void)state;
	strcpy(first, address_of("praatplek", "een_heel_lange_naam_1"));
	strcpy(other, address_of("praatplek", "een_heel_lange_naam_2"));
	assert_int_equal(strlen(first), NUMBER_MAX - 1);
	assert_memory_equal(first, "praatp:een_h~", 13);
	assert_memory_equal(first, other, 13);
	assert_string_not_equal(first, other);
	assert_string_equal(address_of("Praatplek", "Een_Heel_Lange_Naam_1"), first);
	/* The longest that fits, and one more. */
	assert_string_equal(address_of("praatplek", "abcdefghijklm"), "praatplek:abcdefghijklm");
	assert_memory_equal(address_of("praatplek", "abcdefghijklmn"), "praatp:abcde~", 13);
	/* Nobody calls himself what another's is cut to. */
	assert_string_not_equal(address_of("praatp", first + 7), first);
	/* No half of a character. */
	strcpy(first, address_of("praatplek", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
					      "\xc3\xa9\xc3\xa9"));
	assert_true(utf8_valid(bytes_of_text(first)));
	assert_memory_equal(first, "praatp:\xc3\xa9\xc3\xa9~", 12);
}

static void the_same_is_recognised(void **state)
{
	struct sighting sighting = one("praatplek", "luc"), other = one("Praatplek", "@LUC");
	uint8_t hash[WIRE_HASH], same[WIRE_HASH];

	(void)state;
	sighting_hash(&sighting, KEY, hash);
	sighting_hash(&other, KEY, same);
	assert_memory_equal(hash, same, WIRE_HASH);
	other.url = "https://praatplek.example/luc"; /* beside the point */
	sighting_hash(&other, KEY, same);
	assert_memory_equal(hash, same, WIRE_HASH);
	other.seen++;
	sighting_hash(&other, KEY, same);
	assert_memory_not_equal(hash, same, WIRE_HASH);
	other = sighting;
	other.what = SIGHTING_REQUEST;
	sighting_hash(&other, KEY, same);
	assert_memory_not_equal(hash, same, WIRE_HASH);
	other = one("praatplekl", "uc");
	sighting_hash(&other, KEY, same);
	assert_memory_not_equal(hash, same, WIRE_HASH);
}

static void all_its_words_are_in_the_record(void **state)
{
	struct sighting sighting = one("PraatPlek", "@Luc \"87\"");
	struct buf out = {0};

	(void)state;
	sighting.url = "https://praatplek.example/luc";
	sighting.claimed_age = 15;
	sighting_json(&sighting, &out);
	assert_string_equal(buf_text(&out),
			    "{\"platform\":\"PraatPlek\",\"handle\":\"@Luc \\\"87\\\"\",\"what\":\"message\","
			    "\"seen\":\"2026-03-02T20:15:00Z\",\"url\":\"https://praatplek.example/luc\","
			    "\"claimed_age\":15,\"text\":\"hoi\"}");
	buf_finish(&out);
}

/* ---- what is refused ---- */

static void nonsense_is_refused_by_member(void **state)
{
	static const struct {
		const char *member[SIGHTING_MEMBER_COUNT]; /* over a good one's */
		enum sighting_member wrong;
		const char *says;
	} cases[] = {
		{{[SIGHTING_AT_PLATFORM] = ""}, SIGHTING_AT_PLATFORM, "is missing"},
		{{[SIGHTING_AT_PLATFORM] = "\xc2\xa0"}, SIGHTING_AT_PLATFORM, "is empty"},
		{{[SIGHTING_AT_PLATFORM] = "https://x"}, SIGHTING_AT_PLATFORM, "no colon"},
		{{[SIGHTING_AT_PLATFORM] = "\xef\xbc\x9a"}, SIGHTING_AT_PLATFORM, "no colon"},
		{{[SIGHTING_AT_HANDLE] = ""}, SIGHTING_AT_HANDLE, "is missing"},
		{{[SIGHTING_AT_HANDLE] = "@"}, SIGHTING_AT_HANDLE, "is empty"},
		{{[SIGHTING_AT_HANDLE] = "a\nb"}, SIGHTING_AT_HANDLE, "control characters"},
		{{[SIGHTING_AT_HANDLE] = "a\xe2\x80\xae" "b"}, SIGHTING_AT_HANDLE, "control characters"},
		{{[SIGHTING_AT_WHAT] = "Poke"}, SIGHTING_AT_WHAT, "must be request or message"},
		{{[SIGHTING_AT_SEEN] = "yesterday"}, SIGHTING_AT_SEEN, "must be a moment"},
		{{[SIGHTING_AT_SEEN] = "2026-02-30"}, SIGHTING_AT_SEEN, "must be a moment"},
		{{[SIGHTING_AT_SEEN] = "2026-03-02T20:15:01Z"}, SIGHTING_AT_SEEN, "lies in the future"},
		{{[SIGHTING_AT_SEEN] = "2025-01-26T20:14:59Z"}, SIGHTING_AT_SEEN, "400 days"},
		{{[SIGHTING_AT_TEXT] = ""}, SIGHTING_AT_TEXT, "is empty"},
		{{[SIGHTING_AT_URL] = "http://\x07"}, SIGHTING_AT_URL, "control characters"},
		{{[SIGHTING_AT_AGE] = "0"}, SIGHTING_AT_AGE, "years"},
		{{[SIGHTING_AT_AGE] = "121"}, SIGHTING_AT_AGE, "years"},
		{{[SIGHTING_AT_AGE] = "14.5"}, SIGHTING_AT_AGE, "years"},
		{{[SIGHTING_AT_AGE] = "-3"}, SIGHTING_AT_AGE, "years"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sighting_words words = {.member = {"praatplek", "luc", "message",
							  "2026-03-02T20:00:00Z", "hoi", "", "15"}};
		struct sighting sighting;
		struct error error = {""};
		enum sighting_member member;

		assert_int_equal(sighting_read(&words, NULL, T0, &sighting, &member, &error), ERR_NONE);
		for (int m = 0; m < SIGHTING_MEMBER_COUNT; m++)
			if (cases[i].member[m] != NULL)
				words.member[m] = cases[i].member[m];
		if (sighting_read(&words, NULL, T0, &sighting, &member, &error) != ERR_INPUT ||
		    member != cases[i].wrong || strstr(error.text, cases[i].says) == NULL)
			fail_msg("case %zu: %s", i, error.text);
	}
}

static void long_names_and_texts_are_refused(void **state)
{
	static char text[SIGHTING_TEXT_MAX + 2];
	struct sighting sighting = one("praatplek", "luc");
	struct error error = {""};
	enum sighting_member member;

	(void)state;
	memset(text, 'a', sizeof text - 1);
	sighting.text = (struct bytes){(const uint8_t *)text, SIGHTING_TEXT_MAX};
	assert_int_equal(sighting_check(&sighting, T0, &member, &error), ERR_NONE);
	sighting.text.size++;
	assert_int_equal(sighting_check(&sighting, T0, &member, &error), ERR_INPUT);
	assert_int_equal(member, SIGHTING_AT_TEXT);
	sighting = one("praatplek", text + sizeof text - 1 - SIGHTING_HANDLE_MAX);
	assert_int_equal(sighting_check(&sighting, T0, &member, &error), ERR_NONE);
	sighting = one("praatplek", text + sizeof text - 2 - SIGHTING_HANDLE_MAX);
	assert_int_equal(sighting_check(&sighting, T0, &member, &error), ERR_INPUT);
	sighting = one(text + sizeof text - 2 - SIGHTING_PLATFORM_MAX, "luc");
	assert_int_equal(sighting_check(&sighting, T0, &member, &error), ERR_INPUT);
	assert_int_equal(member, SIGHTING_AT_PLATFORM);
}

/* Each character of a ligature becomes eighteen. */
static void a_name_that_grows_is_refused(void **state)
{
	char name[SIGHTING_HANDLE_MAX + 1] = "";
	struct sighting sighting = one("praatplek", name);
	struct error error = {""};
	enum sighting_member member;

	(void)state;
	for (int i = 0; i < SIGHTING_HANDLE_MAX / 3; i++)
		strcat(name, "\xef\xb7\xba"); /* U+FDFA */
	assert_int_equal(sighting_check(&sighting, T0, &member, &error), ERR_INPUT);
	assert_int_equal(member, SIGHTING_AT_HANDLE);
}

/* ---- moments ---- */

static void moments_are_by_the_lines_clocks(void **state)
{
	static const struct {
		const char *text, *is;
	} cases[] = {
		{"2026-03-02T20:15:00Z", "2026-03-02T20:15:00Z"},
		{"2026-03-02 21:15", "2026-03-02T20:15:00Z"},
		{"2026-03-02T21:15:07", "2026-03-02T20:15:07Z"},
		{"2026-07-02", "2026-07-01T22:00:00Z"},
		{"2026-03-29 01:59", "2026-03-29T00:59:00Z"},
		{"2026-03-29 02:30", "2026-03-29T01:30:00Z"}, /* skipped: an hour later */
		{"2026-03-29 03:00", "2026-03-29T01:00:00Z"},
		{"2026-10-25 02:30", "2026-10-25T00:30:00Z"}, /* twice: the first */
		{"2026-10-25 03:00", "2026-10-25T02:00:00Z"},
		{"2026-10-25", "2026-10-24T22:00:00Z"},
	};
	static const char *const wrong[] = {"", "20:15", "2026-3-2", "2026-03-02 24:30", "02/03/2026 20:15",
					    "2026-03-02_20:15", "2026-03-02 20:15 "};
	struct zone *zone;
	struct error error = {""};
	char text[CLOCK_TEXT_MAX];
	ms_t at = 7;

	(void)state;
	assert_int_equal(zone_create("Europe/Brussels", &zone, &error), ERR_NONE);
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(moment_read(wrong[i], zone, &at));
	assert_int_equal(at, 7);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(moment_read(cases[i].text, zone, &at));
		assert_string_equal(clock_text(at, text), cases[i].is);
	}
	zone_destroy(zone);
}

/* ---- tables ---- */

struct rows {
	size_t count;
	char text[8][64];
};

static enum err keep_row(void *context, const struct sighting_words *words, struct error *error_r)
{
	struct rows *rows = context;

	(void)error_r;
	if (rows->count < COUNT(rows->text))
		snprintf(rows->text[rows->count], sizeof rows->text[0], "%s|%s|%s|%s",
			 words->member[SIGHTING_AT_HANDLE], words->member[SIGHTING_AT_WHAT],
			 words->member[SIGHTING_AT_TEXT],
			 words->member[SIGHTING_AT_AGE] != NULL ? words->member[SIGHTING_AT_AGE] : "-");
	rows->count++;
	return ERR_NONE;
}

static enum err read_table(const char *text, struct rows *rows, struct error *error_r)
{
	size_t count;

	*rows = (struct rows){0};
	return sighting_csv(bytes_of_text(text), NULL, T0, keep_row, rows, &count, error_r);
}

static void a_table_is_read(void **state)
{
	static const char *const tables[] = {
		"platform,handle,what,seen,text\n"
		"praatplek,luc,request,2026-03-02 20:00,\n"
		"praatplek,jan,message,2026-03-02 20:01,\"hoi, \"\"jij\"\"\ndaar\"\n",
		/* in another order, with a mark, by a spreadsheet of the south, with empty rows behind */
		"\xef\xbb\xbfWhat;Seen; Handle ;Text;Platform\r\n"
		"request;2026-03-02T20:00:00Z;luc;;praatplek\r\n"
		"message;2026-03-02T20:01:00Z;jan;\"hoi, \"\"jij\"\"\ndaar\";praatplek\r\n"
		";;;;\r\n\r\n",
		"handle\twhat\tseen\ttext\tplatform\n"
		"luc\trequest\t2026-03-02 20:00\t\"\"\tpraatplek\n"
		"jan\tmessage\t2026-03-02 20:01\t\"hoi, \"\"jij\"\"\ndaar\"\tpraatplek", /* no end */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(tables); i++) {
		struct rows rows;
		struct error error = {""};

		if (read_table(tables[i], &rows, &error) != ERR_NONE)
			fail_msg("table %zu: %s", i, error.text);
		assert_int_equal(rows.count, 2);
		assert_string_equal(rows.text[0], "luc|request||-");
		assert_string_equal(rows.text[1], "jan|message|hoi, \"jij\"\ndaar|-");
	}
}

static void a_mistake_has_a_place(void **state)
{
#define HEADER "platform,handle,what,seen,text\n"
	static const struct {
		const char *table, *says;
	} cases[] = {
		{"", "1:1: the table is empty"},
		{"\n\n", "1:1: the table is empty"},
		{"platform,handle,what,seen\n", "1:1: the first row names no column text"},
		{"platform,handle,what,seen,texte\n", "1:27: \"texte\" is no column"},
		{"platform,handle,what,seen,text,What\n", "1:32: the column what is there twice"},
		{HEADER "p,luc,request,2026-03-02 20:00\n", "2:1: this row has 4 fields, and the first row 5"},
		{HEADER "\np,luc,request,2026-03-02 20:00,,\n", "3:1: this row has 6 fields"},
		{HEADER "p,l\xc3\xa9,poke,2026-03-02 20:00,\n", "2:6: what: must be request or message"},
		{HEADER "p,luc,message,2026-03-02 20:00,\"a\nb\"\np,luc,message,2026-03-02 20:00,\n",
		 "4:32: text: is empty"},
		{HEADER "p,luc,request,,\n", "2:15: seen: is missing"},
		{HEADER "p,luc,request,2026-03-03,\n", "2:15: seen: lies in the future"},
		{HEADER "p,luc,request,\"2026-03-02,\n", "2:15: the quote that opens here is never closed"},
		{HEADER "p,l\"uc,request,2026-03-02,\n", "2:4: a quote within a field"},
		{HEADER "p,\"luc\"x,request,2026-03-02,\n", "2:8: something stands behind the quote"},
		{HEADER "p,\xe9,request,2026-03-02,\n", "2:3: this is no UTF-8"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rows rows;
		struct error error = {""};

		if (read_table(cases[i].table, &rows, &error) != ERR_INPUT ||
		    strncmp(error.text, cases[i].says, strlen(cases[i].says)) != 0)
			fail_msg("case %zu says: %s", i, error.text);
	}
}

static void a_table_has_a_bound(void **state)
{
	struct rows rows;
	struct error error = {""};
	struct buf table = {0};

	(void)state;
	buf_add_text(&table, HEADER);
	for (int i = 0; i < SIGHTING_ROWS_MAX; i++)
		buf_add_format(&table, "p,h%d,request,2026-03-02,\n", i);
	assert_int_equal(read_table(buf_text(&table), &rows, &error), ERR_NONE);
	assert_int_equal(rows.count, SIGHTING_ROWS_MAX);
	buf_add_text(&table, "p,h,request,2026-03-02,\n");
	assert_int_equal(read_table(buf_text(&table), &rows, &error), ERR_INPUT);
	assert_non_null(strstr(error.text, "100002:1: a table has 100000 rows at most"));
	buf_finish(&table);
}

/* ---- objects ---- */

static void objects_are_read_like_rows(void **state)
{
	static const struct {
		const char *object, *name, *says; /* says NULL: it is read */
	} cases[] = {
		{"{\"platform\":\"p\",\"handle\":\"h\",\"what\":\"request\"}", "", NULL},
		{"{\"platform\":\"p\",\"claimed_age\":15,\"url\":null}", "", NULL},
		{"{\"platform\":\"p\",\"claimed_age\":\"15\",\"line\":7}", "", NULL},
		{"[]", "", "is an object"},
		{"{\"platform\":7}", "platform", "must be a text in quotes: the site or app"},
		{"{\"claimed_age\":1.5}", "claimed_age", "must be a text"},
		{"{\"colour\":\"x\"}", "colour", "is not known here; a sighting has platform, handle"},
		{"{\"text\":\"a\\u0000b\"}", "text", "must not hold"},
	};
	static const char *const others[] = {"line", NULL};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		json_t *object = json_loads(cases[i].object, JSON_ALLOW_NUL, NULL);
		struct sighting_words words;
		struct error error = {""};
		const char *name;
		enum err err = sighting_members(object, others, &words, &name, &error);

		if ((err == ERR_NONE) != (cases[i].says == NULL) ||
		    (cases[i].says != NULL && (strstr(error.text, cases[i].says) == NULL ||
					       strcmp(name, cases[i].name) != 0)))
			fail_msg("case %zu: %s: %s", i, name, error.text);
		if (err == ERR_NONE && words.member[SIGHTING_AT_AGE] != NULL)
			assert_string_equal(words.member[SIGHTING_AT_AGE], "15");
		json_decref(object);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handles_are_folded),
		cmocka_unit_test(long_handles_stay_apart),
		cmocka_unit_test(the_same_is_recognised),
		cmocka_unit_test(all_its_words_are_in_the_record),
		cmocka_unit_test(nonsense_is_refused_by_member),
		cmocka_unit_test(long_names_and_texts_are_refused),
		cmocka_unit_test(a_name_that_grows_is_refused),
		cmocka_unit_test(moments_are_by_the_lines_clocks),
		cmocka_unit_test(a_table_is_read),
		cmocka_unit_test(a_mistake_has_a_place),
		cmocka_unit_test(a_table_has_a_bound),
		cmocka_unit_test(objects_are_read_like_rows),
	};
	struct error error = {""};

	if (seal_start(&error) != ERR_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
