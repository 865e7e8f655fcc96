// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/evidence: leaves, bodies, outcomes and facts as bytes. */
#include "flow/evidence/body.h"
#include "flow/evidence/facts.h"
#include "flow/evidence/outcome.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void hex_is(const uint8_t *data, size_t size, const char *want)
{
	char text[1024];

	assert_true(2 * size < sizeof text);
	hex_encode(data, size, text);
	assert_string_equal(text, want);
}

/* The example of docs/EVIDENCE.md: a note "paused", number 1, salts from the seed 00 01 .. 0f. */
static void the_documented_example_holds(void **state)
{
	static const uint8_t log[LOG_ID] = {0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7,
					    0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};
	struct event_row row = {.number = 1, .type = EVENT_NOTE, .at = 1772482500000};
	struct body body = {.seeded = true};
	struct buf encoded = {0};
	uint8_t leaf[LEAF_MAX], hash[SHA256];
	size_t size;

	(void)state;
	for (uint8_t i = 0; i < LEAF_SALT; i++)
		body.seed[i] = i;
	body_add(&body, FIELD_TEXT, PLACE_HERE, bytes_of_text("paused"));
	body_salt(&body);
	body_commit(&body);
	body_encode(&body, &encoded);
	hex_is(encoded.data, encoded.size,
	       "0100000102030405060708090a0b0c0d0e0f01070000000006706175736564");
	hex_is(body.fields[0].salt, LEAF_SALT, "30f0023597d02e883bf0893359980717");
	hex_is(body.commitments[0], SHA256,
	       "2ed6b1d022ad8c206a4727b7596c56357697896b8e400d1ce2323c833ff1be34");
	size = leaf_encode(log, &row, (const uint8_t(*)[SHA256])body.commitments, 1, leaf);
	hex_is(leaf, size,
	       "01f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff0000000000000001050000019cb03095a0000000000000000"
	       "0000000"
	       "00000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	       "0000000"
	       "2ed6b1d022ad8c206a4727b7596c56357697896b8e400d1ce2323c833ff1be34");
	leaf_hash(log, &row, (const uint8_t(*)[SHA256])body.commitments, 1, hash);
	hex_is(hash, SHA256, "fa79e2c04305032c4b02abe180d320489dc9b271dc9288a56408ebb8ff21f11c");
	buf_finish(&encoded);
}

/* A database keeps neither a NaN's bits nor the sign of zero: the leaf must not depend on them. */
static void numbers_have_one_form(void **state)
{
	static const uint8_t log[LOG_ID];
	struct event_row row = {.p = NAN, .propensity = 0.0};
	uint8_t a[SHA256], b[SHA256];

	(void)state;
	leaf_hash(log, &row, NULL, 0, a);
	row.p = -NAN;
	row.propensity = -0.0;
	leaf_hash(log, &row, NULL, 0, b);
	assert_memory_equal(a, b, SHA256);
	row.p = 0;
	leaf_hash(log, &row, NULL, 0, b);
	assert_memory_not_equal(a, b, SHA256);
}

static struct body message_body(struct random *random)
{
	struct body body;

	body_init(&body, random);
	body_add(&body, FIELD_FROM, PLACE_CONTACT, bytes_of_text("+33639981001"));
	body_add(&body, FIELD_TO, PLACE_HERE, bytes_of_text("+33639980021"));
	body_add(&body, FIELD_ID, PLACE_HERE, bytes_of_text(""));
	body_add(&body, FIELD_RAW, PLACE_HERE, bytes_of_text("salut"));
	body_add(&body, FIELD_DECODED, PLACE_HERE, bytes_of_text("x"));
	body_salt(&body);
	body_commit(&body);
	return body;
}

static void same_fields(const struct body *a, const struct body *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_int_equal(a->fields[i].id, b->fields[i].id);
		assert_int_equal(a->fields[i].place, b->fields[i].place);
		assert_memory_equal(a->fields[i].salt, b->fields[i].salt, LEAF_SALT);
		if (a->fields[i].place == PLACE_HERE)
			assert_true(bytes_equal(a->fields[i].value, b->fields[i].value));
	}
}

