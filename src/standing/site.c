// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/site.h"

#include "base/jsonout.h"
#include "base/mem.h"
#include "standing/site_private.h"

#include <string.h>

/* ---- beginning and end ---- */

struct site *site_create(const struct rules *rules, const uint8_t key[SEAL_KEY])
{
	struct site *site = mem_try_alloc(1, sizeof *site);

	if (site == NULL)
		return NULL;
	site->rules = *rules;
	memcpy(site->key, key, SEAL_KEY);
	site->now = INT64_MIN;
	queue_init(&site->queue);
	bans_init(&site->bans);
	if (company_init(&site->company, 1 << 14) != ERR_NONE) {
		site_destroy(site);
		return NULL;
	}
	return site;
}

static void person_finish(struct person *person)
{
	member_finish(&person->standing);
	mem_free(person->id);
	mem_free(person->behaviour);
	mem_free(person->pairs);
	mem_free(person->reports);
	mem_free(person->statements);
}

void site_destroy(struct site *site)
{
	if (site == NULL)
		return;
	for (uint32_t i = 1; i <= site->person_count; i++)
		person_finish(&site->people[i]);
	for (uint32_t i = 0; i < site->word_room; i++)
		mem_free(site->words[i].id);
	for (uint32_t i = 1; i <= site->statement_count; i++)
		mem_free(site->statements[i].text);
	for (uint32_t i = 0; i < site->staff_count; i++)
		mem_free(site->staff[i]);
	mem_free(site->people);
	mem_free(site->pairs);
	mem_free(site->words);
	mem_free(site->statements);
	mem_free(site->notices);
	mem_free(site->staff);
	mem_free(site->keys);
	mem_free(site->counting);
	map_finish(&site->ids);
	map_finish(&site->pair_ids);
	map_finish(&site->word_ids);
	map_finish(&site->key_ids);
	map_finish(&site->addresses);
	map_finish(&site->devices);
	map_finish(&site->photos);
	map_finish(&site->banned_devices);
	queue_finish(&site->queue);
	bans_finish(&site->bans);
	company_finish(&site->company);
	mem_free(site);
}

const struct rules *site_rules(const struct site *site)
{
	return &site->rules;
}

ms_t site_now(const struct site *site)
{
	return site->now;
}

void site_use_rules(struct site *site, const struct rules *rules)
{
	site->rules = *rules;
	site_recount(site);
}

/* ---- what the rooms share ---- */

uint64_t site_key(const struct site *site, char kind, struct bytes text)
{
	uint8_t hash[LOOKUP], labelled[512];
	struct reader reader;
	uint64_t key;

	if (text.size >= sizeof labelled) {
		seal_lookup(site->key, text, hash);
		text = BYTES_OF(hash);
	}
	labelled[0] = (uint8_t)kind;
	if (text.size != 0)
		memcpy(labelled + 1, text.data, text.size);
	seal_lookup(site->key, (struct bytes){labelled, text.size + 1}, hash);
	reader = reader_of(BYTES_OF(hash));
	key = read_u64(&reader);
	return key != 0 ? key : 1; /* 0 is none */
}

struct person *site_person(const struct site *site, uint32_t member)
{
	return &site->people[member];
}

enum err site_refuse(struct doing *doing, enum err err, enum call_field field, const char *problem)
{
	doing->fault->field = call_field_name(field);
	return error_set(&doing->fault->error, err, "%s: %s", doing->fault->field, problem);
}

enum err site_find(struct doing *doing, enum call_field field, struct person **ret_person)
{
	uint32_t member = site_member_find(doing->site, doing->call->text[field]);

	if (member == 0)
		return site_refuse(doing, ERR_ABSENT, field, "no member has this id");
	*ret_person = site_person(doing->site, member);
	return ERR_NONE;
}

uint64_t site_number(struct bytes text, char letter)
{
	uint64_t number = 0;

	if (text.size < 2 || text.size > 19 || text.data[0] != (uint8_t)letter || text.data[1] == '0')
		return 0;
	for (size_t i = 1; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return 0;
		number = number * 10 + (uint64_t)(text.data[i] - '0');
	}
	return number;
}

char *site_copy(struct bytes text)
{
	char *copy = mem_alloc(text.size + 1, 1);

	memcpy(copy, text.data, text.size);
	return copy;
}

uint64_t site_staff_find(const struct site *site, struct bytes name)
{
	for (uint32_t i = 0; i < site->staff_count; i++)
		if (bytes_equal(bytes_of_text(site->staff[i]), name))
			return STAFF + i + 1;
	return 0;
}

