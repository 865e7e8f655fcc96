// SPDX-License-Identifier: GPL-3.0-or-later
/* A table of texts by anybody's hand. Each text is counted once wherever it is counted; what is
 * wrong has a line. */
#include "daemon/evaluate.h"
#include "daemon/packs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Without models: it is the table that is tried here, and signs are fast. */
static struct classify *classify_signs_alone(void)
{
	static struct classify *classify;
	static struct packs *packs;

	if (classify == NULL) {
		must(packs_load(NULL, &packs, NULL) == ERR_NONE);
		classify = classify_create(packs);
	}
	return classify;
}

static unsigned count(const struct confusion *confusion)
{
	unsigned sum = 0;

	for (int kind = 0; kind < KIND_COUNT; kind++) {
		unsigned texts = 0;

		for (int other = 0; other < KIND_COUNT; other++)
			texts += confusion->counts[kind][other];
		must(evaluate_score(confusion, (enum kind)kind).texts == texts);
		sum += texts;
	}
	must(sum == confusion->texts);
	return sum;
}

static void check(const struct evaluation *evaluation)
{
	unsigned texts = count(&evaluation->all), languages = 0, bins = 0;
	struct buf out = {0};

	for (int l = 0; l < LANGUAGE_COUNT; l++)
		languages += count(&evaluation->by_language[l]);
	for (int i = 0; i < EVALUATE_BINS; i++) {
		bins += evaluation->bins[i].texts;
		must(evaluation->bins[i].right <= evaluation->bins[i].texts);
	}
	must(texts > 0 && languages == texts && bins == texts);
	must(count(&evaluation->hard) <= texts);
	must(evaluation->language_right <= evaluation->language_texts);
	must(evaluation->cost >= 0 && isfinite(evaluation->log_loss));
	must(evaluate_macro(&evaluation->all) >= 0 && evaluate_calibration(evaluation) >= 0);
	evaluate_print(evaluation, &out);
	evaluate_json(evaluation, &out);
	must(utf8_valid(buf_bytes(&out)));
	buf_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct evaluation evaluation;
	struct error error = {""};
	enum err err = evaluate_table(classify_signs_alone(), (struct bytes){data, size}, "t.tsv",
				      &evaluation, &error);

	must(err == ERR_NONE || (err == ERR_INPUT && strncmp(error.text, "t.tsv:", 6) == 0));
	if (err == ERR_NONE)
		check(&evaluation);
	return 0;
}
