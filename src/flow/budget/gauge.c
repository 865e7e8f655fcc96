// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/gauge.h"
#include "base/mem.h"

#include <string.h>

enum { MESSAGE_RUNS = 1024, SENDER_ROWS = 5 };
/* Two windows of it end within the last hour. */
#define SENDER_SPAN (30 * MS_MINUTE)

enum err gauge_init(struct gauge *gauge, uint32_t line_index, ms_t day_begins,
		    const struct keyed *keyed)
{
	enum err err;

	*gauge = (struct gauge){.keyed = *keyed,
				.line_index = line_index,
				.day_begins = day_begins,
				.now = INT64_MIN / 2};
	gauge->today = mem_try_alloc(1, sizeof *gauge->today);
	err = gauge->today != NULL ? ERR_NONE : ERR_MEMORY;
	if (err == ERR_NONE)
		err = sliding_init(&gauge->messages, MESSAGE_RUNS);
	if (err == ERR_NONE)
		err = sketch_init(&gauge->senders, SENDER_ROWS, SENDER_SPAN, keyed, line_index);
	return err;
}

void gauge_finish(struct gauge *gauge)
{
	sliding_finish(&gauge->messages);
	sketch_finish(&gauge->senders);
	mem_free(gauge->today);
	*gauge = (struct gauge){0};
}

/* What is counted of old is no guide any more: who has gone silent makes room. */
static void weigh_again(struct gauge *gauge)
{
	size_t kept = 0;

	for (size_t i = 0; i < gauge->heavy_count; i++) {
		struct gauge_heavy heavy = gauge->heavy[i];

		heavy.most = sketch_most(&gauge->senders, heavy.contact, gauge->now);
		if (heavy.most != 0)
			gauge->heavy[kept++] = heavy;
	}
	gauge->heavy_count = kept;
}

static void advance(struct gauge *gauge, ms_t now)
{
	int64_t day;

	if (now > gauge->now)
		gauge->now = now;
	day = (gauge->now - gauge->day_begins) / MS_DAY;
	if (day != gauge->day) {
		memset(gauge->today, 0, sizeof *gauge->today);
		gauge->day = day;
	}
	if (sketch_turn(&gauge->senders, gauge->now))
		weigh_again(gauge);
}

/* Keeps those of whom the sketch says most: whoever is weighed and outdoes the lightest takes his
 * place. */
static void weigh(struct gauge *gauge, uint32_t contact, uint64_t most)
{
	struct gauge_heavy *lightest = NULL;

	for (size_t i = 0; i < gauge->heavy_count; i++) {
		struct gauge_heavy *heavy = &gauge->heavy[i];

		if (heavy->contact == contact) {
			heavy->most = most;
			return;
		}
		if (lightest == NULL || heavy->most < lightest->most)
			lightest = heavy;
	}
	if (gauge->heavy_count < GAUGE_HEAVY)
		lightest = &gauge->heavy[gauge->heavy_count++];
	else if (most <= lightest->most)
		return;
	*lightest = (struct gauge_heavy){.contact = contact, .most = most};
}

void gauge_message(struct gauge *gauge, uint32_t contact, ms_t now)
{
	advance(gauge, now);
	sliding_add(&gauge->messages, gauge->now);
	if (contact == 0)
		return;
	distinct_add(gauge->today, keyed_number(&gauge->keyed, gauge->line_index, contact).low);
	weigh(gauge, contact, sketch_add(&gauge->senders, contact, gauge->now));
}

static void sort_heaviest_first(struct gauge_heavy *heavy, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j > 0 && heavy[j - 1].most < heavy[j].most; j--) {
			struct gauge_heavy lighter = heavy[j - 1];

			heavy[j - 1] = heavy[j];
			heavy[j] = lighter;
		}
}

void gauge_read(struct gauge *gauge, ms_t now, struct gauge_reading *ret_reading)
{
	uint64_t error;

	advance(gauge, now);
	weigh_again(gauge);
	error = sketch_error(&gauge->senders, gauge->now);
	*ret_reading = (struct gauge_reading){.messages = sliding_sum(&gauge->messages, gauge->now),
					      .senders = distinct_count(gauge->today),
					      .heavy_count = gauge->heavy_count};
	memcpy(ret_reading->heavy, gauge->heavy, sizeof gauge->heavy);
	sort_heaviest_first(ret_reading->heavy, ret_reading->heavy_count);
	for (size_t i = 0; i < ret_reading->heavy_count; i++) {
		struct gauge_heavy *heavy = &ret_reading->heavy[i];

		heavy->least = heavy->most > error ? heavy->most - error : 0;
	}
}
