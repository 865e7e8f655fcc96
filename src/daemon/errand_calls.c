// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/errand_calls.h"

#include "base/mem.h"
#include "daemon/installation.h"

enum { CA_MAX = 4 << 20 };

struct calls {
	struct event_base *base;
	void *context;
	void (*ended)(void *context, CURL *easy, CURLcode code);
	CURLM *multi;
	struct event *timer;
};

/* ---- libcurl in the loop ---- */

static void look_for_ends(struct calls *calls)
{
	struct CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(calls->multi, &left)) != NULL)
		if (message->msg == CURLMSG_DONE)
			calls->ended(calls->context, message->easy_handle, message->data.result);
}

static void on_socket(evutil_socket_t fd, short what, void *context)
{
	struct calls *calls = context;
	int flags = ((what & EV_READ) != 0 ? CURL_CSELECT_IN : 0) |
		    ((what & EV_WRITE) != 0 ? CURL_CSELECT_OUT : 0);
	int running;

	curl_multi_socket_action(calls->multi, fd, flags, &running);
	look_for_ends(calls);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct calls *calls = context;
	int running;

	(void)fd;
	(void)what;
	curl_multi_socket_action(calls->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	look_for_ends(calls);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *of_socket)
{
	struct calls *calls = context;
	struct event *event = of_socket;
	short events = (short)(EV_PERSIST | ((what & CURL_POLL_IN) != 0 ? EV_READ : 0) |
			       ((what & CURL_POLL_OUT) != 0 ? EV_WRITE : 0));

	(void)easy;
	if (event != NULL)
		event_free(event);
	event = NULL;
	if (what != CURL_POLL_REMOVE) {
		event = event_new(calls->base, fd, events, on_socket, calls);
		event_add(event, NULL);
	}
	curl_multi_assign(calls->multi, fd, event);
	return 0;
}

static int set_timer(CURLM *multi, long ms, void *context)
{
	struct calls *calls = context;
	struct timeval wait = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

	(void)multi;
	if (ms < 0)
		evtimer_del(calls->timer);
	else
		evtimer_add(calls->timer, &wait);
	return 0;
}

/* ---- one request ---- */

static void set_trust(CURL *easy, struct bytes ca)
{
	struct curl_blob blob = {(void *)(uintptr_t)ca.data, ca.size, CURL_BLOB_NOCOPY};

	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	if (ca.size == 0)
		return;
	curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
}

/* Nothing from the environment, nothing that goes on elsewhere, nothing that stays. */
static void set_manners(CURL *easy, long milliseconds)
{
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* no waiting for a look-up that is late */
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds);
}

CURL *calls_handle(struct bytes ca, long milliseconds)
{
	CURL *easy = curl_easy_init();

	if (easy == NULL)
		return NULL;
	set_manners(easy, milliseconds);
	set_trust(easy, ca);
	return easy;
}

void calls_begin(struct calls *calls, CURL *easy)
{
	curl_multi_add_handle(calls->multi, easy);
}

void calls_let_go(struct calls *calls, CURL *easy)
{
	if (easy == NULL)
		return;
	curl_multi_remove_handle(calls->multi, easy);
	curl_easy_cleanup(easy);
}

/* ---- the whole ---- */

enum err calls_read_ca(const char *path, struct buf *out, struct error *error_r)
{
	return path != NULL ? file_read(path, CA_MAX, out, error_r) : ERR_NONE;
}

enum err calls_create(struct event_base *base, void *context,
		       void (*ended)(void *context, CURL *easy, CURLcode code),
		       struct calls **ret_calls, struct error *error_r)
{
	struct calls *calls;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		return error_set(error_r, ERR_MEMORY, "libcurl does not start");
	calls = mem_alloc(1, sizeof *calls);
	*calls = (struct calls){base, context, ended, curl_multi_init(), NULL};
	calls->timer = evtimer_new(base, on_timer, calls);
	curl_multi_setopt(calls->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(calls->multi, CURLMOPT_SOCKETDATA, calls);
	curl_multi_setopt(calls->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(calls->multi, CURLMOPT_TIMERDATA, calls);
	*ret_calls = calls;
	return ERR_NONE;
}

void calls_destroy(struct calls *calls)
{
	if (calls == NULL)
		return;
	curl_multi_cleanup(calls->multi);
	event_free(calls->timer);
	curl_global_cleanup();
	mem_free(calls);
}
