// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Internet addresses and ranges of them, as people write them into a list of bans:
 *
 *   192.0.2.7      192.0.2.0/24      192.0.2.10-192.0.2.20      and the same of IPv6 (RFC 4291)
 *
 * An IPv4 address is kept as IPv6 writes it (::ffff:192.0.2.7, RFC 4291 §2.5.5.2), so that a client
 * is the same whichever way it came. Pure: no name is looked up.
 */
#ifndef STANDING_IP_H
#define STANDING_IP_H

#include "base/bytes.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	IP_TEXT_MAX = 46,	/* of an address, NUL included */
	IP_RANGE_TEXT_MAX = 93, /* of a range, NUL included */
	IP_WIDEST_V4 = 8,	/* a shorter prefix bans a part of the world: a slip */
	IP_WIDEST_V6 = 20,
};

struct ip {
	uint8_t bytes[16];
};

/* [first, last], both of one family. */
struct ip_range {
	struct ip first, last;
};

/* ERR_INPUT: no address. No leading zeros, zones or ports. */
enum err ip_parse(struct bytes text, struct ip *ret_ip);
/* ERR_INPUT, with what is wrong in error_r: also for bits set behind the prefix, an end before the
 * beginning, and ranges wider than IP_WIDEST_… */
enum err ip_range_parse(struct bytes text, struct ip_range *ret_range, struct error *error_r);

bool ip_in(const struct ip_range *range, const struct ip *ip);
bool ip_is_v4(const struct ip *ip);
/* The shortest form that ip_range_parse() reads back as the same. */
const char *ip_range_text(const struct ip_range *range, char ret_text[IP_RANGE_TEXT_MAX]);

#endif
