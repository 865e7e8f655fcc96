// SPDX-License-Identifier: GPL-3.0-or-later
/* Random lives of a site: what is asked of it, kept so that it can be asked of another one. Needs `seed` and must(). */
#ifndef SITE_LIFE_H
#define SITE_LIFE_H

#include "base/random.h"
#include "standing/site.h"
#include "standing/site_save.h"
#include "standing/site_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define T0 INT64_C(1772482500000) /* 2026-03-02T20:15:00Z */

enum { PEOPLE = 14, STAFF_NAMES = 4, IDS = 60, STEP_TEXT = 640 };

static uint64_t seed;
static size_t at_step;

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "seed %llu, step %zu: %s\n", (unsigned long long)seed, at_step, what);
	exit(1);
}

struct step {
	enum call_verb verb;
	char text[STEP_TEXT];
	ms_t at;
	struct heard heard;
};

/* What was told: an answer, and what else came of it. */
struct came_of {
	enum err err;
	struct site_came came;
	struct happenings happened;
	char problem[480];
};

static const uint8_t life_key[SEAL_KEY] = {9, 8, 7};

static inline struct site *life_site(const struct rules *rules)
{
	struct site *site = site_create(rules, life_key);

	must(site != NULL, "no memory for a site");
	return site;
}

static inline void life_ask(struct site *site, const struct step *step, uint64_t event,
			    struct came_of *ret_told)
{
	struct call_fault fault = {.field = ""};
	struct call call;
	char hex[SITE_HEX];

	*ret_told = (struct came_of){.err = ERR_NONE};
	ret_told->err = call_read(step->verb, bytes_of_text(step->text), NULL, &call, &fault);
	if (ret_told->err == ERR_NONE)
		ret_told->err = site_blind(site, &call, hex, &fault);
	if (ret_told->err == ERR_NONE)
		ret_told->err = site_do(site, step->at, event, &call,
					step->verb == VERB_MESSAGE ? &step->heard : NULL,
					&ret_told->came, &ret_told->happened, &fault);
	call_finish(&call);
	if (ret_told->err != ERR_NONE) {
		must(fault.error.text[0] != '\0', "a refusal without a reason");
		snprintf(ret_told->problem, sizeof ret_told->problem, "%s: %s", fault.field,
			 fault.error.text);
	}
}

/* ---- what is asked ---- */

static inline const char *any_of(struct random *random, const char *const *list, size_t count)
{
	return list[random_below(random, count)];
}

#define ANY(random, ...)                                                                           \
	any_of(random, (const char *const[]){__VA_ARGS__},                                         \
	       sizeof(const char *[]){__VA_ARGS__} / sizeof(const char *))

/* Mostly one who is there. */
static inline const char *someone(struct random *random, char ret_id[16])
{
	snprintf(ret_id, 16, "p%d", (int)random_below(random, PEOPLE + (random_below(random, 30) == 0)));
	return ret_id;
}

static inline int staff(struct random *random)
{
	return (int)random_below(random, STAFF_NAMES);
}

static inline const char *an_offence(struct random *random)
{
	return call_word(CALL_OFFENCE, random_below(random, 3) == 0 ? random_below(random, 11) : 0);
}

static inline unsigned long long an_item(struct random *random, const struct site *site)
{
	const struct queue *queue = site_queue(site);

	if (queue->count != 0 && random_below(random, 20) != 0)
		return queue->items[random_below(random, queue->count)].number;
	return random_below(random, queue->last + 2);
}

static inline void a_photo(struct random *random, char ret_hex[65])
{
	static const char *const pictures[] = {
		"8f8f8f8f0123456789abcdef0123456789abcdef0123456789abcdef01234567",
		"8f8f8f8e0123456789abcdef0123456789abcdef0123456789abcdef01234567",
		"70707070fedcba98765432100fedcba9876543210fedcba98765432100fedcba",
		"123456789abcdef0011223344556677889900aabbccddeeff5a5a5a5a3c3c3c3"};

	snprintf(ret_hex, 65, "%s", pictures[random_below(random, 4)]);
}

