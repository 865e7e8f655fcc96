// SPDX-License-Identifier: GPL-3.0-or-later
/* What the keeper's two rooms of learning share: keeper_learning.c (models, the clerk),
 * keeper_correct.c (operators). */
#ifndef DAEMON_KEEPER_LEARNING_H
#define DAEMON_KEEPER_LEARNING_H

#include "daemon/corrections.h"
#include "daemon/keeper.h"
#include "daemon/trial.h"
#include "flow/classify/models.h"

/* A model that came of corrections; `bytes` are the clerk's memory, or a buffer that was read from
 * the store. */
struct learnt {
	struct models models;
	struct bytes bytes;
	bool mapped; /* munmap(), not `kept` */
	struct buf kept;
	uint8_t digest[CORRECTIONS_DIGEST]; /* of the corrections in it */
	uint32_t corrections;
};

struct keeper_learning {
	struct keeper *keeper;
	struct channel *clerk; /* NULL while its process is not there */
	struct corrections corrections;
	struct trial trial; /* texts by which a model is judged */
	double base_score;  /* of the program's, or the packs', own models; negative: not tried yet
			     */
	struct learnt *use; /* NULL: the own models are in use */
	struct event *soon;
	/* What the clerk is at. */
	uint64_t token;
	bool asked;
	uint8_t asked_digest[CORRECTIONS_DIGEST];
	uint32_t asked_count;
	unsigned deaths; /* of clerks, while they trained with these corrections */
	/* These corrections came to nothing, and why. */
	bool refused;
	uint8_t refused_digest[CORRECTIONS_DIGEST];
	char refusal[ERROR_TEXT_MAX];
	uint64_t trained, refusals; /* for /metrics, since start */
};

/* The list changed: keeps it in the store, within the open batch, and asks for a model soon. */
enum err learning_changed(struct keeper_learning *learning, struct error *error_r);
/* Where things stand: "in use", "training", "soon", "refused". */
const char *learning_state(const struct keeper_learning *learning);

#endif
