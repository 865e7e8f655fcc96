// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/admit.h"
#include "base/mem.h"
#include "base/seal.h"
#include "flow/budget/recent.h"
#include "flow/budget/tally.h"
#include "flow/limits.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Rows of the sketch of answers: sketch_least() takes off 0.8 % of all answers with eight. */
enum { ANSWER_ROWS = 8, ANSWER_RUNS = 2048 };
/* Two windows of it end within the last hour. */
#define ANSWER_SPAN (30 * MS_MINUTE)

/* What is counted of a line. */
struct books {
	struct gauge gauge;
	struct sliding answers;
	struct tally tally; /* of lines that converse */
	bool converses;
	int64_t cap; /* answers the line may give an hour; INT64_MAX: none */
	uint64_t limited, loops;
};

struct admit {
	struct recent ids, suspects;
	struct books *books;
	size_t line_count;
	struct sketch
		answered; /* the answers of each sender, for those who have no place in a tally */
	const char **own; /* the numbers of all lines, sorted */
	size_t own_count;
};

/* ---- the house's own numbers ---- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void collect_own(struct admit *admit, const struct admit_options *options)
{
	size_t count = 0;

	for (size_t i = 0; i < options->line_count; i++)
		count += options->lines[i].number_count + options->lines[i].tip_count;
	admit->own = mem_alloc(count, sizeof *admit->own);
	for (size_t i = 0; i < options->line_count; i++) {
		const struct line *line = &options->lines[i];

		for (size_t n = 0; n < line->number_count; n++)
			admit->own[admit->own_count++] = line->numbers[n];
		for (size_t n = 0; n < line->tip_count; n++)
			admit->own[admit->own_count++] = line->tips[n];
	}
	qsort(admit->own, admit->own_count, sizeof *admit->own, by_text);
}

static bool is_own(const struct admit *admit, const char *number)
{
	return admit->own_count != 0 &&
	       bsearch(&number, admit->own, admit->own_count, sizeof *admit->own, by_text) != NULL;
}

/* ---- beginning and end ---- */

static bool converses(const struct line *line)
{
	return line->kind == LINE_STALL;
}

/* Places for senders in conversation, for each line that converses. */
static uint32_t places_a_line(const struct admit_options *options)
{
	uint32_t count = 0, places = LIMIT_TALKERS;

	for (size_t i = 0; i < options->line_count; i++)
		count += converses(&options->lines[i]);
	while (places > TALLY_WAYS && places > LIMIT_TALKERS / (count != 0 ? count : 1))
		places /= 2;
	return places;
}

static int64_t limit_of(int64_t setting)
{
	return setting > 0 ? setting : INT64_MAX;
}

static enum err open_books(struct admit *admit, const struct admit_options *options,
			   uint32_t line_index, const struct keyed *keyed)
{
	const struct line *line = &options->lines[line_index];
	struct books *books = &admit->books[line_index];
	enum err err = gauge_init(&books->gauge, line_index, options->day_begins, keyed);

	books->cap = limit_of(line->limits.answers);
	books->converses = converses(line);
	if (err == ERR_NONE)
		err = sliding_init(&books->answers, ANSWER_RUNS);
	if (err == ERR_NONE && books->converses)
		err = tally_init(&books->tally, places_a_line(options),
				 limit_of(line->limits.sender), line_index, keyed,
				 &admit->answered);
	return err;
}

struct admit *admit_create(const struct admit_options *options)
{
	struct admit *admit = mem_alloc(1, sizeof *admit);
	struct keyed keyed;
	enum err err = recent_init(&admit->ids, LIMIT_PROVIDER_IDS);

	keyed_derive(options->random, "admit", &keyed);
	if (err == ERR_NONE)
		err = recent_init(&admit->suspects, LIMIT_SUSPECTS);
	if (err == ERR_NONE)
		err = sketch_init(&admit->answered, ANSWER_ROWS, ANSWER_SPAN, &keyed, LINES_MAX);
	collect_own(admit, options);
	admit->books = mem_alloc(options->line_count, sizeof *admit->books);
	admit->line_count = options->line_count;
	for (uint32_t i = 0; err == ERR_NONE && i < options->line_count; i++)
		err = open_books(admit, options, i, &keyed);
	if (err == ERR_NONE)
		return admit;
	admit_destroy(admit);
	return NULL;
}

void admit_destroy(struct admit *admit)
{
	if (admit == NULL)
		return;
	for (size_t i = 0; i < admit->line_count; i++) {
		gauge_finish(&admit->books[i].gauge);
		sliding_finish(&admit->books[i].answers);
		tally_finish(&admit->books[i].tally);
	}
	mem_free(admit->books);
	mem_free(admit->own);
	sketch_finish(&admit->answered);
	recent_finish(&admit->ids);
	recent_finish(&admit->suspects);
	mem_free(admit);
}

/* ---- duplicates ---- */

/* First 8 bytes of SHA-256 over line and id; never 0. */
static uint64_t id_key(uint32_t line_index, struct bytes id)
{
	uint8_t line[4] = {(uint8_t)(line_index >> 24), (uint8_t)(line_index >> 16),
			   (uint8_t)(line_index >> 8), (uint8_t)line_index};
	struct bytes pieces[] = {BYTES_OF(line), id};
	uint8_t hash[SHA256];
	uint64_t key;

	sha256(pieces, 2, hash);
	memcpy(&key, hash, sizeof key);
	return key | 1;
}

