// SPDX-License-Identifier: GPL-3.0-or-later
/* base/phone: what an address is called, numbers for fiction, the full check and its memory.
 * The real numbers below are libphonenumber's own examples, or services with published numbers. */
#include "base/phone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct {
	const char *house, *address;
	unsigned ton;
	enum phone_shape shape;
	const char *canonical;
} addresses[] = {
	/* International, however it is written. */
	{"FR", "+33639981001", 0, SHAPE_NUMBER, "+33639981001"},
	{"FR", "33639981001", 1, SHAPE_NUMBER, "+33639981001"},
	{"FR", "33639981001", 0, SHAPE_NUMBER, "+33639981001"},
	{"FR", "33639981001", 2, SHAPE_NUMBER, "+33639981001"}, /* the type is wrong */
	{"FR", "0033639981001", 0, SHAPE_NUMBER, "+33639981001"},
	{"FR", "0033639981001", 1, SHAPE_NUMBER, "+33639981001"},
	{"FR", "+33 6 39.98-10 01", 0, SHAPE_NUMBER, "+33639981001"},
	{"FR", "330639981001", 0, SHAPE_NUMBER, "+33639981001"}, /* a trunk prefix too many */
	{"FR", " +33 (0)6 39 98 10 01\r\n", 0, SHAPE_NUMBER, "+33639981001"},
	{"FR", "447700900123", 0, SHAPE_NUMBER, "+447700900123"},
	{"FR", "+99912345678", 0, SHAPE_NUMBER, "+99912345678"},
	{NULL, "447700900123", 1, SHAPE_NUMBER, "+447700900123"},
	{"ZZ", "33639981001", 0, SHAPE_NUMBER, "+33639981001"},
	/* National, at the house. */
	{"FR", "0639981001", 0, SHAPE_NUMBER, "+33639981001"},
	{"FR", "0639981001", 1, SHAPE_NUMBER, "+33639981001"},
	{"FR", "06 39 98 10 01", 2, SHAPE_NUMBER, "+33639981001"},
	{"FR", "639981001", 2, SHAPE_NUMBER, "+33639981001"},
	{"FR", "+0639981001", 0, SHAPE_NUMBER, "+33639981001"},
	{"BE", "0470123456", 0, SHAPE_NUMBER, "+32470123456"},
	{"BE", "32470123456", 0, SHAPE_NUMBER, "+32470123456"},
	{"NL", "0612345678", 0, SHAPE_NUMBER, "+31612345678"},
	{"GB", "07700900123", 0, SHAPE_NUMBER, "+447700900123"},
	{"GB", "7700900123", 2, SHAPE_NUMBER, "+447700900123"},
	{"DE", "015228817386", 0, SHAPE_NUMBER, "+4915228817386"},
	{"DE", "4915228817386", 2, SHAPE_NUMBER, "+4915228817386"},
	{"CH", "0781234567", 0, SHAPE_NUMBER, "+41781234567"},
	{"LU", "628123456", 0, SHAPE_NUMBER, "+352628123456"},
	{"LU", "352628123456", 0, SHAPE_NUMBER, "+352628123456"},
	{"ES", "612345678", 0, SHAPE_NUMBER, "+34612345678"},
	{"IT", "3123456789", 0, SHAPE_NUMBER, "+393123456789"},
	{"IT", "393123456789", 0, SHAPE_NUMBER, "+393123456789"},
	{"IT", "3912345678", 0, SHAPE_NUMBER, "+393912345678"}, /* ten digits: national */
	{"IT", "0612345678", 1, SHAPE_NUMBER, "+390612345678"}, /* its zero stays */
	{"HU", "06201234567", 0, SHAPE_NUMBER, "+36201234567"},
	{"SE", "0701740605", 0, SHAPE_NUMBER, "+46701740605"},
	{"DK", "32123456", 0, SHAPE_NUMBER, "+4532123456"},
	{"US", "2025550123", 0, SHAPE_NUMBER, "+12025550123"},
	{"US", "12025550123", 0, SHAPE_NUMBER, "+12025550123"},
	/* Short codes, and what only the network can read. */
	{"FR", "36105", 0, SHAPE_SHORT, "36105"},
	{"FR", "36105", 1, SHAPE_SHORT, "36105"},
	{"FR", "+36105", 0, SHAPE_SHORT, "36105"},
	{"FR", "3 61 05", 0, SHAPE_SHORT, "36105"},
	{"FR", "123456", 2, SHAPE_SHORT, "123456"},
	{"FR", "0", 0, SHAPE_SHORT, "0"},
	{"FR", "12345678", 3, SHAPE_SHORT, "12345678"},
	{"FR", "12345678", 6, SHAPE_SHORT, "12345678"},
	{"FR", "33639981001", 4, SHAPE_NUMBER, "+33639981001"},
	{"FR", "0812345", 0, SHAPE_SHORT, "0812345"},
	{NULL, "0639981001", 0, SHAPE_SHORT, "0639981001"},
	{"FR", "1234567890123456", 0, SHAPE_SHORT, "1234567890123456"},
	/* Names. */
	{"FR", "INFO", 5, SHAPE_ALPHANUMERIC, "INFO"},
	{"FR", "INFO", 0, SHAPE_ALPHANUMERIC, "INFO"},
	{"FR", "  La Poste ", 5, SHAPE_ALPHANUMERIC, "La Poste"},
	{"FR", "33639981001", 5, SHAPE_ALPHANUMERIC, "33639981001"},
	{"FR", "1-800-FLOWERS", 0, SHAPE_ALPHANUMERIC, "1-800-FLOWERS"},
	{"FR", "Théâtre", 5, SHAPE_ALPHANUMERIC, "Théâtre"},
	{"FR", "+", 0, SHAPE_ALPHANUMERIC, "+"},
	{"FR", "abcdefghijklmnopqrstuvw", 0, SHAPE_ALPHANUMERIC, "abcdefghijklmnopqrstuvw"},
	/* Nobody. */
	{"FR", "", 0, SHAPE_NONE, ""},
	{"FR", " \t", 5, SHAPE_NONE, ""},
	{"FR", "abcdefghijklmnopqrstuvwx", 0, SHAPE_NONE, ""},
	{"FR", "123456789012345678901234", 0, SHAPE_NONE, ""},
	{"FR",
	 "IN\x01"
	 "FO",
	 5, SHAPE_NONE, ""},
	{"FR",
	 "IN\xff"
	 "FO",
	 5, SHAPE_NONE, ""},
	{"FR",
	 "IN\xe2\x80\xae"
	 "FO",
	 5, SHAPE_NONE, ""}, /* U+202E turns what follows */
};

