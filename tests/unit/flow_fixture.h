// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A flow over a real store in a file of its own, on virtual time: what it tells is kept in a list. Closing and opening
 * again is a restart; what was not committed is gone.
 */
#ifndef TESTS_UNIT_FLOW_FIXTURE_H
#define TESTS_UNIT_FLOW_FIXTURE_H

#include "packs_fixture.h"
#include "flow/driver_private.h"
#include "flow/evidence/verify.h"
#include "flow/reply/sending.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define T0 INT64_C(1772482500000) /* 2026-03-02T20:15:00Z */

enum { CENT = 10000, TOLD_MAX = 16384, LINE_A = 0, LINE_B = 1, LINE_WATCHING = 2, FIXTURE_LINES = 3 };

/* An effect with its texts copied. */
struct told {
	struct effect effect;
	char address[NUMBER_MAX], via[NUMBER_MAX], id[64], text[512], by[32];
	struct reading reading;
};

struct flow_bench {
	char folder[64], path[96];
	struct store *store;
	struct flow *flow;
	struct packs *packs;
	struct keys keys;
	struct random random;
	struct line lines[FIXTURE_LINES];
	char numbers[FIXTURE_LINES][2][NUMBER_MAX];
	struct house house;
	struct arena arena; /* of the batch's messages */
	struct error error;
	ms_t now;
	bool stuck;  /* the carrier has no room */
	struct flow_writer writer; /* who is asked for words; none as long as it is zero */
	bool writer_busy;
	struct wording wording; /* asked for last, and under which token */
	uint64_t token;
	bool silent; /* replies are not confirmed */
	struct told told[TOLD_MAX];
	size_t told_count;
	size_t sequence; /* of invented senders */
};

static inline bool bench_claim(void *context, uint32_t line_index)
{
	const struct flow_bench *bench = context;

	(void)line_index;
	return !bench->stuck;
}

static inline bool bench_ask(void *context, uint64_t token)
{
	const struct flow_bench *bench = context;

	(void)token;
	return !bench->writer_busy;
}

static inline void bench_copy(char *ret_text, size_t room, const char *text)
{
	snprintf(ret_text, room, "%s", text != NULL ? text : "");
}

static inline void bench_effect(void *context, const struct effect *effect)
{
	struct flow_bench *bench = context;
	struct told *told = &bench->told[bench->told_count % TOLD_MAX];

	bench->told_count++;
	*told = (struct told){.effect = *effect};
	bench_copy(told->address, sizeof told->address, effect->address);
	bench_copy(told->via, sizeof told->via, effect->via);
	bench_copy(told->by, sizeof told->by, effect->by);
	snprintf(told->id, sizeof told->id, "%.*s", (int)effect->id.size, (const char *)effect->id.data);
	snprintf(told->text, sizeof told->text, "%.*s", (int)effect->text.size,
		 (const char *)effect->text.data);
	if (effect->reading != NULL)
		told->reading = *effect->reading;
	if (effect->wording != NULL) {
		bench->wording = *effect->wording;
		bench->token = effect->token;
	}
	if (effect->type == EFFECT_REPLY && !bench->silent)
		flow_outcome(bench->flow, effect->token, OUTBOX_SENT, "id", effect->token, 0);
}

static inline enum err bench_try_open(struct flow_bench *bench, ms_t now)
{
	struct sqlite_options sqlite = {.path = bench->path, .now = now};
	struct flow_options options = {.lines = bench->lines,
				       .line_count = FIXTURE_LINES,
				       .house = &bench->house,
				       .packs = bench->packs,
				       .keys = &bench->keys,
				       .random = &bench->random,
				       .fiction = true,
				       .writer = bench->writer,
				       .sink = {bench, bench_claim, bench_effect, bench_ask}};
	enum err err = sqlite_open(&sqlite, &bench->store, &bench->error);

	options.store = bench->store;
	return err == ERR_NONE ? flow_create(&options, now, &bench->flow, &bench->error) : err;
}

static inline void bench_close(struct flow_bench *bench)
{
	flow_destroy(bench->flow);
	store_close(bench->store);
	bench->flow = NULL;
	bench->store = NULL;
}

static inline void bench_open(struct flow_bench *bench, ms_t now)
{
	if (bench_try_open(bench, now) != ERR_NONE)
		fail_msg("%s", bench->error.text);
	bench->now = now;
}

static inline void bench_restart(struct flow_bench *bench, ms_t now)
{
	bench_close(bench);
	bench_open(bench, now);
}

static inline void bench_line(struct flow_bench *bench, size_t i, const char *name,
			      enum line_kind kind)
{
	struct line *line = &bench->lines[i];

	*line = (struct line){.kind = kind,
			      .bearer = (char *)(uintptr_t)"fake",
			      .numbers = bench->numbers[i],
			      .number_count = 2,
			      .languages = {LANGUAGE_FR, LANGUAGE_EN},
			      .language_count = 2,
			      .answer = {5 * MS_MINUTE, 30 * MS_MINUTE, 24 * MS_HOUR},
			      .cost = {0, 8 * CENT},
			      .caps = {INT64_MAX, INT64_MAX},
			      .receive_limit = INT64_MAX};
	snprintf(line->name, sizeof line->name, "%s", name);
	for (int n = 0; n < 2; n++)
		snprintf(bench->numbers[i][n], NUMBER_MAX, "+3363998002%d", (int)i * 2 + n);
}

