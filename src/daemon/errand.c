// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The errand: it goes to operators, and to the writer, when the keeper says so, and holds the network, the webhook's secret
 * and the writer's key for that; no store, no data key. It keeps no list of its own: what is to be told, and when again, the keeper knows (alarm_queue.h),
 * so that an errand that died is replaced by one that needs to know nothing. One command and one call at a time; the writer is asked some things at once (errand_write.h), and
 * what it was asked for is forgotten with the keeper that wanted it. Webhooks of sites are called one at a time each (errand_hooks.h).
 */
#include "base/log.h"
#include "base/mem.h"
#include "daemon/errand_hooks.h"
#include "daemon/errand_post.h"
#include "daemon/errand_write.h"
#include "daemon/jail.h"
#include "daemon/now.h"
#include "daemon/runner.h"
#include "daemon/settings_site.h"

#include <string.h>
#include <unistd.h>

/* Stopping: what is under way may end; the parent waits longer. */
enum { STOP_MOST = 3 };

/* What is done by one way, and what a keeper that was started anew asked for meanwhile. */
struct job {
	bool busy, waits;
	uint64_t token;
	struct ipc_alarm next; /* its body is in `body` */
	struct buf body;
};

struct errand {
	struct child *child;
	struct channel *keeper;
	struct job jobs[ALARM_WAY_COUNT];
	int runner; /* socket; -1: there is no command */
	struct event *runner_says, *deadline;
	struct post *post; /* NULL: there is no webhook */
	struct writes *writes; /* NULL: there is no writer */
	struct hooks *hooks; /* NULL: no site has a webhook */
};

static void begin(struct errand *errand, const struct ipc_alarm *alarm);

/* ---- ends ---- */

static bool is_idle(const struct errand *errand)
{
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++)
		if (errand->jobs[way].busy)
			return false;
	return !hooks_busy(errand->hooks);
}

static void tell_keeper(struct errand *errand, enum ipc_code code, const struct ipc_alarmed *alarmed)
{
	if (errand->keeper == NULL)
		return;
	ipc_put_alarmed(channel_begin(errand->keeper, code), alarmed);
	channel_end(errand->keeper);
	channel_flush(errand->keeper);
}

static void finish_job(struct errand *errand, enum alarm_way way, enum alarm_outcome outcome,
		       uint32_t detail, uint32_t output)
{
	struct job *job = &errand->jobs[way];
	struct ipc_alarmed alarmed = {job->token, outcome, detail, output};

	job->busy = false;
	tell_keeper(errand, IPC_ALARMED, &alarmed);
	if (job->waits) {
		job->waits = false;
		job->next.body = buf_bytes(&job->body);
		begin(errand, &job->next);
	} else if (errand->child->stopping && is_idle(errand)) {
		child_end(errand->child, CHILD_STOPPED);
	}
}

static void on_post_done(void *context, enum alarm_outcome outcome, uint32_t detail)
{
	finish_job(context, ALARM_WEBHOOK, outcome, detail, 0);
}

static void on_runner(evutil_socket_t fd, short what, void *context)
{
	struct errand *errand = context;
	struct runner_result result;
	enum err err = runner_receive(errand->runner, &result);

	(void)fd;
	(void)what;
	if (err == ERR_ABSENT)
		return;
	if (err != ERR_NONE) {
		log_error("the process that runs the alarm command is gone");
		child_end(errand->child, CHILD_BROKEN);
		return;
	}
	if (errand->jobs[ALARM_COMMAND].busy)
		finish_job(errand, ALARM_COMMAND, result.outcome, result.detail, result.output);
}

/* ---- beginnings ---- */

static void begin(struct errand *errand, const struct ipc_alarm *alarm)
{
	struct job *job = &errand->jobs[alarm->way];

	job->busy = true;
	job->token = alarm->token;
	if (alarm->way == ALARM_WEBHOOK)
		post_begin(errand->post, alarm->id, alarm->body, now_ms() / MS_SECOND);
	else if (runner_send(errand->runner, alarm->body) != ERR_NONE)
		child_end(errand->child, CHILD_BROKEN);
}

static enum err on_alarm(struct errand *errand, struct bytes payload)
{
	struct ipc_alarm alarm;
	struct job *job;

	if (ipc_get_alarm(payload, &alarm) != ERR_NONE || alarm.body.size == 0)
		return ERR_INPUT;
	if (alarm.way == ALARM_WEBHOOK ? errand->post == NULL : errand->runner < 0)
		return ERR_INPUT;
	job = &errand->jobs[alarm.way];
	if (!job->busy) {
		begin(errand, &alarm);
		return ERR_NONE;
	}
	/* What a keeper asked for that is gone is under way. */
	job->waits = true;
	job->next = alarm;
	buf_clear(&job->body);
	buf_add(&job->body, alarm.body.data, alarm.body.size);
	return ERR_NONE;
}

/* ---- the writer ---- */

static void on_written(void *context, uint64_t token, enum writer_outcome outcome, uint32_t detail,
		       struct bytes text)
{
	struct errand *errand = context;
	struct ipc_written written = {token, outcome, detail, text};

	if (errand->keeper == NULL)
		return;
	ipc_put_written(channel_begin(errand->keeper, IPC_WRITTEN), &written);
	channel_end(errand->keeper);
	channel_flush(errand->keeper);
}

static enum err on_write(struct errand *errand, struct bytes payload)
{
	struct ipc_write write;

	if (ipc_get_write(payload, &write) != ERR_NONE || errand->writes == NULL || write.token == 0)
		return ERR_INPUT;
	if (!writes_begin(errand->writes, write.token, write.request))
		on_written(errand, write.token, WRITER_BUSY, 0, (struct bytes){NULL, 0});
	return ERR_NONE;
}

