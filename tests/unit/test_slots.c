// SPDX-License-Identifier: GPL-3.0-or-later
/* What a text names, as people write it in three languages; and that no bytes get a slot out of its
 * bounds. */
#include "base/random.h"
#include "flow/classify/slots.h"
#include "flow/classify/slots_private.h"
#include "known_slots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <math.h>

#include <cmocka.h>

enum { SHOWN_MAX = 1000, FUZZED = 6000, FUZZED_SIZE = 120 };

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static const char *const type_names[SLOT_TYPE_COUNT] = {
#define X(id, name, what) name,
	SLOT_TYPES(X)
#undef X
};

static struct slots of_bytes(struct bytes bytes, enum language language)
{
	static struct text text;
	struct slots slots;

	/* What was there before must not matter. */
	memset(&slots, 0xa5, sizeof slots);
	normalise(bytes, &text);
	slots_find(bytes, &text, language, &slots);
	return slots;
}

static struct slots of(const char *text, enum language language)
{
	return of_bytes(bytes_of_text(text), language);
}

static void check_bounds(struct bytes bytes, const struct slots *slots)
{
	size_t end = 0;

	assert_true(slots->count <= SLOTS_MAX);
	for (size_t i = 0; i < slots->count; i++) {
		const struct slot *slot = &slots->slots[i];

		assert_true(slot->type < SLOT_TYPE_COUNT);
		assert_true(slot->size > 0);
		assert_true(slot->at >= end);
		end = (size_t)slot->at + slot->size;
		assert_true(end <= bytes.size && end <= TEXT_READ_MAX);
		assert_true(isnan(slot->value) || isfinite(slot->value));
		assert_non_null(memchr(slot->unit, '\0', sizeof slot->unit));
		if (slot->type == SLOT_TIME)
			assert_true(slot->value >= 0 && slot->value < 24 * 60);
	}
}

static int show_one(const char *text, const struct slot *slot, char *shown, size_t room)
{
	const char *name = type_names[slot->type];

	if (isnan(slot->value))
		return snprintf(shown, room, "%s %.*s", name, slot->size, text + slot->at);
	if (slot->type == SLOT_TIME)
		return snprintf(shown, room, "%s %d:%02d", name, (int)slot->value / 60,
				(int)slot->value % 60);
	return snprintf(shown, room, "%s %g%s%s", name, slot->value,
			slot->unit[0] != '\0' ? " " : "", slot->unit);
}

static void show(const char *text, const struct slots *slots, char shown[SHOWN_MAX])
{
	size_t size = 0;

	shown[0] = '\0';
	for (size_t i = 0; i < slots->count && size + 100 < SHOWN_MAX; i++) {
		if (i > 0)
			size += (size_t)snprintf(shown + size, SHOWN_MAX - size, "; ");
		size += (size_t)show_one(text, &slots->slots[i], shown + size, SHOWN_MAX - size);
	}
}

