// SPDX-License-Identifier: GPL-3.0-or-later
/* Who joins, and what is brought up to date: ages, and what several accounts may share. */
#include "base/mem.h"
#include "standing/site_private.h"

#include <stdio.h>
#include <string.h>

uint32_t site_member_count(const struct site *site)
{
	return site->person_count;
}

uint32_t site_member_find(const struct site *site, struct bytes id)
{
	uint32_t member;

	if (!map_get(&site->ids, site_key(site, 'm', id), &member) ||
	    !bytes_equal(bytes_of_text(site->people[member].id), id))
		return 0;
	return member;
}

/* ---- what was given ---- */

/* All of a call that is checked before anything changes. */
struct given {
	bool has_age, has_ip, has_email, has_photo;
	struct age_given age;
	struct ip ip;
	struct email_hashes email;
	struct photo_hash photo;
	ms_t joined;
};

static enum err take_age(struct doing *doing, struct given *given)
{
	const struct call *call = doing->call;
	bool verified = call_has(call, CALL_VERIFIED) && call->number[CALL_VERIFIED] != 0;
	enum err err;

	if (call_has(call, CALL_BIRTH_YEAR)) {
		err = age_give_birth_year((int32_t)call->number[CALL_BIRTH_YEAR], doing->at, verified,
					  &given->age);
		if (err != ERR_NONE)
			return site_refuse(doing, err, CALL_BIRTH_YEAR, "is nobody's who is 10 to 99 years old");
	} else if (call_has(call, CALL_AGE_FROM)) {
		err = age_give_band((int32_t)call->number[CALL_AGE_FROM],
				    (int32_t)call->number[CALL_AGE_TO], doing->at, verified, &given->age);
		if (err != ERR_NONE)
			return site_refuse(doing, err, CALL_AGE_FROM, "ages of members are 10 to 99");
	} else {
		return ERR_NONE;
	}
	given->has_age = true;
	return ERR_NONE;
}

static enum err take_address(struct doing *doing, struct given *given)
{
	if (!call_has(doing->call, CALL_ADDRESS))
		return ERR_NONE;
	given->has_ip = true;
	if (ip_parse(doing->call->text[CALL_ADDRESS], &given->ip) != ERR_NONE)
		return site_refuse(doing, ERR_INPUT, CALL_ADDRESS, "is no internet address");
	return ERR_NONE;
}

/* As site_blind() wrote them. */
static enum err take_email(struct doing *doing, struct given *given)
{
	const struct bytes *hex = &doing->call->text[CALL_EMAIL_HASH];
	char text[SITE_HEX];
	const char *end;
	uint8_t *const hashes[] = {given->email.written, given->email.mailbox, given->email.alike};

	if (call_has(doing->call, CALL_EMAIL))
		return site_refuse(doing, ERR_INPUT, CALL_EMAIL, "is not kept: see site_blind()");
	if (!call_has(doing->call, CALL_EMAIL_HASH))
		return ERR_NONE;
	memcpy(text, hex->data, SITE_HEX - 1);
	text[SITE_HEX - 1] = '\0';
	end = strchr("0123456789abcdef", text[SITE_HEX - 2]);
	given->email.changes = end != NULL ? (unsigned)(end - strchr("0123456789abcdef", '0')) : 0;
	for (size_t i = 0; i < 3; i++) {
		char one[2 * LOOKUP + 1];

		memcpy(one, text + i * 2 * LOOKUP, 2 * LOOKUP);
		one[2 * LOOKUP] = '\0';
		if (!hex_decode(one, hashes[i], LOOKUP))
			return site_refuse(doing, ERR_INPUT, CALL_EMAIL_HASH, "is no hash");
	}
	given->has_email = true;
	return ERR_NONE;
}

static void take_photo(struct doing *doing, struct given *given)
{
	const struct call *call = doing->call;
	char text[65];
	uint8_t bytes[32];
	struct reader reader = reader_of(BYTES_OF(bytes));

	if (!call_has(call, CALL_PHOTO))
		return;
	memcpy(text, call->text[CALL_PHOTO].data, 64);
	text[64] = '\0';
	given->has_photo = hex_decode(text, bytes, sizeof bytes);
	for (size_t i = 0; i < 4; i++)
		given->photo.words[i] = read_u64(&reader);
	given->photo.quality = (uint8_t)call->number[CALL_QUALITY];
}

