// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * nullpeer.c - a peer that does nothing: binds as a transceiver, acknowledges every deliver_sm and
 * answers each with a fixed submit_sm, in one write, keeping no record. What the generator reaches
 * with it is the ruler's own limit; a figure of a real peer near that limit would say nothing.
 */
#include "link.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_S 10

static uint32_t sequence;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void answer(struct link *link, const struct wire_pdu *pdu)
{
	struct wire_heard heard;

	wire_put(&link->out, WIRE_DELIVER_SM | WIRE_RESPONSE, WIRE_OK, pdu->sequence, "");
	if (!wire_read_message(pdu, &heard))
		return;
	wire_put_message(&link->out, WIRE_SUBMIT_SM, ++sequence,
			 &(struct wire_message){
				 .source = heard.destination,
				 .destination = heard.source,
				 .text = "Insisting is useless.",
			 });
}

static void hear(struct link *link)
{
	struct wire_pdu pdu;
	size_t used = 0;

	while (wire_take(link->in + used, link->in_len - used, &pdu) == WIRE_PDU) {
		if (pdu.command == WIRE_DELIVER_SM)
			answer(link, &pdu);
		used += pdu.length;
	}
	link_consume(link, used);
}

/* Three empty C strings and four bytes are a bind's tail (SMPP 3.4 §4.1.5). */
static void bind_to(struct link *link)
{
	static const uint8_t bind[16 + 11] = {
		[3] = 27, [7] = WIRE_BIND_TRANSCEIVER, [15] = 1, [16] = 'n', [20] = 0x34};
	if (send(link->fd, bind, sizeof(bind), MSG_NOSIGNAL) != (ssize_t)sizeof(bind))
		die("nullpeer: bind");
}

static int connect_to(uint16_t port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	for (int i = 0; i < PATIENCE_S * 10; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		if (fd < 0)
			die("nullpeer: socket");
		if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
			return fd;
		close(fd);
		usleep(100000);
	}
	die("nullpeer: connect");
	return -1;
}

int main(int argc, char **argv)
{
	struct epoll_event event;
	struct link link;

	if (argc != 2) {
		fprintf(stderr, "usage: bench_nullpeer PORT\n");
		return 2;
	}
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	if (epoll < 0 || !link_open(&link, epoll, connect_to((uint16_t)atoi(argv[1]))))
		die("nullpeer");
	bind_to(&link);
	while (link_flush(&link, epoll)) {
		if (epoll_wait(epoll, &event, 1, -1) < 0 || !link_read(&link))
			break;
		hear(&link);
	}
	link_close(&link);
	close(epoll);
	return 0;
}