const char *site_staff_name(const struct site *site, uint64_t person)
{
	return person > STAFF && person - STAFF <= site->staff_count ? site->staff[person - STAFF - 1] : NULL;
}

uint64_t site_staff(struct site *site, struct bytes name)
{
	uint64_t number = site_staff_find(site, name);

	if (number != 0)
		return number;
	if (site->staff_count == site->staff_room) {
		site->staff_room = site->staff_room == 0 ? 8 : 2 * site->staff_room;
		site->staff = mem_grow(site->staff, site->staff_room, sizeof *site->staff);
	}
	site->staff[site->staff_count++] = site_copy(name);
	return STAFF + site->staff_count;
}

struct happened *site_tell(struct doing *doing, enum site_effect effect, uint32_t member)
{
	static struct happened nobody_hears; /* of what is beyond the bound: written, never read */
	struct happenings *all = doing->happened;
	struct happened *one = all->count < SITE_HAPPENED ? &all->list[all->count++] : &nobody_hears;

	*one = (struct happened){.effect = effect, .member = member};
	return one;
}

void site_reason(struct doing *doing, unsigned reason)
{
	struct site_came *came = doing->came;

	if (came->reason_count < SITE_REASONS)
		came->reasons[came->reason_count++] = (uint8_t)reason;
}

/* The year of a moment: days since 1970-03-01, by the calendar's 400 years. */
static int32_t year_of(ms_t at)
{
	int64_t days = at / MS_DAY - (at % MS_DAY < 0) + 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t day = days - era * 146097;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t of_year = day - (365 * year + year / 4 - year / 100);

	return (int32_t)(year + era * 400 + (of_year >= 306)); /* it began in March */
}

struct site_year *site_year_of(struct site *site, ms_t at)
{
	int32_t year = year_of(at);
	struct site_year *oldest = &site->years[0];

	for (size_t i = 0; i < SITE_YEARS; i++) {
		if (site->years[i].year == year)
			return &site->years[i];
		if (site->years[i].year < oldest->year)
			oldest = &site->years[i];
	}
	*oldest = (struct site_year){.year = year};
	return oldest;
}

/* ---- what was asked before ---- */

/* What a call says, as one number. */
static uint64_t fingerprint(const struct site *site, const struct call *call)
{
	uint8_t hash[LOOKUP];
	struct buf text = {0};
	struct jsonout json;
	struct call plain = *call;
	struct reader reader;

	call_drop(&plain, CALL_KEY);
	jsonout_init(&json, &text);
	call_put(&plain, &json);
	seal_lookup(site->key, buf_bytes(&text), hash);
	buf_finish(&text);
	reader = reader_of(BYTES_OF(hash));
	return read_u64(&reader);
}

/* A key is its sender's: two tokens may use the same. */
static uint64_t key_of(const struct site *site, const struct call *call)
{
	uint8_t both[128];
	size_t size = 0;
	const enum call_field fields[] = {CALL_PERSON, CALL_KEY};

	for (size_t i = 0; i < 2; i++) {
		const struct bytes *text = &call->text[fields[i]];

		if (text->size != 0)
			memcpy(both + size, text->data, text->size);
		size += text->size;
		both[size++] = 0;
	}
	return site_key(site, 'k', (struct bytes){both, size});
}

/* ERR_EXISTS: the key was used for something else. */
static enum err recall(struct doing *doing, uint64_t key, uint64_t print, bool *ret_known)
{
	struct site *site = doing->site;
	const struct key_slot *slot;
	uint32_t at;

	*ret_known = map_get(&site->key_ids, key, &at);
	if (!*ret_known)
		return ERR_NONE;
	slot = &site->keys[at];
	if (slot->fingerprint != print)
		return site_refuse(doing, ERR_EXISTS, CALL_KEY,
				   "was used for another request; take a new one");
	*doing->came = slot->came;
	doing->came->again = true;
	return ERR_NONE;
}

static void remember(struct site *site, uint64_t key, uint64_t print, const struct site_came *came)
{
	uint32_t at = (uint32_t)(site->key_count++ % SITE_KEYS);
	struct key_slot *slot;

	if (site->keys == NULL) /* six megabytes that most sites of tests never need */
		site->keys = mem_alloc(SITE_KEYS, sizeof *site->keys);
	slot = &site->keys[at];
	if (slot->key != 0)
		map_remove(&site->key_ids, slot->key);
	*slot = (struct key_slot){key, print, *came};
	if (map_put(&site->key_ids, key, at) != ERR_NONE)
		slot->key = 0; /* no memory for it: a repetition is a new request */
}

