// SPDX-License-Identifier: GPL-3.0-or-later
/* The keeper and its bearers: arrivals in, acknowledgements and answers out, credits between. */
#include "base/log.h"
#include "daemon/effects.h"
#include "daemon/keeper.h"
#include "flow/budget/admit.h"

#include <string.h>

enum {
	/* SMPP 3.4 §5.1.3: what a carrier is told when a message could not be taken; it keeps it and tries again. */
	STATUS_OK = 0x00,
	STATUS_QUEUE_FULL = 0x14,
	/* It is addressed to none of our lines. */
	STATUS_BAD_DESTINATION = 0x0b,
};

static struct keeper_bearer *find_bearer(struct keeper *keeper, const char *name)
{
	for (size_t i = 0; i < keeper->bearer_count; i++)
		if (strcmp(keeper->bearers[i].name, name) == 0)
			return &keeper->bearers[i];
	return NULL;
}

/* ---- what a bearer says ---- */

static enum err on_arrived(struct keeper_bearer *bearer, struct bytes payload)
{
	struct keeper *keeper = bearer->keeper;
	struct ipc_arrived arrived;
	struct message message = {.arrival = ARRIVAL_MESSAGE};
	struct error error = {""};
	uint32_t status = STATUS_OK;
	size_t line;
	enum err err;

	if (ipc_get_arrived(payload, &arrived) != ERR_NONE)
		return ERR_INPUT;
	if (arrived.generation != bearer->generation || !keeper_open_batch(keeper))
		return ERR_NONE;
	line = flow_find_line(keeper->flow, NULL, arrived.to);
	if (line == SIZE_MAX) {
		/* A carrier with one line on it may name the number in a way of its own. */
		for (size_t i = 0; i < flow_line_count(keeper->flow); i++)
			if (keeper->of_line[i] == bearer)
				line = line == SIZE_MAX ? i : SIZE_MAX - 1;
	}
	if (line >= SIZE_MAX - 1) {
		keeper->refused++;
		keeper_acknowledge(keeper, bearer, arrived.generation, arrived.sequence,
				   STATUS_BAD_DESTINATION, NULL);
		keeper_close_soon(keeper, true);
		return ERR_NONE;
	}
	message.line_index = (uint32_t)line;
	memcpy(message.from, arrived.from, sizeof message.from);
	memcpy(message.to, flow_find_line(keeper->flow, NULL, arrived.to) != SIZE_MAX
				   ? arrived.to
				   : flow_line(keeper->flow, (uint32_t)line)->numbers[0],
	       sizeof message.to);
	message.raw = arrived.raw;
	message.text = arrived.text;
	message.part = arrived.part;
	message.undecodable = arrived.undecodable;
	message.resent = arrived.resent;
	memcpy(message.wire, arrived.wire, WIRE_HASH);
	err = keeper_take(keeper, &message, &error);
	if (err != ERR_NONE && !keeper->failed) {
		keeper->refused++;
		status = STATUS_QUEUE_FULL;
	}
	keeper_acknowledge(keeper, bearer, arrived.generation, arrived.sequence, status,
			   status == STATUS_OK ? arrived.wire : NULL);
	keeper_close_soon(keeper, true);
	return ERR_NONE;
}

/* Finds the answer by the id, in the forms that this carrier's receipts may write it. */
static void match_receipt(struct keeper_bearer *bearer, const struct ipc_receipt *receipt)
{
	struct smpp_id_key forms[SMPP_ID_FORMS];
	uint64_t keys[SMPP_ID_FORMS];
	size_t count, found;

	if (receipt->id[0] == '\0')
		return;
	count = smpp_id_lookups(&bearer->habit, receipt->id, forms);
	for (size_t i = 0; i < count; i++)
		keys[i] = smpp_id_hash(&forms[i]);
	if (flow_receipt(bearer->keeper->flow, keys, count, receipt->state, &found) == ERR_NONE)
		smpp_id_matched(&bearer->habit, forms[found].form);
}

static enum err on_receipt(struct keeper_bearer *bearer, struct bytes payload)
{
	struct keeper *keeper = bearer->keeper;
	struct ipc_receipt receipt;

	if (ipc_get_receipt(payload, &receipt) != ERR_NONE)
		return ERR_INPUT;
	if (receipt.generation != bearer->generation || !keeper_open_batch(keeper))
		return ERR_NONE;
	match_receipt(bearer, &receipt);
	keeper_acknowledge(keeper, bearer, receipt.generation, receipt.sequence, STATUS_OK, NULL);
	keeper_close_soon(keeper, true);
	return ERR_NONE;
}

static enum err on_outcome(struct keeper_bearer *bearer, struct bytes payload)
{
	struct keeper *keeper = bearer->keeper;
	struct ipc_outcome outcome;

	if (ipc_get_outcome(payload, &outcome) != ERR_NONE)
		return ERR_INPUT;
	if (!keeper_open_batch(keeper))
		return ERR_NONE;
	flow_outcome(keeper->flow, outcome.token, outcome.state, outcome.provider_id, outcome.key,
		     outcome.status);
	keeper_close_soon(keeper, false);
	return ERR_NONE;
}

static enum err on_suspect(struct keeper_bearer *bearer, struct bytes payload)
{
	uint8_t wire[WIRE_HASH];

	if (ipc_get_wire(payload, wire) != ERR_NONE)
		return ERR_INPUT;
	flow_suspect(bearer->keeper->flow, wire);
	return ERR_NONE;
}

