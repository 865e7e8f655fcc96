// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The driver's way in: the stage table and the loop over it. This is the only place where the stages are called for
 * a message; the way out is release.c.
 */
#include "flow/driver_private.h"

#include <stdio.h>
#include <string.h>

/* ---- effects: told after the commit ---- */

struct effect *flow_effect(struct flow *flow, enum effect_type type, uint32_t line_index)
{
	struct effect *effect;

	if (flow->effect_count == flow->effect_room) {
		flow->effect_room = flow->effect_room != 0 ? flow->effect_room * 2 : 256;
		flow->effects = mem_grow(flow->effects, flow->effect_room, sizeof *flow->effects);
	}
	effect = &flow->effects[flow->effect_count++];
	*effect = (struct effect){.type = type, .at = flow->now, .line_index = line_index};
	if (line_index < flow->lane_count)
		effect->line = flow->lanes[line_index].line;
	return effect;
}

struct bytes flow_keep_bytes(struct flow *flow, struct bytes bytes)
{
	void *copy = arena_copy(&flow->arena, bytes.data, bytes.size);

	return copy != NULL ? (struct bytes){copy, bytes.size} : (struct bytes){0};
}

const char *flow_keep(struct flow *flow, const char *text)
{
	const char *copy = arena_copy(&flow->arena, text, strlen(text));

	return copy != NULL ? copy : "";
}

/* ---- contacts ---- */

uint8_t flow_flags(const struct flow *flow, uint32_t line_index, uint32_t contact)
{
	return contacts_flags(flow->lanes[line_index].contacts, contact);
}

void flow_set_flags(struct flow *flow, uint32_t line_index, uint32_t contact, uint8_t flags)
{
	contacts_set_flags(flow->lanes[line_index].contacts, contact, flags);
}

uint32_t flow_find_contact(const struct flow *flow, uint32_t line_index, const char *address)
{
	uint8_t hash[LOOKUP];

	seal_lookup(flow->options.keys->lookup, bytes_of_text(address), hash);
	return contacts_find(flow->lanes[line_index].contacts, hash);
}

struct address_of {
	struct flow *flow;
	const struct lane *lane;
	char *address;
};

static enum err take_address(void *context, const struct contact_row *row)
{
	struct address_of *find = context;

	return evidence_open_address(find->flow->options.keys, find->lane->row.log, row,
				     find->address);
}

enum err flow_address(struct flow *flow, uint32_t line_index, uint32_t contact,
		      char ret_address[NUMBER_MAX], struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	struct address_of find = {flow, lane, ret_address};
	struct store *store = flow->options.store;

	return store->ops->get_contact(store, lane->row.line, contact, take_address, &find, error_r);
}

enum err flow_seal_decision(struct flow *flow, const struct message *message, const char *by,
			    struct error *error_r)
{
	struct evidence_decision sealed = {.line_index = message->line_index,
					   .at = flow->now,
					   .contact = message->contact.number,
					   .about = message->event,
					   .reading = message->reading,
					   .decision = message->decision,
					   .text = by};

	return evidence_decision(flow->evidence, &sealed, NULL, error_r);
}

/* What waits to be said to him: a later message may change its words. */
static void load_pending(struct flow *flow, struct message *message)
{
	uint32_t index = outbox_find(flow->outbox, message->line_index, message->contact.number);
	const struct entry *entry;

	if (index == ENTRY_NONE)
		return;
	entry = outbox_entry(flow->outbox, index);
	message->contact.pending = entry->move;
	message->contact.due = entry->due;
	message->contact.until = entry->until;
}

enum err flow_load_contact(struct flow *flow, struct message *message, struct error *error_r)
{
	struct contacts *contacts = flow->lanes[message->line_index].contacts;
	uint8_t hash[LOOKUP];
	uint32_t number;
	enum err err;

