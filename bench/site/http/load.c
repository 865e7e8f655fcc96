// SPDX-License-Identifier: GPL-3.0-or-later
/* load.c - see load.h. */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S 1000000000

enum { IN_SIZE = 16384, EVENTS = 256 };

struct connection {
	int fd;	   /* -1: gone for good */
	bool busy; /* an answer is due */
	bool waits_to_write;
	uint64_t k;  /* the request it waits for */
	uint64_t n;  /* its place in the job */
	int64_t due; /* ns of the monotonic clock */
	size_t sent, out_len, in_len;
	char out[REQUEST_MAX];
	char in[IN_SIZE];
};

struct load {
	uint32_t port;
	int epoll;
	struct requests *requests;
	struct connection *connections;
	uint32_t count;	 /* of connections */
	uint32_t living; /* of them */
	uint32_t busy;	 /* of those */
	/* Idle connections, the one that has been idle longest first: a server that closes what is
	 * idle for seconds then finds none at any rate worth measuring. */
	uint32_t *idle;
	uint32_t idle_first, idle_count;
	/* The job that runs. */
	const struct load_job *job;
	struct tally *tally;
	int64_t begin, end, last_answer;
	uint64_t next; /* request */
	bool said;     /* the first bad answer was shown */
};

static int64_t now_ns(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

/* ---- connections ---- */

static void watch(struct load *load, struct connection *c, int operation, uint32_t events)
{
	struct epoll_event event = {.events = events,
				    .data.u32 = (uint32_t)(c - load->connections)};

	if (epoll_ctl(load->epoll, operation, c->fd, &event) != 0) {
		perror("epoll_ctl");
		exit(1);
	}
}

static bool connect_one(struct load *load, struct connection *c)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				      .sin_port = htons((uint16_t)load->port)};

	c->sent = c->out_len = c->in_len = 0;
	c->busy = c->waits_to_write = false;
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		return false;
	/* Blocking: on loopback it is done at once, or refused. */
	if (connect(c->fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)) != 0) {
		close(c->fd);
		c->fd = -1;
		return false;
	}
	watch(load, c, EPOLL_CTL_ADD, EPOLLIN);
	load->living++;
	return true;
}

static void disconnect(struct load *load, struct connection *c)
{
	close(c->fd);
	c->fd = -1;
	load->living--;
	load->busy -= c->busy;
	c->busy = false;
}

static void make_idle(struct load *load, struct connection *c)
{
	uint32_t at = (load->idle_first + load->idle_count++) % load->count;

	load->idle[at] = (uint32_t)(c - load->connections);
}

/* The server ended a connection: a new one takes its place, if there still is a server. One that is
 * idle stays in the ring of the idle. */
static void replace(struct load *load, struct connection *c)
{
	bool was_busy = c->busy;

	if (was_busy)
		load->tally->broken++;
	else
		load->tally->reconnects++;
	disconnect(load, c);
	if (connect_one(load, c) && was_busy)
		make_idle(load, c);
}

