// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * link.h - one connection of the peer under test: a non-blocking socket, what was read and not yet
 * understood, what is to be written. Writes are gathered and leave once per turn of the loop.
 */
#ifndef FAUXBOND_BENCH_LINK_H
#define FAUXBOND_BENCH_LINK_H

#include "wire.h"

#include <stdbool.h>

#define LINK_IN_SIZE (4u * WIRE_PDU_MAX)

struct link {
	int fd;		/* -1: free */
	bool receives;	/* bound for deliver_sm */
	bool transmits; /* bound for submit_sm */
	bool closing;	/* close when the queue is out */
	bool waits_to_write;
	uint8_t *in;
	size_t in_len;
	struct wire_out out;
};

/* Takes over `fd`, sets it non-blocking and without Nagle, and adds it to `epoll`. False on
 * failure. */
bool link_open(struct link *link, int epoll, int fd);
void link_close(struct link *link);

/* Reads what there is, up to the buffer's size. False when the peer is gone. */
bool link_read(struct link *link);

/* Drops the first `len` bytes read. */
void link_consume(struct link *link, size_t len);

/* Writes what the socket takes. False when the peer is gone, or the queue of a closing link is out.
 */
bool link_flush(struct link *link, int epoll);

#endif
