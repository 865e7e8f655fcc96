// SPDX-License-Identifier: GPL-3.0-or-later
/* Texts and pictures: deliver, hold or refuse, in this order: who may write at all, who may write to whom, what the text says. */
#include "base/mem.h"
#include "standing/site_private.h"

#include <string.h>

/* ---- those that are remembered ---- */

bool site_words_room(struct site *site, uint32_t count)
{
	uint32_t room = site->word_room;
	struct words *words;

	if (count <= room)
		return true;
	for (room = room != 0 ? room : 256; room < count;)
		room *= 2;
	words = mem_try_grow(site->words, room, sizeof *words);
	if (words == NULL)
		return false;
	memset(words + site->word_room, 0, (room - site->word_room) * sizeof *words);
	site->words = words;
	site->word_room = room;
	return true;
}

struct words *site_words_find(struct site *site, struct bytes id, bool photo)
{
	uint32_t at;

	return map_get(&site->word_ids, site_key(site, photo ? 'f' : 't', id), &at) ? &site->words[at]
										     : NULL;
}

uint64_t site_words_number(const struct site *site, const struct words *words)
{
	uint64_t place = (uint64_t)(words - site->words), round = site->word_count / SITE_MESSAGES;

	/* The place was used last in this round, or in the one before. */
	if (round * SITE_MESSAGES + place >= site->word_count)
		round--;
	return round * SITE_MESSAGES + place + 1;
}

struct words *site_words_at(struct site *site, uint64_t number)
{
	if (number == 0 || number > site->word_count || site->word_count - number >= SITE_MESSAGES)
		return NULL;
	return &site->words[(number - 1) % SITE_MESSAGES];
}

bool site_text(const struct site *site, uint64_t number, struct site_text *ret_text)
{
	const struct words *words;

	if (number == 0 || number > site->word_count || site->word_count - number >= SITE_MESSAGES)
		return false;
	words = &site->words[(number - 1) % SITE_MESSAGES];
	*ret_text = (struct site_text){words->event, words->from, words->to, (enum where)words->where,
				       words->photo, words->withheld,
				       (enum site_verdict)words->verdict, words->id};
	return true;
}

static struct words *add(struct doing *doing, uint64_t key, uint64_t print)
{
	struct site *site = doing->site;
	uint32_t at = (uint32_t)(site->word_count % SITE_MESSAGES);
	struct words *words = &site->words[at];

	if (words->key != 0)
		map_remove(&site->word_ids, words->key);
	mem_free(words->id);
	*words = (struct words){.event = doing->event, .fingerprint = print, .offence = OFFENCE_COUNT};
	site->word_count++;
	if (map_put(&site->word_ids, key, at) == ERR_NONE)
		words->key = key; /* without memory for it, nobody can report it */
	return words;
}

void site_words_release(struct doing *doing, uint64_t number)
{
	struct words *words = site_words_at(doing->site, number);
	struct happened *told;

	if (words == NULL || words->verdict != SITE_HOLD)
		return;
	words->verdict = SITE_DELIVER;
	words->item = 0;
	told = site_tell(doing, SITE_EFFECT_RELEASED, words->from);
	told->message = number;
	told->photo = words->photo;
	site_year_of(doing->site, doing->at)->released++;
}

void site_words_restore(struct doing *doing, uint64_t number)
{
	struct words *words = site_words_at(doing->site, number);

	if (words == NULL || !words->withheld)
		return;
	words->withheld = false;
	words->verdict = SITE_HOLD;
	site_words_release(doing, number);
}

void site_words_withhold(struct doing *doing, uint64_t number)
{
	struct words *words = site_words_at(doing->site, number);
	struct happened *told;

	if (words == NULL || words->withheld || words->verdict == SITE_REFUSE)
		return;
	words->withheld = true;
	words->verdict = SITE_REFUSE;
	words->item = 0;
	told = site_tell(doing, SITE_EFFECT_WITHHELD, words->from);
	told->message = number;
	told->photo = words->photo;
	site_year_of(doing->site, doing->at)->withheld++;
}

/* ---- one of them ---- */

