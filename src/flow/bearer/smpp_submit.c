// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Messages going out. Each part is encoded once, into a slot of fixed size, and waits in a queue by
 * order; it leaves when the window and the rate allow. Refused as too fast, it goes back to its
 * place in the queue, which is before all that came later. Its message ends when all its parts
 * have.
 */
#include "flow/bearer/smpp_private.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

void smpp_slots_init(struct smpp *smpp)
{
	smpp->room = smpp->config.window + SMPP_PARTS_MAX - 1;
	smpp->slots = mem_alloc(smpp->room, sizeof *smpp->slots);
	smpp->messages = mem_alloc(smpp->room, sizeof *smpp->messages);
	smpp->free_slot = smpp->free_message = smpp->queue = smpp->queue_end = NONE;
	for (uint32_t i = smpp->room; i-- > 0;) {
		smpp->slots[i].next = smpp->free_slot;
		smpp->messages[i].next = smpp->free_message;
		smpp->free_slot = smpp->free_message = (uint16_t)i;
	}
}

/* Into the queue by order; those refused are few and near its head. */
static void enqueue(struct smpp *smpp, uint16_t index)
{
	struct slot *slot = &smpp->slots[index];
	uint16_t *link = &smpp->queue;

	slot->state = SLOT_QUEUED;
	if (smpp->queue != NONE && smpp->slots[smpp->queue_end].order < slot->order)
		link = &smpp->slots[smpp->queue_end].next;
	while (*link != NONE && smpp->slots[*link].order < slot->order)
		link = &smpp->slots[*link].next;
	slot->next = *link;
	*link = index;
	if (slot->next == NONE)
		smpp->queue_end = index;
}

static void dequeue(struct smpp *smpp, uint16_t index)
{
	uint16_t *link = &smpp->queue, before = NONE;

	while (*link != index) {
		before = *link;
		link = &smpp->slots[before].next;
	}
	*link = smpp->slots[index].next;
	if (smpp->queue_end == index)
		smpp->queue_end = before;
}

static uint16_t take_slot(struct smpp *smpp)
{
	uint16_t index = smpp->free_slot;

	smpp->free_slot = smpp->slots[index].next;
	smpp->used++;
	return index;
}

static void give_message(struct smpp *smpp, uint16_t index)
{
	struct outgoing *message = &smpp->messages[index];

	for (size_t i = 0; i < message->parts; i++) {
		struct slot *slot = &smpp->slots[message->slots[i]];

		slot->state = SLOT_FREE;
		slot->next = smpp->free_slot;
		smpp->free_slot = message->slots[i];
		smpp->used--;
	}
	message->next = smpp->free_message;
	smpp->free_message = index;
}

/* Tells the owner. Its slots are free only afterwards, so that the ids can be shown in place. */
static void report(struct smpp *smpp, const struct outgoing *message)
{
	const struct smpp_hooks *hooks = &smpp->hooks;
	const char *ids[SMPP_PARTS_MAX];
	size_t accepted = message->ended[END_ACCEPTED];

	for (size_t i = 0; i < message->parts; i++)
		ids[i] = smpp->slots[message->slots[i]].id;
	if (accepted == message->parts) {
		if (hooks->sent != NULL)
			hooks->sent(hooks->context, message->token, ids, message->parts);
	} else if (message->ended[END_LOST] != 0) {
		if (hooks->unknown != NULL)
			hooks->unknown(hooks->context, message->token, accepted);
	} else if (message->ended[END_UNSENT] == message->parts) {
		if (hooks->returned != NULL)
			hooks->returned(hooks->context, message->token);
	} else if (hooks->failed != NULL) {
		/* Some parts taken, the rest never left: broken as a whole, and not by its content.
		 */
		uint32_t status = message->ended[END_REFUSED] != 0 ? message->status
								   : (uint32_t)ESME_RSUBMITFAIL;

		hooks->failed(hooks->context, message->token, status,
			      smpp_status_nature(status) != SMPP_HARD, accepted);
	}
}

static void end_part(struct smpp *smpp, uint16_t index, enum ending ending)
{
	uint16_t at = smpp->slots[index].message;
	struct outgoing *message = &smpp->messages[at];
	uint32_t ended = 0;

	smpp->slots[index].state = SLOT_ENDED;
	message->ended[ending]++;
	for (size_t i = 0; i < ENDINGS; i++)
		ended += message->ended[i];
	if (ended != message->parts)
		return;
	report(smpp, message);
	give_message(smpp, at);
}

