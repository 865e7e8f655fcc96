// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The life of one message, and the table of stages it passes: this header is all that a stage knows
 * beside base/ and itself. The driver (flow.c) is the only file that calls the stages.
 *
 *   in    bearer -> budget (admit) -> classify -> decide -> evidence -> reply (due queue)
 *   out   reply (word) -> budget (release: reserve) -> evidence (seal) -> commit -> bearer (send)
 *
 * A message travels in one direction and is sealed before it is acknowledged. An answer is an event
 * of its own: it is worded, paid for and sealed in one transaction, and handed to a bearer only
 * after the commit ("recorded before said"). There is one way out, for answers due at once as for
 * late ones.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "base/bytes.h"
#include "base/clock.h"
#include "base/error.h"
#include "flow/line.h"
#include "flow/pack.h"
#include "flow/saying.h"

/*        stage     runs in   how it may fail                              */
#define FLOW_STAGES(S)                                                                             \
	S(bearer, bearer, "drop a bad frame, close the connection")                                \
	S(budget, keeper, "record only: counted, kept, never answered")                            \
	S(classify, keeper, "finding \"unreadable\"")                                              \
	S(decide, keeper, "verdict \"held for a person\"")                                         \
	S(evidence, keeper, "nothing is acknowledged or said until done")                          \
	S(reply, keeper, "retry per line policy, then record failure")

/* What happened at the line's edge. The values are stored: never renumber. */
enum arrival_kind {
	/* A decoy was approached on someone else's site, and a person wrote it down (sighting.h); never
	 * answered. 0 was the last value that the two bits of the record had. */
	ARRIVAL_SIGHTING = 0,
	ARRIVAL_MESSAGE = 1,
	ARRIVAL_CALL = 2, /* a phone rang; never answered, counted */
	ARRIVAL_TIP = 3,  /* a forwarded advertisement about `from`; the tipper is not kept */
};

/* 2 budget: how a message is admitted. Stored: never renumber. */
#define ADMISSIONS(A)                                                                              \
	A(ADMIT_FIRST, 0, "first", "may be answered")                                              \
	A(ADMIT_AGAIN, 1, "again", "this sender has had his answer, or waits for it")              \
	A(ADMIT_DUPLICATE, 2, "duplicate", "the same message delivered twice by the carrier")      \
	A(ADMIT_RECORD, 3, "record", "counted and kept, never answered")                           \
	A(ADMIT_PART, 4, "part", "a part of a longer message that is not whole yet")               \
	A(ADMIT_LIMITED, 5, "limited", "beyond a limit, or a loop of robots: kept, never answered")

enum admission {
#define X(id, code, name, what) id = code,
	ADMISSIONS(X)
#undef X
};

/* 3 classify: what the text is. Stored: never renumber. `unclear` is an answer. */
#define KINDS(K)                                                                                   \
	K(KIND_UNCLEAR, 0, "unclear")                                                              \
	K(KIND_DEALER, 1, "dealer")                                                                \
	K(KIND_INSULT, 2, "insult")                                                                \
	K(KIND_THREAT, 3, "threat")                                                                \
	K(KIND_SEXUAL, 4, "sexual")                                                                \
	K(KIND_GROOMING, 5, "grooming")                                                            \
	K(KIND_PUSHY, 6, "pushy")                                                                  \
	K(KIND_SPAM, 7, "spam")                                                                    \
	K(KIND_SCAM, 8, "scam")                                                                    \
	K(KIND_WRONG_NUMBER, 9, "wrong_number")                                                    \
	K(KIND_DISTRESS, 10, "distress")                                                           \
	K(KIND_STOP, 11, "stop")                                                                   \
	K(KIND_ORDINARY, 12, "ordinary")

enum kind {
#define X(id, code, name) id = code,
	KINDS(X)
#undef X
		KIND_COUNT
};
const char *kind_name(enum kind kind);

