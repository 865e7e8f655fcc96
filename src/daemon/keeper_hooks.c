// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The keeper and the webhooks of sites. As with alarms, the queues are here and not with the errand: whichever process dies, at
 * most what was under way is done twice.
 */
#include "daemon/keeper_hooks.h"
#include "base/hash.h"
#include "base/log.h"
#include "daemon/effects.h"
#include "daemon/hook_queue.h"
#include "daemon/now.h"
#include "daemon/settings_site.h"
#include "daemon/site_put.h"

#include <stdio.h>
#include <string.h>

/* How often what waits is written down: what a crash may lose. */
#define KEEP_EVERY MS_MINUTE

struct keeper_hook {
	size_t line_index;
	const struct line *line;
	const struct site_hook *hook;
	unsigned ordinal; /* among those of its line, from 1 */
	struct hook_queue queue;
	uint64_t ended[ALARM_OUTCOME_COUNT];
	bool kept;		 /* something that waits is in the store */
	enum alarm_outcome last; /* failure */
	uint32_t last_detail;
};

struct keeper_hooks {
	struct keeper *keeper;
	struct keeper_hook *hooks; /* numbered as settings_hook_at() numbers them */
	size_t count;
	struct event *timer, *keeping;
	struct buf body, json;
};

/* ---- to the errand ---- */

static void send_hook(struct keeper_hooks *hooks, size_t number, const struct hook_entry *entry)
{
	struct ipc_hook hook = {
		.token = entry->token, .number = (uint16_t)number, .body = buf_bytes(&entry->body)};

	memcpy(hook.id, entry->id, ALARM_ID);
	ipc_put_hook(channel_begin(hooks->keeper->errand, IPC_HOOK), &hook);
	channel_end(hooks->keeper->errand);
}

static void arm(struct keeper_hooks *hooks)
{
	ms_t next = MS_NEVER;
	struct timeval wait;

	for (size_t i = 0; i < hooks->count; i++) {
		ms_t at = hook_queue_next(&hooks->hooks[i].queue);

		next = at < next ? at : next;
	}
	wait = now_until(next);
	event_del(hooks->timer);
	if (hooks->keeper->errand != NULL && next != MS_NEVER)
		event_add(hooks->timer, &wait);
}

/* Hands over what is due, as far as somebody is there to take it. */
static void pump(struct keeper_hooks *hooks)
{
	ms_t now = now_ms();

	for (size_t i = 0; hooks->keeper->errand != NULL && i < hooks->count; i++) {
		const struct hook_entry *entry = hook_queue_take(&hooks->hooks[i].queue, now);

		if (entry != NULL)
			send_hook(hooks, i, entry);
	}
	if (hooks->keeper->errand != NULL)
		channel_flush(hooks->keeper->errand);
	arm(hooks);
}

/* ---- how it ended ---- */

/* The first failure, the end of one, and what is lost; not each attempt of a server that is away. */
static void say_end(const struct keeper_hook *hook, enum hook_fate fate, unsigned failures_before)
{
	char words[96];

	alarm_outcome_words(hook->last, hook->last_detail, words, sizeof words);
	if (fate == HOOK_TOLD && failures_before != 0)
		log_info("line %s: webhook %u is told again, after %u failure%s", hook->line->name,
			 hook->ordinal, failures_before, failures_before == 1 ? "" : "s");
	else if (fate == HOOK_AGAIN && failures_before == 0 && hook->queue.failures != 0)
		log_warn("line %s: webhook %u failed: %s; it is tried again, ever later", hook->line->name,
			 hook->ordinal, words);
	else if (fate == HOOK_GIVEN_UP)
		log_warn("line %s: webhook %u failed: %s; this event is given up", hook->line->name, hook->ordinal,
			 words);
	else if (fate == HOOK_GONE)
		log_warn("line %s: webhook %u: %s; it is told nothing until the program is started again",
			 hook->line->name, hook->ordinal, words);
}

static void ended(struct keeper_hook *hook, uint64_t token, enum alarm_outcome outcome, uint32_t detail)
{
	unsigned failures_before = hook->queue.failures;
	enum hook_fate fate = hook_queue_ended(&hook->queue, token, outcome, now_ms());

	if (fate == HOOK_NOT_OURS)
		return;
	hook->ended[outcome]++;
	if (outcome != ALARM_TOLD) {
		hook->last = outcome;
		hook->last_detail = detail;
	}
	say_end(hook, fate, failures_before);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	struct keeper_hooks *hooks = context;

	(void)fd;
	(void)what;
	for (size_t i = 0; i < hooks->count; i++) {
		uint64_t token = hook_queue_overdue(&hooks->hooks[i].queue, now_ms());

		if (token != 0)
			ended(&hooks->hooks[i], token, ALARM_LOST, 0);
	}
	pump(hooks);
}

