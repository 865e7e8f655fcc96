// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/errand_post.h"
#include "base/mem.h"
#include "daemon/installation.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

enum { CA_MAX = 4 << 20 };

struct post {
	struct event_base *base;
	struct post_options options;
	struct buf ca;
	CURLM *multi;
	CURL *easy;          /* NULL: nothing is under way */
	struct curl_slist *headers;
	struct event *timer;
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
	curl_multi_remove_handle(post->multi, post->easy);
	curl_easy_cleanup(post->easy);
	curl_slist_free_all(post->headers);
	post->easy = NULL;
	post->headers = NULL;
}

static void look_for_end(struct post *post)
{
	struct CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(post->multi, &left)) != NULL) {
		if (message->msg != CURLMSG_DONE || message->easy_handle != post->easy)
			continue;
		judge(post, message->data.result);
		let_go(post);
		event_active(post->ended, EV_TIMEOUT, 0);
		return;
	}
}

static void on_ended(evutil_socket_t fd, short what, void *context)
{
	struct post *post = context;

	(void)fd;
	(void)what;
	post->options.done(post->options.context, post->outcome, post->detail);
}

/* ---- libcurl in the loop ---- */

static void on_socket(evutil_socket_t fd, short what, void *context)
{
	struct post *post = context;
	int flags = ((what & EV_READ) != 0 ? CURL_CSELECT_IN : 0) |
		    ((what & EV_WRITE) != 0 ? CURL_CSELECT_OUT : 0);
	int running;

	curl_multi_socket_action(post->multi, fd, flags, &running);
	look_for_end(post);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct post *post = context;
	int running;

	(void)fd;
	(void)what;
	curl_multi_socket_action(post->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	look_for_end(post);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *of_socket)
{
	struct post *post = context;
	struct event *event = of_socket;
	short events = (short)(EV_PERSIST | ((what & CURL_POLL_IN) != 0 ? EV_READ : 0) |
			       ((what & CURL_POLL_OUT) != 0 ? EV_WRITE : 0));

	(void)easy;
	if (event != NULL)
		event_free(event);
	event = NULL;
	if (what != CURL_POLL_REMOVE) {
		event = event_new(post->base, fd, events, on_socket, post);
		event_add(event, NULL);
	}
	curl_multi_assign(post->multi, fd, event);
	return 0;
}

static int set_timer(CURLM *multi, long ms, void *context)
{
	struct post *post = context;
	struct timeval wait = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

	(void)multi;
	if (ms < 0)
		evtimer_del(post->timer);
	else
		evtimer_add(post->timer, &wait);
	return 0;
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

static void set_trust(struct post *post)
{
	struct curl_blob blob = {post->ca.data, post->ca.size, CURL_BLOB_NOCOPY};

	curl_easy_setopt(post->easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(post->easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(post->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(post->easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	if (post->options.ca == NULL)
		return;
	curl_easy_setopt(post->easy, CURLOPT_CAINFO_BLOB, &blob);
	curl_easy_setopt(post->easy, CURLOPT_CAPATH, NULL);
}

/* Nothing from the environment, nothing that goes on elsewhere, nothing that stays. */
static void set_manners(struct post *post)
{
	curl_easy_setopt(post->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(post->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(post->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(post->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(post->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(post->easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(post->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(post->easy, CURLOPT_QUICK_EXIT, 1L); /* no waiting for a look-up that is late */
	curl_easy_setopt(post->easy, CURLOPT_TIMEOUT, (long)POST_MOST);
	curl_easy_setopt(post->easy, CURLOPT_HEADERFUNCTION, on_head);
	curl_easy_setopt(post->easy, CURLOPT_HEADERDATA, post);
	curl_easy_setopt(post->easy, CURLOPT_WRITEFUNCTION, on_body);
}

void post_begin(struct post *post, const uint8_t id[ALARM_ID], struct bytes body, int64_t seconds)
{
	post->easy = curl_easy_init();
	if (post->easy == NULL) {
		post->outcome = ALARM_BROKEN;
		post->detail = CURLE_OUT_OF_MEMORY;
		event_active(post->ended, EV_TIMEOUT, 0);
		return;
	}
	set_headers(post, id, body, seconds);
	set_manners(post);
	set_trust(post);
	curl_easy_setopt(post->easy, CURLOPT_URL, post->options.url);
	curl_easy_setopt(post->easy, CURLOPT_HTTPHEADER, post->headers);
	curl_easy_setopt(post->easy, CURLOPT_POSTFIELDSIZE, (long)body.size);
	curl_easy_setopt(post->easy, CURLOPT_COPYPOSTFIELDS, body.data);
	curl_multi_add_handle(post->multi, post->easy);
}

/* ---- the whole ---- */

enum err post_create(struct event_base *base, const struct post_options *options,
		     struct post **ret_post, struct error *error_r)
{
	struct post *post;
	struct buf ca = {0};
	enum err err = ERR_NONE;

	if (options->ca != NULL)
		err = file_read(options->ca, CA_MAX, &ca, error_r);
	if (err == ERR_NONE && curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		err = error_set(error_r, ERR_MEMORY, "libcurl does not start");
	if (err != ERR_NONE) {
		buf_finish(&ca);
		return err;
	}
	post = mem_alloc(1, sizeof *post);
	*post = (struct post){.base = base, .options = *options, .ca = ca, .multi = curl_multi_init()};
	post->timer = evtimer_new(base, on_timer, post);
	post->ended = event_new(base, -1, 0, on_ended, post);
	curl_multi_setopt(post->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(post->multi, CURLMOPT_SOCKETDATA, post);
	curl_multi_setopt(post->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(post->multi, CURLMOPT_TIMERDATA, post);
	*ret_post = post;
	return ERR_NONE;
}

void post_destroy(struct post *post)
{
	if (post == NULL)
		return;
	let_go(post);
	curl_multi_cleanup(post->multi);
	event_free(post->timer);
	event_free(post->ended);
	buf_finish(&post->ca);
	webhook_secret_wipe(&post->options.secret);
	curl_global_cleanup();
	mem_free(post);
}
