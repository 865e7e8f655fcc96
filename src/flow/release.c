// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The driver's way out: when an answer is due it is worded, checked against its number and the ledger, sealed, and
 * handed over after the commit. Due time first, then first come under the cap; a line's spare money serves those in
 * their window before those that were held.
 */
#include "flow/driver_private.h"

#include <string.h>

/* How long an answer waits before the window's end is looked at again, when it is the carrier that is slow: that is no
 * reason to hold it. */
#define CARRIER_WAIT MS_MINUTE
/* When what the day's pace holds back is looked at again. */
#define LOOK_AGAIN MS_MINUTE

/* ---- decisions about a contact, as events of their own ---- */

static void tell_decision(struct flow *flow, uint32_t line_index, uint32_t contact,
			  const char *address, const char *id, const struct decision *decision)
{
	bool held = decision->verdict == VERDICT_HELD;
	struct flow_counts *counts = &flow->lanes[line_index].counts;
	struct effect *effect;

	if (!held && decision->verdict != VERDICT_MUTED)
		return;
	counts->held += held;
	counts->muted += !held;
	effect = flow_effect(flow, held ? EFFECT_HELD : EFFECT_MUTED, line_index);
	effect->contact = contact;
	effect->address = flow_keep(flow, address);
	effect->why = decision->why;
	effect->score = decision->score;
	effect->cluster = decision->cluster;
	if (id != NULL)
		effect->id = flow_keep_bytes(flow, bytes_of_text(id));
}

enum err release_decide(struct flow *flow, uint32_t line_index, uint32_t contact, uint64_t about,
			const char *address, const char *id, const struct decision *decision,
			const char *by, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	struct message message = {.at = flow->now,
				  .line = lane->line,
				  .line_index = line_index,
				  .contact = {.number = contact},
				  .event = about,
				  .decision = *decision};
	uint8_t flags = flow_flags(flow, line_index, contact);
	enum err err = flow_seal_decision(flow, &message, by, error_r);

	if (err != ERR_NONE)
		return err;
	flow_set_flags(flow, line_index, contact, decide_flags(flags, lane->line->kind, decision));
	tell_decision(flow, line_index, contact, address, id, decision);
	return ERR_NONE;
}

/* Lets an entry go for good, with the reason in the record. */
static enum err let_go(struct flow *flow, uint32_t index, enum why why, struct error *error_r)
{
	struct entry *entry = outbox_entry(flow->outbox, index);
	struct decision decision = {.verdict = VERDICT_MUTED, .why = why, .propensity = 1.0};
	enum err err = release_decide(flow, entry->line_index, entry->contact, entry->about,
				      entry->address, entry->id, &decision, NULL, error_r);

	outbox_remove(flow->outbox, index);
	return err;
}

enum attempt release_let_go(struct flow *flow, uint32_t index, enum why why, struct error *error_r)
{
	return let_go(flow, index, why, error_r) == ERR_NONE ? RELEASED : BROKEN;
}

/* ---- one answer ---- */

/* Why the number may not be written to; WHY_NONE when it may. */
static enum why refusal(struct flow *flow, const struct entry *entry)
{
	const struct line *line = flow->lanes[entry->line_index].line;
	struct phone phone;

	phone_check(flow->phones, entry->address, &phone);
	switch (phone.kind) {
	case PHONE_SHORT:
		return line->accept.short_codes ? WHY_NONE : WHY_SHORT;
	case PHONE_ALPHANUMERIC:
		return WHY_ALPHANUMERIC;
	case PHONE_PREMIUM:
		if (!line->accept.premium)
			return WHY_PREMIUM;
		break;
	case PHONE_FICTION:
		if (line->real && !flow->options.fiction)
			return WHY_FICTION;
		break;
	case PHONE_VALID:
		break;
	case PHONE_INVALID:
	default:
		return WHY_INVALID;
	}
	return phone.foreign && !line->accept.foreign ? WHY_FOREIGN : WHY_NONE;
}

/* One of our own lines: two robots must never answer each other. */
static bool is_own_number(const struct flow *flow, const char *address)
{
	return flow_find_line(flow, NULL, address) != SIZE_MAX;
}

