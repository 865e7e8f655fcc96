// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Stage 5: seal. Every event becomes one row of the store and one leaf of its line's tree; every
 * commit ends with one signed checkpoint per line that changed. Formats: leaf.h, body.h, outcome.h,
 * note.h, and for strangers docs/EVIDENCE.md.
 *
 * Inside one transaction of the store: any number of events and contacts, then
 * evidence_checkpoint(), then the store's commit, then evidence_committed(). After a rollback,
 * evidence_rolled_back().
 *
 * Invariant: the event's number is its leaf's index + 1; tree and numbers change only after the row
 * was appended. Nothing here allocates per event but for buffers that are kept.
 */
#ifndef FLOW_EVIDENCE_EVIDENCE_H
#define FLOW_EVIDENCE_EVIDENCE_H

#include "base/mem.h"
#include "base/random.h"
#include "base/seal.h"
#include "flow/evidence/facts.h"
#include "flow/evidence/outcome.h"
#include "flow/flow.h"
#include "store/store.h"

/* Trees and next numbers of all lines; store, keys and random are borrowed. */
struct evidence;

struct evidence *evidence_create(struct store *store, const struct keys *keys,
				 struct random *random);
void evidence_destroy(struct evidence *evidence);

/* The key that checkpoints are signed with. */
void evidence_public_key(const struct keys *keys, uint8_t ret_key[SIGN_PUBLIC]);

/* Registers a line under the caller's index, 0..LINES_MAX-1: rebuilds its tree from the last stored
 * frontier and the leaves since. ERR_CRYPTO when that is not what the last checkpoint signed (the
 * text says what to do); then the line must not be served. */
enum err evidence_open_line(struct evidence *evidence, uint32_t line_index,
			    const struct line_row *row, struct error *error_r);

/* The number of the line's last event, in this transaction or before; 0: none. */
uint64_t evidence_last(const struct evidence *evidence, uint32_t line_index);

/* Appends a message with its reading and decision, and sets message->event. message->from must be
 * the address its contact was sealed with; contact 0: the address is sealed with the message.
 * ERR_INPUT: a fact that has no bits. ERR_IO: the store's. The message is untouched on failure. */
enum err evidence_message(struct evidence *evidence, struct message *message,
			  struct error *error_r);

/* Appends a contact with its address, sealed and bound to number, hash and time. Numbers follow one
 * another from 1. `hash` is seal_lookup() of the address. */
enum err evidence_contact(struct evidence *evidence, uint32_t line_index, uint32_t number,
			  const uint8_t hash[LOOKUP], ms_t at, const char *address,
			  struct error *error_r);

/* Appends an answer and sets answer->event. */
enum err evidence_answer(struct evidence *evidence, struct answer *answer, struct error *error_r);

/* Something decided about a contact after its message: by a timer, a brake, an operator; or about a
 * long message once its parts are together, which was only then read. */
struct evidence_decision {
	uint32_t line_index;
	ms_t at;
	uint32_t contact;
	uint64_t about; /* the event decided on; 0: the contact as a whole */
	struct reading reading; /* zero when nothing was read */
	struct decision decision;
	const char *text; /* who, or what in words; NULL: nothing */
};
enum err evidence_decision(struct evidence *evidence, const struct evidence_decision *decision,
			   uint64_t *ret_event, struct error *error_r);

/* What became of answers since the last commit, in one event; none when `count` is 0. */
enum err evidence_outcomes(struct evidence *evidence, uint32_t line_index, ms_t at,
			   const struct outcome *entries, size_t count, struct error *error_r);

/* About the line itself: opened, paused by whom, resumed. */
enum err evidence_note(struct evidence *evidence, uint32_t line_index, ms_t at, const char *text,
		       struct error *error_r);

/* What was asked of a site: `words` as the member wrote them (empty: none), and all else as JSON. They are fields of their own,
 * so that a member's words can be erased and what came of them stays. */
enum err evidence_call(struct evidence *evidence, uint32_t line_index, ms_t at, struct bytes words,
		       struct bytes json, uint64_t *ret_event, struct error *error_r);

/* Before the commit: appends one signed checkpoint for each line that grew since its last. */
enum err evidence_checkpoint(struct evidence *evidence, ms_t at, struct error *error_r);
/* What was appended since the last of these two calls is now the state, or never was. */
void evidence_committed(struct evidence *evidence);
void evidence_rolled_back(struct evidence *evidence);

/* An event read back. Views point into the arena, or at `address`; empty when the type has no such
 * field or when it was erased. */
struct evidence_view {
	struct facts facts;
	struct bytes from, to, via; /* addresses */
	struct bytes id, raw;	    /* of a message */
	struct bytes text;	    /* of a message, answer, decision or note */
	struct part part;	    /* of a message */
	uint32_t undecodable;
	uint8_t wire[WIRE_HASH];
	struct bytes entries; /* of an outcome: outcome_decode(), or evidence_read_outcomes() */
	uint32_t erased;      /* bit 1 << id for each erased field (enum leaf_field) */
};

/* Opens an event and checks it against its leaf. `address` is its contact's
 * (evidence_open_address()); NULL when it is not at hand: addresses in the contact's row come back
 * empty and the leaf is not checked. ERR_CRYPTO: another key, or tampered with. ERR_INPUT: written
 * by a newer program. ERR_MEMORY: the arena is full. */
enum err evidence_read(const struct keys *keys, const uint8_t log[16], const struct event_row *row,
		       const char *address, struct arena *arena, struct evidence_view *ret_view,
		       struct error *error_r);

/* The same for an outcome event, entry by entry; ERR_INPUT for an event of another type. */
enum err evidence_read_outcomes(const struct keys *keys, const uint8_t log[16],
				const struct event_row *row, struct arena *arena, outcome_fn *fn,
				void *context, struct error *error_r);

/* ERR_ABSENT: it was erased. ERR_CRYPTO: another key, or tampered with; also when the row's hash is
 * not the address's. */
enum err evidence_open_address(const struct keys *keys, const uint8_t log[16],
			       const struct contact_row *row, char ret_address[NUMBER_MAX]);

/* What evidence_erase() takes out of an event. */
enum evidence_erase {
	ERASE_ADDRESS = 1, /* the other side's: `from`, an answer's `to` */
	ERASE_CONTENT = 2, /* raw bytes and text */
};

/* The body of the event without these fields, sealed anew and appended to `body`; the event's leaf
 * stays what it was. *ret_drop_text: the row's text column must be emptied. The store's row is the
 * caller's matter, as is emptying the contact's address. Errors as evidence_read().
 *
 * No command calls this yet. Whoever writes one: a text that was corrected has a copy of its own in
 * the store (struct correction, found by its line and event) and speaks in the model learnt from it;
 * ERASE_CONTENT must take that correction back too, so that the clerk learns again without it. */
enum err evidence_erase(const struct keys *keys, struct random *random, const uint8_t log[16],
			const struct event_row *row, const char *address, unsigned what,
			struct buf *body, bool *ret_drop_text, struct error *error_r);

#endif
