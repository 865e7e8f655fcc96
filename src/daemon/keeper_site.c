// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The keeper and the programs of sites (and those who tell a line that watches: keeper_watch.c): a call in, one answer out, and what happened to those who follow. As with operators
 * (keeper_desk.c), nothing is answered before it is recorded: what changes something waits for its batch's commit, and so does
 * what is read while a batch is open. Operators make the same calls by the verb `site` (docs/CONTROL.md).
 */
#include "daemon/control_request.h"
#include "daemon/effects.h"
#include "daemon/keeper.h"
#include "daemon/now.h"
#include "daemon/problem.h"
#include "daemon/site_put.h"
#include "daemon/site_views.h"

#include <string.h>

enum {
	/* Bytes that wait for a slow desk before events are dropped. The gap shows: sequences leave it out, see below. */
	EVENTS_QUEUED = 4 << 20,
	EVENT_BYTES = 16384 - 12, /* ipc.tbl */
	/* A keeper counts on from its moment of birth in so many parts of a millisecond, so that sequences never go back. */
	SEQUENCES_A_MS = 1024,
	OK = 200,
	CREATED = 201,
};

/* A call, while it is answered. */
struct site_call {
	struct keeper *keeper;
	json_t *json; /* owned until it is a call */
	const char *verb, *line;
	size_t line_index;
	bool csv; /* the answer is wanted as CSV */
	unsigned status;
	struct buf *out; /* the answer's body */
};

static void refuse(struct site_call *site_call, enum problem problem, const char *detail, const char *field)
{
	buf_clear(site_call->out);
	problem_put(site_call->out, problem, detail, field);
	site_call->status = problem_status(problem);
}

/* ---- the two ways to call a site ---- */

static enum err change(struct site_call *site_call, struct call *call, struct call_fault *fault)
{
	struct keeper *keeper = site_call->keeper;
	uint32_t line_index = (uint32_t)site_call->line_index;
	struct site_answer answer;
	struct jsonout json;
	enum err err;

	if (!keeper_open_batch(keeper))
		return ERR_IO;
	keeper->taken++;
	err = flow_site(keeper->flow, line_index, call, &answer, fault);
	if (err != ERR_NONE)
		return err;
	keeper->site_counts[line_index].verdicts[answer.came.verdict] += !answer.came.again;
	jsonout_init(&json, site_call->out);
	site_put_answer(flow_site_of(keeper->flow, line_index), call, &answer, &json);
	site_call->status = answer.came.is_new ? CREATED : OK;
	return ERR_NONE;
}

static enum err view(struct site_call *site_call, const struct call *call, struct call_fault *fault)
{
	const struct flow *flow = site_call->keeper->flow;
	uint32_t line_index = (uint32_t)site_call->line_index;

	site_call->status = OK;
	if (call->verb == VERB_GET_TRANSPARENCY && site_call->csv &&
	    site_view_csv(flow_site_of(flow, line_index), (int32_t)call->number[CALL_YEAR],
			  site_call->out) == ERR_NONE)
		return ERR_NONE;
	return site_view(site_call->keeper->flow, line_index, call, now_ms(), site_call->out, fault);
}

/* ---- reading a call ---- */

/* Takes verb and line off the object; false: whoever wrote it is not our desk. */
static bool take_names(struct site_call *site_call)
{
	static const char *const names[] = {"verb", "line"};
	const char **values[] = {&site_call->verb, &site_call->line};

	for (size_t i = 0; i < 2; i++) {
		*values[i] = json_string_value(json_object_get(site_call->json, names[i]));
		if (*values[i] == NULL)
			return false;
	}
	site_call->csv = json_object_get(site_call->json, "format") != NULL;
	site_call->line_index = flow_find_line(site_call->keeper->flow, site_call->line, NULL);
	return site_call->line_index != SIZE_MAX;
}

/* The one way of a call, whoever makes it: a site's program or an operator. What was asked is in the batch that is open then. */
static enum err run(struct site_call *site_call, struct call_fault *fault)
{
	static const char *const others[] = {"verb", "line", "format", NULL};
	enum call_verb verb = call_verb_parse(site_call->verb);
	struct call call;
	enum err err = verb == CALL_VERBS ? ERR_INPUT : call_parse(verb, site_call->json, others, &call, fault);

