// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Reading packs/: what the lines can say and understand, one folder a language (packs/README.md is
 * the manual):
 *
 *   LANGUAGE/answers.yaml   the texts a line may say
 *   LANGUAGE/signs.yaml     the patterns it looks for, and the words by which the language is
 *                           recognised
 *   LANGUAGE/firsts.yaml    what people write first; may be left out
 *   LANGUAGE/concepts.yaml  words and phrases by what they speak of; may be left out
 *   LANGUAGE/talk/          what a stalling line says; may be left out: daemon/packs_talk.h
 *   LANGUAGE/examples/      texts by which the model is trained: daemon/examples.h
 *
 * Everything is checked here, so that the stages can rely on it: each text fits one GSM 7 part and
 * holds no link, each pattern parses, and each language has a text for everything a line may have
 * to say, whatever the country. The firsts are 1 to 480 bytes each, at most 1,000, no two alike.
 */
#ifndef DAEMON_PACKS_H
#define DAEMON_PACKS_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/flow.h"

/* Reads a folder, or what is embedded in the program when `folder` is NULL. A language without a
 * folder is left out. ERR_INPUT "FILE:LINE:COLUMN: what is wrong; what to write", ERR_IO when a
 * file cannot be read, ERR_ABSENT when there is no language at all. On failure nothing is left
 * allocated. */
enum err packs_load(const char *folder, struct packs **ret_packs, struct error *error_r);
void packs_destroy(struct packs *packs);

/* The pack of a language; NULL when there is none. */
const struct pack *packs_find(const struct packs *packs, enum language language);

/* One file of a pack from memory, added to `pack`; `file` is named in errors. What was read before
 * an error stays in the pack: pack_finish() it. */
enum err pack_read_answers(struct pack *pack, struct bytes yaml, const char *file,
			   struct error *error_r);
enum err pack_read_signs(struct pack *pack, struct bytes yaml, const char *file,
			 struct error *error_r);
enum err pack_read_concepts(struct pack *pack, struct bytes yaml, const char *file,
			    struct error *error_r);
enum err pack_read_firsts(struct pack *pack, struct bytes yaml, const char *file,
			  struct error *error_r);
void pack_finish(struct pack *pack);

#endif
