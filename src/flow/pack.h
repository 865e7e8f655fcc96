// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the lines can say and understand in one language, as data: read from packs/LANGUAGE/ (embedded in the
 * binary, or the folder `packs:` names). Part of flow.h: classify/ reads `signs` and `words`, reply/ `answers`.
 */
#ifndef FLOW_PACK_H
#define FLOW_PACK_H

#include "base/bytes.h"

#include <stddef.h>

/* A text the line may say. */
struct pack_answer {
	int move;        /* enum move */
	char country[3]; /* only for senders or houses of this country; "": anywhere */
	char *text;      /* UTF-8; fits one GSM 7 part (checked when the pack is read) */
};

/* A pattern that shows what a text is: words in order, as packs/README.md explains. */
struct pack_sign {
	int kind; /* enum kind */
	char *pattern;
	int where; /* line of its file, for messages */
};

struct pack {
	int language; /* enum language */
	struct pack_answer *answers;
	size_t answer_count;
	struct pack_sign *signs;
	size_t sign_count;
	char **firsts; /* what people write first to a number they were given: calm, before there is any of the line's own */
	size_t first_count;
	char **words; /* frequent short words by which the language is recognised */
	size_t word_count;
};

enum { PACKS_MAX = 4 };

struct packs {
	struct pack packs[PACKS_MAX];
	size_t count;
};

#endif
