// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A life of a flow: what happens to it (flow.c; flood.c when it is besieged), and what must hold of
 * it (rules.c, seen from outside; record.c, by its record).
 */
#ifndef TESTS_PROPERTIES_LIFE_H
#define TESTS_PROPERTIES_LIFE_H

#include "../unit/flow_fixture.h"

/* Senders are "+9991" and six digits: the first ones come and go, the others are the floods'. */
enum { SENDERS_MAX = 40, PARTIES_MAX = 6000 };

/* One sender at one declining line, as seen from outside. */
struct party {
	ms_t scheduled, due; /* of the newest verdict that promised an answer */
	ms_t window; /* of the first: words may change while it waits, its window does not */
	size_t replies;
	bool promised; /* an answer is owed */
	bool approved, let_go, held;
	uint32_t cluster; /* of who is held by the cohort; 0: he is not */
};

struct spend {
	ms_t at;
	int64_t micro;
	uint32_t line;
	bool help; /* to somebody in distress */
};

/* Somebody the cohort held, as it was told. */
struct refusal {
	uint32_t line, contact, cluster;
	double score;
};

struct flood {
	bool on;
	unsigned text;	/* how its senders write */
	uint32_t line;	/* FIXTURE_LINES: any */
	unsigned most;	/* senders of all floods of this life */
	unsigned batch; /* most of them in a batch */
};

struct life {
	struct flow_bench *bench;
	struct random random;
	struct party parties[2][PARTIES_MAX];
	unsigned senders, end; /* those who come and go; beyond all numbers that ever wrote */
	struct flood flood;
	ms_t now;
	bool besieged; /* a life with floods in it */
	bool slow;     /* its carrier is, now and then */
	bool parts;    /* some messages are long */
	bool siege[2]; /* told, and not over */
	ms_t calm[2];  /* when the last one was over */
	struct spend *spends;
	size_t spend_count, spend_room;
	struct refusal *refusals;
	size_t refusal_count, refusal_room;
	size_t replies, sieges, calms;
	uint64_t digest; /* of all that was told */
	char context[160];
};

static inline uint64_t below(struct life *life, uint64_t bound)
{
	return random_below(&life->random, bound);
}

_Noreturn void broken(const struct life *life, const char *rule);

#define HOLDS(condition, rule)                                                                     \
	do {                                                                                       \
		if (!(condition))                                                                  \
			broken(life, rule);                                                        \
	} while (0)

/* rules.c */
/* Looks at what the last batch told. */
void look(struct life *life);
/* What a line (or the house: UINT32_MAX) spent in (at - span, at]. */
int64_t spent(const struct life *life, uint32_t line, ms_t at, ms_t span, bool ordinary_only);

/* record.c */
/* What was told is what was recorded, and the record is whole. */
void check_record(struct life *life);

/* flow.c */
/* The timers up to `now`, each at its own time. */
void until(struct life *life, ms_t now);
void restart(struct life *life);
void arrivals(struct life *life);
const char *number_of(unsigned sender, char ret_number[NUMBER_MAX]);

/* flood.c */
void flood_settings(struct life *life);
void flood_step(struct life *life);

#endif
