// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Reading YAML that people write: settings and packs. libyaml scans and parses, this makes a tree
 * of it in which every node knows its line and column. The tree is made from libyaml's events, not
 * by its document loader: the loader resolves aliases before anyone can refuse them, and allocates
 * before anyone can count.
 *
 * What is understood is the plain part of YAML 1.2: maps with text keys, lists, scalars. Refused,
 * each with a message: anchors, aliases, merge keys, tags, keys that are not plain text, the same
 * key twice, a second document, NUL, control characters, malformed UTF-8, U+2028 and its like
 * (editors do not count them as lines). Caps hold while reading: a hostile file costs at most some
 * tens of MiB and is refused.
 *
 * A scalar has no type of its own: what is asked of it decides. So `NO` asked as text is Norway,
 * and asked as yes-or-no it is an error: only `true` and `false` are. Errors read
 * "FILE:LINE:COLUMN: text", 1-based, columns in characters; they never quote a value, which may be
 * a telephone number.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	YAML_SIZE_MAX = 4 << 20, /* bytes of a file */
	YAML_DEPTH_MAX = 32,	 /* maps and lists within each other */
	YAML_NODES_MAX = 200000, /* keys count too */
};

enum yaml_type { YAML_MAP, YAML_LIST, YAML_SCALAR };

/* Lives as long as its struct yaml. Maps and lists chain their members in the order written:
 *   YAML_EACH (member, node)  ... member->key, member ...                                        */
struct yaml_node {
	enum yaml_type type;
	bool plain;		     /* a scalar without quotes */
	unsigned line, column;	     /* where it begins */
	const char *file;	     /* as given to yaml_load */
	const char *text;	     /* of a scalar: UTF-8, no NUL within; "" for others */
	size_t count;		     /* of a map or list: members */
	const struct yaml_node *key; /* of a map's member: its key, a scalar */
	struct yaml_node *first, *next;
};

#define YAML_EACH(member, node)                                                                    \
	for (const struct yaml_node *member = (node)->first; member != NULL; member = member->next)

struct yaml {
	struct yaml_node *root; /* never NULL after yaml_load */
	struct arena arena;
};

/* Reads one document; `file` is named in errors (copied). ERR_INPUT: not such a file; ERR_FULL: a
 * cap; ERR_MEMORY. On failure nothing is left allocated and *ret_yaml is untouched. An empty file
 * is an error. */
enum err yaml_load(struct bytes content, const char *file, struct yaml *ret_yaml,
		   struct error *error_r);
void yaml_finish(struct yaml *yaml);

/* "FILE:LINE:COLUMN: text" about a node; returns ERR_INPUT. */
enum err yaml_error(const struct yaml_node *node, struct error *error_r, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A map's member by its key; NULL when it has none, or is not a map. Walks the members. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* ERR_INPUT with "... is expected here" unless the node is one. */
enum err yaml_expect_map(const struct yaml_node *node, struct error *error_r);
enum err yaml_expect_list(const struct yaml_node *node, struct error *error_r);

/* A plain scalar that is empty, ~ or null. */
bool yaml_is_null(const struct yaml_node *node);

/* The getters: ERR_INPUT and *ret_… untouched when the node is of another kind. */

/* Any scalar as written (true, 12 and NO too), but null and empty plain ones; `""` is an empty
 * text. */
enum err yaml_text(const struct yaml_node *node, const char **ret_text, struct error *error_r);
/* Decimal digits, perhaps a sign, no quotes; within [least, most]. */
enum err yaml_int(const struct yaml_node *node, int64_t least, int64_t most, int64_t *ret_value,
		  struct error *error_r);
/* Decimals such as 0.15 or -3 (no exponent, at most 15 digits, so that nothing is rounded twice and
 * no locale matters), no quotes; within [least, most]. */
enum err yaml_double(const struct yaml_node *node, double least, double most, double *ret_value,
		     struct error *error_r);
/* true or false, no quotes. */
enum err yaml_bool(const struct yaml_node *node, bool *ret_value, struct error *error_r);

#endif