static inline void a_member(struct random *random, struct step *step)
{
	char id[16], photo[65], *to = step->text;
	size_t room = sizeof step->text;
	int size = snprintf(to, room, "{\"id\":\"%s\"", someone(random, id));

#define MORE(...) size += snprintf(to + size, room - (size_t)size, __VA_ARGS__)
	if (random_below(random, 2) == 0)
		MORE(",\"birth_year\":%d", (int)(1985 + random_below(random, 30)));
	else if (random_below(random, 3) == 0)
		MORE(",\"age_from\":%d,\"age_to\":%d", (int)(8 + random_below(random, 30)),
		     (int)(14 + random_below(random, 30)));
	if (random_below(random, 4) == 0)
		MORE(",\"verified\":%s", ANY(random, "true", "false"));
	if (random_below(random, 3) == 0)
		MORE(",\"email\":\"%s%s@%s\"", ANY(random, "a.b", "ab", "AB", "c", ""),
		     ANY(random, "", "+x"), ANY(random, "gmail.com", "googlemail.com", "example.org"));
	if (random_below(random, 3) == 0)
		MORE(",\"address\":\"192.0.2.%d\"", (int)random_below(random, 6));
	if (random_below(random, 3) == 0)
		MORE(",\"device\":\"d%d\"", (int)random_below(random, 8));
	a_photo(random, photo);
	if (random_below(random, 4) == 0)
		MORE(",\"photo\":\"%s\",\"quality\":%d", photo, (int)random_below(random, 101));
	if (random_below(random, 4) == 0)
		MORE(",\"joined\":\"20%02d-0%d-11T00:00:00Z\"", (int)(10 + random_below(random, 18)),
		     (int)(1 + random_below(random, 9)));
	MORE("}");
#undef MORE
}

static inline void a_message(struct random *random, struct step *step)
{
	char from[16], to[16];

	someone(random, from);
	someone(random, to);
	if (random_below(random, 3) != 0)
		snprintf(step->text, sizeof step->text,
			 "{\"id\":\"m%d\",\"from\":\"%s\",\"to\":\"%s\",\"where\":\"direct\",\"text\":\"w%d\"}",
			 (int)random_below(random, IDS), from, to, (int)random_below(random, 2));
	else
		snprintf(step->text, sizeof step->text,
			 "{\"id\":\"m%d\",\"from\":\"%s\",\"where\":\"%s\",\"text\":\"w\"}",
			 (int)random_below(random, IDS), from,
			 ANY(random, "forum", "comment", "profile"));
	step->heard = (struct heard){
		.text = random_below(random, 3),
		.size = (uint32_t)random_below(random, 60),
		.is_offence = random_below(random, 6) == 0,
		.offence = (uint8_t)random_below(random, OFFENCE_COUNT),
		.sure = (uint16_t)random_below(random, 1001),
		.grooming = (uint16_t)(random_below(random, 4) == 0 ? random_below(random, 1001) : 0),
		.age = (uint8_t)(random_below(random, 8) == 0 ? 8 + random_below(random, 40) : 0),
		.minor = random_below(random, 30) == 0,
		.payment_link = random_below(random, 8) == 0,
		.other_app = random_below(random, 6) == 0,
		.distress = random_below(random, 20) == 0,
		.unreadable = random_below(random, 30) == 0,
	};
}

static inline void a_report(struct random *random, struct step *step)
{
	char from[16], about[16];

	someone(random, from);
	someone(random, about);
	if (random_below(random, 2) == 0)
		snprintf(about, sizeof about, "m%d", (int)random_below(random, IDS));
	snprintf(step->text, sizeof step->text,
		 "{\"from\":\"%s\",\"about\":\"%s\",\"kind\":\"%s\",\"offence\":\"%s\"}", from, about,
		 about[0] == 'm' ? ANY(random, "message", "message", "photo") : "member",
		 call_word(CALL_OFFENCE, random_below(random, 11)));
}

static inline void a_decision(struct random *random, const struct site *site, struct step *step)
{
	int person = staff(random);
	unsigned long long item = an_item(random, site);
	const struct queue_item *found = queue_find(site_queue(site), item);

	/* Mostly by who has it. */
	for (int i = 0; found != NULL && i < STAFF_NAMES; i++) {
		char name[8];

		snprintf(name, sizeof name, "s%d", i);
		if (random_below(random, 10) != 0 && found->claimed_by != 0 &&
		    found->claimed_by == site_staff_find(site, bytes_of_text(name)))
			person = i;
	}
	snprintf(step->text, sizeof step->text,
		 "{\"person\":\"s%d\",\"item\":\"q%llu\",\"opinion\":\"%s\"%s%s}", person, item,
		 ANY(random, "confirm", "lift"), ANY(random, "", "", ",\"offence\":\"insult\""),
		 ANY(random, "", ",\"text\":\"seen\"", ",\"text\":\"looked\""));
}

