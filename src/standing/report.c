// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/report.h"

#include "base/hash.h"
#include "base/mem.h"

#include <string.h>

/* ---- one report ---- */

static bool is_new(const struct report *report)
{
	return report->at - report->reporter.joined < REPORTER_NEW;
}

uint32_t report_weight(const struct report *report)
{
	uint64_t confirmed = report->reporter.confirmed, rejected = report->reporter.rejected;
	uint64_t weight = REPORT_WEIGHT * (confirmed + 1) / (confirmed + rejected + 2);

	return (uint32_t)(is_new(report) ? weight / 2 : weight);
}

static int by_number(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* The one order of reports: heaviest first, then earliest. Reports that are equal here are the
 * same. */
static int compare(const struct report *a, const struct report *b)
{
	const uint64_t keys[][2] = {
		{report_weight(b), report_weight(a)},
		/* Moments may be negative; turned so that they keep their order. */
		{(uint64_t)a->at ^ UINT64_C(1) << 63, (uint64_t)b->at ^ UINT64_C(1) << 63},
		{a->reporter.number, b->reporter.number},
		{a->about, b->about},
		{a->offence, b->offence},
		{a->reporter.address, b->reporter.address},
		{a->reporter.device, b->reporter.device},
		{(uint64_t)a->reporter.joined, (uint64_t)b->reporter.joined},
		{a->reporter.confirmed, b->reporter.confirmed},
		{a->reporter.rejected, b->reporter.rejected},
	};
	int order = 0;

	for (size_t i = 0; i < sizeof keys / sizeof keys[0] && order == 0; i++)
		order = by_number(keys[i][0], keys[i][1]);
	return order;
}

/* ---- the set ---- */

static void take_out(struct reports *reports, size_t at)
{
	reports->count--;
	memmove(&reports->list[at], &reports->list[at + 1],
		(reports->count - at) * sizeof reports->list[0]);
}

/* Whether the reporter has a report that comes before this one; a later one of his is taken out. */
static bool said_better(struct reports *reports, const struct report *report)
{
	for (size_t i = 0; i < reports->count; i++) {
		if (reports->list[i].reporter.number != report->reporter.number)
			continue;
		if (compare(&reports->list[i], report) <= 0)
			return true;
		take_out(reports, i);
		return false;
	}
	return false;
}

enum err reports_add(struct reports *reports, const struct report *report)
{
	size_t at = 0;

	if (report->reporter.number == 0 || (unsigned)report->offence >= OFFENCE_COUNT)
		return ERR_INPUT;
	if (said_better(reports, report))
		return ERR_NONE;
	while (at < reports->count && compare(&reports->list[at], report) < 0)
		at++;
	if (at == REPORTS_MAX)
		return ERR_NONE;
	if (reports->count == REPORTS_MAX)
		reports->count--;
	memmove(&reports->list[at + 1], &reports->list[at],
		(reports->count - at) * sizeof reports->list[0]);
	reports->list[at] = *report;
	reports->count++;
	return ERR_NONE;
}

/* ---- company ---- */

enum err company_init(struct company *company, uint32_t room)
{
	struct company_pair *pairs = mem_try_alloc(room, sizeof *pairs);

	if (pairs == NULL)
		return ERR_MEMORY;
	*company = (struct company){.pairs = pairs, .room = room};
	return ERR_NONE;
}

void company_finish(struct company *company)
{
	mem_free(company->pairs);
	*company = (struct company){0};
}

/* Numbers of members are the site's, so the hash needs no key. */
static struct company_pair *set_of(const struct company *company, uint64_t a, uint64_t b)
{
	uint64_t pair[2] = {a, b};
	uint32_t hash = hash_bytes(0, (const uint8_t *)pair, sizeof pair);

	return &company->pairs[hash & (company->room - 1) & ~(uint32_t)(COMPANY_WAYS - 1)];
}

static void note_pair(struct company *company, uint64_t a, uint64_t b)
{
	struct company_pair *set = set_of(company, a, b), *place = set;

	for (int i = 0; i < COMPANY_WAYS; i++) {
		struct company_pair *one = &set[i];

		if (one->a == a && one->b == b) {
			one->times++;
			one->noted = company->notes;
			return;
		}
		if (one->times < place->times ||
		    (one->times == place->times && one->noted < place->noted))
			place = one;
	}
	*place = (struct company_pair){a, b, 1, company->notes};
}

void company_note(struct company *company, const struct reports *reports)
{
	company->notes++;
	for (size_t i = 0; i < reports->count; i++)
		for (size_t j = i + 1; j < reports->count; j++) {
			uint64_t a = reports->list[i].reporter.number;
			uint64_t b = reports->list[j].reporter.number;

			note_pair(company, a < b ? a : b, a < b ? b : a);
		}
}

uint32_t company_times(const struct company *company, uint64_t a, uint64_t b)
{
	uint64_t low = a < b ? a : b, high = a < b ? b : a;
	const struct company_pair *set = set_of(company, low, high);

	for (int i = 0; i < COMPANY_WAYS; i++)
		if (set[i].a == low && set[i].b == high)
			return set[i].times;
	return 0;
}

/* ---- voices ---- */

static int64_t day_of(ms_t at)
{
	return at >= 0 ? at / MS_DAY : (at + 1) / MS_DAY - 1;
}

static bool are_connected(const struct reporter *a, const struct reporter *b,
			  const struct company *company)
{
	if (a->address != 0 && a->address == b->address)
		return true;
	if (a->device != 0 && a->device == b->device)
		return true;
	if (day_of(a->joined) == day_of(b->joined))
		return true;
	return company != NULL && company_times(company, a->number, b->number) >= TOGETHER_TIMES;
}

/* voice[i]: the first report of those connected with report i, directly or through others. */
struct voices {
	uint8_t of[REPORTS_MAX];
	uint8_t size[REPORTS_MAX]; /* reporters of the voice that begins here */
};

_Static_assert(REPORTS_MAX <= UINT8_MAX, "a voice is an index in eight bits");

static void join(struct voices *voices, size_t count, uint8_t a, uint8_t b)
{
	uint8_t first = a < b ? a : b, other = a < b ? b : a;

	for (size_t i = 0; i < count && first != other; i++)
		if (voices->of[i] == other)
			voices->of[i] = first;
}

static void find_voices(const struct reports *reports, const struct company *company,
			struct voices *ret_voices)
{
	memset(ret_voices, 0, sizeof *ret_voices);
	for (size_t i = 0; i < reports->count; i++)
		ret_voices->of[i] = (uint8_t)i;
	for (size_t i = 0; i < reports->count; i++)
		for (size_t j = 0; j < i; j++)
			if (ret_voices->of[i] != ret_voices->of[j] &&
			    are_connected(&reports->list[i].reporter, &reports->list[j].reporter,
					  company))
				join(ret_voices, reports->count, ret_voices->of[i],
				     ret_voices->of[j]);
	for (size_t i = 0; i < reports->count; i++)
		ret_voices->size[ret_voices->of[i]]++;
}

/* Whether, in some BRIGADE_SPAN that begins with report `first`, enough reporters of whom two in
 * three are suspect came together. */
static bool brigade_from(const struct reports *reports, const bool *suspect, size_t first)
{
	ms_t begin = reports->list[first].at;
	uint32_t all = 0, suspects = 0;

	for (size_t i = 0; i < reports->count; i++) {
		ms_t at = reports->list[i].at;

		if (at < begin || at - begin > BRIGADE_SPAN)
			continue;
		all++;
		suspects += suspect[i];
	}
	return all >= BRIGADE_COUNT && 3 * suspects >= 2 * all;
}

void reports_weigh(const struct reports *reports, const struct company *company,
		   struct reports_weighed *ret_weighed)
{
	struct reports_weighed weighed = {.reporters = (uint32_t)reports->count};
	struct voices voices;
	bool suspect[REPORTS_MAX];

	find_voices(reports, company, &voices);
	for (size_t i = 0; i < reports->count; i++) {
		bool fresh = is_new(&reports->list[i]), connected = voices.size[voices.of[i]] > 1;

		suspect[i] = fresh || connected;
		weighed.fresh += fresh;
		weighed.connected += connected;
		if (voices.of[i] != i)
			continue;
		/* Heaviest first: the first of a voice is its heaviest. */
		weighed.voices++;
		weighed.weight += report_weight(&reports->list[i]);
	}
	for (size_t i = 0; i < reports->count && !weighed.brigade; i++)
		weighed.brigade = brigade_from(reports, suspect, i);
	if (reports->count > 0)
		weighed.ask = weighed.weight >= REPORTS_FIRST_AT ? REPORTS_FIRST : REPORTS_LOOK;
	*ret_weighed = weighed;
}