struct look {
	struct doing *doing;
	struct person *from, *to; /* `to` NULL: to all */
	struct pair *pair;	  /* of a direct one, if there is one */
	enum where where;
	bool photo;
	/* What comes of it. */
	enum site_verdict verdict;
	enum queue_kind kind; /* of the item, when it is held */
	enum severity severity;
	enum offence offence; /* it is held for; OFFENCE_COUNT: no act */
	bool sealed;
};

static void hold(struct look *look, unsigned reason, enum queue_kind kind, enum severity severity)
{
	site_reason(look->doing, reason);
	look->verdict = SITE_HOLD;
	if (severity >= look->severity) {
		look->kind = kind;
		look->severity = severity;
	}
}

static void refuse(struct look *look, unsigned reason)
{
	site_reason(look->doing, reason);
	look->verdict = SITE_REFUSE;
}

/* ---- who may write ---- */

static bool is_open(const struct look *look)
{
	return look->pair != NULL && look->pair->state == CONTACT_IS_OPEN && look->pair->blocked == 0;
}

static void look_at_standing(struct look *look)
{
	const struct site *site = look->doing->site;
	const struct member *standing = &look->from->standing;

	if (standing->banned)
		refuse(look, REASON_BANNED);
	else if (standing->suspended)
		refuse(look, REASON_SUSPENDED);
	else if (look->to != NULL &&
		 age_contact(&site->rules, site_age(site, look->from), site_age(site, look->to),
			     site_is_closed_to(look->pair, (uint32_t)standing->number, look->to)) !=
		 APPROACH_MAY)
		refuse(look, REASON_NOT_AVAILABLE);
	else if (look->to != NULL && !is_open(look))
		refuse(look, REASON_NOT_OPEN);
}

/* ---- what it says ---- */

/* An adult to a minor, as far as is known; or to somebody whose age nobody knows. */
static bool is_down(const struct look *look)
{
	const struct site *site = look->doing->site;

	return look->to != NULL &&
	       age_may_be_adult(&site->rules, site_age(site, look->from)) &&
	       age_may_be_minor(&site->rules, site_age(site, look->to));
}

static enum severity severity_of(const struct look *look, enum offence offence)
{
	switch (offence) {
	case OFFENCE_SEXUAL_REQUEST:
	case OFFENCE_WEBCAM_REQUEST:
		return is_down(look) ? SEVERITY_GRAVE : SEVERITY_HIGH;
	case OFFENCE_THREAT:
	case OFFENCE_HARASSMENT:
	case OFFENCE_NUDITY:
		return SEVERITY_HIGH;
	case OFFENCE_HATE:
	case OFFENCE_IMPERSONATION:
	case OFFENCE_PRIVATE_DATA:
		return SEVERITY_MIDDLE;
	default:
		return SEVERITY_LOW;
	}
}

static void look_at_text(struct look *look)
{
	const struct heard *heard = look->doing->heard;
	const struct rules *rules = &look->doing->site->rules;

	if (heard->unreadable)
		hold(look, REASON_UNREADABLE, QUEUE_TEXT, SEVERITY_LOW);
	if (heard->is_offence && heard->sure >= rules->hold_reading[heard->offence].value) {
		look->offence = (enum offence)heard->offence;
		hold(look, REASON_OFFENCE + heard->offence, QUEUE_TEXT, severity_of(look, look->offence));
	}
	if (heard->grooming >= rules->hold_grooming.value && is_down(look))
		hold(look, REASON_GROOMING, QUEUE_TEXT, SEVERITY_GRAVE);
	if (heard->distress)
		site_tell(look->doing, SITE_EFFECT_CARE, (uint32_t)look->from->standing.number);
}