/* Answers may have waited for the carrier: look again. */
static void try_again(struct keeper *keeper)
{
	if (keeper_open_batch(keeper))
		keeper_close_soon(keeper, true);
}

static enum err on_number(struct keeper_bearer *bearer, enum ipc_code code, struct bytes payload)
{
	uint64_t number;

	if (ipc_get_number(payload, &number) != ERR_NONE)
		return ERR_INPUT;
	if (code == IPC_BOUND) {
		bearer->generation = number;
		bearer->credits = 0;
		log_info("%s: bound", bearer->name);
	} else if (code == IPC_UNBOUND) {
		if (bearer->generation == number)
			bearer->generation = 0;
		bearer->credits = 0;
	} else {
		bearer->credits += number;
		try_again(bearer->keeper);
	}
	return ERR_NONE;
}

/* It is stopping: what it holds shall get out, and nothing be added. */
static enum err on_leaving(struct keeper_bearer *bearer, struct bytes payload)
{
	if (payload.size != 0)
		return ERR_INPUT;
	bearer->credits = 0;
	channel_begin(bearer->channel, IPC_LEFT);
	channel_end(bearer->channel);
	channel_flush(bearer->channel);
	return ERR_NONE;
}

static enum err on_message(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	struct keeper_bearer *bearer = context;

	(void)channel;
	(void)fd;
	switch (code) {
	case IPC_ARRIVED:
		return on_arrived(bearer, payload);
	case IPC_RECEIPT:
		return on_receipt(bearer, payload);
	case IPC_SENT:
	case IPC_FAILED:
		return on_outcome(bearer, payload);
	case IPC_SUSPECT:
		return on_suspect(bearer, payload);
	case IPC_LEAVING:
		return on_leaving(bearer, payload);
	default:
		return on_number(bearer, code, payload);
	}
}

/* Nobody is left who knows which acknowledgements the carrier has seen: it may repeat any of the last ones. */
static void suspect_recent(struct keeper_bearer *bearer)
{
	for (uint32_t i = 0; i < KEEPER_RECENT; i++)
		if (bearer->recent_used[i])
			flow_suspect(bearer->keeper->flow, bearer->recent[i]);
	memset(bearer->recent_used, 0, sizeof bearer->recent_used);
}

/* Its process is gone: what it held, nobody knows. */
static void on_closed(void *context, struct channel *channel)
{
	struct keeper_bearer *bearer = context;
	struct keeper *keeper = bearer->keeper;

	(void)channel;
	bearer->generation = 0;
	bearer->credits = 0;
	bearer->gone = true;
	if (keeper->flow != NULL && keeper_open_batch(keeper)) {
		suspect_recent(bearer);
		flow_bearer_lost(keeper->flow, bearer->name);
		keeper_close_soon(keeper, true);
	}
}

void keeper_bearer_peer(struct keeper *keeper, const char *name, int fd)
{
	struct keeper_bearer *bearer = find_bearer(keeper, name);
	struct channel_hooks hooks = {bearer, on_message, NULL, on_closed};

	if (bearer == NULL || bearer->built_in)
		return;
	if (bearer->channel != NULL && !bearer->gone)
		on_closed(bearer, bearer->channel);
	channel_destroy(bearer->channel);
	bearer->gone = false;
	bearer->channel = channel_create(keeper->child->base, fd, ROLE_KEEPER, ROLE_BEARER, &hooks);
	bearer->told = TOLD_NOTHING;
	keeper_tell_bearer(bearer);
	channel_flush(bearer->channel);
}

/* ---- what it is told ---- */

bool keeper_claim(void *context, uint32_t line_index)
{
	struct keeper *keeper = context;
	struct keeper_bearer *bearer = keeper->of_line[line_index];

	if (bearer->built_in)
		return true;
	if (bearer->channel == NULL || bearer->gone || bearer->detached ||
	    bearer->generation == 0 || bearer->credits == 0)
		return false;
	bearer->credits--;
	return true;
}

void keeper_submit(struct keeper *keeper, const struct effect *effect)
{
	struct keeper_bearer *bearer = keeper->of_line[effect->line_index];
	struct ipc_submit submit = {.token = effect->token, .text = effect->text};
	char id[ANSWER_ID_MAX];

	if (bearer->built_in) { /* nothing leaves: it counts as sent */
		flow_outcome(keeper->flow, effect->token, OUTBOX_SENT, answer_id(effect->token, id),
			     effect->token, 0);
		return;
	}
	if (bearer->channel == NULL || bearer->gone) {
		flow_outcome(keeper->flow, effect->token, OUTBOX_UNKNOWN, NULL, 0, 0);
		return;
	}
	strncpy(submit.from, effect->via, sizeof submit.from - 1);
	strncpy(submit.to, effect->address, sizeof submit.to - 1);
	ipc_put_submit(channel_begin(bearer->channel, IPC_SUBMIT), &submit);
	channel_end(bearer->channel);
}

void keeper_flush_bearers(struct keeper *keeper)
{
	for (size_t i = 0; i < keeper->bearer_count; i++) {
		struct keeper_bearer *bearer = &keeper->bearers[i];

		if (bearer->channel != NULL && !bearer->gone) {
			keeper_tell_bearer(bearer);
			channel_flush(bearer->channel);
		} else if (bearer->channel != NULL) {
			/* A process that broke the rules lives on: it must see that nobody listens. */
			channel_destroy(bearer->channel);
			bearer->channel = NULL;
		}
	}
}
