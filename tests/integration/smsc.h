// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A carrier's message centre for tests, on 127.0.0.1: it takes binds, delivers what the test hands it and takes what the
 * line submits. One loop, the caller's; no thread. A message that is not acknowledged when its connection ends is
 * told to the test, which delivers it again, as carriers do.
 */
#ifndef TESTS_SMSC_H
#define TESTS_SMSC_H

#include "base/bytes.h"
#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

enum { SMSC_NONE = UINT32_MAX };

struct smsc_submit {
	char from[24], to[24];
	uint8_t esm_class, data_coding;
	struct bytes text;
};

struct smsc_hooks {
	void *context;
	/* Acknowledged with this status; or its connection ended before (`lost`). */
	void (*acknowledged)(void *context, uint32_t message, uint32_t status);
	void (*lost)(void *context, uint32_t message);
	/* The status to answer with; SMSC_NONE: no answer at all. */
	uint32_t (*submitted)(void *context, const struct smsc_submit *submit);
};

struct smsc;

struct smsc *smsc_create(const struct smsc_hooks *hooks);
void smsc_destroy(struct smsc *smsc);
uint16_t smsc_port(const struct smsc *smsc);
/* Waits for at most so long, and does what there is to do. */
void smsc_run(struct smsc *smsc, int ms);
bool smsc_bound(const struct smsc *smsc);
/* How many messages the newest bind has not acknowledged. */
uint32_t smsc_unacknowledged(const struct smsc *smsc);
/* False when nobody is bound. `message` is the caller's name for it. */
bool smsc_deliver(struct smsc *smsc, uint32_t message, const char *from, const char *to,
		  const char *text);
/* A receipt for the answer that was taken last comes before its response; off by default. */
void smsc_receipts(struct smsc *smsc, bool early);
/* Hangs up on everybody. */
void smsc_hang_up(struct smsc *smsc);

#endif