static void bodies_round_trip(void **state)
{
	struct random random;
	struct body body, back;
	struct buf encoded = {0};
	struct error error;

	(void)state;
	random_from_seed(&random, 3, "body");
	body = message_body(&random);
	for (int i = 0; i < 4; i++)
		assert_memory_not_equal(body.fields[i].salt, body.fields[i + 1].salt, LEAF_SALT);
	body_encode(&body, &encoded);
	assert_int_equal(body_decode(EVENT_MESSAGE, buf_bytes(&encoded), &back, &error), ERR_NONE);
	same_fields(&body, &back);
	body_erase(&body, body_find(&body, FIELD_RAW));
	buf_clear(&encoded);
	body_encode(&body, &encoded);
	assert_int_equal(body_decode(EVENT_MESSAGE, buf_bytes(&encoded), &back, &error), ERR_NONE);
	assert_false(back.seeded);
	same_fields(&body, &back);
	assert_memory_equal(body.commitments[3], back.commitments[3], SHA256);
	buf_finish(&encoded);
}

static void bodies_of_another_shape_are_refused(void **state)
{
	struct random random;
	struct body body, back = {.count = 77};
	struct buf encoded = {0};
	struct error error;

	(void)state;
	random_from_seed(&random, 3, "body");
	body = message_body(&random);
	body_encode(&body, &encoded);
	for (uint8_t type = 0; type < 8; type++) {
		if (type != EVENT_MESSAGE)
			assert_int_equal(body_decode(type, buf_bytes(&encoded), &back, &error),
					 ERR_INPUT);
	}
	buf_add_u8(&encoded, 0);
	for (size_t size = 0; size <= encoded.size; size++) {
		if (size + 1 != encoded.size)
			assert_int_equal(body_decode(EVENT_MESSAGE,
						     (struct bytes){encoded.data, size}, &back,
						     &error),
					 ERR_INPUT);
	}
	encoded.size--;
	encoded.data[20] = PLACE_ERASED; /* beside a seed that would give its salt away */
	assert_int_equal(body_decode(EVENT_MESSAGE, buf_bytes(&encoded), &back, &error), ERR_INPUT);
	encoded.data[20] = PLACE_TEXT;
	assert_int_equal(body_decode(EVENT_MESSAGE, buf_bytes(&encoded), &back, &error), ERR_INPUT);
	assert_int_equal(back.count, 77);
	buf_finish(&encoded);
}

struct got {
	struct outcome list[8];
	size_t count;
};

static enum err collect(void *context, const struct outcome *outcome)
{
	struct got *got = context;

	if (got->count == 8)
		return ERR_FULL;
	got->list[got->count++] = *outcome;
	return ERR_NONE;
}

static void outcomes_round_trip(void **state)
{
	static const struct outcome entries[] = {
		{.event = 5, .state = OUTBOX_SENT, .provider_id = "out-1"},
		{.event = UINT64_MAX, .state = OUTBOX_FAILED, .status = UINT32_MAX},
		{.event = 1, .state = OUTBOX_UNKNOWN},
		{.event = 0, .state = OUTBOX_DUE},
		{.event = UINT64_C(1) << 63,
		 .state = OUTBOX_DELIVERED,
		 .status = 127,
		 .provider_id =
			 "12345678901234567890123456789012345678901234567890123456789012345"},
	};
	struct buf encoded = {0}, again = {0};
	struct got got = {.count = 0};

	(void)state;
	outcome_encode(entries, 5, &encoded);
	assert_int_equal(outcome_decode(buf_bytes(&encoded), collect, &got), ERR_NONE);
	assert_int_equal(got.count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_true(got.list[i].event == entries[i].event);
		assert_int_equal(got.list[i].state, entries[i].state);
		assert_int_equal(got.list[i].status, entries[i].status);
		assert_string_equal(got.list[i].provider_id, entries[i].provider_id);
	}
	outcome_encode(got.list, got.count, &again);
	assert_true(bytes_equal(buf_bytes(&encoded), buf_bytes(&again)));
	buf_finish(&encoded);
	buf_finish(&again);
}

static void malformed_outcomes_are_refused(void **state)
{
	static const struct {
		const char *what;
		struct bytes bytes;
	} bad[] = {
#define B(text) {(const uint8_t *)(text), sizeof(text) - 1}
		{"no state", B("\x02")},
		{"no length", B("\x02\x02\x00")},
		{"id too short", B("\x02\x02\x00\x02x")},
		{"an unknown state", B("\x02\x06\x00\x00")},
		{"a NUL in an id", B("\x02\x02\x00\x02x\x00")},
		{"a long form", B("\x82\x00\x02\x00\x00")},
		{"65 bits", B("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02\x02\x00\x00")},
		{"an endless varint",
		 B("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\x00\x00")},
		{"33 bits of status", B("\x02\x02\x80\x80\x80\x80\x10\x00")},
#undef B
	};
	uint8_t long_id[4 + 66] = {2, OUTBOX_SENT, 0, 66};
	struct got got = {.count = 0};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		if (outcome_decode(bad[i].bytes, collect, &got) != ERR_INPUT)
			fail_msg("%s was accepted", bad[i].what);
	}
	memset(long_id + 4, 'x', 66);
	assert_int_equal(outcome_decode(BYTES_OF(long_id), collect, &got), ERR_INPUT);
	assert_int_equal(got.count, 0);
}

