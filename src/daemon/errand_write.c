// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/errand_write.h"

#include "base/mem.h"
#include "daemon/errand_calls.h"
#include "daemon/installation.h"
#include "daemon/near.h"

#include <string.h>
#include <unistd.h>

struct request {
	struct writes *writes;
	uint64_t token;
	CURL *easy; /* NULL: free */
	bool far;   /* its name led out of the house */
	bool too_long;
	struct buf answer;
};

struct writes {
	struct calls *calls;
	struct write_options options;
	struct buf ca;
	struct curl_slist *headers; /* the same for all */
	struct request requests[WRITER_AT_ONCE];
};

/* ---- the end of a request ---- */

static enum writer_outcome outcome_of(const struct request *request, CURLcode code)
{
	if (request->far)
		return WRITER_FAR;
	if (request->too_long)
		return WRITER_TOO_LONG;
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return WRITER_NO_NAME;
	case CURLE_COULDNT_CONNECT:
		return WRITER_NO_CONNECTION;
	case CURLE_PEER_FAILED_VERIFICATION:
		return WRITER_NO_TRUST;
	case CURLE_OPERATION_TIMEDOUT:
		return WRITER_NO_ANSWER;
	case CURLE_FILESIZE_EXCEEDED: /* by what its head says */
		return WRITER_TOO_LONG;
	default:
		return WRITER_BROKEN;
	}
}

static void let_go(struct request *request)
{
	calls_let_go(request->writes->calls, request->easy);
	request->easy = NULL;
	/* What it said is not kept. */
	if (request->answer.data != NULL)
		explicit_bzero(request->answer.data, request->answer.room);
	buf_finish(&request->answer);
}

static void end(struct request *request, CURLcode code)
{
	const struct write_options *options = &request->writes->options;
	enum writer_outcome outcome = outcome_of(request, code);
	uint32_t detail = (uint32_t)code;
	struct buf text = {0};
	long status = 0;

	curl_easy_getinfo(request->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK && status == 200) {
		outcome = writer_read(buf_bytes(&request->answer), &text);
	} else if (code == CURLE_OK) {
		outcome = WRITER_STATUS;
		detail = (uint32_t)status;
	}
	let_go(request);
	if (request->token != 0)
		options->done(options->context, request->token, outcome, detail, buf_bytes(&text));
	buf_finish(&text);
}

static void on_call_ended(void *context, CURL *easy, CURLcode code)
{
	struct writes *writes = context;

	for (size_t i = 0; i < WRITER_AT_ONCE; i++)
		if (writes->requests[i].easy == easy)
			end(&writes->requests[i], code);
}

/* ---- one request ---- */

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
	struct request *request = context;

	request->too_long = size * count > WRITER_ANSWER_MAX - request->answer.size;
	if (request->too_long)
		return 0; /* ends the request */
	buf_add(&request->answer, data, size * count);
	return size * count;
}

/* The last word on where texts go: a name may lead anywhere, and elsewhere tomorrow. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct request *request = context;

	(void)purpose;
	request->far = !request->writes->options.settings->writer.is_public && !near_address(&to->addr);
	if (request->far)
		return CURL_SOCKET_BAD;
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static void set_request(struct request *request, struct bytes body)
{
	const struct settings *settings = request->writes->options.settings;
	CURL *easy = request->easy;

	curl_easy_setopt(easy, CURLOPT_URL, settings->writer.url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request->writes->headers);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, request);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, request);
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE, (long)WRITER_ANSWER_MAX);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)body.size);
	curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, body.data);
}

bool writes_begin(struct writes *writes, uint64_t token, struct bytes body)
{
	size_t i = 0;

	while (i < WRITER_AT_ONCE && writes->requests[i].easy != NULL)
		i++;
	if (i == WRITER_AT_ONCE)
		return false;
	writes->requests[i] = (struct request){.writes = writes, .token = token};
	writes->requests[i].easy = calls_handle(buf_bytes(&writes->ca),
						 (long)writes->options.settings->writer.timeout);
	if (writes->requests[i].easy == NULL)
		return false;
	set_request(&writes->requests[i], body);
	calls_begin(writes->calls, writes->requests[i].easy);
	return true;
}

void writes_forget(struct writes *writes)
{
	for (size_t i = 0; writes != NULL && i < WRITER_AT_ONCE; i++)
		writes->requests[i].token = 0;
}

/* ---- the whole ---- */

static enum err read_key(const char *path, char ret_key[WRITER_KEY_FILE + 1], struct error *error_r)
{
	struct buf content = {0};
	enum err err;

	buf_room(&content, WRITER_KEY_FILE); /* at once, so that no copy is left behind */
	err = file_read(path, WRITER_KEY_FILE, &content, error_r);
	if (err == ERR_NONE && !writer_key_parse(buf_bytes(&content), ret_key))
		err = error_set(error_r, ERR_INPUT, "%s: this is no writer's key", path);
	explicit_bzero(content.data, content.room);
	buf_finish(&content);
	return err;
}

static enum err set_headers(struct writes *writes, struct error *error_r)
{
	static const char before[] = "Authorization: Bearer ";
	const char *path = writes->options.settings->writer.key_file;
	char line[sizeof before + WRITER_KEY_FILE], key[WRITER_KEY_FILE + 1] = "";
	enum err err = path != NULL ? read_key(path, key, error_r) : ERR_NONE;

	writes->headers = curl_slist_append(writes->headers, "Content-Type: application/json");
	writes->headers = curl_slist_append(writes->headers, "User-Agent: writer");
	writes->headers = curl_slist_append(writes->headers, "Expect:"); /* not waited for */
	if (err == ERR_NONE && path != NULL) {
		strcpy(line, before);
		strcat(line, key);
		writes->headers = curl_slist_append(writes->headers, line);
		explicit_bzero(line, sizeof line);
	}
	explicit_bzero(key, sizeof key);
	return err;
}

enum err writes_create(struct event_base *base, const struct write_options *options,
		       struct writes **ret_writes, struct error *error_r)
{
	struct writes *writes = mem_alloc(1, sizeof *writes);
	enum err err;

	writes->options = *options;
	err = calls_read_ca(options->settings->writer.tls_ca, &writes->ca, error_r);
	if (err == ERR_NONE)
		err = set_headers(writes, error_r);
	if (err == ERR_NONE)
		err = calls_create(base, writes, on_call_ended, &writes->calls, error_r);
	if (err != ERR_NONE) {
		writes_destroy(writes);
		return err;
	}
	*ret_writes = writes;
	return ERR_NONE;
}

void writes_destroy(struct writes *writes)
{
	if (writes == NULL)
		return;
	for (size_t i = 0; i < WRITER_AT_ONCE; i++)
		if (writes->requests[i].easy != NULL)
			let_go(&writes->requests[i]);
	/* libcurl's list is freed whole; the key in it goes first. */
	for (struct curl_slist *row = writes->headers; row != NULL; row = row->next)
		explicit_bzero(row->data, strlen(row->data));
	curl_slist_free_all(writes->headers);
	calls_destroy(writes->calls);
	buf_finish(&writes->ca);
	mem_free(writes);
}
