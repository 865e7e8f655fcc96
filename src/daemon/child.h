// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The processes of `serve`: one binary, started again by the parent with --child ROLE. A child knows its settings file,
 * its role, and one socket to the parent (descriptor 3), over which come the sockets to its peers (ipc.tbl, PEER).
 */
#ifndef DAEMON_CHILD_H
#define DAEMON_CHILD_H

#include "daemon/ipc.h"
#include "daemon/ipc_messages.h"
#include "daemon/settings.h"

enum {
	CHILD_SOCKET = 3,
	CHILD_PASSPHRASE = 4, /* a memfd, when `key: ask` */
	/* How a child ends, for the parent (sysexits.h): */
	CHILD_STOPPED = 0,
	CHILD_BROKEN = 75,  /* the world failed (disk, memory): start me again, later */
	CHILD_REFUSED = 78, /* the settings or the key are wrong: starting again is useless */
};

/* What every child holds. */
struct child {
	enum role role;
	const char *name; /* of a bearer; else "" */
	struct settings settings;
	struct event_base *base;
	struct channel *parent;
	bool stopping;
	bool fiction;     /* the demo: numbers reserved for fiction are valid everywhere */
	int status;       /* what main returns */
	/* The role's own. A peer's socket came; STOP came. */
	void *context;
	void (*peer)(void *context, const struct ipc_peer *peer, int fd);
	void (*stop)(void *context);
};

int child_main(int argc, char **argv);
/* Tells the parent that the child is at work. */
void child_ready(struct child *child);
/* Ends the loop; the process exits with `status`. */
void child_end(struct child *child, int status);

/* The roles' own mains: set up, jail, run child->base until it ends. */
int keeper_main(struct child *child);
int bearer_main(struct child *child);
int desk_main(struct child *child);
int errand_main(struct child *child);
int clerk_main(struct child *child);

#endif
