// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The desk: HTTP and the control socket. It holds neither the store nor the data key: what it is
 * asked it asks the keeper, and what the keeper says it passes on. Hostile bytes end here.
 */
#include "base/log.h"
#include "daemon/child.h"
#include "daemon/control_socket.h"
#include "daemon/installation.h"
#include "daemon/jail.h"
#include "desk/access.h"
#include "desk/control.h"
#include "desk/http.h"

#include <unistd.h>

struct desk {
	struct child *child;
	struct link link;
	struct control control;
	struct access *access;
	struct http *http;
};

static void on_peer(void *context, const struct ipc_peer *peer, int fd)
{
	struct desk *desk = context;

	if (peer->role == ROLE_KEEPER)
		link_peer(&desk->link, fd);
	else
		close(fd);
}

static void on_stop(void *context)
{
	struct desk *desk = context;

	child_end(desk->child, CHILD_STOPPED);
}

/* In the data folder, which the keeper makes as well: whoever comes first. */
static enum err listen_control(const struct settings *settings, int *ret_fd, struct error *error_r)
{
	struct buf path = {0};
	enum err err = installation_folder(settings, error_r);

	installation_control_path(settings, &path);
	if (err == ERR_NONE)
		err = control_listen(buf_text(&path), ret_fd, error_r);
	buf_finish(&path);
	return err;
}

static enum err open_all(struct desk *desk, struct error *error_r)
{
	const struct settings *settings = &desk->child->settings;
	struct event_base *base = desk->child->base;
	int control, web;
	enum err err = access_create(base, settings, &desk->access, error_r);

	if (err == ERR_NONE)
		err = http_listen(settings->desk.host, settings->desk.port, &web, error_r);
	if (err != ERR_NONE)
		return err;
	err = listen_control(settings, &control, error_r);
	if (err != ERR_NONE) {
		close(web);
		return err;
	}
	control_init(&desk->control, base, &desk->link, control);
	desk->http = http_create(base, &desk->link, desk->access, web);
	if (desk->http == NULL) {
		control_finish(&desk->control);
		return error_set(error_r, ERR_IO, "libmicrohttpd does not start");
	}
	return ERR_NONE;
}

/* The link first: what hears that its answer will not come is still there. */
static void finish(struct desk *desk)
{
	link_finish(&desk->link);
	if (desk->http != NULL) {
		http_destroy(desk->http);
		control_finish(&desk->control);
	}
	access_destroy(desk->access);
}

int desk_main(struct child *child)
{
	struct desk desk = {.child = child};
	struct error error = {""};
	enum err err;

	child->context = &desk;
	child->peer = on_peer;
	child->stop = on_stop;
	link_init(&desk.link, child->base);
	err = open_all(&desk, &error);
	if (err == ERR_NONE)
		err = jail_enter(child, &error);
	if (err == ERR_NONE) {
		child_ready(child);
		event_base_dispatch(child->base);
	} else {
		log_error("%s", error.text);
		child->status = err == ERR_IO || err == ERR_MEMORY ? CHILD_BROKEN : CHILD_REFUSED;
	}
	finish(&desk);
	return child->status;
}
