// SPDX-License-Identifier: GPL-3.0-or-later
/* base/sms: what a text weighs, where it is cut, user data headers. */
#include "base/sms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* `before` letters, then `piece` `times` times, then `after` letters. */
struct recipe {
	size_t before;
	const char *piece;
	size_t times, after;
};

static void cook(struct recipe recipe, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < recipe.before; i++)
		buf_add_u8(out, 'a');
	for (size_t i = 0; i < recipe.times; i++)
		buf_add_text(out, recipe.piece);
	for (size_t i = 0; i < recipe.after; i++)
		buf_add_u8(out, 'b');
}

static const struct {
	struct recipe recipe;
	enum alphabet alphabet;
	int parts, units;
} weights[] = {
	{{0, "", 0, 0}, ALPHABET_GSM7, 1, 0},
	{{160, "", 0, 0}, ALPHABET_GSM7, 1, 160},
	{{161, "", 0, 0}, ALPHABET_GSM7, 2, 161},
	{{306, "", 0, 0}, ALPHABET_GSM7, 2, 306},
	{{307, "", 0, 0}, ALPHABET_GSM7, 3, 307},
	{{1530, "", 0, 0}, ALPHABET_GSM7, 10, 1530},
	{{1531, "", 0, 0}, ALPHABET_GSM7, 11, 1531},
	{{158, "€", 1, 0}, ALPHABET_GSM7, 1, 160},
	{{159, "€", 1, 0}, ALPHABET_GSM7, 2, 161},
	{{152, "€", 1, 152}, ALPHABET_GSM7, 3, 306}, /* the escape would be cut: a septet is lost */
	{{151, "€", 1, 153}, ALPHABET_GSM7, 2, 306},
	{{0, "{", 80, 0}, ALPHABET_GSM7, 1, 160},
	{{0, "{", 153, 0}, ALPHABET_GSM7, 3, 306}, /* 76 a part */
	{{0, "ê", 70, 0}, ALPHABET_UCS2, 1, 70},
	{{0, "ê", 71, 0}, ALPHABET_UCS2, 2, 71},
	{{0, "ê", 134, 0}, ALPHABET_UCS2, 2, 134},
	{{0, "ê", 135, 0}, ALPHABET_UCS2, 3, 135},
	{{68, "😀", 1, 0}, ALPHABET_UCS2, 1, 70},
	{{69, "😀", 1, 0}, ALPHABET_UCS2, 2, 71},
	{{66, "😀", 1, 66}, ALPHABET_UCS2, 3, 134}, /* the pair would be cut: a unit is lost */
	{{65, "😀", 1, 67}, ALPHABET_UCS2, 2, 134},
	{{0, "😀", 35, 0}, ALPHABET_UCS2, 1, 70},
	{{0, "😀", 67, 0}, ALPHABET_UCS2, 3, 134},
};

static void texts_weigh_what_they_cost(void **state)
{
	struct buf text = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(weights); i++) {
		struct sms_size size;

		cook(weights[i].recipe, &text);
		size = sms_measure(buf_bytes(&text));
		assert_int_equal(size.alphabet, weights[i].alphabet);
		assert_int_equal(size.parts, weights[i].parts);
		assert_int_equal(size.units, weights[i].units);
	}
	buf_finish(&text);
	assert_int_equal(sms_measure(bytes_of_text("a\xff")).alphabet, ALPHABET_UCS2);
}

/* Every part reads on its own, and together they read as the text. */
static void parts_join_to(const struct sms_part *parts, int count, enum alphabet alphabet,
			  struct bytes text)
{
	struct gsm7_shift none = {0, 0};
	struct buf joined = {0};

	for (int i = 0; i < count; i++) {
		struct bytes data = {parts[i].data, parts[i].size};
		size_t room = alphabet == ALPHABET_GSM7 ? (count == 1 ? 160 : 153)
							: (count == 1 ? 140 : 134);

		assert_true(data.size <= room);
		assert_int_equal(alphabet_decode(alphabet, none, data, &joined), 0);
	}
	assert_true(bytes_equal(buf_bytes(&joined), text));
	buf_finish(&joined);
}

