// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk/caller.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/control_request.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_STEP = 4096 };

struct caller {
	struct control *control;
	int fd;
	struct event *readable, *writable;
	struct buf in, out;
	uint64_t ask; /* the request the keeper has; 0: none */
	bool follows;
	bool half;   /* has said all he has to say */
	bool ending; /* is told his fault, then hung up on */
	bool gone;
};

bool caller_follows(const struct caller *caller)
{
	return caller->follows && !caller->gone;
}

bool caller_is_gone(const struct caller *caller)
{
	return caller->gone;
}

void caller_say(struct caller *caller, struct bytes json)
{
	if (caller->gone)
		return;
	if (caller->out.size > DESK_CALLER_MOST) {
		log_warn("control socket: a caller who does not read was dropped");
		caller->gone = true;
		return;
	}
	buf_add(&caller->out, json.data, json.size);
	buf_add_u8(&caller->out, '\n');
}

static void say_problem(struct caller *caller, const char *problem)
{
	struct buf json = {0};

	control_put_problem(&json, problem);
	caller_say(caller, buf_bytes(&json));
	buf_finish(&json);
}

/* ---- requests ---- */

static void on_told(void *context, enum told told, struct bytes json)
{
	struct caller *caller = context;
	struct control *control = caller->control;

	caller->ask = 0;
	if (told == TOLD)
		caller_say(caller, json);
	else
		say_problem(caller, told_problem(told));
	caller_settle(caller);
	control_reap(control);
}

static void follow(struct caller *caller)
{
	caller->follows = true;
	control_followers_changed(caller->control);
	caller_say(caller, bytes_of_text("{\"ok\":true,\"following\":true}"));
}

static void take_request(struct caller *caller, struct bytes line)
{
	struct control_request request;
	struct error problem = {""};

	if (control_parse(line, &request, &problem) != ERR_NONE) {
		say_problem(caller, problem.text);
		return;
	}
	if (request.verb == CONTROL_FOLLOW) {
		follow(caller);
	} else {
		caller->ask =
			link_ask(caller->control->link, line, DESK_ASK_OPERATOR, on_told, caller);
		if (caller->ask == 0)
			say_problem(caller, link_absent);
	}
	control_request_finish(&request);
}

/* One at a time, so that answers come in the order of the requests, and none while he does not
 * read. */
static bool may_take(const struct caller *caller)
{
	return caller->ask == 0 && !caller->ending && !caller->gone &&
	       caller->out.size < DESK_CALLER_CALM;
}

/* The first line of what came, and how many bytes it and its end take; 0 when it is not whole yet.
 * The last line of who has said all may lack its end. */
static size_t next_line(const struct caller *caller, struct bytes left, struct bytes *ret_line)
{
	const uint8_t *end = memchr(left.data, '\n', left.size);
	struct bytes line = {left.data, end != NULL ? (size_t)(end - left.data) : left.size};
	size_t taken = line.size + (end != NULL);

	if (end == NULL && !caller->half)
		return 0;
	if (line.size != 0 && line.data[line.size - 1] == '\r')
		line.size--;
	*ret_line = line;
	return taken;
}

static void take_requests(struct caller *caller)
{
	size_t at = 0;

	while (may_take(caller) && at < caller->in.size) {
		struct bytes left = {caller->in.data + at, caller->in.size - at}, line;
		size_t taken = next_line(caller, left, &line);

		if (taken == 0)
			break;
		at += taken;
		if (line.size != 0)
			take_request(caller, line);
	}
	buf_shift(&caller->in, at);
	if (may_take(caller) && caller->in.size > CONTROL_LINE_MAX) {
		/* Where the next request would begin, nobody can tell. */
		say_problem(caller, "a request may be 16 KiB long; this one is longer");
		caller->ending = true;
	}
}

/* ---- the socket ---- */

static void write_out(struct caller *caller)
{
	size_t at = 0;

	while (!caller->gone && at < caller->out.size) {
		ssize_t put = send(caller->fd, caller->out.data + at, caller->out.size - at,
				   MSG_NOSIGNAL);

		if (put > 0)
			at += (size_t)put;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			break;
		else if (errno != EINTR)
			caller->gone = true;
	}
	buf_shift(&caller->out, at);
}

/* All was said and read, and nothing more can come. */
static bool is_over(const struct caller *caller)
{
	if (caller->out.size != 0 || caller->ask != 0)
		return false;
	return caller->ending || (caller->half && !caller->follows);
}

static void wait_for(struct event *event, bool wanted, int seconds)
{
	struct timeval patience = {seconds, 0};

	if (wanted)
		event_add(event, seconds != 0 ? &patience : NULL);
	else
		event_del(event);
}

void caller_settle(struct caller *caller)
{
	take_requests(caller);
	write_out(caller);
	/* What had to wait for room may be taken now. */
	if (caller->out.size == 0 && caller->in.size != 0)
		take_requests(caller);
	if (is_over(caller))
		caller->gone = true;
	wait_for(caller->readable, may_take(caller) && !caller->half,
		 caller->follows ? 0 : DESK_CALLER_SILENT);
	/* The deadline is for the first byte that does not move, so it is not put off by others. */
	if (caller->gone || caller->out.size == 0)
		event_del(caller->writable);
	else if (!event_pending(caller->writable, EV_WRITE, NULL))
		wait_for(caller->writable, true, DESK_CALLER_UNREAD);
}

/* A follower may close his half and listen on. Whether he closed the other as well is told by a
 * write of nothing, which fails then. */
static void on_half(struct caller *caller)
{
	caller->half = true;
	if (caller->follows && send(caller->fd, "", 0, MSG_NOSIGNAL) != 0)
		caller->gone = true;
}

static void read_in(struct caller *caller)
{
	ssize_t got = recv(caller->fd, buf_room(&caller->in, READ_STEP), READ_STEP, 0);

	if (got > 0)
		caller->in.size += (size_t)got;
	else if (got == 0)
		on_half(caller);
	else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
		caller->gone = true;
}

static void on_readable(evutil_socket_t fd, short what, void *context)
{
	struct caller *caller = context;
	struct control *control = caller->control;

	(void)fd;
	if ((what & EV_TIMEOUT) != 0)
		caller->gone = true;
	else
		read_in(caller);
	caller_settle(caller);
	control_reap(control);
}

static void on_writable(evutil_socket_t fd, short what, void *context)
{
	struct caller *caller = context;
	struct control *control = caller->control;

	(void)fd;
	if ((what & EV_TIMEOUT) != 0)
		caller->gone = true;
	caller_settle(caller);
	control_reap(control);
}

/* ---- beginning and end ---- */

struct caller *caller_create(struct control *control, int fd)
{
	struct caller *caller = mem_alloc(1, sizeof *caller);

	*caller = (struct caller){.control = control, .fd = fd};
	caller->readable = event_new(control->base, fd, EV_READ, on_readable, caller);
	caller->writable = event_new(control->base, fd, EV_WRITE, on_writable, caller);
	caller_settle(caller);
	return caller;
}

void caller_destroy(struct caller *caller)
{
	if (caller == NULL)
		return;
	link_forget(caller->control->link, caller->ask);
	event_free(caller->readable);
	event_free(caller->writable);
	close(caller->fd);
	buf_finish(&caller->in);
	buf_finish(&caller->out);
	mem_free(caller);
}