static void addresses_get_one_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(addresses); i++) {
		char canonical[PHONE_ADDRESS_MAX] = "untouched";
		enum phone_shape shape = phone_normalise(addresses[i].address, addresses[i].ton,
							 addresses[i].house, canonical);

		if (strcmp(canonical, addresses[i].canonical) != 0)
			print_message("row %zu: %s\n", i, addresses[i].address);
		assert_string_equal(canonical, addresses[i].canonical);
		assert_int_equal(shape, addresses[i].shape);
	}
}

static void a_name_stays_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(addresses); i++) {
		char again[PHONE_ADDRESS_MAX];
		unsigned ton = addresses[i].shape == SHAPE_ALPHANUMERIC ? TON_ALPHANUMERIC : 0;

		if (addresses[i].shape == SHAPE_NONE || addresses[i].house == NULL)
			continue;
		if (addresses[i].shape == SHAPE_SHORT && strlen(addresses[i].canonical) > 6)
			continue; /* its type said what it is */
		phone_normalise(addresses[i].canonical, ton, addresses[i].house, again);
		assert_string_equal(again, addresses[i].canonical);
	}
}

/* First and last of every range, by regulator, and the country it belongs to. */
static const struct {
	const char *first, *last, *country;
} fiction[] = {
	/* ARCEP */
	{"+33199000000", "+33199009999", "FR"},
	{"+33261910000", "+33261919999", "FR"},
	{"+33353010000", "+33353019999", "FR"},
	{"+33465710000", "+33465719999", "FR"},
	{"+33536490000", "+33536499999", "FR"},
	{"+33639980000", "+33639989999", "FR"},
	/* Ofcom */
	{"+441134960000", "+441134960999", "GB"},
	{"+441144960000", "+441144960999", "GB"},
	{"+441154960000", "+441154960999", "GB"},
	{"+441164960000", "+441164960999", "GB"},
	{"+441174960000", "+441174960999", "GB"},
	{"+441184960000", "+441184960999", "GB"},
	{"+441214960000", "+441214960999", "GB"},
	{"+441314960000", "+441314960999", "GB"},
	{"+441414960000", "+441414960999", "GB"},
	{"+441514960000", "+441514960999", "GB"},
	{"+441614960000", "+441614960999", "GB"},
	{"+441632960000", "+441632960999", "GB"},
	{"+441914980000", "+441914980999", "GB"},
	{"+442079460000", "+442079460999", "GB"},
	{"+442890180000", "+442890180999", "GB"},
	{"+442896496000", "+442896496999", "GB"},
	{"+442920180000", "+442920180999", "GB"},
	{"+443069990000", "+443069990999", "GB"},
	{"+447700900000", "+447700900999", "GB"},
	{"+448081570000", "+448081570999", "GB"},
	{"+449098790000", "+449098790999", "GB"},
	/* ComReg */
	{"+353209100000", "+353209199999", "IE"},
	/* Bundesnetzagentur */
	{"+493023125000", "+493023125999", "DE"},
	{"+494066969000", "+494066969999", "DE"},
	{"+492214710000", "+492214710999", "DE"},
	{"+496990009000", "+496990009999", "DE"},
	{"+498999998000", "+498999998999", "DE"},
	{"+491713920000", "+491713920099", "DE"},
	{"+4917604069000", "+4917604069099", "DE"},
	{"+4915228817386", "+4915228817386", "DE"},
	{"+4915228895456", "+4915228895456", "DE"},
	{"+4915254599371", "+4915254599371", "DE"},
	{"+491729925904", "+491729925904", "DE"},
	{"+491729968532", "+491729968532", "DE"},
	{"+491729973185", "+491729973186", "DE"},
	{"+491729980752", "+491729980752", "DE"},
	{"+491749091317", "+491749091317", "DE"},
	{"+491749464308", "+491749464308", "DE"},
	/* PTS */
	{"+46701740605", "+46701740699", "SE"},
	{"+46313900600", "+46313900699", "SE"},
	{"+46406280400", "+46406280499", "SE"},
	{"+46846500400", "+46846500499", "SE"},
	{"+46980319200", "+46980319299", "SE"},
	/* ACMA */
	{"+61255500000", "+61255509999", "AU"},
	{"+61270100000", "+61270109999", "AU"},
	{"+61355500000", "+61355509999", "AU"},
	{"+61370100000", "+61370109999", "AU"},
	{"+61755500000", "+61755509999", "AU"},
	{"+61770100000", "+61770109999", "AU"},
	{"+61855500000", "+61855509999", "AU"},
	{"+61870100000", "+61870109999", "AU"},
	{"+611800160401", "+611800160401", "AU"},
	{"+611800975707", "+611800975711", "AU"},
	{"+611300975707", "+611300975711", "AU"},
	{"+61491570006", "+61491570006", "AU"},
	{"+61491570110", "+61491570110", "AU"},
	{"+61491570156", "+61491570159", "AU"},
	{"+61491570313", "+61491570313", "AU"},
	{"+61491570737", "+61491570737", "AU"},
	{"+61491571266", "+61491571266", "AU"},
	{"+61491571491", "+61491571491", "AU"},
	{"+61491571804", "+61491571804", "AU"},
	{"+61491572549", "+61491572549", "AU"},
	{"+61491572665", "+61491572665", "AU"},
	{"+61491572983", "+61491572983", "AU"},
	{"+61491573087", "+61491573087", "AU"},
	{"+61491573770", "+61491573770", "AU"},
	{"+61491574118", "+61491574118", "AU"},
	{"+61491574632", "+61491574632", "AU"},
	{"+61491575254", "+61491575254", "AU"},
	{"+61491575789", "+61491575789", "AU"},
	{"+61491576398", "+61491576398", "AU"},
	{"+61491576801", "+61491576801", "AU"},
	{"+61491577426", "+61491577426", "AU"},
	{"+61491577644", "+61491577644", "AU"},
	{"+61491578148", "+61491578148", "AU"},
	{"+61491578888", "+61491578888", "AU"},
	{"+61491578957", "+61491578957", "AU"},
	{"+61491579212", "+61491579212", "AU"},
	{"+61491579455", "+61491579455", "AU"},
	{"+61491579760", "+61491579760", "AU"},
	/* NANPA, any area code */
	{"+12025550100", "+12025550199", "US"},
	{"+19055550100", "+19055550199", "US"},
	/* nobody's country */
	{"+99900000", "+999999999999999", "ZZ"},
};

