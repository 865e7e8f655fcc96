// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Lives with floods: now and then many who never wrote before write to one line or to any, with few
 * texts, random ones or such as people in distress send, in batches of all sizes, while those who
 * come and go still do.
 */
#include "life.h"

enum { TEXT_ONE, TEXT_FEW, TEXT_RANDOM, TEXT_DISTRESS, TEXT_GENUINE, TEXTS };

static const char *const few[] = {"cc t dispo ce soir ?", "salut c'est combien", "hey you there?"};
static const char *const distress[] = {"je veux mourir", "i want to die",
				       "je veux en finir, je veux mourir"};
static const char *const genuine[] = {
	"bonjour, vous vendez toujours le velo bleu ?", "salut c'est Marc, on se voit demain",
	"hello, is the flat still free in june",	"coucou maman j'ai change de numero",
	"bonsoir, je vous appelle pour l'annonce",	"stop"};

/* ---- settings ---- */

static void flooded_line(struct life *life, struct line *line)
{
	static const int64_t caps[] = {80 * CENT, 400 * CENT, 1200 * CENT};
	static const int64_t limits[] = {0, 0, 3, 40, INT64_MAX};
	static const double expects[] = {0, 0, 24, 100, 1000};

	/* Some have a window, a price and caps as lines do; others whatever came. */
	if (below(life, 4) != 0) {
		line->answer.least = (ms_t)(1 + below(life, 10)) * MS_MINUTE;
		line->answer.most = line->answer.least + (ms_t)(2 + below(life, 40)) * MS_MINUTE;
		line->answer.late = line->answer.most + (ms_t)below(life, 24 * 60) * MS_MINUTE;
		line->cost.out = 8 * CENT;
		line->caps.hour = caps[below(life, 3)];
		line->caps.day = line->caps.hour * (int64_t)(1 + below(life, 12));
	}
	line->limits.answers = limits[below(life, 5)];
	line->expect = expects[below(life, 5)];
}

void flood_settings(struct life *life)
{
	static const unsigned sizes[] = {50, 300, 300, 1000, PARTIES_MAX};
	struct flow_bench *bench = life->bench;

	life->flood.most = sizes[below(life, 5)];
	flooded_line(life, &bench->lines[LINE_A]);
	flooded_line(life, &bench->lines[LINE_B]);
	if (below(life, 2) != 0)
		bench->house.day_cap = INT64_MAX;
}

/* ---- texts ---- */

static void random_words(struct life *life, char *text, size_t room)
{
	size_t length = 5 + below(life, 40);

	for (size_t i = 0; i < length && i + 1 < room; i++) {
		uint64_t letter = below(life, 31);

		text[i] = letter < 26 ? (char)('a' + (int)letter) : ' ';
		text[i + 1] = '\0';
	}
}

static const char *text_of(struct life *life, char *room, size_t size)
{
	switch (life->flood.text) {
	case TEXT_FEW:
		return few[below(life, 3)];
	case TEXT_RANDOM:
		random_words(life, room, size);
		return room;
	case TEXT_DISTRESS:
		return distress[below(life, 3)];
	case TEXT_GENUINE:
		return genuine[below(life, 6)];
	default:
		return few[0];
	}
}

/* ---- a flood ---- */

static void begin_flood(struct life *life)
{
	static const unsigned batches[] = {1, 5, 50, 400};

	life->flood.on = true;
	life->flood.text = (unsigned)below(life, TEXTS);
	life->flood.line = (uint32_t)below(life, FIXTURE_LINES + 1);
	life->flood.batch = batches[below(life, 4)];
}

static void one_of_the_flood(struct life *life)
{
	char number[NUMBER_MAX], text[64] = "";
	uint32_t line = life->flood.line;

	if (line == FIXTURE_LINES)
		line = (uint32_t)below(life, FIXTURE_LINES);
	/* Most of them write once. */
	number_of(below(life, 10) == 0 ? (unsigned)below(life, life->end) : life->end++, number);
	bench_take(life->bench,
		   bench_message(life->bench, line, number, text_of(life, text, sizeof text)));
}

/* A wave: some batches, close together. Killed with one of them open, its senders come again under
 * other numbers. */
static void wave(struct life *life)
{
	static const ms_t gaps[] = {1, 200, 3 * MS_SECOND, 30 * MS_SECOND};
	uint64_t waves = 1 + below(life, 40), gap = (uint64_t)gaps[below(life, 4)];

	while (waves-- > 0 && life->end < life->flood.most) {
		life->now += (ms_t)below(life, gap + 1);
		until(life, life->now);
		bench_begin(life->bench, life->now);
		for (uint64_t i = 1 + below(life, life->flood.batch);
		     i > 0 && life->end < PARTIES_MAX; i--)
			one_of_the_flood(life);
		if (below(life, 60) == 0)
			restart(life);
		else
			bench_commit(life->bench);
		look(life);
	}
}

void flood_step(struct life *life)
{
	if (!life->flood.on && life->end < life->flood.most && below(life, 6) == 0)
		begin_flood(life);
	if (life->flood.on && below(life, 3) != 0)
		wave(life);
	if (life->flood.on && (life->end >= life->flood.most || below(life, 8) == 0))
		life->flood.on = false;
	arrivals(life);
}