enum err site_index(struct site *site)
{
	enum err err = ERR_NONE;

	for (uint32_t i = 1; err == ERR_NONE && i <= site->person_count; i++)
		err = site_index_member(site, &site->people[i]);
	for (uint32_t i = 1; err == ERR_NONE && i <= site->pair_count; i++)
		err = site_index_pair(site, i);
	for (uint32_t i = 0; err == ERR_NONE && i < site->word_room; i++)
		if (site->words[i].key != 0)
			err = map_put(&site->word_ids, site->words[i].key, i);
	for (uint32_t i = 0; err == ERR_NONE && i < SITE_KEYS && i < site->key_count; i++)
		if (site->keys[i].key != 0)
			err = map_put(&site->key_ids, site->keys[i].key, i);
	return err;
}

/* ---- calls ---- */

/* Nothing came of it: neither the moment nor a name is kept. Who reads the record after a restart knows of neither. */
static void forget_call(struct site *site, ms_t now, uint32_t staff)
{
	site->now = now;
	while (site->staff_count > staff)
		mem_free(site->staff[--site->staff_count]);
}

static enum err do_verb(struct doing *doing)
{
	switch (doing->call->verb) {
	case VERB_MEMBER:
		return site_do_member(doing);
	case VERB_CONTACT:
		return site_do_contact(doing);
	case VERB_ANSWER:
		return site_do_answer(doing);
	case VERB_MESSAGE:
	case VERB_PHOTO:
		return site_do_words(doing);
	case VERB_REPORT:
		return site_do_report(doing);
	case VERB_APPEAL:
		return site_do_appeal(doing);
	case VERB_OFFENCE:
		return site_do_offence(doing);
	case VERB_CLAIM:
	case VERB_RELEASE:
	case VERB_SHOW:
		return site_do_queue(doing);
	case VERB_DECISION:
		return site_do_decision(doing);
	case VERB_LIFT:
	case VERB_REVERSE:
		return site_do_undo(doing);
	case VERB_BAN_ADDRESS:
		return site_do_ban_address(doing);
	default:
		return error_set(&doing->fault->error, ERR_INPUT, "changes nothing");
	}
}

enum err site_do(struct site *site, ms_t at, uint64_t event, const struct call *call,
		 const struct heard *heard, struct site_came *ret_came,
		 struct happenings *ret_happened, struct call_fault *fault)
{
	static const struct heard nothing;
	struct doing doing = {site, at, event, call, heard != NULL ? heard : &nothing,
			      ret_came, ret_happened, fault};
	bool keyed = call_has(call, CALL_KEY), known = false;
	uint64_t key = 0, print = 0;
	uint32_t staff = site->staff_count;
	ms_t before = site->now;
	enum err err = ERR_NONE;

	*ret_came = (struct site_came){.verdict = SITE_NONE};
	ret_happened->count = 0;
	fault->field = "";
	fault->error.text[0] = '\0';
	if (doing.at < site->now)
		doing.at = site->now; /* a clock that steps back is not followed */
	if (keyed) {
		key = key_of(site, call);
		print = fingerprint(site, call);
		err = recall(&doing, key, print, &known);
	}
	if (err != ERR_NONE || known)
		return err;
	site->now = doing.at;
	err = do_verb(&doing);
	if (err != ERR_NONE || ret_came->again)
		forget_call(site, before, staff);
	if (err == ERR_NONE && keyed && !ret_came->again)
		remember(site, key, print, ret_came);
	return err;
}

enum err site_blind(const struct site *site, struct call *call, char ret_hex[SITE_HEX],
		    struct call_fault *fault)
{
	struct email email;
	struct email_hashes hashes;
	enum err err;

	if (!call_has(call, CALL_EMAIL))
		return ERR_NONE;
	err = email_normalise(call->text[CALL_EMAIL], &email, &fault->error);
	if (err != ERR_NONE) {
		fault->field = call_field_name(CALL_EMAIL);
		return err; /* it names the member itself */
	}
	email_hash(site->key, &email, &hashes);
	hex_encode(hashes.written, LOOKUP, ret_hex);
	hex_encode(hashes.mailbox, LOOKUP, ret_hex + 32);
	hex_encode(hashes.alike, LOOKUP, ret_hex + 64);
	ret_hex[SITE_HEX - 2] = "0123456789abcdef"[hashes.changes & 15];
	ret_hex[SITE_HEX - 1] = '\0';
	call_drop(call, CALL_EMAIL);
	call_set_text(call, CALL_EMAIL_HASH, (struct bytes){(const uint8_t *)ret_hex, SITE_HEX - 1});
	return ERR_NONE;
}
