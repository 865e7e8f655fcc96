// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Contacts in memory: a linear hash table (Litwin 1980) whose chains run through the entries.
 *
 *   pages     one per 16,384 contacts: hash and next in chain (20 bytes each), then the flags (1
 * byte each) heads     the newest number of each bucket's chain, in blocks that never move; 0:
 * empty
 *
 * The table grows by one bucket at a time: bucket b of a level splits into b and b + 2^level
 * when 1.5 contacts a bucket are reached, so an add does bounded work, and nothing is ever copied
 * but the two lists of block addresses (8 bytes per 16,384). 16 + 4 + 1 + 4/1.5 = 23.7 bytes a
 * contact.
 *
 * All 16 bytes of the hash are kept and compared: two numbers are taken for one only if BLAKE2b-128
 * collides, 1.5e-25 among ten million. (Eight bytes would give 2.7e-6: rare, but then a stranger is
 * answered for another.) The hash is keyed, so nobody outside can choose numbers that share a
 * chain.
 *
 * Chains run from the newest number to the oldest, also after a split, so taking the newest back is
 * unlinking heads.
 */
#include "store/contacts.h"

#include "base/mem.h"

#include <string.h>

enum { BLOCK = CONTACTS_PAGE }; /* heads a block */

struct entry {
	uint8_t hash[CONTACT_HASH];
	uint32_t next; /* an older number in the same bucket; 0: the last */
};

struct page {
	struct entry entries[CONTACTS_PAGE];
	uint8_t flags[CONTACTS_PAGE];
	bool dirty;
};

/* Addresses of blocks that never move. */
struct list {
	void **blocks;
	size_t made, room;
};

struct contacts {
	uint32_t count;
	uint32_t level; /* buckets = 2^level + split */
	uint32_t split; /* the next bucket to split */
	struct list pages, heads;
};

static void list_finish(struct list *list)
{
	for (size_t i = 0; i < list->made; i++)
		mem_free(list->blocks[i]);
	mem_free(list->blocks);
}

/* One zeroed block more; false, and nothing changed, when memory is refused. */
static bool list_add(struct list *list, size_t count, size_t size)
{
	if (list->made == list->room) {
		size_t room = list->room != 0 ? list->room * 2 : 16;
		void **grown = mem_try_grow(list->blocks, room, sizeof *grown);

		if (grown == NULL)
			return false;
		list->blocks = grown;
		list->room = room;
	}
	list->blocks[list->made] = mem_try_alloc(count, size);
	if (list->blocks[list->made] == NULL)
		return false;
	list->made++;
	return true;
}

struct contacts *contacts_create(void)
{
	return mem_alloc(1, sizeof(struct contacts));
}

void contacts_destroy(struct contacts *contacts)
{
	if (contacts == NULL)
		return;
	list_finish(&contacts->pages);
	list_finish(&contacts->heads);
	mem_free(contacts);
}

uint32_t contacts_count(const struct contacts *contacts)
{
	return contacts->count;
}

static struct page *page_of(const struct contacts *contacts, uint32_t page)
{
	return contacts->pages.blocks[page];
}

static struct entry *entry_of(const struct contacts *contacts, uint32_t number)
{
	uint32_t index = number - 1;

	return &page_of(contacts, index / CONTACTS_PAGE)->entries[index % CONTACTS_PAGE];
}

static uint32_t *head_of(const struct contacts *contacts, uint32_t bucket)
{
	uint32_t *block = contacts->heads.blocks[bucket / BLOCK];

	return &block[bucket % BLOCK];
}

/* Buckets before `split` have been split already: they use one bit more. */
static uint32_t bucket_of(const struct contacts *contacts, const uint8_t hash[CONTACT_HASH])
{
	uint32_t bits, low;

	memcpy(&bits, hash, sizeof bits);
	low = bits & (uint32_t)((UINT64_C(1) << contacts->level) - 1);
	if (low < contacts->split)
		low = bits & (uint32_t)((UINT64_C(2) << contacts->level) - 1);
	return low;
}

static uint64_t buckets(const struct contacts *contacts)
{
	return (UINT64_C(1) << contacts->level) + contacts->split;
}

uint32_t contacts_find(const struct contacts *contacts, const uint8_t hash[CONTACT_HASH])
{
	uint32_t number;

	if (contacts->count == 0)
		return 0;
	number = *head_of(contacts, bucket_of(contacts, hash));
	while (number != 0) {
		const struct entry *entry = entry_of(contacts, number);

		if (memcmp(entry->hash, hash, CONTACT_HASH) == 0)
			return number;
		number = entry->next;
	}
	return 0;
}

