// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What comes in: requests of the SMSC by state, and responses to ours. Nothing here fails but
 * framing and a refused bind; whatever else is wrong has an answer of its own (§3.3, §5.1.3).
 */
#include "flow/bearer/smpp_private.h"

static void nack(struct smpp *smpp, uint32_t status, uint32_t sequence)
{
	smpp_answer(smpp, SMPP_generic_nack, status, sequence);
}

/* Refuses a request with the response that belongs to it, or a generic_nack where it has none. */
static void refuse(struct smpp *smpp, const struct smpp_pdu *pdu, uint32_t status)
{
	uint32_t response = pdu->command_id | SMPP_RESPONSE;

	smpp_answer(smpp, smpp_pdu_known(response) ? response : (uint32_t)SMPP_generic_nack, status,
		    pdu->sequence);
}

/* Segments by optional parameters count only when all three are there and agree (§5.3.2.22 to 24).
 */
static void read_sar(const struct smpp_pdu *pdu, struct smpp_arrival *arrival)
{
	uint8_t total = pdu->sar_total_segments, number = pdu->sar_segment_seqnum;

	arrival->sar = SMPP_HAS(pdu, sar_msg_ref_num) && SMPP_HAS(pdu, sar_total_segments) &&
		       SMPP_HAS(pdu, sar_segment_seqnum) && number >= 1 && number <= total;
	if (!arrival->sar)
		return;
	arrival->sar_reference = pdu->sar_msg_ref_num;
	arrival->sar_total = total;
	arrival->sar_number = number;
}

static void read_arrival(const struct smpp *smpp, const struct smpp_pdu *pdu, struct bytes frame,
			 struct smpp_arrival *arrival)
{
	arrival->sequence = pdu->sequence;
	arrival->source_ton = pdu->source_addr_ton;
	arrival->source_npi = pdu->source_addr_npi;
	arrival->dest_ton = pdu->dest_addr_ton;
	arrival->dest_npi = pdu->dest_addr_npi;
	arrival->source = pdu->source_addr;
	arrival->dest = pdu->destination_addr;
	arrival->esm_class = pdu->esm_class;
	arrival->protocol_id = pdu->protocol_id;
	arrival->data_coding = pdu->data_coding;
	arrival->alphabet = smpp_alphabet(pdu->data_coding, smpp->config.default_alphabet);
	arrival->packed = smpp->config.packed && arrival->alphabet == ALPHABET_GSM7;
	arrival->udhi = (pdu->esm_class & SMPP_ESM_UDHI) != 0;
	arrival->pdu = frame;
	read_sar(pdu, arrival);
}

/* deliver_sm and data_sm: handed to the owner, who acknowledges. */
static void deliver(struct smpp *smpp, const struct smpp_pdu *pdu, struct bytes frame)
{
	const struct smpp_hooks *hooks = &smpp->hooks;
	struct smpp_arrival arrival = {0};
	struct smpp_receipt receipt;
	uint32_t status = smpp_user_data(pdu, &arrival.user_data);

	if (status != ESME_ROK) {
		smpp->counters.malformed++;
		refuse(smpp, pdu, status);
		return;
	}
	if (!smpp_wait_add(smpp, pdu->sequence, pdu->command_id)) {
		smpp->counters.turned_away++;
		refuse(smpp, pdu, ESME_RMSGQFUL);
		return;
	}
	read_arrival(smpp, pdu, frame, &arrival);
	if (smpp_receipt_parse(pdu, &receipt)) {
		smpp->counters.receipts++;
		if (hooks->receipt != NULL)
			hooks->receipt(hooks->context, pdu->sequence, &receipt, &arrival);
	} else {
		smpp->counters.arrivals++;
		if (hooks->arrived != NULL)
			hooks->arrived(hooks->context, &arrival);
	}
}

static void on_message(struct smpp *smpp, const struct smpp_pdu *pdu, struct bytes frame)
{
	if (smpp->state == SMPP_BOUND && smpp->config.mode != SMPP_TRANSMITTER) {
		deliver(smpp, pdu, frame);
	} else if (smpp->state == SMPP_UNBINDING && smpp->config.mode != SMPP_TRANSMITTER) {
		refuse(smpp, pdu, ESME_RX_T_APPN); /* leaving: deliver it later */
	} else {
		smpp->counters.misplaced++;
		refuse(smpp, pdu, ESME_RINVBNDSTS);
	}
}

