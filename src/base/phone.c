// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The check of a number when an answer is due, and its memory.
 *
 * libphonenumber takes about 10 µs a number, so a verdict is kept for a block: the numbers of one
 * length that differ in their last three digits. How sound that is, with libphonenumber 8.12.57:
 *
 * 13.8 million blocks, tried with their first, last and one random number: all of France, Spain,
 * the Netherlands, Belgium and Luxembourg at their usual lengths, the mobile and most other ranges
 * of the United Kingdom, Germany and Italy. Two are mixed, Spanish 969 060 and 969 061, each with a
 * hundred mobiles among its fixed lines, which is the same verdict here. 4.5 million random pairs
 * out of one block in those eight countries: none differ in validity, type or country. 0.6 million
 * pairs over all countries: 15 differ, all in Liechtenstein, whose national numbers have 7 digits;
 * hence numbers under 8 are kept each for itself. Pairs out of one block of 100 never differed, but
 * with such blocks the same memory would serve a tenth of the senders.
 *
 * An entry is one word, eight of them a cache line, which is a set: newest first, the oldest falls
 * out. 2^15 sets hold 262,144 blocks, more than the 200,000 of all French mobile numbers.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/phone.h"
#include "base/phone_fiction.h"
#include "base/phone_lib.h"
#include "base/phone_plan.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK_DIGITS = 3, /* digits left out of the key */
	WHOLE_DIGITS = 8, /* national numbers with fewer digits are kept each for itself */
	SET_ENTRIES = 8,  /* 64 octets */
	SETS = 1 << 15,
	VERDICT_BITS = 20, /* of an entry; above it the key: length (4 bits) and digits (40) */
	E164_MIN = 7,	   /* digits; the shortest international numbers that text */
	E164_MAX = 15,
};

struct phone_checker {
	char house[3];
	uint64_t (*sets)[SET_ENTRIES]; /* 0: free; no number has length 0 */
	void *memory;
};

struct phone_checker *phone_checker_create(const char *house_country)
{
	struct phone_checker *checker = mem_alloc(1, sizeof *checker);
	size_t size = sizeof *checker->sets;
	uintptr_t start;

	snprintf(checker->house, sizeof checker->house, "%.2s",
		 house_country != NULL ? house_country : "");
	checker->memory = mem_alloc(SETS + 1, size);
	start = ((uintptr_t)checker->memory + size - 1) / size * size;
	checker->sets = (void *)start; /* each set in one cache line */
	phone_lib_load();
	return checker;
}

void phone_checker_destroy(struct phone_checker *checker)
{
	if (checker == NULL)
		return;
	mem_free(checker->memory);
	mem_free(checker);
}

/* Kind in bits 0 to 2, the country's letters, A as 0, in bits 3 to 7 and 8 to 12. */
static uint32_t verdict_pack(enum phone_kind kind, const char country[3])
{
	return (uint32_t)kind | (uint32_t)(country[0] - 'A') << 3 |
	       (uint32_t)(country[1] - 'A') << 8;
}

static void verdict_unpack(uint32_t verdict, struct phone *phone)
{
	phone->kind = (enum phone_kind)(verdict & 7);
	phone->country[0] = (char)('A' + (verdict >> 3 & 31));
	phone->country[1] = (char)('A' + (verdict >> 8 & 31));
	phone->country[2] = '\0';
}

static uint32_t ask_library(const char *digits)
{
	static const enum phone_kind kinds[] = {
		[PHONE_LIB_INVALID] = PHONE_INVALID,
		[PHONE_LIB_ORDINARY] = PHONE_VALID,
		[PHONE_LIB_COSTLY] = PHONE_PREMIUM,
	};
	size_t code_size = phone_calling_code_size(digits);
	const char *national = digits + code_size;
	int zeros = 0;
	int code = 0;
	char country[3];
	enum phone_lib_class class;

	for (size_t i = 0; i < code_size; i++)
		code = code * 10 + (digits[i] - '0');
	while (national[zeros] == '0' && national[zeros + 1] != '\0')
		zeros++;
	class = phone_lib_classify(code, strtoull(national, NULL, 10), zeros, country);
	return verdict_pack(kinds[class], country);
}

/* What numbers of one block share. */
static uint64_t block_key(const char *digits, size_t size)
{
	size_t national = size - phone_calling_code_size(digits);
	size_t kept = national < WHOLE_DIGITS ? size : size - BLOCK_DIGITS;
	uint64_t value = 0;

	for (size_t i = 0; i < kept; i++)
		value = value * 10 + (uint64_t)(digits[i] - '0');
	return (uint64_t)size << 40 | value; /* at most 12 digits: below 2^40 */
}

static uint64_t *set_of(struct phone_checker *checker, uint64_t key)
{
	uint64_t hash = key * 0x9e3779b97f4a7c15U;

	return checker->sets[(hash ^ hash >> 32) % SETS];
}

static uint32_t remembered(struct phone_checker *checker, const char *digits, size_t size)
{
	uint64_t key = block_key(digits, size);
	uint64_t *set = set_of(checker, key), entry;
	int i = 0;

	while (i < SET_ENTRIES - 1 && set[i] >> VERDICT_BITS != key)
		i++;
	entry = set[i];
	if (entry >> VERDICT_BITS != key)
		entry = key << VERDICT_BITS | ask_library(digits);
	memmove(set + 1, set, (size_t)i * sizeof *set);
	set[0] = entry;
	return (uint32_t)(entry & ((1U << VERDICT_BITS) - 1));
}

/* What the address is, without asking who has it: PHONE_VALID for anything shaped as E.164. */
static enum phone_kind kind_of_shape(const char *address, size_t size)
{
	size_t plus = address[0] == '+';
	size_t digits = strspn(address + plus, "0123456789");

	if (size == 0)
		return PHONE_INVALID;
	if (plus + digits != size)
		return plus != 0 && digits > 0 ? PHONE_INVALID : PHONE_ALPHANUMERIC;
	if (plus == 0)
		return PHONE_SHORT;
	return digits < E164_MIN || digits > E164_MAX || address[1] == '0' ? PHONE_INVALID
									   : PHONE_VALID;
}

/* A number for fiction is at home where its calling code is (+1 has several countries). */
static bool is_foreign(const struct phone_checker *checker, const struct phone *phone)
{
	const struct phone_plan *plan;

	if (strcmp(phone->country, checker->house) == 0)
		return false;
	if (phone->kind != PHONE_FICTION)
		return true;
	plan = phone_plan_of(checker->house);
	return strcmp(phone->country, PHONE_NO_COUNTRY) != 0 &&
	       (plan == NULL || strncmp(phone->e164 + 1, plan->code, strlen(plan->code)) != 0);
}

void phone_check(struct phone_checker *checker, const char *address, struct phone *ret_phone)
{
	size_t size = strnlen(address, PHONE_ADDRESS_MAX);
	struct phone phone = {.kind = kind_of_shape(address, size)};

	if (phone.kind == PHONE_VALID) {
		const char *country = phone_fiction_country(address);

		memcpy(phone.e164, address, size + 1);
		if (country != NULL) {
			phone.kind = PHONE_FICTION;
			memcpy(phone.country, country, sizeof phone.country);
		} else {
			verdict_unpack(remembered(checker, address + 1, size - 1), &phone);
		}
		phone.foreign = is_foreign(checker, &phone);
	}
	*ret_phone = phone;
}

bool phone_is_fiction(const char *e164)
{
	return phone_fiction_country(e164) != NULL;
}
