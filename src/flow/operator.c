// SPDX-License-Identifier: GPL-3.0-or-later
/* The operator's verbs. Each is an event in the record, with who asked for it. */
#include "flow/driver_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- pause and resume ---- */

static enum err remember_pause(struct flow *flow, const struct lane *lane, struct error *error_r)
{
	struct store *store = flow->options.store;
	char name[32];

	snprintf(name, sizeof name, "paused.%u", lane->row.line);
	return store->ops->put_meta(store, name, bytes_of_text(lane->paused ? "1" : "0"), error_r);
}

static enum err set_paused(struct flow *flow, uint32_t line_index, bool paused, const char *by,
			   struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	char text[160];
	struct effect *effect;
	enum err err;

	lane->paused = paused;
	snprintf(text, sizeof text, "%s by %s", paused ? "paused" : "resumed", by);
	err = evidence_note(flow->evidence, line_index, flow->now, text, error_r);
	if (err == ERR_NONE)
		err = remember_pause(flow, lane, error_r);
	if (err != ERR_NONE)
		return err;
	effect = flow_effect(flow, paused ? EFFECT_PAUSED : EFFECT_RESUMED, line_index);
	effect->by = flow_keep(flow, by);
	return ERR_NONE;
}

static enum err pause_lines(struct flow *flow, size_t line_index, bool paused, const char *by,
			    struct error *error_r)
{
	enum err err = ERR_NONE;

	for (uint32_t i = 0; err == ERR_NONE && i < flow->lane_count; i++)
		if (line_index == SIZE_MAX || line_index == i)
			err = set_paused(flow, i, paused, by, error_r);
	return err;
}

/* ---- about one contact ---- */

enum err flow_contact_of(const struct flow *flow, uint32_t line_index, const char *contact,
			     uint32_t *ret_contact, struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	char *end;
	unsigned long id = strtoul(contact, &end, 10);

	*ret_contact = flow_find_contact(flow, line_index, contact);
	if (*ret_contact == 0 && contact[0] >= '0' && contact[0] <= '9' && *end == '\0' &&
	    id <= contacts_count(lane->contacts))
		*ret_contact = (uint32_t)id;
	if (*ret_contact == 0)
		return error_set(error_r, ERR_ABSENT,
				 "line %s knows no such contact; write the number as +33..., or the "
				 "id that `fauxbond queue` shows",
				 lane->line->name);
	return ERR_NONE;
}

/* The line becomes his customer; the first word goes out like a person's. `entry` is a copy. */
static enum err approve_stall(struct flow *flow, uint32_t line_index, uint32_t contact,
			      struct entry *entry, const char *by, struct error *error_r)
{
	struct decision decision = {.verdict = VERDICT_ANSWER, .move = MOVE_NONE, .propensity = 1.0};
	enum err err = turn_approve(flow, line_index, contact, entry, error_r);

	if (err != ERR_NONE)
		return err;
	decision.due = entry->due;
	decision.until = entry->until;
	entry->id = entry->id != NULL ? mem_strdup(entry->id) : NULL; /* outbox_add() frees the old one */
	err = release_decide(flow, line_index, contact, entry->about, entry->address, entry->id,
			     &decision, by, error_r);
	entry->state = ENTRY_SCHEDULED;
	entry->approved = true;
	if (err == ERR_NONE)
		err = outbox_add(flow->outbox, entry);
	mem_free(entry->id);
	return err;
}

/* Lets an answer that was held, or never scheduled, go out now. */
static enum err approve(struct flow *flow, uint32_t line_index, uint32_t contact, const char *by,
			struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	uint32_t index = outbox_find(flow->outbox, line_index, contact);
	uint8_t flags = flow_flags(flow, line_index, contact);
	struct decision decision = {.verdict = VERDICT_ANSWER,
				    .move = MOVE_DECLINE,
				    .due = flow->now,
				    .until = flow->now,
				    .propensity = 1.0};
	struct entry entry;
	enum err err;

	if ((flags & CONTACT_STOPPED) != 0)
		return error_set(error_r, ERR_STATE, "this contact asked to stop: nobody is written to after that");
	if ((flags & CONTACT_ANSWERED) != 0 && lane->line->kind == LINE_DECLINE)
		return error_set(error_r, ERR_STATE, "this contact has had the one answer of its line");
	if ((lane->line->kind != LINE_DECLINE && lane->line->kind != LINE_STALL) || index == ENTRY_NONE)
		return error_set(error_r, ERR_STATE, "nothing is waiting to be answered for this contact");
	entry = *outbox_entry(flow->outbox, index);
	if (lane->line->kind == LINE_STALL)
		return approve_stall(flow, line_index, contact, &entry, by, error_r);
	entry.id = entry.id != NULL ? mem_strdup(entry.id) : NULL; /* outbox_add() frees the old one */
	if (entry.move != MOVE_NONE)
		decision.move = entry.move;
	err = release_decide(flow, line_index, contact, entry.about, entry.address, entry.id,
			     &decision, by, error_r);
	entry.state = ENTRY_SCHEDULED;
	entry.approved = true;
	entry.due = entry.until = flow->now;
	entry.move = decision.move;
	if (entry.late < flow->now + lane->line->answer.late)
		entry.late = flow->now + lane->line->answer.late;
	if (err == ERR_NONE)
		err = outbox_add(flow->outbox, &entry);
	mem_free(entry.id);
	return err;
}

