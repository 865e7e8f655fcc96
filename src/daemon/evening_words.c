// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/evening_words.h"

#include <stdio.h>
#include <string.h>

enum { WORDS = 8, CELL = 12 };

static const char *const words[][SPOKEN_COUNT] = {
#define W(id, en, fr, nl)                                                                          \
	[EVENING_WORD_##id] = {[SPOKEN_EN] = en, [SPOKEN_FR] = fr, [SPOKEN_NL] = nl},
#include "daemon/evening_words.tbl"
#undef W
};

const char *evening_say(enum spoken language, enum evening_word word)
{
	return words[word][language];
}

void evening_say_of(enum spoken language, enum evening_word word, const char *first,
		    struct buf *out)
{
	spoken_fill(evening_say(language, word), &first, 1, out);
}

void evening_clock(ms_t at, char ret_text[6])
{
	ms_t minutes = evening_local(at) % MS_DAY / MS_MINUTE;

	snprintf(ret_text, 6, "%02u:%02u", (unsigned)(minutes / 60 % 24), (unsigned)(minutes % 60));
}

/* ---- the caption ---- */

/* Numbers as words, that a sentence is filled with. */
struct figures {
	enum spoken language;
	const char *currency;
	struct buf text[WORDS];
	size_t count;
};

static void add_count(struct figures *figures, size_t count)
{
	spoken_count(figures->language, (int64_t)count, &figures->text[figures->count++]);
}

static void add_money(struct figures *figures, int64_t micro, bool whole)
{
	spoken_money(figures->language, micro, figures->currency, whole,
		     &figures->text[figures->count++]);
}

static void add_cap(struct figures *figures, int64_t micro)
{
	if (micro == INT64_MAX)
		buf_add_text(&figures->text[figures->count++],
			     evening_say(figures->language, EVENING_WORD_NO_CAP));
	else
		add_money(figures, micro, micro % 1000000 == 0);
}

/* Fills the sentence and forgets the numbers. */
static void put(struct figures *figures, enum evening_word word, struct buf *out)
{
	const char *filled[WORDS];

	for (size_t i = 0; i < figures->count; i++)
		filled[i] = buf_text(&figures->text[i]);
	spoken_fill(evening_say(figures->language, word), filled, figures->count, out);
	for (size_t i = 0; i < figures->count; i++)
		buf_clear(&figures->text[i]);
	figures->count = 0;
}

static void finish(struct figures *figures)
{
	for (size_t i = 0; i < WORDS; i++)
		buf_finish(&figures->text[i]);
}

void evening_caption(const struct evening_measure *measure, enum spoken language, struct buf *out)
{
	const struct evening_terms *terms = &measure->terms;
	struct evening_count count = evening_count(measure, EVENING_ROBOTS, EVENING_ROBOTS_TO);
	struct figures figures = {.language = language, .currency = terms->currency};

	put(&figures, EVENING_WORD_CAPTION_WHEN, out);
	buf_add_u8(out, ' ');
	add_count(&figures, count.messages);
	add_count(&figures, count.genuine);
	add_count(&figures, count.in_time);
	add_money(&figures, count.spent, false);
	add_cap(&figures, terms->cap_day);
	add_money(&figures, (int64_t)count.messages * (terms->in + terms->out), true);
	put(&figures, EVENING_WORD_CAPTION, out);
	finish(&figures);
}

void evening_remarks(const struct evening_measure *measure, enum spoken language, struct buf *out)
{
	struct evening_count count = evening_count(measure, EVENING_ROBOTS, EVENING_ROBOTS_TO);
	struct figures figures = {.language = language, .currency = measure->terms.currency};

	if (count.received != 0) {
		add_money(&figures, count.received, true);
		put(&figures, EVENING_WORD_CAPTION_RECEIVED, out);
		buf_add_u8(out, ' ');
	}
	add_count(&figures, count.robots_answered);
	put(&figures, EVENING_WORD_CAPTION_ROBOTS, out);
	buf_add_u8(out, ' ');
	add_money(&figures, evening_dearest(measure, MS_HOUR), false);
	add_money(&figures, evening_dearest(measure, MS_DAY), false);
	put(&figures, EVENING_WORD_CAPTION_DEAREST, out);
	finish(&figures);
}

/* ---- the table ---- */

static size_t letters(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

/* A column is as wide as its heading, with two blanks before it, or as a large sum; numbers stand
 * at its right. */
static void put_cell(enum spoken language, enum evening_word heading, const char *text,
		     struct buf *out)
{
	size_t width = letters(evening_say(language, heading)) + 2, size = letters(text);

	for (; size < width || size < CELL; size++)
		buf_add_u8(out, ' ');
	buf_add_text(out, text);
}

static const enum evening_word columns[] = {EVENING_WORD_COLUMN_ROBOTS, EVENING_WORD_COLUMN_GENUINE,
					    EVENING_WORD_COLUMN_IN_TIME, EVENING_WORD_COLUMN_SPENT};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static void put_cells(enum spoken language, const char *label, struct buf cells[COLUMNS],
		      struct buf *out)
{
	buf_add_format(out, "  %-11s", label);
	for (size_t i = 0; i < COLUMNS; i++) {
		put_cell(language, columns[i], buf_text(&cells[i]), out);
		buf_finish(&cells[i]);
	}
	buf_add_u8(out, '\n');
}

void evening_head(enum spoken language, struct buf *out)
{
	struct buf cells[COLUMNS] = {0};

	for (size_t i = 0; i < COLUMNS; i++)
		buf_add_text(&cells[i], evening_say(language, columns[i]));
	put_cells(language, "", cells, out);
}

void evening_row(const struct evening_measure *measure, enum spoken language, const char *label,
		 ms_t from, ms_t to, struct buf *out)
{
	struct evening_count count = evening_count(measure, from, to);
	struct buf cells[COLUMNS] = {0};
	char hours[16], clock[6];

	evening_clock(from, clock);
	snprintf(hours, sizeof hours, "%s-", clock);
	evening_clock(to, clock);
	strcat(hours, clock);
	spoken_count(language, (int64_t)count.robots, &cells[0]);
	spoken_count(language, (int64_t)count.genuine, &cells[1]);
	spoken_count(language, (int64_t)count.in_time, &cells[2]);
	spoken_money(language, count.spent, measure->terms.currency, false, &cells[3]);
	put_cells(language, label != NULL ? label : hours, cells, out);
}
