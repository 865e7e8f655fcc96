// SPDX-License-Identifier: GPL-3.0-or-later
#include "desk/http.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 64 };

static int listen_at(const struct addrinfo *address)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1, cause;

	if (fd < 0)
		return -1;
	/* A desk that is started again finds connections of the old one in TIME_WAIT. */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (address->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	cause = errno;
	close(fd);
	errno = cause;
	return -1;
}

enum err http_listen(const char *host, uint16_t port, int *ret_fd, struct error *error_r)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
				       .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	char service[8];
	int fd = -1, failed;

	snprintf(service, sizeof service, "%u", port);
	failed = getaddrinfo(host, service, &hints, &found);
	if (failed != 0)
		/* A name server that is down today is no fault of the settings. */
		return error_set(error_r,
				 failed == EAI_AGAIN || failed == EAI_SYSTEM ? ERR_IO : ERR_INPUT,
				 "desk: listen: %s: %s", host, gai_strerror(failed));
	for (const struct addrinfo *a = found; a != NULL && fd < 0; a = a->ai_next)
		fd = listen_at(a);
	freeaddrinfo(found);
	if (fd < 0)
		return error_set(error_r, ERR_IO, "desk: listen: %s port %u: %s%s", host, port,
				 strerror(errno),
				 errno == EADDRINUSE ? "; stop the program that has it, or write "
						       "another port"
						     : "");
	*ret_fd = fd;
	return ERR_NONE;
}
