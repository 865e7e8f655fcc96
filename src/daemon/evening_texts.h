// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What people and robots write on the evening of evening.h. Made up for it: no text here was ever
 * sent, and none is in the packs or in the benches, so that nothing was learnt or tuned on them.
 */
#ifndef DAEMON_EVENING_TEXTS_H
#define DAEMON_EVENING_TEXTS_H

#include "base/bytes.h"
#include "base/random.h"

/* People are always new: half of what they first write on Monday was never written on the days
 * before. */
enum evening_pool { EVENING_CALM, EVENING_NEW, EVENING_AGAIN, EVENING_POOLS };

/* How somebody types. Drawn once a person: all he writes looks alike. */
struct evening_hand {
	bool plain;  /* without accents */
	bool low;    /* no capitals */
	bool bare;   /* no full stop, comma or question mark at the end */
	int smile;   /* 0: none */
	int opening; /* 0: none */
};

struct evening_hand evening_hand(struct random *random);
/* A first text (EVENING_CALM, EVENING_NEW), or a further one of somebody who has no answer yet. */
void evening_text_person(struct random *random, enum evening_pool pool,
			 const struct evening_hand *hand, struct buf *out);

/* Kinds of robots: which texts they share. `count` goes into texts that count. */
enum evening_robots { ROBOTS_SHOUT, ROBOTS_COUNT, ROBOTS_MOCK, ROBOTS_IMITATE, ROBOTS_KINDS };
void evening_text_robot(struct random *random, enum evening_robots kind, unsigned count,
			struct buf *out);

/* How many texts there are, as they are written below, slots and all. */
size_t evening_texts_of(enum evening_pool pool, const char *const **ret_texts);
size_t evening_texts_of_robots(enum evening_robots kind, const char *const **ret_texts);

#endif
