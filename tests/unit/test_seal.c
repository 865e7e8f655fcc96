// SPDX-License-Identifier: GPL-3.0-or-later
/* base/seal: known vectors, tampering, wrapped keys, key files. */
#include "base/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void hash_is(const struct bytes *pieces, size_t count, const char *want)
{
	uint8_t hash[SHA256];
	char text[2 * SHA256 + 1];

	sha256(pieces, count, hash);
	hex_encode(hash, sizeof hash, text);
	assert_string_equal(text, want);
}

/* FIPS 180-4 examples. */
static void sha256_matches_the_standard(void **state)
{
	static const char abc[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	struct bytes whole = bytes_of_text(abc);
	struct bytes pieces[] = {{whole.data, 3}, {NULL, 0}, {whole.data + 3, whole.size - 3}};
	struct bytes short_one = bytes_of_text("abc");

	(void)state;
	hash_is(NULL, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	hash_is(&short_one, 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hash_is(&whole, 1, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	hash_is(pieces, 3, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* RFC 8032 §7.1, test 2. */
static void ed25519_matches_the_standard(void **state)
{
	uint8_t seed[SEAL_KEY], want_key[SIGN_PUBLIC], want[SIGNATURE];
	uint8_t public_key[SIGN_PUBLIC], secret[SIGN_SECRET], signature[SIGNATURE];
	struct bytes message = bytes_of_text("\x72");

	(void)state;
	assert_true(hex_decode("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
			       seed, sizeof seed));
	assert_true(hex_decode("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
			       want_key, sizeof want_key));
	assert_true(hex_decode("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
			       "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
			       want, sizeof want));
	sign_keypair(seed, public_key, secret);
	assert_memory_equal(public_key, want_key, sizeof want_key);
	sign_bytes(secret, message, signature);
	assert_memory_equal(signature, want, sizeof want);
	assert_true(sign_verify(public_key, message, signature));
	signature[40] ^= 1;
	assert_false(sign_verify(public_key, message, signature));
}

static void fields_open_only_where_they_were_sealed(void **state)
{
	static const uint8_t key[SEAL_KEY] = {7}, other[SEAL_KEY] = {8};
	struct random random;
	struct buf sealed = {0}, again = {0}, out = {0};
	struct bytes here = bytes_of_text("line 1"), there = bytes_of_text("line 2");

	(void)state;
	random_from_seed(&random, 1, "seal");
	seal_field(key, &random, here, bytes_of_text("hallo"), &sealed);
	assert_int_equal(sealed.size, 5 + SEAL_MORE);
	buf_add_text(&out, "before ");
	assert_int_equal(seal_open(key, here, buf_bytes(&sealed), &out), ERR_NONE);
	assert_string_equal(buf_text(&out), "before hallo");
	assert_int_equal(seal_open(key, there, buf_bytes(&sealed), &out), ERR_CRYPTO);
	assert_int_equal(seal_open(other, here, buf_bytes(&sealed), &out), ERR_CRYPTO);
	for (size_t i = 0; i < sealed.size; i++) {
		sealed.data[i] ^= 1;
		assert_int_equal(seal_open(key, here, buf_bytes(&sealed), &out), ERR_CRYPTO);
		sealed.data[i] ^= 1;
		assert_int_equal(seal_open(key, here, (struct bytes){sealed.data, i}, &out),
				 ERR_CRYPTO);
	}
	assert_int_equal(out.size, 12);

	/* Same seed, same bytes; and the next one differs. */
	random_from_seed(&random, 1, "seal");
	seal_field(key, &random, here, bytes_of_text("hallo"), &again);
	assert_true(bytes_equal(buf_bytes(&sealed), buf_bytes(&again)));
	buf_clear(&again);
	seal_field(key, &random, here, bytes_of_text("hallo"), &again);
	assert_false(bytes_equal(buf_bytes(&sealed), buf_bytes(&again)));
	buf_finish(&sealed);
	buf_finish(&again);
	buf_finish(&out);
}

static void an_empty_field_is_a_field(void **state)
{
	static const uint8_t key[SEAL_KEY] = {7};
	struct random random;
	struct buf sealed = {0}, out = {0};

	(void)state;
	random_from_seed(&random, 1, "seal");
	seal_field(key, &random, (struct bytes){NULL, 0}, (struct bytes){NULL, 0}, &sealed);
	assert_int_equal(sealed.size, SEAL_MORE);
	buf_add_text(&out, "x");
	assert_int_equal(seal_open(key, (struct bytes){NULL, 0}, buf_bytes(&sealed), &out),
			 ERR_NONE);
	assert_int_equal(out.size, 1);
	buf_finish(&sealed);
	buf_finish(&out);
}

static void lookups_depend_on_the_key(void **state)
{
	static const uint8_t key[SEAL_KEY] = {7}, other[SEAL_KEY] = {8};
	uint8_t a[LOOKUP], b[LOOKUP];

	(void)state;
	seal_lookup(key, bytes_of_text("+33639980001"), a);
	seal_lookup(key, bytes_of_text("+33639980001"), b);
	assert_memory_equal(a, b, LOOKUP);
	seal_lookup(key, bytes_of_text("+33639980002"), b);
	assert_memory_not_equal(a, b, LOOKUP);
	seal_lookup(other, bytes_of_text("+33639980001"), b);
	assert_memory_not_equal(a, b, LOOKUP);
}

static void keys_are_wrapped(void **state)
{
	static const uint8_t kek[SEAL_KEY] = {1}, other[SEAL_KEY] = {2};
	struct random random;
	struct keys keys, back = {0};
	struct buf wrapped = {0};
	struct error error = {""};

	(void)state;
	random_from_seed(&random, 5, "keys");
	keys_make(&random, &keys);
	assert_memory_not_equal(keys.data, keys.lookup, SEAL_KEY);
	keys_wrap(&keys, kek, &random, &wrapped);
	assert_int_equal(keys_unwrap(buf_bytes(&wrapped), kek, &back, &error), ERR_NONE);
	assert_memory_equal(&keys, &back, sizeof keys);
	keys_wipe(&back);
	assert_int_equal(keys_unwrap(buf_bytes(&wrapped), other, &back, &error), ERR_CRYPTO);
	assert_int_not_equal(error.text[0], 0);
	wrapped.size--;
	assert_int_equal(keys_unwrap(buf_bytes(&wrapped), kek, &back, &error), ERR_CRYPTO);
	assert_int_equal(back.data[0] | back.lookup[0] | back.sign[0], 0);
	buf_finish(&wrapped);
}

static void key_files_are_64_digits(void **state)
{
	char text[80];
	uint8_t kek[SEAL_KEY] = {0};
	struct error error;

	(void)state;
	snprintf(text, sizeof text, " \n%064d\r\n", 12);
	assert_int_equal(kek_from_file(bytes_of_text(text), kek, &error), ERR_NONE);
	assert_int_equal(kek[SEAL_KEY - 1], 0x12);
	assert_int_equal(kek_from_file(bytes_of_text(""), kek, &error), ERR_INPUT);
	assert_int_equal(kek_from_file(bytes_of_text(" \n"), kek, &error), ERR_INPUT);
	snprintf(text, sizeof text, "%065d", 12);
	assert_int_equal(kek_from_file(bytes_of_text(text), kek, &error), ERR_INPUT);
	snprintf(text, sizeof text, "%063dg", 12);
	assert_int_equal(kek_from_file(bytes_of_text(text), kek, &error), ERR_INPUT);
	assert_int_equal(kek[SEAL_KEY - 1], 0x12);
}

static void a_passphrase_gives_a_key(void **state)
{
	static const uint8_t salt[SEAL_SALT] = {1}, other[SEAL_SALT] = {2};
	uint8_t a[SEAL_KEY], b[SEAL_KEY];

	(void)state;
	assert_int_equal(kek_from_passphrase(bytes_of_text(""), salt, a, NULL), ERR_INPUT);
	assert_int_equal(kek_from_passphrase(bytes_of_text("hop"), salt, a, NULL), ERR_NONE);
	assert_int_equal(kek_from_passphrase(bytes_of_text("hop"), other, b, NULL), ERR_NONE);
	assert_memory_not_equal(a, b, SEAL_KEY);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_matches_the_standard),
		cmocka_unit_test(ed25519_matches_the_standard),
		cmocka_unit_test(fields_open_only_where_they_were_sealed),
		cmocka_unit_test(an_empty_field_is_a_field),
		cmocka_unit_test(lookups_depend_on_the_key),
		cmocka_unit_test(keys_are_wrapped),
		cmocka_unit_test(key_files_are_64_digits),
		cmocka_unit_test(a_passphrase_gives_a_key),
	};

	if (seal_start(NULL) != ERR_NONE)
		return 1;
	return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
