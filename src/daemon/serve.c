// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/serve.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/command.h"
#include "daemon/installation.h"
#include "daemon/now.h"
#include "daemon/settings_alarm.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	RESTART_FIRST = 200,         /* ms until a child that died is started again; doubles */
	RESTART_MOST = 30 * 1000,
	LIVED = 60 * 1000,           /* one that lived so long begins anew */
	STOP_BEARERS = 12 * 1000,    /* ms a bearer may take to unbind */
	STOP_OTHERS = 5 * 1000,
	CHILDREN_MAX = BEARERS_MAX + 4,
};

/* Which processes may talk to which: one line each, nothing else ever gets a socket. */
static const struct {
	enum role a, b;
} talks[] = {
	{ROLE_KEEPER, ROLE_BEARER},
	{ROLE_KEEPER, ROLE_DESK},
	{ROLE_KEEPER, ROLE_ERRAND},
	{ROLE_KEEPER, ROLE_CLERK},
};

struct parent;

struct child_slot {
	struct parent *parent;
	enum role role;
	char name[LINE_NAME_MAX];
	pid_t pid;               /* 0: not running */
	struct channel *channel;
	int socket;              /* the channel's descriptor, for handing out others */
	bool ready;
	ms_t began;
	int wait;                /* ms until the next start */
	struct event *restart;
};

struct parent {
	struct serve_options options;
	struct event_base *base;
	struct child_slot slots[CHILDREN_MAX];
	size_t count;
	struct event *on_term, *on_int, *on_child, *deadline;
	int passphrase;          /* memfd; -1: none */
	enum { STARTING, SERVING, STOPPING_BEARERS, STOPPING_OTHERS } stage;
	char origin[32], speed[32];
	int status;
};

static void check_progress(struct parent *parent);

/* ---- sockets between the children ---- */

static bool may_talk(const struct child_slot *a, const struct child_slot *b)
{
	for (size_t i = 0; i < sizeof talks / sizeof talks[0]; i++)
		if ((a->role == talks[i].a && b->role == talks[i].b) ||
		    (a->role == talks[i].b && b->role == talks[i].a))
			return true;
	return false;
}

static void send_peer(const struct child_slot *to, const struct child_slot *peer, int fd)
{
	struct buf payload = {0};
	struct ipc_peer row = {.role = peer->role};

	memcpy(row.name, peer->name, sizeof row.name);
	ipc_put_peer(&payload, &row);
	if (ipc_send_fd(to->socket, IPC_PEER, buf_bytes(&payload), fd) != ERR_NONE)
		log_warn("%s can't be told of %s", role_name(to->role), role_name(peer->role));
	buf_finish(&payload);
}

static void introduce(struct child_slot *a, struct child_slot *b)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		log_error("socketpair: %s", strerror(errno));
		return;
	}
	send_peer(a, b, pair[0]);
	send_peer(b, a, pair[1]);
	close(pair[0]);
	close(pair[1]);
}

/* Only what is ready has a loop that listens; whoever comes later introduces the pair. */
static void introduce_all(struct parent *parent, struct child_slot *slot)
{
	for (size_t i = 0; i < parent->count; i++) {
		struct child_slot *other = &parent->slots[i];

		if (other != slot && other->ready && may_talk(slot, other))
			introduce(slot, other);
	}
}

static enum err on_message(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	struct child_slot *slot = context;

	(void)channel;
	(void)payload;
	(void)fd;
	if (code != IPC_READY || slot->ready)
		return ERR_INPUT;
	slot->ready = true;
	introduce_all(slot->parent, slot);
	check_progress(slot->parent);
	return ERR_NONE;
}

/* Its death comes by SIGCHLD. */
static void on_channel_closed(void *context, struct channel *channel)
{
	(void)context;
	(void)channel;
}

/* ---- starting ---- */

