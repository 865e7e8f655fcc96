// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/evening_curve.h"
#include "daemon/evening_words.h"
#include "daemon/svg.h"

#include <math.h>
#include <stdio.h>

/* Everything is laid out in units of a drawing 960 wide; a browser makes it as large as there is
 * room. */
enum { WIDTH = 960, HEIGHT = 876, LEFT = 74, RIGHT = WIDTH - 74 };

/* What is drawn, on the clock of that Monday. */
#define FROM (EVENING_MONDAY + 12 * MS_HOUR)
#define TO   (EVENING_MONDAY + 26 * MS_HOUR)

static const char style[] =
	"<style>\n"
	"svg{max-width:100%;height:auto;background:#fff;color-scheme:light dark}\n"
	"text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;"
	"font-size:13px;fill:#1f2328}\n"
	".paper{fill:#fff}.head{font-size:23px;font-weight:600}.panel{font-size:15px;font-weight:"
	"600}\n"
	".small{font-size:12px;fill:#57606a}.caption{font-size:15px}\n"
	".grid{stroke:#d0d7de;stroke-width:1}.axis{stroke:#8c959f;stroke-width:1}\n"
	".siege{fill:#f2cc60;fill-opacity:.28}\n"
	".robots{fill:#d1582a}.people{fill:#0a5bb5}.due{fill:#aab4be;fill-opacity:.6}.done{fill:#"
	"1a7f4b}\n"
	".spent{fill:none;stroke:#1a7f4b;stroke-width:2.2}.cap{stroke:#1f2328;stroke-width:1.6;"
	"stroke-dasharray:7 4}\n"
	".all{fill:none;stroke:#d1582a;stroke-width:2.2}.in{fill:none;stroke:#d1582a;"
	"stroke-width:1.6;stroke-dasharray:2 3}\n"
	".by-spent{fill:#136c3d;font-size:12px}.by-all{fill:#b2441b;font-size:12px}\n"
	"@media "
	"(prefers-color-scheme:dark){svg{background:#0d1117}text{fill:#e6edf3}.paper{fill:#0d1117}"
	".small{fill:#9ea7b1}.grid{stroke:#262c34}.axis{stroke:#6e7681}\n"
	".siege{fill:#bb8009;fill-opacity:.28}.robots{fill:#f0803c}.people{fill:#58a6ff}"
	".due{fill:#57606a}.done{fill:#3fb950}\n"
	".spent{stroke:#3fb950}.cap{stroke:#e6edf3}.all,.in{stroke:#f0803c}"
	".by-spent{fill:#3fb950}.by-all{fill:#f0803c}}\n"
	"</style>\n";

struct panel {
	double top, height;
};

struct drawing {
	const struct evening_measure *measure;
	enum spoken language;
	struct buf *out;
};

static double x_of(ms_t at)
{
	return LEFT + (double)(at - FROM) / (double)(TO - FROM) * (RIGHT - LEFT);
}

/* `share` of the panel's height, from below. */
static double y_of(const struct panel *panel, double share)
{
	return panel->top + panel->height * (1 - fmin(fmax(share, 0), 1));
}

static const char *say(const struct drawing *drawing, enum evening_word word)
{
	return evening_say(drawing->language, word);
}

/* ---- what all panels have ---- */

static void draw_sieges(const struct drawing *drawing, const struct panel *panel)
{
	for (size_t i = 0; i < drawing->measure->siege_count; i++) {
		const struct evening_siege *siege = &drawing->measure->sieges[i];
		ms_t from = siege->from > FROM ? siege->from : FROM;
		ms_t to = siege->to < TO ? siege->to : TO;

		if (from < to)
			svg_rect(drawing->out, x_of(from), panel->top,
				 fmax(x_of(to) - x_of(from), 1), panel->height, "siege");
	}
}

static void draw_hours(const struct drawing *drawing, const struct panel *panel)
{
	double bottom = panel->top + panel->height;
	char clock[6];

	for (ms_t at = FROM; at <= TO; at += MS_HOUR) {
		svg_line(drawing->out, x_of(at), panel->top, x_of(at), bottom, "grid");
		evening_clock(at, clock);
		svg_text(drawing->out, x_of(at), bottom + 16, "small", "middle", clock);
	}
}

