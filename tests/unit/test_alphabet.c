// SPDX-License-Identifier: GPL-3.0-or-later
/* base/alphabet: every code of every table, the rules about escapes, UTF-16, packing. */
#include "base/alphabet.h"
#include "base/gsm7_tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct gsm7_shift no_shift = {0, 0};

/* Decodes and compares; returns what could not be read. */
static size_t decodes_to(enum alphabet alphabet, struct gsm7_shift shift, struct bytes raw,
			 const char *text)
{
	struct buf out = {0};
	size_t unreadable = alphabet_decode(alphabet, shift, raw, &out);

	assert_string_equal(buf_text(&out), text);
	buf_finish(&out);
	return unreadable;
}

static void encodes_to(enum alphabet alphabet, struct gsm7_shift shift, const char *text,
		       struct bytes raw)
{
	struct buf out = {0};

	assert_int_equal(alphabet_encode(alphabet, shift, bytes_of_text(text), &out), ERR_NONE);
	assert_true(bytes_equal(buf_bytes(&out), raw));
	buf_finish(&out);
}

/* The code in `raw` reads as `code_point`, and that, written, reads as itself again. */
static void comes_back(struct gsm7_shift shift, struct bytes raw, uint32_t code_point)
{
	struct buf text = {0}, coded = {0}, again = {0};
	uint8_t expected[4];
	size_t size = utf8_put(code_point, expected);

	assert_int_equal(alphabet_decode(ALPHABET_GSM7, shift, raw, &text), 0);
	assert_true(bytes_equal(buf_bytes(&text), (struct bytes){expected, size}));
	assert_int_equal(alphabet_encode(ALPHABET_GSM7, shift, buf_bytes(&text), &coded), ERR_NONE);
	assert_int_equal(alphabet_decode(ALPHABET_GSM7, shift, buf_bytes(&coded), &again), 0);
	assert_true(bytes_equal(buf_bytes(&text), buf_bytes(&again)));
	buf_finish(&text);
	buf_finish(&coded);
	buf_finish(&again);
}

static void every_code_of_every_table_comes_back(void **state)
{
	(void)state;
	for (uint8_t language = 0; language < GSM7_LANGUAGES; language++) {
		struct gsm7_shift shift = {language, language};
		const uint16_t *locking = gsm7_locking_table(language);
		const uint16_t *single = gsm7_single_table(language);

		for (uint8_t code = 0; code < 128; code++) {
			uint8_t escaped[] = {GSM7_ESCAPE, code};

			if (code == GSM7_ESCAPE)
				continue;
			if (locking[code] != GSM7_GAP)
				comes_back(shift, (struct bytes){&code, 1}, locking[code]);
			if (single[code] != GSM7_GAP)
				comes_back(shift, BYTES_OF(escaped), single[code]);
		}
	}
}

/* Codes that 3GPP TS 23.038 annex A fixes in all tables, and how many each table has. */
static void tables_have_the_standards_shape(void **state)
{
	static const uint8_t gaps[GSM7_LANGUAGES][2] = {
		{0, 117}, {0, 110}, {0, 108}, {0, 90},	{13, 45}, {7, 57}, {0, 39},
		{7, 54},  {7, 45},  {11, 52}, {17, 51}, {25, 50}, {7, 49}, {0, 37}};

	(void)state;
	for (uint8_t language = 0; language < GSM7_LANGUAGES; language++) {
		const uint16_t *locking = gsm7_locking_table(language);
		const uint16_t *single = gsm7_single_table(language);
		uint8_t count[2] = {0};

		assert_int_equal(locking[0x0a], '\n');
		assert_int_equal(locking[0x0d], '\r');
		assert_int_equal(locking[0x20], ' ');
		assert_int_equal(locking['7'], '7');
		assert_int_equal(locking['z'], 'z');
		assert_int_equal(single[0x0a], '\f');
		assert_int_equal(single[0x0d], GSM7_GAP);
		assert_int_equal(single[0x65], 0x20ac);
		assert_int_equal(locking[GSM7_ESCAPE], GSM7_ESCAPE);
		assert_int_equal(single[GSM7_ESCAPE], GSM7_ESCAPE);
		for (int code = 0; code < 128; code++) {
			count[0] = (uint8_t)(count[0] + (locking[code] == GSM7_GAP));
			count[1] = (uint8_t)(count[1] + (single[code] == GSM7_GAP));
		}
		assert_memory_equal(count, gaps[language], 2);
	}
}

