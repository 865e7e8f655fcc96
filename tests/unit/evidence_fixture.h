// SPDX-License-Identifier: GPL-3.0-or-later
/* Two lines with evidence in a fake store, for the tests of evidence/ and of what stands on it. */
#ifndef TESTS_EVIDENCE_FIXTURE_H
#define TESTS_EVIDENCE_FIXTURE_H

#include "fake_store.h"

#include "flow/evidence/evidence.h"
#include "flow/evidence/verify.h"

enum { FIXTURE_AT = 1772482500 }; /* seconds: 2026-03-02T20:15:00Z */

struct fixture {
	struct fake_store *fake;
	struct keys keys;
	struct random random;
	struct line_row rows[2]; /* decline, watch: lines 1 and 2 of the store */
	struct line lines[2];
	struct evidence *evidence;
	struct arena arena;
	struct error error;
	uint32_t contacts[2];
	ms_t at;
};

/* Keys, an empty store with two lines, both opened. */
void fixture_init(struct fixture *fixture);
void fixture_finish(struct fixture *fixture);
/* Crash and restart: what was committed, a new stage. The error of opening the lines, if any. */
enum err fixture_reopen(struct fixture *fixture);

void fixture_begin(struct fixture *fixture);
/* Checkpoint, commit, committed. */
void fixture_commit(struct fixture *fixture);
/* The address of a contact of the fixture, from a range reserved for fiction. */
const char *fixture_address(uint32_t number, char ret_address[NUMBER_MAX]);
uint32_t fixture_contact(struct fixture *fixture, uint32_t line_index);
/* A message from a contact (0: from none) whose raw bytes are its text. Returns its event. */
uint64_t fixture_message(struct fixture *fixture, uint32_t line_index, uint32_t contact,
			 const char *text);
uint64_t fixture_answer(struct fixture *fixture, uint32_t line_index, uint32_t contact,
			uint64_t about, const char *text);
/* One of each, in two commits on line 0 and one on line 1. Events of line 0: 1 and 2 messages (2: a
 * part with raw bytes that are not its text), 3 answer, 4 decision; then 5 outcome, 6 note. */
void fixture_story(struct fixture *fixture);

/* Verifies the store; with_keys as evidence_verify(). The problem is in *ret_problem. */
enum err fixture_verify(struct fixture *fixture, bool with_keys, struct error *ret_problem);
/* Reads an event of a line back, with its contact's address if that is there. */
enum err fixture_read(struct fixture *fixture, uint32_t line_index, uint64_t number,
		      struct evidence_view *ret_view);

#endif
