// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A small hash for tables of our own words and for features: FNV-1a, spread by Murmur3's finisher. Not keyed: never for a
 * table whose keys a stranger chooses and which must not degrade.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

static inline uint32_t hash_start(uint32_t seed)
{
	return 2166136261u ^ seed * 0x9e3779b9u;
}

static inline uint32_t hash_add(uint32_t hash, uint8_t byte)
{
	return (hash ^ byte) * 16777619u;
}

/* Every bit of the result depends on every bit of the hash. */
static inline uint32_t hash_end(uint32_t hash)
{
	hash = (hash ^ hash >> 16) * 0x85ebca6bu;
	hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
	return hash ^ hash >> 16;
}

static inline uint32_t hash_bytes(uint32_t seed, const uint8_t *data, size_t size)
{
	uint32_t hash = hash_start(seed);

	for (size_t i = 0; i < size; i++)
		hash = hash_add(hash, data[i]);
	return hash_end(hash);
}

/* FNV-1a in 64 bits: for checksums of our own files and words of our own. */
static inline uint64_t hash64_bytes(const uint8_t *data, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ data[i]) * 0x100000001b3u;
	return hash;
}

#endif
