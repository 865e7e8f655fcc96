// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/ipc.h"
#include "base/mem.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	FRAME_HEAD = 5,            /* u32 length (of code and payload), u8 code */
	READ_AT_ONCE = 1 << 20,    /* bytes one event reads at most, so that others get their turn */
	READ_STEP = 256 * 1024,
};

static const struct row {
	bool known;
	enum role from, to;
	uint32_t most;
} rows[256] = {
#define I(name, code, from, to, most, what) [code] = {true, ROLE_##from, ROLE_##to, most},
#include "daemon/ipc.tbl"
#undef I
};

struct channel {
	int fd;
	enum role self, peer;
	struct channel_hooks hooks;
	struct event *readable, *writable;
	struct buf in, out;
	size_t frame; /* where the open frame begins in `out` */
	int riding;   /* a descriptor that came and was not claimed yet; -1 */
	bool closed;
};

const char *role_name(enum role role)
{
	static const char *const names[ROLE_COUNT] = {"parent", "keeper", "bearer", "desk",
							 "errand", "clerk"};

	return (unsigned)role < ROLE_COUNT ? names[role] : "any";
}

static void close_channel(struct channel *channel)
{
	if (channel->closed)
		return;
	channel->closed = true;
	event_del(channel->readable);
	event_del(channel->writable);
	channel->hooks.closed(channel->hooks.context, channel);
}

static bool allowed(const struct channel *channel, const struct row *row, size_t payload)
{
	return row->known && payload <= row->most &&
	       (row->from == channel->peer || row->from == ROLE_ANY) &&
	       (row->to == channel->self || row->to == ROLE_ANY);
}

/* Passes on one frame; how long it was, 0 when it has not arrived whole, SIZE_MAX when it breaks the rules. */
static size_t take_frame(struct channel *channel, struct bytes left)
{
	struct reader reader = reader_of(left);
	uint32_t length = read_u32(&reader);
	uint8_t code = read_u8(&reader);
	struct bytes payload;
	int fd = -1;

	if (reader.bad)
		return 0;
	if (length < 1 || !allowed(channel, &rows[code], length - 1))
		return SIZE_MAX;
	payload = read_bytes(&reader, length - 1);
	if (reader.bad)
		return 0;
	if (code == IPC_PEER || code == IPC_MODEL) {
		fd = channel->riding;
		channel->riding = -1;
	}
	if (channel->hooks.message(channel->hooks.context, channel, (enum ipc_code)code, payload,
				   fd) != ERR_NONE)
		return SIZE_MAX;
	return FRAME_HEAD + length - 1;
}

/* Passes on every whole frame; false when the peer broke the rules. */
static bool take_frames(struct channel *channel)
{
	size_t at = 0;

	while (at < channel->in.size && !channel->closed) {
		struct bytes left = {channel->in.data + at, channel->in.size - at};
		size_t size = take_frame(channel, left);

		if (size == SIZE_MAX)
			return false;
		if (size == 0)
			break;
		at += size;
	}
	buf_shift(&channel->in, at);
	return true;
}

/* Reads once, and takes a descriptor that rides along. */
static ssize_t receive(struct channel *channel)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec io = {buf_room(&channel->in, READ_STEP), READ_STEP};
	struct msghdr head = {.msg_iov = &io, .msg_iovlen = 1, .msg_control = control.bytes,
			      .msg_controllen = sizeof control.bytes};
	ssize_t got = recvmsg(channel->fd, &head, MSG_CMSG_CLOEXEC);
	struct cmsghdr *item;

	if (got <= 0)
		return got;
	channel->in.size += (size_t)got;
	item = CMSG_FIRSTHDR(&head);
	if (item != NULL && item->cmsg_type == SCM_RIGHTS) {
		if (channel->riding >= 0)
			close(channel->riding);
		memcpy(&channel->riding, CMSG_DATA(item), sizeof channel->riding);
	}
	return got;
}

