// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Chance, handed in. One source per process: from a seed (rehearse, tests: same seed, same bytes) or
 * from the operating system. ChaCha20 keyed once; drawn in blocks, so a draw costs nanoseconds.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
	uint8_t key[32];
	uint64_t block;    /* counter: blocks drawn so far */
	uint8_t pool[1024];
	size_t left;       /* unread bytes at the pool's end */
};

/* Repeatable; `label` separates independent streams of one seed (keys, due times, ...). */
void random_from_seed(struct random *random, uint64_t seed, const char *label);
/* Keyed from the kernel. sodium_init() must have run. */
void random_from_system(struct random *random);

void random_bytes(struct random *random, void *ret_data, size_t size);
uint64_t random_u64(struct random *random);
/* Uniform in [0, bound), without modulo bias; bound 0 gives 0. */
uint64_t random_below(struct random *random, uint64_t bound);
/* Uniform in [0, 1). */
double random_unit(struct random *random);

#endif
