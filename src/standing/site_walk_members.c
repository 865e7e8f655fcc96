// SPDX-License-Identifier: GPL-3.0-or-later
/* Rules and members, saved and loaded. */
#include "base/mem.h"
#include "standing/site_walk.h"

/* ---- rules ---- */

static void walk_value(struct walk *walk, struct rule_value *value)
{
	WORD(value->value);
	WORD(value->line);
}

void walk_rules(struct walk *walk, struct rules *rules)
{
	struct rule_value *const values[] = {&rules->decay,    &rules->warn_at, &rules->hold_at,
					     &rules->ban_at,   &rules->age_gap, &rules->adult_at,
					     &rules->youngest, &rules->oldest,	&rules->hold_grooming};

	rules->offence_count = walk_count(walk, (uint32_t)rules->offence_count, RULES_OFFENCES_MAX);
	for (size_t i = 0; i < rules->offence_count; i++) {
		BYTE(rules->offences[i].offence);
		BYTE(rules->offences[i].where);
		BYTE(rules->offences[i].ban);
		WORD(rules->offences[i].percent);
		WORD(rules->offences[i].line);
	}
	rules->robot_count = walk_count(walk, (uint32_t)rules->robot_count, RULES_ROBOTS_MAX);
	for (size_t i = 0; i < rules->robot_count; i++) {
		BYTE(rules->robots[i].robot);
		BYTE(rules->robots[i].off);
		BYTE(rules->robots[i].grown);
		WORD(rules->robots[i].count);
		WORD(rules->robots[i].level);
		NUMBER(rules->robots[i].span);
		WORD(rules->robots[i].line);
		walk->bad |= (unsigned)rules->robots[i].robot >= ROBOT_COUNT;
	}
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		walk_value(walk, values[i]);
	for (size_t i = 0; i < OFFENCE_COUNT; i++)
		walk_value(walk, &rules->hold_reading[i]);
}

/* ---- members ---- */

static void walk_rulings(struct walk *walk, struct member *standing)
{
	uint32_t count = walk_count(walk, standing->count, MEMBER_RULINGS_MAX);

	for (uint32_t i = 0; i < count; i++) {
		struct ruling one = {0};

		if (walk->out != NULL)
			one = standing->rulings[i];
		BYTE(one.kind);
		NUMBER(one.at);
		NUMBER(one.by);
		NUMBER(one.also);
		NUMBER(one.about);
		WORD(one.target);
		BYTE(one.offence);
		BYTE(one.where);
		BYTE(one.robot);
		BYTE(one.found_by);
		BYTE(one.ban);
		WORD(one.percent);
		WORD(one.decay);
		WORD(one.ban_at);
		if (walk->out == NULL && member_restore(standing, &one) != ERR_NONE)
			walk->bad = true;
	}
}

/* Only what is in use of the windows: most are empty. */
static void walk_rings(struct walk *walk, struct behaviour *behaviour)
{
	for (size_t i = 0; i < ROBOT_RINGS; i++) {
		struct touch *touches = behaviour->rings[i].touches;
		uint32_t used = 0;

		for (size_t j = 0; walk->out != NULL && j < ROBOT_COUNT_MAX; j++)
			used |= (uint32_t)(touches[j].peer != 0) << j;
		used = walk_u32(walk, used);
		for (size_t j = 0; j < ROBOT_COUNT_MAX; j++) {
			if ((used >> j & 1) == 0)
				continue;
			NUMBER(touches[j].peer);
			NUMBER(touches[j].text);
			NUMBER(touches[j].at);
		}
	}
}

