// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/ban.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

void bans_init(struct bans *bans)
{
	*bans = (struct bans){0};
}

void bans_finish(struct bans *bans)
{
	mem_free(bans->list);
	bans_init(bans);
}

/* ---- the list ---- */

static enum err check(const struct ban *ban, ms_t now, struct error *error_r)
{
	if (ban->kind == BAN_IP && (ban->until <= now || ban->until - now > BAN_IP_MAX))
		return error_set(error_r, ERR_INPUT,
				 "until: an address is banned for a year at most");
	if (ban->kind == BAN_PHOTO && ban->photo.quality < PHOTO_QUALITY)
		return error_set(error_r, ERR_INPUT,
				 "photo: of too little quality to know it again");
	return ERR_NONE;
}

enum err bans_add(struct bans *bans, const struct ban *ban, ms_t now, struct error *error_r)
{
	enum err err = check(ban, now, error_r);

	if (err != ERR_NONE)
		return err;
	if (bans->count == BANS_MAX)
		return error_set(error_r, ERR_FULL, "no more than %d bans", BANS_MAX);
	if (bans->count == bans->room) {
		size_t room = bans->room == 0 ? 16 : 2 * bans->room;
		struct ban *list = mem_try_grow(bans->list, room, sizeof *list);

		if (list == NULL)
			return error_set(error_r, ERR_MEMORY, "no memory for another ban");
		bans->list = list;
		bans->room = room;
	}
	bans->list[bans->count++] = *ban;
	return ERR_NONE;
}

size_t bans_remove(struct bans *bans, uint64_t member, uint32_t ruling)
{
	size_t kept = 0, count = bans->count;

	for (size_t i = 0; i < count; i++) {
		const struct ban *ban = &bans->list[i];

		if (ban->member != member || ban->ruling != ruling)
			bans->list[kept++] = *ban;
	}
	bans->count = kept;
	return count - kept;
}

static bool is_over(const struct ban *ban, ms_t now)
{
	return ban->kind == BAN_IP && ban->until <= now;
}

size_t bans_expire(struct bans *bans, ms_t now)
{
	size_t kept = 0, count = bans->count;

	for (size_t i = 0; i < count; i++)
		if (!is_over(&bans->list[i], now))
			bans->list[kept++] = bans->list[i];
	bans->count = kept;
	return count - kept;
}

/* ---- matches ---- */

bool bans_match_ip(const struct bans *bans, const struct ip *ip, ms_t now,
		   struct ban_match *ret_match)
{
	for (size_t i = 0; i < bans->count; i++) {
		const struct ban *ban = &bans->list[i];

		if (ban->kind == BAN_IP && !is_over(ban, now) && ip_in(&ban->range, ip)) {
			*ret_match = (struct ban_match){.ban = ban, .sign = MATCH_ADDRESS};
			return true;
		}
	}
	return false;
}

bool bans_match_network(const struct bans *bans, const struct ip *ip, ms_t now,
			struct ban_match *ret_match)
{
	enum { NETWORK = 8 }; /* bytes of 16: the rest is the household's own (RFC 6177 §2) */

	for (size_t i = 0; i < bans->count && !ip_is_v4(ip); i++) {
		const struct ban *ban = &bans->list[i];

		if (ban->kind == BAN_IP && !is_over(ban, now) &&
		    memcmp(ban->range.first.bytes, ip->bytes, NETWORK) == 0) {
			*ret_match = (struct ban_match){.ban = ban, .sign = MATCH_NETWORK};
			return true;
		}
	}
	return false;
}

/* Whether they are the same in some form, and in which. The hashes are keyed: how long it takes to
 * compare them tells nothing of an address. */
static bool same_email(const struct email_hashes *a, const struct email_hashes *b,
		       enum ban_sign *ret_sign)
{
	if (memcmp(a->written, b->written, LOOKUP) == 0)
		*ret_sign = MATCH_EMAIL;
	else if (memcmp(a->mailbox, b->mailbox, LOOKUP) == 0)
		*ret_sign = MATCH_EMAIL_MAILBOX;
	else if (memcmp(a->alike, b->alike, LOOKUP) == 0)
		*ret_sign = MATCH_EMAIL_ALIKE;
	else
		return false;
	return true;
}

bool bans_match_email(const struct bans *bans, const struct email_hashes *email,
		      struct ban_match *ret_match)
{
	struct ban_match best = {.ban = NULL};

