// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/age.h"

#include <stdlib.h>

static int64_t year_of(ms_t at)
{
	char text[CLOCK_TEXT_MAX];

	/* clock_text() begins with the year. */
	return strtol(clock_text(at, text), NULL, 10);
}

enum err age_give_birth_year(int32_t birth_year, ms_t at, bool verified,
			     struct age_given *ret_given)
{
	int64_t most = year_of(at) - birth_year;

	if (most - 1 < AGE_LEAST || most > AGE_MOST)
		return ERR_INPUT;
	*ret_given = (struct age_given){.birth_year = birth_year, .at = at, .verified = verified};
	return ERR_NONE;
}

enum err age_give_band(int32_t least, int32_t most, ms_t at, bool verified,
		       struct age_given *ret_given)
{
	if (least < AGE_LEAST || most > AGE_MOST || least > most)
		return ERR_INPUT;
	*ret_given = (struct age_given){
		.least = (uint8_t)least, .most = (uint8_t)most, .at = at, .verified = verified};
	return ERR_NONE;
}

static uint8_t years(int64_t value)
{
	return (uint8_t)(value < 0 ? 0 : value > UINT8_MAX ? UINT8_MAX : value);
}

/* At a moment nobody's birthday is known of: in the years that passed he had one more, or not. */
static struct age band_at(const struct age_given *given, ms_t now)
{
	const ms_t year = 365 * MS_DAY + 6 * MS_HOUR;
	int64_t passed = now > given->at ? (now - given->at) / year : 0;
	bool more = now > given->at && (now - given->at) % year != 0;

	return (struct age){years(given->least + passed), years(given->most + passed + more),
			    given->verified};
}

struct age age_at(const struct age_given *given, ms_t now)
{
	int64_t most;

	if (given->birth_year == 0 && given->most == 0)
		return (struct age){0, UINT8_MAX, false};
	if (given->birth_year == 0)
		return band_at(given, now);
	most = year_of(now) - given->birth_year;
	return (struct age){years(most - 1), years(most), given->verified};
}

bool age_may_be_minor(const struct rules *rules, struct age age)
{
	return age.least < rules->adult_at.value;
}

bool age_may_be_adult(const struct rules *rules, struct age age)
{
	return age.most >= rules->adult_at.value;
}

int32_t age_gap(const struct rules *rules, struct age older, struct age younger)
{
	int32_t gap = (int32_t)older.most - (int32_t)younger.least;

	if (!age_may_be_adult(rules, older) || !age_may_be_minor(rules, younger))
		return 0;
	return gap;
}

/* 1 when `x < y`, else 0, by arithmetic: a comparison may become a jump. Both are far from the
 * ends of their type. */
static uint32_t less(int32_t x, int32_t y)
{
	return (uint32_t)(x - y) >> 31;
}

/* 1 when `older` can be an adult, `younger` a minor, and both too far apart. */
static uint32_t too_far(const struct rules *rules, struct age older, struct age younger)
{
	uint32_t adult = 1 ^ less(older.most, rules->adult_at.value);
	uint32_t minor = less(younger.least, rules->adult_at.value);
	uint32_t apart = less(rules->age_gap.value, older.most - younger.least);

	return adult & minor & apart;
}

enum approach age_contact(const struct rules *rules, struct age a, struct age b,
			  bool refused_otherwise)
{
	uint32_t refused =
		too_far(rules, a, b) | too_far(rules, b, a) | (uint32_t)refused_otherwise;

	return (enum approach)refused;
}

const char *approach_code(enum approach approach)
{
	static const char *const codes[] = {"", "not_available"};

	return codes[approach == APPROACH_REFUSED];
}
