// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Bans that outlive an account: who may not register again, and why we think it is him.
 *
 *   address   "no registration" from an address or a range, until a moment: others share addresses,
 *             so it never touches a member who is there already, and never lasts for ever
 *   e-mail    keyed hashes of what email.h makes of it
 *   photo     PDQ hashes: 31 bits of 256 or fewer apart, both of quality 50 or more, in any of the
 *             eight orientations (the caller hands in the hash of each)
 *
 * A match is found by going through the list: a site has thousands of bans, not millions. It says
 * how it was recognised. What follows is the caller's: an e-mail that only looks alike, and a
 * photo, are shown to a person.
 */
#ifndef STANDING_BAN_H
#define STANDING_BAN_H

#include "base/clock.h"
#include "base/error.h"
#include "standing/email.h"
#include "standing/ip.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PHOTO_NEAR = 31,    /* bits of 256 that may differ */
	PHOTO_QUALITY = 50, /* of 100; below it the hash says little */
	PHOTO_TURNS = 8,    /* turned and mirrored */
	BAN_TEXT = 200,
	BANS_MAX = 1 << 20,
};

/* The longest "no registration": providers give addresses to other people. */
#define BAN_IP_MAX (366 * MS_DAY)

struct photo_hash {
	uint64_t words[4];
	uint8_t quality; /* 0 to 100 */
};

enum ban_kind { BAN_IP, BAN_EMAIL, BAN_PHOTO };

struct ban {
	enum ban_kind kind;
	uint64_t member; /* who was banned */
	uint32_t ruling; /* by which decision: when it is reversed, bans_remove() */
	ms_t until;	 /* of an address; of others MS_NEVER */
	union {
		struct ip_range range;
		struct email_hashes email;
		struct photo_hash photo;
	};
};

struct bans {
	struct ban *list; /* owned */
	size_t count, room;
};

enum ban_sign {
	MATCH_ADDRESS,	     /* the address, or one in the range */
	MATCH_EMAIL,	     /* the same e-mail as typed */
	MATCH_EMAIL_MAILBOX, /* another spelling of the same mailbox */
	MATCH_EMAIL_ALIKE,   /* another mailbox that looks the same */
	MATCH_PHOTO,
	MATCH_NETWORK,
};

struct ban_match {
	const struct ban *ban; /* borrowed, until the list changes */
	enum ban_sign sign;
	unsigned undone;   /* of MATCH_EMAIL_*: what now is, of enum email_change */
	unsigned before;   /* and what the banned one was */
	unsigned distance; /* of MATCH_PHOTO: bits */
};

void bans_init(struct bans *bans);
void bans_finish(struct bans *bans);

/* ERR_INPUT: an address without an end, with one beyond BAN_IP_MAX from now or already past, or a
 * photo of too little quality; ERR_FULL, ERR_MEMORY. */
enum err bans_add(struct bans *bans, const struct ban *ban, ms_t now, struct error *error_r);
/* All that this decision about this member brought about: it was reversed. Returns how many. */
size_t bans_remove(struct bans *bans, uint64_t member, uint32_t ruling);
/* Those whose time is over. Returns how many. */
size_t bans_expire(struct bans *bans, ms_t now);

/* False: none. Of several the plainest sign is told: the same e-mail before one that looks alike,
 * the nearest photo. */
bool bans_match_ip(const struct bans *bans, const struct ip *ip, ms_t now,
		   struct ban_match *ret_match);
/* A banned address in the same IPv6 network of 64 bits, which is a household's: a hint. */
bool bans_match_network(const struct bans *bans, const struct ip *ip, ms_t now,
			struct ban_match *ret_match);
bool bans_match_email(const struct bans *bans, const struct email_hashes *email,
		      struct ban_match *ret_match);
/* `turns`: the photo's hash in each orientation that the caller has, `count` of them. */
bool bans_match_photo(const struct bans *bans, const struct photo_hash *turns, size_t count,
		      struct ban_match *ret_match);

/* Bits in which two hashes differ. */
unsigned photo_distance(const struct photo_hash *a, const struct photo_hash *b);

/* For translation: "address", "email_same", "email_mailbox", "email_alike", "photo", "network". */
const char *ban_match_code(const struct ban_match *match);
/* "Evasion: same e-mail as a banned member, written with a dot." */
const char *ban_match_sentence(const struct ban_match *match, char ret_text[BAN_TEXT]);

#endif
