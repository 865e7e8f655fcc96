// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/site_save.h"

#include "base/mem.h"
#include "standing/site_walk.h"

#include <string.h>

uint64_t walk_u64(struct walk *walk, uint64_t value)
{
	if (walk->out == NULL)
		return read_u64(&walk->in);
	buf_add_u64(walk->out, value);
	return value;
}

uint8_t walk_u8(struct walk *walk, unsigned value)
{
	if (walk->out == NULL)
		return read_u8(&walk->in);
	buf_add_u8(walk->out, (uint8_t)value);
	return (uint8_t)value;
}

uint32_t walk_u32(struct walk *walk, uint32_t value)
{
	if (walk->out == NULL)
		return read_u32(&walk->in);
	buf_add_u32(walk->out, value);
	return value;
}

void walk_raw(struct walk *walk, void *data, size_t size)
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

char *walk_text(struct walk *walk, char *value)
{
	if (walk_u8(walk, value != NULL) == 0)
		return NULL;
	if (walk->out != NULL) {
		buf_add_sized(walk->out, bytes_of_text(value));
		return value;
	}
	return site_copy(read_sized(&walk->in));
}

uint32_t walk_count(struct walk *walk, uint32_t value, uint32_t most)
{
	uint32_t count = walk_u32(walk, value);

	if (walk->out == NULL && (count > most || count > reader_left(&walk->in))) {
		walk->bad = true;
		return 0;
	}
	return count;
}

/* ---- contacts, texts, decisions ---- */

static void walk_pairs(struct walk *walk, struct site *site)
{
	uint32_t count = walk_count(walk, site->pair_count, UINT32_MAX / 4);

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
		one->id = walk_text(walk, one->id);
		walk->bad |= one->from == 0 || one->from > site->person_count ||
			     one->to > site->person_count || one->where >= WHERE_COUNT ||
			     one->verdict >= SITE_VERDICT_COUNT || one->offence > OFFENCE_COUNT ||
			     one->reason >= REASON_OFFENCE + OFFENCE_COUNT;
	}
}

static void walk_statements(struct walk *walk, struct site *site)
{
	uint32_t count = walk_count(walk, site->statement_count, UINT32_MAX / 4);

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
		one->text = walk_text(walk, one->text);
		walk->bad |= one->member == 0 || one->member > site->person_count ||
			     (!walk->bad &&
			      member_ruling(&site->people[one->member].standing, one->ruling) == NULL);
	}
}

static void walk_notices(struct walk *walk, struct site *site)
{
	uint32_t count = walk_count(walk, site->notice_count, UINT32_MAX / 4);

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
	uint32_t count = walk_count(walk, site->staff_count, 1 << 20);

	if (walk->out == NULL && count != 0) {
		site->staff = mem_alloc(count, sizeof *site->staff);
		site->staff_room = count;
	}
	for (uint32_t i = 0; i < count && !walk->bad; i++) {
		site->staff[i] = walk_text(walk, site->staff[i]);
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
		WORD(item->said_what[i]);
	}
}

static void walk_queue(struct walk *walk, struct site *site)
{
	struct queue *queue = &site->queue;
	uint32_t count = walk_count(walk, (uint32_t)queue->count, QUEUE_MAX);

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
		walk_raw(walk, ban->range.first.bytes, 16);
		walk_raw(walk, ban->range.last.bytes, 16);
	} else if (ban->kind == BAN_EMAIL) {
		walk_raw(walk, ban->email.written, LOOKUP);
		walk_raw(walk, ban->email.mailbox, LOOKUP);
		walk_raw(walk, ban->email.alike, LOOKUP);
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
	uint32_t count = walk_count(walk, (uint32_t)bans->count, BANS_MAX);

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

	walk->bad |= walk_u32(walk, company->room) != company->room;
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
	came->reason_count = walk_count(walk, (uint32_t)came->reason_count, SITE_REASONS);
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
	if (walk->out == NULL && kept != 0)
		site->keys = mem_alloc(SITE_KEYS, sizeof *site->keys);
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

	walk->bad |= walk_u8(walk, SITE_SAVE_VERSION) != SITE_SAVE_VERSION;
	if (walk->bad)
		return;
	walk_rules(walk, &site->rules);
	NUMBER(site->now);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (!walk->bad && !walk->in.bad)
			parts[i](walk, site);
}

bool site_same_rules(const struct rules *a, const struct rules *b)
{
	struct buf one = {0}, other = {0};
	struct walk walk = {.out = &one};
	struct rules copy = *a; /* writing gives each field its own value */
	bool same;

	walk_rules(&walk, &copy);
	walk.out = &other;
	copy = *b;
	walk_rules(&walk, &copy);
	same = bytes_equal(buf_bytes(&one), buf_bytes(&other));
	buf_finish(&one);
	buf_finish(&other);
	return same;
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
