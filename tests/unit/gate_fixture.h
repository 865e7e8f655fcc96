// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A flow whose line a has little money, genuine people who write what people write, and robots who
 * write one text with something of their own in it. Timers run between them.
 */
#ifndef TESTS_UNIT_GATE_FIXTURE_H
#define TESTS_UNIT_GATE_FIXTURE_H

#include "flow_fixture.h"

#include <math.h>

enum { PRICE = 8 * CENT, GENUINE = 1, ROBOT = 2, SENDERS_MAX = 4000 };

/* Who wrote to line a, in order; the number is the stranger's (flow_fixture.h). */
struct gate_bench {
	struct flow_bench *bench;
	struct random random;
	struct {
		char number[NUMBER_MAX];
		int kind;
		ms_t at;
	} senders[SENDERS_MAX];
	size_t count;
};

static inline const char *any_of(struct gate_bench *gate, const char *const *words, size_t count)
{
	return words[random_below(&gate->random, count)];
}

#define ANY_OF(gate, words) any_of(gate, words, sizeof(words) / sizeof(words)[0])

static inline void gate_text(struct gate_bench *gate, int kind, char ret_text[200])
{
	static const char *const hello[] = {"salut", "coucou", "hello", "bonsoir", "hey", "yo"};
	static const char *const who[] = {"c'est Karim du bar",	  "c'est le mec de tout a l'heure",
					  "on s'est vus au parc", "tu m'as donne ton numero",
					  "du concert d'hier",	  "on a danse samedi"};
	static const char *const what[] = {"tu vas bien ?",	 "tu fais quoi ce soir",
					   "on se voit quand ?", "bien rentree ?",
					   "un verre demain ?",	 "c'etait sympa"};
	static const char *const prize[] = {"gagne", "remporte", "recu"};

	if (kind == GENUINE)
		snprintf(ret_text, 200, "%s %s %s", ANY_OF(gate, hello), ANY_OF(gate, who),
			 ANY_OF(gate, what));
	else
		snprintf(ret_text, 200,
			 "Felicitations vous avez %s un telephone, confirmez le code %u maintenant",
			 ANY_OF(gate, prize), (unsigned)random_below(&gate->random, 1000000));
}

static inline struct gate_bench *gate_bench_create(void)
{
	struct gate_bench *gate = mem_alloc(1, sizeof *gate);

	gate->bench = bench_create();
	random_from_seed(&gate->random, 1, "gate");
	return gate;
}

/* Line a: so many first messages expected a day, and caps in answers; 0: none. */
static inline void gate_settle(struct gate_bench *gate, double expect, int64_t hour, int64_t day)
{
	struct line *line = &gate->bench->lines[LINE_A];

	line->expect = expect;
	line->caps.hour = hour > 0 ? hour * PRICE : INT64_MAX;
	line->caps.day = day > 0 ? day * PRICE : INT64_MAX;
}

static inline void gate_bench_destroy(struct gate_bench *gate)
{
	if (gate->bench->store != NULL)
		bench_verify(gate->bench);
	bench_destroy(gate->bench);
	mem_free(gate);
}

/* Somebody new in the open batch; returns his number. */
static inline const char *gate_take(struct gate_bench *gate, int kind, const char *text)
{
	struct flow_bench *bench = gate->bench;
	size_t i = gate->count++;
	char made[200];

	assert_true(i < SENDERS_MAX);
	if (text == NULL) {
		gate_text(gate, kind, made);
		text = made;
	}
	gate->senders[i].kind = kind;
	gate->senders[i].at = bench->now;
	bench_take(bench, bench_message(bench, LINE_A,
					bench_stranger(bench, gate->senders[i].number), text));
	return gate->senders[i].number;
}

/* Somebody new writes to line a; returns his number. */
static inline const char *gate_come(struct gate_bench *gate, ms_t at, int kind, const char *text)
{
	const char *number;

	bench_until(gate->bench, at);
	bench_begin(gate->bench, at);
	number = gate_take(gate, kind, text);
	bench_commit(gate->bench);
	return number;
}