/* ---- webhooks of sites ---- */

static void on_hooked(void *context, const struct ipc_alarmed *alarmed)
{
	struct errand *errand = context;

	tell_keeper(errand, IPC_HOOKED, alarmed);
	if (errand->child->stopping && is_idle(errand))
		child_end(errand->child, CHILD_STOPPED);
}

static enum err on_hook(struct errand *errand, struct bytes payload)
{
	struct ipc_hook hook;

	if (ipc_get_hook(payload, &hook) != ERR_NONE || hook.body.size == 0 || errand->hooks == NULL)
		return ERR_INPUT;
	return hooks_begin(errand->hooks, &hook) ? ERR_NONE : ERR_INPUT;
}

static enum err on_message(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	(void)channel;
	(void)fd;
	if (code == IPC_WRITE)
		return on_write(context, payload);
	if (code == IPC_HOOK)
		return on_hook(context, payload);
	return code == IPC_ALARM ? on_alarm(context, payload) : ERR_INPUT;
}

/* ---- the keeper's process ---- */

/* What it asked for goes on; the next one is told of it, and knows nothing of it. */
static void drop_keeper(struct errand *errand)
{
	channel_destroy(errand->keeper);
	errand->keeper = NULL;
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++)
		errand->jobs[way].waits = false;
	writes_forget(errand->writes);
	hooks_forget(errand->hooks);
}

static void on_closed(void *context, struct channel *channel)
{
	(void)channel;
	drop_keeper(context);
}

static void on_peer(void *context, const struct ipc_peer *peer, int fd)
{
	struct errand *errand = context;
	const struct channel_hooks hooks = {errand, on_message, NULL, on_closed};

	if (peer->role != ROLE_KEEPER) {
		close(fd);
		return;
	}
	drop_keeper(errand);
	errand->keeper = channel_create(errand->child->base, fd, ROLE_ERRAND, ROLE_KEEPER, &hooks);
}

/* ---- start and stop ---- */

static void on_stop(void *context)
{
	const struct timeval wait = {.tv_sec = STOP_MOST};
	struct errand *errand = context;

	if (is_idle(errand))
		child_end(errand->child, CHILD_STOPPED);
	else
		evtimer_add(errand->deadline, &wait);
}

static void on_deadline(evutil_socket_t fd, short what, void *context)
{
	struct errand *errand = context;

	(void)fd;
	(void)what;
	log_warn("a call was still under way; leaving without its end");
	child_end(errand->child, CHILD_STOPPED);
}

/* First of all, and before the secret is read (runner.h). */
static enum err open_runner(struct errand *errand, struct error *error_r)
{
	const struct settings *settings = &errand->child->settings;
	enum err err;

	if (settings->alarm.command == NULL)
		return ERR_NONE;
	err = runner_start(settings->alarm.command, &errand->runner, error_r);
	if (err != ERR_NONE)
		return err;
	errand->runner_says = event_new(errand->child->base, errand->runner, EV_READ | EV_PERSIST,
					on_runner, errand);
	event_add(errand->runner_says, NULL);
	return ERR_NONE;
}

static enum err open_post(struct errand *errand, struct error *error_r)
{
	const struct settings *settings = &errand->child->settings;
	struct post_options options = {.url = settings->alarm.webhook,
				       .ca = settings->alarm.tls_ca,
				       .context = errand,
				       .done = on_post_done};
	enum err err;

	if (settings->alarm.webhook == NULL)
		return ERR_NONE;
	err = post_read_secret(settings->alarm.secret_file, &options.secret, error_r);
	if (err == ERR_NONE)
		err = post_create(errand->child->base, &options, &errand->post, error_r);
	webhook_secret_wipe(&options.secret);
	return err;
}

static enum err open_writes(struct errand *errand, struct error *error_r)
{
	const struct settings *settings = &errand->child->settings;
	const struct write_options options = {settings, errand, on_written};

	return settings->writer.url == NULL ? ERR_NONE
					    : writes_create(errand->child->base, &options,
							    &errand->writes, error_r);
}

static enum err open_hooks(struct errand *errand, struct error *error_r)
{
	const struct settings *settings = &errand->child->settings;

	return settings_has_hooks(settings) ? hooks_create(errand->child->base, settings, errand, on_hooked,
							   &errand->hooks, error_r)
					    : ERR_NONE;
}

static void finish(struct errand *errand)
{
	channel_destroy(errand->keeper);
	post_destroy(errand->post);
	writes_destroy(errand->writes);
	hooks_destroy(errand->hooks);
	if (errand->runner_says != NULL)
		event_free(errand->runner_says);
	if (errand->runner >= 0)
		close(errand->runner);
	event_free(errand->deadline);
	for (size_t way = 0; way < ALARM_WAY_COUNT; way++)
		buf_finish(&errand->jobs[way].body);
}

int errand_main(struct child *child)
{
	struct errand errand = {.child = child, .runner = -1};
	struct error error = {""};
	enum err err;

	child->context = &errand;
	child->peer = on_peer;
	child->stop = on_stop;
	err = open_runner(&errand, &error);
	errand.deadline = evtimer_new(child->base, on_deadline, &errand);
	if (err == ERR_NONE)
		err = open_post(&errand, &error);
	if (err == ERR_NONE)
		err = open_writes(&errand, &error);
	if (err == ERR_NONE)
		err = open_hooks(&errand, &error);
	if (err == ERR_NONE)
		err = jail_enter(child, &error);
	if (err == ERR_NONE) {
		child_ready(child);
		event_base_dispatch(child->base);
	} else {
		log_error("%s", error.text);
		child->status = CHILD_REFUSED;
	}
	finish(&errand);
	return child->status;
}
