// SPDX-License-Identifier: GPL-3.0-or-later
/* One conversation of an invented dealer with a stalling line, played from beginning to end on
 * virtual time. */
#ifndef DAEMON_CONVERSATION_PLAY_H
#define DAEMON_CONVERSATION_PLAY_H

#include "daemon/conversation_words.h"
#include "daemon/settings.h"

enum conversation_who { CONVERSATION_HE, CONVERSATION_RINGS, CONVERSATION_LINE };

struct conversation_entry {
	ms_t at;
	enum conversation_who who;
	char *text;	  /* of a call NULL */
	struct turn turn; /* of the line's: why; of the others zero. Its texts are not kept. */
};

struct conversation {
	struct conversation_entry *entries;
	size_t count;
	int64_t cost; /* of the line's answers */
	int kept;     /* times he stood there alone */
};

/* `yaml` are settings with a line of the language's name; the dealer, chance and keys come from the
 * seed. SIGPIPE must be ignored. conversation_finish() in any case. */
enum err conversation_play(struct bytes yaml, enum spoken language, uint64_t seed,
			   struct conversation *ret_conversation, struct error *error_r);
void conversation_finish(struct conversation *conversation);

/* From his first message to his last, ten minutes at most of each gap between messages of either
 * side; and without that. */
ms_t conversation_active(const struct conversation *conversation);
ms_t conversation_span(const struct conversation *conversation);

#endif
