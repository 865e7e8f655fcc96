// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/sightings.h"
#include "base/map.h"
#include "flow/driver_private.h"

#include <stdlib.h>
#include <string.h>

enum { ARRIVED_REQUEST, ARRIVED_MESSAGE, ARRIVED_CALL };

struct arrived {
	ms_t at;
	uint32_t contact;
	uint8_t how;
};

struct sightings {
	struct arrived *arrived;
	size_t count, room;
	struct map known; /* hashes of sightings */
	uint64_t left_out;
};

static void destroy(struct sightings *sightings)
{
	if (sightings == NULL)
		return;
	map_finish(&sightings->known);
	mem_free(sightings->arrived);
	mem_free(sightings);
}

void sightings_close(struct lane *lane)
{
	destroy(lane->sightings);
	lane->sightings = NULL;
}

/* ---- what is kept of each arrival ---- */

static enum err add(struct sightings *sightings, struct arrived arrived)
{
	size_t room = sightings->room != 0 ? 2 * sightings->room : 1024;
	void *grown;

	if (sightings->count == LIMIT_SIGHTINGS) {
		sightings->left_out++;
		return ERR_NONE;
	}
	if (sightings->count == sightings->room) {
		grown = mem_try_grow(sightings->arrived, room, sizeof arrived);
		if (grown == NULL)
			return ERR_MEMORY;
		sightings->arrived = grown;
		sightings->room = room;
	}
	sightings->arrived[sightings->count++] = arrived;
	return ERR_NONE;
}

/* The hash is keyed, so that no stranger chooses where it falls. Never 0. */
static uint64_t key_of(const uint8_t hash[WIRE_HASH])
{
	uint64_t key;

	memcpy(&key, hash, sizeof key);
	return key | 1;
}

static uint8_t how_of(enum arrival_kind arrival, bool request)
{
	if (arrival == ARRIVAL_CALL)
		return ARRIVED_CALL;
	return arrival == ARRIVAL_SIGHTING && request ? ARRIVED_REQUEST : ARRIVED_MESSAGE;
}

/* A long message counts once, with its last part; a tip is no approach. */
static bool counts(enum arrival_kind arrival, enum admission admission)
{
	return arrival != ARRIVAL_TIP && admission != ADMIT_DUPLICATE && admission != ADMIT_PART;
}

void sightings_count(struct flow *flow, const struct message *message)
{
	struct sightings *sightings = flow->lanes[message->line_index].sightings;
	bool seen = message->arrival == ARRIVAL_SIGHTING;

	if (sightings == NULL || !counts(message->arrival, message->admission))
		return;
	if (add(sightings, (struct arrived){seen ? message->seen : message->at,
					    message->contact.number,
					    how_of(message->arrival, message->request)}) != ERR_NONE ||
	    (seen && map_put(&sightings->known, key_of(message->wire), 1) != ERR_NONE))
		sightings_close(&flow->lanes[message->line_index]); /* the next question reads again */
}

void sightings_minor(struct talk *talk, struct reading *reading)
{
	if (talk != NULL && (talk->findings & FINDING_MINOR) != 0)
		return; /* told before */
	reading->findings |= FINDING_MINOR;
	reading->fresh |= FINDING_MINOR;
	if (talk != NULL)
		talk->findings |= FINDING_MINOR;
}

/* ---- the record, read once ---- */

struct opening {
	struct flow *flow;
	const struct lane *lane;
	struct sightings *sightings;
	uint64_t first, last; /* sightings, whose hashes are sealed; 0: none */
	struct arena arena;
};

static enum err take_columns(void *context, const struct event_row *row, struct error *error_r)
{
	struct opening *opening = context;
	struct facts facts;
	bool seen;
	enum err err;

	if (row->type != EVENT_MESSAGE)
		return ERR_NONE;
	err = facts_unpack(row->facts, &facts, error_r);
	if (err != ERR_NONE || !counts((enum arrival_kind)facts.arrival, (enum admission)facts.admission))
		return err;
	seen = facts.arrival == ARRIVAL_SIGHTING;
	if (seen && opening->first == 0)
		opening->first = row->number;
	if (seen)
		opening->last = row->number;
	err = add(opening->sightings,
		  (struct arrived){seen ? row->due : row->at, row->contact,
				   how_of((enum arrival_kind)facts.arrival, facts.late != 0)});
	return err == ERR_NONE ? err : error_set(error_r, err, "no memory to count arrivals");
}

static enum err take_hash(void *context, const struct event_row *row, struct error *error_r)
{
	struct opening *opening = context;
	struct evidence_view view;
	struct facts facts;
	enum err err;

