// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/backtest.h"
#include "base/hash.h"
#include "base/mem.h"
#include "daemon/backtest_twins.h"
#include "flow/limits.h"
#include "flow/site_hear.h"
#include "flow/talks.h"
#include "standing/site_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the machine names, each by numbers of its own. */
enum { CONTACTS, ITEMS, STATEMENTS, NAMED };

struct run {
	struct site *site;
	struct talks *talks;
	struct backtest_counts counts;
	/* Of the event at hand: */
	struct site_came came;
	struct happenings happened;
	bool took; /* it was not refused */
	struct twins_list made[NAMED];
};

struct backtest {
	const struct classify *classify;
	struct run runs[RUNS];
	struct twins twins[NAMED];
	struct backtest_member *members;
	size_t member_count, member_room;
	struct map by_id; /* hash of an id to the place in `members` */
	uint64_t events;
	ms_t first, now;
};

/* ---- members ---- */

static uint64_t key_of_text(const char *text)
{
	return hash64_bytes((const uint8_t *)text, strlen(text)) | 1;
}

static struct backtest_fate *fate_of(struct backtest *backtest, size_t run, uint32_t member)
{
	const char *id = site_member_id(backtest->runs[run].site, member);
	uint32_t at;

	if (id == NULL || id[0] == '\0')
		return NULL;
	if (!map_get(&backtest->by_id, key_of_text(id), &at)) {
		if (backtest->member_count == backtest->member_room) {
			backtest->member_room = backtest->member_room == 0 ? 256 : 2 * backtest->member_room;
			backtest->members = mem_grow(backtest->members, backtest->member_room,
						     sizeof backtest->members[0]);
		}
		at = (uint32_t)backtest->member_count++;
		backtest->members[at] = (struct backtest_member){.id = mem_strdup(id)};
		(void)map_put(&backtest->by_id, key_of_text(id), at);
	}
	return &backtest->members[at].fate[run];
}

static char *sentence_at(ms_t at, const char *sentence)
{
	char moment[CLOCK_TEXT_MAX], text[BACKTEST_SENTENCE];

	snprintf(text, sizeof text, "%.16s  %s", clock_text(at, moment), sentence);
	text[10] = ' '; /* 2026-03-02 20:15 */
	return mem_strdup(text);
}

/* ---- what came of an event ---- */

static const struct ruling *ruling_of(const struct run *run, uint32_t statement)
{
	const struct ruling *ruling = NULL;
	const char *words;
	uint64_t event;
	uint32_t member;

	return site_statement(run->site, statement, &ruling, &member, &event, &words) ? ruling : NULL;
}

/* Why he is banned: the decision of this event about him. */
static char *why_banned(const struct backtest *backtest, const struct run *run, uint32_t member)
{
	char text[RULING_TEXT];

	for (size_t i = 0; i < run->happened.count; i++) {
		const struct happened *one = &run->happened.list[i];
		const struct ruling *ruling;

		if (one->effect != SITE_EFFECT_STATEMENT || one->member != member)
			continue;
		ruling = ruling_of(run, one->statement);
		if (ruling != NULL)
			return sentence_at(backtest->now, ruling_sentence(ruling, text));
	}
	return sentence_at(backtest->now, "Banned.");
}

static void note_standing(struct backtest *backtest, size_t r, const struct happened *one)
{
	struct backtest_fate *fate = fate_of(backtest, r, one->member);

	if (fate == NULL)
		return;
	fate->banned |= one->state == STATE_BANNED;
	fate->held |= one->state == STATE_HELD;
	fate->warned |= one->state == STATE_WARNED;
	if (one->state == STATE_BANNED && fate->ban == NULL)
		fate->ban = why_banned(backtest, &backtest->runs[r], one->member);
}

static void note_robot(struct backtest *backtest, size_t r, const struct happened *one)
{
	struct backtest_fate *fate = fate_of(backtest, r, one->member);

	if (fate == NULL || one->statement == 0)
		return; /* it spoke of somebody who is banned already */
	fate->suspended = true;
	fate->robots |= 1u << one->alarm.robot;
	if (fate->suspension == NULL)
		fate->suspension = sentence_at(backtest->now, one->sentence);
}

