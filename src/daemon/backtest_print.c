// SPDX-License-Identifier: GPL-3.0-or-later
/* What other rules would have done, as a table for people and as JSON: the same rows for both. */
#include "daemon/backtest.h"
#include "standing/site_view.h"

#include <stdio.h>

/* ---- rows ---- */

/* One number before and after: `what` for programs, `words` for people. */
typedef void row_printer(void *context, const char *what, const char *words, const uint64_t value[RUNS]);

struct rows {
	row_printer *print;
	void *context;
};

/* `always`: also when it is nought twice. */
static void put(const struct rows *rows, bool always, const char *what, const char *words, uint64_t before,
		uint64_t after)
{
	const uint64_t value[RUNS] = {before, after};

	if (always || before != 0 || after != 0)
		rows->print(rows->context, what, words, value);
}

/* How many members something is true of. */
static void count(const struct backtest *backtest, bool (*is)(const struct backtest_fate *fate, unsigned which),
		  unsigned which, uint64_t ret_count[RUNS])
{
	const struct backtest_member *members;
	size_t member_count = backtest_members(backtest, &members);

	for (size_t r = 0; r < RUNS; r++) {
		ret_count[r] = 0;
		for (size_t i = 0; i < member_count; i++)
			ret_count[r] += is(&members[i].fate[r], which);
	}
}

static bool is_state(const struct backtest_fate *fate, unsigned which)
{
	switch (which) {
	case STATE_BANNED:
		return fate->banned;
	case STATE_SUSPENDED:
		return fate->suspended;
	case STATE_HELD:
		return fate->held;
	default:
		return fate->warned;
	}
}

static bool is_robot(const struct backtest_fate *fate, unsigned which)
{
	return (fate->robots >> which & 1) != 0;
}

static bool is_act(const struct backtest_fate *fate, unsigned which)
{
	return (fate->acts >> which & 1) != 0;
}

static bool is_act_and_banned(const struct backtest_fate *fate, unsigned which)
{
	return fate->banned && is_act(fate, which);
}

static void put_states(const struct rows *rows, const struct backtest *backtest)
{
	uint64_t n[RUNS];

	count(backtest, is_state, STATE_BANNED, n);
	put(rows, true, "members.banned", "members banned", n[BEFORE], n[AFTER]);
	count(backtest, is_state, STATE_SUSPENDED, n);
	put(rows, true, "members.suspended", "members suspended by a robot", n[BEFORE], n[AFTER]);
	count(backtest, is_state, STATE_HELD, n);
	put(rows, true, "members.held", "members whose posts wait (hold_at)", n[BEFORE], n[AFTER]);
	count(backtest, is_state, STATE_WARNED, n);
	put(rows, true, "members.warned", "members told how far it is (warn_at)", n[BEFORE], n[AFTER]);
}

static void put_rules(const struct rows *rows, const struct backtest *backtest)
{
	char what[64], words[96];
	uint64_t n[RUNS];

	for (unsigned i = 0; i < ROBOT_COUNT; i++) {
		count(backtest, is_robot, i, n);
		snprintf(what, sizeof what, "robots.%s", robot_code((enum robot)i));
		snprintf(words, sizeof words, "robot %s: members suspended", robot_code((enum robot)i));
		put(rows, false, what, words, n[BEFORE], n[AFTER]);
	}
	for (unsigned i = 0; i < OFFENCE_COUNT; i++) {
		count(backtest, is_act, i, n);
		snprintf(what, sizeof what, "acts.%s", offence_code((enum offence)i));
		snprintf(words, sizeof words, "act %s: members it was decided about", offence_code((enum offence)i));
		put(rows, false, what, words, n[BEFORE], n[AFTER]);
		count(backtest, is_act_and_banned, i, n);
		snprintf(what, sizeof what, "acts.%s.banned", offence_code((enum offence)i));
		put(rows, false, what, "  of these banned", n[BEFORE], n[AFTER]);
	}
}

static void put_reasons(const struct rows *rows, const char *verdict, const uint64_t *before, const uint64_t *after)
{
	char what[64], words[96];

	for (unsigned i = 0; i < BACKTEST_REASONS; i++) {
		snprintf(what, sizeof what, "texts.%s.%s", verdict, site_reason_code(i));
		snprintf(words, sizeof words, "  for %s", site_reason_code(i));
		put(rows, false, what, words, before[i], after[i]);
	}
}

static void put_texts(const struct rows *rows, const struct backtest *backtest)
{
	const struct backtest_counts *a = backtest_counts(backtest, BEFORE), *b = backtest_counts(backtest, AFTER);

	put(rows, true, "texts.held", "texts and pictures held", a->held, b->held);
	put_reasons(rows, "held", a->held_for, b->held_for);
	put(rows, true, "texts.refused", "texts and pictures refused", a->refused, b->refused);
	put_reasons(rows, "refused", a->refused_for, b->refused_for);
	put(rows, true, "contacts.refused", "contacts refused", a->contacts_refused, b->contacts_refused);
	put(rows, true, "decisions.applied", "what people decided, and applied", a->decided, b->decided);
	put(rows, true, "decisions.idle", "what was about something that was not there", a->idle, b->idle);
	put(rows, false, "decisions.assumed", "second persons taken to agree", a->assumed, b->assumed);
	put(rows, false, "rejected", "events that the site refused", a->rejected, b->rejected);
}