static void cut_texts_join_again(void **state)
{
	struct buf text = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(weights); i++) {
		struct sms_part parts[SMS_PARTS_MAX];
		enum alphabet alphabet = ALPHABET_BINARY;
		int count = -1;
		enum err err;

		cook(weights[i].recipe, &text);
		err = sms_split(buf_bytes(&text), parts, &count, &alphabet);
		if (weights[i].parts > SMS_PARTS_MAX) {
			assert_int_equal(err, ERR_FULL);
			assert_int_equal(count, -1);
			continue;
		}
		assert_int_equal(err, ERR_NONE);
		assert_int_equal(count, weights[i].parts);
		assert_int_equal(alphabet, weights[i].alphabet);
		parts_join_to(parts, count, alphabet, buf_bytes(&text));
	}
	buf_finish(&text);
}

/* Around each boundary, an escape and a pair at every place near it. */
static void no_cut_falls_inside_a_character(void **state)
{
	static const char *const pieces[] = {"€", "😀", "a€", "ê😀"};
	struct buf text = {0};

	(void)state;
	for (size_t before = 60; before < 330; before++) {
		for (size_t p = 0; p < COUNT(pieces); p++) {
			struct sms_part parts[SMS_PARTS_MAX];
			enum alphabet alphabet;
			int count;

			cook((struct recipe){before, pieces[p], 5, 7}, &text);
			assert_int_equal(sms_split(buf_bytes(&text), parts, &count, &alphabet),
					 ERR_NONE);
			assert_int_equal(count, sms_measure(buf_bytes(&text)).parts);
			parts_join_to(parts, count, alphabet, buf_bytes(&text));
		}
	}
	buf_finish(&text);
}

static void malformed_text_is_not_cut(void **state)
{
	struct sms_part parts[SMS_PARTS_MAX];
	enum alphabet alphabet;
	int count = -1;

	(void)state;
	assert_int_equal(sms_split(bytes_of_text("a\xff"), parts, &count, &alphabet), ERR_INPUT);
	assert_int_equal(count, -1);
}

static struct bytes unhex(const char *hex, uint8_t room[32])
{
	size_t size = strlen(hex) / 2;

	assert_true(size <= 32 && hex_decode(hex, room, size));
	return (struct bytes){room, size};
}

