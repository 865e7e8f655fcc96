// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The words somebody asks for: those of patterns, and those by which a language is recognised. A
 * word of a text is looked up once and is a number from then on. Filled at start, then read only;
 * its keys are our own, so nobody can choose them to collide.
 */
#ifndef FLOW_CLASSIFY_LEXICON_H
#define FLOW_CLASSIFY_LEXICON_H

#include "base/bytes.h"

#include <stddef.h>
#include <stdint.h>

struct lexicon {
	struct lexicon_entry *entries; /* entries[id]; 0 is "not known" */
	size_t count, room;
	uint32_t *slots; /* open addressing, a power of two; 0: free */
	size_t slot_count;
	struct buf bytes;
};

struct lexicon_entry {
	uint64_t hash;
	uint32_t at; /* in `bytes` */
	uint16_t size;
	uint16_t languages; /* bit LANGUAGE_…: a frequent word of it */
};

void lexicon_finish(struct lexicon *lexicon);
/* The word's number, from 1; adds it when it is new. */
uint32_t lexicon_add(struct lexicon *lexicon, struct bytes word);
/* 0 when it is not there. */
uint32_t lexicon_find(const struct lexicon *lexicon, struct bytes word);

#endif
