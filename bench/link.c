// SPDX-License-Identifier: GPL-3.0-or-later
/* link.c - see link.h */
#include "link.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

bool link_open(struct link *link, int epoll, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = link};

	*link = (struct link){.fd = fd, .in = malloc(LINK_IN_SIZE)};
	if (link->in == NULL ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)) != 0 ||
	    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
		link_close(link);
		return false;
	}
	return true;
}

void link_close(struct link *link)
{
	if (link->fd >= 0)
		close(link->fd);
	free(link->in);
	wire_out_finish(&link->out);
	*link = (struct link){.fd = -1};
}

bool link_read(struct link *link)
{
	while (link->in_len < LINK_IN_SIZE) {
		size_t room = LINK_IN_SIZE - link->in_len;
		ssize_t n = recv(link->fd, link->in + link->in_len, room, MSG_DONTWAIT);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		if (n == 0)
			return false;
		link->in_len += (size_t)n;
		if ((size_t)n < room)
			break;
	}
	return true;
}

void link_consume(struct link *link, size_t len)
{
	memmove(link->in, link->in + len, link->in_len - len);
	link->in_len -= len;
}

static bool link_watch(struct link *link, int epoll, bool write)
{
	struct epoll_event event = {
		.events = EPOLLIN | (write ? (uint32_t)EPOLLOUT : 0),
		.data.ptr = link,
	};

	if (link->waits_to_write == write)
		return true;
	link->waits_to_write = write;
	return epoll_ctl(epoll, EPOLL_CTL_MOD, link->fd, &event) == 0;
}

bool link_flush(struct link *link, int epoll)
{
	struct wire_out *out = &link->out;

	while (out->start < out->len) {
		ssize_t n = send(link->fd, out->data + out->start, out->len - out->start,
				 MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN && link_watch(link, epoll, true);
		out->start += (size_t)n;
	}
	return !link->closing && link_watch(link, epoll, false);
}
