// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What must hold whatever happens: random lines, caps and costs; senders few or many, calm or in bursts; operators; a
 * program that is killed, with or without a batch open, and comes back soon or late. After each life:
 *
 *   - no cap of any line or of the house was exceeded over any sliding window, by 0;
 *   - nobody had two answers from a line, and none who was let go had one afterwards;
 *   - an answer came in its window, or says that it is late, and never after its last moment;
 *   - for want of money nobody was held while there was some;
 *   - whoever was to be answered was, or the record says why not;
 *   - what was told is what the record holds, and the record is whole.
 *
 * flow [FIRST [COUNT]]: the seeds to live through.
 */
#include "../unit/flow_fixture.h"

enum { SENDERS_MAX = 40, STEPS = 60, LIVES = 100 };

/* One sender at one declining line, as seen from outside. */
struct party {
	ms_t first;            /* his first message; 0: none */
	ms_t scheduled, due;   /* of the newest verdict that promised an answer */
	ms_t window;           /* of the first: words may change while it waits, its window does not */
	size_t replies, muted; /* how often */
	bool promised;         /* an answer is owed */
	bool approved, let_go;
};

struct life {
	struct flow_bench *bench;
	struct random random;
	struct party parties[2][SENDERS_MAX];
	unsigned senders;
	size_t seen; /* effects looked at */
	ms_t now;
	bool slow;  /* its carrier is, now and then */
	bool parts; /* some messages are long */
	char context[160];
};

static uint64_t below(struct life *life, uint64_t bound)
{
	return random_below(&life->random, bound);
}

static void broken(const struct life *life, const char *rule)
{
	fprintf(stderr, "%s: %s\n", life->context, rule);
	abort();
}

#define HOLDS(condition, rule)                                                                     \
	do {                                                                                       \
		if (!(condition))                                                                  \
			broken(life, rule);                                                        \
	} while (0)

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

/* ---- the rules ---- */

static bool is_spend(const struct told *told)
{
	return told->effect.type == EFFECT_REPLY && told->effect.cost != 0;
}

/* What a line (or the house: SIZE_MAX) spent in (at - span, at], as far as effect `upto`. */
static int64_t spent(const struct life *life, size_t line, ms_t at, ms_t span, size_t upto)
{
	int64_t sum = 0;

	for (size_t i = upto; i-- > 0;) {
		const struct told *told = &life->bench->told[i];

		if (told->effect.at <= at - span)
			break;
		if (is_spend(told) && (line == SIZE_MAX || told->effect.line_index == line))
			sum += told->effect.cost;
	}
	return sum;
}

static const ms_t spans[] = {MS_HOUR, MS_DAY};

static void check_caps(const struct life *life, const struct effect *effect, size_t upto)
{
	const struct line *line = effect->line;
	size_t i = effect->line_index;

	HOLDS(spent(life, i, effect->at, MS_HOUR, upto) <= line->caps.hour, "the hour's cap was exceeded");
	HOLDS(spent(life, i, effect->at, MS_DAY, upto) <= line->caps.day, "the day's cap was exceeded");
	HOLDS(spent(life, SIZE_MAX, effect->at, MS_DAY, upto) <= life->bench->house.day_cap,
	      "the house's cap was exceeded");
}

/* Whether some cap had no room for one more ordinary answer; a tenth of a line's is not for those. */
static bool was_short(const struct life *life, const struct effect *effect, size_t upto)
{
	const struct line *line = effect->line;
	const int64_t caps[] = {line->caps.hour, line->caps.day};
	int64_t price = line->cost.out, house = life->bench->house.day_cap;

	for (int w = 0; w < 2; w++)
		if (caps[w] != INT64_MAX && spent(life, effect->line_index, effect->at, spans[w], upto) + price >
						    caps[w] - caps[w] / 10)
			return true;
	return house != INT64_MAX &&
	       spent(life, SIZE_MAX, effect->at, MS_DAY, upto) + price > house;
}

static struct party *party_of(struct life *life, const struct told *told)
{
	unsigned sender = (unsigned)strtoul(told->address + 5, NULL, 10);

	return told->effect.line_index > LINE_B || sender >= SENDERS_MAX
		       ? NULL
		       : &life->parties[told->effect.line_index][sender];
}

