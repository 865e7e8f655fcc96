// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * All that texts are read with, loaded together: packs, and the models trained from them. The program brings both. Who brings
 * packs of his own (`packs:`) with examples in them has models trained from those, which takes a few seconds at start; his packs
 * without examples are read with the program's models.
 */
#ifndef DAEMON_READING_H
#define DAEMON_READING_H

#include "daemon/packs.h"
struct models; /* flow/classify/models.h */

struct reader_set {
	struct packs *packs;
	struct models *models;
	struct buf trained; /* what `models` are views into, unless it is the program itself */
};

/* `folder` of packs; NULL: those of the program. Errors as of packs_load(), examples_load() and train_models(). */
enum err reader_set_load(const char *folder, struct reader_set *ret_set, struct error *error_r);
void reader_set_finish(struct reader_set *set);

/* The models in the program. ERR_STATE: it was built without. */
enum err models_embedded(struct models *ret_models, struct error *error_r);

#endif
