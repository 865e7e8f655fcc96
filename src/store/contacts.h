// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The contacts of one line in memory: keyed hash -> number, and a byte of flags each. The table behind it is
 * append-only; this map is its only index. Grows in steps (no single growth touches more than a bounded number
 * of slots), at most 24 bytes a contact. Dirty pages of flags are written with a snapshot.
 */
#ifndef STORE_CONTACTS_H
#define STORE_CONTACTS_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONTACT_HASH = 16, CONTACTS_PAGE = 16384 };

struct contacts;

struct contacts *contacts_create(void);
void contacts_destroy(struct contacts *contacts);

uint32_t contacts_count(const struct contacts *contacts);
/* The number of the contact with this hash; 0: none. */
uint32_t contacts_find(const struct contacts *contacts, const uint8_t hash[CONTACT_HASH]);
/* Adds the next contact (number = count + 1), with flags 0; contacts_find() gave 0 for it. ERR_MEMORY, ERR_FULL (at
 * 2^32 - 1): nothing changed. */
enum err contacts_add(struct contacts *contacts, const uint8_t hash[CONTACT_HASH],
		      uint32_t *ret_number);
/* Takes the newest ones back until `count` are left: a batch that was not committed. */
void contacts_truncate(struct contacts *contacts, uint32_t count);

uint8_t contacts_flags(const struct contacts *contacts, uint32_t number); /* 0 for one that is not there */
void contacts_set_flags(struct contacts *contacts, uint32_t number, uint8_t flags);

/* Pages whose flags changed since contacts_clean(). */
uint32_t contacts_pages(const struct contacts *contacts);
bool contacts_dirty(const struct contacts *contacts, uint32_t page);
const uint8_t *contacts_page(const struct contacts *contacts, uint32_t page, uint32_t *ret_size);
void contacts_load_page(struct contacts *contacts, uint32_t page, const uint8_t *flags, uint32_t size);
void contacts_clean(struct contacts *contacts);

#endif