/* The descriptors a child begins with: standard ones, 3 to the parent, 4 the passphrase. */
static void become(const struct child_slot *slot, int socket)
{
	struct parent *parent = slot->parent;
	const char *words[16];
	size_t n = 0;

	words[n++] = "fauxbond";
	words[n++] = "--child";
	words[n++] = role_name(slot->role);
	words[n++] = "--config";
	words[n++] = parent->options.config;
	if (slot->name[0] != '\0') {
		words[n++] = "--name";
		words[n++] = slot->name;
	}
	if (parent->options.speed != 1.0) {
		words[n++] = "--speed";
		words[n++] = parent->speed;
		words[n++] = "--origin";
		words[n++] = parent->origin;
	}
	if (parent->options.fiction) {
		words[n++] = "--fiction";
		words[n++] = "yes";
	}
	words[n] = NULL;
	dup2(socket, CHILD_SOCKET);
	if (slot->role == ROLE_KEEPER && parent->passphrase >= 0)
		dup2(parent->passphrase, CHILD_PASSPHRASE);
	execv("/proc/self/exe", (char *const *)words);
	_exit(CHILD_REFUSED);
}

static void start_later(struct child_slot *slot)
{
	struct timeval wait = {slot->wait / 1000, slot->wait % 1000 * 1000};

	evtimer_add(slot->restart, &wait);
	slot->wait = slot->wait * 2 < RESTART_MOST ? slot->wait * 2 : RESTART_MOST;
}

static void start(struct child_slot *slot)
{
	const struct channel_hooks hooks = {slot, on_message, NULL, on_channel_closed};
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		log_error("socketpair: %s", strerror(errno));
		start_later(slot);
		return;
	}
	pid = fork();
	if (pid == 0) {
		/* Above 4, so that dup2() finds its places free. */
		int high = fcntl(pair[1], F_DUPFD_CLOEXEC, 10);
		sigset_t none;

		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		become(slot, high);
	}
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		log_error("fork: %s", strerror(errno));
		start_later(slot);
		return;
	}
	slot->pid = pid;
	slot->ready = false;
	slot->began = now_ms();
	slot->socket = pair[0];
	slot->channel = channel_create(slot->parent->base, pair[0], ROLE_PARENT, slot->role, &hooks);
}

static void on_restart(evutil_socket_t fd, short what, void *context)
{
	struct child_slot *slot = context;

	(void)fd;
	(void)what;
	if (slot->pid == 0 && slot->parent->stage <= SERVING)
		start(slot);
}

static struct child_slot *add_slot(struct parent *parent, enum role role, const char *name)
{
	struct child_slot *slot = &parent->slots[parent->count++];

	*slot = (struct child_slot){.parent = parent, .role = role, .socket = -1, .wait = RESTART_FIRST};
	strncpy(slot->name, name, sizeof slot->name - 1);
	slot->restart = evtimer_new(parent->base, on_restart, slot);
	return slot;
}

/* ---- stopping ---- */

static void stop_role(struct parent *parent, bool bearers, int most)
{
	struct timeval wait = {.tv_sec = most / 1000};

	for (size_t i = 0; i < parent->count; i++) {
		struct child_slot *slot = &parent->slots[i];

		if (slot->pid == 0 || (slot->role == ROLE_BEARER) != bearers)
			continue;
		/* It holds nothing, and does not listen while it trains. */
		if (slot->role == ROLE_CLERK)
			kill(slot->pid, SIGTERM);
		channel_begin(slot->channel, IPC_STOP);
		channel_end(slot->channel);
		channel_flush(slot->channel);
	}
	evtimer_add(parent->deadline, &wait);
}

static bool any_running(const struct parent *parent, bool bearers)
{
	for (size_t i = 0; i < parent->count; i++)
		if (parent->slots[i].pid != 0 && (parent->slots[i].role == ROLE_BEARER) == bearers)
			return true;
	return false;
}

