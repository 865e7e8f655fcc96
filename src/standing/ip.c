// SPDX-License-Identifier: GPL-3.0-or-later
#include "standing/ip.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool ip_is_v4(const struct ip *ip)
{
	return memcmp(ip->bytes, mapped, sizeof mapped) == 0;
}

enum err ip_parse(struct bytes text, struct ip *ret_ip)
{
	char copy[IP_TEXT_MAX];
	struct ip ip;

	if (text.size == 0 || text.size >= sizeof copy ||
	    memchr(text.data, '\0', text.size) != NULL)
		return ERR_INPUT;
	memcpy(copy, text.data, text.size);
	copy[text.size] = '\0';
	memcpy(ip.bytes, mapped, sizeof mapped);
	if (inet_pton(AF_INET, copy, ip.bytes + sizeof mapped) != 1 &&
	    inet_pton(AF_INET6, copy, ip.bytes) != 1)
		return ERR_INPUT;
	*ret_ip = ip;
	return ERR_NONE;
}

static int compare(const struct ip *a, const struct ip *b)
{
	return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

bool ip_in(const struct ip_range *range, const struct ip *ip)
{
	return compare(&range->first, ip) <= 0 && compare(ip, &range->last) <= 0;
}

/* ---- prefixes: of 128 bits, so that IPv4's begin after 96 ---- */

/* Sets, or clears, the bits behind the prefix. */
static struct ip filled(struct ip ip, unsigned prefix, bool ones)
{
	for (unsigned bit = prefix; bit < 128; bit++) {
		uint8_t mask = (uint8_t)(0x80 >> bit % 8);

		ip.bytes[bit / 8] =
			(uint8_t)(ones ? ip.bytes[bit / 8] | mask : ip.bytes[bit / 8] & ~mask);
	}
	return ip;
}

/* How many bits two addresses begin with in common. */
static unsigned common(const struct ip *a, const struct ip *b)
{
	unsigned bit = 0;

	while (bit < 128 && ((a->bytes[bit / 8] ^ b->bytes[bit / 8]) & 0x80 >> bit % 8) == 0)
		bit++;
	return bit;
}

static bool is_prefix(const struct ip_range *range, unsigned prefix)
{
	struct ip first = filled(range->first, prefix, false);
	struct ip last = filled(range->first, prefix, true);

	return compare(&first, &range->first) == 0 && compare(&last, &range->last) == 0;
}

/* ---- ranges ---- */

__extension__ typedef unsigned __int128 number;

static number number_of(const struct ip *ip)
{
	number value = 0;

	for (size_t i = 0; i < sizeof ip->bytes; i++)
		value = value << 8 | ip->bytes[i];
	return value;
}

/* IPv6 is numbered around IPv4: a range that begins below and ends above bans all of it. */
static bool holds_all_v4(const struct ip_range *range)
{
	struct ip any = {0};

	memcpy(any.bytes, mapped, sizeof mapped);
	return !ip_is_v4(&range->first) && ip_in(range, &any);
}

static enum err check_width(const struct ip_range *range, struct error *error_r)
{
	bool v4 = ip_is_v4(&range->first);
	unsigned most_bits = v4 ? 32 - IP_WIDEST_V4 : 128 - IP_WIDEST_V6;

	if (v4 != ip_is_v4(&range->last))
		return error_set(error_r, ERR_INPUT, "a range from IPv4 to IPv6, or back");
	if (compare(&range->first, &range->last) > 0)
		return error_set(error_r, ERR_INPUT, "the range ends before it begins");
	if (holds_all_v4(range) ||
	    (number_of(&range->last) - number_of(&range->first)) >> most_bits != 0)
		return error_set(error_r, ERR_INPUT, "so wide a range bans a part of the world");
	return ERR_NONE;
}

/* Up to three digits without leading zeros; false on anything else. */
static bool parse_bits(struct bytes text, unsigned *ret_bits)
{
	unsigned bits = 0;

	if (text.size == 0 || text.size > 3 || (text.size > 1 && text.data[0] == '0'))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		bits = bits * 10 + (text.data[i] - '0');
	}
	*ret_bits = bits;
	return true;
}

