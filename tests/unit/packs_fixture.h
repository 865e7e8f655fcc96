// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The shipped packs for tests of what is not reading: loaded once, without their concepts. Those are forty thousand patterns that only
 * models weigh; compiling them for each case takes a sanitizer minutes.
 */
#ifndef TESTS_PACKS_FIXTURE_H
#define TESTS_PACKS_FIXTURE_H

#include "base/mem.h"
#include "daemon/packs.h"

#include <stdlib.h>

static inline void packs_cut_concepts(struct pack *pack)
{
	size_t kept = 0;

	for (size_t i = 0; i < pack->sign_count; i++) {
		if (pack->signs[i].clue < CLUE_KNOWN)
			pack->signs[kept++] = pack->signs[i];
		else
			mem_free(pack->signs[i].pattern);
	}
	pack->sign_count = kept;
}

/* Lives until the program ends. */
static inline struct packs *packs_without_concepts(void)
{
	static struct packs *packs;

	if (packs != NULL)
		return packs;
	if (packs_load(NULL, &packs, NULL) != ERR_NONE)
		abort();
	for (size_t i = 0; i < packs->count; i++)
		packs_cut_concepts(&packs->packs[i]);
	return packs;
}

#endif