static void check_rows(const struct row *rows, size_t count, enum language language)
{
	char shown[SHOWN_MAX];
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		struct slots slots = of(rows[i].text, language);

		check_bounds(bytes_of_text(rows[i].text), &slots);
		show(rows[i].text, &slots, shown);
		if (strcmp(shown, rows[i].slots) == 0)
			continue;
		print_error("%s\n  is \"%s\", not \"%s\"\n", rows[i].text, shown, rows[i].slots);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* ---- what is found ---- */

static void dutch_as_people_write_it(void **state)
{
	(void)state;
	check_rows(dutch, COUNT_OF(dutch), LANGUAGE_NL);
}

static void french_as_people_write_it(void **state)
{
	(void)state;
	check_rows(french, COUNT_OF(french), LANGUAGE_FR);
}

static void english_as_people_write_it(void **state)
{
	(void)state;
	check_rows(english, COUNT_OF(english), LANGUAGE_EN);
}

static void an_unknown_language_may_be_any(void **state)
{
	(void)state;
	check_rows(any_language, COUNT_OF(any_language), LANGUAGE_UNKNOWN);
}

static void a_slot_points_to_what_it_was_read_from(void **state)
{
	const char *text = "allez, 20,50 \xe2\x82\xac om 20u30 aan de kerk";
	static const char *const parts[] = {"20,50 \xe2\x82\xac", "20u30", "de kerk"};
	struct slots slots = of(text, LANGUAGE_NL);

	(void)state;
	assert_int_equal(slots.count, COUNT_OF(parts));
	for (size_t i = 0; i < slots.count; i++) {
		assert_int_equal(slots.slots[i].size, strlen(parts[i]));
		assert_memory_equal(text + slots.slots[i].at, parts[i], strlen(parts[i]));
	}
}

static void apps_have_full_names(void **state)
{
	static const struct row apps[] = {
		{"op wapp", "whatsapp"},    {"via Tg", "telegram"},  {"my FB", "facebook"},
		{"add my ig", "instagram"}, {"on snap", "snapchat"}, {"signal?", "signal"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(apps); i++) {
		struct bytes text = bytes_of_text(apps[i].text);
		struct slots slots = of(apps[i].text, LANGUAGE_EN);

		if (slots.count == 0)
			slots = of(apps[i].text, LANGUAGE_NL);
		assert_int_equal(slots.count, 1);
		assert_string_equal(slots_app_name(text, &slots.slots[0]), apps[i].slots);
	}
}

static void what_is_no_app_has_no_name(void **state)
{
	struct bytes text = bytes_of_text("signal");
	struct slot price = {.type = SLOT_PRICE, .at = 0, .size = 6};
	struct slot beyond = {.type = SLOT_APP, .at = 3, .size = 6};
	struct slot other = {.type = SLOT_APP, .at = 0, .size = 3};

	(void)state;
	assert_string_equal(slots_app_name(text, &price), "");
	assert_string_equal(slots_app_name(text, &beyond), "");
	assert_string_equal(slots_app_name(text, &other), "");
}

static void more_than_there_is_room_for_is_left_out(void **state)
{
	char text[400] = "";
	struct slots slots;

	(void)state;
	for (int i = 0; i < SLOTS_MAX + 5; i++)
		strcat(text, "50 euro, ");
	slots = of(text, LANGUAGE_NL);
	assert_int_equal(slots.count, SLOTS_MAX);
	check_bounds(bytes_of_text(text), &slots);
}

static void the_tables_are_in_the_order_the_search_needs(void **state)
{
	(void)state;
	assert_true(slots_tables_in_order());
}

/* ---- any bytes ---- */

/* Copied to where a sanitizer sees the first byte read beyond. */
static void check_any(const uint8_t *data, size_t size)
{
	uint8_t *bytes = malloc(size + (size == 0));
	struct bytes text = {bytes, size};

	assert_non_null(bytes);
	if (size > 0)
		memcpy(bytes, data, size);
	for (enum language l = 0; l < LANGUAGE_COUNT; l++) {
		struct slots slots = of_bytes(text, l), again = of_bytes(text, l);

		check_bounds(text, &slots);
		assert_int_equal(slots.count, again.count);
		for (size_t i = 0; i < slots.count; i++) {
			assert_int_equal(slots.slots[i].at, again.slots[i].at);
			(void)slots_app_name(text, &slots.slots[i]);
		}
	}
	free(bytes);
}

static void empty_and_endless_texts_stay_in_bounds(void **state)
{
	static const char *const pieces[] = {"1 2 3 4 ", "12.34.56.",	"5 voor 4 ", "half ",
					     "een ",	 "station de ", "((((",	     "a.b",
					     "0",	 "\xc2\xbd",	"\n\n",	     "vingt "};
	static uint8_t text[2 * TEXT_READ_MAX];

	(void)state;
	check_any(text, 0);
	for (size_t p = 0; p < COUNT_OF(pieces); p++) {
		for (size_t i = 0; i < sizeof text; i++)
			text[i] = (uint8_t)pieces[p][i % strlen(pieces[p])];
		check_any(text, sizeof text);
		check_any(text, TEXT_READ_MAX);
		check_any(text, TEXT_READ_MAX - 1);
	}
}

static void random_bytes_stay_in_bounds(void **state)
{
	static const uint8_t alphabet[] = "0129 ahegu:.,-/+@=()%\n\xe2\x82\xac\xc2\xa3\xbd";
	uint8_t text[FUZZED_SIZE];
	struct random random;

	(void)state;
	random_from_seed(&random, 1, "slots");
	for (int i = 0; i < FUZZED; i++) {
		size_t size = random_below(&random, sizeof text);

		random_bytes(&random, text, size);
		for (size_t k = 0; k < size; k++)
			if (random_below(&random, 8) != 0)
				text[k] = alphabet[random_below(&random, sizeof alphabet - 1)];
		check_any(text, size);
	}
}

/* Pieces of known texts, in any order and with bytes changed: what the rules look at, out of place.
 */
static void mutated_texts_stay_in_bounds(void **state)
{
	const struct row *const tables[] = {dutch, french, english};
	const size_t counts[] = {COUNT_OF(dutch), COUNT_OF(french), COUNT_OF(english)};
	uint8_t text[FUZZED_SIZE];
	struct random random;

	(void)state;
	random_from_seed(&random, 2, "slots");
	for (int i = 0; i < FUZZED; i++) {
		size_t size = 0;

		while (size + 1 < sizeof text && random_below(&random, 6) != 0) {
			uint64_t t = random_below(&random, 3);
			const char *row = tables[t][random_below(&random, counts[t])].text;
			size_t from = random_below(&random, strlen(row));
			size_t take = random_below(&random, strlen(row) - from) + 1;

			take = take < sizeof text - size ? take : sizeof text - size;
			memcpy(text + size, row + from, take);
			size += take;
		}
		for (uint64_t k = random_below(&random, 4); k > 0 && size > 0; k--)
			text[random_below(&random, size)] = (uint8_t)random_below(&random, 256);
		check_any(text, size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dutch_as_people_write_it),
		cmocka_unit_test(french_as_people_write_it),
		cmocka_unit_test(english_as_people_write_it),
		cmocka_unit_test(an_unknown_language_may_be_any),
		cmocka_unit_test(a_slot_points_to_what_it_was_read_from),
		cmocka_unit_test(apps_have_full_names),
		cmocka_unit_test(what_is_no_app_has_no_name),
		cmocka_unit_test(more_than_there_is_room_for_is_left_out),
		cmocka_unit_test(the_tables_are_in_the_order_the_search_needs),
		cmocka_unit_test(empty_and_endless_texts_stay_in_bounds),
		cmocka_unit_test(random_bytes_stay_in_bounds),
		cmocka_unit_test(mutated_texts_stay_in_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
