// SPDX-License-Identifier: GPL-3.0-or-later
/* The API of a line that watches, at the desk: what the keeper hears of it, what is refused before, and whose tokens open it. */
#include "api_fixture.h"

#define SEEN "\"platform\":\"praatplek\",\"handle\":\"@Luc_87\",\"what\":\"request\",\"seen\":\"2026-03-02 20:10\""

static void what_was_seen_goes_to_the_keeper(void **state)
{
	struct fixture *f = *state;
	int fd = dial(f);

	say(f, fd, "POST", "/v1/sightings", decoy_token,
	    "Content-Type: application/json\r\nIdempotency-Key: \"k\"\r\n", "{\"claimed_age\":41," SEEN "}");
	expect_call(f, 0, "{\"verb\":\"sighting\",\"line\":\"decoy\",\"body\":{" SEEN ",\"claimed_age\":\"41\"}}");
	answer(f, 0, 201, "{\"line\":\"decoy\",\"recorded\":1,\"known\":0}");
	expect(f, fd, 201, "\"recorded\":1");
	post(f, fd, "/v1/sightings", decoy_token, "{\"sightings\":[{" SEEN "},{" SEEN "}]}");
	expect_call(f, 1, "{\"verb\":\"sighting\",\"line\":\"decoy\",\"body\":{\"sightings\":[{" SEEN "},{" SEEN "}]}}");
	answer(f, 1, 200, "{}");
	expect(f, fd, 200, "{}");
	close(fd);
}

static void a_sighting_that_is_wrong_is_refused_at_the_desk(void **state)
{
	struct fixture *f = *state;
	static const char *const wrong[][2] = {
		{"{\"sightings\":[{" SEEN "},{\"platform\":\"praatplek\"}]}", "\"field\":\"sightings[1].seen\""},
		{"{\"sightings\":[{" SEEN "},{" SEEN ",\"colour\":\"red\"}]}", "\"field\":\"sightings[1].colour\""},
		{"{\"sightings\":[{" SEEN "},7]}", "\"field\":\"sightings[1]\""},
		{"{\"sightings\":[]}", "\"field\":\"sightings\""},
		{"{\"sightings\":null}", "\"field\":\"sightings\""},
		{"{\"sightings\":[{" SEEN "}],\"line\":\"other\"}", "\"field\":\"sightings\""},
		{"{" SEEN ",\"text\":7}", "\"field\":\"text\""},
		{"{}", "\"field\":\"seen\""},
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		refused(f, "POST", "/v1/sightings", decoy_token, wrong[i][0], 422, wrong[i][1]);
	refused(f, "GET", "/v1/sightings?from=yesterday", decoy_token, NULL, 422, "\"field\":\"from\"");
	refused(f, "GET", "/v1/sightings?to=7", decoy_token, NULL, 422, "\"field\":\"to\"");
	refused(f, "GET", "/v1/sightings?year=2026", decoy_token, NULL, 422, "\"field\":\"year\"");
}

/* As many bytes as a body may have, of which each becomes six. */
static void a_call_is_no_longer_than_may_be(void **state)
{
	struct fixture *f = *state;
	struct buf body = {0};

	buf_add_text(&body, "{" SEEN ",\"text\":\"");
	while (body.size < 60000)
		buf_add_text(&body, "\x7f");
	buf_add_text(&body, "\"}");
	refused(f, "POST", "/v1/sightings", decoy_token, buf_text(&body), 413, "too-large");
	buf_finish(&body);
}

static void half_hours_may_be_had_as_csv(void **state)
{
	struct fixture *f = *state;
	int fd = dial(f);

	say(f, fd, "GET", "/v1/sightings?from=2026-03-02+20:15", decoy_token, "Accept: text/csv\r\n", NULL);
	expect_call(f, 0, "{\"verb\":\"sightings\",\"line\":\"decoy\",\"from\":\"2026-03-02 20:15\"}");
	answer(f, 0, 200, "{\"half_hours\":[{\"at\":\"2026-03-02T19:30:00Z\",\"local\":\"2026-03-02 20:30\",\"requests\":2,"
			  "\"messages\":1,\"calls\":0,\"senders\":3}]}");
	expect(f, fd, 200, "half_hour,utc,requests,messages,calls,senders\r\n2026-03-02 20:30,2026-03-02T19:30:00Z,2,1,0,3\r\n");
	close(fd);
}

static void a_token_is_of_one_kind_of_line(void **state)
{
	struct fixture *f = *state;

	refused(f, "POST", "/v1/messages", decoy_token, "{}", 403, "/problems/other-line");
	refused(f, "GET", "/v1/events", decoy_token, NULL, 403, "of line decoy, of kind watch");
	refused(f, "POST", "/v1/sightings", write_token, "{" SEEN "}", 403, "of line forum, of kind site");
	refused(f, "GET", "/v1/sightings", write_token, NULL, 403, "/problems/other-line");
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(what_was_seen_goes_to_the_keeper),
		T(a_sighting_that_is_wrong_is_refused_at_the_desk),
		T(a_call_is_no_longer_than_may_be),
		T(half_hours_may_be_had_as_csv),
		T(a_token_is_of_one_kind_of_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
