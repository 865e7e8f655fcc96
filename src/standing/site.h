// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A whole site: its members, who may write to whom, what was reported, what waits for a person and what was decided. One
 * function takes everything that happens, in order; what comes of it follows from what came before, the rules and the moment,
 * and from nothing else. Live, rehearsed, replayed after a restart or judged by other rules (backtest), it is the same code.
 *
 * Pure: no I/O, no clock, no chance. What others know is handed in: the moment, and what a text says (struct heard).
 *
 * A call is taken whole or refused with nothing changed.
 */
#ifndef STANDING_SITE_H
#define STANDING_SITE_H

#include "base/bytes.h"
#include "base/seal.h"
#include "standing/call.h"
#include "standing/member.h"
#include "standing/queue.h"
#include "standing/report.h"
#include "standing/robot.h"

enum {
	SITE_MEMBERS_MAX = 1 << 22,
	SITE_MESSAGES = 1 << 20, /* messages and photos remembered by their id; then ERR_ABSENT */
	SITE_KEYS = 1 << 16,	 /* idempotency keys remembered */
	SITE_HAPPENED = 96,	 /* effects of one call, at most: four for each of several accounts that are suspended at once */
	SITE_REASONS = 4,
	SITE_HEX = 3 * 2 * LOOKUP + 2, /* hashes of an e-mail and what was undone, with a NUL */
};

/* What becomes of what was asked. */
#define SITE_VERDICTS(V)                                                                           \
	V(NONE, "none")		/* only read */                                                    \
	V(DONE, "done")		/* taken: a report, a claim, ... */                                \
	V(ACCEPTED, "accepted") /* a member */                                                     \
	V(PENDING, "pending")	/* a contact: the other one is asked */                            \
	V(OPEN, "open")		/* a contact: they may write */                                    \
	V(DELIVER, "deliver")                                                                      \
	V(HOLD, "hold")		/* waits for a person; not shown until he let it */               \
	V(REFUSE, "refuse")

enum site_verdict {
#define X(name, code) SITE_##name,
	SITE_VERDICTS(X)
#undef X
		SITE_VERDICT_COUNT
};

/* Why. The offences' codes are reasons as well (a text that reads as one): see site_reason_code(). */
#define SITE_REASONS_TABLE(R)                                                                      \
	R(NOT_AVAILABLE, "not_available") /* a contact that cannot be, whatever stands against it */ \
	R(NOT_OPEN, "not_open")		  /* no contact was accepted between the two */            \
	R(SUSPENDED, "suspended")                                                                  \
	R(BANNED, "banned")                                                                        \
	R(PERCENT, "percent")	  /* his percentage is so high that what he posts waits */         \
	R(REGISTRATION, "registration") /* no registration from there, or not as this */           \
	R(GROOMING, "grooming")	  /* the conversation has the signs that leaflets warn of */       \
	R(BANNED_PHOTO, "banned_photo")                                                            \
	R(SUSPECTED, "suspected") /* a picture that nobody may see */                              \
	R(UNREADABLE, "unreadable")                                                                \
	R(ROBOT, "robot")	  /* a robot suspended him by this */

enum site_reason {
#define X(name, code) REASON_##name,
	SITE_REASONS_TABLE(X)
#undef X
		REASON_OFFENCE, /* + enum offence */
};

/* What a text says, as whoever reads texts tells it. All zero: an ordinary text. */
struct heard {
	uint64_t text;	    /* hash of the normalised text; 0: none */
	uint32_t size;	    /* its characters */
	bool is_offence;
	uint8_t offence;    /* enum offence; how surely, in thousandths: */
	uint16_t sure;
	uint16_t grooming;  /* signs in the whole conversation, thousandths */
	uint8_t age;	    /* that he says is his; 0: none */
	bool minor;	    /* he says that he is one */
	bool payment_link, other_app, distress, unreadable;
};

/* An effect, for whoever follows: the site's own program, the console, a rehearsal. */
#define SITE_EFFECTS(E)                                                                            \
	E(STANDING, "standing")	  /* a member's percentage or state changed */                     \
	E(ROBOT, "robot")	  /* a robot suspended him, and says why */                        \
	E(STATEMENT, "statement") /* a decision: there is a statement of reasons */                \
	E(QUEUED, "queued")	  /* something waits for a person */                               \
	E(SETTLED, "settled")	  /* and does no more */                                           \
	E(RELEASED, "released")	  /* what was held is to be delivered */                           \
	E(WITHHELD, "withheld")	  /* what was held, or delivered, is to be taken away */           \
	E(BRIGADE, "brigade")	  /* reports on one member come from a brigade */                  \
	E(EVASION, "evasion")	  /* he is perhaps one who was banned */                           \
	E(NOTICE, "notice")	  /* a notice to the police was prepared */                        \
	E(CARE, "care")		  /* somebody is in distress, or says that he is too young */

enum site_effect {
#define X(name, code) SITE_EFFECT_##name,
	SITE_EFFECTS(X)
#undef X
		SITE_EFFECT_COUNT
};

/* Members, contacts, statements and items are numbers from 1 here; 0: none. */
struct happened {
	enum site_effect effect;
	uint32_t member;
	uint32_t statement;
	uint64_t item;
	uint64_t message; /* the caller's number of a message or photo */
	bool photo;
	bool minor;		/* of CARE: he says that he is too young; else it is distress */
	uint8_t item_kind, severity; /* of QUEUED: enum queue_kind and severity */
	const char *code;	/* of STATEMENT: ruling_code(); static */
	uint8_t state;		/* of STANDING: enum site_state, and hundredths of a per cent */
	int64_t percent;
	struct alarm alarm;	/* of ROBOT */
	char sentence[ALARM_TEXT]; /* of ROBOT, EVASION, BRIGADE */
};

struct site_came {
	enum site_verdict verdict;
	uint8_t reasons[SITE_REASONS]; /* enum site_reason */
	size_t reason_count;
	uint32_t member, contact, statement;
	uint64_t item, message;
	bool is_new;  /* something was created */
	bool again;   /* the same call was taken before: this is what came of it then */
};

/* What else came of it, in order; what is beyond the bound is not told. */
struct happenings {
	struct happened list[SITE_HAPPENED];
	size_t count;
};

struct site;

/* `rules`: copied. `key`: what ids, devices and addresses are looked up by; copied. NULL: memory is short. */
struct site *site_create(const struct rules *rules, const uint8_t key[SEAL_KEY]);
void site_destroy(struct site *site);
const struct rules *site_rules(const struct site *site);
/* The latest moment it has seen. */
ms_t site_now(const struct site *site);
/* From now on; what was decided stays as it is. */
void site_use_rules(struct site *site, const struct rules *rules);

/* The number of the conversation that a direct message belongs to, one for each direction; 0: none. */
uint32_t site_conversation(const struct site *site, const struct call *call);

/* Takes a call that changes something. `event`: the record's number that it will have, the message's for later. `heard`: of a
 * message, photo or profile; else NULL. Moments never decrease. ERR_INPUT, ERR_ABSENT, ERR_EXISTS, ERR_STATE: refused, see `fault`; ERR_FULL and ERR_MEMORY: no
 * room. */
enum err site_do(struct site *site, ms_t at, uint64_t event, const struct call *call, const struct heard *heard,
		 struct site_came *ret_came, struct happenings *ret_happened, struct call_fault *fault);
/* A call as it may be kept: the e-mail is replaced by its hashes (into `ret_hex`). ERR_INPUT: it is no e-mail. */
enum err site_blind(const struct site *site, struct call *call, char ret_hex[SITE_HEX], struct call_fault *fault);

#endif