/* Statements and contacts are named by number; most of these are there. */
static inline void random_step(struct random *random, const struct site *site, uint32_t contacts,
			       uint32_t statements, struct step *ret_step)
{
	static const enum call_verb verbs[] = {
		VERB_MEMBER,  VERB_CONTACT,  VERB_CONTACT,  VERB_ANSWER,   VERB_ANSWER,
		VERB_MESSAGE, VERB_MESSAGE,  VERB_MESSAGE,  VERB_MESSAGE,  VERB_PHOTO,
		VERB_REPORT,  VERB_REPORT,   VERB_APPEAL,   VERB_OFFENCE,  VERB_CLAIM,
		VERB_CLAIM,   VERB_CLAIM,    VERB_DECISION, VERB_DECISION, VERB_DECISION,
		VERB_RELEASE, VERB_SHOW,     VERB_LIFT,	    VERB_REVERSE,  VERB_BAN_ADDRESS,
		VERB_GET_MEMBER};
	char a[16], b[16], photo[65], *text = ret_step->text;
	size_t room = sizeof ret_step->text;
	uint32_t statement = (uint32_t)random_below(random, statements + 2);

	ret_step->heard = (struct heard){0};
	ret_step->verb = verbs[random_below(random, sizeof verbs / sizeof verbs[0])];
	someone(random, a);
	someone(random, b);
	switch (ret_step->verb) {
	case VERB_MEMBER:
		a_member(random, ret_step);
		break;
	case VERB_CONTACT:
		snprintf(text, room, "{\"from\":\"%s\",\"to\":\"%s\"%s}", a, b,
			 ANY(random, "", "", ",\"key\":\"k1\"", ",\"key\":\"k2\",\"person\":\"s1\""));
		break;
	case VERB_ANSWER:
		snprintf(text, room, "{\"contact\":\"c%d\",\"member\":\"%s\",\"answer\":\"%s\"}",
			 (int)random_below(random, contacts + 2), a,
			 ANY(random, "accept", "accept", "refuse", "block"));
		break;
	case VERB_MESSAGE:
		a_message(random, ret_step);
		break;
	case VERB_PHOTO:
		a_photo(random, photo);
		snprintf(text, room,
			 "{\"id\":\"m%d\",\"from\":\"%s\",\"photo\":\"%s\",\"quality\":%d%s}",
			 (int)random_below(random, IDS), a, photo, (int)random_below(random, 101),
			 ANY(random, "", "", "", ",\"suspected\":true"));
		break;
	case VERB_REPORT:
		a_report(random, ret_step);
		break;
	case VERB_APPEAL:
		snprintf(text, room, "{\"member\":\"%s\",\"statement\":\"s%u\",\"text\":\"no\"}", a,
			 statement);
		break;
	case VERB_OFFENCE:
		snprintf(text, room,
			 "{\"person\":\"s%d\",\"member\":\"%s\",\"offence\":\"%s\",\"where\":\"forum\"%s}",
			 staff(random), a, an_offence(random),
			 ANY(random, "", ",\"about\":\"m1\",\"kind\":\"message\"", ",\"text\":\"why\""));
		break;
	case VERB_CLAIM:
	case VERB_RELEASE:
	case VERB_SHOW:
		snprintf(text, room, "{\"person\":\"s%d\",\"item\":\"q%llu\"}", staff(random),
			 an_item(random, site));
		break;
	case VERB_DECISION:
		a_decision(random, site, ret_step);
		break;
	case VERB_LIFT:
	case VERB_REVERSE:
		snprintf(text, room, "{\"person\":\"s%d\",\"statement\":\"s%u\",\"text\":\"ok\"%s}",
			 staff(random), statement, ANY(random, "", "", ",\"key\":\"k3\""));
		break;
	case VERB_BAN_ADDRESS:
		snprintf(text, room,
			 "{\"person\":\"s%d\",\"address\":\"192.0.2.%d%s\",\"until\":\"202%d-0%d-01T00:00:00Z\"%s}",
			 staff(random), (int)random_below(random, 6), ANY(random, "", "/31"),
			 (int)(6 + random_below(random, 2)), (int)(1 + random_below(random, 9)),
			 ANY(random, "", ",\"statement\":\"s1\"", ",\"statement\":\"s2\""));
		break;
	default:
		snprintf(text, room, "{\"member\":\"%s\"}", a);
	}
}

/* Everybody who decides has decided once, so that no later call makes his name known. */
static inline size_t life_begin(struct step *steps)
{
	size_t count = 0;

	for (int i = 0; i < PEOPLE; i++) {
		steps[count] = (struct step){.verb = VERB_MEMBER, .at = T0};
		snprintf(steps[count++].text, STEP_TEXT, "{\"id\":\"p%d\"%s%d}", i,
			 i == 0 ? ",\"age_to\":40,\"age_from\":" : ",\"birth_year\":",
			 i == 0 ? 20 : i < 9 ? 1990 + i : 2005 + i % 8);
	}
	for (int i = 0; i < STAFF_NAMES; i++) {
		steps[count] = (struct step){.verb = VERB_OFFENCE, .at = T0};
		snprintf(steps[count++].text, STEP_TEXT,
			 "{\"person\":\"s%d\",\"member\":\"p%d\",\"offence\":\"spam\",\"where\":\"forum\"}", i,
			 i);
	}
	return count;
}

#endif