/* ---- the errand's process ---- */

/* Tokens of different webhooks are counted from places far apart, so each is of one. */
enum err keeper_hooks_ended(struct keeper *keeper, struct bytes payload)
{
	struct ipc_alarmed alarmed;

	if (ipc_get_alarmed(payload, &alarmed) != ERR_NONE)
		return ERR_INPUT;
	for (size_t i = 0; i < keeper->hooks->count; i++)
		ended(&keeper->hooks->hooks[i], alarmed.token, alarmed.outcome, alarmed.detail);
	pump(keeper->hooks);
	return ERR_NONE;
}

void keeper_hooks_alone(struct keeper *keeper)
{
	struct keeper_hooks *hooks = keeper->hooks;

	for (size_t i = 0; hooks != NULL && i < hooks->count; i++) {
		uint64_t token = hook_queue_under_way(&hooks->hooks[i].queue);

		if (token != 0)
			ended(&hooks->hooks[i], token, ALARM_LOST, 0);
	}
	if (hooks != NULL)
		arm(hooks);
}

void keeper_hooks_pump(struct keeper *keeper)
{
	if (keeper->hooks != NULL)
		pump(keeper->hooks);
}

/* ---- what waits, written down ---- */

/* By what the webhook is and not by its place in the settings: what one is to be told is told to no other. */
static const char *meta_name(const struct keeper_hook *hook, char ret_name[96])
{
	const char *url = hook->hook->url;

	snprintf(ret_name, 96, "hooks.%s.%016llx.%x", hook->line->name,
		 (unsigned long long)hash64_bytes((const uint8_t *)url, strlen(url)), hook->hook->events);
	return ret_name;
}

static enum err keep_one(struct keeper *keeper, struct keeper_hook *hook, struct error *error_r)
{
	struct buf plain = {0}, sealed = {0};
	char name[96];
	enum err err;

	if (hook->queue.count == 0 && !hook->kept)
		return ERR_NONE;
	hook_queue_save(&hook->queue, &plain);
	seal_field(keeper->keys.data, &keeper->random, bytes_of_text(meta_name(hook, name)), buf_bytes(&plain), &sealed);
	err = keeper->store->ops->put_meta(keeper->store, name, buf_bytes(&sealed), error_r);
	hook->kept = hook->queue.count != 0;
	buf_finish(&plain);
	buf_finish(&sealed);
	return err;
}

void keeper_hooks_keep(struct keeper *keeper)
{
	struct keeper_hooks *hooks = keeper->hooks;
	struct error error = {""};
	enum err err;

	if (hooks == NULL || keeper->store == NULL || keeper->failed)
		return;
	err = keeper->store->ops->begin(keeper->store, &error);
	for (size_t i = 0; err == ERR_NONE && i < hooks->count; i++)
		err = keep_one(keeper, &hooks->hooks[i], &error);
	if (err == ERR_NONE)
		err = keeper->store->ops->commit(keeper->store, &error);
	if (err == ERR_NONE)
		return;
	keeper->store->ops->rollback(keeper->store);
	keeper_fail(keeper, &error);
}

/* What cannot be read is said, and begins anew: it is not worth a program that does not start. */
static void load_kept(struct keeper *keeper, struct keeper_hook *hook)
{
	struct buf sealed = {0}, plain = {0};
	char name[96];
	enum err err = keeper->store->ops->get_meta(keeper->store, meta_name(hook, name), &sealed, NULL);

	hook->kept = err == ERR_NONE;
	if (err == ERR_NONE)
		err = seal_open(keeper->keys.data, bytes_of_text(name), buf_bytes(&sealed), &plain);
	if (err == ERR_NONE)
		err = hook_queue_load(&hook->queue, buf_bytes(&plain), now_ms());
	if (err != ERR_NONE && err != ERR_ABSENT)
		log_warn("line %s: what webhook %u was still to be told cannot be read: it is lost", hook->line->name,
			 hook->ordinal);
	buf_finish(&sealed);
	buf_finish(&plain);
}

