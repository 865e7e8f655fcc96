// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Any bytes as an operator's request. Beyond crashes: a refusal says something; what is accepted
 * has all that its verb needs and nothing empty, and said again by the client it is accepted again
 * and means the same.
 */
#include "daemon/control_client.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_same(const struct control_request *a, const struct control_request *b)
{
	if (a->verb != b->verb)
		return false;
	for (int i = 0; i < CONTROL_MEMBER_COUNT; i++) {
		const char *x = a->member[i], *y = b->member[i];

		if (i == MEMBER_SIGHTINGS && x != NULL && !json_equal(a->sightings, b->sightings))
			return false;

		if ((x == NULL) != (y == NULL) || (x != NULL && strcmp(x, y) != 0))
			return false;
	}
	return true;
}

/* Escapes may make it longer than a request may be. */
static void say_again(const struct control_request *request)
{
	struct control_words words = {.verb = request->verb};
	struct control_request again;
	struct error error = {""};
	struct buf line = {0};
	char *list = request->sightings != NULL
			     ? json_dumps(request->sightings, JSON_COMPACT | JSON_PRESERVE_ORDER |
								      JSON_REAL_PRECISION(17))
			     : NULL;

	memcpy(words.member, request->member, sizeof words.member);
	words.member[MEMBER_SIGHTINGS] = list;
	control_put_request(&line, &words);
	if (memchr(line.data, '\n', line.size) != NULL)
		abort();
	if (control_parse(buf_bytes(&line), &again, &error) == ERR_NONE) {
		if (!is_same(request, &again))
			abort();
		control_request_finish(&again);
	} else if (line.size <= CONTROL_LINE_MAX) {
		abort();
	}
	buf_finish(&line);
	free(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct control_request request;
	struct error error = {""};
	enum err err = control_parse((struct bytes){data, size}, &request, &error);

	if (err == ERR_NONE) {
		for (int i = 0; i < CONTROL_MEMBER_COUNT; i++)
			if (request.member[i] != NULL && request.member[i][0] == '\0')
				abort();
		say_again(&request);
		control_request_finish(&request);
	} else if (err != ERR_INPUT || error.text[0] == '\0') {
		abort();
	}
	return 0;
}
