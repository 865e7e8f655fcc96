// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Reading talk/ files of a language, in three steps:
 *
 *   packs_talk.c          YAML -> alternatives as they are written, with where each stands; the
 * word lists packs_talk_compile.c  alternatives -> runs of pieces (flow/reply/grammar.h), names
 * resolved to indexes packs_talk_check.c    the whole: parts that lead back to themselves, lengths,
 * what is missing; warnings
 *
 * A language's files are read one after the other and compiled together, since a part of one file
 * is used in all.
 */
#ifndef DAEMON_PACKS_TALK_H
#define DAEMON_PACKS_TALK_H

#include "base/yaml.h"
#include "flow/reply/grammar.h"

enum {
	TALK_TEXTS_MAX = 20000, /* alternatives of a language */
	TALK_TEXT_BYTES = 400,	/* of one alternative as it is written */
	TALK_WORDS_MAX = 1000,	/* of a list of words */
	TALK_FILES_MAX = 200,
	TALK_NAME_LETTERS = 12, /* of a name or product */
};

/* An alternative as it is written. */
struct talk_source {
	uint32_t list, order;  /* `order`: counts up as they are read */
	uint32_t need, refuse; /* enum talk_tag */
	uint64_t claimed, unclaimed; /* bits of flow/story.h */
	char *text;
	const char *file;
	unsigned line, column; /* of its first letter */
};

/* What is known of a list beside grammar_list. */
struct talk_list {
	const char *file;
	unsigned line, column; /* of its name; line 0: never defined */
	uint32_t longest;      /* characters it may come to */
	uint32_t steps, depth;
	uint8_t state; /* of the walk that measures */
	bool used;
};

struct talk_reader {
	struct grammar *grammar;
	struct talk_source *sources;
	size_t source_count, source_room;
	struct talk_list *lists; /* GRAMMAR_LISTS_MAX, beside grammar->lists */
	char *files[TALK_FILES_MAX];
	size_t file_count;
};

void talk_begin(struct talk_reader *reader);
/* One file; errors as packs.h says. After an error only talk_abandon(). */
enum err talk_read(struct talk_reader *reader, struct bytes yaml, const char *file,
		   struct error *error_r);
/* Compiles what was read and checks the whole; `folder` is named where no line is. The reader keeps
 * what talk_warn() needs; *ret_grammar is the caller's. */
enum err talk_end(struct talk_reader *reader, const char *folder, struct grammar **ret_grammar,
		  struct error *error_r);
/* Appends a line for each thing that could be better, and returns how many. After talk_end(). */
size_t talk_warn(const struct talk_reader *reader, const struct grammar *grammar, struct buf *out);
void talk_finish(struct talk_reader *reader);

/* ---- between the steps ---- */

/* "FILE:LINE:COLUMN: text" `at` bytes into an alternative; ERR_INPUT. */
enum err talk_error(const struct talk_source *source, size_t at, struct error *error_r,
		    const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The list of a part by its name; GRAMMAR_LISTS_MAX: there is none. */
uint32_t talk_find_part(const struct grammar *grammar, const char *name, size_t size);
/* The claims of the same topic, or all topics, for a message: "travel=foot, travel=bike". */
const char *talk_claims_like(const char *name, size_t size, char *text, size_t room);
enum err talk_compile(struct talk_reader *reader, struct error *error_r);
enum err talk_check(struct talk_reader *reader, const char *folder, struct error *error_r);
/* What a text of a pack may not hold: letters that GSM 7 lacks or has for two, links, numbers.
 * `source` says where. */
enum err talk_check_letters(const struct talk_source *source, struct error *error_r);

#endif
