// SPDX-License-Identifier: GPL-3.0-or-later
/* What follows: from a decision its statement, the member's new state and the bans that rest on it; from what a robot says a
 * suspension, and an item for a person. */
#include "base/mem.h"
#include "standing/site_private.h"

#include <string.h>

/* How long nobody registers from the address of somebody who was banned: long enough to be a nuisance to him, short enough
 * for whoever gets the address next. */
#define BAN_ADDRESS_SPAN (30 * MS_DAY)

struct age site_age(const struct site *site, const struct person *person)
{
	return age_at(&person->standing.age, site->now);
}

enum site_state site_member_state(const struct site *site, uint32_t member, ms_t now,
				  int64_t *ret_percent)
{
	const struct member *standing = &site->people[member].standing;
	int64_t percent = member_percent(standing, now);

	if (ret_percent != NULL)
		*ret_percent = percent;
	if (standing->banned)
		return STATE_BANNED;
	if (standing->suspended)
		return STATE_SUSPENDED;
	if (percent >= 100 * (int64_t)site->rules.hold_at.value)
		return STATE_HELD;
	return percent >= 100 * (int64_t)site->rules.warn_at.value ? STATE_WARNED : STATE_OK;
}

/* ---- bans that rest on a decision ---- */

static void ban_all(struct doing *doing, const struct person *person, uint32_t ruling)
{
	struct site *site = doing->site;
	struct ban ban = {.member = person->standing.number, .ruling = ruling, .until = MS_NEVER};
	struct error ignored; /* without room for one more ban, he is banned all the same */

	if (person->has_email) {
		ban.kind = BAN_EMAIL;
		ban.email = person->email;
		bans_add(&site->bans, &ban, doing->at, &ignored);
	}
	if (person->has_photo && person->photo.quality >= PHOTO_QUALITY) {
		ban.kind = BAN_PHOTO;
		ban.photo = person->photo;
		bans_add(&site->bans, &ban, doing->at, &ignored);
	}
	site_count_banned(site, person, 1);
	if (person->has_ip) {
		ban.kind = BAN_IP;
		ban.until = doing->at + BAN_ADDRESS_SPAN;
		ban.range = (struct ip_range){person->ip, person->ip};
		bans_add(&site->bans, &ban, doing->at, &ignored);
	}
}

static void unban_all(struct site *site, const struct person *person)
{
	site_count_banned(site, person, -1);
	for (uint32_t i = 1; i <= person->standing.count; i++)
		bans_remove(&site->bans, person->standing.number, i);
}

/* The latest decision that still brings about his ban; 0: he is not banned. */
static uint32_t ban_of(const struct person *person)
{
	for (uint32_t i = person->standing.banned ? person->standing.count : 0; i != 0; i--) {
		const struct ruling *ruling = member_ruling(&person->standing, i);

		if (ruling->stands && !ruling->void_now && ruling->bans && !ruling->ended)
			return i;
	}
	return 0;
}

/* A decision was taken back: what rests on it goes. Of who is banned by another one all the same, his own stays banned. */
static void take_back_bans(struct site *site, const struct person *person)
{
	uint32_t other = ban_of(person);

	for (size_t i = 0; i < site->bans.count && other != 0; i++) {
		struct ban *ban = &site->bans.list[i];
		const struct ruling *ruling = member_ruling(&person->standing, ban->ruling);
		bool his = ban->kind != BAN_IP ||
			   memcmp(&ban->range.first, &ban->range.last, sizeof ban->range.first) == 0;

		if (ban->member == person->standing.number && his && ruling != NULL &&
		    (!ruling->stands || ruling->void_now))
			ban->ruling = other;
	}
	for (uint32_t i = 1; i <= person->standing.count; i++) {
		const struct ruling *ruling = member_ruling(&person->standing, i);

		if (!ruling->stands || ruling->void_now)
			bans_remove(&site->bans, person->standing.number, i);
	}
}

/* A decision was taken back, or taken back no more: the text or picture that it is about is there, or not, as without it. */
static void follow_words(struct doing *doing, const struct person *person, uint32_t target)
{
	const struct ruling *one = member_ruling(&person->standing, target);
	bool wrong = false;
	uint64_t about;

	while (one->kind == RULING_REVERSE || one->kind == RULING_GRANTED)
		one = member_ruling(&person->standing, one->target);
	about = one->about;
	for (uint32_t i = 1; i <= person->standing.count && about != 0; i++) {
		one = member_ruling(&person->standing, i);
		if (one->about == about && (one->kind == RULING_OFFENCE || one->kind == RULING_CONFIRM))
			wrong |= one->stands && !one->void_now;
	}
	if (wrong)
		site_words_withhold(doing, about);
	else
		site_words_restore(doing, about);
}

