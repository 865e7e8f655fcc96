// SPDX-License-Identifier: GPL-3.0-or-later
/* The driver's beginning and end, and what can be asked of it. */
#include "flow/driver_private.h"

#include <stdio.h>
#include <string.h>

/* ---- opening ---- */

/* The line's row in the store, by name; its number is a new one when it has none yet. */
struct find_line {
	const char *name;
	struct line_row row;
	bool found;
	uint32_t highest;
};

static enum err match_line(void *context, const struct line_row *row)
{
	struct find_line *find = context;

	if (row->line > find->highest)
		find->highest = row->line;
	if (strcmp(row->name, find->name) == 0) {
		find->row = *row;
		find->found = true;
	}
	return ERR_NONE;
}

/* Registers the line in the store when it is new; a line that changed its kind keeps its past. */
static enum err register_line(struct flow *flow, struct lane *lane, struct error *error_r)
{
	struct store *store = flow->options.store;
	struct find_line find = {.name = lane->line->name};
	enum err err = store->ops->scan_lines(store, match_line, &find, error_r);

	if (err != ERR_NONE)
		return err;
	lane->row = find.row;
	if (find.found)
		return ERR_NONE;
	lane->row.line = find.highest + 1;
	lane->row.kind = (uint8_t)lane->line->kind;
	memcpy(lane->row.name, lane->line->name, sizeof lane->row.name);
	random_bytes(flow->options.random, lane->row.log, sizeof lane->row.log);
	return store->ops->put_line(store, &lane->row, error_r);
}

static enum err read_pause(struct flow *flow, struct lane *lane, struct error *error_r)
{
	struct store *store = flow->options.store;
	struct buf value = {0};
	char name[32];
	enum err err;

	snprintf(name, sizeof name, "paused.%u", lane->row.line);
	err = store->ops->get_meta(store, name, &value, error_r);
	lane->paused = err == ERR_NONE && value.size == 1 && value.data[0] == '1';
	buf_finish(&value);
	return err == ERR_ABSENT ? ERR_NONE : err;
}

static enum err open_lane(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	int64_t help;
	enum err err;

	lane->line = &flow->options.lines[line_index];
	help = lane->line->kind == LINE_DECLINE ? lane->line->cost.out : LEDGER_KEEPS_NOTHING;
	lane->contacts = contacts_create();
	if (lane->contacts == NULL ||
	    ledger_init(&lane->ledger, lane->line->caps.hour, lane->line->caps.day, help) != ERR_NONE)
		return error_set(error_r, ERR_MEMORY, "no memory for line %s", lane->line->name);
	err = register_line(flow, lane, error_r);
	if (err == ERR_NONE)
		err = evidence_open_line(flow->evidence, line_index, &lane->row, error_r);
	if (err == ERR_NONE)
		err = gate_open(flow, line_index, error_r);
	if (err == ERR_NONE && lane->line->kind == LINE_STALL)
		err = turn_open(flow, line_index, error_r);
	if (err == ERR_NONE && lane->line->kind == LINE_SITE)
		err = site_open(flow, line_index, error_r);
	if (err == ERR_NONE)
		err = recover_lane(flow, line_index, error_r);
	if (err == ERR_NONE && lane->site != NULL)
		err = site_ready(flow, line_index, error_r);
	if (err == ERR_NONE)
		err = read_pause(flow, lane, error_r);
	return err == ERR_NONE ? err : error_wrap(error_r, err, "line %s", lane->line->name);
}

/* What was handed over before the crash and never confirmed: nobody can tell whether it left. */
static void settle_unknown(struct flow *flow)
{
	uint64_t token;
	uint32_t at = 0;

	while ((token = sending_walk(flow->sending, &at)) != 0) {
		flow_outcome(flow, token, OUTBOX_UNKNOWN, NULL, 0, 0);
		at = 0; /* taking one out moved others */
	}
}

/* The house's ledger is the sum of its lines'. */
static void fill_house(struct flow *flow)
{
	struct ledger *others[LINES_MAX];

	for (size_t i = 0; i < flow->lane_count; i++)
		others[i] = &flow->lanes[i].ledger;
	ledger_merge(&flow->house, others, flow->lane_count);
}

static enum err open_all(struct flow *flow, ms_t now, struct error *error_r)
{
	enum err err = flow_begin(flow, now, error_r);

	if (err != ERR_NONE)
		return err;
	for (uint32_t i = 0; err == ERR_NONE && i < flow->options.line_count; i++) {
		flow->lane_count = i + 1;
		err = open_lane(flow, i, error_r);
	}
	flow->wrote = true;
	if (err == ERR_NONE) {
		fill_house(flow);
		settle_unknown(flow);
	}
	if (err != ERR_NONE) {
		flow->options.store->ops->rollback(flow->options.store);
		return err;
	}
	return flow_commit(flow, error_r);
}

static enum err create_stages(struct flow *flow, struct error *error_r)
{
	const struct flow_options *options = &flow->options;

