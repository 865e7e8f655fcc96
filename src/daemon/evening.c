// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/evening.h"
#include "base/jsonout.h"
#include "base/mem.h"
#include "base/random.h"
#include "daemon/evening_texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RANGES = 6, RANGE = 10000, POOL = RANGES * RANGE, HOUSE = 100 };

/* ---- who writes ---- */

/* Every number once, in an order that chance decides. */
struct numbers {
	uint32_t order[POOL];
	size_t next;
};

/* The first hundred mobiles are left out: the lines of examples and documents have their numbers
 * there. */
static struct numbers *numbers_create(uint64_t seed)
{
	struct numbers *numbers = mem_alloc(1, sizeof *numbers);
	struct random random;

	random_from_seed(&random, seed, "evening.numbers");
	for (uint32_t i = 0; i < POOL; i++)
		numbers->order[i] = i;
	for (uint32_t left = POOL - HOUSE; left > 1; left--) {
		uint32_t at = (uint32_t)random_below(&random, left), kept = numbers->order[at];

		numbers->order[at] = numbers->order[left - 1];
		numbers->order[left - 1] = kept;
	}
	return numbers;
}

/* ARCEP's numbers for fiction. The mobiles are last and run backwards, so that the left-out hundred
 * is the pool's end. */
static void number_text(uint32_t index, char ret_number[EVENING_NUMBER_MAX])
{
	static const char *const ranges[RANGES] = {"+3319900", "+3326191", "+3335301",
						   "+3346571", "+3353649", "+3363998"};
	uint32_t range = index / RANGE, last = index % RANGE;

	snprintf(ret_number, EVENING_NUMBER_MAX, "%s%04u", ranges[range],
		 range == RANGES - 1 ? RANGE - 1 - last : last);
}

struct making {
	struct evening *evening;
	struct numbers *numbers;
	struct random random;
};

static uint32_t add_sender(struct making *making, bool genuine, ms_t first)
{
	struct evening *evening = making->evening;
	struct evening_sender *sender;

	if (evening->sender_count == evening->sender_room) {
		evening->sender_room = evening->sender_room == 0 ? 1024 : 2 * evening->sender_room;
		evening->senders =
			mem_grow(evening->senders, evening->sender_room, sizeof *evening->senders);
	}
	sender = &evening->senders[evening->sender_count];
	*sender = (struct evening_sender){.genuine = genuine, .first = first};
	number_text(making->numbers->order[making->numbers->next++], sender->number);
	return (uint32_t)evening->sender_count++;
}

/* The text is what was added to `texts` since it was `from` bytes long. */
static void add_message(struct making *making, uint32_t sender, ms_t at, size_t from)
{
	struct evening *evening = making->evening;

	buf_add_u8(&evening->texts, '\0');
	if (evening->message_count == evening->message_room) {
		evening->message_room =
			evening->message_room == 0 ? 4096 : 2 * evening->message_room;
		evening->messages = mem_grow(evening->messages, evening->message_room,
					     sizeof *evening->messages);
	}
	evening->messages[evening->message_count] =
		(struct evening_message){.at = at,
					 .sender = sender,
					 .order = (uint32_t)evening->message_count,
					 .text = (uint32_t)from};
	evening->message_count++;
}

static ms_t between(struct random *random, ms_t from, ms_t to)
{
	return from + (ms_t)random_below(random, (uint64_t)(to - from));
}

/* ---- genuine senders ---- */

ms_t evening_local(ms_t at)
{
	return at + (at < EVENING_CLOCKS ? 2 : 1) * MS_HOUR;
}

/* Hundredths of the average hour, by the hour of the local day: they sum up to 2,400. */
static const uint16_t curve[24] = {110, 80,  55,  30,  15,  10,	 12,  25,  45,	60,  75,  90,
				   105, 105, 110, 115, 125, 140, 165, 175, 180, 190, 200, 183};
/* Hundredths of the average day, Thursday to Tuesday; the four calm ones sum up to 400. */
static const uint16_t days[6] = {90, 110, 120, 80, 90, 90};

/* First texts an hour, in ten-thousandths of the average. */
static uint64_t rate(ms_t at)
{
	ms_t since = evening_local(at) - evening_local(EVENING_BEGINS);

	return (uint64_t)curve[since / MS_HOUR % 24] * days[since / MS_DAY];
}

static enum evening_pool pool_at(struct random *random, ms_t at)
{
	bool fresh = at >= EVENING_MONDAY && random_below(random, 2) == 0;

	return fresh ? EVENING_NEW : EVENING_CALM;
}

/* One person: a first text, and one or two more while no answer comes. */
static void add_person(struct making *making, ms_t at)
{
	struct random *random = &making->random;
	struct buf *texts = &making->evening->texts;
	struct evening_hand hand = evening_hand(random);
	uint32_t sender = add_sender(making, true, at);
	uint64_t chance = random_below(random, 100);
	unsigned more = chance < 10 ? 2 : chance < 35 ? 1 : 0;
	size_t from = texts->size;

	evening_text_person(random, pool_at(random, at), &hand, texts);
	add_message(making, sender, at, from);
	for (; more > 0; more--) {
		at = between(random, at + MS_MINUTE / 2, at + 40 * MS_MINUTE);
		if (at >= EVENING_ENDS)
			break;
		from = texts->size;
		evening_text_person(random, EVENING_AGAIN, &hand, texts);
		add_message(making, sender, at, from);
	}
}

/* Each second somebody new writes, or nobody: whole numbers only, so that no computer rounds
 * otherwise. */
