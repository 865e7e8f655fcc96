// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/bearer/smpp_receipt.h: what is a receipt, what it says, and which message it is about. */
#include "flow/bearer/smpp_receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void texts_are_read(void **state)
{
	static const struct {
		uint8_t esm_class;
		const char *text;
		bool receipt;
		const char *id;
		enum smpp_receipt_state state;
		const char *error;
	} cases[] = {
		{4,
		 "id:0123456789 sub:001 dlvrd:001 submit date:2603022015 done date:2603022016 "
		 "stat:DELIVRD err:000 Text:id:9 stat:UNDELIV",
		 true, "0123456789", SMPP_RECEIPT_DELIVERED, "000"},
		{4, "ID:a-b SUB:1 STAT:undeliv ERR:04A TEXT:", true, "a-b", SMPP_RECEIPT_FAILED,
		 "04A"},
		{4, "stat:EXPIRED id: 77 err:1", true, "77", SMPP_RECEIPT_EXPIRED, "1"},
		{4, "id:1 stat:REJECTD", true, "1", SMPP_RECEIPT_REJECTED, ""},
		{4, "id:1 stat:ACCEPTD", true, "1", SMPP_RECEIPT_ACCEPTED, ""},
		{4, "id:1 stat:DELETED", true, "1", SMPP_RECEIPT_DELETED, ""},
		{4, "id:1 stat:DELIVRDX", true, "1", SMPP_RECEIPT_UNKNOWN, ""},
		{4, "text:id:1 stat:DELIVRD", true, "", SMPP_RECEIPT_UNKNOWN, ""},
		{4, "grid:1 id:2", true, "2", SMPP_RECEIPT_UNKNOWN, ""},
		{4, "", true, "", SMPP_RECEIPT_UNKNOWN, ""},
		{4, "id:", true, "", SMPP_RECEIPT_UNKNOWN, ""},
		{4,
		 "id:12345678901234567890123456789012345678901234567890123456789012345 "
		 "stat:DELIVRD",
		 true, "", SMPP_RECEIPT_DELIVERED, ""},
		{0x20, "id:1 sub:001", true, "1", SMPP_RECEIPT_ENROUTE, ""},
		{0, "id:1 sub:001 dlvrd:001 stat:DELIVRD err:000", false, "", 0, ""}, /* forged */
		{0x08, "id:1 stat:DELIVRD", true, "1", SMPP_RECEIPT_DELIVERED, ""},
		{0x08, "thank you", false, "", 0, ""},
		{0x10, "yes", false, "", 0, ""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct smpp_pdu pdu = {.command_id = SMPP_deliver_sm,
				       .esm_class = cases[i].esm_class,
				       .short_message = bytes_of_text(cases[i].text)};
		struct smpp_receipt receipt = {0};

		if (smpp_receipt_parse(&pdu, &receipt) != cases[i].receipt)
			fail_msg("%s", cases[i].text);
		assert_string_equal(receipt.id, cases[i].id);
		assert_int_equal(receipt.state, cases[i].state);
		assert_string_equal(receipt.error, cases[i].error);
	}
}

static void parameters_win(void **state)
{
	static const uint8_t code[] = {3, 1, 2};
	struct smpp_pdu pdu = {.command_id = SMPP_deliver_sm, .esm_class = 4};
	struct smpp_receipt receipt;

	pdu.short_message = bytes_of_text("id:2623 stat:ENROUTE");
	SMPP_SET(&pdu, receipted_message_id, bytes_of_text("a3f"));
	SMPP_SET(&pdu, message_state, 2);
	SMPP_SET(&pdu, network_error_code, BYTES_OF(code));
	assert_true(smpp_receipt_parse(&pdu, &receipt));
	assert_string_equal(receipt.id, "a3f");
	assert_string_equal(receipt.error, "258");
	assert_int_equal(receipt.state, SMPP_RECEIPT_DELIVERED);
	pdu.esm_class = 0; /* only the SMSC can set them */
	assert_true(smpp_receipt_parse(&pdu, &receipt));
	assert_string_equal(receipt.id, "a3f");
	pdu.message_state = 99;
	assert_true(smpp_receipt_parse(&pdu, &receipt));
	assert_int_equal(receipt.state, SMPP_RECEIPT_UNKNOWN);
	pdu.tlvs &= ~(1u << SMPP_TLV_message_state);
	assert_false(smpp_receipt_parse(&pdu, &receipt));
	assert_true(smpp_receipt_final(SMPP_RECEIPT_EXPIRED));
	assert_false(smpp_receipt_final(SMPP_RECEIPT_ENROUTE));
}

static bool matches(const char *response, const char *receipt, enum smpp_id_form *ret_form)
{
	static const struct smpp_id_habit none;
	struct smpp_id_key key, keys[SMPP_ID_FORMS];
	size_t count = smpp_id_lookups(&none, receipt, keys);

	smpp_id_key(response, &key);
	for (size_t i = 0; i < count; i++)
		if (strcmp(keys[i].text, key.text) == 0) {
			*ret_form = keys[i].form;
			return true;
		}
	return false;
}

static void ids_match_in_any_form(void **state)
{
	static const struct {
		const char *response, *receipt;
		bool match;
		enum smpp_id_form form;
	} cases[] = {
		{"0A3F", "2623", true, SMPP_ID_DECIMAL},
		{"0A3F", "0000002623", true, SMPP_ID_DECIMAL},
		{"2623", "0A3F", true, SMPP_ID_HEX},
		{"0a3f", "A3F", true, SMPP_ID_SAME},
		{"000123", "123", true, SMPP_ID_SAME},
		{"0", "000", true, SMPP_ID_SAME},
		{" 77 ", "77", true, SMPP_ID_SAME},
		{"FFFFFFFFFFFFFFFF", "18446744073709551615", true, SMPP_ID_DECIMAL},
		{"10000000000000000", "18446744073709551616", false, 0},
		{"5f2c-77Ab", "5F2C-77aB", true, SMPP_ID_SAME},
		{"A3F", "2624", false, 0},
		{"", "0", false, 0},
	};
	enum smpp_id_form form;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (matches(cases[i].response, cases[i].receipt, &form) != cases[i].match)
			fail_msg("%s and %s", cases[i].response, cases[i].receipt);
		if (cases[i].match)
			assert_int_equal(form, cases[i].form);
	}
}

/* 2623 may be hexadecimal or decimal: what matched before is tried first. */
static void habit_decides(void **state)
{
	struct smpp_id_habit habit = {0};
	struct smpp_id_key keys[SMPP_ID_FORMS];

	assert_int_equal(smpp_id_lookups(&habit, "2623", keys), 3);
	assert_string_equal(keys[0].text, "2623");
	assert_string_equal(keys[1].text, "a3f");
	assert_string_equal(keys[2].text, "9763");
	smpp_id_matched(&habit, SMPP_ID_DECIMAL);
	assert_int_equal(smpp_id_lookups(&habit, "2623", keys), 3);
	assert_string_equal(keys[0].text, "a3f");
	assert_string_equal(keys[1].text, "2623");
	assert_int_equal(smpp_id_lookups(&habit, "0A3F", keys), 2);
	assert_string_equal(keys[0].text, "a3f");
	assert_int_equal(smpp_id_lookups(&habit, "x-1", keys), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_read),
		cmocka_unit_test(parameters_win),
		cmocka_unit_test(ids_match_in_any_form),
		cmocka_unit_test(habit_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