static enum err take_all(struct doing *doing, struct given *given)
{
	const struct call *call = doing->call;
	enum err err = take_age(doing, given);

	if (err == ERR_NONE)
		err = take_address(doing, given);
	if (err == ERR_NONE)
		err = take_email(doing, given);
	if (err != ERR_NONE)
		return err;
	take_photo(doing, given);
	given->joined = call_has(call, CALL_JOINED) ? call->number[CALL_JOINED] : doing->at;
	if (given->joined > doing->at)
		return site_refuse(doing, ERR_INPUT, CALL_JOINED, "lies in the future");
	return ERR_NONE;
}

/* ---- what accounts share ---- */

static uint32_t count(struct map *map, uint64_t key, int more)
{
	uint32_t now = 0;

	if (key == 0)
		return 0;
	map_get(map, key, &now);
	now += (uint32_t)more;
	if (more != 0 && map_put(map, key, now) != ERR_NONE)
		return 0; /* no memory to count with: no robot speaks of it */
	return now;
}

/* One account less of the old one, one more of the new one. */
static void move(struct map *map, uint64_t old, uint64_t new)
{
	if (old == new)
		return;
	count(map, old, -1);
	count(map, new, 1);
}

bool site_counts(const struct site *site, const struct person *person, enum robot robot)
{
	const struct robot_rule *rule = rules_robot(&site->rules, robot);

	return rule != NULL && person->approached >= rule->level;
}

static uint64_t photo_key(const struct site *site, const struct photo_hash *photo)
{
	return site_key(site, 'p', (struct bytes){(const uint8_t *)photo->words, sizeof photo->words});
}

static void note_shared(struct site *site, struct person *person, const struct call *call,
			const struct given *given)
{
	if (given->has_ip) {
		uint64_t key = site_key(site, 'a', BYTES_OF(given->ip.bytes));

		if (site_counts(site, person, ROBOT_SAME_ADDRESS))
			move(&site->addresses, person->address, key);
		person->address = key;
		person->ip = given->ip;
		person->has_ip = true;
	}
	if (call_has(call, CALL_DEVICE)) {
		uint64_t key = site_key(site, 'd', call->text[CALL_DEVICE]);

		if (site_counts(site, person, ROBOT_SAME_DEVICE))
			move(&site->devices, person->device, key);
		if (person->standing.banned)
			move(&site->banned_devices, person->device, key);
		person->device = key;
	}
	if (given->has_photo) {
		move(&site->photos, person->has_photo ? photo_key(site, &person->photo) : 0,
		     photo_key(site, &given->photo));
		person->photo = given->photo;
		person->has_photo = true;
	}
	if (given->has_email) {
		person->email = given->email;
		person->has_email = true;
	}
}

/* ---- who comes back ---- */

static void suspect(struct doing *doing, struct person *person, const char *sentence)
{
	struct queue_item item = {.kind = QUEUE_EVASION,
				  .severity = SEVERITY_MIDDLE,
				  .member = person->standing.number,
				  .at = doing->at};
	struct happened *told = site_tell(doing, SITE_EFFECT_EVASION, (uint32_t)person->standing.number);

	snprintf(told->sentence, sizeof told->sentence, "%s", sentence);
	site_year_of(doing->site, doing->at)->evasions++;
	/* One item asks for a look, however many signs there are. */
	told->item = doing->came->item;
	if (told->item == 0 && site_enqueue(doing, &item, &told->item) == ERR_NONE)
		doing->came->item = told->item;
}

