// SPDX-License-Identifier: GPL-3.0-or-later
#include "evidence_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static enum err open_lines(struct fixture *fixture)
{
	enum err err = ERR_NONE;

	fixture->evidence =
		evidence_create(&fixture->fake->store, &fixture->keys, &fixture->random);
	for (uint32_t i = 0; err == ERR_NONE && i < 2; i++)
		err = evidence_open_line(fixture->evidence, i, &fixture->rows[i], &fixture->error);
	return err;
}

static void make_line(struct fixture *fixture, uint32_t i, const char *name, enum line_kind kind)
{
	struct line_row *row = &fixture->rows[i];

	*row = (struct line_row){.line = i + 1, .kind = (uint8_t)kind};
	snprintf(row->name, sizeof row->name, "%s", name);
	random_bytes(&fixture->random, row->log, sizeof row->log);
	snprintf(fixture->lines[i].name, sizeof fixture->lines[i].name, "%s", name);
	fixture->lines[i].kind = kind;
	assert_int_equal(fixture->fake->store.ops->put_line(&fixture->fake->store, row, NULL),
			 ERR_NONE);
}

void fixture_init(struct fixture *fixture)
{
	*fixture = (struct fixture){.at = FIXTURE_AT * MS_SECOND};
	assert_int_equal(seal_start(NULL), ERR_NONE);
	random_from_seed(&fixture->random, 7, "evidence");
	keys_make(&fixture->random, &fixture->keys);
	arena_init(&fixture->arena, 16 << 20);
	fixture->fake = fake_store_create();
	make_line(fixture, 0, "decline", LINE_DECLINE);
	make_line(fixture, 1, "decoy", LINE_WATCH);
	assert_int_equal(open_lines(fixture), ERR_NONE);
}

void fixture_finish(struct fixture *fixture)
{
	evidence_destroy(fixture->evidence);
	store_close(&fixture->fake->store);
	arena_finish(&fixture->arena);
}

enum err fixture_reopen(struct fixture *fixture)
{
	struct fake_store *after = fake_store_copy(fixture->fake);

	evidence_destroy(fixture->evidence);
	store_close(&fixture->fake->store);
	fixture->fake = after;
	return open_lines(fixture);
}

void fixture_begin(struct fixture *fixture)
{
	struct store *store = &fixture->fake->store;

	assert_int_equal(store->ops->begin(store, &fixture->error), ERR_NONE);
}

void fixture_commit(struct fixture *fixture)
{
	struct store *store = &fixture->fake->store;

	assert_int_equal(evidence_checkpoint(fixture->evidence, fixture->at, &fixture->error),
			 ERR_NONE);
	assert_int_equal(store->ops->commit(store, &fixture->error), ERR_NONE);
	evidence_committed(fixture->evidence);
}

const char *fixture_address(uint32_t number, char ret_address[NUMBER_MAX])
{
	snprintf(ret_address, NUMBER_MAX, "+336399810%02u", number % 100);
	return ret_address;
}

uint32_t fixture_contact(struct fixture *fixture, uint32_t line_index)
{
	uint32_t number = ++fixture->contacts[line_index];
	char address[NUMBER_MAX];
	uint8_t hash[LOOKUP];

	fixture_address(number, address);
	seal_lookup(fixture->keys.lookup, bytes_of_text(address), hash);
	assert_int_equal(evidence_contact(fixture->evidence, line_index, number, hash, fixture->at,
					  address, &fixture->error),
			 ERR_NONE);
	return number;
}

/* A message on its way, as the stages before would have left it. */
static struct message message_of(struct fixture *fixture, uint32_t line_index, uint32_t contact)
{
	struct message message = {
		.arrival = ARRIVAL_MESSAGE,
		.at = fixture->at++,
		.line = &fixture->lines[line_index],
		.line_index = line_index,
		.id = bytes_of_text("in-1"),
		.contact = {.number = contact},
		.admission = ADMIT_FIRST,
		.reading = {.language = LANGUAGE_FR, .kind = KIND_PUSHY, .p = 0.75},
		.decision = {.verdict = VERDICT_ANSWER,
			     .move = MOVE_DECLINE,
			     .due = fixture->at + MS_MINUTE,
			     .until = fixture->at + MS_HOUR,
			     .propensity = 1},
	};

	fixture_address(contact, message.from);
	snprintf(message.to, sizeof message.to, "+33639980021");
	memset(message.wire, 0x77, WIRE_HASH);
	return message;
}

uint64_t fixture_message(struct fixture *fixture, uint32_t line_index, uint32_t contact,
			 const char *text)
{
	struct message message = message_of(fixture, line_index, contact);

	message.raw = message.text = bytes_of_text(text);
	assert_int_equal(evidence_message(fixture->evidence, &message, &fixture->error), ERR_NONE);
	return message.event;
}

