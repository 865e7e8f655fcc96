// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a restart rebuilds from the record, line by line:
 *
 *   1. contacts (the append-only table) and their flags (pages of the last snapshot),
 *   2. the ledger of the last snapshot,
 *   3. every event from the snapshot's low-water mark on, replayed: flags and spends of those after the snapshot; what
 *      waits, what was handed over, ids and hashes of all of them.
 *
 * The low-water mark is the oldest event that still waits or is unconfirmed, so a restart reads what is alive and the tail,
 * not the past.
 */
#include "flow/driver_private.h"

#include <string.h>

enum { REPLAY_BYTES = 1 << 20 };

struct replay {
	struct flow *flow;
	struct lane *lane;
	uint32_t line_index;
	uint64_t upto;    /* flags and money of events up to here are in the snapshot */
	ms_t last_at;     /* of the line's last event */
	struct arena arena;
	/* On a stalling line: the reason of the answer that comes next, and whose. */
	struct turn turn;
	uint32_t turn_contact;
};

/* ---- contacts ---- */

static enum err load_contact(void *context, const struct contact_row *row)
{
	struct contacts *contacts = context;
	uint32_t number;
	enum err err = contacts_add(contacts, row->hash, &number);

	return err == ERR_NONE && number != row->number ? ERR_INPUT : err;
}

static enum err load_page(void *context, uint32_t line, uint32_t page, struct bytes flags)
{
	(void)line;
	contacts_load_page(context, page, flags.data, (uint32_t)flags.size);
	return ERR_NONE;
}

static enum err load_snapshot(struct flow *flow, struct lane *lane, struct snapshot_row *ret_row,
			      struct error *error_r)
{
	struct store *store = flow->options.store;
	struct buf saved = {0};
	enum err err = store->ops->get_snapshot(store, lane->row.line, ret_row, &saved, error_r);

	if (err == ERR_ABSENT) {
		*ret_row = (struct snapshot_row){.line = lane->row.line, .low = 1};
		err = ERR_NONE;
	} else if (err == ERR_NONE && ledger_load(&lane->ledger, buf_bytes(&saved)) != ERR_NONE) {
		err = error_set(error_r, ERR_INPUT, "the snapshot of its ledger is damaged");
	}
	buf_finish(&saved);
	lane->snapshot = ret_row->upto;
	return err;
}

/* ---- events ---- */

static uint8_t flags_of(const struct replay *replay, uint32_t contact)
{
	return contacts_flags(replay->lane->contacts, contact);
}

static void set_flags(const struct replay *replay, const struct event_row *row, uint8_t flags)
{
	if (row->number > replay->upto && row->contact != 0)
		contacts_set_flags(replay->lane->contacts, row->contact, flags);
}

static struct decision decision_of(const struct event_row *row, const struct facts *facts)
{
	return (struct decision){.verdict = (enum verdict)facts->verdict,
				 .why = (enum why)facts->why,
				 .flag = (enum why)facts->flag,
				 .move = (enum move)facts->move,
				 .due = row->due,
				 .until = row->until,
				 .propensity = row->propensity};
}

static void keep_what_was(struct entry *entry, const struct entry *before, char *id, size_t room)
{
	memcpy(entry->via, before->via, sizeof entry->via);
	entry->about = before->about;
	entry->language = before->language;
	if (before->id != NULL && strlen(before->id) < room)
		entry->id = strcpy(id, before->id);
}

