// SPDX-License-Identifier: GPL-3.0-or-later
/* store/contacts: the map against a simple reference, its pages of flags, refused memory, its size.
 */
#include "base/mem.h"
#include "base/random.h"
#include "store/contacts.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Hash number n of a run: a pool small enough that finds hit and miss. */
static void hash_of(uint64_t n, uint8_t ret_hash[CONTACT_HASH])
{
	uint64_t x = n * 0x9e3779b97f4a7c15 + 1;

	for (int i = 0; i < CONTACT_HASH; i++) {
		x ^= x >> 31;
		x *= 0xbf58476d1ce4e5b9;
		ret_hash[i] = (uint8_t)(x >> 56);
	}
}

static uint32_t add(struct contacts *contacts, uint64_t n)
{
	uint8_t hash[CONTACT_HASH];
	uint32_t number = 0;

	hash_of(n, hash);
	assert_int_equal(contacts_add(contacts, hash, &number), ERR_NONE);
	return number;
}

static uint32_t find(const struct contacts *contacts, uint64_t n)
{
	uint8_t hash[CONTACT_HASH];

	hash_of(n, hash);
	return contacts_find(contacts, hash);
}

static void numbers_follow_one_another(void **state)
{
	struct contacts *contacts = contacts_create();

	(void)state;
	assert_int_equal(find(contacts, 1), 0);
	for (uint32_t i = 1; i <= 100000; i++)
		assert_int_equal(add(contacts, i), i);
	for (uint32_t i = 1; i <= 100000; i++)
		assert_int_equal(find(contacts, i), i);
	for (uint32_t i = 100001; i <= 200000; i++)
		assert_int_equal(find(contacts, i), 0);
	assert_int_equal(contacts_count(contacts), 100000);
	contacts_destroy(contacts);
	contacts_destroy(NULL);
}

static void hashes_that_share_a_bucket_are_told_apart(void **state)
{
	struct contacts *contacts = contacts_create();
	uint8_t hash[CONTACT_HASH] = {0};
	uint32_t number;

	(void)state;
	for (int i = 0; i < 256; i++) { /* only the last byte differs */
		hash[CONTACT_HASH - 1] = (uint8_t)i;
		assert_int_equal(contacts_find(contacts, hash), 0);
		assert_int_equal(contacts_add(contacts, hash, &number), ERR_NONE);
	}
	for (int i = 0; i < 256; i++) {
		hash[CONTACT_HASH - 1] = (uint8_t)i;
		assert_int_equal(contacts_find(contacts, hash), i + 1);
	}
	contacts_truncate(contacts, 100);
	for (int i = 0; i < 256; i++) {
		hash[CONTACT_HASH - 1] = (uint8_t)i;
		assert_int_equal(contacts_find(contacts, hash), i < 100 ? i + 1 : 0);
	}
	contacts_destroy(contacts);
}

/* The reference: number of each pool member, and the members and flags in order of number. */
enum { POOL = 60000, STEPS = 400000 };

struct reference {
	uint32_t number_of[POOL];
	uint32_t member[POOL + 1];
	uint8_t flags[POOL + 1];
	uint32_t count;
};

static void reference_truncate(struct reference *reference, uint32_t count)
{
	while (reference->count > count)
		reference->number_of[reference->member[reference->count--]] = 0;
}

static void compare(const struct reference *reference, const struct contacts *contacts)
{
	assert_int_equal(contacts_count(contacts), reference->count);
	for (uint32_t i = 0; i < POOL; i++)
		assert_int_equal(find(contacts, i), reference->number_of[i]);
	for (uint32_t i = 1; i <= reference->count; i++)
		assert_int_equal(contacts_flags(contacts, i), reference->flags[i]);
}

static void one_step(struct reference *reference, struct contacts *contacts, struct random *random)
{
	uint32_t member = (uint32_t)random_below(random, POOL);
	uint32_t number = find(contacts, member);

	assert_int_equal(number, reference->number_of[member]);
	if (number == 0) {
		number = add(contacts, member);
		assert_int_equal(number, ++reference->count);
		reference->number_of[member] = number;
		reference->member[number] = member;
		reference->flags[number] = 0;
	} else {
		reference->flags[number] = (uint8_t)random_u64(random);
		contacts_set_flags(contacts, number, reference->flags[number]);
	}
	if (random_below(random, 500) == 0) {
		uint32_t back = (uint32_t)random_below(random, 1000);
		uint32_t left = reference->count > back ? reference->count - back : 0;

		reference_truncate(reference, left);
		contacts_truncate(contacts, left);
	}
}

static void it_does_what_a_simple_one_does(void **state)
{
	struct reference *reference = mem_alloc(1, sizeof *reference);
	struct contacts *contacts = contacts_create();
	struct random random;

	(void)state;
	random_from_seed(&random, 11, "contacts");
	for (int i = 0; i < STEPS; i++) {
		one_step(reference, contacts, &random);
		if (i % 50000 == 49999)
			compare(reference, contacts);
	}
	contacts_destroy(contacts);
	mem_free(reference);
}

