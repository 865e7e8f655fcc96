// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The second door, as the driver runs it: every message is counted against what its line expects; who waits is shown to
 * the cohort; siege, calm and too dear receiving are told and written into the record.
 */
#include "flow/driver_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* While nothing is learnt: this share of what the day's cap pays is taken for a usual day, within these bounds. */
static const double first_share = 0.6, first_least = 48, first_most = 960;
/* Receiving is below its limit again under this share of it. */
static const double dear_again = 0.9;
#define LONG_SIEGE (7 * MS_DAY)

static ms_t of_day(const struct flow *flow, const struct gate *gate)
{
	return zone_time_of_day(gate->zone, flow->now);
}

/* A siege is not learnt from; but a line that does not know its days, or one that is besieged for a week, may only have
 * more people than it expected. */
static enum curve_mode mode_of(const struct flow *flow, const struct gate *gate)
{
	if (!gate->siege.on)
		return CURVE_LEARN;
	return curve_is_learnt(&gate->curve) && flow->now - gate->siege.since < LONG_SIEGE
		       ? CURVE_FORGET
		       : CURVE_LEARN_LITTLE;
}

/* ---- opening ---- */

static double first_contacts_a_day(const struct line *line)
{
	double pays;

	if (line->expect > 0)
		return line->expect;
	if (line->caps.day == INT64_MAX || line->cost.out == 0)
		return first_most;
	pays = (double)line->caps.day / (double)line->cost.out;
	return fmin(fmax(pays * first_share, first_least), first_most);
}

static enum err open_cohort(struct flow *flow, struct gate *gate)
{
	const struct packs *packs = flow->options.packs;
	struct features features;

	gate->cohort = cohort_create();
	if (gate->cohort == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < packs->count; i++) {
		const struct pack *pack = &packs->packs[i];

		for (size_t k = 0; k < pack->first_count; k++) {
			classify_features(flow->classify, bytes_of_text(pack->firsts[k]), &features);
			cohort_prior(gate->cohort, &features);
		}
	}
	return ERR_NONE;
}

enum err gate_open(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	const struct line *line = lane->line;
	struct gate *gate = &lane->gate;
	const char *timezone = line->timezone != NULL ? line->timezone : flow->options.house->timezone;
	enum err err = zone_create(timezone != NULL ? timezone : "UTC", &gate->zone, error_r);

	if (err != ERR_NONE)
		return err;
	gate->look = true;
	curve_init(&gate->curve, first_contacts_a_day(line));
	siege_init(&gate->siege);
	if (line->kind == LINE_DECLINE && line->answer.most > 0)
		err = open_cohort(flow, gate);
	if (err == ERR_NONE && line->receive_limit > 0 && line->receive_limit != INT64_MAX)
		err = ledger_init(&gate->received, INT64_MAX, INT64_MAX, LEDGER_KEEPS_NOTHING);
	return err == ERR_NONE ? err : error_set(error_r, err, "no memory for its second door");
}

void gate_finish(struct gate *gate)
{
	zone_destroy(gate->zone);
	cohort_destroy(gate->cohort);
	ledger_finish(&gate->received);
}

/* Until the windows of all who came in a siege are over, some of them wait. */
static bool has_aftermath(const struct flow *flow, const struct lane *lane)
{
	const struct siege *siege = &lane->gate.siege;

	return siege->on || (siege->since > 0 && flow->now - siege->since < lane->line->answer.most);
}

bool gate_in_siege(struct flow *flow, uint32_t line_index)
{
	const struct lane *lane = &flow->lanes[line_index];

	if (lane->gate.cohort == NULL)
		return false;
	return lane->gate.siege.on ||
	       (has_aftermath(flow, lane) && !release_has_room(flow, line_index));
}

/* ---- siege and calm ---- */

static const char *const rate_names[RATES] = {"first contacts", "messages"};

