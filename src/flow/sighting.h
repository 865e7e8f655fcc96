// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One approach that a decoy saw on someone else's site: a contact request, or a message. It did not
 * reach us over a carrier; a person wrote it down. Pure: what it must be, under which address its
 * sender is known, by what it is recognised when it is handed in again, and its words for the
 * record.
 */
#ifndef FLOW_SIGHTING_H
#define FLOW_SIGHTING_H

#include "base/seal.h"
#include "flow/flow.h"

enum {
	SIGHTING_PLATFORM_MAX = 64, /* bytes, as given */
	SIGHTING_HANDLE_MAX = 200,
	SIGHTING_URL_MAX = 500,
	SIGHTING_TEXT_MAX = 8000,
	SIGHTING_AGE_MAX = 120,
	SIGHTING_ADULT = 18,
};
/* A date that lies further back is more likely a slip of the pen. */
#define SIGHTING_SPAN_MAX (400 * MS_DAY)

enum sighting_what { SIGHTING_REQUEST, SIGHTING_MESSAGE };
const char *sighting_what_name(enum sighting_what what);

struct sighting {
	const char *platform, *handle; /* as the person wrote them: UTF-8 */
	const char *url;	       /* of the profile; "": none */
	enum sighting_what what;
	ms_t seen;	   /* when it happened */
	struct bytes text; /* UTF-8; may be empty, of a request */
	int claimed_age;   /* years, as the profile says; 0: it does not */
};

/* Members that ret_member may name; the text says what to write. */
#define SIGHTING_MEMBERS(M)                                                                        \
	M(SIGHTING_AT_PLATFORM, "platform", "the site or app, as \"praatplek\"")                   \
	M(SIGHTING_AT_HANDLE, "handle", "the name of who approached, on that site")                \
	M(SIGHTING_AT_WHAT, "what", "\"request\" (for contact) or \"message\"")                    \
	M(SIGHTING_AT_SEEN, "seen", "when it happened")                                            \
	M(SIGHTING_AT_TEXT, "text", "his words")                                                   \
	M(SIGHTING_AT_URL, "url", "the address of the profile")                                    \
	M(SIGHTING_AT_AGE, "claimed_age", "the age that the profile gives, in years")

enum sighting_member {
#define X(id, name, what) id,
	SIGHTING_MEMBERS(X)
#undef X
	SIGHTING_MEMBER_COUNT
};
const char *sighting_member_name(enum sighting_member member);

/* Whether it can be recorded at `now`. ERR_INPUT: what is wrong, in words, and with which member. */
enum err sighting_check(const struct sighting *sighting, ms_t now, enum sighting_member *ret_member,
			struct error *error_r);

/* What follows is for sightings that passed the check. */

/* "platform:handle", folded (NFKC, case), without a leading @. What is longer than an address may be
 * is cut, and ends in "~" and ten letters of a keyed hash of the whole, so that two people never
 * share one; so does a handle that has a "~" itself. */
void sighting_address(const struct sighting *sighting, const uint8_t key[SEAL_KEY],
		      char ret_address[NUMBER_MAX]);
/* Keyed: the same for the same platform, handle (both folded), what, moment and words. */
void sighting_hash(const struct sighting *sighting, const uint8_t key[SEAL_KEY],
		   uint8_t ret_hash[WIRE_HASH]);
/* As it stands in the record: a JSON object, appended. */
void sighting_json(const struct sighting *sighting, struct buf *out);

#endif