/* The same e-mail suspends at once; what only looks the same is shown to a person. */
static void look_for_bans(struct doing *doing, struct person *person, const struct given *given)
{
	struct site *site = doing->site;
	struct ban_match match;
	char sentence[BAN_TEXT];

	if (given->has_email && bans_match_email(&site->bans, &given->email, &match) &&
	    match.ban->member != person->standing.number) {
		if (match.sign == MATCH_EMAIL_ALIKE) {
			suspect(doing, person, ban_match_sentence(&match, sentence));
		} else {
			struct sight sight = {.kind = SIGHT_EMAIL, .at = doing->at};
			struct happened *told = site_tell(doing, SITE_EFFECT_EVASION,
							  (uint32_t)person->standing.number);

			ban_match_sentence(&match, told->sentence);
			site_year_of(site, doing->at)->evasions++;
			site_see(doing, person, &sight, 0);
		}
	}
	if (given->has_photo && bans_match_photo(&site->bans, &given->photo, 1, &match) &&
	    match.ban->member != person->standing.number)
		suspect(doing, person, ban_match_sentence(&match, sentence));
	/* Siblings share these two: they are only shown. */
	if (doing->came->is_new && given->has_ip &&
	    bans_match_network(&site->bans, &given->ip, doing->at, &match))
		suspect(doing, person, ban_match_sentence(&match, sentence));
	if (call_has(doing->call, CALL_DEVICE) && !person->standing.banned &&
	    count(&site->banned_devices, person->device, 0) != 0)
		suspect(doing, person, "Evasion: same device as a banned member.");
}

/* Each account that counts is looked at: of several that are one person's, all are. */
static void look_at_all(struct doing *doing, const struct person *one)
{
	struct site *site = doing->site;
	uint64_t address = one->address, device = one->device;

	for (uint32_t i = 1; i <= site->person_count; i++) {
		struct person *person = site_person(site, i);
		struct sight sight = {.kind = SIGHT_ACCOUNTS, .at = doing->at};

		if (person->standing.banned || person->standing.suspended)
			continue;
		if (address != 0 && person->address == address &&
		    site_counts(site, person, ROBOT_SAME_ADDRESS))
			sight.same_address = count(&site->addresses, address, 0);
		if (device != 0 && person->device == device &&
		    site_counts(site, person, ROBOT_SAME_DEVICE))
			sight.same_device = count(&site->devices, device, 0);
		if (sight.same_address > 1 || sight.same_device > 1)
			site_see(doing, person, &sight, 0);
	}
}

static bool is_many(const struct site *site, enum robot robot, uint32_t accounts)
{
	const struct robot_rule *rule = rules_robot(&site->rules, robot);

	return rule != NULL && accounts >= rule->count;
}

static void look_if_many(struct doing *doing, const struct person *person)
{
	struct site *site = doing->site;

	if (is_many(site, ROBOT_SAME_ADDRESS, count(&site->addresses, person->address, 0)) ||
	    is_many(site, ROBOT_SAME_DEVICE, count(&site->devices, person->device, 0)))
		look_at_all(doing, person);
}

void site_approached(struct doing *doing, struct person *person)
{
	struct site *site = doing->site;
	bool address = site_counts(site, person, ROBOT_SAME_ADDRESS);
	bool device = site_counts(site, person, ROBOT_SAME_DEVICE);

	if (person->approached == UINT16_MAX)
		return;
	person->approached++;
	if (!address && site_counts(site, person, ROBOT_SAME_ADDRESS))
		count(&site->addresses, person->address, 1);
	if (!device && site_counts(site, person, ROBOT_SAME_DEVICE))
		count(&site->devices, person->device, 1);
	if (address != site_counts(site, person, ROBOT_SAME_ADDRESS) ||
	    device != site_counts(site, person, ROBOT_SAME_DEVICE))
		look_if_many(doing, person);
}

static void count_accounts(struct doing *doing, struct person *person)
{
	struct site *site = doing->site;
	struct sight sight = {
		.kind = SIGHT_ACCOUNTS,
		.at = doing->at,
		.same_photo = person->has_photo ? count(&site->photos, photo_key(site, &person->photo), 0)
						: 0};

	site_see(doing, person, &sight, 0);
	if (site_counts(site, person, ROBOT_SAME_ADDRESS) || site_counts(site, person, ROBOT_SAME_DEVICE))
		look_if_many(doing, person);
}

/* ---- the call ---- */

static enum err add(struct doing *doing, const struct given *given, struct person **ret_person)
{
	struct site *site = doing->site;
	struct bytes id = doing->call->text[CALL_ID];
	struct person *person;
	uint32_t number = site->person_count + 1;

