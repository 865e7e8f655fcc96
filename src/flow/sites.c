// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/sites.h"

#include "flow/driver_private.h"
#include "flow/evidence/leaf.h"
#include "flow/site_hear.h"
#include "standing/site_save.h"

#include <stdio.h>
#include <string.h>

/* What the record has beside a call's own fields. */
static const char *const beside[] = {"verb", "heard", "came", NULL};

const struct site *flow_site_of(const struct flow *flow, uint32_t line_index)
{
	return flow->lanes[line_index].site;
}

/* Those of the settings. */
static void rules_of(const struct line *line, struct rules *ret_rules)
{
	if (line->rules == NULL)
		rules_default(ret_rules);
	else
		*ret_rules = *line->rules;
}

enum err site_open(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	struct rules rules;

	rules_of(lane->line, &rules);
	lane->site = site_create(&rules, flow->options.keys->lookup);
	return lane->site != NULL ? ERR_NONE : error_set(error_r, ERR_MEMORY, "no memory for the site");
}

/* ---- reading ---- */

static bool has_words(const struct call *call)
{
	return call->verb == VERB_MESSAGE;
}

/* What was said in this conversation before; posts and comments are read by themselves. */
static struct talk *talk_of(struct flow *flow, uint32_t line_index, const struct call *call)
{
	uint32_t conversation = site_conversation(flow->lanes[line_index].site, call);

	return conversation != 0 ? talks_get(flow->talks, line_index, conversation) : NULL;
}

/* ---- the record ---- */

static void put_came(const struct site_came *came, struct jsonout *json)
{
	jsonout_open(json, "came");
	jsonout_text(json, "verdict", site_verdict_code(came->verdict));
	if (came->reason_count != 0) {
		jsonout_open_list(json, "reason");
		for (size_t i = 0; i < came->reason_count; i++)
			jsonout_text(json, NULL, site_reason_code(came->reasons[i]));
		jsonout_close_list(json);
	}
	if (came->contact != 0)
		jsonout_int(json, "contact", came->contact);
	if (came->item != 0)
		jsonout_int(json, "item", (int64_t)came->item);
	if (came->statement != 0)
		jsonout_int(json, "statement", came->statement);
	jsonout_close(json);
}

/* The words are a field of their own, which can be erased. */
static enum err seal(struct flow *flow, uint32_t line_index, const struct call *call,
		     const struct heard *heard, const struct site_answer *answer,
		     struct error *error_r)
{
	struct call plain = *call;
	struct bytes words = call->text[CALL_TEXT];
	struct jsonout json;
	uint64_t event;

	call_drop(&plain, CALL_TEXT);
	buf_clear(&flow->text);
	jsonout_init(&json, &flow->text);
	call_put(&plain, &json);
	if (heard != NULL)
		site_hear_put(heard, answer->reading.fresh, &json);
	put_came(&answer->came, &json);
	jsonout_close(&json);
	return evidence_call(flow->evidence, line_index, flow->now, words, buf_bytes(&flow->text),
			     &event, error_r);
}

/* ---- telling ---- */

static struct site_told *tell(struct flow *flow, uint32_t line_index, uint32_t member)
{
	struct site_told *told = arena_alloc(&flow->arena, sizeof *told);
	const char *id = site_member_id(flow->lanes[line_index].site, member);
	struct effect *effect;

	if (told == NULL)
		return NULL; /* it is done and in the record; whoever follows misses it */
	*told = (struct site_told){.member = id != NULL ? flow_keep(flow, id) : NULL};
	effect = flow_effect(flow, EFFECT_SITE, line_index);
	effect->site = told;
	return told;
}

static void tell_verdict(struct flow *flow, uint32_t line_index, const struct call *call,
			 const struct site_answer *answer)
{
	struct site_told *told = tell(flow, line_index, answer->came.member);
	struct site_answer *copy = arena_alloc(&flow->arena, sizeof *copy);

	if (told == NULL || copy == NULL)
		return;
	*copy = *answer;
	told->answer = copy;
	told->verb = call->verb;
	if (call_has(call, CALL_ID))
		told->id = (const char *)flow_keep_bytes(flow, call->text[CALL_ID]).data;
}

