// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What must hold whatever happens: random lines, caps and costs; senders few or many, calm or in
 * floods of thousands; operators; a clock that steps; a program that is killed, with or without a
 * batch open, and comes back soon or late. After each life:
 *
 *   - no cap of any line or of the house was exceeded over any sliding window, by 0; what is kept
 * for people in distress went to nobody else, and they had no more of it;
 *   - nobody had two answers from a line, and none who was let go had one afterwards;
 *   - an answer came in its window, or says that it is late, and never after its last moment;
 *   - for want of money nobody was held while there was some; in a siege nobody while there was
 * room for all that waited;
 *   - whom the cohort held has a score, a cluster, and words with both in the record;
 *   - in one life of the program a siege began before it ended, ended before another began, and did
 * end;
 *   - whoever was to be answered was, or the record says why not;
 *   - what was told is what the record holds, and the record is whole;
 *   - the same seed tells the same.
 *
 * flow [FIRST [COUNT [sieges]]]: the seeds to live through; `sieges`: only such lives.
 */
#include "life.h"

enum { STEPS = 60, LIVES = 60, BATCHES_MOST = 100000, AGAIN_EVERY = 10 };

/* ---- a life's settings ---- */

static int64_t random_cap(struct life *life)
{
	switch (below(life, 4)) {
	case 0:
		return INT64_MAX;
	case 1:
		return (int64_t)below(life, 40 * CENT);
	case 2:
		return (int64_t)below(life, 400 * CENT);
	default:
		return (int64_t)(1 + below(life, 20)) * 8 * CENT;
	}
}

static void random_line(struct life *life, struct line *line)
{
	static const ms_t widths[] = {0, 1, MS_MINUTE, 25 * MS_MINUTE, 3 * MS_HOUR};
	static const int64_t costs[] = {0, 8 * CENT, 1, 77777, 123457, 50 * CENT};
	const ms_t leasts[] = {0, 1, 5 * MS_MINUTE, MS_HOUR};

	line->answer.least = leasts[below(life, 4)];
	line->answer.most = line->answer.least + widths[below(life, 5)];
	line->answer.late = line->answer.most + (ms_t)below(life, 3) * 8 * MS_HOUR;
	line->cost.out = costs[below(life, 6)];
	line->caps.hour = random_cap(life);
	line->caps.day = random_cap(life);
}

/* After a restart the money is what it was. */
static void check_money(struct life *life)
{
	ms_t now = flow_now(life->bench->flow);

	for (uint32_t line = 0; line < 2; line++) {
		struct flow_counts counts;

		flow_counts(life->bench->flow, line, now, &counts);
		HOLDS(counts.spent_hour == spent(life, line, now, MS_HOUR, false),
		      "spent, this hour");
		HOLDS(counts.spent_day == spent(life, line, now, MS_DAY, false), "spent, this day");
	}
}

/* ---- what happens ---- */

static const char *const texts[] = {"salut",
				    "hello you",
				    "stop",
				    "je veux mourir",
				    "sorry wrong number",
				    "tu fais quoi ce soir ?",
				    ""};

static const char *random_text(struct life *life)
{
	return below(life, 3) != 0 ? texts[0] : texts[below(life, sizeof texts / sizeof texts[0])];
}

const char *number_of(unsigned sender, char ret_number[NUMBER_MAX])
{
	snprintf(ret_number, NUMBER_MAX, "+9991%06u", sender);
	return ret_number;
}

/* What is told is told of one life of the program: the next may see a siege otherwise. */
void restart(struct life *life)
{
	bench_restart(life->bench, life->now);
	for (int line = 0; line < 2; line++)
		life->siege[line] = life->bench->flow->lanes[line].gate.siege.on;
}

