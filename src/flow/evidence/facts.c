// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/evidence/facts.h"

#define X(name, low, bits, most, what)                                                             \
	_Static_assert((unsigned)(most) < 1U << (bits), #name " outgrew its bits");                \
	_Static_assert((low) + (bits) <= 32, #name " lies beyond the number");
FACTS(X)
#undef X

static enum err check(const struct facts *facts, struct error *error_r)
{
#define X(name, low, bits, most, what)                                                             \
	if (facts->name > (most))                                                                  \
		return error_set(error_r, ERR_INPUT, "fact " #name " is %d, unknown here",         \
				 facts->name);
	FACTS(X)
#undef X
	return ERR_NONE;
}

enum err facts_pack(const struct facts *facts, uint32_t *ret_packed, struct error *error_r)
{
	enum err err = check(facts, error_r);
	uint32_t packed = 0;

	if (err != ERR_NONE)
		return err;
#define X(name, low, bits, most, what) packed |= (uint32_t)facts->name << (low);
	FACTS(X)
#undef X
	*ret_packed = packed;
	return ERR_NONE;
}

enum err facts_unpack(uint32_t packed, struct facts *ret_facts, struct error *error_r)
{
	struct facts facts;
	enum err err;

#define X(name, low, bits, most, what)                                                             \
	facts.name = (uint8_t)(packed >> (low) & ((1U << (bits)) - 1));
	FACTS(X)
#undef X
	err = check(&facts, error_r);
	if (err == ERR_NONE)
		*ret_facts = facts;
	return err;
}
