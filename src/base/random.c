// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"

#include <sodium.h>
#include <string.h>

static void start(struct random *random)
{
	random->block = 0;
	random->left = 0;
}

void random_from_seed(struct random *random, uint64_t seed, const char *label)
{
	uint8_t key[crypto_generichash_KEYBYTES_MIN] = {0};

	for (int i = 0; i < 8; i++)
		key[i] = (uint8_t)(seed >> (8 * i));
	crypto_generichash(random->key, sizeof random->key, (const uint8_t *)label, strlen(label),
			   key, sizeof key);
	start(random);
}

void random_from_system(struct random *random)
{
	randombytes_buf(random->key, sizeof random->key);
	start(random);
}

static void refill(struct random *random)
{
	uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];

	for (size_t i = 0; i < sizeof nonce; i++)
		nonce[i] = (uint8_t)(random->block >> (8 * i));
	crypto_stream_chacha20(random->pool, sizeof random->pool, nonce, random->key);
	random->block++;
	random->left = sizeof random->pool;
}

void random_bytes(struct random *random, void *ret_data, size_t size)
{
	uint8_t *out = ret_data;

	while (size > 0) {
		size_t take;

		if (random->left == 0)
			refill(random);
		take = size < random->left ? size : random->left;
		memcpy(out, random->pool + sizeof random->pool - random->left, take);
		/* What was given out is not kept. */
		memset(random->pool + sizeof random->pool - random->left, 0, take);
		random->left -= take;
		out += take;
		size -= take;
	}
}

uint64_t random_u64(struct random *random)
{
	uint64_t value;

	random_bytes(random, &value, sizeof value);
	return value;
}

uint64_t random_below(struct random *random, uint64_t bound)
{
	uint64_t least, value;

	if (bound <= 1)
		return 0;
	least = -bound % bound;
	do
		value = random_u64(random);
	while (value < least);
	return value % bound;
}

double random_unit(struct random *random)
{
	return (double)(random_u64(random) >> 11) * 0x1p-53;
}
