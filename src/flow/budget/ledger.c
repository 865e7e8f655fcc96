// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/ledger.h"
#include "base/mem.h"

#include <string.h>

static struct ledger_spend *spend_at(const struct ledger *ledger, uint64_t index)
{
	return &ledger->ring[index % LEDGER_RING];
}

bool ledger_keeps_tenths(int64_t hour_cap, int64_t day_cap, int64_t help)
{
	return help <= hour_cap / 10 && help <= day_cap / 10;
}

enum err ledger_init(struct ledger *ledger, int64_t hour_cap, int64_t day_cap, int64_t help)
{
	bool keeps = ledger_keeps_tenths(hour_cap, day_cap, help);

	*ledger = (struct ledger){
		.windows = {{.span = MS_HOUR, .cap = hour_cap, .kept = keeps ? hour_cap / 10 : 0},
			    {.span = MS_DAY, .cap = day_cap, .kept = keeps ? day_cap / 10 : 0}},
		.now = INT64_MIN / 2};
	ledger->ring = mem_try_alloc(LEDGER_RING, sizeof *ledger->ring);
	return ledger->ring != NULL ? ERR_NONE : ERR_MEMORY;
}

void ledger_finish(struct ledger *ledger)
{
	mem_free(ledger->ring);
	*ledger = (struct ledger){0};
}

/* Lets go of what has left the windows: a spend at s counts in (t - span, t]. */
static void advance(struct ledger *ledger, ms_t now)
{
	if (now > ledger->now)
		ledger->now = now;
	for (int w = 0; w < LEDGER_WINDOWS; w++) {
		struct ledger_window *window = &ledger->windows[w];

		while (window->first < ledger->end &&
		       spend_at(ledger, window->first)->at <= ledger->now - window->span) {
			for (int c = 0; c < SPEND_CLASSES; c++)
				window->sum[c] -= spend_at(ledger, window->first)->micro[c];
			window->first++;
		}
	}
	ledger->first = ledger->windows[LEDGER_DAY].first;
}

/* Whether a window has room for `price` in a class, if `gone` of each class had left it. */
static bool fits(const struct ledger_window *window, int64_t price, enum ledger_class class,
		 const int64_t gone[SPEND_CLASSES])
{
	int64_t limit = class == SPEND_KEPT ? window->kept : window->cap - window->kept;
	int64_t left = window->cap;

	if (window->cap == INT64_MAX)
		return true;
	/* Both classes share the cap: a kept part that shrank (a house keeps none, settings change) frees nothing. */
	for (int c = 0; c < SPEND_CLASSES; c++)
		left -= window->sum[c] - gone[c];
	return price <= left && price <= limit - (window->sum[class] - gone[class]);
}

static const int64_t nothing[SPEND_CLASSES];

/* The class a spend goes to: distress uses the kept part while every window has some of it left. */
static enum ledger_class class_of(const struct ledger *ledger, int64_t price, bool distress)
{
	if (!distress)
		return SPEND_COMMON;
	for (int w = 0; w < LEDGER_WINDOWS; w++)
		if (!fits(&ledger->windows[w], price, SPEND_KEPT, nothing))
			return SPEND_COMMON;
	return SPEND_KEPT;
}

bool ledger_allows(struct ledger *ledger, ms_t now, int64_t price, bool distress, int *ret_window)
{
	enum ledger_class class;

	advance(ledger, now);
	if (price == 0)
		return true;
	class = class_of(ledger, price, distress);
	for (int w = LEDGER_WINDOWS; w-- > 0;) {
		if (!fits(&ledger->windows[w], price, class, nothing)) {
			*ret_window = w;
			return false;
		}
	}
	return true;
}

/* A window's sums anew, from everything in the ring that has not left it. */
static void count_again(struct ledger *ledger, struct ledger_window *window)
{
	window->first = ledger->first;
	for (int c = 0; c < SPEND_CLASSES; c++)
		window->sum[c] = 0;
	for (uint64_t i = ledger->first; i < ledger->end; i++)
		for (int c = 0; c < SPEND_CLASSES; c++)
			window->sum[c] += spend_at(ledger, i)->micro[c];
}

