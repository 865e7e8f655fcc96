// SPDX-License-Identifier: GPL-3.0-or-later
/* The names of what flow.h, line.h and driver.h number, from the same tables. */
#include "flow/driver.h"

/* NULL and out of range are "unknown": a number may come from a newer program's record. */
static const char *nth(const char *const *names, size_t count, size_t at)
{
	return at < count && names[at] != NULL ? names[at] : "unknown";
}

#define NTH(names, at) nth(names, sizeof(names) / sizeof(names)[0], (size_t)(at))

const char *line_kind_name(enum line_kind kind)
{
	static const char *const names[] = {
#define X(id, name, what) [id] = name,
		LINE_KINDS(X)
#undef X
	};

	return NTH(names, kind);
}

const char *language_name(enum language language)
{
	static const char *const names[] = {
#define X(id, name) [id] = name,
		LANGUAGES(X)
#undef X
	};

	return NTH(names, language);
}

const char *kind_name(enum kind kind)
{
	static const char *const names[] = {
#define X(id, code, name) [code] = name,
		KINDS(X)
#undef X
	};

	return NTH(names, kind);
}

const char *reaction_name(enum reaction reaction)
{
	static const char *const names[] = {
#define X(id, name) [id] = name,
		REACTIONS(X)
#undef X
	};

	return NTH(names, reaction);
}

const char *arm_name(enum arm arm)
{
	static const char *const names[] = {
#define X(id, code, name, what) [code] = name,
		ARMS(X)
#undef X
	};

	return NTH(names, arm);
}

const char *act_name(enum act act)
{
	static const char *const names[] = {
#define X(id, code, name) [code] = name,
		ACTS(X)
#undef X
	};

	return NTH(names, act);
}

const struct finding_name finding_names[] = {
#define X(id, bit, name, what) {id, name},
	FINDINGS(X)
#undef X
};
const size_t finding_count = sizeof finding_names / sizeof finding_names[0];

const char *slot_type_name(enum slot_type type)
{
	static const char *const names[] = {
#define X(id, name, what) [id] = name,
		SLOT_TYPES(X)
#undef X
	};

	return NTH(names, type);
}

const char *move_name(enum move move)
{
	static const char *const names[] = {
#define X(id, code, name) [code] = name,
		MOVES(X)
#undef X
	};

	return NTH(names, move);
}

const char *why_name(enum why why)
{
	static const char *const names[] = {
#define X(id, code, name) [code] = name,
		WHYS(X)
#undef X
	};

	return NTH(names, why);
}

const char *proposal_end_name(enum proposal_end end)
{
	static const char *const names[] = {
#define X(id, name, what) [id] = name,
		PROPOSAL_ENDS(X)
#undef X
	};

	return NTH(names, end);
}

const char *effect_name(enum effect_type type)
{
	static const char *const names[] = {
#define X(id, name) [id] = name,
		EFFECTS(X)
#undef X
	};

	return NTH(names, type);
}
