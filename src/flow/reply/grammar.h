// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a stalling line says, put together from a pack's talk/ (packs/README.md is the manual of
 * those who write it).
 *
 * A pack's texts are lists of alternatives: one list a move, one a reaction, one a part. An
 * alternative is a run of pieces: letters, a fact, another list, or a group of runs of which one is
 * said. daemon/packs_talk*.c compiles it and has checked by then that every index fits, that no
 * list leads back to itself and that nothing grows beyond its bounds.
 *
 * Pure, and the same words for the same pack and saying, on any machine: chance comes from
 * saying.seed alone.
 */
#ifndef FLOW_REPLY_GRAMMAR_H
#define FLOW_REPLY_GRAMMAR_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/flow.h"

enum {
	GRAMMAR_NAME_MAX = 32,	  /* of a part, with the NUL */
	GRAMMAR_LISTS_MAX = 2048, /* moves, reactions and parts of a language */
	GRAMMAR_DEPTH_MAX = 12,	  /* parts within parts */
	GRAMMAR_GROUPS_MAX = 6,	  /* groups within groups */
	GRAMMAR_STEPS_MAX = 500,  /* pieces that one alternative may come to */
	GRAMMAR_MOVE_MAX = 100,	  /* characters of a move at its longest */
	GRAMMAR_ANSWER_MAX = 64,  /* of a reaction */
};

/* Parts with a number in them, by which facts are written. The others follow. */
#define GRAMMAR_NUMBERS(N)                                                                         \
	N(PART_QUANTITY, "quantity")                                                               \
	N(PART_PRICE, "price")                                                                     \
	N(PART_TIME, "time")                                                                       \
	N(PART_DAY, "day")                                                                         \
	N(PART_DELAY, "delay")

enum grammar_number {
#define X(id, name) id,
	GRAMMAR_NUMBERS(X)
#undef X
		PART_NUMBERS
};

/* Where the lists begin in grammar.lists. */
enum {
	LISTS_MOVES = 0,
	LISTS_REACTIONS = MOVE_COUNT,
	LISTS_PARTS = MOVE_COUNT + REACTION_COUNT,
};

/* What `{N}` and its like stand for. */
#define GRAMMAR_DIGITS(D)                                                                          \
	D(DIGITS_N, "N")                                                                           \
	D(DIGITS_HOUR, "HOUR")                                                                     \
	D(DIGITS_HOUR12, "HOUR12")                                                                 \
	D(DIGITS_NEXT12, "NEXT12")                                                                 \
	D(DIGITS_MINUTES, "MINUTES")

enum grammar_digits {
#define X(id, name) id,
	GRAMMAR_DIGITS(X)
#undef X
		DIGITS_COUNT
};

enum grammar_kind {
	PIECE_LETTERS,
	PIECE_FACT,
	PIECE_DIGITS,
	PIECE_LIST,
	PIECE_GROUP,
	PIECE_CLAIM, /* no letters: what the text claims */
};

struct grammar_piece {
	uint8_t kind;	/* enum grammar_kind */
	uint16_t count; /* LETTERS: bytes; GROUP: runs */
	uint32_t at; /* LETTERS: in `letters`; FACT: enum talk_fact; DIGITS: enum; LIST: in `lists`;
			GROUP: first run; CLAIM: its bit (story.h) */
};

/* Pieces one after the other. */
struct grammar_run {
	uint32_t first, count;
};

/* An alternative. */
struct grammar_text {
	struct grammar_run run;
	uint32_t need, refuse; /* enum talk_tag that must hold, must not */
	uint64_t claimed, unclaimed; /* bits of story.h that must have been claimed before, must not */
	uint32_t weight; /* among the alternatives of a move: more for what can be said in more ways
			  */
};

struct grammar_list {
	char name[GRAMMAR_NAME_MAX];
	uint32_t first, count; /* in `texts` */
	double surfaces;       /* texts that it can come to, facts apart */
};

/* Two words: of products as he writes it and as we do; of shortenings the whole one and the short
 * one. */
struct grammar_pair {
	char *from, *to;
	char *folded; /* `from`, as letters_fold() has it */
};

/* Words of one rule of the filter (filter.h), folded, in one string each. */
struct grammar_terms {
	char **terms;
	size_t count;
};

enum { GRAMMAR_FILTERS = 16, GRAMMAR_REGISTERS = 3, GRAMMAR_FACTS = 10 };