/* The number `by` away, as text; the ranges are not close enough to meet. */
static const char *beside(const char *e164, int by, char ret_text[24])
{
	unsigned long long number = 0;

	sscanf(e164 + 1, "%llu", &number);
	snprintf(ret_text, 24, "+%llu", (unsigned long long)((long long)number + by));
	return ret_text;
}

static void fiction_is_exact(void **state)
{
	struct phone_checker *checker = phone_checker_create("FR");
	char text[24];

	(void)state;
	for (size_t i = 0; i < COUNT(fiction); i++) {
		struct phone phone;

		assert_true(phone_is_fiction(fiction[i].first));
		assert_true(phone_is_fiction(fiction[i].last));
		phone_check(checker, fiction[i].first, &phone);
		assert_int_equal(phone.kind, PHONE_FICTION);
		assert_string_equal(phone.e164, fiction[i].first);
		assert_string_equal(phone.country, fiction[i].country);
		assert_int_equal(phone.foreign, strcmp(fiction[i].country, "FR") != 0 &&
							strcmp(fiction[i].country, "ZZ") != 0);
		if (strcmp(fiction[i].country, "ZZ") == 0)
			continue;
		assert_false(phone_is_fiction(beside(fiction[i].first, -1, text)));
		assert_false(phone_is_fiction(beside(fiction[i].last, 1, text)));
	}
	phone_checker_destroy(checker);
}

