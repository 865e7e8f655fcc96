// SPDX-License-Identifier: GPL-3.0-or-later
/* Each part has one function that walks its fields in both directions: what is written is read, and nothing is forgotten. */
#include "standing/site_save.h"

#include "base/mem.h"
#include "standing/site_private.h"

#include <string.h>

/* A walk over fields: writing into `out`, or reading from `in`. */
struct walk {
	struct buf *out; /* NULL: reading */
	struct reader in;
	bool bad;
};

static uint64_t number(struct walk *walk, uint64_t value)
{
	if (walk->out == NULL)
		return read_u64(&walk->in);
	buf_add_u64(walk->out, value);
	return value;
}

static uint8_t byte(struct walk *walk, unsigned value)
{
	if (walk->out == NULL)
		return read_u8(&walk->in);
	buf_add_u8(walk->out, (uint8_t)value);
	return (uint8_t)value;
}

static uint32_t word(struct walk *walk, uint32_t value)
{
	if (walk->out == NULL)
		return read_u32(&walk->in);
	buf_add_u32(walk->out, value);
	return value;
}

static void raw(struct walk *walk, void *data, size_t size)
{
	struct bytes bytes;

	if (walk->out != NULL) {
		buf_add(walk->out, data, size);
		return;
	}
	bytes = read_bytes(&walk->in, size);
	if (bytes.size == size)
		memcpy(data, bytes.data, size);
}

/* NULL stays NULL. */
static char *text(struct walk *walk, char *value)
{
	if (byte(walk, value != NULL) == 0)
		return NULL;
	if (walk->out != NULL) {
		buf_add_sized(walk->out, bytes_of_text(value));
		return value;
	}
	return site_copy(read_sized(&walk->in));
}

/* A count that is read never asks for more than the bytes that are there could hold, one each. */
static uint32_t count_of(struct walk *walk, uint32_t value, uint32_t most)
{
	uint32_t count = word(walk, value);

	if (walk->out == NULL && (count > most || count > reader_left(&walk->in))) {
		walk->bad = true;
		return 0;
	}
	return count;
}

#define NUMBER(field) (field) = (__typeof__(field))number(walk, (uint64_t)(field))
#define WORD(field) (field) = (__typeof__(field))word(walk, (uint32_t)(field))
#define BYTE(field) (field) = (__typeof__(field))byte(walk, (unsigned)(field))

/* ---- rules ---- */

static void walk_value(struct walk *walk, struct rule_value *value)
{
	WORD(value->value);
	WORD(value->line);
}