static void one_message(struct life *life)
{
	char number[NUMBER_MAX], id[16];
	uint32_t line = (uint32_t)below(life, FIXTURE_LINES);
	struct message *message = bench_message(
		life->bench, line, number_of((unsigned)below(life, life->senders), number),
		random_text(life));

	if (below(life, 4) == 0) {
		snprintf(id, sizeof id, "in-%u", (unsigned)below(life, 60));
		message->id = bytes_of_text(arena_copy(&life->bench->arena, id, strlen(id)));
	}
	if (life->parts && below(life, 10) == 0)
		message->part = (struct part){3, (uint8_t)(1 + below(life, 2)), 2};
	if (below(life, 30) == 0)
		message->arrival = ARRIVAL_CALL;
	bench_take(life->bench, message);
}

void arrivals(struct life *life)
{
	uint64_t count = below(life, 5) == 0 ? 1 + below(life, 25) : 1;

	bench_begin(life->bench, life->now);
	while (count-- > 0)
		one_message(life);
	/* Killed with the batch open: the carrier was told nothing, and will come again. */
	if (below(life, 12) == 0) {
		restart(life);
		return;
	}
	bench_commit(life->bench);
}

/* Somebody who wrote, those of the floods too; in a besieged life now and then all who wrote like
 * him. */
static void operator_about(struct life *life, enum flow_verb verb, uint32_t line)
{
	unsigned sender = (unsigned)below(life, below(life, 2) != 0 ? life->end : life->senders);
	struct party *parties = life->parties[line];
	uint32_t cluster = below(life, 2) != 0 ? parties[sender].cluster : 0;
	bool *had = mem_alloc(PARTIES_MAX, sizeof *had);
	char contact[NUMBER_MAX];
	enum err err;

	number_of(sender, contact);
	if (cluster != 0)
		snprintf(contact, sizeof contact, "cluster:%08x", cluster);
	/* Before the word is given, for its answer may be told with it. */
	for (unsigned i = 0; i < life->end; i++) {
		had[i] = parties[i].approved;
		if (verb == FLOW_APPROVE &&
		    (cluster != 0 ? parties[i].held && parties[i].cluster == cluster : i == sender))
			parties[i].approved = true;
	}
	err = bench_operator(life->bench, life->now, verb, line, contact);
	for (unsigned i = 0; err != ERR_NONE && i < life->end; i++)
		parties[i].approved = had[i];
	mem_free(had);
}

static void operators(struct life *life)
{
	static const enum flow_verb verbs[] = {FLOW_PAUSE,   FLOW_RESUME,  FLOW_RESUME,
					       FLOW_APPROVE, FLOW_APPROVE, FLOW_BLOCK,
					       FLOW_TAKEOVER};
	enum flow_verb verb = verbs[below(life, 7)];
	uint32_t line = (uint32_t)below(life, 2);

	if (verb == FLOW_PAUSE || verb == FLOW_RESUME)
		bench_operator(life->bench, life->now, verb, line, "");
	else
		operator_about(life, verb, line);
}

static void off_and_on(struct life *life)
{
	if (below(life, 4) == 0)
		life->now += (ms_t)below(life, 40 * MS_HOUR);
	else if (below(life, 2) == 0)
		life->now += (ms_t)below(life, MS_HOUR);
	restart(life);
	check_money(life);
}

/* Each batch is looked at, for there may be more of them than the bench keeps effects. */
void until(struct life *life, ms_t now)
{
	struct flow_bench *bench = life->bench;
	size_t batches = 0;
	ms_t next;

	while ((next = flow_next(bench->flow)) <= now) {
		bench_begin(bench, next > bench->now ? next : bench->now);
		bench_commit(bench);
		look(life);
		HOLDS(++batches < BATCHES_MOST, "it wants to be woken for ever");
	}
	bench_begin(bench, now);
	bench_commit(bench);
	look(life);
}

/* Steps back, or goes on without having run its timers. */
static void step_of_the_clock(struct life *life)
{
	if (below(life, 2) != 0)
		life->now -= (ms_t)below(life, 3 * MS_HOUR);
	else
		life->now += (ms_t)below(life, 30 * MS_HOUR);
	arrivals(life);
}

