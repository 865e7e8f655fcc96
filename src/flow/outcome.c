// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What became of answers: due -> sending -> sent -> delivered / failed, or unknown. Outcomes ride with the next
 * commit, one row a line. An outcome that a crash takes back is asked for again nowhere: the answer is then unknown, and
 * unknown counts as spent.
 */
#include "flow/driver_private.h"

#include <string.h>

void lane_outcome(struct flow *flow, uint32_t line_index, const struct outcome *outcome)
{
	struct lane *lane = &flow->lanes[line_index];

	if (lane->outcome_count == lane->outcome_room) {
		lane->outcome_room = lane->outcome_room != 0 ? lane->outcome_room * 2 : 64;
		lane->outcomes =
			mem_grow(lane->outcomes, lane->outcome_room, sizeof *lane->outcomes);
	}
	lane->outcomes[lane->outcome_count++] = *outcome;
}

enum err outcomes_seal(struct flow *flow, struct error *error_r)
{
	enum err err = ERR_NONE;

	for (uint32_t i = 0; err == ERR_NONE && i < flow->lane_count; i++) {
		struct lane *lane = &flow->lanes[i];

		if (lane->outcome_count == 0)
			continue;
		err = evidence_outcomes(flow->evidence, i, flow->now, lane->outcomes,
					lane->outcome_count, error_r);
		lane->outcome_count = 0;
	}
	return err;
}

static void count_outcome(struct flow_counts *counts, enum outbox_state state)
{
	counts->failed += state == OUTBOX_FAILED;
	counts->unknown += state == OUTBOX_UNKNOWN;
	counts->delivered += state == OUTBOX_DELIVERED;
}

static void note_receipt(struct flow *flow, uint64_t token, enum outbox_state state)
{
	struct outcome outcome = {.event = token_event(token), .state = (uint8_t)state};

	lane_outcome(flow, token_line(token), &outcome);
	count_outcome(&flow->lanes[token_line(token)].counts, state);
}

enum err flow_outcome(struct flow *flow, uint64_t token, enum outbox_state state,
		      const char *provider_id, uint64_t key, uint32_t status)
{
	struct outcome outcome = {.event = token_event(token), .state = (uint8_t)state,
				  .status = status};

	enum outbox_state early;

	/* Told twice, or by a bearer whose bind is long dead: dropped. */
	if (token_line(token) >= flow->lane_count || !sending_take(flow->sending, token))
		return ERR_ABSENT;
	if (provider_id != NULL)
		strncpy(outcome.provider_id, provider_id, sizeof outcome.provider_id - 1);
	lane_outcome(flow, token_line(token), &outcome);
	count_outcome(&flow->lanes[token_line(token)].counts, state);
	if (state == OUTBOX_SENT && provider_id != NULL && provider_id[0] != '\0' &&
	    sending_confirm(flow->sending, key, token, &early))
		note_receipt(flow, token, early);
	return ERR_NONE;
}

enum err flow_receipt(struct flow *flow, const uint64_t *keys, size_t key_count,
		      enum outbox_state state, size_t *ret_found)
{
	for (size_t i = 0; i < key_count; i++) {
		uint64_t token = sending_match(flow->sending, keys[i]);

		if (token == 0 || token_line(token) >= flow->lane_count)
			continue;
		note_receipt(flow, token, state);
		*ret_found = i;
		return ERR_NONE;
	}
	sending_early(flow->sending, keys, key_count, state);
	return ERR_ABSENT;
}

void flow_bearer_lost(struct flow *flow, const char *bearer)
{
	/* Taking one out moves others in the table: begin anew until a walk finds none. */
	for (;;) {
		uint64_t token, found = 0;
		uint32_t at = 0;

		while (found == 0 && (token = sending_walk(flow->sending, &at)) != 0)
			if (strcmp(flow->lanes[token_line(token)].line->bearer, bearer) == 0)
				found = token;
		if (found == 0)
			return;
		flow_outcome(flow, found, OUTBOX_UNKNOWN, NULL, 0, 0);
	}
}

void flow_suspect(struct flow *flow, const uint8_t wire[WIRE_HASH])
{
	admit_suspect(flow->admit, wire, flow->now);
}
