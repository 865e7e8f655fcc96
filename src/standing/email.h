// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One mailbox, many spellings. An address is taken to three forms:
 *
 *   written   lower case, without spaces around it: what the member typed
 *   mailbox   where mail to it arrives: a provider's other names, and the dots and +tags that it
 *             ignores, are gone. Two addresses of one mailbox are the same person.
 *   alike     the mailbox with look-alike letters as one (Cyrillic, Greek, full width, 0 and o, 1
 * and l, rn and m) and all separators gone: what a person reads. Two that only look alike are
 * perhaps two people, so that is a hint for a moderator.
 *
 * Of a provider that is not in the table only the case is taken as the same: elsewhere a dot or a
 * tag may be another person. (By RFC 5321 §2.4 case may matter; at no provider it does.)
 *
 * Only keyed hashes of these are kept, each under its own label, so that a stolen list tells no
 * address and the three forms cannot be compared with one another. No address is ever in an error.
 */
#ifndef STANDING_EMAIL_H
#define STANDING_EMAIL_H

#include "base/bytes.h"
#include "base/error.h"
#include "base/seal.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	EMAIL_WRITTEN_MAX = 320, /* bytes: 64, the @, and 255 behind it (RFC 5321 §4.5.3.1) */
	/* A provider's name kept may be some bytes longer than the one written ("me.com"). */
	EMAIL_MAX = EMAIL_WRITTEN_MAX + 16,
};

/* What was undone, in bits. */
enum email_change {
	EMAIL_DOTS = 1,	    /* dots (or hyphens) that the provider ignores */
	EMAIL_TAG = 2,	    /* a +tag */
	EMAIL_PROVIDER = 4, /* another name of the provider */
	EMAIL_LETTERS = 8,  /* look-alike letters; in `alike` only */
};

struct email {
	char written[EMAIL_MAX], mailbox[EMAIL_MAX], alike[EMAIL_MAX];
	unsigned changes; /* of enum email_change */
};

struct email_hashes {
	uint8_t written[LOOKUP], mailbox[LOOKUP], alike[LOOKUP];
	unsigned changes;
};

/* ERR_INPUT when it is no address as sites accept them: one @, something before it and a domain
 * with a dot behind it, UTF-8, no spaces, quotes or controls. error_r never quotes it. */
enum err email_normalise(struct bytes address, struct email *ret_email, struct error *error_r);
void email_hash(const uint8_t key[SEAL_KEY], const struct email *email,
		struct email_hashes *ret_hashes);

#endif
