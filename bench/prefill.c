// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Fills a store with messages that were answered, through the program's own flow, to measure what a large store costs.
 *
 *   fauxbond-prefill --config FILE --messages N
 *
 * Senders are +999 and nine digits, counted from 1; keep N below 500,000,000, where the bench's own begin.
 */
#include "base/mem.h"
#include "daemon/installation.h"
#include "daemon/now.h"
#include "daemon/packs.h"
#include "flow/budget/admit.h"
#include "flow/driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 1000 };

struct prefill {
	struct settings settings;
	struct packs *packs;
	struct store *store;
	struct keys keys;
	struct random random;
	struct flow *flow;
};

static bool claim(void *context, uint32_t line_index)
{
	(void)context;
	(void)line_index;
	return true;
}

static void on_effect(void *context, const struct effect *effect)
{
	struct prefill *run = context;

	if (effect->type == EFFECT_REPLY)
		flow_outcome(run->flow, effect->token, OUTBOX_SENT, "prefill", effect->token, 0);
}

static enum err open_all(struct prefill *run, const char *config, struct error *error_r)
{
	struct sqlite_options options = {.now = now_ms()};
	struct buf path = {0};
	uint8_t kek[SEAL_KEY];
	enum err err = settings_load(config, &run->settings, error_r);

	if (err != ERR_NONE)
		return err;
	random_from_system(&run->random);
	installation_store_path(&run->settings, &path);
	options.path = buf_text(&path);
	err = installation_folder(&run->settings, error_r);
	if (err == ERR_NONE)
		err = packs_load(run->settings.packs, &run->packs, error_r);
	if (err == ERR_NONE)
		err = sqlite_open(&options, &run->store, error_r);
	buf_finish(&path);
	if (err == ERR_NONE)
		err = installation_kek(&run->settings, run->store, &run->random, true, -1, kek, error_r);
	if (err == ERR_NONE)
		err = installation_keys(run->store, kek, &run->random, true, "the key", &run->keys, error_r);
	if (err != ERR_NONE)
		return err;
	return flow_create(&(struct flow_options){.lines = run->settings.lines,
						  .line_count = run->settings.line_count,
						  .house = &run->settings.house,
						  .packs = run->packs,
						  .store = run->store,
						  .keys = &run->keys,
						  .random = &run->random,
						  .fiction = true,
						  .sink = {run, claim, on_effect}},
			   now_ms(), &run->flow, error_r);
}

static void write_message(struct prefill *run, unsigned long number, struct message *message,
			  char *text)
{
	const struct line *line = &run->settings.lines[0];

	snprintf(text, 64, "salut tu fais quoi ce soir ? %lu", number);
	*message = (struct message){.arrival = ARRIVAL_MESSAGE,
				    .raw = bytes_of_text(text),
				    .text = bytes_of_text(text)};
	snprintf(message->from, sizeof message->from, "+999%09lu", number % 1000000000);
	memcpy(message->to, line->numbers[0], sizeof message->to);
	admit_wire_hash(message->raw, message->wire);
}

static enum err fill(struct prefill *run, unsigned long count, struct error *error_r)
{
	static struct message messages[BATCH];
	static char texts[BATCH][64];
	enum err err = ERR_NONE;

	for (unsigned long done = 0; err == ERR_NONE && done < count;) {
		err = flow_begin(run->flow, now_ms(), error_r);
		for (int i = 0; err == ERR_NONE && i < BATCH && done < count; i++, done++) {
			write_message(run, done + 1, &messages[i], texts[i]);
			err = flow_message(run->flow, &messages[i], error_r);
		}
		if (err == ERR_NONE)
			err = flow_due(run->flow, error_r);
		if (err == ERR_NONE)
			err = flow_commit(run->flow, error_r);
		if (done % 1000000 < BATCH)
			fprintf(stderr, "prefill: %lu of %lu\n", done, count);
	}
	return err == ERR_NONE ? flow_close(run->flow, error_r) : err;
}

static const char *option(int argc, char **argv, const char *name)
{
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return argv[i + 1];
	return NULL;
}

int main(int argc, char **argv)
{
	const char *config = option(argc, argv, "--config"), *count = option(argc, argv, "--messages");
	struct prefill run = {0};
	struct error error = {""};
	enum err err;

	if (config == NULL || count == NULL) {
		fputs("usage: fauxbond-prefill --config FILE --messages N\n", stderr);
		return 2;
	}
	err = seal_start(&error);
	if (err == ERR_NONE)
		err = open_all(&run, config, &error);
	if (err == ERR_NONE)
		err = fill(&run, strtoul(count, NULL, 10), &error);
	if (err != ERR_NONE)
		fprintf(stderr, "fauxbond-prefill: %s\n", error.text);
	flow_destroy(run.flow);
	store_close(run.store);
	packs_destroy(run.packs);
	settings_finish(&run.settings);
	return err == ERR_NONE ? 0 : 1;
}