/* Blocked, or taken over by a person: no automatic answer any more. */
static enum err mute(struct flow *flow, uint32_t line_index, uint32_t contact, enum why why,
		     const char *by, struct error *error_r)
{
	struct decision decision = {.verdict = VERDICT_MUTED, .why = why, .propensity = 1.0};
	uint32_t index = outbox_find(flow->outbox, line_index, contact);
	char address[NUMBER_MAX];
	enum err err = flow_address(flow, line_index, contact, address, error_r);

	if (err == ERR_NONE)
		err = release_decide(flow, line_index, contact, 0, address, NULL, &decision, by,
				     error_r);
	if (err == ERR_NONE && index != ENTRY_NONE)
		outbox_remove(flow->outbox, index);
	return err;
}

/* ---- about all who wrote alike ---- */

/* "cluster:1a2b3c4d", as the queue shows it; 0: it is no such thing. */
static uint32_t cluster_of(const char *contact)
{
	static const char mark[] = "cluster:";
	char *end;
	unsigned long cluster;

	if (strncmp(contact, mark, sizeof mark - 1) != 0)
		return 0;
	cluster = strtoul(contact + sizeof mark - 1, &end, 16);
	return *end == '\0' && end == contact + sizeof mark - 1 + 8 ? (uint32_t)cluster : 0;
}

bool flow_knows(const struct flow *flow, uint32_t line_index, const char *contact)
{
	uint32_t number, cluster = cluster_of(contact), index = ENTRY_NONE;

	if (cluster == 0)
		return flow_contact_of(flow, line_index, contact, &number, NULL) == ERR_NONE;
	while ((index = outbox_walk(flow->outbox, index)) != ENTRY_NONE) {
		const struct entry *entry = outbox_entry(flow->outbox, index);

		if (entry->line_index == line_index && entry->cluster == cluster)
			return true;
	}
	return false;
}

/* The held ones of a cluster; NULL when memory is short. */
static uint32_t *members_of(struct flow *flow, uint32_t line_index, uint32_t cluster, size_t *ret_count)
{
	uint32_t *members = mem_try_alloc(outbox_count(flow->outbox) + 1, sizeof *members);
	uint32_t index = ENTRY_NONE;

	*ret_count = 0;
	while (members != NULL && (index = outbox_walk(flow->outbox, index)) != ENTRY_NONE) {
		const struct entry *entry = outbox_entry(flow->outbox, index);

		if (entry->line_index == line_index && entry->state == ENTRY_HELD &&
		    entry->why == WHY_COHORT && entry->cluster == cluster)
			members[(*ret_count)++] = entry->contact;
	}
	return members;
}

static enum err about_cluster(struct flow *flow, enum flow_verb verb, uint32_t line_index,
			      uint32_t cluster, const char *by, struct error *error_r)
{
	size_t count;
	uint32_t *members;
	enum err err = ERR_NONE;

	if (verb != FLOW_APPROVE && verb != FLOW_BLOCK)
		return error_set(error_r, ERR_INPUT, "a cluster can be approved or blocked");
	members = members_of(flow, line_index, cluster, &count);
	if (members == NULL)
		return error_set(error_r, ERR_MEMORY, "no memory for a list of the cluster");
	for (size_t i = 0; err == ERR_NONE && i < count; i++)
		err = verb == FLOW_APPROVE
			      ? approve(flow, line_index, members[i], by, error_r)
			      : mute(flow, line_index, members[i], WHY_BLOCKED, by, error_r);
	mem_free(members);
	if (err == ERR_NONE && count == 0)
		err = error_set(error_r, ERR_ABSENT, "nobody of this cluster is held on line %s",
				flow->lanes[line_index].line->name);
	return err;
}

enum err flow_operator(struct flow *flow, enum flow_verb verb, size_t line_index,
		       const char *contact, const char *by, struct error *error_r)
{
	uint32_t number, line = (uint32_t)line_index;
	enum err err;

	flow->wrote = true;
	if (verb == FLOW_PAUSE || verb == FLOW_RESUME)
		return pause_lines(flow, line_index, verb == FLOW_PAUSE, by, error_r);
	if (line_index >= flow->lane_count)
		return error_set(error_r, ERR_ABSENT, "name the line the contact wrote to");
	if (cluster_of(contact) != 0)
		return about_cluster(flow, verb, line, cluster_of(contact), by, error_r);
	err = flow_contact_of(flow, line, contact, &number, error_r);
	if (err != ERR_NONE)
		return err;
	switch (verb) {
	case FLOW_APPROVE:
		return approve(flow, line, number, by, error_r);
	case FLOW_BLOCK:
		return mute(flow, line, number, WHY_BLOCKED, by, error_r);
	case FLOW_TAKEOVER:
		return mute(flow, line, number, WHY_TAKEOVER, by, error_r);
	default:
		return error_set(error_r, ERR_INPUT, "no such verb");
	}
}

/* ---- what waits ---- */

void flow_queue(struct flow *flow, flow_waiting_fn *fn, void *context)
{
	uint32_t index = ENTRY_NONE;

	while ((index = outbox_walk(flow->outbox, index)) != ENTRY_NONE) {
		const struct entry *entry = outbox_entry(flow->outbox, index);
		struct flow_waiting waiting = {.line_index = entry->line_index,
					       .contact = entry->contact,
					       .address = entry->address,
					       .why = entry->why,
					       .move = entry->move,
					       .about = entry->about,
					       .due = entry->due,
					       .late = entry->late,
					       .held = entry->state == ENTRY_HELD ||
						       entry->state == ENTRY_PERSON,
					       .score = entry->cluster != 0 ? entry->score : NAN,
					       .cluster = entry->cluster};

		fn(context, &waiting);
	}
}
