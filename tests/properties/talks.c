// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A stalling line at work over a real store: invented dealers, and others, write for days; operators approve, block and take
 * over; the program is killed, with or without a batch open, and comes back soon or late. Always:
 *
 *   - after a restart each conversation stands where it stood at the last commit: the same facts, the same questions;
 *   - nothing is said outside the line's hours, and no cap is exceeded over any sliding window;
 *   - whoever stopped, was blocked or taken over, or is on the police's list, is not written to any more;
 *   - what was claimed in a conversation never contradicts itself;
 *   - in front of each answer of a conversation the record says why;
 *   - the record is whole.
 *
 * talks [FIRST [COUNT]]: the seeds to live through.
 */
#include "../unit/flow_fixture.h"
#include "daemon/reading.h"
#include "flow/decide/stall/meeting.h"

enum { STEPS = 250, LIVES = 8, DEALERS = 12, PLACES = 3, SPENDS_MAX = 8192 };

/* One who writes, as seen from outside. */
struct party {
	bool closed;  /* by an operator, or the police */
	bool stopped; /* said so: one polite word at most */
	size_t polite;
};

struct spend {
	ms_t at;
	int64_t micro;
};

struct life {
	struct flow_bench *bench;
	struct random random;
	struct reader_set set;
	struct place places[PLACES];
	char deconflict[1][NUMBER_MAX];
	struct party parties[DEALERS];
	struct spend spends[SPENDS_MAX];
	size_t spend_count, looked, replies, turns, restarts, engaged;
	/* what was committed last */
	struct stall kept[DEALERS + 1];
	bool has[DEALERS + 1];
	ms_t now;
	uint64_t seed;
};

#define HOLDS(condition, rule)                                                                     \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "seed %llu: %s\n", (unsigned long long)life->seed, rule);  \
			exit(1);                                                                   \
		}                                                                                  \
	} while (0)

static uint64_t below(struct life *life, uint64_t bound)
{
	return random_below(&life->random, bound);
}

/* ---- settings ---- */

static void settings(struct life *life)
{
	static const char *const names[PLACES] = {"Gare du Nord", "Schaerbeek", "Groenplaats"};
	struct line *line = &life->bench->lines[LINE_A];

	for (int i = 0; i < PLACES; i++) {
		life->places[i] = (struct place){.name = (char *)(uintptr_t)names[i], .hour_count = i != 0};
		life->places[i].hours[0] = (struct hours){(uint16_t)(10 + 4 * i) * 60, (uint16_t)(20 + 4 * i) * 60};
	}
	bench_line(life->bench, LINE_A, "a", LINE_STALL);
	line->languages[1] = LANGUAGE_NL;
	line->languages[2] = LANGUAGE_EN;
	line->language_count = 3;
	line->hours[0] = (struct hours){10 * 60, 24 * 60};
	line->hour_count = 1;
	line->places = life->places;
	line->place_count = PLACES;
	line->control.uniform = 0.2;
	line->control.prior = 0.2;
	line->caps.hour = below(life, 2) != 0 ? (int64_t)(1 + below(life, 20)) * 8 * CENT : INT64_MAX;
	line->caps.day = below(life, 2) != 0 ? (int64_t)(1 + below(life, 60)) * 8 * CENT : INT64_MAX;
	line->limits.sender = below(life, 2) != 0 ? (int64_t)(2 + below(life, 8)) : INT64_MAX;
	line->limits.answers = INT64_MAX;
	line->deconflicts = life->deconflict;
	line->deconflict_count = 1;
	snprintf(life->deconflict[0], NUMBER_MAX, "+9991%06d", 0);
	life->parties[0].closed = true;
}

/* ---- the program ---- */

/* As bench_try_open(), with models: without acts no conversation comes far. */
static void start(struct life *life)
{
	struct flow_bench *bench = life->bench;
	struct sqlite_options sqlite = {.path = bench->path, .now = life->now};
	struct flow_options options = {.lines = bench->lines,
				       .line_count = FIXTURE_LINES,
				       .house = &bench->house,
				       .packs = life->set.packs,
				       .models = life->set.models,
				       .keys = &bench->keys,
				       .random = &bench->random,
				       .fiction = true,
				       .sink = {bench, bench_claim, bench_effect}};

	bench_ok(bench, sqlite_open(&sqlite, &bench->store, &bench->error));
	options.store = bench->store;
	bench_ok(bench, flow_create(&options, life->now, &bench->flow, &bench->error));
	bench->now = life->now;
}

