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

/*
 * What a pattern is a clue to. The first ones have a meaning in the code, and stand in signs.yaml; concepts.yaml adds
 * others by any name (`drug`, `parcel`), which only the trained model weighs: the same name in two languages is one clue.
 */
#define CLUES(C)                                                                                   \
	C(CLUE_NONE, "")                                                                           \
	/* kinds that a sign of high precision may settle */                                       \
	C(CLUE_STOP, "stop")                                                                       \
	C(CLUE_DISTRESS, "distress")                                                               \
	C(CLUE_WRONG_NUMBER, "wrong_number")                                                       \
	/* findings beside the kind */                                                             \
	C(CLUE_MINOR, "minor")                                                                     \
	C(CLUE_ADULT, "adult")                                                                     \
	C(CLUE_THREAT_TO_OTHER, "threat_to_other")                                                 \
	/* the signs of grooming that prevention leaflets name */                                  \
	C(CLUE_ASKS_AGE, "asks_age")                                                               \
	C(CLUE_PARENTS_AWAY, "parents_away")                                                       \
	C(CLUE_SECRECY, "secrecy")                                                                 \
	C(CLUE_OTHER_APP, "other_app")                                                             \
	C(CLUE_DELETE_THIS, "delete_this")                                                         \
	C(CLUE_GIFT, "gift")                                                                       \
	C(CLUE_MATURE, "mature")                                                                   \
	C(CLUE_MEET_ALONE, "meet_alone")                                                           \
	C(CLUE_ASKS_PICTURE, "asks_picture")

enum clue {
#define X(id, name) id,
	CLUES(X)
#undef X
	CLUE_KNOWN /* from here on those of concepts.yaml, in the order in which they are met */
};

enum { CLUES_MAX = 256, CLUE_NAME_MAX = 32 };

/* A pattern that shows what a text is: words in order, as packs/README.md explains. */
struct pack_sign {
	int clue; /* enum clue, or from CLUE_KNOWN on one of the concepts */
	char *pattern;
	int where; /* line of its file, for messages */
};

/* packs/LANGUAGE/talk/, compiled: reply/grammar.h expands it. */
struct grammar;

struct pack {
	int language; /* enum language */
	struct pack_answer *answers;
	size_t answer_count;
	struct pack_sign *signs;
	size_t sign_count;
	/* names of concepts.yaml; packs_load() numbers them alike in all languages */
	char (*concepts)[CLUE_NAME_MAX];
	size_t concept_count;
	char **firsts; /* what people write first to a number they were given: calm, before there is any of the line's own */
	size_t first_count;
	char **words; /* frequent short words by which the language is recognised */
	size_t word_count;
	struct grammar *talk; /* what a stalling line says in this language; NULL: it has no words for that */
};

enum { PACKS_MAX = 4 };

struct packs {
	struct pack packs[PACKS_MAX];
	size_t count;
	char concepts[CLUES_MAX - CLUE_KNOWN][CLUE_NAME_MAX]; /* clue CLUE_KNOWN + i */
	size_t concept_count;
};

#endif
