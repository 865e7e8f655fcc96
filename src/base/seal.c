// SPDX-License-Identifier: GPL-3.0-or-later
/* OpenSSL calls its block-level SHA-256 deprecated in favour of EVP. It stays, here alone: it keeps
 * its state on the stack, so nothing is allocated, fetched or shared, and at the 30 to 250 bytes
 * hashed here it takes 80 ns where a reused EVP context takes 155 and libsodium, without SHA-NI,
 * 300. */
#define OPENSSL_SUPPRESS_DEPRECATED

/* seal.h has SHA256 as a size; OpenSSL has a function of that name, which is not used. */
#define SHA256 openssl_sha256
#include <openssl/sha.h>
#undef SHA256

#include "base/seal.h"

#include <sodium.h>
#include <string.h>

_Static_assert(SEAL_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key");
_Static_assert(SEAL_NONCE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(SEAL_TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");
_Static_assert(SEAL_KEY == crypto_sign_SEEDBYTES && SIGN_PUBLIC == crypto_sign_PUBLICKEYBYTES &&
		       SIGN_SECRET == crypto_sign_SECRETKEYBYTES && SIGNATURE == crypto_sign_BYTES,
	       "Ed25519");
_Static_assert(SEAL_SALT == crypto_pwhash_SALTBYTES, "salt");

enum { KEYS_SIZE = 3 * SEAL_KEY };

/* What wrapped keys are bound to: a wrapped field of another kind never opens as keys. */
static const char keys_bound[] = "fauxbond keys 1";

enum err seal_start(struct error *error_r)
{
	if (sodium_init() < 0)
		return error_set(error_r, ERR_CRYPTO, "libsodium does not start");
	return ERR_NONE;
}

void seal_field(const uint8_t key[SEAL_KEY], struct random *random, struct bytes bound,
		struct bytes content, struct buf *out)
{
	uint8_t *nonce = buf_room(out, content.size + SEAL_MORE);

	random_bytes(random, nonce, SEAL_NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + SEAL_NONCE, NULL, content.data,
						   content.size, bound.data, bound.size, NULL,
						   nonce, key);
	out->size += content.size + SEAL_MORE;
}

enum err seal_open(const uint8_t key[SEAL_KEY], struct bytes bound, struct bytes sealed,
		   struct buf *out)
{
	size_t size;

	if (sealed.size < SEAL_MORE)
		return ERR_CRYPTO;
	size = sealed.size - SEAL_MORE;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		    buf_room(out, size), NULL, NULL, sealed.data + SEAL_NONCE, size + SEAL_TAG,
		    bound.data, bound.size, sealed.data, key) != 0)
		return ERR_CRYPTO;
	out->size += size;
	return ERR_NONE;
}

void seal_lookup(const uint8_t key[SEAL_KEY], struct bytes value, uint8_t ret_hash[LOOKUP])
{
	crypto_generichash(ret_hash, LOOKUP, value.data, value.size, key, SEAL_KEY);
}

void sha256(const struct bytes *pieces, size_t count, uint8_t ret_hash[SHA256])
{
	SHA256_CTX state;

	SHA256_Init(&state);
	for (size_t i = 0; i < count; i++)
		SHA256_Update(&state, pieces[i].data, pieces[i].size);
	SHA256_Final(ret_hash, &state);
}

void sign_keypair(const uint8_t seed[SEAL_KEY], uint8_t ret_public[SIGN_PUBLIC],
		  uint8_t ret_secret[SIGN_SECRET])
{
	crypto_sign_seed_keypair(ret_public, ret_secret, seed);
}

void sign_bytes(const uint8_t secret[SIGN_SECRET], struct bytes message,
		uint8_t ret_signature[SIGNATURE])
{
	crypto_sign_detached(ret_signature, NULL, message.data, message.size, secret);
}

bool sign_verify(const uint8_t public_key[SIGN_PUBLIC], struct bytes message,
		 const uint8_t signature[SIGNATURE])
{
	return crypto_sign_verify_detached(signature, message.data, message.size, public_key) == 0;
}

void keys_make(struct random *random, struct keys *ret_keys)
{
	random_bytes(random, ret_keys->data, SEAL_KEY);
	random_bytes(random, ret_keys->lookup, SEAL_KEY);
	random_bytes(random, ret_keys->sign, SEAL_KEY);
}

void keys_wrap(const struct keys *keys, const uint8_t kek[SEAL_KEY], struct random *random,
	       struct buf *out)
{
	uint8_t plain[KEYS_SIZE];

	memcpy(plain, keys->data, SEAL_KEY);
	memcpy(plain + SEAL_KEY, keys->lookup, SEAL_KEY);
	memcpy(plain + 2 * SEAL_KEY, keys->sign, SEAL_KEY);
	seal_field(kek, random, bytes_of_text(keys_bound), BYTES_OF(plain), out);
	sodium_memzero(plain, sizeof plain);
}

enum err keys_unwrap(struct bytes wrapped, const uint8_t kek[SEAL_KEY], struct keys *ret_keys,
		     struct error *error_r)
{
	uint8_t plain[KEYS_SIZE];
	struct buf out = {plain, 0, sizeof plain};

	/* The exact size is checked first, so that `out` never grows beyond the array. */
	if (wrapped.size != KEYS_SIZE + SEAL_MORE)
		return error_set(error_r, ERR_CRYPTO, "the stored keys are damaged (%zu bytes)",
				 wrapped.size);
	if (seal_open(kek, bytes_of_text(keys_bound), wrapped, &out) != ERR_NONE)
		return error_set(error_r, ERR_CRYPTO,
				 "this key does not open the stored keys: it is another key or "
				 "passphrase, or they were changed");
	memcpy(ret_keys->data, plain, SEAL_KEY);
	memcpy(ret_keys->lookup, plain + SEAL_KEY, SEAL_KEY);
	memcpy(ret_keys->sign, plain + 2 * SEAL_KEY, SEAL_KEY);
	sodium_memzero(plain, sizeof plain);
	return ERR_NONE;
}

void keys_wipe(struct keys *keys)
{
	sodium_memzero(keys, sizeof *keys);
}

enum err kek_from_passphrase(struct bytes passphrase, const uint8_t salt[SEAL_SALT],
			     uint8_t ret_kek[SEAL_KEY], struct error *error_r)
{
	uint8_t kek[SEAL_KEY];

	if (passphrase.size == 0)
		return error_set(error_r, ERR_INPUT, "the passphrase is empty");
	if (crypto_pwhash(kek, sizeof kek, (const char *)passphrase.data, passphrase.size, salt,
			  crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
			  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return error_set(error_r, ERR_MEMORY,
				 "no memory to derive the key: Argon2id needs %zu MiB for a moment",
				 (size_t)crypto_pwhash_MEMLIMIT_MODERATE >> 20);
	memcpy(ret_kek, kek, sizeof kek);
	sodium_memzero(kek, sizeof kek);
	return ERR_NONE;
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

enum err kek_from_file(struct bytes content, uint8_t ret_kek[SEAL_KEY], struct error *error_r)
{
	char digits[2 * SEAL_KEY + 1] = "";
	uint8_t kek[SEAL_KEY];
	bool good;

	while (content.size > 0 && is_space(content.data[0]))
		content = (struct bytes){content.data + 1, content.size - 1};
	while (content.size > 0 && is_space(content.data[content.size - 1]))
		content.size--;
	if (content.size != 2 * SEAL_KEY)
		return error_set(
			error_r, ERR_INPUT,
			"a key file holds 64 hexadecimal digits; this one has %zu characters",
			content.size);
	memcpy(digits, content.data, content.size);
	good = hex_decode(digits, kek, sizeof kek);
	sodium_memzero(digits, sizeof digits);
	if (!good)
		return error_set(error_r, ERR_INPUT,
				 "a key file holds 64 hexadecimal digits; this one has others");
	memcpy(ret_kek, kek, sizeof kek);
	sodium_memzero(kek, sizeof kek);
	return ERR_NONE;
}
