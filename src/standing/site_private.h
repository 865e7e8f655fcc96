// SPDX-License-Identifier: GPL-3.0-or-later
/* What the rooms of a site share: site.c (calls in), site_members.c, site_contacts.c, site_words.c, site_reports.c, site_cases.c
 * (decisions), site_state.c (what follows from them), site_view.c, site_save.c. Nobody else includes it. */
#ifndef STANDING_SITE_PRIVATE_H
#define STANDING_SITE_PRIVATE_H

#include "base/map.h"
#include "standing/ban.h"
#include "standing/site.h"
#include "standing/site_view.h"

/* A member and all that is known of him. Ids and hashes never leave the machine. */
struct person {
	struct member standing; /* standing.number is his index */
	char *id;
	uint64_t address, device; /* keyed hashes; 0: not known */
	struct ip ip;
	struct email_hashes email;
	struct photo_hash photo;
	bool has_ip, has_email, has_photo;
	uint32_t confirmed, rejected;	/* what became of his reports */
	struct behaviour *behaviour;	/* NULL: nothing was seen yet */
	uint32_t *pairs;		/* his contacts, in whatever state */
	uint32_t pair_count, pair_room;
	uint16_t approached; /* younger strangers he asked for contact, ever; each request counts */
	struct reports *reports;	/* open ones about him; NULL: none */
	uint64_t reports_item;		/* that asks for a look at them; 0: none */
	uint8_t reports_gravest;	/* enum severity of the gravest act among them */
	bool brigade_told;
	uint32_t *statements; /* by ruling, from 1 on at [0] */
	uint32_t statement_room;
	enum site_state state; /* as last told */
	int64_t percent;       /* likewise */
};

enum contact_state { CONTACT_ASKED, CONTACT_IS_OPEN, CONTACT_CLOSED };

/* Two members, and whether they may write to one another. */
struct pair {
	uint32_t from, to; /* who asked whom, the last time */
	uint8_t state;	   /* enum contact_state */
	uint8_t closed_by; /* of a closed one: 0 `from`, 1 `to` */
	uint8_t blocked;   /* a bit for each of the two who blocks the other */
	uint8_t wrote;	   /* a bit for each of the two who has written since it opened */
	ms_t opened;
};

/* A text or picture, remembered by its id. */
struct words {
	uint64_t key;	      /* of its id; 0: free */
	uint64_t event;	      /* of the record */
	uint64_t fingerprint; /* of what was said, to tell a repetition from another one of the same id */
	uint64_t item;	      /* that decides on it; 0: none */
	uint32_t from, to;
	uint8_t where, verdict, offence; /* enum where, site_verdict; what it was held for, OFFENCE_COUNT: no act */
	uint8_t reason;
	bool photo, withheld;
	char *id; /* kept of those that may have to be told of; else NULL */
};

struct statement {
	uint32_t member, ruling;
	uint64_t event;
	char *text; /* what the person wrote; NULL: nothing */
};

struct key_slot {
	uint64_t key, fingerprint; /* key 0: free */
	struct site_came came;
};

struct prepared {
	uint32_t member, statement;
	uint64_t event; /* of the text or picture; 0: of none */
	ms_t at;
	bool sealed;
};

struct site {
	struct rules rules;
	uint8_t key[SEAL_KEY];
	ms_t now;
	struct person *people; /* [0] is nobody */
	uint32_t person_count, person_room;
	struct pair *pairs; /* likewise */
	uint32_t pair_count, pair_room;
	struct words *words; /* SITE_MESSAGES of them at most, round and round */
	uint32_t word_room;
	uint64_t word_count; /* since the beginning; a text's number is its place in that, from 1 */
	struct statement *statements; /* [0] is none */
	uint32_t statement_count, statement_room;
	struct prepared *notices;
	uint32_t notice_count, notice_room;
	char **staff; /* names of those who decide; number i + 1 */
	uint32_t staff_count, staff_room;
	struct key_slot *keys; /* SITE_KEYS of them; NULL before the first */
	uint64_t key_count;
	struct map ids;	     /* of members, by keyed hash */
	struct map pair_ids; /* lower << 32 | higher */
	struct map word_ids, key_ids;
	struct map addresses, devices, photos; /* how many accounts: of the first two, those that count (site_counts()) */
	uint32_t *counting; /* those accounts: owned, rising */
	uint32_t counting_count, counting_room;
	struct map banned_devices;	       /* of how many who are banned */
	struct queue queue;
	struct bans bans;
	struct company company;
	struct site_year years[SITE_YEARS]; /* the last ones */
};

/* One call under way. */
struct doing {
	struct site *site;
	ms_t at;
	uint64_t event;
	const struct call *call;
	const struct heard *heard;
	struct site_came *came;
	struct happenings *happened;
	struct call_fault *fault;
};

/* People who decide are told apart from members, which are small numbers. */
#define STAFF (UINT64_C(1) << 40)

