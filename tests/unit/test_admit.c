// SPDX-License-Identifier: GPL-3.0-or-later
/* What is admitted, what is a duplicate, and what only looks like one. */
#include "flow/budget/admit.h"

#include "base/mem.h"
#include "flow/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char numbers[2][NUMBER_MAX] = {"+33639980021", "+33639980022"};
static char others[1][NUMBER_MAX] = {"+33639980001"};
static const struct line decline = {.kind = LINE_DECLINE, .numbers = numbers, .number_count = 2};
static const struct line watch = {.kind = LINE_WATCH, .numbers = numbers, .number_count = 2};
static const struct line stall = {.kind = LINE_STALL,
				  .numbers = others,
				  .number_count = 1,
				  .limits = {.sender = 3, .answers = 5}};

/* The house of these tests: line 0 declines, lines 1 and 2 converse. */
static struct admit *created(uint64_t seed)
{
	static struct line lines[3];
	struct random random;

	lines[0] = decline;
	lines[1] = lines[2] = stall;
	random_from_seed(&random, seed, "admit");
	return admit_create(
		&(struct admit_options){.lines = lines, .line_count = 3, .random = &random});
}

static struct message from(const struct line *line, const char *number, const char *id)
{
	struct message message = {
		.arrival = ARRIVAL_MESSAGE, .line = line, .id = bytes_of_text(id)};

	snprintf(message.from, sizeof message.from, "%s", number);
	return message;
}

static enum admission admitted(struct admit *admit, struct message message)
{
	admit_message(admit, &message);
	return message.admission;
}

static void what_a_contact_had_decides_on_a_declining_line(void **state)
{
	struct admit *admit = created(1);

	(void)state;
	for (unsigned flags = 0; flags < 256; flags++) {
		struct message message = from(&decline, "+33639981001", "");
		bool had = (flags & (CONTACT_PENDING | CONTACT_ANSWERED)) != 0;

		message.contact.flags = (uint8_t)flags;
		assert_int_equal(admitted(admit, message), had ? ADMIT_AGAIN : ADMIT_FIRST);
		message.line = &watch;
		assert_int_equal(admitted(admit, message), ADMIT_FIRST);
	}
	admit_destroy(admit);
}

static void calls_tips_and_own_numbers_are_recorded(void **state)
{
	struct admit *admit = created(1);
	struct message message = from(&decline, "+33639981001", "");

	(void)state;
	assert_int_equal(admitted(admit, from(&decline, numbers[0], "")), ADMIT_RECORD);
	assert_int_equal(admitted(admit, from(&decline, numbers[1], "")), ADMIT_RECORD);
	assert_int_equal(admitted(admit, from(&decline, "+33639980023", "")), ADMIT_FIRST);
	message.arrival = ARRIVAL_CALL;
	assert_int_equal(admitted(admit, message), ADMIT_RECORD);
	message.arrival = ARRIVAL_TIP;
	assert_int_equal(admitted(admit, message), ADMIT_RECORD);
	admit_destroy(admit);
}

static void the_same_id_on_a_line_is_a_duplicate(void **state)
{
	struct admit *admit = created(1);
	struct message other = from(&decline, "+33639981001", "x");

	(void)state;
	other.line_index = 1;
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "x")), ADMIT_FIRST);
	assert_int_equal(admitted(admit, from(&decline, "+33639981002", "x")), ADMIT_DUPLICATE);
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "xx")), ADMIT_FIRST);
	assert_int_equal(admitted(admit, other), ADMIT_FIRST);
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "")), ADMIT_FIRST);
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "")), ADMIT_FIRST);
	admit_remember(admit, 0, bytes_of_text("y"));
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "y")), ADMIT_DUPLICATE);
	admit_destroy(admit);
}

static struct bytes nth_id(unsigned n, char text[16])
{
	snprintf(text, 16, "id-%u", n);
	return bytes_of_text(text);
}

