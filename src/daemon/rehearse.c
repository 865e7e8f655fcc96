// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rehearse: the engine on virtual time (DESIGN §12). One JSON object a line in, effects out, in lockstep: for each
 * input first the timers due up to its moment, each at its own time; then the input; then what became due; then "ready"
 * with the next moment. It never sends anything, and never touches data:, key: or bearers:. Keys, salts and chance come
 * from the seed, so the same input gives the same bytes.
 */
#include "base/mem.h"
#include "daemon/command.h"
#include "daemon/effects.h"
#include "daemon/installation.h"
#include "daemon/reading.h"
#include "daemon/rehearse_input.h"
#include "flow/sightings.h"
#include "flow/sites.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rehearsal {
	struct settings settings;
	struct reader_set reading;
	struct store *store;
	struct keys keys;
	struct random random;
	struct flow *flow;
	struct arena arena;  /* of one input's message */
	struct buf out;
	ms_t now;            /* of the last input, or of the record that goes on */
	bool began;          /* an input has said what time it is */
	uint64_t line;       /* of the input */
	bool bad;            /* some line was */
};

static bool claim(void *context, uint32_t line_index)
{
	(void)context;
	(void)line_index;
	return true;
}

/* A reply counts as sent at once: nothing leaves here. */
static void on_effect(void *context, const struct effect *effect)
{
	struct rehearsal *run = context;
	char id[ANSWER_ID_MAX];

	effect_json(effect, &run->out);
	buf_add_u8(&run->out, '\n');
	if (effect->type == EFFECT_REPLY)
		flow_outcome(run->flow, effect->token, OUTBOX_SENT,
			     answer_id(effect->token, id), effect->token, 0);
}

/* ---- opening ---- */

/* A store that is used again goes on with other chance: the same stream twice would repeat its nonces. */
static enum err count_runs(struct rehearsal *run, uint64_t seed, struct error *error_r)
{
	struct store *store = run->store;
	struct buf value = {0};
	char label[64];
	unsigned long long runs;
	enum err err = store->ops->get_meta(store, "rehearsals", &value, error_r);

	if (err != ERR_NONE && err != ERR_ABSENT)
		return err;
	runs = err == ERR_NONE ? strtoull(buf_text(&value), NULL, 10) + 1 : 1;
	buf_clear(&value);
	buf_add_format(&value, "%llu", runs);
	snprintf(label, sizeof label, "rehearse.%llu", runs);
	random_from_seed(&run->random, seed, label);
	err = store->ops->begin(store, error_r);
	if (err == ERR_NONE)
		err = store->ops->put_meta(store, "rehearsals", buf_bytes(&value), error_r);
	if (err == ERR_NONE)
		err = store->ops->commit(store, error_r);
	buf_finish(&value);
	return err;
}

static enum err open_store(struct rehearsal *run, const char *db, uint64_t seed,
			   struct error *error_r)
{
	struct sqlite_options options = {.path = db != NULL ? db : ":memory:"};
	uint8_t kek[SEAL_KEY];
	struct random random;
	enum err err = sqlite_open(&options, &run->store, error_r);

	if (err != ERR_NONE)
		return err;
	err = count_runs(run, seed, error_r);
	random_from_seed(&random, seed, "kek");
	random_bytes(&random, kek, sizeof kek);
	random_from_seed(&random, seed, "keys");
	if (err == ERR_NONE)
		err = installation_keys(run->store, kek, &random, true, "this --seed", &run->keys,
					error_r);
	return err;
}

/* No time passes between two rehearsals: what fell due after the first one's end is still to come, at its own moment. */
static enum err open_flow(struct rehearsal *run, struct error *error_r)
{
	const ms_t before_all = INT64_MIN / 2;
	struct flow_options options = {.lines = run->settings.lines,
				       .line_count = run->settings.line_count,
				       .house = &run->settings.house,
				       .packs = run->reading.packs,
				       .models = run->reading.models,
				       .store = run->store,
				       .keys = &run->keys,
				       .random = &run->random,
				       .id_key = answer_id_token,
				       .fiction = true,
				       .sink = {run, claim, on_effect}};

	enum err err = flow_create(&options, before_all, &run->flow, error_r);

	if (err == ERR_NONE)
		run->now = flow_now(run->flow);
	return err;
}

/* ---- one step ---- */