static void put_all(const struct rows *rows, const struct backtest *backtest)
{
	put_states(rows, backtest);
	put_rules(rows, backtest);
	put_texts(rows, backtest);
}

/* ---- whom it touches ---- */

/* Those of whom something is true in run `yes` and not in the other. */
static const struct list {
	const char *what, *words;
	size_t yes;
	bool ban; /* else a suspension */
} lists[] = {
	{"newly_banned", "Newly banned", AFTER, true},
	{"no_longer_banned", "No longer banned", BEFORE, true},
	{"newly_suspended", "Newly suspended", AFTER, false},
	{"no_longer_suspended", "No longer suspended", BEFORE, false},
};

enum { LISTS = sizeof lists / sizeof lists[0] };

static const char *sentence(const struct list *list, const struct backtest_member *member)
{
	const struct backtest_fate *yes = &member->fate[list->yes], *no = &member->fate[1 - list->yes];

	if (list->ban)
		return yes->banned && !no->banned ? yes->ban : NULL;
	return yes->suspended && !no->suspended ? yes->suspension : NULL;
}

static size_t list_size(const struct list *list, const struct backtest *backtest)
{
	const struct backtest_member *members;
	size_t count_r = 0, member_count = backtest_members(backtest, &members);

	for (size_t i = 0; i < member_count; i++)
		count_r += sentence(list, &members[i]) != NULL;
	return count_r;
}

/* ---- for people ---- */

static void print_row(void *context, const char *what, const char *words, const uint64_t value[RUNS])
{
	long long more = (long long)(value[AFTER] - value[BEFORE]);
	struct buf *out = context;

	(void)what;
	buf_add_format(out, "%-48s %9llu %9llu", words, (unsigned long long)value[BEFORE],
		       (unsigned long long)value[AFTER]);
	if (more != 0)
		buf_add_format(out, " %+9lld", more);
	buf_add_text(out, "\n");
}

static void print_list(const struct list *list, const struct backtest *backtest, struct buf *out)
{
	const struct backtest_member *members;
	size_t shown = 0, all = list_size(list, backtest), member_count = backtest_members(backtest, &members);

	if (all == 0)
		return;
	buf_add_format(out, "\n%s: %zu\n", list->words, all);
	for (size_t i = 0; i < member_count && shown < BACKTEST_SHOWN; i++) {
		const char *why = sentence(list, &members[i]);

		if (why == NULL)
			continue;
		buf_add_format(out, "  %-20s %s\n", members[i].id, why);
		shown++;
	}
	if (all > shown)
		buf_add_format(out, "  and %zu more\n", all - shown);
}

void backtest_print(const struct backtest *backtest, const char *in_force, const char *changed, struct buf *out)
{
	const struct rows rows = {print_row, out};
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	ms_t first, last;
	uint64_t events = backtest_events(backtest, &first, &last);

	if (events == 0) {
		buf_add_text(out, "No event of a site: nothing to compare.\n");
		return;
	}
	buf_add_format(out, "%llu events, %.10s to %.10s. In force: %s; changed: %s.\n\n", (unsigned long long)events,
		       clock_text(first, from), clock_text(last, to), in_force, changed);
	buf_add_format(out, "%-48s %9s %9s\n", "", "in force", "changed");
	put_all(&rows, backtest);
	for (size_t i = 0; i < LISTS; i++)
		print_list(&lists[i], backtest, out);
}

/* ---- for programs ---- */

static void json_row(void *context, const char *what, const char *words, const uint64_t value[RUNS])
{
	struct jsonout *json = context;

	(void)words;
	jsonout_open(json, NULL);
	jsonout_text(json, "what", what);
	jsonout_int(json, "in_force", (int64_t)value[BEFORE]);
	jsonout_int(json, "changed", (int64_t)value[AFTER]);
	jsonout_close(json);
}

static void json_list(const struct list *list, const struct backtest *backtest, struct jsonout *json)
{
	const struct backtest_member *members;
	size_t shown = 0, member_count = backtest_members(backtest, &members);

	jsonout_open(json, list->what);
	jsonout_int(json, "count", (int64_t)list_size(list, backtest));
	jsonout_open_list(json, "members");
	for (size_t i = 0; i < member_count && shown < BACKTEST_SHOWN; i++) {
		const char *why = sentence(list, &members[i]);

		if (why == NULL)
			continue;
		jsonout_open(json, NULL);
		jsonout_text(json, "id", members[i].id);
		jsonout_text(json, "sentence", why);
		jsonout_close(json);
		shown++;
	}
	jsonout_close_list(json);
	jsonout_close(json);
}

void backtest_json(const struct backtest *backtest, struct buf *out)
{
	struct jsonout json;
	const struct rows rows = {json_row, &json};
	ms_t first, last;
	uint64_t events = backtest_events(backtest, &first, &last);

	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_int(&json, "events", (int64_t)events);
	jsonout_time(&json, "from", events != 0 ? first : MS_NEVER);
	jsonout_time(&json, "to", events != 0 ? last : MS_NEVER);
	jsonout_open_list(&json, "rows");
	put_all(&rows, backtest);
	jsonout_close_list(&json);
	for (size_t i = 0; i < LISTS; i++)
		json_list(&lists[i], backtest, &json);
	jsonout_close(&json);
	buf_add_text(out, "\n");
}