static void walk_rules(struct walk *walk, struct rules *rules)
{
	struct rule_value *const values[] = {&rules->decay,    &rules->warn_at, &rules->hold_at,
					     &rules->ban_at,   &rules->age_gap, &rules->adult_at,
					     &rules->youngest, &rules->oldest,	&rules->hold_grooming};

	rules->offence_count = count_of(walk, (uint32_t)rules->offence_count, RULES_OFFENCES_MAX);
	for (size_t i = 0; i < rules->offence_count; i++) {
		BYTE(rules->offences[i].offence);
		BYTE(rules->offences[i].where);
		BYTE(rules->offences[i].ban);
		WORD(rules->offences[i].percent);
		WORD(rules->offences[i].line);
	}
	rules->robot_count = count_of(walk, (uint32_t)rules->robot_count, RULES_ROBOTS_MAX);
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
	uint32_t count = count_of(walk, standing->count, MEMBER_RULINGS_MAX);

	for (uint32_t i = 0; i < count; i++) {
		struct ruling one = {0};

		if (walk->out != NULL)
			one = standing->rulings[i];
		BYTE(one.kind);
		NUMBER(one.at);
		NUMBER(one.by);
		NUMBER(one.about);
		WORD(one.target);
		BYTE(one.offence);
		BYTE(one.where);
		BYTE(one.robot);
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
		used = word(walk, used);
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
	reports->count = count_of(walk, (uint32_t)reports->count, REPORTS_MAX);
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
		raw(walk, person->ip.bytes, sizeof person->ip.bytes);
	if (person->has_email) {
		raw(walk, person->email.written, LOOKUP);
		raw(walk, person->email.mailbox, LOOKUP);
		raw(walk, person->email.alike, LOOKUP);
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

	person->id = text(walk, person->id);
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
	BYTE(person->state);
	NUMBER(person->percent);
	if (byte(walk, person->behaviour != NULL) != 0) {
		if (person->behaviour == NULL)
			person->behaviour = mem_alloc(1, sizeof *person->behaviour);
		walk_behaviour(walk, person->behaviour);
	}
	if (byte(walk, person->reports != NULL) != 0) {
		if (person->reports == NULL)
			person->reports = mem_alloc(1, sizeof *person->reports);
		walk_reports(walk, person->reports);
	}
	if (walk->out == NULL && standing->count != 0) {
		person->statements = mem_alloc(standing->count, sizeof *person->statements);
		person->statement_room = standing->count;
	}
	for (uint32_t i = 0; i < standing->count; i++)
		WORD(person->statements[i]);
}

static void walk_people(struct walk *walk, struct site *site)
{
	uint32_t count = count_of(walk, site->person_count, SITE_MEMBERS_MAX);

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

/* ---- contacts, texts, decisions ---- */

static void walk_pairs(struct walk *walk, struct site *site)
{
	uint32_t count = count_of(walk, site->pair_count, UINT32_MAX / 4);

	if (walk->out == NULL) {
		site->pairs = mem_alloc((size_t)count + 1, sizeof *site->pairs);
		site->pair_room = count + 1;
		site->pair_count = count;
	}
	for (uint32_t i = 1; i <= count; i++) {
		struct pair *one = &site->pairs[i];

		WORD(one->from);
		WORD(one->to);
		BYTE(one->state);
		BYTE(one->closed_by);
		BYTE(one->blocked);
		BYTE(one->wrote);
		NUMBER(one->opened);
		walk->bad |= one->from == 0 || one->from > site->person_count || one->to == 0 ||
			     one->to > site->person_count || one->state > CONTACT_CLOSED;
	}
}

static void walk_words(struct walk *walk, struct site *site)
{
	uint64_t kept;

	NUMBER(site->word_count);
	kept = site->word_count < SITE_MESSAGES ? site->word_count : SITE_MESSAGES;
	if (walk->out == NULL && (kept > reader_left(&walk->in) || !site_words_room(site, (uint32_t)kept)))
		walk->bad = true;
	for (uint64_t i = 0; i < kept && !walk->bad && !walk->in.bad; i++) {
		struct words *one = &site->words[i];

		NUMBER(one->key);
		NUMBER(one->event);
		NUMBER(one->fingerprint);
		NUMBER(one->item);
		WORD(one->from);
		WORD(one->to);
		BYTE(one->where);
		BYTE(one->verdict);
		BYTE(one->offence);
		BYTE(one->reason);
		BYTE(one->photo);
		BYTE(one->withheld);
		one->id = text(walk, one->id);
		walk->bad |= one->from == 0 || one->from > site->person_count ||
			     one->to > site->person_count || one->where >= WHERE_COUNT ||
			     one->verdict >= SITE_VERDICT_COUNT || one->offence > OFFENCE_COUNT ||
			     one->reason >= REASON_OFFENCE + OFFENCE_COUNT;
	}
}

static void walk_statements(struct walk *walk, struct site *site)
{
	uint32_t count = count_of(walk, site->statement_count, UINT32_MAX / 4);

	if (walk->out == NULL) {
		site->statements = mem_alloc((size_t)count + 1, sizeof *site->statements);
		site->statement_room = count + 1;
		site->statement_count = count;
	}
	for (uint32_t i = 1; i <= count; i++) {
		struct statement *one = &site->statements[i];

		WORD(one->member);
		WORD(one->ruling);
		NUMBER(one->event);
		one->text = text(walk, one->text);
		walk->bad |= one->member == 0 || one->member > site->person_count ||
			     (!walk->bad &&
			      member_ruling(&site->people[one->member].standing, one->ruling) == NULL);
	}
}

static void walk_notices(struct walk *walk, struct site *site)
{
	uint32_t count = count_of(walk, site->notice_count, UINT32_MAX / 4);

	if (walk->out == NULL) {
		site->notices = mem_alloc((size_t)count + 1, sizeof *site->notices);
		site->notice_room = count + 1;
		site->notice_count = count;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct prepared *one = &site->notices[i];

		WORD(one->member);
		WORD(one->statement);
		NUMBER(one->event);
		NUMBER(one->at);
		BYTE(one->sealed);
		walk->bad |= one->member == 0 || one->member > site->person_count ||
			     one->statement > site->statement_count;
	}
}

static void walk_staff(struct walk *walk, struct site *site)
{
	uint32_t count = count_of(walk, site->staff_count, 1 << 20);

	if (walk->out == NULL && count != 0) {
		site->staff = mem_alloc(count, sizeof *site->staff);
		site->staff_room = count;
	}
	for (uint32_t i = 0; i < count && !walk->bad; i++) {
		site->staff[i] = text(walk, site->staff[i]);
		walk->bad |= site->staff[i] == NULL;
		if (walk->out == NULL)
			site->staff_count = i + (site->staff[i] != NULL);
	}
}

/* ---- what waits, bans, company, keys, counts ---- */

static void walk_item(struct walk *walk, struct queue_item *item)
{
	NUMBER(item->number);
	BYTE(item->kind);
	BYTE(item->severity);
	NUMBER(item->member);
	WORD(item->ruling);
	NUMBER(item->about);
	NUMBER(item->at);
	BYTE(item->sealed);
	for (size_t i = 0; i < QUEUE_EXCLUDED; i++)
		NUMBER(item->excluded[i]);
	NUMBER(item->claimed_by);
	NUMBER(item->claimed_until);
	BYTE(item->shown);
	for (size_t i = 0; i < QUEUE_OPINIONS; i++) {
		NUMBER(item->said_by[i]);
		BYTE(item->said[i]);
	}
}

static void walk_queue(struct walk *walk, struct site *site)
{
	struct queue *queue = &site->queue;
	uint32_t count = count_of(walk, (uint32_t)queue->count, QUEUE_MAX);

	NUMBER(queue->last);
	if (walk->out == NULL) {
		queue->items = mem_alloc((size_t)count + 1, sizeof *queue->items);
		queue->room = count + 1;
		queue->count = count;
	}
	for (uint32_t i = 0; i < count; i++) {
		walk_item(walk, &queue->items[i]);
		walk->bad |= queue->items[i].member == 0 ||
			     queue->items[i].member > site->person_count ||
			     queue->items[i].kind > QUEUE_TEXT ||
			     queue->items[i].severity > SEVERITY_GRAVE;
	}
}

static void walk_ban(struct walk *walk, struct ban *ban)
{
	BYTE(ban->kind);
	NUMBER(ban->member);
	WORD(ban->ruling);
	NUMBER(ban->until);
	if (ban->kind == BAN_IP) {
		raw(walk, ban->range.first.bytes, 16);
		raw(walk, ban->range.last.bytes, 16);
	} else if (ban->kind == BAN_EMAIL) {
		raw(walk, ban->email.written, LOOKUP);
		raw(walk, ban->email.mailbox, LOOKUP);
		raw(walk, ban->email.alike, LOOKUP);
		BYTE(ban->email.changes);
	} else {
		for (size_t i = 0; i < 4; i++)
			NUMBER(ban->photo.words[i]);
		BYTE(ban->photo.quality);
		walk->bad |= ban->kind != BAN_PHOTO;
	}
}

static void walk_bans(struct walk *walk, struct site *site)
{
	struct bans *bans = &site->bans;
	uint32_t count = count_of(walk, (uint32_t)bans->count, BANS_MAX);

	if (walk->out == NULL) {
		bans->list = mem_alloc((size_t)count + 1, sizeof *bans->list);
		bans->room = count + 1;
		bans->count = count;
	}
	for (uint32_t i = 0; i < count; i++)
		walk_ban(walk, &bans->list[i]);
}

static void walk_company(struct walk *walk, struct site *site)
{
	struct company *company = &site->company;

	walk->bad |= word(walk, company->room) != company->room;
	WORD(company->notes);
	/* Most places are free: those that are not, each behind its number, and the room at the end. */
	for (uint32_t i = 0; !walk->bad && !walk->in.bad; i++) {
		while (walk->out != NULL && i < company->room && company->pairs[i].a == 0)
			i++;
		WORD(i);
		if (i >= company->room)
			return;
		NUMBER(company->pairs[i].a);
		NUMBER(company->pairs[i].b);
		WORD(company->pairs[i].times);
		WORD(company->pairs[i].noted);
	}
}

static void walk_came(struct walk *walk, struct site_came *came)
{
	BYTE(came->verdict);
	came->reason_count = count_of(walk, (uint32_t)came->reason_count, SITE_REASONS);
	for (size_t i = 0; i < came->reason_count; i++) {
		BYTE(came->reasons[i]);
		walk->bad |= came->reasons[i] >= REASON_OFFENCE + OFFENCE_COUNT;
	}
	WORD(came->member);
	WORD(came->contact);
	WORD(came->statement);
	NUMBER(came->item);
	NUMBER(came->message);
	BYTE(came->is_new);
	walk->bad |= came->verdict >= SITE_VERDICT_COUNT;
}

static void walk_keys(struct walk *walk, struct site *site)
{
	uint64_t kept;

	NUMBER(site->key_count);
	kept = site->key_count < SITE_KEYS ? site->key_count : SITE_KEYS;
	for (uint64_t i = 0; i < kept && !walk->bad && !walk->in.bad; i++) {
		NUMBER(site->keys[i].key);
		NUMBER(site->keys[i].fingerprint);
		walk_came(walk, &site->keys[i].came);
	}
}

static void walk_counts(struct walk *walk, uint64_t *counts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		NUMBER(counts[i]);
}

static void walk_years(struct walk *walk, struct site *site)
{
	for (size_t i = 0; i < SITE_YEARS; i++) {
		struct site_year *year = &site->years[i];
		uint64_t *const counts[] = {
			&year->members,	 &year->contacts, &year->contacts_refused, &year->texts,
			&year->photos,	 &year->held,	  &year->refused,	   &year->released,
			&year->withheld, &year->bans,	  &year->lifted,	   &year->reversed,
			&year->appeals,	 &year->appeals_refused, &year->appeals_granted,
			&year->brigades, &year->evasions, &year->notices};

		WORD(year->year);
		for (size_t j = 0; j < sizeof counts / sizeof counts[0]; j++)
			NUMBER(*counts[j]);
		walk_counts(walk, year->reports, OFFENCE_COUNT);
		walk_counts(walk, year->offences, OFFENCE_COUNT);
		walk_counts(walk, year->suspensions, ROBOT_COUNT);
		walk_counts(walk, year->suspensions_lifted, ROBOT_COUNT);
		walk_counts(walk, year->waits, SITE_WAITS);
	}
}

/* ---- the whole ---- */

static void walk_site(struct walk *walk, struct site *site)
{
	static void (*const parts[])(struct walk *, struct site *) = {
		walk_people, walk_pairs, walk_words,   walk_statements, walk_notices, walk_staff,
		walk_queue,  walk_bans,	 walk_company, walk_keys,	walk_years};

	walk->bad |= byte(walk, SITE_SAVE_VERSION) != SITE_SAVE_VERSION;
	if (walk->bad)
		return;
	walk_rules(walk, &site->rules);
	NUMBER(site->now);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (!walk->bad && !walk->in.bad)
			parts[i](walk, site);
}

void site_save(const struct site *site, struct buf *out)
{
	struct walk walk = {.out = out};

	/* Writing changes nothing: every field is given its own value. */
	walk_site(&walk, (struct site *)(uintptr_t)site);
}

enum err site_load(struct site *site, struct bytes saved)
{
	struct walk walk = {.in = reader_of(saved)};

	walk_site(&walk, site);
	if (walk.bad || walk.in.bad || reader_left(&walk.in) != 0 || !site_is_sound(site))
		return ERR_INPUT;
	return site_index(site);
}