static void begin_stop(struct parent *parent, int status)
{
	if (parent->stage >= STOPPING_BEARERS)
		return;
	parent->status = status;
	parent->stage = STOPPING_BEARERS;
	stop_role(parent, true, STOP_BEARERS);
	check_progress(parent);
}

/* The bearers leave first, so that their last words reach the record. */
static void check_progress(struct parent *parent)
{
	bool all = true;

	if (parent->stage == STARTING) {
		/* Nobody waits for the clerk. */
		for (size_t i = 0; i < parent->count; i++)
			all = all && (parent->slots[i].ready || parent->slots[i].role == ROLE_CLERK);
		if (!all)
			return;
		parent->stage = SERVING;
		if (!parent->options.quiet)
			log_info("serving; stop with Ctrl-C or SIGTERM");
		if (parent->options.ready != NULL)
			parent->options.ready(parent->options.context);
	}
	if (parent->stage == STOPPING_BEARERS && !any_running(parent, true)) {
		parent->stage = STOPPING_OTHERS;
		stop_role(parent, false, STOP_OTHERS);
	}
	if (parent->stage == STOPPING_OTHERS && !any_running(parent, false))
		event_base_loopbreak(parent->base);
}

static void on_deadline(evutil_socket_t fd, short what, void *context)
{
	struct parent *parent = context;

	(void)fd;
	(void)what;
	for (size_t i = 0; i < parent->count; i++) {
		const struct child_slot *slot = &parent->slots[i];

		if (slot->pid != 0 && (parent->stage == STOPPING_OTHERS || slot->role == ROLE_BEARER))
			kill(slot->pid, SIGKILL);
	}
}

static void on_stop_signal(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	begin_stop(context, EXIT_DONE);
}

/* ---- deaths ---- */

static void say_death(const struct child_slot *slot, int status)
{
	const char *name = slot->name[0] != '\0' ? slot->name : role_name(slot->role);

	if (WIFSIGNALED(status))
		log_error("%s died of signal %d; starting it again", name, WTERMSIG(status));
	else if (WEXITSTATUS(status) == CHILD_BROKEN)
		log_error("%s stopped itself; starting it again", name);
	else if (WEXITSTATUS(status) != CHILD_REFUSED)
		log_error("%s left with status %d; starting it again", name, WEXITSTATUS(status));
}

static void bury(struct child_slot *slot, int status)
{
	struct parent *parent = slot->parent;
	bool refused = WIFEXITED(status) && WEXITSTATUS(status) == CHILD_REFUSED;

	slot->pid = 0;
	slot->ready = false;
	channel_destroy(slot->channel);
	slot->channel = NULL;
	if (parent->stage <= SERVING && refused) {
		begin_stop(parent, EXIT_FAILED); /* it has said why */
		return;
	}
	if (parent->stage > SERVING) {
		check_progress(parent);
		return;
	}
	say_death(slot, status);
	if (now_ms() - slot->began > LIVED)
		slot->wait = RESTART_FIRST;
	start_later(slot);
}

static void on_child_signal(evutil_socket_t fd, short what, void *context)
{
	struct parent *parent = context;
	int status;
	pid_t pid;

	(void)fd;
	(void)what;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < parent->count; i++)
			if (parent->slots[i].pid == pid)
				bury(&parent->slots[i], status);
}

/* ---- the whole ---- */

