// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * smsc.c - a carrier for the bench: listens on loopback, lets one peer bind (a transceiver, or a
 * transmitter and a receiver), sends it deliver_sm, acknowledges its submit_sm and measures both.
 *
 * One thread, one epoll loop. The peer is measured from the outside only: the same ruler for
 * fauxbond, Node and Kannel. traffic.c keeps the book, report.c prints it; progress is on stderr.
 */
#include "link.h"
#include "options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define LINKS_MAX 16

struct smsc {
	struct smsc_options options;
	struct traffic traffic;
	struct link links[LINKS_MAX];
	int epoll;
	int listener;
	int timer;
	bool started;
	uint64_t begun_at;
	uint64_t heard_at; /* the last PDU that moved the traffic */
	uint64_t timer_at;
	uint32_t next_id;
};

static uint64_t now_ns(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NS_PER_S + (uint64_t)ts.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "smsc: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* ---- what the peer says ------------------------------------------------------------------------
 */

static struct link *receiver(struct smsc *smsc)
{
	for (size_t i = 0; i < LINKS_MAX; i++) {
		if (smsc->links[i].fd >= 0 && smsc->links[i].receives)
			return &smsc->links[i];
	}
	return NULL;
}

static bool has_transmitter(const struct smsc *smsc)
{
	for (size_t i = 0; i < LINKS_MAX; i++) {
		if (smsc->links[i].fd >= 0 && smsc->links[i].transmits)
			return true;
	}
	return false;
}

static void on_bind(struct link *link, const struct wire_pdu *pdu)
{
	link->receives = pdu->command != WIRE_BIND_TRANSMITTER;
	link->transmits = pdu->command != WIRE_BIND_RECEIVER;
	wire_put(&link->out, pdu->command | WIRE_RESPONSE, WIRE_OK, pdu->sequence, "bench");
}

static void send_receipt(struct smsc *smsc, const struct wire_heard *submit, const char *id)
{
	struct link *link = receiver(smsc);
	char text[160];
	const char *from =
		submit->destination[0] == '+' ? submit->destination + 1 : submit->destination;
	const char *to = submit->source[0] == '+' ? submit->source + 1 : submit->source;

	if (link == NULL || strlen(from) > 20 || strlen(to) > 20)
		return;
	/* SMPP 3.4 appendix B */
	snprintf(text, sizeof(text),
		 "id:%s sub:001 dlvrd:001 submit date:2601011200 done date:2601011200 stat:DELIVRD "
		 "err:000 text:",
		 id);
	wire_put_message(&link->out, WIRE_DELIVER_SM, traffic_receipt(&smsc->traffic),
			 &(struct wire_message){
				 .source = from,
				 .destination = to,
				 .text = text,
				 .receipt_for = id,
			 });
}

static bool on_submit(struct smsc *smsc, struct link *link, const struct wire_pdu *pdu,
		      uint64_t now)
{
	struct wire_heard submit;
	char id[16];

	if (!wire_read_message(pdu, &submit))
		return false;
	enum wire_status status = traffic_submit(&smsc->traffic, now, &submit);
	if (status != WIRE_OK) {
		wire_put(&link->out, WIRE_SUBMIT_SM | WIRE_RESPONSE, status, pdu->sequence, NULL);
		return true;
	}
	snprintf(id, sizeof(id), "%08" PRIx32, ++smsc->next_id);
	wire_put(&link->out, WIRE_SUBMIT_SM | WIRE_RESPONSE, WIRE_OK, pdu->sequence, id);
	if (smsc->traffic.options.receipts && (submit.registered_delivery & 1) != 0)
		send_receipt(smsc, &submit, id);
	return true;
}

/* False: close the link. */
static bool on_pdu(struct smsc *smsc, struct link *link, const struct wire_pdu *pdu, uint64_t now)
{
	switch (pdu->command) {
	case WIRE_DELIVER_SM | WIRE_RESPONSE:
		smsc->heard_at = now;
		traffic_ack(&smsc->traffic, now, pdu);
		return true;
	case WIRE_SUBMIT_SM:
		smsc->heard_at = now;
		return on_submit(smsc, link, pdu, now);
	case WIRE_BIND_RECEIVER:
	case WIRE_BIND_TRANSMITTER:
	case WIRE_BIND_TRANSCEIVER:
		on_bind(link, pdu);
		return true;
	case WIRE_ENQUIRE_LINK:
		wire_put(&link->out, pdu->command | WIRE_RESPONSE, WIRE_OK, pdu->sequence, NULL);
		return true;
	case WIRE_UNBIND:
		wire_put(&link->out, pdu->command | WIRE_RESPONSE, WIRE_OK, pdu->sequence, NULL);
		link->closing = true;
		return true;
	}
	if ((pdu->command & WIRE_RESPONSE) == 0)
		wire_put(&link->out, WIRE_GENERIC_NACK, WIRE_INVALID_COMMAND, pdu->sequence, NULL);
	return true;
}

static bool link_hear(struct smsc *smsc, struct link *link)
{
	bool alive = link_read(link);
	uint64_t now = now_ns();
	size_t used = 0;
	struct wire_pdu pdu;
	enum wire_take took;

	while ((took = wire_take(link->in + used, link->in_len - used, &pdu)) == WIRE_PDU) {
		if (!on_pdu(smsc, link, &pdu, now))
			return false;
		used += pdu.length;
	}
	link_consume(link, used);
	return alive && took != WIRE_BAD;
}

/* ---- the loop ----------------------------------------------------------------------------------
 */

static void drop_link(struct smsc *smsc, struct link *link)
{
	bool received = link->receives;
	link_close(link);
	if (received && receiver(smsc) == NULL)
		traffic_link_lost(&smsc->traffic);
}

static void accept_link(struct smsc *smsc)
{
	int fd = accept4(smsc->listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return;
	for (size_t i = 0; i < LINKS_MAX; i++) {
		if (smsc->links[i].fd < 0) {
			link_open(&smsc->links[i], smsc->epoll, fd);
			return;
		}
	}
	close(fd);
}

/* The runner reads the peer's processor time at these two points. */
static void hold(const struct smsc *smsc, const char *what)
{
	char line[64];

	fprintf(stderr, "%s\n", what);
	if (smsc->options.hold && fgets(line, sizeof(line), stdin) == NULL)
		exit(1);
}

static void flush_all(struct smsc *smsc)
{
	for (size_t i = 0; i < LINKS_MAX; i++) {
		if (smsc->links[i].fd >= 0 && !link_flush(&smsc->links[i], smsc->epoll))
			drop_link(smsc, &smsc->links[i]);
	}
}

static void start_when_bound(struct smsc *smsc)
{
	if (smsc->started || receiver(smsc) == NULL || !has_transmitter(smsc))
		return;
	flush_all(smsc); /* the bind response must not wait for the runner */
	hold(smsc, "bound");
	smsc->started = true;
	smsc->heard_at = now_ns();
	traffic_start(&smsc->traffic, smsc->heard_at);
}

static void set_timer(struct smsc *smsc)
{
	uint64_t due = traffic_due(&smsc->traffic);
	struct itimerspec spec = {.it_value = {.tv_sec = (time_t)(due / NS_PER_S),
					       .tv_nsec = (long)(due % NS_PER_S)}};

	if (due == smsc->timer_at)
		return;
	smsc->timer_at = due;
	if (timerfd_settime(smsc->timer, TFD_TIMER_ABSTIME, &spec, NULL) != 0)
		die("timer");
}

static void take_events(struct smsc *smsc)
{
	struct epoll_event events[LINKS_MAX + 2];
	uint64_t expirations;
	int n = epoll_wait(smsc->epoll, events, LINKS_MAX + 2, 20);

	for (int i = 0; i < n; i++) {
		struct link *link = events[i].data.ptr;
		if (link == NULL)
			accept_link(smsc);
		else if ((void *)link == (void *)&smsc->timer)
			(void)!read(smsc->timer, &expirations, sizeof(expirations));
		else if (link->fd >= 0 && !link_hear(smsc, link))
			drop_link(smsc, link);
	}
}

static void turn(struct smsc *smsc)
{
	take_events(smsc);
	start_when_bound(smsc);
	struct link *link = receiver(smsc);
	if (smsc->started && link != NULL)
		traffic_pump(&smsc->traffic, now_ns(), &link->out);
	set_timer(smsc);
	flush_all(smsc);
}

/* Why the run is over, or NULL. */
static const char *ended(const struct smsc *smsc)
{
	const struct traffic *t = &smsc->traffic;
	uint64_t now = now_ns();

	if (!smsc->started)
		return now - smsc->begun_at > smsc->options.bind_s * NS_PER_S ? "unbound" : NULL;
	uint64_t quiet = now - smsc->heard_at;
	if (traffic_complete(t) && quiet > smsc->options.linger_ms * 1000000ull)
		return "complete";
	if (t->next == t->options.messages && quiet > smsc->options.grace_s * NS_PER_S)
		return "silent";
	if (now - t->started_at > smsc->options.limit_s * NS_PER_S)
		return "limit";
	return NULL;
}

/* ---- start -------------------------------------------------------------------------------------
 */

static void smsc_open(struct smsc *smsc)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)smsc->options.port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct epoll_event accepts = {.events = EPOLLIN, .data.ptr = NULL};
	struct epoll_event expires = {.events = EPOLLIN, .data.ptr = &smsc->timer};

	for (size_t i = 0; i < LINKS_MAX; i++)
		smsc->links[i].fd = -1;
	smsc->epoll = epoll_create1(EPOLL_CLOEXEC);
	smsc->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	smsc->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (smsc->epoll < 0 || smsc->timer < 0 || smsc->listener < 0)
		die("start");
	if (setsockopt(smsc->listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) != 0 ||
	    bind(smsc->listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(smsc->listener, LINKS_MAX) != 0)
		die("listen");
	if (epoll_ctl(smsc->epoll, EPOLL_CTL_ADD, smsc->listener, &accepts) != 0 ||
	    epoll_ctl(smsc->epoll, EPOLL_CTL_ADD, smsc->timer, &expires) != 0)
		die("epoll");
	smsc->begun_at = now_ns();
}

static void smsc_close(struct smsc *smsc)
{
	for (size_t i = 0; i < LINKS_MAX; i++)
		link_close(&smsc->links[i]);
	close(smsc->listener);
	close(smsc->timer);
	close(smsc->epoll);
	traffic_finish(&smsc->traffic);
}

static uint64_t own_cpu_us(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
	       (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static int smsc_run(struct smsc *smsc)
{
	const char *why;
	char extra[64];

	smsc_open(smsc);
	fprintf(stderr, "listening\n");
	while ((why = ended(smsc)) == NULL)
		turn(smsc);
	snprintf(extra, sizeof(extra), ", \"generator_cpu_us\": %" PRIu64, own_cpu_us());
	hold(smsc, "ended");
	traffic_print(&smsc->traffic, stdout, why, extra);
	bool complete = strcmp(why, "complete") == 0;
	smsc_close(smsc);
	return complete ? 0 : 3;
}

int main(int argc, char **argv)
{
	static struct smsc smsc;
	struct traffic_options plan;

	if (!options_read(argc, argv, &smsc.options, &plan))
		return 2;
	if (smsc.options.help)
		return 0;
	traffic_init(&smsc.traffic, &plan);
	return smsc_run(&smsc);
}
