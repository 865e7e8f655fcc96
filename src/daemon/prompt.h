// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What the writer is asked: a request of /v1/chat/completions, made of the packs' own words (`writer:` of talk/), the facts
 * that were decided, and the last texts of both sides as quoted data. Nothing else that is known of anybody. Pure.
 */
#ifndef DAEMON_PROMPT_H
#define DAEMON_PROMPT_H

#include "flow/driver.h"

struct prompt {
	const struct packs *packs;
	const char *currency; /* "EUR" */
	const char *model;
	double temperature;
};

/* Appends the JSON, of at most WRITER_REQUEST_MAX bytes; false, and nothing is appended: the language has no prompt. */
bool prompt_write(const struct prompt *prompt, const struct wording *wording, struct buf *out);

#endif