static void fiction_is_only_numbers(void **state)
{
	static const char *const not [] = {"",
					   "+",
					   "33639981001",
					   "+3363998",
					   "+33639981001x",
					   "+336399810011",
					   "+9991234",
					   "+9990000000000000",
					   "INFO",
					   "+099912345678",
					   "+1202555010"};

	(void)state;
	for (size_t i = 0; i < COUNT(not ); i++)
		assert_false(phone_is_fiction(not [i]));
}

static const struct {
	const char *address;
	enum phone_kind kind;
	const char *country;
	bool foreign;
} checks[] = {
	{"+33612345678", PHONE_VALID, "FR", false},
	{"+33123456789", PHONE_VALID, "FR", false},
	{"+33912345678", PHONE_VALID, "FR", false}, /* internet telephony */
	{"+33891123456", PHONE_PREMIUM, "FR", false},
	{"+33801234567", PHONE_PREMIUM, "FR", false}, /* freephone */
	{"+33884012345", PHONE_PREMIUM, "FR", false}, /* shared cost */
	{"+33012345678", PHONE_INVALID, "FR", false},
	{"+336123456789", PHONE_INVALID, "FR", false},
	{"+262692123456", PHONE_VALID, "RE", true},
	{"+32470123456", PHONE_VALID, "BE", true},
	{"+31612345678", PHONE_VALID, "NL", true},
	{"+393123456789", PHONE_VALID, "IT", true},
	{"+390212345678", PHONE_VALID, "IT", true}, /* the zero belongs to it */
	{"+447400123456", PHONE_VALID, "GB", true},
	{"+447797712345", PHONE_VALID, "JE", true},
	{"+447012345678", PHONE_PREMIUM, "GB", true}, /* personal */
	{"+447640123456", PHONE_PREMIUM, "GB", true}, /* pager */
	{"+12015550123", PHONE_FICTION, "US", true},
	{"+12012012345", PHONE_VALID, "US", true},
	{"+870301234567", PHONE_PREMIUM, "ZZ", true}, /* satellite */
	{"+881612345678", PHONE_PREMIUM, "ZZ", true},
	{"+883510012345", PHONE_PREMIUM, "ZZ", true},
	{"+979123456789", PHONE_PREMIUM, "ZZ", true},
	{"+2901234567", PHONE_INVALID, "ZZ", true},
	{"36105", PHONE_SHORT, "", false},
	{"0812345", PHONE_SHORT, "", false},
	{"INFO", PHONE_ALPHANUMERIC, "", false},
	{"+", PHONE_INVALID, "", false},
	{"+INFO", PHONE_ALPHANUMERIC, "", false},
	{"", PHONE_INVALID, "", false},
	{"+123456", PHONE_INVALID, "", false},
	{"+1234567890123456", PHONE_INVALID, "", false},
	{"+0639981001", PHONE_INVALID, "", false},
	{"+33639981001x", PHONE_INVALID, "", false},
	{"an address that is much too long for anybody", PHONE_ALPHANUMERIC, "", false},
};