static void one_step(struct life *life)
{
	static const ms_t gaps[] = {1, 1000, 20 * MS_SECOND, 5 * MS_MINUTE, MS_HOUR, 6 * MS_HOUR};

	life->now += (ms_t)below(life, (uint64_t)gaps[below(life, life->flood.on ? 4 : 6)] + 1);
	life->bench->stuck = life->slow && below(life, 4) == 0;
	until(life, life->now);
	if (below(life, 25) == 0)
		step_of_the_clock(life);
	look(life);
	switch (below(life, 10)) {
	case 0:
		off_and_on(life);
		break;
	case 1:
		operators(life);
		break;
	default:
		if (life->besieged)
			flood_step(life);
		else
			arrivals(life);
		break;
	}
	look(life);
}

/* The carrier is well again, nobody pauses, and a week goes by: then nothing is owed any more. */
static void to_the_end(struct life *life)
{
	struct flow *flow = life->bench->flow;
	ms_t now = flow_now(flow) > life->now ? flow_now(flow) : life->now;

	life->bench->stuck = false;
	bench_ok(life->bench, bench_operator(life->bench, now, FLOW_RESUME, SIZE_MAX, ""));
	look(life);
	until(life, now + 8 * MS_DAY);
	HOLDS(outbox_count(life->bench->flow->outbox) == 0, "somebody waits for ever");
	for (int line = 0; line < 2; line++) {
		HOLDS(!life->siege[line] && !life->bench->flow->lanes[line].gate.siege.on,
		      "a siege without end");
		for (unsigned sender = 0; sender < life->end; sender++)
			HOLDS(!life->parties[line][sender].promised, "somebody was forgotten");
	}
	check_record(life);
}

static void settings(struct life *life)
{
	struct flow_bench *bench = life->bench;

	life->now = T0;
	life->senders = life->end = below(life, 2) != 0 ? 5 : SENDERS_MAX;
	life->slow = below(life, 5) == 0;
	life->parts = below(life, 5) == 0;
	bench->house.day_cap = random_cap(life);
	random_line(life, &bench->lines[LINE_A]);
	random_line(life, &bench->lines[LINE_B]);
	if (life->besieged)
		flood_settings(life);
}

/* Of all lives: a test that sees no siege tests none. */
static size_t answers, sieges, refusals;

/* What was told, as one number. */
static uint64_t live(struct flow_bench *bench, uint64_t seed, bool besieged)
{
	struct life *life = mem_alloc(1, sizeof *life);
	uint64_t digest;

	snprintf(life->context, sizeof life->context, "seed %llu", (unsigned long long)seed);
	life->bench = bench;
	life->besieged = besieged;
	life->digest = UINT64_C(14695981039346656037);
	random_from_seed(&life->random, seed, "life");
	random_from_seed(&bench->random, seed, "bench");
	settings(life);
	bench_forget(bench);
	bench_open(bench, life->now);
	for (int step = 0; step < STEPS; step++)
		one_step(life);
	to_the_end(life);
	bench_close(bench);
	bench_unlink(bench);
	digest = life->digest;
	answers += life->replies;
	sieges += life->sieges;
	refusals += life->refusal_count;
	mem_free(life->spends);
	mem_free(life->refusals);
	mem_free(life);
	return digest;
}

int main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : LIVES;
	bool always = argc > 3;
	struct flow_bench *bench = bench_create();

	for (uint64_t seed = first; seed < first + count; seed++) {
		bool besieged = always || seed % 2 == 0;
		uint64_t told = live(bench, seed, besieged);

		if (seed % AGAIN_EVERY == 0 && live(bench, seed, besieged) != told) {
			fprintf(stderr, "seed %llu: not the same again\n",
				(unsigned long long)seed);
			return 1;
		}
	}
	bench_destroy(bench);
	printf("%llu lives: %zu answers, %zu sieges, %zu held by the cohort\n",
	       (unsigned long long)count, answers, sieges, refusals);
	return 0;
}
