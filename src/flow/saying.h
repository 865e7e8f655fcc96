// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What an answer does and what it is to say, as plain data: decide/ fills it, reply/ words it. Part of flow.h: stages see
 * it through that header.
 */
#ifndef FLOW_SAYING_H
#define FLOW_SAYING_H

#include "flow/line.h"
#include "flow/story.h"

/* What an answer does. Those from MOVE_OPEN on are a stalling line's, worded by packs/LANGUAGE/talk/. Stored, in five
 * bits (evidence/facts.h): never renumber. */
#define MOVES(M)                                                                                   \
	M(MOVE_NONE, 0, "none")                                                                    \
	M(MOVE_DECLINE, 1, "decline")		/* insisting is useless */                         \
	M(MOVE_HELP_LINE, 2, "help_line")	/* to someone in distress */                       \
	M(MOVE_WRONG_NUMBER, 3, "wrong_number") /* a polite word to who texted by mistake */       \
	M(MOVE_OPEN, 4, "open")			/* the first word is ours: a tip was approved */   \
	M(MOVE_ASK_MENU, 5, "ask_menu")		/* what is there */                                \
	M(MOVE_ASK_PRICE, 6, "ask_price")                                                          \
	M(MOVE_ASK_QUALITY, 7, "ask_quality")                                                      \
	M(MOVE_HAGGLE, 8, "haggle")                                                                \
	M(MOVE_AGREE_VAGUELY, 9, "agree_vaguely")                                                  \
	M(MOVE_ASK_REPEAT, 10, "ask_repeat") /* say that again */                                  \
	M(MOVE_NAME_QUANTITY, 11, "name_quantity")                                                 \
	M(MOVE_NAME_PLACE, 12, "name_place")                                                       \
	M(MOVE_NAME_TIME, 13, "name_time")                                                         \
	M(MOVE_CONFIRM, 14, "confirm")	     /* place and time */                                  \
	M(MOVE_ON_THE_WAY, 15, "on_the_way") /* leaving, nearly */                                 \
	M(MOVE_BE_LATE, 16, "be_late")	     /* with a reason */                                   \
	M(MOVE_WRONG_CORNER, 17, "wrong_corner")                                                   \
	M(MOVE_EXCUSE, 18, "excuse") /* nearly came */                                             \
	M(MOVE_RESCHEDULE, 19, "reschedule")                                                       \
	M(MOVE_APOLOGISE, 20, "apologise")                                                         \
	M(MOVE_DIGRESS, 21, "digress")	 /* small talk */                                          \
	M(MOVE_ASK_CALL, 22, "ask_call") /* provoke a phone call */                                \
	M(MOVE_DENY_ROBOT, 23, "deny_robot")                                                       \
	M(MOVE_REVIVE, 24, "revive") /* hours later */                                             \
	M(MOVE_LET_GO, 25, "let_go")                                                               \
	M(MOVE_PROBE, 26, "probe")	 /* who is this? to who may be no dealer */                \
	M(MOVE_GO_SILENT, 27, "go_silent") /* says nothing, on purpose */                          \
	M(MOVE_REACT, 28, "react")	   /* only reacts to what was said */

enum move {
#define X(id, code, name) id = code,
	MOVES(X)
#undef X
		MOVE_COUNT
};
const char *move_name(enum move move);

/* How a conversation's moves are chosen: most by what was learnt, some so that it can be told whether learning helps. Stored:
 * never renumber. */
#define ARMS(A)                                                                                    \
	A(ARM_LEARNING, 0, "learning", "by what was learnt so far")                                \
	A(ARM_PRIOR, 1, "prior", "by the hand-set prior alone, for ever")                          \
	A(ARM_UNIFORM, 2, "uniform", "any permitted move alike")

enum arm {
#define X(id, code, name, what) id = code,
	ARMS(X)
#undef X
		ARM_COUNT
};
const char *arm_name(enum arm arm);

/* How many words are made of it. Stored: never renumber. */
enum style { STYLE_ANY, STYLE_SHORT, STYLE_LONG };

/* What a stalling line's answer reacts to, before its move or in place of one: a question is answered or dodged, never
 * ignored. The names are those of `answers:` in packs/LANGUAGE/talk/. */
#define REACTIONS(R)                                                                               \
	R(REACT_NONE, "none")                                                                      \
	R(REACT_ASK_QUANTITY, "ask_quantity")                                                      \
	R(REACT_ASK_PLACE, "ask_place")                                                            \
	R(REACT_ASK_TIME, "ask_time")                                                              \
	R(REACT_ASK_DELAY, "ask_delay") /* how much longer */                                      \
	R(REACT_ASK_WHO, "ask_who")                                                                \
	R(REACT_ASK_WHAT, "ask_what") /* any other question: dodged */                             \
	R(REACT_PRICE, "price")                                                                    \
	R(REACT_STOCK, "stock")                                                                    \
	R(REACT_ADVERT, "advert")                                                                  \
	R(REACT_PROPOSE_PLACE, "propose_place") /* not ours: another one is better */              \
	R(REACT_PLACE_OK, "place_ok")		/* one of ours */                                  \
	R(REACT_PROPOSE_TIME, "propose_time")                                                      \
	R(REACT_CONFIRM, "confirm")                                                                \
	R(REACT_ON_MY_WAY, "on_my_way")                                                            \
	R(REACT_ARRIVED, "arrived")                                                                \
	R(REACT_IMPATIENT, "impatient")                                                            \
	R(REACT_SUSPICIOUS, "suspicious")                                                          \
	R(REACT_ROBOT, "robot") /* says we are one */                                              \
	R(REACT_TEST, "test")	/* tests whether we are one */                                     \
	R(REACT_INSULT, "insult")                                                                  \
	R(REACT_THREAT, "threat")                                                                  \
	R(REACT_WANTS_CALL, "wants_call")                                                          \
	R(REACT_CALLED, "called") /* his call was not taken */                                     \
	R(REACT_WANTS_OTHER_APP, "wants_other_app")                                                \
	R(REACT_PAYMENT, "payment")                                                                \
	R(REACT_SMALLTALK, "smalltalk")                                                            \
	R(REACT_REFUSE, "refuse")                                                                  \
	R(REACT_GOODBYE, "goodbye")                                                                \
	R(REACT_UNCLEAR, "unclear")

