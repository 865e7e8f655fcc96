// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Acknowledgements: what waits for one, and which of those written the peer has provably read. TCP
 * keeps order, so a response to a request of ours proves that all we wrote before that request was
 * read.
 */
#include "flow/bearer/smpp_private.h"

static struct waiting *waiting_at(struct smpp *smpp, uint64_t index)
{
	return &smpp->waiting[index % smpp->config.arrivals];
}

static struct unconfirmed *unconfirmed_at(struct smpp *smpp, uint64_t index)
{
	return &smpp->unconfirmed[index % SMPP_ARRIVALS_MAX];
}

bool smpp_wait_add(struct smpp *smpp, uint32_t sequence, uint32_t command_id)
{
	if (smpp->waiting_end - smpp->waiting_first >= smpp->config.arrivals)
		return false;
	*waiting_at(smpp, smpp->waiting_end++) = (struct waiting){sequence, command_id, false};
	smpp->waiting_open++;
	return true;
}

/* Owners acknowledge in the order of arrival, so the search ends at its first step. */
static struct waiting *find(struct smpp *smpp, uint32_t sequence)
{
	for (uint64_t i = smpp->waiting_first; i < smpp->waiting_end; i++) {
		struct waiting *waiting = waiting_at(smpp, i);

		if (waiting->sequence == sequence && !waiting->done)
			return waiting;
	}
	return NULL;
}

static void remember(struct smpp *smpp, uint32_t sequence)
{
	if (smpp->unconfirmed_end - smpp->unconfirmed_first >= SMPP_ARRIVALS_MAX) {
		smpp->unconfirmed_first++;
		smpp->counters.overrun++;
	}
	*unconfirmed_at(smpp, smpp->unconfirmed_end++) =
		(struct unconfirmed){sequence, smpp->produced};
}

enum err smpp_acknowledge(struct smpp *smpp, uint32_t sequence, uint32_t status)
{
	struct waiting *waiting = smpp->state != SMPP_CLOSED ? find(smpp, sequence) : NULL;

	if (waiting == NULL)
		return ERR_ABSENT;
	waiting->done = true;
	smpp->waiting_open--;
	while (smpp->waiting_first < smpp->waiting_end &&
	       waiting_at(smpp, smpp->waiting_first)->done)
		smpp->waiting_first++;
	smpp_answer(smpp, waiting->command_id | SMPP_RESPONSE, status, sequence);
	smpp->counters.acknowledged++;
	if (status == ESME_ROK)
		remember(smpp, sequence);
	return ERR_NONE;
}

bool smpp_wants_proof(const struct smpp *smpp)
{
	return smpp->asked == 0 && smpp->unconfirmed_end - smpp->unconfirmed_first >= PROOF_EVERY;
}

void smpp_confirm(struct smpp *smpp, uint64_t start)
{
	while (smpp->unconfirmed_first < smpp->unconfirmed_end &&
	       unconfirmed_at(smpp, smpp->unconfirmed_first)->end <= start)
		smpp->unconfirmed_first++;
}

void smpp_acks_close(struct smpp *smpp)
{
	for (; smpp->unconfirmed_first < smpp->unconfirmed_end; smpp->unconfirmed_first++)
		if (smpp->hooks.unconfirmed != NULL)
			smpp->hooks.unconfirmed(
				smpp->hooks.context,
				unconfirmed_at(smpp, smpp->unconfirmed_first)->sequence);
	for (; smpp->waiting_first < smpp->waiting_end; smpp->waiting_first++) {
		const struct waiting *waiting = waiting_at(smpp, smpp->waiting_first);

		if (!waiting->done && smpp->hooks.unconfirmed != NULL)
			smpp->hooks.unconfirmed(smpp->hooks.context, waiting->sequence);
	}
	smpp->waiting_open = 0;
}
