// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A site's rules, as plain data: what an act costs, how fast that fades, who may contact whom, and
 * what makes a robot suspend. Whoever reads settings fills the rows; each remembers the line it was
 * written on, so that two rows that contradict each other can both be shown. Line 0 is a default.
 *
 * Units: a percentage is whole per cents; decay is hundredths of a per cent a day; spans are ms.
 */
#ifndef STANDING_RULES_H
#define STANDING_RULES_H

#include "base/clock.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a member can do wrong: the code in settings and statements, and its words. */
#define STANDING_OFFENCES(O)                                                                       \
	O(INSULT, "insult", "an insult")                                                           \
	O(SPAM, "spam", "spam or advertising")                                                     \
	O(HATE, "hate", "hate against a group")                                                    \
	O(IMPERSONATION, "impersonation", "posing as somebody else")                               \
	O(PRIVATE_DATA, "private_data", "somebody's private data")                                 \
	O(FALSE_REPORT, "false_report", "a report against better knowledge")                       \
	O(NUDITY, "nudity", "a nude picture")                                                      \
	O(SEXUAL_REQUEST, "sexual_request", "a sexual request")                                    \
	O(WEBCAM_REQUEST, "webcam_request", "asking somebody before a webcam")                     \
	O(HARASSMENT, "harassment", "harassment")                                                  \
	O(THREAT, "threat", "a threat")

enum offence {
#define X(name, code, words) OFFENCE_##name,
	STANDING_OFFENCES(X)
#undef X
		OFFENCE_COUNT
};

/* Where it was done. A rule for a place outweighs the rule for any place. */
#define STANDING_WHERES(P)                                                                         \
	P(ANY, "any")                                                                              \
	P(DIRECT, "direct")                                                                        \
	P(FORUM, "forum")                                                                          \
	P(COMMENT, "comment")                                                                      \
	P(PROFILE, "profile")                                                                      \
	P(PHOTO, "photo")

enum where {
#define X(name, code) WHERE_##name,
	STANDING_WHERES(X)
#undef X
		WHERE_COUNT
};

/*
 * The robots and their default condition: `count` (of what the last column says) within `span` (0:
 * for ever). `level` is the least that counts, in the unit named. `grown`: only what an adult does
 * to a minor counts.
 */
#define STANDING_ROBOTS(R)                                                                         \
	/* name, code, count, span, level, grown */                                                \
	R(MINORS, "many_minors", 5, 7 * MS_DAY, 3, true)     /* minors, that many years younger */ \
	R(REFUSED, "many_refused", 10, MS_DAY, 0, false)     /* members who refused */             \
	R(OPENER, "same_opener", 8, MS_DAY, 24, false)	     /* members; characters of the text */ \
	R(GROOMING, "grooming", 2, 0, 800, false)	     /* rises; score in thousandths */     \
	R(PAYMENT, "payment_links", 3, 7 * MS_DAY, 0, false) /* members sent one */                \
	R(OTHER_APP, "other_app", 3, 7 * MS_DAY, 0, true)    /* members asked */                   \
	R(QUICK, "too_quick", 4, MS_HOUR, 3000, false)	     /* members; ms, at most */            \
	R(SAME_ADDRESS, "same_address", 3, 0, 4, false) /* accounts that asked so many younger */  \
	R(SAME_DEVICE, "same_device", 2, 0, 3, false)	/* strangers each: families share; 0: any */ \
	R(SAME_PHOTO, "same_photo", 2, 0, 0, false)	/* accounts */                             \
	R(BANNED_EMAIL, "banned_email", 1, 0, 0, false) /* addresses */                            \
	R(AGE_CLAIM, "age_claim", 2, 30 * MS_DAY, 3, false) /* conversations; years off */         \
	R(YOUNGER, "younger_strangers", 6, 7 * MS_DAY, 1, false) /* minors he has nobody in common with, years younger */ \
	R(STRANGERS, "many_strangers", 10, MS_DAY, 0, false) /* the same, who need only not be older */

