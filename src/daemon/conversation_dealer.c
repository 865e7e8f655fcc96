// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/conversation_dealer.h"

#include <stdio.h>
#include <string.h>

static const struct {
	enum dealer_line line;
	const char *texts[SPOKEN_COUNT];
} rows[] = {
#define L(what, nl, fr, en) {DEALER_##what, {[SPOKEN_NL] = nl, [SPOKEN_FR] = fr, [SPOKEN_EN] = en}},
#include "daemon/conversation_lines.tbl"
#undef L
};

enum { ROWS = sizeof rows / sizeof rows[0] };
_Static_assert((int)ROWS <= (int)DEALER_TEXTS_MAX, "every row can be marked as said");

static const char *const products[SPOKEN_COUNT][2] = {[SPOKEN_NL] = {"wiet", "hasj"},
						      [SPOKEN_FR] = {"beuh", "résine"},
						      [SPOKEN_EN] = {"weed", "hash"}};
static const char *const names[] = {"Rico", "Momo", "Jay", "Tommy", "Kiko"};

enum { NUDGES_MOST = 2, MOVES_MOST = 2, ASKED_RINGS = 2 };

/* ---- chance ---- */

static ms_t between(struct dealer *dealer, ms_t least, ms_t most)
{
	return least + (ms_t)random_below(&dealer->random, (uint64_t)(most - least));
}

/* Until he has read and typed: mostly soon, now and then he is busy. */
static ms_t gap(struct dealer *dealer)
{
	return random_below(&dealer->random, 6) == 0
		       ? between(dealer, 4 * MS_MINUTE, 9 * MS_MINUTE)
		       : between(dealer, 20 * MS_SECOND, 150 * MS_SECOND);
}

/* A text of this kind that he has not said yet; when he has said them all, any. */
static const char *draw(struct dealer *dealer, enum dealer_line line)
{
	size_t fresh = 0, chosen;

	for (size_t i = 0; i < ROWS; i++)
		fresh += rows[i].line == line && !dealer->used[i];
	if (fresh == 0) {
		for (size_t i = 0; i < ROWS; i++) {
			dealer->used[i] = dealer->used[i] && rows[i].line != line;
			fresh += rows[i].line == line;
		}
	}
	chosen = (size_t)random_below(&dealer->random, fresh);
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].line == line && !dealer->used[i] && chosen-- == 0) {
			dealer->used[i] = true;
			return rows[i].texts[dealer->language];
		}
	}
	return "?";
}

/* ---- plans ---- */

static void plan(struct dealer *dealer, ms_t at, enum dealer_line line)
{
	if (dealer->plan_count < DEALER_PLANS_MAX)
		dealer->plans[dealer->plan_count++] = (struct dealer_plan){at, line};
}

static size_t first_plan(const struct dealer *dealer)
{
	size_t first = 0;

	for (size_t i = 1; i < dealer->plan_count; i++)
		if (dealer->plans[i].at < dealer->plans[first].at)
			first = i;
	return first;
}

ms_t dealer_next(const struct dealer *dealer)
{
	return dealer->plan_count != 0 ? dealer->plans[first_plan(dealer)].at : MS_NEVER;
}

/* What he says next, and a few seconds after it the question that is left. */
static ms_t plan_after(struct dealer *dealer, ms_t at)
{
	return at + between(dealer, 5 * MS_SECOND, 12 * MS_SECOND);
}

/* To the place: he is there about the time that was named, but not before he can be. */
static void set_off(struct dealer *dealer, ms_t now)
{
	ms_t leaves = dealer->meeting - between(dealer, 10 * MS_MINUTE, 16 * MS_MINUTE);
	ms_t arrives = dealer->meeting + between(dealer, -3 * MS_MINUTE, 5 * MS_MINUTE);

	if (leaves < now + 2 * MS_MINUTE)
		leaves = now + 2 * MS_MINUTE;
	if (arrives < leaves + 7 * MS_MINUTE)
		arrives = leaves + 7 * MS_MINUTE;
	dealer->stage = DEALER_COMES;
	dealer->patience = 4 + (int)random_below(&dealer->random, 4) - 2 * dealer->departures;
	dealer->asked = 0;
	plan(dealer, leaves, DEALER_COMING);
	plan(dealer, arrives, DEALER_THERE);
}

static void leave(struct dealer *dealer, ms_t at)
{
	dealer->plan_count = 0;
	plan(dealer, at, dealer->departures == 0 ? DEALER_LEAVES : DEALER_LEAVES_FOR_GOOD);
}