static void word_answer(struct flow *flow, const struct entry *entry, struct answer *answer)
{
	const struct lane *lane = &flow->lanes[entry->line_index];

	*answer = (struct answer){.at = flow->now,
				  .line = lane->line,
				  .line_index = entry->line_index,
				  .contact = {.number = entry->contact},
				  .about = entry->about,
				  .move = entry->move,
				  .language = entry->language,
				  .propensity = entry->propensity,
				  .arm = ARM_PRIOR, /* lines that do not learn say what they always say */
				  .late = flow->now > entry->until};
	memcpy(answer->to, entry->address, sizeof answer->to);
	memcpy(answer->via, entry->via, sizeof answer->via);
}

/* What a text of the packs is charged as. They never change while the program runs, so each is measured once. */
static int parts_of(struct flow *flow, struct bytes text)
{
	struct measured *known = &flow->measured[(uintptr_t)text.data / 16 % MEASURED];

	if (known->text != text.data) {
		known->text = text.data;
		known->parts = sms_measure(text).parts;
	}
	return known->parts;
}

static enum err pick_words(struct flow *flow, struct answer *answer)
{
	enum err err = words_pick(flow->options.packs, answer->line, flow->options.house->country,
				  answer->to, answer->move, answer->language,
				  random_u64(flow->options.random), &answer->text,
				  &answer->language, NULL);

	if (err != ERR_NONE)
		return err;
	answer->parts = parts_of(flow, answer->text);
	answer->price = answer->parts * answer->line->cost.out;
	return ERR_NONE;
}

/* Says once that a cap refuses, until there is room again for a tenth of it. */
static void tell_blocked(struct flow *flow, struct lane *lane, uint32_t line_index, int window,
			 bool house)
{
	struct ledger *ledger = house ? &flow->house : &lane->ledger;
	struct effect *effect;

	if (lane->told_budget)
		return;
	lane->told_budget = true;
	effect = flow_effect(flow, EFFECT_BUDGET, line_index);
	effect->by = house ? "house" : window == LEDGER_HOUR ? "hour" : "day";
	effect->left = ledger_left(ledger, flow->now, window);
}

/* Whether the line may give one more answer this hour, whatever it costs; when not, notes when it may. */
static bool has_count(struct flow *flow, const struct entry *entry)
{
	ms_t at = admit_room_at(flow->admit, entry->line_index, flow->now);

	if (at <= flow->now)
		return true;
	flow->lanes[entry->line_index].blocked[entry->queue] = at;
	return false;
}

/* Whether line and house can pay; when not, notes when they could. */
static bool can_pay(struct flow *flow, const struct entry *entry, const struct answer *answer)
{
	struct lane *lane = &flow->lanes[entry->line_index];
	bool distress = answer->move == MOVE_HELP_LINE;
	int window = 0;
	bool line_ok = ledger_allows(&lane->ledger, flow->now, answer->price, distress, &window);
	bool house_ok = line_ok && ledger_allows(&flow->house, flow->now, answer->price, distress,
						 &window);
	ms_t line_at, house_at;

	if (line_ok && house_ok)
		return has_count(flow, entry);
	tell_blocked(flow, lane, entry->line_index, window, line_ok);
	line_at = ledger_room_at(&lane->ledger, flow->now, answer->price, distress);
	house_at = ledger_room_at(&flow->house, flow->now, answer->price, distress);
	lane->blocked[entry->queue] = line_at > house_at ? line_at : house_at;
	return false;
}

/* Whether every cap has a tenth or more left: the next refusal is news again. */
static bool has_slack(struct flow *flow, struct ledger *ledger)
{
	for (int w = 0; w < LEDGER_WINDOWS; w++)
		if (ledger_left(ledger, flow->now, w) < ledger->windows[w].cap / 10)
			return false;
	return true;
}

