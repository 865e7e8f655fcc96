// SPDX-License-Identifier: GPL-3.0-or-later
/* A contact of a line in one number that is never 0: the key of the driver's tables in memory. */
#ifndef FLOW_CONTACT_KEY_H
#define FLOW_CONTACT_KEY_H

#include <stdint.h>

static inline uint64_t contact_key(uint32_t line_index, uint32_t contact)
{
	return ((uint64_t)line_index + 1) << 32 | contact;
}

#endif