/* A new entry of the queue, as schedule() in flow.c and approve() made it. A decision is about the message it names. */
static enum err add_entry(const struct replay *replay, const struct event_row *row,
			  const struct decision *decision, const struct evidence_view *view)
{
	struct lane *lane = replay->lane;
	bool held = decision->verdict == VERDICT_HELD;
	struct entry entry = {.line_index = replay->line_index,
			      .contact = row->contact,
			      .about = row->about != 0 ? row->about : row->number,
			      .due = decision->due,
			      .until = decision->until,
			      .late = held ? row->at + LIMIT_HELD_FOR_PERSON
				      : lane->stalling != NULL ? decision->until
							       : row->at + lane->line->answer.late,
			      .state = held ? ENTRY_PERSON : ENTRY_SCHEDULED,
			      .move = decision->move,
			      .language = (enum language)view->facts.language,
			      .why = decision->why,
			      .propensity = decision->propensity,
			      /* Who asked for it is written beside it. */
			      .approved = row->type == EVENT_DECISION && view->text.size != 0};
	uint32_t before = outbox_find(replay->flow->outbox, replay->line_index, row->contact);
	char id[256] = "";

	if (entry.late < entry.until)
		entry.late = entry.until;
	if (view->to.size < sizeof entry.via && view->to.size != 0)
		memcpy(entry.via, view->to.data, view->to.size);
	else if (lane->line->number_count != 0)
		memcpy(entry.via, lane->line->numbers[0], sizeof entry.via);
	if (view->id.size != 0 && view->id.size < sizeof id) {
		memcpy(id, view->id.data, view->id.size);
		entry.id = id;
	}
	/* A decision about a message that waited already (approved, for one): what the message said still holds. */
	if (before == ENTRY_NONE && outbox_count(replay->flow->outbox) >= LIMIT_WAITING)
		return ERR_NONE; /* waits in the record alone */
	if (row->type == EVENT_DECISION && before != ENTRY_NONE && view->to.size == 0)
		keep_what_was(&entry, outbox_entry(replay->flow->outbox, before), id, sizeof id);
	return outbox_add(replay->flow->outbox, &entry);
}

static void drop_entry(const struct replay *replay, uint32_t contact)
{
	uint32_t index = outbox_find(replay->flow->outbox, replay->line_index, contact);

	if (index != ENTRY_NONE)
		outbox_remove(replay->flow->outbox, index);
}

/* Parts of long messages wait for the others again; the one that made its message whole ends its group, of which the
 * replay may not have seen the beginning. */
static void replay_part(const struct replay *replay, const struct event_row *row,
			const struct evidence_view *view)
{
	struct message message = {.at = row->at,
				  .line_index = replay->line_index,
				  .contact = {.number = row->contact},
				  .part = view->part,
				  .text = view->text,
				  .event = row->number};
	struct joined joined;
	bool kept;

	if (view->part.total < 2 || view->to.size >= sizeof message.to ||
	    view->facts.arrival == ARRIVAL_TIP) /* whose they were is not in the record */
		return;
	memcpy(message.to, view->to.data, view->to.size);
	if (view->facts.admission != ADMIT_PART) {
		join_end(replay->flow->join, &message);
		return;
	}
	buf_clear(&replay->flow->text);
	if (!join_part(replay->flow->join, &message, &kept, &joined, &replay->flow->text) && kept)
		join_sealed(replay->flow->join, &message);
}

/* The second door sees again who waits; what it counts is in its snapshot, up to that. */
static enum err replay_gate(const struct replay *replay, const struct event_row *row,
			    const struct decision *decision, const struct evidence_view *view)
{
	struct flow *flow = replay->flow;
	struct message message = {.arrival = (enum arrival_kind)view->facts.arrival,
				  .at = row->at,
				  .line = replay->lane->line,
				  .line_index = replay->line_index,
				  .admission = (enum admission)view->facts.admission,
				  .decision = *decision,
				  .contact = {.number = row->contact}};
	enum err err = ERR_NONE;

	message.text = view->text;
	admit_recall(flow->admit, &message);
	if (message.arrival != ARRIVAL_MESSAGE || message.admission == ADMIT_DUPLICATE)
		return ERR_NONE;
	if (view->to.size < sizeof message.to)
		memcpy(message.to, view->to.data, view->to.size);
	if (replay->lane->gate.cohort != NULL && message.admission != ADMIT_PART) {
		/* Of a long message only the last part is at hand here: little, but his. */
		classify_features(flow->classify, view->text, &message.features);
		err = flow_address(flow, replay->line_index, row->contact, message.from, NULL);
		gate_pending(flow, &message);
	}
	if (row->number > replay->upto)
		gate_replay(flow, &message);
	return err;
}

