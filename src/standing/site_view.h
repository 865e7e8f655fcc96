// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What can be read of a site: for answers, statements of reasons (Regulation (EU) 2022/2065, art. 17), notices (art. 18) and the
 * yearly report (art. 15 and 24). Pure; what is borrowed lives until the site changes.
 */
#ifndef STANDING_SITE_VIEW_H
#define STANDING_SITE_VIEW_H

#include "standing/site.h"

/* Where a member stands, in rising order. */
#define SITE_STATES(S)                                                                             \
	S(OK, "ok")                                                                                \
	S(WARNED, "warned")	  /* told how far his percentage is */                             \
	S(HELD, "held")		  /* what he posts waits for a person */                           \
	S(SUSPENDED, "suspended") /* by a robot, until a person has looked */                      \
	S(BANNED, "banned")

enum site_state {
#define X(name, code) STATE_##name,
	SITE_STATES(X)
#undef X
		SITE_STATE_COUNT
};
const char *site_state_code(enum site_state state);
const char *site_verdict_code(enum site_verdict verdict);
const char *site_effect_code(enum site_effect effect);
/* Of enum site_reason, or REASON_OFFENCE + enum offence. */
const char *site_reason_code(unsigned reason);

/* What happened in a year, for the report. */
enum { SITE_YEARS = 3, SITE_WAITS = 48 };
struct site_year {
	int32_t year; /* 0: none */
	uint64_t members, contacts, contacts_refused;
	uint64_t texts, photos, held, refused, released, withheld;
	uint64_t reports[OFFENCE_COUNT];
	uint64_t offences[OFFENCE_COUNT];	  /* confirmed by a person */
	uint64_t suspensions[ROBOT_COUNT];	  /* by a robot */
	uint64_t suspensions_lifted[ROBOT_COUNT]; /* a person found nothing */
	uint64_t bans, lifted, reversed;
	uint64_t appeals, appeals_refused, appeals_granted;
	uint64_t brigades, evasions, notices;
	uint64_t waits[SITE_WAITS]; /* how long what waited did: in [2^(i/2), 2^((i+1)/2)) seconds, [0] below one */
};
/* NULL: nothing is known of it. */
const struct site_year *site_year_find(const struct site *site, int32_t year);
/* Seconds that half of what was settled waited at most (the bound of its class); -1: nothing was. */
int64_t site_year_median(const struct site_year *year);

/* What a name that fauxbond gave says: the number behind its letter, as in "s12". 0: it is none. */
uint64_t site_number(struct bytes text, char letter);

/* NULL or "": there is none. */
const char *site_member_id(const struct site *site, uint32_t member);
uint32_t site_member_find(const struct site *site, struct bytes id);
const struct member *site_member_standing(const struct site *site, uint32_t member);
enum site_state site_member_state(const struct site *site, uint32_t member, ms_t now, int64_t *ret_percent);
/* The statement of one of his rulings; 0: none. */
uint32_t site_statement_of(const struct site *site, uint32_t member, uint32_t ruling);
/* False: there is none. `text`: the person's words, or NULL. */
bool site_statement(const struct site *site, uint32_t statement, const struct ruling **ret_ruling,
		    uint32_t *ret_member, uint64_t *ret_event, const char **ret_text);

const struct queue *site_queue(const struct site *site);
/* The number of somebody who decides; 0: he has never done anything here. */
uint64_t site_staff_find(const struct site *site, struct bytes name);
/* NULL: there is nobody of this number. */
const char *site_staff_name(const struct site *site, uint64_t person);
/* The open reports about a member: how many, and what the weightiest says. 0: there are none. */
size_t site_reported(const struct site *site, uint32_t member, enum offence *ret_offence);
/* A text or picture by its number: its event, who wrote it to whom (0: to all), where; false: forgotten. `id` may be NULL. */
struct site_text {
	uint64_t event;
	uint32_t from, to;
	enum where where;
	bool photo, withheld;
	enum site_verdict verdict;
	unsigned reason; /* the first, why it was not delivered; else 0 */
	const char *id;
};
bool site_text(const struct site *site, uint64_t number, struct site_text *ret_text);

/* Notices, from 0 on. */
struct site_notice {
	uint32_t member, statement;
	uint64_t event;
	ms_t at;
	bool sealed;
};
bool site_notice_at(const struct site *site, uint32_t at, struct site_notice *ret_notice);

uint32_t site_member_count(const struct site *site);

#endif