/* Room for one contact and one bucket more. */
static bool grow(struct contacts *contacts)
{
	if (contacts->count >= contacts->pages.made * CONTACTS_PAGE &&
	    !list_add(&contacts->pages, 1, sizeof(struct page)))
		return false;
	return buckets(contacts) < contacts->heads.made * BLOCK ||
	       list_add(&contacts->heads, BLOCK, sizeof(uint32_t));
}

/* Splits one bucket; both chains keep their order. */
static void split_one(struct contacts *contacts)
{
	uint32_t low = contacts->split;
	uint32_t high = (uint32_t)buckets(contacts);
	uint32_t number = *head_of(contacts, low);
	uint32_t *low_end = head_of(contacts, low), *high_end = head_of(contacts, high);

	if (++contacts->split == UINT64_C(1) << contacts->level) {
		contacts->split = 0;
		contacts->level++;
	}
	while (number != 0) {
		struct entry *entry = entry_of(contacts, number);
		uint32_t **end = bucket_of(contacts, entry->hash) == low ? &low_end : &high_end;

		**end = number;
		*end = &entry->next;
		number = entry->next;
	}
	*low_end = 0;
	*high_end = 0;
}

enum err contacts_add(struct contacts *contacts, const uint8_t hash[CONTACT_HASH],
		      uint32_t *ret_number)
{
	struct entry *entry;
	uint32_t *head;

	if (contacts->count == UINT32_MAX)
		return ERR_FULL;
	/* Everything that can be refused comes first; a block that stays unused does no harm. */
	if (!grow(contacts))
		return ERR_MEMORY;
	head = head_of(contacts, bucket_of(contacts, hash));
	entry = entry_of(contacts, ++contacts->count);
	memcpy(entry->hash, hash, CONTACT_HASH);
	entry->next = *head;
	*head = contacts->count;
	if (buckets(contacts) * 3 < (uint64_t)contacts->count * 2)
		split_one(contacts);
	*ret_number = contacts->count;
	return ERR_NONE;
}

/* The table keeps its buckets: they will be needed again. */
void contacts_truncate(struct contacts *contacts, uint32_t count)
{
	while (contacts->count > count) {
		uint32_t number = contacts->count;
		struct entry *entry = entry_of(contacts, number);

		*head_of(contacts, bucket_of(contacts, entry->hash)) = entry->next;
		contacts_set_flags(contacts, number, 0);
		contacts->count--;
	}
}

static bool known(const struct contacts *contacts, uint32_t number)
{
	return number >= 1 && number <= contacts->count;
}

/* A number that is not there (a damaged row may name one) has no flags and takes none. */
uint8_t contacts_flags(const struct contacts *contacts, uint32_t number)
{
	uint32_t index = number - 1;

	if (!known(contacts, number))
		return 0;
	return page_of(contacts, index / CONTACTS_PAGE)->flags[index % CONTACTS_PAGE];
}

void contacts_set_flags(struct contacts *contacts, uint32_t number, uint8_t flags)
{
	uint32_t index = number - 1;
	struct page *page;

	if (!known(contacts, number))
		return;
	page = page_of(contacts, index / CONTACTS_PAGE);
	if (page->flags[index % CONTACTS_PAGE] == flags)
		return;
	page->flags[index % CONTACTS_PAGE] = flags;
	page->dirty = true;
}

uint32_t contacts_pages(const struct contacts *contacts)
{
	return contacts->count / CONTACTS_PAGE + (contacts->count % CONTACTS_PAGE != 0);
}

bool contacts_dirty(const struct contacts *contacts, uint32_t page)
{
	return page < contacts_pages(contacts) && page_of(contacts, page)->dirty;
}

static uint32_t page_size(const struct contacts *contacts, uint32_t page)
{
	uint32_t left = contacts->count - page * CONTACTS_PAGE;

	return left < CONTACTS_PAGE ? left : CONTACTS_PAGE;
}

const uint8_t *contacts_page(const struct contacts *contacts, uint32_t page, uint32_t *ret_size)
{
	if (page >= contacts_pages(contacts)) {
		*ret_size = 0;
		return (const uint8_t *)"";
	}
	*ret_size = page_size(contacts, page);
	return page_of(contacts, page)->flags;
}

/* From a snapshot, which may be older than the contacts (the rest keeps 0); what is beyond them is
 * ignored. */
void contacts_load_page(struct contacts *contacts, uint32_t page, const uint8_t *flags,
			uint32_t size)
{
	uint32_t most;

	if (page >= contacts_pages(contacts))
		return;
	most = page_size(contacts, page);
	memcpy(page_of(contacts, page)->flags, flags, size < most ? size : most);
	page_of(contacts, page)->dirty = false;
}

void contacts_clean(struct contacts *contacts)
{
	for (uint32_t page = 0; page < contacts->pages.made; page++)
		page_of(contacts, page)->dirty = false;
}