/* What a language model that is asked for words is told, in its language; NULL: nothing of it was written. */
struct grammar_writer {
	char *system;	   /* who writes, and the rules; NULL: it is never asked */
	char *untrusted;   /* in front of what both wrote */
	char *must, *may;  /* in front of the facts that must, and may, be named */
	char *registers[GRAMMAR_REGISTERS]; /* TAG_STREET, TAG_PLAIN, TAG_POLITE */
	char *moves[MOVE_COUNT], *answers[REACTION_COUNT];
	char *facts[GRAMMAR_FACTS]; /* what each is called, in the order of TALK_FACTS */
};

struct grammar {
	char *letters;
	size_t letter_count;
	struct grammar_piece *pieces;
	size_t piece_count;
	struct grammar_run *runs; /* of groups */
	size_t run_count;
	struct grammar_text *texts;
	size_t text_count;
	struct grammar_list *lists;
	size_t list_count;
	char **names, **friends;
	size_t name_count, friend_count;
	struct grammar_pair *products, *shorten;
	size_t product_count, shorten_count;
	struct grammar_terms filter[GRAMMAR_FILTERS]; /* enum filter_list */
	struct grammar_writer writer;
};

void grammar_destroy(struct grammar *grammar);

/* A text in the making. Facts are kept apart, so that nobody's habits damage them. */
enum { PHRASE_SIZE = 640, PHRASE_FACTS = 24 };
struct phrase {
	char text[PHRASE_SIZE]; /* UTF-8, GSM 7 letters only; no NUL */
	size_t size;
	struct {
		uint16_t at, end; /* bytes */
	} facts[PHRASE_FACTS];	  /* in order, apart from each other */
	size_t fact_count;
	uint32_t named; /* enum talk_fact, of those */
	bool full;	/* something did not fit */
	uint64_t claims; /* what it claims: bits of story.h */
};

/* Appends; what GSM 7 lacks is written without it. Spaces are not doubled, and none stands at the
 * beginning or before
 * `, . ? !`. */
void phrase_add(struct phrase *phrase, struct bytes text);
/* Puts `with` where [at, at + gone) was; false, and nothing changed, when a fact stands there or it
 * does not fit. */
bool phrase_splice(struct phrase *phrase, size_t at, size_t gone, const char *with, size_t size);
/* Whether a byte belongs to a fact. */
bool phrase_is_fact(const struct phrase *phrase, size_t at);

/* The words as the pack has them: the reaction, a joint and the move, before anybody's habits.
 * ERR_ABSENT: no alternative holds; ERR_FULL: those that do contradict each other, every time. */
enum err grammar_phrase(const struct pack *pack, const struct saying *saying, const char *currency,
			struct phrase *ret_phrase, struct error *error_r);

/* The same in the manner of saying.voice, as it is sent: one part of GSM 7. A reaction that has no
 * words, or no room, is left out when the move has some. Appends to `out`. ERR_ABSENT: there are no
 * words for it; ERR_FULL: nothing short enough was found; nothing is appended then. `currency`:
 * "EUR". */
enum err grammar_say(const struct pack *pack, const struct saying *saying, const char *currency,
		     struct buf *out, struct error *error_r);

/* Which of the pack's products a dealer's text names first, from 1 on; 0: none. */
uint16_t grammar_product(const struct pack *pack, struct bytes text);

/* Whether there are words for it now, as the story stands; a reaction alone when saying.move is MOVE_REACT. */
bool grammar_can_say(const struct grammar *grammar, const struct saying *saying,
		     const char *currency);

/* In how many ways a move can be said, facts and people's habits apart. */
double grammar_surfaces(const struct grammar *grammar, enum move move);

/* What a voice is called, and who gave it the number; the grammar has names and friends. */
const char *grammar_name(const struct grammar *grammar, uint64_t voice);
const char *grammar_friend(const struct grammar *grammar, uint64_t voice);

/* The register of a voice: TAG_STREET, TAG_PLAIN or TAG_POLITE; 3, 5 and 2 of ten have it. */
uint32_t grammar_register(uint64_t voice);

/* Chance of our own that is the same everywhere: `salt` keeps its uses apart. */
static inline uint64_t grammar_mix(uint64_t value, uint64_t salt)
{
	uint64_t z = value + (salt + 1) * 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

#endif