	if (row->type != EVENT_MESSAGE)
		return ERR_NONE;
	err = facts_unpack(row->facts, &facts, error_r);
	if (err != ERR_NONE || facts.arrival != ARRIVAL_SIGHTING)
		return err;
	arena_reset(&opening->arena);
	err = evidence_read(opening->flow->options.keys, opening->lane->row.log, row, NULL,
			    &opening->arena, &view, error_r);
	if (err == ERR_NONE && map_put(&opening->sightings->known, key_of(view.wire), 1) != ERR_NONE)
		err = error_set(error_r, ERR_MEMORY, "no memory for what was seen before");
	return err;
}

enum { EVENT_BYTES = 1 << 20 }; /* one, opened */

static enum err read_record(struct opening *opening, struct error *error_r)
{
	struct store *store = opening->flow->options.store;
	uint32_t line = opening->lane->row.line;
	enum err err = store->ops->scan_events(store, line, 1, 0, false, take_columns, opening,
					       error_r);

	if (err != ERR_NONE || opening->first == 0)
		return err;
	arena_init(&opening->arena, EVENT_BYTES);
	err = store->ops->scan_events(store, line, opening->first, opening->last, true, take_hash,
				      opening, error_r);
	arena_finish(&opening->arena);
	return err;
}

static enum err open_counts(struct flow *flow, uint32_t line_index, struct error *error_r)
{
	struct lane *lane = &flow->lanes[line_index];
	struct opening opening = {.flow = flow, .lane = lane};
	enum err err = ERR_NONE;

	if (lane->line->kind != LINE_WATCH)
		return error_set(error_r, ERR_STATE,
				 "line %s is a %s line; only a watch line records approaches",
				 lane->line->name, line_kind_name(lane->line->kind));
	if (lane->sightings != NULL)
		return ERR_NONE;
	opening.sightings = mem_alloc(1, sizeof *opening.sightings);
	if (evidence_last(flow->evidence, line_index) != 0)
		err = read_record(&opening, error_r);
	if (err != ERR_NONE) {
		destroy(opening.sightings);
		return error_wrap(error_r, err, "line %s", lane->line->name);
	}
	lane->sightings = opening.sightings;
	return ERR_NONE;
}

/* ---- one more ---- */

/* In the batch's memory; NULL: it has no room. */
static struct message *make_message(struct flow *flow, uint32_t line_index,
				    const struct sighting *sighting)
{
	struct message *message = arena_alloc(&flow->arena, sizeof *message);
	struct bytes text = flow_keep_bytes(
		flow, sighting->text.size != 0 ? sighting->text : bytes_of_text(""));
	struct buf raw = {0};

	if (message == NULL || text.data == NULL)
		return NULL;
	*message = (struct message){.arrival = ARRIVAL_SIGHTING,
				    .line_index = line_index,
				    .text = text,
				    .seen = sighting->seen,
				    .request = sighting->what == SIGHTING_REQUEST,
				    .claims_minor = sighting->claimed_age != 0 &&
						    sighting->claimed_age < SIGHTING_ADULT};
	sighting_address(sighting, flow->options.keys->lookup, message->from);
	sighting_hash(sighting, flow->options.keys->lookup, message->wire);
	sighting_json(sighting, &raw);
	message->raw = flow_keep_bytes(flow, buf_bytes(&raw));
	buf_finish(&raw);
	return message->raw.data != NULL ? message : NULL;
}

/* *ret_new: it is not known. ERR_STATE: and there is no room for it. */
static enum err look_up(struct flow *flow, uint32_t line_index, const uint8_t wire[WIRE_HASH],
			size_t before, bool *ret_new, struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	uint32_t known;

	*ret_new = !map_get(&lane->sightings->known, key_of(wire), &known);
	if (!*ret_new || before < LIMIT_SIGHTINGS - lane->sightings->count)
		return ERR_NONE;
	return error_set(error_r, ERR_STATE,
			 "line %s has no room for it: %d arrivals are as many as are counted; begin another line",
			 lane->line->name, LIMIT_SIGHTINGS);
}

enum err flow_sighting_fits(struct flow *flow, uint32_t line_index, const struct sighting *sighting,
			    size_t before, bool *ret_new, struct error *error_r)
{
	uint8_t wire[WIRE_HASH];
	enum err err = open_counts(flow, line_index, error_r);

	if (err != ERR_NONE)
		return err;
	sighting_hash(sighting, flow->options.keys->lookup, wire);
	return look_up(flow, line_index, wire, before, ret_new, error_r);
}

