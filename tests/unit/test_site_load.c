// SPDX-License-Identifier: GPL-3.0-or-later
/* The load generator of bench/site/http: whether it reads answers and reckons percentiles rightly.
 */
#include "answer.h"
#include "latency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static enum answer_take take(const char *text, struct answer *ret_answer)
{
	return answer_take(text, strlen(text), ret_answer);
}

static void an_answer_is_taken_when_it_is_whole(void **state)
{
	static const char text[] = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
				   "content-length:  8 \r\n\r\n{\"a\":1}\nHTTP/1.1 200 OK\r\n";
	size_t whole = strlen(text) - strlen("HTTP/1.1 200 OK\r\n");
	struct answer answer;

	for (size_t len = 0; len < whole; len++)
		assert_int_equal(answer_take(text, len, &answer), ANSWER_MORE);
	for (size_t len = whole; len <= strlen(text); len++) {
		assert_int_equal(answer_take(text, len, &answer), ANSWER_WHOLE);
		assert_int_equal(answer.status, 201);
		assert_int_equal(answer.total_len, whole);
		assert_int_equal(answer.body_len, 8);
		assert_memory_equal(answer.body, "{\"a\":1}\n", 8);
		assert_false(answer.closes);
	}
}

static void the_end_of_a_connection_is_announced(void **state)
{
	struct answer answer;

	assert_int_equal(
		take("HTTP/1.1 401 No\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n", &answer),
		ANSWER_WHOLE);
	assert_int_equal(answer.status, 401);
	assert_true(answer.closes);
	assert_int_equal(take("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", &answer),
			 ANSWER_WHOLE);
	assert_true(answer.closes);
}

static void what_is_no_answer_is_bad(void **state)
{
	static const char *const bad[] = {
		"\r\n\r\n",
		"SSH-2.0-x\r\n\r\n",
		"HTTP/1.1 2x1 OK\r\n\r\n",
		"HTTP/1.1 20\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	};
	struct answer answer;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(take(bad[i], &answer), ANSWER_BAD);
}

static void expect_verdict(const char *json, const char *expected)
{
	char value[8];
	bool found = answer_member(json, strlen(json), "verdict", value, sizeof(value));

	assert_int_equal(found, expected != NULL);
	if (found)
		assert_string_equal(value, expected);
}

static void a_member_of_the_object_itself_is_found(void **state)
{
	expect_verdict("{\"verdict\":\"hold\"}", "hold");
	expect_verdict(" { \"id\" : \"m\" , \"verdict\" :\n\"deliver\" , \"p\":0.5}", "deliver");
	expect_verdict("{\"text\":\"\\\"verdict\\\":\\\"x\\\"\",\"verdict\":\"hold\"}", "hold");
	expect_verdict("{\"of\":{\"verdict\":\"no\"},\"verdict\":\"hold\"}", "hold");
	expect_verdict("{\"a\":\"verdict\",\"verdict\":\"hold\"}", "hold");
}

static void what_is_not_there_is_not_found(void **state)
{
	expect_verdict("", NULL);
	expect_verdict("{}", NULL);
	expect_verdict("\"verdict\":\"hold\"", NULL);
	expect_verdict("{\"of\":{\"verdict\":\"no\"}}", NULL);
	expect_verdict("{\"verdict\":7}", NULL);
	expect_verdict("{\"verdict\"", NULL);
	expect_verdict("{\"verdict\":\"hol", NULL);
	expect_verdict("{\"verdict\":\"hold\\", NULL);
	expect_verdict("{\"verdict\":\"delivers\"}", NULL); /* as long as the room for it */
}

static void assert_ms(const struct latency *latency, unsigned per_mille, double expected)
{
	assert_float_equal(latency_percentile(latency, per_mille), expected, 1e-9);
}

static void percentiles_are_nearest_ranks(void **state)
{
	struct latency latency = {0};

	for (int ms = 1000; ms > 0; ms--)
		latency_add(&latency,
			    ms * 1000000LL + 999); /* less than a microsecond is dropped */
	latency_sort(&latency);
	assert_ms(&latency, 0, 1);
	assert_ms(&latency, 500, 500);
	assert_ms(&latency, 990, 990);
	assert_ms(&latency, 999, 999);
	assert_ms(&latency, 1000, 1000);
	latency_finish(&latency);
}

static void few_values_have_percentiles_too(void **state)
{
	struct latency latency = {0};

	latency_sort(&latency);
	assert_ms(&latency, 990, 0);
	latency_add(&latency, 7000000);
	latency_sort(&latency);
	assert_ms(&latency, 1, 7);
	assert_ms(&latency, 1000, 7);
	latency_add(&latency, 3000000);
	latency_add(&latency, -5); /* a clock that went back */
	latency_sort(&latency);
	assert_ms(&latency, 333, 0);
	assert_ms(&latency, 334, 3);
	assert_ms(&latency, 500, 3);
	assert_ms(&latency, 667, 7);
	latency_finish(&latency);
}

static void an_hour_is_the_longest(void **state)
{
	struct latency latency = {0};

	for (int i = 0; i < 70000; i++) /* more than the first room for them */
		latency_add(&latency, INT64_MAX);
	latency_sort(&latency);
	assert_ms(&latency, 500, 3600000);
	assert_int_equal(latency.count, 70000);
	latency_finish(&latency);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_taken_when_it_is_whole),
		cmocka_unit_test(the_end_of_a_connection_is_announced),
		cmocka_unit_test(what_is_no_answer_is_bad),
		cmocka_unit_test(a_member_of_the_object_itself_is_found),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(percentiles_are_nearest_ranks),
		cmocka_unit_test(few_values_have_percentiles_too),
		cmocka_unit_test(an_hour_is_the_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