/* What the other side just did, on a stalling line. Stored: never renumber. */
#define ACTS(A)                                                                                    \
	A(ACT_UNCLEAR, 0, "unclear")                                                               \
	A(ACT_ADVERT, 1, "advert")                                                                 \
	A(ACT_PRICE, 2, "price")                                                                   \
	A(ACT_STOCK, 3, "stock")                                                                   \
	A(ACT_ASK_QUANTITY, 4, "ask_quantity")                                                     \
	A(ACT_ASK_PLACE, 5, "ask_place")                                                           \
	A(ACT_ASK_TIME, 6, "ask_time")                                                             \
	A(ACT_ASK_WHO, 7, "ask_who")                                                               \
	A(ACT_PROPOSE_PLACE, 8, "propose_place")                                                   \
	A(ACT_PROPOSE_TIME, 9, "propose_time")                                                     \
	A(ACT_CONFIRM, 10, "confirm")                                                              \
	A(ACT_ON_MY_WAY, 11, "on_my_way")                                                          \
	A(ACT_ARRIVED, 12, "arrived")                                                              \
	A(ACT_IMPATIENT, 13, "impatient")                                                          \
	A(ACT_SUSPICIOUS, 14, "suspicious")                                                        \
	A(ACT_INSULT, 15, "insult")                                                                \
	A(ACT_THREAT, 16, "threat")                                                                \
	A(ACT_WANTS_CALL, 17, "wants_call")                                                        \
	A(ACT_WANTS_OTHER_APP, 18, "wants_other_app")                                              \
	A(ACT_PAYMENT, 19, "payment")                                                              \
	A(ACT_SMALLTALK, 20, "smalltalk")                                                          \
	A(ACT_REFUSE, 21, "refuse")                                                                \
	A(ACT_GOODBYE, 22, "goodbye")

enum act {
#define X(id, code, name) id = code,
	ACTS(X)
#undef X
		ACT_COUNT
};
const char *act_name(enum act act);

/* What holds beside the kind, over the conversation. */
#define FINDINGS(F)                                                                                \
	F(FINDING_MINOR, 0, "minor", "the sender is under 18, by what he says of himself")         \
	F(FINDING_THREAT_TO_OTHER, 1, "threat_to_other", "somebody else is to be harmed")          \
	F(FINDING_ASKS_AGE, 2, "asks_age", "asks how old the other is")                            \
	F(FINDING_PARENTS_AWAY, 3, "parents_away", "asks whether parents are there")               \
	F(FINDING_SECRECY, 4, "secrecy", "wants it kept secret")                                   \
	F(FINDING_OTHER_APP, 5, "other_app", "wants to go on elsewhere")                           \
	F(FINDING_DELETE_THIS, 6, "delete_this", "wants the messages deleted")                     \
	F(FINDING_GIFT, 7, "gift", "offers presents or money")                                     \
	F(FINDING_MATURE, 8, "mature", "says the other is grown up for the age")                   \
	F(FINDING_MEET_ALONE, 9, "meet_alone", "wants to meet alone")                              \
	F(FINDING_ASKS_PICTURE, 10, "asks_picture", "asks for a picture")

enum finding {
#define X(id, bit, name, what) id = 1 << (bit),
	FINDINGS(X)
#undef X
};

/* Their names, in the order of the table. */
struct finding_name {
	uint32_t finding;
	const char *name;
};
extern const struct finding_name finding_names[];
extern const size_t finding_count;

/* What a text names: an amount, a moment, a place. */
#define SLOT_TYPES(S)                                                                              \
	S(SLOT_PRICE, "price", "value in `unit` EUR, GBP, ...")                                    \
	S(SLOT_QUANTITY, "quantity", "value in `unit` g, kg, ml, pill, bag, ..., or none")         \
	S(SLOT_PLACE, "place", "as the text names it")                                             \
	S(SLOT_TIME, "time", "minutes since midnight, local")                                      \
	S(SLOT_DELAY, "delay", "minutes from now")                                                 \
	S(SLOT_PHONE, "phone", "as the text writes it")                                            \
	S(SLOT_APP, "app", "another app by its name")                                              \
	S(SLOT_AGE, "age", "years")                                                                \
	S(SLOT_LINK, "link", "as the text writes it")

enum slot_type {
#define X(id, name, what) id,
	SLOT_TYPES(X)
#undef X
		SLOT_TYPE_COUNT
};
const char *slot_type_name(enum slot_type type);

struct slot {
	double value;	   /* NAN where a slot has none */
	uint16_t at, size; /* where it stands in the text that was read, in bytes */
	uint8_t type;	   /* enum slot_type */
	char unit[7];	   /* "": none */
};

enum { SLOTS_MAX = 12 };
struct slots {
	struct slot slots[SLOTS_MAX];
	size_t count; /* more than SLOTS_MAX are left out */
};

struct reading {
	enum language language; /* of this text; LANGUAGE_UNKNOWN when it is too short to say */
	enum kind kind;
	double p;		 /* calibrated probability of `kind`; NAN when no model reads */
	bool unreadable;	 /* bytes that mean nothing in their alphabet */
	bool by_sign;		 /* a pattern of the packs says the kind too: those are of high precision */
	float kinds[KIND_COUNT]; /* all of them, adding up to 1; all 0 when no model reads */
	uint32_t findings; /* enum finding, of the conversation so far */
	uint32_t fresh;	   /* those that this text brought */
	enum act act;		 /* on a stalling line, and in `fauxbond classify` */
	float act_p;
	struct slots slots; /* likewise */
};

