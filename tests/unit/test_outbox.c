// SPDX-License-Identifier: GPL-3.0-or-later
/* The outbox against a list that is searched for everything. */
#include "flow/reply/outbox.h"

#include "base/mem.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LINES = 3, CONTACTS = 40 };

/* ---- the reference: one spot for each contact ---- */

struct spot {
	bool here;
	struct entry entry;
	ms_t rings;       /* MS_NEVER: its timer has rung */
	uint64_t rung_as; /* order in which timers were set */
	uint64_t joined;  /* order in which it joined its queue; 0: in none */
	enum wait_queue queue;
};

struct model {
	struct spot spots[LINES][CONTACTS + 1];
	uint64_t order;
	size_t count;
};

static struct spot *spot_of(struct model *model, const struct entry *entry)
{
	return &model->spots[entry->line_index][entry->contact];
}

static void model_add(struct model *model, const struct entry *entry)
{
	struct spot *spot = spot_of(model, entry);

	model->count += !spot->here;
	*spot = (struct spot){.here = true,
				.entry = *entry,
				.rings = entry->state == ENTRY_PERSON ? entry->late : entry->due,
				.rung_as = ++model->order};
}

static void model_wait(struct model *model, struct spot *spot, enum entry_state state)
{
	spot->entry.state = state;
	spot->rings = state == ENTRY_HELD ? spot->entry.late : spot->entry.until;
	spot->rung_as = ++model->order;
	spot->joined = ++model->order;
	spot->queue = spot->entry.move == MOVE_HELP_LINE ? QUEUE_HELP
		     : state == ENTRY_HELD		   ? QUEUE_LATE
							   : QUEUE_WINDOW;
}

static struct spot *model_ring(struct model *model, ms_t now)
{
	struct spot *first = NULL;

	for (int line = 0; line < LINES; line++) {
		for (int contact = 1; contact <= CONTACTS; contact++) {
			struct spot *spot = &model->spots[line][contact];

			if (!spot->here || spot->rings > now)
				continue;
			if (first == NULL || spot->rings < first->rings ||
			    (spot->rings == first->rings && spot->rung_as < first->rung_as))
				first = spot;
		}
	}
	return first;
}

static ms_t model_next(const struct model *model)
{
	ms_t next = MS_NEVER;

	for (int line = 0; line < LINES; line++)
		for (int contact = 1; contact <= CONTACTS; contact++)
			if (model->spots[line][contact].here &&
			    model->spots[line][contact].rings < next)
				next = model->spots[line][contact].rings;
	return next;
}

/* ---- both side by side ---- */

static void check_queue(const struct outbox *outbox, struct outbox *content, struct model *model,
			uint32_t line, enum wait_queue queue)
{
	uint64_t before = 0;
	size_t waiting = 0, walked = 0;

	for (int contact = 1; contact <= CONTACTS; contact++) {
		const struct spot *spot = &model->spots[line][contact];

		waiting += spot->here && spot->joined != 0 && spot->queue == queue;
	}
	for (uint32_t i = outbox_first(outbox, line, queue); i != ENTRY_NONE; i = outbox_after(outbox, i)) {
		const struct spot *spot = spot_of(model, outbox_entry(content, i));

		assert_true(spot->here && spot->queue == queue && spot->joined > before);
		before = spot->joined;
		walked++;
	}
	assert_int_equal(walked, waiting);
}

static void check(struct outbox *outbox, struct model *model)
{
	assert_int_equal(outbox_count(outbox), model->count);
	assert_int_equal(outbox_next(outbox), model_next(model));
	for (uint32_t line = 0; line < LINES; line++) {
		uint64_t low = UINT64_MAX;

		for (uint32_t contact = 1; contact <= CONTACTS; contact++) {
			const struct spot *spot = &model->spots[line][contact];
			uint32_t index = outbox_find(outbox, line, contact);

			assert_int_equal(index != ENTRY_NONE, spot->here);
			if (!spot->here)
				continue;
			assert_int_equal(outbox_entry(outbox, index)->about, spot->entry.about);
			assert_int_equal(outbox_entry(outbox, index)->state, spot->entry.state);
			assert_string_equal(outbox_entry(outbox, index)->address, spot->entry.address);
			if (spot->entry.about < low)
				low = spot->entry.about;
		}
		assert_int_equal(outbox_low(outbox, line), low);
		for (int queue = 0; queue < QUEUE_COUNT; queue++)
			check_queue(outbox, outbox, model, line, (enum wait_queue)queue);
	}
}

static void add_random(struct outbox *outbox, struct model *model, struct random *random, ms_t now)
{
	char id[24];
	struct entry entry = {.line_index = (uint32_t)random_below(random, LINES),
			      .contact = 1 + (uint32_t)random_below(random, CONTACTS),
			      .about = 1 + random_below(random, 1000),
			      .due = now + (ms_t)random_below(random, 50),
			      .state = random_below(random, 5) == 0 ? ENTRY_PERSON : ENTRY_SCHEDULED,
			      .move = random_below(random, 5) == 0 ? MOVE_HELP_LINE : MOVE_DECLINE};

	entry.until = entry.due + (ms_t)random_below(random, 50);
	entry.late = entry.until + (ms_t)random_below(random, 100);
	snprintf(entry.address, sizeof entry.address, "+999%u%u", entry.line_index, entry.contact);
	snprintf(id, sizeof id, "in-%u", (unsigned)random_below(random, 100));
	entry.id = random_below(random, 2) != 0 ? id : NULL;
	assert_int_equal(outbox_add(outbox, &entry), ERR_NONE);
	entry.id = NULL;
	model_add(model, &entry);
}