static void note_decision(struct backtest *backtest, size_t r, const struct happened *one)
{
	const struct ruling *ruling = ruling_of(&backtest->runs[r], one->statement);
	struct backtest_fate *fate;

	if (ruling == NULL || ruling->kind != RULING_OFFENCE)
		return;
	fate = fate_of(backtest, r, one->member);
	if (fate != NULL)
		fate->acts |= 1u << ruling->offence;
}

static void note_text(struct backtest_counts *counts, const struct site_came *came)
{
	uint64_t *reasons = came->verdict == SITE_HOLD ? counts->held_for : counts->refused_for;

	counts->held += came->verdict == SITE_HOLD;
	counts->refused += came->verdict == SITE_REFUSE;
	for (size_t i = 0; i < came->reason_count && came->verdict != SITE_DELIVER; i++)
		if (came->reasons[i] < BACKTEST_REASONS)
			reasons[came->reasons[i]]++;
}

static void note(struct backtest *backtest, size_t r, const struct call *call)
{
	struct run *run = &backtest->runs[r];

	if (call->verb == VERB_MESSAGE || call->verb == VERB_PHOTO)
		note_text(&run->counts, &run->came);
	if (call->verb == VERB_CONTACT && run->came.verdict == SITE_REFUSE)
		run->counts.contacts_refused++;
	for (size_t i = 0; i < run->happened.count; i++) {
		const struct happened *one = &run->happened.list[i];

		if (one->effect == SITE_EFFECT_STANDING)
			note_standing(backtest, r, one);
		else if (one->effect == SITE_EFFECT_ROBOT)
			note_robot(backtest, r, one);
		else if (one->effect == SITE_EFFECT_STATEMENT)
			note_decision(backtest, r, one);
	}
}

/* ---- the same thing in both runs ---- */

/* What it is, whatever its number: `kind` tells one sort from others, `robot` of one is beyond 0. */
static uint64_t key_of(const struct run *run, uint32_t member, unsigned kind, unsigned robot)
{
	const char *id = site_member_id(run->site, member);
	char text[160];

	snprintf(text, sizeof text, "%u %u %s", kind, robot, id != NULL ? id : "");
	return key_of_text(text);
}

/* 0: no robot made the item. */
static unsigned robot_of_item(const struct run *run, uint64_t item)
{
	for (size_t i = 0; i < run->happened.count; i++)
		if (run->happened.list[i].effect == SITE_EFFECT_ROBOT && run->happened.list[i].item == item)
			return (unsigned)run->happened.list[i].alarm.robot + 1;
	return 0;
}

static void gather(struct run *run, const struct call *call)
{
	if (call->verb == VERB_CONTACT)
		twins_add(&run->made[CONTACTS], 1, run->came.contact, false);
	for (size_t i = 0; i < run->happened.count; i++) {
		const struct happened *one = &run->happened.list[i];

		if (one->effect == SITE_EFFECT_QUEUED) {
			unsigned robot = robot_of_item(run, one->item);

			twins_add(&run->made[ITEMS], key_of(run, one->member, one->item_kind, robot), one->item,
				  robot != 0);
		} else if (one->effect == SITE_EFFECT_STATEMENT) {
			const struct ruling *ruling = ruling_of(run, one->statement);
			bool robot = ruling != NULL && ruling->kind == RULING_SUSPEND;

			if (ruling != NULL)
				twins_add(&run->made[STATEMENTS],
					  key_of(run, one->member, ruling->kind,
						 robot ? (unsigned)ruling->robot + 1 : 0),
					  one->statement, robot);
		}
	}
}

/* ---- one event ---- */

static struct talk *talk_of(struct run *run, const struct call *call)
{
	uint32_t conversation = site_conversation(run->site, call);

