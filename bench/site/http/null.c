// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * null.c - says yes to every request and keeps nothing: the limit of the ruler. A server near it
 * would not be measured but the load generator and the loopback.
 *
 *   bench_site_null PORT
 *
 * It trusts its requests: that each has a body with a Content-Length of that spelling, or none.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 8192, CONNECTIONS = 1024, EVENTS = 64 };

#define ANSWER(body) "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" body

static struct {
	size_t len;
	char in[ROOM];
} rooms[CONNECTIONS]; /* by file descriptor */

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static const char *answer_to(const char *request)
{
	if (strncmp(request, "POST /v1/members ", 17) == 0)
		return ANSWER("Content-Length: 22\r\n\r\n{\"verdict\":\"accepted\"}");
	if (strncmp(request, "POST /v1/contacts ", 18) == 0)
		return ANSWER(
			"Content-Length: 36\r\n\r\n{\"verdict\":\"pending\",\"contact\":\"c1\"}");
	if (strncmp(request, "POST /v1/contacts/", 18) == 0)
		return ANSWER("Content-Length: 18\r\n\r\n{\"verdict\":\"open\"}");
	return ANSWER("Content-Length: 21\r\n\r\n{\"verdict\":\"deliver\"}");
}

/* The length of the first request, 0 while it is not whole. */
static size_t request_len(const char *data, size_t len)
{
	static const char field[] = "Content-Length: ";
	const char *end = memmem(data, len, "\r\n\r\n", 4);

	if (end == NULL)
		return 0;
	size_t total = (size_t)(end + 4 - data);
	const char *length = memmem(data, total, field, sizeof(field) - 1);
	if (length != NULL)
		total += strtoul(length + sizeof(field) - 1, NULL, 10);
	return total <= len ? total : 0;
}

/* False when the connection is over. */
static bool serve(int fd)
{
	char *in = rooms[fd].in;
	ssize_t n = recv(fd, in + rooms[fd].len, ROOM - rooms[fd].len, 0);

	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	rooms[fd].len += (size_t)n;
	for (size_t len; (len = request_len(in, rooms[fd].len)) > 0;) {
		const char *answer = answer_to(in);
		if (send(fd, answer, strlen(answer), MSG_NOSIGNAL) != (ssize_t)strlen(answer))
			return false;
		rooms[fd].len -= len;
		memmove(in, in + len, rooms[fd].len);
	}
	return rooms[fd].len < ROOM;
}

static void add(int epoll, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
		die("epoll_ctl");
}

static void take_new(int epoll, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (fd >= CONNECTIONS) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	rooms[fd].len = 0;
	add(epoll, fd);
}

static int listen_on(unsigned port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				      .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) != 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, 1024) != 0)
		die("listen");
	return fd;
}

int main(int argc, char **argv)
{
	struct epoll_event events[EVENTS];

	if (argc != 2) {
		fprintf(stderr, "usage: bench_site_null PORT\n");
		return 2;
	}
	int listener = listen_on((unsigned)strtoul(argv[1], NULL, 10));
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	add(epoll, listener);
	for (;;) {
		int n = epoll_wait(epoll, events, EVENTS, -1);
		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == listener)
				take_new(epoll, listener);
			else if (!serve(events[i].data.fd))
				close(events[i].data.fd);
		}
	}
}