/* People of one kind from now on, `gap` apart on average, for `length`. */
static inline void gate_people(struct gate_bench *gate, int kind, ms_t gap, ms_t length)
{
	ms_t at = gate->bench->now, until = at + length;

	while ((at += 1 + (ms_t)random_below(&gate->random, 2 * (uint64_t)gap)) < until)
		gate_come(gate, at, kind, NULL);
	bench_until(gate->bench, until);
}

/* Robots, `gap` apart on average, that come by fives, and a genuine one in `each`. */
static inline void gate_attack(struct gate_bench *gate, ms_t gap, ms_t length, int each)
{
	ms_t at = gate->bench->now, until = at + length;

	for (int i = 1;
	     (at += 1 + (ms_t)random_below(&gate->random, 10 * (uint64_t)gap)) < until;) {
		bench_until(gate->bench, at);
		bench_begin(gate->bench, at);
		for (int k = 0; k < 5; k++, i++)
			gate_take(gate, i % each == 0 ? GENUINE : ROBOT, NULL);
		bench_commit(gate->bench);
	}
	bench_until(gate->bench, until);
}

/* Of those of a kind who came in [from, to), how many were told about so. */
static inline size_t gate_told(const struct gate_bench *gate, enum effect_type type, int kind,
			       ms_t from, ms_t to, size_t *ret_of)
{
	size_t count = 0, of = 0;

	for (size_t i = 0; i < gate->count; i++) {
		if (gate->senders[i].kind != kind || gate->senders[i].at < from ||
		    gate->senders[i].at >= to)
			continue;
		of++;
		count += bench_count(gate->bench, type, gate->senders[i].number) != 0;
	}
	if (ret_of != NULL)
		*ret_of = of;
	return count;
}

/* ---- the record ---- */

struct gate_search {
	const struct gate_bench *gate;
	enum event_type type;
	const char *begins;
	struct arena arena;
	size_t found;
	char last[200];
};

static inline enum err gate_search_event(void *context, const struct event_row *row,
					 struct error *error_r)
{
	struct gate_search *search = context;
	const struct flow_bench *bench = search->gate->bench;
	struct evidence_view view;
	enum err err;

	if (row->type != search->type)
		return ERR_NONE;
	arena_reset(&search->arena);
	err = evidence_read(&bench->keys, bench->flow->lanes[LINE_A].row.log, row, NULL,
			    &search->arena, &view, error_r);
	if (err != ERR_NONE)
		return err;
	if (view.text.size < strlen(search->begins) ||
	    memcmp(view.text.data, search->begins, strlen(search->begins)) != 0)
		return ERR_NONE;
	search->found++;
	snprintf(search->last, sizeof search->last, "%.*s", (int)view.text.size,
		 (const char *)view.text.data);
	return ERR_NONE;
}

/* Events of line a of a type whose text begins so; `ret_last`: the newest one's text, or NULL. */
static inline size_t gate_recorded(const struct gate_bench *gate, enum event_type type,
				   const char *begins, char ret_last[200])
{
	struct gate_search search = {.gate = gate, .type = type, .begins = begins};
	struct flow_bench *bench = gate->bench;

	arena_init(&search.arena, 1 << 20);
	bench_ok(bench, bench->store->ops->scan_events(
				bench->store, bench->flow->lanes[LINE_A].row.line, 1, 0, true,
				gate_search_event, &search, &bench->error));
	arena_finish(&search.arena);
	if (ret_last != NULL)
		memcpy(ret_last, search.last, sizeof search.last);
	return search.found;
}

/* The most that line a's ordinary and other answers cost in any span (t - span, t]. */
static inline int64_t gate_most_spent(const struct gate_bench *gate, ms_t span)
{
	const struct flow_bench *bench = gate->bench;
	int64_t most = 0;

	for (size_t i = 0; i < bench->told_count; i++) {
		int64_t sum = 0;

		for (size_t k = i + 1; k-- > 0;) {
			const struct effect *effect = &bench->told[k].effect;

			if (effect->at <= bench->told[i].effect.at - span)
				break;
			if (effect->type == EFFECT_REPLY && effect->line_index == LINE_A)
				sum += effect->cost;
		}
		most = sum > most ? sum : most;
	}
	return most;
}

#endif
