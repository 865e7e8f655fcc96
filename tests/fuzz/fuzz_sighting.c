// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Any bytes as the list of sightings of a request: each that is read goes through a flow in memory. One
 * that was recorded is known when it comes again; what is counted is what was recorded; nobody is ever
 * answered.
 */
#include "daemon/packs.h"
#include "daemon/sighting_words.h"
#include "flow/driver.h"
#include "flow/sightings.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIGHTINGS_AT_MOST = 200 };

static const ms_t now = INT64_C(1772482500000); /* 2026-03-02T20:15:00Z */

static void must(bool holds)
{
	if (!holds)
		abort();
}

static bool claim(void *context, uint32_t line_index)
{
	(void)context;
	(void)line_index;
	return true;
}

static void on_effect(void *context, const struct effect *effect)
{
	(void)context;
	must(effect->type == EFFECT_VERDICT || effect->type == EFFECT_FLAG);
}

/* Once per process: what all flows read with. */
static struct packs packs = {.packs = {{.language = LANGUAGE_NL}}};
static struct line line = {.name = "decoy", .kind = LINE_WATCH};
static struct house house = {.country = "BE"};

struct bench {
	struct store *store;
	struct keys keys;
	struct random random;
	struct flow *flow;
	uint64_t recorded;
};

static void open_bench(struct bench *bench)
{
	struct sqlite_options sqlite = {.path = ":memory:"};
	struct flow_options options = {.lines = &line,
				       .line_count = 1,
				       .house = &house,
				       .packs = &packs,
				       .keys = &bench->keys,
				       .random = &bench->random,
				       .fiction = true,
				       .sink = {NULL, claim, on_effect}};

	random_from_seed(&bench->random, 1, "fuzz");
	keys_make(&bench->random, &bench->keys);
	must(sqlite_open(&sqlite, &bench->store, NULL) == ERR_NONE);
	options.store = bench->store;
	must(flow_create(&options, now, &bench->flow, NULL) == ERR_NONE);
}

static void see(struct bench *bench, json_t *object)
{
	struct sighting_words words;
	struct sighting sighting;
	struct error error = {""};
	enum sighting_member member;
	const char *name;
	bool is_new, again;

	if (sighting_members(object, NULL, &words, &name, &error) != ERR_NONE ||
	    sighting_read(&words, NULL, now, &sighting, &member, &error) != ERR_NONE) {
		must(error.text[0] != '\0');
		return;
	}
	must(flow_begin(bench->flow, now, NULL) == ERR_NONE);
	must(flow_sighting(bench->flow, 0, &sighting, &is_new, NULL) == ERR_NONE);
	must(flow_sighting(bench->flow, 0, &sighting, &again, NULL) == ERR_NONE && !again);
	must(flow_commit(bench->flow, NULL) == ERR_NONE);
	bench->recorded += is_new;
}

static void check_counts(struct bench *bench)
{
	struct flow_approaches found;
	uint64_t sum = 0;

	must(flow_approaches(bench->flow, 0, INT64_MIN, MS_NEVER, &found, NULL) == ERR_NONE);
	for (size_t i = 0; i < found.half_count; i++) {
		sum += found.halves[i].requests + found.halves[i].messages;
		must(found.halves[i].at % HALF_HOUR == 0);
		must(i == 0 || found.halves[i].at > found.halves[i - 1].at);
		must(found.halves[i].senders >= 1 && found.halves[i].senders <= found.total.senders);
	}
	must(sum == bench->recorded && found.total.requests + found.total.messages == sum);
	flow_approaches_finish(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *list = json_loadb((const char *)data, size, 0, NULL);
	struct bench bench = {0};
	struct error error = {""};

	if (!json_is_array(list)) {
		json_decref(list);
		return 0;
	}
	must(seal_start(&error) == ERR_NONE);
	open_bench(&bench);
	for (size_t i = 0; i < json_array_size(list) && i < SIGHTINGS_AT_MOST; i++)
		see(&bench, json_array_get(list, i));
	check_counts(&bench);
	flow_destroy(bench.flow);
	store_close(bench.store);
	json_decref(list);
	return 0;
}