/* The answer lives until the commit. */
static void tell_answer(struct flow *flow, const struct entry *entry, const struct answer *answer)
{
	struct effect *effect = flow_effect(flow, EFFECT_REPLY, entry->line_index);

	effect->contact = entry->contact;
	effect->address = answer->to;
	effect->via = answer->via;
	effect->token = answer_token(entry->line_index, answer->event);
	effect->text = answer->text;
	effect->parts = answer->parts;
	effect->cost = answer->price;
	effect->move = answer->move;
	effect->propensity = answer->propensity;
	effect->arm = answer->arm;
	effect->reason = answer->reason;
	effect->late = answer->late;
}

/* Money, record, hand-over: one transaction. */
static enum err seal_answer(struct flow *flow, const struct entry *entry, struct answer *answer,
			    struct error *error_r)
{
	struct lane *lane = &flow->lanes[entry->line_index];
	bool distress = answer->move == MOVE_HELP_LINE;
	uint8_t flags = flow_flags(flow, entry->line_index, entry->contact);
	enum err err = ERR_NONE;

	ledger_spend(&lane->ledger, flow->now, answer->price, distress);
	ledger_spend(&flow->house, flow->now, answer->price, distress);
	if (answer->reason != NULL)
		err = turn_seal(flow, entry, answer->move, answer->propensity, answer->reason, error_r);
	if (err == ERR_NONE)
		err = evidence_answer(flow->evidence, answer, error_r);
	if (err == ERR_NONE &&
	    sending_add(flow->sending, answer_token(entry->line_index, answer->event)) != ERR_NONE)
		err = error_set(error_r, ERR_IO, "no memory for the answers on their way");
	if (err != ERR_NONE)
		return err;
	gate_answered(flow, answer);
	lane->counts.answers++;
	lane->counts.late += answer->late;
	flow_set_flags(flow, entry->line_index, entry->contact,
		       decide_flags_answered(flags, lane->line->kind, answer->move));
	for (int q = 0; q < QUEUE_COUNT; q++)
		lane->blocked[q] = 0;
	if (lane->told_budget && has_slack(flow, &lane->ledger) && has_slack(flow, &flow->house))
		lane->told_budget = false;
	tell_answer(flow, entry, answer);
	return ERR_NONE;
}

enum attempt release_attempt(struct flow *flow, uint32_t index, struct error *error_r)
{
	struct entry *entry = outbox_entry(flow->outbox, index);
	enum why why = is_own_number(flow, entry->address) ? WHY_OWN : refusal(flow, entry);
	struct answer answer;

	flow->wrote = true;
	if (flow->now > entry->late)
		why = WHY_LATE; /* nothing ran at its last moment: the program was off */
	word_answer(flow, entry, &answer);
	if (why == WHY_NONE && turn_is_one(flow, entry))
		return turn_attempt(flow, index, &answer, error_r);
	if (why == WHY_NONE && pick_words(flow, &answer) != ERR_NONE)
		why = WHY_FAILED; /* no words for it in any language of the line: a person sees it in the record */
	if (why != WHY_NONE)
		return release_let_go(flow, index, why, error_r);
	return release_hand_over(flow, index, &answer, error_r);
}

enum attempt release_hand_over(struct flow *flow, uint32_t index, const struct answer *answer,
			       struct error *error_r)
{
	struct entry *entry = outbox_entry(flow->outbox, index);
	struct flow_sink *sink = &flow->options.sink;
	struct answer *kept;

	if (!can_pay(flow, entry, answer))
		return NO_MONEY;
	kept = arena_copy(&flow->arena, answer, sizeof *answer);
	flow->full |= kept == NULL;
	if (kept == NULL || sending_count(flow->sending) >= LIMIT_SENDING ||
	    !sink->claim(sink->context, entry->line_index))
		return NO_CREDIT;
	if (seal_answer(flow, entry, kept, error_r) != ERR_NONE)
		return BROKEN;
	outbox_remove(flow->outbox, index);
	return RELEASED;
}

/* ---- queues ---- */

/* A line whose caps cannot pay for a usual day, once it knows its days. */
static bool is_poor(struct flow *flow, uint32_t line_index)
{
	struct gate *gate = &flow->lanes[line_index].gate;

	return gate->cohort != NULL && curve_is_learnt(&gate->curve) && gate_scale(flow, line_index) < 1;
}