/* Tells his state when it, or his percentage, is not what was told last. */
static void refresh(struct doing *doing, struct person *person, uint32_t ruling)
{
	struct site *site = doing->site;
	uint32_t member = (uint32_t)person->standing.number;
	bool was_banned = person->state == STATE_BANNED;
	int64_t percent;
	enum site_state state = site_member_state(site, member, doing->at, &percent);
	struct happened *told;

	if (state == person->state && percent == person->percent)
		return;
	person->state = state;
	person->percent = percent;
	told = site_tell(doing, SITE_EFFECT_STANDING, member);
	told->state = (uint8_t)state;
	told->percent = percent;
	if (state == STATE_BANNED && !was_banned) {
		ban_all(doing, person, ruling);
		site_year_of(site, doing->at)->bans++;
	} else if (state != STATE_BANNED && was_banned) {
		unban_all(site, person);
	}
}

/* ---- decisions ---- */

static uint32_t add_statement(struct doing *doing, struct person *person, uint32_t ruling,
			      struct bytes text)
{
	struct site *site = doing->site;
	uint32_t number = site->statement_count + 1;

	if (number >= site->statement_room) {
		site->statement_room = site->statement_room == 0 ? 256 : 2 * site->statement_room;
		site->statements = mem_grow(site->statements, site->statement_room,
					    sizeof *site->statements);
	}
	site->statement_count = number;
	site->statements[number] = (struct statement){(uint32_t)person->standing.number, ruling,
						      doing->event,
						      text.size != 0 ? site_copy(text) : NULL};
	if (ruling > person->statement_room) {
		person->statement_room = person->statement_room == 0 ? 4 : 2 * person->statement_room;
		person->statements = mem_grow(person->statements, person->statement_room,
					      sizeof *person->statements);
	}
	person->statements[ruling - 1] = number;
	return number;
}

static void count_ruling(struct doing *doing, const struct person *person, const struct ruling *ruling)
{
	struct site_year *year = site_year_of(doing->site, doing->at);
	const struct ruling *target = member_ruling(&person->standing, ruling->target);

	switch (ruling->kind) {
	case RULING_OFFENCE:
		year->offences[ruling->offence]++;
		break;
	case RULING_SUSPEND:
		year->suspensions[ruling->robot]++;
		break;
	case RULING_LIFT:
		year->lifted++;
		if (target != NULL && target->kind == RULING_SUSPEND)
			year->suspensions_lifted[target->robot]++;
		break;
	case RULING_REVERSE:
		year->reversed++;
		break;
	case RULING_APPEAL:
		year->appeals++;
		break;
	case RULING_UPHELD:
		year->appeals_refused++;
		break;
	case RULING_GRANTED:
		year->appeals_granted++;
		break;
	default:
		break;
	}
}

/* An act that no rule has a price for is noted: the content goes, and costs nothing. */
static const struct rules *rules_with(const struct site *site, const struct ruling_request *request,
				      struct rules *room)
{
	const struct offence_rule noted = {.offence = request->offence, .where = WHERE_ANY};

	if (request->kind != RULING_OFFENCE ||
	    rules_offence(&site->rules, request->offence, request->where) != NULL)
		return &site->rules;
	*room = site->rules;
	return rules_put_offence(room, &noted) == ERR_NONE ? room : &site->rules;
}

enum err site_rule(struct doing *doing, struct person *person, const struct ruling_request *request,
		   struct bytes text, uint32_t *ret_statement)
{
	struct rules room;
	struct ruling record;
	struct happened *told;
	enum err err = member_decide(&person->standing, rules_with(doing->site, request, &room),
				     request, &record, &doing->fault->error);

	if (err != ERR_NONE)
		return err;
	*ret_statement = add_statement(doing, person, record.number, text);
	count_ruling(doing, person, &record);
	if (record.kind != RULING_APPEAL) {
		told = site_tell(doing, SITE_EFFECT_STATEMENT, (uint32_t)person->standing.number);
		told->statement = *ret_statement;
		told->code = ruling_code(&record);
	}
	refresh(doing, person, record.number);
	if (record.kind == RULING_REVERSE || record.kind == RULING_GRANTED) {
		take_back_bans(doing->site, person);
		follow_words(doing, person, record.target);
	}
	return ERR_NONE;
}

/* ---- what waits for a person ---- */

enum err site_enqueue(struct doing *doing, const struct queue_item *item, uint64_t *ret_number)
{
	struct error error;
	enum err err = queue_add(&doing->site->queue, item, ret_number, &error);
	struct happened *told;

