// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/demo_smsc.h"
#include "base/mem.h"
#include "base/sms.h"
#include "flow/bearer/smpp_pdu.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/util.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TON_INTERNATIONAL = 1, NPI_ISDN = 1, CODING_UCS2 = 8, TEXT_MAX = 2000 };

struct demo_smsc {
	struct event_base *base;
	demo_smsc_fn *submitted;
	void *context;
	int listener, peer; /* peer -1: nobody is connected */
	uint16_t port;
	bool bound;
	struct event *on_connect, *on_bytes;
	struct buf in;
	uint32_t sequence, ids;
};

static void drop_peer(struct demo_smsc *smsc)
{
	if (smsc->peer < 0)
		return;
	event_free(smsc->on_bytes);
	close(smsc->peer);
	smsc->peer = -1;
	smsc->bound = false;
	buf_clear(&smsc->in);
}

/* A few hundred bytes to loopback: written at once, or the peer is gone. */
static void put(struct demo_smsc *smsc, const struct smpp_pdu *pdu)
{
	struct buf out = {0};

	if (smpp_pdu_encode(pdu, &out, NULL) == ERR_NONE && smsc->peer >= 0 &&
	    send(smsc->peer, out.data, out.size, MSG_NOSIGNAL) != (ssize_t)out.size)
		drop_peer(smsc);
	buf_finish(&out);
}

static void copy_text(char *to, size_t room, struct bytes from)
{
	size_t size = from.size < room - 1 ? from.size : room - 1;

	memcpy(to, from.data, size);
	to[size] = '\0';
}

static void on_submit(struct demo_smsc *smsc, const struct smpp_pdu *pdu)
{
	enum alphabet alphabet = pdu->data_coding == CODING_UCS2 ? ALPHABET_UCS2 : ALPHABET_GSM7;
	struct buf text = {0};
	char from[32], to[32], shown[TEXT_MAX];

	alphabet_decode(alphabet, (struct gsm7_shift){0}, pdu->short_message, &text);
	copy_text(from, sizeof from, pdu->source_addr);
	copy_text(to, sizeof to, pdu->destination_addr);
	copy_text(shown, sizeof shown, buf_bytes(&text));
	smsc->submitted(smsc->context, from, to, shown);
	buf_finish(&text);
}

static void answer(struct demo_smsc *smsc, const struct smpp_pdu *pdu)
{
	struct smpp_pdu response = {.command_id = pdu->command_id | SMPP_RESPONSE,
				    .sequence = pdu->sequence};
	char id[16];

	if ((pdu->command_id & SMPP_RESPONSE) != 0)
		return;
	if (pdu->command_id == SMPP_bind_transceiver) {
		response.system_id = bytes_of_text("demo");
		smsc->bound = true;
	} else if (pdu->command_id == SMPP_submit_sm) {
		snprintf(id, sizeof id, "%x", ++smsc->ids);
		response.message_id = bytes_of_text(id);
	}
	put(smsc, &response);
	if (pdu->command_id == SMPP_submit_sm)
		on_submit(smsc, pdu);
}

static void on_bytes(evutil_socket_t fd, short what, void *context)
{
	struct demo_smsc *smsc = context;
	ssize_t got = recv(fd, buf_room(&smsc->in, 65536), 65536, 0);
	struct bytes frame;

	(void)what;
	if (got <= 0) {
		if (got == 0 || (errno != EAGAIN && errno != EINTR))
			drop_peer(smsc);
		return;
	}
	smsc->in.size += (size_t)got;
	while (smsc->peer >= 0 && smpp_frame(buf_bytes(&smsc->in), &frame, NULL) == ERR_NONE) {
		struct smpp_pdu pdu;
		size_t size = frame.size;

		if (smpp_pdu_decode(frame, &pdu, NULL) == ESME_ROK)
			answer(smsc, &pdu);
		if (smsc->peer >= 0)
			buf_shift(&smsc->in, size);
	}
}

static void on_connect(evutil_socket_t fd, short what, void *context)
{
	struct demo_smsc *smsc = context;
	int one = 1, peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	(void)what;
	if (peer < 0)
		return;
	drop_peer(smsc);
	setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	smsc->peer = peer;
	smsc->on_bytes = event_new(smsc->base, peer, EV_READ | EV_PERSIST, on_bytes, smsc);
	event_add(smsc->on_bytes, NULL);
}

static int listen_somewhere(uint16_t *ret_port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 4) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0) {
		close(fd);
		return -1;
	}
	*ret_port = ntohs(at.sin_port);
	return fd;
}

enum err demo_smsc_create(struct event_base *base, demo_smsc_fn *submitted, void *context,
			  struct demo_smsc **ret_smsc, struct error *error_r)
{
	uint16_t port;
	int fd = listen_somewhere(&port);
	struct demo_smsc *smsc;

	if (fd < 0)
		return error_set(error_r, ERR_IO, "no port on 127.0.0.1: %s", strerror(errno));
	smsc = mem_alloc(1, sizeof *smsc);
	*smsc = (struct demo_smsc){.base = base, .submitted = submitted, .context = context,
				   .listener = fd, .peer = -1, .port = port};
	smsc->on_connect = event_new(base, fd, EV_READ | EV_PERSIST, on_connect, smsc);
	event_add(smsc->on_connect, NULL);
	*ret_smsc = smsc;
	return ERR_NONE;
}

void demo_smsc_destroy(struct demo_smsc *smsc)
{
	if (smsc == NULL)
		return;
	drop_peer(smsc);
	event_free(smsc->on_connect);
	close(smsc->listener);
	buf_finish(&smsc->in);
	mem_free(smsc);
}

uint16_t demo_smsc_port(const struct demo_smsc *smsc)
{
	return smsc->port;
}

bool demo_smsc_bound(const struct demo_smsc *smsc)
{
	return smsc->bound;
}

void demo_smsc_deliver(struct demo_smsc *smsc, const char *from, const char *to, const char *text)
{
	static struct sms_part parts[SMS_PARTS_MAX];
	struct smpp_pdu pdu = {.command_id = SMPP_deliver_sm,
			       .source_addr_ton = TON_INTERNATIONAL,
			       .source_addr_npi = NPI_ISDN,
			       .dest_addr_ton = TON_INTERNATIONAL,
			       .dest_addr_npi = NPI_ISDN};
	enum alphabet alphabet;
	int count;

	if (!smsc->bound || sms_split(bytes_of_text(text), parts, &count, &alphabet) != ERR_NONE)
		return;
	pdu.sequence = ++smsc->sequence;
	pdu.source_addr = bytes_of_text(from + 1); /* without its plus: the type of number says it */
	pdu.destination_addr = bytes_of_text(to + 1);
	pdu.data_coding = alphabet == ALPHABET_UCS2 ? CODING_UCS2 : 0;
	pdu.short_message = (struct bytes){parts[0].data, parts[0].size};
	put(smsc, &pdu);
}
