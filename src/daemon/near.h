// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Whether an address is on this machine or in a network of one's own: what strangers wrote to a line is not handed to
 * anybody else. Pure.
 *
 * Near are loopback, the private networks (RFC 1918, RFC 4193), link-local ones and the shared network of RFC 6598, which
 * house-wide VPNs use. Of a name only its form is judged here; what it leads to is judged again at each connection.
 */
#ifndef DAEMON_NEAR_H
#define DAEMON_NEAR_H

#include <stdbool.h>
#include <sys/socket.h>

/* A literal address, "localhost", a name without a dot, or one below .local, .lan, .home, .internal or .home.arpa. */
bool near_host(const char *host);
bool near_address(const struct sockaddr *address);

#endif