static void look_at_photo(struct look *look)
{
	const struct call *call = look->doing->call;
	struct photo_hash photo = {.quality = (uint8_t)call->number[CALL_QUALITY]};
	struct ban_match match;
	char text[65];
	uint8_t bytes[32];
	struct reader reader = reader_of(BYTES_OF(bytes));

	memcpy(text, call->text[CALL_PHOTO].data, 64);
	text[64] = '\0';
	hex_decode(text, bytes, sizeof bytes);
	for (size_t i = 0; i < 4; i++)
		photo.words[i] = read_u64(&reader);
	if (bans_match_photo(&look->doing->site->bans, &photo, 1, &match))
		hold(look, REASON_BANNED_PHOTO, QUEUE_PHOTO, SEVERITY_MIDDLE);
	if (call_has(call, CALL_SUSPECTED) && call->number[CALL_SUSPECTED] != 0) {
		look->sealed = true;
		look->offence = OFFENCE_NUDITY;
		hold(look, REASON_SUSPECTED, QUEUE_PHOTO, SEVERITY_GRAVE);
	}
}

/* ---- what robots see ---- */

static bool see_age(struct look *look, uint64_t number)
{
	struct doing *doing = look->doing;
	struct sight sight = {.kind = SIGHT_AGE_CLAIM,
			      .at = doing->at,
			      .own = site_age(doing->site, look->from),
			      .peer = look->to != NULL ? look->to->standing.number : 0,
			      .heard = doing->heard->age};

	if (doing->heard->age == 0)
		return false;
	if (doing->heard->age < doing->site->rules.youngest.value)
		site_tell(doing, SITE_EFFECT_CARE, (uint32_t)look->from->standing.number)->minor = true;
	return site_see(doing, look->from, &sight, number);
}

/* A text that is refused for want of a contact is an approach all the same. */
static bool see_direct(struct look *look, uint64_t number)
{
	struct doing *doing = look->doing;
	const struct heard *heard = doing->heard;
	bool open = is_open(look);
	uint8_t bit = open && look->from->standing.number == look->pair->to ? 2 : 1;
	struct sight sight = {
		.kind = open ? SIGHT_MESSAGE : SIGHT_REQUEST,
		.at = doing->at,
		.peer = look->to->standing.number,
		.own = site_age(doing->site, look->from),
		.other = site_age(doing->site, look->to),
		.text = heard->text,
		.text_size = heard->size,
		.payment_link = heard->payment_link,
		.other_app = heard->other_app,
		.score = heard->grooming,
	};

	if (open) {
		/* Only who wrote first of the two opens a conversation. */
		sight.first = look->pair->wrote == 0;
		sight.after = doing->at - look->pair->opened;
		look->pair->wrote |= bit;
	}
	return site_see(doing, look->from, &sight, number);
}

static void see(struct look *look, uint64_t number)
{
	bool spoke = false;

	if (look->from->standing.banned || look->from->standing.suspended)
		return;
	if (look->to != NULL)
		spoke = see_direct(look, number);
	spoke = see_age(look, number) || spoke;
	/* What brought a robot to speak is not delivered before a person has looked. */
	if (spoke && look->verdict == SITE_DELIVER) {
		site_reason(look->doing, REASON_ROBOT);
		look->verdict = SITE_HOLD;
	}
}

/* ---- the call ---- */

static enum err wait_for_person(struct look *look, struct words *words, uint64_t number)
{
	struct doing *doing = look->doing;
	struct queue_item item = {.kind = look->kind,
				  .severity = look->severity,
				  .member = look->from->standing.number,
				  .about = number,
				  .at = doing->at,
				  .sealed = look->sealed};

	/* A robot's own item decides on its text as well. */
	if (doing->came->item == 0 && site_enqueue(doing, &item, &doing->came->item) != ERR_NONE)
		doing->came->item = 0; /* the queue is full: it stays held, and is in the record */
	words->item = doing->came->item;
	if (look->sealed)
		site_notice(doing, look->from, 0, doing->event, true);
	return ERR_NONE;
}

static void count(const struct look *look)
{
	struct site_year *year = site_year_of(look->doing->site, look->doing->at);

	*(look->photo ? &year->photos : &year->texts) += 1;
	year->held += look->verdict == SITE_HOLD;
	year->refused += look->verdict == SITE_REFUSE;
}

static enum err take(struct look *look, uint64_t key, uint64_t print)
{
	struct doing *doing = look->doing;
	struct site *site = doing->site;
	struct words *words;
	uint64_t number;

