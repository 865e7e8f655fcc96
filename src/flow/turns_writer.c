// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Words that somebody outside proposes for a turn (a language model, when the settings name one). What is said is decided
 * as ever, and does not change while they are waited for; only the letters are theirs, and only those that the filter
 * lets through. On any doubt the pack's own words are used:
 *
 *   due      -> decided -> asked (EFFECT_WORDING); the entry rings again when the time is over
 *   flow_proposal()     -> it rings at once
 *   rings    -> checked -> theirs, or the pack's           he wrote meanwhile: dropped, and decided anew
 */
#include "flow/decide/stall/pace.h"
#include "flow/driver_private.h"

#include <string.h>

enum { SALT_SHARE = 600 };

/* ---- asking ---- */

static bool is_on(const struct flow *flow)
{
	return flow->proposals != NULL;
}

/* The turn, and what its words must and may name. The language is that of the pack, which is what it is checked by. */
static bool has_prompt(const struct flow *flow, const struct line *line, const struct turn *turn,
		       struct saying *ret_saying)
{
	const struct pack *pack = words_pack(flow->options.packs, line, turn->saying.language);

	*ret_saying = turn->saying;
	if (pack == NULL || pack->talk->writer.system == NULL)
		return false;
	ret_saying->language = (enum language)pack->language;
	return true;
}

/* Whether this turn is one of those that are asked for: by its own chance, so that nothing else is drawn differently. */
static bool is_of_the_share(const struct flow *flow, const struct turn *turn)
{
	uint64_t chance = grammar_mix(turn->saying.seed, SALT_SHARE) >> 11;

	return (double)chance * 0x1p-53 < flow->options.writer.share;
}

static bool tell_wanted(struct flow *flow, const struct entry *entry, const struct saying *saying,
			const struct proposal *proposal)
{
	struct wording *wording = arena_alloc(&flow->arena, sizeof *wording);
	struct effect *effect;

	if (wording == NULL)
		return false;
	*wording = (struct wording){.saying = *saying, .must = filter_facts(saying)};
	wording->count = recents_get(flow->recents, entry->line_index, entry->contact, wording->texts);
	effect = flow_effect(flow, EFFECT_WORDING, entry->line_index);
	effect->contact = entry->contact;
	effect->token = proposal->token;
	effect->due = proposal->until;
	effect->wording = wording;
	return true;
}

static bool ask(struct flow *flow, const struct entry *entry, const struct stall *stall,
		struct turn *turn, const struct saying *saying)
{
	const struct flow_sink *sink = &flow->options.sink;
	struct proposal *proposal = proposals_begin(flow->proposals, flow->now);

	turn->refused = proposal_end_name(PROPOSAL_BUSY);
	if (proposal == NULL)
		return false;
	proposal->line_index = entry->line_index;
	proposal->contact = entry->contact;
	proposal->about = entry->about;
	proposal->event = stall->event;
	proposal->until = flow->now + flow->options.writer.timeout;
	if (!sink->ask(sink->context, proposal->token) || !tell_wanted(flow, entry, saying, proposal)) {
		proposal->token = 0;
		return false;
	}
	turn->refused = NULL;
	proposal->turn = *turn;
	return true;
}

bool writer_ask(struct flow *flow, const struct entry *entry, const struct stall *stall,
		struct turn *turn)
{
	const struct lane *lane = &flow->lanes[entry->line_index];
	ms_t until = flow->now + flow->options.writer.timeout;
	struct saying saying;

	/* Who may be no dealer is not told to a machine. */
	if (!is_on(flow) || stall->engaged != ENGAGED || !has_prompt(flow, lane->line, turn, &saying))
		return false;
	turn->words = "pack";
	if (entry->worded) {
		turn->refused = proposal_end_name(PROPOSAL_OVERTAKEN);
		return false;
	}
	/* Its last moments are no time to wait. */
	if (!is_of_the_share(flow, turn) || until >= entry->until ||
	    !pace_is_awake(lane->stalling, lane->line, until))
		return false;
	return ask(flow, entry, stall, turn, &saying);
}

/* ---- what comes back ---- */

bool writer_recall(struct flow *flow, const struct entry *entry, const struct stall *stall,
		   struct turn *ret_turn)
{
	struct proposal *proposal;

	if (!is_on(flow))
		return false;
	proposal = proposals_of(flow->proposals, entry->line_index, entry->contact);
	if (proposal == NULL)
		return false;
	if (proposal->about != entry->about || proposal->event != stall->event ||
	    flow->now > proposal->until + PROPOSAL_KEPT) {
		proposals_end(flow->proposals, proposal, PROPOSAL_OVERTAKEN);
		return false;
	}
	*ret_turn = proposal->turn;
	return true;
}

