// SPDX-License-Identifier: GPL-3.0-or-later
/* What works and one should know, and shows only beside the packs: what the line may say, and
 * whether the caps can pay for it on an ordinary day. */
#include "daemon/settings_table.h"

#include "base/jsonout.h"
#include "base/sms.h"
#include "daemon/packs.h"
#include "flow/budget/ledger.h"

static void warn_languages(struct warnings *warnings, const struct packs *packs,
			   const struct line *line)
{
	for (size_t i = 0; i < line->language_count; i++)
		if (packs_find(packs, line->languages[i]) == NULL)
			settings_warn_at(warnings, &line->languages, line->name,
					 "this line speaks %s, but there is no pack for it",
					 language_name(line->languages[i]));
}

/* A stalling line says nothing in a language without a grammar for it. */
static void warn_speechless(struct warnings *warnings, const struct packs *packs, const struct line *line)
{
	for (size_t i = 0; line->kind == LINE_STALL && i < line->language_count; i++) {
		const struct pack *pack = packs_find(packs, line->languages[i]);

		if (pack != NULL && pack->talk == NULL)
			settings_warn_at(warnings, &line->languages, line->name,
					 "the pack of %s has no talk/: a stalling line has nothing to say in it",
					 language_name(line->languages[i]));
	}
}

/* Parts of the longest text that the line may say, in any of its languages. */
static int parts_of(const struct packs *packs, const struct line *line)
{
	int most = 1;

	for (size_t i = 0; i < line->language_count; i++) {
		const struct pack *pack = packs_find(packs, line->languages[i]);

		for (size_t a = 0; pack != NULL && a < pack->answer_count; a++) {
			int parts = sms_measure(bytes_of_text(pack->answers[a].text)).parts;

			if (parts > most)
				most = parts;
		}
	}
	return most;
}

/* ---- an ordinary day ---- */

enum { PEAK = 2 }; /* times the mean of a day: its busiest hour */

static int64_t whole(double count)
{
	int64_t below = (int64_t)count;

	return below + ((double)below < count);
}

/* What a cap leaves for ordinary answers, beside the tenth that is kept. */
static int64_t ordinary_part(const struct line *line, int64_t cap)
{
	return ledger_keeps_tenths(line->caps.hour, line->caps.day, line->cost.out) ? cap - cap / 10
										    : cap;
}

/* `count` answers against what a cap leaves for them. */
static void warn_unpaid(struct warnings *warnings, const struct line *line, const int64_t *cap,
			const char *when, int64_t count, int64_t price)
{
	char each[32], all[32], leaves[32];
	int64_t left = ordinary_part(line, *cap);

	if (*cap == INT64_MAX || count * price <= left)
		return;
	settings_warn_at(
		warnings, cap, line->name,
		"%s %lld answers are expected, at %s each: %s, but the cap leaves %s; write "
		"more, or who writes on an ordinary day has to wait",
		when, (long long)count, money_text(price, each), money_text(count * price, all),
		money_text(left, leaves));
}

static void warn_uncounted(struct warnings *warnings, const struct line *line, int64_t count)
{
	if (count > line->limits.answers)
		settings_warn_at(
			warnings, &line->limits.answers, line->name,
			"at its busiest hour %lld answers are expected, but this limit lets "
			"%lld out; write more, or who writes on an ordinary day has to wait",
			(long long)count, (long long)line->limits.answers);
}

/* A price is at most 10^11 and a count 10^6 (settings_money_check.c, settings_counts.c): no product
 * overflows. */
static void warn_expected(struct warnings *warnings, const struct packs *packs,
			  const struct line *line)
{
	int64_t price = line->cost.out * parts_of(packs, line);
	int64_t busiest = whole(line->expect * PEAK / 24);

	if (line->expect == 0)
		return;
	warn_unpaid(warnings, line, &line->caps.hour, "at its busiest hour", busiest, price);
	warn_unpaid(warnings, line, &line->caps.day, "on an ordinary day", whole(line->expect),
		    price);
	warn_uncounted(warnings, line, busiest);
}

static void warn_decline(struct warnings *warnings, const struct packs *packs,
			 const struct line *line)
{
	int parts = parts_of(packs, line);

	if (line->kind != LINE_DECLINE)
		return;
	if (parts > 1)
		settings_warn_at(warnings, line->name, NULL,
				 "this line may say texts of %d parts, which cost %d times as much",
				 parts, parts);
	warn_expected(warnings, packs, line);
}

size_t settings_warn_packs(const struct settings *settings, const struct packs *packs,
			   struct buf *out)
{
	struct warnings warnings = {.settings = settings, .out = out};

	for (size_t i = 0; i < settings->line_count; i++) {
		warn_languages(&warnings, packs, &settings->lines[i]);
		warn_speechless(&warnings, packs, &settings->lines[i]);
		warn_decline(&warnings, packs, &settings->lines[i]);
	}
	return warnings.count;
}