static void on_readable(evutil_socket_t fd, short what, void *context)
{
	struct channel *channel = context;
	size_t total = 0;
	ssize_t got;

	(void)fd;
	(void)what;
	do {
		got = receive(channel);
		if (got > 0)
			total += (size_t)got;
	} while ((got == READ_STEP && total < READ_AT_ONCE) || (got < 0 && errno == EINTR));
	if (!take_frames(channel) || got == 0 ||
	    (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) {
		if (channel->hooks.read_over != NULL && !channel->closed)
			channel->hooks.read_over(channel->hooks.context, channel);
		close_channel(channel);
		return;
	}
	if (channel->hooks.read_over != NULL && !channel->closed)
		channel->hooks.read_over(channel->hooks.context, channel);
}

static void on_writable(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	channel_flush(context);
}

struct channel *channel_create(struct event_base *base, int fd, enum role self, enum role peer,
			       const struct channel_hooks *hooks)
{
	struct channel *channel = mem_alloc(1, sizeof *channel);

	evutil_make_socket_nonblocking(fd);
	*channel = (struct channel){.fd = fd, .self = self, .peer = peer, .hooks = *hooks,
				    .riding = -1};
	channel->readable = event_new(base, fd, EV_READ | EV_PERSIST, on_readable, channel);
	/* Before what ends a batch (keeper.c), so that a batch holds all that has arrived. */
	event_priority_set(channel->readable, 0);
	channel->writable = event_new(base, fd, EV_WRITE, on_writable, channel);
	event_add(channel->readable, NULL);
	return channel;
}

void channel_destroy(struct channel *channel)
{
	if (channel == NULL)
		return;
	event_free(channel->readable);
	event_free(channel->writable);
	if (channel->riding >= 0)
		close(channel->riding);
	close(channel->fd);
	buf_finish(&channel->in);
	buf_finish(&channel->out);
	mem_free(channel);
}

struct buf *channel_begin(struct channel *channel, enum ipc_code code)
{
	channel->frame = channel->out.size;
	buf_add_u32(&channel->out, 0);
	buf_add_u8(&channel->out, (uint8_t)code);
	return &channel->out;
}

void channel_end(struct channel *channel)
{
	uint32_t length = (uint32_t)(channel->out.size - channel->frame - 4);
	uint8_t *at = channel->out.data + channel->frame;

	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(length >> (24 - 8 * i));
}

void channel_flush(struct channel *channel)
{
	size_t at = 0;

	while (!channel->closed && at < channel->out.size) {
		ssize_t put = send(channel->fd, channel->out.data + at, channel->out.size - at,
				   MSG_NOSIGNAL);

		if (put > 0) {
			at += (size_t)put;
			continue;
		}
		if (put < 0 && errno == EINTR)
			continue;
		/* A peer that is gone is noticed by reading; what was for it is dropped there. */
		if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			event_add(channel->writable, NULL);
		break;
	}
	buf_shift(&channel->out, at);
}

size_t channel_queued(const struct channel *channel)
{
	return channel->out.size;
}

void channel_pause(struct channel *channel, bool paused)
{
	if (channel->closed)
		return;
	if (paused)
		event_del(channel->readable);
	else
		event_add(channel->readable, NULL);
}

enum err ipc_send_fd(int socket, enum ipc_code code, struct bytes payload, int fd)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct buf frame = {0};
	struct iovec io;
	struct msghdr head = {.msg_iov = &io, .msg_iovlen = 1};
	ssize_t put;

	buf_add_u32(&frame, (uint32_t)payload.size + 1);
	buf_add_u8(&frame, (uint8_t)code);
	buf_add(&frame, payload.data, payload.size);
	io = (struct iovec){frame.data, frame.size};
	if (fd >= 0) {
		head.msg_control = control.bytes;
		head.msg_controllen = sizeof control.bytes;
		control.align = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)),
						 .cmsg_level = SOL_SOCKET,
						 .cmsg_type = SCM_RIGHTS};
		memcpy(CMSG_DATA(&control.align), &fd, sizeof fd);
	}
	do
		put = sendmsg(socket, &head, MSG_NOSIGNAL);
	while (put < 0 && errno == EINTR);
	buf_finish(&frame);
	return put >= 0 && (size_t)put == io.iov_len ? ERR_NONE : ERR_IO;
}

enum err channel_send_fd(struct channel *channel, enum ipc_code code, struct bytes payload, int fd)
{
	channel_flush(channel);
	if (channel->closed || channel->out.size != 0)
		return ERR_IO;
	return ipc_send_fd(channel->fd, code, payload, fd);
}
