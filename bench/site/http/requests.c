// SPDX-License-Identifier: GPL-3.0-or-later
/* requests.c - see requests.h. */
#include "requests.h"

#include "texts.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUDE_ONE_IN = 50, MINORS_ONE_IN = 8 };

/* Bytes that go into a body as they are. */
struct request_piece {
	char bytes[224];
	size_t len;
};

/* SplitMix64's last step: neighbours k have nothing to do with each other. */
static uint64_t mixed(uint64_t k)
{
	k += 0x9e3779b97f4a7c15u;
	k = (k ^ (k >> 30)) * 0xbf58476d1ce4e5b9u;
	k = (k ^ (k >> 27)) * 0x94d049bb133111ebu;
	return k ^ (k >> 31);
}

static void *array(size_t count, size_t size)
{
	void *made = calloc(count, size);

	if (made == NULL) {
		perror("requests");
		exit(1);
	}
	return made;
}

static struct request_piece *text_pieces(void)
{
	struct request_piece *made = array(texts_ordinary_count + texts_rude_count, sizeof(*made));

	for (size_t i = 0; i < texts_ordinary_count + texts_rude_count; i++) {
		const char *text = i < texts_ordinary_count ? texts_ordinary[i]
							    : texts_rude[i - texts_ordinary_count];
		made[i].len = (size_t)snprintf(made[i].bytes, sizeof(made[i].bytes),
					       ",\"text\":\"%s\"}", text);
	}
	return made;
}

void requests_init(struct requests *requests, const char *token)
{
	time_t now = time(NULL);
	struct tm today;

	requests->year = 1900u + (unsigned)gmtime_r(&now, &today)->tm_year;
	requests->head_len = (size_t)snprintf(
		requests->head, sizeof(requests->head),
		" HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n", token);
	requests->contacts = array(requests->members / 2, sizeof(*requests->contacts));
	requests->direct = array(requests->members, sizeof(*requests->direct));
	requests->forum = array(requests->members, sizeof(*requests->forum));
	for (uint32_t i = 0; i < requests->members; i++) {
		struct request_piece *direct = &requests->direct[i];
		struct request_piece *forum = &requests->forum[i];
		direct->len = (size_t)snprintf(
			direct->bytes, sizeof(direct->bytes),
			"\",\"from\":\"u%u\",\"to\":\"u%u\",\"where\":\"direct\"", i, i ^ 1u);
		forum->len = (size_t)snprintf(forum->bytes, sizeof(forum->bytes),
					      "\",\"from\":\"u%u\",\"where\":\"forum\"", i);
	}
	requests->texts = text_pieces();
}

void requests_finish(struct requests *requests)
{
	free(requests->contacts);
	free(requests->direct);
	free(requests->forum);
	free(requests->texts);
}

static char *put(char *at, const char *bytes, size_t len)
{
	memcpy(at, bytes, len);
	return at + len;
}

static char *put_text(char *at, const char *text)
{
	return put(at, text, strlen(text));
}

/* The id of a message: the prefix and ten digits. snprintf would be a tenth of the generator. */
static char *put_id(char *at, const struct requests *requests, uint64_t k)
{
	at = put_text(at, requests->prefix);
	for (int i = 9; i >= 0; i--) {
		at[i] = (char)('0' + k % 10);
		k /= 10;
	}
	return at + 10;
}

static char *put_length(char *at, size_t len)
{
	char digits[8];
	size_t n = 0;

	do
		digits[n++] = (char)('0' + len % 10);
	while ((len /= 10) > 0);
	while (n > 0)
		*at++ = digits[--n];
	return at;
}

static char *begin(char *at, const struct requests *requests, const char *line)
{
	return put(put_text(at, line), requests->head, requests->head_len);
}

static char *put_type_and_length(char *at, size_t body_len)
{
	at = put_text(at, "Content-Type: application/json\r\nContent-Length: ");
	return put_text(put_length(at, body_len), "\r\n\r\n");
}

/* The id is unique, so it serves as the key with which a backend repeats safely. */
static size_t message(const struct requests *requests, uint64_t k, bool keyed, char *request)
{
	uint64_t lot = mixed(k);
	uint32_t author = (uint32_t)((lot & 0xffffffffu) % requests->members);
	size_t line = (lot >> 40) % texts_ordinary_count;

	if (author % RUDE_ONE_IN == 0 && (lot >> 33 & 1) != 0)
		line = texts_ordinary_count + (lot >> 40) % texts_rude_count;
	/* A probe says something else: what is stored under this id is another message's, so it is refused. */
	if (!keyed)
		line = (line + 1) % texts_ordinary_count;
	const struct request_piece *text = &requests->texts[line];
	const struct request_piece *who = (mixed(lot) % 100) < requests->forum_percent
						  ? &requests->forum[author]
						  : &requests->direct[author];
	size_t id_len = strlen(requests->prefix) + 10;
	char *at = begin(request, requests, "POST /v1/messages");
	if (keyed) {
		at = put_id(put_text(at, "Idempotency-Key: "), requests, k);
		at = put_text(at, "\r\n");
	}
	at = put_type_and_length(at, strlen("{\"id\":\"") + id_len + who->len + text->len);
	at = put_id(put_text(at, "{\"id\":\""), requests, k);
	at = put(put(at, who->bytes, who->len), text->bytes, text->len);
	return (size_t)(at - request);
}

static size_t post(const struct requests *requests, const char *line, const char *body,
		   char *request)
{
	char *at = begin(request, requests, line);

	at = put_text(put_type_and_length(at, strlen(body)), body);
	return (size_t)(at - request);
}

/* Adults of 25 and more, minors of 14 or 15: sure to be the one or the other on any day of the
 * year. */
static unsigned birth_year(const struct requests *requests, uint64_t member)
{
	uint64_t pair = member / 2;

	return requests->year - (pair % MINORS_ONE_IN == 1 ? 15 : 26 + (unsigned)(pair % 35));
}

size_t requests_render(const struct requests *requests, enum request_kind kind, uint64_t k,
		       char ret_request[REQUEST_MAX])
{
	char line[96];
	char body[96];

	switch (kind) {
	case REQUEST_MEMBER:
		snprintf(body, sizeof(body), "{\"id\":\"u%u\",\"birth_year\":%u}", (unsigned)k,
			 birth_year(requests, k));
		return post(requests, "POST /v1/members", body, ret_request);
	case REQUEST_CONTACT:
		snprintf(body, sizeof(body), "{\"from\":\"u%u\",\"to\":\"u%u\"}", (unsigned)k * 2,
			 (unsigned)k * 2 + 1);
		return post(requests, "POST /v1/contacts", body, ret_request);
	case REQUEST_ACCEPT:
		snprintf(line, sizeof(line), "POST /v1/contacts/%s/accept", requests->contacts[k]);
		snprintf(body, sizeof(body), "{\"member\":\"u%u\"}", (unsigned)k * 2 + 1);
		return post(requests, line, body, ret_request);
	case REQUEST_PROBE:
		return message(requests, k, false, ret_request);
	case REQUEST_MESSAGE:
		break;
	}
	return message(requests, k, true, ret_request);
}
