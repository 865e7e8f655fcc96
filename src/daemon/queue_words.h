// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What `fauxbond queue` says of sites, in words for a volunteer: each function takes an answer of the API (docs/openapi.yaml) and
 * appends lines. What strangers wrote cannot reach the terminal's controls. Pure but for the time zone.
 */
#ifndef DAEMON_QUEUE_WORDS_H
#define DAEMON_QUEUE_WORDS_H

#include "base/bytes.h"

#include <jansson.h>

/* A moment for a person, in the time of his own place: "2026-03-02 21:15"; "-" when there is none. */
const char *queue_time(const json_t *value, char ret_text[32]);

/* What waits at one site, as the verb `queue` tells it: nothing when nothing does. */
void queue_words_site(const json_t *site, struct buf *out);
/* One item; its content only when the answer holds it. */
void queue_words_item(const json_t *item, struct buf *out);
void queue_words_member(const json_t *member, struct buf *out);
void queue_words_statement(const json_t *statement, struct buf *out);
void queue_words_notices(const json_t *notices, struct buf *out);
void queue_words_report(const json_t *report, struct buf *out);

/* What to do about a problem that the program told: "" when that is plain. `target`: the item or decision that was named, `by`:
 * who asked; both may be NULL. */
void queue_words_hint(const char *problem, const char *target, const char *by, struct buf *out);

#endif