static bool is_kept_otherwise(const struct keeper_hooks *hooks)
{
	for (size_t i = 0; i < hooks->count; i++)
		if (hooks->hooks[i].kept || hooks->hooks[i].queue.count != 0)
			return true;
	return false;
}

static void keep_later(struct keeper_hooks *hooks, ms_t after)
{
	const struct timeval wait = now_until(now_ms() + after);

	if (!event_pending(hooks->keeping, EV_TIMEOUT, NULL) && is_kept_otherwise(hooks))
		event_add(hooks->keeping, &wait);
}

static void on_keeping(evutil_socket_t fd, short what, void *context)
{
	struct keeper_hooks *hooks = context;

	(void)fd;
	(void)what;
	if (hooks->keeper->open) { /* a batch has the store */
		keep_later(hooks, MS_SECOND);
		return;
	}
	keeper_hooks_keep(hooks->keeper);
	keep_later(hooks, KEEP_EVERY);
}

/* ---- what happens ---- */

static void put_body(struct buf *out, const char *name, struct bytes json)
{
	char moment[CLOCK_TEXT_MAX];

	buf_clear(out);
	buf_add_format(out, "{\"type\":\"fauxbond.%s\",\"timestamp\":\"%s\",\"data\":", name,
		       clock_text(now_ms(), moment));
	buf_add(out, json.data, json.size);
	buf_add_text(out, "}");
}

void keeper_site_happened(struct keeper *keeper, size_t line_index, const char *name, struct bytes json)
{
	struct keeper_hooks *hooks = keeper->hooks;
	unsigned event = settings_hook_event(name);
	uint8_t id[ALARM_ID];
	bool wanted = false;

	for (size_t i = 0; hooks != NULL && event < SITE_HOOK_EVENTS && i < hooks->count; i++) {
		struct keeper_hook *hook = &hooks->hooks[i];

		if (hook->line_index != line_index || (hook->hook->events >> event & 1) == 0)
			continue;
		if (!wanted) {
			put_body(&hooks->body, name, json);
			random_bytes(&keeper->random, id, sizeof id);
			wanted = true;
		}
		hook_queue_put(&hook->queue, id, buf_bytes(&hooks->body), now_ms());
	}
	if (!wanted)
		return;
	pump(hooks);
	keep_later(hooks, KEEP_EVERY);
}

static bool is_wanted(const struct keeper_hooks *hooks, size_t line_index, unsigned event)
{
	for (size_t i = 0; i < hooks->count; i++)
		if (hooks->hooks[i].line_index == line_index && (hooks->hooks[i].hook->events >> event & 1) != 0)
			return true;
	return false;
}

void keeper_hooks_tell(struct keeper *keeper, const struct effect *effect)
{
	struct keeper_hooks *hooks = keeper->hooks;
	const char *name;

	if (hooks == NULL || effect->type != EFFECT_SITE)
		return;
	name = site_told_name(effect->site);
	if (!is_wanted(hooks, effect->line_index, settings_hook_event(name)))
		return; /* a verdict on each message, which hardly anybody wants to be called with */
	buf_clear(&hooks->json);
	effect_json(effect, &hooks->json);
	keeper_site_happened(keeper, effect->line_index, name, buf_bytes(&hooks->json));
}

/* ---- the whole ---- */

static void open_hook(struct keeper_hooks *hooks, const struct settings *settings, size_t number)
{
	struct keeper_hook *hook = &hooks->hooks[number];

	hook->hook = settings_hook_at(settings, number, &hook->line_index);
	hook->line = &settings->lines[hook->line_index];
	hook->ordinal = (unsigned)(hook->hook - hook->line->hooks) + 1;
	hook_queue_init(&hook->queue, ((uint64_t)now_ms() << 20) + ((uint64_t)number << 10) + 1);
	if (hooks->keeper->store != NULL)
		load_kept(hooks->keeper, hook);
}

void keeper_hooks_open(struct keeper *keeper)
{
	const struct settings *settings = &keeper->child->settings;
	struct keeper_hooks *hooks;

	if (!settings_has_hooks(settings))
		return;
	hooks = mem_alloc(1, sizeof *hooks);
	hooks->keeper = keeper;
	hooks->count = settings_hook_count(settings);
	hooks->hooks = mem_alloc(hooks->count, sizeof hooks->hooks[0]);
	for (size_t i = 0; i < hooks->count; i++)
		open_hook(hooks, settings, i);
	hooks->timer = evtimer_new(keeper->child->base, on_timer, hooks);
	hooks->keeping = evtimer_new(keeper->child->base, on_keeping, hooks);
	keeper->hooks = hooks;
	keep_later(hooks, KEEP_EVERY);
}

