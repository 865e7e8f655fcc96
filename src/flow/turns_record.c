// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Conversations over a restart: what a line's share and each conversation are saved beside the snapshot, sealed, for they
 * tell what was said; what came after it is heard and said again from the record.
 */
#include "flow/driver_private.h"

#include <stdio.h>
#include <string.h>

/* ---- opening ---- */

enum err turn_open(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	char label[64];

	lane->stalling = mem_try_alloc(1, sizeof *lane->stalling);
	if (lane->stalling == NULL)
		return error_set(error_r, ERR_MEMORY, "no memory for conversations");
	lane->stalling->zone = lane->gate.zone;
	/* Voices cannot be told from a contact's number without the installation's key. */
	snprintf(label, sizeof label, "voices of %s", lane->line->name);
	seal_lookup(flow->options.keys->lookup, bytes_of_text(label), lane->stalling->voice_key);
	return ERR_NONE;
}

void turn_close(struct lane *lane)
{
	mem_free(lane->stalling);
	lane->stalling = NULL;
}

/* ---- saved and loaded ---- */

typedef void save_fn(const struct flow *flow, uint32_t line_index, struct buf *out);
typedef enum err load_fn(struct flow *flow, uint32_t line_index, struct bytes saved);

static void save_stalls(const struct flow *flow, uint32_t line_index, struct buf *out)
{
	stalls_save(flow->stalls, line_index, out);
}

static void save_said(const struct flow *flow, uint32_t line_index, struct buf *out)
{
	said_save(flow->said, line_index, out);
}

static void save_shared(const struct flow *flow, uint32_t line_index, struct buf *out)
{
	stalling_save(flow->lanes[line_index].stalling, out);
}

static enum err load_stalls(struct flow *flow, uint32_t line_index, struct bytes saved)
{
	return stalls_load(flow->stalls, line_index, flow->lanes[line_index].line->place_count, saved);
}

static enum err load_said(struct flow *flow, uint32_t line_index, struct bytes saved)
{
	return said_load(flow->said, line_index, saved);
}

static enum err load_shared(struct flow *flow, uint32_t line_index, struct bytes saved)
{
	return stalling_load(flow->lanes[line_index].stalling, saved);
}

static const struct {
	const char *name, *what;
	save_fn *save;
	load_fn *load;
} kept[] = {
	{"stalls", "its conversations", save_stalls, load_stalls},
	{"said", "what it said", save_said, load_said},
	{"learnt", "what it learnt of its conversations", save_shared, load_shared},
};

enum err turns_save(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	enum err err = ERR_NONE;

	for (size_t i = 0; lane->stalling != NULL && err == ERR_NONE && i < sizeof kept / sizeof kept[0]; i++) {
		struct buf plain = {0};
		char name[32];

		snprintf(name, sizeof name, "%s.%u", kept[i].name, lane->row.line);
		kept[i].save(flow, line_index, &plain);
		err = snapshot_put(flow, name, buf_bytes(&plain), error_r);
		buf_finish(&plain);
	}
	return err;
}

enum err turns_load(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	enum err err = ERR_NONE;

	for (size_t i = 0; lane->stalling != NULL && err == ERR_NONE && i < sizeof kept / sizeof kept[0]; i++) {
		struct buf plain = {0};
		char name[32];

		snprintf(name, sizeof name, "%s.%u", kept[i].name, lane->row.line);
		err = snapshot_get(flow, name, &plain, error_r);
		if (err == ERR_NONE)
			err = kept[i].load(flow, line_index, buf_bytes(&plain));
		buf_finish(&plain);
		if (err == ERR_ABSENT)
			err = ERR_NONE;
		else if (err != ERR_NONE)
			error_set(error_r, err, "%s: damaged", kept[i].what);
	}
	return err;
}

/* ---- replayed ---- */

void turns_replay_message(struct flow *flow, struct message *message)
{
	turn_lend(flow, message);
	if (message->stall == NULL)
		return;
	stall_recall(message);
	turn_keep(flow, message);
	if (message->stall != NULL)
		message->stall->event = message->event;
}

enum err turn_reread(struct flow *flow, struct message *message)
{
	struct buf text = {0};
	struct flow_last last;
	char contact[16];
	enum err err;

	snprintf(contact, sizeof contact, "%u", message->contact.number);
	err = flow_last_text(flow, message->line_index, contact, &text, &last, NULL);
	if (err == ERR_NONE) {
		message->whole = flow_keep_bytes(flow, buf_bytes(&text));
		message->event = last.event;
		classify_read(flow->classify, message);
		message->product = turn_product(flow, message);
	}
	buf_finish(&text);
	return err;
}

/* The same as turn_approve() did, but for the moments, which the record has. */
static void approve_again(struct flow *flow, struct message *message, const struct entry *entry)
{
	struct lane *lane = &flow->lanes[message->line_index];
	size_t number = stall_number(lane->stalling, lane->line, message->at);

	stall_engage(message->stall, lane->stalling, lane->line, message->contact.number,
		     entry != NULL ? entry->language : LANGUAGE_UNKNOWN, ENGAGED, message->at);
	if (turn_reread(flow, message) == ERR_NONE) {
		stall_hear(message);
		number = turn_number(lane->line, entry != NULL ? entry->via : "");
	}
	message->stall->event = entry != NULL ? entry->about : message->event;
	message->stall->number = (uint8_t)(number != SIZE_MAX ? number : 0);
}

void turns_replay_approval(struct flow *flow, uint32_t line_index, uint32_t contact,
			   struct entry *entry, ms_t at, bool saved)
{
	struct lane *lane = &flow->lanes[line_index];
	struct message message = {.arrival = ARRIVAL_MESSAGE,
				  .at = at,
				  .line = lane->line,
				  .line_index = line_index,
				  .contact = {.number = contact},
				  .stalling = lane->stalling};

	message.stall = saved ? stalls_find(flow->stalls, line_index, contact)
			      : turn_place(flow, line_index, contact);
	if (message.stall == NULL)
		return;
	if (!saved && message.stall->engaged != ENGAGED)
		approve_again(flow, &message, entry);
	if (entry != NULL && message.stall->number < lane->line->number_count)
		memcpy(entry->via, lane->line->numbers[message.stall->number], sizeof entry->via);
}

void turns_replay_said(struct flow *flow, uint32_t line_index, uint32_t contact,
		       const struct turn *turn, struct bytes text, ms_t at)
{
	struct lane *lane = &flow->lanes[line_index];
	struct stall *stall = stalls_find(flow->stalls, line_index, contact);

	if (stall != NULL)
		stall_said(stall, lane->stalling, lane->line, turn, at);
	if (text.size != 0) {
		said_add(flow->said, line_index, contact, text, at);
		writer_said(flow, line_index, contact, text);
	}
}

enum err turns_resume(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct stall *stall;
	uint32_t at = 0, contact;
	char address[NUMBER_MAX];
	enum err err = ERR_NONE;

	if (flow->lanes[line_index].stalling == NULL)
		return ERR_NONE;
	while (err == ERR_NONE && (stall = stalls_walk(flow->stalls, line_index, &at, &contact)) != NULL) {
		if (stall->engaged == 0 || stall->over != WHY_NONE || stall->phase == PHASE_OVER ||
		    outbox_find(flow->outbox, line_index, contact) != ENTRY_NONE)
			continue;
		err = flow_address(flow, line_index, contact, address, error_r);
		if (err == ERR_NONE)
			err = turn_follow(flow, line_index, contact, address, error_r);
	}
	return err;
}