/* Makes one of all spends that lie within the same `grain` ms, at the latest of their times. */
static void merge_within(struct ledger *ledger, ms_t grain)
{
	struct ledger_spend *kept = spend_at(ledger, ledger->first);
	uint64_t end = ledger->first + 1;

	for (uint64_t i = end; i < ledger->end; i++) {
		const struct ledger_spend one = *spend_at(ledger, i);

		if (one.at / grain != kept->at / grain) {
			kept = spend_at(ledger, end++);
			*kept = one;
			continue;
		}
		kept->at = one.at;
		for (int c = 0; c < SPEND_CLASSES; c++)
			kept->micro[c] += one.micro[c];
	}
	ledger->end = end;
}

/* Halves a full ring at least: with grains as fine as will do, 4.1 s at the most, for a ring holds one day. To merge
 * the oldest two would be wrong: they would move on with every new spend, grow, and never leave the window. */
static void thin_out(struct ledger *ledger)
{
	for (ms_t grain = 2; ledger->end - ledger->first > LEDGER_RING / 2; grain *= 2)
		merge_within(ledger, grain);
	/* One that had left the hour may be in it again with its neighbours: longer, never shorter. */
	for (int w = 0; w < LEDGER_WINDOWS; w++)
		count_again(ledger, &ledger->windows[w]);
	advance(ledger, ledger->now);
}

static void spend(struct ledger *ledger, ms_t at, const int64_t micro[SPEND_CLASSES])
{
	struct ledger_spend *last = NULL;

	if (ledger->end > ledger->first)
		last = spend_at(ledger, ledger->end - 1);
	if (last == NULL || last->at != at) {
		if (ledger->end - ledger->first == LEDGER_RING)
			thin_out(ledger);
		last = spend_at(ledger, ledger->end++);
		*last = (struct ledger_spend){.at = at};
	}
	for (int c = 0; c < SPEND_CLASSES; c++) {
		last->micro[c] += micro[c];
		for (int w = 0; w < LEDGER_WINDOWS; w++)
			ledger->windows[w].sum[c] += micro[c];
	}
}

void ledger_spend(struct ledger *ledger, ms_t now, int64_t price, bool distress)
{
	int64_t micro[SPEND_CLASSES] = {0};

	advance(ledger, now);
	if (price == 0)
		return;
	micro[class_of(ledger, price, distress)] = price;
	spend(ledger, ledger->now, micro);
}

/* When a window alone would let `price` in: walks the spends as they leave it. */
static ms_t window_room_at(const struct ledger *ledger, const struct ledger_window *window,
			   int64_t price, enum ledger_class class)
{
	int64_t gone[SPEND_CLASSES] = {0};

	if (fits(window, price, class, gone))
		return ledger->now;
	for (uint64_t i = window->first; i < ledger->end; i++) {
		const struct ledger_spend *leaving = spend_at(ledger, i);

		for (int c = 0; c < SPEND_CLASSES; c++)
			gone[c] += leaving->micro[c];
		if (fits(window, price, class, gone))
			return leaving->at + window->span;
	}
	return MS_NEVER;
}

static ms_t class_room_at(const struct ledger *ledger, int64_t price, enum ledger_class class)
{
	ms_t latest = ledger->now;

	for (int w = 0; w < LEDGER_WINDOWS; w++) {
		ms_t at = window_room_at(ledger, &ledger->windows[w], price, class);

		if (at > latest)
			latest = at;
	}
	return latest;
}

ms_t ledger_room_at(struct ledger *ledger, ms_t now, int64_t price, bool distress)
{
	ms_t common, kept_at;

	advance(ledger, now);
	if (price == 0)
		return ledger->now;
	common = class_room_at(ledger, price, SPEND_COMMON);
	if (!distress)
		return common;
	kept_at = class_room_at(ledger, price, SPEND_KEPT);
	return kept_at < common ? kept_at : common;
}

int64_t ledger_left(struct ledger *ledger, ms_t now, int w)
{
	const struct ledger_window *window = &ledger->windows[w];
	int64_t left;

	advance(ledger, now);
	if (window->cap == INT64_MAX)
		return INT64_MAX;
	left = window->cap - window->sum[SPEND_COMMON];
	left -= window->sum[SPEND_KEPT] > window->kept ? window->sum[SPEND_KEPT] : window->kept;
	return left > 0 ? left : 0;
}