void keeper_hooks_close(struct keeper *keeper)
{
	struct keeper_hooks *hooks = keeper->hooks;

	if (hooks == NULL)
		return;
	for (size_t i = 0; i < hooks->count; i++)
		hook_queue_finish(&hooks->hooks[i].queue);
	event_free(hooks->timer);
	event_free(hooks->keeping);
	buf_finish(&hooks->body);
	buf_finish(&hooks->json);
	mem_free(hooks->hooks);
	mem_free(hooks);
	keeper->hooks = NULL;
}

/* ---- for /metrics and queue ---- */

static void put_sample(struct buf *out, const char *metric, const struct keeper_hook *hook, const char *more,
		       uint64_t value)
{
	buf_add_format(out, "fauxbond_webhook_%s{line=\"%s\",webhook=\"%u\"%s} %llu\n", metric, hook->line->name,
		       hook->ordinal, more, (unsigned long long)value);
}

void keeper_hooks_metrics(const struct keeper *keeper, struct buf *out)
{
	const struct keeper_hooks *hooks = keeper->hooks;
	char outcome[48];

	if (hooks == NULL)
		return;
	buf_add_text(out, "# HELP fauxbond_webhook_calls_total Calls of sites' webhooks, and how they ended.\n"
			  "# TYPE fauxbond_webhook_calls_total counter\n");
	for (size_t i = 0; i < hooks->count; i++)
		for (unsigned o = 0; o < ALARM_OUTCOME_COUNT; o++)
			if (o == ALARM_TOLD || hooks->hooks[i].ended[o] != 0) {
				snprintf(outcome, sizeof outcome, ",outcome=\"%s\"",
					 alarm_outcome_name((enum alarm_outcome)o));
				put_sample(out, "calls_total", &hooks->hooks[i], outcome, hooks->hooks[i].ended[o]);
			}
	buf_add_text(out, "# HELP fauxbond_webhook_lost_total Events that a webhook was never told.\n"
			  "# TYPE fauxbond_webhook_lost_total counter\n");
	for (size_t i = 0; i < hooks->count; i++)
		put_sample(out, "lost_total", &hooks->hooks[i], "",
			   hooks->hooks[i].queue.given_up + hooks->hooks[i].queue.dropped);
	buf_add_text(out, "# HELP fauxbond_webhook_waiting Events that a webhook was not told yet.\n"
			  "# TYPE fauxbond_webhook_waiting gauge\n");
	for (size_t i = 0; i < hooks->count; i++)
		put_sample(out, "waiting", &hooks->hooks[i], "", hooks->hooks[i].queue.count);
	buf_add_text(out, "# HELP fauxbond_webhook_failing Failures in a row.\n# TYPE fauxbond_webhook_failing gauge\n");
	for (size_t i = 0; i < hooks->count; i++)
		put_sample(out, "failing", &hooks->hooks[i], "", hooks->hooks[i].queue.failures);
}

static void put_hook(const struct keeper_hook *hook, struct jsonout *json)
{
	const struct hook_queue *queue = &hook->queue;
	char words[96];

	jsonout_open(json, NULL);
	jsonout_text(json, "line", hook->line->name);
	jsonout_int(json, "webhook", hook->ordinal);
	jsonout_int(json, "waiting", (int64_t)queue->count);
	jsonout_int(json, "lost", (int64_t)(queue->given_up + queue->dropped));
	jsonout_int(json, "failures", queue->failures);
	if (queue->failures != 0 || queue->gone) {
		alarm_outcome_words(hook->last, hook->last_detail, words, sizeof words);
		jsonout_text(json, "why", words);
		jsonout_time(json, "next", queue->gone ? MS_NEVER : hook_queue_next(queue));
	}
	jsonout_close(json);
}

void keeper_hooks_queue(const struct keeper *keeper, size_t line_index, struct jsonout *json)
{
	const struct keeper_hooks *hooks = keeper->hooks;

	if (hooks == NULL)
		return;
	jsonout_open_list(json, "webhooks");
	for (size_t i = 0; i < hooks->count; i++)
		if (line_index == SIZE_MAX || hooks->hooks[i].line_index == line_index)
			put_hook(&hooks->hooks[i], json);
	jsonout_close_list(json);
}