/* `field`: of a call to a site, the member that is wrong; NULL or "": none. */
static void put_error(struct rehearsal *run, size_t column, const char *field, const char *problem)
{
	struct jsonout json;

	jsonout_init(&json, &run->out);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "effect", "error");
	jsonout_int(&json, "line", (int64_t)run->line);
	jsonout_int(&json, "column", (int64_t)column);
	if (field != NULL && field[0] != '\0')
		jsonout_text(&json, "field", field);
	jsonout_text(&json, "problem", problem);
	jsonout_close(&json);
	buf_add_u8(&run->out, '\n');
	run->bad = true;
}

static void put_ready(struct rehearsal *run)
{
	ms_t next = flow_next(run->flow);
	struct jsonout json;

	if (next <= run->now)
		next = run->now + 1;
	jsonout_init(&json, &run->out);
	jsonout_open(&json, NULL);
	jsonout_time(&json, "at", run->began ? run->now : MS_NEVER);
	jsonout_text(&json, "effect", "ready");
	jsonout_time(&json, "next", next);
	jsonout_close(&json);
	buf_add_u8(&run->out, '\n');
}

static enum err flush(struct rehearsal *run, struct error *error_r)
{
	size_t size = run->out.size;

	if (size != 0 && (fwrite(run->out.data, 1, size, stdout) != size || fflush(stdout) != 0))
		return error_set(error_r, ERR_IO, "standard output: %s", strerror(errno));
	buf_clear(&run->out);
	return ERR_NONE;
}

/* A batch with nothing in it but what is due. */
static enum err run_timers(struct rehearsal *run, ms_t at, struct error *error_r)
{
	enum err err = flow_begin(run->flow, at, error_r);

	if (err == ERR_NONE)
		err = flow_due(run->flow, error_r);
	return err == ERR_NONE ? flow_commit(run->flow, error_r) : err;
}

static enum err catch_up(struct rehearsal *run, ms_t at, struct error *error_r)
{
	enum err err = ERR_NONE;
	ms_t next;

	while (err == ERR_NONE && (next = flow_next(run->flow)) <= at) {
		if (next <= run->now)
			next = run->now + (run->now < at); /* never twice at one moment without moving on */
		err = run_timers(run, next, error_r);
		if (next == run->now)
			break;
		run->now = next;
	}
	return err;
}

/* Hands one input to the flow. ERR_INPUT, ERR_ABSENT and ERR_STATE are the input's fault. */
static enum err apply_call(struct rehearsal *run, struct rehearse_input *input,
			   struct error *error_r)
{
	struct site_answer answer;
	struct call_fault fault;
	enum err err = flow_site(run->flow, (uint32_t)input->line_index, &input->call, &answer, &fault);

	if (err == ERR_NONE)
		return err;
	*error_r = fault.error;
	input->field = fault.field;
	return err == ERR_FULL ? ERR_STATE : err; /* nothing was changed: the next line may count */
}

static enum err apply(struct rehearsal *run, struct rehearse_input *input,
		      struct error *error_r)
{
	struct message *message;
	bool is_new;
	size_t found;
	uint64_t token;

	switch (input->event) {
	case REHEARSE_CALL:
		return apply_call(run, input, error_r);
	case REHEARSE_TICK:
		return ERR_NONE;
	case REHEARSE_OPERATOR:
		return flow_operator(run->flow, input->verb, input->line_index, input->contact,
				     "rehearsal", error_r);
	case REHEARSE_RECEIPT:
		token = answer_id_token(input->id);
		if (token != 0 && flow_receipt(run->flow, &token, 1, input->state, &found) == ERR_NONE)
			return ERR_NONE;
		return error_set(error_r, ERR_ABSENT, "no answer has the id \"%s\"", input->id);
	case REHEARSE_SIGHTING:
		return flow_sighting(run->flow, (uint32_t)input->line_index, &input->sighting, &is_new,
				     error_r);
	case REHEARSE_ARRIVAL:
	default:
		message = arena_alloc(&run->arena, sizeof *message);
		if (message == NULL)
			return error_set(error_r, ERR_MEMORY, "out of memory");
		rehearse_message(input, &run->settings.lines[input->line_index], message);
		return flow_message(run->flow, message, error_r);
	}
}

static bool is_inputs_fault(enum err err)
{
	return err == ERR_INPUT || err == ERR_ABSENT || err == ERR_STATE || err == ERR_EXISTS;
}

static enum err step(struct rehearsal *run, struct bytes text, struct rehearse_input *input,
		     struct error *error_r)
{
	struct error fault = {""};
	enum err err, applied;

