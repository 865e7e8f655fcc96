// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The parent: it holds nothing but descriptors. It starts the children, gives each pair that may talk a socket, starts
 * again what dies, and stops them in order.
 */
#ifndef DAEMON_SERVE_H
#define DAEMON_SERVE_H

#include "daemon/child.h"

struct serve_options {
	const char *config;
	double speed;  /* 1: the world's own pace (demo: faster) */
	bool fiction;  /* numbers reserved for fiction are valid everywhere (demo) */
	bool quiet;    /* no word when all is ready */
	/* Called in the parent when all children are at work; may be NULL. */
	void (*ready)(void *context);
	void *context;
};

/* Runs until SIGTERM or SIGINT. The program's exit code. */
int serve_run(const struct serve_options *options);

#endif
