// SPDX-License-Identifier: GPL-3.0-or-later
/* texts.h - what members write: short lines of three languages. None has a quote, a backslash or a
 * control character, so that each stands in JSON as it is. */
#ifndef FAUXBOND_BENCH_SITE_TEXTS_H
#define FAUXBOND_BENCH_SITE_TEXTS_H

#include <stddef.h>

extern const char *const texts_ordinary[];
extern const size_t texts_ordinary_count;

/* Mild insults; a few members write them. */
extern const char *const texts_rude[];
extern const size_t texts_rude_count;

#endif