	if (verb == CALL_VERBS)
		json_decref(site_call->json);
	if (err == ERR_NONE) {
		err = call_changes(verb) ? change(site_call, &call, fault) : view(site_call, &call, fault);
		call_finish(&call);
	}
	if (err == ERR_IO || err == ERR_CRYPTO)
		keeper_fail(site_call->keeper, &fault->error);
	return err;
}

/* Takes the object over. False: whoever wrote it is not our desk, for the line has no API, or no such call. */
static bool run_by_kind(struct site_call *site_call)
{
	struct keeper *keeper = site_call->keeper;
	uint32_t line_index = (uint32_t)site_call->line_index;
	enum line_kind kind = flow_line(keeper->flow, line_index)->kind;
	struct call_fault fault = {.field = ""};
	enum err err;

	if (kind == LINE_SITE) {
		err = run(site_call, &fault);
		if (err != ERR_NONE)
			refuse(site_call, problem_of(err, &fault), fault.error.text, fault.field);
		return true;
	}
	if (kind == LINE_WATCH)
		site_call->status = keeper_watch_call(keeper, line_index, site_call->json, site_call->out);
	json_decref(site_call->json);
	return site_call->status != 0;
}

/* ---- the desk ---- */

static void put_called(struct keeper *keeper, uint64_t request, unsigned status, struct bytes json)
{
	const struct ipc_called called = {request, (uint16_t)status, json};

	ipc_put_called(channel_begin(keeper->desk, IPC_CALLED), &called);
	channel_end(keeper->desk);
}

enum err keeper_site_call(struct keeper *keeper, struct bytes payload)
{
	struct site_call site_call = {.keeper = keeper, .out = &keeper->calling};
	struct bytes text;
	uint64_t request;

	if (ipc_get_request(payload, &request, &text) != ERR_NONE)
		return ERR_INPUT;
	buf_clear(site_call.out);
	site_call.json = json_loadb((const char *)text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
	if (site_call.json == NULL || !take_names(&site_call)) {
		json_decref(site_call.json);
		return ERR_INPUT;
	}
	if (!run_by_kind(&site_call))
		return ERR_INPUT;
	if (keeper->desk == NULL)
		return ERR_NONE; /* the store failed meanwhile */
	if (keeper->open && !keeper->failed) {
		buf_add_u64(&keeper->called, request);
		buf_add_u16(&keeper->called, (uint16_t)site_call.status);
		buf_add_sized(&keeper->called, buf_bytes(site_call.out));
		keeper_close_soon(keeper, true);
	} else {
		put_called(keeper, request, site_call.status, buf_bytes(site_call.out));
	}
	return ERR_NONE;
}

void keeper_site_committed(struct keeper *keeper, bool ok)
{
	struct reader reader = reader_of(buf_bytes(&keeper->called));
	struct buf failure = {0};

	if (!ok)
		problem_put(&failure, PROBLEM_UNSURE, "The store failed.", NULL);
	while (keeper->desk != NULL && reader_left(&reader) != 0) {
		uint64_t request = read_u64(&reader);
		unsigned status = read_u16(&reader);
		struct bytes json = read_sized(&reader);

		if (ok)
			put_called(keeper, request, status, json);
		else
			put_called(keeper, request, problem_status(PROBLEM_UNSURE), buf_bytes(&failure));
	}
	buf_clear(&keeper->called);
	buf_finish(&failure);
}

/* ---- operators ---- */

/* The line that is named, or the only one that is a site. */
static enum err find_site(struct keeper *keeper, const char *name, size_t *ret_index, struct error *error_r)
{
	size_t sites = 0;
	enum err err;