static void walk_behaviour(struct walk *walk, struct behaviour *behaviour)
{
	walk_rings(walk, behaviour);
	for (size_t i = 0; i < ROBOT_CONVERSATIONS; i++) {
		struct rising *one = &behaviour->risings[i];

		NUMBER(one->peer);
		if (one->peer == 0)
			continue;
		NUMBER(one->at);
		WORD(one->first);
		WORD(one->highest);
		WORD(one->last);
		WORD(one->rises);
	}
	WORD(behaviour->spoken);
	for (size_t i = 0; i < 3; i++) {
		WORD(behaviour->accounts[i]);
		WORD(behaviour->passed[i]);
	}
	NUMBER(behaviour->now);
}

static void walk_reports(struct walk *walk, struct reports *reports)
{
	reports->count = walk_count(walk, (uint32_t)reports->count, REPORTS_MAX);
	for (size_t i = 0; i < reports->count; i++) {
		struct report *one = &reports->list[i];

		NUMBER(one->reporter.number);
		NUMBER(one->reporter.joined);
		NUMBER(one->reporter.address);
		NUMBER(one->reporter.device);
		WORD(one->reporter.confirmed);
		WORD(one->reporter.rejected);
		NUMBER(one->at);
		BYTE(one->offence);
		NUMBER(one->about);
	}
}

static void walk_identity(struct walk *walk, struct person *person)
{
	NUMBER(person->address);
	NUMBER(person->device);
	BYTE(person->has_ip);
	BYTE(person->has_email);
	BYTE(person->has_photo);
	if (person->has_ip)
		walk_raw(walk, person->ip.bytes, sizeof person->ip.bytes);
	if (person->has_email) {
		walk_raw(walk, person->email.written, LOOKUP);
		walk_raw(walk, person->email.mailbox, LOOKUP);
		walk_raw(walk, person->email.alike, LOOKUP);
		BYTE(person->email.changes);
	}
	for (size_t i = 0; person->has_photo && i < 4; i++)
		NUMBER(person->photo.words[i]);
	if (person->has_photo)
		BYTE(person->photo.quality);
}

static void walk_age(struct walk *walk, struct age_given *age)
{
	WORD(age->birth_year);
	BYTE(age->least);
	BYTE(age->most);
	NUMBER(age->at);
	BYTE(age->verified);
}

static void walk_person(struct walk *walk, struct person *person, uint32_t at)
{
	struct member *standing = &person->standing;
	uint32_t statements;

	person->id = walk_text(walk, person->id);
	walk->bad |= person->id == NULL;
	standing->number = at;
	walk_age(walk, &standing->age);
	NUMBER(standing->joined);
	walk_rulings(walk, standing);
	walk_identity(walk, person);
	WORD(person->confirmed);
	WORD(person->rejected);
	NUMBER(person->reports_item);
	BYTE(person->reports_gravest);
	BYTE(person->brigade_told);
	WORD(person->approached);
	BYTE(person->state);
	NUMBER(person->percent);
	if (walk_u8(walk, person->behaviour != NULL) != 0) {
		if (person->behaviour == NULL)
			person->behaviour = mem_alloc(1, sizeof *person->behaviour);
		walk_behaviour(walk, person->behaviour);
	}
	if (walk_u8(walk, person->reports != NULL) != 0) {
		if (person->reports == NULL)
			person->reports = mem_alloc(1, sizeof *person->reports);
		walk_reports(walk, person->reports);
	}
	statements = standing->count;
	if (walk->out == NULL && statements != 0) {
		person->statements = mem_alloc(statements, sizeof *person->statements);
		person->statement_room = statements;
	}
	for (uint32_t i = 0; i < statements; i++)
		WORD(person->statements[i]);
}

void walk_people(struct walk *walk, struct site *site)
{
	uint32_t count = walk_count(walk, site->person_count, SITE_MEMBERS_MAX);

	if (walk->out == NULL) {
		site->people = mem_alloc((size_t)count + 1, sizeof *site->people);
		site->person_room = count + 1;
	}
	for (uint32_t i = 1; i <= count && !walk->bad; i++) {
		if (walk->out == NULL)
			site->person_count = i;
		walk_person(walk, &site->people[i], i);
	}
}
