// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control_client.h"
#include "daemon/control_socket.h"
#include "daemon/installation.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	ANSWER_SECONDS = 15,	/* the desk says after 10 that the keeper does not answer */
	ANSWER_BYTES = 2 << 20, /* the longest answer is 1 MiB (ipc.tbl) */
	READ_STEP = 64 * 1024,
};

/* ---- connecting ---- */

static int say_refusal(enum err err, const struct settings *settings, const struct error *error)
{
	if (err == ERR_ABSENT)
		fprintf(stderr,
			"fauxbond: no program runs with these settings; start one with `fauxbond "
			"serve --config %s`\n",
			settings->name);
	else if (err == ERR_STATE)
		fprintf(stderr,
			"fauxbond: %s: only the user that runs `fauxbond serve`, or root, may use "
			"it\n",
			error->text);
	else
		return command_failed(error);
	return EXIT_FAILED;
}

int control_client_open(struct control_client *client, const char *config)
{
	struct settings settings = {0};
	struct error error = {""};
	struct buf path = {0};
	int status = EXIT_DONE;
	enum err err;

	*client = (struct control_client){.fd = -1};
	if (settings_load(command_config(config), &settings, &error) != ERR_NONE)
		return command_failed(&error);
	installation_control_path(&settings, &path);
	err = control_connect(buf_text(&path), &client->fd, &error);
	if (err != ERR_NONE)
		status = say_refusal(err, &settings, &error);
	buf_finish(&path);
	settings_finish(&settings);
	return status;
}

bool control_is_served(const struct settings *settings)
{
	struct buf path = {0};
	int fd;
	enum err err;

	installation_control_path(settings, &path);
	err = control_connect(buf_text(&path), &fd, NULL);
	if (err == ERR_NONE)
		close(fd);
	buf_finish(&path);
	return err != ERR_ABSENT;
}

void control_client_finish(struct control_client *client)
{
	if (client->fd >= 0)
		close(client->fd);
	buf_finish(&client->in);
}

/* ---- lines ---- */

enum err control_client_say(struct control_client *client, struct bytes json, struct error *error_r)
{
	struct buf line = {0};
	enum err err = ERR_NONE;

	buf_add(&line, json.data, json.size);
	buf_add_u8(&line, '\n');
	for (size_t at = 0; err == ERR_NONE && at < line.size;) {
		ssize_t put = send(client->fd, line.data + at, line.size - at, MSG_NOSIGNAL);

		if (put > 0)
			at += (size_t)put;
		else if (errno != EINTR)
			err = error_set(error_r, ERR_IO, "the program does not listen: %s",
					strerror(errno));
	}
	buf_finish(&line);
	return err;
}

static enum err hear_more(struct control_client *client, struct error *error_r)
{
	ssize_t got = recv(client->fd, buf_room(&client->in, READ_STEP), READ_STEP, 0);

	if (got > 0)
		client->in.size += (size_t)got;
	else if (got == 0)
		return error_set(error_r, ERR_ABSENT, "the program ended");
	else if (errno == EAGAIN || errno == EWOULDBLOCK)
		return error_set(error_r, ERR_IO,
				 "the program does not answer; too many may be asking it at once");
	else if (errno != EINTR)
		return error_set(error_r, ERR_IO, "the program does not answer: %s",
				 strerror(errno));
	if (client->in.size > ANSWER_BYTES)
		return error_set(error_r, ERR_INPUT, "the program's answer does not end");
	return ERR_NONE;
}

enum err control_client_hear(struct control_client *client, int seconds, struct bytes *ret_line,
			     struct error *error_r)
{
	struct timeval patience = {seconds, 0};
	size_t searched = 0;
	enum err err;

	setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	buf_shift(&client->in, client->taken);
	client->taken = 0;
	for (;;) {
		const uint8_t *end = client->in.size != searched
					     ? memchr(client->in.data + searched, '\n',
						      client->in.size - searched)
					     : NULL;

		if (end != NULL) {
			*ret_line =
				(struct bytes){client->in.data, (size_t)(end - client->in.data)};
			client->taken = ret_line->size + 1;
			return ERR_NONE;
		}
		searched = client->in.size;
		err = hear_more(client, error_r);
		if (err != ERR_NONE)
			return err;
	}
}

/* ---- one request ---- */

void control_put_request(struct buf *out, const struct control_words *words)
{
	static const char *const names[CONTROL_MEMBER_COUNT] = {
#define X(id, name, most, what) [id] = name,
		CONTROL_MEMBERS(X)
#undef X
	};
	struct jsonout json;

	jsonout_init(&json, out);
	jsonout_open(&json, NULL);
	jsonout_text(&json, "verb", control_verb_name(words->verb));
	for (size_t i = 0; i < CONTROL_MEMBER_COUNT; i++)
		if (words->member[i] != NULL && i != MEMBER_SIGHTINGS)
			jsonout_text(&json, names[i], words->member[i]);
	if (words->member[MEMBER_SIGHTINGS] != NULL)
		buf_add_format(out, ",\"%s\":", names[MEMBER_SIGHTINGS]);
	if (words->member[MEMBER_SIGHTINGS] != NULL)
		buf_add_text(out, words->member[MEMBER_SIGHTINGS]);
	jsonout_close(&json);
}

/* The answer, when it says that all is well. */
static enum err read_answer(struct bytes line, json_t **ret_answer, struct error *error_r)
{
	json_t *answer = json_loadb((const char *)line.data, line.size, 0, NULL);
	const char *problem = json_string_value(json_object_get(answer, "problem"));

	if (json_is_true(json_object_get(answer, "ok"))) {
		*ret_answer = answer;
		return ERR_NONE;
	}
	error_set(error_r, ERR_STATE, "%s",
		  problem != NULL ? problem : "the program's answer makes no sense");
	json_decref(answer);
	return ERR_STATE;
}

enum err control_client_ask(struct control_client *client, const struct control_words *words,
			    json_t **ret_answer, struct error *error_r)
{
	struct buf request = {0};
	struct bytes line;
	enum err err;

	control_put_request(&request, words);
	err = control_client_say(client, buf_bytes(&request), error_r);
	if (err == ERR_NONE)
		err = control_client_hear(client, ANSWER_SECONDS, &line, error_r);
	if (err == ERR_NONE)
		err = read_answer(line, ret_answer, error_r);
	buf_finish(&request);
	return err;
}

int control_ask(const char *config, const struct control_words *words, json_t **ret_answer)
{
	struct control_client client;
	struct error error = {""};
	int status = control_client_open(&client, config);
	enum err err;

	if (status != EXIT_DONE)
		return status;
	err = control_client_ask(&client, words, ret_answer, &error);
	control_client_finish(&client);
	return err == ERR_NONE ? EXIT_DONE : command_failed(&error);
}

void control_print(const char *text)
{
	struct bytes bytes = bytes_of_text(text != NULL ? text : "");
	size_t at = 0;

	while (at < bytes.size) {
		uint8_t utf8[4];
		uint32_t cp = utf8_next(bytes.data, bytes.size, &at);
		/* C0, DEL, C1; and the marks that turn the reading direction. */
		bool bad = cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
			   (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);

		if (bad)
			putchar('?');
		else
			fwrite(utf8, 1, utf8_put(cp, utf8), stdout);
	}
}