	if (err != ERR_NONE)
		return err;
	told = site_tell(doing, SITE_EFFECT_QUEUED, (uint32_t)item->member);
	told->item = *ret_number;
	told->item_kind = (uint8_t)item->kind;
	told->severity = (uint8_t)item->severity;
	return ERR_NONE;
}

/* Which class of waiting times this is one of. */
static size_t wait_class(ms_t waited)
{
	int64_t seconds = waited / MS_SECOND;
	size_t class = 0;

	/* Two classes for each doubling: the bounds of class i are 2^(i/2) and 2^((i+1)/2), kept in squares. */
	while (class + 1 < SITE_WAITS && class / 2 < 31 &&
	       (double)seconds * (double)seconds >= (double)(INT64_C(1) << (class + 1)))
		class++;
	return class;
}

void site_waited(struct doing *doing, const struct queue_item *item)
{
	site_year_of(doing->site, doing->at)->waits[wait_class(doing->at - item->at)]++;
	site_tell(doing, SITE_EFFECT_SETTLED, (uint32_t)item->member)->item = item->number;
}

void site_settle(struct doing *doing, uint64_t item)
{
	const struct queue_item *waiting = queue_find(&doing->site->queue, item);

	if (waiting == NULL)
		return;
	site_waited(doing, waiting);
	queue_drop(&doing->site->queue, item);
}

void site_notice(struct doing *doing, struct person *person, uint32_t statement, uint64_t event,
		 bool sealed)
{
	struct site *site = doing->site;
	uint32_t member = (uint32_t)person->standing.number;

	if (site->notice_count == site->notice_room) {
		site->notice_room = site->notice_room == 0 ? 16 : 2 * site->notice_room;
		site->notices = mem_grow(site->notices, site->notice_room, sizeof *site->notices);
	}
	site->notices[site->notice_count++] =
		(struct prepared){member, statement, event, doing->at, sealed};
	site_tell(doing, SITE_EFFECT_NOTICE, member)->statement = statement;
	site_year_of(site, doing->at)->notices++;
}

/* ---- robots ---- */

/* A minor may be in danger: two people look. */
static bool is_grave(enum robot robot)
{
	return robot == ROBOT_MINORS || robot == ROBOT_GROOMING || robot == ROBOT_OTHER_APP ||
	       robot == ROBOT_AGE_CLAIM;
}

static void suspend(struct doing *doing, struct person *person, const struct alarm *alarm,
		    uint64_t message)
{
	const struct ruling_request request = {.kind = RULING_SUSPEND,
					       .at = doing->at,
					       .about = message,
					       .robot = alarm->robot};
	struct queue_item item = {.kind = QUEUE_ROBOT,
				  .severity = is_grave(alarm->robot) ? SEVERITY_GRAVE : SEVERITY_HIGH,
				  .member = person->standing.number,
				  .about = message,
				  .at = doing->at};
	struct happened *told;
	uint32_t statement;

	/* One suspension is enough to look at; when it is lifted, all that robots had counted is forgotten. */
	if (person->standing.suspended || person->standing.banned)
		return;
	told = site_tell(doing, SITE_EFFECT_ROBOT, (uint32_t)person->standing.number);
	told->alarm = *alarm;
	alarm_sentence(alarm, told->sentence);
	if (site_rule(doing, person, &request, bytes_of_text(told->sentence), &statement) != ERR_NONE)
		return; /* banned already, or his decisions are full: there is nothing to suspend */
	told->statement = statement;
	item.ruling = person->standing.count;
	if (site_enqueue(doing, &item, &told->item) == ERR_NONE)
		doing->came->item = told->item;
	doing->came->statement = statement;
}

void site_forget(struct person *person)
{
	for (int robot = 0; person->behaviour != NULL && robot < ROBOT_COUNT; robot++)
		if ((person->behaviour->spoken >> robot & 1) != 0)
			behaviour_lifted(person->behaviour, (enum robot)robot);
}

bool site_see(struct doing *doing, struct person *person, const struct sight *sight,
	      uint64_t message)
{
	struct alarm alarms[ROBOT_COUNT];
	size_t count;

	/* There is nothing to suspend, and a robot that has spoken would be silent once he is back. */
	if (person->standing.banned)
		return false;
	/* What nobody will ever count needs no memory: most are members who only read. */
	if (person->behaviour == NULL) {
		if (sight->kind == SIGHT_ACCOUNTS && sight->same_address < 2 && sight->same_device < 2 &&
		    sight->same_photo < 2)
			return false;
		person->behaviour = mem_alloc(1, sizeof *person->behaviour);
		behaviour_init(person->behaviour);
	}
	count = behaviour_see(person->behaviour, &doing->site->rules, sight, alarms);
	for (size_t i = 0; i < count; i++)
		suspend(doing, person, &alarms[i], message);
	return count != 0;
}
