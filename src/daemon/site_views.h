// SPDX-License-Identifier: GPL-3.0-or-later
/* What can be read of a site, as JSON: standing, queue, statements of reasons, notices, the yearly report. */
#ifndef DAEMON_SITE_VIEWS_H
#define DAEMON_SITE_VIEWS_H

#include "base/jsonout.h"
#include "flow/sites.h"

/* Appends the answer to a call that changes nothing (call_changes() false): one object. ERR_ABSENT, ERR_INPUT: refused, `fault`
 * says what. `now`: for percentages, and whose claim still holds. */
enum err site_view(struct flow *flow, uint32_t line_index, const struct call *call, ms_t now,
		   struct buf *out, struct call_fault *fault);

/* Of VERB_GET_QUEUE: members into the open object. */
void site_put_queue(const struct site *site, const struct call *call, ms_t now, struct jsonout *json);

/* Why an item waits, in a sentence for whoever looks at it: nothing of its content. */
enum { SITE_WHY = 400 };
const char *site_why(const struct site *site, const struct queue_item *item, char ret_text[SITE_WHY]);

/* The report of a year as CSV (RFC 4180): name,code,count. ERR_ABSENT: nothing is known of that year. */
enum err site_view_csv(const struct site *site, int32_t year, struct buf *out);

/* One statement of reasons, members into the open object: for the API and for notices. */
void site_put_statement(const struct site *site, uint32_t statement, struct jsonout *json);

#endif
