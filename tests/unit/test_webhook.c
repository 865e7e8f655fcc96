// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/webhook: addresses, secrets, and signatures that others computed. */
#include "daemon/webhook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void addresses_are_taken(void **state)
{
	static const struct {
		const char *text, *host;
		bool tls;
		uint16_t port;
	} cases[] = {
		{"https://example.org", "example.org", true, 443},
		{"https://example.org/", "example.org", true, 443},
		{"HTTPS://example.org:8443/a/b?c=d&e=%20", "example.org", true, 8443},
		{"https://192.0.2.7/x", "192.0.2.7", true, 443},
		{"https://[2001:db8::7]/x", "2001:db8::7", true, 443},
		{"https://[2001:db8::7]:9/x", "2001:db8::7", true, 9},
		{"https://example.org?x", "example.org", true, 443},
		{"http://127.0.0.1:9000/hook", "127.0.0.1", false, 9000},
		{"http://localhost/hook", "localhost", false, 80},
		{"http://[::1]:9000", "::1", false, 9000},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct webhook_url url = {0};
		const char *fault;

		if (!webhook_url_parse(cases[i].text, &url, &fault))
			fail_msg("%s: %s", cases[i].text, fault);
		assert_string_equal(url.host, cases[i].host);
		assert_int_equal(url.tls, cases[i].tls);
		assert_int_equal(url.port, cases[i].port);
	}
}

static void other_addresses_are_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"", "https://example.org"},
		{"example.org", "https://example.org"},
		{"ftp://example.org", "https://example.org"},
		{"https://", "https://example.org"},
		{"https:///path", "https://example.org"},
		{"https://user:word@example.org/", "https://example.org"},
		{"https://example.org:0/", "https://example.org"},
		{"https://example.org:70000/", "https://example.org"},
		{"https://example.org:/", "https://example.org"},
		{"https://[::1/", "https://example.org"},
		{"https://[::1]x/", "https://example.org"},
		{"https://example.org/a b", "https://example.org"},
		{"https://example.org/a\r\nX: y", "https://example.org"},
		{"https://example.org/#part", "https://example.org"},
		{"https://ex\\ample.org/", "https://example.org"},
		{"https://ex\303\251mple.org/", "https://example.org"},
		{"http://example.org/", "in clear"},
		{"http://128.0.0.1/", "in clear"},
		{"http://127.0.0.1.example.org/", "in clear"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct webhook_url url;
		const char *fault = "";

		if (webhook_url_parse(cases[i].text, &url, &fault) ||
		    strstr(fault, cases[i].says) == NULL)
			fail_msg("%s: %s", cases[i].text, fault);
	}
}

#define BYTES_24 "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define BYTES_64                                                                                   \
	"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="

static bool secret_of(const char *text, struct webhook_secret *ret_secret)
{
	return webhook_secret_parse(bytes_of_text(text), ret_secret);
}

static void secrets_are_taken(void **state)
{
	struct webhook_secret secret;

	(void)state;
	assert_true(secret_of("whsec_" BYTES_24, &secret));
	assert_int_equal(secret.size, 24);
	assert_true(secret_of("whsec_" BYTES_24 "\r\n\n", &secret));
	assert_true(secret_of("whsec_" BYTES_64 "\n", &secret));
	assert_int_equal(secret.size, 64);
	assert_int_equal(secret.key[63], 63);
}

static void other_secrets_are_refused(void **state)
{
	static const char *const cases[] = {
		"",
		"\n",
		"whsec_",
		BYTES_24,
		"whsk_" BYTES_24,
		"WHSEC_" BYTES_24,
		" whsec_" BYTES_24,
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaQ=", /* 23 bytes */
		"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OT"
		"o7PD0+P0A=", /* 65 */
		"whsec_" BYTES_24 "\nmore",
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS-", /* of another alphabet */
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwa",
	};
	struct webhook_secret secret = {.size = 99};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (secret_of(cases[i], &secret) || secret.size != 99)
			fail_msg("%s", cases[i]);
}

/* The first is the one that the libraries of the specification test themselves with; both are what `openssl dgst -sha256
 * -mac HMAC` says. */
static void signatures_are_as_specified(void **state)
{
	static const struct {
		const char *secret, *id;
		int64_t seconds;
		const char *body, *signature;
	} cases[] = {
		{"whsec_" BYTES_24, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
		 "{\"test\": 2432232314}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
		{"whsec_" BYTES_64, "msg_000102030405060708090a0b0c0d0e0f", 1772482500,
		 "{\"type\":\"siege\",\"timestamp\":\"2026-03-02T20:15:00Z\",\"data\":{\"line\":"
		 "\"decline\",\"rate\":412,\"expected\":23.5}}",
		 "v1,NrVv5CeCR25qVydVpGqUWnpHDb63r7z5YDjGd+khSTE="},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char signature[WEBHOOK_SIGNATURE_MAX];
		struct webhook_secret secret;

		assert_true(secret_of(cases[i].secret, &secret));
		webhook_sign(&secret, cases[i].id, cases[i].seconds, bytes_of_text(cases[i].body),
			     signature);
		assert_string_equal(signature, cases[i].signature);
	}
}

static void an_id_is_its_bytes(void **state)
{
	const uint8_t id[ALARM_ID] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	char text[WEBHOOK_ID_MAX];

	(void)state;
	webhook_id(id, text);
	assert_string_equal(text, "msg_000102030405060708090a0b0c0d0e0f");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_taken),
		cmocka_unit_test(other_addresses_are_refused),
		cmocka_unit_test(secrets_are_taken),
		cmocka_unit_test(other_secrets_are_refused),
		cmocka_unit_test(signatures_are_as_specified),
		cmocka_unit_test(an_id_is_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
