// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Any bytes as a rehearsal's input: what is refused says where, and what is not goes through a whole flow in memory, in
 * which nobody is ever answered twice and no cap exceeded.
 */
#include "base/mem.h"
#include "daemon/effects.h"
#include "daemon/packs.h"
#include "daemon/rehearse_input.h"
#include "flow/driver.h"
#include "flow/sightings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES_AT_MOST = 64, TIMERS_AT_MOST = 256, ANSWERED_AT_MOST = 64 };

static const char yaml[] =
	"house: {country: FR, caps: {day: 1.00}}\n"
	"lines:\n"
	"  - {name: a, kind: decline, numbers: [\"+33639980021\", \"+33639980022\"], languages: [fr, en],\n"
	"     cost: {out: 0.08}, caps: {hour: 0.30}}\n"
	"  - {name: b, kind: decline, numbers: [\"+33639980023\"], languages: [en],\n"
	"     answer: {between: [0s, 0s], late: 1h}, accept: {foreign: true, short: true}}\n"
	"  - {name: w, kind: watch, numbers: [\"+33639980024\"], languages: [nl]}\n"
	"  - {name: s, kind: site, languages: [nl]}\n";

/* A few words are enough here, and make a flow begin a hundred times faster than all that the packs know. */
static const char answers[] = "decline: [\"No.\", \"No means no.\"]\n"
			      "help_line: {FR: [\"Call 3114.\"], any: [\"Call 112.\"]}\n"
			      "wrong_number: [\"Wrong number.\"]\n";
static const char signs[] = "stop: [\"^ stop $\"]\n"
			    "distress: [\"je veux mourir\"]\n"
			    "wrong_number: [\"wrong number\"]\n"
			    "words: [je, tu, the, you]\n";

/* Once per process. */
static struct settings settings;
static struct packs packs = {.packs = {{.language = LANGUAGE_FR}, {.language = LANGUAGE_EN}}};
static struct keys keys;

struct run {
	struct store *store;
	struct flow *flow;
	struct random random;
	struct arena arena;
	struct buf out;
	ms_t now;
	int64_t spent;
	char answered[ANSWERED_AT_MOST][NUMBER_MAX + 2];
	size_t answered_count;
};

static void must(enum err err, const struct error *error)
{
	if (err == ERR_NONE)
		return;
	fprintf(stderr, "%s\n", error->text);
	abort();
}

static void start(void)
{
	struct error error = {""};
	struct random random;

	if (packs.count != 0)
		return;
	must(seal_start(&error), &error);
	must(settings_parse(bytes_of_text(yaml), "fuzz.yaml", &settings, &error), &error);
	for (; packs.count < 2; packs.count++) {
		struct pack *pack = &packs.packs[packs.count];

		must(pack_read_answers(pack, bytes_of_text(answers), "answers", &error), &error);
		must(pack_read_signs(pack, bytes_of_text(signs), "signs", &error), &error);
	}
	random_from_seed(&random, 1, "keys");
	keys_make(&random, &keys);
}

static bool claim(void *context, uint32_t line_index)
{
	(void)context;
	(void)line_index;
	return true;
}

static void on_reply(struct run *run, const struct effect *effect)
{
	char who[NUMBER_MAX + 2], id[ANSWER_ID_MAX];

	snprintf(who, sizeof who, "%u%s", effect->line_index, effect->address);
	for (size_t i = 0; i < run->answered_count; i++)
		if (strcmp(run->answered[i], who) == 0)
			abort(); /* a second answer */
	if (run->answered_count < ANSWERED_AT_MOST)
		memcpy(run->answered[run->answered_count++], who, sizeof who);
	if (answer_id_token(answer_id(effect->token, id)) != effect->token)
		abort();
	flow_outcome(run->flow, effect->token, OUTBOX_SENT, id, effect->token, 0);
}

static void on_effect(void *context, const struct effect *effect)
{
	struct run *run = context;

	buf_clear(&run->out);
	effect_json(effect, &run->out);
	if (!utf8_valid(buf_bytes(&run->out)))
		abort();
	if (effect->type == EFFECT_REPLY)
		on_reply(run, effect);
}