static void flags_are_kept_by_pages(void **state)
{
	struct contacts *contacts = contacts_create();
	struct contacts *again = contacts_create();
	uint32_t size;

	(void)state;
	assert_int_equal(contacts_pages(contacts), 0);
	for (uint32_t i = 1; i <= CONTACTS_PAGE + 5; i++) {
		add(contacts, i);
		add(again, i);
	}
	assert_int_equal(contacts_pages(contacts), 2);
	assert_false(contacts_dirty(contacts, 0) || contacts_dirty(contacts, 1));
	contacts_set_flags(contacts, CONTACTS_PAGE + 5, 0x42);
	assert_false(contacts_dirty(contacts, 0));
	assert_true(contacts_dirty(contacts, 1));
	assert_int_equal(contacts_page(contacts, 1, &size)[4], 0x42);
	assert_int_equal(size, 5);
	contacts_load_page(again, 1, contacts_page(contacts, 1, &size), size);
	assert_int_equal(contacts_flags(again, CONTACTS_PAGE + 5), 0x42);
	contacts_clean(contacts);
	assert_false(contacts_dirty(contacts, 1));
	contacts_destroy(contacts);
	contacts_destroy(again);
}

static void what_is_not_there_has_no_flags(void **state)
{
	struct contacts *contacts = contacts_create();
	uint8_t page[8] = {1, 2, 3, 4, 5, 6, 7, 8};
	uint32_t size;

	(void)state;
	add(contacts, 1);
	add(contacts, 2);
	contacts_set_flags(contacts, 0, 1);
	contacts_set_flags(contacts, 3, 1);
	assert_int_equal(contacts_flags(contacts, 0), 0);
	assert_int_equal(contacts_flags(contacts, UINT32_MAX), 0);
	contacts_load_page(contacts, 7, page, sizeof page);
	contacts_load_page(contacts, 0, page, sizeof page); /* longer than the contacts */
	assert_int_equal(contacts_flags(contacts, 2), 2);
	add(contacts, 3);
	assert_int_equal(contacts_flags(contacts, 3), 0);
	contacts_set_flags(contacts, 3, 9);
	contacts_truncate(contacts, 2);
	add(contacts, 4); /* takes the number, not the flags */
	assert_int_equal(contacts_flags(contacts, 3), 0);
	contacts_page(contacts, 9, &size);
	assert_int_equal(size, 0);
	contacts_destroy(contacts);
}

/* Every call site that may be refused is refused once. */
static void refused_memory_changes_nothing(void **state)
{
	uint64_t calls = 1;

	(void)state;
	for (uint64_t nth = 1; nth <= calls; nth++) {
		struct contacts *contacts = contacts_create();
		uint8_t hash[CONTACT_HASH];
		uint32_t refused = 0, number = 77;

		mem_fail_nth(nth);
		for (uint32_t i = 1; i <= 20 * CONTACTS_PAGE; i++) {
			hash_of(i, hash);
			if (contacts_add(contacts, hash, &number) == ERR_NONE)
				continue;
			assert_int_equal(number, i == 1 ? 77 : i - 1);
			assert_int_equal(contacts_count(contacts), i - 1);
			assert_int_equal(contacts_find(contacts, hash), 0);
			assert_int_equal(find(contacts, i / 2), i / 2);
			assert_int_equal(contacts_add(contacts, hash, &number), ERR_NONE);
			assert_int_equal(number, i);
			refused++;
		}
		calls = mem_fail_nth(0);
		assert_int_equal(refused, 1);
		for (uint32_t i = 1; i <= 20 * CONTACTS_PAGE; i += 101)
			assert_int_equal(find(contacts, i), i);
		contacts_destroy(contacts);
		calls--; /* the one that was tried again */
	}
}

/* What the contract says, as the allocator sees it (sanitizers have another allocator). */
static void a_contact_takes_24_bytes_at_most(void **state)
{
#ifndef __SANITIZE_ADDRESS__
	struct mallinfo2 before = mallinfo2(), after;
	struct contacts *contacts = contacts_create();
	double used;

	(void)state;
	for (uint32_t i = 1; i <= 1000000; i++)
		add(contacts, i);
	after = mallinfo2();
	used = (double)(after.uordblks + after.hblkhd) - (double)(before.uordblks + before.hblkhd);
	print_message("%.2f bytes a contact\n", used / 1e6);
	assert_true(used / 1e6 <= 24.5); /* a million do not fill their last page */
	contacts_destroy(contacts);
#else
	(void)state;
	skip();
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_follow_one_another),
		cmocka_unit_test(hashes_that_share_a_bucket_are_told_apart),
		cmocka_unit_test(it_does_what_a_simple_one_does),
		cmocka_unit_test(flags_are_kept_by_pages),
		cmocka_unit_test(what_is_not_there_has_no_flags),
		cmocka_unit_test(refused_memory_changes_nothing),
		cmocka_unit_test(a_contact_takes_24_bytes_at_most),
	};

	return cmocka_run_group_tests_name("contacts", tests, NULL, NULL);
}