/* One line of the left or right scale. */
static void draw_step(const struct drawing *drawing, const struct panel *panel, double share,
		      const char *class, bool right, const char *text)
{
	double y = y_of(panel, share);

	if (!right)
		svg_line(drawing->out, LEFT, y, RIGHT, y, share <= 0 ? "axis" : "grid");
	svg_text(drawing->out, right ? RIGHT + 8 : LEFT - 8, y + 4, class, right ? "start" : "end",
		 text);
}

/* A key entry: a patch (or a stroke, for lines) and its words; gives where the next may begin. */
static double draw_key(const struct drawing *drawing, double x, double y, const char *class,
		       bool stroke, const char *text)
{
	double width = 0;

	if (stroke)
		svg_line(drawing->out, x, y - 4, x + 22, y - 4, class);
	else
		svg_rect(drawing->out, x + 4, y - 10, 12, 12, class);
	svg_text(drawing->out, x + (stroke ? 28 : 21), y, "key", "start", text);
	for (const char *at = text; *at != '\0'; at++)
		width += ((unsigned char)*at & 0xc0) != 0x80 ? 6.9 : 0;
	return x + width + (stroke ? 46 : 40);
}

/* `above`: how far over the panel its title stands. */
static void draw_frame(const struct drawing *drawing, const struct panel *panel, double above,
		       enum evening_word title, const char *more)
{
	struct buf text = {0};

	evening_say_of(drawing->language, title, more, &text);
	svg_text(drawing->out, LEFT, panel->top - above, "panel", "start", buf_text(&text));
	buf_finish(&text);
	draw_sieges(drawing, panel);
	draw_hours(drawing, panel);
}

/* ---- what came ---- */

/* 1,000 texts are the top. No text is no height. */
static double log_share(size_t count)
{
	return log10((double)count + 1) / log10(1001);
}

static void draw_arrivals_of(const struct drawing *drawing, const struct panel *panel, bool robots)
{
	const ms_t step = 5 * MS_MINUTE;

	for (ms_t at = FROM; at < TO; at += step) {
		struct evening_count count = evening_count(drawing->measure, at, at + step);
		size_t texts = robots ? count.robots : count.messages - count.robots;
		double x = x_of(at), wide = x_of(at + step) - x, y = y_of(panel, log_share(texts));

		if (texts == 0)
			continue;
		svg_rect(drawing->out, x, y, wide, panel->top + panel->height - y,
			 robots ? "robots" : "people");
	}
}

static void draw_arrivals(const struct drawing *drawing, const struct panel *panel)
{
	static const size_t steps[] = {0, 10, 100, 1000};
	struct buf text = {0};
	double x;

	draw_frame(drawing, panel, 32, EVENING_WORD_PANEL_ARRIVALS, "");
	x = draw_key(drawing, LEFT - 4, panel->top - 10, "robots", false,
		     say(drawing, EVENING_WORD_KEY_ROBOTS));
	x = draw_key(drawing, x, panel->top - 10, "people", false,
		     say(drawing, EVENING_WORD_KEY_GENUINE));
	if (drawing->measure->siege_count > 0)
		draw_key(drawing, x, panel->top - 10, "siege", false,
			 say(drawing, EVENING_WORD_KEY_SIEGE));
	svg_text(drawing->out, RIGHT, panel->top - 10, "small", "end",
		 say(drawing, EVENING_WORD_PANEL_ARRIVALS_MORE));
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		buf_clear(&text);
		spoken_count(drawing->language, (int64_t)steps[i], &text);
		draw_step(drawing, panel, log_share(steps[i]), "small", false, buf_text(&text));
	}
	draw_arrivals_of(drawing, panel, true);
	draw_arrivals_of(drawing, panel, false);
	buf_finish(&text);
}

/* ---- who was answered in time ---- */

