// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Robots: conditions over what a member does. Each is a row of the rules; when it holds, the member
 * is suspended until a person has looked, and the robot says why in one sentence with the facts.
 *
 * What a member did lately is kept in fixed memory: for each robot the last ROBOT_COUNT_MAX
 * different members (or conversations) and when. A condition counts to ROBOT_COUNT_MAX at most
 * (rules_check()), and of more the latest are kept: so whether it holds is always known exactly,
 * however many there were. (Only openers can be lost: among first messages that all differ, one in
 * ROBOT_COUNT_MAX must repeat.) A window slides: it is (now - span, now].
 *
 * What only others can know is handed in with what happened: the score of a conversation (0 to
 * 1000), the hash of a text, how many accounts share an address, whether an e-mail is a banned
 * one's.
 *
 * A robot that has spoken is silent until a person lifted its suspension (behaviour_lifted()), and
 * then begins anew: what a person has seen and let pass does not suspend a second time.
 */
#ifndef STANDING_ROBOT_H
#define STANDING_ROBOT_H

#include "base/clock.h"
#include "standing/age.h"
#include "standing/rules.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ROBOT_RINGS = 9,	 /* robots that count members in a window */
	ROBOT_CONVERSATIONS = 8, /* whose scores are followed; the one silent longest gives way */
	ROBOT_RISE = 50, /* thousandths a score must grow by, above its highest, to have risen */
	ALARM_TEXT = 240,
};

/* Something the member did, or was told. */
enum sight_kind {
	SIGHT_REQUEST,	 /* he asked somebody for contact */
	SIGHT_REFUSAL,	 /* somebody refused him */
	SIGHT_MESSAGE,	 /* he wrote to somebody */
	SIGHT_ACCOUNTS,	 /* accounts that share something with his were counted */
	SIGHT_EMAIL,	 /* his e-mail is a banned one's, written otherwise */
	SIGHT_AGE_CLAIM, /* what he says, or how, is another age's than he gave */
};

struct sight {
	enum sight_kind kind;
	ms_t at;
	uint64_t peer;	       /* whom it concerns; 0: nobody */
	struct age own, other; /* of the member and the peer */
	bool stranger; /* of a request: they have nobody in common */
	/* SIGHT_MESSAGE */
	bool first;	    /* in this conversation */
	ms_t after;	    /* of a first message: since the contact was open to him */
	uint64_t text;	    /* of a first message: hash of the normalised text; 0: none */
	uint32_t text_size; /* its characters */
	bool payment_link, other_app;
	int32_t score; /* signs of grooming in the whole conversation, thousandths */
	/* SIGHT_ACCOUNTS: his own counts. */
	uint32_t same_address, same_device, same_photo;
	/* SIGHT_AGE_CLAIM: the age heard. */
	int32_t heard;
};

/* One member, or conversation, that counts; `text` only for openers. */
struct touch {
	uint64_t peer, text; /* peer 0: free */
	ms_t at;
};

struct ring {
	struct touch touches[ROBOT_COUNT_MAX];
};

struct rising {
	uint64_t peer; /* 0: free */
	ms_t at;
	int32_t first, highest, last;
	uint32_t rises;
};

struct behaviour {
	struct ring rings[ROBOT_RINGS];
	struct rising risings[ROBOT_CONVERSATIONS];
	uint32_t spoken; /* a bit a robot */
	/* Accounts that share his address, device, photo: as last counted, and as a person let
	 * pass. */
	uint32_t accounts[3], passed[3];
	ms_t now; /* the latest moment seen; what comes later never counts as earlier */
};

_Static_assert(sizeof(struct behaviour) <= 4096, "a hundred thousand members fit 400 MB");

/* Why a robot speaks: what its sentence says, for translation. */
struct alarm {
	enum robot robot;
	ms_t at, span;	  /* ms; 0: no span */
	uint32_t count;	  /* how many of what it counts */
	uint32_t needed;  /* the condition's */
	int32_t from, to; /* of a score: first and now; of an age: given and heard; of accounts: the rule's level; else 0 */
	uint64_t peer;	  /* whom the last of it concerned */
};

void behaviour_init(struct behaviour *behaviour);

/* Takes in what happened; writes the robots that speak now to ret_alarms (one each at most), and
 * returns how many. */
size_t behaviour_see(struct behaviour *behaviour, const struct rules *rules,
		     const struct sight *sight, struct alarm ret_alarms[ROBOT_COUNT]);
/* Whether a request is to a minor so many years younger, with whom there is nobody in common. An age that is not known is the
 * middle of all it can be. */
bool sight_is_younger_stranger(const struct rules *rules, const struct sight *sight, int32_t years);
/* A person lifted, or reversed, this robot's suspension. */
void behaviour_lifted(struct behaviour *behaviour, enum robot robot);
/* He has another e-mail, which nobody has looked at yet. */
void behaviour_other_email(struct behaviour *behaviour);

/* One English sentence with the facts. */
const char *alarm_sentence(const struct alarm *alarm, char ret_text[ALARM_TEXT]);

#endif