	look_at_standing(look);
	if (look->verdict == SITE_DELIVER && look->photo)
		look_at_photo(look);
	else if (look->verdict == SITE_DELIVER)
		look_at_text(look);
	if (look->verdict == SITE_DELIVER && site_member_state(doing->site, (uint32_t)look->from->standing.number,
				      doing->at, NULL) == STATE_HELD)
		hold(look, REASON_PERCENT, look->photo ? QUEUE_PHOTO : QUEUE_TEXT, SEVERITY_LOW);
	words = add(doing, key, print);
	number = site_words_number(site, words);
	words->from = (uint32_t)look->from->standing.number;
	words->to = look->to != NULL ? (uint32_t)look->to->standing.number : 0;
	words->where = (uint8_t)look->where;
	words->photo = look->photo;
	words->offence = (uint8_t)look->offence;
	see(look, number);
	words->verdict = (uint8_t)look->verdict;
	words->reason = doing->came->reason_count != 0 ? doing->came->reasons[0] : 0;
	doing->came->verdict = look->verdict;
	doing->came->member = words->from;
	doing->came->message = number;
	doing->came->is_new = true;
	if (look->verdict != SITE_DELIVER)
		words->id = site_copy(doing->call->text[CALL_ID]);
	count(look);
	return look->verdict == SITE_HOLD ? wait_for_person(look, words, number) : ERR_NONE;
}

/* What was said under this id before: the same again gets the same answer. */
static enum err again(struct doing *doing, const struct words *words, uint64_t print)
{
	struct site_came *came = doing->came;

	if (words->fingerprint != print)
		return site_refuse(doing, ERR_EXISTS, CALL_ID, "is the id of another text or picture");
	came->again = true;
	came->verdict = (enum site_verdict)words->verdict;
	came->member = words->from;
	came->message = site_words_number(doing->site, words);
	came->item = words->item;
	/* What was delivered at first and taken away since was refused for no reason of its own. */
	if (words->verdict != SITE_DELIVER && !(words->withheld && words->reason == REASON_NOT_AVAILABLE))
		site_reason(doing, words->reason);
	return ERR_NONE;
}

static uint64_t print_of(const struct site *site, const struct call *call)
{
	const enum call_field fields[] = {CALL_FROM, CALL_TO, CALL_TEXT, CALL_PHOTO};
	/* A picture that is suspected only now is not the one that was delivered. */
	uint64_t print = (uint64_t)call->number[CALL_WHERE] + 1 +
			 ((uint64_t)call->number[CALL_SUSPECTED] << 8);

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		print = print * 0x9e3779b97f4a7c15u ^ site_key(site, 'x', call->text[fields[i]]);
	return print;
}

enum err site_do_words(struct doing *doing)
{
	const struct call *call = doing->call;
	struct site *site = doing->site;
	bool photo = call->verb == VERB_PHOTO;
	uint64_t key = site_key(site, photo ? 'f' : 't', call->text[CALL_ID]);
	uint64_t print = print_of(site, call);
	struct words *words = site_words_find(site, call->text[CALL_ID], photo);
	struct look look = {.doing = doing,
			    .where = photo ? WHERE_PHOTO : (enum where)call->number[CALL_WHERE],
			    .photo = photo,
			    .verdict = SITE_DELIVER,
			    .offence = OFFENCE_COUNT};
	enum err err = site_find(doing, CALL_FROM, &look.from);

	if (err == ERR_NONE && call_has(call, CALL_TO))
		err = site_find(doing, CALL_TO, &look.to);
	if (err != ERR_NONE)
		return err;
	if (words != NULL)
		return again(doing, words, print);
	if (!site_words_room(site, (uint32_t)(site->word_count % SITE_MESSAGES) + 1))
		return site_refuse(doing, ERR_MEMORY, CALL_ID, "no memory for another text");
	if (look.to != NULL)
		look.pair = site_pair(site, (uint32_t)look.from->standing.number,
				      (uint32_t)look.to->standing.number);
	return take(&look, key, print);
}