	for (size_t i = 0; i < bans->count; i++) {
		const struct ban *ban = &bans->list[i];
		enum ban_sign sign;

		if (ban->kind != BAN_EMAIL || !same_email(&ban->email, email, &sign))
			continue;
		if (best.ban == NULL || sign < best.sign)
			best = (struct ban_match){ban, sign, email->changes, ban->email.changes, 0};
	}
	if (best.ban == NULL)
		return false;
	*ret_match = best;
	return true;
}

unsigned photo_distance(const struct photo_hash *a, const struct photo_hash *b)
{
	unsigned bits = 0;

	for (int i = 0; i < 4; i++)
		bits += (unsigned)__builtin_popcountll(a->words[i] ^ b->words[i]);
	return bits;
}

static unsigned nearest(const struct photo_hash *banned, const struct photo_hash *turns,
			size_t count)
{
	unsigned least = 256;

	for (size_t i = 0; i < count && i < PHOTO_TURNS; i++) {
		unsigned distance = photo_distance(banned, &turns[i]);

		if (turns[i].quality >= PHOTO_QUALITY && distance < least)
			least = distance;
	}
	return least;
}

bool bans_match_photo(const struct bans *bans, const struct photo_hash *turns, size_t count,
		      struct ban_match *ret_match)
{
	struct ban_match best = {.ban = NULL, .distance = PHOTO_NEAR + 1};

	for (size_t i = 0; i < bans->count; i++) {
		const struct ban *ban = &bans->list[i];
		unsigned distance;

		if (ban->kind != BAN_PHOTO)
			continue;
		distance = nearest(&ban->photo, turns, count);
		if (distance < best.distance)
			best = (struct ban_match){ban, MATCH_PHOTO, 0, 0, distance};
	}
	if (best.ban == NULL)
		return false;
	*ret_match = best;
	return true;
}

/* ---- words ---- */

const char *ban_match_code(const struct ban_match *match)
{
	static const char *const codes[] = {
		[MATCH_ADDRESS] = "address",
		[MATCH_EMAIL] = "email_same",
		[MATCH_EMAIL_MAILBOX] = "email_mailbox",
		[MATCH_EMAIL_ALIKE] = "email_alike",
		[MATCH_PHOTO] = "photo",
		[MATCH_NETWORK] = "network",
	};

	return codes[match->sign];
}

/* How the spelling differs from the banned one's: by something that is here now, or was there then.
 */
static const char *spelling(const struct ban_match *match)
{
	unsigned more = match->undone & ~match->before, less = match->before & ~match->undone;

	if (more & EMAIL_TAG)
		return "with a +tag";
	if (more & EMAIL_DOTS)
		return "with a dot";
	if ((more | less) & EMAIL_PROVIDER)
		return "under another name of the provider";
	if (less & EMAIL_TAG)
		return "without its +tag";
	if (less & EMAIL_DOTS)
		return "without its dot";
	return match->undone & EMAIL_TAG ? "with another +tag" : "with its dots elsewhere";
}

const char *ban_match_sentence(const struct ban_match *match, char ret_text[BAN_TEXT])
{
	char range[IP_RANGE_TEXT_MAX];

	switch (match->sign) {
	case MATCH_ADDRESS:
		snprintf(ret_text, BAN_TEXT, "No registration from %s: a banned member used it.",
			 ip_range_text(&match->ban->range, range));
		break;
	case MATCH_EMAIL:
		snprintf(ret_text, BAN_TEXT, "Evasion: same e-mail as a banned member.");
		break;
	case MATCH_EMAIL_MAILBOX:
		snprintf(ret_text, BAN_TEXT, "Evasion: same e-mail as a banned member, written %s.",
			 spelling(match));
		break;
	case MATCH_EMAIL_ALIKE:
		snprintf(ret_text, BAN_TEXT,
			 "Perhaps evasion: the e-mail looks like a banned member's%s.",
			 match->undone & EMAIL_LETTERS
				 ? ", written with letters of another alphabet"
				 : "");
		break;
	case MATCH_NETWORK:
		snprintf(ret_text, BAN_TEXT, "Perhaps evasion: from the same household as a banned member.");
		break;
	case MATCH_PHOTO:
		snprintf(ret_text, BAN_TEXT,
			 "Evasion: same photo as a banned member (%u of 256 bits differ).",
			 match->distance);
		break;
	}
	return ret_text;
}
