// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk/control.h"
#include "base/log.h"
#include "desk/caller.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct caller **free_place(struct control *control)
{
	for (size_t i = 0; i < DESK_CALLERS; i++)
		if (control->callers[i] == NULL)
			return &control->callers[i];
	return NULL;
}

/* Short of descriptors or memory: accepting again at once would only spin. */
static void accept_later(struct control *control)
{
	struct timeval second = {1, 0};

	log_warn("control socket: %s", strerror(errno));
	event_del(control->acceptable);
	evtimer_add(control->again, &second);
}

static void on_acceptable(evutil_socket_t fd, short what, void *context)
{
	struct control *control = context;
	struct caller **place;

	(void)what;
	while ((place = free_place(control)) != NULL) {
		int one = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (one >= 0) {
			*place = caller_create(control, one);
			continue;
		}
		if (errno == EINTR || errno == ECONNABORTED)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			accept_later(control);
		return;
	}
	event_del(control->acceptable); /* full: the next wait in the backlog */
}

static void on_again(evutil_socket_t fd, short what, void *context)
{
	struct control *control = context;

	(void)fd;
	(void)what;
	if (free_place(control) != NULL)
		event_add(control->acceptable, NULL);
}

void control_followers_changed(struct control *control)
{
	bool any = false;

	for (size_t i = 0; i < DESK_CALLERS; i++)
		any = any || (control->callers[i] != NULL && caller_follows(control->callers[i]));
	link_follow(control->link, any);
}

void control_reap(struct control *control)
{
	bool reaped = false;

	for (size_t i = 0; i < DESK_CALLERS; i++) {
		struct caller *caller = control->callers[i];

		if (caller == NULL || !caller_is_gone(caller))
			continue;
		control->callers[i] = NULL;
		caller_destroy(caller);
		reaped = true;
	}
	if (!reaped)
		return;
	control_followers_changed(control);
	if (!evtimer_pending(control->again, NULL))
		event_add(control->acceptable, NULL);
}

/* ---- the stream ---- */

static void on_effect(void *context, struct bytes json)
{
	struct control *control = context;

	for (size_t i = 0; i < DESK_CALLERS; i++)
		if (control->callers[i] != NULL && caller_follows(control->callers[i]))
			caller_say(control->callers[i], json);
}

/* Written once for all that came at once. */
static void on_effects_over(void *context)
{
	struct control *control = context;

	for (size_t i = 0; i < DESK_CALLERS; i++)
		if (control->callers[i] != NULL && caller_follows(control->callers[i]))
			caller_settle(control->callers[i]);
	control_reap(control);
}

/* ---- beginning and end ---- */

void control_init(struct control *control, struct event_base *base, struct link *link, int fd)
{
	*control = (struct control){.link = link, .base = base, .fd = fd};
	control->acceptable = event_new(base, fd, EV_READ | EV_PERSIST, on_acceptable, control);
	control->again = evtimer_new(base, on_again, control);
	event_add(control->acceptable, NULL);
	link->context = control;
	link->effect = on_effect;
	link->effects_over = on_effects_over;
}

void control_finish(struct control *control)
{
	control->link->effect = NULL;
	control->link->effects_over = NULL;
	for (size_t i = 0; i < DESK_CALLERS; i++) {
		caller_destroy(control->callers[i]);
		control->callers[i] = NULL;
	}
	event_free(control->acceptable);
	event_free(control->again);
	close(control->fd);
}
