// SPDX-License-Identifier: GPL-3.0-or-later
/* What the rooms of the cohort share: cohort.c (who is known), cohort_copies.c (who writes the
 * same), cohort_snapshot.c (training), cohort_judge.c (ranks), cohort_state.c (to and from the
 * store). */
#ifndef FLOW_BUDGET_COHORT_PRIVATE_H
#define FLOW_BUDGET_COHORT_PRIVATE_H

#include "base/map.h"
#include "flow/budget/cohort.h"
#include "flow/budget/model.h"

enum {
	COHORT_PRIORS = 600,
	COHORT_RECENT = 4096, /* of the siege's arrivals that a snapshot is trained on, at most */
	FOLDS = 2,
	BLOCKS = 2,
	CIRCUMSTANCES = 9, /* features beside the text's */
	COPIES = 1 << 16,  /* buckets of clusters */
	EXCESS_MANY = 1,   /* of cohort_excess(): more than can be genuine */
	IDS_MOST = FEATURES_MAX + CIRCUMSTANCES,
};

_Static_assert((int)FEATURE_BITS == (int)MODEL_BITS, "features fit the model");

enum side { SIDE_CALM, SIDE_SIEGE, SIDES };

struct sample {
	ms_t at;
	uint32_t contact;
	uint32_t blocks[BLOCKS]; /* hashes of his number without its last 4, 6 digits */
	uint32_t to;		 /* hash of the own number he wrote to */
	uint8_t messages;
	uint8_t burst; /* 1 to 4: count_burst(); 0: not counted yet */
	struct features features;
};

/* A sorted list of scores and how many an hour they stand for. */
struct ranking {
	float *scores;
	size_t count;
	double an_hour;
};

struct cohort {
	struct sample *log;
	size_t room;
	uint64_t first, end; /* of the log, as a ring: log[i % room] */
	struct map places;   /* contact -> low 32 bits of its place in the log */
	struct sample *calm;
	size_t calm_count, calm_next;
	struct features *priors;
	size_t prior_count;
	uint16_t *seen;		 /* how many calm texts hold a word */
	uint16_t *copies[SIDES]; /* how many of the calm and of the siege have a cluster, as of the
				    snapshot */
	double copies_expected;	 /* first contacts that the curve expects in the time that they are
				    of */
	/* the snapshot */
	struct model models[FOLDS];
	struct ranking rankings[FOLDS];
	struct cohort_window window; /* that the ranks are of */
	bool trained;
	uint32_t snapshot;
	ms_t trained_at;
	uint64_t trained_end;
	size_t trained_on;
};

/* The log, as a ring: its places run from cohort->first to cohort->end. */
static inline struct sample *cohort_at(const struct cohort *cohort, uint64_t place)
{
	return &cohort->log[place % cohort->room];
}

/* cohort.c */
/* NULL: not known. */
struct sample *cohort_find(const struct cohort *cohort, uint32_t contact);
/* Counts how he came among others, once. */
void cohort_settle(const struct cohort *cohort, struct sample *sample);
void cohort_keep_calm(struct cohort *cohort, const struct sample *sample);
/* A bucket of the model. */
uint32_t cohort_bucket(uint32_t group, uint32_t value);

/* cohort_judge.c */
/* What the model sees of a person; `calm`: he is one of the calm ones himself. Returns how many. */
uint32_t cohort_ids(const struct cohort *cohort, const struct sample *sample, bool calm,
		    uint32_t ret_ids[IDS_MOST]);
int cohort_fold(uint32_t contact);

/* cohort_copies.c */
/* Counts the clusters of the calm ones and of the log from a place on, in which time so many were
 * expected. */
void cohort_count_copies(struct cohort *cohort, uint64_t from, double expected);
/* How many more have sent this text than people who write it would: 0, not more; to 3, more than
 * four times as many. */
uint32_t cohort_excess(const struct cohort *cohort, uint32_t cluster);

/* cohort_snapshot.c */
void cohort_drop_snapshot(struct cohort *cohort);

#endif