/* It keeps the evening's money from the morning: an hour has its share of the day's, by the learnt curve. */
static bool has_had_its_share(struct flow *flow, uint32_t line_index)
{
	struct lane *lane = &flow->lanes[line_index];
	const struct pace *pace = &lane->gate.pace;

	if (!is_poor(flow, line_index))
		return false;
	gate_pace(flow, line_index);
	return pace->spare < 1 && (double)ledger_spent(&lane->ledger, flow->now, LEDGER_HOUR) >=
					  pace->share * (double)lane->line->cost.out;
}

/* Late answers to whom a cohort held, and all of a line that knows its days: from what is left beyond what is held back, and
 * beyond what this hour needs, so that they take nothing from who writes today. */
static bool may_be_late(struct flow *flow, uint32_t index)
{
	const struct entry *entry = outbox_entry(flow->outbox, index);
	struct gate *gate = &flow->lanes[entry->line_index].gate;

	if (entry->approved || gate->cohort == NULL ||
	    (entry->why != WHY_COHORT && !curve_is_learnt(&gate->curve)))
		return true;
	gate_pace(flow, entry->line_index);
	return !gate_in_siege(flow, entry->line_index) && gate->pace.spare > gate->pace.held_back &&
	       gate->pace.hour_left > gate->pace.share;
}

/* Whom a person approved does not wait behind the others. */
static uint32_t first_approved(const struct flow *flow, uint32_t index)
{
	while (index != ENTRY_NONE && !outbox_entry(flow->outbox, index)->approved)
		index = outbox_after(flow->outbox, index);
	return index;
}

/* Releases from one queue until it is empty or something refuses. */
static enum attempt drain(struct flow *flow, uint32_t line_index, enum wait_queue queue,
			  struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	uint32_t index;

	while ((index = outbox_first(flow->outbox, line_index, queue)) != ENTRY_NONE) {
		enum attempt result;

		if (lane->blocked[queue] > flow->now)
			return NO_MONEY;
		if ((queue == QUEUE_WINDOW && has_had_its_share(flow, line_index)) ||
		    (queue == QUEUE_LATE && !may_be_late(flow, index) &&
		     (index = first_approved(flow, index)) == ENTRY_NONE)) {
			lane->blocked[queue] = flow->now + LOOK_AGAIN;
			return NO_MONEY;
		}
		result = release_attempt(flow, index, error_r);
		if (result != RELEASED)
			return result;
	}
	return RELEASED;
}

/* What stopped the line's release: RELEASED when nothing waits any more. */
static enum attempt release_line(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	enum attempt last = RELEASED;

	if (flow->lanes[line_index].paused)
		return NO_MONEY;
	if (gate_in_siege(flow, line_index))
		return siege_release(flow, line_index, error_r);
	for (int queue = 0; queue < QUEUE_COUNT; queue++) {
		enum attempt result = drain(flow, line_index, (enum wait_queue)queue, error_r);

		if (result == BROKEN || result == NO_CREDIT)
			return result;
		if (result == NO_MONEY)
			last = NO_MONEY;
		/* Who is in his window goes before who was held; distress does not wait for either. */
		if (result == NO_MONEY && queue == QUEUE_WINDOW)
			break;
	}
	return last;
}

/* The window is over and the answer did not get out: held, to be answered late if calm comes in time. */
static enum err hold(struct flow *flow, uint32_t index, struct error *error_r)
{
	struct entry *entry = outbox_entry(flow->outbox, index);
	const struct lane *lane = &flow->lanes[entry->line_index];
	struct decision decision = {.verdict = VERDICT_HELD, .propensity = entry->propensity};
	bool hopeless = false;
	char text[160] = "";
	enum err err;