/* Without one part the others are worth nothing: those that still wait do not leave. */
static void drop_siblings(struct smpp *smpp, uint16_t index)
{
	const struct outgoing *message = &smpp->messages[smpp->slots[index].message];
	uint16_t slots[SMPP_PARTS_MAX];
	size_t parts = message->parts;

	memcpy(slots, message->slots,
	       sizeof slots); /* the last one to end gives the message back */
	for (size_t i = 0; i < parts; i++)
		if (slots[i] != index && smpp->slots[slots[i]].state == SLOT_QUEUED) {
			dequeue(smpp, slots[i]);
			end_part(smpp, slots[i], END_UNSENT);
		}
}

/* An address, with its type and plan. SMPP writes international numbers without the +. */
static bool put_address(const struct smpp *smpp, const char *text, bool automatic, uint8_t *ton,
			uint8_t *npi, struct bytes *ret_address)
{
	bool plus = text[0] == '+';
	size_t digits;

	text += plus;
	digits = strspn(text, "0123456789");
	*ret_address = bytes_of_text(text);
	if (automatic && plus)
		*ton = *npi = 1; /* international, E.164: §5.2.5, §5.2.6 */
	else if (automatic && text[digits] != '\0') {
		*ton = 5; /* alphanumeric */
		*npi = 0;
	}
	return ret_address->size <= SMPP_ADDRESS_MAX;
}

static bool fill(const struct smpp *smpp, const struct smpp_message *message, struct smpp_pdu *pdu)
{
	const struct smpp_config *config = &smpp->config;

	pdu->command_id = SMPP_submit_sm;
	pdu->source_addr_ton = config->source_ton;
	pdu->source_addr_npi = config->source_npi;
	pdu->dest_addr_ton = config->dest_ton;
	pdu->dest_addr_npi = config->dest_npi;
	pdu->esm_class = message->udhi ? SMPP_ESM_UDHI : 0;
	pdu->registered_delivery = config->receipts;
	pdu->data_coding = message->data_coding;
	return put_address(smpp, message->from, config->automatic, &pdu->source_addr_ton,
			   &pdu->source_addr_npi, &pdu->source_addr) &&
	       put_address(smpp, message->to, config->automatic, &pdu->dest_addr_ton,
			   &pdu->dest_addr_npi, &pdu->destination_addr) &&
	       pdu->destination_addr.size != 0;
}

static bool sendable(const struct smpp *smpp, const struct smpp_message *message,
		     struct smpp_pdu *ret_pdu)
{
	if (message->parts == 0 || message->parts > SMPP_PARTS_MAX || !fill(smpp, message, ret_pdu))
		return false;
	for (size_t i = 0; i < message->parts; i++)
		if (message->part[i].size > SMPP_SHORT_MAX)
			return false;
	return true;
}

/* Encodes one part. The codec appends to a buffer, so it is written behind the output and taken
 * off. */
static void fill_slot(struct smpp *smpp, struct slot *slot, const struct smpp_pdu *pdu)
{
	size_t before = smpp->output.size;
	enum err err = smpp_pdu_encode(pdu, &smpp->output, NULL);

	assert(err == ERR_NONE && smpp->output.size - before <= SUBMIT_MAX);
	(void)err;
	slot->size = (uint16_t)(smpp->output.size - before);
	memcpy(slot->pdu, smpp->output.data + before, slot->size);
	smpp->output.size = before;
}

enum err smpp_submit(struct smpp *smpp, uint64_t token, const struct smpp_message *message,
		     ms_t now)
{
	struct smpp_pdu pdu = {0};
	struct outgoing *outgoing;
	uint16_t at;

	if (smpp->state != SMPP_BOUND || smpp->config.mode == SMPP_RECEIVER)
		return ERR_STATE;
	if (smpp_credits(smpp) == 0)
		return ERR_FULL;
	if (!sendable(smpp, message, &pdu))
		return ERR_INPUT;
	at = smpp->free_message;
	outgoing = &smpp->messages[at];
	smpp->free_message = outgoing->next;
	*outgoing = (struct outgoing){.token = token, .parts = (uint8_t)message->parts};
	for (size_t i = 0; i < message->parts; i++) {
		uint16_t index = take_slot(smpp);
		struct slot *slot = &smpp->slots[index];

		outgoing->slots[i] = index;
		pdu.short_message = message->part[i];
		fill_slot(smpp, slot, &pdu);
		slot->message = at;
		slot->order = smpp->order++;
		slot->since = now;
		slot->id[0] = '\0';
		enqueue(smpp, index);
	}
	smpp_pump(smpp, now);
	return ERR_NONE;
}