static void replay_conversation(const struct replay *replay, const struct event_row *row,
				const struct evidence_view *view, struct readout *readout)
{
	struct message message = {.arrival = (enum arrival_kind)view->facts.arrival,
				  .at = row->at,
				  .line = replay->lane->line,
				  .line_index = replay->line_index,
				  .contact = {.number = row->contact},
				  .event = row->number,
				  .admission = (enum admission)view->facts.admission,
				  .whole = view->text,
				  .decision = decision_of(row, &view->facts)};

	if (message.arrival == ARRIVAL_MESSAGE)
		classify_act(replay->flow->classify, readout);
	message.reading = readout->reading;
	if (view->to.size < sizeof message.to)
		memcpy(message.to, view->to.data, view->to.size);
	turns_replay_message(replay->flow, &message);
}

/* What came after the snapshot is read again, so that the next text is read with it. Of a long message only the last part is
 * at hand here. */
static void replay_talk(const struct replay *replay, const struct event_row *row,
			const struct evidence_view *view)
{
	struct flow *flow = replay->flow;
	bool seen = view->facts.arrival == ARRIVAL_SIGHTING;
	struct readout readout;
	struct talk *talk;

	if (row->number <= replay->upto || (view->facts.arrival != ARRIVAL_MESSAGE && !seen) ||
	    view->facts.admission == ADMIT_DUPLICATE || view->facts.admission == ADMIT_PART)
		return;
	talk = talks_get(flow->talks, replay->line_index, row->contact);
	if (seen && view->facts.flag == WHY_MINOR && talk != NULL)
		talk->findings |= FINDING_MINOR; /* perhaps by an age that was given: no text repeats it */
	if (!seen || view->text.size != 0)
		classify_text(flow->classify, view->text, 0, talk, &readout);
	if (talk != NULL && (!seen || view->text.size != 0))
		talk->event = row->number;
	if (replay->lane->stalling != NULL)
		replay_conversation(replay, row, view, &readout);
}

/* His ring, which nothing is read of. */
static void replay_call(const struct replay *replay, const struct event_row *row,
			const struct evidence_view *view)
{
	struct readout nothing = {0};

	if (row->number > replay->upto && view->facts.arrival == ARRIVAL_CALL &&
	    replay->lane->stalling != NULL)
		replay_conversation(replay, row, view, &nothing);
}

static enum err replay_message(const struct replay *replay, const struct event_row *row,
			       const struct evidence_view *view)
{
	struct decision decision = decision_of(row, &view->facts);
	uint8_t flags = decide_flags(flags_of(replay, row->contact), replay->lane->line->kind,
				     &decision);
	uint32_t index = outbox_find(replay->flow->outbox, replay->line_index, row->contact);

	set_flags(replay, row, flags);
	replay_talk(replay, row, view);
	replay_call(replay, row, view);
	if (replay_gate(replay, row, &decision, view) != ERR_NONE)
		return ERR_IO;
	if (view->facts.admission != ADMIT_DUPLICATE)
		replay_part(replay, row, view);
	admit_remember(replay->flow->admit, replay->line_index, view->id);
	if (row->at >= replay->last_at - LIMIT_SUSPECT_PAST && view->facts.arrival == ARRIVAL_MESSAGE)
		admit_suspect(replay->flow->admit, view->wire, row->at);
	if (decision.verdict == VERDICT_ANSWER || (decision.verdict == VERDICT_HELD && index == ENTRY_NONE))
		return add_entry(replay, row, &decision, view);
	if (decision.verdict == VERDICT_MUTED && decision.why != WHY_DUPLICATE &&
	    decision.why != WHY_OWN)
		drop_entry(replay, row->contact);
	return ERR_NONE;
}

/* Held when its window was over: it waits for calm, until `late`, unless it was found hopeless. */
static enum err replay_held(const struct replay *replay, uint32_t contact, enum why why,
			    const struct evidence_view *view)
{
	struct outbox *outbox = replay->flow->outbox;
	uint32_t index = outbox_find(outbox, replay->line_index, contact);
	struct entry *entry;

	if (index == ENTRY_NONE)
		return ERR_NONE;
	entry = outbox_entry(outbox, index);
	entry->why = why;
	if (why == WHY_COHORT && siege_recall(view->text, entry))
		return outbox_park(outbox, index);
	return outbox_wait(outbox, index, ENTRY_HELD);
}