	seal_lookup(flow->options.keys->lookup, bytes_of_text(message->from), hash);
	number = contacts_find(contacts, hash);
	message->contact = (struct contact){.number = number};
	if (number != 0) {
		message->contact.flags = contacts_flags(contacts, number);
		load_pending(flow, message);
		return ERR_NONE;
	}
	err = contacts_add(contacts, hash, &number);
	if (err != ERR_NONE)
		return error_set(error_r, err, "no memory for a new contact");
	message->contact = (struct contact){.number = number, .is_new = true};
	return evidence_contact(flow->evidence, message->line_index, number, hash, message->at,
				message->from, error_r);
}

/* ---- the stages, as the table calls them ---- */

static enum err stage_budget(struct flow *flow, struct message *message, struct error *error_r)
{
	(void)error_r;
	admit_message(flow->admit, message);
	if (message->tipper != 0)
		memset(message->wire, 0, sizeof message->wire); /* a hash of what his number stands in */
	return ERR_NONE;
}

/* Parts are told apart by who sent them: a contact, or a tipper of whom nothing else is left. */
static struct message key_of_part(const struct message *message)
{
	struct message key = *message;

	if (message->tipper != 0)
		key.contact.number = message->tipper;
	return key;
}

/* False: it is a part that waits for others, and is read later. */
static bool join(struct flow *flow, struct message *message)
{
	const struct message key = key_of_part(message);
	struct joined joined;
	bool kept = false;

	buf_clear(&flow->text);
	if (join_part(flow->join, &key, &kept, &joined, &flow->text)) {
		message->whole = buf_bytes(&flow->text); /* read by its stage, and by nobody after */
		message->first = joined.first;
	} else if (kept) {
		message->admission = ADMIT_PART;
	}
	return message->admission != ADMIT_PART;
}

/* Whether these are words of its sender's own. */
static bool speaks(const struct message *message)
{
	return message->arrival == ARRIVAL_MESSAGE || message->arrival == ARRIVAL_SIGHTING;
}

/* A contact request seen elsewhere may have none, and then there is nothing to read. */
static bool has_words(const struct message *message)
{
	return message->arrival != ARRIVAL_SIGHTING || message->whole.size != 0;
}

/* Joins long messages first. A tip is no word of whom it is about: it is read by itself. */
static enum err stage_classify(struct flow *flow, struct message *message, struct error *error_r)
{
	enum err err = ERR_NONE;

	message->whole = message->text;
	message->first = message->at;
	if (message->admission == ADMIT_DUPLICATE || message->arrival == ARRIVAL_CALL)
		return ERR_NONE;
	if (message->part.total > 1 && !join(flow, message))
		return ERR_NONE;
	if (message->tipper != 0)
		err = tip_about(flow, message, error_r);
	if (err != ERR_NONE)
		return err;
	if (speaks(message))
		message->talk = talks_get(flow->talks, message->line_index, message->contact.number);
	if (has_words(message) && classify_read(flow->classify, message) != ERR_NONE)
		message->reading = (struct reading){.unreadable = true};
	if (message->claims_minor)
		sightings_minor(message->talk, &message->reading);
	return ERR_NONE;
}

static enum err stage_decide(struct flow *flow, struct message *message, struct error *error_r)
{
	struct decision *decision = &message->decision;

	(void)error_r;
	turn_lend(flow, message);
	if (decide_message(message, random_u64(flow->options.random)) != ERR_NONE) {
		decision->verdict = VERDICT_HELD;
		decision->why = WHY_PERSON;
	}
	turn_keep(flow, message);
	/* The queue has a bound; what it has no room for waits for a person, in the record. */
	if (decision->verdict == VERDICT_ANSWER && outbox_count(flow->outbox) >= LIMIT_WAITING &&
	    outbox_find(flow->outbox, message->line_index, message->contact.number) == ENTRY_NONE) {
		decision->verdict = VERDICT_HELD;
		decision->why = WHY_BUDGET;
	}
	return ERR_NONE;
}

static enum err stage_evidence(struct flow *flow, struct message *message, struct error *error_r)
{
	enum err err = evidence_message(flow->evidence, message, error_r);

