// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/near.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

static bool near_v4(uint32_t address)
{
	static const struct {
		uint32_t net;
		int bits;
	} nets[] = {
		{0x7f000000, 8},  /* 127/8: this machine */
		{0x0a000000, 8},  /* 10/8 */
		{0xac100000, 12}, /* 172.16/12 */
		{0xc0a80000, 16}, /* 192.168/16 */
		{0xa9fe0000, 16}, /* 169.254/16: link-local */
		{0x64400000, 10}, /* 100.64/10: shared, RFC 6598 */
	};

	for (size_t i = 0; i < sizeof nets / sizeof nets[0]; i++)
		if ((address ^ nets[i].net) >> (32 - nets[i].bits) == 0)
			return true;
	return false;
}

static bool near_v6(const struct in6_addr *address)
{
	const uint8_t *bytes = address->s6_addr;

	if (IN6_IS_ADDR_V4MAPPED(address))
		return near_v4((uint32_t)bytes[12] << 24 | (uint32_t)bytes[13] << 16 |
			       (uint32_t)bytes[14] << 8 | bytes[15]);
	return IN6_IS_ADDR_LOOPBACK(address) || IN6_IS_ADDR_LINKLOCAL(address) ||
	       (bytes[0] & 0xfe) == 0xfc; /* fc00::/7 */
}

static bool ends_with(const char *host, const char *end)
{
	size_t size = strlen(host), room = strlen(end);

	return size > room && strcasecmp(host + size - room, end) == 0;
}

bool near_host(const char *host)
{
	static const char *const ends[] = {".local", ".lan", ".home", ".internal", ".home.arpa",
					   ".localhost"};
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, host, &v4) == 1)
		return near_v4(ntohl(v4.s_addr));
	if (inet_pton(AF_INET6, host, &v6) == 1)
		return near_v6(&v6);
	/* "127.1" and "0x7f000001" are addresses to some resolvers, and names of nobody's house: digits decide nothing here. */
	if (strspn(host, "0123456789.xXabcdefABCDEF") == strlen(host) && host[0] >= '0' && host[0] <= '9')
		return false;
	if (strchr(host, '.') == NULL)
		return true;
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (ends_with(host, ends[i]))
			return true;
	return false;
}

bool near_address(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	/* Copied, since libraries hand in bytes that need not be aligned. */
	if (address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof v4);
		return near_v4(ntohl(v4.sin_addr.s_addr));
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof v6);
		return near_v6(&v6.sin6_addr);
	}
	return false;
}