	err = catch_up(run, input->at, error_r);
	run->now = input->at;
	run->began = true;
	if (err == ERR_NONE)
		err = flow_begin(run->flow, input->at, error_r);
	if (err != ERR_NONE)
		return err;
	applied = apply(run, input, &fault);
	if (applied != ERR_NONE && !is_inputs_fault(applied)) {
		*error_r = fault;
		return applied;
	}
	err = flow_due(run->flow, error_r);
	if (err == ERR_NONE)
		err = flow_commit(run->flow, error_r);
	if (err == ERR_NONE && applied != ERR_NONE)
		put_error(run,
			  input->field != NULL ? rehearse_column(text, input->field) : input->column,
			  input->field, fault.text);
	arena_reset(&run->arena);
	return err;
}

static enum err take_line(struct rehearsal *run, struct bytes text, struct error *error_r)
{
	struct rehearse_input input;
	struct error problem = {""};
	size_t column = 1;
	enum err err = ERR_NONE;

	run->line++;
	if (rehearse_parse(text, &run->settings, run->now, &input, &column, &problem) != ERR_NONE)
		put_error(run, column, input.field, problem.text);
	else
		err = step(run, text, &input, error_r);
	rehearse_input_finish(&input);
	if (err != ERR_NONE)
		return err;
	put_ready(run);
	return flush(run, error_r);
}

static enum err take_lines(struct rehearsal *run, FILE *in, struct error *error_r)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t size;
	enum err err = ERR_NONE;

	while (err == ERR_NONE && (size = getline(&text, &room, in)) > 0) {
		if (text[size - 1] == '\n')
			size--;
		err = take_line(run, (struct bytes){(uint8_t *)text, (size_t)size}, error_r);
	}
	free(text);
	/* What became of the last answers goes into the record too. */
	if (err == ERR_NONE && run->began)
		err = run_timers(run, run->now, error_r);
	return err == ERR_NONE ? flush(run, error_r) : err;
}

static void finish(struct rehearsal *run)
{
	flow_destroy(run->flow);
	store_close(run->store);
	reader_set_finish(&run->reading);
	settings_finish(&run->settings);
	keys_wipe(&run->keys);
	arena_finish(&run->arena);
	buf_finish(&run->out);
}

/* Nothing leaves here, so that one may rehearse without the police's list; but not unawares. */
static void note_lists(const struct settings *settings)
{
	for (size_t i = 0; i < settings->line_count; i++)
		if (settings->lines[i].deconflict != NULL && settings->lines[i].deconflicts == NULL)
			fprintf(stderr, "fauxbond: %s is not there: line %s rehearses without the police's list\n",
				settings->lines[i].deconflict, settings->lines[i].name);
}

int command_rehearse(int argc, char **argv)
{
	const char *config = NULL, *seed_text = "1", *db = NULL;
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings (data:, key: and bearers: are not used)", &config, NULL},
		{"--seed", "N", "chance, repeatable; 1 when not given", &seed_text, NULL},
		{"--db", "FILE", "keep the state in this file instead of in memory", &db, NULL},
	};
	struct rehearsal run = {0};
	struct error error = {""};
	size_t rest;
	uint64_t seed;
	int exit_code;
	enum err err;

	if (command_options(argc, argv, "rehearse --config FILE [--seed N] [--db FILE] < EVENTS", rows,
			    sizeof rows / sizeof rows[0], NULL, 0, &rest, &exit_code) != 0)
		return exit_code;
	if (!command_seed(seed_text, &seed)) {
		fprintf(stderr, "fauxbond: --seed %s: write a whole number\n", seed_text);
		return EXIT_USAGE;
	}
	err = seal_start(&error);
	if (err == ERR_NONE)
		err = settings_load(command_config(config), &run.settings, &error);
	if (err == ERR_NONE)
		err = settings_load_lists(&run.settings, true, &error);
	if (err == ERR_NONE)
		note_lists(&run.settings);
	if (err != ERR_NONE)
		return command_failed(&error);
	arena_init(&run.arena, 16 << 20);
	err = reader_set_load(run.settings.packs, &run.reading, &error);
	if (err == ERR_NONE)
		err = open_store(&run, db, seed, &error);
	if (err == ERR_NONE)
		err = open_flow(&run, &error);
	if (err == ERR_NONE)
		err = take_lines(&run, stdin, &error);
	finish(&run);
	if (err != ERR_NONE)
		return command_failed(&error);
	return run.bad ? EXIT_FAILED : EXIT_DONE;
}
