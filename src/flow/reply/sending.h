// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Answers that were handed to a carrier and are not confirmed yet, and the newest ones that were, so that a receipt
 * finds its answer. Fixed bounds (limits.h). A token names an answer for the bearer: its line and event.
 */
#ifndef FLOW_REPLY_SENDING_H
#define FLOW_REPLY_SENDING_H

#include "flow/flow.h"

/* line_index << 40 | event: never 0, for events count from 1. */
static inline uint64_t answer_token(uint32_t line_index, uint64_t event)
{
	return (uint64_t)line_index << 40 | event;
}

static inline uint32_t token_line(uint64_t token)
{
	return (uint32_t)(token >> 40);
}

static inline uint64_t token_event(uint64_t token)
{
	return token & ((UINT64_C(1) << 40) - 1);
}

struct sending;

struct sending *sending_create(void);
void sending_destroy(struct sending *sending);

/* ERR_MEMORY: nothing changed. That no more than LIMIT_SENDING wait is the release's matter: a replay meets answers
 * before their outcomes, which a running flow had heard of already. */
enum err sending_add(struct sending *sending, uint64_t token);
/* Whether the token waits for its outcome; it no longer does afterwards. */
bool sending_take(struct sending *sending, uint64_t token);
bool sending_has(const struct sending *sending, uint64_t token);
size_t sending_count(const struct sending *sending);
/* The least event of a line that waits for its outcome; UINT64_MAX when none does. */
uint64_t sending_low(const struct sending *sending, uint32_t line_index);
/* The walk over the waiting tokens: begin with *at = 0; 0 at the end. */
uint64_t sending_walk(const struct sending *sending, uint32_t *at);

/* Remembers the id a carrier gave an answer; the oldest is forgotten. `key` as the bearer canonicalises ids. True when
 * its receipt was here before it: *ret_state. */
bool sending_confirm(struct sending *sending, uint64_t key, uint64_t token,
		     enum outbox_state *ret_state);
/* Keeps a receipt whose answer is not known yet; the oldest of SENDING_EARLY is dropped. At most SENDING_KEYS keys. */
enum { SENDING_EARLY = 256, SENDING_KEYS = 3 };
void sending_early(struct sending *sending, const uint64_t *keys, size_t key_count,
		   enum outbox_state state);
/* The token with that id; 0: forgotten or never ours. */
uint64_t sending_match(const struct sending *sending, uint64_t key);

#endif
