// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/child.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/seal.h"
#include "daemon/now.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

static enum err on_message(void *context, struct channel *channel, enum ipc_code code,
			   struct bytes payload, int fd)
{
	struct child *child = context;
	struct ipc_peer peer;

	(void)channel;
	if (code == IPC_STOP) {
		child->stopping = true;
		child->stop(child->context);
		return ERR_NONE;
	}
	if (code != IPC_PEER || fd < 0 || ipc_get_peer(payload, &peer) != ERR_NONE)
		return ERR_INPUT;
	child->peer(child->context, &peer, fd);
	return ERR_NONE;
}

/* Without a parent there is nobody to serve for. */
static void on_parent_gone(void *context, struct channel *channel)
{
	struct child *child = context;

	(void)channel;
	child_end(child, CHILD_STOPPED);
}

void child_ready(struct child *child)
{
	channel_begin(child->parent, IPC_READY);
	channel_end(child->parent);
	channel_flush(child->parent);
}

void child_end(struct child *child, int status)
{
	child->status = status;
	event_base_loopbreak(child->base);
}

static const char *option(int argc, char **argv, const char *name)
{
	for (int i = 3; i + 1 < argc; i += 2)
		if (strcmp(argv[i], name) == 0)
			return argv[i + 1];
	return NULL;
}

static enum role role_of(const char *word)
{
	for (int role = ROLE_KEEPER; role < ROLE_COUNT; role++)
		if (strcmp(word, role_name((enum role)role)) == 0)
			return (enum role)role;
	return ROLE_PARENT;
}

static int run(struct child *child)
{
	switch (child->role) {
	case ROLE_KEEPER:
		return keeper_main(child);
	case ROLE_BEARER:
		return bearer_main(child);
	case ROLE_DESK:
		return desk_main(child);
	case ROLE_ERRAND:
		return errand_main(child);
	case ROLE_CLERK:
		return clerk_main(child);
	case ROLE_PARENT:
	case ROLE_COUNT:
	case ROLE_ANY:
	default:
		return CHILD_REFUSED;
	}
}

static void take_options(struct child *child, int argc, char **argv)
{
	const char *speed = option(argc, argv, "--speed");
	const char *origin = option(argc, argv, "--origin");
	const char *name = option(argc, argv, "--name");

	child->name = name != NULL ? name : "";
	child->fiction = option(argc, argv, "--fiction") != NULL;
	if (speed != NULL && origin != NULL)
		now_speed(strtod(speed, NULL), strtoll(origin, NULL, 10));
}

int child_main(int argc, char **argv)
{
	struct child child = {.role = argc > 2 ? role_of(argv[2]) : ROLE_PARENT};
	struct channel_hooks hooks = {&child, on_message, NULL, on_parent_gone};
	const char *config = option(argc, argv, "--config");
	struct error error = {""};

	/* Ctrl-C reaches the whole group; only the parent listens, and says STOP in order. */
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, child.role == ROLE_PARENT ? "fauxbond" : role_name(child.role), 0, 0, 0);
	take_options(&child, argc, argv);
	log_open(child.name[0] != '\0' ? child.name : role_name(child.role), LOG_INFO);
	if (child.role == ROLE_PARENT || config == NULL || seal_start(&error) != ERR_NONE ||
	    settings_load(config, &child.settings, &error) != ERR_NONE ||
	    (child.role == ROLE_KEEPER && settings_load_lists(&child.settings, false, &error) != ERR_NONE)) {
		log_error("%s", error.text[0] != '\0' ? error.text : "started by hand; use `fauxbond serve`");
		return CHILD_REFUSED;
	}
	json_object_seed(0); /* from /dev/urandom, while it can still be opened: the jail shuts it */
	child.base = event_base_new();
	event_base_priority_init(child.base, 2);
	child.parent = channel_create(child.base, CHILD_SOCKET, child.role, ROLE_PARENT, &hooks);
	child.status = run(&child);
	channel_destroy(child.parent);
	event_base_free(child.base);
	settings_finish(&child.settings);
	return child.status;
}