static enum err parse_prefix(struct bytes address, struct bytes bits, struct ip_range *ret_range,
			     struct error *error_r)
{
	struct ip ip, first;
	unsigned prefix;

	if (ip_parse(address, &ip) != ERR_NONE)
		return error_set(error_r, ERR_INPUT, "no address before the slash");
	/* Who writes IPv4 as IPv6 counts 128 bits, everybody else 32. */
	bool short_form = ip_is_v4(&ip) && memchr(address.data, ':', address.size) == NULL;
	if (!parse_bits(bits, &prefix) || prefix > (short_form ? 32 : 128))
		return error_set(error_r, ERR_INPUT, "the number of bits is not from 0 to %d",
				 short_form ? 32 : 128);
	prefix += short_form ? 96 : 0;
	first = filled(ip, prefix, false);
	if (compare(&first, &ip) != 0)
		return error_set(error_r, ERR_INPUT, "the address has bits behind the prefix");
	*ret_range = (struct ip_range){first, filled(ip, prefix, true)};
	return ERR_NONE;
}

static enum err parse_ends(struct bytes first, struct bytes last, struct ip_range *ret_range,
			   struct error *error_r)
{
	if (ip_parse(first, &ret_range->first) != ERR_NONE)
		return error_set(error_r, ERR_INPUT, "no address before the dash");
	if (ip_parse(last, &ret_range->last) != ERR_NONE)
		return error_set(error_r, ERR_INPUT, "no address behind the dash");
	return ERR_NONE;
}

/* The text before and behind the first `mark`; false when there is none. */
static bool cut(struct bytes text, char mark, struct bytes *ret_before, struct bytes *ret_behind)
{
	const uint8_t *at = text.size == 0 ? NULL : memchr(text.data, mark, text.size);

	if (at == NULL)
		return false;
	*ret_before = (struct bytes){text.data, (size_t)(at - text.data)};
	*ret_behind = (struct bytes){at + 1, text.size - ret_before->size - 1};
	return true;
}

enum err ip_range_parse(struct bytes text, struct ip_range *ret_range, struct error *error_r)
{
	struct ip_range range;
	struct bytes before, behind;
	enum err err = ERR_NONE;

	if (cut(text, '/', &before, &behind))
		err = parse_prefix(before, behind, &range, error_r);
	else if (cut(text, '-', &before, &behind))
		err = parse_ends(before, behind, &range, error_r);
	else if (ip_parse(text, &range.first) == ERR_NONE)
		range.last = range.first;
	else
		err = error_set(error_r, ERR_INPUT, "no address");
	if (err == ERR_NONE)
		err = check_width(&range, error_r);
	if (err == ERR_NONE)
		*ret_range = range;
	return err;
}

/* ---- words ---- */

static void write_ip(const struct ip *ip, char ret_text[IP_TEXT_MAX])
{
	bool v4 = ip_is_v4(ip);

	/* Cannot fail: the family is known and the longest address fits. */
	inet_ntop(v4 ? AF_INET : AF_INET6, ip->bytes + (v4 ? sizeof mapped : 0), ret_text,
		  IP_TEXT_MAX);
}

const char *ip_range_text(const struct ip_range *range, char ret_text[IP_RANGE_TEXT_MAX])
{
	char first[IP_TEXT_MAX], last[IP_TEXT_MAX];
	unsigned prefix = common(&range->first, &range->last);

	write_ip(&range->first, first);
	write_ip(&range->last, last);
	if (prefix == 128)
		snprintf(ret_text, IP_RANGE_TEXT_MAX, "%s", first);
	else if (is_prefix(range, prefix))
		snprintf(ret_text, IP_RANGE_TEXT_MAX, "%s/%u", first,
			 prefix - (ip_is_v4(&range->first) ? 96 : 0));
	else
		snprintf(ret_text, IP_RANGE_TEXT_MAX, "%s-%s", first, last);
	return ret_text;
}
