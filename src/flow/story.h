// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What we said of ourselves, so that it is not contradicted later: who came by bus has no flat tyre, who begged for a call
 * has no broken microphone, who stands at the place is not looking for his keys at home. Texts of the packs carry such
 * claims (packs/README.md); a text that contradicts what was claimed before is not said. Decided by nobody: they follow
 * from the words that were chosen, are sealed with the turn, and kept in the conversation.
 */
#ifndef FLOW_STORY_H
#define FLOW_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How the claims of a topic go together, and how long they hold.
 *
 *   ONE   one of them is true: another one contradicts it
 *   STEP  they follow each other: an earlier one contradicts a later one
 *   ONCE  each is good for one time
 */
enum topic_rule { RULE_ONE, RULE_STEP, RULE_ONCE };
#define TOPICS(T)                                                                                  \
	T(TRAVEL, RULE_ONE)	/* how we come */                                                  \
	T(PHONE, RULE_ONE)	/* what is wrong with it */                                        \
	T(CALL, RULE_ONE)	/* whether he may ring */                                          \
	T(WAY, RULE_STEP)	/* how far we are */                                               \
	T(FROM, RULE_ONE)	/* where we leave from */                                          \
	T(FOOD, RULE_ONE)                                                                          \
	T(CUSTOM, RULE_ONE)	/* whether we bought before */                                     \
	T(NUMBER, RULE_ONE)	/* where we have his number from */                                \
	T(WHY, RULE_ONCE)	/* excuses, by kind */                                             \
	T(SAID, RULE_ONCE)	/* what is only said once */

enum topic {
#define X(id, rule) TOPIC_##id,
	TOPICS(X)
#undef X
		TOPIC_COUNT
};

/* Stored by name with each turn, and as bits in the snapshot: never renumber. `MEETING`: a new meeting begins without it. */
enum { CLAIM_FOREVER, CLAIM_MEETING };
#define CLAIMS(C)                                                                                  \
	C(0, TRAVEL, "travel=foot", FOREVER)                                                       \
	C(1, TRAVEL, "travel=bike", FOREVER)                                                       \
	C(2, TRAVEL, "travel=bus", FOREVER)                                                        \
	C(3, TRAVEL, "travel=tram", FOREVER)                                                       \
	C(4, TRAVEL, "travel=train", FOREVER)                                                      \
	C(5, TRAVEL, "travel=car", FOREVER)                                                        \
	C(6, TRAVEL, "travel=lift", FOREVER)                                                       \
	C(7, PHONE, "phone=screen", FOREVER)                                                       \
	C(8, PHONE, "phone=keys", FOREVER)                                                         \
	C(9, PHONE, "phone=slow", FOREVER)                                                         \
	C(10, PHONE, "phone=credit", FOREVER)                                                      \
	C(11, PHONE, "phone=battery", FOREVER)                                                     \
	C(12, PHONE, "phone=signal", FOREVER)                                                      \
	C(13, CALL, "call=wanted", MEETING)                                                        \
	C(14, CALL, "call=cannot", MEETING)                                                        \
	C(15, CALL, "call=never", FOREVER)                                                         \
	C(16, WAY, "way=home", MEETING)                                                            \
	C(17, WAY, "way=road", MEETING)                                                            \
	C(18, WAY, "way=there", MEETING)                                                           \
	C(19, FROM, "from=home", MEETING)                                                          \
	C(20, FROM, "from=work", MEETING)                                                          \
	C(21, FROM, "from=friend", MEETING)                                                        \
	C(22, FOOD, "food=hungry", MEETING)                                                        \
	C(23, FOOD, "food=eaten", MEETING)                                                         \
	C(24, CUSTOM, "custom=new", FOREVER)                                                       \
	C(25, CUSTOM, "custom=regular", FOREVER)                                                   \
	C(26, NUMBER, "number=unknown", FOREVER)                                                   \
	C(27, NUMBER, "number=friend", FOREVER)                                                    \
	C(32, WHY, "why=work", FOREVER)                                                            \
	C(33, WHY, "why=family", FOREVER)                                                          \
	C(34, WHY, "why=visit", FOREVER)                                                           \
	C(35, WHY, "why=keys", FOREVER)                                                            \
	C(36, WHY, "why=money", FOREVER)                                                           \
	C(37, WHY, "why=traffic", FOREVER)                                                         \
	C(38, WHY, "why=breakdown", FOREVER)                                                       \
	C(39, WHY, "why=ill", FOREVER)                                                             \
	C(40, WHY, "why=house", FOREVER)                                                           \
	C(41, WHY, "why=lost", FOREVER)                                                            \
	C(42, WHY, "why=sleep", FOREVER)                                                           \
	C(43, WHY, "why=phone", FOREVER)                                                           \
	C(44, WHY, "why=door", FOREVER)                                                            \
	C(45, WHY, "why=pet", FOREVER)                                                             \
	C(46, WHY, "why=help", FOREVER)                                                            \
	C(47, WHY, "why=errand", FOREVER)                                                          \
	C(48, WHY, "why=plans", FOREVER)                                                           \
	C(56, SAID, "said=howareyou", FOREVER)                                                     \
	C(59, SAID, "said=who", FOREVER)

enum { CLAIM_BITS = 64 };

/* The name of a bit, "travel=bus"; NULL: it is none. */
const char *claim_name(unsigned bit);
/* The bit of a name of `size` letters; CLAIM_BITS: there is none. */
unsigned claim_of(const char *name, size_t size);
/* The claims that rule this one out, when they were made before. */
uint64_t claim_against(unsigned bit);
/* Whether it says that we cannot talk. */
bool story_bars_call(uint64_t story);
/* What of a story holds on when a new meeting is agreed. */
uint64_t story_after_meeting(uint64_t story);
/* Whether it says two things of which one is false. */
bool story_contradicts(uint64_t story);

enum { STORY_TEXT_MAX = 160 };
/* "travel=bus+way=road"; "" for none. What does not fit is left out. */
void story_write(uint64_t story, char ret_text[STORY_TEXT_MAX]);
/* Names that nobody knows any more are skipped. */
uint64_t story_parse(const char *text);

#endif