static enum err tell_siege(struct flow *flow, uint32_t line_index, enum siege_change change,
			   const struct siege_report *report, struct error *error_r)
{
	bool began = change == SIEGE_BEGAN;
	struct effect *effect = flow_effect(flow, began ? EFFECT_SIEGE : EFFECT_CALM, line_index);
	char text[160];

	effect->rate = report->an_hour;
	effect->expected = report->expected;
	snprintf(text, sizeof text,
		 "%s: %.0f %s an hour, %.0f expected; a siege begins above %.0f in an hour, and ends below %.0f",
		 began ? "siege" : "calm", report->an_hour, rate_names[report->rate],
		 report->expected, report->high, report->low);
	flow->wrote = true;
	return evidence_note(flow->evidence, line_index, flow->now, text, error_r);
}

void gate_recall(struct flow *flow, uint32_t line_index, struct bytes note, ms_t at)
{
	struct siege *siege = &flow->lanes[line_index].gate.siege;
	bool began = note.size > 6 && memcmp(note.data, "siege:", 6) == 0;
	bool ended = note.size > 5 && memcmp(note.data, "calm:", 5) == 0;

	if ((began && !siege->on) || (ended && siege->on))
		siege_turn(siege, began, at);
}

static enum err judge(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct gate *gate = &flow->lanes[line_index].gate;
	ms_t day = of_day(flow, gate);
	struct siege_report report = {0};
	enum siege_change change = siege_judge(&gate->siege, &gate->curve, flow->now, day, &report);

	if (change == SIEGE_SAME)
		return ERR_NONE;
	if (change == SIEGE_BEGAN)
		gate->slot = flow->now;
	/* What led to it is not learnt. */
	curve_advance(&gate->curve, flow->now, day, mode_of(flow, gate));
	return tell_siege(flow, line_index, change, &report, error_r);
}

/* ---- receiving ---- */

static enum err tell_receiving(struct flow *flow, uint32_t line_index, int64_t received,
			       struct error *error_r)
{
	struct gate *gate = &flow->lanes[line_index].gate;
	struct effect *effect = flow_effect(flow, EFFECT_RECEIVING, line_index);

	effect->over = gate->too_dear;
	effect->cost = received;
	flow->wrote = true;
	return evidence_note(flow->evidence, line_index, flow->now,
			     gate->too_dear ? "receiving: the limit of a day is passed"
					    : "receiving: below the limit of a day again",
			     error_r);
}

static enum err judge_receiving(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	struct gate *gate = &lane->gate;
	int64_t received, limit = lane->line->receive_limit;
	bool over;

	if (gate->received.ring == NULL)
		return ERR_NONE;
	received = ledger_spent(&gate->received, flow->now, LEDGER_DAY);
	over = received > limit || (gate->too_dear && (double)received > dear_again * (double)limit);
	if (over == gate->too_dear)
		return ERR_NONE;
	gate->too_dear = over;
	return tell_receiving(flow, line_index, received, error_r);
}

/* ---- messages ---- */

static void receive(const struct flow *flow, struct lane *lane)
{
	if (lane->gate.received.ring != NULL)
		ledger_spend(&lane->gate.received, flow->now, lane->line->cost.in, false);
}

static void count(struct flow *flow, struct lane *lane, bool is_first)
{
	struct gate *gate = &lane->gate;
	ms_t day = of_day(flow, gate);

	curve_advance(&gate->curve, flow->now, day, mode_of(flow, gate));
	curve_count(&gate->curve, is_first);
	siege_count(&gate->siege, &gate->curve, flow->now, day, is_first);
	receive(flow, lane);
}

enum err gate_arrived(struct flow *flow, const struct message *message, struct error *error_r)
{
	struct lane *lane = &flow->lanes[message->line_index];
	enum err err;

	if (message->admission == ADMIT_DUPLICATE)
		return ERR_NONE;
	if (message->tipper != 0) { /* it cost as much to receive, and is nobody's first message to the line */
		receive(flow, lane);
		return judge_receiving(flow, message->line_index, error_r);
	}
	if (message->arrival != ARRIVAL_MESSAGE)
		return ERR_NONE;
	count(flow, lane, message->contact.is_new);
	err = judge(flow, message->line_index, error_r);
	return err == ERR_NONE ? judge_receiving(flow, message->line_index, error_r) : err;
}

