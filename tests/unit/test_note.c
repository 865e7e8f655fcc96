// SPDX-License-Identifier: GPL-3.0-or-later
/* flow/evidence/note: checkpoints as signed notes. */
#include "flow/evidence/note.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ORIGIN "fauxbond/00112233445566778899aabbccddeeff"
#define ROOT   "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="
#define TEXT   ORIGIN "\n4711\n" ROOT "\nat 1772482500000\n"

static uint8_t public_key[SIGN_PUBLIC], secret[SIGN_SECRET];
static struct checkpoint checkpoint = {.size = 4711, .at = 1772482500000};

static int set_up(void **state)
{
	static const uint8_t seed[SEAL_KEY] = {9};

	(void)state;
	for (int i = 0; i < LOG_ID; i++)
		checkpoint.log[i] = (uint8_t)(i * 0x11);
	memset(checkpoint.root, 2, SHA256);
	sign_keypair(seed, public_key, secret);
	return seal_start(NULL) == ERR_NONE ? 0 : -1;
}

static struct buf make(void)
{
	struct buf text = {0}, note = {0};
	uint8_t signature[SIGNATURE];

	note_text(&checkpoint, &text);
	sign_bytes(secret, buf_bytes(&text), signature);
	note_make(&checkpoint, public_key, signature, &note);
	buf_finish(&text);
	return note;
}

static void a_note_reads_as_the_standard_says(void **state)
{
	struct buf note = make();
	char want[] = TEXT "\n\xe2\x80\x94 " ORIGIN " ";
	struct note parsed;
	struct error error;

	(void)state;
	assert_int_equal(strncmp(buf_text(&note), want, sizeof want - 1), 0);
	assert_int_equal(note_parse(buf_bytes(&note), &parsed, &error), ERR_NONE);
	assert_true(bytes_equal(parsed.text, bytes_of_text(TEXT)));
	assert_int_equal(parsed.checkpoint.size, 4711);
	assert_int_equal(parsed.checkpoint.at, 1772482500000);
	assert_memory_equal(parsed.checkpoint.log, checkpoint.log, LOG_ID);
	assert_memory_equal(parsed.checkpoint.root, checkpoint.root, SHA256);
	assert_int_equal(note_verify(&parsed, public_key, &error), ERR_NONE);
	buf_finish(&note);
}

static void other_keys_and_changed_texts_do_not_verify(void **state)
{
	struct buf note = make();
	struct note parsed;
	struct error error;
	uint8_t other[SIGN_PUBLIC];

	(void)state;
	memcpy(other, public_key, sizeof other);
	other[0] ^= 1;
	assert_int_equal(note_parse(buf_bytes(&note), &parsed, &error), ERR_NONE);
	assert_int_equal(note_verify(&parsed, other, &error), ERR_CRYPTO);
	assert_string_equal(error.text, "no signature by this key");
	((uint8_t *)strstr(buf_text(&note), "4711"))[0] = '5';
	assert_int_equal(note_parse(buf_bytes(&note), &parsed, &error), ERR_NONE);
	assert_int_equal(note_verify(&parsed, public_key, &error), ERR_CRYPTO);
	assert_string_equal(error.text, "the signature does not fit the text");
	buf_finish(&note);
}

static void witnesses_may_sign_too(void **state)
{
	struct buf note = make();
	struct note parsed;
	struct error error;

	(void)state;
	buf_add_text(&note, "\xe2\x80\x94 witness.example/w1 AAAAAAAAAAAA\n");
	assert_int_equal(note_parse(buf_bytes(&note), &parsed, &error), ERR_NONE);
	assert_int_equal(note_verify(&parsed, public_key, &error), ERR_NONE);
	buf_finish(&note);
}

/* The same key id and name, but not our signature: a verifier must not stop at shape. */
static void a_forged_signature_does_not_verify(void **state)
{
	static const uint8_t zero[SIGNATURE];
	struct buf note = {0};
	struct note parsed;
	struct error error;

	(void)state;
	note_make(&checkpoint, public_key, zero, &note);
	assert_int_equal(note_parse(buf_bytes(&note), &parsed, &error), ERR_NONE);
	assert_int_equal(note_verify(&parsed, public_key, &error), ERR_CRYPTO);
	buf_finish(&note);
}

#define SIGNED "\n\xe2\x80\x94 k AAAAAAAA\n"