void flow_proposal(struct flow *flow, uint64_t token, struct bytes text)
{
	struct proposal *proposal = is_on(flow) ? proposals_by_token(flow->proposals, token) : NULL;
	uint32_t index;

	if (proposal == NULL || proposal->answered)
		return;
	proposal->answered = true;
	proposal->end = PROPOSAL_FAILED;
	if (text.size != 0 && text.size <= PROPOSAL_TEXT_MAX) {
		memcpy(proposal->text, text.data, text.size);
		proposal->size = (uint16_t)text.size;
		proposal->end = PROPOSAL_USED;
	}
	index = outbox_find(flow->outbox, proposal->line_index, proposal->contact);
	/* Without memory for it, it rings when the time is over, as it would have. */
	if (index != ENTRY_NONE && outbox_entry(flow->outbox, index)->worded &&
	    outbox_entry(flow->outbox, index)->state == ENTRY_SCHEDULED)
		outbox_rearm(flow->outbox, index, flow->now);
}

/* Puts the words into flow->text when they may be sent. */
static void check(struct flow *flow, struct proposal *proposal, struct answer *answer)
{
	const struct packs *packs = flow->options.packs;
	struct saying saying;

	if (!has_prompt(flow, answer->line, &proposal->turn, &saying)) {
		proposal->end = PROPOSAL_FAILED;
		return;
	}
	proposal->rule = filter_check(packs, &saying,
				      (struct bytes){proposal->text, proposal->size}, &flow->text);
	if (proposal->rule != FILTER_PASSES)
		proposal->end = PROPOSAL_REFUSED;
	else if (said_before(flow->said, answer->line_index, answer->contact.number,
			     buf_bytes(&flow->text), flow->now))
		proposal->end = PROPOSAL_SAID;
	if (proposal->end == PROPOSAL_USED)
		answer->language = saying.language;
	else
		buf_clear(&flow->text);
}

bool writer_words(struct flow *flow, struct turn *turn, struct answer *answer)
{
	struct proposal *proposal =
		is_on(flow) ? proposals_of(flow->proposals, answer->line_index, answer->contact.number)
			    : NULL;

	if (proposal == NULL)
		return false;
	if (proposal->end == PROPOSAL_USED)
		check(flow, proposal, answer);
	turn->words = proposal->end == PROPOSAL_USED ? "writer" : "pack";
	turn->refused = proposal->end == PROPOSAL_USED	    ? NULL
			: proposal->end == PROPOSAL_REFUSED ? filter_rule_name(proposal->rule)
							    : proposal_end_name(proposal->end);
	return proposal->end == PROPOSAL_USED;
}

void writer_done(struct flow *flow, const struct entry *entry, const struct turn *turn)
{
	struct proposal *proposal;

	if (!is_on(flow))
		return;
	proposal = proposals_of(flow->proposals, entry->line_index, entry->contact);
	if (proposal != NULL)
		proposals_end(flow->proposals, proposal, proposal->end);
	else if (turn->refused != NULL &&
		 strcmp(turn->refused, proposal_end_name(PROPOSAL_BUSY)) == 0)
		flow->proposals->ends[PROPOSAL_BUSY]++;
}

/* ---- what is remembered for it ---- */

void writer_heard(struct flow *flow, const struct message *message)
{
	struct proposal *proposal;

	if (!is_on(flow) || message->stall == NULL)
		return;
	proposal = proposals_of(flow->proposals, message->line_index, message->contact.number);
	if (proposal != NULL)
		proposals_end(flow->proposals, proposal, PROPOSAL_OVERTAKEN);
	/* A part is read with the others, a repetition was. */
	if (message->arrival == ARRIVAL_MESSAGE && message->admission != ADMIT_PART &&
	    message->admission != ADMIT_DUPLICATE)
		recents_add(flow->recents, message->line_index, message->contact.number, false,
			    message->whole);
}

void writer_said(struct flow *flow, uint32_t line_index, uint32_t contact, struct bytes text)
{
	if (is_on(flow))
		recents_add(flow->recents, line_index, contact, true, text);
}

enum err writer_open(struct flow *flow, struct error *error_r)
{
	if (flow->options.writer.timeout == 0 || flow->options.sink.ask == NULL)
		return ERR_NONE;
	flow->recents = recents_create(LIMIT_RECENT);
	if (flow->recents == NULL)
		return error_set(error_r, ERR_MEMORY, "no memory for the last texts of conversations");
	flow->proposals = proposals_create((uint64_t)flow->now << 16);
	return ERR_NONE;
}

void writer_close(struct flow *flow)
{
	recents_destroy(flow->recents);
	proposals_destroy(flow->proposals);
}

/* ---- counted ---- */

bool flow_proposal_count(const struct flow *flow, size_t at, const char **ret_name,
			 uint64_t *ret_count)
{
	const struct proposals *proposals = flow->proposals;

	if (proposals == NULL || at >= PROPOSAL_REFUSED + FILTER_RULE_COUNT - 1)
		return false;
	if (at < PROPOSAL_REFUSED) {
		*ret_name = proposal_end_name((enum proposal_end)at);
		*ret_count = proposals->ends[at];
		return true;
	}
	/* Each rule by itself; the first, which refuses nothing, is none. */
	at = at - PROPOSAL_REFUSED + 1;
	*ret_name = filter_rule_name((enum filter_rule)at);
	*ret_count = proposals->refused[at];
	return true;
}