static void add_people(struct making *making)
{
	const uint64_t never = 3600 * 10000;

	for (ms_t at = EVENING_BEGINS; at < EVENING_ENDS; at += MS_SECOND)
		if (random_below(&making->random, never) < rate(at) * (EVENING_A_DAY / 24))
			add_person(making, between(&making->random, at, at + MS_SECOND));
}

/* ---- robots ---- */

/* Single senders, a thousand by a thousand: from which minute after four, in how many, how many
 * texts. */
static const struct {
	uint16_t from, minutes, texts;
	enum evening_robots kind;
} singles[] = {
	{4, 55, 1000, ROBOTS_COUNT},  {30, 45, 1200, ROBOTS_SHOUT},  {70, 90, 1000, ROBOTS_COUNT},
	{118, 30, 700, ROBOTS_MOCK},  {150, 80, 1100, ROBOTS_COUNT}, {200, 60, 1000, ROBOTS_SHOUT},
	{238, 70, 1000, ROBOTS_MOCK}, {290, 65, 1000, ROBOTS_COUNT},
};

/* Waves of new numbers, one to four texts each. */
static const struct {
	uint16_t from, minutes, texts;
	enum evening_robots kind;
} waves[] = {
	{1, 50, 2600, ROBOTS_SHOUT},   {42, 60, 1800, ROBOTS_MOCK},
	{105, 45, 2400, ROBOTS_SHOUT}, {160, 70, 1900, ROBOTS_IMITATE},
	{225, 40, 1700, ROBOTS_MOCK},  {280, 75, 1600, ROBOTS_COUNT},
};

static void add_robot_text(struct making *making, uint32_t sender, ms_t at,
			   enum evening_robots kind, unsigned count)
{
	size_t from = making->evening->texts.size;

	evening_text_robot(&making->random, kind, count, &making->evening->texts);
	add_message(making, sender, at, from);
	if (at < making->evening->senders[sender].first)
		making->evening->senders[sender].first = at;
}

static void add_single(struct making *making, size_t i)
{
	ms_t from = EVENING_ROBOTS + singles[i].from * MS_MINUTE;
	ms_t step = singles[i].minutes * MS_MINUTE / singles[i].texts;
	uint32_t sender = add_sender(making, false, MS_NEVER);

	for (unsigned text = 0; text < singles[i].texts; text++)
		add_robot_text(
			making, sender,
			between(&making->random, from + text * step, from + (text + 1) * step),
			singles[i].kind, text + 1);
}

/* Rises to its middle and falls again: the sum of two even chances. */
static ms_t moment_in(struct random *random, ms_t from, ms_t to)
{
	return (between(random, from, to) + between(random, from, to)) / 2;
}

static void add_wave(struct making *making, size_t i)
{
	struct random *random = &making->random;
	ms_t from = EVENING_ROBOTS + waves[i].from * MS_MINUTE;
	ms_t to = from + waves[i].minutes * MS_MINUTE;

	for (unsigned made = 0; made < waves[i].texts;) {
		static const uint8_t texts_of[20] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
						     2, 2, 2, 2, 2, 3, 3, 3, 4, 4};
		uint32_t sender = add_sender(making, false, MS_NEVER);
		unsigned texts = texts_of[random_below(random, 20)];

		for (; texts > 0 && made < waves[i].texts; texts--)
			add_robot_text(making, sender, moment_in(random, from, to), waves[i].kind,
				       ++made);
	}
}

static void add_robots(struct making *making)
{
	for (size_t i = 0; i < sizeof singles / sizeof singles[0]; i++)
		add_single(making, i);
	for (size_t i = 0; i < sizeof waves / sizeof waves[0]; i++)
		add_wave(making, i);
}

/* ---- the whole ---- */

static int by_time(const void *left, const void *right)
{
	const struct evening_message *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

void evening_generate(uint64_t seed, struct evening *ret_evening)
{
	struct making making = {.evening = ret_evening, .numbers = numbers_create(seed)};

	*ret_evening = (struct evening){0};
	random_from_seed(&making.random, seed, "evening.people");
	add_people(&making);
	random_from_seed(&making.random, seed, "evening.robots");
	add_robots(&making);
	qsort(ret_evening->messages, ret_evening->message_count, sizeof *ret_evening->messages,
	      by_time);
	mem_free(making.numbers);
}

void evening_finish(struct evening *evening)
{
	mem_free(evening->senders);
	mem_free(evening->messages);
	buf_finish(&evening->texts);
	*evening = (struct evening){0};
}

static void put_message(struct evening *evening, const struct evening_message *message,
			const char *line, struct buf *out)
{
	struct evening_sender *sender = &evening->senders[message->sender];
	char id[48];
	struct jsonout json;

	snprintf(id, sizeof id, "%s-%u-%u", sender->genuine ? "genuine" : "robot",
		 message->sender + 1, ++sender->written);
	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_time(&json, "at", message->at);
	jsonout_text(&json, "event", "message");
	jsonout_text(&json, "line", line);
	jsonout_text(&json, "from", sender->number);
	jsonout_text(&json, "text", (const char *)evening->texts.data + message->text);
	jsonout_text(&json, "id", id);
	jsonout_close(&json);
	buf_add_u8(out, '\n');
}

void evening_write(struct evening *evening, const char *line, struct buf *out)
{
	struct jsonout json;

	for (size_t i = 0; i < evening->sender_count; i++)
		evening->senders[i].written = 0;
	for (size_t i = 0; i < evening->message_count; i++)
		put_message(evening, &evening->messages[i], line, out);
	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_time(&json, "at", EVENING_ENDS);
	jsonout_text(&json, "event", "tick");
	jsonout_close(&json);
	buf_add_u8(out, '\n');
}
