// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Stage 3: what a message says. In: message->whole, UTF-8 of anybody's making. Out:
 * message->reading.
 *
 * Today the kind comes from signs alone: patterns of high precision for what must not be missed
 * (distress), for who wants to be let go (stop) and for who texted by mistake (wrong number).
 * Everything else is `unclear`, and `p` is NAN: a pattern has no probability. Pure: no I/O, no
 * clock, no memory but the caller's stack, in time linear in a capped number of bytes.
 */
#ifndef FLOW_CLASSIFY_CLASSIFY_H
#define FLOW_CLASSIFY_CLASSIFY_H

#include "flow/classify/signs.h"
#include "flow/flow.h"

struct classify;

/* The packs, checked by packs_load(), must outlive the result. Loads what the stage needs for good,
 * so that nothing is opened later in a jail. */
struct classify *classify_create(const struct packs *packs);
void classify_destroy(struct classify *classify);

/* Fills message->reading, and message->features on a declining line. `unreadable`: more than half of the characters mean nothing in their
 * alphabet; the rest is read all the same. Always ERR_NONE today; a model may fail one day. */
enum err classify_read(const struct classify *classify, struct message *message);

/* The same for a text alone, with the sign that settled it (NULL: none) and the comparisons it
 * took: for tests, tuning and people who ask why. */
void classify_text(const struct classify *classify, struct bytes text, size_t undecodable,
		   struct reading *ret_reading, struct signs_found *ret_found);
/* What a text would leave in message->features. */
void classify_features(const struct classify *classify, struct bytes text,
		       struct features *ret_features);
/* No text takes more comparisons than this for each of its words. */
size_t classify_bound(const struct classify *classify);

#endif