static void a_reader_may_stop(void **state)
{
	static const struct outcome entries[9] = {{.event = 1}};
	struct buf encoded = {0};
	struct got got = {.count = 0};

	(void)state;
	outcome_encode(entries, 9, &encoded);
	assert_int_equal(outcome_decode(buf_bytes(&encoded), collect, &got), ERR_FULL);
	buf_finish(&encoded);
}

static void decoded_values_round_trip(void **state)
{
	struct body_decoded decoded = {.part = {258, 3, 4}, .undecodable = 5}, back;
	struct buf encoded = {0};

	(void)state;
	decoded.text = bytes_of_text("hop");
	memset(decoded.wire, 9, WIRE_HASH);
	body_decoded_encode(&decoded, &encoded);
	assert_int_equal(body_decoded_decode(buf_bytes(&encoded), &back), ERR_NONE);
	assert_int_equal(back.part.reference, 258);
	assert_int_equal(back.part.total, 4);
	assert_int_equal(back.undecodable, 5);
	assert_true(bytes_equal(back.text, decoded.text) && !back.same);
	encoded.data[24] = 1; /* "the same", and yet a text */
	assert_int_equal(body_decoded_decode(buf_bytes(&encoded), &back), ERR_INPUT);
	encoded.size = 25;
	assert_int_equal(body_decoded_decode(buf_bytes(&encoded), &back), ERR_NONE);
	encoded.size = 24;
	assert_int_equal(body_decoded_decode(buf_bytes(&encoded), &back), ERR_INPUT);
	buf_finish(&encoded);
}

static void facts_round_trip(void **state)
{
	struct facts all = {0}, back;
	struct error error;
	uint32_t packed = 7;

	(void)state;
#define X(name, low, bits, most, what) all.name = (uint8_t)(most);
	FACTS(X)
#undef X
	assert_int_equal(facts_pack(&all, &packed, &error), ERR_NONE);
	assert_int_equal(facts_unpack(packed, &back, &error), ERR_NONE);
	assert_memory_equal(&all, &back, sizeof all);
#define X(name, low, bits, most, what)                                                             \
	back = (struct facts){0};                                                                  \
	back.name = 1;                                                                             \
	assert_int_equal(facts_pack(&back, &packed, &error), ERR_NONE);                            \
	assert_true(packed == UINT32_C(1) << (low));                                               \
	back.name = (uint8_t)((most) + 1);                                                         \
	assert_int_equal(facts_pack(&back, &packed, &error), ERR_INPUT);
	FACTS(X)
#undef X
	assert_int_equal(facts_unpack(UINT32_MAX, &back, &error), ERR_INPUT);
}

/* Whatever a message is admitted as, or decided on, can be recorded: else the batch it came in fails. */
static void all_that_happens_has_a_place(void **state)
{
	uint32_t packed;

	(void)state;
#define X(id, code, name, what)                                                                    \
	assert_int_equal(facts_pack(&(struct facts){.admission = id}, &packed, NULL), ERR_NONE);
	ADMISSIONS(X)
#undef X
#define X(id, code, name, what)                                                                    \
	assert_int_equal(facts_pack(&(struct facts){.verdict = id}, &packed, NULL), ERR_NONE);
	VERDICTS(X)
#undef X
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_documented_example_holds),
		cmocka_unit_test(numbers_have_one_form),
		cmocka_unit_test(bodies_round_trip),
		cmocka_unit_test(bodies_of_another_shape_are_refused),
		cmocka_unit_test(outcomes_round_trip),
		cmocka_unit_test(malformed_outcomes_are_refused),
		cmocka_unit_test(a_reader_may_stop),
		cmocka_unit_test(decoded_values_round_trip),
		cmocka_unit_test(facts_round_trip),
		cmocka_unit_test(all_that_happens_has_a_place),
	};

	if (seal_start(NULL) != ERR_NONE)
		return 1;
	return cmocka_run_group_tests_name("body", tests, NULL, NULL);
}
