// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A model's trial: how many of the examples' own texts it reads as what they are, a sample of each
 * kind. Its score is the mean over kinds, so that a model which forgot one is found out however few
 * its examples are. No measure of how well strangers' texts are read (`fauxbond evaluate` is): the
 * models have seen these.
 */
#ifndef DAEMON_TRIAL_H
#define DAEMON_TRIAL_H

#include "daemon/packs.h"
#include "flow/classify/models.h"
#include "train/examples.h"

enum { TRIAL_EACH = 60 }; /* texts of a kind, at most */

struct classify;

struct trial {
	struct classify *classify;
	char **texts;
	enum kind *kinds;
	size_t count, examples; /* of the sample; of all */
};

/* Of the examples in `folder`; of the program's own when it has none. `packs` must outlive the
 * trial. */
enum err trial_open(const char *folder, const struct packs *packs, struct trial *ret_trial,
		    struct error *error_r);
void trial_close(struct trial *trial);
/* 0..1. */
double trial_score(const struct trial *trial, const struct models *models);

#endif
