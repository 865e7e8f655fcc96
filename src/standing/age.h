// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Who may contact whom, by age: an adult and a minor only when they are at most N years apart. It
 * holds in both directions, since a contact that one may not ask for the other must not be able to
 * bring about by asking first. Two adults, or two minors, are free.
 *
 * An age is what is known: a band, or the two ages that a year of birth leaves open. Where it is
 * open, the pair that the rule minds most decides: the oldest the one, the youngest the other can
 * be. Whoever gave no age can be any age, and so may contact nobody.
 *
 * What leaks nothing: one code for every refusal, whatever its reason, and the same work for every
 * pair: age_contact() has no branch that depends on an age or on the other reason.
 */
#ifndef STANDING_AGE_H
#define STANDING_AGE_H

#include "base/clock.h"
#include "standing/rules.h"

#include <stdbool.h>
#include <stdint.h>

/* What a member said once, and when: a year of birth, or a band of ages. */
struct age_given {
	int32_t birth_year;  /* 0: a band, or nothing */
	uint8_t least, most; /* of a band, at `at`; both 0: nothing was said */
	ms_t at;
	bool verified; /* by a document or a service, not only said */
};

/* What he can be at a moment: [least, most] in whole years. */
struct age {
	uint8_t least, most;
	bool verified;
};

enum approach {
	APPROACH_MAY,
	APPROACH_REFUSED, /* whatever the reason */
};

/* ERR_INPUT when either of the two ages is outside AGE_LEAST to AGE_MOST. */
enum err age_give_birth_year(int32_t birth_year, ms_t at, bool verified,
			     struct age_given *ret_given);
/* ERR_INPUT outside AGE_LEAST to AGE_MOST, or upside down. */
enum err age_give_band(int32_t least, int32_t most, ms_t at, bool verified,
		       struct age_given *ret_given);
/* People grow older: a band of 13 to 15 is one of 15 to 18 some two years later. A struct of zeros
 * is an age that was not given: any. */
struct age age_at(const struct age_given *given, ms_t now);

bool age_may_be_minor(const struct rules *rules, struct age age);
bool age_may_be_adult(const struct rules *rules, struct age age);
/* The most years an adult `older` can be ahead of a minor `younger`; 0 when they cannot be such a
 * pair. */
int32_t age_gap(const struct rules *rules, struct age older, struct age younger);

/* Whether the one may contact the other. `refused_otherwise`: there is another reason (blocked,
 * banned, gone): it takes the same way out. */
enum approach age_contact(const struct rules *rules, struct age a, struct age b,
			  bool refused_otherwise);
/* "" or "not_available": all that may be told, and never more. */
const char *approach_code(enum approach approach);

#endif