	flow->admit = admit_create(&(struct admit_options){
		.lines = options->lines, .line_count = options->line_count, .random = options->random});
	flow->join = join_create();
	flow->classify = classify_create(options->packs);
	classify_use(flow->classify, options->models);
	flow->talks = talks_create(LIMIT_TALKS);
	flow->stalls = stalls_create(LIMIT_STALLS);
	flow->said = said_create(LIMIT_SAID);
	if (writer_open(flow, error_r) != ERR_NONE)
		return ERR_MEMORY;
	flow->evidence = evidence_create(options->store, options->keys, options->random);
	flow->outbox = outbox_create();
	flow->sending = sending_create();
	flow->phones = phone_checker_create(options->house->country);
	if (flow->admit == NULL || flow->join == NULL || flow->sending == NULL ||
	    flow->classify == NULL || flow->talks == NULL || flow->stalls == NULL || flow->said == NULL || flow->phones == NULL ||
	    ledger_init(&flow->house, INT64_MAX, options->house->day_cap, LEDGER_KEEPS_NOTHING) != ERR_NONE)
		return error_set(error_r, ERR_MEMORY, "no memory for the tables of the flow");
	return ERR_NONE;
}

enum err flow_create(const struct flow_options *options, ms_t now, struct flow **ret_flow,
		     struct error *error_r)
{
	struct flow *flow = mem_alloc(1, sizeof *flow);
	enum err err;

	flow->options = *options;
	flow->now = now;
	arena_init(&flow->arena, LIMIT_BATCH_BYTES);
	err = create_stages(flow, error_r);
	if (err == ERR_NONE)
		err = open_all(flow, now, error_r);
	if (err != ERR_NONE) {
		flow_destroy(flow);
		return err;
	}
	*ret_flow = flow;
	return ERR_NONE;
}

enum err flow_close(struct flow *flow, struct error *error_r)
{
	enum err err = flow_begin(flow, flow->now, error_r);

	for (uint32_t i = 0; err == ERR_NONE && i < flow->lane_count; i++)
		if (evidence_last(flow->evidence, i) != 0)
			err = evidence_note(flow->evidence, i, flow->now, NOTE_STOPPED, error_r);
	/* What a site decided is then read back as it was decided, whatever its rules are by then. */
	for (uint32_t i = 0; err == ERR_NONE && i < flow->lane_count; i++)
		if (flow->lanes[i].site != NULL)
			err = recover_snapshot(flow, i, error_r);
	flow->wrote = true;
	return err == ERR_NONE ? flow_commit(flow, error_r) : err;
}

void flow_destroy(struct flow *flow)
{
	if (flow == NULL)
		return;
	for (size_t i = 0; i < flow->lane_count; i++) {
		contacts_destroy(flow->lanes[i].contacts);
		ledger_finish(&flow->lanes[i].ledger);
		gate_finish(&flow->lanes[i].gate);
		turn_close(&flow->lanes[i]);
		site_destroy(flow->lanes[i].site);
		sightings_close(&flow->lanes[i]);
		mem_free(flow->lanes[i].outcomes);
	}
	ledger_finish(&flow->house);
	admit_destroy(flow->admit);
	join_destroy(flow->join);
	classify_destroy(flow->classify);
	talks_destroy(flow->talks);
	stalls_destroy(flow->stalls);
	said_destroy(flow->said);
	writer_close(flow);
	evidence_destroy(flow->evidence);
	outbox_destroy(flow->outbox);
	sending_destroy(flow->sending);
	phone_checker_destroy(flow->phones);
	arena_finish(&flow->arena);
	mem_free(flow->effects);
	buf_finish(&flow->text);
	mem_free(flow);
}

/* ---- questions ---- */

ms_t flow_now(const struct flow *flow)
{
	return flow->now;
}

size_t flow_line_count(const struct flow *flow)
{
	return flow->lane_count;
}

const struct line *flow_line(const struct flow *flow, uint32_t line_index)
{
	return flow->lanes[line_index].line;
}

static bool has_number(const struct line *line, const char *number)
{
	if (tip_is_number(line, number))
		return true;
	for (size_t i = 0; i < line->number_count; i++)
		if (strcmp(line->numbers[i], number) == 0)
			return true;
	return false;
}

size_t flow_find_line(const struct flow *flow, const char *name, const char *number)
{
	for (size_t i = 0; i < flow->lane_count; i++) {
		const struct line *line = flow->lanes[i].line;

		if (name != NULL && strcmp(line->name, name) == 0)
			return i;
		if (number != NULL && has_number(line, number))
			return i;
	}
	return SIZE_MAX;
}

void flow_counts(struct flow *flow, uint32_t line_index, ms_t now, struct flow_counts *ret_counts)
{
	struct lane *lane = &flow->lanes[line_index];
	uint32_t index = ENTRY_NONE;

	*ret_counts = lane->counts;
	ret_counts->spent_hour = ledger_spent(&lane->ledger, now, LEDGER_HOUR);
	ret_counts->spent_day = ledger_spent(&lane->ledger, now, LEDGER_DAY);
	ret_counts->cap_hour = lane->line->caps.hour;
	ret_counts->cap_day = lane->line->caps.day;
	ret_counts->paused = lane->paused;
	gate_read(flow, line_index, ret_counts);
	while ((index = outbox_walk(flow->outbox, index)) != ENTRY_NONE)
		ret_counts->waiting += outbox_entry(flow->outbox, index)->line_index == line_index;
	ret_counts->sending = sending_count(flow->sending);
}