	if (number > SITE_MEMBERS_MAX)
		return site_refuse(doing, ERR_FULL, CALL_ID, "there is no room for another member");
	if (number >= site->person_room) {
		site->person_room = site->person_room == 0 ? 1024 : 2 * site->person_room;
		site->people = mem_grow(site->people, site->person_room, sizeof *site->people);
	}
	if (map_put(&site->ids, site_key(site, 'm', id), number) != ERR_NONE)
		return site_refuse(doing, ERR_MEMORY, CALL_ID, "no memory for another member");
	site->person_count = number;
	person = &site->people[number];
	*person = (struct person){.id = site_copy(id)};
	member_init(&person->standing, number, given->has_age ? &given->age : NULL, given->joined);
	site_year_of(site, doing->at)->members++;
	doing->came->is_new = true;
	*ret_person = person;
	return ERR_NONE;
}

static bool same_age(const struct age_given *a, const struct age_given *b)
{
	return a->birth_year == b->birth_year && a->least == b->least && a->most == b->most;
}

static bool was_given(const struct person *person)
{
	return person->standing.age.birth_year != 0 || person->standing.age.most != 0;
}

/* An age is given once: else whoever is refused for his would try others. */
static enum err check_age(struct doing *doing, const struct person *person, const struct given *given)
{
	const struct age_given *old = &person->standing.age;

	if (!given->has_age || !was_given(person) || same_age(old, &given->age) || given->age.verified)
		return ERR_NONE;
	return site_refuse(doing, ERR_STATE,
			   call_has(doing->call, CALL_BIRTH_YEAR) ? CALL_BIRTH_YEAR : CALL_AGE_FROM,
			   "was given before; only one that was verified takes its place");
}

static bool may_register(struct doing *doing, const struct given *given)
{
	struct site *site = doing->site;
	struct ban_match match;

	if (given->has_ip && bans_match_ip(&site->bans, &given->ip, doing->at, &match))
		return false;
	return !given->has_age ||
	       age_at(&given->age, doing->at).most >= site->rules.youngest.value;
}

enum err site_do_member(struct doing *doing)
{
	struct site *site = doing->site;
	struct given given = {.has_age = false};
	struct person *person;
	uint32_t known = site_member_find(site, doing->call->text[CALL_ID]);
	enum err err = take_all(doing, &given);

	if (err != ERR_NONE)
		return err;
	if (known == 0 && !may_register(doing, &given)) {
		doing->came->verdict = SITE_REFUSE;
		site_reason(doing, REASON_REGISTRATION);
		return ERR_NONE;
	}
	person = known != 0 ? site_person(site, known) : NULL;
	err = known != 0 ? check_age(doing, person, &given) : add(doing, &given, &person);
	if (err != ERR_NONE)
		return err;
	/* Said again, it is as old as it was, and as sure: a band of ages grows with him. */
	if (known != 0 && given.has_age && (given.age.verified || !was_given(person)))
		person->standing.age = given.age;
	doing->came->verdict = SITE_ACCEPTED;
	doing->came->member = (uint32_t)person->standing.number;
	note_shared(site, person, doing->call, &given);
	look_for_bans(doing, person, &given);
	count_accounts(doing, person);
	return ERR_NONE;
}

static void count_shared(struct site *site, const struct person *person)
{
	if (site_counts(site, person, ROBOT_SAME_ADDRESS))
		count(&site->addresses, person->address, 1);
	if (site_counts(site, person, ROBOT_SAME_DEVICE))
		count(&site->devices, person->device, 1);
}

void site_recount(struct site *site)
{
	map_finish(&site->addresses);
	map_finish(&site->devices);
	for (uint32_t i = 1; i <= site->person_count; i++)
		count_shared(site, &site->people[i]);
}

void site_count_banned(struct site *site, const struct person *person, int more)
{
	count(&site->banned_devices, person->device, more);
}

enum err site_index_member(struct site *site, struct person *person)
{
	count_shared(site, person);
	if (person->standing.banned)
		site_count_banned(site, person, 1);
	if (person->has_photo)
		count(&site->photos, photo_key(site, &person->photo), 1);
	return map_put(&site->ids, site_key(site, 'm', bytes_of_text(person->id)),
		       (uint32_t)person->standing.number);
}