	return conversation != 0 ? talks_get(run->talks, 0, conversation) : NULL;
}

/* What persons and members do about what is there already: it may not be there in the other run. */
static bool is_about_something(const struct call *call)
{
	return call_has(call, CALL_ITEM) || call_has(call, CALL_STATEMENT) || call_has(call, CALL_CONTACT);
}

static void refused(struct run *run, const struct call *call)
{
	run->took = false;
	run->came = (struct site_came){0};
	run->happened.count = 0;
	if (is_about_something(call))
		run->counts.idle++;
	else
		run->counts.rejected++;
}

static void count_decision(struct run *run, const struct call *call)
{
	run->counts.decided += run->took && is_about_something(call) && call_has(call, CALL_PERSON);
}

/* As the flow does it (flow_site()): read, then decide. */
static enum err take(struct backtest *backtest, size_t r, const struct call *call, struct error *error_r)
{
	struct run *run = &backtest->runs[r];
	struct call_fault fault = {.field = ""};
	struct reading reading;
	struct heard heard;
	bool read = call->verb == VERB_MESSAGE;
	struct talk *talk = read ? talk_of(run, call) : NULL, before = {.messages = 0};
	enum err err;

	if (talk != NULL)
		before = *talk;
	if (read)
		site_hear(backtest->classify, call->text[CALL_TEXT], talk, &heard, &reading);
	err = site_do(run->site, backtest->now, backtest->events, call, read ? &heard : NULL, &run->came,
		      &run->happened, &fault);
	if (err == ERR_MEMORY || err == ERR_FULL) {
		*error_r = fault.error;
		return err;
	}
	run->took = err == ERR_NONE && !run->came.again; /* else it counted when it came first */
	if (!run->took && talk != NULL)
		*talk = before;
	if (err != ERR_NONE)
		refused(run, call);
	if (!run->took)
		return ERR_NONE;
	note(backtest, r, call);
	gather(run, call);
	return ERR_NONE;
}

static const struct named {
	enum call_field field;
	char letter;
} named[NAMED] = {
	[CONTACTS] = {CALL_CONTACT, 'c'}, [ITEMS] = {CALL_ITEM, 'q'}, [STATEMENTS] = {CALL_STATEMENT, 's'}};

/* "q7" as the second run names it; false: it has none. */
static bool translate_one(const struct backtest *backtest, size_t kind, struct call *call, char ret_name[24])
{
	struct bytes name = call->text[named[kind].field];
	char text[24] = "";
	uint64_t number;

	if (!call_has(call, named[kind].field))
		return true;
	if (name.size < 2 || name.size >= sizeof text || name.data[0] != (uint8_t)named[kind].letter)
		return false;
	memcpy(text, name.data + 1, name.size - 1);
	number = twins_other(&backtest->twins[kind], strtoull(text, NULL, 10));
	snprintf(ret_name, 24, "%c%llu", named[kind].letter, (unsigned long long)number);
	call_set_text(call, named[kind].field, bytes_of_text(ret_name));
	return number != 0;
}

static bool has_settled(const struct run *run)
{
	for (size_t i = 0; i < run->happened.count; i++)
		if (run->happened.list[i].effect == SITE_EFFECT_SETTLED)
			return true;
	return false;
}

/* Somebody else takes what one person decided and says the same. */
static enum err agree(struct backtest *backtest, const struct call *decision, struct error *error_r)
{
	static const enum call_field of_decision[] = {CALL_OPINION, CALL_OFFENCE, CALL_WHERE, CALL_TEXT};
	struct call second = *decision, claim;
	enum err err;

	call_drop(&second, CALL_KEY);
	call_set_text(&second, CALL_PERSON, bytes_of_text("the-second-person"));
	claim = second;
	claim.verb = VERB_CLAIM;
	for (size_t i = 0; i < sizeof of_decision / sizeof of_decision[0]; i++)
		call_drop(&claim, of_decision[i]);
	backtest->runs[AFTER].counts.assumed++;
	err = take(backtest, AFTER, &claim, error_r);
	return err == ERR_NONE ? take(backtest, AFTER, &second, error_r) : err;
}

