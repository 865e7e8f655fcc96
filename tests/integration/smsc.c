// SPDX-License-Identifier: GPL-3.0-or-later
#include "smsc.h"

#include "base/mem.h"
#include "flow/bearer/smpp_pdu.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS = 8, UNDER_WAY = 4096, READ_STEP = 65536 };

struct connection {
	int fd; /* -1: free */
	bool bound;
	uint64_t age;
	struct buf in, out;
	uint32_t sequence;
	uint32_t messages[UNDER_WAY]; /* by sequence; SMSC_NONE: none */
	uint32_t under_way;
};

struct smsc {
	struct smsc_hooks hooks;
	int listener;
	uint16_t port;
	struct connection connections[CONNECTIONS];
	uint64_t ages;
	uint64_t ids;
	bool receipts;
};

struct smsc *smsc_create(const struct smsc_hooks *hooks)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	struct smsc *smsc = mem_alloc(1, sizeof *smsc);

	smsc->hooks = *hooks;
	smsc->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (bind(smsc->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
	    listen(smsc->listener, 16) != 0 ||
	    getsockname(smsc->listener, (struct sockaddr *)&address, &size) != 0) {
		perror("smsc");
		exit(1);
	}
	smsc->port = ntohs(address.sin_port);
	for (int i = 0; i < CONNECTIONS; i++)
		smsc->connections[i].fd = -1;
	return smsc;
}

static void hang_up(struct smsc *smsc, struct connection *connection)
{
	if (connection->fd < 0)
		return;
	close(connection->fd);
	connection->fd = -1;
	connection->bound = false;
	for (uint32_t i = 0; i < UNDER_WAY; i++) {
		uint32_t message = connection->messages[i];

		connection->messages[i] = SMSC_NONE;
		if (message != SMSC_NONE)
			smsc->hooks.lost(smsc->hooks.context, message);
	}
	buf_finish(&connection->in);
	buf_finish(&connection->out);
}

void smsc_hang_up(struct smsc *smsc)
{
	for (int i = 0; i < CONNECTIONS; i++)
		hang_up(smsc, &smsc->connections[i]);
}

void smsc_destroy(struct smsc *smsc)
{
	if (smsc == NULL)
		return;
	smsc_hang_up(smsc);
	close(smsc->listener);
	mem_free(smsc);
}

uint16_t smsc_port(const struct smsc *smsc)
{
	return smsc->port;
}

void smsc_receipts(struct smsc *smsc, bool early)
{
	smsc->receipts = early;
}

/* ---- protocol ---- */

static void put(struct connection *connection, const struct smpp_pdu *pdu)
{
	if (smpp_pdu_encode(pdu, &connection->out, NULL) != ERR_NONE)
		abort();
}

static uint32_t next_sequence(struct connection *connection)
{
	connection->sequence = connection->sequence % SMPP_SEQUENCE_MAX + 1;
	return connection->sequence;
}

static void copy(char to[24], struct bytes from)
{
	size_t size = from.size < 23 ? from.size : 23;

	memcpy(to, from.data, size);
	to[size] = '\0';
}

static void put_receipt(struct connection *connection, const struct smsc_submit *submit, const char *id)
{
	char text[160];
	struct smpp_pdu pdu = {.command_id = SMPP_deliver_sm,
			       .sequence = next_sequence(connection),
			       .esm_class = SMPP_ESM_RECEIPT,
			       .source_addr_ton = 1,
			       .dest_addr_ton = 1,
			       .source_addr = bytes_of_text(submit->to),
			       .destination_addr = bytes_of_text(submit->from)};

	snprintf(text, sizeof text,
		 "id:%s sub:001 dlvrd:001 submit date:2601010101 done date:2601010101 stat:DELIVRD err:000 text:", id);
	pdu.short_message = bytes_of_text(text);
	put(connection, &pdu);
}

static void on_submit(struct smsc *smsc, struct connection *connection, const struct smpp_pdu *pdu)
{
	struct smsc_submit submit = {.esm_class = pdu->esm_class, .data_coding = pdu->data_coding,
				     .text = pdu->short_message};
	struct smpp_pdu answer = {.command_id = SMPP_submit_sm_resp, .sequence = pdu->sequence};
	char id[24];

	copy(submit.from, pdu->source_addr);
	copy(submit.to, pdu->destination_addr);
	answer.command_status = smsc->hooks.submitted(smsc->hooks.context, &submit);
	if (answer.command_status == SMSC_NONE)
		return;
	if (answer.command_status == ESME_ROK) {
		snprintf(id, sizeof id, "%llu", (unsigned long long)++smsc->ids);
		answer.message_id = bytes_of_text(id);
		if (smsc->receipts)
			put_receipt(connection, &submit, id);
	}
	put(connection, &answer);
}

static void on_acknowledged(struct smsc *smsc, struct connection *connection,
			    const struct smpp_pdu *pdu)
{
	uint32_t *place = &connection->messages[pdu->sequence % UNDER_WAY], message = *place;

	if (message == SMSC_NONE)
		return; /* of a receipt */
	*place = SMSC_NONE;
	connection->under_way--;
	smsc->hooks.acknowledged(smsc->hooks.context, message, pdu->command_status);
}