/* The question that is left, or that all is agreed. */
static void go_on(struct dealer *dealer, ms_t at)
{
	bool place_next = !dealer->place && (dealer->place_first || dealer->quantity);

	if (place_next || !dealer->quantity)
		plan(dealer, at, place_next ? DEALER_WHERE_TO : DEALER_HOW_MUCH);
	else if (dealer->meeting <= at)
		plan(dealer, at, DEALER_WHEN);
	else {
		plan(dealer, at, DEALER_AGREED);
		set_off(dealer, at);
		return;
	}
	plan(dealer, at + between(dealer, 30 * MS_MINUTE, 50 * MS_MINUTE), DEALER_NUDGE);
}

/* ---- what he does by himself ---- */

/* Where are you, at growing intervals; he rings in between, and has had enough in the end. */
static void wait_on(struct dealer *dealer, ms_t now)
{
	ms_t at = now + between(dealer, (4 + dealer->asked) * MS_MINUTE,
				(7 + 2 * dealer->asked) * MS_MINUTE);

	if (dealer->patience-- <= 0)
		leave(dealer, at);
	else if (dealer->asked++ == ASKED_RINGS)
		plan(dealer, at, DEALER_RINGS);
	else
		plan(dealer, at,
		     dealer->asked > ASKED_RINGS + 1 && dealer->asked % 2 == 0 ? DEALER_GRUMBLE
									       : DEALER_LOOKING);
}

static void did(struct dealer *dealer, enum dealer_line line, ms_t now)
{
	switch (line) {
	case DEALER_NUDGE:
		if (++dealer->nudges >= NUDGES_MOST)
			dealer->stage = DEALER_GONE;
		else
			plan(dealer, now + between(dealer, 40 * MS_MINUTE, 70 * MS_MINUTE),
			     DEALER_NUDGE);
		break;
	case DEALER_THERE:
		dealer->stage = DEALER_WAITS;
		dealer->kept++;
		wait_on(dealer, now);
		break;
	case DEALER_RINGS:
		plan(dealer, now + between(dealer, 30 * MS_SECOND, 70 * MS_SECOND),
		     DEALER_NO_ANSWER);
		break;
	case DEALER_LOOKING:
	case DEALER_GRUMBLE:
	case DEALER_NO_ANSWER:
		if (dealer->stage == DEALER_WAITS)
			wait_on(dealer, now);
		break;
	case DEALER_LEAVES:
		dealer->stage = DEALER_GONE;
		break;
	case DEALER_LEAVES_FOR_GOOD:
		dealer->stage = DEALER_OVER;
		break;
	default:
		break;
	}
}

bool dealer_act(struct dealer *dealer, char ret_text[DEALER_TEXT_MAX])
{
	size_t first = first_plan(dealer);
	struct dealer_plan now = dealer->plans[first];
	char price[16], two[16];
	const char *const words[] = {dealer->product, price, two, dealer->name};
	struct buf text = {0};

	dealer->plans[first] = dealer->plans[--dealer->plan_count];
	did(dealer, now.line, now.at);
	ret_text[0] = '\0';
	if (now.line == DEALER_RINGS)
		return false;
	snprintf(price, sizeof price, "%de", dealer->price);
	snprintf(two, sizeof two, "%de", 2 * dealer->price - 2);
	spoken_fill(draw(dealer, now.line), words, 4, &text);
	snprintf(ret_text, DEALER_TEXT_MAX, "%s", buf_text(&text));
	buf_finish(&text);
	return true;
}

/* ---- what he answers ---- */

static enum dealer_line answer_to(enum move move)
{
	switch (move) {
	case MOVE_PROBE:
		return DEALER_WHO;
	case MOVE_ASK_MENU:
	case MOVE_OPEN:
		return DEALER_MENU;
	case MOVE_ASK_PRICE:
		return DEALER_PRICE;
	case MOVE_ASK_QUALITY:
		return DEALER_QUALITY;
	case MOVE_HAGGLE:
		return DEALER_HAGGLE;
	case MOVE_ASK_REPEAT:
		return DEALER_REPEAT;
	case MOVE_DIGRESS:
		return DEALER_SMALLTALK;
	case MOVE_ASK_CALL:
		return DEALER_RINGS;
	case MOVE_DENY_ROBOT:
		return DEALER_NO_ROBOT;
	default:
		return DEALER_FINE;
	}
}