static void on_reply(struct life *life, struct party *party, const struct effect *effect, size_t upto)
{
	const struct line *line = effect->line;

	HOLDS(party->promised, "an answer nobody had promised");
	HOLDS(++party->replies == 1, "a second answer");
	HOLDS(!party->let_go, "an answer to somebody who was let go");
	HOLDS(party->approved || effect->at >= party->due, "an answer before its time");
	/* A long message's window begins with its first part, up to ten minutes before it was read. */
	HOLDS(party->approved || life->parts || party->due >= party->window + line->answer.least,
	      "a due time before the window");
	HOLDS(effect->late || party->approved || effect->at <= party->window + line->answer.most,
	      "an answer after its window that does not say so");
	HOLDS(party->approved || effect->at <= party->scheduled + line->answer.late,
	      "an answer after its last moment");
	party->promised = false;
	check_caps(life, effect, upto + 1);
}

static void look_at(struct life *life, size_t i)
{
	const struct told *told = &life->bench->told[i];
	const struct effect *effect = &told->effect;
	struct party *party = party_of(life, told);

	HOLDS(effect->type != EFFECT_REPLY || effect->line->kind == LINE_DECLINE, "a decoy answered");
	if (party == NULL)
		return;
	switch (effect->type) {
	case EFFECT_VERDICT:
		if (effect->due == 0)
			break;
		HOLDS(party->replies == 0, "an answer promised to somebody who had his");
		if (!party->promised)
			party->window = effect->at;
		party->scheduled = effect->at;
		party->due = effect->due;
		party->promised = true;
		party->approved = false;
		break;
	case EFFECT_REPLY:
		on_reply(life, party, effect, i);
		break;
	case EFFECT_HELD:
		HOLDS(effect->why != WHY_BUDGET || life->slow || was_short(life, effect, i),
		      "held for want of money that was there");
		break;
	case EFFECT_MUTED:
		party->promised &= effect->why == WHY_DUPLICATE;
		party->let_go |= effect->why == WHY_STOP || effect->why == WHY_BLOCKED ||
				 effect->why == WHY_TAKEOVER;
		break;
	default:
		break;
	}
}

static void look(struct life *life)
{
	if (life->bench->told_count > TOLD_MAX)
		broken(life, "more effects than the bench keeps");
	for (; life->seen < life->bench->told_count; life->seen++)
		look_at(life, life->seen);
}

/* After a restart the money is what it was. */
static void check_money(struct life *life)
{
	for (uint32_t line = 0; line < 2; line++) {
		struct flow_counts counts;

		flow_counts(life->bench->flow, line, life->now, &counts);
		HOLDS(counts.spent_hour == spent(life, line, life->now, MS_HOUR, life->seen), "spent, this hour");
		HOLDS(counts.spent_day == spent(life, line, life->now, MS_DAY, life->seen), "spent, this day");
	}
}

static enum err count_answer(void *context, const struct event_row *row, struct error *error_r)
{
	(void)error_r;
	*(size_t *)context += row->type == EVENT_ANSWER;
	return ERR_NONE;
}

/* What was told is what was recorded. */
static void check_record(struct life *life)
{
	struct flow_bench *bench = life->bench;
	size_t recorded = 0;

	for (uint32_t line = 1; line <= FIXTURE_LINES; line++)
		bench_ok(bench, bench->store->ops->scan_events(bench->store, line, 1, 0, false, count_answer,
							       &recorded, &bench->error));
	HOLDS(recorded == bench_count(bench, EFFECT_REPLY, NULL), "answers told and answers recorded differ");
	bench_verify(bench);
}

/* ---- what happens ---- */

static const char *const texts[] = {"salut", "hello you", "stop", "je veux mourir", "sorry wrong number",
				    "tu fais quoi ce soir ?", ""};

static const char *random_text(struct life *life)
{
	return below(life, 3) != 0 ? texts[0] : texts[below(life, sizeof texts / sizeof texts[0])];
}

static const char *random_sender(struct life *life, char ret_number[NUMBER_MAX])
{
	snprintf(ret_number, NUMBER_MAX, "+9991%06u", (unsigned)below(life, life->senders));
	return ret_number;
}