/* Lines a and b decline, with a window of 5 to 30 minutes, 8 cents an answer and no caps; the third watches. */
static inline struct flow_bench *bench_create(void)
{
	struct flow_bench *bench = mem_alloc(1, sizeof *bench);
	const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	assert_int_equal(seal_start(&bench->error), ERR_NONE);
	snprintf(bench->folder, sizeof bench->folder, "%s/fauxbond-flow-XXXXXX", memory);
	assert_non_null(mkdtemp(bench->folder));
	snprintf(bench->path, sizeof bench->path, "%s/fauxbond.db", bench->folder);
	random_from_seed(&bench->random, 1, "bench");
	keys_make(&bench->random, &bench->keys);
	bench->packs = packs_without_concepts();
	bench->house = (struct house){"FR", (char *)(uintptr_t)"Europe/Paris", "EUR", INT64_MAX};
	bench_line(bench, LINE_A, "a", LINE_DECLINE);
	bench_line(bench, LINE_B, "b", LINE_DECLINE);
	bench_line(bench, LINE_WATCHING, "watching", LINE_WATCH);
	arena_init(&bench->arena, 64 << 20);
	return bench;
}

/* Takes the file of a closed store away: the next bench_open() begins anew. */
static inline void bench_unlink(struct flow_bench *bench)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-lock", "-journal"};
	char path[128];

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		snprintf(path, sizeof path, "%s%s", bench->path, ends[i]);
		unlink(path);
	}
}

static inline void bench_destroy(struct flow_bench *bench)
{
	bench_close(bench);
	arena_finish(&bench->arena);
	bench_unlink(bench);
	rmdir(bench->folder);
	mem_free(bench);
}

/* The record is whole, by a reader that shares nothing with the writer. */
static inline void bench_verify(struct flow_bench *bench)
{
	struct verify_report report = {0};
	uint8_t public_key[SIGN_PUBLIC];
	enum err err;

	evidence_public_key(&bench->keys, public_key);
	err = evidence_verify(bench->store, &bench->keys, public_key, NULL, NULL, &report, &bench->error);
	if (err != ERR_NONE)
		fail_msg("%s%s", report.problem.text, bench->error.text);
	verify_finish(&report);
}

/* ---- batches ---- */

static inline void bench_ok(struct flow_bench *bench, enum err err)
{
	if (err != ERR_NONE)
		fail_msg("%s: %s", err_text(err), bench->error.text);
}

static inline void bench_begin(struct flow_bench *bench, ms_t now)
{
	bench->now = now;
	bench_ok(bench, flow_begin(bench->flow, now, &bench->error));
}

static inline void bench_commit(struct flow_bench *bench)
{
	bench_ok(bench, flow_due(bench->flow, &bench->error));
	bench_ok(bench, flow_commit(bench->flow, &bench->error));
	arena_reset(&bench->arena);
}

/* A message for the open batch; the caller may change it before bench_take(). */
static inline struct message *bench_message(struct flow_bench *bench, uint32_t line_index,
					    const char *from, const char *text)
{
	struct message *message = arena_alloc(&bench->arena, sizeof *message);
	char *copy = arena_copy(&bench->arena, text, strlen(text));

	*message = (struct message){.arrival = ARRIVAL_MESSAGE,
				    .at = bench->now,
				    .line_index = line_index,
				    .text = bytes_of_text(copy)};
	message->raw = message->text;
	bench_copy(message->from, sizeof message->from, from);
	bench_copy(message->to, sizeof message->to, bench->lines[line_index].numbers[0]);
	admit_wire_hash(message->raw, message->wire);
	return message;
}

static inline void bench_take(struct flow_bench *bench, struct message *message)
{
	bench_ok(bench, flow_message(bench->flow, message, &bench->error));
}

/* One message, a batch of its own. */
static inline void bench_say(struct flow_bench *bench, ms_t now, uint32_t line_index,
			     const char *from, const char *text)
{
	bench_begin(bench, now);
	bench_take(bench, bench_message(bench, line_index, from, text));
	bench_commit(bench);
}

/* Runs the timers up to `now`, each at its own time. */
static inline void bench_until(struct flow_bench *bench, ms_t now)
{
	ms_t next;

	while ((next = flow_next(bench->flow)) <= now) {
		bench_begin(bench, next > bench->now ? next : bench->now);
		bench_commit(bench);
	}
	bench_begin(bench, now);
	bench_commit(bench);
}

static inline enum err bench_operator(struct flow_bench *bench, ms_t now, enum flow_verb verb,
				      size_t line_index, const char *contact)
{
	enum err err;

	bench_begin(bench, now);
	err = flow_operator(bench->flow, verb, line_index, contact, "test", &bench->error);
	bench_commit(bench);
	return err;
}

/* A sender nobody saw before: +999 is nobody's code. */
static inline const char *bench_stranger(struct flow_bench *bench, char ret_number[NUMBER_MAX])
{
	snprintf(ret_number, NUMBER_MAX, "+9991%08zu", ++bench->sequence);
	return ret_number;
}

/* ---- what was told ---- */

static inline void bench_forget(struct flow_bench *bench)
{
	bench->told_count = 0;
}

/* How many effects of a type were told (about an address, if any). */
static inline size_t bench_count(const struct flow_bench *bench, enum effect_type type,
				 const char *address)
{
	size_t count = 0;

	for (size_t i = 0; i < bench->told_count && i < TOLD_MAX; i++)
		count += bench->told[i].effect.type == type &&
			 (address == NULL || strcmp(bench->told[i].address, address) == 0);
	return count;
}

/* The newest effect of a type about an address; fails when there is none. */
static inline const struct told *bench_last(const struct flow_bench *bench, enum effect_type type,
					    const char *address)
{
	for (size_t i = bench->told_count; i-- > 0;)
		if (bench->told[i].effect.type == type &&
		    (address == NULL || strcmp(bench->told[i].address, address) == 0))
			return &bench->told[i];
	fail_msg("no %s was told about %s", effect_name(type), address != NULL ? address : "anybody");
	return NULL;
}

#endif
