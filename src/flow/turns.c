// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The driver's room for stalling lines: conversations are handed to decide/, and its turns to reply/, the ledger and the
 * record. What a turn is for (its reason) is an event of its own, in front of the answer and in the same transaction; a
 * restart replays both.
 *
 *   message -> stall_decide(): an answer is due at ...        nothing is chosen yet
 *   due     -> stall_turn(): which move, which facts  -> words -> money -> reason and answer sealed -> stall_said()
 *   then    -> stall_initiative(): the next word of ours, if he stays silent
 */
#include "flow/driver_private.h"

#include <stdio.h>
#include <string.h>

/* ---- what is handed to decide/ ---- */

bool turn_is_one(const struct flow *flow, const struct entry *entry)
{
	return flow->lanes[entry->line_index].stalling != NULL && entry->move == MOVE_NONE &&
	       entry->state != ENTRY_PERSON;
}

void turn_lend(struct flow *flow, struct message *message)
{
	struct lane *lane = &flow->lanes[message->line_index];

	if (lane->stalling == NULL)
		return;
	message->stalling = lane->stalling;
	message->product = turn_product(flow, message);
	message->stall = stalls_find(flow->stalls, message->line_index, message->contact.number);
	if (message->stall == NULL) {
		/* A stranger: only if he is engaged is there anything to keep. */
		flow->scratch = (struct stall){0};
		message->stall = &flow->scratch;
	}
}

/* A place in the table; what had to go for it taught what it could. */
struct stall *turn_place(struct flow *flow, uint32_t line_index, uint32_t contact)
{
	uint32_t gone_line = 0, gone = 0;
	struct stall lost;
	struct stall *stall =
		stalls_make(flow->stalls, line_index, contact, &gone_line, &gone, &lost);

	if (gone != 0)
		stall_settle(&lost, flow->lanes[gone_line].stalling, flow->now);
	return stall;
}

void turn_keep(struct flow *flow, struct message *message)
{
	struct stall *stall = message->stall;

	if (stall == NULL)
		return;
	if (stall == &flow->scratch && stall->engaged != 0) {
		stall = turn_place(flow, message->line_index, message->contact.number);
		if (stall != NULL) {
			*stall = flow->scratch;
		} else {
			message->decision.verdict = VERDICT_HELD;
			message->decision.why = WHY_PERSON;
		}
	}
	message->stall = stall == &flow->scratch ? NULL : stall;
	writer_heard(flow, message);
}

/* His product, by the words of the pack he is read by. */
uint16_t turn_product(const struct flow *flow, const struct message *message)
{
	const struct packs *packs = flow->options.packs;

	for (size_t i = 0; i < packs->count; i++)
		if (packs->packs[i].language == (int)message->reading.language)
			return grammar_product(&packs->packs[i], message->whole);
	return 0;
}

/* ---- the next word of our own ---- */

uint8_t turn_number(const struct line *line, const char *via)
{
	for (size_t i = 0; i < line->number_count; i++)
		if (strcmp(line->numbers[i], via) == 0)
			return (uint8_t)i;
	return 0;
}

enum err turn_follow(struct flow *flow, uint32_t line_index, uint32_t contact, const char *address,
		     struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	const struct stall *stall = stalls_find(flow->stalls, line_index, contact);
	struct entry entry = {.line_index = line_index,
			      .contact = contact,
			      .state = ENTRY_SCHEDULED,
			      .move = MOVE_NONE,
			      .propensity = 1};

	if (stall == NULL || (flow_flags(flow, line_index, contact) & CONTACT_SILENCED) != 0)
		return ERR_NONE;
	entry.due = stall_initiative(stall, lane->stalling, lane->line, stall->touched);
	if (entry.due == MS_NEVER || outbox_count(flow->outbox) >= LIMIT_WAITING)
		return ERR_NONE;
	if (entry.due < flow->now)
		entry.due = flow->now;
	entry.until = entry.late = entry.due + LIMIT_TURN_WAIT;
	entry.about = stall->event;
	entry.language = (enum language)stall->language;
	memcpy(entry.address, address, sizeof entry.address);
	if (stall->number < lane->line->number_count)
		memcpy(entry.via, lane->line->numbers[stall->number], sizeof entry.via);
	if (outbox_add(flow->outbox, &entry) != ERR_NONE)
		return error_set(error_r, ERR_IO, "no memory for the queue of answers");
	return ERR_NONE;
}

