// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A linear model over hashed features that tells two sets of samples apart: logistic regression by
 * stochastic gradient with AdaGrad's steps (Duchi et al. 2011), a few rounds, whose weights are
 * averaged; trained anew each time. Pure; same seed, same weights.
 */
#ifndef FLOW_BUDGET_MODEL_H
#define FLOW_BUDGET_MODEL_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODEL_BITS = 18, MODEL_BUCKETS = 1 << MODEL_BITS, MODEL_ROOM = 2 * MODEL_BUCKETS };

struct model {
	float *weights; /* MODEL_BUCKETS of them: 1 MiB */
	float bias;
};

struct model_item {
	const uint32_t *ids; /* each below MODEL_BUCKETS */
	uint32_t count;
	float base, weight; /* how much it counts: as added, and once both sides weigh the same */
	bool positive;	    /* of the siege */
	int mark;	    /* the caller's own */
};

/* ERR_MEMORY when the weights cannot be had. */
enum err model_init(struct model *model);
void model_finish(struct model *model);

/* `room`: MODEL_ROOM floats, overwritten. The items are put in another order. */
void model_train(struct model *model, struct model_item *items, size_t count, float *room,
		 uint64_t seed);
/* Log-odds of being positive. */
double model_score(const struct model *model, const uint32_t *ids, size_t count);

#endif
