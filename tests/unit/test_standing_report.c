// SPDX-License-Identifier: GPL-3.0-or-later
/* Reports weighed together: records, voices, brigades. */
#include "standing/report.h"
#include "standing_fixture.h"

/* Somebody who has been there for long, joined on a day of his own, from an address of his own. */
static struct report by(uint64_t number)
{
	return (struct report){
		.reporter = {.number = number,
			     .joined = T0 - (ms_t)(100 + number) * MS_DAY,
			     .address = 500 + number,
			     .device = 900 + number},
		.at = T0 + (ms_t)number,
		.offence = OFFENCE_HARASSMENT,
		.about = 77,
	};
}

static void add(struct reports *reports, struct report report)
{
	assert_int_equal(reports_add(reports, &report), ERR_NONE);
}

static struct reports_weighed weigh(const struct reports *reports, const struct company *company)
{
	struct reports_weighed weighed;

	reports_weigh(reports, company, &weighed);
	return weighed;
}

static void a_record_gives_weight(void **state)
{
	struct report report = by(1);

	assert_int_equal(report_weight(&report), 500);
	report.reporter.confirmed = 8;
	assert_int_equal(report_weight(&report), 900);
	report.reporter = by(1).reporter;
	report.reporter.rejected = 8;
	assert_int_equal(report_weight(&report), 100);
	report.reporter.joined = report.at - MS_DAY;
	assert_int_equal(report_weight(&report), 50);
	report.reporter.confirmed = UINT32_MAX;
	report.reporter.rejected = UINT32_MAX;
	assert_int_equal(report_weight(&report), 250);
}

static void one_report_is_looked_at(void **state)
{
	struct reports reports = {.count = 0};

	assert_int_equal(weigh(&reports, NULL).ask, REPORTS_NOTHING);
	add(&reports, by(1));
	assert_int_equal(weigh(&reports, NULL).ask, REPORTS_LOOK);
	add(&reports, by(2));
	add(&reports, by(3));
	assert_int_equal(weigh(&reports, NULL).ask, REPORTS_FIRST);
	assert_int_equal(weigh(&reports, NULL).voices, 3);
	assert_false(weigh(&reports, NULL).brigade);
}

static void a_reporter_counts_once(void **state)
{
	struct reports reports = {.count = 0};
	struct report second = by(1);

	add(&reports, by(1));
	second.at += MS_HOUR;
	second.about = 78;
	add(&reports, second);
	assert_int_equal(reports.count, 1);
	assert_int_equal(reports.list[0].about, 77);
	second.reporter.confirmed = 9;
	add(&reports, second);
	assert_int_equal(reports.count, 1);
	assert_int_equal(reports.list[0].about, 78);
}

static void nobody_reports_nothing(void **state)
{
	struct reports reports = {.count = 0};
	struct report report = by(0);

	assert_int_equal(reports_add(&reports, &report), ERR_INPUT);
	report = by(1);
	report.offence = OFFENCE_COUNT;
	assert_int_equal(reports_add(&reports, &report), ERR_INPUT);
	assert_int_equal(reports.count, 0);
}

/* Whatever connects them, many are one voice, and seen as a brigade. */
static void check_brigade(const struct reports *reports, const struct company *company)
{
	struct reports_weighed weighed = weigh(reports, company);

	assert_int_equal(weighed.reporters, 20);
	assert_int_equal(weighed.voices, 1);
	assert_int_equal(weighed.connected, 20);
	assert_int_equal(weighed.weight, 500);
	assert_int_equal(weighed.ask, REPORTS_LOOK);
	assert_true(weighed.brigade);
}

static void the_connected_are_one_voice(void **state)
{
	for (int how = 0; how < 3; how++) {
		struct reports reports = {.count = 0};

		for (uint64_t i = 1; i <= 20; i++) {
			struct report report = by(i);

			if (how == 0)
				report.reporter.address = 4;
			else if (how == 1)
				report.reporter.device = 4;
			else
				report.reporter.joined = T0 - 50 * MS_DAY + (ms_t)i * MS_SECOND;
			add(&reports, report);
		}
		check_brigade(&reports, NULL);
	}
}

