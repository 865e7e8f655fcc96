// SPDX-License-Identifier: GPL-3.0-or-later
/* Time as people write it: spans, windows, hours of the day, days, time zones. */
#include "daemon/settings_table.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- spans ---- */

static enum err parse_span(struct loader *loader, const struct yaml_node *node, ms_t *ret_span)
{
	const char *text;
	enum err err = yaml_text(node, &text, loader->error_r);

	if (err != ERR_NONE)
		return err;
	if (!clock_parse_span(text, ret_span))
		return yaml_error(node, loader->error_r,
				  "write a span with its unit, such as 90s, 5m, 24h, 7d or 1h30m");
	return ERR_NONE;
}

static enum err read_span(struct loader *loader, const struct setting *row,
			  const struct yaml_node *node, void *object)
{
	return parse_span(loader, node, SETTING_FIELD(ms_t, object, row->at));
}

static void print_span(const struct setting *row, const void *object, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];

	buf_add_text(out, clock_span_text(*SETTING_CONST(ms_t, object, row->at), text));
}

const struct setting_type setting_span = {"a span such as 30s, 5m or 24h", read_span, print_span,
					  NULL};

enum { SLOT = 60 * 1000 }; /* ms; releases are judged a slot at a time (DESIGN §5) */

static enum err read_between(struct loader *loader, const struct setting *row,
			     const struct yaml_node *node, void *object)
{
	ms_t *least = SETTING_FIELD(ms_t, object, row->at);
	ms_t *most = SETTING_FIELD(ms_t, object, row->more);
	enum err err;

	if (node->type != YAML_LIST || node->count != 2)
		return yaml_error(node, loader->error_r,
				  "write two spans, the earliest and the latest: [5m, 30m]");
	err = parse_span(loader, node->first, least);
	if (err == ERR_NONE)
		err = parse_span(loader, node->first->next, most);
	if (err != ERR_NONE)
		return err;
	if (*least > *most)
		return yaml_error(node, loader->error_r,
				  "the earliest is later than the latest; write the smaller first");
	if (*most != 0 && *most - *least < 2 * SLOT)
		return yaml_error(
			node, loader->error_r,
			"this window is shorter than two minutes, too short to tell senders apart; "
			"write [5m, 30m], or [0s, 0s] to answer each at once");
	return ERR_NONE;
}

static void print_between(const struct setting *row, const void *object, struct buf *out)
{
	char least[CLOCK_TEXT_MAX], most[CLOCK_TEXT_MAX];

	buf_add_format(out, "[%s, %s]",
		       clock_span_text(*SETTING_CONST(ms_t, object, row->at), least),
		       clock_span_text(*SETTING_CONST(ms_t, object, row->more), most));
}

const struct setting_type setting_between = {"two spans: `[5m, 30m]`", read_between, print_between,
					     NULL};

/* ---- hours ---- */

/* "HH:MM" at `text`; 24:00 is the day's end. */
static bool parse_minute(const char *text, uint16_t *ret_minute)
{
	int digits[4] = {text[0] - '0', text[1] - '0', text[3] - '0', text[4] - '0'};
	int minute;

	for (int i = 0; i < 4; i++)
		if (digits[i] < 0 || digits[i] > 9)
			return false;
	minute = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
	if (text[2] != ':' || digits[2] > 5 || minute > 1440)
		return false;
	*ret_minute = (uint16_t)minute;
	return true;
}

bool settings_parse_hours(const char *text, struct hours *ret_hours)
{
	struct hours hours;

	if (strlen(text) != 11 || text[5] != '-' || !parse_minute(text, &hours.from) ||
	    !parse_minute(text + 6, &hours.to))
		return false;
	if (hours.from == hours.to || hours.from == 1440)
		return false;
	if (hours.to < hours.from)
		hours.to = (uint16_t)(hours.to + 1440);
	*ret_hours = hours;
	return true;
}

/* ---- days and time zones ---- */

static enum err read_date(struct loader *loader, const struct setting *row,
			  const struct yaml_node *node, void *object)
{
	char moment[CLOCK_TEXT_MAX];
	const char *text;
	ms_t at;
	enum err err = yaml_text(node, &text, loader->error_r);

	if (err != ERR_NONE)
		return err;
	snprintf(moment, sizeof moment, "%.10sT00:00:00Z", text);
	if (strlen(text) != 10 || !clock_parse(moment, &at))
		return yaml_error(node, loader->error_r,
				  "write a day as year-month-day, such as 2026-01-05");
	*SETTING_FIELD(char *, object, row->at) = mem_strdup(text);
	return ERR_NONE;
}

const struct setting_type setting_date = {"a day: `2026-01-05`", read_date, settings_print_text,
					  settings_finish_text};

#define ZONES "/usr/share/zoneinfo"

/* Names that mean another machine's choice, or another kind of second, or nothing. */
static const char *const odd_zones[] = {"localtime", "posixrules", "Factory", "right/", "posix/"};

static bool is_zone_name(const char *name)
{
	size_t size = strlen(name);

	if (size == 0 || size > 64 || name[0] == '/' || name[size - 1] == '/' ||
	    strstr(name, "..") != NULL || strstr(name, "//") != NULL ||
	    name[strspn(name,
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/")] !=
		    '\0')
		return false;
	for (size_t i = 0; i < sizeof odd_zones / sizeof odd_zones[0]; i++)
		if (strncmp(name, odd_zones[i], strlen(odd_zones[i])) == 0)
			return false;
	return true;
}

/* Whether the system's database has a compiled zone (RFC 8536 §3: it begins with TZif) of that
 * name. */
static bool zone_exists(const char *name)
{
	char path[sizeof ZONES + 66], magic[4];
	bool found;
	int fd;

	snprintf(path, sizeof path, "%s/%s", ZONES, name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	found = read(fd, magic, sizeof magic) == (ssize_t)sizeof magic &&
		memcmp(magic, "TZif", sizeof magic) == 0;
	close(fd);
	return found;
}

static enum err read_zone(struct loader *loader, const struct setting *row,
			  const struct yaml_node *node, void *object)
{
	const char *text;
	enum err err = yaml_text(node, &text, loader->error_r);

	if (err != ERR_NONE)
		return err;
	if (is_zone_name(text) && zone_exists(text)) {
		*SETTING_FIELD(char *, object, row->at) = mem_strdup(text);
		return ERR_NONE;
	}
	if (access(ZONES, F_OK) != 0)
		return yaml_error(node, loader->error_r,
				  "this system has no time zones in %s; install the package tzdata",
				  ZONES);
	return yaml_error(node, loader->error_r,
			  "no such time zone; write a name such as Europe/Brussels");
}

const struct setting_type setting_zone = {"a time zone: `Europe/Brussels`", read_zone,
					  settings_print_text, settings_finish_text};
