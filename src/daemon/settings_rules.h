// SPDX-License-Identifier: GPL-3.0-or-later
/* A site's rules as they are written: a map in the settings, or the same in a file of its own. */
#ifndef DAEMON_SETTINGS_RULES_H
#define DAEMON_SETTINGS_RULES_H

#include "base/yaml.h"
#include "standing/rules.h"

/* What is not written is as rules_default() has it. ERR_INPUT with "FILE:LINE:COLUMN: what is wrong; what to write", of
 * contradictions with both lines; then *ret_rules is untouched. */
enum err settings_read_rules(const struct yaml_node *map, struct rules *ret_rules, struct error *error_r);
/* The same of a whole file. ERR_IO: it cannot be read. */
enum err settings_load_rules(const char *path, struct rules *ret_rules, struct error *error_r);

/* What a robot's `level` counts, in words; NULL: it has none. */
const char *settings_level_words(enum robot robot);

#endif