	decision.why = lane->paused ? WHY_BRAKE : WHY_BUDGET;
	/* Whom a person approved only waits for money. */
	if (!lane->paused && !entry->approved && gate_in_siege(flow, entry->line_index))
		hopeless = siege_refuse(flow, entry, &decision, text, sizeof text);
	if (entry->late <= flow->now)
		return let_go(flow, index, WHY_LATE, error_r);
	entry->why = decision.why;
	flow->wrote = true;
	err = release_decide(flow, entry->line_index, entry->contact, entry->about, entry->address,
			     entry->id, &decision, text[0] != '\0' ? text : NULL, error_r);
	if (err != ERR_NONE)
		return err;
	return hopeless ? outbox_park(flow->outbox, index)
			: outbox_wait(flow->outbox, index, ENTRY_HELD);
}

static enum attempt last_try(struct flow *flow, uint32_t index, struct error *error_r)
{
	struct entry *entry = outbox_entry(flow->outbox, index);
	const struct lane *lane = &flow->lanes[entry->line_index];
	uint32_t stamp = entry->stamp;
	enum attempt result;

	if (gate_in_siege(flow, entry->line_index) && !lane->paused && entry->state == ENTRY_WAITING)
		return siege_last_try(flow, index, error_r);
	result = release_line(flow, entry->line_index, error_r);
	/* An hour that has had its share of the day's money holds nobody while all that wait can be paid. */
	if (result == NO_MONEY && entry->stamp == stamp && entry->state == ENTRY_WAITING && !lane->paused &&
	    is_poor(flow, entry->line_index) && release_has_room(flow, entry->line_index))
		return release_attempt(flow, index, error_r);
	return result;
}

/* The end of a window or of a last delay: one more try, then what the state asks for. */
static enum err window_over(struct flow *flow, uint32_t index, struct error *error_r)
{
	struct entry *entry = outbox_entry(flow->outbox, index);
	uint32_t stamp = entry->stamp;
	enum attempt result = last_try(flow, index, error_r);

	if (result == BROKEN)
		return ERR_IO;
	entry = outbox_entry(flow->outbox, index);
	if (entry->stamp != stamp || entry->state == ENTRY_FREE)
		return ERR_NONE; /* it went out */
	if (result == NO_CREDIT && flow->now + CARRIER_WAIT < entry->late)
		return outbox_rearm(flow->outbox, index, flow->now + CARRIER_WAIT);
	flow->wrote = true;
	return entry->state == ENTRY_HELD ? let_go(flow, index, WHY_LATE, error_r)
					  : hold(flow, index, error_r);
}

static enum err ring(struct flow *flow, uint32_t index, struct error *error_r)
{
	struct entry *entry = outbox_entry(flow->outbox, index);

	switch (entry->state) {
	case ENTRY_SCHEDULED:
		return outbox_wait(flow->outbox, index, ENTRY_WAITING);
	case ENTRY_WAITING:
	case ENTRY_HELD:
		return window_over(flow, index, error_r);
	case ENTRY_PERSON:
		flow->wrote = true;
		return let_go(flow, index, WHY_LATE, error_r);
	case ENTRY_FREE:
	default:
		return ERR_NONE;
	}
}

enum err release_due(struct flow *flow, struct error *error_r)
{
	enum err err = gate_tick(flow, error_r);
	uint32_t index;

	while (err == ERR_NONE && (index = outbox_ring(flow->outbox, flow->now)) != ENTRY_NONE)
		err = ring(flow, index, error_r);
	for (uint32_t i = 0; err == ERR_NONE && i < flow->lane_count; i++)
		if (release_line(flow, i, error_r) == BROKEN)
			err = ERR_IO;
	return err;
}

ms_t release_next(struct flow *flow)
{
	ms_t next = outbox_next(flow->outbox), gate = gate_next(flow);

	next = gate < next ? gate : next;
	if (flow->full && flow->now < next)
		next = flow->now; /* the next batch has room for what this one had none */
	for (uint32_t i = 0; i < flow->lane_count; i++) {
		const struct lane *lane = &flow->lanes[i];

		if (gate_in_siege(flow, i))
			continue; /* its slots are what wakes it */
		for (int queue = 0; queue < QUEUE_COUNT && !lane->paused; queue++)
			if (outbox_first(flow->outbox, i, (enum wait_queue)queue) != ENTRY_NONE &&
			    lane->blocked[queue] > flow->now && lane->blocked[queue] < next)
				next = lane->blocked[queue];
	}
	return next;
}