static void draw_quarter(const struct drawing *drawing, const struct panel *panel, ms_t at)
{
	const ms_t step = 15 * MS_MINUTE;
	struct evening_count count = evening_count(drawing->measure, at, at + step);
	double x = x_of(at) + 0.7, wide = x_of(at + step) - x_of(at) - 1.4, y;

	if (count.genuine == 0)
		return;
	y = y_of(panel, (double)count.in_time / (double)count.genuine);
	svg_rect(drawing->out, x, panel->top, wide, y - panel->top, "due");
	svg_rect(drawing->out, x, y, wide, panel->top + panel->height - y, "done");
}

static void draw_share(const struct drawing *drawing, const struct panel *panel)
{
	static const char *const steps[] = {"0 %", "50 %", "100 %"};
	char minutes[24];
	double x;

	snprintf(minutes, sizeof minutes, "%lld",
		 (long long)(drawing->measure->terms.window / MS_MINUTE));
	draw_frame(drawing, panel, 32, EVENING_WORD_PANEL_SHARE, minutes);
	x = draw_key(drawing, LEFT - 4, panel->top - 10, "done", false,
		     say(drawing, EVENING_WORD_KEY_ANSWERED));
	draw_key(drawing, x, panel->top - 10, "due", false,
		 say(drawing, EVENING_WORD_KEY_UNANSWERED));
	for (int i = 0; i < 3; i++)
		draw_step(drawing, panel, i / 2.0, "small", false, steps[i]);
	for (ms_t at = FROM; at < TO; at += 15 * MS_MINUTE)
		draw_quarter(drawing, panel, at);
}

/* ---- money ---- */

/* 1, 2 or 5 times a power of ten, so that at most five of them reach `most`. */
static double round_step(double most)
{
	double step = 1e-4;

	for (int i = 0; step * 5 < most; i++)
		step *= i % 3 == 1 ? 2.5 : 2;
	return step;
}

/* The lines of a scale from nothing to `most` micro-units. */
static void draw_scale(const struct drawing *drawing, const struct panel *panel, double most,
		       const char *class, bool right)
{
	double step = round_step(most);
	struct buf text = {0};

	for (int i = 0; i * step <= most * 1.0001; i++) {
		buf_clear(&text);
		spoken_money(drawing->language, llround(i * step), drawing->measure->terms.currency,
			     step >= 1e6, &text);
		draw_step(drawing, panel, i * step / most, class, right, buf_text(&text));
	}
	buf_finish(&text);
}

static void draw_spent(const struct drawing *drawing, const struct panel *panel, double most)
{
	svg_path_begin(drawing->out, "spent");
	for (ms_t at = FROM; at <= TO; at += 2 * MS_MINUTE)
		svg_path_to(
			drawing->out, at > FROM, x_of(at),
			y_of(panel, (double)evening_spent(drawing->measure, at, MS_HOUR) / most));
	svg_path_end(drawing->out, false);
}

/* What everything since noon had cost, at this price a message. */
static void draw_everyone(const struct drawing *drawing, const struct panel *panel, double most,
			  int64_t price, const char *class)
{
	const struct evening *evening = drawing->measure->evening;
	size_t before = 0, i = 0;

	svg_path_begin(drawing->out, class);
	for (ms_t at = FROM; at <= TO; at += 5 * MS_MINUTE) {
		for (; i < evening->message_count && evening->messages[i].at < at; i++)
			before += evening->messages[i].at >= FROM;
		svg_path_to(drawing->out, at > FROM, x_of(at),
			    y_of(panel, (double)before * (double)price / most));
	}
	svg_path_end(drawing->out, false);
}

static void draw_money_keys(const struct drawing *drawing, const struct panel *panel)
{
	const struct evening_terms *terms = &drawing->measure->terms;
	double y = panel->top - 28, x;
	struct buf cap = {0}, text = {0};

	x = draw_key(drawing, LEFT, y, "spent", true, say(drawing, EVENING_WORD_KEY_SPENT));
	if (terms->cap_hour != INT64_MAX) {
		spoken_money(drawing->language, terms->cap_hour, terms->currency,
			     terms->cap_hour % 1000000 == 0, &cap);
		evening_say_of(drawing->language, EVENING_WORD_KEY_CAP, buf_text(&cap), &text);
		draw_key(drawing, x, y, "cap", true, buf_text(&text));
	}
	y += 18;
	x = draw_key(drawing, LEFT, y, "all", true, say(drawing, EVENING_WORD_KEY_EVERYONE));
	if (terms->in != 0)
		draw_key(drawing, x, y, "in", true, say(drawing, EVENING_WORD_KEY_RECEIVED));
	buf_finish(&cap);
	buf_finish(&text);
}

