// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/tally.h"
#include "base/mem.h"
#include "flow/limits.h"

#include <assert.h>

enum { LOG_PER_PLACE = 2, LOG_LEAST = 2048 };

enum err tally_init(struct tally *tally, uint32_t room, int64_t limit, uint32_t line_index,
		    const struct keyed *keyed, struct sketch *answers)
{
	assert(room >= TALLY_WAYS && (room & (room - 1)) == 0);
	*tally = (struct tally){.room = room,
				.limit = limit,
				.answers = answers,
				.keyed = *keyed,
				.line_index = line_index,
				.now = INT64_MIN / 2};
	tally->log_room = room * LOG_PER_PLACE > LOG_LEAST ? room * LOG_PER_PLACE : LOG_LEAST;
	tally->talkers = mem_try_alloc(room, sizeof *tally->talkers);
	tally->log = mem_try_alloc(tally->log_room, sizeof *tally->log);
	return tally->talkers != NULL && tally->log != NULL ? ERR_NONE : ERR_MEMORY;
}

void tally_finish(struct tally *tally)
{
	mem_free(tally->talkers);
	mem_free(tally->log);
	*tally = (struct tally){0};
}

/* ---- the log ---- */

static struct tally_answer *logged(const struct tally *tally, uint64_t index)
{
	return &tally->log[index % tally->log_room];
}

/* The oldest answer leaves. It counts for whoever has its place only if he had that place then. */
static void let_leave(struct tally *tally)
{
	struct talker *talker = &tally->talkers[logged(tally, tally->first)->place];

	if (tally->first >= talker->born)
		talker->answers--;
	tally->first++;
}

static void advance(struct tally *tally, ms_t now)
{
	if (now > tally->now)
		tally->now = now;
	while (tally->first < tally->end && logged(tally, tally->first)->at <= tally->now - MS_HOUR)
		let_leave(tally);
}

/* ---- the table ---- */

uint32_t tally_set(const struct tally *tally, uint32_t contact)
{
	uint32_t hash = (uint32_t)keyed_number(&tally->keyed, tally->line_index, contact).low;

	return hash & (tally->room - 1) & ~(uint32_t)(TALLY_WAYS - 1);
}

static struct talker *find(const struct tally *tally, uint32_t contact)
{
	struct talker *set = &tally->talkers[tally_set(tally, contact)];

	for (int i = 0; i < TALLY_WAYS; i++)
		if (set[i].contact == contact)
			return &set[i];
	return NULL;
}

static enum why refusal_of(const struct tally *tally, const struct talker *talker)
{
	if (talker->until > tally->now)
		return WHY_LOOP;
	return talker->answers >= tally->limit ? WHY_LIMIT : WHY_NONE;
}

/* A place for a newcomer: a free one, else of who was answered longest ago. NULL when all in his
 * set are limited. */
static struct talker *place(struct tally *tally, uint32_t contact)
{
	struct talker *set = &tally->talkers[tally_set(tally, contact)], *oldest = NULL;

	for (int i = 0; i < TALLY_WAYS; i++) {
		if (set[i].contact == 0) {
			oldest = &set[i];
			break;
		}
		if (refusal_of(tally, &set[i]) == WHY_NONE &&
		    (oldest == NULL || set[i].answered < oldest->answered))
			oldest = &set[i];
	}
	if (oldest != NULL)
		*oldest = (struct talker){.contact = contact, .born = tally->end};
	return oldest;
}

static uint64_t sketch_key(const struct tally *tally, uint32_t contact)
{
	return (uint64_t)tally->line_index << 32 | contact;
}

void tally_answered(struct tally *tally, uint32_t contact, ms_t now)
{
	struct talker *talker;

	advance(tally, now);
	sketch_add(tally->answers, sketch_key(tally, contact), tally->now);
	if (tally->end - tally->first == tally->log_room)
		let_leave(tally);
	talker = find(tally, contact);
	if (talker == NULL)
		talker = place(tally, contact);
	if (talker == NULL) {
		tally->unplaced++;
		return;
	}
	*logged(tally, tally->end++) =
		(struct tally_answer){tally->now, (uint32_t)(talker - tally->talkers)};
	talker->answers++;
	talker->answered = tally->now;
	talker->awaited = true;
}

/* ---- robots ---- */

static uint8_t one_more(uint8_t run)
{
	return run < UINT8_MAX ? run + 1 : run;
}

static bool is_robot(const struct talker *talker)
{
	return talker->quick >= LIMIT_LOOP_RUN || talker->same >= LIMIT_LOOP_RUN;
}

/* The first message after an answer: does it look like the ones before? */
static void compare(struct talker *talker, uint64_t text, ms_t now)
{
	talker->awaited = false;
	talker->quick = now - talker->answered <= LIMIT_LOOP_SPAN ? one_more(talker->quick) : 0;
	talker->same = talker->same != 0 && talker->text == text ? one_more(talker->same) : 1;
	talker->text = text;
	if (is_robot(talker))
		talker->until = now + LIMIT_LOOP_REST;
	else
		talker->told = false;
}

void tally_message(struct tally *tally, uint32_t contact, struct bytes text, ms_t now)
{
	bool back = now < tally->now; /* the clock stepped back: how long he took cannot be told */
	struct talker *talker;
	uint64_t hash;

	advance(tally, now);
	talker = find(tally, contact);
	if (talker == NULL || back)
		return;
	hash = keyed_text(&tally->keyed, text);
	if (talker->awaited)
		compare(talker, hash, tally->now);
	else if (talker->until > tally->now && talker->same >= LIMIT_LOOP_RUN &&
		 talker->text == hash)
		talker->until = tally->now + LIMIT_LOOP_REST; /* goes on though nobody answers */
}

enum why tally_refusal(struct tally *tally, uint32_t contact, ms_t now)
{
	const struct talker *talker;
	uint64_t least;

	advance(tally, now);
	talker = find(tally, contact);
	if (talker != NULL)
		return refusal_of(tally, talker);
	least = sketch_least(tally->answers, sketch_key(tally, contact), tally->now);
	return least >= (uint64_t)tally->limit ? WHY_LIMIT : WHY_NONE;
}

bool tally_tell(struct tally *tally, uint32_t contact)
{
	struct talker *talker = find(tally, contact);

	if (talker == NULL || talker->told || talker->until <= tally->now)
		return false;
	talker->told = true;
	return true;
}