static void write_out(struct load *load, struct connection *c)
{
	ssize_t n =
		send(c->fd, c->out + c->sent, c->out_len - c->sent, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return; /* reading will say so, too */
	c->sent += n > 0 ? (size_t)n : 0;
	bool waits = c->sent < c->out_len;
	if (waits != c->waits_to_write)
		watch(load, c, EPOLL_CTL_MOD, waits ? EPOLLIN | EPOLLOUT : EPOLLIN);
	c->waits_to_write = waits;
}

/* ---- requests ---- */

/* When the next request is due; INT64_MAX when there is none any more. */
static int64_t next_due(const struct load *load)
{
	const struct load_job *job = load->job;

	if (load->next >= job->count)
		return INT64_MAX;
	if (job->rate == 0)
		return load->begin;
	return load->begin + (int64_t)(load->next * NS_PER_S / job->rate);
}

static void send_next(struct load *load, struct connection *c, int64_t due)
{
	const struct load_job *job = load->job;

	c->n = load->next++;
	c->k = job->marks != NULL ? job->marks[c->n].k : c->n;
	c->due = due;
	c->busy = true;
	load->busy++;
	c->sent = 0;
	c->out_len = requests_render(load->requests, job->kind, c->k, c->out);
	write_out(load, c);
}

/* Sends what is due over what is idle. */
static void send_due(struct load *load, int64_t now)
{
	while (load->idle_count > 0) {
		int64_t due = next_due(load);
		if (due > now || (load->job->rate == 0 && now >= load->end))
			return;
		struct connection *c = &load->connections[load->idle[load->idle_first]];
		load->idle_first = (load->idle_first + 1) % load->count;
		load->idle_count--;
		if (c->fd >= 0)
			send_next(load, c, load->job->rate == 0 ? now : due);
	}
}

/* ---- answers ---- */

static void say_first(struct load *load, const struct connection *c, const struct answer *answer)
{
	if (load->said)
		return;
	load->said = true;
	fprintf(stderr, "bench_site_http: request %.*s… was answered %d: %.*s\n",
		(int)(strcspn(c->out, "\r")), c->out, answer->status,
		(int)(answer->body_len > 300 ? 300 : answer->body_len), answer->body);
}

/* Without its name a contact cannot be accepted: it was refused, or is not there. */
static void keep_contact(struct load *load, const struct connection *c, const struct answer *answer)
{
	char *name = load->requests->contacts[c->k];

	if (answer_member(answer->body, answer->body_len, "contact", name, REQUEST_CONTACT_MAX))
		return;
	*name = '\0';
	load->tally->no_verdict++;
	say_first(load, c, answer);
}

static void judge(struct load *load, struct connection *c, const struct answer *answer)
{
	const struct load_job *job = load->job;
	struct tally *tally = load->tally;
	int verdict;

	if (job->status != 0) {
		if (answer->status != job->status) {
			tally->lost++;
			say_first(load, c, answer);
		}
	} else if (answer->status != 200 && answer->status != 201) {
		tally->status++;
		say_first(load, c, answer);
	} else if (!tally_verdict(tally, answer, c->k, &verdict)) {
		tally->no_verdict++;
		say_first(load, c, answer);
	} else if (job->marks != NULL && job->marks[c->n].verdict != verdict) {
		tally->differs++;
		say_first(load, c, answer);
	}
	if (job->kind == REQUEST_CONTACT)
		keep_contact(load, c, answer);
}

/* Counts the answer that is in, if it is whole. False when the connection is of no more use. */
static bool take_answer(struct load *load, struct connection *c)
{
	struct answer answer;
	enum answer_take took = answer_take(c->in, c->in_len, &answer);

	if (took == ANSWER_MORE && c->in_len < IN_SIZE)
		return true;
	if (took != ANSWER_WHOLE || !c->busy) {
		load->tally->malformed++;
		return false;
	}
	int64_t now = now_ns();
	load->last_answer = now;
	load->tally->answered++;
	latency_add(&load->tally->latency, now - c->due);
	judge(load, c, &answer);
	c->busy = false;
	load->busy--;
	c->in_len -= answer.total_len;
	memmove(c->in, c->in + answer.total_len, c->in_len);
	make_idle(load, c);
	return !answer.closes;
}

static void read_in(struct load *load, struct connection *c)
{
	ssize_t n = recv(c->fd, c->in + c->in_len, IN_SIZE - c->in_len, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0) {
		c->in_len += (size_t)n;
		if (take_answer(load, c))
			return;
	}
	replace(load, c);
}

/* ---- the loop ---- */

static void wait_and_handle(struct load *load, int64_t until)
{
	struct epoll_event events[EVENTS];
	int64_t left = until - now_ns();

	left = left < 0 ? 0 : left > NS_PER_S ? NS_PER_S : left;
	struct timespec timeout = {.tv_sec = left / NS_PER_S, .tv_nsec = left % NS_PER_S};
	int n = epoll_pwait2(load->epoll, events, EVENTS, &timeout, NULL);
	for (int i = 0; i < n; i++) {
		struct connection *c = &load->connections[events[i].data.u32];
		if (c->fd >= 0 && (events[i].events & EPOLLOUT) != 0)
			write_out(load, c);
		if (c->fd >= 0 && (events[i].events & ~(uint32_t)EPOLLOUT) != 0)
			read_in(load, c);
		/* At once, so that this connection's server need not wait for the others'. */
		if (load->job->rate == 0)
			send_due(load, now_ns());
	}
}

/* What is due and was not answered: its latency is this at least. A connection that still waits is
 * of no use to the next job. */
static void count_unanswered(struct load *load, int64_t now)
{
	for (uint32_t i = 0; i < load->count; i++) {
		struct connection *c = &load->connections[i];
		if (c->fd < 0 || !c->busy)
			continue;
		load->tally->unanswered++;
		latency_add(&load->tally->latency, now - c->due);
		disconnect(load, c);
		if (connect_one(load, c))
			make_idle(load, c);
	}
	while (load->job->rate != 0 && load->next < load->job->count) {
		load->tally->unanswered++;
		latency_add(&load->tally->latency, now - next_due(load));
		load->next++;
	}
}

static bool is_over(const struct load *load, int64_t now)
{
	bool all_sent =
		load->next >= load->job->count || (load->job->rate == 0 && now >= load->end);

	if (load->living == 0)
		return true;
	if (load->busy == 0)
		return all_sent;
	return load->job->seconds > 0 &&
	       now >= load->end + (int64_t)(load->job->drain_s * NS_PER_S);
}

double load_run(struct load *load, const struct load_job *job, struct tally *tally)
{
	struct load_job bounded = *job;

	if (job->rate != 0) {
		uint64_t scheduled = (uint64_t)(job->seconds * job->rate);
		bounded.count = scheduled < job->count ? scheduled : job->count;
	}
	load->job = &bounded;
	load->tally = tally;
	load->next = 0;
	load->begin = load->last_answer = now_ns();
	load->end = job->seconds > 0 ? load->begin + (int64_t)(job->seconds * NS_PER_S) : INT64_MAX;
	for (int64_t now = load->begin; !is_over(load, now); now = now_ns()) {
		send_due(load, now);
		/* As fast as it goes only answers give something to do. */
		bool waits = job->rate != 0 && load->idle_count > 0;
		wait_and_handle(load, waits ? next_due(load) : INT64_MAX);
	}
	count_unanswered(load, now_ns());
	load->job = NULL;
	load->tally = NULL;
	return (double)(load->last_answer - load->begin) / NS_PER_S;
}

struct load *load_create(uint32_t port, uint32_t connections, struct requests *requests)
{
	struct load *load = calloc(1, sizeof(*load));

	if (load != NULL) {
		load->connections = calloc(connections, sizeof(*load->connections));
		load->idle = calloc(connections, sizeof(*load->idle));
	}
	if (load == NULL || load->connections == NULL || load->idle == NULL) {
		perror("connections");
		exit(1);
	}
	load->port = port;
	load->count = connections;
	load->requests = requests;
	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	for (uint32_t i = 0; i < connections; i++) {
		if (!connect_one(load, &load->connections[i])) {
			perror("bench_site_http: connect");
			load_destroy(load);
			return NULL;
		}
		make_idle(load, &load->connections[i]);
	}
	return load;
}

void load_destroy(struct load *load)
{
	if (load == NULL)
		return;
	for (uint32_t i = 0; i < load->count; i++) {
		if (load->connections[i].fd > 0)
			close(load->connections[i].fd);
	}
	close(load->epoll);
	free(load->connections);
	free(load->idle);
	free(load);
}