static struct stall *stall_of(struct life *life, unsigned contact)
{
	return stalls_find(life->bench->flow->stalls, LINE_A, contact);
}

/* After each commit. */
static void keep(struct life *life)
{
	for (unsigned contact = 1; contact <= DEALERS; contact++) {
		struct stall *stall = stall_of(life, contact);

		life->has[contact] = stall != NULL;
		if (stall != NULL)
			life->kept[contact] = *stall;
	}
}

#define SAME(member)                                                                               \
	do {                                                                                       \
		if (was->member != is->member) {                                                   \
			fprintf(stderr, "seed %llu: contact %u after a restart: " #member " %g, not %g\n", \
				(unsigned long long)life->seed, contact, (double)is->member,       \
				(double)was->member);                                              \
			exit(1);                                                                   \
		}                                                                                  \
	} while (0)

/* All that what is said next depends on. */
static void compare(struct life *life, unsigned contact)
{
	const struct stall *was = &life->kept[contact], *is = stall_of(life, contact);

	if (is == NULL || was->engaged == ENGAGED_NOT || was->over != WHY_NONE) {
		/* left, or let go: only that has to come back */
		HOLDS(is == NULL || is->engaged == ENGAGED_NOT || is->over == was->over, "somebody came back");
		HOLDS(is != NULL || was->engaged == ENGAGED_NOT, "a conversation is gone after a restart");
		return;
	}
	SAME(engaged);
	SAME(over);
	SAME(arm);
	SAME(voice);
	SAME(language);
	SAME(number);
	SAME(phase);
	SAME(last_act);
	SAME(last_move);
	SAME(place);
	SAME(last_place);
	SAME(meeting);
	SAME(known);
	SAME(quantity);
	SAME(price);
	SAME(product);
	SAME(story);
	HOLDS(!story_contradicts(is->story), "his story contradicts itself");
	SAME(heard);
	SAME(asked);
	SAME(doubt);
	SAME(accused);
	SAME(meetings);
	SAME(missed);
	SAME(revivals);
	SAME(alone);
	SAME(insults);
	SAME(calls);
	SAME(theirs);
	SAME(ours);
	SAME(turns);
	SAME(there_at);
	SAME(heard_at);
	SAME(said_at);
	SAME(suspicion);
	SAME(other);
	HOLDS(strcmp(was->unit, is->unit) == 0, "another unit after a restart");
	HOLDS(memcmp(was->counts, is->counts, sizeof was->counts) == 0, "other counts after a restart");
}

static void restart(struct life *life)
{
	bench_close(life->bench);
	start(life);
	life->restarts++;
	for (unsigned contact = 1; contact <= DEALERS; contact++)
		if (life->has[contact])
			compare(life, contact);
	keep(life);
}

/* ---- what is told ---- */

static int64_t spent(const struct life *life, ms_t at, ms_t span)
{
	int64_t sum = 0;

	for (size_t i = life->spend_count; i-- > 0;)
		if (life->spends[i].at > at - span && life->spends[i].at <= at)
			sum += life->spends[i].micro;
	return sum;
}

static void look_at_reply(struct life *life, const struct told *told)
{
	const struct line *line = &life->bench->lines[LINE_A];
	struct stalling *stalling = life->bench->flow->lanes[LINE_A].stalling;
	unsigned sender = (unsigned)strtoul(told->address + 5, NULL, 10);
	struct party *party = &life->parties[sender];
	bool polite = told->effect.move == MOVE_HELP_LINE || told->effect.move == MOVE_WRONG_NUMBER;

	HOLDS(sender < DEALERS, "a stranger is written to");
	HOLDS(!party->closed, "one who was left to others is written to");
	HOLDS(!party->stopped || (polite && party->polite == 0), "one who stopped is written to");
	party->polite += polite;
	if (polite)
		party->stopped = true;
	else
		HOLDS(hours_hold(line->hours, line->hour_count,
				 zone_time_of_day(stalling->zone, told->effect.at)),
		      "something is said at night");
	HOLDS(life->spend_count < SPENDS_MAX, "more was said than a person reads");
	life->spends[life->spend_count++] = (struct spend){told->effect.at, told->effect.cost};
	HOLDS(spent(life, told->effect.at, MS_HOUR) <= line->caps.hour, "the cap of an hour");
	HOLDS(spent(life, told->effect.at, MS_DAY) <= line->caps.day, "the cap of a day");
	life->replies++;
}