uint32_t smpp_credits(const struct smpp *smpp)
{
	if (smpp->state != SMPP_BOUND || smpp->config.mode == SMPP_RECEIVER)
		return 0;
	return smpp->used < smpp->config.window ? smpp->config.window - smpp->used : 0;
}

static void write_slot(struct smpp *smpp, uint16_t index, uint32_t epoch, ms_t now)
{
	struct slot *slot = &smpp->slots[index];
	struct request *request = smpp_request_open(smpp, SMPP_submit_sm, now);

	for (int i = 0; i < 4; i++)
		slot->pdu[12 + i] = (uint8_t)(request->sequence >> (24 - 8 * i));
	buf_add(&smpp->output, slot->pdu, slot->size);
	smpp->produced += slot->size;
	request->end = smpp->produced;
	request->slot = index;
	request->epoch = epoch;
	slot->state = SLOT_FLYING;
	smpp->flying++;
	smpp->counters.submitted++;
}

void smpp_pump(struct smpp *smpp, ms_t now)
{
	uint32_t epoch;
	uint16_t index;

	while (smpp->state == SMPP_BOUND && smpp->queue != NONE &&
	       smpp->flying < smpp->config.window && rate_take(&smpp->rate, now, &epoch)) {
		index = smpp->queue;
		dequeue(smpp, index);
		write_slot(smpp, index, epoch, now);
	}
}

/* The id goes into evidence and exports: one with anything but printable ASCII counts as none. */
static void keep_id(struct slot *slot, struct bytes id)
{
	size_t printable = 0;

	while (printable < id.size && id.data[printable] >= ' ' && id.data[printable] <= '~')
		printable++;
	if (id.size == 0 || id.size > SMPP_ID_MAX || printable != id.size)
		return;
	memcpy(slot->id, id.data, id.size);
	slot->id[id.size] = '\0';
}

static void accept(struct smpp *smpp, uint16_t index, struct bytes id)
{
	keep_id(&smpp->slots[index], id);
	smpp->counters.accepted++;
	end_part(smpp, index, END_ACCEPTED);
}

static void refuse(struct smpp *smpp, uint16_t index, uint32_t status)
{
	struct outgoing *message = &smpp->messages[smpp->slots[index].message];

	message->status = status;
	smpp->counters.refused++;
	drop_siblings(smpp, index);
	end_part(smpp, index, END_REFUSED);
}

/* Too fast: again, unless it has been for too long or we are leaving. */
static void slow_down(struct smpp *smpp, uint16_t index, uint32_t status, ms_t now)
{
	smpp->counters.throttled++;
	if (smpp->state != SMPP_BOUND) {
		drop_siblings(smpp, index);
		end_part(smpp, index, END_UNSENT);
	} else if (now - smpp->slots[index].since >= smpp->config.give_up) {
		refuse(smpp, index, status);
	} else {
		enqueue(smpp, index);
	}
}

void smpp_answered(struct smpp *smpp, const struct request *request, uint32_t status,
		   struct bytes message_id, ms_t now)
{
	bool slow = smpp_status_nature(status) == SMPP_SLOW;

	smpp->flying--;
	if (slow)
		rate_refused(&smpp->rate, now, request->epoch);
	else
		rate_taken(&smpp->rate, now, request->epoch);
	if (slow)
		slow_down(smpp, request->slot, status, now);
	else if (status == ESME_ROK)
		accept(smpp, request->slot, message_id);
	else
		refuse(smpp, request->slot, status);
}

void smpp_part_lost(struct smpp *smpp, const struct request *request, enum ending ending, ms_t now)
{
	smpp->flying--;
	rate_lost(&smpp->rate, now, request->epoch);
	drop_siblings(smpp, request->slot);
	end_part(smpp, request->slot, ending);
}

void smpp_return_queued(struct smpp *smpp)
{
	while (smpp->queue != NONE) {
		uint16_t index = smpp->queue;

		dequeue(smpp, index);
		end_part(smpp, index, END_UNSENT);
	}
}
