// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A checkpoint as a signed note, after C2SP signed-note and tlog-checkpoint, so that strangers'
 * tools and witnesses understand it:
 *
 *   fauxbond/0123456789abcdef0123456789abcdef      origin: the log's random id names nobody
 *   4711                                           leaves
 *   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=   root
 *   at 1772482500000                               when, in ms since 1970
 *
 *   — fauxbond/0123456789abcdef0123456789abcdef base64(key id (4) || Ed25519 signature (64))
 *
 * The key's name is the origin; its id is the first 4 bytes of
 * SHA-256(name || 0x0a || 0x01 || public key). The time is an extension line, so that it is signed.
 */
#ifndef FLOW_EVIDENCE_NOTE_H
#define FLOW_EVIDENCE_NOTE_H

#include "base/clock.h"
#include "base/seal.h"
#include "flow/evidence/leaf.h"

enum {
	NOTE_ORIGIN = 9 + 2 * LOG_ID + 1, /* with its NUL */
	NOTE_MAX = 64 * 1024,		  /* bytes; a longer one is refused */
	NOTE_SIGNATURES_MAX = 100,	  /* a log's and many witnesses' */
	NOTE_KEY_ID = 4,
};

/* What a checkpoint says. */
struct checkpoint {
	uint8_t log[LOG_ID];
	uint64_t size;
	uint8_t root[SHA256];
	ms_t at;
};

/* Views into the note's bytes. */
struct note {
	struct bytes
		text; /* what is signed: all up to and with the newline before the empty line */
	struct bytes signatures; /* the lines behind it */
	struct checkpoint checkpoint;
};

void note_origin(const uint8_t log[LOG_ID], char ret_origin[NOTE_ORIGIN]);
void note_key_id(const char *name, const uint8_t public_key[SIGN_PUBLIC],
		 uint8_t ret_id[NOTE_KEY_ID]);
/* NAME+HEXID+BASE64: the form in which note tools take a verifier's key; appended. */
void note_verifier_key(const uint8_t log[LOG_ID], const uint8_t public_key[SIGN_PUBLIC],
		       struct buf *out);

/* The text to be signed, appended. */
void note_text(const struct checkpoint *checkpoint, struct buf *out);
/* The whole note, appended. */
void note_make(const struct checkpoint *checkpoint, const uint8_t public_key[SIGN_PUBLIC],
	       const uint8_t signature[SIGNATURE], struct buf *out);

/* ERR_INPUT, with the line, for anything that is no checkpoint of a fauxbond log. Other extension
 * lines are allowed; signatures are only looked at in shape. */
enum err note_parse(struct bytes bytes, struct note *ret_note, struct error *error_r);
/* ERR_CRYPTO: no signature by this key, or a false one. Other keys' signatures are passed over. */
enum err note_verify(const struct note *note, const uint8_t public_key[SIGN_PUBLIC],
		     struct error *error_r);

#endif
