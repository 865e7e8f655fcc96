// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/evening_measure.h"
#include "base/mem.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t key_of(const char *number)
{
	return strtoull(number + (number[0] == '+'), NULL, 10);
}

void evening_measure_init(struct evening_measure *measure, const struct evening *evening,
			  const struct evening_terms *terms)
{
	*measure = (struct evening_measure){.evening = evening, .terms = *terms};
	measure->answered = mem_alloc(evening->sender_count + 1, sizeof *measure->answered);
	for (size_t i = 0; i < evening->sender_count; i++)
		if (map_put(&measure->senders, key_of(evening->senders[i].number), (uint32_t)i) !=
		    ERR_NONE)
			abort(); /* a small allocation: it succeeds or ends the process */
}

void evening_measure_finish(struct evening_measure *measure)
{
	map_finish(&measure->senders);
	mem_free(measure->answers);
	mem_free(measure->answered);
	mem_free(measure->sieges);
	*measure = (struct evening_measure){0};
}

/* ---- effects ---- */

static const char *member(const json_t *effect, const char *key)
{
	const char *text = json_string_value(json_object_get(effect, key));

	return text != NULL ? text : "";
}

static void take_reply(struct evening_measure *measure, const json_t *effect)
{
	struct evening_answer answer = {
		.at = measure->now,
		.cost = llround(json_number_value(json_object_get(effect, "cost")) * 1e6),
		.sender = UINT32_MAX};
	uint64_t key = key_of(member(effect, "to"));

	if (key != 0 && map_get(&measure->senders, key, &answer.sender)) {
		const struct evening_sender *sender = &measure->evening->senders[answer.sender];

		answer.in_time = answer.at >= sender->first &&
				 answer.at <= sender->first + measure->terms.window;
		if (answer.in_time && measure->answered[answer.sender] == 0)
			measure->answered[answer.sender] = answer.at;
	}
	if (measure->answer_count == measure->answer_room) {
		measure->answer_room = measure->answer_room == 0 ? 1024 : 2 * measure->answer_room;
		measure->answers =
			mem_grow(measure->answers, measure->answer_room, sizeof *measure->answers);
	}
	measure->answers[measure->answer_count++] = answer;
}

static void take_siege(struct evening_measure *measure, const json_t *effect)
{
	measure->sieges =
		mem_grow(measure->sieges, measure->siege_count + 1, sizeof *measure->sieges);
	measure->sieges[measure->siege_count++] = (struct evening_siege){measure->now, MS_NEVER};
}

static void take_calm(struct evening_measure *measure, const json_t *effect)
{
	if (measure->siege_count > 0)
		measure->sieges[measure->siege_count - 1].to = measure->now;
}

static const struct {
	const char *name;
	void (*take)(struct evening_measure *measure, const json_t *effect);
} effects[] = {{"reply", take_reply}, {"siege", take_siege}, {"calm", take_calm}};

static enum err take_effect(struct evening_measure *measure, const json_t *effect,
			    struct error *error_r)
{
	const char *name = member(effect, "effect");

	if (strcmp(name, "error") == 0)
		return error_set(error_r, ERR_STATE, "rehearse: event %lld: %s",
				 (long long)json_integer_value(json_object_get(effect, "line")),
				 member(effect, "problem"));
	clock_parse(member(effect, "at"), &measure->now);
	for (size_t i = 0; i < sizeof effects / sizeof effects[0]; i++)
		if (strcmp(name, effects[i].name) == 0)
			effects[i].take(measure, effect);
	return ERR_NONE;
}

enum err evening_measure_take(struct evening_measure *measure, struct bytes line,
			      struct error *error_r)
{
	json_t *effect = json_loadb((const char *)line.data, line.size, 0, NULL);
	enum err err = json_is_object(effect)
			       ? take_effect(measure, effect, error_r)
			       : error_set(error_r, ERR_INPUT, "an effect is no JSON object");

	json_decref(effect);
	return err;
}

/* ---- counting ---- */

static bool within(ms_t at, ms_t from, ms_t to)
{
	return at >= from && at < to;
}

static bool is_genuine(const struct evening_measure *measure, uint32_t sender)
{
	return sender != UINT32_MAX && measure->evening->senders[sender].genuine;
}

struct evening_count evening_count(const struct evening_measure *measure, ms_t from, ms_t to)
{
	const struct evening *evening = measure->evening;
	struct evening_count count = {0};

	for (size_t i = 0; i < evening->message_count; i++) {
		if (!within(evening->messages[i].at, from, to))
			continue;
		count.messages++;
		count.robots += !is_genuine(measure, evening->messages[i].sender);
	}
	for (size_t i = 0; i < evening->sender_count; i++) {
		if (!evening->senders[i].genuine || !within(evening->senders[i].first, from, to))
			continue;
		count.genuine++;
		count.in_time += measure->answered[i] != 0;
	}
	for (size_t i = 0; i < measure->answer_count; i++) {
		if (!within(measure->answers[i].at, from, to))
			continue;
		count.spent += measure->answers[i].cost;
		count.robots_answered += !is_genuine(measure, measure->answers[i].sender);
	}
	count.received = (int64_t)count.messages * measure->terms.in;
	return count;
}

int64_t evening_spent(const struct evening_measure *measure, ms_t at, ms_t span)
{
	int64_t spent = 0;

	for (size_t i = 0; i < measure->answer_count; i++)
		if (measure->answers[i].at > at - span && measure->answers[i].at <= at)
			spent += measure->answers[i].cost;
	return spent;
}

int64_t evening_dearest(const struct evening_measure *measure, ms_t span)
{
	const struct evening_answer *answers = measure->answers;
	int64_t spent = 0, most = 0;
	size_t first = 0;

	for (size_t i = 0; i < measure->answer_count; i++) {
		spent += answers[i].cost;
		while (answers[first].at <= answers[i].at - span)
			spent -= answers[first++].cost;
		if (spent > most)
			most = spent;
	}
	return most;
}