void gate_replay(struct flow *flow, const struct message *message)
{
	struct gate *gate = &flow->lanes[message->line_index].gate;
	struct siege_report report;
	bool is_first = message->contact.number > gate->contacts;
	ms_t now = flow->now;

	flow->now = message->at;
	if (is_first)
		gate->contacts = message->contact.number;
	flow->now = message->at; /* it counts when it came, not at the restart */
	count(flow, &flow->lanes[message->line_index], is_first);
	siege_judge(&gate->siege, &gate->curve, flow->now, of_day(flow, gate), &report);
	flow->now = now;
}

void gate_pending(struct flow *flow, const struct message *message)
{
	struct gate *gate = &flow->lanes[message->line_index].gate;

	if (gate->cohort == NULL)
		return;
	if (message->admission == ADMIT_AGAIN)
		cohort_more(gate->cohort, message->contact.number, &message->features);
	else if (message->decision.verdict == VERDICT_ANSWER)
		cohort_add(gate->cohort, message);
}

void gate_learn(struct flow *flow, uint32_t line_index, uint32_t contact)
{
	struct gate *gate = &flow->lanes[line_index].gate;

	if (gate->cohort != NULL && !has_aftermath(flow, &flow->lanes[line_index]))
		cohort_learn(gate->cohort, contact);
}

void gate_answered(struct flow *flow, const struct answer *answer)
{
	uint32_t contact = answer->contact.number;

	admit_answered(flow->admit, answer->line_index, contact, flow->now);
	if (!answer->late)
		gate_learn(flow, answer->line_index, contact);
}

/* ---- time ---- */

enum err gate_tick(struct flow *flow, struct error *error_r)
{
	enum err err = ERR_NONE;

	for (uint32_t i = 0; err == ERR_NONE && i < flow->lane_count; i++) {
		struct gate *gate = &flow->lanes[i].gate;

		if (siege_next(&gate->siege) <= flow->now)
			err = judge(flow, i, error_r);
		if (err == ERR_NONE && (gate->too_dear || gate->look))
			err = judge_receiving(flow, i, error_r);
		gate->look = false;
	}
	return err;
}

/* Receiving becomes cheaper only by time; a look each minute is enough. */
static ms_t next_of(const struct flow *flow, const struct gate *gate)
{
	ms_t next = siege_next(&gate->siege), look = flow->now + MS_MINUTE;

	return gate->too_dear && look < next ? look : next;
}

ms_t gate_next(struct flow *flow)
{
	ms_t next = MS_NEVER;

	for (uint32_t i = 0; i < flow->lane_count; i++) {
		const struct lane *lane = &flow->lanes[i];
		ms_t at = next_of(flow, &lane->gate);

		if (at < next)
			next = at;
		if (gate_in_siege(flow, i) && !lane->paused && lane->gate.slot < next &&
		    (outbox_first(flow->outbox, i, QUEUE_WINDOW) != ENTRY_NONE ||
		     outbox_first(flow->outbox, i, QUEUE_HELP) != ENTRY_NONE))
			next = lane->gate.slot;
	}
	return next;
}

/* Under the line's limit of answers an hour. */
double gate_answers_left(struct flow *flow, uint32_t line_index)
{
	int64_t limit = flow->lanes[line_index].line->limits.answers;
	struct admit_gauges gauges;

	if (limit <= 0 || limit == INT64_MAX)
		return INFINITY;
	admit_gauges(flow->admit, line_index, flow->now, &gauges);
	return fmax((double)limit - (double)gauges.answers, 0);
}

static struct pace_of pace_of(struct flow *flow, uint32_t line_index)
{
	struct lane *lane = &flow->lanes[line_index];

	return (struct pace_of){.line = &lane->ledger,
				.house = &flow->house,
				.curve = &lane->gate.curve,
				.price = lane->line->cost.out,
				.answers_left = gate_answers_left(flow, line_index),
				.now = flow->now,
				.of_day = of_day(flow, &lane->gate)};
}

void gate_pace(struct flow *flow, uint32_t line_index)
{
	struct gate *gate = &flow->lanes[line_index].gate;
	const struct pace_of of = pace_of(flow, line_index);

	curve_advance(&gate->curve, flow->now, of.of_day, mode_of(flow, gate));
	pace_find(&of, &gate->pace);
}