static void on_request(struct smpp *smpp, const struct smpp_pdu *pdu, struct bytes frame, ms_t now)
{
	switch (pdu->command_id) {
	case SMPP_deliver_sm:
	case SMPP_data_sm:
		on_message(smpp, pdu, frame);
		return;
	case SMPP_enquire_link: /* §4.11: in any state */
		refuse(smpp, pdu, ESME_ROK);
		return;
	case SMPP_unbind: /* §4.2: answered, then it is over */
		refuse(smpp, pdu, ESME_ROK);
		smpp_close(smpp, now, true);
		return;
	case SMPP_alert_notification: /* §4.12: has no response */
		return;
	case SMPP_outbind: /* §4.1.7: has none either, and we are connected already */
		smpp->counters.misplaced++;
		return;
	default:
		smpp->counters.misplaced++;
		refuse(smpp, pdu, ESME_RINVBNDSTS);
	}
}

static void on_bind_response(struct smpp *smpp, uint32_t status, ms_t now)
{
	smpp->bind_status = status;
	if (status != ESME_ROK)
		return; /* smpp_receive says so and the connection ends */
	smpp->counters.binds++;
	smpp->bound_at = now;
	smpp_move(smpp, SMPP_BOUND);
}

/* A response, or a generic_nack; one whose body does not decode still tells its status. */
static void on_response(struct smpp *smpp, const struct smpp_pdu *pdu, ms_t now)
{
	bool nacked = pdu->command_id == SMPP_generic_nack;
	uint32_t status = pdu->command_status;
	struct request *request = smpp_request_find(smpp, pdu->sequence, pdu->command_id);
	struct request copy;

	smpp->counters.nacks += nacked;
	if (request == NULL) {
		smpp->counters.unexpected++;
		return;
	}
	if (nacked && status == ESME_ROK)
		status = ESME_RUNKNOWNERR;
	copy = *request;
	smpp_request_close(smpp, request);
	smpp_confirm(smpp, copy.start);
	if (copy.command_id == SMPP_submit_sm)
		smpp_answered(smpp, &copy, status, pdu->message_id, now);
	else if (copy.command_id == SMPP_unbind)
		smpp_close(smpp, now, true);
	else if (copy.command_id != SMPP_enquire_link)
		on_bind_response(smpp, status, now);
}

static void on_frame(struct smpp *smpp, struct bytes frame, ms_t now)
{
	struct smpp_pdu pdu;
	uint32_t status = smpp_pdu_decode(frame, &pdu, NULL);

	smpp->counters.malformed += status != ESME_ROK;
	if ((pdu.command_id & SMPP_RESPONSE) != 0) {
		if (status != ESME_ROK)
			pdu.message_id = (struct bytes){0};
		on_response(smpp, &pdu, now);
	} else if (status == ESME_RINVCMDID) {
		nack(smpp, status, pdu.sequence);
	} else if (status != ESME_ROK) {
		refuse(smpp, &pdu, status);
	} else {
		on_request(smpp, &pdu, frame, now);
	}
}

static enum err bind_refused(const struct smpp *smpp, struct error *error_r)
{
	char text[SMPP_STATUS_TEXT_MAX];

	return error_set(error_r, ERR_STATE, "bind refused by the SMSC: %s",
			 smpp_status_text(smpp->bind_status, text));
}

enum err smpp_receive(struct smpp *smpp, struct bytes stream, ms_t now, size_t *ret_consumed,
		      struct error *error_r)
{
	size_t consumed = 0;
	struct bytes frame;
	enum err err = ERR_NONE;

	if (smpp->state != SMPP_CLOSED && stream.size != 0)
		smpp->received_at = now;
	while (smpp->state != SMPP_CLOSED && smpp->output.size < SMPP_OUTPUT_MAX) {
		err = smpp_frame((struct bytes){stream.data + consumed, stream.size - consumed},
				 &frame, error_r);
		if (err != ERR_NONE)
			break;
		consumed += frame.size;
		on_frame(smpp, frame, now);
		if (smpp->bind_status != ESME_ROK)
			return bind_refused(smpp, error_r);
	}
	if (err != ERR_NONE && err != ERR_MORE)
		return err;
	if (smpp->state == SMPP_CLOSED)
		consumed = stream.size; /* nothing that follows an unbind counts */
	*ret_consumed = consumed;
	smpp_settle(smpp, now);
	return ERR_NONE;
}