int64_t ledger_spent(struct ledger *ledger, ms_t now, int w)
{
	advance(ledger, now);
	return ledger->windows[w].sum[SPEND_COMMON] + ledger->windows[w].sum[SPEND_KEPT];
}

void ledger_leaving(struct ledger *ledger, ms_t now, int w, ms_t step, size_t count,
		    int64_t *ret_leaving)
{
	const struct ledger_window *window = &ledger->windows[w];

	memset(ret_leaving, 0, count * sizeof *ret_leaving);
	advance(ledger, now);
	for (uint64_t i = window->first; i < ledger->end; i++) {
		size_t span = (size_t)((spend_at(ledger, i)->at + window->span - ledger->now) / step);

		if (span >= count)
			return; /* in the order of time */
		ret_leaving[span] += spend_at(ledger, i)->micro[SPEND_COMMON];
	}
}

bool ledger_keeps(struct ledger *ledger, ms_t now, int64_t price, double *ret_left)
{
	double least = 1;

	advance(ledger, now);
	for (int w = 0; w < LEDGER_WINDOWS; w++) {
		const struct ledger_window *window = &ledger->windows[w];
		double left;

		if (window->cap == INT64_MAX)
			continue;
		if (!fits(window, price, SPEND_KEPT, nothing))
			return false;
		left = (double)(window->kept - window->sum[SPEND_KEPT]) / (double)window->kept;
		least = left < least ? left : least;
	}
	*ret_left = least;
	return true;
}

void ledger_merge(struct ledger *ledger, struct ledger *const *others, size_t count)
{
	uint64_t at[64] = {0};

	for (size_t i = 0; i < count && i < 64; i++)
		at[i] = others[i]->first;
	for (;;) {
		size_t next = count;

		for (size_t i = 0; i < count && i < 64; i++)
			if (at[i] < others[i]->end &&
			    (next == count ||
			     spend_at(others[i], at[i])->at < spend_at(others[next], at[next])->at))
				next = i;
		if (next == count)
			return;
		advance(ledger, spend_at(others[next], at[next])->at);
		spend(ledger, ledger->now, spend_at(others[next], at[next])->micro);
		at[next]++;
	}
}

void ledger_save(const struct ledger *ledger, struct buf *out)
{
	buf_add_u64(out, (uint64_t)ledger->now);
	buf_add_u32(out, (uint32_t)(ledger->end - ledger->first));
	for (uint64_t i = ledger->first; i < ledger->end; i++) {
		const struct ledger_spend *one = spend_at(ledger, i);

		buf_add_u64(out, (uint64_t)one->at);
		for (int c = 0; c < SPEND_CLASSES; c++)
			buf_add_u64(out, (uint64_t)one->micro[c]);
	}
}

/* So that no sum over a ring of them overflows. */
#define MOST_SAVED (INT64_MAX / LEDGER_RING / SPEND_CLASSES)

enum err ledger_load(struct ledger *ledger, struct bytes saved)
{
	struct reader reader = reader_of(saved);
	ms_t now = (ms_t)read_u64(&reader);
	uint32_t count = read_u32(&reader);
	ms_t last = INT64_MIN;

	if (reader.bad || count > LEDGER_RING)
		return ERR_INPUT;
	for (uint32_t i = 0; i < count; i++) {
		ms_t at = (ms_t)read_u64(&reader);
		int64_t micro[SPEND_CLASSES];

		for (int c = 0; c < SPEND_CLASSES; c++)
			micro[c] = (int64_t)read_u64(&reader);
		if (reader.bad || at < last || at > now || micro[0] < 0 || micro[1] < 0 ||
		    micro[0] > MOST_SAVED || micro[1] > MOST_SAVED)
			return ERR_INPUT;
		advance(ledger, at);
		spend(ledger, at, micro);
		last = at;
	}
	advance(ledger, now);
	return reader_left(&reader) == 0 ? ERR_NONE : ERR_INPUT;
}