static void national_tables_read_their_language(void **state)
{
	static const struct {
		uint8_t locking, single;
		const char *septets, *text;
	} cases[] = {
		{0, 0, "Hej! \x0f\x09\x60\x1b\x65", "Hej! åÇ¿€"},
		{1, 0, "\x40\x1d\x1c\x07\x0b\x60\x04", "İşŞıĞç€"},
		{0, 1, "\x1bI\x1bs\x1bi\x1bG", "İşıĞ"},
		{0, 2, "\x1b\x61\x1bi\x1bo\x1bu\x1b\x41", "áíóúÁ"},
		{2, 0, "@A", "¡A"}, /* Spanish has no locking table */
		{3, 3, "\x0b\x0c\x7b\x7c\x12\x1b\x12\x1e", "ÔôãõªΦÊ"},
		{4, 4, "\x01\x10\x60\x1b\x19\x1b\x25", "ংঐৎ০ৠ"},
		{5, 5, "\x1b\x19\x1b\x1c\x7f", "।૦૱"},
		{6, 6, "\x15\x3c\x1b\x26\x1b\x3a", "कऩ॑ॱ"},
		{7, 7, "\x24\x1b\x26\x60", "ಡೞೕ"},
		{8, 8, "\x7f\x1b\x2e\x1b\x34", "൹ൺൿ"},
		{9, 9, "\x60\x1b\x26\x1b\x2c", "\u0b56\u0b5c\u0b71"},
		{10, 10, "\x7b\x1b\x26\x1b\x2d", "\u0a70\u0a59\u0a75"},
		{11, 11, "\x3c\x1b\x24\x1b\x2e", "ன௮௺"},
		{12, 12, "\x60\x1b\x22\x1b\x32", "ౕ౬౿"},
		{13, 13, "\x00\x7f\x1b\x19\x1b\x3f", "اٰ\xd8\x80۔"},
		{14, 255, "@\x1b\x65", "¡€"}, /* reserved: read as 0 */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct gsm7_shift shift = {cases[i].locking, cases[i].single};
		struct bytes raw = bytes_of_text(cases[i].septets);

		if (cases[i].locking == 13) /* begins with code 0 */
			raw.size = 1 + strlen(cases[i].septets + 1);
		assert_int_equal(decodes_to(ALPHABET_GSM7, shift, raw, cases[i].text), 0);
		encodes_to(ALPHABET_GSM7, shift, cases[i].text, raw);
	}
}

static void escapes_follow_the_standard(void **state)
{
	static const struct {
		const char *septets, *text;
		size_t unreadable;
	} cases[] = {
		{"a\x1b"
		 "b",
		 "ab", 0},		 /* no such code: the main table's */
		{"a\x1b\x0d", "a\r", 0}, /* control, not in the extension table */
		{"a\x1b\x1b"
		 "b",
		 "a b", 1},			    /* reserved for a further table: a space */
		{"a\x1b", "a ", 1},		    /* its second half is missing */
		{"a\x1b\xff", "a \xef\xbf\xbd", 2}, /* and the octet is no septet */
		{"\x80"
		 "a",
		 "\xef\xbf\xbd"
		 "a",
		 1},
	};
	static const uint8_t gap[] = {0x1b, 0x0c};
	struct gsm7_shift bengali = {4, 4};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(decodes_to(ALPHABET_GSM7, no_shift,
					    bytes_of_text(cases[i].septets), cases[i].text),
				 cases[i].unreadable);
	assert_int_equal(decodes_to(ALPHABET_GSM7, bengali, BYTES_OF(gap), "+"), 0);
	assert_int_equal(decodes_to(ALPHABET_GSM7, bengali, bytes_of_text("\x0c"), "\xef\xbf\xbd"),
			 1);
	bengali.single = 0; /* neither table has it */
	assert_int_equal(decodes_to(ALPHABET_GSM7, bengali, BYTES_OF(gap), "\xef\xbf\xbd"), 1);
}

static void utf16_pairs_are_joined(void **state)
{
	static const uint8_t good[] = {0x00, 'a', 0xd8, 0x3d, 0xde, 0x00, 0x20, 0xac};
	static const uint8_t bad[] = {0xd8, 0x3d, 0x00, 'a', 0xde, 0x00, 0xd8, 0x3d, 0x00};
	static const uint8_t high_high[] = {0xd8, 0x3d, 0xd8, 0x3d, 0xde, 0x00};

	(void)state;
	assert_int_equal(decodes_to(ALPHABET_UCS2, no_shift, BYTES_OF(good), "a😀€"), 0);
	encodes_to(ALPHABET_UCS2, no_shift, "a😀€", BYTES_OF(good));
	assert_int_equal(decodes_to(ALPHABET_UCS2, no_shift, BYTES_OF(bad),
				    "\xef\xbf\xbd"
				    "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"),
			 4);
	assert_int_equal(decodes_to(ALPHABET_UCS2, no_shift, BYTES_OF(high_high), "\xef\xbf\xbd😀"),
			 1);
}

