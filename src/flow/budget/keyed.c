// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/budget/keyed.h"
#include "base/seal.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static_assert(KEYED_KEY == crypto_shorthash_siphashx24_KEYBYTES, "SipHash's key");
static_assert((int)KEYED_KEY == (int)LOOKUP, "a key is derived by the keyed hash of 16 bytes");
static_assert(sizeof(struct keyed_hash) == crypto_shorthash_siphashx24_BYTES, "SipHash's result");
static_assert(sizeof((struct random *)0)->key == SEAL_KEY, "the source's key is a key");

void keyed_derive(const struct random *random, const char *purpose, struct keyed *ret_keyed)
{
	seal_lookup(random->key, bytes_of_text(purpose), ret_keyed->key);
}

struct keyed_hash keyed_number(const struct keyed *keyed, uint64_t salt, uint64_t number)
{
	const uint64_t input[] = {salt, number};
	struct keyed_hash hash;

	crypto_shorthash_siphashx24((uint8_t *)&hash, (const uint8_t *)input, sizeof input,
				    keyed->key);
	return hash;
}

uint64_t keyed_text(const struct keyed *keyed, struct bytes text)
{
	struct keyed_hash hash;

	crypto_shorthash_siphashx24((uint8_t *)&hash, text.data, text.size, keyed->key);
	return hash.low;
}
