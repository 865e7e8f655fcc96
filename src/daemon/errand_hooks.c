// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/errand_hooks.h"
#include "base/mem.h"
#include "daemon/errand_post.h"
#include "daemon/now.h"
#include "daemon/settings_site.h"

struct hook_call {
	struct hooks *hooks;
	struct post *post;
	bool busy, waits;
	uint64_t token;
	struct ipc_hook next; /* its body is in `body` */
	struct buf body;
};

struct hooks {
	void *context;
	void (*done)(void *context, const struct ipc_alarmed *alarmed);
	struct hook_call *calls; /* numbered as settings_hook_at() numbers them */
	size_t count;
};

static void begin(struct hook_call *call, const struct ipc_hook *hook)
{
	call->busy = true;
	call->token = hook->token;
	post_begin(call->post, hook->id, hook->body, now_ms() / MS_SECOND);
}

static void on_done(void *context, enum alarm_outcome outcome, uint32_t detail)
{
	struct hook_call *call = context;
	const struct ipc_alarmed alarmed = {call->token, outcome, detail, 0};

	call->busy = false;
	if (call->waits) {
		call->waits = false;
		call->next.body = buf_bytes(&call->body);
		begin(call, &call->next);
	}
	call->hooks->done(call->hooks->context, &alarmed);
}

bool hooks_begin(struct hooks *hooks, const struct ipc_hook *hook)
{
	struct hook_call *call;

	if (hook->number >= hooks->count)
		return false;
	call = &hooks->calls[hook->number];
	if (!call->busy) {
		begin(call, hook);
		return true;
	}
	call->waits = true;
	call->next = *hook;
	buf_clear(&call->body);
	buf_add(&call->body, hook->body.data, hook->body.size);
	return true;
}

void hooks_forget(struct hooks *hooks)
{
	for (size_t i = 0; hooks != NULL && i < hooks->count; i++)
		hooks->calls[i].waits = false;
}

bool hooks_busy(const struct hooks *hooks)
{
	for (size_t i = 0; hooks != NULL && i < hooks->count; i++)
		if (hooks->calls[i].busy)
			return true;
	return false;
}

static enum err open_call(struct hook_call *call, struct event_base *base, const struct site_hook *hook,
			  struct error *error_r)
{
	struct post_options options = {.url = hook->url, .ca = hook->tls_ca, .context = call, .done = on_done};
	enum err err = post_read_secret(hook->secret_file, &options.secret, error_r);

	if (err == ERR_NONE)
		err = post_create(base, &options, &call->post, error_r);
	webhook_secret_wipe(&options.secret);
	return err;
}

enum err hooks_create(struct event_base *base, const struct settings *settings, void *context,
		      void (*done)(void *context, const struct ipc_alarmed *alarmed), struct hooks **ret_hooks,
		      struct error *error_r)
{
	struct hooks *hooks = mem_alloc(1, sizeof *hooks);
	enum err err = ERR_NONE;
	size_t line_index;

	hooks->context = context;
	hooks->done = done;
	hooks->count = settings_hook_count(settings);
	hooks->calls = mem_alloc(hooks->count + 1, sizeof hooks->calls[0]);
	for (size_t i = 0; err == ERR_NONE && i < hooks->count; i++) {
		hooks->calls[i].hooks = hooks;
		err = open_call(&hooks->calls[i], base, settings_hook_at(settings, i, &line_index), error_r);
	}
	if (err == ERR_NONE)
		*ret_hooks = hooks;
	else
		hooks_destroy(hooks);
	return err;
}

void hooks_destroy(struct hooks *hooks)
{
	if (hooks == NULL)
		return;
	for (size_t i = 0; i < hooks->count; i++) {
		post_destroy(hooks->calls[i].post);
		buf_finish(&hooks->calls[i].body);
	}
	mem_free(hooks->calls);
	mem_free(hooks);
}
