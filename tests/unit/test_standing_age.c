// SPDX-License-Identifier: GPL-3.0-or-later
/* The age gap rule, over every pair from 10 to 99, every gap, and ages that are not known exactly.
 */
#include "standing_fixture.h"

static struct age exactly(int years)
{
	return (struct age){(uint8_t)years, (uint8_t)years, false};
}

/* The rule as its sentence says it: an adult and a minor at most `gap` years apart. */
static bool sentence_allows(int a, int b, int gap)
{
	if ((a >= 18) == (b >= 18))
		return true;
	return abs(a - b) <= gap;
}

static void every_pair(void **state)
{
	struct rules rules;

	rules_default(&rules);
	for (int gap = 0; gap <= AGE_GAP_MAX; gap++) {
		rules.age_gap.value = gap;
		for (int a = 10; a <= 99; a++)
			for (int b = 10; b <= 99; b++) {
				enum approach ab =
					age_contact(&rules, exactly(a), exactly(b), false);
				enum approach ba =
					age_contact(&rules, exactly(b), exactly(a), false);

				assert_int_equal(ab == APPROACH_MAY, sentence_allows(a, b, gap));
				assert_int_equal(ab, ba);
			}
	}
}

static void the_articles_two_examples(void **state)
{
	struct rules rules;

	rules_default(&rules);
	assert_int_equal(age_contact(&rules, exactly(25), exactly(17), false), APPROACH_REFUSED);
	assert_int_equal(age_contact(&rules, exactly(18), exactly(15), false), APPROACH_REFUSED);
	assert_int_equal(age_contact(&rules, exactly(18), exactly(16), false), APPROACH_MAY);
	assert_int_equal(age_contact(&rules, exactly(19), exactly(17), false), APPROACH_MAY);
	assert_int_equal(age_contact(&rules, exactly(20), exactly(17), false), APPROACH_REFUSED);
	assert_int_equal(age_contact(&rules, exactly(25), exactly(18), false), APPROACH_MAY);
}

/* A band is refused when any ages in both would be. */
static void bands_are_as_strict_as_their_strictest_pair(void **state)
{
	struct rules rules;

	rules_default(&rules);
	for (uint8_t a = 10; a < 30; a++)
		for (uint8_t b = 10; b < 30; b++)
			for (uint8_t wide = 0; wide < 6; wide++) {
				struct age one = {a, (uint8_t)(a + wide), false};
				struct age other = {b, (uint8_t)(b + wide / 2), true};
				bool may = true;

				for (int x = one.least; x <= one.most; x++)
					for (int y = other.least; y <= other.most; y++)
						may = may && sentence_allows(x, y, 2);
				assert_int_equal(age_contact(&rules, one, other, false) ==
							 APPROACH_MAY,
						 may);
			}
}

static void who_gave_no_age_contacts_nobody(void **state)
{
	struct rules rules;
	struct age nobody = age_at(&(struct age_given){0}, T0);

	rules_default(&rules);
	for (int years = 10; years <= 99; years++)
		assert_int_equal(age_contact(&rules, nobody, exactly(years), false),
				 APPROACH_REFUSED);
}

static void a_refusal_has_one_code(void **state)
{
	struct rules rules;
	enum approach by_age, otherwise, both;

	rules_default(&rules);
	by_age = age_contact(&rules, exactly(40), exactly(14), false);
	otherwise = age_contact(&rules, exactly(14), exactly(14), true);
	both = age_contact(&rules, exactly(40), exactly(14), true);
	assert_int_equal(by_age, otherwise);
	assert_int_equal(by_age, both);
	assert_string_equal(approach_code(by_age), "not_available");
	assert_string_equal(approach_code(APPROACH_MAY), "");
}

static void is_age(const struct age_given *given, ms_t now, int least, int most)
{
	struct age age = age_at(given, now);

	assert_int_equal(age.least, least);
	assert_int_equal(age.most, most);
	assert_int_equal(age.verified, given->verified);
}

static void a_birth_year_leaves_two_ages(void **state)
{
	struct age_given given;
	ms_t new_year;

	assert_true(clock_parse("2027-01-01T00:00:00Z", &new_year));
	assert_int_equal(age_give_birth_year(2010, T0, true, &given), ERR_NONE);
	is_age(&given, T0, 15, 16);
	is_age(&given, new_year - 1, 15, 16);
	is_age(&given, new_year, 16, 17);
}

static void a_band_grows_older(void **state)
{
	struct age_given given;

	assert_int_equal(age_give_band(13, 15, T0, false, &given), ERR_NONE);
	is_age(&given, T0, 13, 15);
	is_age(&given, T0 - MS_DAY, 13, 15);
	is_age(&given, T0 + MS_DAY, 13, 16);
	is_age(&given, T0 + 800 * MS_DAY, 15, 18);
	is_age(&given, T0 + 400000 * MS_DAY, UINT8_MAX, UINT8_MAX);
}

static void absurd_ages_are_refused(void **state)
{
	static const int32_t birth_years[] = {INT32_MIN, 0,    1899, 1926,
					      2016,	 2026, 2027, INT32_MAX};
	struct age_given given = {.birth_year = 1};

	for (size_t i = 0; i < COUNT(birth_years); i++)
		assert_int_equal(age_give_birth_year(birth_years[i], T0, false, &given), ERR_INPUT);
	assert_int_equal(age_give_band(9, 12, T0, false, &given), ERR_INPUT);
	assert_int_equal(age_give_band(18, 100, T0, false, &given), ERR_INPUT);
	assert_int_equal(age_give_band(20, 19, T0, false, &given), ERR_INPUT);
	assert_int_equal(given.birth_year, 1);
}

static void gaps(void **state)
{
	struct rules rules;

	rules_default(&rules);
	assert_int_equal(age_gap(&rules, exactly(30), exactly(14)), 16);
	assert_int_equal(age_gap(&rules, exactly(14), exactly(30)), 0);
	assert_int_equal(age_gap(&rules, exactly(17), exactly(14)), 0);
	assert_int_equal(age_gap(&rules, exactly(30), exactly(20)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair),
		cmocka_unit_test(the_articles_two_examples),
		cmocka_unit_test(bands_are_as_strict_as_their_strictest_pair),
		cmocka_unit_test(who_gave_no_age_contacts_nobody),
		cmocka_unit_test(a_refusal_has_one_code),
		cmocka_unit_test(a_birth_year_leaves_two_ages),
		cmocka_unit_test(a_band_grows_older),
		cmocka_unit_test(absurd_ages_are_refused),
		cmocka_unit_test(gaps),
	};

	return cmocka_run_group_tests_name("standing_age", tests, NULL, NULL);
}