enum reaction {
#define X(id, name) id,
	REACTIONS(X)
#undef X
		REACTION_COUNT
};
const char *reaction_name(enum reaction reaction);

/* What the words may be made to depend on: the `if:` of the packs. One bit each. */
#define TALK_TAGS(T)                                                                               \
	T(TAG_STREET, 0, "street")     /* the speaker's register: one of three */                  \
	T(TAG_PLAIN, 1, "plain")                                                                   \
	T(TAG_POLITE, 2, "polite")                                                                 \
	T(TAG_FIRST, 3, "first")       /* this move for the first time to this contact */          \
	T(TAG_AGAIN, 4, "again")                                                                   \
	T(TAG_SOON, 5, "soon")	       /* the meeting is within two hours */                       \
	T(TAG_TODAY, 6, "today")                                                                   \
	T(TAG_TOMORROW, 7, "tomorrow")                                                             \
	T(TAG_EVENING, 8, "evening")   /* it is after 18:00 */                                     \
	T(TAG_MORNING, 9, "morning")   /* before 12:00 */                                          \
	T(TAG_WAITING, 10, "waiting")  /* he says he stands there */                               \
	T(TAG_LATE2, 11, "late2")      /* we were late before */                                   \
	T(TAG_ASKED, 12, "asked")      /* what stands in front answers a question of his */        \
	T(TAG_GRAM, 13, "gram")	       /* in `quantity` */                                         \
	T(TAG_PILL, 14, "pill")                                                                    \
	T(TAG_BAG, 15, "bag")                                                                      \
	T(TAG_OTHER, 16, "other")                                                                  \
	T(TAG_FULL, 17, "full")	       /* in `time`: minutes 0, 30, 15, 45 */                      \
	T(TAG_HALF, 18, "half")                                                                    \
	T(TAG_QUARTER, 19, "quarter")                                                              \
	T(TAG_TO, 20, "to")                                                                        \
	T(TAG_EURO, 21, "euro")	       /* in `price`: the line's currency */                       \
	T(TAG_POUND, 22, "pound")                                                                  \
	T(TAG_QUARREL, 23, "quarrel")  /* he is angry: nothing merry now */                        \
	T(TAG_MISSED, 24, "missed")    /* we let him stand: there is something to be sorry for */

enum talk_tag {
#define X(id, bit, name) id = 1 << (bit),
	TALK_TAGS(X)
#undef X
};

/* Facts that the words may name, in capitals in the packs. One bit each in saying.known. */
#define TALK_FACTS(F)                                                                              \
	F(TALK_QUANTITY, 0, "QUANTITY")                                                            \
	F(TALK_PRICE, 1, "PRICE")                                                                  \
	F(TALK_OFFER, 2, "OFFER")                                                                  \
	F(TALK_PRODUCT, 3, "PRODUCT")                                                              \
	F(TALK_PLACE, 4, "PLACE")                                                                  \
	F(TALK_TIME, 5, "TIME")	 /* with it DAY */                                                 \
	F(TALK_DAY, 6, "DAY")                                                                      \
	F(TALK_DELAY, 7, "DELAY")                                                                  \
	F(TALK_NAME, 8, "NAME")	 /* always known: of the voice */                                  \
	F(TALK_FRIEND, 9, "FRIEND")

enum talk_fact {
#define X(id, bit, name) id = 1 << (bit),
	TALK_FACTS(X)
#undef X
};

/* What a stalling line is to say: decided by decide/, worded by reply/. It holds facts, no words but a vetted place's. */
struct saying {
	enum move move;		/* MOVE_REACT: nothing beside the reaction */
	enum reaction reaction; /* REACT_NONE: nothing in front of the move */
	enum language language;
	uint64_t voice;	   /* who speaks: register, habits, name; the same for a contact for ever */
	uint64_t seed;	   /* of these very words */
	uint32_t tags;	   /* enum talk_tag; those of register, quantity and time are reply/'s to set */
	uint32_t known;	   /* enum talk_fact, of those below */
	double quantity;   /* in `unit`: "g", "pill", "bag", or "" */
	char unit[7];
	double price, offer; /* in the line's currency */
	const char *place;   /* of the line's `places:`; borrowed */
	int time;	     /* minutes since local midnight */
	int delay;	     /* minutes */
	uint16_t product;    /* one of the pack's products, from 1 on */
	uint64_t story;	     /* what we claimed so far, by bit (story.h) */
	enum style style;
};

#endif