/* Rings as the release does: scheduled ones wait, waiting ones are held, held ones and persons go. */
static void ring_all(struct outbox *outbox, struct model *model, ms_t now)
{
	uint32_t index;

	while ((index = outbox_ring(outbox, now)) != ENTRY_NONE) {
		struct entry *entry = outbox_entry(outbox, index);
		struct spot *spot = spot_of(model, entry);

		assert_ptr_equal(spot, model_ring(model, now));
		if (entry->state == ENTRY_SCHEDULED || entry->state == ENTRY_WAITING) {
			enum entry_state next = entry->state == ENTRY_SCHEDULED ? ENTRY_WAITING : ENTRY_HELD;

			assert_int_equal(outbox_wait(outbox, index, next), ERR_NONE);
			model_wait(model, spot, next);
		} else {
			outbox_remove(outbox, index);
			*spot = (struct spot){0};
			model->count--;
		}
	}
	assert_null(model_ring(model, now));
}

static void remove_or_rearm(struct outbox *outbox, struct model *model, struct random *random, ms_t now)
{
	uint32_t line = (uint32_t)random_below(random, LINES);
	uint32_t contact = 1 + (uint32_t)random_below(random, CONTACTS);
	uint32_t index = outbox_find(outbox, line, contact);
	struct spot *spot = &model->spots[line][contact];

	if (index == ENTRY_NONE)
		return;
	if (random_below(random, 2) != 0) {
		outbox_remove(outbox, index);
		*spot = (struct spot){0};
		model->count--;
	} else {
		assert_int_equal(outbox_rearm(outbox, index, now + 7), ERR_NONE);
		spot->rings = now + 7;
		spot->rung_as = ++model->order;
	}
}

static void one_run(uint64_t seed)
{
	struct outbox *outbox = outbox_create();
	struct model *model = mem_alloc(1, sizeof *model);
	struct random random;
	ms_t now = 1000;

	random_from_seed(&random, seed, "outbox");
	for (int step = 0; step < 1500; step++) {
		uint64_t what = random_below(&random, 10);

		if (what < 6)
			add_random(outbox, model, &random, now);
		else if (what < 8)
			remove_or_rearm(outbox, model, &random, now);
		else
			ring_all(outbox, model, now += (ms_t)random_below(&random, 30));
		if (step % 20 == 0)
			check(outbox, model);
	}
	mem_free(model);
	outbox_destroy(outbox);
}

static void random_runs_agree_with_a_list(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++)
		one_run(seed);
}

/* Timers that were set anew leave stale ones behind: they are swept away, and not counted as entries. */
static void timers_set_again_and_again_take_no_memory(void **state)
{
	struct outbox *outbox = outbox_create();
	struct entry entry = {.contact = 1, .due = 5, .until = 6, .late = 7, .state = ENTRY_SCHEDULED};

	(void)state;
	for (int i = 0; i < 200000; i++) {
		entry.due = 1000000 - i;
		assert_int_equal(outbox_add(outbox, &entry), ERR_NONE);
	}
	assert_int_equal(outbox_count(outbox), 1);
	assert_int_equal(outbox_next(outbox), 1000000 - 199999);
	assert_int_equal(outbox_ring(outbox, 1000000 - 199999), outbox_find(outbox, 0, 1));
	assert_int_equal(outbox_ring(outbox, MS_NEVER), ENTRY_NONE);
	outbox_destroy(outbox);
}

/* Every refusal of memory leaves what was there. */
static void without_memory_nothing_changes(void **state)
{
	struct outbox *outbox = outbox_create();
	struct entry entry = {.due = 5, .until = 6, .late = 7, .state = ENTRY_SCHEDULED};

	(void)state;
	for (uint32_t contact = 1; contact < 2000; contact++) {
		entry.contact = contact;
		for (uint64_t nth = 1;; nth++) {
			enum err err;

			mem_fail_nth(nth);
			err = outbox_add(outbox, &entry);
			mem_fail_nth(0);
			if (err == ERR_NONE)
				break;
			assert_int_equal(err, ERR_MEMORY);
			assert_int_equal(outbox_count(outbox), contact - 1);
			assert_int_equal(outbox_find(outbox, 0, contact), ENTRY_NONE);
		}
	}
	for (uint32_t contact = 1; contact < 2000; contact++)
		assert_int_equal(outbox_entry(outbox, outbox_ring(outbox, 5))->contact, contact);
	outbox_destroy(outbox);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_runs_agree_with_a_list),
		cmocka_unit_test(timers_set_again_and_again_take_no_memory),
		cmocka_unit_test(without_memory_nothing_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
