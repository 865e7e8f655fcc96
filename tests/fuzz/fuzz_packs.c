// SPDX-License-Identifier: GPL-3.0-or-later
/* A file of a pack by anybody's hand, and, when it is taken, texts through what it compiles to. The
 * first byte says which file it is. */
#include "daemon/packs.h"
#include "flow/classify/classify.h"
#include "train/examples.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_signs(struct bytes yaml)
{
	static const char text[] =
		"Stop it please. I am not Karen, i want to stop: stop stop? a b c d e";
	struct packs packs = {.packs = {{.language = LANGUAGE_EN}}, .count = 1};
	struct error error = {""};

	if (pack_read_signs(&packs.packs[0], yaml, "signs.yaml", &error) == ERR_NONE) {
		struct classify *classify = classify_create(&packs);
		static struct readout readout;

		classify_text(classify, bytes_of_text(text), 0, NULL, &readout);
		if (readout.found.steps > classify_bound(classify) * sizeof text)
			abort();
		classify_text(classify, yaml, 0, NULL, &readout);
		classify_destroy(classify);
	} else if (error.text[0] == '\0') {
		abort();
	}
	pack_finish(&packs.packs[0]);
}

static void read_concepts(struct bytes yaml)
{
	struct pack pack = {.language = LANGUAGE_EN};
	struct error error = {""};

	if (pack_read_concepts(&pack, yaml, "concepts.yaml", &error) != ERR_NONE &&
	    error.text[0] == '\0')
		abort();
	pack_finish(&pack);
}

static void read_examples(struct bytes yaml)
{
	struct examples examples = {0};
	struct error error = {""};

	if (examples_read(&examples, LANGUAGE_NL, yaml, "examples.yaml", &error) != ERR_NONE &&
	    error.text[0] == '\0')
		abort();
	for (size_t i = 0; i < examples.count; i++)
		if (examples.all[i].turn_count == 0 || examples.all[i].kind == KIND_GROOMING)
			abort();
	examples_finish(&examples);
}

static void read_answers(struct bytes yaml)
{
	struct pack pack = {.language = LANGUAGE_FR};
	struct error error = {""};

	if (pack_read_answers(&pack, yaml, "answers.yaml", &error) != ERR_NONE &&
	    error.text[0] == '\0')
		abort();
	pack_finish(&pack);
}

/* What the loader promises of each. */
static void expect_first(const char *text)
{
	size_t size = strlen(text);

	if (size == 0 || size > 480)
		abort();
}

static void read_firsts(struct bytes yaml)
{
	struct pack pack = {.language = LANGUAGE_NL};
	struct error error = {""};

	if (pack_read_firsts(&pack, yaml, "firsts.yaml", &error) != ERR_NONE &&
	    error.text[0] == '\0')
		abort();
	for (size_t i = 0; i < pack.first_count; i++)
		expect_first(pack.firsts[i]);
	pack_finish(&pack);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct bytes) = {read_signs, read_answers, read_firsts,
								 read_concepts, read_examples};

	if (size > 0)
		readers[data[0] % 5]((struct bytes){data + 1, size - 1});
	return 0;
}
