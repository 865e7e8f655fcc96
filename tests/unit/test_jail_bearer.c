// SPDX-License-Identifier: GPL-3.0-or-later
/* daemon/jail: the bearer's network: its carrier's port, name look-up, TLS (jail_fixture.h). */
#include "jail_fixture.h"

#include <netdb.h>

/* Nobody listens at port 9, which does not come into it. */
static int try_other_port(struct cell *cell)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons(9),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)cell;
	return outcome(connect(fd, (struct sockaddr *)&at, sizeof at));
}

static void the_bearer_calls_its_carrier_only(void **state)
{
	NEEDS_LANDLOCK(4)
	assert_int_equal(jailed(*state, ROLE_BEARER, try_other_port), EACCES);
}

/* ---- names ---- */

static int look_up(const char *name)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
	int result = getaddrinfo(name, "2775", &hints, &found);

	if (result == 0)
		freeaddrinfo(found);
	return result;
}

static int do_look_up(struct cell *cell)
{
	(void)cell;
	return look_up("localhost") == 0 ? 0 : WRONG;
}

/* A name that nobody may have (RFC 6761 §6.4): it is asked for, and not found. */
static int do_look_up_nobody(struct cell *cell)
{
	int result;

	(void)cell;
	result = look_up("carrier.invalid");
	return result == EAI_NONAME || result == EAI_AGAIN || result == EAI_FAIL ||
			       result == EAI_NODATA
		       ? 0
		       : WRONG;
}

static void the_bearer_looks_names_up(void **state)
{
	setenv("RES_OPTIONS", "timeout:1 attempts:1", 1);
	works(*state, ROLE_BEARER, do_look_up);
	works(*state, ROLE_BEARER, do_look_up_nobody);
	unsetenv("RES_OPTIONS");
}

/* ---- TLS with a carrier ---- */

struct call {
	struct event_base *base;
	char said[256];
};

static void on_connected(void *context)
{
	(void)context;
}

static size_t on_received(void *context, struct bytes bytes)
{
	struct call *call = context;

	snprintf(call->said, sizeof call->said, "%.*s", (int)bytes.size, (const char *)bytes.data);
	event_base_loopbreak(call->base);
	return bytes.size;
}

static void on_closed(void *context, const char *why)
{
	struct call *call = context;

	snprintf(call->said, sizeof call->said, "%s", why);
	event_base_loopbreak(call->base);
}

static int do_call(struct cell *cell)
{
	struct call call = {.base = cell->child.base};
	const struct stream_hooks hooks = {&call, on_connected, on_received, on_closed};
	struct stream_options options = {"127.0.0.1", cell->carrier->port, true, cell->ca};
	struct stream *stream = NULL;
	struct error error = {""};

	if (stream_open(call.base, &options, cell->tls, &hooks, &stream, &error) != ERR_NONE)
		snprintf(call.said, sizeof call.said, "%s", error.text);
	else
		event_base_dispatch(call.base);
	stream_destroy(stream);
	stream_tls_destroy(cell->tls);
	fprintf(stderr, "%s\n", call.said);
	return 0;
}

static void expect_call(struct fixture *f, bool believed, const char *expected)
{
	struct tls_carrier carrier = {0};
	struct cell cell = {.f = f, .carrier = &carrier};
	char log[4096] = "";

	assert_true(tls_start(&carrier, f->folder));
	cell.ca = believed ? carrier.file : NULL;
	assert_int_equal(jailed_with(&cell, ROLE_BEARER, do_call, log, sizeof log), 0);
	tls_stop(&carrier);
	if (strstr(log, expected) == NULL || strstr(log, "was refused") != NULL)
		fail_msg("%s", log);
}

static void the_bearer_speaks_tls(void **state)
{
	expect_call(*state, true, "hello");
	/* An authority that nobody has heard of: it is looked for in the system's folders. */
	expect_call(*state, false, "self-signed certificate");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_bearer_calls_its_carrier_only),
		CASE(the_bearer_looks_names_up),
		CASE(the_bearer_speaks_tls),
	};

	return run_jail_tests("jail_bearer", tests, COUNT(tests));
}
