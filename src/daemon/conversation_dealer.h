// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The dealer of `fauxbond conversation`: invented, with lines of his own (conversation_lines.tbl).
 * He advertises, asks how much, where and when, sets off, waits, rings, grumbles, leaves, and comes
 * back once. He is told what the line does (its move, what it named) instead of reading it: he
 * shows the program, he does not measure it. bench/stall/ has dealers who read. Pure: moments are
 * handed in, chance comes from the seed.
 */
#ifndef DAEMON_CONVERSATION_DEALER_H
#define DAEMON_CONVERSATION_DEALER_H

#include "base/random.h"
#include "daemon/spoken.h"
#include "flow/decide/stall/stall.h"

/* What he texts; DEALER_RINGS is a call instead. */
#define DEALER_LINES(D)                                                                            \
	D(ADVERT)                                                                                  \
	D(WHO)                                                                                     \
	D(MENU)                                                                                    \
	D(PRICE)                                                                                   \
	D(QUALITY)                                                                                 \
	D(HAGGLE)                                                                                  \
	D(REPEAT)                                                                                  \
	D(SMALLTALK)                                                                               \
	D(NO_ROBOT)                                                                                \
	D(FINE)                                                                                    \
	D(HOW_MUCH)                                                                                \
	D(WHERE_TO)                                                                                \
	D(WHEN)                                                                                    \
	D(NUDGE)                                                                                   \
	D(AGREED)                                                                                  \
	D(COMING)                                                                                  \
	D(THERE)                                                                                   \
	D(LOOKING)                                                                                 \
	D(HURRY)                                                                                   \
	D(CORNER)                                                                                  \
	D(NO_ANSWER)                                                                               \
	D(GRUMBLE)                                                                                 \
	D(MOVED)                                                                                   \
	D(LEAVES)                                                                                  \
	D(COMES_BACK)                                                                              \
	D(LEAVES_FOR_GOOD)                                                                         \
	D(RINGS)

enum dealer_line {
#define X(what) DEALER_##what,
	DEALER_LINES(X)
#undef X
};

enum dealer_stage {
	DEALER_TALKS, /* how much, where, when */
	DEALER_COMES, /* all is agreed */
	DEALER_WAITS, /* he is there */
	DEALER_GONE,  /* he left, and may be won back */
	DEALER_OVER,  /* he left for good */
};

enum { DEALER_PLANS_MAX = 8, DEALER_TEXTS_MAX = 128, DEALER_TEXT_MAX = 200 };

struct dealer {
	enum spoken language;
	struct random random;
	enum dealer_stage stage;
	const char *product, *name;
	int price;
	struct dealer_plan {
		ms_t at;
		enum dealer_line line;
	} plans[DEALER_PLANS_MAX];
	size_t plan_count;
	bool used[DEALER_TEXTS_MAX]; /* rows of the table that he has said */
	bool quantity, place;	     /* the line has named one */
	bool place_first;	     /* he asks where before how much */
	ms_t meeting;		     /* 0: none is named */
	int patience;		     /* words that he still spends on waiting */
	int asked;		     /* while he waits, by himself */
	int nudges, moved, departures;
	int kept; /* times he stood there */
};

/* He advertises at `now`. */
void dealer_begin(struct dealer *dealer, enum spoken language, uint64_t seed, ms_t now);
/* When he does something by himself; MS_NEVER: nothing is planned. */
ms_t dealer_next(const struct dealer *dealer);
/* Does what is planned first, at its moment. True: he texts; false: he rings. */
bool dealer_act(struct dealer *dealer, char ret_text[DEALER_TEXT_MAX]);
/* The line wrote to him. `named`: the text names one of its places. */
void dealer_hear(struct dealer *dealer, const struct turn *turn, bool named, ms_t now);

#endif
