// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A member's standing: what was decided about him, and what follows from it.
 *
 * All decisions are kept, in order; the standing is computed from those that stand. To reverse one
 * is to compute without it, so that what is restored is exactly what would have been, whatever came
 * in between: a ban that its percentage alone brought about falls with it, and what was decided
 * on top of it (a confirmation, an appeal) with that. A decision counts for nothing while it makes
 * no sense among those that stand (the lifting of a ban that is none), and counts again when it
 * does.
 *
 * A percentage falls by the decay a day until it is 0. It is never stored as it is now: it follows
 * from the decisions and the moment asked for, in whole numbers, so that how often somebody looks
 * makes no difference. A decision keeps the percentage, decay and threshold it was taken under:
 * changed rules change nothing that was decided.
 *
 * Reaching the threshold is a ban, and stays one when the percentage has fallen since. A ban or a
 * suspension ends when a person lifts it (it was right, and is over) or reverses it (it was not).
 *
 * People are numbers here, never 0; 0 is the program.
 */
#ifndef STANDING_MEMBER_H
#define STANDING_MEMBER_H

#include "base/clock.h"
#include "base/error.h"
#include "standing/age.h"
#include "standing/rules.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What may happen: code, whether it can be reversed, what `target` names. */
#define STANDING_RULINGS(D)                                                                        \
	D(OFFENCE, "offence", true)	 /* confirmed; the rules say what it costs. No target */   \
	D(SUSPEND, "suspension", true)	 /* by a robot. No target */                               \
	D(CONFIRM, "confirmation", true) /* of a suspension, by a person: a ban */                 \
	D(LIFT, "lifting", true)	 /* of a suspension or a ban, by a person */               \
	D(REVERSE, "reversal", true)	 /* of any decision, by a person; itself can be undone */  \
	D(APPEAL, "appeal", false)	 /* filed by the member; once for a decision */            \
	D(UPHELD, "appeal_refused", false) /* the target of the appeal stands */                   \
	D(GRANTED, "appeal_granted", true) /* it is reversed */

enum ruling_kind {
#define X(name, code, reversible) RULING_##name,
	STANDING_RULINGS(X)
#undef X
		RULING_KINDS
};

/* How an act came to be known. */
enum found_by {
	FOUND_BY_PERSON,  /* a moderator came upon it */
	FOUND_BY_REPORT,  /* a member told of it */
	FOUND_BY_MACHINE, /* it was held for what it reads as, or looks like */
	FOUND_BY_COUNT
};

enum {
	MEMBER_RULINGS_MAX = 1024, /* about one member; then ERR_FULL */
	RULING_TEXT = 200,
};

/* A penalty in hundredths of a per cent times milliseconds of a day: both the percentages and the
 * decay of one millisecond are whole numbers of it. */
#define PENALTY_PERCENT (100 * MS_DAY)

struct ruling {
	uint32_t number; /* 1 and up, of this member */
	enum ruling_kind kind;
	ms_t at;
	uint64_t by;	 /* the person who decided; 0: the program. Of an appeal: the member */
	uint64_t also;	 /* who had said the same before, where two are needed; 0: nobody */
	uint64_t about;	 /* the message, photo or alarm it rests on, by the caller's number; 0: none
			  */
	uint32_t target; /* number of the decision it is about; 0: none */
	enum offence offence; /* of an OFFENCE, with its place; of others 0 */
	enum where where;
	enum robot robot; /* of a SUSPEND */
	enum found_by found_by; /* of an OFFENCE */
	/* The rules it was taken under. */
	bool ban;
	int32_t percent;
	int32_t decay;	/* hundredths of a per cent a day */
	int32_t ban_at; /* per cent */
	/* What follows, as of the latest ruling. */
	bool reversible;
	bool stands;	/* not reversed */
	bool void_now;	/* nothing is left that it was about */
	bool bans;	/* it brings about a ban */
	bool suspends;	/* it brings about a suspension */
	bool ended;	/* the ban or suspension was lifted, or the suspension confirmed */
	int64_t before; /* the penalty at its moment, without and with it */
	int64_t after;
};

enum appeal { APPEAL_NONE, APPEAL_OPEN, APPEAL_REFUSED, APPEAL_GRANTED };

struct member {
	uint64_t number;
	struct age_given age;
	ms_t joined;
	struct ruling *rulings; /* owned; in order */
	uint32_t count, room;
	/* What follows from them. */
	int64_t penalty; /* as it was at penalty_at */
	ms_t penalty_at;
	int32_t decay; /* since then */
	bool banned, suspended;
};

/* What is asked to be decided; see struct ruling for the fields. */
struct ruling_request {
	enum ruling_kind kind;
	ms_t at;
	uint64_t by, also, about;
	uint32_t target;
	enum offence offence;
	enum where where;
	enum robot robot;
	enum found_by found_by;
};

/* `age`: copied; NULL: none was given. */
void member_init(struct member *member, uint64_t number, const struct age_given *age, ms_t joined);
void member_finish(struct member *member);

/* Decides, and hands out the record. Events come in order of `at`. Refused, with nothing changed
 * and the reason in error_r: ERR_INPUT what makes no sense or is earlier than the last; ERR_ABSENT
 * no rule for the act, no such target; ERR_STATE not possible now (already lifted, appealed once
 * before, decided by the one whose decision it is); ERR_FULL. */
enum err member_decide(struct member *member, const struct rules *rules,
		       const struct ruling_request *request, struct ruling *ret_record,
		       struct error *error_r);

/* Appends a decision as it was taken once, of which only what is recorded is looked at: to read back what was written down.
 * ERR_INPUT: it cannot have been. */
enum err member_restore(struct member *member, const struct ruling *ruling);

/* Hundredths of a per cent at a moment not before the last decision; what is left of one counts as
 * one. */
int64_t member_percent(const struct member *member, ms_t now);
/* When it will be 0; MS_NEVER without decay. */
ms_t member_clear_at(const struct member *member);

/* NULL: no such ruling. */
const struct ruling *member_ruling(const struct member *member, uint32_t number);
enum appeal member_appeal(const struct member *member, uint32_t number);
/* Whether a person may decide an appeal against this decision: not who took it, confirmed it or
 * lifted it, nor who took the one that it rests on. */
bool member_may_judge(const struct member *member, uint32_t number, uint64_t person);
/* Writes at most `room` of those who may not, for the queue; returns how many there are. */
size_t member_judges_not(const struct member *member, uint32_t number, uint64_t *ret_people,
			 size_t room);

/* The code of what a decision came to, for statements and translation: "penalty", "noted",
 * "ban_act", "ban_threshold", "suspension", ... */
const char *ruling_code(const struct ruling *ruling);
/* One English sentence with its facts. */
const char *ruling_sentence(const struct ruling *ruling, char ret_text[RULING_TEXT]);

#endif
