// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What other rules would have done: the events of a site through its machine (standing/site.h) twice, in step, by the rules in
 * force and by changed ones. Nothing is kept or sent.
 *
 * What people decided is in the events. It applies in the second run to what is the same there (backtest_twins.h), and to
 * nothing where that does not exist: what a person would have said of an item that never was is not known. Where the changed
 * rules ask for a second person and one was enough by those in force, the second is taken to agree: else no rule that bans
 * would ever seem to ban anybody.
 */
#ifndef DAEMON_BACKTEST_H
#define DAEMON_BACKTEST_H

#include "base/jsonout.h"
#include "flow/classify/classify.h"
#include "standing/site.h"

enum {
	BEFORE,
	AFTER,
	RUNS, /* by the rules in force, by the changed ones */
	BACKTEST_REASONS = REASON_OFFENCE + OFFENCE_COUNT,
	BACKTEST_SHOWN = 20, /* members named in a list */
	BACKTEST_SENTENCE = 280,
};

/* What became of one member in one run, ever: a ban that was lifted later was one. */
struct backtest_fate {
	bool banned, suspended, held, warned;
	uint32_t robots;      /* a bit each: suspended him */
	uint32_t acts;	      /* a bit each: was decided against him */
	char *ban, *suspension; /* why, the first time, with its moment; NULL; owned */
};

struct backtest_member {
	char *id; /* owned */
	struct backtest_fate fate[RUNS];
};

struct backtest_counts {
	uint64_t held, refused; /* texts and pictures */
	uint64_t held_for[BACKTEST_REASONS], refused_for[BACKTEST_REASONS];
	uint64_t contacts_refused;
	uint64_t decided; /* what persons did that applied */
	uint64_t idle;	  /* that did not: the item, statement or contact is not there, or in another state */
	uint64_t assumed;  /* second opinions taken to agree: see backtest.c */
	uint64_t rejected; /* other events that the site refused */
};

struct backtest;

/* `classify` must outlive it. NULL: memory is short. */
struct backtest *backtest_create(const struct classify *classify, const struct rules *in_force, const struct rules *changed);
void backtest_destroy(struct backtest *backtest);

/* The next event, not before the last. Its e-mail is replaced by its hashes. Only ERR_MEMORY, ERR_FULL are returned, and
 * ERR_INPUT for an e-mail that is none: what the site refuses is counted. */
enum err backtest_event(struct backtest *backtest, ms_t at, struct call *call, struct error *error_r);

/* What came of it. */
const struct backtest_counts *backtest_counts(const struct backtest *backtest, size_t run);
size_t backtest_members(const struct backtest *backtest, const struct backtest_member **ret_members);
uint64_t backtest_events(const struct backtest *backtest, ms_t *ret_first, ms_t *ret_last);

/* backtest_print.c: for people, and for programs. `in_force`, `changed`: where the rules are from. */
void backtest_print(const struct backtest *backtest, const char *in_force, const char *changed, struct buf *out);
void backtest_json(const struct backtest *backtest, struct buf *out);

#endif