static void look(struct life *life)
{
	struct flow_bench *bench = life->bench;

	HOLDS(bench->told_count < TOLD_MAX, "too much was told to look at");
	for (size_t i = 0; i < bench->told_count; i++) {
		const struct told *told = &bench->told[i];

		if (told->effect.type == EFFECT_REPLY)
			look_at_reply(life, told);
		if (told->effect.type == EFFECT_MUTED && strncmp(told->address, "+9991", 5) == 0 &&
		    told->effect.why != WHY_FAILED && told->effect.why != WHY_LATE)
			life->parties[strtoul(told->address + 5, NULL, 10) % DEALERS].stopped = true;
	}
	bench_forget(bench);
	keep(life);
}

/* ---- what happens ---- */

static const char *const texts[] = {
	"Salut j'ai de la beuh et du shit, 10 le g, livraison ce soir",
	"Yo weed and hash, 10 a gram, 50 for 6, delivery till 2am",
	"Top wiet en coke, 10 euro per gram, levering tot 2u, stuur maar",
	"combien t'en veux ?", "hoeveel wilt ge?", "how much u want", "on se voit ou ?", "waar zijt ge",
	"where r u", "c'est pour quelle heure ?", "ok", "jsuis la t'es ou", "ik sta er", "im here bro",
	"j'arrive dans 15 min", "omw 20 min", "50 le sachet", "60 pour 1g", "t'es un robot ?",
	"zijt ge nen bot", "who is this", "c'est qui ?", "appelle moi", "call me now", "laisse tomber",
	"passe sur telegram", "paie avec lydia", "gare du nord 21h ?", "groenplaats om 22u",
	"rdv a schaerbeek a 19h", "fils de pute repond", "wtf man", "tu fais quoi ce soir ?", "bonne soiree",
	"gros ca fait 1h que j'attends la", "j'ai aussi de la coke 60 le g",
};
static const char *const ends[] = {"stop", "je veux mourir", "sorry wrong number", "j'ai 14 ans"};

static void one_message(struct life *life)
{
	struct flow_bench *bench = life->bench;
	size_t count = sizeof texts / sizeof texts[0];
	unsigned sender = (unsigned)below(life, DEALERS);
	char number[NUMBER_MAX];
	struct stall *stall;
	struct message *message;
	const char *text = texts[below(life, count)];

	snprintf(number, sizeof number, "+9991%06u", sender);
	stall = stall_of(life, flow_find_contact(bench->flow, LINE_A, number));
	if (stall == NULL)
		text = texts[below(life, 3)]; /* he advertises */
	else if (below(life, 120) == 0)
		text = ends[below(life, 4)];
	message = bench_message(bench, LINE_A, number, text);
	if (below(life, 15) == 0)
		message->arrival = ARRIVAL_CALL;
	if (below(life, 10) == 0)
		bench_copy(message->to, sizeof message->to, bench->lines[LINE_A].numbers[1]);
	bench_take(bench, message);
}

static void arrivals(struct life *life)
{
	bench_begin(life->bench, life->now);
	for (uint64_t count = 1 + below(life, 3); count > 0; count--)
		one_message(life);
	/* Killed with the batch open: nothing of it was ever there. */
	if (below(life, 20) == 0) {
		restart(life);
		return;
	}
	bench_commit(life->bench);
	look(life);
}

static void operators(struct life *life)
{
	static const enum flow_verb verbs[] = {FLOW_APPROVE, FLOW_APPROVE, FLOW_APPROVE, FLOW_APPROVE,
					       FLOW_APPROVE, FLOW_BLOCK,   FLOW_TAKEOVER};
	enum flow_verb verb = verbs[below(life, 7)];
	unsigned sender = (unsigned)below(life, DEALERS);
	char number[NUMBER_MAX];
	enum err err;

	snprintf(number, sizeof number, "+9991%06u", sender);
	if (verb != FLOW_APPROVE && below(life, 6) != 0)
		return; /* seldom, or nobody is left to talk with */
	err = bench_operator(life->bench, life->now, verb, LINE_A, number);
	if (err == ERR_NONE && verb == FLOW_APPROVE)
		HOLDS(!life->parties[sender].closed || sender != 0, "the police's number was approved");
	look(life);
	if (err == ERR_NONE && verb != FLOW_APPROVE)
		life->parties[sender].closed = true;
}