static void who_report_together_again_and_again(void **state)
{
	struct reports reports = {.count = 0};
	struct company company;

	assert_int_equal(company_init(&company, 1024), ERR_NONE);
	for (uint64_t i = 1; i <= 20; i++)
		add(&reports, by(i));
	assert_int_equal(weigh(&reports, &company).voices, 20);
	company_note(&company, &reports);
	assert_int_equal(weigh(&reports, &company).voices, 20);
	company_note(&company, &reports);
	assert_int_equal(company_times(&company, 3, 2), 2);
	check_brigade(&reports, &company);
	company_finish(&company);
}

static void company_keeps_who_come_often(void **state)
{
	struct company company;
	struct reports often = {.count = 0};

	assert_int_equal(company_init(&company, COMPANY_WAYS), ERR_NONE);
	add(&often, by(1));
	add(&often, by(2));
	company_note(&company, &often);
	company_note(&company, &often);
	for (uint64_t i = 10; i < 200; i += 2) {
		struct reports once = {.count = 0};

		add(&once, by(i));
		add(&once, by(i + 1));
		company_note(&company, &once);
	}
	assert_int_equal(company_times(&company, 1, 2), 2);
	assert_int_equal(company_times(&company, 10, 11), 0);
	company_finish(&company);
}

static void a_crowd_of_new_accounts_is_a_brigade(void **state)
{
	struct reports reports = {.count = 0};

	for (uint64_t i = 1; i <= 5; i++) {
		struct report report = by(i);

		report.reporter.joined = T0 - (ms_t)i * MS_DAY;
		add(&reports, report);
		assert_int_equal(weigh(&reports, NULL).brigade, i == 5);
	}
	assert_int_equal(weigh(&reports, NULL).fresh, 5);
}

/* Many who have nothing to do with each other are no brigade; nor are new ones over weeks. */
static void honest_crowds_are_none(void **state)
{
	struct reports reports = {.count = 0}, slow = {.count = 0};

	for (uint64_t i = 1; i <= 40; i++) {
		struct report report = by(i);

		add(&reports, report);
		report.at = T0 + (ms_t)i * MS_DAY;
		report.reporter.joined = report.at - MS_DAY;
		add(&slow, report);
	}
	assert_false(weigh(&reports, NULL).brigade);
	assert_int_equal(weigh(&reports, NULL).weight, 40 * 500);
	assert_false(weigh(&slow, NULL).brigade);
}

static void unknown_addresses_connect_nobody(void **state)
{
	struct reports reports = {.count = 0};

	for (uint64_t i = 1; i <= 6; i++) {
		struct report report = by(i);

		report.reporter.address = report.reporter.device = 0;
		add(&reports, report);
	}
	assert_int_equal(weigh(&reports, NULL).voices, 6);
}

/* A flood of reports that weigh little drives out none that weighs more. */
static void the_lightest_fall_out(void **state)
{
	struct reports reports = {.count = 0};

	for (uint64_t i = 1; i <= 3 * REPORTS_MAX; i++) {
		struct report report = by(i);

		report.reporter.rejected = 5;
		add(&reports, report);
	}
	assert_int_equal(reports.count, REPORTS_MAX);
	add(&reports, by(9999));
	assert_int_equal(reports.count, REPORTS_MAX);
	assert_int_equal(reports.list[0].reporter.number, 9999);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_gives_weight),
		cmocka_unit_test(one_report_is_looked_at),
		cmocka_unit_test(a_reporter_counts_once),
		cmocka_unit_test(nobody_reports_nothing),
		cmocka_unit_test(the_connected_are_one_voice),
		cmocka_unit_test(who_report_together_again_and_again),
		cmocka_unit_test(company_keeps_who_come_often),
		cmocka_unit_test(a_crowd_of_new_accounts_is_a_brigade),
		cmocka_unit_test(honest_crowds_are_none),
		cmocka_unit_test(unknown_addresses_connect_nobody),
		cmocka_unit_test(the_lightest_fall_out),
	};

	return cmocka_run_group_tests_name("standing_report", tests, NULL, NULL);
}
