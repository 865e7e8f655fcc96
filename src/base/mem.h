// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One allocation policy: small allocations succeed or end the process; anything sized by a stranger
 * comes from a capped arena and may be refused.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

/* Zeroed memory, or the end of the process with one line on stderr. Freed with mem_free(). */
void *mem_alloc(size_t count, size_t size);
/* Grows `old` (NULL is fine) to count * size bytes; new bytes are not zeroed. Ends the process on
 * failure or overflow. */
void *mem_grow(void *old, size_t count, size_t size);
char *mem_strdup(const char *text);
void mem_free(void *memory);

/* Zeroed memory, or NULL: for large tables whose refusal the caller can survive. */
void *mem_try_alloc(size_t count, size_t size);
void *mem_try_grow(void *old, size_t count, size_t size);

/* Tests make the n-th mem_try_alloc()/mem_try_grow()/arena growth from now fail once; 0 is off.
 * Returns how many calls were made since it was last set. */
uint64_t mem_fail_nth(uint64_t nth);

/* A capped pool for one batch: many small pieces, freed together by arena_reset(). */
struct arena {
	struct arena_block *blocks; /* newest first */
	size_t used;                /* bytes handed out since the last reset */
	size_t cap;                 /* bytes; arena_alloc() refuses beyond */
};

void arena_init(struct arena *arena, size_t cap);
void arena_finish(struct arena *arena);
/* Gives everything back but one block, which is kept for the next batch. */
void arena_reset(struct arena *arena);
/* 8-aligned, not zeroed; NULL when the cap is reached or memory is short. */
void *arena_alloc(struct arena *arena, size_t size);
/* A copy of `size` bytes with a NUL behind them; NULL as above. */
void *arena_copy(struct arena *arena, const void *data, size_t size);

#endif
