// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Who approached a watching line, by the half hour (docs/WATCH.md): counted by the driver
 * (flow/sightings.h), told as JSON, and printed from that JSON for people.
 */
#ifndef DAEMON_SIGHTINGS_REPORT_H
#define DAEMON_SIGHTINGS_REPORT_H

#include "base/jsonout.h"
#include "base/zone.h"
#include "flow/driver.h"
#include "flow/sightings.h"

#include <jansson.h>

/* The report as members of the open object. `from`, `to`: moments as moment_read() takes them, [from, to);
 * NULL: the first, the last. ERR_INPUT: one of them is none. ERR_STATE: the line does not watch, or the
 * report would be too long. */
enum err sightings_put(struct jsonout *json, struct flow *flow, uint32_t line_index,
		       const struct house *house, const char *from, const char *to,
		       struct error *error_r);

/* sightings_print.c: such an object on standard output, for people, and as a table. */
void sightings_print(const json_t *answer);
void sightings_print_csv(const json_t *answer);
/* The same table, appended; `end` of each row: "\n", or "\r\n" as RFC 4180 has it. */
void sightings_csv(const json_t *answer, const char *end, struct buf *out);

#endif