	for (uint32_t i = 0; name == NULL && i < flow_line_count(keeper->flow); i++) {
		if (flow_line(keeper->flow, i)->kind != LINE_SITE)
			continue;
		*ret_index = i;
		sites++;
	}
	if (sites == 1)
		return ERR_NONE;
	if (name == NULL)
		return error_set(error_r, ERR_INPUT, sites == 0 ? "line: there is no line of kind site"
								: "line: there are several sites; name the one that is meant");
	err = keeper_find_line(keeper, name, ret_index, error_r);
	if (err == ERR_NONE && flow_line(keeper->flow, (uint32_t)*ret_index)->kind != LINE_SITE)
		return error_set(error_r, ERR_STATE, "line %s is no site", name);
	return err;
}

static enum err no_such_verb(struct error *error_r)
{
	struct buf known = {0};

	for (int i = 0; i < CALL_VERBS; i++)
		buf_add_format(&known, "%s%s", i != 0 ? ", " : "", call_verb_name((enum call_verb)i));
	error_set(error_r, ERR_INPUT, "text: its verb must be one of %s", buf_text(&known));
	buf_finish(&known);
	return ERR_INPUT;
}

/* The call that an operator's request holds. Who decides says who he is: grave cases take two people. */
static enum err take_text(struct site_call *site_call, const struct control_request *request,
			  struct error *error_r)
{
	json_t *json = json_loads(request->member[MEMBER_TEXT], JSON_REJECT_DUPLICATES, NULL);
	enum call_verb verb;

	site_call->json = json;
	site_call->verb = json_string_value(json_object_get(json, "verb"));
	site_call->csv = json_object_get(json, "format") != NULL;
	if (!json_is_object(json))
		return error_set(error_r, ERR_INPUT, "text: must be a call: {\"verb\":\"get_queue\"}");
	verb = site_call->verb != NULL ? call_verb_parse(site_call->verb) : CALL_VERBS;
	if (verb == CALL_VERBS)
		return no_such_verb(error_r);
	if (json_object_get(json, call_field_name(CALL_PERSON)) != NULL)
		return error_set(error_r, ERR_INPUT, "text: who asks is said by the member \"by\"");
	if (request->member[MEMBER_BY] == NULL && call_changes(verb) && call_takes(verb, CALL_PERSON) > 0)
		return error_set(error_r, ERR_INPUT, "by: is missing: say who decides");
	json_object_set_new(json, call_field_name(CALL_PERSON), json_string(keeper_asker(request)));
	return ERR_NONE;
}

static const char *what_is_wrong(enum err err, const struct call_fault *fault)
{
	if (err == ERR_IO || err == ERR_CRYPTO)
		return "the store failed: nobody can tell whether this was recorded; look before you try again";
	if (strcmp(fault->field, call_field_name(CALL_PERSON)) == 0)
		return "by: a name has 1 to 32 of A-Z a-z 0-9 . _ : -";
	return fault->error.text;
}

enum err keeper_site_verb(struct keeper *keeper, const struct control_request *request,
			  struct jsonout *json, struct error *error_r)
{
	struct site_call site_call = {.keeper = keeper, .out = &keeper->calling};
	struct call_fault fault = {.field = ""};
	enum err err = find_site(keeper, request->member[MEMBER_LINE], &site_call.line_index, error_r);