static void tell_happened(struct flow *flow, uint32_t line_index, const struct happened *happened)
{
	struct site_told *told = tell(flow, line_index, happened->member);
	struct happened *copy = arena_alloc(&flow->arena, sizeof *copy);
	struct site_text text;

	if (told == NULL || copy == NULL)
		return;
	*copy = *happened;
	told->happened = copy;
	if (happened->message != 0 &&
	    site_text(flow->lanes[line_index].site, happened->message, &text) && text.id != NULL)
		told->id = flow_keep(flow, text.id);
}

/* ---- the way through ---- */

enum err flow_site(struct flow *flow, uint32_t line_index, struct call *call,
		   struct site_answer *ret_answer, struct call_fault *fault)
{
	struct lane *lane = &flow->lanes[line_index];
	struct happenings happened;
	struct heard heard;
	struct talk *talk = NULL, before = {.messages = 0};
	char hex[SITE_HEX];
	enum err err;

	*ret_answer = (struct site_answer){.read = has_words(call)};
	*fault = (struct call_fault){.field = ""};
	if (lane->site == NULL)
		return error_set(&fault->error, ERR_STATE, "line %s is no site", lane->line->name);
	err = site_blind(lane->site, call, hex, fault);
	if (err != ERR_NONE)
		return err;
	if (has_words(call)) {
		talk = talk_of(flow, line_index, call);
		if (talk != NULL)
			before = *talk;
		site_hear(flow->classify, call->text[CALL_TEXT], talk, &heard, &ret_answer->reading);
	}
	err = site_do(lane->site, flow->now, evidence_last(flow->evidence, line_index) + 1, call,
		      has_words(call) ? &heard : NULL, &ret_answer->came, &happened, fault);
	if (err != ERR_NONE || ret_answer->came.again) {
		if (talk != NULL)
			*talk = before; /* what was not taken was not said; what is repeated was said once */
		return err;
	}
	flow->wrote = true;
	err = seal(flow, line_index, call, has_words(call) ? &heard : NULL, ret_answer, &fault->error);
	if (err != ERR_NONE)
		return err == ERR_CRYPTO ? err : ERR_IO; /* it was taken: it must be in the record */
	lane->counts.messages += has_words(call);
	lane->counts.held += ret_answer->came.verdict == SITE_HOLD;
	tell_verdict(flow, line_index, call, ret_answer);
	for (size_t i = 0; i < happened.count; i++)
		tell_happened(flow, line_index, &happened.list[i]);
	return ERR_NONE;
}

/* ---- a restart ---- */

enum err site_replay(struct flow *flow, uint32_t line_index, const struct event_row *row,
		     const struct evidence_view *view, struct error *error_r)
{
	struct site *site = flow->lanes[line_index].site;
	struct site_came came;
	struct happenings happened;
	struct call_fault fault = {.field = ""};
	struct heard heard = {0};
	struct call call;
	struct talk *talk;
	json_error_t problem;
	json_t *json = json_loadb((const char *)view->text.data, view->text.size, 0, &problem), *read;
	const char *name = json_string_value(json_object_get(json, "verb"));
	enum call_verb verb = name != NULL ? call_verb_parse(name) : CALL_VERBS;
	uint32_t fresh = 0;
	enum err err;

	if (verb == CALL_VERBS) {
		json_decref(json);
		return error_set(error_r, ERR_INPUT, "is no call that this program knows");
	}
	/* Erased words are none, and were there. */
	if (call_takes(verb, CALL_TEXT) > 0 || view->raw.size != 0 ||
	    (call_takes(verb, CALL_TEXT) == 0 && (view->erased & 1U << FIELD_RAW) != 0))
		json_object_set_new_nocheck(
			json, "text",
			view->raw.size != 0
				? json_stringn_nocheck((const char *)view->raw.data, view->raw.size)
				: json_string("?"));
	read = json_object_get(json, "heard");
	err = read != NULL ? site_hear_get(read, &heard, &fresh) : ERR_NONE;
	if (err == ERR_NONE)
		err = call_parse(verb, json, beside, &call, &fault);
	else
		json_decref(json);
	if (err != ERR_NONE)
		return error_set(error_r, ERR_INPUT, "%s", fault.error.text);
	talk = read != NULL ? talk_of(flow, line_index, &call) : NULL;
	if (talk != NULL) {
		talk->findings |= fresh;
		talk->messages++;
	}
	err = site_do(site, row->at, row->number, &call, read != NULL ? &heard : NULL, &came, &happened,
		      &fault);
	call_finish(&call);
	return err == ERR_NONE ? err : error_set(error_r, err, "%s", fault.error.text);
}