	if (err == ERR_NONE && message->admission == ADMIT_PART) {
		const struct message key = key_of_part(message);

		join_sealed(flow->join, &key);
	}
	if (err == ERR_NONE && message->talk != NULL && speaks(message) && has_words(message))
		message->talk->event = message->event;
	if (err == ERR_NONE && message->stall != NULL && message->arrival != ARRIVAL_TIP)
		message->stall->event = message->event;
	return err;
}

static void tell_message(struct flow *flow, const struct message *message)
{
	const struct decision *decision = &message->decision;
	struct effect *effect;

	if (message->arrival == ARRIVAL_CALL)
		return;
	if (speaks(message) && has_words(message)) {
		effect = flow_effect(flow, EFFECT_VERDICT, message->line_index);
		effect->contact = message->contact.number;
		effect->address = message->from;
		effect->id = message->id;
		effect->reading = &message->reading;
		effect->due = decision->verdict == VERDICT_ANSWER ? decision->due : 0;
	}
	if (decision->flag != WHY_NONE) {
		effect = flow_effect(flow, EFFECT_FLAG, message->line_index);
		effect->contact = message->contact.number;
		effect->address = message->from;
		effect->why = decision->flag;
	}
	if (decision->verdict != VERDICT_HELD && decision->verdict != VERDICT_MUTED)
		return;
	effect = flow_effect(flow,
			     decision->verdict == VERDICT_HELD ? EFFECT_HELD : EFFECT_MUTED,
			     message->line_index);
	effect->contact = message->contact.number;
	effect->address = message->from;
	effect->id = message->id;
	effect->why = decision->why;
}

static void count_message(struct flow *flow, const struct message *message)
{
	struct flow_counts *counts = &flow->lanes[message->line_index].counts;

	counts->messages += message->arrival == ARRIVAL_MESSAGE;
	counts->calls += message->arrival == ARRIVAL_CALL;
	counts->tips += message->arrival == ARRIVAL_TIP;
	counts->sightings += message->arrival == ARRIVAL_SIGHTING;
	counts->parts += message->admission == ADMIT_PART;
	counts->duplicates += message->admission == ADMIT_DUPLICATE;
	if (message->arrival == ARRIVAL_MESSAGE || message->tipper != 0)
		counts->received += message->line->cost.in;
	counts->held += message->decision.verdict == VERDICT_HELD;
	counts->muted += message->decision.verdict == VERDICT_MUTED;
	counts->flags += message->decision.flag != WHY_NONE;
}

/* Schedules what the decision asks for, or takes back what was scheduled. */
static enum err schedule(struct flow *flow, const struct message *message)
{
	const struct decision *decision = &message->decision;
	const struct line *line = message->line;
	bool held = decision->verdict == VERDICT_HELD;
	struct entry entry = {
		.line_index = message->line_index,
		.contact = message->contact.number,
		.about = message->event,
		.due = decision->due,
		.until = decision->until,
		.late = held ? message->at + LIMIT_HELD_FOR_PERSON
			: line->kind == LINE_STALL ? decision->until
						   : message->at + line->answer.late,
		.state = held ? ENTRY_PERSON : ENTRY_SCHEDULED,
		.move = decision->move,
		.language = message->reading.language,
		.why = decision->why,
		.propensity = decision->propensity,
		/* A copy of our own, which ends with a NUL; without memory for it, it is not told again. */
		.id = message->id.size != 0
			      ? (char *)(uintptr_t)flow_keep_bytes(flow, message->id).data
			      : NULL,
	};
	uint32_t index = outbox_find(flow->outbox, message->line_index, message->contact.number);