static void on_pdu(struct smsc *smsc, struct connection *connection, const struct smpp_pdu *pdu)
{
	switch (pdu->command_id) {
	case SMPP_bind_transceiver:
		put(connection, &(struct smpp_pdu){.command_id = SMPP_bind_transceiver_resp,
						   .sequence = pdu->sequence,
						   .system_id = bytes_of_text("smsc")});
		connection->bound = true;
		return;
	case SMPP_submit_sm:
		on_submit(smsc, connection, pdu);
		return;
	case SMPP_deliver_sm_resp:
		on_acknowledged(smsc, connection, pdu);
		return;
	case SMPP_enquire_link:
	case SMPP_unbind:
		connection->bound = connection->bound && pdu->command_id == SMPP_enquire_link;
		put(connection, &(struct smpp_pdu){.command_id = pdu->command_id | SMPP_RESPONSE,
						   .sequence = pdu->sequence});
		return;
	default:
		return;
	}
}

static void read_all(struct smsc *smsc, struct connection *connection)
{
	ssize_t got = recv(connection->fd, buf_room(&connection->in, READ_STEP), READ_STEP, 0);
	struct bytes frame;
	struct smpp_pdu pdu;
	size_t at = 0;

	if (got <= 0) {
		if (got == 0 || (errno != EAGAIN && errno != EINTR))
			hang_up(smsc, connection);
		return;
	}
	connection->in.size += (size_t)got;
	while (smpp_frame((struct bytes){connection->in.data + at, connection->in.size - at}, &frame,
			  NULL) == ERR_NONE) {
		at += frame.size;
		if (smpp_pdu_decode(frame, &pdu, NULL) == ESME_ROK)
			on_pdu(smsc, connection, &pdu);
	}
	buf_shift(&connection->in, at);
}

static void write_all(struct connection *connection)
{
	ssize_t put_size;

	while (connection->out.size != 0) {
		put_size = send(connection->fd, connection->out.data, connection->out.size, MSG_NOSIGNAL);
		if (put_size <= 0)
			return; /* its end is noticed by reading: what was sent before is still there */
		buf_shift(&connection->out, (size_t)put_size);
	}
}

static void accept_one(struct smsc *smsc)
{
	int fd = accept4(smsc->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK), one = 1;

	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	for (int i = 0; i < CONNECTIONS; i++) {
		struct connection *connection = &smsc->connections[i];

		if (connection->fd >= 0)
			continue;
		*connection = (struct connection){.fd = fd, .age = ++smsc->ages};
		memset(connection->messages, 0xff, sizeof connection->messages);
		return;
	}
	close(fd);
}

void smsc_run(struct smsc *smsc, int ms)
{
	struct pollfd fds[CONNECTIONS + 1];
	struct connection *of[CONNECTIONS + 1];
	nfds_t count = 0;

	fds[count++] = (struct pollfd){.fd = smsc->listener, .events = POLLIN};
	for (int i = 0; i < CONNECTIONS; i++) {
		struct connection *connection = &smsc->connections[i];

		if (connection->fd < 0)
			continue;
		write_all(connection);
		of[count] = connection;
		fds[count++] = (struct pollfd){
			.fd = connection->fd,
			.events = (short)(POLLIN | (connection->out.size != 0 ? POLLOUT : 0))};
	}
	if (poll(fds, count, ms) <= 0)
		return;
	for (nfds_t i = 1; i < count; i++) {
		if ((fds[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
			read_all(smsc, of[i]);
		if (of[i]->fd >= 0)
			write_all(of[i]);
	}
	if (fds[0].revents != 0)
		accept_one(smsc);
}

static struct connection *newest(const struct smsc *smsc)
{
	const struct connection *best = NULL;

	for (int i = 0; i < CONNECTIONS; i++) {
		const struct connection *connection = &smsc->connections[i];

		if (connection->fd >= 0 && connection->bound &&
		    (best == NULL || connection->age > best->age))
			best = connection;
	}
	return (struct connection *)(uintptr_t)best;
}

bool smsc_bound(const struct smsc *smsc)
{
	return newest(smsc) != NULL;
}

uint32_t smsc_unacknowledged(const struct smsc *smsc)
{
	const struct connection *connection = newest(smsc);

	return connection != NULL ? connection->under_way : 0;
}

bool smsc_deliver(struct smsc *smsc, uint32_t message, const char *from, const char *to,
		  const char *text)
{
	struct connection *connection = newest(smsc);
	struct smpp_pdu pdu = {.command_id = SMPP_deliver_sm,
			       .source_addr_ton = 1,
			       .source_addr_npi = 1,
			       .dest_addr_ton = 1,
			       .dest_addr_npi = 1,
			       .source_addr = bytes_of_text(from + (from[0] == '+')),
			       .destination_addr = bytes_of_text(to + (to[0] == '+')),
			       .short_message = bytes_of_text(text)};

	if (connection == NULL || connection->under_way >= UNDER_WAY / 2)
		return false;
	do
		pdu.sequence = next_sequence(connection);
	while (connection->messages[pdu.sequence % UNDER_WAY] != SMSC_NONE);
	connection->messages[pdu.sequence % UNDER_WAY] = message;
	connection->under_way++;
	put(connection, &pdu);
	return true;
}