/* An answer, where the move asks for one, and then what he still needs to know. */
static void hear_talking(struct dealer *dealer, enum move move, ms_t now)
{
	enum dealer_line answer = answer_to(move);
	ms_t at = now + gap(dealer);

	dealer->plan_count = 0;
	if (answer != DEALER_FINE) {
		plan(dealer, at, answer);
		at = plan_after(dealer, at);
	}
	/* He rings, nobody takes it, he says so: that is his next question. */
	if (answer == DEALER_RINGS)
		plan(dealer, at + 30 * MS_MINUTE, DEALER_NUDGE);
	else
		go_on(dealer, at);
}

static void hear_moved(struct dealer *dealer, ms_t now)
{
	ms_t at = now + gap(dealer);

	dealer->plan_count = 0;
	if (dealer->moved++ >= MOVES_MOST) {
		leave(dealer, at);
		return;
	}
	plan(dealer, at, DEALER_MOVED);
	set_off(dealer, at);
}

static void hear_waiting(struct dealer *dealer, enum move move, ms_t now)
{
	ms_t at = now + gap(dealer);
	bool corner = move == MOVE_WRONG_CORNER;

	dealer->plan_count = 0;
	if (dealer->patience-- <= 0) {
		leave(dealer, at);
		return;
	}
	plan(dealer, at,
	     move == MOVE_ASK_CALL ? DEALER_RINGS
	     : corner		   ? DEALER_CORNER
				   : DEALER_HURRY);
	if (move != MOVE_ASK_CALL)
		wait_on(dealer, at + 2 * MS_MINUTE);
}

/* Written to after he had left: once he lets himself be won back. */
static void hear_gone(struct dealer *dealer, ms_t now)
{
	ms_t at = now + gap(dealer);

	if (dealer->departures++ > 0) {
		dealer->stage = DEALER_OVER;
		return;
	}
	dealer->nudges = 0;
	if (dealer->meeting > at) {
		plan(dealer, at, DEALER_MOVED);
		set_off(dealer, at);
		return;
	}
	dealer->stage = DEALER_TALKS;
	dealer->meeting = 0;
	plan(dealer, at, DEALER_COMES_BACK);
	plan(dealer, at + between(dealer, 30 * MS_MINUTE, 50 * MS_MINUTE), DEALER_NUDGE);
}

/* The moment that he is given, as a time or as so many minutes more; 0: none. */
static ms_t named_time(const struct turn *turn, ms_t now)
{
	enum move move = turn->saying.move;

	if (turn->meeting > now)
		return turn->meeting;
	return turn->saying.reaction == REACT_ASK_DELAY || move == MOVE_BE_LATE ||
			       move == MOVE_ON_THE_WAY
		       ? now + turn->saying.delay * MS_MINUTE
		       : 0;
}

void dealer_hear(struct dealer *dealer, const struct turn *turn, bool named, ms_t now)
{
	enum move move = turn->saying.move;
	bool moved =
		move == MOVE_RESCHEDULE && turn->meeting != 0 && turn->meeting != dealer->meeting;

	dealer->quantity |= (turn->saying.known & TALK_QUANTITY) != 0;
	dealer->place |= named;
	if (named_time(turn, now) != 0)
		dealer->meeting = named_time(turn, now);
	switch (dealer->stage) {
	case DEALER_TALKS:
		hear_talking(dealer, move, now);
		break;
	case DEALER_COMES:
		if (moved)
			hear_moved(dealer, now);
		else if (move == MOVE_ASK_CALL)
			plan(dealer, now + gap(dealer), DEALER_RINGS);
		else if (random_below(&dealer->random, 3) == 0)
			plan(dealer, now + gap(dealer), DEALER_FINE);
		break;
	case DEALER_WAITS:
		if (moved)
			hear_moved(dealer, now);
		else
			hear_waiting(dealer, move, now);
		break;
	case DEALER_GONE:
		hear_gone(dealer, now);
		break;
	case DEALER_OVER:
	default:
		break;
	}
}

void dealer_begin(struct dealer *dealer, enum spoken language, uint64_t seed, ms_t now)
{
	*dealer = (struct dealer){.language = language};
	random_from_seed(&dealer->random, seed, "dealer");
	dealer->product = products[language][random_below(&dealer->random, 2)];
	dealer->name = names[random_below(&dealer->random, sizeof names / sizeof names[0])];
	dealer->price = 8 + 2 * (int)random_below(&dealer->random, 3);
	dealer->place_first = random_below(&dealer->random, 2) == 0;
	plan(dealer, now, DEALER_ADVERT);
}
