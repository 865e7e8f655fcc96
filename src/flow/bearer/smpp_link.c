// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Requests of ours and their responses, matched by sequence_number in a table of fixed size; what
 * is written, counted by octet.
 */
#include "flow/bearer/smpp_private.h"

#include <assert.h>

void smpp_put(struct smpp *smpp, const struct smpp_pdu *pdu)
{
	size_t before = smpp->output.size;
	enum err err = smpp_pdu_encode(pdu, &smpp->output, NULL);

	assert(err == ERR_NONE); /* nothing of the peer's goes into what we write here */
	(void)err;
	smpp->produced += smpp->output.size - before;
}

void smpp_answer(struct smpp *smpp, uint32_t command_id, uint32_t status, uint32_t sequence)
{
	smpp_put(smpp, &(struct smpp_pdu){.command_id = command_id,
					  .command_status = status,
					  .sequence = sequence});
}

static uint16_t index_of(uint32_t sequence)
{
	return (uint16_t)(sequence % REQUESTS);
}

/* The next sequence_number (1 to 0x7fffffff, §5.1.4) whose place is free. There is always one:
 * requests are bounded by the window. */
static uint32_t next_sequence(struct smpp *smpp)
{
	assert(smpp->asked < REQUESTS - 1);
	do
		smpp->sequence = smpp->sequence >= SMPP_SEQUENCE_MAX ? 1 : smpp->sequence + 1;
	while (smpp->requests[index_of(smpp->sequence)].sequence != 0);
	return smpp->sequence;
}

struct request *smpp_request_open(struct smpp *smpp, uint32_t command_id, ms_t now)
{
	uint32_t sequence = next_sequence(smpp);
	struct request *request = &smpp->requests[index_of(sequence)];

	*request = (struct request){.sequence = sequence,
				    .command_id = command_id,
				    .older = smpp->newest,
				    .newer = NONE,
				    .slot = NONE,
				    .written_at = now,
				    .start = smpp->produced};
	if (smpp->newest != NONE)
		smpp->requests[smpp->newest].newer = index_of(sequence);
	else
		smpp->oldest = index_of(sequence);
	smpp->newest = index_of(sequence);
	smpp->asked++;
	return request;
}

void smpp_request_close(struct smpp *smpp, struct request *request)
{
	if (request->older != NONE)
		smpp->requests[request->older].newer = request->newer;
	else
		smpp->oldest = request->newer;
	if (request->newer != NONE)
		smpp->requests[request->newer].older = request->older;
	else
		smpp->newest = request->older;
	if (request->command_id == SMPP_enquire_link)
		smpp->enquiring = false;
	request->sequence = 0;
	smpp->asked--;
}

/* A generic_nack answers anything (§4.3.1), a response only its own request. */
struct request *smpp_request_find(struct smpp *smpp, uint32_t sequence, uint32_t command_id)
{
	struct request *request = &smpp->requests[index_of(sequence)];

	if (sequence == 0 || request->sequence != sequence)
		return NULL;
	if (command_id != SMPP_generic_nack && command_id != (request->command_id | SMPP_RESPONSE))
		return NULL;
	return request;
}

struct request *smpp_request_oldest(struct smpp *smpp)
{
	return smpp->oldest != NONE ? &smpp->requests[smpp->oldest] : NULL;
}

struct request *smpp_ask(struct smpp *smpp, const struct smpp_pdu *pdu, ms_t now)
{
	struct request *request = smpp_request_open(smpp, pdu->command_id, now);
	struct smpp_pdu numbered = *pdu;

	numbered.sequence = request->sequence;
	smpp_put(smpp, &numbered);
	request->end = smpp->produced;
	return request;
}

void smpp_enquire(struct smpp *smpp, ms_t now)
{
	if (smpp->enquiring)
		return;
	smpp->enquiring = true;
	smpp_ask(smpp, &(struct smpp_pdu){.command_id = SMPP_enquire_link}, now);
}
