// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Drawing by hand: the few elements of SVG 1.1 that a chart needs, appended to a buffer. Colours
 * and fonts are the style sheet's, by class. Whatever text comes is escaped here and nowhere else;
 * classes are ours.
 */
#ifndef DAEMON_SVG_H
#define DAEMON_SVG_H

#include "base/bytes.h"

/* Text as XML 1.0 may hold it: the five signs as entities, malformed UTF-8 and forbidden controls
 * as U+FFFD. */
void svg_escape(const char *text, struct buf *out);

/* `anchor`: "start", "middle" or "end". */
void svg_text(struct buf *out, double x, double y, const char *class, const char *anchor,
	      const char *text);
/* Words in lines of at most `columns` letters; gives the y below the last one. */
double svg_paragraph(struct buf *out, double x, double y, double leading, const char *class,
		     size_t columns, const char *text);
void svg_rect(struct buf *out, double x, double y, double width, double height, const char *class);
void svg_line(struct buf *out, double x1, double y1, double x2, double y2, const char *class);

/* svg_path_begin(), then points, then the end; `close` joins it with its beginning. */
void svg_path_begin(struct buf *out, const char *class);
void svg_path_to(struct buf *out, bool draw, double x, double y);
void svg_path_end(struct buf *out, bool close);

#endif