/* Why the answer that comes next is said, or why none is. True: it is no other decision. */
static bool replay_reason(struct replay *replay, const struct event_row *row,
			  const struct decision *decision, const struct evidence_view *view)
{
	struct turn turn;

	if (decision->verdict != VERDICT_RECORD || !turn_parse(view->text, replay->lane->line, &turn))
		return false;
	turn.saying.move = decision->move;
	turn.saying.language = (enum language)view->facts.language;
	turn.propensity = decision->propensity;
	if (turn.result == TURN_SILENT) {
		set_flags(replay, row, flags_of(replay, row->contact) & (uint8_t)~CONTACT_PENDING);
		drop_entry(replay, row->contact);
		if (row->number > replay->upto)
			turns_replay_said(replay->flow, replay->line_index, row->contact, &turn,
					  (struct bytes){0}, row->at);
		return true;
	}
	replay->turn = turn;
	replay->turn_contact = row->contact;
	return true;
}

static void replay_approval(const struct replay *replay, const struct event_row *row)
{
	struct flow *flow = replay->flow;
	uint32_t index = outbox_find(flow->outbox, replay->line_index, row->contact);

	turns_replay_approval(flow, replay->line_index, row->contact,
			      index != ENTRY_NONE ? outbox_entry(flow->outbox, index) : NULL, row->at,
			      row->number <= replay->upto);
}

static enum err replay_decision(struct replay *replay, const struct event_row *row,
				struct evidence_view *view)
{
	struct decision decision = decision_of(row, &view->facts);
	uint8_t flags = decide_flags(flags_of(replay, row->contact), replay->lane->line->kind,
				     &decision);
	char to[NUMBER_MAX];
	bool read_late = row->about != 0 && join_forget(replay->flow->join, replay->line_index,
							row->about, to);

	set_flags(replay, row, flags);
	if (read_late)
		view->to = bytes_of_text(to);
	if (replay->lane->stalling != NULL && replay_reason(replay, row, &decision, view))
		return ERR_NONE;
	switch (decision.verdict) {
	case VERDICT_ANSWER:
		if (replay->lane->stalling != NULL && decision.move == MOVE_NONE)
			replay_approval(replay, row);
		return add_entry(replay, row, &decision, view);
	case VERDICT_HELD:
		if ((read_late || decision.why == WHY_PERSON) &&
		    outbox_find(replay->flow->outbox, replay->line_index, row->contact) == ENTRY_NONE)
			return add_entry(replay, row, &decision, view);
		return read_late ? ERR_NONE : replay_held(replay, row->contact, decision.why, view);
	case VERDICT_MUTED:
		drop_entry(replay, row->contact);
		return ERR_NONE;
	case VERDICT_RECORD:
	default:
		return ERR_NONE;
	}
}

static enum err replay_answer(struct replay *replay, const struct event_row *row,
			      const struct evidence_view *view)
{
	bool distress = view->facts.move == MOVE_HELP_LINE;

	set_flags(replay, row,
		  decide_flags_answered(flags_of(replay, row->contact), replay->lane->line->kind,
					(enum move)view->facts.move));
	if (row->number > replay->upto && replay->turn_contact == row->contact && row->contact != 0)
		turns_replay_said(replay->flow, replay->line_index, row->contact, &replay->turn,
				  view->text, row->at);
	replay->turn_contact = 0;
	if (row->number > replay->upto)
		ledger_spend(&replay->lane->ledger, row->at, row->price, distress);
	if (row->number > replay->upto && !view->facts.late)
		gate_learn(replay->flow, replay->line_index, row->contact);
	admit_answered(replay->flow->admit, replay->line_index, row->contact, row->at);
	drop_entry(replay, row->contact);
	return sending_add(replay->flow->sending, answer_token(replay->line_index, row->number));
}

static enum err replay_outcome(void *context, const struct outcome *outcome)
{
	const struct replay *replay = context;
	struct flow *flow = replay->flow;
	uint64_t token = answer_token(replay->line_index, outcome->event);
	enum outbox_state early;

	sending_take(flow->sending, token);
	if (outcome->state == OUTBOX_SENT && outcome->provider_id[0] != '\0' &&
	    flow->options.id_key != NULL)
		sending_confirm(flow->sending, flow->options.id_key(outcome->provider_id), token, &early);
	return ERR_NONE;
}