/* The second run, which names things otherwise. */
static enum err take_changed(struct backtest *backtest, const struct call *call, struct error *error_r)
{
	struct run *run = &backtest->runs[AFTER];
	struct call other = *call;
	char names[NAMED][24];
	enum err err;

	for (size_t i = 0; i < NAMED; i++)
		if (!translate_one(backtest, i, &other, names[i])) {
			refused(run, call);
			return ERR_NONE;
		}
	err = take(backtest, AFTER, &other, error_r);
	count_decision(run, call);
	if (err == ERR_NONE && call->verb == VERB_DECISION && has_settled(&backtest->runs[BEFORE]) &&
	    run->came.item != 0 && !has_settled(run))
		err = agree(backtest, &other, error_r);
	return err;
}

enum err backtest_event(struct backtest *backtest, ms_t at, struct call *call, struct error *error_r)
{
	struct call_fault fault = {.field = ""};
	char hex[SITE_HEX];
	/* Both have the same key, so the same hashes. */
	enum err err = site_blind(backtest->runs[BEFORE].site, call, hex, &fault);

	if (err != ERR_NONE) {
		*error_r = fault.error;
		return err;
	}
	if (backtest->events++ == 0)
		backtest->first = at;
	backtest->now = at;
	for (size_t r = 0; r < RUNS; r++)
		for (size_t i = 0; i < NAMED; i++)
			backtest->runs[r].made[i].count = 0;
	err = take(backtest, BEFORE, call, error_r);
	count_decision(&backtest->runs[BEFORE], call);
	if (err == ERR_NONE)
		err = take_changed(backtest, call, error_r);
	for (size_t i = 0; err == ERR_NONE && i < NAMED; i++)
		twins_match(&backtest->twins[i], &backtest->runs[BEFORE].made[i], &backtest->runs[AFTER].made[i]);
	return err;
}

/* ---- the whole ---- */

struct backtest *backtest_create(const struct classify *classify, const struct rules *in_force, const struct rules *changed)
{
	static const uint8_t key[SEAL_KEY] = {1}; /* nothing is kept */
	struct backtest *backtest = mem_alloc(1, sizeof *backtest);

	backtest->classify = classify;
	for (size_t r = 0; r < RUNS; r++) {
		backtest->runs[r].site = site_create(r == BEFORE ? in_force : changed, key);
		backtest->runs[r].talks = talks_create(LIMIT_TALKS);
		if (backtest->runs[r].site == NULL || backtest->runs[r].talks == NULL) {
			backtest_destroy(backtest);
			return NULL;
		}
	}
	return backtest;
}

void backtest_destroy(struct backtest *backtest)
{
	if (backtest == NULL)
		return;
	for (size_t r = 0; r < RUNS; r++) {
		site_destroy(backtest->runs[r].site);
		talks_destroy(backtest->runs[r].talks);
		for (size_t i = 0; i < backtest->member_count; i++) {
			mem_free(backtest->members[i].fate[r].ban);
			mem_free(backtest->members[i].fate[r].suspension);
		}
	}
	for (size_t i = 0; i < backtest->member_count; i++)
		mem_free(backtest->members[i].id);
	for (size_t i = 0; i < NAMED; i++)
		twins_finish(&backtest->twins[i]);
	map_finish(&backtest->by_id);
	mem_free(backtest->members);
	mem_free(backtest);
}

const struct backtest_counts *backtest_counts(const struct backtest *backtest, size_t run)
{
	return &backtest->runs[run].counts;
}

size_t backtest_members(const struct backtest *backtest, const struct backtest_member **ret_members)
{
	*ret_members = backtest->members;
	return backtest->member_count;
}

uint64_t backtest_events(const struct backtest *backtest, ms_t *ret_first, ms_t *ret_last)
{
	*ret_first = backtest->first;
	*ret_last = backtest->now;
	return backtest->events;
}