/* What of a text the budget's second door compares people by, when more write than can be paid:
 * hashes, never the text. First the words, then the pieces (pairs of words, runs of letters), then
 * the shape (length, alphabet, ...). */
enum { FEATURES_MAX = 64, FEATURE_BITS = 18 };
struct features {
	uint32_t cluster; /* texts that differ in digits, names, stretched letters or punctuation
			     share it */
	uint8_t words, pieces, count;
	uint32_t ids[FEATURES_MAX]; /* each below 1 << FEATURE_BITS */
};

/* 4 decide: what becomes of a message. Stored: never renumber. */
#define VERDICTS(V)                                                                                \
	V(VERDICT_RECORD, 0, "record", "kept, nothing more")                                       \
	V(VERDICT_ANSWER, 1, "answer", "an answer is to be released")                              \
	V(VERDICT_HELD, 2, "held", "waits for a person")                                           \
	V(VERDICT_MUTED, 3, "muted", "this sender is never written to again")

enum verdict {
#define X(id, code, name, what) id = code,
	VERDICTS(X)
#undef X
};

/* Where an answer is on its way out. Stored: never renumber. */
#define OUTBOX_STATES(O)                                                                           \
	O(OUTBOX_DUE, 0, "due", "committed, not yet offered to a bearer")                          \
	O(OUTBOX_SENDING, 1, "sending", "offered to a bearer; a crash now makes it unknown")       \
	O(OUTBOX_SENT, 2, "sent", "the carrier took it and gave it an id")                         \
	O(OUTBOX_DELIVERED, 3, "delivered", "its receipt says so")                                 \
	O(OUTBOX_FAILED, 4, "failed", "the carrier refused it, or its receipt says so")            \
	O(OUTBOX_UNKNOWN, 5, "unknown", "nobody can tell whether it left; counts as spent")

enum outbox_state {
#define X(id, code, name, what) id = code,
	OUTBOX_STATES(X)
#undef X
		OUTBOX_STATE_COUNT
};

/* Why something was held, muted or flagged. Stored: never renumber. */
#define WHYS(W)                                                                                    \
	W(WHY_NONE, 0, "none")                                                                     \
	W(WHY_COHORT, 1, "cohort")                                                                 \
	W(WHY_PERSON, 2, "person")                                                                 \
	W(WHY_BUDGET, 3, "budget")                                                                 \
	W(WHY_BRAKE, 4, "brake")                                                                   \
	W(WHY_MINOR, 5, "minor")                                                                   \
	W(WHY_DISTRESS, 6, "distress")                                                             \
	W(WHY_THREAT, 7, "threat")                                                                 \
	W(WHY_STOP, 8, "stop")                                                                     \
	W(WHY_WRONG_NUMBER, 9, "wrong_number")                                                     \
	W(WHY_SHORT, 10, "short")		/* a short code */                                 \
	W(WHY_ALPHANUMERIC, 11, "alphanumeric") /* a name instead of a number */                   \
	W(WHY_INVALID, 12, "invalid")                                                              \
	W(WHY_PREMIUM, 13, "premium")                                                              \
	W(WHY_FOREIGN, 14, "foreign")                                                              \
	W(WHY_FICTION, 15, "fiction")	/* reserved for fiction, on a real carrier */              \
	W(WHY_OWN, 16, "own")		/* one of our own lines */                                 \
	W(WHY_BLOCKED, 17, "blocked")	/* by an operator */                                       \
	W(WHY_TAKEOVER, 18, "takeover") /* a person writes from here on */                         \
	W(WHY_LATE, 19, "late")		/* its last moment has passed */                           \
	W(WHY_DUPLICATE, 20, "duplicate")                                                          \
	W(WHY_FAILED, 21, "failed") /* the carrier would not take the answer */                    \
	W(WHY_UNREADABLE, 22, "unreadable")                                                        \
	W(WHY_LIMIT, 23, "limit") /* more from one sender than the line answers */                 \
	W(WHY_LOOP, 24, "loop")	  /* two robots answering each other */                            \
	W(WHY_DECONFLICT, 25, "deconflict") /* on the police's list */                             \
	W(WHY_TIP, 26, "tip") /* an advertisement was forwarded, and about whom cannot be told */  \
	W(WHY_GROOMING, 27, "grooming") /* signs of it, on a watching line */

enum why {
#define X(id, code, name) id = code,
	WHYS(X)
#undef X
		WHY_COUNT
};
const char *why_name(enum why why);

struct decision {
	enum verdict verdict;
	enum why why;	  /* of a held or muted one */
	enum why flag;	  /* a person should look: WHY_NONE when not */
	enum move move;	  /* with VERDICT_ANSWER */
	ms_t due;	  /* with VERDICT_ANSWER: when it is to be released */
	ms_t until;	  /* with VERDICT_ANSWER: the end of its window; after it, `held` */
	double score;	  /* with WHY_COHORT: see flow/budget/cohort.h */
	uint32_t cluster; /* with WHY_COHORT: those who wrote alike */
	double propensity;
};

