// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/stream.h"
#include "base/mem.h"

#include <event2/util.h>

#include <errno.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
/* OpenSSL has a type of its own called ERR_STATE, which base/error.h has as a code. */
#define ERR_STATE openssl_ERR_STATE
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#undef ERR_STATE
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* LEFT_MOST: what the owner has not taken yet and above which nothing more is read. */
enum { READ_STEP = 128 * 1024, READ_AT_ONCE = 1 << 20, LEFT_MOST = 1 << 18 };

struct stream_tls {
	SSL_CTX *context;
};

enum stage { CONNECTING, SHAKING_HANDS, OPEN, CLOSED };

struct stream {
	struct event_base *base;
	int fd; /* -1: none */
	struct addrinfo *found, *next; /* the host's addresses, and the one to try next */
	struct stream_tls *tls;
	char *host;
	SSL *ssl;
	bool paused; /* not reading */
	enum stage stage;
	struct stream_hooks hooks;
	struct event *readable, *writable;
	struct buf in;
	struct buf *out; /* the owner's */
};

static const char *ssl_reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	return text != NULL ? text : "TLS failed";
}

enum err stream_tls_create(const struct stream_options *options, struct stream_tls **ret_tls,
			   struct error *error_r)
{
	SSL_CTX *context;
	int ok;

	*ret_tls = NULL;
	if (!options->tls)
		return ERR_NONE;
	context = SSL_CTX_new(TLS_client_method());
	if (context == NULL)
		return error_set(error_r, ERR_MEMORY, "TLS: %s", ssl_reason());
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	ok = options->ca != NULL ? SSL_CTX_load_verify_locations(context, options->ca, NULL)
				 : SSL_CTX_set_default_verify_paths(context);
	if (ok != 1) {
		error_set(error_r, ERR_IO, "the authorities in %s can't be read: %s",
			  options->ca != NULL ? options->ca : "the system's store", ssl_reason());
		SSL_CTX_free(context);
		return ERR_IO;
	}
	*ret_tls = mem_alloc(1, sizeof **ret_tls);
	(*ret_tls)->context = context;
	return ERR_NONE;
}

void stream_tls_destroy(struct stream_tls *tls)
{
	if (tls == NULL)
		return;
	SSL_CTX_free(tls->context);
	mem_free(tls);
}

static void close_socket(struct stream *stream)
{
	if (stream->fd < 0)
		return;
	event_free(stream->readable);
	event_free(stream->writable);
	if (stream->ssl != NULL) {
		SSL_shutdown(stream->ssl);
		SSL_free(stream->ssl);
		stream->ssl = NULL;
	}
	close(stream->fd);
	stream->fd = -1;
}

static void end(struct stream *stream, const char *why)
{
	if (stream->stage == CLOSED)
		return;
	stream->stage = CLOSED;
	close_socket(stream);
	stream->hooks.closed(stream->hooks.context, why);
}

/* ---- bytes in and out, plain or TLS: > 0 done, 0 end of stream, -1 later, -2 broken ---- */

static ssize_t ssl_result(struct stream *stream, int result)
{
	int error = SSL_get_error(stream->ssl, result);

	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
		if (error == SSL_ERROR_WANT_WRITE)
			event_add(stream->writable, NULL);
		return -1;
	}
	return error == SSL_ERROR_ZERO_RETURN ? 0 : -2;
}

static ssize_t plain_result(ssize_t result)
{
	if (result >= 0)
		return result;
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? -1 : -2;
}

static ssize_t take(struct stream *stream, void *data, size_t size)
{
	int got;

	if (stream->ssl == NULL)
		return plain_result(recv(stream->fd, data, size, 0));
	ERR_clear_error();
	got = SSL_read(stream->ssl, data, (int)size);
	return got > 0 ? got : ssl_result(stream, got);
}

static ssize_t put(struct stream *stream, const void *data, size_t size)
{
	ssize_t sent;

	if (stream->ssl == NULL) {
		sent = plain_result(send(stream->fd, data, size, MSG_NOSIGNAL));
	} else {
		int n;

		ERR_clear_error();
		n = SSL_write(stream->ssl, data, (int)(size < INT_MAX ? size : INT_MAX));
		sent = n > 0 ? n : ssl_result(stream, n);
	}
	return sent == 0 ? -1 : sent;
}

void stream_write(struct stream *stream, struct buf *out)
{
	size_t at = 0;
	ssize_t sent = 0;

	stream->out = out;
	if (stream->stage != OPEN)
		return;
	while (at < out->size && (sent = put(stream, out->data + at, out->size - at)) > 0)
		at += (size_t)sent;
	buf_shift(out, at);
	/* A broken connection is noticed by reading, where its owner can close it. */
	if (sent == -1 && out->size != 0)
		event_add(stream->writable, NULL);
}

/* ---- events ---- */

static enum err try_next(struct stream *stream, int *error_r);

static void shake_hands(struct stream *stream)
{
	char why[200];
	long verdict;
	int done;

	ERR_clear_error();
	done = SSL_connect(stream->ssl);
	if (done == 1) {
		stream->stage = OPEN;
		stream->hooks.connected(stream->hooks.context);
		return;
	}
	if (ssl_result(stream, done) == -1)
		return;
	verdict = SSL_get_verify_result(stream->ssl);
	snprintf(why, sizeof why, "TLS: %s",
		 verdict != X509_V_OK ? X509_verify_cert_error_string(verdict) : ssl_reason());
	end(stream, why);
}

