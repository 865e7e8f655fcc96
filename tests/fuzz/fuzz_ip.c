// SPDX-License-Identifier: GPL-3.0-or-later
/* ip_range_parse(): what it takes has an order and a width, and is read back as it is written. */
#include "standing/ip.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

/* An address that nobody's range may hold together with a stranger's: one of each far end. */
static void is_no_part_of_the_world(const struct ip_range *range)
{
	struct ip low, high;

	must(ip_parse(bytes_of_text("0.0.0.0"), &low) == ERR_NONE);
	must(ip_parse(bytes_of_text("255.255.255.255"), &high) == ERR_NONE);
	must(!ip_in(range, &low) || !ip_in(range, &high));
	must(ip_is_v4(&range->first) == ip_is_v4(&range->last));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ip_range range, again;
	struct error error = {""};
	char text[IP_RANGE_TEXT_MAX];

	if (ip_range_parse((struct bytes){data, size}, &range, &error) != ERR_NONE) {
		must(error.text[0] != '\0');
		return 0;
	}
	must(memcmp(range.first.bytes, range.last.bytes, sizeof range.first.bytes) <= 0);
	must(ip_in(&range, &range.first) && ip_in(&range, &range.last));
	is_no_part_of_the_world(&range);
	ip_range_text(&range, text);
	must(strlen(text) < IP_RANGE_TEXT_MAX);
	must(ip_range_parse(bytes_of_text(text), &again, NULL) == ERR_NONE);
	must(memcmp(&range, &again, sizeof range) == 0);
	return 0;
}
