// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Crypto, in the few forms the program uses, over libsodium (and OpenSSL's SHA-256, which uses the
 * processor's instructions). No policy: who may hold which key is daemon/'s matter.
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"

enum {
	SEAL_KEY = 32,
	SEAL_NONCE = 24,
	SEAL_TAG = 16,
	SEAL_MORE = SEAL_NONCE + SEAL_TAG, /* bytes a sealed field is longer than its content */
	SHA256 = 32,
	SIGN_PUBLIC = 32,
	SIGN_SECRET = 64,
	SIGNATURE = 64,
	LOOKUP = 16,    /* keyed hash of a number */
	SEAL_SALT = 16, /* of a passphrase */
};

/* Once per process, before anything below. Idempotent. */
enum err seal_start(struct error *error_r);

/* XChaCha20-Poly1305 (nonce || ciphertext || tag) appended to `out`. `bound` is authenticated, not
 * contained: where the field lives (line, event, column), so that it cannot be moved elsewhere. */
void seal_field(const uint8_t key[SEAL_KEY], struct random *random, struct bytes bound,
		struct bytes content, struct buf *out);
/* Appends the content; ERR_CRYPTO, and nothing appended, when it was tampered with or moved or the key differs. */
enum err seal_open(const uint8_t key[SEAL_KEY], struct bytes bound, struct bytes sealed,
		   struct buf *out);

/* Keyed BLAKE2b-128: how a number is looked up. */
void seal_lookup(const uint8_t key[SEAL_KEY], struct bytes value, uint8_t ret_hash[LOOKUP]);

/* SHA-256 of the pieces one after another. */
void sha256(const struct bytes *pieces, size_t count, uint8_t ret_hash[SHA256]);

/* Ed25519 (RFC 8032). */
void sign_keypair(const uint8_t seed[SEAL_KEY], uint8_t ret_public[SIGN_PUBLIC],
		  uint8_t ret_secret[SIGN_SECRET]);
void sign_bytes(const uint8_t secret[SIGN_SECRET], struct bytes message,
		uint8_t ret_signature[SIGNATURE]);
bool sign_verify(const uint8_t public_key[SIGN_PUBLIC], struct bytes message,
		 const uint8_t signature[SIGNATURE]);

/* The keys of one installation: random, made once, stored only wrapped by the key that `key:` gives. */
struct keys {
	uint8_t data[SEAL_KEY];   /* fields */
	uint8_t lookup[SEAL_KEY]; /* numbers -> hash; never rotated */
	uint8_t sign[SEAL_KEY];   /* seed of the checkpoint key */
};

/* Fresh keys from `random`. */
void keys_make(struct random *random, struct keys *ret_keys);
/* Wraps / unwraps with a key-encryption key; the wrapped form is what the store keeps. ERR_CRYPTO: another key. */
void keys_wrap(const struct keys *keys, const uint8_t kek[SEAL_KEY], struct random *random,
	       struct buf *out);
enum err keys_unwrap(struct bytes wrapped, const uint8_t kek[SEAL_KEY], struct keys *ret_keys,
		     struct error *error_r);
void keys_wipe(struct keys *keys);

/* A key-encryption key from a passphrase (Argon2id, moderate limits) and a 16-byte salt. */
enum err kek_from_passphrase(struct bytes passphrase, const uint8_t salt[SEAL_SALT],
			     uint8_t ret_kek[SEAL_KEY], struct error *error_r);
/* From a key file's content: 64 hexadecimal digits, white space around them ignored. */
enum err kek_from_file(struct bytes content, uint8_t ret_kek[SEAL_KEY], struct error *error_r);

#endif