/* `key: ask`: asked once, kept in a sealed memfd, so that a keeper that is started again needs nobody at the terminal. */
static enum err take_passphrase(struct parent *parent, struct error *error_r)
{
	struct buf phrase = {0};
	enum err err = installation_ask(&phrase, error_r);
	int memory = memfd_create("passphrase", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	/* Out of the way of the places that a child's descriptors get. */
	parent->passphrase = memory >= 0 ? fcntl(memory, F_DUPFD_CLOEXEC, 10) : -1;
	if (memory >= 0)
		close(memory);
	if (err == ERR_NONE &&
	    (phrase.size == 0 || parent->passphrase < 0 ||
	     write(parent->passphrase, phrase.data, phrase.size) != (ssize_t)phrase.size))
		err = error_set(error_r, ERR_IO, "no passphrase could be taken");
	if (phrase.data != NULL)
		explicit_bzero(phrase.data, phrase.room);
	buf_finish(&phrase);
	if (err == ERR_NONE)
		fcntl(parent->passphrase, F_ADD_SEALS,
		      F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
	return err;
}

static void start_all(struct parent *parent, const struct settings *settings)
{
	add_slot(parent, ROLE_KEEPER, "");
	for (size_t i = 0; i < settings->bearer_count; i++)
		if (settings->bearers[i].kind == BEARER_SMPP)
			add_slot(parent, ROLE_BEARER, settings->bearers[i].name);
	add_slot(parent, ROLE_DESK, "");
	if (settings_has_errand(settings))
		add_slot(parent, ROLE_ERRAND, "");
	add_slot(parent, ROLE_CLERK, "");
	for (size_t i = 0; i < parent->count; i++)
		start(&parent->slots[i]);
}

static void watch_signals(struct parent *parent)
{
	parent->on_term = evsignal_new(parent->base, SIGTERM, on_stop_signal, parent);
	parent->on_int = evsignal_new(parent->base, SIGINT, on_stop_signal, parent);
	parent->on_child = evsignal_new(parent->base, SIGCHLD, on_child_signal, parent);
	parent->deadline = evtimer_new(parent->base, on_deadline, parent);
	evsignal_add(parent->on_term, NULL);
	evsignal_add(parent->on_int, NULL);
	evsignal_add(parent->on_child, NULL);
}

static void finish(struct parent *parent)
{
	for (size_t i = 0; i < parent->count; i++) {
		channel_destroy(parent->slots[i].channel);
		event_free(parent->slots[i].restart);
	}
	event_free(parent->on_term);
	event_free(parent->on_int);
	event_free(parent->on_child);
	event_free(parent->deadline);
	if (parent->passphrase >= 0)
		close(parent->passphrase);
	event_base_free(parent->base);
}

int serve_run(const struct serve_options *options)
{
	struct parent parent = {.options = *options, .passphrase = -1};
	struct settings settings;
	struct error error = {""};
	bool ask;

	signal(SIGPIPE, SIG_IGN);
	log_open("fauxbond", LOG_INFO);
	if (settings_load(options->config, &settings, &error) != ERR_NONE)
		return command_failed(&error);
	if (settings_check_serve(&settings, &error) != ERR_NONE ||
	    settings_load_lists(&settings, false, &error) != ERR_NONE) {
		settings_finish(&settings);
		return command_failed(&error);
	}
	ask = settings.key_kind == KEY_ASK;
	if (ask && take_passphrase(&parent, &error) != ERR_NONE) {
		settings_finish(&settings);
		return command_failed(&error);
	}
	snprintf(parent.speed, sizeof parent.speed, "%.6f", options->speed);
	snprintf(parent.origin, sizeof parent.origin, "%lld", (long long)now_ms());
	parent.base = event_base_new();
	watch_signals(&parent);
	start_all(&parent, &settings);
	settings_finish(&settings);
	event_base_dispatch(parent.base);
	finish(&parent);
	return parent.status;
}

int command_serve(int argc, char **argv)
{
	const char *config = NULL;
	const struct option_row rows[] = {
		{"--config", "FILE", "the settings; ./fauxbond.yaml when not given", &config, NULL},
	};
	struct serve_options options = {.speed = 1.0};
	size_t rest;
	int exit_code;

	if (command_options(argc, argv, "serve [--config FILE]", rows, 1, NULL, 0, &rest,
			    &exit_code) != 0)
		return exit_code;
	options.config = command_config(config);
	return serve_run(&options);
}
