// SPDX-License-Identifier: GPL-3.0-or-later
/* What a carrier delivers: messages read and handed to the keeper, receipts matched to the forms of their ids. */
#include "base/sms.h"
#include "daemon/bearer.h"
#include "flow/budget/admit.h"

#include <string.h>

static void remember_wire(struct bearer *bearer, uint32_t sequence, const uint8_t *wire)
{
	struct recent_wire *recent = &bearer->recent[bearer->next_recent];

	recent->generation = bearer->generation;
	recent->sequence = sequence;
	memcpy(recent->wire, wire, WIRE_HASH);
	bearer->next_recent = (bearer->next_recent + 1) % BEARER_RECENT;
}

void bearer_suspect(struct bearer *bearer, uint32_t sequence)
{
	for (size_t i = 0; i < BEARER_RECENT && bearer->keeper != NULL; i++) {
		const struct recent_wire *recent = &bearer->recent[i];

		if (recent->generation != bearer->generation || recent->sequence != sequence)
			continue;
		buf_add(channel_begin(bearer->keeper, IPC_SUSPECT), recent->wire, WIRE_HASH);
		channel_end(bearer->keeper);
		return;
	}
}

static void copy_address(char *to, size_t room, struct bytes address)
{
	size_t size = address.size < room - 1 ? address.size : room - 1;

	memcpy(to, address.data, size);
	to[size] = '\0';
}

/* What the bytes say: parts, alphabet, text. Nothing is believed: what has no meaning is counted. */
static void read_text(struct bearer *bearer, const struct smpp_arrival *arrival,
		      struct ipc_arrived *arrived)
{
	struct bytes data = arrival->user_data;
	struct gsm7_shift shift = {0};
	struct sms_udh udh = {0};

	if (arrival->udhi && sms_udh_parse(data, &udh, NULL) == ERR_NONE) {
		data.data += udh.size;
		data.size -= udh.size;
		shift = udh.shift;
		if (udh.concat)
			arrived->part = (struct part){udh.reference, udh.number, udh.total};
	}
	if (arrival->sar)
		arrived->part = (struct part){arrival->sar_reference, arrival->sar_number,
					      arrival->sar_total};
	buf_clear(&bearer->septets);
	if (arrival->packed && arrival->alphabet == ALPHABET_GSM7) {
		size_t count = (data.size * 8 - sms_udh_fill(udh.size)) / 7;

		if (gsm7_unpack(data, sms_udh_fill(udh.size), count, &bearer->septets) == ERR_NONE)
			data = buf_bytes(&bearer->septets);
	}
	buf_clear(&bearer->text);
	arrived->undecodable =
		(uint32_t)alphabet_decode(arrival->alphabet, shift, data, &bearer->text);
	arrived->text = buf_bytes(&bearer->text);
}

void bearer_arrived(void *context, const struct smpp_arrival *arrival)
{
	struct bearer *bearer = context;
	const char *country = bearer->child->settings.house.country;
	struct ipc_arrived arrived = {.generation = bearer->generation,
				      .sequence = arrival->sequence,
				      .resent = true,
				      .raw = arrival->pdu};
	char address[SMPP_ADDRESS_MAX + 1];

	if (bearer->keeper == NULL)
		return;
	copy_address(address, sizeof address, arrival->source);
	phone_normalise(address, arrival->source_ton, country, arrived.from);
	copy_address(address, sizeof address, arrival->dest);
	phone_normalise(address, arrival->dest_ton, country, arrived.to);
	read_text(bearer, arrival, &arrived);
	admit_wire_hash(arrival->pdu, arrived.wire);
	remember_wire(bearer, arrival->sequence, arrived.wire);
	ipc_put_arrived(channel_begin(bearer->keeper, IPC_ARRIVED), &arrived);
	channel_end(bearer->keeper);
}

static enum outbox_state state_of(enum smpp_receipt_state state)
{
	switch (state) {
	case SMPP_RECEIPT_DELIVERED:
		return OUTBOX_DELIVERED;
	case SMPP_RECEIPT_EXPIRED:
	case SMPP_RECEIPT_DELETED:
	case SMPP_RECEIPT_FAILED:
	case SMPP_RECEIPT_REJECTED:
		return OUTBOX_FAILED;
	default:
		return OUTBOX_SENT;
	}
}

void bearer_receipt(void *context, uint32_t sequence, const struct smpp_receipt *receipt,
		    const struct smpp_arrival *arrival)
{
	struct bearer *bearer = context;
	struct ipc_receipt sent = {.generation = bearer->generation, .sequence = sequence};

	(void)arrival;
	if (bearer->keeper == NULL)
		return;
	sent.state = state_of(receipt->state);
	memcpy(sent.id, receipt->id, sizeof sent.id);
	ipc_put_receipt(channel_begin(bearer->keeper, IPC_RECEIPT), &sent);
	channel_end(bearer->keeper);
}
