// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Files that the build puts into the program (tools/embed.py), so that the binary runs from
 * anywhere.
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

struct embedded_file {
	const char *name; /* relative to its folder, with / */
	const uint8_t *data;
	size_t size;
};

#endif
