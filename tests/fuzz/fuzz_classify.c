// SPDX-License-Identifier: GPL-3.0-or-later
/* Any text through the shipped patterns: the reading is in range, and its cost within the bound. */
#include "daemon/packs.h"
#include "flow/classify/classify.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct classify *classify_shipped(void)
{
	static struct classify *classify;
	static struct packs *packs;

	if (classify == NULL) {
		if (packs_load(NULL, &packs, NULL) != ERR_NONE)
			abort();
		classify = classify_create(packs);
	}
	return classify;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct classify *classify = classify_shipped();
	struct reading reading, again;
	struct signs_found signs;
	struct text text;

	classify_text(classify, (struct bytes){data, size}, 0, &reading, &signs);
	normalise((struct bytes){data, size}, &text);
	if (reading.kind >= KIND_COUNT || reading.language >= LANGUAGE_COUNT || !isnan(reading.p))
		abort();
	if (signs.steps > classify_bound(classify) * (text.word_count + 1))
		abort();
	if ((signs.sign == NULL) != (reading.kind == KIND_UNCLEAR))
		abort();
	classify_text(classify, (struct bytes){data, size}, 0, &again, &signs);
	if (again.kind != reading.kind || again.language != reading.language)
		abort();
	return 0;
}