/* ---- to and from the store ---- */

/* A value of the store has a bound, and a site may be larger: it is cut into pieces, and the first says how many. */
enum { PIECE = 32 << 20, PIECES_MAX = 255 };

static void piece_name(const struct lane *lane, size_t piece, char ret_name[48])
{
	snprintf(ret_name, 48, "site.%u.%zu", lane->row.line, piece);
}

enum err site_store(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	struct buf plain = {0};
	char name[48];
	size_t pieces;
	enum err err = ERR_NONE;

	buf_add_u8(&plain, 0);
	site_save(lane->site, &plain);
	pieces = (plain.size + PIECE - 1) / PIECE;
	if (pieces > PIECES_MAX)
		err = error_set(error_r, ERR_FULL, "the site is larger than 8 GB");
	plain.data[0] = (uint8_t)pieces;
	for (size_t i = 0; err == ERR_NONE && i < pieces; i++) {
		size_t at = i * PIECE, size = plain.size - at < PIECE ? plain.size - at : PIECE;

		piece_name(lane, i, name);
		err = snapshot_put(flow, name, (struct bytes){plain.data + at, size}, error_r);
	}
	buf_finish(&plain);
	return err;
}

enum err site_fetch(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	struct buf plain = {0};
	char name[48];
	enum err err;

	piece_name(lane, 0, name);
	err = snapshot_get(flow, name, &plain, error_r);
	if (err == ERR_ABSENT)
		return ERR_NONE; /* nothing was written down yet */
	for (size_t i = 1; err == ERR_NONE && plain.size != 0 && i < plain.data[0]; i++) {
		piece_name(lane, i, name);
		err = snapshot_get(flow, name, &plain, error_r);
	}
	if (err == ERR_NONE && plain.size != 0)
		err = site_load(lane->site, (struct bytes){plain.data + 1, plain.size - 1});
	buf_finish(&plain);
	return err == ERR_NONE ? err : error_set(error_r, err, "what is known of the site is damaged");
}

/* Whether there is anything to read back at the next start. */
static enum err is_stored(struct flow *flow, const struct lane *lane, bool *ret_stored,
			  struct error *error_r)
{
	struct store *store = flow->options.store;
	struct buf sealed = {0};
	char name[48];
	enum err err;

	piece_name(lane, 0, name);
	err = store->ops->get_meta(store, name, &sealed, error_r);
	*ret_stored = err == ERR_NONE;
	buf_finish(&sealed);
	return err == ERR_ABSENT ? ERR_NONE : err;
}

enum err site_ready(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	struct rules rules;
	bool stored, same;
	enum err err = is_stored(flow, lane, &stored, error_r);

	if (err != ERR_NONE)
		return err;
	rules_of(lane->line, &rules);
	same = site_same_rules(site_rules(lane->site), &rules);
	site_use_rules(lane->site, &rules);
	return stored && same ? ERR_NONE : recover_snapshot(flow, line_index, error_r);
}

/* ---- words, for whoever decides ---- */

struct fetch {
	const struct keys *keys;
	const uint8_t *log;
	struct buf *out;
	bool erased;
};

static enum err take_words(void *context, const struct event_row *row, struct error *error_r)
{
	struct fetch *fetch = context;
	struct evidence_view view;
	struct arena arena;
	enum err err;

	arena_init(&arena, 1 << 20);
	err = evidence_read(fetch->keys, fetch->log, row, NULL, &arena, &view, error_r);
	if (err == ERR_NONE) {
		buf_add(fetch->out, view.raw.data, view.raw.size);
		fetch->erased = (view.erased & 1U << FIELD_RAW) != 0;
	}
	arena_finish(&arena);
	return err;
}

enum err flow_site_words(struct flow *flow, uint32_t line_index, uint64_t event, struct buf *out,
			 struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	struct store *store = flow->options.store;
	struct fetch fetch = {flow->options.keys, lane->row.log, out, false};
	enum err err = store->ops->scan_events(store, lane->row.line, event, event, true, take_words,
					       &fetch, error_r);

	if (err == ERR_NONE && fetch.erased)
		err = error_set(error_r, ERR_ABSENT, "the words were erased");
	return err;
}
