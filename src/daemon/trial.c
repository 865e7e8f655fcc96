// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/trial.h"

#include "base/mem.h"
#include "flow/classify/classify.h"

#include <string.h>

/* One that is judged by itself. */
static bool is_fit(const struct example *example, size_t kind)
{
	return example->turn_count == 1 && models_column(example->kind) == kind;
}

/* Spread evenly over all that there are of a kind. */
static void sample_kind(struct trial *trial, const struct examples *examples, size_t kind)
{
	size_t all = 0, seen = 0, taken = 0;

	for (size_t i = 0; i < examples->count; i++)
		all += is_fit(&examples->all[i], kind);
	for (size_t i = 0; i < examples->count && taken < TRIAL_EACH; i++) {
		if (!is_fit(&examples->all[i], kind))
			continue;
		if (seen++ * TRIAL_EACH < taken * all)
			continue;
		trial->texts[trial->count] = mem_strdup(examples->all[i].turns[0]);
		trial->kinds[trial->count++] = models_kind(kind);
		taken++;
	}
}

enum err trial_open(const char *folder, const struct packs *packs, struct trial *ret_trial,
		    struct error *error_r)
{
	struct examples examples = {0};
	struct trial trial = {0};
	enum err err = examples_load(folder, &examples, error_r);

	if (err == ERR_NONE && folder != NULL && examples.count == 0) {
		examples_finish(&examples);
		err = examples_load(NULL, &examples, error_r);
	}
	if (err != ERR_NONE)
		return err;
	trial.classify = classify_create(packs);
	trial.examples = examples.count;
	trial.texts = mem_alloc(COLUMN_KINDS * TRIAL_EACH, sizeof *trial.texts);
	trial.kinds = mem_alloc(COLUMN_KINDS * TRIAL_EACH, sizeof *trial.kinds);
	for (size_t kind = 0; kind < COLUMN_KINDS; kind++)
		sample_kind(&trial, &examples, kind);
	examples_finish(&examples);
	*ret_trial = trial;
	return ERR_NONE;
}

void trial_close(struct trial *trial)
{
	for (size_t i = 0; i < trial->count; i++)
		mem_free(trial->texts[i]);
	mem_free(trial->texts);
	mem_free(trial->kinds);
	classify_destroy(trial->classify);
	*trial = (struct trial){0};
}

double trial_score(const struct trial *trial, const struct models *models)
{
	size_t all[KIND_COUNT] = {0}, right[KIND_COUNT] = {0}, kinds = 0;
	static struct readout readout;
	double sum = 0;

	classify_use(trial->classify, models);
	for (size_t i = 0; i < trial->count; i++) {
		classify_text(trial->classify, bytes_of_text(trial->texts[i]), 0, NULL, &readout);
		all[trial->kinds[i]]++;
		right[trial->kinds[i]] += readout.reading.kind == trial->kinds[i];
	}
	classify_use(trial->classify, NULL);
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		if (all[kind] == 0)
			continue;
		sum += (double)right[kind] / (double)all[kind];
		kinds++;
	}
	return kinds != 0 ? sum / (double)kinds : 0;
}
