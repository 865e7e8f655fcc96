// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/sightings_report.h"
#include "daemon/sighting_words.h"

#include <stdio.h>
#include <string.h>

enum { REPORT_BYTES = 1000000 }; /* an answer has at most 1 MiB (ipc.tbl); a half hour has some 120 bytes */

static void put_counts(struct jsonout *json, const struct approaches *approaches)
{
	jsonout_int(json, "requests", (int64_t)approaches->requests);
	jsonout_int(json, "messages", (int64_t)approaches->messages);
	jsonout_int(json, "calls", (int64_t)approaches->calls);
	jsonout_int(json, "senders", (int64_t)approaches->senders);
}

/* "2026-03-02 20:30": what the line's clocks showed, for whoever has no time zones at hand. */
static void put_half(struct jsonout *json, const char *key, const struct approaches *half,
		     struct zone *zone)
{
	char utc[CLOCK_TEXT_MAX], local[CLOCK_TEXT_MAX];

	clock_text(half->at + zone_offset(zone, half->at), utc);
	snprintf(local, sizeof local, "%.10s %.5s", utc, utc + 11);
	jsonout_open(json, key);
	jsonout_time(json, "at", half->at);
	jsonout_text(json, "local", local);
	put_counts(json, half);
	jsonout_close(json);
}

static void put_report(struct jsonout *json, const struct flow_approaches *found, struct zone *zone)
{
	jsonout_open(json, "totals");
	put_counts(json, &found->total);
	jsonout_close(json);
	if (found->half_count != 0)
		put_half(json, "busiest", &found->halves[found->busiest], zone);
	else
		jsonout_null(json, "busiest");
	if (found->left_out != 0)
		jsonout_int(json, "left_out", (int64_t)found->left_out);
	jsonout_open_list(json, "half_hours");
	for (size_t i = 0; i < found->half_count; i++)
		put_half(json, NULL, &found->halves[i], zone);
	jsonout_close_list(json);
}

static enum err read_end(const char *name, const char *text, struct zone *zone, ms_t *end,
			 struct error *error_r)
{
	if (text == NULL || moment_read(text, zone, end))
		return ERR_NONE;
	return error_set(error_r, ERR_INPUT,
			 "%s: must be a day or a moment, such as 2026-03-02, 2026-03-02 20:15 or "
			 "2026-03-02T19:15:00Z",
			 name);
}

static enum err put_range(struct jsonout *json, struct flow *flow, uint32_t line_index,
			  struct zone *zone, const char *zone_is, ms_t from, ms_t to,
			  struct error *error_r)
{
	struct flow_approaches found;
	enum err err = flow_approaches(flow, line_index, from, to, &found, error_r);

	if (err != ERR_NONE)
		return err;
	jsonout_text(json, "line", found.line->name);
	jsonout_text(json, "timezone", zone_is);
	if (from != INT64_MIN)
		jsonout_time(json, "from", from);
	if (to != MS_NEVER)
		jsonout_time(json, "to", to);
	put_report(json, &found, zone);
	flow_approaches_finish(&found);
	return json->out->size <= REPORT_BYTES
		       ? ERR_NONE
		       : error_set(error_r, ERR_STATE,
				   "so many half hours are too long for one answer; give from and to");
}

enum err sightings_put(struct jsonout *json, struct flow *flow, uint32_t line_index,
		       const struct house *house, const char *from, const char *to,
		       struct error *error_r)
{
	const struct line *line = flow_line(flow, line_index);
	ms_t begins = INT64_MIN, ends = MS_NEVER;
	struct zone *zone = NULL;
	enum err err = line_zone(line, house, &zone, error_r);

	if (err == ERR_NONE)
		err = read_end("from", from, zone, &begins, error_r);
	if (err == ERR_NONE)
		err = read_end("to", to, zone, &ends, error_r);
	if (err == ERR_NONE)
		err = put_range(json, flow, line_index, zone, line_zone_name(line, house), begins, ends,
				error_r);
	zone_destroy(zone);
	return err;
}