static void connected(struct stream *stream)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (getsockopt(stream->fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 || error != 0) {
		error = error != 0 ? error : errno;
		close_socket(stream);
		if (try_next(stream, &error) != ERR_NONE)
			end(stream, strerror(error));
		return;
	}
	event_add(stream->readable, NULL);
	if (stream->ssl != NULL) {
		stream->stage = SHAKING_HANDS;
		shake_hands(stream);
		return;
	}
	stream->stage = OPEN;
	stream->hooks.connected(stream->hooks.context);
}

/* Hands on what has been read; false when the owner wants it closed. */
static bool hand_on(struct stream *stream)
{
	size_t taken = 0;

	if (stream->in.size != 0)
		taken = stream->hooks.received(stream->hooks.context, buf_bytes(&stream->in));
	if (taken == SIZE_MAX)
		return false;
	buf_shift(&stream->in, taken);
	if (!stream->paused && stream->in.size > LEFT_MOST)
		event_del(stream->readable);
	else if (stream->paused && stream->in.size <= LEFT_MOST)
		event_add(stream->readable, NULL);
	stream->paused = stream->in.size > LEFT_MOST;
	return true;
}

/* All is written: the owner may take what it left before. */
static void go_on(struct stream *stream)
{
	stream_write(stream, stream->out);
	if (stream->out->size == 0 && stream->in.size != 0 && !hand_on(stream))
		end(stream, NULL);
}

static void on_writable(evutil_socket_t fd, short what, void *context)
{
	struct stream *stream = context;

	(void)fd;
	(void)what;
	if (stream->stage == CONNECTING)
		connected(stream);
	else if (stream->stage == SHAKING_HANDS)
		shake_hands(stream);
	else if (stream->stage == OPEN && stream->out != NULL)
		go_on(stream);
}

static void on_readable(evutil_socket_t fd, short what, void *context)
{
	struct stream *stream = context;
	size_t total = 0;
	ssize_t got;
	int error;

	(void)fd;
	(void)what;
	if (stream->stage == SHAKING_HANDS) {
		shake_hands(stream);
		return;
	}
	while ((got = take(stream, buf_room(&stream->in, READ_STEP), READ_STEP)) > 0) {
		stream->in.size += (size_t)got;
		total += (size_t)got;
		if (total >= READ_AT_ONCE || (stream->ssl == NULL && got < READ_STEP))
			break;
	}
	error = errno;
	if (!hand_on(stream))
		end(stream, NULL);
	else if (got == 0)
		end(stream, "the carrier closed the connection");
	else if (got == -2)
		end(stream, stream->ssl != NULL ? ssl_reason() : strerror(error));
}

static SSL *ssl_for(const struct stream_tls *tls, const char *host, int fd)
{
	SSL *ssl = SSL_new(tls->context);
	unsigned char address[16];

	if (ssl == NULL)
		return NULL;
	SSL_set_fd(ssl, fd);
	if (evutil_inet_pton(AF_INET, host, address) == 1 ||
	    evutil_inet_pton(AF_INET6, host, address) == 1) {
		X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
	} else {
		SSL_set_tlsext_host_name(ssl, host);
		SSL_set1_host(ssl, host);
	}
	return ssl;
}

/* A socket on its way to one address; -1 with the reason in *error_r. */
static int connect_to(const struct addrinfo *address, int *error_r)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1;

	if (fd < 0) {
		*error_r = errno;
		return -1;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
	if (connect(fd, address->ai_addr, address->ai_addrlen) < 0 && errno != EINPROGRESS) {
		*error_r = errno;
		close(fd);
		return -1;
	}
	return fd;
}

/* A name may stand for several addresses, "localhost" for one: the first that answers is taken. */
static enum err try_next(struct stream *stream, int *error_r)
{
	while (stream->fd < 0 && stream->next != NULL) {
		stream->fd = connect_to(stream->next, error_r);
		stream->next = stream->next->ai_next;
	}
	if (stream->fd < 0)
		return ERR_IO;
	if (stream->tls != NULL)
		stream->ssl = ssl_for(stream->tls, stream->host, stream->fd);
	stream->readable = event_new(stream->base, stream->fd, EV_READ | EV_PERSIST, on_readable,
				     stream);
	stream->writable = event_new(stream->base, stream->fd, EV_WRITE, on_writable, stream);
	event_add(stream->writable, NULL);
	return ERR_NONE;
}

enum err stream_open(struct event_base *base, const struct stream_options *options,
		     struct stream_tls *tls, const struct stream_hooks *hooks,
		     struct stream **ret_stream, struct error *error_r)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
	struct stream *stream;
	char port[8];
	int result, error = 0;

	snprintf(port, sizeof port, "%u", options->port);
	result = getaddrinfo(options->host, port, &hints, &found);
	if (result != 0)
		return error_set(error_r, ERR_IO, "%s: %s", options->host, gai_strerror(result));
	stream = mem_alloc(1, sizeof *stream);
	*stream = (struct stream){.base = base, .fd = -1, .found = found, .next = found, .tls = tls,
				  .host = mem_strdup(options->host), .hooks = *hooks};
	if (try_next(stream, &error) != ERR_NONE) {
		stream_destroy(stream);
		return error_set(error_r, ERR_IO, "%s", strerror(error));
	}
	*ret_stream = stream;
	return ERR_NONE;
}

void stream_destroy(struct stream *stream)
{
	if (stream == NULL)
		return;
	close_socket(stream);
	freeaddrinfo(stream->found);
	mem_free(stream->host);
	buf_finish(&stream->in);
	mem_free(stream);
}