/* What a contact's past says, handed in by the driver: stages do no I/O. One byte of flags is
 * snapshotted by the store; see store/contacts.h. */
enum contact_flag {
	CONTACT_PENDING = 1 << 0,  /* an answer waits to be released */
	CONTACT_ANSWERED = 1 << 1, /* an answer was committed: on a decline line, for ever */
	CONTACT_STOPPED = 1 << 2,  /* let go: never written to again */
	CONTACT_BLOCKED = 1 << 3,  /* by an operator */
	CONTACT_TAKEN = 1 << 4,	   /* a person took over */
	CONTACT_HELD = 1 << 5,	   /* waits for a person, or for calm */
};

struct contact {
	uint32_t number; /* sequential on its line, from 1; 0: none */
	uint8_t flags;
	bool is_new;	   /* created by this very message */
	enum move pending; /* of the answer that waits; MOVE_NONE: none does */
	ms_t due, until;   /* its moments */
};

/* What a contact wrote before, as far as what he writes next is read by it; kept by the driver for
 * those who wrote last (talks.h), and brought up to date by classify/. All zero: nothing is known.
 */
struct talk {
	float kinds[KIND_COUNT]; /* what his texts spoke for against `ordinary`, each older one
				    weighing less: sums of log odds */
	uint32_t findings;	 /* enum finding, all so far */
	uint16_t messages;
	uint64_t event; /* his last message's in the line's record, of a long one the last part's; 0: not known */
};

/* A part of a longer message (UDH or SAR); total 0: a message of its own. */
struct part {
	uint16_t reference;
	uint8_t number, total;
};

enum { WIRE_HASH = 16 };

/* A stalling line's conversation with this contact, and what the line's conversations share: kept by the driver,
 * changed by decide/stall/. */
struct stall;
struct stalling;

/* One message, from its first byte to its answer's schedule. Views point into the batch's arena. */
struct message {
	/* 1 bearer */
	enum arrival_kind arrival;
	ms_t at;
	const struct line *line;
	uint32_t line_index;   /* in flow's table */
	char from[NUMBER_MAX]; /* normalised: +E.164, digits of a short code, or a name */
	char to[NUMBER_MAX];   /* which of the line's numbers */
	struct bytes raw;      /* as received: the PDU, or the text */
	struct bytes text;     /* UTF-8 of this part or message */
	size_t undecodable;    /* characters that had no meaning */
	struct bytes id;       /* the provider's id; empty when it gave none */
	struct part part;
	bool resent; /* the carrier may be repeating itself: its bind broke before our ack */
	uint8_t wire[WIRE_HASH]; /* hash of what was received, to recognise a repetition */
	uint64_t token;		 /* the bearer's handle, for the acknowledgement */
	/* Of an advertisement that came as a text: a keyed hash of who forwarded it, which is all that is left of him, and
	 * that only in memory, until its parts are joined (tip.c); 0: of anything else. */
	uint32_t tipper;
	/* Of a sighting: when it happened, whether it was a contact request, and that its profile is a minor's, by what it
	 * says of itself. */
	ms_t seen;
	bool request, claims_minor;
	/* the past, loaded by the driver */
	struct contact contact;
	struct talk *talk; /* NULL: read by itself */
	struct stall *stall; /* of a stalling line; NULL: there is no room for one more */
	struct stalling *stalling;
	/* 2 budget */
	enum admission admission;
	/* 3 classify */
	struct bytes whole; /* the text that was read: joined from its parts */
	ms_t first;	    /* when its first part came: its window begins there */
	struct reading reading;
	struct features features;
	uint16_t product; /* on a stalling line: the pack's product that the text names, from 1 on; 0: none */
	/* 4 decide */
	struct decision decision;
	/* 5 evidence */
	uint64_t event; /* its number in the line's sequence */
};

/* One answer on its way out. */
struct answer {
	ms_t at;
	const struct line *line;
	uint32_t line_index;
	struct contact contact;
	char to[NUMBER_MAX];  /* the sender */
	char via[NUMBER_MAX]; /* the own number it leaves from */
	uint64_t about;	      /* event of the message it answers */
	enum move move;
	enum language language;
	double propensity;
	enum arm arm;
	const char *reason; /* of a stalling line: why it says this, for the record; NULL: the move says it all */
	bool late; /* after its window */
	/* reply (word) */
	struct bytes text; /* UTF-8 */
	int parts;
	/* budget (release) */
	int64_t price; /* micro-euros */
	/* evidence */
	uint64_t event;
};

#endif
