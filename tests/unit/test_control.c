// SPDX-License-Identifier: GPL-3.0-or-later
/* What operators may say, the socket on which they say it, and how the commands put it into words.
 */
#include "daemon/control_client.h"
#include "daemon/control_socket.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- requests ---- */

static void a_request_is_read(void **state)
{
	struct control_request request;
	struct error error = {""};

	(void)state;
	assert_int_equal(control_parse(bytes_of_text("{\"verb\":\"handset\",\"line\":\"decoy\","
						     "\"from\":\"+33639981001\","
						     "\"text\":\"two\\nlines\"}"),
				       &request, &error),
			 ERR_NONE);
	assert_int_equal(request.verb, CONTROL_HANDSET);
	assert_string_equal(request.member[MEMBER_LINE], "decoy");
	assert_string_equal(request.member[MEMBER_FROM], "+33639981001");
	assert_string_equal(request.member[MEMBER_TEXT], "two\nlines");
	assert_null(request.member[MEMBER_TO]);
	control_request_finish(&request);
}

static void nonsense_is_refused_with_what_to_write(void **state)
{
	static const struct {
		const char *line, *says;
	} cases[] = {
		{"", "not JSON"},
		{"{\"verb\":", "not JSON"},
		{"{\"verb\":\"queue\"} more", "not JSON"},
		{"{\"verb\":\"queue\",\"verb\":\"queue\"}", "not JSON"},
		{"{\"verb\":\"block\",\"contact\":\"a\\u0000b\"}", "not JSON"},
		{"{\"verb\":\"block\",\"contact\":\"\xff\"}", "not JSON"},
		{"[]", "a request is an object"},
		{"{}", "verb: must be one of pause, resume"},
		{"{\"verb\":3}", "verb: must be one of"},
		{"{\"verb\":\"dance\"}", "verb: must be one of"},
		{"{\"verb\":\"pause\"}", "line: is missing; pause needs the name of a line"},
		{"{\"verb\":\"pause\",\"line\":null}", "line: must be a text in quotes"},
		{"{\"verb\":\"pause\",\"line\":\"\"}", "line: is empty"},
		{"{\"verb\":\"pause\",\"line\":\"a\",\"contact\":\"1\"}",
		 "\"contact\" is not known here; pause takes line, by"},
		{"{\"verb\":\"stats\",\"x\":1}", "stats takes nothing more"},
		{"{\"verb\":\"pause\",\"line\":\"12345678901234567890123456789012\"}",
		 "longer than 31 bytes"},
		{"{\"verb\":\"block\",\"contact\":\"\\u001b[2J\"}", "control characters"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct control_request request;
		struct error error = {""};

		if (control_parse(bytes_of_text(cases[i].line), &request, &error) != ERR_INPUT)
			fail_msg("%s: accepted", cases[i].line);
		if (strstr(error.text, cases[i].says) == NULL)
			fail_msg("%s: says \"%s\"", cases[i].line, error.text);
	}
}

static void a_request_has_a_greatest_length(void **state)
{
	struct control_request request;
	struct error error = {""};
	struct buf line = {0};

	(void)state;
	buf_add_text(&line, "{\"verb\":\"queue\"}");
	while (line.size < CONTROL_LINE_MAX)
		buf_add_u8(&line, ' ');
	assert_int_equal(control_parse(buf_bytes(&line), &request, &error), ERR_NONE);
	control_request_finish(&request);
	buf_add_u8(&line, ' ');
	assert_int_equal(control_parse(buf_bytes(&line), &request, &error), ERR_INPUT);
	buf_finish(&line);
}

static void what_the_commands_say_is_understood(void **state)
{
	const struct control_words words = {CONTROL_TIP,
					    {[MEMBER_LINE] = "stall",
					     [MEMBER_ABOUT] = "+33639981002",
					     [MEMBER_TEXT] = "\"Promo\"\nappelle, 50 €"}};
	struct control_request request;
	struct error error = {""};
	struct buf line = {0};

	(void)state;
	control_put_request(&line, &words);
	assert_int_equal(control_parse(buf_bytes(&line), &request, &error), ERR_NONE);
	assert_int_equal(request.verb, CONTROL_TIP);
	assert_string_equal(request.member[MEMBER_TEXT], "\"Promo\"\nappelle, 50 €");
	control_request_finish(&request);
	buf_finish(&line);
}

/* ---- the socket ---- */

struct folder {
	char path[64];
	struct buf socket;
};

static int make_folder(void **state)
{
	struct folder *folder = calloc(1, sizeof *folder);

	strcpy(folder->path, "/tmp/test_control.XXXXXX");
	if (mkdtemp(folder->path) == NULL)
		return -1;
	buf_add_format(&folder->socket, "%s/control", folder->path);
	*state = folder;
	return 0;
}

static int remove_folder(void **state)
{
	struct folder *folder = *state;

	unlink(buf_text(&folder->socket));
	rmdir(folder->path);
	buf_finish(&folder->socket);
	free(folder);
	return 0;
}

static void only_its_owner_may_connect(void **state)
{
	struct folder *folder = *state;
	const char *path = buf_text(&folder->socket);
	struct error error = {""};
	struct stat file;
	mode_t mask = umask(0);
	int fd, peer;

	assert_int_equal(control_listen(path, &fd, &error), ERR_NONE);
	assert_int_equal(umask(mask), 0); /* put back */
	assert_int_equal(stat(path, &file), 0);
	assert_int_equal(file.st_mode & 0777, 0600);
	assert_int_equal(control_connect(path, &peer, &error), ERR_NONE);
	close(peer);
	close(fd);
}

static void an_old_socket_is_replaced_a_live_one_is_not(void **state)
{
	struct folder *folder = *state;
	const char *path = buf_text(&folder->socket);
	struct error error = {""};
	int first, second, peer;

	assert_int_equal(control_connect(path, &peer, &error), ERR_ABSENT);
	assert_int_equal(control_listen(path, &first, &error), ERR_NONE);
	assert_int_equal(control_listen(path, &second, &error), ERR_EXISTS);
	assert_non_null(strstr(error.text, "another fauxbond"));
	close(first);
	assert_int_equal(control_connect(path, &peer, &error), ERR_ABSENT);
	assert_int_equal(control_listen(path, &second, &error), ERR_NONE);
	close(second);
}

static void what_is_no_socket_is_left_alone(void **state)
{
	struct folder *folder = *state;
	const char *path = buf_text(&folder->socket);
	struct error error = {""};
	int fd = open(path, O_CREAT | O_WRONLY, 0600);

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(control_listen(path, &fd, &error), ERR_EXISTS);
	assert_int_equal(access(path, F_OK), 0);
}

/* sun_path holds 107 bytes. */
static void a_folder_may_be_deep(void **state)
{
	struct folder *folder = *state;
	struct error error = {""};
	struct buf deep = {0};
	int fd, peer;

	buf_add_format(
		&deep, "%s/%.*s", folder->path, 100,
		"a-folder-whose-name-is-long-enough-that-the-socket-in-it-can-not-be-named-in-a-"
		"socket-address-at-all");
	assert_int_equal(mkdir(buf_text(&deep), 0700), 0);
	buf_add_text(&deep, "/control");
	assert_int_equal(control_listen(buf_text(&deep), &fd, &error), ERR_NONE);
	assert_int_equal(control_connect(buf_text(&deep), &peer, &error), ERR_NONE);
	close(peer);
	close(fd);
	unlink(buf_text(&deep));
	deep.size -= strlen("/control");
	rmdir(buf_text(&deep));
	buf_finish(&deep);
}

/* ---- the client ---- */

static void the_client_hears_lines(void **state)
{
	struct control_client client = {0};
	struct error error = {""};
	struct bytes line;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	client.fd = pair[0];
	assert_int_equal(write(pair[1], "one\ntwo\nthr", 11), 11);
	assert_int_equal(control_client_hear(&client, 1, &line, &error), ERR_NONE);
	assert_true(bytes_equal(line, bytes_of_text("one")));
	assert_int_equal(control_client_hear(&client, 1, &line, &error), ERR_NONE);
	assert_true(bytes_equal(line, bytes_of_text("two")));
	assert_int_equal(write(pair[1], "ee\n", 3), 3);
	close(pair[1]);
	assert_int_equal(control_client_hear(&client, 1, &line, &error), ERR_NONE);
	assert_true(bytes_equal(line, bytes_of_text("three")));
	assert_int_equal(control_client_hear(&client, 1, &line, &error), ERR_ABSENT);
	control_client_finish(&client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_read),
		cmocka_unit_test(nonsense_is_refused_with_what_to_write),
		cmocka_unit_test(a_request_has_a_greatest_length),
		cmocka_unit_test(what_the_commands_say_is_understood),
		cmocka_unit_test_setup_teardown(only_its_owner_may_connect, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(an_old_socket_is_replaced_a_live_one_is_not,
						make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(what_is_no_socket_is_left_alone, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(a_folder_may_be_deep, make_folder, remove_folder),
		cmocka_unit_test(the_client_hears_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