enum robot {
#define X(name, code, count, span, level, grown) ROBOT_##name,
	STANDING_ROBOTS(X)
#undef X
		ROBOT_COUNT
};

enum {
	PERCENT_MAX = 100,
	DECAY_MAX = 10000, /* hundredths of a per cent a day: all of it */
	AGE_GAP_MAX = 5,   /* years; beyond it the rule protects nobody */
	AGE_LEAST = 10,	   /* an age below or above these is a slip or a joke */
	AGE_MOST = 99,
	ROBOT_COUNT_MAX = 16, /* what a member's windows remember: see robot.h */
	RULES_OFFENCES_MAX = 128,
	RULES_ROBOTS_MAX = 64,
	CONTRADICTION_TEXT = 160,
};

#define ROBOT_SPAN_MAX (90 * MS_DAY)

/* A single value, and where it was written. */
struct rule_value {
	int32_t value;
	unsigned line;
};

struct offence_rule {
	enum offence offence;
	enum where where;
	bool ban;	 /* at once; then there is no percentage */
	int32_t percent; /* 0: noted, costs nothing */
	unsigned line;
};

struct robot_rule {
	enum robot robot;
	bool off;
	bool grown; /* counts only what an adult does to a minor */
	uint32_t count;
	int32_t level;
	ms_t span;
	unsigned line;
};

struct rules {
	struct offence_rule offences[RULES_OFFENCES_MAX];
	size_t offence_count;
	struct robot_rule robots[RULES_ROBOTS_MAX];
	size_t robot_count;
	struct rule_value decay;    /* hundredths of a per cent a day */
	struct rule_value warn_at;  /* per cent: the member is told how far it is */
	struct rule_value hold_at;  /* per cent: what he posts waits for a person */
	struct rule_value ban_at;   /* per cent */
	struct rule_value age_gap;  /* years between an adult and a minor, at most */
	struct rule_value adult_at; /* years */
	struct rule_value youngest; /* who may be a member: years */
	struct rule_value oldest;
	/* How surely a text must read as an act to wait for a person, in thousandths; 1001: it never does. */
	struct rule_value hold_reading[OFFENCE_COUNT];
	struct rule_value hold_grooming; /* signs in a conversation of an adult and a minor, likewise */
};

/* What the article says where it says something: an insult +10 %, sexual requests, webcam requests
 * and harassment a ban, 100 % a ban, two years between an adult and a minor. */
void rules_default(struct rules *ret_rules);

/* Adds a row; one that was written takes the place of the default for the same thing. A second
 * written one stays beside the first, for rules_check() to find. ERR_FULL: too many rows;
 * ERR_INPUT: no such offence, place or robot. */
enum err rules_put_offence(struct rules *rules, const struct offence_rule *row);
enum err rules_put_robot(struct rules *rules, const struct robot_rule *row);

/* The row that holds for an act there; NULL: none, so that a person decides. */
const struct offence_rule *rules_offence(const struct rules *rules, enum offence offence,
					 enum where where);
/* NULL: there is none, or it is off. */
const struct robot_rule *rules_robot(const struct rules *rules, enum robot robot);

/* Two rows that cannot both hold, or one that cannot (then `second` is the line of the limit it
 * breaks, or the same line). */
struct contradiction {
	unsigned first, second;
	char text[CONTRADICTION_TEXT];
};

/* Writes at most `room` of them and returns how many there are. */
size_t rules_check(const struct rules *rules, struct contradiction *ret_found, size_t room);

/* Codes as written in settings and statements; the _parse ones return false on an unknown one. */
const char *offence_code(enum offence offence);
const char *offence_words(enum offence offence);
const char *where_code(enum where where);
const char *robot_code(enum robot robot);
bool offence_parse(const char *code, enum offence *ret_offence);
bool where_parse(const char *code, enum where *ret_where);
bool robot_parse(const char *code, enum robot *ret_robot);

#endif