enum err flow_sighting(struct flow *flow, uint32_t line_index, const struct sighting *sighting,
		       bool *ret_new, struct error *error_r)
{
	enum sighting_member member;
	struct message *message;
	enum err err = open_counts(flow, line_index, error_r);

	if (err != ERR_NONE)
		return err;
	err = sighting_check(sighting, flow->now, &member, error_r);
	if (err != ERR_NONE)
		return error_wrap(error_r, err, "%s", sighting_member_name(member));
	message = make_message(flow, line_index, sighting);
	if (message == NULL)
		return error_set(error_r, ERR_FULL, "the batch is full; try again in a moment");
	err = look_up(flow, line_index, message->wire, 0, ret_new, error_r);
	return err == ERR_NONE && *ret_new ? flow_message(flow, message, error_r) : err;
}

/* ---- by the half hour ---- */

static struct approaches *last_half(struct flow_approaches *approaches)
{
	return &approaches->halves[approaches->half_count - 1];
}

static int by_half_and_sender(const void *a, const void *b)
{
	const struct arrived *one = a, *other = b;

	if (one->at != other->at)
		return one->at < other->at ? -1 : 1;
	return one->contact < other->contact ? -1 : one->contact > other->contact;
}

static int by_sender(const void *a, const void *b)
{
	const struct arrived *one = a, *other = b;

	return one->contact < other->contact ? -1 : one->contact > other->contact;
}

static void count_one(struct approaches *half, const struct arrived *arrived, bool other_sender)
{
	half->requests += arrived->how == ARRIVED_REQUEST;
	half->messages += arrived->how == ARRIVED_MESSAGE;
	half->calls += arrived->how == ARRIVED_CALL;
	half->senders += other_sender;
}

static uint64_t all_of(const struct approaches *half)
{
	return half->requests + half->messages + half->calls;
}

/* `list`: a copy, in which each moment becomes its half hour's beginning. */
static void count_halves(struct arrived *list, size_t count, struct flow_approaches *approaches)
{
	qsort(list, count, sizeof *list, by_half_and_sender);
	for (size_t i = 0; i < count; i++) {
		bool begins = i == 0 || list[i].at != list[i - 1].at;

		if (begins)
			approaches->halves[approaches->half_count++] =
				(struct approaches){.at = list[i].at};
		count_one(last_half(approaches), &list[i],
			  begins || list[i].contact != list[i - 1].contact);
	}
	for (size_t i = 0; i < approaches->half_count; i++)
		if (all_of(&approaches->halves[i]) > all_of(&approaches->halves[approaches->busiest]))
			approaches->busiest = i;
	approaches->total.at = count != 0 ? list[0].at : 0;
	qsort(list, count, sizeof *list, by_sender);
	for (size_t i = 0; i < count; i++)
		count_one(&approaches->total, &list[i],
			  i == 0 || list[i].contact != list[i - 1].contact);
}

static ms_t half_of(struct zone *zone, ms_t at)
{
	ms_t offset = zone_offset(zone, at), local = at + offset, into = local % HALF_HOUR;

	return at - (into < 0 ? into + HALF_HOUR : into);
}

/* Room for as many half hours as there are arrivals: it is given back soon. */
static enum err count_range(const struct sightings *sightings, struct zone *zone, ms_t from,
			    ms_t to, struct flow_approaches *approaches)
{
	struct arrived *list = mem_try_alloc(sightings->count + 1, sizeof *list);
	size_t count = 0;

	if (list == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < sightings->count; i++) {
		if (sightings->arrived[i].at < from || sightings->arrived[i].at >= to)
			continue;
		list[count] = sightings->arrived[i];
		list[count].at = half_of(zone, list[count].at);
		count++;
	}
	approaches->halves = mem_try_alloc(count + 1, sizeof *approaches->halves);
	if (approaches->halves != NULL)
		count_halves(list, count, approaches);
	mem_free(list);
	return approaches->halves != NULL ? ERR_NONE : ERR_MEMORY;
}

enum err flow_approaches(struct flow *flow, uint32_t line_index, ms_t from, ms_t to,
			 struct flow_approaches *ret_approaches, struct error *error_r)
{
	const struct lane *lane = &flow->lanes[line_index];
	struct flow_approaches approaches = {.line = lane->line};
	enum err err = open_counts(flow, line_index, error_r);

	if (err != ERR_NONE)
		return err;
	if (count_range(lane->sightings, lane->gate.zone, from, to, &approaches) != ERR_NONE)
		return error_set(error_r, ERR_MEMORY, "no memory for a report on line %s",
				 lane->line->name);
	approaches.left_out = lane->sightings->left_out;
	*ret_approaches = approaches;
	return ERR_NONE;
}

void flow_approaches_finish(struct flow_approaches *approaches)
{
	mem_free(approaches->halves);
	*approaches = (struct flow_approaches){0};
}
