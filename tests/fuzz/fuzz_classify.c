// SPDX-License-Identifier: GPL-3.0-or-later
/* Any text through the shipped packs and models, alone and in a conversation: what is read is in range and adds up, its cost is within
 * the bound, and the same text is read alike. */
#include "daemon/reading.h"
#include "flow/classify/classify.h"
#include "flow/classify/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct classify *classify_shipped(void)
{
	static struct classify *classify;
	static struct reader_set set;

	if (classify == NULL) {
		if (reader_set_load(NULL, &set, NULL) != ERR_NONE)
			abort();
		classify = classify_create(set.packs);
		classify_use(classify, set.models);
	}
	return classify;
}

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_reading(const struct reading *reading)
{
	float sum = 0;

	must(reading->kind < KIND_COUNT && reading->language < LANGUAGE_COUNT &&
	     reading->act < ACT_COUNT);
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		must(reading->kinds[kind] >= 0 && reading->kinds[kind] <= 1.001f);
		sum += reading->kinds[kind];
	}
	must(fabsf(sum - 1) < 0.01f);
	must(reading->p >= 0 && reading->p <= 1.001);
}

static void check_slots(const struct slots *slots, size_t size)
{
	size_t end = 0;

	must(slots->count <= SLOTS_MAX);
	for (size_t i = 0; i < slots->count; i++) {
		const struct slot *slot = &slots->slots[i];

		must(slot->type < SLOT_TYPE_COUNT && slot->at >= end && slot->size > 0);
		end = (size_t)slot->at + slot->size;
		must(end <= size);
		must(memchr(slot->unit, '\0', sizeof slot->unit) != NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct classify *classify = classify_shipped();
	static struct readout first, again;
	struct reason reasons[REASONS_MAX];
	struct talk talk = {0};

	classify_text(classify, (struct bytes){data, size}, 0, NULL, &first);
	classify_act(classify, &first);
	check_reading(&first.reading);
	check_slots(&first.slots, size);
	must(first.found.steps <= classify_bound(classify) * (first.text.word_count + 1));
	must(explain(classify, &first, first.reading.kind, reasons) <= REASONS_MAX);
	for (int i = 0; i < 3; i++) {
		classify_text(classify, (struct bytes){data, size}, 0, &talk, &again);
		check_reading(&again.reading);
	}
	classify_text(classify, (struct bytes){data, size}, 0, NULL, &again);
	must(again.reading.kind == first.reading.kind &&
	     again.reading.language == first.reading.language);
	return 0;
}