	if (err != ERR_NONE)
		return err;
	err = take_text(&site_call, request, error_r);
	if (err != ERR_NONE) {
		json_decref(site_call.json);
		return err;
	}
	buf_clear(site_call.out);
	err = run(&site_call, &fault);
	if (keeper->open)
		keeper_close_soon(keeper, true);
	if (err != ERR_NONE)
		return error_set(error_r, err, "%s", what_is_wrong(err, &fault));
	jsonout_text(json, "line", flow_line(keeper->flow, (uint32_t)site_call.line_index)->name);
	if (buf_bytes(site_call.out).data[0] == '{')
		jsonout_json(json, "answer", buf_bytes(site_call.out));
	else
		jsonout_bytes(json, "answer", buf_bytes(site_call.out)); /* CSV */
	return ERR_NONE;
}

enum { QUEUE_BYTES = 800000 }; /* of an answer of at most 1 MiB (ipc.tbl) */

void keeper_site_queue(struct keeper *keeper, size_t line_index, struct jsonout *json)
{
	static const char nobody[] = "operator";
	struct call call = {.verb = VERB_GET_QUEUE};
	bool any = false;

	call_set_text(&call, CALL_PERSON, bytes_of_text(nobody));
	for (uint32_t i = 0; i < flow_line_count(keeper->flow); i++) {
		const struct site *site = flow_site_of(keeper->flow, i);

		if (site == NULL || (line_index != SIZE_MAX && line_index != i))
			continue;
		if (!any)
			jsonout_open_list(json, "sites");
		any = true;
		if (json->out->size > QUEUE_BYTES)
			call_set_number(&call, CALL_LIMIT, 0); /* counted only */
		jsonout_open(json, NULL);
		jsonout_text(json, "line", flow_line(keeper->flow, i)->name);
		site_put_queue(site, &call, now_ms(), json);
		jsonout_close(json);
	}
	if (any)
		jsonout_close_list(json);
}

/* ---- what happened ---- */

void keeper_site_follow(struct keeper *keeper, bool followed)
{
	keeper->site_followed = followed;
	if (keeper->site_sequence == 0)
		keeper->site_sequence = (uint64_t)now_ms() * SEQUENCES_A_MS;
}

void keeper_site_tell(struct keeper *keeper, const struct effect *effect)
{
	struct ipc_happened happened = {++keeper->site_sequence, effect->line_index, {0}};

	if (effect->site->happened != NULL && effect->site->happened->effect == SITE_EFFECT_ROBOT)
		keeper->site_counts[effect->line_index].suspensions++;
	if (keeper->desk == NULL || !keeper->site_followed)
		return;
	buf_clear(&keeper->calling);
	effect_json(effect, &keeper->calling);
	happened.json = buf_bytes(&keeper->calling);
	if (channel_queued(keeper->desk) > EVENTS_QUEUED || happened.json.size > EVENT_BYTES) {
		keeper->effects_dropped++;
		return;
	}
	ipc_put_happened(channel_begin(keeper->desk, IPC_HAPPENED), &happened);
	channel_end(keeper->desk);
}

/* ---- what is counted ---- */

static void put_verdicts(const struct keeper *keeper, uint32_t line_index, const char *name, struct buf *out)
{
	static const enum site_verdict verdicts[] = {SITE_DELIVER, SITE_HOLD, SITE_REFUSE};

	for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
		buf_add_format(out, "fauxbond_site_verdicts_total{line=\"%s\",verdict=\"%s\"} %llu\n", name,
			       site_verdict_code(verdicts[i]),
			       (unsigned long long)keeper->site_counts[line_index].verdicts[verdicts[i]]);
}

static void put_count(const struct keeper *keeper, uint32_t line_index, size_t metric, const char *name,
		      struct buf *out)
{
	if (metric == 0)
		put_verdicts(keeper, line_index, name, out);
	else if (metric == 1)
		buf_add_format(out, "fauxbond_site_suspensions_total{line=\"%s\"} %llu\n", name,
			       (unsigned long long)keeper->site_counts[line_index].suspensions);
	else
		buf_add_format(out, "fauxbond_site_queue{line=\"%s\"} %zu\n", name,
			       site_queue(flow_site_of(keeper->flow, line_index))->count);
}

void keeper_site_metrics(const struct keeper *keeper, struct buf *out)
{
	static const struct {
		const char *name, *kind, *what;
	} metrics[] = {
		{"fauxbond_site_verdicts_total", "counter", "Whether what a site told of is shown."},
		{"fauxbond_site_suspensions_total", "counter", "Members whom a robot suspended."},
		{"fauxbond_site_queue", "gauge", "What waits for a person."},
	};

	for (size_t metric = 0; metric < sizeof metrics / sizeof metrics[0]; metric++) {
		buf_add_format(out, "# HELP %s %s\n# TYPE %s %s\n", metrics[metric].name, metrics[metric].what,
			       metrics[metric].name, metrics[metric].kind);
		for (uint32_t i = 0; i < flow_line_count(keeper->flow); i++)
			if (flow_line(keeper->flow, i)->kind == LINE_SITE)
				put_count(keeper, i, metric, flow_line(keeper->flow, i)->name, out);
	}
}