static void open_run(struct run *run)
{
	struct sqlite_options sqlite = {.path = ":memory:"};
	struct error error = {""};
	struct flow_options options = {.lines = settings.lines,
				       .line_count = settings.line_count,
				       .house = &settings.house,
				       .packs = &packs,
				       .keys = &keys,
				       .random = &run->random,
				       .id_key = answer_id_token,
				       .fiction = true,
				       .sink = {run, claim, on_effect}};

	random_from_seed(&run->random, 1, "fuzz");
	arena_init(&run->arena, 1 << 20);
	if (sqlite_open(&sqlite, &run->store, &error) != ERR_NONE)
		abort();
	options.store = run->store;
	if (flow_create(&options, INT64_MIN / 2, &run->flow, &error) != ERR_NONE)
		abort();
}

static void run_timers(struct run *run, ms_t at)
{
	struct error error = {""};

	for (int i = 0; i < TIMERS_AT_MOST && flow_next(run->flow) <= at; i++) {
		must(flow_begin(run->flow, flow_next(run->flow), &error), &error);
		must(flow_due(run->flow, &error), &error);
		must(flow_commit(run->flow, &error), &error);
	}
}

static void apply(struct run *run, const struct rehearse_input *input, struct error *error_r)
{
	struct message *message;
	uint64_t token;
	size_t found;
	bool is_new;

	switch (input->event) {
	case REHEARSE_OPERATOR:
		flow_operator(run->flow, input->verb, input->line_index, input->contact, "fuzz", error_r);
		return;
	case REHEARSE_RECEIPT:
		token = answer_id_token(input->id);
		if (token != 0)
			flow_receipt(run->flow, &token, 1, input->state, &found);
		return;
	case REHEARSE_SIGHTING:
		if (flow_sighting(run->flow, (uint32_t)input->line_index, &input->sighting, &is_new,
				  error_r) != ERR_NONE &&
		    settings.lines[input->line_index].kind == LINE_WATCH)
			abort(); /* it passed the check */
		return;
	case REHEARSE_ARRIVAL:
		message = arena_alloc(&run->arena, sizeof *message);
		rehearse_message(input, &settings.lines[input->line_index], message);
		must(flow_message(run->flow, message, error_r), error_r);
		return;
	case REHEARSE_TICK:
	default:
		return;
	}
}

static void take_event(struct run *run, const struct rehearse_input *input)
{
	struct flow_counts counts;
	struct error error = {""};

	if (run->flow == NULL)
		open_run(run);
	run_timers(run, input->at);
	run->now = input->at;
	must(flow_begin(run->flow, run->now, &error), &error);
	apply(run, input, &error);
	must(flow_due(run->flow, &error), &error);
	must(flow_commit(run->flow, &error), &error);
	flow_counts(run->flow, 0, run->now, &counts);
	if (counts.spent_hour > counts.cap_hour || counts.spent_day > settings.house.day_cap)
		abort();
	arena_reset(&run->arena);
}

static void take_line(struct run *run, struct bytes line)
{
	struct rehearse_input input;
	struct error error = {""};
	size_t column = 0;

	if (rehearse_parse(line, &settings, run->now, &input, &column, &error) == ERR_NONE)
		take_event(run, &input);
	else if (error.text[0] == '\0' || column < 1 || column > line.size + 1)
		abort(); /* every refusal says what and where */
	rehearse_input_finish(&input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run *run = mem_alloc(1, sizeof *run);

	start();
	run->now = INT64_MIN / 2;
	for (int i = 0; i < LINES_AT_MOST && size != 0; i++) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t length = end != NULL ? (size_t)(end - data) : size;

		take_line(run, (struct bytes){data, length});
		rehearse_column((struct bytes){data, length}, "at");
		data += length + (end != NULL);
		size -= length + (end != NULL);
	}
	flow_destroy(run->flow);
	store_close(run->store);
	arena_finish(&run->arena);
	buf_finish(&run->out);
	mem_free(run);
	return 0;
}
