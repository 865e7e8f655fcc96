// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One conversation of a stalling line, as plain data: who speaks, how far it has come, what was agreed. All zero: nobody
 * wrote yet. It follows from the record alone, so that a restart finds it again: from a snapshot (save.c) and from what
 * came after it, through the same hear.c and turn.c as live.
 */
#ifndef FLOW_DECIDE_STALL_CONVERSATION_H
#define FLOW_DECIDE_STALL_CONVERSATION_H

#include "flow/flow.h"

/* How far it has come. Stored: never renumber. */
#define PHASES(P)                                                                                  \
	P(PHASE_OPENING, 0, "opening", "he advertises; we are interested")                         \
	P(PHASE_MENU, 1, "menu", "what there is")                                                  \
	P(PHASE_HAGGLE, 2, "haggle", "what it costs, and how much we want")                        \
	P(PHASE_ARRANGE, 3, "arrange", "where and when")                                           \
	P(PHASE_WAITING, 4, "waiting", "a meeting is agreed: he waits, or will")                   \
	P(PHASE_EXCUSE, 5, "excuse", "we were not there")                                          \
	P(PHASE_REVIVE, 6, "revive", "he fell silent; we ask once more")                           \
	P(PHASE_OVER, 7, "over", "nothing more is said, unless he begins anew")

enum phase {
#define X(id, code, name, what) id = code,
	PHASES(X)
#undef X
		PHASE_COUNT
};
const char *phase_name(enum phase phase);

enum band { BAND_LOW, BAND_MIDDLE, BAND_HIGH, BAND_COUNT }; /* of suspicion */
const char *band_name(enum band band);

/* How long an answer takes to come, beyond typing it. One of them is chosen when he has written. */
#define DELAYS(D)                                                                                  \
	D(DELAY_QUICK, 12, 50, "quick")                                                            \
	D(DELAY_EASY, 50, 200, "easy")                                                             \
	D(DELAY_SLOW, 200, 600, "slow")                                                            \
	D(DELAY_LONG, 600, 2400, "long")
enum delay {
#define X(id, least, most, name) id, /* seconds */
	DELAYS(X)
#undef X
		DELAY_COUNT
};

/* What is known, agreed or has happened: what moves need, and what bars them (moves.tbl). */
enum known {
	KNOWN_MENU = 1 << 0,	 /* he said what there is */
	KNOWN_PRICE = 1 << 1,	 /* he named a price */
	KNOWN_QUANTITY = 1 << 2, /* we named one */
	KNOWN_PLACE = 1 << 3,	 /* of this meeting: one of ours */
	KNOWN_TIME = 1 << 4,	 /* of this meeting */
	KNOWN_AGREED = 1 << 5,	 /* both were confirmed by either side */
	KNOWN_PUT_OFF = 1 << 6,	 /* we put the meeting off, and he did not say yes to it */
	/* these follow from the moment (permit.c), and are not kept */
	KNOWN_PAST = 1 << 8,	 /* the meeting's time has come */
	KNOWN_SOON = 1 << 9,	 /* it comes within half an hour */
	KNOWN_THERE = 1 << 10,	 /* he says that he is there */
	KNOWN_MISSED = 1 << 12,	 /* a meeting was missed already */
	KNOWN_QUIET = 1 << 13,	 /* the word is ours: he has not written since our last */
	KNOWN_ASKED = 1 << 14,	 /* a question of his stands */
	KNOWN_PLACES = 1 << 15,	 /* a vetted place is open at a time that may be named */
	KNOWN_TIP = 1 << 16,	 /* nobody wrote yet: an approved tip */
	KNOWN_LEFT = 1 << 19,	  /* he breaks it off */
	KNOWN_BYE = 1 << 20,	  /* he says goodbye until the meeting that is agreed */
	KNOWN_AHEAD = 1 << 18,	  /* the meeting is still to come: there is nothing to be sorry for yet */
	KNOWN_ANSWERED = 1 << 17, /* what stands in front of the move answers a question of his */
};

/* A choice whose reward is not known yet: credit.c. */
enum { CHOICES_MAX = 6 };
struct choice {
	uint8_t used;	/* 0: free */
	uint8_t cell;	/* index of learner.h: phase and suspicion */
	uint8_t act;
	uint8_t move;	/* enum move */
	uint8_t delay;	/* enum delay, or DELAY_COUNT: the word was ours */
	uint8_t style;
	uint8_t turns;	/* of ours since */
	float minutes;	/* so far, later turns weighing less */
	float p;	/* with which the move was chosen */
	float p_prior, p_uniform; /* with which the two controls would have chosen it */
	ms_t at;
};

enum engagement {
	ENGAGED_NOT,
	ENGAGED,       /* we are his customer */
	ENGAGED_PROBE, /* he may be a dealer: he is asked who he is, once, and what he says then decides */
};

struct stall {
	/* who */
	uint8_t engaged; /* enum engagement */
	uint8_t arm;	 /* enum arm */
	uint8_t over;	 /* enum why: why nothing is said any more; WHY_NONE: it may be */
	uint8_t language, other; /* what we write; messages in a row of his in another one that we speak */
	uint8_t number;	 /* index in the line's numbers: the one he wrote to, or was written to from */
	uint64_t voice;
	uint64_t event;	 /* his last message's in the line's record */
	/* where it stands */
	uint8_t phase, last_act, last_move;
	uint8_t meetings, missed; /* agreed; not turned up at */
	uint8_t revivals, alone;  /* in this silence; words of ours in a row without one of his */
	uint8_t accused, doubt;	  /* times taken for a robot; messages in a row that no dealer would write */
	uint8_t insults, calls;
	uint8_t place, last_place; /* 1 + index in the line's places; 0: none */
	uint16_t product;
	uint32_t known; /* enum known */
	uint32_t heard; /* bit 1 << act: since our last word */
	uint32_t asked; /* bit 1 << reaction: what must be answered */
	float suspicion;
	/* what was agreed */
	float quantity, price;
	char unit[7];
	int16_t promised; /* the last delay we named, minutes */
	ms_t meeting;	  /* 0: none */
	/* moments; 0: never */
	ms_t began, heard_at, said_at, there_at, touched;
	ms_t waits_from; /* his first word since our last: the turn is about it */
	uint16_t theirs, ours, turns;
	uint8_t delay; /* chosen for the next answer */
	uint8_t counts[MOVE_COUNT]; /* moves made */
	uint64_t story;	    /* what we claimed of ourselves (flow/story.h) */
	float weight;	    /* of what he taught the learner so far */
	float active;	    /* minutes, gaps capped */
	struct choice choices[CHOICES_MAX];
};

#endif
