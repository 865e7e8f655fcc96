// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The hash of the tables that strangers fill: SipHash-2-4 with 128 bits, keyed with a secret of
 * this process. Without the key nobody can pick numbers that fall into the same place.
 */
#ifndef FLOW_BUDGET_KEYED_H
#define FLOW_BUDGET_KEYED_H

#include "base/bytes.h"
#include "base/random.h"

enum { KEYED_KEY = 16 };
struct keyed {
	uint8_t key[KEYED_KEY];
};

struct keyed_hash {
	uint64_t low, high;
};

/* The key for `purpose`. Derived from the source's own key, not drawn from it: a draw would move
 * all that is drawn later, and some of that is published (the names of logs). */
void keyed_derive(const struct random *random, const char *purpose, struct keyed *ret_keyed);

/* `salt` tells tables that share the key apart. */
struct keyed_hash keyed_number(const struct keyed *keyed, uint64_t salt, uint64_t number);
uint64_t keyed_text(const struct keyed *keyed, struct bytes text);

#endif
