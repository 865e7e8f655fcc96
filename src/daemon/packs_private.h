// SPDX-License-Identifier: GPL-3.0-or-later
/* What the files that read packs share. */
#ifndef DAEMON_PACKS_PRIVATE_H
#define DAEMON_PACKS_PRIVATE_H

#include "base/bytes.h"
#include "base/error.h"
#include "flow/flow.h"

/* What to write instead of a character that GSM 7 lacks: "c", "a space", "another word". */
const char *pack_spelling(uint32_t code_point);

/* All of LANGUAGE/talk/ of a folder, or of what is embedded when it is NULL; pack.talk stays NULL
 * when there is none. `warnings`: talk_warn()'s lines are appended, when it is not NULL. */
enum err pack_load_talk(struct pack *pack, const char *folder, struct buf *warnings,
			struct error *error_r);

#endif
