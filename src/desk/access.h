// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Who may use the API: the token files of all lines that have an API, open since before the jail closed, and read again when they change.
 * And how often one address failed.
 */
#ifndef DESK_ACCESS_H
#define DESK_ACCESS_H

#include "daemon/settings.h"
#include "daemon/token_file.h"

#include <event2/event.h>
#include <sys/socket.h>

/* What a token opens. */
struct grant {
	uint32_t line_index;
	const char *line; /* its name: lives as long as the settings */
	enum line_kind kind;
	unsigned scopes;
	char person[TOKEN_NAME_MAX + 1];
};

struct access;

/* Opens the files, and makes those that are not there. ERR_INPUT, ERR_IO in words. */
enum err access_create(struct event_base *base, const struct settings *settings,
		       struct access **ret_access, struct error *error_r);
void access_destroy(struct access *access);
/* Reads again what has changed. Called by itself each second. */
void access_refresh(struct access *access);
/* False: it is nobody's token. */
bool access_grant(const struct access *access, struct bytes token, struct grant *ret_grant);
/* Counts a token that was none; true when this address has failed too often within a minute. It is a matter of noise and load
 * alone: nobody guesses 256 bits, so whoever has a token is let in even from there (a proxy is one address for all). */
bool access_failed(struct access *access, const struct sockaddr *address);

#endif