	if (index != ENTRY_NONE && (flow_flags(flow, message->line_index, message->contact.number) &
				    (CONTACT_PENDING | CONTACT_HELD)) == 0)
		outbox_remove(flow->outbox, index);
	if (decision->verdict != VERDICT_ANSWER && !held)
		return ERR_NONE;
	if (held && index != ENTRY_NONE && !turn_is_one(flow, outbox_entry(flow->outbox, index)))
		return ERR_NONE; /* waits already */
	/* Beyond the queue's bound it waits in the record alone, where a restart finds it. */
	if (index == ENTRY_NONE && outbox_count(flow->outbox) >= LIMIT_WAITING)
		return ERR_NONE;
	if (entry.late < entry.until)
		entry.late = entry.until;
	memcpy(entry.address, message->from, sizeof entry.address);
	memcpy(entry.via, message->to, sizeof entry.via);
	return outbox_add(flow->outbox, &entry);
}

static enum err stage_reply(struct flow *flow, struct message *message, struct error *error_r)
{
	uint8_t flags = decide_flags(message->contact.flags, message->line->kind,
				     &message->decision);
	enum err err;

	if (flags != message->contact.flags)
		flow_set_flags(flow, message->line_index, message->contact.number, flags);
	if (message->admission == ADMIT_PART)
		return ERR_NONE;
	tell_message(flow, message);
	gate_pending(flow, message);
	err = schedule(flow, message);
	/* It is sealed already, so it cannot be refused any more: only a restart can find it again. */
	return err == ERR_NONE ? ERR_NONE
			       : error_set(error_r, ERR_IO, "no memory for the queue of answers");
}

/* The first stage runs where the bytes come in, in the bearer's own process. */
static enum err stage_bearer(struct flow *flow, struct message *message, struct error *error_r)
{
	(void)flow;
	(void)message;
	(void)error_r;
	return ERR_NONE;
}

typedef enum err stage_fn(struct flow *flow, struct message *message, struct error *error_r);

static const struct {
	const char *name;
	stage_fn *run;
} stages[] = {
#define ROW(stage, process, failure) {#stage, stage_##stage},
	FLOW_STAGES(ROW)
#undef ROW
};

enum err flow_message(struct flow *flow, struct message *message, struct error *error_r)
{
	enum err err;

	flow->wrote = true;
	/* One moment a batch: the record's never decrease, whatever the clock does, and what is due at once is due in it. */
	message->at = flow->now;
	message->line = flow->lanes[message->line_index].line;
	if (message->arrival == ARRIVAL_MESSAGE && tip_is_number(message->line, message->to))
		err = tip_take(flow, message, error_r);
	else
		err = flow_load_contact(flow, message, error_r);
	for (size_t i = 0; err == ERR_NONE && i < sizeof stages / sizeof stages[0]; i++) {
		err = stages[i].run(flow, message, error_r);
		if (err != ERR_NONE)
			error_wrap(error_r, err, "%s", stages[i].name);
	}
	if (err == ERR_NONE) {
		count_message(flow, message);
		sightings_count(flow, message);
	}
	return err == ERR_NONE ? gate_arrived(flow, message, error_r) : err;
}

/* ---- long messages whose missing part never came ---- */

static enum err expired_sender(struct flow *flow, const struct joined *joined,
			       struct message *message, struct error *error_r)
{
	message->contact.number = joined->contact;
	message->contact.flags = flow_flags(flow, joined->line_index, joined->contact);
	load_pending(flow, message);
	admit_message(flow->admit, message);
	message->talk = talks_get(flow->talks, message->line_index, message->contact.number);
	return flow_address(flow, joined->line_index, joined->contact, message->from, error_r);
}

/* Nobody is left but whom it is about. */
static enum err expired_tip(struct flow *flow, const struct joined *joined, struct message *message,
			    struct error *error_r)
{
	message->arrival = ARRIVAL_TIP;
	message->tipper = joined->contact;
	message->admission = ADMIT_RECORD;
	return tip_about(flow, message, error_r);
}

/* Reads what came of a long message, and decides on it: an event of its own, about the part that came last. `message`
 * lives until the commit, as its effects do. */
static enum err read_expired(struct flow *flow, const struct joined *joined,
			     struct message *message, struct error *error_r)
{
	enum err err;