static enum err replay_event(void *context, const struct event_row *row, struct error *error_r)
{
	struct replay *replay = context;
	struct flow *flow = replay->flow;
	struct evidence_view view;
	enum err err;

	arena_reset(&replay->arena);
	if (row->at > flow->now)
		flow->now = row->at; /* the record's moments never decrease, whatever the clock says now */
	if (row->type == EVENT_CALL && row->number <= replay->upto)
		return ERR_NONE; /* the site's snapshot has it */
	if (row->type == EVENT_OUTCOME)
		return evidence_read_outcomes(flow->options.keys, replay->lane->row.log, row,
					      &replay->arena, replay_outcome, replay, error_r);
	err = evidence_read(flow->options.keys, replay->lane->row.log, row, NULL, &replay->arena,
			    &view, error_r);
	if (err == ERR_NONE && row->type == EVENT_MESSAGE)
		err = replay_message(replay, row, &view);
	else if (err == ERR_NONE && row->type == EVENT_DECISION)
		err = replay_decision(replay, row, &view);
	else if (err == ERR_NONE && row->type == EVENT_ANSWER)
		err = replay_answer(replay, row, &view);
	else if (err == ERR_NONE && row->type == EVENT_CALL)
		err = replay->lane->site != NULL
			      ? site_replay(flow, replay->line_index, row, &view, error_r)
			      : ERR_NONE; /* the line was a site once */
	else if (err == ERR_NONE && bytes_equal(view.text, bytes_of_text(NOTE_STOPPED)))
		admit_forget_suspects(flow->admit, row->at);
	else if (err == ERR_NONE && row->type == EVENT_NOTE && row->number > replay->upto)
		gate_recall(flow, replay->line_index, view.text, row->at);
	return err == ERR_NONE ? err
			       : error_wrap(error_r, err, "event %llu",
					    (unsigned long long)row->number);
}

static enum err take_last_at(void *context, const struct event_row *row, struct error *error_r)
{
	(void)error_r;
	*(ms_t *)context = row->at;
	return ERR_NONE;
}

/* The numbers behind the contacts of what waits: read last, only for those that still do. */
static enum err fill_addresses(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	uint32_t index = ENTRY_NONE;
	enum err err = ERR_NONE;

	while (err == ERR_NONE && (index = outbox_walk(flow->outbox, index)) != ENTRY_NONE) {
		struct entry *entry = outbox_entry(flow->outbox, index);

		if (entry->line_index == line_index)
			err = flow_address(flow, line_index, entry->contact, entry->address, error_r);
	}
	return err;
}

enum err recover_lane(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	struct store *store = flow->options.store;
	uint64_t last = evidence_last(flow->evidence, line_index);
	struct replay replay = {.flow = flow, .lane = lane, .line_index = line_index};
	struct snapshot_row snapshot = {0};
	enum err err = store->ops->scan_contacts(store, lane->row.line, 1, load_contact,
						 lane->contacts, error_r);

	if (err == ERR_NONE)
		err = store->ops->scan_pages(store, lane->row.line, load_page, lane->contacts, error_r);
	if (err == ERR_NONE)
		err = load_snapshot(flow, lane, &snapshot, error_r);
	if (err == ERR_NONE)
		err = gate_load(flow, line_index, error_r);
	if (err == ERR_NONE)
		err = snapshot_talks(flow, line_index, error_r);
	if (err == ERR_NONE)
		err = turns_load(flow, line_index, error_r);
	if (err == ERR_NONE && lane->site != NULL)
		err = site_fetch(flow, line_index, error_r);
	if (err != ERR_NONE || last == 0)
		return err;
	contacts_clean(lane->contacts);
	arena_init(&replay.arena, REPLAY_BYTES);
	replay.upto = snapshot.upto;
	err = store->ops->scan_events(store, lane->row.line, last, last, false, take_last_at,
				      &replay.last_at, error_r);
	if (err == ERR_NONE && snapshot.low <= last)
		err = store->ops->scan_events(store, lane->row.line, snapshot.low, last, true,
					      replay_event, &replay, error_r);
	arena_finish(&replay.arena);
	if (err == ERR_NONE)
		err = fill_addresses(flow, line_index, error_r);
	return err == ERR_NONE ? turns_resume(flow, line_index, error_r) : err;
}