/* The timers up to now, each at its own time. */
static void until(struct life *life, ms_t now)
{
	struct flow_bench *bench = life->bench;
	size_t batches = 0;
	ms_t next;

	while ((next = flow_next(bench->flow)) <= now) {
		bench_begin(bench, next > bench->now ? next : bench->now);
		bench_commit(bench);
		look(life);
		HOLDS(++batches < 5000, "it wants to be woken for ever");
	}
	bench->now = now;
}

static void step(struct life *life)
{
	static const ms_t gaps[] = {30 * MS_SECOND, 2 * MS_MINUTE, 10 * MS_MINUTE, MS_HOUR, 9 * MS_HOUR};

	life->now += 1 + (ms_t)below(life, (uint64_t)gaps[below(life, 5)]);
	until(life, life->now);
	switch (below(life, 12)) {
	case 0:
		if (below(life, 2) != 0) /* away, while some of it was due */
			life->now += (ms_t)below(life, 6 * MS_HOUR);
		restart(life);
		break;
	case 1:
		operators(life);
		break;
	default:
		arrivals(life);
		break;
	}
}

/* ---- the record ---- */

struct reading_of {
	struct life *life;
	bool reason[DEALERS + 1]; /* stands in front of what comes next */
	struct arena arena;
};

static enum err read_row(void *context, const struct event_row *row, struct error *error_r)
{
	struct reading_of *of = context;
	struct life *life = of->life;
	struct flow_bench *bench = life->bench;
	struct evidence_view view;
	struct turn turn;
	enum err err;

	if (row->contact == 0 || row->contact > DEALERS)
		return ERR_NONE;
	arena_reset(&of->arena);
	err = evidence_read(&bench->keys, bench->flow->lanes[LINE_A].row.log, row, NULL, &of->arena, &view,
			    error_r);
	if (err != ERR_NONE)
		return err;
	if (row->type == EVENT_DECISION && turn_parse(view.text, &bench->lines[LINE_A], &turn)) {
		of->reason[row->contact] = turn.result == TURN_SAY;
		return ERR_NONE;
	}
	if (row->type == EVENT_ANSWER) {
		HOLDS(of->reason[row->contact] || view.facts.move == MOVE_HELP_LINE ||
			      view.facts.move == MOVE_WRONG_NUMBER,
		      "an answer without a reason");
		life->turns++;
	}
	of->reason[row->contact] = false;
	return ERR_NONE;
}

static void check_record(struct life *life)
{
	struct flow_bench *bench = life->bench;
	struct reading_of of = {.life = life};

	arena_init(&of.arena, 1 << 20);
	bench_ok(bench, bench->store->ops->scan_events(bench->store, bench->flow->lanes[LINE_A].row.line, 1, 0,
						       true, read_row, &of, &bench->error));
	arena_finish(&of.arena);
	HOLDS(life->turns == life->replies, "answers told and answers recorded differ");
	bench_verify(bench);
}

static size_t replies, restarts;

static void live(struct flow_bench *bench, const struct reader_set *set, uint64_t seed)
{
	struct life *life = mem_alloc(1, sizeof *life);

	life->bench = bench;
	life->set = *set;
	life->seed = seed;
	life->now = T0;
	random_from_seed(&life->random, seed, "talks");
	random_from_seed(&bench->random, seed, "bench");
	settings(life);
	bench_forget(bench);
	start(life);
	for (int i = 0; i < STEPS; i++)
		step(life);
	until(life, life->now + 4 * MS_DAY);
	restart(life);
	check_record(life);
	bench_close(bench);
	bench_unlink(bench);
	replies += life->replies;
	restarts += life->restarts;
	mem_free(life);
}

int main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : LIVES;
	struct flow_bench *bench = bench_create();
	struct reader_set set = {0};
	struct error error = {""};

	if (reader_set_load(NULL, &set, &error) != ERR_NONE) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}
	for (uint64_t seed = first; seed < first + count; seed++)
		live(bench, &set, seed);
	reader_set_finish(&set);
	arena_finish(&bench->arena);
	rmdir(bench->folder);
	mem_free(bench);
	printf("%llu lives: %zu answers, %zu restarts\n", (unsigned long long)count, replies, restarts);
	return replies > 0 ? 0 : 1;
}