static void one_message(struct life *life)
{
	char number[NUMBER_MAX], id[16];
	uint32_t line = (uint32_t)below(life, FIXTURE_LINES);
	struct message *message = bench_message(life->bench, line, random_sender(life, number),
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

static void arrivals(struct life *life)
{
	uint64_t count = below(life, 5) == 0 ? 1 + below(life, 25) : 1;

	bench_begin(life->bench, life->now);
	while (count-- > 0)
		one_message(life);
	/* Killed with the batch open: the carrier was told nothing, and will come again. */
	if (below(life, 12) == 0) {
		bench_restart(life->bench, life->now);
		return;
	}
	bench_commit(life->bench);
}

static void operators(struct life *life)
{
	static const enum flow_verb verbs[] = {FLOW_PAUSE,   FLOW_RESUME, FLOW_RESUME,
					       FLOW_APPROVE, FLOW_BLOCK,  FLOW_TAKEOVER};
	enum flow_verb verb = verbs[below(life, 6)];
	uint32_t line = (uint32_t)below(life, 2);
	char number[NUMBER_MAX];
	unsigned sender = (unsigned)strtoul(random_sender(life, number) + 5, NULL, 10);
	bool had = life->parties[line][sender].approved;

	/* Before the word is given, for its answer may be told with it. */
	if (verb == FLOW_APPROVE)
		life->parties[line][sender].approved = true;
	if (bench_operator(life->bench, life->now, verb, line, number) != ERR_NONE)
		life->parties[line][sender].approved = had;
}

static void off_and_on(struct life *life)
{
	if (below(life, 4) == 0)
		life->now += (ms_t)below(life, 40 * MS_HOUR);
	else if (below(life, 2) == 0)
		life->now += (ms_t)below(life, MS_HOUR);
	bench_restart(life->bench, life->now);
	check_money(life);
}

static void one_step(struct life *life)
{
	static const ms_t gaps[] = {1, 1000, 20 * MS_SECOND, 5 * MS_MINUTE, MS_HOUR, 6 * MS_HOUR};

	life->now += (ms_t)below(life, (uint64_t)gaps[below(life, 6)] + 1);
	life->bench->stuck = life->slow && below(life, 4) == 0;
	bench_until(life->bench, life->now);
	look(life);
	switch (below(life, 10)) {
	case 0:
		off_and_on(life);
		break;
	case 1:
		operators(life);
		break;
	default:
		arrivals(life);
		break;
	}
	look(life);
}

/* The carrier is well again, nobody pauses, and a week goes by: then nothing is owed any more. */
static void to_the_end(struct life *life)
{
	life->bench->stuck = false;
	bench_ok(life->bench, bench_operator(life->bench, life->now, FLOW_RESUME, SIZE_MAX, ""));
	bench_until(life->bench, life->now + 8 * MS_DAY);
	look(life);
	HOLDS(outbox_count(life->bench->flow->outbox) == 0, "somebody waits for ever");
	for (int line = 0; line < 2; line++)
		for (int sender = 0; sender < SENDERS_MAX; sender++)
			HOLDS(!life->parties[line][sender].promised, "somebody was forgotten");
	check_record(life);
}

static void live(struct flow_bench *bench, uint64_t seed)
{
	struct life *life = mem_alloc(1, sizeof *life);

	snprintf(life->context, sizeof life->context, "seed %llu", (unsigned long long)seed);
	life->bench = bench;
	random_from_seed(&life->random, seed, "life");
	random_from_seed(&bench->random, seed, "bench");
	life->now = T0;
	life->senders = below(life, 2) != 0 ? 5 : SENDERS_MAX;
	life->slow = below(life, 5) == 0;
	life->parts = below(life, 5) == 0;
	bench->house.day_cap = random_cap(life);
	random_line(life, &bench->lines[LINE_A]);
	random_line(life, &bench->lines[LINE_B]);
	bench_forget(bench);
	bench_open(bench, life->now);
	for (int step = 0; step < STEPS; step++)
		one_step(life);
	to_the_end(life);
	bench_close(bench);
	bench_unlink(bench);
	mem_free(life);
}

int main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : LIVES;
	struct flow_bench *bench = bench_create();

	for (uint64_t seed = first; seed < first + count; seed++)
		live(bench, seed);
	bench_destroy(bench);
	printf("%llu lives\n", (unsigned long long)count);
	return 0;
}