static void headers_are_read(void **state)
{
	static const struct {
		const char *hex;
		struct sms_udh udh;
	} cases[] = {
		{"00", {.size = 1}},
		{"050003ab0201",
		 {.size = 6, .concat = true, .reference = 0xab, .total = 2, .number = 1}},
		{"050003ab020148656c6c6f",
		 {.size = 6, .concat = true, .reference = 0xab, .total = 2, .number = 1}},
		{"060804abcdff10",
		 {.size = 7,
		  .concat = true,
		  .wide = true,
		  .reference = 0xabcd,
		  .total = 255,
		  .number = 16}},
		{"0605040b8423f0", {.size = 7, .ports = true, .port_to = 2948, .port_from = 9200}},
		{"040402f0f1", {.size = 5, .ports = true, .port_to = 0xf0, .port_from = 0xf1}},
		{"03240103", {.size = 4, .shift = {0, 3}}},
		{"06250101240102", {.size = 7, .shift = {1, 2}}},
		{"0470027f00", {.size = 5}}, /* a SIM toolkit's element: skipped */
		{"027000", {.size = 3}},     /* and an empty one */
		{"0a0003010201000302"
		 "0202",
		 {.size = 11, .concat = true, .reference = 2, .total = 2, .number = 2}}, /* the last
											  */
		{"0b0003ff0a0a0504002a002b"
		 "61",
		 {.size = 12,
		  .concat = true,
		  .reference = 255,
		  .total = 10,
		  .number = 10,
		  .ports = true,
		  .port_to = 42,
		  .port_from = 43}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sms_udh *want = &cases[i].udh;
		struct sms_udh got;
		uint8_t room[32];

		assert_int_equal(sms_udh_parse(unhex(cases[i].hex, room), &got, NULL), ERR_NONE);
		assert_int_equal(got.size, want->size);
		assert_int_equal(got.concat, want->concat);
		assert_int_equal(got.wide, want->wide);
		assert_int_equal(got.reference, want->reference);
		assert_int_equal(got.total, want->total);
		assert_int_equal(got.number, want->number);
		assert_int_equal(got.ports, want->ports);
		assert_int_equal(got.port_to, want->port_to);
		assert_int_equal(got.port_from, want->port_from);
		assert_int_equal(got.shift.locking, want->shift.locking);
		assert_int_equal(got.shift.single, want->shift.single);
	}
}

static void malformed_headers_are_refused(void **state)
{
	static const struct {
		const char *hex, *problem;
	} cases[] = {
		{"", "says 0 octets"},
		{"05", "says 5 octets"},
		{"050003ab02", "says 5 octets"},
		{"ff0003ab0201", "says 255 octets"},
		{"0100", "goes beyond"}, /* an identifier without a length */
		{"050004ab0201", "goes beyond"},
		{"0500ff010203", "goes beyond"},
		{"06"
		 "0003010201"
		 "24",
		 "0x24 at octet 6 goes beyond"},
		{"0400020101", "2 octets, not 3"},
		{"0500030a0000", "part 0 of 0"},
		{"0500030a0001", "part 1 of 0"},
		{"0500030a0200", "part 0 of 2"},
		{"0500030a0203", "part 3 of 2"},
		{"0608040000"
		 "0201",
		 NULL}, /* fine: the control of this table */
		{"060804000001"
		 "02",
		 "part 2 of 1"},
		{"050803000201", "3 octets, not 4"},
		{"022400", "0 octets, not 1"},
		{"0425020101", "2 octets, not 1"},
		{"0505030b8423", "3 octets, not 4"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sms_udh udh = {.size = 77};
		struct error error = {0};
		uint8_t room[32];
		enum err err = sms_udh_parse(unhex(cases[i].hex, room), &udh, &error);

		if (cases[i].problem == NULL) {
			assert_int_equal(err, ERR_NONE);
			continue;
		}
		assert_int_equal(err, ERR_INPUT);
		assert_non_null(strstr(error.text, cases[i].problem));
		assert_int_equal(udh.size, 77);
	}
}

static void our_header_reads_back(void **state)
{
	uint8_t header[SMS_UDH_CONCAT];
	struct sms_udh udh;

	(void)state;
	assert_int_equal(sms_udh_concat(200, 10, 3, header), 6);
	assert_int_equal(sms_udh_parse(BYTES_OF(header), &udh, NULL), ERR_NONE);
	assert_int_equal(udh.reference, 200);
	assert_int_equal(udh.total, 10);
	assert_int_equal(udh.number, 3);
	assert_int_equal(udh.size, 6);
	assert_int_equal(sms_udh_fill(6), 1); /* 48 bits, 49 are 7 septets */
	assert_int_equal(sms_udh_fill(7), 0);
	assert_int_equal(sms_udh_fill(1), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_weigh_what_they_cost),
		cmocka_unit_test(cut_texts_join_again),
		cmocka_unit_test(no_cut_falls_inside_a_character),
		cmocka_unit_test(malformed_text_is_not_cut),
		cmocka_unit_test(headers_are_read),
		cmocka_unit_test(malformed_headers_are_refused),
		cmocka_unit_test(our_header_reads_back),
	};

	return cmocka_run_group_tests_name("sms", tests, NULL, NULL);
}