static uint64_t wire_key(const uint8_t wire[WIRE_HASH])
{
	uint64_t key;

	memcpy(&key, wire, sizeof key);
	return key | 1;
}

void admit_remember(struct admit *admit, uint32_t line_index, struct bytes id)
{
	if (id.size != 0)
		recent_add(&admit->ids, id_key(line_index, id), 0);
}

void admit_suspect(struct admit *admit, const uint8_t wire[WIRE_HASH], ms_t now)
{
	recent_add(&admit->suspects, wire_key(wire), now);
}

void admit_forget_suspects(struct admit *admit, ms_t before)
{
	recent_forget(&admit->suspects, before);
}

/* `id`: the key of its id, 0 when it has none. A suspect that is young enough is used up by the
 * question. */
static bool is_duplicate(struct admit *admit, const struct message *message, uint64_t id)
{
	if (id != 0 && recent_has(&admit->ids, id))
		return true;
	return message->resent && recent_take(&admit->suspects, wire_key(message->wire),
					      message->at - LIMIT_SUSPECT_AGE);
}

/* ---- limits ---- */

/* Whether no further part of this message comes, as far as its number says. */
static bool is_whole(const struct message *message)
{
	return message->part.total < 2 || message->part.number == message->part.total;
}

/* Counts a message on a line that converses, and says whether its sender may be answered. */
static bool is_limited(struct books *books, struct message *message, bool again)
{
	uint32_t contact = message->contact.number;
	enum why why;

	if (!books->converses || contact == 0)
		return false;
	if (!again)
		tally_message(&books->tally, contact, message->text, message->at);
	why = tally_refusal(&books->tally, contact, message->at);
	if (why == WHY_NONE)
		return false;
	message->decision =
		(struct decision){.verdict = VERDICT_RECORD, .why = why, .propensity = 1.0};
	if (why == WHY_LOOP && is_whole(message) && tally_tell(&books->tally, contact)) {
		message->decision.flag = WHY_LOOP;
		books->loops++;
	}
	books->limited += !again;
	return true;
}

void admit_message(struct admit *admit, struct message *message)
{
	const uint8_t had = CONTACT_PENDING | CONTACT_ANSWERED;
	const bool again = message->event != 0;
	uint64_t id = message->id.size != 0 ? id_key(message->line_index, message->id) : 0;
	struct books *books;

	assert(message->line_index < admit->line_count);
	books = &admit->books[message->line_index];
	if (is_duplicate(admit, message, id)) {
		message->admission = ADMIT_DUPLICATE;
	} else {
		if (message->arrival == ARRIVAL_MESSAGE && !again)
			gauge_message(&books->gauge, message->contact.number, message->at);
		if (message->arrival != ARRIVAL_MESSAGE || is_own(admit, message->from))
			message->admission = ADMIT_RECORD;
		else if (message->line->kind == LINE_DECLINE && (message->contact.flags & had) != 0)
			message->admission = ADMIT_AGAIN;
		else
			message->admission =
				is_limited(books, message, again) ? ADMIT_LIMITED : ADMIT_FIRST;
	}
	if (id != 0)
		recent_add(&admit->ids, id, 0);
}

void admit_recall(struct admit *admit, const struct message *message)
{
	struct books *books = &admit->books[message->line_index];
	uint32_t contact = message->contact.number;

	if (message->arrival != ARRIVAL_MESSAGE || message->admission == ADMIT_DUPLICATE)
		return;
	gauge_message(&books->gauge, contact, message->at);
	if (!books->converses || contact == 0 || message->admission == ADMIT_RECORD)
		return;
	tally_message(&books->tally, contact, message->text, message->at);
	tally_tell(&books->tally, contact); /* it was, then */
}

void admit_answered(struct admit *admit, uint32_t line_index, uint32_t contact, ms_t now)
{
	struct books *books = &admit->books[line_index];

	sliding_add(&books->answers, now);
	if (books->converses && contact != 0)
		tally_answered(&books->tally, contact, now);
}

ms_t admit_room_at(struct admit *admit, uint32_t line_index, ms_t now)
{
	struct books *books = &admit->books[line_index];

	return sliding_room_at(&books->answers, now, (uint64_t)books->cap);
}

void admit_gauges(struct admit *admit, uint32_t line_index, ms_t now,
		  struct admit_gauges *ret_gauges)
{
	struct books *books = &admit->books[line_index];

	*ret_gauges = (struct admit_gauges){.answers = sliding_sum(&books->answers, now),
					    .limited = books->limited,
					    .loops = books->loops,
					    .unplaced = books->tally.unplaced};
	gauge_read(&books->gauge, now, &ret_gauges->received);
}

void admit_wire_hash(struct bytes raw, uint8_t ret_wire[WIRE_HASH])
{
	enum { SMPP_HEADER = 16 };
	uint8_t hash[SHA256];
	struct reader reader = reader_of(raw);
	uint32_t length = read_u32(&reader), command = read_u32(&reader);

	/* SMPP 3.4 §3.2: command_length, command_id (deliver_sm 0x5, data_sm 0x103), status,
	 * sequence_number. */
	if (!reader.bad && length == raw.size && (command == 0x5 || command == 0x103))
		raw = (struct bytes){raw.data + SMPP_HEADER, raw.size - SMPP_HEADER};
	sha256(&raw, 1, hash);
	memcpy(ret_wire, hash, WIRE_HASH);
}
