// SPDX-License-Identifier: GPL-3.0-or-later
/* How the parts of a site are saved and loaded (site_save.c): each part has one function that walks its fields in both directions,
 * so that what is written is what is read, and neither can be forgotten. */
#ifndef STANDING_SITE_WALK_H
#define STANDING_SITE_WALK_H

#include "standing/site_private.h"

/* Writing into `out`, or reading from `in`. `bad`: what was read cannot be. */
struct walk {
	struct buf *out; /* NULL: reading */
	struct reader in;
	bool bad;
};

uint64_t walk_u64(struct walk *walk, uint64_t value);
uint8_t walk_u8(struct walk *walk, unsigned value);
uint32_t walk_u32(struct walk *walk, uint32_t value);
void walk_raw(struct walk *walk, void *data, size_t size);
/* NULL stays NULL; what was read is the caller's. */
char *walk_text(struct walk *walk, char *value);
/* A count that is read never asks for more than the bytes that are there could hold, one each. */
uint32_t walk_count(struct walk *walk, uint32_t value, uint32_t most);

#define NUMBER(field) (field) = (__typeof__(field))walk_u64(walk, (uint64_t)(field))
#define WORD(field) (field) = (__typeof__(field))walk_u32(walk, (uint32_t)(field))
#define BYTE(field) (field) = (__typeof__(field))walk_u8(walk, (unsigned)(field))

/* site_walk_members.c */
void walk_rules(struct walk *walk, struct rules *rules);
void walk_people(struct walk *walk, struct site *site);

#endif
