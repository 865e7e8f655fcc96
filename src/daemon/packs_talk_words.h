// SPDX-License-Identifier: GPL-3.0-or-later
/* `words:` and `filter:` of talk/ files: names, friends, products, shortenings; what an outside
 * writer may not say. And `writer:`, what it is told. */
#ifndef DAEMON_PACKS_TALK_WORDS_H
#define DAEMON_PACKS_TALK_WORDS_H

#include "base/yaml.h"
#include "flow/reply/grammar.h"

enum err talk_read_words(struct grammar *grammar, const struct yaml_node *map,
			 struct error *error_r);
enum err talk_read_filter(struct grammar *grammar, const struct yaml_node *map,
			  struct error *error_r);

/* packs_talk_writer.c: what a language model is told. All of it or none. */
enum err talk_read_writer(struct grammar *grammar, const struct yaml_node *map,
			  struct error *error_r);

#endif