/* The newest ids are known, the others forgotten; one seen again counts as new again. */
static void the_oldest_ids_are_forgotten(void **state)
{
	struct admit *admit = created(1);
	char text[16];

	(void)state;
	for (unsigned n = 0; n < LIMIT_PROVIDER_IDS; n++)
		admit_remember(admit, 0, nth_id(n, text));
	admit_remember(admit, 0, nth_id(1, text)); /* in the ring twice now; takes the place of 0 */
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "id-1")), ADMIT_DUPLICATE);
	for (unsigned n = 0; n < 100; n++)
		admit_remember(admit, 0, nth_id(1000000 + n, text));
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "id-1")), ADMIT_DUPLICATE);
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "id-2")), ADMIT_FIRST);
	for (unsigned n = 0; n < LIMIT_PROVIDER_IDS + 1; n++)
		admit_remember(admit, 0, nth_id(2000000 + n, text));
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "id-1")), ADMIT_FIRST);
	admit_destroy(admit);
}

/* ---- repetitions after a broken bind ---- */

static struct message resent(const char *text, ms_t at)
{
	struct message message = from(&decline, "+33639981001", "");

	message.resent = true;
	message.at = at;
	admit_wire_hash(bytes_of_text(text), message.wire);
	return message;
}

static void a_suspect_is_recognised_as_often_as_it_was_suspected(void **state)
{
	struct admit *admit = created(1);
	struct message message = resent("hello", 1000);

	(void)state;
	assert_int_equal(admitted(admit, message), ADMIT_FIRST);
	admit_suspect(admit, message.wire, 1000);
	admit_suspect(admit, message.wire, 1001);
	message.resent = false;
	assert_int_equal(admitted(admit, message),
			 ADMIT_FIRST); /* on an unbroken bind: a new message */
	message.resent = true;
	assert_int_equal(admitted(admit, message), ADMIT_DUPLICATE);
	assert_int_equal(admitted(admit, message), ADMIT_DUPLICATE);
	assert_int_equal(admitted(admit, message), ADMIT_FIRST);
	admit_destroy(admit);
}

static void a_suspect_is_one_for_a_day(void **state)
{
	struct admit *admit = created(1);

	(void)state;
	admit_suspect(admit, resent("hello", 0).wire, 1000);
	assert_int_equal(admitted(admit, resent("hello", 1001 + LIMIT_SUSPECT_AGE)), ADMIT_FIRST);
	assert_int_equal(admitted(admit, resent("hello", 1000 + LIMIT_SUSPECT_AGE)),
			 ADMIT_DUPLICATE);
	admit_destroy(admit);
}

/* The program stopped in order: what was received until then is no suspect. */
static void suspects_until_a_moment_can_be_forgotten(void **state)
{
	struct admit *admit = created(1);

	(void)state;
	admit_suspect(admit, resent("old", 0).wire, 1000);
	admit_suspect(admit, resent("new", 0).wire, 1001);
	admit_forget_suspects(admit, 1000);
	assert_int_equal(admitted(admit, resent("old", 2000)), ADMIT_FIRST);
	assert_int_equal(admitted(admit, resent("new", 2000)), ADMIT_DUPLICATE);
	admit_destroy(admit);
}

static void more_suspects_than_places_forget_the_oldest(void **state)
{
	struct admit *admit = created(1);
	char text[16];

	(void)state;
	for (unsigned n = 0; n < LIMIT_SUSPECTS + 1; n++) {
		nth_id(n, text);
		admit_suspect(admit, resent(text, 0).wire, 1000);
	}
	assert_int_equal(admitted(admit, resent("id-0", 1000)), ADMIT_FIRST);
	assert_int_equal(admitted(admit, resent("id-1", 1000)), ADMIT_DUPLICATE);
	admit_destroy(admit);
}