double gate_scale(struct flow *flow, uint32_t line_index)
{
	const struct pace_of of = pace_of(flow, line_index);

	return pace_scale(&of);
}

void gate_read(struct flow *flow, uint32_t line_index, struct flow_counts *counts)
{
	const struct gate *gate = &flow->lanes[line_index].gate;
	struct admit_gauges gauges;

	admit_gauges(flow->admit, line_index, flow->now, &gauges);
	counts->siege = gate->siege.on;
	counts->rate = siege_arrivals(&gate->siege, RATE_FIRSTS, flow->now, MS_HOUR);
	counts->expected = curve_expected(&gate->curve, RATE_FIRSTS, of_day(flow, gate));
	counts->senders = gauges.received.senders;
	counts->limited = gauges.limited;
	counts->loops = gauges.loops;
}

/* ---- to and from the store ---- */

enum { STATE_VERSION = 1 };

static void name_of(const struct lane *lane, char ret_name[32])
{
	snprintf(ret_name, 32, "gate.%u", lane->row.line);
}

static void save_ledger(const struct ledger *ledger, struct buf *out)
{
	struct buf saved = {0};

	if (ledger->ring != NULL)
		ledger_save(ledger, &saved);
	buf_add_sized(out, buf_bytes(&saved));
	buf_finish(&saved);
}

/* A limit that is new, or gone, begins anew. */
static enum err load_ledger(struct ledger *ledger, struct reader *reader)
{
	struct bytes saved = read_sized(reader);

	return ledger->ring != NULL && saved.size != 0 ? ledger_load(ledger, saved) : ERR_NONE;
}

enum err gate_save(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	const struct gate *gate = &lane->gate;
	struct store *store = flow->options.store;
	struct buf plain = {0}, sealed = {0};
	char name[32];
	enum err err;

	name_of(lane, name);
	buf_add_u8(&plain, STATE_VERSION);
	buf_add_u32(&plain, contacts_count(lane->contacts));
	save_ledger(&gate->received, &plain);
	curve_save(&gate->curve, &plain);
	siege_save(&gate->siege, &plain);
	if (gate->cohort != NULL)
		cohort_save(gate->cohort, &plain);
	/* Hashes of words tell words. */
	seal_field(flow->options.keys->data, flow->options.random, bytes_of_text(name), buf_bytes(&plain),
		 &sealed);
	err = store->ops->put_meta(store, name, buf_bytes(&sealed), error_r);
	buf_finish(&plain);
	buf_finish(&sealed);
	return err;
}

static enum err load_state(struct gate *gate, struct reader *reader)
{
	uint8_t version = read_u8(reader);
	enum err err = version == STATE_VERSION ? ERR_NONE : ERR_INPUT;

	gate->contacts = read_u32(reader);
	if (err == ERR_NONE)
		err = load_ledger(&gate->received, reader);
	if (err == ERR_NONE)
		err = curve_load(&gate->curve, reader);
	if (err == ERR_NONE)
		err = siege_load(&gate->siege, reader);
	if (err == ERR_NONE && gate->cohort != NULL && reader_left(reader) != 0)
		err = cohort_load(gate->cohort, reader);
	return err;
}

enum err gate_load(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	struct store *store = flow->options.store;
	struct buf sealed = {0}, plain = {0};
	struct reader reader;
	char name[32];
	enum err err;

	name_of(lane, name);
	err = store->ops->get_meta(store, name, &sealed, error_r);
	if (err == ERR_NONE)
		err = seal_open(flow->options.keys->data, bytes_of_text(name), buf_bytes(&sealed), &plain);
	if (err == ERR_NONE) {
		reader = reader_of(buf_bytes(&plain));
		err = load_state(&lane->gate, &reader);
	}
	buf_finish(&sealed);
	buf_finish(&plain);
	if (err == ERR_ABSENT)
		return ERR_NONE;
	return err == ERR_NONE ? err : error_set(error_r, err, "what it had learnt of its traffic is damaged");
}
