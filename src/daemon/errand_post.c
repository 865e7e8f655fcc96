// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/errand_post.h"
#include "base/mem.h"
#include "daemon/errand_calls.h"
#include "daemon/installation.h"

#include <stdio.h>
#include <string.h>

struct post {
	struct calls *calls;
	struct post_options options;
	struct buf ca;
	CURL *easy;          /* NULL: nothing is under way */
	struct curl_slist *headers;
	struct event *ended; /* tells the owner, from the loop */
	enum alarm_outcome outcome;
	uint32_t detail;
};

/* ---- the end of a request ---- */

static enum alarm_outcome outcome_of(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return ALARM_NO_NAME;
	case CURLE_COULDNT_CONNECT:
		return ALARM_NO_CONNECTION;
	case CURLE_PEER_FAILED_VERIFICATION:
		return ALARM_NO_TRUST;
	case CURLE_OPERATION_TIMEDOUT:
		return ALARM_NO_ANSWER;
	default:
		return ALARM_BROKEN;
	}
}

static void judge(struct post *post, CURLcode code)
{
	long status = 0;

	curl_easy_getinfo(post->easy, CURLINFO_RESPONSE_CODE, &status);
	post->detail = code == CURLE_OPERATION_TIMEDOUT ? POST_MOST : (uint32_t)code;
	post->outcome = outcome_of(code);
	if (status < 200)
		return;
	/* That is the answer; on_head() has stopped what would follow. */
	post->detail = (uint32_t)status;
	post->outcome = status >= 200 && status < 300 ? ALARM_TOLD
			: status == 410                ? ALARM_GONE
						       : ALARM_ANSWERED;
}

static void let_go(struct post *post)
{
	if (post->easy == NULL)
		return;
	calls_let_go(post->calls, post->easy);
	curl_slist_free_all(post->headers);
	post->easy = NULL;
	post->headers = NULL;
}

/* From the loop, but the owner is told later: it may begin the next one. */
static void on_call_ended(void *context, CURL *easy, CURLcode code)
{
	struct post *post = context;

	if (easy != post->easy)
		return;
	judge(post, code);
	let_go(post);
	event_active(post->ended, EV_TIMEOUT, 0);
}

static void on_ended(evutil_socket_t fd, short what, void *context)
{
	struct post *post = context;

	(void)fd;
	(void)what;
	post->options.done(post->options.context, post->outcome, post->detail);
}

/* ---- one request ---- */

/* The head ends with an empty line; then the answer is known, and what the server adds is nobody's. */
static size_t on_head(char *data, size_t size, size_t count, void *context)
{
	struct post *post = context;
	long status = 0;

	curl_easy_getinfo(post->easy, CURLINFO_RESPONSE_CODE, &status);
	return status >= 200 && (data[0] == '\r' || data[0] == '\n') ? 0 : size * count;
}

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
	(void)data;
	(void)size;
	(void)count;
	(void)context;
	return 0;
}

static void add_header(struct post *post, const char *name, const char *value)
{
	char line[256];

	snprintf(line, sizeof line, "%s: %s", name, value);
	post->headers = curl_slist_append(post->headers, line);
}

static void set_headers(struct post *post, const uint8_t id[ALARM_ID], struct bytes body,
			int64_t seconds)
{
	char name[WEBHOOK_ID_MAX], moment[32], signature[WEBHOOK_SIGNATURE_MAX];

	webhook_id(id, name);
	snprintf(moment, sizeof moment, "%lld", (long long)seconds);
	webhook_sign(&post->options.secret, name, seconds, body, signature);
	add_header(post, "Content-Type", "application/json");
	add_header(post, "User-Agent", "webhook");
	add_header(post, "webhook-id", name);
	add_header(post, "webhook-timestamp", moment);
	add_header(post, "webhook-signature", signature);
	post->headers = curl_slist_append(post->headers, "Expect:"); /* not waited for */
}

void post_begin(struct post *post, const uint8_t id[ALARM_ID], struct bytes body, int64_t seconds)
{
	post->easy = calls_handle(buf_bytes(&post->ca), POST_MOST * 1000L);
	if (post->easy == NULL) {
		post->outcome = ALARM_BROKEN;
		post->detail = CURLE_OUT_OF_MEMORY;
		event_active(post->ended, EV_TIMEOUT, 0);
		return;
	}
	set_headers(post, id, body, seconds);
	curl_easy_setopt(post->easy, CURLOPT_HEADERFUNCTION, on_head);
	curl_easy_setopt(post->easy, CURLOPT_HEADERDATA, post);
	curl_easy_setopt(post->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(post->easy, CURLOPT_URL, post->options.url);
	curl_easy_setopt(post->easy, CURLOPT_HTTPHEADER, post->headers);
	curl_easy_setopt(post->easy, CURLOPT_POSTFIELDSIZE, (long)body.size);
	curl_easy_setopt(post->easy, CURLOPT_COPYPOSTFIELDS, body.data);
	calls_begin(post->calls, post->easy);
}

/* ---- the whole ---- */

enum err post_read_secret(const char *path, struct webhook_secret *ret_secret, struct error *error_r)
{
	struct buf content = {0};
	enum err err;

	buf_room(&content, WEBHOOK_SECRET_FILE); /* at once, so that no copy is left behind */
	err = file_read(path, WEBHOOK_SECRET_FILE, &content, error_r);
	if (err == ERR_NONE && !webhook_secret_parse(buf_bytes(&content), ret_secret))
		err = error_set(error_r, ERR_INPUT, "%s: this is no webhook's secret", path);
	explicit_bzero(content.data, content.room);
	buf_finish(&content);
	return err;
}

enum err post_create(struct event_base *base, const struct post_options *options,
		     struct post **ret_post, struct error *error_r)
{
	struct post *post = mem_alloc(1, sizeof *post);
	enum err err;

	*post = (struct post){.options = *options};
	err = calls_read_ca(options->ca, &post->ca, error_r);
	if (err == ERR_NONE)
		err = calls_create(base, post, on_call_ended, &post->calls, error_r);
	post->ended = event_new(base, -1, 0, on_ended, post);
	if (err != ERR_NONE) {
		post_destroy(post);
		return err;
	}
	*ret_post = post;
	return ERR_NONE;
}

void post_destroy(struct post *post)
{
	if (post == NULL)
		return;
	let_go(post);
	calls_destroy(post->calls);
	event_free(post->ended);
	buf_finish(&post->ca);
	webhook_secret_wipe(&post->options.secret);
	mem_free(post);
}