	*message = (struct message){.arrival = ARRIVAL_MESSAGE,
				    .at = flow->now,
				    .line = flow->lanes[joined->line_index].line,
				    .line_index = joined->line_index,
				    .first = joined->first,
				    .whole = buf_bytes(&flow->text),
				    .event = joined->event};
	memcpy(message->to, joined->to, sizeof message->to);
	err = tip_is_number(message->line, joined->to) ? expired_tip(flow, joined, message, error_r)
						       : expired_sender(flow, joined, message, error_r);
	if (err != ERR_NONE)
		return err;
	if (classify_read(flow->classify, message) != ERR_NONE)
		message->reading = (struct reading){.unreadable = true};
	err = stage_decide(flow, message, error_r);
	if (err == ERR_NONE)
		err = flow_seal_decision(flow, message, NULL, error_r);
	return err == ERR_NONE ? stage_reply(flow, message, error_r) : err;
}

static enum err expire_joins(struct flow *flow, struct error *error_r)
{
	struct joined joined;
	enum err err = ERR_NONE;

	while (err == ERR_NONE && join_next(flow->join) <= flow->now) {
		struct message *message = arena_alloc(&flow->arena, sizeof *message);

		if (message == NULL)
			break; /* the next batch has room for it */
		buf_clear(&flow->text);
		if (!join_expire(flow->join, flow->now, &joined, &flow->text))
			break;
		flow->wrote = true;
		err = read_expired(flow, &joined, message, error_r);
	}
	return err;
}

/* ---- the batch ---- */

enum err flow_begin(struct flow *flow, ms_t now, struct error *error_r)
{
	struct store *store = flow->options.store;
	enum err err = store->ops->begin(store, error_r);

	if (err != ERR_NONE)
		return err;
	/* A clock that steps back is not followed: the record's moments never decrease. */
	if (now > flow->now)
		flow->now = now;
	flow->open = true;
	flow->wrote = flow->full = false;
	return ERR_NONE;
}

enum err flow_due(struct flow *flow, struct error *error_r)
{
	enum err err = expire_joins(flow, error_r);

	return err == ERR_NONE ? release_due(flow, error_r) : err;
}

static void tell_all(struct flow *flow)
{
	for (size_t i = 0; i < flow->effect_count; i++)
		flow->options.sink.effect(flow->options.sink.context, &flow->effects[i]);
	flow->effect_count = 0;
	arena_reset(&flow->arena);
}

static enum err seal_batch(struct flow *flow, struct error *error_r)
{
	enum err err = outcomes_seal(flow, error_r);

	for (uint32_t i = 0; err == ERR_NONE && i < flow->lane_count; i++) {
		if (evidence_last(flow->evidence, i) - flow->lanes[i].snapshot >=
		    (flow->lanes[i].site != NULL ? LIMIT_SITE_SNAPSHOT_EVENTS : LIMIT_SNAPSHOT_EVENTS))
			err = recover_snapshot(flow, i, error_r);
	}
	return err == ERR_NONE ? evidence_checkpoint(flow->evidence, flow->now, error_r) : err;
}

static bool has_outcomes(const struct flow *flow)
{
	for (size_t i = 0; i < flow->lane_count; i++)
		if (flow->lanes[i].outcome_count != 0)
			return true;
	return false;
}

enum err flow_commit(struct flow *flow, struct error *error_r)
{
	struct store *store = flow->options.store;
	enum err err;

	flow->open = false;
	if (!flow->wrote && !has_outcomes(flow)) {
		store->ops->rollback(store); /* nothing happened: no transaction, no sync */
		tell_all(flow);
		return ERR_NONE;
	}
	err = seal_batch(flow, error_r);
	if (err == ERR_NONE)
		err = store->ops->commit(store, error_r);
	if (err != ERR_NONE) {
		store->ops->rollback(store);
		flow->effect_count = 0; /* nothing of it is ever told */
		return err;
	}
	evidence_committed(flow->evidence);
	tell_all(flow);
	return ERR_NONE;
}

ms_t flow_next(struct flow *flow)
{
	ms_t next = release_next(flow), join = join_next(flow->join);

	return join < next ? join : next;
}