/* SMPP's sequence number differs when a PDU is delivered again; nothing else of it may. */
static void the_header_of_a_pdu_does_not_count(void **state)
{
	uint8_t pdu[20] = {0, 0, 0, 20, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 'a', 'b', 'c', 'd'};
	uint8_t a[WIRE_HASH], b[WIRE_HASH];

	(void)state;
	admit_wire_hash(BYTES_OF(pdu), a);
	pdu[15] = 2;
	admit_wire_hash(BYTES_OF(pdu), b);
	assert_memory_equal(a, b, sizeof a);
	pdu[19] = 'e';
	admit_wire_hash(BYTES_OF(pdu), b);
	assert_memory_not_equal(a, b, sizeof a);
	pdu[19] = 'd';
	pdu[7] = 4; /* submit_sm: no delivery, so all of it counts */
	admit_wire_hash(BYTES_OF(pdu), a);
	pdu[15] = 1;
	admit_wire_hash(BYTES_OF(pdu), b);
	assert_memory_not_equal(a, b, sizeof a);
	admit_wire_hash((struct bytes){pdu, 3}, a);
	admit_wire_hash((struct bytes){0}, b);
	assert_memory_not_equal(a, b, sizeof a);
}

static void without_memory_a_message_passes_for_new(void **state)
{
	struct admit *admit;
	uint64_t nth = 1;

	(void)state;
	for (;; nth++) {
		mem_fail_nth(nth);
		admit = created(1);
		if (admit != NULL)
			break;
	}
	/* Ids, suspects, answers; four tables a line, two more of a line that converses. */
	assert_int_equal(nth, 5 + 3 * 4 + 2 * 2 + 1);
	mem_fail_nth(0);
	admit_destroy(admit);
	admit = created(1);
	mem_fail_nth(1);
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "x")), ADMIT_FIRST);
	mem_fail_nth(0);
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "x")), ADMIT_FIRST);
	assert_int_equal(admitted(admit, from(&decline, "+33639981001", "x")), ADMIT_DUPLICATE);
	admit_destroy(admit);
	admit_destroy(NULL);
}

/* Robots of the house never answer each other, whichever of its lines they write to. */
static void numbers_of_all_lines_are_own(void **state)
{
	struct admit *admit = created(1);
	struct message message = from(&stall, others[0], "");

	(void)state;
	assert_int_equal(admitted(admit, from(&decline, others[0], "")), ADMIT_RECORD);
	message.line_index = 1;
	assert_int_equal(admitted(admit, message), ADMIT_RECORD);
	memcpy(message.from, numbers[1], sizeof message.from);
	assert_int_equal(admitted(admit, message), ADMIT_RECORD);
	memcpy(message.from, "+33639980002", sizeof "+33639980002");
	assert_int_equal(admitted(admit, message), ADMIT_FIRST);
	admit_destroy(admit);
}

static void a_house_may_be_empty(void **state)
{
	struct random random;
	struct admit *admit;

	(void)state;
	random_from_seed(&random, 1, "admit");
	admit = admit_create(&(struct admit_options){.random = &random});
	assert_non_null(admit);
	admit_destroy(admit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_contact_had_decides_on_a_declining_line),
		cmocka_unit_test(calls_tips_and_own_numbers_are_recorded),
		cmocka_unit_test(the_same_id_on_a_line_is_a_duplicate),
		cmocka_unit_test(the_oldest_ids_are_forgotten),
		cmocka_unit_test(a_suspect_is_recognised_as_often_as_it_was_suspected),
		cmocka_unit_test(a_suspect_is_one_for_a_day),
		cmocka_unit_test(suspects_until_a_moment_can_be_forgotten),
		cmocka_unit_test(more_suspects_than_places_forget_the_oldest),
		cmocka_unit_test(the_header_of_a_pdu_does_not_count),
		cmocka_unit_test(without_memory_a_message_passes_for_new),
		cmocka_unit_test(numbers_of_all_lines_are_own),
		cmocka_unit_test(a_house_may_be_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
