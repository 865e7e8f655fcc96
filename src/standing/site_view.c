// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/site_view.h"

#include "standing/site_private.h"

const char *site_state_code(enum site_state state)
{
	static const char *const codes[] = {
#define X(name, code) code,
		SITE_STATES(X)
#undef X
	};

	return codes[state];
}

const char *site_verdict_code(enum site_verdict verdict)
{
	static const char *const codes[] = {
#define X(name, code) code,
		SITE_VERDICTS(X)
#undef X
	};

	return codes[verdict];
}

const char *site_effect_code(enum site_effect effect)
{
	static const char *const codes[] = {
#define X(name, code) code,
		SITE_EFFECTS(X)
#undef X
	};

	return codes[effect];
}

const char *site_reason_code(unsigned reason)
{
	static const char *const codes[] = {
#define X(name, code) code,
		SITE_REASONS_TABLE(X)
#undef X
	};

	if (reason < REASON_OFFENCE)
		return codes[reason];
	return offence_code((enum offence)(reason - REASON_OFFENCE));
}

const struct site_year *site_year_find(const struct site *site, int32_t year)
{
	for (size_t i = 0; i < SITE_YEARS; i++)
		if (year != 0 && site->years[i].year == year)
			return &site->years[i];
	return NULL;
}

int64_t site_year_median(const struct site_year *year)
{
	uint64_t all = 0, seen = 0;

	for (size_t i = 0; i < SITE_WAITS; i++)
		all += year->waits[i];
	for (size_t i = 0; i < SITE_WAITS && all != 0; i++) {
		seen += year->waits[i];
		/* The bound is 2^((i + 1) / 2); between two doublings it is 1.41 times the lower one. */
		if (2 * seen >= all)
			return (INT64_C(1) << ((i + 1) / 2)) * ((i + 1) % 2 != 0 ? 141 : 100) / 100;
	}
	return -1;
}

const char *site_member_id(const struct site *site, uint32_t member)
{
	return member != 0 && member <= site->person_count ? site->people[member].id : NULL;
}

const struct member *site_member_standing(const struct site *site, uint32_t member)
{
	return &site->people[member].standing;
}

uint32_t site_statement_of(const struct site *site, uint32_t member, uint32_t ruling)
{
	const struct person *person = &site->people[member];

	return ruling != 0 && ruling <= person->standing.count ? person->statements[ruling - 1] : 0;
}

bool site_statement(const struct site *site, uint32_t statement, const struct ruling **ret_ruling,
		    uint32_t *ret_member, uint64_t *ret_event, const char **ret_text)
{
	const struct statement *one;

	if (statement == 0 || statement > site->statement_count)
		return false;
	one = &site->statements[statement];
	*ret_ruling = member_ruling(&site->people[one->member].standing, one->ruling);
	*ret_member = one->member;
	*ret_event = one->event;
	*ret_text = one->text;
	return true;
}

const struct queue *site_queue(const struct site *site)
{
	return &site->queue;
}

bool site_notice_at(const struct site *site, uint32_t at, struct site_notice *ret_notice)
{
	const struct prepared *one;

	if (at >= site->notice_count)
		return false;
	one = &site->notices[at];
	*ret_notice = (struct site_notice){one->member, one->statement, one->event, one->at, one->sealed};
	return true;
}
