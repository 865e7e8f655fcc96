// SPDX-License-Identifier: GPL-3.0-or-later
/* Who may write to whom: asked, accepted, refused, blocked. */
#include "base/mem.h"
#include "standing/site_private.h"

#include <string.h>

static uint64_t pair_key(uint32_t a, uint32_t b)
{
	return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

struct pair *site_pair(const struct site *site, uint32_t a, uint32_t b)
{
	uint32_t number;

	return map_get(&site->pair_ids, pair_key(a, b), &number) ? &site->pairs[number] : NULL;
}

static uint32_t number_of(const struct site *site, const struct pair *pair)
{
	return (uint32_t)(pair - site->pairs);
}

uint32_t site_conversation(const struct site *site, const struct call *call)
{
	uint32_t from, to;
	const struct pair *pair;

	if (!call_has(call, CALL_TO) || !call_has(call, CALL_FROM))
		return 0;
	from = site_member_find(site, call->text[CALL_FROM]);
	to = site_member_find(site, call->text[CALL_TO]);
	pair = from != 0 && to != 0 ? site_pair(site, from, to) : NULL;
	return pair != NULL && pair->state == CONTACT_IS_OPEN
		       ? 2 * number_of(site, pair) + (from == pair->to)
		       : 0;
}

static void note_pair(struct person *person, uint32_t number)
{
	if (person->pair_count == person->pair_room) {
		person->pair_room = person->pair_room == 0 ? 8 : 2 * person->pair_room;
		person->pairs = mem_grow(person->pairs, person->pair_room, sizeof *person->pairs);
	}
	person->pairs[person->pair_count++] = number;
}

bool site_in_common(const struct site *site, const struct person *a, const struct person *b)
{
	const struct person *less = a->pair_count <= b->pair_count ? a : b, *more = less == a ? b : a;
	uint32_t self = (uint32_t)less->standing.number, other = (uint32_t)more->standing.number;

	for (uint32_t i = 0; i < less->pair_count; i++) {
		const struct pair *one = &site->pairs[less->pairs[i]];
		uint32_t friend = one->from == self ? one->to : one->from;
		const struct pair *theirs;

		if (one->state != CONTACT_IS_OPEN || friend == other)
			continue;
		theirs = site_pair(site, friend, other);
		if (theirs != NULL && theirs->state == CONTACT_IS_OPEN)
			return true;
	}
	return false;
}

enum err site_index_pair(struct site *site, uint32_t number)
{
	const struct pair *pair = &site->pairs[number];

	note_pair(site_person(site, pair->from), number);
	note_pair(site_person(site, pair->to), number);
	return map_put(&site->pair_ids, pair_key(pair->from, pair->to), number);
}

static enum err add(struct doing *doing, uint32_t from, uint32_t to, struct pair **ret_pair)
{
	struct site *site = doing->site;
	uint32_t number = site->pair_count + 1;

	if (number >= site->pair_room) {
		uint32_t room = site->pair_room == 0 ? 1024 : 2 * site->pair_room;
		struct pair *pairs = mem_try_grow(site->pairs, room, sizeof *pairs);

		if (pairs == NULL || room > UINT32_MAX / 2)
			return site_refuse(doing, ERR_MEMORY, CALL_TO, "no memory for another contact");
		site->pairs = pairs;
		site->pair_room = room;
	}
	if (map_put(&site->pair_ids, pair_key(from, to), number) != ERR_NONE)
		return site_refuse(doing, ERR_MEMORY, CALL_TO, "no memory for another contact");
	site->pair_count = number;
	*ret_pair = &site->pairs[number];
	**ret_pair = (struct pair){.from = from, .to = to};
	note_pair(site_person(site, from), number);
	note_pair(site_person(site, to), number);
	doing->came->is_new = true;
	return ERR_NONE;
}

/* ---- asking ---- */

/* Why nothing can come of it but his age: the other one is not there, has said no, or blocks him. */
bool site_is_closed_to(const struct pair *pair, uint32_t from, const struct person *to)
{
	unsigned theirs;

	if (to->standing.banned || to->standing.suspended)
		return true;
	if (pair == NULL)
		return false;
	theirs = from == pair->from ? 2 : 1;
	if ((pair->blocked & theirs) != 0)
		return true;
	/* Who was refused does not ask again; who refused may. */
	return pair->state == CONTACT_CLOSED && (pair->closed_by == 0 ? pair->from : pair->to) != from;
}

void site_see_approach(struct doing *doing, struct person *from, const struct person *to,
		       struct sight *sight, uint64_t message)
{
	const struct robot_rule *rule = rules_robot(&doing->site->rules, ROBOT_YOUNGER);

	sight->stranger = !site_in_common(doing->site, from, to);
	site_see(doing, from, sight, message);
	if (rule != NULL && sight_is_younger_stranger(&doing->site->rules, sight, rule->level))
		site_approached(doing, from);
}

static void seen(struct doing *doing, struct person *from, const struct person *to,
		 enum sight_kind kind)
{
	struct sight sight = {.kind = kind,
			      .at = doing->at,
			      .peer = to->standing.number,
			      .own = site_age(doing->site, from),
			      .other = site_age(doing->site, to)};

	if (kind == SIGHT_REQUEST)
		site_see_approach(doing, from, to, &sight, 0);
	else
		site_see(doing, from, &sight, 0);
}

static void answer_open(struct doing *doing, struct pair *pair)
{
	if (pair->state != CONTACT_IS_OPEN) {
		pair->state = CONTACT_IS_OPEN;
		pair->opened = doing->at;
		pair->wrote = 0;
	}
	doing->came->verdict = SITE_OPEN;
	doing->came->contact = number_of(doing->site, pair);
}

/* What is asked may be: it is noted, or is open already. */
static enum err ask(struct doing *doing, uint32_t from, uint32_t to, struct pair *pair)
{
	enum err err = ERR_NONE;

	if (pair == NULL)
		err = add(doing, from, to, &pair);
	if (err != ERR_NONE)
		return err;
	if (pair->state == CONTACT_IS_OPEN ||
	    (pair->state == CONTACT_ASKED && pair->from != from)) { /* both want it */
		answer_open(doing, pair);
		return ERR_NONE;
	}
	if (pair->from != from) { /* the bits are those of the two, whoever asks */
		pair->blocked = (uint8_t)((pair->blocked & 1) << 1 | pair->blocked >> 1);
		pair->from = from;
		pair->to = to;
	}
	pair->blocked &= (uint8_t)~1u; /* whom he asks he blocks no more */
	pair->state = CONTACT_ASKED;
	doing->came->verdict = SITE_PENDING;
	doing->came->contact = number_of(doing->site, pair);
	return ERR_NONE;
}

static bool refused_himself(struct doing *doing, const struct person *person)
{
	if (!person->standing.banned && !person->standing.suspended)
		return false;
	doing->came->verdict = SITE_REFUSE;
	site_reason(doing, person->standing.banned ? REASON_BANNED : REASON_SUSPENDED);
	return true;
}

enum err site_do_contact(struct doing *doing)
{
	struct site *site = doing->site;
	struct person *from, *to;
	struct pair *pair;
	uint32_t a, b;
	enum err err = site_find(doing, CALL_FROM, &from);

	if (err == ERR_NONE)
		err = site_find(doing, CALL_TO, &to);
	if (err != ERR_NONE)
		return err;
	a = (uint32_t)from->standing.number;
	b = (uint32_t)to->standing.number;
	doing->came->member = a;
	if (refused_himself(doing, from))
		return ERR_NONE;
	pair = site_pair(site, a, b);
	site_year_of(site, doing->at)->contacts++;
	if (age_contact(&site->rules, site_age(site, from), site_age(site, to),
			site_is_closed_to(pair, a, to)) == APPROACH_MAY) {
		err = ask(doing, a, b, pair);
	} else {
		doing->came->verdict = SITE_REFUSE;
		site_reason(doing, REASON_NOT_AVAILABLE);
		site_year_of(site, doing->at)->contacts_refused++;
	}
	if (err == ERR_NONE && (pair == NULL || pair->state != CONTACT_IS_OPEN))
		seen(doing, from, to, SIGHT_REQUEST);
	return err;
}

/* ---- answering ---- */

static enum err accept(struct doing *doing, struct pair *pair, struct person *person)
{
	uint32_t member = (uint32_t)person->standing.number;
	struct site *site = doing->site;
	const struct person *other = site_person(site, member == pair->from ? pair->to : pair->from);

	if (refused_himself(doing, person))
		return ERR_NONE;
	if (pair->state == CONTACT_IS_OPEN) {
		answer_open(doing, pair);
		return ERR_NONE;
	}
	if (member == pair->from)
		return site_refuse(doing, ERR_STATE, CALL_MEMBER, "asked himself; the other one answers");
	if (pair->state == CONTACT_CLOSED && pair->closed_by == 0)
		return site_refuse(doing, ERR_STATE, CALL_CONTACT, "is not asked for any more");
	if (age_contact(&site->rules, site_age(site, person), site_age(site, other),
			site_is_closed_to(NULL, member, other) || (pair->blocked & 1) != 0) !=
	    APPROACH_MAY) {
		doing->came->verdict = SITE_REFUSE;
		site_reason(doing, REASON_NOT_AVAILABLE);
		return ERR_NONE;
	}
	pair->blocked &= (uint8_t)~2u;
	answer_open(doing, pair);
	return ERR_NONE;
}

static void close_it(struct doing *doing, struct pair *pair, struct person *person, bool block)
{
	uint32_t member = (uint32_t)person->standing.number;
	struct person *other = site_person(doing->site, member == pair->from ? pair->to : pair->from);

	/* Who takes back what he asked, or parts from a friend, refuses nobody. */
	bool refuses = block || (pair->state == CONTACT_ASKED && member == pair->to);

	/* What one has closed the other does not close again: it would be his to open. */
	if (pair->state != CONTACT_CLOSED)
		pair->closed_by = member == pair->to;
	pair->state = CONTACT_CLOSED;
	if (block)
		pair->blocked |= (uint8_t)(member == pair->from ? 1 : 2);
	doing->came->verdict = SITE_DONE;
	if (refuses)
		seen(doing, other, person, SIGHT_REFUSAL);
}

enum err site_do_answer(struct doing *doing)
{
	const struct call *call = doing->call;
	struct site *site = doing->site;
	struct person *person;
	struct pair *pair;
	uint64_t number = site_number(call->text[CALL_CONTACT], 'c');
	enum err err = site_find(doing, CALL_MEMBER, &person);

	if (err != ERR_NONE)
		return err;
	if (number == 0 || number > site->pair_count)
		return site_refuse(doing, ERR_ABSENT, CALL_CONTACT, "there is no such contact");
	pair = &site->pairs[number];
	if (person->standing.number != pair->from && person->standing.number != pair->to)
		return site_refuse(doing, ERR_STATE, CALL_MEMBER, "is none of the two");
	doing->came->contact = (uint32_t)number;
	doing->came->member = (uint32_t)person->standing.number;
	if (call->number[CALL_ANSWER] == ANSWER_ACCEPT)
		return accept(doing, pair, person);
	close_it(doing, pair, person, call->number[CALL_ANSWER] == ANSWER_BLOCK);
	return ERR_NONE;
}