/* ---- an answer that is due ---- */

enum err turn_seal(struct flow *flow, const struct entry *entry, enum move move, double propensity,
		   const char *reason, struct error *error_r)
{
	struct evidence_decision sealed = {.line_index = entry->line_index,
					   .at = flow->now,
					   .contact = entry->contact,
					   .about = entry->about,
					   .reading = {.language = entry->language},
					   .decision = {.verdict = VERDICT_RECORD,
							.move = move,
							.propensity = propensity},
					   .text = reason};

	return evidence_decision(flow->evidence, &sealed, NULL, error_r);
}

/* Nothing is said, on purpose. */
static enum attempt be_silent(struct flow *flow, uint32_t index, const struct turn *turn,
			      struct error *error_r)
{
	struct entry entry = *outbox_entry(flow->outbox, index);
	struct lane *lane = &flow->lanes[entry.line_index];
	struct stall *stall = stalls_find(flow->stalls, entry.line_index, entry.contact);
	uint8_t flags = flow_flags(flow, entry.line_index, entry.contact);
	char reason[TURN_TEXT_MAX];

	turn_write(turn, reason);
	if (turn_seal(flow, &entry, turn->saying.move, turn->propensity, reason, error_r) != ERR_NONE)
		return BROKEN;
	stall_said(stall, lane->stalling, lane->line, turn, flow->now);
	writer_done(flow, &entry, turn);
	flow_set_flags(flow, entry.line_index, entry.contact, flags & (uint8_t)~CONTACT_PENDING);
	outbox_remove(flow->outbox, index);
	return turn_follow(flow, entry.line_index, entry.contact, entry.address, error_r) == ERR_NONE
		       ? RELEASED
		       : BROKEN;
}

/* It rings again at `again`. */
static enum attempt reschedule(struct flow *flow, struct entry *entry, ms_t again,
			       struct error *error_r)
{
	enum err err;

	entry->id = entry->id != NULL ? mem_strdup(entry->id) : NULL; /* outbox_add() frees the old one */
	entry->state = ENTRY_SCHEDULED;
	entry->due = again;
	err = outbox_add(flow->outbox, entry);
	mem_free(entry->id);
	if (err != ERR_NONE)
		error_set(error_r, err, "no memory for the queue of answers");
	return err == ERR_NONE ? RELEASED : BROKEN;
}

static enum attempt postpone(struct flow *flow, uint32_t index, ms_t again, struct error *error_r)
{
	struct entry entry = *outbox_entry(flow->outbox, index);

	entry.until = entry.late = again + LIMIT_TURN_WAIT;
	entry.worded = false;
	return reschedule(flow, &entry, again, error_r);
}

/* Its words were asked for: until they come, and no longer than the writer may take. */
static enum attempt wait_for_words(struct flow *flow, uint32_t index, struct error *error_r)
{
	struct entry entry = *outbox_entry(flow->outbox, index);

	entry.worded = true;
	return reschedule(flow, &entry, flow->now + flow->options.writer.timeout, error_r);
}

/* The words, which live until the commit; false: there are none that were not said before. */
static bool word_turn(struct flow *flow, struct turn *turn, struct answer *answer)
{
	char reason[TURN_TEXT_MAX];

	buf_clear(&flow->text);
	if (!writer_words(flow, turn, answer) &&
	    words_say(flow->options.packs, answer->line, &turn->saying, flow->options.house->currency,
		      flow->said, answer->line_index, answer->contact.number, flow->now, &flow->text,
		      &answer->language, &turn->claims, NULL) != ERR_NONE)
		return false;
	answer->text = flow_keep_bytes(flow, buf_bytes(&flow->text));
	answer->parts = sms_measure(answer->text).parts;
	answer->price = answer->parts * answer->line->cost.out;
	answer->move = turn->saying.move;
	answer->propensity = turn->propensity;
	answer->arm = turn->arm;
	turn_write(turn, reason);
	answer->reason = flow_keep(flow, reason);
	return answer->text.data != NULL;
}

