// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A webhook's address, secret and signature, as the Standard Webhooks specification (version 1.0.0) has them. Pure.
 *
 *     webhook-id: msg_0123456789abcdef0123456789abcdef       the same in each attempt
 *     webhook-timestamp: 1772482500                          of the attempt, seconds
 *     webhook-signature: v1,BASE64(HMAC-SHA256(secret, "ID.TIMESTAMP.BODY"))
 */
#ifndef DAEMON_WEBHOOK_H
#define DAEMON_WEBHOOK_H

#include "base/bytes.h"
#include "daemon/alarm.h"

enum {
	WEBHOOK_URL_MAX = 2000,
	WEBHOOK_HOST_MAX = 256,   /* with its NUL */
	WEBHOOK_SECRET_LEAST = 24, /* bytes; the specification's limits */
	WEBHOOK_SECRET_MOST = 64,
	WEBHOOK_SECRET_FILE = 256, /* bytes such a file has at most */
	WEBHOOK_ID_MAX = 4 + 2 * ALARM_ID + 1,
	WEBHOOK_SIGNATURE_MAX = 3 + 44 + 1,
};

struct webhook_url {
	bool tls;
	char host[WEBHOOK_HOST_MAX]; /* without brackets */
	uint16_t port;
};
/* https://HOST[:PORT][/…], or http:// to this very machine: no user, no password, no fragment, only printable ASCII.
 * False with what to write instead. */
bool webhook_url_parse(const char *text, struct webhook_url *ret_url, const char **ret_fault);

struct webhook_secret {
	uint8_t key[WEBHOOK_SECRET_MOST];
	size_t size;
};
/* "whsec_" and base64 of 24 to 64 bytes; white space may stand behind it. */
bool webhook_secret_parse(struct bytes content, struct webhook_secret *ret_secret);
void webhook_secret_wipe(struct webhook_secret *secret);

void webhook_id(const uint8_t id[ALARM_ID], char ret_text[WEBHOOK_ID_MAX]);
void webhook_sign(const struct webhook_secret *secret, const char *id, int64_t seconds,
		  struct bytes body, char ret_signature[WEBHOOK_SIGNATURE_MAX]);

#endif
