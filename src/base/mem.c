// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK = 256 * 1024, ALIGN = 8 };

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	_Alignas(16) unsigned char data[];
};

static uint64_t fail_at, calls;

uint64_t mem_fail_nth(uint64_t nth)
{
	uint64_t made = calls;

	calls = 0;
	fail_at = nth;
	return made;
}

/* True when a test asked for this very call to fail. */
static int told_to_fail(void)
{
	return ++calls == fail_at;
}

static void die(size_t count, size_t size)
{
	fprintf(stderr, "fauxbond: out of memory (%zu x %zu bytes)\n", count, size);
	abort();
}

void *mem_alloc(size_t count, size_t size)
{
	void *memory = calloc(count != 0 ? count : 1, size != 0 ? size : 1);

	if (memory == NULL)
		die(count, size);
	return memory;
}

void *mem_grow(void *old, size_t count, size_t size)
{
	void *memory = reallocarray(old, count != 0 ? count : 1, size != 0 ? size : 1);

	if (memory == NULL)
		die(count, size);
	return memory;
}

char *mem_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = mem_alloc(1, size);

	memcpy(copy, text, size);
	return copy;
}

void mem_free(void *memory)
{
	free(memory);
}

void *mem_try_alloc(size_t count, size_t size)
{
	return told_to_fail() ? NULL : calloc(count != 0 ? count : 1, size != 0 ? size : 1);
}

void *mem_try_grow(void *old, size_t count, size_t size)
{
	return told_to_fail() ? NULL : reallocarray(old, count != 0 ? count : 1, size);
}

void arena_init(struct arena *arena, size_t cap)
{
	*arena = (struct arena){.cap = cap};
}

void arena_finish(struct arena *arena)
{
	while (arena->blocks != NULL) {
		struct arena_block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
	arena->used = 0;
}

void arena_reset(struct arena *arena)
{
	while (arena->blocks != NULL && arena->blocks->next != NULL) {
		struct arena_block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
	if (arena->blocks != NULL)
		arena->blocks->used = 0;
	arena->used = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	size_t need = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	void *memory;

	if (need < size || need > arena->cap - arena->used)
		return NULL;
	if (block == NULL || block->size - block->used < need) {
		size_t room = need > ARENA_BLOCK ? need : ARENA_BLOCK;

		block = told_to_fail() ? NULL : malloc(sizeof *block + room);
		if (block == NULL)
			return NULL;
		*block = (struct arena_block){.next = arena->blocks, .size = room};
		arena->blocks = block;
	}
	memory = block->data + block->used;
	block->used += need;
	arena->used += need;
	return memory;
}

void *arena_copy(struct arena *arena, const void *data, size_t size)
{
	unsigned char *copy = arena_alloc(arena, size + 1);

	if (copy == NULL)
		return NULL;
	if (size != 0)
		memcpy(copy, data, size);
	copy[size] = 0;
	return copy;
}
