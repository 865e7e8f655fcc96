// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/proposals.h"

#include "base/mem.h"

struct proposals *proposals_create(uint64_t seed)
{
	struct proposals *proposals = mem_alloc(1, sizeof *proposals);

	proposals->last = seed;
	return proposals;
}

void proposals_destroy(struct proposals *proposals)
{
	mem_free(proposals);
}

struct proposal *proposals_begin(struct proposals *proposals, ms_t now)
{
	for (size_t i = 0; i < PROPOSALS_MAX; i++) {
		struct proposal *place = &proposals->places[i];

		/* An operator took the conversation away, or it waits for money. */
		if (place->token != 0 && place->until + PROPOSAL_KEPT < now)
			proposals_end(proposals, place, PROPOSAL_OVERTAKEN);
		if (place->token != 0)
			continue;
		*place = (struct proposal){.token = ++proposals->last, .end = PROPOSAL_LATE};
		return place;
	}
	return NULL;
}

struct proposal *proposals_of(struct proposals *proposals, uint32_t line_index, uint32_t contact)
{
	for (size_t i = 0; i < PROPOSALS_MAX; i++) {
		struct proposal *place = &proposals->places[i];

		if (place->token != 0 && place->line_index == line_index && place->contact == contact)
			return place;
	}
	return NULL;
}

struct proposal *proposals_by_token(struct proposals *proposals, uint64_t token)
{
	for (size_t i = 0; token != 0 && i < PROPOSALS_MAX; i++)
		if (proposals->places[i].token == token)
			return &proposals->places[i];
	return NULL;
}

void proposals_end(struct proposals *proposals, struct proposal *proposal, enum proposal_end end)
{
	proposals->ends[end]++;
	if (end == PROPOSAL_REFUSED)
		proposals->refused[proposal->rule]++;
	proposal->token = 0;
}
