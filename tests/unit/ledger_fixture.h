// SPDX-License-Identifier: GPL-3.0-or-later
/* What the tests of the ledger share. */
#ifndef TESTS_LEDGER_FIXTURE_H
#define TESTS_LEDGER_FIXTURE_H

#include "flow/budget/ledger.h"

#include "base/mem.h"
#include "base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CENT = 10000 };
#define T0 INT64_C(1772482500000)

static inline struct ledger made(int64_t hour, int64_t day, bool keeps)
{
	struct ledger ledger;

	assert_int_equal(ledger_init(&ledger, hour, day, keeps ? 0 : LEDGER_KEEPS_NOTHING), ERR_NONE);
	return ledger;
}

static inline bool allows(struct ledger *ledger, ms_t now, int64_t price, bool distress)
{
	int window;

	return ledger_allows(ledger, now, price, distress, &window);
}

static inline ms_t random_gap(struct random *random)
{
	static const ms_t most[] = {1, 2, 1000, MS_MINUTE, MS_HOUR / 2, MS_HOUR, MS_DAY / 3};

	return (ms_t)random_below(random, (uint64_t)most[random_below(random, 7)] + 1);
}

#endif
