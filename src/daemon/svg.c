// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/svg.h"

#include <math.h>
#include <string.h>

/* XML 1.0 §2.2: what a document may hold at all. */
static bool is_char(uint32_t c)
{
	return c == 0x9 || c == 0xa || c == 0xd || (c >= 0x20 && c <= 0xd7ff) ||
	       (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

static const char *entity(uint32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void svg_escape(const char *text, struct buf *out)
{
	size_t size = strlen(text);

	for (size_t at = 0; at < size;) {
		uint32_t c = utf8_next((const uint8_t *)text, size, &at);
		uint8_t bytes[4];

		if (entity(c) != NULL)
			buf_add_text(out, entity(c));
		else
			buf_add(out, bytes, utf8_put(is_char(c) ? c : 0xfffd, bytes));
	}
}

/* A tenth of a unit is finer than a screen. What is not a number would make the file unreadable. */
static double tenth(double value)
{
	return isfinite(value) ? round(value * 10) / 10 + 0.0 : 0;
}

void svg_text(struct buf *out, double x, double y, const char *class, const char *anchor,
	      const char *text)
{
	buf_add_format(out, "<text x=\"%g\" y=\"%g\" class=\"%s\" text-anchor=\"%s\">", tenth(x),
		       tenth(y), class, anchor);
	svg_escape(text, out);
	buf_add_text(out, "</text>\n");
}

static size_t letters(const char *text, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

/* How much of the text fits into a line: up to the last blank before `columns` letters, else up to
 * the next. */
static size_t line_size(const char *text, size_t columns)
{
	size_t size = strcspn(text, " ");

	while (text[size] == ' ') {
		size_t next = size + 1 + strcspn(text + size + 1, " ");

		if (letters(text, next) > columns)
			break;
		size = next;
	}
	return size;
}

double svg_paragraph(struct buf *out, double x, double y, double leading, const char *class,
		     size_t columns, const char *text)
{
	struct buf line = {0};

	while (*text != '\0') {
		size_t size = line_size(text, columns);

		buf_clear(&line);
		buf_add(&line, text, size);
		svg_text(out, x, y, class, "start", buf_text(&line));
		y += leading;
		text += size + strspn(text + size, " ");
	}
	buf_finish(&line);
	return y;
}

void svg_rect(struct buf *out, double x, double y, double width, double height, const char *class)
{
	buf_add_format(out, "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" class=\"%s\"/>\n",
		       tenth(x), tenth(y), tenth(width), tenth(height), class);
}

void svg_line(struct buf *out, double x1, double y1, double x2, double y2, const char *class)
{
	buf_add_format(out, "<line x1=\"%g\" y1=\"%g\" x2=\"%g\" y2=\"%g\" class=\"%s\"/>\n",
		       tenth(x1), tenth(y1), tenth(x2), tenth(y2), class);
}

void svg_path_begin(struct buf *out, const char *class)
{
	buf_add_format(out, "<path class=\"%s\" d=\"", class);
}

void svg_path_to(struct buf *out, bool draw, double x, double y)
{
	buf_add_format(out, "%c%g %g", draw ? 'L' : 'M', tenth(x), tenth(y));
}

void svg_path_end(struct buf *out, bool close)
{
	buf_add_format(out, "%s\"/>\n", close ? "Z" : "");
}
