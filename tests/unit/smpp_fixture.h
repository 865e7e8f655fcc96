// SPDX-License-Identifier: GPL-3.0-or-later
/* A bind and a scripted SMSC in memory, on virtual time. */
#ifndef TESTS_SMPP_FIXTURE_H
#define TESTS_SMPP_FIXTURE_H

#include "flow/bearer/smpp.h"

enum { LOG = 300000 };

/* One bind, what its hooks said, and what it wrote, decoded. */
struct bench {
	struct smpp *smpp;
	struct random random;
	ms_t now;
	char log[LOG]; /* "sent 7 a1;" ... */
	struct smpp_pdu wrote[4096];
	size_t written;
	uint8_t raw[1 << 20]; /* the octets behind them */
	size_t raw_size;
	struct error error;
	struct smpp_arrival arrival;
	char text[300], from[30]; /* its views, copied while they live */
	bool acknowledge;	  /* in the hook itself */
};

extern struct bench bench;

/* A new bind of the system "line", closed; connected and accepted. */
void open_with(struct smpp_config config);
void bind_it(void);
void open_bound(uint32_t window);
int smpp_finish(void **state); /* teardown */

/* Asserts what the hooks said since it was last asked. */
void said(const char *text);
/* What the SMSC reads: takes the output, decodes it into bench.wrote. */
size_t drain(void);
/* What the SMSC writes. */
enum err feed_bytes(struct bytes bytes);
enum err feed(struct smpp_pdu pdu);
enum err respond(uint32_t command, uint32_t sequence, uint32_t status);
enum err accept_submit(uint32_t sequence, const char *id);
enum err deliver(uint32_t sequence, const char *text);
/* What the owner hands in. */
enum err submit(uint64_t token, size_t parts);

#endif