/* The move that was chosen has no words: silence takes its place, and was not chosen, so nothing is reckoned from its chance. */
static void never_mind(struct turn *turn)
{
	turn->p = turn->p_prior = turn->p_uniform = 0;
	turn->result = TURN_SILENT;
	turn->saying.move = MOVE_GO_SILENT;
}

enum attempt turn_attempt(struct flow *flow, uint32_t index, struct answer *answer,
			  struct error *error_r)
{
	struct entry entry = *outbox_entry(flow->outbox, index);
	struct lane *lane = &flow->lanes[entry.line_index];
	struct stall *stall = stalls_find(flow->stalls, entry.line_index, entry.contact);
	struct turn turn;
	enum attempt result;
	bool asked;

	if (stall == NULL || stall->engaged == 0 || stall->over != WHY_NONE)
		return release_let_go(flow, index, WHY_FAILED, error_r);
	/* The list may be longer than when this was scheduled. */
	if (stall_is_deconflicted(lane->line, entry.address))
		return release_let_go(flow, index, WHY_DECONFLICT, error_r);
	asked = writer_recall(flow, &entry, stall, &turn);
	if (!asked)
		stall_turn(stall, lane->stalling, lane->line, flow->now,
			   random_u64(flow->options.random), &turn);
	if (turn.result == TURN_LATER)
		return postpone(flow, index, turn.again, error_r);
	if (turn.result == TURN_SAY && !asked && writer_ask(flow, &entry, stall, &turn))
		return wait_for_words(flow, index, error_r);
	if (turn.result == TURN_SAY && !word_turn(flow, &turn, answer))
		never_mind(&turn);
	if (turn.result == TURN_SILENT)
		return be_silent(flow, index, &turn, error_r);
	result = release_hand_over(flow, index, answer, error_r);
	if (result != RELEASED)
		return result;
	stall_said(stall, lane->stalling, lane->line, &turn, flow->now);
	said_add(flow->said, entry.line_index, entry.contact, answer->text, flow->now);
	writer_said(flow, entry.line_index, entry.contact, answer->text);
	writer_done(flow, &entry, &turn);
	return turn_follow(flow, entry.line_index, entry.contact, entry.address, error_r) == ERR_NONE
		       ? RELEASED
		       : BROKEN;
}

/* ---- an operator's approval ---- */

enum err turn_approve(struct flow *flow, uint32_t line_index, uint32_t contact, struct entry *entry,
		      struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	struct stall *stall = stalls_find(flow->stalls, line_index, contact);
	struct message message = {.arrival = ARRIVAL_MESSAGE,
				  .at = flow->now,
				  .line = lane->line,
				  .line_index = line_index,
				  .contact = {.number = contact}};
	size_t number = stall_number(lane->stalling, lane->line, flow->now);
	bool tip;

	if (stall_is_deconflicted(lane->line, entry->address))
		return error_set(error_r, ERR_STATE, "this number is on the police's list: it is never engaged");
	if (stall != NULL && stall->engaged == ENGAGED)
		return error_set(error_r, ERR_STATE, "the line is in conversation with this contact already");
	if (stall == NULL)
		stall = turn_place(flow, line_index, contact);
	if (stall == NULL)
		return error_set(error_r, ERR_MEMORY, "no memory for one more conversation");
	tip = turn_reread(flow, &message) != ERR_NONE;
	if (tip && number == SIZE_MAX)
		return error_set(error_r, ERR_STATE, "all numbers of the line rest: dealers take them for a robot's");
	stall_engage(stall, lane->stalling, lane->line, contact, entry->language, ENGAGED, flow->now);
	message.stall = stall;
	message.stalling = lane->stalling;
	if (tip)
		memcpy(entry->via, lane->line->numbers[number], sizeof entry->via);
	else
		stall_hear(&message);
	if (!tip)
		writer_heard(flow, &message);
	stall->number = turn_number(lane->line, entry->via);
	stall->event = entry->about;
	entry->move = MOVE_NONE;
	entry->due = stall_approved(lane->stalling, lane->line, flow->now,
				    random_u64(flow->options.random));
	entry->until = entry->late = entry->due + LIMIT_TURN_WAIT;
	return ERR_NONE;
}