/* ---- site.c ---- */
uint64_t site_key(const struct site *site, char kind, struct bytes text);
struct person *site_person(const struct site *site, uint32_t member);
/* The member a field names; ERR_ABSENT, told. */
enum err site_find(struct doing *doing, enum call_field field, struct person **ret_person);
enum err site_refuse(struct doing *doing, enum err err, enum call_field field, const char *problem);
/* Who decides: a number of its own for each name. */
uint64_t site_staff(struct site *site, struct bytes name);
struct happened *site_tell(struct doing *doing, enum site_effect effect, uint32_t member);
void site_reason(struct doing *doing, unsigned reason);
char *site_copy(struct bytes text);
/* The year's counts; the oldest year gives way. */
struct site_year *site_year_of(struct site *site, ms_t at);

/* Whether what was read back can have been written: every number names something, and every word is one of its list. */
bool site_is_sound(const struct site *site);
/* All tables by which things are found, anew from what there is: after loading. */
enum err site_index(struct site *site);

/* ---- site_members.c ---- */
enum err site_index_member(struct site *site, struct person *person);
/* What accounts share, counted anew: by other rules, others count. */
void site_recount(struct site *site);
/* One more, or one less, who is banned has his device. */
void site_count_banned(struct site *site, const struct person *person, int more);
/* He asked one more younger stranger: he may count now among accounts that share something. */
void site_approached(struct doing *doing, struct person *person);
enum err site_do_member(struct doing *doing);
/* ---- site_contacts.c ---- */
enum err site_do_contact(struct doing *doing);
enum err site_do_answer(struct doing *doing);
enum err site_index_pair(struct site *site, uint32_t number);
/* Whether they have a contact in common. */
bool site_in_common(const struct site *site, const struct person *a, const struct person *b);
/* Why nothing can come of a contact but an age: the other one is not there, has said no, or blocks him. `pair`: NULL: none. */
bool site_is_closed_to(const struct pair *pair, uint32_t from, const struct person *to);
struct pair *site_pair(const struct site *site, uint32_t a, uint32_t b);
/* Somebody asks for contact, or writes without one: `sight` is a request. */
void site_see_approach(struct doing *doing, struct person *from, const struct person *to, struct sight *sight,
		       uint64_t message);
/* ---- site_words.c ---- */
enum err site_do_words(struct doing *doing);
/* Room for so many, up to SITE_MESSAGES; what is new is empty. False: no memory. */
bool site_words_room(struct site *site, uint32_t count);
struct words *site_words_find(struct site *site, struct bytes id, bool photo);
/* By its number; NULL: forgotten. */
struct words *site_words_at(struct site *site, uint64_t number);
uint64_t site_words_number(const struct site *site, const struct words *words);
/* What was held may be shown, or what was shown is to go. */
void site_words_release(struct doing *doing, uint64_t number);
void site_words_withhold(struct doing *doing, uint64_t number);
/* The decision that took it away does not stand: it is shown again, or waits for a person again by this item. */
void site_words_restore(struct doing *doing, uint64_t number, uint64_t item);
/* ---- site_reports.c ---- */
enum err site_do_report(struct doing *doing);
/* The reports about him were right, or were not. */
void site_reports_settled(struct doing *doing, struct person *person, bool right);
/* ---- site_cases.c ---- */
enum err site_do_queue(struct doing *doing); /* claim, release, show */
enum err site_do_decision(struct doing *doing);
enum err site_do_ban_address(struct doing *doing);
/* ---- site_appeals.c ---- */
enum err site_do_appeal(struct doing *doing);
enum err site_do_offence(struct doing *doing);
enum err site_do_undo(struct doing *doing); /* lift, reverse */
/* A decision was ended or taken back: what waited about it, and what stands again, follow. */
void site_undone(struct doing *doing, struct person *person, uint32_t ruling);
/* The member and decision a `statement` names. */
enum err site_find_statement(struct doing *doing, struct person **ret_person, uint32_t *ret_ruling);

/* ---- site_state.c ---- */
/* Decides, gives the decision a statement and lets follow what follows. `text`: the person's words; may be empty. */
enum err site_rule(struct doing *doing, struct person *person, const struct ruling_request *request,
		   struct bytes text, uint32_t *ret_statement);
/* A person saw what robots had to say of him, and let it pass: they begin anew. */
void site_forget(struct person *person);
/* Asks a person to look at a suspension; 0: the queue is full. */
uint64_t site_ask_about(struct doing *doing, const struct person *person, uint32_t number);
/* Feeds the robots, and suspends when one speaks. True: one did. */
bool site_see(struct doing *doing, struct person *person, const struct sight *sight, uint64_t message);
enum err site_enqueue(struct doing *doing, const struct queue_item *item, uint64_t *ret_number);
/* An item was decided and is gone; or is taken out, since nothing is left to decide. */
void site_waited(struct doing *doing, const struct queue_item *item);
void site_settle(struct doing *doing, uint64_t item);
/* Whether an account counts among those that share an address or a device. */
bool site_counts(const struct site *site, const struct person *person, enum robot robot);
void site_notice(struct doing *doing, struct person *person, uint32_t statement, uint64_t event, bool sealed);
struct age site_age(const struct site *site, const struct person *person);

#endif