static void part_of_a_message(struct fixture *fixture, uint32_t contact)
{
	static const uint8_t raw[] = {0x05, 0x00, 0x03, 0x01, 0x02, 0x01, 0xe9, 0x00};
	struct message message = message_of(fixture, 0, contact);

	message.raw = BYTES_OF(raw);
	message.text = bytes_of_text("h\xc3\xa9");
	message.part = (struct part){.reference = 1, .number = 1, .total = 2};
	message.admission = ADMIT_PART;
	message.undecodable = 1;
	message.resent = true;
	message.decision = (struct decision){.verdict = VERDICT_RECORD};
	message.reading = (struct reading){.p = __builtin_nan(""), .unreadable = true};
	assert_int_equal(evidence_message(fixture->evidence, &message, &fixture->error), ERR_NONE);
}

uint64_t fixture_answer(struct fixture *fixture, uint32_t line_index, uint32_t contact,
			uint64_t about, const char *text)
{
	struct answer answer = {
		.at = fixture->at++,
		.line = &fixture->lines[line_index],
		.line_index = line_index,
		.contact = {.number = contact},
		.about = about,
		.move = MOVE_DECLINE,
		.language = LANGUAGE_FR,
		.propensity = 1,
		.late = true,
		.text = bytes_of_text(text),
		.parts = 1,
		.price = 80000,
	};

	fixture_address(contact, answer.to);
	snprintf(answer.via, sizeof answer.via, "+33639980021");
	assert_int_equal(evidence_answer(fixture->evidence, &answer, &fixture->error), ERR_NONE);
	return answer.event;
}

void fixture_story(struct fixture *fixture)
{
	struct evidence_decision decision = {
		.line_index = 0,
		.at = fixture->at,
		.about = 2,
		.reading = {.kind = KIND_STOP, .p = 0.5},
		.decision = {.verdict = VERDICT_MUTED, .why = WHY_STOP, .flag = WHY_THREAT},
		.text = "operator 1",
	};
	struct outcome outcomes[] = {{.event = 3, .state = OUTBOX_SENT, .provider_id = "out-1"},
				     {.event = 3, .state = OUTBOX_FAILED, .status = 500}};
	uint64_t event = 0;

	fixture_begin(fixture);
	fixture_contact(fixture, 0);
	decision.contact = fixture_contact(fixture, 0);
	assert_int_equal(fixture_message(fixture, 0, 1, "salut"), 1);
	part_of_a_message(fixture, 2);
	assert_int_equal(fixture_answer(fixture, 0, 1, 1, "Inutile d'insister."), 3);
	assert_int_equal(evidence_decision(fixture->evidence, &decision, &event, &fixture->error),
			 ERR_NONE);
	assert_int_equal(event, 4);
	fixture_contact(fixture, 1);
	fixture_message(fixture, 1, 1, "hallo");
	fixture_commit(fixture);
	fixture_begin(fixture);
	assert_int_equal(
		evidence_outcomes(fixture->evidence, 0, fixture->at, outcomes, 2, &fixture->error),
		ERR_NONE);
	assert_int_equal(
		evidence_note(fixture->evidence, 0, fixture->at, "paused", &fixture->error),
		ERR_NONE);
	fixture_commit(fixture);
}

enum err fixture_verify(struct fixture *fixture, bool with_keys, struct error *ret_problem)
{
	struct verify_report report = {0};
	uint8_t public_key[SIGN_PUBLIC];
	enum err err;

	evidence_public_key(&fixture->keys, public_key);
	err = evidence_verify(&fixture->fake->store, with_keys ? &fixture->keys : NULL, public_key,
			      NULL, NULL, &report, &fixture->error);
	*ret_problem = report.problem;
	verify_finish(&report);
	return err;
}

enum err fixture_read(struct fixture *fixture, uint32_t line_index, uint64_t number,
		      struct evidence_view *ret_view)
{
	const struct event_row *row = fake_event(fixture->fake, line_index + 1, number);
	const uint8_t *log = fixture->rows[line_index].log;
	char address[NUMBER_MAX];
	bool known = row->contact != 0 &&
		     evidence_open_address(&fixture->keys, log,
					   fake_contact(fixture->fake, row->line, row->contact),
					   address) == ERR_NONE;
	char *kept = known ? arena_copy(&fixture->arena, address, strlen(address)) : NULL;

	return evidence_read(&fixture->keys, log, row, kept, &fixture->arena, ret_view,
			     &fixture->error);
}