/* Highest of what was spent in an hour and its cap, with some air. */
static double most_spent(const struct evening_measure *measure)
{
	int64_t most = evening_dearest(measure, MS_HOUR);

	if (measure->terms.cap_hour != INT64_MAX && measure->terms.cap_hour > most)
		most = measure->terms.cap_hour;
	return most > 0 ? (double)most * 1.25 : 1e6;
}

static void draw_money(const struct drawing *drawing, const struct panel *panel)
{
	const struct evening_terms *terms = &drawing->measure->terms;
	struct evening_count all = evening_count(drawing->measure, FROM, TO);
	double most = most_spent(drawing->measure), cap = (double)terms->cap_hour / most;
	double everyone = (double)all.messages * (double)(terms->in + terms->out);

	draw_frame(drawing, panel, 50, EVENING_WORD_PANEL_MONEY, "");
	draw_money_keys(drawing, panel);
	everyone = everyone > 0 ? everyone * 1.1 : 1e6;
	draw_scale(drawing, panel, most, "by-spent", false);
	draw_scale(drawing, panel, everyone, "by-all", true);
	draw_everyone(drawing, panel, everyone, terms->in + terms->out, "all");
	if (terms->in != 0)
		draw_everyone(drawing, panel, everyone, terms->in, "in");
	if (terms->cap_hour != INT64_MAX)
		svg_line(drawing->out, LEFT, y_of(panel, cap), RIGHT, y_of(panel, cap), "cap");
	draw_spent(drawing, panel, most);
}

/* ---- the whole ---- */

static void draw_head(const struct drawing *drawing, const char *caption)
{
	struct buf robots = {0}, text = {0};

	buf_add_format(
		drawing->out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
		"height=\"%d\" role=\"img\" xml:lang=\"%s\" aria-labelledby=\"title desc\">\n",
		WIDTH, HEIGHT, WIDTH, HEIGHT, spoken_name(drawing->language));
	buf_add_text(drawing->out, "<title id=\"title\">");
	svg_escape(say(drawing, EVENING_WORD_TITLE), drawing->out);
	buf_add_text(drawing->out, "</title>\n<desc id=\"desc\">");
	svg_escape(caption, drawing->out);
	buf_add_text(drawing->out, "</desc>\n");
	buf_add_text(drawing->out, style);
	svg_rect(drawing->out, 0, 0, WIDTH, HEIGHT, "paper");
	svg_text(drawing->out, LEFT, 40, "head", "start", say(drawing, EVENING_WORD_TITLE));
	spoken_count(drawing->language, EVENING_ROBOT_TEXTS, &robots);
	evening_say_of(drawing->language, EVENING_WORD_SUBTITLE, buf_text(&robots), &text);
	svg_paragraph(drawing->out, LEFT, 64, 18, "small", 125, buf_text(&text));
	buf_finish(&robots);
	buf_finish(&text);
}

void evening_curve(const struct evening_measure *measure, enum spoken language, struct buf *out)
{
	const struct panel arrivals = {152, 150}, share = {378, 110}, money = {586, 160};
	const struct drawing drawing = {measure, language, out};
	struct buf caption = {0}, remarks = {0};
	double y;

	evening_caption(measure, language, &caption);
	evening_remarks(measure, language, &remarks);
	draw_head(&drawing, buf_text(&caption));
	draw_arrivals(&drawing, &arrivals);
	draw_share(&drawing, &share);
	draw_money(&drawing, &money);
	y = svg_paragraph(out, LEFT, 794, 21, "caption", 100, buf_text(&caption));
	svg_paragraph(out, LEFT, y + 2, 17, "small", 120, buf_text(&remarks));
	buf_add_text(out, "</svg>\n");
	buf_finish(&caption);
	buf_finish(&remarks);
}