static void malformed_notes_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"\n",
		TEXT,
		TEXT "\n",
		TEXT "\n- k AAAAAAAA\n",
		TEXT "\n\xe2\x80\x94 k AAAAAAAA",
		TEXT "\n\xe2\x80\x94 kAAAAAAAA\n",
		TEXT "\n\xe2\x80\x94  AAAAAAAA\n",
		TEXT "\n\xe2\x80\x94 a+b AAAAAAAA\n",
		TEXT "\n\xe2\x80\x94 k AAAAAAA\n",
		TEXT "\n\xe2\x80\x94 k AAAA\n",
		TEXT SIGNED "\n",
		TEXT SIGNED "x\n",
		"fauxbond/00112233445566778899aabbccddeefF\n1\n" ROOT "\nat 1\n" SIGNED,
		"fauxbond/00112233445566778899aabbccddee\n1\n" ROOT "\nat 1\n" SIGNED,
		"other.example/00112233445566778899aabbccddeeff\n1\n" ROOT "\nat 1\n" SIGNED,
		ORIGIN "\n01\n" ROOT "\nat 1\n" SIGNED,
		ORIGIN "\n-1\n" ROOT "\nat 1\n" SIGNED,
		ORIGIN "\n\n" ROOT "\nat 1\n" SIGNED,
		ORIGIN "\n18446744073709551616\n" ROOT "\nat 1\n" SIGNED,
		ORIGIN "\n1\nAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg==\nat 1\n" SIGNED,
		ORIGIN "\n1\nAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgJ=\nat 1\n" SIGNED,
		ORIGIN "\n1\n" ROOT " \nat 1\n" SIGNED,
		ORIGIN "\n1\n" ROOT "\n" SIGNED,
		ORIGIN "\n1\n" ROOT "\nat\n" SIGNED,
		ORIGIN "\n1\n" ROOT "\nat -0\n" SIGNED,
		ORIGIN "\n1\n" ROOT "\nat 9223372036854775808\n" SIGNED,
		ORIGIN "\r\n1\n" ROOT "\nat 1\n" SIGNED,
		ORIGIN "\n1\n" ROOT "\nat 1\nx\xff\n" SIGNED,
	};
	struct note note = {.text = {NULL, 77}};
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		if (note_parse(bytes_of_text(bad[i]), &note, &error) != ERR_INPUT)
			fail_msg("case %zu was accepted", i);
	}
	assert_int_equal(note.text.size, 77);
	assert_int_equal(note_parse(bytes_of_text(TEXT "more\n" SIGNED), &note, &error), ERR_NONE);
	assert_int_equal(
		note_parse(bytes_of_text(ORIGIN "\n18446744073709551615\n" ROOT "\nat -5\n" SIGNED),
			   &note, &error),
		ERR_NONE);
	assert_int_equal(note.checkpoint.at, -5);
	assert_true(note.checkpoint.size == UINT64_MAX);
}

static void notes_are_capped(void **state)
{
	struct buf note = {0};
	struct note parsed;
	struct error error;

	(void)state;
	buf_add_text(&note, TEXT "\n");
	for (int i = 0; i < NOTE_SIGNATURES_MAX; i++)
		buf_add_text(&note, "\xe2\x80\x94 k AAAAAAAA\n");
	assert_int_equal(note_parse(buf_bytes(&note), &parsed, &error), ERR_NONE);
	buf_add_text(&note, "\xe2\x80\x94 k AAAAAAAA\n");
	assert_int_equal(note_parse(buf_bytes(&note), &parsed, &error), ERR_INPUT);
	while (note.size <= NOTE_MAX)
		buf_add_text(&note, "\xe2\x80\x94 k AAAAAAAA\n");
	assert_int_equal(note_parse(buf_bytes(&note), &parsed, &error), ERR_INPUT);
	buf_finish(&note);
}

/* The verifier key in the documentation of Go's sumdb/note, where the format comes from. */
static void key_ids_are_those_of_the_standard(void **state)
{
	static const uint8_t want[] = {0xc7, 0x4f, 0x20, 0xa3};
	uint8_t key[SIGN_PUBLIC], id[NOTE_KEY_ID];

	(void)state;
	assert_true(hex_decode("1a5cd907143c384c41e830c5bce12aa8817ec5649aaabf2c31388b35b2d744d6",
			       key, sizeof key));
	note_key_id("PeterNeumann", key, id);
	assert_memory_equal(id, want, sizeof want);
}

static void a_verifier_key_names_log_and_key(void **state)
{
	struct buf key = {0};

	(void)state;
	note_verifier_key(checkpoint.log, public_key, &key);
	assert_int_equal(strncmp(buf_text(&key), ORIGIN "+", sizeof ORIGIN), 0);
	assert_int_equal(key.size, sizeof ORIGIN + 2 * NOTE_KEY_ID + 1 + 44);
	buf_finish(&key);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_reads_as_the_standard_says),
		cmocka_unit_test(other_keys_and_changed_texts_do_not_verify),
		cmocka_unit_test(witnesses_may_sign_too),
		cmocka_unit_test(a_forged_signature_does_not_verify),
		cmocka_unit_test(malformed_notes_are_refused),
		cmocka_unit_test(notes_are_capped),
		cmocka_unit_test(key_ids_are_those_of_the_standard),
		cmocka_unit_test(a_verifier_key_names_log_and_key),
	};

	return cmocka_run_group_tests_name("note", tests, set_up, NULL);
}
