// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Numbers that regulators keep for films, books and examples: one row a range, E.164 digits without
 * the plus. Nobody is behind them. The North American rule has a free area code in front and is a
 * function. +999 is no country's (ITU-T E.164 list of codes: reserved), so load generators may use
 * it.
 */
#include "base/phone_fiction.h"

#include <string.h>

struct range {
	uint64_t first, last;
	const char *country;
};

static const struct range ranges[] = {
	/* ARCEP, France: decision 2018-0881, numbers for audiovisual works. */
	{33199000000, 33199009999, "FR"},
	{33261910000, 33261919999, "FR"},
	{33353010000, 33353019999, "FR"},
	{33465710000, 33465719999, "FR"},
	{33536490000, 33536499999, "FR"},
	{33639980000, 33639989999, "FR"},

	/* Ofcom, United Kingdom: telephone numbers for use in TV and radio drama. */
	{441134960000, 441134960999, "GB"}, /* Leeds */
	{441144960000, 441144960999, "GB"}, /* Sheffield */
	{441154960000, 441154960999, "GB"}, /* Nottingham */
	{441164960000, 441164960999, "GB"}, /* Leicester */
	{441174960000, 441174960999, "GB"}, /* Bristol */
	{441184960000, 441184960999, "GB"}, /* Reading */
	{441214960000, 441214960999, "GB"}, /* Birmingham */
	{441314960000, 441314960999, "GB"}, /* Edinburgh */
	{441414960000, 441414960999, "GB"}, /* Glasgow */
	{441514960000, 441514960999, "GB"}, /* Liverpool */
	{441614960000, 441614960999, "GB"}, /* Manchester */
	{441632960000, 441632960999, "GB"}, /* no area */
	{441914980000, 441914980999, "GB"}, /* Tyneside, Durham, Sunderland */
	{442079460000, 442079460999, "GB"}, /* London */
	{442890180000, 442890180999, "GB"}, /* Northern Ireland, earlier lists */
	{442896496000, 442896496999, "GB"}, /* Northern Ireland */
	{442920180000, 442920180999, "GB"}, /* Cardiff */
	{443069990000, 443069990999, "GB"}, /* UK-wide */
	{447700900000, 447700900999, "GB"}, /* mobile */
	{448081570000, 448081570999, "GB"}, /* freephone */
	{449098790000, 449098790999, "GB"}, /* premium rate */

	/* ComReg, Ireland: 020 91x xxxx. */
	{353209100000, 353209199999, "IE"},

	/* Bundesnetzagentur, Germany: Mitteilung 148/2021, drama numbers. */
	{493023125000, 493023125999, "DE"}, /* Berlin */
	{494066969000, 494066969999, "DE"}, /* Hamburg */
	{492214710000, 492214710999, "DE"}, /* Cologne */
	{496990009000, 496990009999, "DE"}, /* Frankfurt */
	{498999998000, 498999998999, "DE"}, /* Munich */
	{491713920000, 491713920099, "DE"}, /* mobiles from here on */
	{4917604069000, 4917604069099, "DE"},
	{4915228817386, 4915228817386, "DE"},
	{4915228895456, 4915228895456, "DE"},
	{4915254599371, 4915254599371, "DE"},
	{491729925904, 491729925904, "DE"},
	{491729968532, 491729968532, "DE"},
	{491729973185, 491729973186, "DE"},
	{491729980752, 491729980752, "DE"},
	{491749091317, 491749091317, "DE"},
	{491749464308, 491749464308, "DE"},

	/* PTS, Sweden: numbers for books and films. */
	{46701740605, 46701740699, "SE"},
	{46313900600, 46313900699, "SE"},
	{46406280400, 46406280499, "SE"},
	{46846500400, 46846500499, "SE"},
	{46980319200, 46980319299, "SE"},

	/* ACMA, Australia: numbers for creative works. */
	{61255500000, 61255509999, "AU"},
	{61270100000, 61270109999, "AU"},
	{61355500000, 61355509999, "AU"},
	{61370100000, 61370109999, "AU"},
	{61755500000, 61755509999, "AU"},
	{61770100000, 61770109999, "AU"},
	{61855500000, 61855509999, "AU"},
	{61870100000, 61870109999, "AU"},
	{611800160401, 611800160401, "AU"}, /* freephone */
	{611800975707, 611800975711, "AU"},
	{611300975707, 611300975711, "AU"}, /* local rate */
	{61491570006, 61491570006, "AU"},   /* mobiles from here on */
	{61491570110, 61491570110, "AU"},
	{61491570156, 61491570159, "AU"},
	{61491570313, 61491570313, "AU"},
	{61491570737, 61491570737, "AU"},
	{61491571266, 61491571266, "AU"},
	{61491571491, 61491571491, "AU"},
	{61491571804, 61491571804, "AU"},
	{61491572549, 61491572549, "AU"},
	{61491572665, 61491572665, "AU"},
	{61491572983, 61491572983, "AU"},
	{61491573087, 61491573087, "AU"},
	{61491573770, 61491573770, "AU"},
	{61491574118, 61491574118, "AU"},
	{61491574632, 61491574632, "AU"},
	{61491575254, 61491575254, "AU"},
	{61491575789, 61491575789, "AU"},
	{61491576398, 61491576398, "AU"},
	{61491576801, 61491576801, "AU"},
	{61491577426, 61491577426, "AU"},
	{61491577644, 61491577644, "AU"},
	{61491578148, 61491578148, "AU"},
	{61491578888, 61491578888, "AU"},
	{61491578957, 61491578957, "AU"},
	{61491579212, 61491579212, "AU"},
	{61491579455, 61491579455, "AU"},
	{61491579760, 61491579760, "AU"},
};

/* NANPA: line numbers 555-0100 to 555-0199 of every area code (ATIS-0300115). */
static bool is_north_american(const char *digits, size_t size)
{
	return size == 11 && digits[0] == '1' && memcmp(digits + 4, "55501", 5) == 0;
}

/* The number, when `digits` are 8 to 15 digits and nothing else; else 0. */
static uint64_t number_of(const char *digits, size_t size)
{
	uint64_t number = 0;

	if (size < 8 || size > 15)
		return 0;
	for (size_t i = 0; i < size; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return 0;
		number = number * 10 + (uint64_t)(digits[i] - '0');
	}
	return number;
}

const char *phone_fiction_country(const char *e164)
{
	size_t size = strlen(e164);
	uint64_t number = e164[0] == '+' ? number_of(e164 + 1, size - 1) : 0;

	if (number == 0 || e164[1] == '0')
		return NULL;
	if (memcmp(e164 + 1, "999", 3) == 0)
		return PHONE_NO_COUNTRY;
	if (is_north_american(e164 + 1, size - 1))
		return "US";
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		if (number >= ranges[i].first && number <= ranges[i].last)
			return ranges[i].country;
	}
	return NULL;
}