static void numbers_are_checked(void **state)
{
	struct phone_checker *checker = phone_checker_create("FR");

	(void)state;
	for (int round = 0; round < 2; round++) { /* asked, then remembered */
		for (size_t i = 0; i < COUNT(checks); i++) {
			struct phone phone;

			phone_check(checker, checks[i].address, &phone);
			if (phone.kind != checks[i].kind)
				print_message("%s\n", checks[i].address);
			assert_int_equal(phone.kind, checks[i].kind);
			assert_string_equal(phone.country, checks[i].country);
			assert_int_equal(phone.foreign, checks[i].foreign);
			assert_string_equal(phone.e164,
					    checks[i].country[0] != '\0' ? checks[i].address : "");
		}
	}
	phone_checker_destroy(checker);
}

/* More blocks than fit: what fell out is asked again, and no verdict is given to another block. */
static void the_memory_overflows_soundly(void **state)
{
	struct phone_checker *checker = phone_checker_create("FR");
	struct phone phone;
	char text[24];

	(void)state;
	for (int i = 0; i < 300000; i++) {
		snprintf(text, sizeof text, "+336%08d", i * 300 + 1000000);
		phone_check(checker, text, &phone);
		if (i % 1000 == 0) {
			phone_check(checker, "+33891123456", &phone);
			assert_int_equal(phone.kind, PHONE_PREMIUM);
			phone_check(checker, "+32470123456", &phone);
			assert_string_equal(phone.country, "BE");
		}
	}
	phone_check(checker, "+33612345678", &phone);
	assert_int_equal(phone.kind, PHONE_VALID);
	phone_checker_destroy(checker);
}

static void no_house_means_all_are_foreign(void **state)
{
	struct phone_checker *checker = phone_checker_create(NULL);
	struct phone phone;

	(void)state;
	phone_check(checker, "+33612345678", &phone);
	assert_int_equal(phone.kind, PHONE_VALID);
	assert_true(phone.foreign);
	phone_check(checker, "+99912345678", &phone);
	assert_false(phone.foreign);
	phone_checker_destroy(checker);
	checker = phone_checker_create("CA");
	phone_check(checker, "+14165550123", &phone); /* kept for both countries of +1 */
	assert_false(phone.foreign);
	phone_checker_destroy(checker);
	phone_checker_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_get_one_name),
		cmocka_unit_test(a_name_stays_the_same),
		cmocka_unit_test(fiction_is_exact),
		cmocka_unit_test(fiction_is_only_numbers),
		cmocka_unit_test(numbers_are_checked),
		cmocka_unit_test(the_memory_overflows_soundly),
		cmocka_unit_test(no_house_means_all_are_foreign),
	};

	return cmocka_run_group_tests_name("phone", tests, NULL, NULL);
}