static void the_plain_alphabets(void **state)
{
	(void)state;
	assert_int_equal(decodes_to(ALPHABET_LATIN1, no_shift,
				    bytes_of_text("\xe9\xff"
						  "a"),
				    "éÿa"),
			 0);
	encodes_to(ALPHABET_LATIN1, no_shift, "éÿa",
		   bytes_of_text("\xe9\xff"
				 "a"));
	assert_int_equal(
		decodes_to(ALPHABET_ASCII, no_shift, bytes_of_text("a\xe9"), "a\xef\xbf\xbd"), 1);
	assert_int_equal(decodes_to(ALPHABET_UTF8, no_shift, bytes_of_text("é\xc3(\xef\xbf\xbd"),
				    "é\xef\xbf\xbd(\xef\xbf\xbd"),
			 1);
	assert_int_equal(decodes_to(ALPHABET_BINARY, no_shift, bytes_of_text("abc"), ""), 3);
}

static void encoding_changes_nothing_or_refuses(void **state)
{
	static const struct {
		enum alphabet alphabet;
		const char *text;
	} refused[] = {
		{ALPHABET_GSM7, "abcê"},  {ALPHABET_GSM7, "\x1b"},
		{ALPHABET_GSM7, "`"},	  {ALPHABET_GSM7, "\xef\xbf\xbd"},
		{ALPHABET_LATIN1, "a€"},  {ALPHABET_ASCII, "é"},
		{ALPHABET_UCS2, "a\xff"}, {ALPHABET_UTF8, "\xed\xa0\x80"},
		{ALPHABET_BINARY, "a"},
	};
	struct buf out = {0};

	(void)state;
	buf_add_text(&out, "x");
	for (size_t i = 0; i < COUNT(refused); i++) {
		assert_int_equal(alphabet_encode(refused[i].alphabet, no_shift,
						 bytes_of_text(refused[i].text), &out),
				 ERR_INPUT);
		assert_string_equal(buf_text(&out), "x");
	}
	buf_finish(&out);
}

/* The well-known "hellohello", and the same text behind a header that ends one bit early. */
static void septets_are_packed(void **state)
{
	static const uint8_t packed[] = {0xe8, 0x32, 0x9b, 0xfd, 0x46, 0x97, 0xd9, 0xec, 0x37};
	static const uint8_t filled[] = {0xd0, 0x65};
	struct buf out = {0};

	(void)state;
	gsm7_pack(bytes_of_text("hellohello"), 0, &out);
	assert_true(bytes_equal(buf_bytes(&out), BYTES_OF(packed)));
	buf_clear(&out);
	gsm7_pack(bytes_of_text("he"), 1, &out);
	assert_true(bytes_equal(buf_bytes(&out), BYTES_OF(filled)));
	buf_clear(&out);
	assert_int_equal(gsm7_unpack(BYTES_OF(packed), 0, 10, &out), ERR_NONE);
	assert_string_equal(buf_text(&out), "hellohello");
	buf_finish(&out);
}

static void packing_comes_back_at_every_length(void **state)
{
	uint8_t septets[161];

	(void)state;
	for (size_t i = 0; i < sizeof septets; i++)
		septets[i] = (uint8_t)((i * 37 + 127) & 0x7f);
	for (unsigned fill = 0; fill <= 6; fill++) {
		for (size_t size = 0; size <= sizeof septets; size++) {
			struct buf packed = {0}, out = {0};

			gsm7_pack((struct bytes){septets, size}, fill, &packed);
			assert_int_equal(packed.size, size == 0 ? 0 : (size * 7 + fill + 7) / 8);
			assert_int_equal(gsm7_unpack(buf_bytes(&packed), fill, size, &out),
					 size == 0 && fill > 0 ? ERR_INPUT : ERR_NONE);
			assert_true(bytes_equal(buf_bytes(&out), (struct bytes){septets, size}));
			buf_finish(&packed);
			buf_finish(&out);
		}
	}
}

static void unpacking_stays_inside(void **state)
{
	static const uint8_t octets[7] = {0};
	struct buf out = {0};

	(void)state;
	assert_int_equal(gsm7_unpack(BYTES_OF(octets), 0, 8, &out), ERR_NONE);
	assert_int_equal(gsm7_unpack(BYTES_OF(octets), 0, 9, &out), ERR_INPUT);
	assert_int_equal(gsm7_unpack(BYTES_OF(octets), 1, 8, &out), ERR_INPUT);
	assert_int_equal(gsm7_unpack(BYTES_OF(octets), 7, 1, &out), ERR_INPUT);
	assert_int_equal(gsm7_unpack(BYTES_OF(octets), 0, SIZE_MAX, &out), ERR_INPUT);
	assert_int_equal(out.size, 8);
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_of_every_table_comes_back),
		cmocka_unit_test(tables_have_the_standards_shape),
		cmocka_unit_test(national_tables_read_their_language),
		cmocka_unit_test(escapes_follow_the_standard),
		cmocka_unit_test(utf16_pairs_are_joined),
		cmocka_unit_test(the_plain_alphabets),
		cmocka_unit_test(encoding_changes_nothing_or_refuses),
		cmocka_unit_test(septets_are_packed),
		cmocka_unit_test(packing_comes_back_at_every_length),
		cmocka_unit_test(unpacking_stays_inside),
	};

	return cmocka_run_group_tests_name("alphabet", tests, NULL, NULL);
}
